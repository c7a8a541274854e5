import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

LETTER_DUE = "scope_guard.mail_activity_type_letter_due"


class ScopeTor(models.Model):
    """Letters about the project, and the reminder to write one."""

    _inherit = "scope.tor"

    letter_count = fields.Integer("Letters", compute="_compute_letter_count")
    date_letter_asked = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    def _compute_letter_count(self):
        counts = dict(
            self.env["scope.letter"]._read_group(
                [("project_id", "in", self.project_id.ids), ("state", "=", "sent")],
                ["project_id"],
                ["__count"],
            )
        )
        for tor in self:
            tor.letter_count = counts.get(tor.project_id, 0)

    # ------------------------------------------------------------------ actions
    def action_send_letter(self):
        """Prepare the next letter about the project."""
        self.ensure_one()
        self._check_can_decide()
        return self.env["scope.letter"]._open_draft(self.project_id).action_open()

    def action_open_letters(self):
        """Open the letters about the project."""
        return self.project_id.action_scope_letters()

    # ------------------------------------------------------------------ the reminder
    @api.model
    def _cron_letter_due(self):
        """Remind project managers to write: after some weeks, if something happened.

        Nothing is sent by itself.
        """
        tors = self._letter_candidates()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(tors))
        for tor in tors:
            try:
                with self.env.cr.savepoint():
                    tor._ask_for_letter()
            except Exception:
                # One project's trouble keeps nobody else from writing.
                _logger.exception("No reminder to write about scope %s", tor.id)
            if not commit(1):
                break

    @api.model
    def _letter_candidates(self):
        """Scopes whose client was not written to for long although something happened,
        in one statement."""
        self.env.flush_all()
        today = fields.Date.today()
        rows = self.env.execute_query(
            SQL(
                """
                WITH base AS (
                    SELECT tor.id, tor.project_id,
                           GREATEST(last.date, v.date_agreed) AS since,
                           GREATEST(last.date, v.date_agreed, tor.date_letter_asked)
                           AS asked,
                           company.scope_letter_weeks AS weeks
                      FROM scope_tor tor
                      JOIN scope_tor_version v ON v.id = tor.current_version_id
                      JOIN res_company company ON company.id = tor.company_id
                      LEFT JOIN LATERAL (
                           SELECT MAX(l.date) AS date FROM scope_letter l
                            WHERE l.project_id = tor.project_id
                              AND l.state = 'sent' AND l.kind = 'letter') last ON TRUE
                     WHERE tor.active AND company.scope_letter_weeks > 0
                )
                SELECT b.id FROM base b
                 WHERE b.asked + b.weeks * 7 <= %(today)s + 1
                   AND (EXISTS (
                        SELECT FROM project_task t
                         WHERE t.project_id = b.project_id AND t.state = '1_done'
                           AND COALESCE(t.date_last_stage_update, t.create_date)
                               >= b.since)
                     OR EXISTS (
                        SELECT FROM scope_advice a
                         WHERE a.project_id = b.project_id
                           AND GREATEST(a.date_recorded, a.date_answer_recorded)
                               >= b.since)
                     OR EXISTS (
                        SELECT FROM scope_change c
                         WHERE c.project_id = b.project_id
                           AND GREATEST(c.date_sent, c.date_answered) >= b.since)
                     OR EXISTS (
                        SELECT FROM scope_goodwill g
                         WHERE g.project_id = b.project_id AND g.date >= b.since))
                 ORDER BY b.id
                """,
                today=today,
            )
        )
        return self.browse([tor_id for (tor_id,) in rows])

    def _ask_for_letter(self):
        """One activity for who writes, once in each span of weeks."""
        self.ensure_one()
        today = self._today_of_company()
        weeks = self.company_id.scope_letter_weeks
        last = max(
            filter(
                None,
                (
                    self._last_letter().date,
                    self.current_version_id.date_agreed,
                    self.date_letter_asked,
                ),
            )
        )
        # The statement above knows no time zones: the day is the company's.
        if today < last + timedelta(weeks=weeks) or today.weekday() >= 5:
            return
        reader = self.signatory_id or self.partner_id
        if self._silence_reason(reader) or self._open_letter_due():
            return
        user = self._contact_user()
        readable = user.active and self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        ).has_access("read")
        if not readable:
            return
        env = self.with_context(lang=user.lang).env
        self.activity_schedule(
            LETTER_DUE,
            date_deadline=today,
            summary=env._("A letter to the client is due"),
            note=env._(
                "Send letter, above, prepares it: what was done and decided since the "
                "last one, what was included at no charge, what waits for the client."
            ),
            user_id=user.id,
        )
        self.with_context(mail_notrack=True).date_letter_asked = today

    def _last_letter(self):
        return self.env["scope.letter"].search(
            [
                ("project_id", "=", self.project_id.id),
                ("kind", "=", "letter"),
                ("state", "=", "sent"),
            ],
            order="date desc, id desc",
            limit=1,
        )

    def _open_letter_due(self):
        return self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == self.env.ref(LETTER_DUE, False)
            )
        )

    def _close_letter_due(self):
        """A letter was sent: nobody needs to be reminded of it."""
        self.activity_unlink([LETTER_DUE])
