from odoo import api, fields, models


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
    scope_answer_days = fields.Integer(
        related="company_id.scope_answer_days", readonly=False
    )
    scope_reminder_days = fields.Integer(
        related="company_id.scope_reminder_days", readonly=False
    )
    scope_bundle_days = fields.Integer(
        related="company_id.scope_bundle_days", readonly=False
    )
    scope_link_days = fields.Integer(
        related="company_id.scope_link_days", readonly=False
    )
    scope_advice_review_days = fields.Integer(
        related="company_id.scope_advice_review_days", readonly=False
    )
    scope_check_back_days = fields.Integer(
        related="company_id.scope_check_back_days", readonly=False
    )
    scope_keep_original = fields.Boolean(
        related="company_id.scope_keep_original", readonly=False
    )
    scope_advice_alias_name = fields.Char(
        string="Advice mail address",
        compute="_compute_scope_advice_alias",
        inverse="_inverse_scope_advice_alias",
    )
    scope_advice_alias_domain = fields.Char(compute="_compute_scope_advice_alias")

    @api.depends("company_id")
    def _compute_scope_advice_alias(self):
        for settings in self:
            company = settings.company_id
            alias = company.scope_advice_alias_id
            settings.scope_advice_alias_name = alias.alias_name
            settings.scope_advice_alias_domain = (
                alias.alias_domain or company.alias_domain_id.name
            )

    def _inverse_scope_advice_alias(self):
        for settings in self:
            settings.company_id._scope_set_advice_alias(
                settings.scope_advice_alias_name
            )
