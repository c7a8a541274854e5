from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ScopeChangeAnswer(models.TransientModel):
    """Records what the client answered to a change: who, when, how, and the proof."""

    _name = "scope.change.answer"
    _description = "Record the client's answer"

    change_id = fields.Many2one("scope.change", required=True, readonly=True)
    tor_id = fields.Many2one(related="change_id.tor_id")
    partner_id = fields.Many2one(related="change_id.partner_id")
    currency_id = fields.Many2one(related="change_id.currency_id")
    way = fields.Selection(
        [
            ("pay", "Pay"),
            ("swap", "Swap"),
            ("later_phase", "Later"),
            ("rejected", "Not done"),
        ],
        "All of it",
        default="pay",
        help="Sets the answer to every line; change single lines below.",
    )
    line_ids = fields.One2many(
        "scope.change.answer.line",
        "wizard_id",
        "Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    swap_ids = fields.One2many("scope.change.answer.swap", "wizard_id", "What leaves")
    has_swap = fields.Boolean(compute="_compute_totals")
    swap_hours = fields.Float("Hours to swap", compute="_compute_totals")
    left_hours = fields.Float("Hours that leave", compute="_compute_totals")
    paid_hours = fields.Float("Hours", compute="_compute_totals")
    paid_amount = fields.Monetary("Value", compute="_compute_totals")
    signatory_id = fields.Many2one(
        "res.partner",
        "Who answered",
        compute="_compute_signatory_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=?', partner_id), "
        "('is_company', '=', False)]",
    )
    date_answered = fields.Date(
        "Answered on", required=True, default=fields.Date.context_today
    )
    channel = fields.Selection(
        [
            ("mail", "By mail"),
            ("document", "Signed document"),
            ("meeting", "In a meeting"),
            ("call", "On the phone"),
        ],
        "How",
        required=True,
        default="mail",
    )
    message_id = fields.Many2one(
        "mail.message",
        "The client's mail",
        compute="_compute_message_id",
        store=True,
        readonly=False,
        help="The mail that came in reply. It is kept as evidence.",
    )
    evidence = fields.Binary(
        attachment=False, help="The mail or the signed document, as a file."
    )
    evidence_name = fields.Char("File name")
    note = fields.Char(
        "What was said",
        help="The client's words, or where the original lies. Needed where there is no "
        "file and no mail.",
    )
    moved = fields.Text(compute="_compute_moved")
    moved_seen = fields.Boolean("Apply it to what is agreed now")

    @api.depends("change_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create({"line_id": line.id, "answer": wizard.way or "pay"})
                for line in wizard.change_id.line_ids
            ]

    @api.onchange("way")
    def _onchange_way(self):
        if self.way:
            self.line_ids.answer = self.way

    @api.depends("line_ids.answer", "swap_ids.hours")
    def _compute_totals(self):
        for wizard in self:
            swapped = wizard.line_ids.filtered(lambda line: line.answer == "swap")
            paid = wizard.line_ids.filtered(lambda line: line.answer == "pay")
            wizard.has_swap = bool(swapped)
            wizard.swap_hours = sum(swapped.mapped("hours"))
            wizard.left_hours = sum(wizard.swap_ids.mapped("hours"))
            wizard.paid_hours = sum(paid.mapped("hours"))
            wizard.paid_amount = sum(paid.mapped("amount"))

    @api.depends("change_id")
    def _compute_signatory_id(self):
        for wizard in self:
            asked = wizard.change_id.sent_to_id
            wizard.signatory_id = asked if asked and not asked.is_company else False

    @api.depends("change_id")
    def _compute_message_id(self):
        for wizard in self:
            wizard.message_id = wizard._replies()[:1]

    def _replies(self):
        """Mails of the client that came in on the change, the newest first."""
        return self.change_id.message_ids.filtered(
            lambda message: (
                message.message_type == "email"
                and not message.author_id.user_ids.filtered(lambda user: not user.share)
            )
        ).sorted("id", reverse=True)

    @api.depends("change_id", "line_ids.answer")
    def _compute_moved(self):
        for wizard in self:
            done = wizard.line_ids.filtered(
                lambda line: line.answer in ("pay", "swap")
            ).line_id
            wizard.moved = "\n".join(done._moved()) or False

    def action_confirm(self):
        """Apply the answer and freeze the next version."""
        self.ensure_one()
        if not self.signatory_id:
            raise UserError(
                self.env._("Who answered for the client? Choose a contact.")
            )
        if self.moved and not self.moved_seen:
            raise UserError(
                self.env._(
                    "What is agreed moved since this change was written. Read what "
                    "moved, and tick that it is applied to what is agreed now."
                )
            )
        change = self.change_id
        attachments = self.env["ir.attachment"]
        if self.evidence:
            attachments = attachments.create(
                {
                    "name": self.evidence_name or self.env._("Answer"),
                    "datas": self.evidence,
                    "res_model": change._name,
                    "res_id": change.id,
                }
            )
        elif self.message_id in self._replies():
            attachments = self.message_id._scope_evidence_file(change)
        signer = change.tor_id._prepare_signer(self.signatory_id)
        signer["note"] = self.note or ""
        change.record_answer(
            {line.line_id.id: line.answer for line in self.line_ids},
            signer,
            channel=self.channel,
            date_answered=self.date_answered,
            attachment_ids=attachments.ids,
            swaps=[
                {"item_id": swap.item_id.id, "hours": swap.hours}
                for swap in self.swap_ids
            ]
            if self.has_swap
            else (),
            accept_moved=self.moved_seen,
        )
        return {"type": "ir.actions.act_window_close"}
