"""What is undecided, parked, given away and asked for on projects, in one statement."""

from odoo import api, fields, models
from odoo.tools import SQL

from .constants import FLAGGED_VERDICTS, OPEN_STATES
from .project_project import READERS

#: What :meth:`project.project._scope_figures` reckons for a project.
FIGURES = (
    "flag_count",
    "flag_hours",
    "parked_count",
    "parked_hours",
    "goodwill_hours",
    "goodwill_amount",
    "change_count",
    "change_hours",
    "change_amount",
)


class ProjectProject(models.Model):
    _inherit = "project.project"

    scope_flag_hours = fields.Float(
        "Hours to decide",
        compute="_compute_scope_figures",
        groups=READERS,
        help="Hours of the tasks that wait for a decision.",
    )
    scope_parked_hours = fields.Float(
        "Hours parked",
        compute="_compute_scope_figures",
        groups=READERS,
        help="Hours of tasks beyond the scope that were put off for later.",
    )
    scope_goodwill_hours = fields.Float(
        "Hours at no charge",
        compute="_compute_scope_figures",
        groups=READERS,
        help="Hours given away so far.",
    )
    scope_goodwill_amount = fields.Monetary(
        "At no charge",
        currency_field="scope_currency_id",
        compute="_compute_scope_figures",
        groups=READERS,
        help="Value of the hours given away so far.",
    )
    scope_change_open_count = fields.Integer(
        "Open changes",
        compute="_compute_scope_figures",
        groups=READERS,
        help="Changes that are not decided yet.",
    )
    scope_currency_id = fields.Many2one(
        "res.currency", compute="_compute_scope_figures", groups=READERS
    )
    scope_summary = fields.Char(
        "Scope in short", compute="_compute_scope_figures", groups=READERS
    )

    def _compute_scope_figures(self):
        figures = self._scope_figures()
        for project in self:
            found = figures[project.id or project._origin.id]
            project.scope_flag_hours = found["flag_hours"]
            project.scope_parked_hours = found["parked_hours"]
            project.scope_goodwill_hours = found["goodwill_hours"]
            project.scope_goodwill_amount = found["goodwill_amount"]
            project.scope_change_open_count = found["change_count"]
            # sudo: the currency of figures that the user may read.
            project.scope_currency_id = (
                project.sudo().scope_tor_id.currency_id or project.currency_id
            )
            # How many there are to decide has its own place on the card.
            rest = {**found, "flag_count": 0}
            project.scope_summary = " · ".join(self._scope_phrases(rest)) or False

    def _scope_figures(self, goodwill_since=None):
        """What is undecided, parked, given away and asked for, in one query.

        Projects that the user may not read count for nothing.

        :param date goodwill_since: first day of what was given at no charge; from the
            beginning when not given
        :return: dict from project id to a dict: ``flag_count`` and ``flag_hours`` of
            what is to be decided, ``parked_count`` and ``parked_hours`` of what was put
            off, ``goodwill_hours`` and ``goodwill_amount`` (in the currency of the
            project's TOR) of what was given away, ``change_count``, ``change_hours``
            and ``change_amount`` of changes that are not decided
        """
        nothing = dict.fromkeys(FIGURES, 0)
        figures = {project.id: dict(nothing) for project in self}
        figures |= {project._origin.id: dict(nothing) for project in self}
        projects = self._origin._filtered_access("read")
        # sudo: which of them have a scope at all.
        tors = projects.sudo().scope_tor_id
        if not tors:
            return figures
        self.env["project.task"].flush_model()
        for model in ("scope.flag", "scope.goodwill", "scope.change"):
            self.env[model].sudo().flush_model()
        rows = self.env.execute_query(
            projects._scope_figures_sql(tors.ids, goodwill_since)
        )
        for project_id, *row in rows:
            figures[project_id] = dict(zip(FIGURES, row, strict=True))
        return figures

    def _scope_figures_sql(self, tor_ids, goodwill_since):
        Task = self.env["project.task"]
        hours = SQL("GREATEST(%s, COALESCE(s.hours, 0))", Task._scope_hours_sql())
        return SQL(
            """
            WITH RECURSIVE %(tasks)s, question(project_id, number, hours) AS (
                SELECT f.project_id, COUNT(*), SUM(%(hours)s)
                  FROM scope_flag f
                  JOIN project_task t ON t.id = f.task_id
                  LEFT JOIN special s ON s.id = t.id
                 WHERE f.project_id = ANY(%(projects)s) AND f.date_closed IS NULL
                 GROUP BY f.project_id
            ), parked(project_id, number, hours) AS (
                SELECT t.project_id, COUNT(*), SUM(%(hours)s)
                  FROM project_task t
                  LEFT JOIN special s ON s.id = t.id
                  JOIN LATERAL (
                       SELECT l.resolution FROM scope_flag l WHERE l.task_id = t.id
                        ORDER BY l.id DESC LIMIT 1) last
                    ON last.resolution = 'later_phase'
                 WHERE t.project_id = ANY(%(projects)s) AND t.active
                   AND t.scope_verdict = ANY(%(flagged)s)
                 GROUP BY t.project_id
            ), free(project_id, hours, amount) AS (
                SELECT g.project_id, SUM(g.hours), SUM(g.amount)
                  FROM scope_goodwill g
                 WHERE g.project_id = ANY(%(projects)s)
                   AND (%(since)s::date IS NULL OR g.date >= %(since)s::date)
                 GROUP BY g.project_id
            ), change(project_id, number, hours, amount) AS (
                SELECT r.project_id, COUNT(*), SUM(r.hours), SUM(r.amount)
                  FROM scope_change r
                 WHERE r.project_id = ANY(%(projects)s) AND r.state = ANY(%(open)s)
                 GROUP BY r.project_id
            )
            SELECT p.id,
                   COALESCE(q.number, 0), COALESCE(q.hours, 0),
                   COALESCE(l.number, 0), COALESCE(l.hours, 0),
                   COALESCE(g.hours, 0), COALESCE(g.amount, 0)::float,
                   COALESCE(c.number, 0), COALESCE(c.hours, 0),
                   COALESCE(c.amount, 0)::float
              FROM unnest(%(projects)s::int[]) p(id)
              LEFT JOIN question q ON q.project_id = p.id
              LEFT JOIN parked l ON l.project_id = p.id
              LEFT JOIN free g ON g.project_id = p.id
              LEFT JOIN change c ON c.project_id = p.id
            """,
            tasks=Task._scope_task_ctes(tor_ids),
            hours=hours,
            projects=self.ids,
            flagged=list(FLAGGED_VERDICTS),
            open=list(OPEN_STATES),
            since=goodwill_since,
        )

    @api.model
    def _scope_phrases(self, figures):
        """Figures in a few words each, without those that are nothing.

        :param dict figures: as :meth:`_scope_figures` gives them, or sums of them
        :return: list of str, for instance ``["5 to decide", "14 h parked"]``
        """
        short = self.env["project.task"]._scope_short_hours
        phrases = []
        if figures["flag_count"]:
            phrases.append(self.env._("%s to decide", figures["flag_count"]))
        if figures["parked_count"]:
            phrases.append(
                self.env._("%s h parked", short(figures["parked_hours"]))
                if figures["parked_hours"]
                else self.env._("%s parked without hours", figures["parked_count"])
            )
        if figures["goodwill_hours"]:
            phrases.append(
                self.env._("%s h at no charge", short(figures["goodwill_hours"]))
            )
        if figures["change_count"] == 1:
            phrases.append(self.env._("1 change open"))
        elif figures["change_count"]:
            phrases.append(self.env._("%s changes open", figures["change_count"]))
        return phrases
