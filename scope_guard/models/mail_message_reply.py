from odoo import models
from odoo.exceptions import UserError


class MailMessage(models.Model):
    """*Reply with the clause*, from a message of a guarded project."""

    _inherit = "mail.message"

    def action_scope_reply(self):
        """Open the mail composer with a reply to who wrote this message.

        It quotes the item that the message is about, as far as its words tell.

        :return: action of the composer
        :raise UserError: elsewhere than on tasks, projects and scopes with an agreement
        """
        self.ensure_one()
        self.check_access("read")
        if not self.res_id or self.model not in (
            "project.task",
            "project.project",
            "scope.tor",
        ):
            raise UserError(
                self.env._(
                    "A clause is replied with from the messages of tasks, projects and "
                    "scopes. Open the one it belongs to, and reply there."
                )
            )
        record = self.env[self.model].browse(self.res_id)
        task = record if self.model == "project.task" else None
        # sudo: whether there is a scope; whether the user may read it is checked there.
        project = task.sudo().project_id if task else record.sudo()
        tor = project if self.model == "scope.tor" else project.scope_tor_id
        return self.env["scope.reply"]._open_composer(
            record, tor.with_env(self.env), task=task, message=self, guess=True
        )
