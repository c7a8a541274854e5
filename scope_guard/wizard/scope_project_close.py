from odoo import api, fields, models
from odoo.tools import format_list


class ScopeProjectClose(models.TransientModel):
    """Asks why a project is closed although something of its scope is open."""

    _name = "scope.project.close"
    _description = "Leave a closed project as it is"

    project_id = fields.Many2one("project.project", required=True, readonly=True)
    what = fields.Char("Still open", compute="_compute_what")
    reason = fields.Text(required=True)

    @api.depends("project_id")
    def _compute_what(self):
        for wizard in self:
            project = wizard.project_id
            found = [
                project.scope_closing_flags,
                project.scope_closing_changes,
                project.scope_closing_risks,
            ]
            wizard.what = format_list(self.env, [text for text in found if text])

    def action_confirm(self):
        """Keep the reason, and note it for the house."""
        self.ensure_one()
        self.project_id._scope_leave_open(self.reason)
        return {"type": "ir.actions.act_window_close"}
