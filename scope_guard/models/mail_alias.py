from odoo import api, models


class MailAlias(models.Model):
    """What the gateway remembers of advice addresses is forgotten when they change."""

    _inherit = "mail.alias"

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        aliases._scope_forget_addresses()
        return aliases

    def write(self, vals):
        self._scope_forget_addresses()
        result = super().write(vals)
        if "alias_model_id" in vals:
            self._scope_forget_addresses()
        return result

    def unlink(self):
        self._scope_forget_addresses()
        return super().unlink()

    def _scope_forget_addresses(self):
        models = self.env["scope.advice.mail"]._scope_kinds()
        # sudo: compared, not shown.
        if any(alias.alias_model_id.model in models for alias in self.sudo()):
            self.env.registry.clear_cache()
