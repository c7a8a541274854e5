from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from ..models.scope_advice import ANSWER_SENTINEL, RECORD_KEY
from .common import send_waiting
from .test_advice_recap import COURTROOM, RecapCommon


@tagged("post_install", "-at_install")
class TestAdviceFollowUp(RecapCommon):
    """What is asked by itself, with the calendar turned on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.resource_calendar_id.tz = "Europe/Berlin"
        cls.company.scope_check_back_days = 3
        cls.tom.tz = "Europe/Berlin"

    def _give(self, decision, day="2026-03-02", **values):
        """An advice that was answered on a day."""
        with freeze_time(f"{day} 10:00:00"):
            advice = self._create_advice(
                template_id=self.entry.id,
                name="Connecting the shop",
                send_recap=False,
                user_id=self.consultant.id,
                date_valid_until=date(2026, 12, 31),
                **self._answer_by(
                    decision, date_decided=fields.Date.to_date(day), **values
                ),
            )
            advice.action_record()
        return advice

    def _run(self, moment):
        """What the jobs do at a moment (UTC): the mails that they queued."""
        before = self._mails()
        commit = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        )
        with freeze_time(moment), commit:
            self.env["scope.advice"]._cron_follow_up()
            send_waiting(self.env)
        return self._mails() - before

    def _in_hands(self, ready="2026-03-27", **values):
        return self._give("self", commitment_date=fields.Date.to_date(ready), **values)

    def _calls(self, advice):
        kind = self.env.ref("scope_guard.mail_activity_type_advice_commitment")
        return advice.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    # ------------------------------------------------------------------ how it goes
    def test_asked_once_before_the_day(self):
        advice = self._in_hands("2026-03-27")
        for day in ("2026-03-10", "2026-03-23"):
            self.assertFalse(self._run(f"{day} 07:00:00"), day)
        # 9:00 in Berlin, in winter.
        self.assertFalse(self._run("2026-03-24 07:59:00"))
        mail = self._run("2026-03-24 08:00:00")
        self.assertEqual(mail.recipient_ids, self.tom)
        text = html2plaintext(mail.body_html)
        self.assertIn(
            "in your team's hands until March 27, 2026", " ".join(text.split())
        )
        for word in COURTROOM:
            self.assertNotIn(word, mail.body_html.lower())
        self.assertEqual(advice.checked_back_for, date(2026, 3, 27))
        for day in ("2026-03-24", "2026-03-25", "2026-03-27"):
            self.assertFalse(self._run(f"{day} 11:00:00"), day)
        self.assertEqual(advice.sudo().link_ids.mapped("purpose"), ["answer"])

    def test_within_office_hours_at_once(self):
        self._in_hands("2026-03-27")
        self.assertFalse(self._run("2026-03-24 10:00:00").scheduled_date)

    def test_daylight_saving_and_weekend(self):
        # Due on Monday after the change of clocks; asked about on Friday evening.
        self._in_hands("2026-03-30")
        for moment in ("2026-03-27 17:00:00", "2026-03-28 10:00:00"):
            self.assertFalse(self._run(moment))
        # Monday 9:00 in Berlin is 7:00 UTC from that weekend on.
        self.assertFalse(self._run("2026-03-30 06:59:00"))
        self.assertTrue(self._run("2026-03-30 07:00:00"))

    def test_back_to_winter_time(self):
        self._in_hands("2026-10-28")
        self.assertFalse(self._run("2026-10-25 10:00:00"), "a Sunday")
        self.assertFalse(self._run("2026-10-26 07:59:00"))
        self.assertTrue(self._run("2026-10-26 08:00:00"))

    def test_the_recipient_s_own_time_zone(self):
        self.tom.tz = "America/New_York"
        self._in_hands("2026-03-27")
        # 9:00 in New York, where the clocks have changed already.
        self.assertFalse(self._run("2026-03-24 12:59:00"))
        self.assertTrue(self._run("2026-03-24 13:00:00"))

    def test_days_are_those_of_the_company(self):
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        self._in_hands("2026-03-27")
        # 24 March has begun in Auckland, not yet in Greenwich.
        self.assertFalse(self._run("2026-03-23 10:59:00"))
        self.assertTrue(self._run("2026-03-23 11:01:00"))

    def test_the_setting_says_how_many_days(self):
        self.company.scope_check_back_days = 10
        self._in_hands("2026-03-27")
        self.assertFalse(self._run("2026-03-16 10:00:00"))
        self.assertTrue(self._run("2026-03-17 10:00:00"))
        self.company.scope_check_back_days = 0
        advice = self._in_hands("2026-04-27")
        self.assertFalse(self._run("2026-04-24 10:00:00"))
        with freeze_time("2026-04-24 10:00:00"):
            advice._scope_remind("commitment")
        self.assertTrue(self._calls(advice), "the consultant is reminded")

    def test_silence(self):
        advice = self._in_hands("2026-03-27")
        self.project.last_update_status = "on_hold"
        self.assertFalse(self._run("2026-03-24 10:00:00"))
        self.project.last_update_status = "on_track"
        silent = patch.object(
            type(self.tom), "_scope_silence_reason", lambda partner: "a storm"
        )
        with silent:
            self.assertFalse(self._run("2026-03-25 10:00:00"))
            with freeze_time("2026-03-25 10:00:00"):
                advice._scope_remind("commitment")
            self.assertTrue(self._calls(advice), "nobody asks by mail: we call")
        self.assertTrue(self._run("2026-03-26 10:00:00"))

    def test_not_asked(self):
        for values in (
            {"commitment_confirmed": True},
            {"outcome": "averted"},
            {"outcome": "materialised"},
        ):
            advice = self._in_hands("2026-03-27")
            advice.write(values)
            self.assertFalse(self._run("2026-03-24 10:00:00"), values)
        corrected = self._in_hands("2026-03-27")
        corrected.action_correct()
        self.assertFalse(self._run("2026-03-24 10:00:00"))
        nobody = self._in_hands("2026-03-27")
        self.tom.email = False
        self.assertFalse(self._run("2026-03-24 10:00:00"))
        with freeze_time("2026-03-24 10:00:00"):
            nobody._scope_remind("commitment")
        self.assertTrue(self._calls(nobody), "without address we call")

    def test_day_named_at_short_notice_is_ours_to_ask(self):
        advice = self._in_hands("2026-03-04", day="2026-03-02")
        self.assertFalse(self._run("2026-03-03 10:00:00"))
        with freeze_time("2026-03-03 10:00:00"):
            advice._scope_remind("commitment")
        self.assertTrue(self._calls(advice))

    def test_no_call_before_the_mail(self):
        advice = self._in_hands("2026-03-27")
        self._run("2026-03-24 10:00:00")
        for day in ("2026-03-24", "2026-03-27"):
            with freeze_time(f"{day} 10:00:00"):
                advice._scope_remind("commitment")
                advice._scope_remind("review")
        self.assertFalse(
            advice.activity_ids.filtered(lambda a: a.user_id == self.consultant)
        )

    def test_unanswered_it_is_a_phone_task(self):
        advice = self._in_hands("2026-03-27")
        self._run("2026-03-24 10:00:00")
        self._run("2026-03-27 10:00:00")
        self.assertFalse(self._calls(advice))
        for _time in range(3):
            self.assertFalse(self._run("2026-03-28 10:00:00"))
        self.assertEqual(len(self._calls(advice)), 1)
        self.assertEqual(self._calls(advice).user_id, self.consultant)
        self.assertIn("No answer by mail: call Tom Kim", self._calls(advice).summary)
        with freeze_time("2026-03-29 10:00:00"):
            self._calls(advice).action_feedback("Nearly done")
        self._run("2026-03-30 10:00:00")
        self.assertFalse(self._calls(advice), "done once")

    def test_on_track_is_asked_for_by_phone_after_the_day(self):
        advice = self._in_hands("2026-03-27")
        self._run("2026-03-24 10:00:00")
        link = self._link(advice)[0]
        with freeze_time("2026-03-25 10:00:00"):
            document = link._document()
            shown = document._note_hash()
            self.assertEqual(
                document._client_reports(link, "on_track", shown), "answered"
            )
        self.assertEqual(advice.check_back_answer, "on_track")
        self.assertEqual(advice.answer_count, 1, "no new answer")
        self._run("2026-03-28 10:00:00")
        self.assertIn("It was on track", self._calls(advice).summary)

    def test_new_date_is_a_new_answer_and_asked_for_again(self):
        advice = self._in_hands("2026-03-27", client_view="Ours can do it")
        first = advice.decision_ids
        self._run("2026-03-24 10:00:00")
        with freeze_time("2026-03-25 10:00:00"):
            link = self._link(advice)[0]
            document = link._document()
            outcome = document._client_reports(
                link, "new_date", document._note_hash(), date(2026, 4, 17)
            )
        self.assertEqual(outcome, "answered")
        self.assertRecordValues(
            advice.decision_ids[0],
            [
                {
                    "decision": "self",
                    "commitment_date": date(2026, 4, 17),
                    "commitment_owner_id": self.tom.id,
                    "previous_id": first.id,
                    "channel": "portal",
                    "client_view": "Ours can do it",
                    "date_decided": date(2026, 3, 25),
                }
            ],
        )
        self.assertEqual(advice.commitment_date, date(2026, 4, 17))
        self.assertFalse(self._run("2026-03-28 10:00:00"))
        self.assertFalse(self._calls(advice))
        self.assertTrue(self._run("2026-04-14 10:00:00"))
        self.assertEqual(advice.checked_back_for, date(2026, 4, 17))
        self.assertFalse(advice.check_back_answer)

    def test_every_new_date_is_asked_about(self):
        advice = self._in_hands("2026-03-27")
        for asked, answered, ready in (
            ("2026-03-24", "2026-03-25", "2026-04-17"),
            ("2026-04-14", "2026-04-15", "2026-05-22"),
            ("2026-05-19", "2026-05-20", "2026-06-26"),
        ):
            self.assertTrue(self._run(f"{asked} 10:00:00"), asked)
            self.assertFalse(advice._notice_is_done("check_back", self.tom))
            with freeze_time(f"{answered} 10:00:00"):
                link = self._link(advice)[0]
                document = link._document()
                outcome = document._client_reports(
                    link, "new_date", document._note_hash(), date.fromisoformat(ready)
                )
            self.assertEqual(outcome, "answered")
            self.assertTrue(advice._notice_is_done("check_back", self.tom))
        self.assertFalse(self._calls(advice))

    def test_a_hand_is_an_activity_for_us(self):
        advice = self._in_hands("2026-03-27")
        self._run("2026-03-24 10:00:00")
        with freeze_time("2026-03-25 10:00:00"):
            link = self._link(advice)[0]
            document = link._document()
            document._client_reports(
                link, "hand", document._note_hash(), text="With the test"
            )
        hand = self.env.ref("scope_guard.mail_activity_type_advice_hand")
        activity = advice.activity_ids.filtered(lambda a: a.activity_type_id == hand)
        self.assertEqual(activity.user_id, self.consultant)
        self.assertIn("Tom Kim would like a hand", activity.summary)
        self.assertIn("With the test", activity.note)

    def test_what_passed_long_ago_is_left_alone(self):
        advice = self._in_hands("2026-03-27")
        self.assertFalse(self._run("2026-05-30 10:00:00"))
        self.assertFalse(self._calls(advice))
        self._run("2026-04-02 10:00:00")
        self.assertTrue(self._calls(advice), "nobody could be asked in time")

    def test_one_that_fails_keeps_nobody_waiting(self):
        first = self._in_hands("2026-03-27")
        second = self._in_hands("2026-03-27")
        self.env.flush_all()
        plain = type(first)._notify_later

        def fail(advice, *args, **kwargs):
            if advice == first:
                raise ValueError("broken")
            return plain(advice, *args, **kwargs)

        with (
            patch.object(type(first), "_notify_later", fail),
            mute_logger("odoo.addons.scope_guard.models.scope_advice_follow"),
        ):
            self.assertEqual(len(self._run("2026-03-24 10:00:00")), 1)
        self.assertTrue(second.checked_back_for)
        self.assertFalse(first.checked_back_for)

    # ------------------------------------------------------------------ another time
    def test_asked_again_on_their_day(self):
        advice = self._give("deferred", date_deferred_until=date(2026, 4, 1))
        self.assertFalse(self._run("2026-03-31 10:00:00"))
        mail = self._run("2026-04-01 10:00:00")
        self.assertEqual(mail.recipient_ids, self.tom)
        self.assertIn("come back to this", html2plaintext(mail.body_html))
        for day in ("2026-04-01", "2026-04-02", "2026-05-02"):
            self.assertFalse(self._run(f"{day} 10:00:00"))
        # Put off once more, it is asked once more.
        with freeze_time("2026-04-02 10:00:00"):
            self._client_answers(
                "deferred",
                self._link(advice)[0],
                date_deferred_until=date(2026, 5, 4),
            )
        self.assertFalse(self._run("2026-05-03 10:00:00"))
        self.assertTrue(self._run("2026-05-04 10:00:00"))

    def test_what_can_no_longer_be_had_is_not_asked_for(self):
        advice = self._give("deferred", date_deferred_until=date(2026, 4, 1))
        advice.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE scope_advice SET date_valid_until = '2026-03-31' WHERE id = %s",
            [advice.id],
        )
        advice.invalidate_recordset()
        self.assertFalse(self._run("2026-04-01 10:00:00"))

    # ------------------------------------------------------------------ for bundles
    def test_notices(self):
        advice = self._in_hands("2026-03-27")
        with freeze_time("2026-03-24 10:00:00"):
            self.assertTrue(advice._notice_is_current("check_back", self.tom))
            self.assertFalse(advice._notice_is_current("check_back", self.anna))
            self.assertFalse(advice._notice_is_current("ask_again", self.tom))
            line = advice._notice_line("check_back", self.tom)
            self.assertEqual(
                line,
                "How does it go? Connecting the shop, in your team's hands until "
                "March 27, 2026",
            )
            self.assertEqual(advice._notice_purpose("check_back"), "answer")
            # It went out; then they answered otherwise, without a day.
            advice.record_changed_mind({"decision": "declined"})
            self.assertFalse(advice.commitment_date)
            self.assertEqual(
                advice._notice_line("check_back", self.tom), "Connecting the shop"
            )
            self.assertFalse(advice._notice_until("check_back", self.tom))
            self.assertTrue(advice._notice_is_done("check_back", self.tom))
        with freeze_time("2026-03-28 10:00:00"):
            self.assertFalse(advice._notice_is_current("check_back", self.tom))
        deferred = self._give("deferred", date_deferred_until=date(2026, 4, 1))
        with freeze_time("2026-04-01 10:00:00"):
            self.assertTrue(deferred._notice_is_current("ask_again", self.tom))
            self.assertIn("come back", deferred._notice_line("ask_again", self.tom))

    def test_archived_is_not_asked_about(self):
        advice = self._in_hands("2026-03-27")
        deferred = self._give("deferred", date_deferred_until=date(2026, 4, 1))
        for document, kind, moment in (
            (advice, "check_back", "2026-03-24 10:00:00"),
            (deferred, "ask_again", "2026-04-01 10:00:00"),
        ):
            with freeze_time(moment):
                notice = document._notify_later(self.tom, kind)
                document.active = False
                self.assertFalse(document._notice_is_current(kind, self.tom))
            self.assertFalse(self._run(moment))
            self.assertEqual((notice.state, notice.reason), ("dropped", "lapsed"))

    # ------------------------------------------------------------------ the last day
    def test_lapses_after_the_last_day(self):
        with freeze_time("2026-06-01 10:00:00"):
            advice = self._create_advice(
                send_recap=False, date_valid_until=date(2026, 6, 30)
            )
            advice.action_record()
            link = self._link(advice)[0]
        # 23:59 in Berlin is the last minute.
        for moment, state in (
            ("2026-06-30 21:59:00", "open"),
            ("2026-06-30 22:01:00", "lapsed"),
            ("2026-07-05 10:00:00", "lapsed"),
        ):
            with freeze_time(moment):
                document = link._document()
                self.assertEqual(document._note_state(link), state, moment)
                self.assertEqual(document._may_answer(link), state == "open")
        with freeze_time("2026-06-30 22:01:00"):
            self.assertEqual(
                self._client_answers("accepted", link, decided_by_id=self.tom.id),
                "late",
            )
        self.assertFalse(advice.decision_ids)
        with freeze_time("2026-06-30 21:59:00"):
            self.assertEqual(self._client_answers("accepted", link), "answered")
            self.assertEqual(advice.date_decided, date(2026, 6, 30))
        with freeze_time("2026-06-30 22:01:00"):
            self.assertEqual(link._document()._note_state(link), "answered")
            self.assertEqual(self._client_answers("declined", link), "late")
        self.assertEqual(advice.decision, "accepted")

    def test_in_hands_can_be_told_of_after_the_last_day(self):
        advice = self._in_hands("2027-01-15")
        with freeze_time("2027-01-13 10:00:00"):
            link = self._link(advice)[0]
            document = link._document()
            self.assertFalse(document._may_answer(link))
            self.assertTrue(document._may_report(link))

    def test_sentinel_is_no_rpc_value(self):
        advice = self._in_hands("2026-03-27")
        self.assertNotIsInstance(ANSWER_SENTINEL, str | int | bool | list | dict)
        self.assertTrue(RECORD_KEY.startswith("_"))
        self.assertEqual(
            advice.commitment_date - timedelta(days=3), advice._check_back_day()
        )
