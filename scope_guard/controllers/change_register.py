import json
import logging

from werkzeug.exceptions import BadRequest, Forbidden

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from .xlsx_file import parse_ids, stream_xlsx

_logger = logging.getLogger(__name__)


class ChangeRegisterController(http.Controller):
    """The register of changes as a download."""

    @http.route(
        "/scope_guard/changes.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, **parameters):
        """Send the changes that the user may read, as an Excel file.

        All parameters are optional and narrow the selection: ``ids`` (changes) and
        ``project_id`` are ids, several with commas between them; ``domain`` is what a
        list of changes is filtered by, as JSON.
        """
        Change = request.env["scope.change"]
        if not request.env.user._is_internal() or not Change.has_access("read"):
            raise Forbidden(
                request.env._("The changes are for the people who run projects.")
            )
        domain = self._get_domain(parameters)
        response, size = stream_xlsx(
            lambda stream: request.env["scope.change.register"].write_xlsx(
                stream, domain
            )
        )
        _logger.info(
            "User %s exported changes to Excel (%s bytes), selected by %s",
            request.env.uid,
            size,
            sorted(parameters),
        )
        return response

    def _get_domain(self, parameters):
        domain = Domain.TRUE
        if parameters.get("ids"):
            domain &= Domain("id", "in", parse_ids(parameters["ids"]))
        if parameters.get("project_id"):
            projects = parse_ids(parameters["project_id"])
            domain &= Domain("project_id", "in", projects)
        if parameters.get("domain"):
            domain &= self._parse_domain(parameters["domain"])
        return domain

    def _parse_domain(self, value):
        """The filter of a list; the search itself asks what the user may read."""
        Change = request.env["scope.change"]
        try:
            domain = Domain(json.loads(value))
            domain.validate(Change)
        except (ValueError, TypeError, RecursionError) as error:
            raise BadRequest(
                request.env._("This filter is not understood. Open the list again.")
            ) from error
        return domain
