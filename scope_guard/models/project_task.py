from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, sql

from .constants import FLAGGED_VERDICTS, VERDICT_SELECTION


class ProjectTask(models.Model):
    _inherit = "project.task"

    scope_item_id = fields.Many2one(
        "scope.item",
        compute="_compute_scope_item_id",
        store=True,
        readonly=False,
        recursive=False,
        ondelete="restrict",
        group_expand="_scope_read_group_items",
        domain="[('project_id', '=', project_id), ('active', '=', True)]",
        help="The item of the Terms of Reference this work belongs to.",
    )
    scope_verdict = fields.Selection(
        VERDICT_SELECTION,
        "Scope",
        readonly=True,
        copy=False,
        # No index: it would put every index of the task's row to work whenever the
        # verdict changes. What is to be decided is found by its open flag.
        help="How the task stands to the Terms of Reference. It advises; nothing is "
        "blocked by it.",
    )
    # Codes without figures: figures would change for every later task at each save.
    scope_reasons = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    scope_internal = fields.Boolean(
        "Internal work",
        help="Our own work, such as meetings or set-up: it takes no hours of the scope.",
    )
    scope_taken_in = fields.Boolean(
        copy=False,
        export_string_translation=False,
        help="Entered before the scope was guarded, and asked for all the same.",
    )
    scope_flag_ids = fields.One2many("scope.flag", "task_id", "Questions")
    scope_goodwill_ids = fields.One2many("scope.goodwill", "task_id", "At no charge")
    scope_is_guarded = fields.Boolean(compute="_compute_scope_is_guarded")
    scope_is_parked = fields.Boolean(compute="_compute_scope_is_parked")
    scope_explanation = fields.Char(
        "Scope in words", compute="_compute_scope_explanation"
    )
    scope_can_decide = fields.Boolean(compute="_compute_scope_can_decide")
    scope_asked = fields.Char("Asked", compute="_compute_scope_question")
    scope_source = fields.Char("Came in by", compute="_compute_scope_question")

    _scope_fill_idx = models.Index(
        "(scope_item_id, id) WHERE scope_item_id IS NOT NULL"
    )
    _scope_follow_idx = models.Index(
        "(project_id) WHERE parent_id IS NOT NULL AND scope_item_id IS NULL"
    )

    def _auto_init(self):
        # The columns first: on a large database Odoo would otherwise compute the item
        # of each task in Python, for nothing.
        cr = self.env.cr
        if sql.table_exists(cr, self._table):
            for name, column_type in (
                ("scope_item_id", "int4"),
                ("scope_verdict", "varchar"),
            ):
                if not sql.column_exists(cr, self._table, name):
                    sql.create_column(cr, self._table, name, column_type)
        return super()._auto_init()

    # ------------------------------------------------------------------ computes
    @api.depends("project_id")
    def _compute_scope_item_id(self):
        for task in self:
            item = task.scope_item_id
            # sudo: an item of another project is cleared, whoever may read it.
            if item and item.sudo().project_id != task.project_id:
                task.scope_item_id = False

    @api.depends("project_id.scope_tor_id.current_version_id")
    def _compute_scope_is_guarded(self):
        for task in self:
            # sudo: whether the project is guarded is no secret to its readers.
            tor = task.project_id.sudo().scope_tor_id
            task.scope_is_guarded = bool(tor.current_version_id)

    @api.depends("scope_flag_ids.resolution", "scope_verdict")
    def _compute_scope_is_parked(self):
        # sudo: parked is part of how the task stands, like its verdict.
        flags = self.sudo().scope_flag_ids
        for task in self:
            last = task.sudo().scope_flag_ids.sorted("id")[-1:].with_prefetch(flags.ids)
            task.scope_is_parked = (
                task.scope_verdict in FLAGGED_VERDICTS
                and last.resolution == "later_phase"
            )

    @api.depends(
        "scope_verdict",
        "scope_reasons",
        "scope_item_id",
        "scope_is_parked",
        "allocated_hours",
    )
    def _compute_scope_explanation(self):
        # sudo: the item and its version explain a task that the user may read.
        items = self.sudo().scope_item_id
        for task in self:
            item = task.sudo().scope_item_id.with_prefetch(items.ids)
            task.scope_explanation = task._scope_explain(item)

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_scope_can_decide(self):
        for task in self:
            task.scope_can_decide = task.project_id._scope_can_decide()

    @api.depends("scope_flag_ids.date_asked", "scope_flag_ids.date_closed")
    def _compute_scope_question(self):
        # sudo: who asked, and how the task came in, is part of how it stands.
        flags = self.sudo().scope_flag_ids
        for task in self:
            found = task.sudo().scope_flag_ids.with_prefetch(flags.ids)
            question = found.filtered(lambda flag: not flag.date_closed)[:1]
            task.scope_asked = question.asked
            task.scope_source = question.source

    def _scope_explain(self, item):
        """Say in a sentence how the task stands to the TOR, with the figures of now.

        :param item: the task's ``scope.item``, in a batch that shares its figures
        :return: str, or False where there is nothing to say
        """
        self.ensure_one()
        reason = (self.scope_reasons or "").split(",")[0]
        values = {
            "item": item.display_name or "",
            "used": self._scope_format_hours(item.used_hours),
            "hours": self._scope_format_hours(item.allowance_hours),
            "agreed": self._scope_agreed_phrase(item),
        }
        if self.scope_verdict == "in_scope":
            if item.allowance_hours:
                left = item.allowance_hours - item.used_hours
                values["left"] = self._scope_format_hours(abs(left))
                if left >= -0.005:
                    return self.env._("%(left)s h left of %(hours)s", **values)
                return self.env._("%(left)s h over %(hours)s", **values)
            return False
        sentences = {
            "no_item": self.env._("Not placed in the Terms of Reference yet."),
            "exclusion": self.env._(
                "Not in the TOR: %(item)s is not part of it%(agreed)s.", **values
            ),
            "later_phase": self.env._(
                "%(item)s is for a later phase%(agreed)s.", **values
            ),
            "removed": self.env._("%(item)s is no longer part of the TOR.", **values),
            "client_hours": self.env._(
                "%(item)s is for the client to provide%(agreed)s, and this task has "
                "hours of ours.",
                **values,
            ),
            "item_hours": self.env._(
                "Over the hours: the tasks of %(item)s take %(used)s of %(hours)s h, "
                "and what came before leaves too little for this one.",
                **values,
            ),
            "section_hours": self.env._(
                "Over the hours of the section that %(item)s is a part of.", **values
            ),
            "tor_hours": self.env._(
                "Over the hours agreed for the project as a whole."
            ),
            "after_end": self.env._("Entered after the last day of what was agreed."),
            "goodwill": self.env._("Included at no charge."),
            "change": self.env._("Waits for the client's answer to a change."),
        }
        sentence = sentences.get(reason, False)
        if sentence and self.scope_is_parked:
            return self.env._("Parked for later. %s", sentence)
        return sentence

    @api.model
    def _scope_format_hours(self, hours):
        minutes = round((hours or 0.0) * 60)
        return f"{minutes // 60}:{minutes % 60:02}"

    @api.model
    def _scope_short_hours(self, hours):
        """Hours as one says them: "4", "0:30", "2:15"."""
        return self._scope_format_hours(hours).removesuffix(":00")

    def _scope_agreed_phrase(self, item):
        version = item.tor_id.current_version_id
        if not version:
            return ""
        if item.source_section:
            return self.env._(
                " (%(section)s, %(version)s of %(date)s)",
                section=item.source_section,
                version=version.display_name,
                date=format_date(self.env, version.date_agreed),
            )
        return self.env._(
            " (%(version)s of %(date)s)",
            version=version.display_name,
            date=format_date(self.env, version.date_agreed),
        )

    @api.model
    def _scope_read_group_items(self, items, domain):
        """All items of the project's scope as columns of its board, in their order: a
        task created or dropped in one is placed."""
        project_id = self.env["scope.item"]._context_project_id()
        if not project_id:
            return items
        # Removed ones as well, as long as they have tasks.
        return items.with_context(active_test=False).search(
            Domain("id", "in", items.ids)
            | Domain("project_id", "=", project_id) & Domain("active", "=", True)
        )

    # ------------------------------------------------------------------ copy
    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        mapping = self.env.context.get("scope_item_mapping")
        if mapping is not None:
            for vals in vals_list:
                if vals.get("scope_item_id"):
                    vals["scope_item_id"] = mapping.get(vals["scope_item_id"], False)
        return vals_list
