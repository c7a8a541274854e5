from odoo import models


class ProjectProject(models.Model):
    """When nothing goes to the client by itself because of the project."""

    _inherit = "project.project"

    def _scope_silence_reason(self):
        """Why nothing goes to this project's client by itself now, as we read it.

        :return: str; "" when mail may go, and for no project
        """
        # sudo: a reminder hangs on the project's state, whoever causes it.
        project = self.sudo()
        if project.last_update_status == "on_hold":
            return self.env._("the project is on hold")
        closed = project.last_update_status == "done" or project.stage_id.fold
        if closed or (project and not project.active):
            return self.env._("the project is closed")
        return ""
