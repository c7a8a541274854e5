from odoo import fields, models


class ResCompany(models.Model):
    """When we ask how it goes what the client's own team has in hand."""

    _inherit = "res.company"

    # Clients read the companies, too: when we ask is not for them.
    scope_check_back_days = fields.Integer(
        default=3,
        groups="base.group_user",
        help="Who has something in hand at the client is asked how it goes so many days "
        "before it is due: one mail with three answers. 0: no mail, the consultant is "
        "reminded.",
    )

    _scope_check_back_days_positive = models.Constraint(
        "CHECK(scope_check_back_days >= 0)",
        "The days before a due date cannot be negative.",
    )
