from odoo import fields, models


class ScopeTor(models.Model):
    """What is open when its project is closed: the project manager reads it here."""

    _inherit = "scope.tor"

    closing_state = fields.Selection(
        related="project_id.scope_closing_state", related_sudo=False
    )
    closing_flags = fields.Char(
        related="project_id.scope_closing_flags", related_sudo=False
    )
    closing_changes = fields.Char(
        related="project_id.scope_closing_changes", related_sudo=False
    )
    closing_risks = fields.Char(
        related="project_id.scope_closing_risks", related_sudo=False
    )
    closing_look_back = fields.Char(
        related="project_id.scope_closing_look_back", related_sudo=False
    )
    closing_left = fields.Char(
        related="project_id.scope_closing_left", related_sudo=False
    )

    def action_closing_flags(self):
        """Open what is to be decided."""
        return self.project_id.action_scope_to_decide()

    def action_closing_changes(self):
        """Open the changes that are not decided."""
        return self.project_id.action_scope_open_changes()

    def action_closing_risks(self):
        """Open the suggestions of high risk that nobody answered."""
        return self.project_id.action_scope_open_risks()

    def action_closing_look_back(self):
        """Open the suggestions that are to be looked back at."""
        return self.project_id.action_scope_look_back()

    def action_closing_leave_open(self):
        """Ask why it may stay open."""
        return self.project_id.action_scope_leave_open()

    def action_closing_again(self):
        """Take the reason back: what is open is listed again."""
        return self.project_id.action_scope_closing_again()
