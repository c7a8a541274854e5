from odoo import models


class ScopeTorDocument(models.AbstractModel):
    """What the printed draft of a scope is rendered from."""

    _name = "report.scope_guard.scope_tor_document"
    _inherit = "report.scope_guard.scope_tor_version_document"
    _description = "Printed draft of a scope"

    _document_model = "scope.tor"
