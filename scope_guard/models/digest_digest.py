from datetime import timedelta

from odoo import fields, models
from odoo.tools.urls import urljoin

from .project_figures import FIGURES

#: Days that a digest looks back on.
PERIOD_DAYS = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91}

#: Projects that are named one by one; the others are in the sum.
NAMED_PROJECTS = 10


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    # No KPI of Odoo's: those compare periods and are the same for everybody. This is
    # one line for each recipient, about the projects he manages, as they stand now.
    scope_figures = fields.Boolean(
        "What is to decide",
        default=True,
        help="Tells each project manager what there is to decide on the own projects, "
        "what is parked, given at no charge and asked for as a change.",
    )

    def _scope_digest(self, user):
        """The personal line of a recipient: how the projects he manages stand.

        With his own rights: a project that he may not read is not counted.

        :param user: ``res.users``, the recipient
        :return: dict for the template, False where there is nothing to tell:
            ``summary`` (the sum, in words), ``projects`` (pairs of name and words, the
            ones with most to decide first), ``others`` (how many more there are),
            ``since`` (first day of what was given at no charge), ``url``
        """
        self.ensure_one()
        if not self.scope_figures or not user.has_group("project.group_project_user"):
            return False
        # What the sender has switched on in his company menu is not the recipient's.
        env = self.with_user(user).with_context(
            allowed_company_ids=user.sudo().company_ids.ids
        )
        Project = env.env["project.project"]
        projects = Project.search(
            [
                ("user_id", "=", user.id),
                ("scope_tor_id", "!=", False),
                ("is_template", "=", False),
            ]
        )
        since = fields.Date.context_today(env) - timedelta(
            days=PERIOD_DAYS.get(self.periodicity, 7)
        )
        figures = projects._scope_figures(goodwill_since=since)
        total = {
            name: sum(figures[project.id][name] for project in projects)
            for name in FIGURES
        }
        summary = Project._scope_phrases(total)
        if not summary:
            return False
        lines = [
            (project.display_name, ", ".join(phrases))
            for project in projects.sorted(
                lambda project: -figures[project.id]["flag_count"]
            )
            if (phrases := Project._scope_phrases(figures[project.id]))
        ]
        return {
            "summary": ", ".join(summary),
            # One project is told by the sum.
            "projects": lines[:NAMED_PROJECTS] if len(lines) > 1 else [],
            "single": lines[0][0] if len(lines) == 1 else False,
            "others": max(len(lines) - NAMED_PROJECTS, 0),
            "since": since if total["goodwill_hours"] else False,
            "url": urljoin(self.get_base_url(), "/odoo/to-decide"),
        }
