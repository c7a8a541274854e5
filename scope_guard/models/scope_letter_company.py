from odoo import fields, models


class ResCompany(models.Model):
    """How often a letter is due, and when the sponsor should know."""

    _inherit = "res.company"

    # Clients read the companies, too: our habits are not for them.
    scope_letter_weeks = fields.Integer(
        default=4,
        groups="base.group_user",
        help="A project manager is reminded to write to the client after so many weeks, "
        "if something happened. Nothing is sent by itself. 0: no reminders.",
    )
    scope_sponsor_days = fields.Integer(
        default=14,
        groups="base.group_user",
        help="A suggestion with a high risk that was not taken up, or not answered, is "
        "pointed out to the project manager when who agrees for the client was not told "
        "within so many days. 0: never.",
    )

    _scope_letter_weeks_positive = models.Constraint(
        "CHECK(scope_letter_weeks >= 0 AND scope_sponsor_days >= 0)",
        "Weeks and days cannot be negative. 0 switches the reminder off.",
    )
