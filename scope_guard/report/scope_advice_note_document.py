from odoo import api, models


class ScopeAdviceNoteDocument(models.AbstractModel):
    """What the printed note is rendered from: in the language of its reader."""

    _name = "report.scope_guard.scope_advice_note_document"
    _description = "Printed note"

    @api.model
    def _get_report_values(self, docids, data=None):
        advices = self.env["scope.advice"].browse(docids)
        # Whoever knows the address of a report may ask for it.
        advices.check_access("read")
        documents = []
        for advice in advices:
            lang = self.env.context.get("scope_lang") or advice._mail_lang(
                advice.contact_id
            )
            note = advice.sudo().with_context(lang=lang)
            right_to_left = self.env["res.lang"]._get_data(code=lang).direction == "rtl"
            documents.append(
                {
                    "name": note._document_name(),
                    "company": note.company_id,
                    "lang": lang,
                    "direction": "rtl" if right_to_left else "ltr",
                    "reading": note._note_reading(),
                }
            )
        return {
            "doc_ids": advices.ids,
            "doc_model": "scope.advice",
            "docs": advices,
            "documents": documents,
        }
