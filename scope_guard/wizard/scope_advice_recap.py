from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty


class ScopeAdviceRecap(models.TransientModel):
    """The recap of an advice as a mail, to read and change before it is sent."""

    _name = "scope.advice.recap"
    _description = "Send the recap of an advice"

    advice_id = fields.Many2one("scope.advice", required=True, readonly=True)
    date_recorded = fields.Datetime(related="advice_id.date_recorded")
    partner_id = fields.Many2one(related="advice_id.partner_id")
    contact_id = fields.Many2one(related="advice_id.contact_id", string="To")
    contact_email = fields.Char(
        "Address",
        compute="_compute_contact_email",
        inverse="_inverse_contact_email",
        readonly=False,
    )
    reader_ids = fields.Many2many(
        "res.partner",
        string="Copies to read",
        help="Each gets a link of their own, with which nothing can be answered.",
    )
    subject = fields.Char(compute="_compute_mail", store=True, readonly=False)
    body = fields.Html(
        "Message",
        compute="_compute_mail",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
    )

    @api.depends("contact_id")
    def _compute_contact_email(self):
        for wizard in self:
            wizard.contact_email = wizard.contact_id.email

    def _inverse_contact_email(self):
        for wizard in self:
            person = wizard.contact_id
            if person and wizard.contact_email != person.email:
                person.email = wizard.contact_email

    @api.depends("advice_id")
    def _compute_mail(self):
        for wizard in self:
            advice = wizard.advice_id
            if advice.contact_id:
                wizard.subject, wizard.body = advice._render_recap()
            else:
                wizard.subject, wizard.body = wizard.subject, wizard.body

    def action_send(self):
        """Send it, each with a personal link; the advice is recorded."""
        self.ensure_one()
        advice = self.advice_id
        if is_html_empty(self.body) or not html2plaintext(self.body).strip():
            raise UserError(self.env._("Write a line: the mail has no text."))
        without = self.reader_ids.filtered(
            lambda reader: not advice._valid_email(reader.email)
        )
        if without:
            raise UserError(
                self.env._(
                    "These have no e-mail address: %(people)s. Give them one, or leave "
                    "them out.",
                    people=", ".join(without.mapped("display_name")),
                )
            )
        advice._send_recap(
            self.subject or advice.display_name, self.body, self.reader_ids
        )
        return {"type": "ir.actions.act_window_close"}
