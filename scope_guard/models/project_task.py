from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
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
        index="btree_not_null",
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
    scope_suggestion_ids = fields.Many2many(
        "scope.item", compute="_compute_scope_suggestion_ids"
    )
    scope_can_decide = fields.Boolean(compute="_compute_scope_can_decide")

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

    @api.depends("scope_verdict", "name", "scope_item_id")
    def _compute_scope_suggestion_ids(self):
        suggestions = self.filtered(
            lambda task: task.scope_verdict == "undecided"
        )._scope_suggestions_by_task()
        for task in self:
            task.scope_suggestion_ids = suggestions.get(
                task._origin.id, self.env["scope.item"]
            )

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_scope_can_decide(self):
        for task in self:
            task.scope_can_decide = task.project_id._scope_can_decide()

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
        """All items of the project's scope as columns of its board: a task created or
        dropped in one is placed."""
        project_id = self.env["scope.item"]._context_project_id()
        if not project_id:
            return items
        return items | items.search([("project_id", "=", project_id)])

    # ------------------------------------------------------------------ copy
    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        mapping = self.env.context.get("scope_item_mapping")
        if mapping is not None:
            for vals in vals_list:
                if vals.get("scope_item_id"):
                    vals["scope_item_id"] = mapping.get(vals["scope_item_id"], False)
        return vals_list

    # ------------------------------------------------------------------ answers
    def action_scope_map(self, item_id):
        """Place these tasks on a scope item of their project.

        :param int item_id: id of the ``scope.item``
        :return: action that says what was done and offers to undo it
        :raise UserError: when the item belongs to another project
        """
        item = self.env["scope.item"].browse(item_id).exists()
        tasks = self._scope_carriers()
        if not item or any(task.project_id != item.project_id for task in tasks):
            raise UserError(
                self.env._("Choose an item of the scope of the task's own project.")
            )
        flags = tasks._scope_open_flags()
        tasks.scope_item_id = item
        return self._scope_answered(
            flags, self.env._("placed on %(item)s", item=item.display_name)
        )

    def action_accept_suggestion(self):
        """Place each task on the item suggested first; tasks without one stay.

        :return: action that says what was done and offers to undo it
        """
        tasks = self._scope_carriers()
        flags = tasks._scope_open_flags()
        suggestions = tasks._scope_suggestions_by_task(limit=1)
        placed = self.browse()
        for task in tasks:
            item = suggestions.get(task.id)
            if item:
                task.scope_item_id = item
                placed |= task
        if not placed:
            raise UserError(
                self.env._(
                    "No item shares words with these tasks. Choose one by hand, or "
                    "answer otherwise."
                )
            )
        return self._scope_answered(
            flags.filtered(lambda flag: flag.task_id in placed),
            self.env._("placed as suggested"),
        )

    def action_scope_goodwill(self):
        """Give these tasks at no charge.

        Without a question where the hours are known and few; otherwise a dialog asks
        for hours and reason.

        :return: action
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        tasks = tasks.filtered(lambda task: not task.scope_goodwill_ids)
        if not tasks:
            raise UserError(self.env._("This is at no charge already."))
        # sudo: the company's threshold, whatever of the TOR the user may read.
        companies = tasks.sudo().project_id.scope_tor_id.company_id or self.env.company
        free_hours = min(companies.mapped("scope_goodwill_free_hours"))
        hours = tasks._scope_work_hours()
        if all(hours.values()) and sum(hours.values()) < free_hours:
            return tasks._scope_give_goodwill()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_goodwill_give_action"
        )
        action["context"] = {"default_task_ids": [Command.set(tasks.ids)]}
        return action

    def _scope_give_goodwill(self, reason=False, hours=None):
        """Record these tasks as given at no charge.

        :param str reason: why, in a few words
        :param dict hours: hours by task id, where they are not the task's own
        :return: action that says what was done and offers to undo it
        """
        self._scope_check_can_decide()
        flags = self._scope_open_flags()
        known = self._scope_work_hours()
        # sudo: a project user has no rights on the table; the right to give was checked.
        goodwill = (
            self.env["scope.goodwill"]
            .sudo()
            .create(
                [
                    task._prepare_scope_goodwill(
                        reason, (hours or {}).get(task.id, known[task.id])
                    )
                    for task in self
                ]
            )
        )
        amount = sum(goodwill.mapped("amount"))
        return self._scope_answered(
            flags,
            self.env._(
                "at no charge, %(hours)s h (%(amount)s)",
                hours=self._scope_format_hours(sum(goodwill.mapped("hours"))),
                amount=goodwill[:1].currency_id.format(amount),
            ),
        )

    def _prepare_scope_goodwill(self, reason, hours):
        self.ensure_one()
        # sudo: company, rate and customer come from the TOR.
        project = self.project_id.sudo()
        tor = project.scope_tor_id
        company = tor.company_id or project.company_id or self.env.company
        return {
            "name": self.name,
            "task_id": self.id,
            "project_id": project.id,
            "partner_id": (
                tor.partner_id or project.partner_id.commercial_partner_id
            ).id,
            "company_id": company.id,
            "currency_id": (tor.currency_id or company.currency_id).id,
            "user_id": self.env.uid,
            "hours": hours,
            "rate": tor.goodwill_rate or company.scope_hourly_rate,
            "reason": reason or False,
        }

    def action_scope_later(self):
        """Park these tasks: the question is closed and comes back only when somebody
        works on them.

        :return: action that says what was done and offers to undo it
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        flags = tasks._scope_open_flags()
        if not flags:
            raise UserError(self.env._("There is nothing to decide here."))
        flags._scope_close("later_phase")
        return self._scope_answered(flags, self.env._("parked for later"))

    def action_scope_internal(self):
        """Mark these tasks as our own work: no verdict, no hours of the scope.

        :return: action that says what was done and offers to undo it
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        flags = tasks._scope_open_flags()
        tasks.scope_internal = True
        return self._scope_answered(flags, self.env._("internal work"))

    def action_scope_reopen(self):
        """Put parked tasks back to what is to be decided."""
        self._scope_check_can_decide()
        # sudo: flags are written by the program alone; the right was checked.
        parked = self.filtered("scope_is_parked").sudo()
        for task in parked:
            last = task.scope_flag_ids.sorted("id")[-1:]
            last.write({"resolution": "reworked"})
        self._scope_sync_flags(parked.ids)
        return True

    def _scope_check_can_decide(self):
        """Refuse decisions that are the project manager's, with a sentence."""
        self.check_access("read")
        for project in self.project_id:
            if not project._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide. "
                        "You can place the task on an item of the scope.",
                        # sudo: its name stands on the task, too.
                        project=project.sudo().display_name,
                    )
                )

    def _scope_open_flags(self):
        return self.env["scope.flag"].search(
            [("task_id", "in", self.ids), ("date_closed", "=", False)]
        )

    def _scope_answered(self, flags, answer):
        """Client action: a line that says what was done, with *Undo*.

        :param flags: the ``scope.flag`` that the answer closed
        :param str answer: what became of the tasks
        """
        tasks = flags.task_id or self
        if len(tasks) == 1:
            message = self.env._("%(task)s: %(answer)s", task=tasks.name, answer=answer)
        else:
            message = self.env._(
                "%(count)s tasks: %(answer)s", count=len(tasks), answer=answer
            )
        closed = flags.filtered("date_closed")
        return {
            "type": "ir.actions.client",
            "tag": "scope_guard_answered",
            "params": {
                "message": message,
                "flag_ids": closed.ids,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
