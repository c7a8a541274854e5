from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.item_import import load_items
from .constants import KIND_SELECTION, TIER_SELECTION
from .scope_tor_version import FREEZE

CODE_PREFIX = {
    "deliverable": "D",
    "exclusion": "X",
    "assumption": "A",
    "client_responsibility": "C",
    "later_phase": "L",
}


class ScopeItem(models.Model):
    """One clause of the Terms of Reference.

    The same record lives through all versions and always holds what is agreed now;
    tasks point at it for years. It is edited while its TOR is a draft.
    """

    _name = "scope.item"
    _description = "Scope item"
    _order = "tor_id, kind_sequence, sequence, id"
    _rec_names_search = ["code", "name"]

    # Where an item stands in the list may change, and the milestones whose tasks it
    # takes; what was agreed may not.
    _FREE_FIELDS = frozenset({"sequence", "milestone_ids"})
    # Follow from other fields: whatever a caller sends for them is dropped.
    _DERIVED_FIELDS = frozenset({"project_id", "company_id", "kind_sequence"})

    tor_id = fields.Many2one(
        "scope.tor", "TOR", required=True, index=True, ondelete="cascade"
    )
    project_id = fields.Many2one(related="tor_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="tor_id.company_id", store=True)
    tor_state = fields.Selection(related="tor_id.state", string="Status of the TOR")
    parent_id = fields.Many2one(
        "scope.item",
        "Part of",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('tor_id', '=', tor_id)]",
        help="The item this one is a part of. Hours of a section are the total of all "
        "that is below it.",
    )
    child_ids = fields.One2many("scope.item", "parent_id", "Parts")
    level = fields.Integer(compute="_compute_level", recursive=True)
    sequence = fields.Integer(default=10)
    kind_sequence = fields.Integer(compute="_compute_kind_sequence", store=True)
    code = fields.Char(
        help="Short name in lists and on tasks, for instance D05. Given by itself.",
    )
    name = fields.Char("Item", required=True)
    kind = fields.Selection(KIND_SELECTION, default="deliverable", required=True)
    clause = fields.Text(help="What the document says, word by word.")
    source_section = fields.Char(
        "Section", help="Where it stands in the document, for instance 4.2."
    )
    allowance_hours = fields.Float(
        "Hours",
        help="What the tasks of this item may take. 0 means not measured.",
    )
    allowance_days = fields.Float(
        "Days",
        compute="_compute_allowance_days",
        inverse="_inverse_allowance_days",
        help="What the tasks of this item may take, in working days.",
    )
    date_due = fields.Date("Due")
    active = fields.Boolean(
        default=True, help="An item that is not active was removed from the TOR."
    )
    task_ids = fields.One2many("project.task", "scope_item_id", "Tasks")
    milestone_ids = fields.One2many(
        "project.milestone",
        "scope_item_id",
        "Milestones",
        domain="[('project_id', '=', project_id)]",
        help="Tasks that come to these milestones without an item are placed here.",
    )

    used_hours = fields.Float(
        "Hours planned",
        compute="_compute_figures",
        help="Hours that the tasks of this item take, including those of its parts.",
    )
    task_count = fields.Integer("Number of tasks", compute="_compute_figures")
    unestimated_count = fields.Integer(
        "Without estimate",
        compute="_compute_figures",
        help="Tasks with no hours: they are in no bar.",
    )
    flag_count = fields.Integer("To decide", compute="_compute_figures")
    tier = fields.Selection(TIER_SELECTION, compute="_compute_figures")

    _tor_code_uniq = models.Constraint(
        "UNIQUE(tor_id, code)", "This code is taken by another item of the same scope."
    )
    _name_given = models.Constraint(
        "CHECK(length(trim(name)) > 0)", "An item needs a name: what it is about."
    )
    _hours_positive = models.Constraint(
        "CHECK(allowance_hours >= 0)", "Hours of an item cannot be negative."
    )

    # ------------------------------------------------------------------ computes
    @api.depends("code", "name")
    def _compute_display_name(self):
        for item in self:
            item.display_name = " ".join(filter(None, (item.code, item.name)))

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator in ("=", "in"):
            # "D01 Orders to accounting", as it is shown, names D01, too.
            texts = [value] if isinstance(value, str) else value
            codes = [
                text.split(" ", 1)[0]
                for text in texts
                if isinstance(text, str) and " " in text
            ]
            domain |= Domain("code", "in", codes)
        project_id = self._context_project_id()
        if project_id:
            domain &= Domain("project_id", "=", project_id)
        return domain

    @api.model
    def _context_project_id(self):
        """The project in whose list, board or import a code is looked up."""
        context = self.env.context
        if context.get("default_project_id"):
            return context["default_project_id"]
        if context.get("active_model") == "project.project":
            return context.get("active_id")
        return False

    @api.depends("parent_id.level")
    def _compute_level(self):
        for item in self:
            item.level = item.parent_id.level + 1 if item.parent_id else 0

    @api.depends("kind")
    def _compute_kind_sequence(self):
        kinds = [kind for kind, _label in KIND_SELECTION]
        for item in self:
            item.kind_sequence = kinds.index(item.kind) if item.kind else len(kinds)

    @api.depends("allowance_hours", "tor_id.company_id")
    def _compute_allowance_days(self):
        for item in self:
            item.allowance_days = item.allowance_hours / item._hours_per_day()

    def _inverse_allowance_days(self):
        for item in self:
            item.allowance_hours = item.allowance_days * item._hours_per_day()

    @api.onchange("allowance_days")
    def _onchange_allowance_days(self):
        self.allowance_hours = self.allowance_days * self._hours_per_day()

    def _hours_per_day(self):
        return self.tor_id._hours_per_day()

    def _compute_figures(self):
        figures = self.env["project.task"]._scope_item_figures(self)
        for item in self:
            found = figures.get(item._origin.id, {})
            item.used_hours = found.get("hours", 0.0)
            item.task_count = found.get("tasks", 0)
            item.unestimated_count = found.get("unestimated", 0)
            item.flag_count = found.get("flags", 0)
            company = item.company_id or self.env.company
            item.tier = company._scope_tier(item.used_hours, item.allowance_hours)

    @api.model
    def _scope_forget_figures(self):
        """Tasks changed: their figures are read anew when asked for."""
        self.invalidate_model(
            ["used_hours", "task_count", "unestimated_count", "flag_count", "tier"],
            flush=False,
        )

    # ------------------------------------------------------------------ checks
    @api.constrains("parent_id", "tor_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A section cannot be a part of one of its own parts.")
            )
        for item in self:
            if item.parent_id and item.parent_id.tor_id != item.tor_id:
                raise ValidationError(
                    self.env._(
                        "%(item)s cannot be a part of an item of another scope.",
                        item=item.display_name,
                    )
                )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        for vals in vals_list:
            if not vals.get("tor_id") and not context.get("default_tor_id"):
                project = self.env["project.project"].browse(
                    vals.get("project_id") or context.get("default_project_id")
                )
                vals["tor_id"] = project.scope_tor_id.id
            vals.pop("project_id", None)
        tors = self.env["scope.tor"].browse(
            {vals.get("tor_id") or context.get("default_tor_id") for vals in vals_list}
            - {None, False}
        )
        self._check_draft(tors)
        self._give_codes(vals_list)
        items = super().create(vals_list)
        self._scope_forget_index()
        return items

    def write(self, vals):
        vals = {
            fname: value
            for fname, value in vals.items()
            if fname not in self._DERIVED_FIELDS
        }
        frozen = vals.keys() - self._FREE_FIELDS
        if frozen:
            self._check_draft(self.tor_id)
        if "tor_id" in vals:
            self._check_draft(self.env["scope.tor"].browse(vals["tor_id"]))
        result = super().write(vals)
        self._scope_forget_index()
        if "tor_id" in vals:
            # sudo: the tasks left behind let go of it, whoever may write them.
            self.sudo().with_context(
                active_test=False
            ).task_ids._scope_clear_foreign_items()
        if not frozen.isdisjoint(self._judged_fields()):
            # The whole TOR: hours of a section are filled by all that is below it, and
            # an item that leaves a section frees hours of the others.
            self.env["project.task"]._scope_refresh(self.tor_id)
        return result

    @api.model
    def _judged_fields(self):
        """Fields of an item that may change the verdict of its tasks."""
        return {"kind", "allowance_hours", "allowance_days", "active", "parent_id"}

    @api.model
    def _scope_forget_index(self):
        self.env["project.task"]._scope_forget_index()

    @api.model
    def _check_draft(self, tors):
        if self.env.context.get("scope_freeze") is FREEZE:
            return
        for tor in tors:
            if tor.state != "draft":
                raise UserError(tor._locked_sentence())

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._check_draft(self.tor_id)
        self._check_not_on_file()

    def _check_not_on_file(self):
        """Refuse items that stand in a version: it reads as it was agreed for good.

        Whatever the status of the scope is now.
        """
        # sudo: what was agreed counts also for those who may not see it.
        for version in self.sudo().tor_id.version_ids:
            agreed = {item["id"] for item in version._get_content().get("items", ())}
            for item in self.filtered(lambda item, agreed=agreed: item.id in agreed):
                raise UserError(
                    self.env._(
                        "%(item)s was agreed on %(date)s (%(version)s) and stays on "
                        "file. A change takes it out of the scope.",
                        item=item.display_name,
                        date=format_date(self.env, version.date_agreed),
                        version=version.display_name,
                    )
                )

    def unlink(self):
        self._check_draft(self.tor_id)
        items = self | self.with_context(active_test=False).search(
            [("id", "child_of", self.ids)]
        )
        # Before its tasks let go of it; who may not delete at all is told so first.
        self.check_access("unlink")
        items._check_not_on_file()
        # Through the ORM, so that the verdicts of their tasks follow. sudo: the tasks
        # of an item go with it, also those that its editor may not write.
        tasks = (
            self.env["project.task"]
            .sudo()
            .with_context(active_test=False)
            .search([("scope_item_id", "in", items.ids)])
        )
        tasks.scope_item_id = False
        # sudo: what was answered about a draft item goes with it, through the ORM, so
        # that the score of the check-in follows.
        self.env["scope.expectation.answer"].sudo().search(
            [("item_id", "in", items.ids)]
        ).unlink()
        self._scope_forget_index()
        return super(ScopeItem, items).unlink()

    @api.model
    def _give_codes(self, vals_list):
        """Give the next free code of its kind to each item that brings none."""
        context = self.env.context
        missing = [vals for vals in vals_list if not (vals.get("code") or "").strip()]
        if not missing:
            return
        tor_ids = {
            vals.get("tor_id") or context.get("default_tor_id") for vals in missing
        }
        taken = {
            (tor.id, code)
            for tor, code in self.with_context(active_test=False)
            .sudo()
            ._read_group([("tor_id", "in", list(tor_ids))], ["tor_id", "code"])
        }
        taken |= {
            (vals.get("tor_id") or context.get("default_tor_id"), vals["code"])
            for vals in vals_list
            if vals.get("code")
        }
        last = {}
        for vals in missing:
            tor_id = vals.get("tor_id") or context.get("default_tor_id")
            kind = vals.get("kind") or context.get("default_kind") or "deliverable"
            prefix = CODE_PREFIX.get(kind, "D")
            number = last.get((tor_id, prefix), 0) + 1
            while (tor_id, f"{prefix}{number:02}") in taken:
                number += 1
            last[tor_id, prefix] = number
            vals["code"] = f"{prefix}{number:02}"

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for item, vals in zip(self, vals_list, strict=True):
            # In its own scope a copy gets the next code.
            if vals.get("tor_id") == item.tor_id.id and "code" not in (default or {}):
                vals["code"] = False
        return vals_list

    def _copy_to(self, tor):
        """Copy these items into another, draft TOR, parents and order kept.

        :param tor: the ``scope.tor`` that receives them
        :return: dict from the id of an item here to the new ``scope.item``
        """
        self._check_draft(tor)
        taken = set(tor.with_context(active_test=False).item_ids.mapped("code"))
        vals_list = []
        for item in self:
            vals = item.copy_data({"tor_id": tor.id, "parent_id": False})[0]
            if item.code in taken:
                vals["code"] = False
            vals_list.append(vals)
        copies = self.create(vals_list)
        mapping = dict(zip(self.ids, copies, strict=True))
        for item in self:
            if item.parent_id.id in mapping:
                mapping[item.id].parent_id = mapping[item.parent_id.id]
        return mapping

    def _ancestors(self):
        """The sections above, nearest first."""
        self.ensure_one()
        ancestors = self.browse()
        item = self.parent_id
        while item and item not in ancestors:
            ancestors |= item
            item = item.parent_id
        return ancestors

    # ------------------------------------------------------------------ import
    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for items"),
                "template": "/scope_guard/static/xls/scope_item_template.xlsx",
            }
        ]

    @api.model
    def load(self, fields, data):
        """Odoo's import, which takes usual words for kinds and codes for sections."""
        return load_items(self, fields, data, super().load)

    # ------------------------------------------------------------------ actions
    def action_open_tasks(self):
        """Open the tasks of this item and of its parts."""
        self.ensure_one()
        action = self.tor_id.action_open_tasks()
        action["domain"] = [("scope_item_id", "child_of", self.ids)]
        action["context"] = {
            "default_project_id": self.project_id.id,
            "default_scope_item_id": self.id,
        }
        action["display_name"] = self.display_name
        return action
