import logging
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .scope_tor_version import FREEZE

_logger = logging.getLogger(__name__)


class ScopeAdvice(models.Model):
    """Whether who agrees for the client knows of a suggestion.

    A letter to him that tells of it counts, and so does what the project's manager
    notes of a talk. An answer that comes later is told again.
    """

    _inherit = "scope.advice"

    # Written by sending a letter and by the buttons: what a caller sends is dropped.
    _SPONSOR_FIELDS = frozenset(
        {"date_sponsor_informed", "sponsor_letter_id", "date_sponsor_asked"}
    )

    date_sponsor_informed = fields.Datetime(
        "Sponsor informed",
        readonly=True,
        copy=False,
        help="When who agrees for the client was told of this suggestion: by a letter, "
        "or as the project manager noted.",
    )
    sponsor_letter_id = fields.Many2one(
        "scope.letter",
        "By the letter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    # Pointed out once.
    date_sponsor_asked = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
    sponsor_line = fields.Char(
        "Sponsor",
        compute="_compute_sponsor_line",
        help="Who agrees for the client, and how that person was told.",
    )
    sponsor_warning = fields.Char(
        compute="_compute_sponsor_warning", export_string_translation=False
    )
    can_tell_sponsor = fields.Boolean(
        compute="_compute_sponsor_warning", export_string_translation=False
    )

    # ------------------------------------------------------------------ computes
    @api.depends("date_sponsor_informed", "sponsor_letter_id")
    @api.depends_context("lang")
    def _compute_sponsor_line(self):
        for advice in self:
            advice.sponsor_line = advice._scope_sponsor_line()

    def _scope_sponsor_line(self):
        """How the sponsor was told, for instance: letter of 31 March, opened.

        :return: str; "" as long as he was not
        """
        self.ensure_one()
        if not self.date_sponsor_informed:
            return ""
        # sudo: letters are as visible as their project, the advice may have none; and
        # whether a letter was opened is no secret to who reads the advice.
        letter = self.sudo().sponsor_letter_id
        moment = self._scope_in_company_time(self.date_sponsor_informed)
        values = {"day": self.env["scope.letter"]._format_day(moment.date())}
        if not letter:
            return self.env._("told on %(day)s", **values)
        sponsor = letter.sponsor_id
        opened = letter.recipient_ids.filtered(
            lambda recipient: (
                recipient.partner_id == sponsor and recipient.date_first_viewed
            )
        )
        if opened:
            return self.env._("letter of %(day)s, opened", **values)
        return self.env._("letter of %(day)s", **values)

    def _scope_in_company_time(self, moment):
        company = self.company_id or self.env.company
        local = self.with_context(tz=company.sudo()._scope_timezone())
        return fields.Datetime.context_timestamp(local, moment)

    @api.depends(
        "date_answer_recorded",
        "date_recorded",
        "date_sponsor_informed",
        "decision",
        "high_risk",
        "outcome",
        "project_id",
    )
    @api.depends_context("uid", "lang")
    def _compute_sponsor_warning(self):
        today = fields.Date.context_today(self)
        for advice in self:
            should = advice._scope_should_tell_sponsor()
            advice.can_tell_sponsor = should and advice.project_id._scope_can_decide()
            since = advice._scope_sponsor_since()
            # sudo: a setting of the company.
            days = advice.sudo().company_id.scope_sponsor_days
            due = should and days > 0 and since + timedelta(days=days) <= today
            advice.sponsor_warning = due and advice._scope_sponsor_sentence(since)

    def _scope_sponsor_sentence(self, since):
        values = {
            "person": self.project_id._scope_sponsor().name,
            "day": self.env["scope.letter"]._format_day(since),
        }
        if self.date_answer_recorded:
            return self.env._(
                "High risk, answered on %(day)s: %(person)s, who agrees for the "
                "client, has not been told yet.",
                **values,
            )
        return self.env._(
            "High risk, suggested on %(day)s and not answered: %(person)s, who agrees "
            "for the client, has not been told yet.",
            **values,
        )

    # ------------------------------------------------------------------ who knows
    def _scope_should_tell_sponsor(self):
        """Whether the sponsor should hear of this: much is at stake, it was left aside
        or not answered, and he neither took part nor was told."""
        self.ensure_one()
        sponsor = self.project_id._scope_sponsor()
        if (
            not sponsor
            or not self.high_risk
            or not self.date_recorded
            or self.successor_ids
            or not self.active
            or self.outcome != "open"
            or self.commitment_confirmed
        ):
            return False
        answered = bool(self.date_answer_recorded)
        if answered and self.decision == "accepted":
            return False
        # Who answered, or was told and nobody answered, knows it best.
        if sponsor == (self.decided_by_id if answered else self.contact_id):
            return False
        return not self._scope_sponsor_knows()

    def _scope_sponsor_knows(self):
        """Told, and not before the answer was there."""
        informed = self.date_sponsor_informed
        return bool(informed) and informed >= (
            self.date_answer_recorded or datetime.min
        )

    def _scope_sponsor_since(self):
        """From which day on he should be told."""
        answered = self.date_answer_recorded and self.date_decided
        day = answered or self.date_told
        return day or fields.Date.context_today(self)

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {k: v for k, v in vals.items() if k not in self._SPONSOR_FIELDS}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if self.env.context.get("scope_freeze") is not FREEZE:
            vals = {k: v for k, v in vals.items() if k not in self._SPONSOR_FIELDS}
        return super().write(vals)

    def _scope_after_answer(self, author=None):
        result = super()._scope_after_answer(author)
        settled = self.filtered(lambda advice: not advice._scope_should_tell_sponsor())
        settled._scope_close_reminders("sponsor")
        return result

    def _note_sponsor_informed(self, moment, letter=None):
        """The sponsor was told at a moment (UTC): by a letter, or in person.

        The first time after the answer is kept, later ones tell him nothing new.
        """
        fresh = self.filtered(lambda advice: not advice._scope_sponsor_knows())
        # sudo: who may send the letter, or note the talk, was checked.
        fresh.sudo().with_context(scope_freeze=FREEZE).write(
            {
                "date_sponsor_informed": moment,
                "sponsor_letter_id": letter.id if letter else False,
            }
        )
        self._scope_close_reminders("sponsor")

    # ------------------------------------------------------------------ actions
    def action_tell_sponsor(self):
        """Prepare the letter that tells the sponsor of this one suggestion, and who
        answered it that he does."""
        self.ensure_one()
        self._scope_check_may_tell()
        return self.env["scope.letter"]._open_note(self).action_open()

    def action_sponsor_told(self):
        """Note that the sponsor was told in person."""
        for advice in self:
            advice._scope_check_may_tell()
            advice._note_sponsor_informed(fields.Datetime.now())
            advice._message_log(
                body=self.env._(
                    "%(person)s, who agrees for the client, was told in person, as "
                    "%(user)s noted.",
                    person=advice.project_id._scope_sponsor().name,
                    user=self.env.user.name,
                )
            )
        return True

    def _scope_check_may_tell(self):
        self.check_access("read")
        for advice in self:
            if not advice.project_id or not advice.project_id._scope_sponsor():
                raise UserError(
                    self.env._(
                        "Nobody is named who agrees for the client. Name the person on "
                        "the scope of the project first."
                    )
                )
            if not advice.date_recorded:
                raise UserError(
                    self.env._(
                        "%(advice)s is not recorded yet: record it first, then tell of "
                        "it.",
                        advice=advice.display_name,
                    )
                )
            if not advice.project_id._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide.",
                        project=advice.project_id.display_name,
                    )
                )

    # ------------------------------------------------------------------ pointing it out
    @api.model
    def _cron_sponsor(self):
        """Point out what the sponsor should know and was not told: once each."""
        domain = (
            Domain("high_risk", "=", True)
            & Domain("date_recorded", "!=", False)
            & Domain("date_sponsor_asked", "=", False)
            & Domain("outcome", "=", "open")
            & Domain("successor_ids", "=", False)
            & Domain("commitment_confirmed", "=", False)
            & Domain("project_id.scope_tor_id.signatory_id", "!=", False)
            & Domain("company_id.scope_sponsor_days", ">", 0)
        )
        advices = self.search(domain)
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(advices))
        for advice in advices:
            try:
                with self.env.cr.savepoint():
                    advice._scope_point_out_sponsor()
            except Exception:
                # One project's trouble keeps no other one's manager from knowing.
                _logger.exception("No hint about the sponsor for advice %s", advice.id)
            if not commit(1):
                break

    def _scope_point_out_sponsor(self):
        """Give the project's manager an activity when it is due today."""
        self.ensure_one()
        if not self._scope_should_tell_sponsor():
            return
        if self.project_id._scope_silence_reason():
            return
        days = self.company_id.scope_sponsor_days
        today = self._scope_in_company_time(fields.Datetime.now()).date()
        if self._scope_sponsor_since() + timedelta(days=days) > today:
            return
        user = self.project_id.user_id
        if not user or not self._scope_readable_by(user):
            return
        name = self.project_id._scope_sponsor().name
        self._scope_schedule(
            "sponsor",
            user,
            lambda advice: advice.env._(
                "%(person)s should know: tell of it, or note that you did", person=name
            ),
        )
        self.with_context(scope_freeze=FREEZE).date_sponsor_asked = today
