from odoo import api, fields, models
from odoo.fields import Domain


class ScopeAdvice(models.Model):
    """What came of a suggestion is asked once, when its project is closed."""

    _inherit = "scope.advice"

    date_looked_back = fields.Date(
        "Looked back on",
        readonly=True,
        copy=False,
        tracking=True,
        help="When somebody said what came of it, be it that nobody knows. It is not "
        "asked again.",
    )
    look_back = fields.Selection(
        [
            ("materialised", "Happened"),
            ("averted", "Prevented"),
            ("unknown", "Don't know"),
        ],
        "Looking back",
        compute="_compute_look_back",
    )

    @api.depends("outcome", "date_looked_back")
    def _compute_look_back(self):
        for advice in self:
            unknown = advice.date_looked_back and "unknown"
            known = advice.outcome if advice.outcome != "open" else unknown
            advice.look_back = known or False

    @api.model
    def _scope_look_back_domain(self):
        """Suggestions that were made, and of which nothing is known to have come."""
        return (
            Domain("is_complete", "=", True)
            & Domain("outcome", "=", "open")
            & Domain("date_looked_back", "=", False)
            & Domain("successor_ids", "=", False)
        )

    def _scope_prepare_successor(self):
        return super()._scope_prepare_successor() | {
            "date_looked_back": self.date_looked_back
        }

    # ------------------------------------------------------------------ actions
    def action_look_back_happened(self):
        """Note that it happened; when, and at what cost, may be added or not."""
        return self._scope_look_back("materialised")

    def action_look_back_prevented(self):
        """Note that it was prevented."""
        return self._scope_look_back("averted")

    def action_look_back_unknown(self):
        """Note that nobody knows, so that it is not asked again."""
        return self._scope_look_back("open")

    def action_look_back_undo(self):
        """Take back what was said: it is asked again."""
        return self.action_nothing_happened()

    def action_nothing_happened(self):
        result = super().action_nothing_happened()
        self.write({"date_looked_back": False})
        return result

    def _scope_look_back(self, outcome):
        self.write(
            {"outcome": outcome, "date_looked_back": fields.Date.context_today(self)}
        )
        return True
