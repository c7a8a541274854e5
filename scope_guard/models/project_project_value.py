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
    scope_original_hours = fields.Float(
        "Original hours", related="scope_tor_id.original_hours", groups=READERS
    )
    scope_approved_hours = fields.Float(
        "Hours by changes", related="scope_tor_id.approved_hours", groups=READERS
    )
    scope_pending_hours = fields.Float(
        "Pending hours", related="scope_tor_id.pending_hours", groups=READERS
    )
    scope_value_text = fields.Char(
        "Contract value", related="scope_tor_id.value_text", groups=READERS
    )
    scope_value_hours = fields.Float(
        "Hours as of today",
        related="scope_tor_id.value_hours",
        groups=READERS,
    )
