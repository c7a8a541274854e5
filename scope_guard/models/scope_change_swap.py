from odoo import api, fields, models
from odoo.exceptions import UserError

from .scope_change import STEP


class ScopeChangeSwap(models.Model):
    """Hours of an agreed item that left in exchange for a line of a change.

    Written with the client's answer, and never again.
    """

    _name = "scope.change.swap"
    _description = "Item that leaves in exchange"
    _order = "change_id, id"

    change_id = fields.Many2one(
        "scope.change", required=True, readonly=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "scope.item",
        "What leaves",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    hours = fields.Float(readonly=True, help="Hours of the item that leave.")
    whole = fields.Boolean("As a whole", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_step()
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            self._check_step()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._check_step()

    def _check_step(self):
        if self.env.context.get("scope_change_step") is not STEP:
            raise UserError(
                self.env._("What leaves in exchange comes with the client's answer.")
            )
