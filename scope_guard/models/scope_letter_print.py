from odoo import api, models


class ScopeLetterDocument(models.AbstractModel):
    """What the printed letter is rendered from."""

    _name = "report.scope_guard.scope_letter_document"
    _description = "Printed letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        letters = self.env["scope.letter"].browse(docids)
        # Whoever knows the address of a report may ask for it.
        letters.check_access("read")
        documents = []
        for letter in letters:
            lang = (
                self.env.context.get("scope_letter_lang")
                or letter.lang
                or self.env.lang
            )
            letter = letter.with_context(lang=lang)
            documents.append(
                {
                    "lang": lang,
                    # sudo: name and address of the company that writes.
                    "company": letter.company_id.sudo(),
                    "contact": letter.sudo()._contact_user(),
                    "reading": letter._read_content(letter._letter_content()),
                    "hash": letter.content_hash,
                    "draft": letter.state == "draft",
                }
            )
        return {
            "doc_ids": letters.ids,
            "doc_model": letters._name,
            "docs": letters,
            "documents": documents,
        }
