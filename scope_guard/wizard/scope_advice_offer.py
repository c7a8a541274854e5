from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class ScopeAdviceOffer(models.TransientModel):
    """Offers the same again: new terms, until when, and the new earliest day."""

    _name = "scope.advice.offer"
    _description = "Offer advice again"

    advice_id = fields.Many2one("scope.advice", required=True, readonly=True)
    partner_id = fields.Many2one(related="advice_id.partner_id")
    contact_id = fields.Many2one(
        "res.partner",
        string="To",
        compute="_compute_from_advice",
        store=True,
        readonly=False,
        domain="[('id', 'child_of', partner_id)]",
    )
    recommendation = fields.Text(
        "What we suggest", compute="_compute_from_advice", store=True, readonly=False
    )
    date_earliest = fields.Date(
        "Can begin on",
        help="The earliest day on which it can be had now. Ask who does it, if need be.",
    )
    date_valid_until = fields.Date(
        "Valid until", compute="_compute_from_advice", store=True, readonly=False
    )

    @api.depends("advice_id")
    def _compute_from_advice(self):
        for wizard in self:
            advice = wizard.advice_id
            company = advice.company_id or self.env.company
            days = (
                advice.template_id.validity_days or company.scope_advice_validity_days
            )
            wizard.contact_id = advice.contact_id or advice.decided_by_id
            wizard.recommendation = advice.recommendation
            wizard.date_valid_until = fields.Date.context_today(wizard) + timedelta(
                days=days
            )

    def action_offer(self):
        """Make the successor and open it; Record sends its recap."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.date_earliest:
            raise UserError(
                self.env._("From which day can it be had now? Choose the earliest.")
            )
        if self.date_valid_until and self.date_valid_until < today:
            raise UserError(
                self.env._(
                    "The day until which it is valid has passed. Choose another."
                )
            )
        successor = self.advice_id._scope_offer_again(
            {
                "contact_id": self.contact_id.id,
                "recommendation": self.recommendation,
                "date_earliest": self.date_earliest,
                "date_valid_until": self.date_valid_until,
            }
        )
        return successor.action_open()
