from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .letter_common import LetterCommon

TYPE = "scope_guard.mail_activity_type_advice_sponsor"


@tagged("post_install", "-at_install")
class TestLetterSponsor(LetterCommon):
    """Whoever agrees for the client knows of what is at stake."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start = datetime(2031, 3, 3, 10)
        with freeze_time(cls.start):
            cls.advice = cls._advise(
                "Load test",
                "declined",
                high_risk=True,
                recommendation="A day with real orders",
                risk="The shop may stand still.",
                client_view="We know our shop.",
                reason="Too early",
                date_valid_until="2031-06-30",
            )

    def _run(self, days, advice=None):
        advice = advice or self.advice
        with freeze_time(self.start + timedelta(days=days)):
            advice._scope_point_out_sponsor()
        advice.invalidate_recordset()
        return advice.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(TYPE)
        )

    def _warning(self, days):
        with freeze_time(self.start + timedelta(days=days)):
            self.advice.invalidate_recordset()
            return self.advice.with_user(self.pm).sponsor_warning

    # ------------------------------------------------------------------ the letter
    def test_a_letter_to_the_sponsor_informs(self):
        with freeze_time(self.start + timedelta(days=5)):
            letter = self._send()
        self.assertEqual(self.advice.sponsor_letter_id, letter)
        self.assertEqual(
            self.advice.date_sponsor_informed, self.start + timedelta(days=5)
        )
        with freeze_time(self.start + timedelta(days=6)):
            self.assertEqual(self.advice._scope_sponsor_line(), "letter of March 8")
            letter.sudo().link_ids._note_opened()
            self.env.invalidate_all()
            self.assertEqual(self.advice.sponsor_line, "letter of March 8, opened")
        self.assertFalse(self._warning(30))
        self.assertFalse(self._run(30))
        # The second letter tells him nothing new.
        with freeze_time(self.start + timedelta(days=40)):
            self._send()
        self.assertEqual(self.advice.sponsor_letter_id, letter)

    def test_only_the_sponsor_and_only_what_it_tells(self):
        with freeze_time(self.start + timedelta(days=5)):
            letter = self._begin()
            letter.recipient_ids.create(
                {"letter_id": letter.id, "partner_id": self.tom.id}
            )
            letter.recipient_ids.filtered(
                lambda r: r.partner_id == self.contact
            ).is_included = False
            self._send(letter)
            self.assertFalse(self.advice.date_sponsor_informed)
            # Sent to him afterwards it does count.
            letter.recipient_ids.filtered(
                lambda r: r.partner_id == self.contact
            ).action_send()
        self.assertTrue(self.advice.date_sponsor_informed)
        with freeze_time(self.start + timedelta(days=6)):
            other = self._advise("Backup", "declined", high_risk=True)
            letter = self._begin()
            letter.line_ids.filtered("advice_id").is_included = False
            self._send(letter)
        self.assertFalse(other.date_sponsor_informed)

    def test_told_before_the_answer_is_told_again(self):
        with freeze_time(self.start):
            advice = self._advise("Backup", high_risk=True)
            first = self._send()
        self.assertEqual(advice.sponsor_letter_id, first)
        self.assertFalse(advice._scope_should_tell_sponsor())
        with freeze_time(self.start + timedelta(days=9)):
            advice.decision = "declined"
            advice.action_record_answer()
        self.assertTrue(advice._scope_should_tell_sponsor())
        with freeze_time(self.start + timedelta(days=10)):
            second = self._send()
        self.assertEqual(advice.sponsor_letter_id, second)

    # ------------------------------------------------------------------ pointing out
    def test_pointed_out_after_two_weeks_once(self):
        self.assertFalse(self._run(13))
        self.assertFalse(self._warning(13))
        activity = self._run(14)
        self.assertEqual(activity.user_id, self.pm)
        self.assertIn("Anna Berg should know", activity.summary)
        self.assertIn("Anna Berg", self._warning(14))
        activity.action_done()
        due = self.env["scope.advice"].search([("date_sponsor_asked", "=", False)])
        self.assertNotIn(self.advice, due)
        self.assertTrue(self._warning(20), "the banner stays until somebody tells")

    def test_the_job(self):
        with freeze_time(self.start):
            harmless = self._advise("Harmless", "declined")
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            freeze_time(self.start + timedelta(days=14)),
        ):
            Advice = self.env["scope.advice"]
            with (
                patch.object(
                    type(Advice),
                    "_scope_point_out_sponsor",
                    side_effect=ValueError("broken"),
                ),
                mute_logger("odoo.addons.scope_guard.models.scope_advice_sponsor"),
            ):
                Advice._cron_sponsor()
            self.assertFalse(self.advice.date_sponsor_asked)
            Advice._cron_sponsor()
            self.advice.invalidate_recordset()
            self.assertTrue(self.advice.date_sponsor_asked)
            self.assertFalse(harmless.date_sponsor_asked)
            self.advice.activity_ids.unlink()
            Advice._cron_sponsor()
        self.advice.invalidate_recordset()
        self.assertFalse(self.advice.activity_ids, "pointed out once")

    def test_unanswered_counts_from_the_day_it_was_told(self):
        with freeze_time(self.start):
            advice = self._advise("Backup", high_risk=True)
        self.assertFalse(self._run(13, advice))
        self.assertTrue(self._run(14, advice))

    def test_what_need_not_be_told(self):
        def make(name, decision="declined", **values):
            with freeze_time(self.start):
                return self._advise(name, decision, **({"high_risk": True} | values))

        confirmed = make("Done", "self", commitment_date="2031-04-01")
        confirmed.commitment_confirmed = True
        happened = make("Happened")
        happened.action_happened()
        for advice in (
            make("No risk", high_risk=False),
            make("Taken up", "accepted"),
            make("By herself", contact_id=self.contact.id),
            confirmed,
            happened,
        ):
            with self.subTest(advice=advice.name):
                self.assertFalse(self._run(60, advice))
                self.assertFalse(advice._scope_should_tell_sponsor())

    def test_days_are_a_setting_and_zero_is_off(self):
        self.env.company.scope_sponsor_days = 0
        self.assertFalse(self._warning(99))
        domain = self.env["scope.advice"].search(
            [("company_id.scope_sponsor_days", ">", 0)]
        )
        self.assertNotIn(self.advice, domain)
        self.env.company.scope_sponsor_days = 3
        self.assertFalse(self._run(2))
        self.assertTrue(self._run(3))

    def test_not_on_hold(self):
        self._make_update(status="on_hold")
        self.assertFalse(self._run(30))

    def test_a_later_answer_settles_it(self):
        with freeze_time(self.start):
            advice = self._advise("Backup", high_risk=True)
        self.assertTrue(self._run(14, advice))
        advice.decision = "accepted"
        advice.action_record_answer()
        advice.invalidate_recordset()
        self.assertFalse(advice.activity_ids)

    # ------------------------------------------------------------------ telling him
    def test_one_recap_to_sponsor_and_decider_who_see_each_other(self):
        self._run(14)
        with freeze_time(self.start + timedelta(days=15)):
            advice = self.advice.with_user(self.pm)
            letter = self.Letter.browse(advice.action_tell_sponsor()["res_id"])
            self.assertEqual(advice.action_tell_sponsor()["res_id"], letter.id)
            self.assertEqual(letter.kind, "note")
            self.assertEqual(
                [(r.partner_id, r.is_included) for r in letter.recipient_ids],
                [(self.contact, True), (self.tom, True)],
            )
            self._send(letter)
        texts = {line.section: line.text for line in letter.line_ids}
        self.assertEqual(texts["suggestion"], "A day with real orders")
        self.assertEqual(texts["why"], "The shop may stand still.")
        self.assertEqual(texts["view"], "We know our shop.")
        self.assertEqual(texts["answer"], "You go another way (Tom Kim, March 3).")
        self.assertIn("until June 30", texts["next"])
        for partner, other in ((self.contact, "Tom Kim"), (self.tom, "Anna Berg")):
            body = self._mail_of(letter, partner).body_html
            self.assertIn(other, body.split("This link is for")[1])
            self.assertIn("everybody concerned", body)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.sponsor_letter_id, letter)
        self.assertFalse(
            self.advice.activity_ids.filtered(
                lambda a: a.activity_type_id == self.env.ref(TYPE)
            )
        )
        self.assertFalse(self._warning(30))

    def test_what_we_noted_of_their_reasons_is_not_sent_by_itself(self):
        with freeze_time(self.start):
            advice = self._advise("Backup", "declined", high_risk=True, reason="SECRET")
        note = self.Letter._open_note(advice.with_user(self.pm))
        self.assertEqual(self._texts(note, "view"), [])
        self.assertEqual(self._texts(note, "view", True), ["SECRET"])

    def test_a_recap_is_no_letter(self):
        with freeze_time(self.start + timedelta(days=15)):
            note = self.Letter._open_note(self.advice.with_user(self.pm))
            self._send(note)
            self.assertFalse(self._begin()._previous_letter())
            self.assertIn(
                "Load test: you chose another way",
                " ".join(self._begin().line_ids.mapped("text")),
            )

    def test_told_in_person(self):
        self._run(14)
        with freeze_time(self.start + timedelta(days=15)):
            self.advice.with_user(self.pm).action_sponsor_told()
            self.advice.invalidate_recordset()
            self.assertEqual(self.advice.sponsor_line, "told on March 18")
        self.assertIn("was told in person", self.advice.message_ids[0].body)
        self.assertFalse(self._warning(30))
        self.assertFalse(
            self.advice.activity_ids.filtered(
                lambda a: a.activity_type_id == self.env.ref(TYPE)
            )
        )

    def test_nobody_to_tell(self):
        other = self.env["project.project"].create(
            {"name": "No scope", "user_id": self.pm.id}
        )
        advice = self._advise("Backup", project_id=other.id, high_risk=True)
        with self.assertRaisesRegex(UserError, "Nobody is named who agrees"):
            advice.with_user(self.pm).action_tell_sponsor()
        draft = self.env["scope.advice"].create(
            {"name": "x", "project_id": self.project.id, "contact_id": self.tom.id}
        )
        with self.assertRaisesRegex(UserError, "not recorded yet"):
            draft.with_user(self.pm).action_tell_sponsor()

    def test_the_day_in_the_company_s_time(self):
        self.env.company.resource_calendar_id.tz = "Asia/Tokyo"
        with freeze_time(datetime(2031, 3, 31, 16)):  # 1 April in Tokyo
            letter = self._send()
            self.assertEqual(letter.date, fields.Date.to_date("2031-04-01"))
            self.assertEqual(self.advice._scope_sponsor_line(), "letter of April 1")
