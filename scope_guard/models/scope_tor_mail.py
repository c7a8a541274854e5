from markupsafe import Markup

from odoo import api, models
from odoo.tools import email_normalize, format_date, is_html_empty


class ScopeTor(models.Model):
    """The mails of an agreement: one for each recipient, each with its own link."""

    _inherit = "scope.tor"

    def _send_link(self, partner, purpose, subject, body, email="", **values):
        """Make a personal link and queue the one mail that holds it.

        :return: the ``scope.link``
        """
        self.ensure_one()
        Link = self.env["scope.link"]
        link, url = Link._make(self, purpose, partner=partner, email=email, **values)
        mail = self._queue_mail(
            link._lang(),
            subject,
            body,
            partner=partner,
            email=email,
            url=url,
            purpose=purpose,
        )
        link.mail_id = mail
        return link

    def _queue_mail(
        self,
        lang,
        subject,
        body,
        partner=None,
        email="",
        url="",
        purpose="",
        attachments=None,
        when=None,
    ):
        """Queue a mail of the agreement, in the layout that says who else gets it.

        It hangs on no record, so that no chatter shows a link, and it is deleted once
        it was sent.
        """
        tor = self.sudo().with_context(lang=lang)
        sender = tor._contact_user()
        html = tor.env["ir.qweb"]._render(
            "scope_guard.mail_agreement_layout",
            {
                "tor": tor,
                "body": body,
                "url": url,
                "purpose": purpose,
                "sender": sender,
                "recipient": partner.name if partner else email,
                "company": tor.company_id,
                "lang": lang,
                "answer_by": format_date(
                    tor.env, tor.date_answer_by, date_format="long"
                ),
            },
            minimal_qcontext=True,
        )
        # sudo: the queue of mails is the system's; what is sent was decided above.
        mail = (
            tor.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject,
                    "body_html": html,
                    "author_id": sender.partner_id.id,
                    "email_from": sender.email_formatted
                    or tor.company_id.email_formatted,
                    "reply_to": sender.email_formatted
                    or tor.company_id.email_formatted,
                    "email_to": email,
                    "recipient_ids": [(6, 0, partner.ids if partner else [])],
                    "attachment_ids": [(6, 0, attachments.ids if attachments else [])],
                    "auto_delete": True,
                    "is_internal": True,
                    "scheduled_date": when,
                }
            )
        )
        # After commit, by the queue: neither a click nor a signature waits for it.
        scheduler = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if scheduler:
            scheduler.sudo()._trigger(when)
        return mail

    def _render_mail(self, name, partner, **context):
        """Subject and body of one of the mail templates, in the person's language.

        :param str name: ``agreement_sign``, ``agreement_read``, ``agreement_reminder``
            or ``agreement_agreed``
        :return: tuple of str and Markup
        """
        self.ensure_one()
        languages = self.env["res.lang"]._get_active_by("code")
        lang = next(
            (
                lang
                for lang in (
                    partner.lang,
                    self.partner_id.lang,
                    self.company_id.partner_id.lang,
                )
                if lang in languages
            ),
            self.env.lang,
        )
        template = self.env.ref(f"scope_guard.mail_template_{name}", False)
        if not template:
            return self.display_name, ""  # deleted by the firm: the link speaks alone
        # sudo: the text is the firm's own template; who may send was checked.
        template = template.sudo().with_context(
            lang=lang, scope_recipient=partner.name or "", **context
        )
        subject = template._render_field("subject", self.ids, set_lang=lang)[self.id]
        body = template._render_field(
            "body_html", self.ids, set_lang=lang, options={"post_process": True}
        )[self.id]
        return subject, "" if is_html_empty(body) else Markup(body)

    def _contact_user(self):
        """Who speaks for us: the project's manager, else who sent it."""
        self.ensure_one()
        tor = self.sudo()
        users = tor.project_id.user_id | tor.sent_by_id | tor.create_uid
        return users.filtered("active")[:1] or users[:1]

    def _who_gets_it(self, other_than=None):
        """Names of the people who get the agreed document, as the pages say it."""
        self.ensure_one()
        # sudo: each of them is told who the others are.
        tor = self.sudo()
        links = tor.link_ids.filtered(
            lambda link: not link.date_revoked and link.occasion == "sent"
        )
        people = (tor.signatory_id | links.partner_id) - (
            other_than or self.env["res.partner"]
        )
        return people.mapped("name") + [tor._contact_user().name]

    @api.model
    def _valid_email(self, text):
        """The one address in a text, or False."""
        return email_normalize(text or "", strict=True)
