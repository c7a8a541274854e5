from odoo import api, fields, models


class ScopeChangeProposeLine(models.TransientModel):
    """One task that a change is to ask for."""

    _name = "scope.change.propose.line"
    _description = "Task of a proposed change"

    propose_id = fields.Many2one(
        "scope.change.propose", required=True, ondelete="cascade"
    )
    task_id = fields.Many2one("project.task", required=True)
    project_id = fields.Many2one(related="task_id.project_id")
    name = fields.Char("In one sentence", help="What the client gets.")
    hours = fields.Float()
    change_id = fields.Many2one(
        "scope.change",
        "Goes into",
        domain="[('project_id', '=', project_id), ('state', '=', 'draft')]",
        help="A draft of this project that gets the line. Empty: a new change.",
    )
    rate = fields.Monetary(compute="_compute_rate")
    amount = fields.Monetary("Value", compute="_compute_amount")
    currency_id = fields.Many2one("res.currency", compute="_compute_rate")

    @api.depends("task_id")
    def _compute_rate(self):
        for line in self:
            # sudo: rate and currency come from the scope.
            tor = line.task_id.project_id.sudo().scope_tor_id
            line.rate = tor._scope_rate()
            line.currency_id = tor.currency_id

    @api.depends("hours", "rate")
    def _compute_amount(self):
        for line in self:
            line.amount = line.hours * line.rate
