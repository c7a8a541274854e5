from odoo import models
from odoo.exceptions import UserError


class ScopeTorAgree(models.TransientModel):
    """What is recorded on the client's behalf can be shown to the client."""

    _inherit = "scope.tor.agree"

    def action_confirm(self):
        self.ensure_one()
        if self.signer_name and not self._has_evidence():
            raise UserError(
                self.env._(
                    "What shows that the client agreed? Attach the signed document or "
                    "the mail; after a talk, note who was there and what was said."
                )
            )
        return super().action_confirm()

    def _has_evidence(self):
        """Whether a file or a note goes with the agreement.

        Hook: other ways to bring the document call super.
        """
        self.ensure_one()
        # The document that was read into items counts, where there is one.
        document = "document_id" in self._fields and self.document_id
        return bool(self.evidence or (self.note or "").strip() or document)
