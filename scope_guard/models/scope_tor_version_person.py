from odoo import models

from .scope_tor_version import FREEZE


class ScopeLedgerPerson(models.Model):
    """Who is erased is erased from the printed versions, too."""

    _inherit = "scope.ledger.person"

    def unlink(self):
        # sudo: who erases a person need not be one who runs projects.
        Version = self.env["scope.tor.version"].sudo()
        versions = Version.search([("signer_ref", "in", self.ids)])
        result = super().unlink()
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", Version._name),
                    ("res_field", "=", "pdf_file"),
                    ("res_id", "in", versions.ids),
                ]
            )
        )
        if files:
            # The name stands in it. It is made again without, from the same text.
            files.with_context(scope_freeze=FREEZE).unlink()
            Version._trigger_pdf()
        return result
