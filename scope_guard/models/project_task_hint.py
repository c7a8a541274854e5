from odoo import api, fields, models

READERS = "project.group_project_user"


class ProjectTask(models.Model):
    _inherit = "project.task"

    scope_hint_ids = fields.One2many(
        "scope.advice.hint", "task_id", "May belong to suggestions", groups=READERS
    )
    scope_hint_id = fields.Many2one(
        "scope.advice.hint", compute="_compute_scope_hint_id", groups=READERS
    )
    scope_hint_sentence = fields.Char(
        "May belong to", compute="_compute_scope_hint_id", groups=READERS
    )
    scope_hint_because = fields.Char(compute="_compute_scope_hint_id", groups=READERS)
    scope_hint_state = fields.Char(compute="_compute_scope_hint_id", groups=READERS)
    scope_hint_can_link = fields.Boolean(
        compute="_compute_scope_hint_id", groups=READERS
    )

    @api.depends_context("uid", "lang")
    @api.depends("scope_hint_ids.state")
    def _compute_scope_hint_id(self):
        """The open hint of each task, else what it was linked to, as far as the user
        may see it."""
        hints = self._scope_hints()
        for task in self:
            hint = hints.get(task._origin.id, hints[False])
            task.scope_hint_id = hint
            task.scope_hint_sentence = hint.sentence
            task.scope_hint_state = hint.state
            task.scope_hint_can_link = hint.can_link
            task.scope_hint_because = hint and self.env._(
                "%(suggestion)s (because of: %(words)s)",
                suggestion=hint.advice_id.name or hint.advice_id.code,
                words=hint.words,
            )

    def _scope_hints(self):
        """The hint to show with each of these tasks, in one query.

        :return: dict from task id to ``scope.advice.hint``; an empty one under False
        """
        Hint = self.env["scope.advice.hint"]
        hints = {False: Hint}
        for hint in Hint.search(
            [("task_id", "in", self._origin.ids), ("state", "!=", "dismissed")],
            order="state desc, score desc, id desc",
        ):
            hints.setdefault(hint.task_id.id, hint)
        return hints

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        self.env["scope.advice.hint"]._scope_note_tasks(tasks)
        return tasks

    def action_scope_hint_link(self):
        """Link the task to the advice it looks like, as what happened."""
        return self.scope_hint_id.action_link()

    def action_scope_hint_dismiss(self):
        """Say that the task has nothing to do with the advice."""
        return self.scope_hint_id.action_dismiss()

    def action_scope_hint_undo(self):
        """Take the link back."""
        return self.scope_hint_id.action_undo()

    def action_scope_hint_look(self):
        """Open the advice that the task looks like."""
        self.ensure_one()
        return self.scope_hint_id.action_look()
