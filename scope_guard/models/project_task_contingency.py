"""Tasks on which the project manager spends hours of the contingency."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class Spending(frozenset):
    """Ids of tasks in the context as ``scope_spending``; no RPC call can send one."""


class ProjectTask(models.Model):
    _inherit = "project.task"

    scope_can_spend = fields.Boolean(compute="_compute_scope_can_spend")

    @api.depends_context("uid")
    @api.depends("scope_verdict", "allocated_hours")
    def _compute_scope_can_spend(self):
        for task in self:
            # sudo: whether anything is left, not how much.
            tor = task.project_id.sudo().scope_tor_id
            task.scope_can_spend = (
                task.scope_verdict in ("undecided", "over_allowance")
                and tor._contingency_left() > 0
                and task.project_id._scope_can_decide()
            )

    def action_scope_contingency(self):
        """Spend hours of the contingency on these tasks, without asking the client.

        :return: action that says what was done and offers to undo it
        :raise UserError: when less is left than the tasks take, or they have no hours
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        hours = tasks._scope_work_hours()
        for task in tasks:
            if task.scope_verdict not in ("undecided", "over_allowance"):
                raise UserError(
                    self.env._(
                        "Contingency is for work that goes over the hours or has no "
                        "item yet. “%(task)s” is neither.",
                        task=task.name,
                    )
                )
            if not hours[task.id]:
                raise UserError(
                    self.env._(
                        "How many hours does “%(task)s” take? Enter them on the task "
                        "first.",
                        task=task.name,
                    )
                )
        flags = tasks._scope_open_flags()
        self.env["scope.contingency"]._spend(tasks)
        # sudo: the verdicts follow, whoever may write the tasks.
        tasks.sudo().with_context(
            scope_spending=Spending(tasks.ids)
        )._scope_refresh_tasks()
        # sudo: the rest stands on the scope, for those who may decide.
        tors = tasks.project_id.sudo().scope_tor_id
        answer = self.env._(
            "on the contingency, %(hours)s h",
            hours=self._scope_short_hours(sum(hours.values())),
        )
        if len(tors) == 1:
            answer += " (" + tors.contingency_text + ")"
        return tasks._scope_answered(flags, answer)

    def _scope_take_back_contingency(self):
        """Take back what was spent on these tasks. The caller checked the right."""
        # sudo: see the docstring.
        spent = (
            self.env["scope.contingency"].sudo().search([("task_id", "in", self.ids)])
        )
        spent._give_back()
        self.sudo()._scope_refresh_tasks()

    # ------------------------------------------------------------------ verdict
    @api.model
    def _scope_flush_changes(self):
        # sudo: verdicts do not hang on who may read it.
        self.env["scope.contingency"].sudo().flush_model(["task_id"])
        return super()._scope_flush_changes()

    @api.model
    def _scope_work_sql(self):
        return SQL(
            "CASE WHEN t.id IN (SELECT task_id FROM scope_contingency "
            "WHERE task_id IS NOT NULL) THEN 0 ELSE %s END",
            super()._scope_work_sql(),
        )

    @api.model
    def _scope_reason_sql(self):
        return SQL(
            "CASE WHEN b.id IN (SELECT task_id FROM scope_contingency "
            "WHERE task_id IS NOT NULL) AND NOT b.exempt AND NOT b.goodwill "
            "AND NOT b.waiting AND tor.current_version_id IS NOT NULL "
            "THEN 'in_scope' ELSE %s END",
            super()._scope_reason_sql(),
        )

    @api.model
    def _scope_resolution(self, row):
        spending = self.env.context.get("scope_spending")
        if isinstance(spending, Spending) and row["task_id"] in spending:
            return "contingency"
        return super()._scope_resolution(row)
