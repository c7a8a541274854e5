from odoo import models


class ScopeChangeDocument(models.AbstractModel):
    """What the printed change is rendered from."""

    _name = "report.scope_guard.scope_change_document"
    _inherit = "report.scope_guard.scope_tor_version_document"
    _description = "Printed change"

    _document_model = "scope.change"
