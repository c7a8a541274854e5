from odoo import api, fields, models
from odoo.exceptions import UserError

from .scope_why import STEP


class ScopeWhyLine(models.Model):
    """Something on record that may belong to the question, as it will be printed.

    Advice, the agreement, one of its points or a change: named by model and id, so that
    a summary neither holds nor follows it. The text is made by the program; a person
    says what goes in.
    """

    _name = "scope.why.line"
    _description = "Line of a summary"
    _order = "why_id, sequence, id"

    why_id = fields.Many2one(
        "scope.why", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="why_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10, readonly=True)
    kind = fields.Selection(
        [
            ("version", "Agreed"),
            ("item", "Point"),
            ("change", "Change"),
            ("advice", "Suggestion"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    included = fields.Boolean("Goes in", help="Ticked, it is printed in the summary.")
    date = fields.Date("Of", readonly=True)
    code = fields.Char("No.", readonly=True)
    name = fields.Char("What", readonly=True)
    text = fields.Text("As it is printed", readonly=True)
    date_answer = fields.Date("Answered on", readonly=True)
    answer = fields.Char("Their answer", readonly=True)
    client_view = fields.Text("How they see it", readonly=True)
    reason = fields.Char(
        "Found because",
        readonly=True,
        help="Why it was found. It is never printed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_step()
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys() <= {"included"}:
            self._check_step()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_program(self):
        self._check_step()

    def _check_step(self):
        if self.env.context.get("scope_why_step") is not STEP:
            raise UserError(
                self.env._(
                    "What is on record is printed as it is. Tick what goes in; add "
                    "words of your own under Where we stand."
                )
            )

    def action_open_record(self):
        """Open the advice, version, point or change itself."""
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(
                self.env._("“%(line)s” is no longer there.", line=self.name or "")
            )
        record.check_access("read")
        return record._get_records_action()
