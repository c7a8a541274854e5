from odoo import api, fields, models
from odoo.exceptions import UserError


class ScopeGoodwillGive(models.TransientModel):
    """Asks for hours and reason where work at no charge is more than a favour."""

    _name = "scope.goodwill.give"
    _description = "Give work at no charge"

    task_ids = fields.Many2many("project.task", required=True)
    line_ids = fields.One2many(
        "scope.goodwill.give.line",
        "give_id",
        "Tasks",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    preset = fields.Selection(
        [
            ("relation", "Good relations with the client"),
            ("ours", "Our own mistake or delay"),
            ("small", "Too small to negotiate"),
            ("other", "Another reason"),
        ],
        "Reason",
        default="relation",
        required=True,
    )
    reason = fields.Char("In a few words")
    hours = fields.Float("Hours in total", compute="_compute_totals")
    amount = fields.Monetary("Value in total", compute="_compute_totals")
    currency_id = fields.Many2one("res.currency", compute="_compute_totals")

    @api.depends("task_ids")
    def _compute_line_ids(self):
        for wizard in self:
            tasks = wizard.task_ids._origin
            hours = tasks._scope_work_hours()
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create({"task_id": task.id, "hours": hours[task.id]})
                for task in tasks
            ]

    @api.depends("line_ids.amount")
    def _compute_totals(self):
        for wizard in self:
            wizard.hours = sum(wizard.line_ids.mapped("hours"))
            wizard.amount = sum(wizard.line_ids.mapped("amount"))
            wizard.currency_id = wizard.line_ids.currency_id[:1]

    def action_confirm(self):
        """Give the tasks at no charge."""
        self.ensure_one()
        if self.preset == "other" and not self.reason:
            raise UserError(self.env._("Say the reason in a few words."))
        presets = dict(self._fields["preset"]._description_selection(self.env))
        reason = self.reason or presets[self.preset]
        return self.task_ids._scope_give_goodwill(
            reason, {line.task_id.id: line.hours for line in self.line_ids}
        )
