from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, email_normalize_all, html2plaintext
from odoo.tools.mail import parse_contact_from_email

from ..tools.advice_mail import plain_subject
from ..tools.advice_match import new_text
from .mail_message import LOGGED_MODELS
from .scope_why import STEP


class MailMessage(models.Model):
    """The client asks why: from the message in which he does."""

    _inherit = "mail.message"

    def action_scope_answer_why(self):
        """Open the question that this message puts; made at the first click."""
        self.ensure_one()
        self.check_access("read")
        Why = self.env["scope.why"]
        Why.check_access("create")
        if self.model not in LOGGED_MODELS or not self.res_id:
            raise UserError(
                self.env._(
                    "This is answered from the messages of projects, tasks, customers "
                    "and leads. Open the one it belongs to."
                )
            )
        known = Why.search([("message_id", "=", self.id)], limit=1)
        if known:
            return known.action_open()
        values = self._scope_why_values()
        if not values["partner_id"]:
            raise UserError(
                self.env._(
                    "Whose question is it? Give the document a customer, then try again."
                )
            )
        why = Why.with_context(scope_why_step=STEP).create(values)
        why = why.with_context(scope_why_step=None)
        file = self._scope_evidence_file(why)
        why._step(attachment_id=file.id)
        return why.action_open()

    def _scope_why_values(self):
        context = self._scope_advice_context()
        message = self.sudo()
        record = self.env[self.model].browse(self.res_id)
        project = self._scope_project(record)
        person = self.env["res.partner"].browse(context.get("default_contact_id") or [])
        day = fields.Datetime.context_timestamp(self, self.date).date()
        subject = plain_subject(message.subject or message.record_name or "")
        text = new_text("", self.body) or html2plaintext(self.body or "")
        sender = email_normalize(message.email_from or "")
        # Of ours it is about the person to whom it went; of others, about the writer
        # alone: who got a copy did not ask.
        ours = sender and self.env["scope.why"]._our_addresses({sender})
        writer = "" if ours else sender or ""
        if writer and person != message.author_id and person.email_normalized != writer:
            person = person.browse()
        name = parse_contact_from_email(message.email_from)[0] if writer else ""
        return {
            "incident": subject
            or self.env._(
                "Message of %(day)s",
                day=self.env["scope.advice.hint"]._scope_format_day(day),
            ),
            "partner_id": context.get("default_partner_id") or False,
            "project_id": project.id,
            "contact_id": person.id,
            "sender_name": name or False,
            "sender_email": writer,
            "date_as_of": day,
            "date_written": day if writer else False,
            "message_id": self.id,
            "mail_reference": message.message_id,
            "text": text,
            "copy_count": self._scope_copy_count(sender),
            "user_id": self.env.uid,
        }

    def _scope_copy_count(self, sender):
        """How many people outside got it beside the one who wrote it."""
        message = self.sudo()
        addresses = set(
            email_normalize_all(
                ",".join(
                    filter(None, [message.incoming_email_to, message.incoming_email_cc])
                )
            )
        )
        addresses -= {sender}
        return len(addresses - self.env["scope.why"]._our_addresses(addresses))
