from odoo import fields, models


class ProjectProject(models.Model):
    """What the agreement on the project is worth, in lists of projects."""

    _inherit = "project.project"

    scope_currency_id = fields.Many2one(
        related="scope_tor_id.currency_id", string="Currency of the scope"
    )
    scope_original_amount = fields.Monetary(
        "Original value",
        related="scope_tor_id.original_amount",
        currency_field="scope_currency_id",
    )
    scope_approved_amount = fields.Monetary(
        "Value by changes",
        related="scope_tor_id.approved_amount",
        currency_field="scope_currency_id",
    )
    scope_pending_amount = fields.Monetary(
        "Pending value",
        related="scope_tor_id.pending_amount",
        currency_field="scope_currency_id",
    )
    scope_value_hours = fields.Float(
        "Hours as of today", related="scope_tor_id.value_hours"
    )
