from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from .constants import KIND_SELECTION
from .scope_change import STEP


class ScopeChangeLine(models.Model):
    """One thing that a change asks for: what, how many hours, at what value."""

    _name = "scope.change.line"
    _description = "Line of a change"
    _order = "change_id, sequence, id"

    # Follow from other fields: whatever a caller sends for them is dropped.
    _DERIVED_FIELDS = frozenset({"project_id", "tor_id", "company_id", "currency_id"})

    change_id = fields.Many2one(
        "scope.change", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    tor_id = fields.Many2one(related="change_id.tor_id")
    project_id = fields.Many2one(related="change_id.project_id")
    company_id = fields.Many2one(related="change_id.company_id")
    currency_id = fields.Many2one(related="change_id.currency_id")
    state = fields.Selection(related="change_id.state", string="Status of the change")
    task_id = fields.Many2one(
        "project.task",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        domain="[('project_id', '=', project_id), ('is_template', '=', False)]",
        help="The work this came from. It waits until the change is decided.",
    )
    name = fields.Char(
        "In one sentence",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        help="What the client gets, in words the client understands.",
    )
    item_id = fields.Many2one(
        "scope.item",
        compute="_compute_item_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('tor_id', '=', tor_id)]",
        help="The agreed item that this is about. Empty: it is about a new one.",
    )
    operation = fields.Selection(
        [
            ("add", "New item"),
            ("hours", "Other hours"),
            ("modify", "Other wording"),
            ("remove", "Item leaves"),
        ],
        "What changes",
        compute="_compute_operation",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="What the line would do to the agreed items.",
    )
    kind = fields.Selection(
        KIND_SELECTION,
        default="deliverable",
        required=True,
        help="Kind of the new item.",
    )
    clause = fields.Text(
        "Wording", help="The text of the new or changed item, word by word."
    )
    item_name = fields.Char(
        "New name", help="What the item is called from then on. Empty: as it is now."
    )
    hours = fields.Float(
        compute="_compute_hours",
        store=True,
        readonly=False,
        precompute=True,
        help="Hours that come to the scope; below zero, hours that leave it.",
    )
    rate = fields.Monetary(
        "Hourly rate",
        compute="_compute_rate",
        store=True,
        precompute=True,
        aggregator=None,
    )
    amount = fields.Monetary(
        "Value",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="Hours at the rate of the project. Type over it for a fixed price.",
    )
    answer = fields.Selection(
        [
            ("pay", "Pay"),
            ("swap", "Swap"),
            ("later_phase", "Later"),
            ("rejected", "Not done"),
        ],
        "Client's answer",
        readonly=True,
        copy=False,
    )
    # The item as it was when the line was written: what moved since is shown before
    # the line is applied.
    base_hours = fields.Float(readonly=True, copy=False)
    base_text = fields.Text(
        readonly=True, copy=False, help="Name and wording of the item at that time."
    )

    _task_uniq = models.Constraint(
        "UNIQUE(change_id, task_id)", "This task has its line in the change already."
    )

    # ------------------------------------------------------------------ computes
    @api.depends("name", "item_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or line.item_id.display_name

    # One field each: of two that are computed together, one that is given would be
    # reckoned anew while the other is.
    @api.depends("task_id")
    def _compute_name(self):
        for line in self:
            line.name = line.task_id.name or line.name

    @api.depends("task_id")
    def _compute_item_id(self):
        for line in self:
            line.item_id = line.task_id.scope_item_id or line.item_id

    @api.depends("task_id")
    def _compute_hours(self):
        tasks = self.task_id._origin
        hours = tasks._scope_work_hours() if tasks else {}
        for line in self:
            line.hours = hours.get(line.task_id._origin.id, line.hours)

    @api.depends("item_id")
    def _compute_operation(self):
        for line in self:
            kind = line.item_id.kind
            line.operation = "hours" if kind == "deliverable" else "add"

    @api.depends("change_id")
    def _compute_rate(self):
        for line in self:
            # sudo: rates come from the scope or its company.
            line.rate = line.change_id.tor_id.sudo()._scope_rate()

    @api.depends("hours", "rate")
    def _compute_amount(self):
        for line in self:
            line.amount = line.hours * line.rate

    # ------------------------------------------------------------------ checks
    @api.constrains("task_id", "item_id", "change_id")
    def _check_same_project(self):
        for line in self:
            project = line.change_id.project_id
            if line.task_id and line.task_id.project_id != project:
                raise ValidationError(
                    self.env._(
                        "“%(task)s” is not a task of %(project)s. Propose the change on "
                        "its own project.",
                        task=line.task_id.display_name,
                        project=project.display_name,
                    )
                )
            if line.item_id and line.item_id.tor_id != line.change_id.tor_id:
                raise ValidationError(
                    self.env._(
                        "%(item)s is an item of another scope than that of %(project)s.",
                        item=line.item_id.display_name,
                        project=project.display_name,
                    )
                )

    def _check_complete(self):
        """The client can understand the line, and it can be applied.

        :raise UserError: that names what is missing
        """
        self.ensure_one()
        if not (self.name or "").strip():
            raise UserError(
                self.env._(
                    "Say in one sentence what the client gets by each line of "
                    "%(change)s.",
                    change=self.change_id.display_name,
                )
            )
        if self.operation == "add":
            if self.hours < 0:
                raise UserError(
                    self.env._(
                        "“%(line)s” is a new item, so it cannot have hours below zero. "
                        "Name the item that gives hours.",
                        line=self.name,
                    )
                )
            return
        if not self.item_id.active:
            raise UserError(
                self.env._(
                    "“%(line)s” is about an agreed item: choose the item on the line.",
                    line=self.name,
                )
                if not self.item_id
                else self.env._(
                    "%(item)s left the agreement meanwhile. Choose another item on "
                    "“%(line)s”, or make it a new one.",
                    item=self.item_id.display_name,
                    line=self.name,
                )
            )
        words = (self.clause or "").strip() or (self.item_name or "").strip()
        if self.operation == "modify" and not words:
            raise UserError(
                self.env._(
                    "“%(line)s” gives %(item)s another wording: write it down first.",
                    line=self.name,
                    item=self.item_id.display_name,
                )
            )

    def _is_renamed(self):
        """Whether the line gives its item another name."""
        return self.operation == "modify" and bool((self.item_name or "").strip())

    def _new_words(self):
        """Name and wording of the item, as values, where the line gives it others."""
        self.ensure_one()
        words = {}
        if (self.clause or "").strip():
            words["clause"] = self.clause
        if self._is_renamed():
            words["name"] = self.item_name.strip()
        return words

    def _moved(self):
        """What moved on the items of these lines since the lines were written.

        :return: list of sentences, one for each line whose item is another one now
        """
        sentences = []
        for line in self:
            if line.operation == "add" or not line.item_id:
                continue
            hours, text = line.item_id._scope_base()
            same_text = text == (line.base_text or "")
            if same_text and float_compare(hours, line.base_hours, 2) == 0:
                continue
            names = {
                "item": line.item_id.display_name,
                # sudo: its number stands on the item.
                "change": line.item_id.sudo().change_id.code or "",
                "old": line._hours_text(line.base_hours),
                "new": line._hours_text(hours),
            }
            if same_text:
                sentences.append(
                    self.env._(
                        "%(item)s had %(old)s when this was written, and has %(new)s "
                        "now (%(change)s).",
                        **names,
                    )
                )
            else:
                sentences.append(
                    self.env._(
                        "%(item)s reads differently now (%(change)s); hours: %(old)s "
                        "then, %(new)s now.",
                        **names,
                    )
                )
        return sentences

    def _hours_text(self, hours):
        return self.env._(
            "%(hours)s h", hours=self.env["project.task"]._scope_short_hours(hours)
        )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._drop_derived(vals)
        lines = super().create(vals_list)
        lines.change_id._check_draft()
        lines._note_base()
        self._refresh_tasks(lines.task_id)
        return lines

    def write(self, vals):
        vals = dict(vals)
        self._drop_derived(vals)
        if vals.keys() - {"sequence"}:
            self.change_id._check_draft()
        tasks = self.task_id
        result = super().write(vals)
        if "change_id" in vals:
            self.change_id._check_draft()
        if {"item_id", "task_id", "hours", "clause", "operation"} & vals.keys():
            self._note_base()
        if {"task_id", "change_id"} & vals.keys():
            self._refresh_tasks(tasks | self.task_id)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_drafts(self):
        self.change_id._check_draft()

    def unlink(self):
        tasks = self.task_id
        result = super().unlink()
        self._refresh_tasks(tasks)
        return result

    def _drop_derived(self, vals):
        dropped = self._DERIVED_FIELDS | {"state"}
        if self.env.context.get("scope_change_step") is not STEP:
            dropped |= {"answer", "base_hours", "base_text"}
        for fname in dropped & vals.keys():
            del vals[fname]

    def _note_base(self):
        """Note what the item named holds now; the line was written with it in mind."""
        for line in self:
            hours, text = line.item_id._scope_base()
            if (line.base_hours, line.base_text or "") != (hours, text):
                line.with_context(scope_change_step=STEP).write(
                    {"base_hours": hours, "base_text": text}
                )

    @api.model
    def _refresh_tasks(self, tasks):
        # sudo: the verdicts follow, whoever may write the tasks.
        tasks.sudo()._scope_refresh_tasks()
