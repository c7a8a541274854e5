import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .scope_advice_reminder import ACTIVITY_TYPES

_logger = logging.getLogger(__name__)

#: Kinds of what is asked by itself, with the mail template of each.
NOTICES = {"check_back": "advice_check_back", "ask_again": "advice_ask_again"}
#: So many days after the day that was named we still call when nobody could be asked.
LATE_DAYS = 14


class ScopeAdvice(models.Model):
    """What is asked by itself: how it goes, and again on the day they named.

    One mail before the day that the client's team named, with three answers. Without
    one it becomes a phone task for us after that day.
    """

    _inherit = "scope.advice"

    checked_back_for = fields.Date(
        "Asked about",
        readonly=True,
        copy=False,
        help="The day, as agreed then, for which we asked how it goes.",
    )
    check_back_answer = fields.Selection(
        [("on_track", "On track"), ("new_date", "New date"), ("hand", "Like a hand")],
        "How it goes",
        readonly=True,
        copy=False,
        help="What they answered when we asked how it goes.",
    )
    asked_again_for = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    # ------------------------------------------------------------------ what is due
    @api.model
    def _cron_follow_up(self):
        """Ask how it goes, ask again, and give us the calls that are left."""
        advices = self.search(self._follow_up_domain())
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(advices))
        for advice in advices:
            try:
                with self.env.cr.savepoint():
                    advice._follow_up()
            except Exception:
                # One client's trouble keeps nobody else waiting.
                _logger.exception("No follow-up of advice %s", advice.id)
            if not commit(1):
                break

    @api.model
    def _follow_up_domain(self):
        """Recorded answers that wait for a day, as far as it may be near."""
        # The days before are each company's own; a margin for time zones.
        companies = self.env["res.company"].sudo()
        ((days,),) = companies._read_group([], [], ["scope_check_back_days:max"])
        soon = fields.Date.today() + timedelta(days=(days or 0) + 1)
        return (
            Domain("date_answer_recorded", "!=", False)
            & Domain("outcome", "=", "open")
            & Domain("successor_ids", "=", False)
            & (
                Domain("decision", "=", "self")
                & Domain("commitment_confirmed", "=", False)
                & Domain("commitment_date", "<=", soon)
                | Domain("decision", "=", "deferred")
                & Domain("date_deferred_until", "<=", soon)
            )
        )

    def _follow_up(self):
        """Do the one thing that is due today for this advice, if there is one."""
        self.ensure_one()
        if self._is_ask_again_due():
            self._notify_later(self._ask_again_person(), "ask_again")
        elif self._is_check_back_due():
            self._notify_later(self._check_back_person(), "check_back")
        elif self._is_call_due():
            self._schedule_check_back_call()

    def _check_back_person(self):
        """Who is asked how it goes; empty where nobody can be written to."""
        people = self.commitment_owner_id | self.decided_by_id | self.contact_id
        for person in people:
            if self._valid_email(person.email):
                return person
        return people.browse()

    def _ask_again_person(self):
        people = self.decided_by_id | self.contact_id
        return next(
            (person for person in people if self._valid_email(person.email)),
            people.browse(),
        )

    def _check_back_day(self):
        """The day on which we ask how it goes; False where we do not."""
        days = self.company_id.sudo().scope_check_back_days
        return (
            bool(days and self.commitment_date)
            and self.decision == "self"
            and self.commitment_date - timedelta(days=days)
        )

    def _is_in_hands(self):
        """Whether something is in the hands of the client's team, as far as we know."""
        return bool(
            self.date_answer_recorded
            and self.decision == "self"
            and not self.commitment_confirmed
            and self.outcome == "open"
            and not self.successor_ids.filtered("date_recorded")
        )

    def _is_check_back_due(self):
        day = self._check_back_day()
        return bool(
            self._is_in_hands()
            and day
            and self.checked_back_for != self.commitment_date
            and day <= self._today_of_company() <= self.commitment_date
            and self._answered_before(day)
            and self._check_back_person()
            and not self._silence_reason(self._check_back_person())
        )

    def _answered_before(self, day):
        """Nobody is asked about a day that was named only now."""
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._scope_timezone()),
            self.date_answer_recorded,
        )
        return moment.date() < day

    def _is_ask_again_due(self):
        person = self._ask_again_person()
        return bool(
            self.decision == "deferred"
            and self.outcome == "open"
            and self.date_answer_recorded
            and self.date_deferred_until
            and self.asked_again_for != self.date_deferred_until
            # What can no longer be had is for us to offer anew.
            and self._is_available()
            and self.date_deferred_until <= self._today_of_company()
            and not self.successor_ids
            and person
            and not self._silence_reason(person)
        )

    def _is_call_due(self):
        """The day has passed, and nobody said that it is done."""
        today = self._today_of_company()
        return bool(
            self._is_in_hands()
            and self._check_back_day()
            and self.commitment_date < today
            and (
                self.checked_back_for == self.commitment_date
                # Nor could be asked; what passed long ago was seen to long ago.
                or today <= self.commitment_date + timedelta(days=LATE_DAYS)
            )
            and self._check_back_person()
            and not self.project_id._scope_silence_reason()
            and not self._has_check_back_call()
        )

    def _has_check_back_call(self):
        """Whether we were reminded of this day, be it done or not."""
        kinds = ("commitment", "review")
        types = [self.env.ref(ACTIVITY_TYPES[kind], False) for kind in kinds]
        activities = self.with_context(active_test=False).sudo().activity_ids
        return any(
            activity.create_date.date() >= self._check_back_day()
            for activity in activities
            if activity.activity_type_id in types
        )

    def _schedule_check_back_call(self):
        user = self._scope_reminded_user()
        if not user:
            return
        person = self.commitment_owner_id.name or self.partner_id.name or ""
        if self.check_back_answer == "on_track":

            def summary(advice):
                return advice.env._(
                    "It was on track: ask %(who)s whether it is done", who=person
                )

        else:

            def summary(advice):
                return advice.env._(
                    "No answer by mail: call %(who)s and ask how it goes", who=person
                )

        self._scope_schedule("commitment", user, summary)

    def _scope_reminder_due(self, kind):
        # Whom the client's page asks, nobody has to ask by phone on the same days.
        if kind in ("commitment", "review") and self._asks_by_itself():
            return False
        return super()._scope_reminder_due(kind)

    def _asks_by_itself(self):
        """Whether mail asks how it goes, and the call comes after it."""
        return bool(
            self._is_in_hands()
            and self._check_back_day()
            and self._check_back_person()
            and (
                self.checked_back_for == self.commitment_date
                or (
                    self._today_of_company() <= self.commitment_date
                    and self._answered_before(self._check_back_day())
                    and not self._silence_reason(self._check_back_person())
                )
            )
        )

    # ------------------------------------------------------------------ notices
    def _notice_is_current(self, kind, partner):
        """Whether what waits for a person is still to be asked."""
        if not self.active:
            return False
        if kind == "check_back":
            return self._is_check_back_due() and partner == self._check_back_person()
        return self._is_ask_again_due() and partner == self._ask_again_person()

    def _notice_line(self, kind, partner):
        """What waits, in one sentence and the language of the reader."""
        suggestion = self.name or self.code
        if kind == "check_back" and not self.commitment_date:
            # It was answered otherwise since: neither a day nor their hands are left.
            return suggestion
        if kind == "check_back":
            return self.env._(
                "How does it go? %(suggestion)s, in your team's hands until %(day)s",
                suggestion=suggestion,
                day=self._long_day(self.commitment_date),
            )
        return self.env._(
            "You wanted to come back to this about now: %(suggestion)s",
            suggestion=suggestion,
        )

    def _notice_purpose(self, kind):
        return "answer"

    def _notice_mail(self, kind):
        """Mail template of a notice that goes out alone, without its prefix."""
        return NOTICES[kind]

    def _notice_button(self, kind):
        return self.env._("Read and answer")

    def _notice_until(self, kind, partner):
        return kind == "check_back" and self.commitment_date

    def _notice_is_done(self, kind, partner):
        """Whether the person answered what was asked, or it fell away."""
        if kind == "check_back":
            return bool(self.check_back_answer) or not self._is_in_hands()
        return (
            self.decision != "deferred"
            or self.asked_again_for != self.date_deferred_until
        )

    def _notice_since(self, kind, partner):
        # Each answer, and each new day, is asked about by itself.
        return self.date_answer_recorded

    def _notice_sent(self, kind, partner, link):
        """It went out: keep for which day, so that nobody is asked twice."""
        if kind == "check_back":
            self._write_recap(
                checked_back_for=self.commitment_date, check_back_answer=False
            )
            note = self.env._("Asked %(person)s how it goes.", person=partner.name)
        else:
            self._write_recap(asked_again_for=self.date_deferred_until)
            note = self.env._(
                "Asked %(person)s again, as they wished.", person=partner.name
            )
        self._message_log(body=note)

    # ------------------------------------------------------------------ how it goes
    def _note_asked(self):
        """Whether the day is near, so that the page asks how it goes."""
        day = self._check_back_day()
        return bool(
            self.checked_back_for
            and self.checked_back_for == self.commitment_date
            or day
            and day <= self._today_of_company()
        )

    def _may_report(self, link):
        """Whether the holder of this link tells how it goes."""
        return (
            link.purpose == "answer"
            and link.res_id == self.id
            and self._note_state(link) == "answered"
            and self._is_in_hands()
        )

    def _client_reports(self, link, way, shown, day=None, text=""):
        """Take the answer to how it goes.

        :param str way: ``on_track``, ``new_date`` or ``hand``
        :param date day: the new date
        :param str text: what a hand is wanted for
        :return: as :meth:`_client_answers`
        """
        self.ensure_one()
        if link.purpose != "answer" or link.res_id != self.id:
            return "reader"
        if not self._may_report(link):
            return "late"
        if shown != self._note_hash():
            return "changed"
        if way == "new_date":
            if not self._scope_claim_answer(self.answer_count):
                return "changed"
            last = self.decision_ids[:1]
            # sudo: nobody has rights on the table of personal values.
            typed = {
                "name": link.recipient,
                "email": link.partner_id.email or "",
                "owner": last._owner_name() or "",
            }
            known = self.env["scope.ledger.person"].sudo()._record(typed)
            self._scope_decide(
                {
                    "decision": "self",
                    "decided_by_id": (link.partner_id or self.partner_id).id,
                    "date_decided": self._today_of_company(),
                    "reason": self.reason,
                    "client_view": self.client_view,
                    "commitment_owner_id": (
                        self.commitment_owner_id or link.partner_id or self.partner_id
                    ).id,
                    "commitment_date": day,
                },
                author=link.partner_id,
                channel="portal",
                on_behalf_user_ref=0,
                answerer_ref=known.id,
                answerer_digest=known.digest,
            )
            self._client_note(
                link, self.env._("%(person)s names a new day:"), self._note_answer()
            )
        elif way == "hand":
            self._client_asks_hand(link, text)
        else:
            self._client_note(link, self.env._("%(person)s: it is on track."))
        self._write_recap(check_back_answer=way)
        return "answered"
