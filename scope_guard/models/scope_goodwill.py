from odoo import api, fields, models
from odoo.exceptions import AccessError


class ScopeGoodwill(models.Model):
    """Out-of-scope work knowingly given away, with its value.

    A task is goodwill while it has one. The record outlives the task: what was given
    stays given.
    """

    _name = "scope.goodwill"
    _description = "Work at no charge"
    _order = "date desc, id desc"

    name = fields.Char("What", required=True)
    task_id = fields.Many2one(
        "project.task", ondelete="set null", index="btree_not_null"
    )
    project_id = fields.Many2one(
        "project.project", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Given by",
        default=lambda self: self.env.user,
        ondelete="set null",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    hours = fields.Float()
    rate = fields.Monetary("Hourly rate", aggregator=None)
    amount = fields.Monetary("Value", compute="_compute_amount", store=True)
    reason = fields.Char()

    _hours_positive = models.Constraint(
        "CHECK(hours >= 0)", "Hours given at no charge cannot be negative."
    )

    @api.depends("hours", "rate")
    def _compute_amount(self):
        for goodwill in self:
            goodwill.amount = goodwill.hours * goodwill.rate

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_can_decide()
        records._refresh_tasks(records.task_id)
        return records

    def write(self, vals):
        tasks = self.task_id
        self._check_can_decide()
        result = super().write(vals)
        if "task_id" in vals:
            self._refresh_tasks(tasks | self.task_id)
        return result

    def unlink(self):
        tasks = self.task_id
        self._check_can_decide()
        result = super().unlink()
        self._refresh_tasks(tasks)
        return result

    def _check_can_decide(self):
        for project in self.project_id:
            if not project._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "Work at no charge on %(project)s is for its project manager "
                        "to give.",
                        project=project.display_name,
                    )
                )

    @api.model
    def _refresh_tasks(self, tasks):
        # A task that is given away takes no hours: the later ones move up.
        tasks._scope_refresh_tasks()
