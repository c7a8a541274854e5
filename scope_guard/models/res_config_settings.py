from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    scope_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the rate for goodwill"
    )
    scope_hourly_rate = fields.Monetary(
        related="company_id.scope_hourly_rate",
        currency_field="scope_currency_id",
        readonly=False,
    )
    scope_goodwill_free_hours = fields.Float(
        related="company_id.scope_goodwill_free_hours", readonly=False
    )
    scope_change_small_hours = fields.Float(
        related="company_id.scope_change_small_hours", readonly=False
    )
    scope_tier_amber = fields.Integer(
        related="company_id.scope_tier_amber", readonly=False
    )
    scope_tier_red = fields.Integer(related="company_id.scope_tier_red", readonly=False)
    scope_tier_dark = fields.Integer(
        related="company_id.scope_tier_dark", readonly=False
    )
    scope_hours_unit = fields.Selection(
        related="company_id.scope_hours_unit", readonly=False
    )
    scope_advice_validity_days = fields.Integer(
        related="company_id.scope_advice_validity_days", readonly=False
    )
    scope_advice_review_days = fields.Integer(
        related="company_id.scope_advice_review_days", readonly=False
    )
