from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, is_html_empty


class ScopeChangePut(models.TransientModel):
    """Puts a change to the client: by a mail that can be edited, or otherwise."""

    _name = "scope.change.put"
    _description = "Put a change to the client"

    change_id = fields.Many2one("scope.change", required=True, readonly=True)
    partner_id = fields.Many2one(related="change_id.partner_id")
    recipient_id = fields.Many2one(
        "res.partner",
        "To",
        compute="_compute_recipient_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=?', partner_id)]",
    )
    recipient_email = fields.Char(related="recipient_id.email", string="E-mail")
    date = fields.Date(
        "On", required=True, default=fields.Date.context_today, help="When it was put."
    )
    subject = fields.Char(compute="_compute_mail", store=True, readonly=False)
    body = fields.Html(
        compute="_compute_mail", store=True, readonly=False, sanitize="email_outgoing"
    )

    @api.depends("change_id")
    def _compute_recipient_id(self):
        for wizard in self:
            wizard.recipient_id = (
                wizard.change_id and wizard.change_id._default_recipient()
            )

    @api.depends("change_id", "recipient_id")
    def _compute_mail(self):
        for wizard in self:
            change = wizard.change_id
            if change:
                wizard.subject, wizard.body = change._render_put_mail(
                    wizard.recipient_id
                )
            else:
                wizard.subject, wizard.body = wizard.subject, wizard.body

    def action_send(self):
        """Send the mail; from here on the change waits for the client's answer."""
        self.ensure_one()
        recipient = self._get_recipient()
        if not email_normalize(recipient.email):
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address yet. Add one, or put the change "
                    "without a mail.",
                    person=recipient.display_name,
                )
            )
        if is_html_empty(self.body):
            raise UserError(self.env._("Write a line: the mail has no text."))
        change = self.change_id
        change._put_to_client(recipient)
        change.message_post(
            body=self.body,
            subject=self.subject,
            partner_ids=recipient.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
        return {"type": "ir.actions.act_window_close"}

    def action_put_without_mail(self):
        """It was put in a meeting or on the phone: no mail goes out."""
        self.ensure_one()
        recipient = self._get_recipient()
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("That day lies ahead. When was it put?"))
        self.change_id._put_to_client(recipient, self.date)
        self.change_id._message_log(
            body=self.env._(
                "Put to %(person)s without a mail.", person=recipient.display_name
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_recipient(self):
        if not self.recipient_id:
            raise UserError(self.env._("Who is asked at the client? Choose a contact."))
        return self.recipient_id
