from odoo import api, fields, models


class ScopeFlag(models.Model):
    _inherit = "scope.flag"

    advice_hint_id = fields.Many2one(
        "scope.advice.hint",
        string="May belong to",
        compute="_compute_advice_hint_id",
        help="An earlier suggestion to this customer that the task looks like.",
    )
    advice_hint_sentence = fields.Char(compute="_compute_advice_hint_id")

    @api.depends_context("uid", "lang")
    @api.depends("task_id.scope_hint_ids.state")
    def _compute_advice_hint_id(self):
        hints = self.task_id._scope_hints()
        for flag in self:
            hint = hints.get(flag.task_id._origin.id, hints[False])
            if hint.state != "open":
                hint = hints[False]
            flag.advice_hint_id = hint
            flag.advice_hint_sentence = hint.sentence

    def action_advice_hint_look(self):
        """Open the advice that the task looks like."""
        self.ensure_one()
        return self.advice_hint_id.action_look()
