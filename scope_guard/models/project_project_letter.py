from odoo import api, fields, models
from odoo.exceptions import UserError

from .project_project import READERS


class ProjectProject(models.Model):
    """The letters about a project."""

    _inherit = "project.project"

    scope_letter_ids = fields.One2many(
        "scope.letter", "project_id", "Letters", groups=READERS
    )

    def _scope_sponsor(self):
        """Who pays and agrees on the client's side.

        Hook: override where somebody else is told of what is decided.

        :return: ``res.partner``; empty where nobody is named
        """
        # sudo: a name on the project's scope.
        return self.sudo().scope_tor_id.signatory_id

    @api.ondelete(at_uninstall=False)
    def _unlink_without_letters(self):
        # sudo: what was sent counts also for those who may not see it.
        sent = (
            self.env["scope.letter"]
            .sudo()
            .search([("project_id", "in", self.ids), ("state", "=", "sent")], limit=1)
        )
        if sent:
            raise UserError(
                self.env._(
                    "Letters about %(project)s were sent to the client and stay on "
                    "file. Archive the project instead.",
                    project=sent.project_id.display_name,
                )
            )

    def action_scope_letters(self):
        """Open the letters about these projects."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_letter_action"
        )
        action["domain"] = [("project_id", "in", self.ids)]
        action["context"] = {"create": False}
        return action
