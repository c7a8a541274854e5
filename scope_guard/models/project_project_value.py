from odoo import fields, models

from .project_project import READERS


class ProjectProject(models.Model):
    """What the agreement on the project is worth, in lists of projects."""

    _inherit = "project.project"

    scope_original_amount = fields.Monetary(
        "Original value",
        related="scope_tor_id.original_amount",
        currency_field="scope_currency_id",
        groups=READERS,
    )
    scope_approved_amount = fields.Monetary(
        "Value by changes",
        related="scope_tor_id.approved_amount",
        currency_field="scope_currency_id",
        groups=READERS,
    )
    scope_pending_amount = fields.Monetary(
        "Pending value",
        related="scope_tor_id.pending_amount",
        currency_field="scope_currency_id",
        groups=READERS,
    )
    scope_value_hours = fields.Float(
        "Hours as of today",
        related="scope_tor_id.value_hours",
        groups=READERS,
    )
