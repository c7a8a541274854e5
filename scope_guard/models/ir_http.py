from odoo import models
from odoo.http import request

from .res_partner import READERS


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _serve_fallback(cls):
        # A mangled address of a client's page: no file has such a name, and asking the
        # database for one is an error there.
        if "\0" in request.httprequest.path:
            return None
        return super()._serve_fallback()

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # The client's pages speak by script as well.
        return [*super()._get_translation_frontend_modules_name(), "scope_guard"]

    def session_info(self):
        # The web client asks of each message whether advice can be logged from it.
        return super().session_info() | {
            "scope_logs_advice": self.env.user.has_group(READERS)
        }
