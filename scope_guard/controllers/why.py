from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .xlsx_file import MAX_ID, get_headers


class WhyController(http.Controller):
    """The summary as a workbook, before it is sent."""

    @http.route(
        "/scope_guard/why/<int:why_id>/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def preview(self, why_id):
        """Send the summary as it would be sent now, as an Excel file."""
        Why = request.env["scope.why"]
        if why_id > MAX_ID or not request.env.user._is_internal():
            raise NotFound()
        why = Why.browse(why_id).exists() if Why.has_access("read") else Why
        if not why or not why.has_access("read"):
            raise NotFound(
                request.env._("What you ask for is not there, or not yours to see.")
            )
        name, content = why._summary_xlsx()
        return request.make_response(content, headers=get_headers(name, len(content)))
