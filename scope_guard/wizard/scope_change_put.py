from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty


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
        "On",
        required=True,
        default=fields.Date.context_today,
        help="When it was put, if not by this mail.",
    )
    change_state = fields.Selection(related="change_id.state")
    reader_ids = fields.Many2many(
        "res.partner",
        string="Copies to read",
        help="Each gets a link of their own, with which nothing can be answered.",
    )
    date_answer_by = fields.Date(
        "Answer by",
        compute="_compute_date_answer_by",
        store=True,
        readonly=False,
        help="Said on the page. Later the client is reminded, twice at most; who needs "
        "more time says so on the page.",
    )
    swap_candidate_ids = fields.Many2many(
        "scope.item",
        "scope_change_put_candidate_rel",
        compute="_compute_swap_candidate_ids",
        export_string_translation=False,
    )
    swap_offer_ids = fields.Many2many(
        "scope.item",
        "scope_change_put_offer_rel",
        string="Can leave in a swap",
        compute="_compute_swap_offer_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', swap_candidate_ids)]",
        help="The client chooses from these what leaves instead. Points on which work is "
        "done already are left out at first.",
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
                wizard.subject, wizard.body = change._render_mail(
                    "change_put", wizard.recipient_id
                )
            else:
                wizard.subject, wizard.body = wizard.subject, wizard.body

    @api.depends("change_id")
    def _compute_date_answer_by(self):
        for wizard in self:
            wizard.date_answer_by = (
                wizard.change_id and wizard.change_id._default_answer_by()
            )

    @api.depends("change_id")
    def _compute_swap_candidate_ids(self):
        for wizard in self:
            change = wizard.change_id
            wizard.swap_candidate_ids = change and change._swap_candidates()

    @api.depends("change_id")
    def _compute_swap_offer_ids(self):
        for wizard in self:
            change = wizard.change_id
            if change.state == "sent":
                wizard.swap_offer_ids = change._swap_offer()
            else:
                wizard.swap_offer_ids = change and change._default_swap_offer()

    def action_send(self):
        """Send the mails, each with its personal link; from here on the change waits for the client's answer."""
        self.ensure_one()
        recipient = self._get_recipient()
        change = self.change_id
        if not change._valid_email(recipient.email):
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address yet. Add one, or put the change "
                    "without a mail.",
                    person=recipient.display_name,
                )
            )
        silent = self.reader_ids.filtered(
            lambda reader: not change._valid_email(reader.email)
        )
        if silent:
            raise UserError(
                self.env._(
                    "These have no e-mail address: %(people)s. Give them one, or leave "
                    "them out.",
                    people=", ".join(silent.mapped("display_name")),
                )
            )
        if is_html_empty(self.body) or not html2plaintext(self.body).strip():
            raise UserError(self.env._("Write a line: the mail has no text."))
        today = fields.Date.context_today(self)
        if self.date_answer_by and self.date_answer_by < today:
            raise UserError(
                self.env._("The day to answer by lies in the past. Choose a later one.")
            )
        change._put_by_mail(
            recipient,
            self.subject or change.display_name,
            self.body,
            self.reader_ids,
            self.date_answer_by,
            self.swap_offer_ids,
        )
        return self._say(
            self.env._(
                "%(change)s went to %(person)s. Its tasks wait for the answer.",
                change=change.display_name,
                person=recipient.display_name,
            )
        )

    def action_put_without_mail(self):
        """It was put in a meeting or on the phone: no mail goes out."""
        self.ensure_one()
        recipient = self._get_recipient()
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("That day lies ahead. When was it put?"))
        self.change_id._put_to_client(
            recipient, self.date, swap_offer_ids=self.swap_offer_ids
        )
        self.change_id._message_log(
            body=self.env._(
                "Put to %(person)s without a mail.", person=recipient.display_name
            )
        )
        return self._say(
            self.env._(
                "%(change)s was put to %(person)s. Its tasks wait for the answer.",
                change=self.change_id.display_name,
                person=recipient.display_name,
            )
        )

    def _say(self, message):
        """Client action: closes the dialog and says what was done, for good."""
        return {
            "type": "ir.actions.client",
            "tag": "scope_guard_answered",
            "params": {
                "message": message,
                "flag_ids": [],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_recipient(self):
        if not self.recipient_id:
            raise UserError(self.env._("Who is asked at the client? Choose a contact."))
        return self.recipient_id
