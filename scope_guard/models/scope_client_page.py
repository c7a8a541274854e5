import logging
from datetime import datetime, time, timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, is_html_empty

_logger = logging.getLogger(__name__)

#: After so many reminders we call.
MAX_REMINDERS = 2
#: So many days the mail after an answer is tried again when it cannot be made.
CONFIRM_DAYS = 3
#: Mail goes out when people work: from, until.
OFFICE_HOURS = (time(9), time(16))


class ScopeClientPage(models.AbstractModel):
    """A document that people at the client read and answer on a page of their own.

    It is sent by one mail for each recipient, with a personal link (``scope.link``).
    The page's controller calls the methods that begin with ``_client`` as superuser,
    with a link that was looked up by its token.

    A model that inherits this has ``project_id``, ``partner_id`` (the customer) and
    ``company_id``, and is a ``mail.thread`` with activities.
    """

    _name = "scope.client.page"
    _description = "Document with a page for the client"

    #: Frame of the mails: the button, who else gets it, whom to call.
    _mail_layout = "scope_guard.mail_personal_layout"
    #: Activities that the page asks us for, by kind; ``call`` is one of them.
    _client_activity_types = {"call": "scope_guard.mail_activity_type_agreement_call"}

    link_ids = fields.One2many(
        "scope.link",
        "res_id",
        "Sent to",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )

    # ------------------------------------------------------------------ policies
    def _scope_link_path(self):
        """Where the page of a link is, without its token."""
        raise NotImplementedError

    def _contact_user(self):
        """Who speaks for us: the project's manager, else who made the document."""
        self.ensure_one()
        document = self.sudo()
        users = document._contact_users()
        return users.filtered("active")[:1] or users[:1]

    def _contact_users(self):
        """Who may speak for us, first choice first."""
        return self.project_id.user_id | self.create_uid

    def _prepare_mail_layout(self, partner, purpose):
        """Further values of the mails' frame."""
        return {}

    # ------------------------------------------------------------------ mail
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
        """Queue a mail to one person, in the layout that says who else gets it.

        It hangs on no record, so that no chatter shows a link, and it is deleted once
        it was sent.
        """
        document = self.sudo().with_context(lang=lang)
        sender = document._contact_user()
        html = document.env["ir.qweb"]._render(
            self._mail_layout,
            {
                "document": document,
                "body": body,
                "url": url,
                "purpose": purpose,
                "sender": sender,
                "recipient": partner.name if partner else email,
                "company": document.company_id,
                "lang": lang,
                **document._prepare_mail_layout(partner, purpose),
            },
            minimal_qcontext=True,
        )
        address = sender.email_formatted or document.company_id.email_formatted
        # sudo: the queue of mails is the system's; what is sent was decided above.
        mail = (
            document.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject,
                    "body_html": html,
                    "author_id": sender.partner_id.id,
                    "email_from": address,
                    "reply_to": address,
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
        """Subject and body of one of our mail templates, in the person's language.

        :param str name: external id of the template without ``mail_template_``
        :return: tuple of str and Markup
        """
        self.ensure_one()
        lang = self._mail_lang(partner)
        template = self.env.ref(f"scope_guard.mail_template_{name}", False)
        if not template:
            return self.display_name, ""  # deleted by the firm: the link speaks alone
        # sudo: the text is the firm's own template; who may send was checked.
        template = template.sudo().with_context(
            **{"lang": lang, "scope_recipient": partner.name or ""} | context
        )
        subject = template._render_field("subject", self.ids, set_lang=lang)[self.id]
        body = template._render_field(
            "body_html", self.ids, set_lang=lang, options={"post_process": True}
        )[self.id]
        return subject, "" if is_html_empty(body) else Markup(body)

    def _mail_lang(self, partner):
        """Code of the installed language in which a person is written to."""
        self.ensure_one()
        languages = self.env["res.lang"]._get_active_by("code")
        for lang in (
            partner.lang,
            self.partner_id.lang,
            self.company_id.partner_id.lang,
        ):
            if lang in languages:
                return lang
        return self.env.lang

    @api.model
    def _valid_email(self, text):
        """The one address in a text, or False."""
        return email_normalize(text or "", strict=True)

    # ------------------------------------------------------------------ days and hours
    def _today_of_company(self):
        local = self.with_context(tz=self.company_id._scope_timezone())
        return fields.Date.context_today(local)

    def _office_moment(self, partner):
        """The next moment in UTC at which the recipient works; False for now."""
        now = fields.Datetime.now()
        moment = self._office_moment_from(partner, now)
        return moment != now and moment

    def _office_moment_from(self, partner, moment):
        """The first moment in UTC, from one on, at which the recipient works."""
        timezone = self._timezone_of(partner)
        local = pytz.utc.localize(moment).astimezone(timezone)
        start, end = OFFICE_HOURS
        if local.weekday() < 5 and start <= local.time() < end:
            return moment
        day = local.date()
        if local.time() >= end:
            day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return self._start_of_office(partner, day)

    def _start_of_office(self, partner, day):
        """When the recipient begins to work on a day, in UTC."""
        moment = self._timezone_of(partner).localize(
            datetime.combine(day, OFFICE_HOURS[0])
        )
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _timezone_of(self, partner):
        return pytz.timezone(partner.tz or self.company_id._scope_timezone())

    def _silence_reason(self, partner):
        """Why nothing goes to a person by itself now, as we read it; "" if it may."""
        return (
            self.project_id._scope_silence_reason()
            or partner.with_company(self.company_id)._scope_silence_reason()
        )

    # ------------------------------------------------------------------ their answers
    def _client_wants_to_talk(self, link, text):
        """An activity for us: the client would rather talk."""
        self.ensure_one()
        self._client_note(link, self.env._("%(person)s would rather talk:"), text)
        self._schedule_for_contact(
            "call", lambda document: document._talk_summary(link.recipient), text
        )

    def _talk_summary(self, person):
        """What the activity for us says when the client would rather talk."""
        return self.env._("Call %(person)s", person=person)

    def _client_is_somebody_else(self, link, text):
        """The link reached somebody else: it is closed, and we are told."""
        self.ensure_one()
        link._revoke()
        self._client_note(
            link,
            self.env._(
                "The link of %(person)s reached somebody else and is closed now. Send "
                "it again if need be. What was written:"
            ),
            text,
        )
        self._schedule_for_contact(
            "call",
            lambda document: document.env._(
                "The link of %(person)s reached somebody else", person=link.recipient
            ),
            text,
        )

    # ------------------------------------------------------------------ telling us
    def _client_note(self, link, sentence, text=""):
        """A note for the house that mails nobody, in the name of the client's person.

        :param str sentence: with ``%(person)s`` where the person's name stands
        :param str text: the person's own words, shown below it
        """
        person = self._note_person(link)
        body = Markup("<p>%s</p>") % sentence.replace("%(person)s", person)
        if text:
            # Not a blockquote: the chatter folds those away.
            body += Markup("<p><i>%s</i></p>") % Markup("<br/>").join(text.splitlines())
        self._message_log(body=body, author_id=link.partner_id.id or None)

    def _note_person(self, link):
        """How a note for the house names the holder of a link."""
        if link.purpose == "read":
            return self.env._("%(person)s (reads along)", person=link.recipient)
        return link.recipient

    def _schedule_for_contact(self, kind, summary, text=""):
        """One open activity of a kind and sentence, for who can read the document.

        :param str kind: key of ``_client_activity_types``
        :param summary: function that makes the sentence from the document, which comes
            in the language of who is asked
        :param str text: the client's own words
        """
        user = self._contact_user()
        readable = user.active and self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        ).has_access("read")
        if not readable:
            return
        sentence = summary(self.with_context(lang=user.lang))
        note = Markup("<br/>").join(text.splitlines()) if text else False
        xmlid = self._client_activity_types[kind]
        activity_type = self.env.ref(xmlid, raise_if_not_found=False)
        same = self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == activity_type
                and activity.user_id == user
                and activity.summary == sentence
            )
        )
        if same:
            # Asked twice: the newest words are shown, none of them are lost above.
            same[0].note = note
            return
        self.activity_schedule(xmlid, summary=sentence, note=note, user_id=user.id)

    def _has_open_talk(self):
        """Whether somebody is to call the client already."""
        activity_type = self.env.ref(self._client_activity_types["call"], False)
        return activity_type in self.activity_ids.activity_type_id

    def _close_client_activities(self):
        """What the client asked for on the page is settled."""
        self.sudo().activity_unlink(list(self._client_activity_types.values()))
