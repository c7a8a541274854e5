from odoo import api, models


class ScopeTorVersionDocument(models.AbstractModel):
    """What the printed version is rendered from: each in its client's language."""

    _name = "report.scope_guard.scope_tor_version_document"
    _description = "Printed version"

    _document_model = "scope.tor.version"

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self.env[self._document_model].browse(docids)
        # Whoever knows the address of a report may ask for it.
        records.check_access("read")
        documents = []
        for record in records:
            lang = record._reading_lang()
            documents.append(
                {
                    "record": record,
                    "lang": lang,
                    **record.with_context(lang=lang)._prepare_document(),
                }
            )
        return {
            "doc_ids": records.ids,
            "doc_model": self._document_model,
            "docs": records,
            "documents": documents,
        }
