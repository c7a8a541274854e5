from odoo import api, fields, models

from .res_partner import READERS


class ResPartner(models.Model):
    """While a customer's question is open, nothing goes to its people by itself."""

    _inherit = "res.partner"

    scope_why_count = fields.Integer(
        "Open questions", compute="_compute_scope_why_count", groups=READERS
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scope_why_count(self):
        counts = dict(
            self.env["scope.why"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "!=", "done"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.scope_why_count = counts.get(partner.commercial_partner_id, 0)

    def _scope_silence_reason(self):
        reason = super()._scope_silence_reason()
        customer = self.commercial_partner_id
        if reason or not customer:
            return reason
        # sudo: whoever's turn it is to be reminded, an open question keeps it back.
        why = (
            self.env["scope.why"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", customer.ids),
                    ("company_id", "=", self.env.company.id),
                    ("state", "!=", "done"),
                ],
                limit=1,
            )
        )
        if not why:
            return ""
        return self.env._(
            "a question of %(customer)s is being answered", customer=customer[:1].name
        )

    def action_scope_answer_why(self):
        """The client asks why: the open question of this customer, or a new one."""
        self.ensure_one()
        customer = self.commercial_partner_id
        context = {"default_partner_id": customer.id}
        if self != customer:
            context["default_contact_id"] = self.id
        return self.env["scope.why"]._open_or_new(
            [("partner_id", "=", customer.id)], context
        )
