from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from .scope_change import STEP


class ScopeChange(models.Model):
    """A change is put to the client, and taken back while it is not answered."""

    _inherit = "scope.change"

    date_sent = fields.Date("Put to the client on", readonly=True, copy=False)
    sent_to_id = fields.Many2one(
        "res.partner",
        "Put to",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def action_put_to_client(self):
        """Open the dialog that puts this draft to the client, by mail or otherwise."""
        self.ensure_one()
        self._check_can_put()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_change_put_action"
        )
        action["context"] = {"default_change_id": self.id, "dialog_size": "large"}
        return action

    def _check_can_put(self):
        """The draft can be understood and priced by the client.

        :raise UserError: that names what is missing
        """
        self._check_can_decide()
        for change in self:
            if change.state != "draft":
                raise UserError(change._locked_sentence())
            if not change.line_ids:
                raise UserError(
                    self.env._(
                        "%(change)s asks for nothing yet: add a line first.",
                        change=change.display_name,
                    )
                )
            for line in change.line_ids:
                line._check_complete()

    def _put_to_client(self, partner=None, date=None):
        """Put these drafts to the client: from here on they wait for an answer.

        :param partner: ``res.partner`` of the client who is asked; who asked for the
            change, or agrees for the client, where none is named
        :param date date: when; today where none is named
        """
        self._check_can_put()
        self._claim(("draft",))
        for change in self:
            # sudo: who agrees for the client stands on the scope.
            asked = partner or change._default_recipient()
            change.with_context(scope_change_step=STEP).write(
                {
                    "date_sent": date or fields.Date.context_today(change),
                    "sent_to_id": asked.id,
                }
            )
        self._set_state("sent")

    def _default_recipient(self):
        """The person at the client to whom the change is put."""
        self.ensure_one()
        # sudo: who agrees for the client stands on the scope.
        tor = self.sudo().tor_id
        return tor.signatory_id or self.requested_by_id or tor.partner_id

    # ------------------------------------------------------------------ mail
    def _render_put_mail(self, partner):
        """Subject and text of the mail that puts the change to the client.

        :param partner: ``res.partner`` who is asked; the mail is in that language
        :return: tuple (str, Markup)
        """
        self.ensure_one()
        lang = partner.lang or self.partner_id.lang or self.env.lang
        # sudo: the firm's own words; a project user need not read mail templates.
        template = self.env.ref("scope_guard.mail_template_change_put").sudo()
        template = template.with_context(scope_recipient=partner.name or "")
        subject = template._render_field("subject", self.ids, set_lang=lang)[self.id]
        body = template._render_field("body_html", self.ids, set_lang=lang)[self.id]
        return subject, Markup(body)

    def _mail_hours(self, hours):
        """Hours as a client reads them, for instance 1.5."""
        return self.env["project.task"]._scope_short_hours(hours)

    def _mail_amount(self, amount):
        self.ensure_one()
        return format_amount(self.env, amount, self.currency_id)

    def _mail_goodwill(self):
        """What was included at no charge on this project so far, or "" for nothing."""
        self.ensure_one()
        # sudo: the sum is for the client to read.
        tor = self.sudo().tor_id
        if not tor.goodwill_hours:
            return ""
        return self.env._(
            "%(hours)s hours (%(amount)s)",
            hours=self._mail_hours(tor.goodwill_hours),
            amount=format_amount(self.env, tor.goodwill_amount, tor.currency_id),
        )

    def _mail_date_end(self):
        """The last day of the project if the change is agreed, or ""."""
        self.ensure_one()
        end = self.sudo().tor_id.date_end
        if not self.days_added or not end:
            return ""
        return format_date(self.env, fields.Date.add(end, days=self.days_added))
