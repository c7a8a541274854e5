from odoo import models


class ScopeTorVersionCompareDocument(models.AbstractModel):
    """What the printed comparison of two versions is rendered from."""

    _name = "report.scope_guard.scope_tor_version_compare_document"
    _inherit = "report.scope_guard.scope_tor_version_document"
    _description = "Printed comparison of two versions"

    _document_model = "scope.tor.version.compare"
