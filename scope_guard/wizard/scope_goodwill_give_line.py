from odoo import api, fields, models


class ScopeGoodwillGiveLine(models.TransientModel):
    """Hours of one task that is given at no charge."""

    _name = "scope.goodwill.give.line"
    _description = "Task given at no charge"

    give_id = fields.Many2one("scope.goodwill.give", required=True, ondelete="cascade")
    task_id = fields.Many2one("project.task", required=True, readonly=True)
    hours = fields.Float()
    rate = fields.Monetary(compute="_compute_rate")
    amount = fields.Monetary("Value", compute="_compute_amount")
    currency_id = fields.Many2one("res.currency", compute="_compute_rate")

    @api.depends("task_id")
    def _compute_rate(self):
        for line in self:
            values = line.task_id._prepare_scope_goodwill(False, line.hours)
            line.rate = values["rate"]
            line.currency_id = values["currency_id"]

    @api.depends("hours", "rate")
    def _compute_amount(self):
        for line in self:
            line.amount = line.hours * line.rate
