from odoo import api, fields, models

from ..models.scope_advice import CHANNEL_SELECTION, DECISION_SELECTION


class ScopeAdviceMind(models.TransientModel):
    """They changed their mind: another answer, beside the one on file."""

    _name = "scope.advice.mind"
    _description = "Record another answer"

    advice_id = fields.Many2one("scope.advice", required=True, readonly=True)
    partner_id = fields.Many2one(related="advice_id.partner_id")
    current_decision = fields.Selection(
        related="advice_id.decision", string="Answer so far"
    )
    decision = fields.Selection(
        [choice for choice in DECISION_SELECTION if choice[0] != "pending"],
        string="Answer now",
    )
    decided_by_id = fields.Many2one(
        "res.partner",
        string="Answered by",
        compute="_compute_from_advice",
        store=True,
        readonly=False,
        domain="[('id', 'child_of', partner_id)]",
    )
    date_decided = fields.Date(
        string="Answered on", default=fields.Date.context_today, required=True
    )
    channel = fields.Selection(
        CHANNEL_SELECTION, string="How", default="call", required=True
    )
    reason = fields.Text(string="Their reason")
    client_view = fields.Text(
        string="How they see it",
        compute="_compute_from_advice",
        store=True,
        readonly=False,
        help="The client's own view. It stands beside ours wherever this is shown.",
    )
    date_deferred_until = fields.Date(
        string="Waits until", compute="_compute_day", store=True, readonly=False
    )
    commitment_owner_id = fields.Many2one(
        "res.partner",
        string="Who does it there",
        compute="_compute_from_advice",
        store=True,
        readonly=False,
        domain="[('id', 'child_of', partner_id)]",
    )
    commitment_date = fields.Date(
        string="Ready by", compute="_compute_day", store=True, readonly=False
    )

    @api.depends("advice_id")
    def _compute_from_advice(self):
        for wizard in self:
            advice = wizard.advice_id
            wizard.decided_by_id = advice.decided_by_id or advice.contact_id
            wizard.client_view = advice.client_view
            wizard.commitment_owner_id = advice.commitment_owner_id or advice.contact_id

    @api.depends("decision")
    def _compute_day(self):
        """Propose the day that an answer needs; the user sees it."""
        for wizard in self:
            day = wizard.advice_id and wizard.advice_id._scope_likely_day()
            if wizard.decision == "self" and not wizard.commitment_date:
                wizard.commitment_date = day
            if wizard.decision == "deferred" and not wizard.date_deferred_until:
                wizard.date_deferred_until = day
            wizard.commitment_date = wizard.commitment_date
            wizard.date_deferred_until = wizard.date_deferred_until

    def action_record(self):
        """Record the other answer; the one before stays on file."""
        self.ensure_one()
        values = {
            "decision": self.decision or "pending",
            "decided_by_id": self.decided_by_id.id,
            "date_decided": self.date_decided,
            "answer_channel": self.channel,
            "reason": self.reason,
            "client_view": self.client_view,
        }
        if self.decision == "self":
            values["commitment_owner_id"] = self.commitment_owner_id.id
            values["commitment_date"] = self.commitment_date
        if self.decision == "deferred":
            values["date_deferred_until"] = self.date_deferred_until
        self.advice_id.record_changed_mind(values)
        return {"type": "ir.actions.act_window_close"}
