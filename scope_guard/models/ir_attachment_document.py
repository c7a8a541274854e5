from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """The document of an agreed scope stays what it was."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not {"datas", "raw", "db_datas", "url", "res_model", "res_id"}.isdisjoint(
            vals
        ):
            before = [
                (document, document.attachment_id._scope_identity())
                for document in self._scope_documents()
            ]
            result = super().write(vals)
            for document, identity in before:
                if document.attachment_id._scope_identity() == identity:
                    continue
                if document._is_agreed():
                    raise UserError(document._agreed_sentence())
                # In a draft, too: the items say where in this file they stand.
                raise UserError(
                    self.env._(
                        "Items of the scope were read from “%(file)s”, so it stays as "
                        "it is. Read the new file beside it.",
                        file=document.name,
                    )
                )
            return result
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _scope_unlink_except_agreed_documents(self):
        for document in self._scope_documents():
            if document._is_agreed():
                raise UserError(document._agreed_sentence())

    def unlink(self):
        documents = self._scope_documents()
        if documents:
            self.check_access("unlink")
            self._scope_unlink_except_agreed_documents()
            # A draft lets go of its file: items stay, without the way back to it.
            documents.unlink()
        return super().unlink()

    def _scope_documents(self):
        """The documents of scopes among these files."""
        # sudo: which file is one does not depend on who asks.
        return (
            self.env["scope.tor.document"]
            .sudo()
            .search([("attachment_id", "in", self.ids)])
            if self.ids
            else self.env["scope.tor.document"].sudo()
        )
