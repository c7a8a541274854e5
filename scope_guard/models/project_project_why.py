from odoo import models


class ProjectProject(models.Model):
    """The client asks why: from the project."""

    _inherit = "project.project"

    def _scope_customer(self):
        """Whom the project is for, as a commercial partner."""
        # sudo: the customer of a project that the user chose.
        project = self.sudo()
        customer = project.scope_tor_id.partner_id or project.partner_id
        return customer.commercial_partner_id.with_env(self.env)

    def action_scope_answer_why(self):
        """The open question about this project, or a new one."""
        self.ensure_one()
        self.check_access("read")
        customer = self._scope_customer()
        return self.env["scope.why"]._open_or_new(
            [("project_id", "=", self.id)],
            {
                "default_project_id": self.id,
                "default_partner_id": customer.id,
                "default_contact_id": self.scope_tor_id.signatory_id.id,
            },
        )
