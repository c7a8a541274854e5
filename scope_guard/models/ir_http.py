from odoo import models

from .res_partner import READERS


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        # The web client asks of each message whether advice can be logged from it.
        return super().session_info() | {
            "scope_logs_advice": self.env.user.has_group(READERS)
        }
