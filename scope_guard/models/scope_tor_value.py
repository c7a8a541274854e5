from odoo import api, fields, models
from odoo.tools import float_repr

from .constants import OPEN_STATES
from .scope_tor_version import FREEZE


class ScopeTor(models.Model):
    """What the agreement is worth: originally, by agreed changes, and still open."""

    _inherit = "scope.tor"

    contract_value = fields.Monetary(
        "Price",
        tracking=True,
        help="What is agreed as a sum, changes included: the client reads and agrees to "
        "it. Empty: no price is agreed on, and the value is the hours at the rate of "
        "the project, for your eyes alone.",
    )
    original_hours = fields.Float(
        compute="_compute_value", help="Hours of version 1; of the draft before it."
    )
    original_amount = fields.Monetary("Original value", compute="_compute_value")
    approved_hours = fields.Float(
        "Hours by changes",
        compute="_compute_value",
        help="Hours that agreed changes brought and that are paid, and what was agreed "
        "anew since version 1. A swap brings none.",
    )
    approved_amount = fields.Monetary(
        "Value by changes",
        compute="_compute_value",
        help="Agreed changes, as paid, and what was agreed anew since version 1.",
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
        pending = {}
        Change = self.env["scope.change"]
        for tor, hours, amount in Change._read_group(
            [("tor_id", "in", self.ids), ("state", "in", OPEN_STATES)],
            ["tor_id"],
            ["hours:sum", "amount:sum"],
        ):
            pending[tor] = (hours, amount)
        # Figures of versions hang on rates, which are no fields of theirs.
        Version = self.env["scope.tor.version"]
        Version.invalidate_model(Version._VALUE_FIELDS, flush=False)
        versions = Version.search([("tor_id", "in", self.ids)], order="number")
        versions = versions.grouped("tor_id")
        for tor in self:
            rows = versions.get(tor._origin)
            if rows:
                first, last = rows[0], rows[-1]
                tor.original_hours = first.hours
                tor.original_amount = last.original_amount
                tor.approved_hours = sum(rows[1:].mapped("paid_hours"))
                tor.approved_amount = last.changes_amount
            else:
                tor.original_hours = tor.hours_limit
                tor.original_amount = (
                    tor.contract_value or tor.hours_limit * tor._scope_rate()
                )
                tor.approved_hours = tor.approved_amount = 0.0
            tor.pending_hours, tor.pending_amount = pending.get(tor._origin, (0.0, 0.0))
            tor.value_hours = tor.original_hours + tor.approved_hours
            tor.value_amount = tor.original_amount + tor.approved_amount
            tor.value_text = tor._value_sentence()

    def _client_value(self):
        """The contract value as the client reads it: of what is not decided only what
        was put to the client. Where no price was agreed the client reads none: hours at
        our rate are for the house alone.

        :return: dict of ``has_price`` and the amounts ``original``, ``approved``,
            ``value`` (agreed as of today) and ``waiting``
        """
        self.ensure_one()
        # sudo: sums for the client to read.
        tor = self.sudo()
        waiting = tor.change_ids.filtered(lambda change: change.state == "sent")
        priced = bool(tor.contract_value)
        return {
            "has_price": priced,
            "original": tor.original_amount if priced else 0.0,
            "approved": tor.approved_amount if priced else 0.0,
            "value": tor.value_amount if priced else 0.0,
            "waiting": sum(waiting.mapped("amount")),
        }

    def _value_sentence(self):
        """Original, approved and pending in one line, in money and hours."""
        self.ensure_one()
        parts = [
            self.env._(
                "original %(sum)s",
                sum=self._value_phrase(self.original_amount, self.original_hours),
            )
        ]
        if self.approved_hours or self.approved_amount:
            sign = "+" if self.approved_amount >= 0 else ""
            more = self._value_phrase(self.approved_amount, self.approved_hours)
            parts.append(self.env._("approved %(sum)s", sum=sign + more))
        if self.pending_hours or self.pending_amount:
            parts.append(
                self.env._(
                    "pending %(sum)s",
                    sum=self._value_phrase(self.pending_amount, self.pending_hours),
                )
            )
        return " · ".join(parts)

    def _value_phrase(self, amount, hours):
        currency = self.currency_id or self.env.company.currency_id
        return self.env._(
            "%(amount)s (%(hours)s h)",
            amount=currency.format(amount),
            hours=self.env["project.task"]._scope_short_hours(hours),
        )

    def _prepare_version_content(self):
        content = super()._prepare_version_content()
        change = self.env.context.get("scope_change_applied")
        if self.env.context.get("scope_freeze") is FREEZE and change is not None:
            content["change"] = change._prepare_version_content()
        if self.contract_value:
            currency = self.currency_id
            content["amount"] = float_repr(self.contract_value, currency.decimal_places)
            content["currency"] = currency.name
        if self.current_version_id:
            content["original"] = self._prepare_original()
        return content

    def _prepare_original(self):
        """Hours and price of version 1, word by word as they were frozen."""
        first = self.env["scope.tor.version"].search(
            [("tor_id", "=", self.id), ("number", "=", 1)], limit=1
        )
        content = first._get_content()
        return {key: content[key] for key in ("hours", "amount") if content.get(key)}
