import json
from urllib.parse import urlencode

from odoo import api, models
from odoo.exceptions import UserError

ROUTE = "/scope_guard/changes.xlsx"
#: An address is cut by some servers beyond 8,000 characters
ADDRESS_LIMIT = 6000


class ScopeChange(models.Model):
    """Changes are taken along as an Excel file: what is marked, or what is listed."""

    _inherit = "scope.change"

    def action_export_register(self):
        """Download the register: the marked changes, else what the list shows.

        :return: the action that downloads it
        :raise UserError: when so many are marked that no address names them
        """
        self.check_access("read")
        if self:
            return self._action_register(ids=",".join(map(str, self.ids)))
        domain = self.env.context.get("active_domain") or []
        return self._action_register(domain=json.dumps(domain) if domain else "")

    @api.model
    def _action_register(self, **parameters):
        """Action that downloads the register of a selection; none means all."""
        parameters = {key: value for key, value in parameters.items() if value}
        address = ROUTE
        if parameters:
            address = f"{ROUTE}?{urlencode(parameters, safe=',')}"
        if len(address) > ADDRESS_LIMIT:
            raise UserError(
                self.env._(
                    "These are too many to be named one by one. Filter the list "
                    "instead, unmark them, and press Excel."
                )
            )
        return {"type": "ir.actions.act_url", "url": address, "target": "self"}
