import logging
import re
from datetime import date

from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from .xlsx_file import parse_ids, stream_xlsx

_logger = logging.getLogger(__name__)


class AdviceLogController(http.Controller):
    """The advice log as a download."""

    @http.route(
        "/scope_guard/advice_log.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, **parameters):
        """Send the advice that the user may read, as an Excel file.

        All parameters are optional and narrow the selection: ``ids`` (advice),
        ``partner_id`` and ``project_id`` are ids, several with commas between them;
        ``date_from`` and ``date_to`` are days as 2026-01-31; ``export_id`` is a
        selection kept by the wizard, for more records than an address can name;
        ``without`` names sheets to leave out: decisions, timeline.
        """
        Advice = request.env["scope.advice"]
        if not request.env.user._is_internal() or not Advice.has_access("read"):
            raise Forbidden(
                request.env._("The advice log is for the people who run projects.")
            )
        domain, customers = self._get_selection(parameters)
        period = self._get_period(parameters)
        if period["date_from"]:
            domain &= Domain("date_told", ">=", period["date_from"])
        if period["date_to"]:
            domain &= Domain("date_told", "<=", period["date_to"])
        response, size = stream_xlsx(
            lambda stream: request.env["scope.advice.log"].write_xlsx(
                stream,
                domain,
                customer=customers[:1],
                without=parameters.get("without", "").split(","),
                **period,
            )
        )
        _logger.info(
            "User %s exported the advice log to Excel (%s bytes), selected by %s",
            request.env.uid,
            size,
            sorted(parameters),
        )
        return response

    def _get_selection(self, parameters):
        """Return the domain of the records asked for, and the customers among them."""
        domain, customers = Domain.TRUE, request.env["res.partner"]
        if parameters.get("export_id"):
            export = self._get_export(parameters["export_id"])
            domain &= export._get_domain()
            customers |= export._get_customers()
        if parameters.get("ids"):
            domain &= request.env["scope.advice.export"]._get_advice_domain(
                parse_ids(parameters["ids"])
            )
        if parameters.get("partner_id"):
            partners = self._browse("res.partner", parameters["partner_id"])
            customers |= partners.commercial_partner_id
            domain &= Domain("partner_id", "in", customers.ids)
        if parameters.get("project_id"):
            projects = self._browse("project.project", parameters["project_id"])
            domain &= Domain("project_id", "in", projects.ids)
        return domain, customers

    def _get_export(self, value):
        """Return the kept selection; only who made it may use it."""
        export = self._browse("scope.advice.export", value)
        if len(export) != 1 or export.create_uid != request.env.user:
            raise NotFound(request.env._("This selection is no longer kept."))
        return export

    def _get_period(self, parameters):
        period = {
            name: self._parse_date(parameters.get(name))
            for name in ("date_from", "date_to")
        }
        if all(period.values()) and period["date_from"] > period["date_to"]:
            raise BadRequest(request.env._("The period ends before it begins."))
        return period

    def _browse(self, model_name, value):
        """Return the records of these ids, all of which the user may read."""
        records = request.env[model_name].browse(parse_ids(value))
        if records.exists() != records or not records.has_access("read"):
            raise NotFound(
                request.env._("What you ask for is not there, or not yours to see.")
            )
        return records

    def _parse_date(self, value):
        if not value:
            return None
        try:
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError as error:
            raise BadRequest(
                request.env._("A day is written as year-month-day, like 2026-01-31.")
            ) from error
