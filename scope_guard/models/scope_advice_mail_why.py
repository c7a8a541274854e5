import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.advice_mail import plain_subject, read_mail
from ..tools.advice_match import new_text
from .scope_advice_mail import _Finder
from .scope_why import STEP

_logger = logging.getLogger(__name__)


class ScopeAdviceMail(models.Model):
    """Mail that a colleague forwards because the client asks why.

    It is placed as mail to the advice address is; it becomes a question, and its call
    sheet goes back to the colleague, and to nobody else.
    """

    _inherit = "scope.advice.mail"

    kind = fields.Selection(
        selection_add=[("why", "Answer why")], ondelete={"why": "cascade"}
    )
    why_id = fields.Many2one(
        "scope.why",
        "Question",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    @api.model
    def _scope_kinds(self):
        return super()._scope_kinds() | {"scope.why": "why"}

    @api.model
    def _scope_owner_domain(self, alias):
        return super()._scope_owner_domain(alias) | Domain(
            "scope_why_alias_id", "in", alias.ids
        )

    def _scope_ask_summary(self):
        if self.kind == "why":
            return self.env._("The mail that you forwarded: which customer?")
        return super()._scope_ask_summary()

    def _scope_make_document(self, user, contact, source=None):
        if self.kind == "why":
            return self._scope_make_why(user, contact, source=source)
        return super()._scope_make_document(user, contact, source=source)

    def _scope_make_why(self, user, contact, source=None):
        """Make the question of this mail, with the rights of ``user``."""
        self.ensure_one()
        company = self.company_id
        source = source if source is not None else self.attachment_ids[:1].sudo().raw
        values = self._scope_why_values(source, contact)
        Why = (
            self.env["scope.why"]
            .with_user(user)
            .with_company(company)
            .with_context(
                lang=user.lang, mail_create_nosubscribe=True, scope_why_step=STEP
            )
        )
        why = Why.create(
            values
            | {
                "partner_id": self.partner_id.commercial_partner_id.id,
                "user_id": user.id,
            }
        )
        why = why.with_context(scope_why_step=None)
        # sudo: the mail of the list becomes the mail of the question.
        mine = self.sudo()
        file = mine._scope_attach(source, why)
        why._step(attachment_id=file.id)
        mine.write({"state": "taken", "why_id": why.id})
        mine.activity_unlink(["scope_guard.mail_activity_type_advice_complete"])
        try:
            with self.env.cr.savepoint():
                why._mail_call_sheet()
        except Exception:
            # The question stands among the colleague's own; only the mail is missing.
            _logger.exception("No call sheet by mail for question %s.", why.id)
        return why

    def _scope_why_values(self, source, contact):
        """What the mail says: who wrote it, when, what about, and how many got it."""
        read = read_mail(source or b"")
        company = self.company_id
        finder = _Finder(self.sudo().with_company(company), read, company).find()
        letter = finder.letter
        people = {address for _name, address in letter.to + letter.cc}
        writers = dict((address, name) for name, address in letter.sender)
        ours = self.env["scope.why"]._our_addresses({*people, *writers})
        ours |= set(read.delivered) if letter is read else set()
        writer = next((address for address in writers if address not in ours), "")
        person = self.env["res.partner"]
        if writer:
            person = self.env["res.partner"].search(
                Domain("email_normalized", "=", writer)
                & Domain(
                    "commercial_partner_id",
                    "=",
                    self.partner_id.commercial_partner_id.id,
                )
                & Domain("company_id", "in", (False, company.id)),
                order="is_company, id",
                limit=1,
            )
        day = letter.day or self.day or fields.Date.today()
        copies = people - ours - {writer}
        if not writer:
            # A mail of ours: it is about the person to whom it went.
            person = contact
            copies -= {contact.email_normalized}
        return {
            "incident": plain_subject(letter.subject)
            or self.subject
            or self._name_it(),
            "contact_id": person.id,
            "sender_name": writers.get(writer) or False,
            "sender_email": writer,
            "date_as_of": day,
            "date_written": day if writer else False,
            "mail_reference": letter.message_id or False,
            "text": new_text("", letter.text),
            "copy_count": len(copies),
        }

    def action_open_advice(self):
        self.ensure_one()
        if self.why_id:
            return self.why_id.action_open()
        return super().action_open_advice()
