from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # Clients read the companies, too: how we go about small changes is not for them.
    scope_change_small_hours = fields.Float(
        "Small changes",
        default=8.0,
        groups="base.group_user",
        help="A change below these hours asks for hours and one sentence alone.",
    )

    _scope_change_small_positive = models.Constraint(
        "CHECK(scope_change_small_hours >= 0)",
        "Hours of small changes cannot be negative.",
    )

    def _scope_change_is_small(self, hours):
        """Tell whether a change asks for hours and one sentence alone.

        Hook: override for another policy.

        :param float hours: hours of the whole change
        :return: bool
        """
        self.ensure_one()
        # sudo: a policy of the company, not for every reader to see.
        return hours < self.sudo().scope_change_small_hours

    def _scope_change_sequence(self):
        """The sequence that numbers the changes of this company."""
        self.ensure_one()
        name = f"scope_guard.sequence_scope_change_{self.id}"
        # sudo: numbers are for everybody, sequences for administrators only.
        sequence = self.env.ref(name, raise_if_not_found=False)
        sequence = (sequence or self.env["ir.sequence"]).sudo()
        if sequence:
            return sequence
        company = self.sudo()
        sequence = sequence.create(
            {
                "name": f"Changes ({company.name})",
                "code": "scope.change",
                "prefix": "CR-",
                "padding": 0,
                "company_id": company.id,
            }
        )
        # With an external id of ours it leaves together with the add-on.
        self.env["ir.model.data"].sudo()._update_xmlids(
            [{"xml_id": name, "record": sequence, "noupdate": True}]
        )
        return sequence
