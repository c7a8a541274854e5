from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    scope_letter_weeks = fields.Integer(
        related="company_id.scope_letter_weeks", readonly=False
    )
    scope_sponsor_days = fields.Integer(
        related="company_id.scope_sponsor_days", readonly=False
    )
