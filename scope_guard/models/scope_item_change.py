from odoo import api, fields, models

from .constants import OPEN_STATES

#: In the context as ``scope_item_later``, by identity: whoever sets it judges the tasks
#: once at the end. No RPC call can send this object.
APPLYING = object()


class ScopeItem(models.Model):
    """What changes did to agreed items, and how one is started from an assumption."""

    _inherit = "scope.item"

    change_id = fields.Many2one(
        "scope.change",
        "Last change",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The change that brought this item, or altered it last.",
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends_context("uid")
    def _compute_can_decide(self):
        for item in self:
            item.can_decide = item.project_id._scope_can_decide()

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("scope_item_later") is not APPLYING:
            for vals in vals_list:
                vals.pop("change_id", None)
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("scope_item_later") is not APPLYING:
            vals = {key: value for key, value in vals.items() if key != "change_id"}
        return super().write(vals)

    @api.model
    def _judged_fields(self):
        if self.env.context.get("scope_item_later") is APPLYING:
            return set()
        return super()._judged_fields()

    def _scope_base(self):
        """Hours and text of this item, as a line of a change is based on them.

        :return: tuple (hours, name and wording); (0, "") for no item
        """
        if not self:
            return 0.0, ""
        # sudo: a task may lead to an item that its editor need not read.
        item = self.sudo()
        text = "\n".join(filter(None, (item.name, item.clause)))
        if not item.active:
            text = ""
        return item.allowance_hours, text

    def action_no_longer_holds(self):
        """Start a draft change from an assumption that turned out otherwise.

        Nobody's fault: it says what was assumed, and asks what follows. Where a change
        asks for that already, that one.

        :return: action that opens the draft
        """
        self.ensure_one()
        tor = self.tor_id
        tor._check_can_decide()
        line = self.env["scope.change.line"].search(
            [
                ("item_id", "=", self.id),
                ("operation", "=", "remove"),
                ("change_id.state", "in", OPEN_STATES),
            ],
            limit=1,
        )
        if line:
            return line.change_id._get_records_action(name=line.change_id.display_name)
        words = self.clause or self.name
        change = self.env["scope.change"].create(
            {
                "tor_id": tor.id,
                "name": self.env._("No longer holds: %(item)s", item=self.display_name),
                "reason": self.env._(
                    "We built on this together (%(code)s): “%(words)s”\n"
                    "It turned out otherwise, which neither side could know.",
                    code=self.code,
                    words=words,
                ),
                "line_ids": [
                    fields.Command.create(
                        {
                            "name": self.env._(
                                "What follows now that “%(item)s” no longer holds",
                                item=self.name,
                            ),
                            "operation": "add",
                        }
                    ),
                    fields.Command.create(
                        {
                            "name": self.env._(
                                "“%(item)s” is taken out of the agreement",
                                item=self.name,
                            ),
                            "item_id": self.id,
                            "operation": "remove",
                        }
                    ),
                ],
            }
        )
        return change._get_records_action(name=change.display_name)
