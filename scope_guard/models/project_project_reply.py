from odoo import models

from odoo.addons.mail.tools.discuss import Store


class ProjectProject(models.Model):
    _inherit = "project.project"

    def _thread_to_store(self, store: Store, fields, *, request_list=None):
        result = super()._thread_to_store(store, fields, request_list=request_list)
        if request_list:
            for project in self:
                tor = project.sudo().scope_tor_id
                store.add(
                    project,
                    {"scope_has_clauses": tor._scope_has_clauses(self.env.user)},
                    as_thread=True,
                )
        return result
