from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from ..report.scope_advice_log import OPTIONAL_SHEETS

ROUTE = "/scope_guard/advice_log.xlsx"
#: An address is cut by some servers beyond 8,000 characters; more ids are kept here
IDS_IN_ADDRESS = 200


class ScopeAdviceExport(models.TransientModel):
    """A selection of advice to write to Excel."""

    _name = "scope.advice.export"
    _description = "Advice log to Excel"

    def _default_date_from(self):
        # A year back, from the first of the month, is what a yearly talk needs.
        today = fields.Date.context_today(self)
        return (today - relativedelta(years=1)).replace(day=1)

    date_from = fields.Date(
        string="From",
        default=lambda self: self._default_date_from(),
        help="When the client was told. Empty begins with the first advice.",
    )
    date_to = fields.Date(
        string="Until",
        default=fields.Date.context_today,
        help="When the client was told. Empty ends with the latest advice.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        domain="[('scope_advice_ids', '!=', False)]",
        help="Leave it empty for all customers. A contact counts for its company.",
    )
    project_ids = fields.Many2many(
        "project.project",
        string="Projects",
        domain="[('is_template', '=', False)]",
        help="Leave it empty for all projects, and for advice given before a project.",
    )
    advice_ids = fields.Many2many(
        "scope.advice",
        "scope_advice_export_advice_rel",
        string="Selected advice",
        context={"active_test": False},
        export_string_translation=False,
    )
    with_decisions = fields.Boolean(
        string="Decisions",
        default=True,
        help="A sheet with one line per answer: who gave it, when and why, how they see "
        "it, and what came of it.",
    )
    with_timeline = fields.Boolean(
        string="Timeline",
        default=True,
        help="A sheet with one line per event, day by day: suggested, answered, ready "
        "by, happened, prevented.",
    )
    advice_count = fields.Integer(
        compute="_compute_advice_count", export_string_translation=False
    )
    result = fields.Char(compute="_compute_advice_count", string="What you get")

    @api.depends("date_from", "date_to", "partner_ids", "project_ids", "advice_ids")
    def _compute_advice_count(self):
        for export in self:
            count = self.env["scope.advice"].search_count(export._get_domain())
            export.advice_count = count
            if not count:
                export.result = self.env._(
                    "No advice matches. Choose a longer period, or fewer customers and "
                    "projects; the file would hold its headings only."
                )
            elif count == 1:
                export.result = self.env._("One advice, on one line.")
            else:
                export.result = self.env._(
                    "%(count)s entries, one per line, and a summary.", count=count
                )

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for export in self:
            if (
                export.date_from
                and export.date_to
                and export.date_from > export.date_to
            ):
                raise ValidationError(self.env._("The period ends before it begins."))

    def action_export(self):
        """Download the log of this selection."""
        self.ensure_one()
        return self._get_download_action(
            advice=self.advice_ids,
            partners=self._get_customers(),
            projects=self.project_ids,
            date_from=self.date_from,
            date_to=self.date_to,
            without=self._get_sheets_left_out(),
        )

    @api.model
    def _get_download_action(
        self,
        advice=(),
        partners=(),
        projects=(),
        date_from=None,
        date_to=None,
        without=(),
    ):
        """Return the action that downloads the log of a selection; none means all.

        :param without: names of the sheets to leave out
        """
        parameters = {
            "ids": advice,
            "partner_id": partners,
            "project_id": projects,
            "date_from": date_from,
            "date_to": date_to,
        }
        if (
            sum(len(records) for records in (advice, partners, projects))
            > IDS_IN_ADDRESS
        ):
            export = self.create(
                {
                    "advice_ids": [Command.set(advice.ids if advice else [])],
                    "partner_ids": [Command.set(partners.ids if partners else [])],
                    "project_ids": [Command.set(projects.ids if projects else [])],
                    "date_from": date_from,
                    "date_to": date_to,
                }
            )
            parameters = {"export_id": export.id}
        parameters["without"] = ",".join(without)
        query = {
            name: ",".join(map(str, value.ids))
            if isinstance(value, models.BaseModel)
            else value
            for name, value in parameters.items()
            if value
        }
        return {
            "type": "ir.actions.act_url",
            "url": f"{ROUTE}?{urlencode(query, safe=',')}" if query else ROUTE,
            "target": "self",
        }

    def _get_sheets_left_out(self):
        """Return the names of the sheets that are not wanted."""
        return [name for name in OPTIONAL_SHEETS if not self[f"with_{name}"]]

    def _get_customers(self):
        return self.partner_ids.commercial_partner_id

    def _get_domain(self):
        """Return the domain on ``scope.advice`` that this selection stands for."""
        self.ensure_one()
        domain = Domain.TRUE
        if self.advice_ids:
            domain &= self._get_advice_domain(self.advice_ids.ids)
        if self.partner_ids:
            domain &= Domain("partner_id", "in", self._get_customers().ids)
        if self.project_ids:
            domain &= Domain("project_id", "in", self.project_ids.ids)
        if self.date_from:
            domain &= Domain("date_told", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_told", "<=", self.date_to)
        return domain

    @api.model
    def _get_advice_domain(self, ids):
        """Return the domain of advice picked by hand: archived ones count, too."""
        return Domain("id", "in", ids) & Domain("active", "in", [True, False])
