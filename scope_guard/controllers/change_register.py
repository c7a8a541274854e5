import json
import logging
import re
import tempfile

from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from .advice_log import MAX_ID, XLSX_TYPE

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
        # On disk: a long register is no burden for the worker.
        stream = tempfile.TemporaryFile()
        try:
            filename = request.env["scope.change.register"].write_xlsx(stream, domain)
            size = stream.tell()
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
        _logger.info(
            "User %s exported changes to Excel (%s bytes), selected by %s",
            request.env.uid,
            size,
            sorted(parameters),
        )
        response = request.make_response(
            wrap_file(request.httprequest.environ, stream),
            headers=[
                ("Content-Type", XLSX_TYPE),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(filename)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        response.direct_passthrough = True
        return response

    def _get_domain(self, parameters):
        domain = Domain.TRUE
        if parameters.get("ids"):
            domain &= Domain("id", "in", self._parse_ids(parameters["ids"]))
        if parameters.get("project_id"):
            projects = self._parse_ids(parameters["project_id"])
            domain &= Domain("project_id", "in", projects)
        if parameters.get("domain"):
            domain &= self._parse_domain(parameters["domain"])
        return domain

    def _parse_ids(self, value):
        numbers = value.split(",")
        if not all(re.fullmatch("[0-9]{1,10}", number) for number in numbers):
            raise BadRequest(
                request.env._(
                    "Records are named by whole numbers with commas between them."
                )
            )
        ids = dict.fromkeys(int(number) for number in numbers)
        return [id_ for id_ in ids if 0 < id_ <= MAX_ID]

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
