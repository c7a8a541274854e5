from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.constants import KIND_SELECTION


class ScopeItemCopy(models.TransientModel):
    """Copies items of one TOR into the draft of another."""

    _name = "scope.item.copy"
    _description = "Copy items from another TOR"

    tor_id = fields.Many2one("scope.tor", "TOR", required=True, ondelete="cascade")
    source_tor_id = fields.Many2one(
        "scope.tor",
        "Copy from",
        domain="[('id', '!=', tor_id)]",
        ondelete="cascade",
        help="Any scope that you may see: of a running, an agreed or a closed project.",
    )
    with_deliverables = fields.Boolean("Deliverables", default=True)
    with_exclusions = fields.Boolean("Not in", default=True)
    with_assumptions = fields.Boolean("We assume", default=True)
    with_responsibilities = fields.Boolean("Client provides", default=True)
    with_later = fields.Boolean("Later", default=True)
    with_hours = fields.Boolean(
        "With their hours",
        default=True,
        help="Without a tick the copies are not measured until you give them hours.",
    )
    line_ids = fields.One2many(
        "scope.item.copy.line",
        "wizard_id",
        "Items to copy",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    summary = fields.Char(compute="_compute_summary")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("tor_id"):
            self._check_tor(self.env["scope.tor"].browse(values["tor_id"]))
        return values

    @api.depends("source_tor_id")
    def _compute_line_ids(self):
        for wizard in self:
            present = {
                (item.kind, item.name.strip().casefold())
                for item in wizard.tor_id.item_ids.filtered("active")
            }
            kinds = wizard._get_kinds()
            items = wizard.source_tor_id.item_ids.filtered("active")
            commands = [Command.clear()]
            for item in items.sorted():
                is_present = (item.kind, item.name.strip().casefold()) in present
                commands.append(
                    Command.create(
                        {
                            "item_id": item.id,
                            "keep": item.kind in kinds and not is_present,
                            "is_present": is_present,
                        }
                    )
                )
            wizard.line_ids = commands

    @api.depends("line_ids.keep", "source_tor_id")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = self.env._(
                "%(chosen)s of %(total)s items will be copied.",
                chosen=len(wizard.line_ids.filtered("keep")),
                total=len(wizard.line_ids),
            )

    @api.onchange(
        "with_deliverables",
        "with_exclusions",
        "with_assumptions",
        "with_responsibilities",
        "with_later",
    )
    def _onchange_kinds(self):
        kinds = self._get_kinds()
        for line in self.line_ids:
            # What is in already is ticked by hand only.
            line.keep = line.item_id.kind in kinds and not line.is_present

    # ------------------------------------------------------------------ actions
    def action_copy(self):
        """Copy the ticked items: order and parents kept, new codes where taken."""
        self.ensure_one()
        tor = self.tor_id
        self._check_tor(tor)
        self.source_tor_id.check_access("read")
        items = self.line_ids.filtered("keep").item_id
        # Only what the dialog offered: an item of another TOR may not be readable.
        items = items.filtered(lambda item: item.tor_id == self.source_tor_id)
        items.check_access("read")
        if not items:
            raise UserError(self.env._("Tick at least one item to copy."))
        copies = self._copy_items(items.sorted())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Items are in"),
                "message": self.env._(
                    "%(count)s copied from %(project)s.",
                    count=len(copies),
                    project=self.source_tor_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------------ helpers
    @api.model
    def _check_tor(self, tor):
        """Only who may change the TOR, and only while it is a draft."""
        tor.check_access("write")
        self.env["scope.item"]._check_draft(tor)

    def _get_kinds(self):
        chosen = (
            self.with_deliverables,
            self.with_exclusions,
            self.with_assumptions,
            self.with_responsibilities,
            self.with_later,
        )
        return {
            kind
            for (kind, _label), is_chosen in zip(KIND_SELECTION, chosen, strict=True)
            if is_chosen
        }

    def _copy_items(self, items):
        """Create the copies, one level of sections after the other."""
        Item = self.env["scope.item"]
        existing = self.tor_id.with_context(active_test=False).item_ids
        taken = set(existing.mapped("code"))
        last = max(existing.mapped("sequence"), default=0)
        parent_of, by_depth, values = {}, {}, {}
        for sequence, item in enumerate(items, start=1):
            # A section that is not copied hands its parts to the next one above.
            above = item._ancestors() & items
            parent_of[item] = above[:1]
            by_depth.setdefault(len(above), []).append(item)
            values[item] = {**self._prepare_item(item), "sequence": last + sequence}
            if item.code in taken:
                values[item]["code"] = False
        # Codes follow the list, also where parts are created after their section.
        Item._give_codes(list(values.values()))
        copies = {}
        for _depth, members in sorted(by_depth.items()):
            for item in members:
                parent = copies.get(parent_of[item])
                values[item]["parent_id"] = parent.id if parent else False
            made = Item.create([values[item] for item in members])
            copies.update(zip(members, made, strict=True))
        return Item.union(*copies.values())

    def _prepare_item(self, item):
        """Values of a copy. Dates, tasks and who agreed belong to the other project."""
        return {
            "tor_id": self.tor_id.id,
            "code": item.code,
            "name": item.name,
            "kind": item.kind,
            "clause": item.clause,
            "source_section": item.source_section,
            "allowance_hours": item.allowance_hours if self.with_hours else 0.0,
        }


class ScopeItemCopyLine(models.TransientModel):
    """One item of the other TOR, ticked or not."""

    _name = "scope.item.copy.line"
    _description = "Item to copy"

    wizard_id = fields.Many2one(
        "scope.item.copy", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "scope.item", "Scope item", required=True, ondelete="cascade"
    )
    keep = fields.Boolean("Copy", default=True)
    is_present = fields.Boolean(
        "Already in", readonly=True, help="An item of this name is in the scope."
    )
    code = fields.Char(related="item_id.code")
    name = fields.Char(related="item_id.name")
    kind = fields.Selection(related="item_id.kind")
    parent_id = fields.Many2one(related="item_id.parent_id")
    allowance_hours = fields.Float(related="item_id.allowance_hours")
