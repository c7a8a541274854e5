from odoo import api, fields, models
from odoo.exceptions import UserError


class ScopeChange(models.Model):
    """A draft that a client's wish became: hours and price are ours to add."""

    _inherit = "scope.change"

    wish_link_id = fields.Many2one(
        "scope.link",
        "Wished on the page of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The client wrote it on the page; nothing was promised.",
    )
    is_wish = fields.Boolean(compute="_compute_is_wish", compute_sudo=True)

    @api.depends("wish_link_id")
    def _compute_is_wish(self):
        for change in self:
            change.is_wish = bool(change.wish_link_id)

    def _check_can_put(self, again=False):
        result = super()._check_can_put(again)
        for change in self.filtered("is_wish"):
            for line in change.line_ids:
                if line.operation == "add" and not line.hours and not line.amount:
                    raise UserError(
                        self.env._(
                            "“%(line)s” was wished by the client and has neither hours "
                            "nor a price yet. Say what it takes first.",
                            line=line.name,
                        )
                    )
        return result
