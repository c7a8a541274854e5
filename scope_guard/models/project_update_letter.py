from odoo import api, fields, models

from .project_project import READERS


class ProjectUpdate(models.Model):
    """A letter to the client is written with an update."""

    _inherit = "project.update"

    scope_letter_ids = fields.One2many(
        "scope.letter", "update_id", "Letters", groups=READERS
    )
    scope_letter_summary = fields.Char(
        "Letter", compute="_compute_scope_letter", groups=READERS
    )
    scope_can_send_letter = fields.Boolean(
        compute="_compute_scope_letter", groups=READERS
    )

    @api.depends("scope_letter_ids.sent_summary", "project_id.user_id")
    @api.depends_context("uid", "lang")
    def _compute_scope_letter(self):
        for update in self:
            update.scope_letter_summary = update._scope_sent_letter().sent_summary
            update.scope_can_send_letter = update.project_id._scope_can_decide()

    def action_send_letter(self):
        """Prepare the letter to the client that goes with this update."""
        self.ensure_one()
        return self.env["scope.letter"]._open_draft(self.project_id, self).action_open()

    def action_open_letter(self):
        """Open the letter that was sent with this update."""
        self.ensure_one()
        return self._scope_sent_letter().action_open()

    def _scope_sent_letter(self):
        """The last letter that was sent with this update."""
        return self.scope_letter_ids.filtered(lambda letter: letter.state == "sent")[:1]
