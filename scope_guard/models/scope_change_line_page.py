from odoo import models
from odoo.tools import float_compare, float_repr

#: Ways of a line that add hours; of one that adds none; of one whose item left.
_WAYS_OF_WORK = ("pay", "swap", "later_phase", "rejected")
_WAYS_OF_WORDS = ("pay", "later_phase", "rejected")
_WAYS_OF_LESS = ("pay", "rejected")
_WAYS_OF_GONE = ("later_phase", "rejected")


class ScopeChangeLine(models.Model):
    """A line as the client reads and answers it."""

    _inherit = "scope.change.line"

    def _prepare_page_content(self):
        """What the client reads of this line, as plain values."""
        self.ensure_one()
        item = self.item_id
        currency = self.currency_id
        return {
            "id": self.id,
            "name": self.name or "",
            "operation": self.operation,
            "kind": self.kind,
            "item": item.code or "",
            "item_name": item.name or "",
            "item_clause": item.clause or "",
            "item_hours": float_repr(item.allowance_hours, 2),
            "clause": self.clause or "",
            "hours": float_repr(self.hours, 2),
            "amount": float_repr(self.amount, currency.decimal_places),
            "ways": list(self._client_ways()),
        }

    def _client_ways(self):
        """The answers that the client may give to this line, in their order."""
        self.ensure_one()
        if self.operation != "add" and not self.item_id.active:
            return _WAYS_OF_GONE
        if self.operation == "remove" or float_compare(self.hours, 0.0, 2) < 0:
            return _WAYS_OF_LESS
        if float_compare(self.hours, 0.0, 2) == 0:
            return _WAYS_OF_WORDS
        if not self.change_id._swap_offer():
            return _WAYS_OF_WORDS
        return _WAYS_OF_WORK
