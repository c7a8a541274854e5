from odoo import models

from .scope_tor_version import FREEZE


class IrAttachment(models.Model):
    """Files of an agreed version stay what they were: the evidence and the PDF."""

    _inherit = "ir.attachment"

    def _scope_evidence(self, recorded):
        files = super()._scope_evidence(recorded)
        if recorded and self.env.context.get("scope_freeze") is not FREEZE:
            files |= self._scope_version_files()
        return files

    def _scope_version_files(self):
        """Those of these files that belong to an agreed version."""
        if not self.ids:
            return self.browse()
        # sudo: looked for, not shown. A domain on res_field finds the PDF, too.
        found = self.sudo().search(
            [
                ("id", "in", self.ids),
                ("res_model", "=", "scope.tor.version"),
                ("res_id", "!=", False),
            ]
        )
        return self.browse(found.ids)

    def _scope_evidence_sentence(self):
        # It may have been moved away when this is asked: what is no evidence of an advice
        # is a version's.
        if not self.with_context(scope_freeze=FREEZE)._scope_evidence(recorded=True):
            return self.env._(
                "“%(file)s” belongs to an agreed version, and stays as it is.",
                file=self.sudo().name,
            )
        return super()._scope_evidence_sentence()
