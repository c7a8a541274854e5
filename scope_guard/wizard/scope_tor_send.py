from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty


class ScopeTorSend(models.TransientModel):
    """Sends the TOR: one person agrees for the client, others read along."""

    _name = "scope.tor.send"
    _description = "Send the scope for agreement"

    tor_id = fields.Many2one("scope.tor", required=True, readonly=True)
    tor_state = fields.Selection(related="tor_id.state")
    partner_id = fields.Many2one(related="tor_id.partner_id")
    signatory_id = fields.Many2one(
        "res.partner",
        "Agrees for the client",
        compute="_compute_signatory_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=?', partner_id), "
        "('is_company', '=', False)]",
        help="The only one whose link can agree.",
    )
    signatory_email = fields.Char(
        "Address",
        compute="_compute_signatory_email",
        inverse="_inverse_signatory_email",
        readonly=False,
    )
    reader_ids = fields.Many2many(
        "res.partner",
        string="Copies to read",
        help="Each gets a link of their own, with which nothing can be agreed.",
    )
    date_answer_by = fields.Date(
        "Answer by",
        compute="_compute_date_answer_by",
        store=True,
        readonly=False,
        help="Said on the page. Later the client is reminded, twice at most; who needs "
        "more time says so on the page.",
    )
    subject = fields.Char(compute="_compute_mail", store=True, readonly=False)
    body = fields.Html(
        "Message",
        compute="_compute_mail",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
    )
    without_email = fields.Char(compute="_compute_without_email")

    @api.depends("tor_id")
    def _compute_signatory_id(self):
        for wizard in self:
            if not wizard.signatory_id:
                people = wizard.tor_id.partner_id.child_ids.filtered("email")
                wizard.signatory_id = wizard.tor_id.signatory_id or (
                    people if len(people) == 1 else False
                )

    @api.depends("signatory_id")
    def _compute_signatory_email(self):
        for wizard in self:
            wizard.signatory_email = wizard.signatory_id.email

    def _inverse_signatory_email(self):
        for wizard in self:
            partner = wizard.signatory_id
            if partner and wizard.signatory_email != partner.email:
                partner.email = wizard.signatory_email

    @api.depends("tor_id")
    def _compute_date_answer_by(self):
        for wizard in self:
            wizard.date_answer_by = wizard.tor_id and wizard.tor_id._default_answer_by()

    @api.depends("signatory_id")
    def _compute_mail(self):
        for wizard in self:
            if wizard.tor_id and wizard.signatory_id:
                wizard.subject, wizard.body = wizard.tor_id._render_mail(
                    "agreement_sign", wizard.signatory_id
                )
            else:
                wizard.subject, wizard.body = wizard.subject, wizard.body

    @api.depends("reader_ids")
    def _compute_without_email(self):
        for wizard in self:
            wizard.without_email = ", ".join(
                reader.display_name
                for reader in wizard.reader_ids
                if not wizard.tor_id._valid_email(reader.email)
            )

    def action_send(self):
        """Send the mails, each with its personal link, and lock the items."""
        self.ensure_one()
        tor = self.tor_id
        tor._check_can_agree()
        self._check_recipients()
        if is_html_empty(self.body) or not html2plaintext(self.body).strip():
            raise UserError(self.env._("Write a line: the mail has no text."))
        today = fields.Date.context_today(self)
        if self.date_answer_by and self.date_answer_by < today:
            raise UserError(
                self.env._("The day to answer by lies in the past. Choose a later one.")
            )
        if tor.signatory_id != self.signatory_id:
            tor.signatory_id = self.signatory_id
        tor._send_for_agreement(
            self.subject or tor.display_name,
            self.body,
            self.reader_ids,
            self.date_answer_by,
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_recipients(self):
        """Each of them can be reached.

        :raise UserError: that names who cannot
        """
        if not self.signatory_id:
            raise UserError(self.env._("Who agrees for the client? Choose a contact."))
        if not self.tor_id._valid_email(self.signatory_id.email):
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address yet. Type it next to the name.",
                    person=self.signatory_id.display_name,
                )
            )
        if self.without_email:
            raise UserError(
                self.env._(
                    "These have no e-mail address: %(people)s. Give them one, or leave "
                    "them out.",
                    people=self.without_email,
                )
            )
        if not self.env.user.email and not self.tor_id.company_id.email:
            raise UserError(
                self.env._(
                    "You have no e-mail address yet, so nobody could answer you. Add "
                    "it in your preferences."
                )
            )
