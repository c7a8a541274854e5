from datetime import date

from odoo import api, models
from odoo.tools import format_date


class ScopeWhyDocument(models.AbstractModel):
    """What the printed summary is rendered from: the content alone."""

    _name = "report.scope_guard.scope_why_document"
    _description = "Printed summary"

    @api.model
    def _get_report_values(self, docids, data=None):
        whys = self.env["scope.why"].browse(docids)
        # Whoever knows the address of a report may ask for it.
        whys.check_access("read")
        documents = []
        for why in whys:
            lang = why.lang or self.env.lang
            own = self.with_context(lang=lang)
            documents.append(
                {
                    "record": why,
                    "lang": lang,
                    "name": why._document_name(),
                    "company": why.company_id.sudo(),
                    "content": why._summary_content(),
                    "day": own._day,
                    "direction": self.env["res.lang"]._get_data(code=lang).direction
                    or "ltr",
                }
            )
        return {
            "doc_ids": whys.ids,
            "doc_model": "scope.why",
            "docs": whys,
            "documents": documents,
        }

    def _day(self, iso):
        if not iso:
            return ""
        return format_date(self.env, date.fromisoformat(iso), date_format="long")


class ScopeWhyCallDocument(models.AbstractModel):
    """The call sheet on paper, in the language of the reader."""

    _name = "report.scope_guard.scope_why_call_document"
    _description = "Printed call sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        whys = self.env["scope.why"].browse(docids)
        whys.check_access("read")
        return {
            "doc_ids": whys.ids,
            "doc_model": "scope.why",
            "docs": whys,
            "sheets": [(why, why._call_sheet_values()) for why in whys],
        }
