from odoo import fields, models
from odoo.fields import Domain


class ScopeItem(models.Model):
    """An item as a column of the board of tasks."""

    _inherit = "scope.item"
    _fold_name = "is_folded"

    is_folded = fields.Boolean(
        compute="_compute_is_folded",
        export_string_translation=False,
        help="A column of the board without open tasks is folded, so that thirty items "
        "fit beside one another; a board without any tasks is open.",
    )

    def _compute_is_folded(self):
        filled = set()
        busy_tors = set()
        for item, tor_id in self._board_tasks():
            filled.add(item.id)
            busy_tors.add(tor_id)
        for item in self:
            item.is_folded = item.id not in filled and item.tor_id.id in busy_tors

    def _board_tasks(self):
        """Pairs of an item of these scopes with open tasks, and the id of its TOR."""
        groups = self.env["project.task"]._read_group(
            Domain("scope_item_id.tor_id", "in", self.tor_id.ids)
            & Domain("is_closed", "=", False),
            ["scope_item_id"],
        )
        return [(item, item.tor_id.id) for (item,) in groups]
