from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DigestDigest(models.Model):
    """The figure *Suggestions taken up*: of the answers that came, how many were yes."""

    _inherit = "digest.digest"

    kpi_scope_taken_up = fields.Boolean(
        "Suggestions taken up",
        help="How many of the suggestions that were answered in the period were taken "
        "up. What a later entry corrects is not counted.",
    )
    kpi_scope_taken_up_value = fields.Integer(
        compute="_compute_kpi_scope_taken_up_value", export_string_translation=False
    )

    def _compute_kpi_scope_taken_up_value(self):
        """The share in percent, for those who read the figure by a program."""
        if not self.env.user.has_group("project.group_project_user"):
            raise AccessError(
                self.env._("Suggestions are for the people who run projects.")
            )
        start, end, companies = self._get_kpi_compute_parameters()
        counts = self._scope_count_answers(
            companies, fields.Date.to_date(start), fields.Date.to_date(end)
        )
        for digest in self:
            company = digest.company_id or self.env.company
            taken_up, answered = counts.get(company, (0, 0))
            digest.kpi_scope_taken_up_value = (
                round(100 * taken_up / answered) if answered else 0
            )

    def _compute_kpis(self, company, user):
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            if kpi["kpi_name"] == "kpi_scope_taken_up":
                self._scope_tell_taken_up(kpi, company, user)
        return kpis

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("scope_guard.scope_advice_analysis_menu")
        actions["kpi_scope_taken_up"] = (
            f"scope_guard.scope_advice_action_analysis?menu_id={menu.id}"
        )
        return actions

    def _scope_tell_taken_up(self, kpi, company, user):
        """Put words in place of the bare share: three of four says more than 75 %."""
        digest = self.with_user(user).with_company(company)
        frames = self._compute_timeframes(company)
        for number, (_name, ((start, end), _before)) in enumerate(frames, start=1):
            counts = digest._scope_count_answers(company, start.date(), end.date())
            taken_up, answered = counts.get(company, (0, 0))
            value = "–"
            if answered:
                value = self.env._(
                    "%(taken_up)s of %(answered)s (%(share)s %%)",
                    taken_up=taken_up,
                    answered=answered,
                    share=round(100 * taken_up / answered),
                )
            # A percentage of a percentage says nothing.
            kpi[f"kpi_col{number}"] |= {"value": value, "margin": 0}

    def _scope_count_answers(self, companies, start, end):
        """Count the answers given from the day ``start`` until the day before ``end``.

        An answer has a day and no time: whole days, so that none is counted twice.

        :return: dict from company to ``(taken up, answered)``
        """
        counts = {}
        for company, decision, count in self.env["scope.advice"]._read_group(
            Domain("company_id", "in", companies.ids)
            & Domain("decision", "!=", "pending")
            & Domain("successor_ids", "=", False)
            & Domain("date_decided", ">=", start)
            & Domain("date_decided", "<", end),
            ["company_id", "decision"],
            ["__count"],
        ):
            taken_up, answered = counts.get(company, (0, 0))
            counts[company] = (
                taken_up + (count if decision == "accepted" else 0),
                answered + count,
            )
        return counts
