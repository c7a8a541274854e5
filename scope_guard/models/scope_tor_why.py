from odoo import models


class ScopeTor(models.Model):
    """The client asks why: from the scope of the project."""

    _inherit = "scope.tor"

    def action_answer_why(self):
        """The open question about this project, or a new one."""
        self.ensure_one()
        return self.project_id.action_scope_answer_why()
