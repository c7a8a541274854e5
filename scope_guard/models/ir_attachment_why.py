from odoo import models


class IrAttachment(models.Model):
    """Files of a summary that was sent or saved stay what they were."""

    _inherit = "ir.attachment"

    def _scope_evidence(self, recorded):
        files = super()._scope_evidence(recorded)
        if recorded:
            files |= self._scope_why_files()
        return files

    def _scope_why_files(self):
        """Those of these files that belong to a summary as it was sent or saved."""
        if not self.ids:
            return self.browse()
        # sudo: looked for, not shown.
        return self.browse(
            self.sudo()
            .search(
                [
                    ("id", "in", self.ids),
                    ("res_model", "=", "scope.why.version"),
                    ("res_id", "!=", False),
                ]
            )
            .ids
        )

    def _scope_evidence_sentence(self):
        if self._scope_why_files():
            return self.env._(
                "“%(file)s” belongs to a summary that was sent or saved, and stays as "
                "it is.",
                file=self.sudo().name,
            )
        return super()._scope_evidence_sentence()
