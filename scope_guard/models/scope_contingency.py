from odoo import api, fields, models
from odoo.exceptions import UserError

#: In the context as ``scope_spend``, by identity: the rest was claimed.
SPEND = object()


class ScopeContingency(models.Model):
    """Hours of the contingency that the project manager spent on a task.

    The task is in scope while it has one, and takes no hours of its item. The record
    outlives the task: what was spent stays spent.
    """

    _name = "scope.contingency"
    _description = "Contingency spent"
    _order = "id desc"

    name = fields.Char("What", required=True, readonly=True)
    task_id = fields.Many2one(
        "project.task", readonly=True, ondelete="set null", index="btree_not_null"
    )
    tor_id = fields.Many2one(
        "scope.tor", "Scope", required=True, readonly=True, index=True
    )
    project_id = fields.Many2one(related="tor_id.project_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Spent by", readonly=True, ondelete="set null"
    )
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    hours = fields.Float(readonly=True)

    _task_uniq = models.Constraint(
        "UNIQUE(task_id)", "Contingency was spent on this task already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_spend()
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            self._check_spend()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_undo(self):
        self._check_spend()

    def _check_spend(self):
        if self.env.context.get("scope_spend") is not SPEND:
            raise UserError(
                self.env._(
                    "Contingency is spent on a task, by the project manager: use "
                    "Contingency there, or take the answer back."
                )
            )

    @api.model
    def _spend(self, tasks):
        """Spend the hours of these tasks, all of them or none.

        The caller checked the right to decide.

        :param tasks: ``project.task`` records
        :raise UserError: when less is left than they take
        """
        hours = tasks._scope_work_hours()
        for project, its_tasks in tasks.grouped("project_id").items():
            tor = project.sudo().scope_tor_id
            tor._claim_contingency(sum(hours[task.id] for task in its_tasks))
        # sudo: nobody has rights to write here but by the steps of this class.
        return (
            self.sudo()
            .with_context(scope_spend=SPEND)
            .create(
                [
                    {
                        "name": task.name,
                        "task_id": task.id,
                        "tor_id": task.project_id.sudo().scope_tor_id.id,
                        "user_id": self.env.uid,
                        "hours": hours[task.id],
                    }
                    for task in tasks
                ]
            )
        )

    def _give_back(self):
        """Take back what was spent. The caller checked the right to decide."""
        spent = self.sudo()
        for tor, records in spent.grouped("tor_id").items():
            tor._claim_contingency(-sum(records.mapped("hours")))
        spent.with_context(scope_spend=SPEND).unlink()
