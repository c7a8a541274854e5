from odoo import fields, models


class ResCompany(models.Model):
    """How long personal links live, and when a silent client is reminded."""

    _inherit = "res.company"

    # Clients read the companies, too: when we remind them is not for them.
    scope_link_days = fields.Integer(
        default=90,
        groups="base.group_user",
        help="A personal link in a mail can be used for so many days.",
    )
    scope_answer_days = fields.Integer(
        default=7,
        groups="base.group_user",
        help="By when an answer is asked for, in days after sending.",
    )
    scope_reminder_days = fields.Integer(
        default=5,
        groups="base.group_user",
        help="A client who has not answered is reminded after so many days, twice at "
        "most; then the project manager is asked to call. 0: no reminders.",
    )

    _scope_link_days_positive = models.Constraint(
        "CHECK(scope_link_days > 0 AND scope_answer_days >= 0 "
        "AND scope_reminder_days >= 0)",
        "A link is good for one day at least, and days are not negative.",
    )
