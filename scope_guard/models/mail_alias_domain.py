from odoo import models


class MailAliasDomain(models.Model):
    """A mail domain that is renamed gives the advice address another name."""

    _inherit = "mail.alias.domain"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self.env.registry.clear_cache()
        return result
