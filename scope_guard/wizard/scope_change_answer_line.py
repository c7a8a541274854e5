from odoo import fields, models


class ScopeChangeAnswerLine(models.TransientModel):
    """What the client answered to one line of a change."""

    _name = "scope.change.answer.line"
    _description = "Answer to a line of a change"

    wizard_id = fields.Many2one(
        "scope.change.answer", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("scope.change.line", required=True, ondelete="cascade")
    name = fields.Char(related="line_id.name")
    hours = fields.Float(related="line_id.hours")
    amount = fields.Monetary(related="line_id.amount")
    currency_id = fields.Many2one(related="line_id.currency_id")
    answer = fields.Selection(
        [
            ("pay", "Pay"),
            ("swap", "Swap"),
            ("later_phase", "Later"),
            ("rejected", "Not done"),
        ],
        required=True,
        default="pay",
    )
