from odoo import fields, models


class ResCompany(models.Model):
    """How often a client's person hears from us by itself."""

    _inherit = "res.company"

    # Clients read the companies, too: how often we write is not for them.
    scope_bundle_days = fields.Integer(
        default=7,
        groups="base.group_user",
        help="A person at the client gets one mail at most in so many days for each "
        "project, with everything that waits. What must be agreed on, or what they "
        "asked for, goes at once.",
    )

    _scope_bundle_days_positive = models.Constraint(
        "CHECK(scope_bundle_days > 0)",
        "Between two mails to the same person there is one day at least.",
    )
