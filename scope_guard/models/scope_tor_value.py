from odoo import api, fields, models

from .constants import OPEN_STATES
from .scope_tor_version import FREEZE


class ScopeTor(models.Model):
    """What the agreement is worth: originally, by agreed changes, and still open."""

    _inherit = "scope.tor"

    contract_value = fields.Monetary(
        "Contract value",
        tracking=True,
        help="What version 1 is worth, if it was agreed as a sum. Empty: its hours at "
        "the rate of the project.",
    )
    original_hours = fields.Float(
        compute="_compute_value", help="Hours of version 1; of the draft before it."
    )
    original_amount = fields.Monetary("Original value", compute="_compute_value")
    approved_hours = fields.Float(
        "Hours by changes",
        compute="_compute_value",
        help="Hours that agreed changes brought and that are paid. A swap brings none.",
    )
    approved_amount = fields.Monetary(
        "Value by changes", compute="_compute_value", help="Agreed changes, as paid."
    )
    pending_hours = fields.Float(
        compute="_compute_value", help="Hours of changes that are not decided yet."
    )
    pending_amount = fields.Monetary(
        "Pending value",
        compute="_compute_value",
        help="Changes in draft or with the client.",
    )
    value_hours = fields.Float("Hours as of today", compute="_compute_value")
    value_amount = fields.Monetary("Value as of today", compute="_compute_value")
    value_text = fields.Char("Value", compute="_compute_value")

    @api.depends("contract_value", "goodwill_rate", "allowance_total", "item_hours")
    @api.depends(
        "change_ids.state", "change_ids.paid_amount", "change_ids.amount", "version_ids"
    )
    def _compute_value(self):
        approved, pending = {}, {}
        Change = self.env["scope.change"]
        for tor, state, hours, amount, paid_hours, paid_amount in Change._read_group(
            [("tor_id", "in", self.ids), ("state", "in", [*OPEN_STATES, "approved"])],
            ["tor_id", "state"],
            ["hours:sum", "amount:sum", "paid_hours:sum", "paid_amount:sum"],
        ):
            if state == "approved":
                approved[tor] = (paid_hours, paid_amount)
            else:
                old_hours, old_amount = pending.get(tor, (0.0, 0.0))
                pending[tor] = (old_hours + hours, old_amount + amount)
        first = {
            version.tor_id: version
            for version in self.env["scope.tor.version"].search(
                [("tor_id", "in", self.ids), ("number", "=", 1)]
            )
        }
        for tor in self:
            baseline = first.get(tor._origin)
            tor.original_hours = baseline.hours if baseline else tor.hours_limit
            tor.original_amount = (
                tor.contract_value or tor.original_hours * tor._scope_rate()
            )
            tor.approved_hours, tor.approved_amount = approved.get(
                tor._origin, (0.0, 0.0)
            )
            tor.pending_hours, tor.pending_amount = pending.get(tor._origin, (0.0, 0.0))
            tor.value_hours = tor.original_hours + tor.approved_hours
            tor.value_amount = tor.original_amount + tor.approved_amount
            tor.value_text = tor._value_sentence()

    def _value_sentence(self):
        """Original, approved and pending in one line, in money."""
        self.ensure_one()
        currency = self.currency_id or self.env.company.currency_id
        parts = [
            self.env._("original %(sum)s", sum=currency.format(self.original_amount))
        ]
        if self.approved_hours or self.approved_amount:
            sign = "+" if self.approved_amount >= 0 else ""
            parts.append(
                self.env._(
                    "approved %(sum)s",
                    sum=sign + currency.format(self.approved_amount),
                )
            )
        if self.pending_hours or self.pending_amount:
            parts.append(
                self.env._("pending %(sum)s", sum=currency.format(self.pending_amount))
            )
        return " · ".join(parts)

    def _prepare_version_content(self):
        content = super()._prepare_version_content()
        change = self.env.context.get("scope_change_applied")
        if self.env.context.get("scope_freeze") is FREEZE and change is not None:
            content["change"] = change._prepare_version_content()
        return content
