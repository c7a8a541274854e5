from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.html_text import html_text


class ScopeWhySend(models.TransientModel):
    """The mail to the client: three lines, or the one that brings the summary."""

    _name = "scope.why.send"
    _description = "Answer to a question"

    why_id = fields.Many2one("scope.why", required=True, readonly=True)
    kind = fields.Selection(
        [("hold", "Three lines"), ("summary", "Summary")], required=True, readonly=True
    )
    allowed_ids = fields.Many2many("res.partner", compute="_compute_allowed_ids")
    partner_id = fields.Many2one(
        "res.partner",
        "To",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_ids)]",
    )
    also_partner_id = fields.Many2one(
        "res.partner",
        "Also to",
        domain="[('id', 'in', allowed_ids), ('id', '!=', partner_id)]",
        help="Each gets a mail of their own. Two people outside: it is asked once.",
    )
    recipient = fields.Char("Only to", compute="_compute_recipient")
    copy_note = fields.Char(compute="_compute_recipient")
    subject = fields.Char(compute="_compute_mail", store=True, readonly=False)
    body = fields.Text("Message", compute="_compute_mail", store=True, readonly=False)
    with_table = fields.Boolean("Excel, too")

    @api.depends("why_id")
    def _compute_allowed_ids(self):
        for wizard in self:
            wizard.allowed_ids = wizard.why_id._may_get()

    @api.depends("why_id", "kind")
    def _compute_partner_id(self):
        for wizard in self:
            why = wizard.why_id
            person = why.contact_id
            if wizard.kind == "summary" or not (person or why.sender_email):
                person = person or why._signatory()
            wizard.partner_id = person

    @api.depends("partner_id", "why_id")
    def _compute_recipient(self):
        for wizard in self:
            why, person = wizard.why_id, wizard.partner_id
            name = person.name or why.sender_name or ""
            email = person.email if person else why.sender_email
            wizard.recipient = f"{name} <{email}>" if name and email else name or email
            wizard.copy_note = why.copy_count and self.env._(
                "The %(count)s others in copy get nothing.", count=why.copy_count
            )

    @api.depends("kind", "partner_id")
    def _compute_mail(self):
        for wizard in self:
            why = wizard.why_id
            if not why:
                wizard.subject, wizard.body = wizard.subject, wizard.body
                continue
            person = wizard.partner_id
            subject, body = why.with_context(
                scope_recipient=person.name or why.sender_name or ""
            )._render_why_mail(wizard.kind, person)
            wizard.subject, wizard.body = subject, html_text(str(body))

    def action_send(self):
        """Send it to the one person."""
        self.ensure_one()
        if self.also_partner_id:
            raise UserError(
                self.env._(
                    "Two people outside would get it. Use Send to both, or take one out."
                )
            )
        return self._send(self.partner_id)

    def action_send_both(self):
        """Send it to both; the button asked."""
        self.ensure_one()
        return self._send(self.partner_id | self.also_partner_id)

    def _send(self, partners):
        why = self.why_id
        if not (self.body or "").strip():
            raise UserError(self.env._("Write a line: the mail has no text."))
        if not self.env.user.email and not why.company_id.email:
            raise UserError(
                self.env._(
                    "You have no e-mail address yet, so nobody could answer you. Add "
                    "it in your preferences."
                )
            )
        subject = self.subject or why.incident
        if self.kind == "summary":
            why._send_summary(partners, subject, self.body, self.with_table)
        else:
            partner = self.partner_id
            if partner - (why._may_get() if partner else partner):
                raise UserError(
                    self.env._(
                        "The three lines go to the person who asked, and to nobody "
                        "else."
                    )
                )
            email = "" if partner else why.sender_email
            if not partner and not email:
                raise UserError(
                    self.env._("Who asked? Choose the person under Written by first.")
                )
            why._send_hold(partner, email, subject, self.body)
        return {"type": "ir.actions.act_window_close"}
