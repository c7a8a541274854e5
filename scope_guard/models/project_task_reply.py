from odoo import models

from odoo.addons.mail.tools.discuss import Store


class ProjectTask(models.Model):
    """The client gets an answer with the clause, from the task."""

    _inherit = "project.task"

    def action_scope_reply(self):
        """Open the mail composer with a reply to who asked for this task.

        It quotes the item that the task belongs to, and offers the three ways.

        :return: action of the composer
        :raise UserError: when nothing is agreed on the project yet
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whether there is a scope; whether the user may read it is checked there.
        tor = self.sudo().project_id.scope_tor_id.with_env(self.env)
        return self.env["scope.reply"]._open_composer(
            self, tor, task=self, message=self._scope_last_from_client()
        )

    def _scope_last_from_client(self):
        """The last message on this task that somebody outside wrote, or none."""
        return self.message_ids.filtered(
            lambda message: (
                message.message_type in ("email", "comment")
                and not message.is_internal
                and not message.subtype_id.internal
                # sudo: who wrote a message that the user may read.
                and (message.sudo().author_id.partner_share or not message.author_id)
            )
        )[:1]

    def _thread_to_store(self, store: Store, fields, *, request_list=None):
        result = super()._thread_to_store(store, fields, request_list=request_list)
        if request_list:
            # The web client asks of each message whether a clause can be replied with.
            for task in self:
                tor = task.project_id.sudo().scope_tor_id
                store.add(
                    task,
                    {"scope_has_clauses": tor._scope_has_clauses(self.env.user)},
                    as_thread=True,
                )
        return result
