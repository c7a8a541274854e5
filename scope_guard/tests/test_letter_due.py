from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .letter_common import LetterCommon

DUE = "scope_guard.mail_activity_type_letter_due"


@tagged("post_install", "-at_install")
class TestLetterDue(LetterCommon):
    """Somebody is reminded to write; nothing goes out by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A Monday, so that weeks later it is one, too.
        cls.monday = datetime(2031, 3, 3, 10)
        with freeze_time(cls.monday):
            cls._send()

    def _run(self, days, hour=10):
        with freeze_time(self.monday.replace(hour=hour) + timedelta(days=days)):
            for tor in self.env["scope.tor"]._letter_candidates() & self.tor:
                tor._ask_for_letter()
        self.tor.invalidate_recordset()
        return self.tor.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(DUE)
        )

    def _work(self, days):
        moment = self.monday + timedelta(days=days)
        return self._done("Something", date_last_stage_update=moment)

    def test_after_four_weeks_if_something_happened(self):
        self.assertFalse(self._run(28), "nothing happened")
        self._work(3)
        self.assertFalse(self._run(27))
        activity = self._run(28)
        self.assertEqual(activity.user_id, self.pm)
        self.assertEqual(activity.summary, "A letter to the client is due")
        before = self.env["mail.mail"].sudo().search_count([])
        self.assertEqual(len(self._run(29)), 1)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)

    def test_what_counts_as_something(self):
        for what in (
            lambda: self._work(1),
            lambda: self._advise("Backup"),
            lambda: self._change("Logo", "sent"),
            lambda: self._give("Favour", 1, date="2031-03-04"),
        ):
            with self.env.cr.savepoint(flush=False) as point:
                with freeze_time(self.monday + timedelta(days=1)):
                    change = what()
                    if change._name == "scope.change":
                        self.env.flush_all()
                        self.env.cr.execute(
                            "UPDATE scope_change SET date_sent = '2031-03-04'"
                        )
                self.env.flush_all()
                with self.subTest(what=change._name):
                    self.assertTrue(self._run(28))
                point.rollback()
                self.env.invalidate_all()

    def test_sending_settles_it_and_the_weeks_begin_anew(self):
        self._work(3)
        self.assertTrue(self._run(28))
        with freeze_time(self.monday + timedelta(days=29)):
            self._send()
        self.assertFalse(self._run(29))
        self._work(30)
        self.assertFalse(self._run(56), "the letter was four weeks ago tomorrow")
        self.assertTrue(self._run(57))

    def test_dismissed_it_comes_back_weeks_later_not_tomorrow(self):
        self._work(3)
        self._run(28).action_done()
        self.assertFalse(self._run(29))
        self.assertFalse(self._run(55))
        self.assertTrue(self._run(56))

    def test_not_at_weekends_on_hold_closed_or_switched_off(self):
        self._work(3)
        self.assertFalse(self._run(28 + 5), "a Saturday")
        self.assertFalse(self._run(28 + 6), "a Sunday")
        self._make_update(status="on_hold")
        self.assertFalse(self._run(28))
        self._make_update(status="on_track")
        self.env.company.scope_letter_weeks = 0
        self.assertFalse(self._run(28))
        self.env.company.scope_letter_weeks = 8
        self.assertFalse(self._run(28))
        self.assertTrue(self._run(56))

    def test_the_day_is_the_company_s(self):
        self.env.company.resource_calendar_id.tz = "Pacific/Auckland"
        self._work(3)
        # 27 days later in Greenwich, 28 in Auckland.
        self.assertTrue(self._run(27, hour=23))

    def test_a_first_letter_is_due_after_the_agreement(self):
        project = self.env["project.project"].create(
            {"name": "Second", "user_id": self.pm.id, "partner_id": self.partner.id}
        )
        tor = self.env["scope.tor"].create({"project_id": project.id})
        item = self._create_item("Something", tor_id=tor.id)
        with freeze_time(self.monday):
            self._agree(tor)
        self.env["project.task"].create(
            {
                "name": "x",
                "project_id": project.id,
                "scope_item_id": item.id,
                "state": "1_done",
                "date_last_stage_update": self.monday + timedelta(days=1),
            }
        )
        self.tor = tor
        self.assertFalse(self._run(27))
        self.assertTrue(self._run(28))

    def test_nobody_without_access_is_asked(self):
        self._work(3)
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.pm.partner_id.ids)
        self.assertFalse(self._run(28))

    def test_the_job_goes_on_after_a_failure(self):
        self._work(3)
        IrCron = type(self.env["ir.cron"])
        Tor = type(self.tor)
        with (
            patch.object(IrCron, "_commit_progress", return_value=1),
            freeze_time(self.monday + timedelta(days=28)),
        ):
            with (
                patch.object(Tor, "_ask_for_letter", side_effect=ValueError("broken")),
                mute_logger("odoo.addons.scope_guard.models.scope_tor_letter"),
            ):
                self.env["scope.tor"]._cron_letter_due()
            self.assertFalse(self.tor.activity_ids)
            self.env["scope.tor"]._cron_letter_due()
        self.tor.invalidate_recordset()
        self.assertEqual(len(self.tor.activity_ids), 1)

    def test_one_statement_for_all(self):
        self._work(3)
        with freeze_time(self.monday + timedelta(days=28)):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            found = self.env["scope.tor"]._letter_candidates()
            self.assertEqual(self.env.cr.sql_log_count - before, 1)
            self.assertIn(self.tor, found)
