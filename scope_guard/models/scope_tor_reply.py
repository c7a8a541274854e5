from odoo import models

from odoo.addons.mail.tools.discuss import Store

from .project_project import READERS


class ScopeTor(models.Model):
    """Whether a clause of it can be quoted in a reply."""

    _inherit = "scope.tor"

    def _scope_has_clauses(self, user):
        """Whether something is agreed that this user may quote to the client.

        :return: bool; False for no scope
        """
        return bool(
            self.sudo().current_version_id
            and user.has_group(READERS)
            and self.with_user(user).has_access("read")
        )

    def _thread_to_store(self, store: Store, fields, *, request_list=None):
        result = super()._thread_to_store(store, fields, request_list=request_list)
        if request_list:
            for tor in self:
                store.add(
                    tor,
                    {"scope_has_clauses": tor._scope_has_clauses(self.env.user)},
                    as_thread=True,
                )
        return result
