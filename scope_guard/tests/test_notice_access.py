from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged, users

from ..models.scope_bundle import CALL
from .test_notice import MONDAY, NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeAccess(NoticeCommon):
    """Who sees what goes out, and who decides about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notice = cls.note._notify_later(cls.contact, "note")
        cls.early = cls._document(date_sent="2025-01-01", project_id=False)
        cls.early_notice = cls.early._notify_later(cls.contact, "note")

    @users("scope_pm", "scope_user", "scope_manager")
    def test_project_users_read(self):
        notice = self.notice.with_env(self.env)
        self.assertTrue(notice.what)
        self.assertTrue(notice.when)
        self.assertIn(notice, notice.search([("state", "=", "waiting")]))
        self.assertTrue(self.note.with_env(self.env).display_name)
        self.assertTrue(self.early_notice.with_env(self.env).when)

    @users("scope_employee", "scope_portal")
    def test_others_read_nothing(self):
        for record in (self.notice, self.note):
            with self.assertRaises(AccessError):
                record.with_env(self.env).read(["display_name"])
            with self.assertRaises(AccessError):
                record.with_env(self.env).search([])

    def test_public_reads_nothing(self):
        public = self.env.ref("base.public_user")
        for model in ("scope.notice", "scope.bundle"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(public).search([])

    @users("scope_pm", "scope_user", "scope_manager", "admin")
    def test_nobody_writes_by_hand(self):
        for record in (self.notice, self.note):
            record = record.with_env(self.env)
            with self.assertRaises(AccessError):
                record.write({"company_id": self.env.company.id})
            with self.assertRaises(AccessError):
                record.unlink()
            with self.assertRaises(AccessError):
                record.create({"company_id": self.env.company.id})

    @users("scope_user", "scope_employee", "scope_portal")
    def test_the_manager_decides(self):
        for notice in (self.notice, self.early_notice):
            notice = notice.with_env(self.env)
            with self.assertRaises(AccessError):
                notice.action_leave_out()
            with self.assertRaises(AccessError):
                notice.action_send_now()
            self.assertEqual(notice.sudo().state, "waiting")

    @users("scope_user")
    def test_who_may_not_decide_sees_no_buttons(self):
        self.assertFalse(self.notice.with_env(self.env).can_decide)

    @users("scope_pm", "scope_manager")
    def test_manager_may(self):
        self.assertTrue(self.notice.with_env(self.env).can_decide)

    def test_once_only(self):
        notice = self.notice.with_user(self.pm)
        notice.action_leave_out()
        with self.assertRaisesRegex(UserError, "no longer waits"):
            notice.action_leave_out()
        with self.assertRaisesRegex(UserError, "no longer waits"):
            notice.action_send_now()

    def test_as_the_project_is_visible(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        for record in (self.notice, self.note):
            with self.assertRaises(AccessError):
                record.with_user(self.consultant).read(["display_name"])
        self.project.message_subscribe(self.consultant.partner_id.ids)
        self.notice.with_user(self.consultant).read(["what"])
        self.notice.with_user(self.manager).read(["what"])

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other firm"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.project.company_id = self.env.company
        for record in (self.notice, self.note, self.early_notice, self.early):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    def test_nobody_makes_them_by_hand(self):
        Notice = self.env["scope.notice"].with_user(self.pm)
        with self.assertRaises(AccessError):
            Notice._wait_for(self.note, self.contact, "other")

    def test_counted_on_the_scope(self):
        tor = self.tor.with_user(self.pm)
        self.assertEqual(tor.notice_count, 1)
        action = tor.action_open_notices()
        self.assertEqual(self.env["scope.notice"].search(action["domain"]), self.notice)
        with freeze_time(MONDAY):
            self._send_waiting()
        tor.invalidate_recordset()
        self.assertEqual(tor.notice_count, 0)

    # ------------------------------------------------------------------ calls
    def _call(self, bundle=None):
        """Anna would rather talk; whoever manages the project now is asked."""
        return (bundle or self.note).activity_schedule(CALL, user_id=self.pm.id)

    def _waits_for_a_call(self):
        return self.notice._bundle_key() in self.Notice._people_to_call()

    def test_the_next_manager_settles_the_call(self):
        self.note.person_id = self.contact
        for settle in (
            lambda call: call.action_feedback(feedback="Called"),
            lambda call: call.action_cancel(),
        ):
            call = self._call()
            self.assertTrue(self._waits_for_a_call())
            with self.assertRaises(AccessError):
                settle(call.with_user(self.consultant))
            self.project.user_id = self.consultant
            settle(call.with_user(self.consultant))
            self.assertFalse(self._waits_for_a_call())
            self.project.user_id = self.pm

    def test_the_next_manager_hands_the_call_over(self):
        call = self._call().with_user(self.consultant)
        with self.assertRaises(AccessError):
            call.user_id = self.consultant
        self.project.user_id = self.consultant
        call.user_id = self.consultant
        call.user_id = self.manager
        self.assertIn(
            self.manager.partner_id, self.note.message_follower_ids.partner_id
        )
        with self.assertRaises(AccessError):
            self.note.with_user(self.consultant).message_subscribe(self.contact.ids)

    def test_a_call_before_there_is_a_project(self):
        call = self._call(self.early)
        with self.assertRaises(AccessError):
            call.with_user(self.consultant).action_cancel()
        call.with_user(self.manager).action_cancel()
        self.assertFalse(self.early.activity_ids)

    def test_nobody_settles_what_is_closed_to_them(self):
        call = self._call()
        self.project.user_id = self.consultant
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        with self.assertRaises(AccessError):
            call.with_user(self.consultant).action_cancel()

    def test_opens_what_it_is_about(self):
        notice = self.notice.with_user(self.pm)
        action = notice.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            (
                "scope.bundle",
                self.note.id,
            ),
        )
        self.note.unlink()
        with self.assertRaisesRegex(UserError, "no longer on file"):
            notice.action_open_document()
