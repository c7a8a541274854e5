from odoo import api, fields, models


class ScopeChangeAnswerSwap(models.TransientModel):
    """An agreed item that leaves in exchange, as a whole or with some of its hours."""

    _name = "scope.change.answer.swap"
    _description = "Item that leaves in exchange for a change"

    wizard_id = fields.Many2one(
        "scope.change.answer", required=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "scope.item", "What leaves", required=True, ondelete="cascade"
    )
    item_hours = fields.Float(related="item_id.allowance_hours", string="Agreed hours")
    used_hours = fields.Float(related="item_id.used_hours", string="Planned so far")
    hours = fields.Float(
        "Hours that leave",
        compute="_compute_hours",
        store=True,
        readonly=False,
        help="Fewer than the item has: the item stays, with the rest.",
    )

    @api.depends("item_id")
    def _compute_hours(self):
        for swap in self:
            swap.hours = swap.item_id.allowance_hours
