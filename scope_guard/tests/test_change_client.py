import re
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from .common import send_waiting
from .test_change_page import ChangePageCase
from .test_link import ScopeSigningCommon


@tagged("post_install", "-at_install")
class TestChangeSending(ChangePageCase):
    """Putting, putting again, taking back; reminders and the mail after the answer."""

    def setUp(self):
        super().setUp()
        # The jobs commit after each record.
        self.patch(
            self.env.registry["ir.cron"],
            "_commit_progress",
            lambda cron, processed=0, *, remaining=None, deactivate=False: float("inf"),
        )

    def _mail_texts(self, links):
        return [
            re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", mail.body_html))
            for mail in links.sudo().mail_id
        ]

    def test_each_gets_a_mail_with_their_own_link(self):
        links = self.change.link_ids
        self.assertEqual(
            {(link.recipient, link.purpose) for link in links},
            {("Anna Berg", "decide"), ("Tom Reader", "read")},
        )
        self.assertNotEqual(
            self._token(self.change, "decide"), self._token(self.change, "read")
        )
        deciding, reading = self._mail_texts(
            links.sorted(lambda link: link.purpose != "decide" and 1 or 0)
        )
        self.assertIn("Read and answer", deciding)
        self.assertIn("Please answer by", deciding)
        self.assertIn("Your answer goes to you and to Tom Reader, Jana Roth", deciding)
        self.assertIn("Anna Berg answers for your side", reading)
        self.assertNotIn("Scope", deciding + reading)
        bodies = "".join(self.change.message_ids.mapped("body"))
        self.assertNotIn("/my/change/", bodies)
        self.assertFalse(self.change.message_ids.notification_ids)

    def test_the_dialog_brings_everything_along(self):
        change = self._change(self._create_task("New", allocated_hours=2))
        form = Form(
            self.env["scope.change.put"]
            .with_user(self.pm)
            .with_context(default_change_id=change.id),
            "scope_guard.scope_change_put_view_form",
        )
        self.assertEqual(form.recipient_id, self.contact)
        self.assertTrue(form.date_answer_by)
        self.assertEqual(set(form.swap_offer_ids[:]), set(self.orders | self.shop))
        form.swap_offer_ids.remove(self.orders.id)
        form.save().action_send()
        self.assertEqual(change.swap_offer_ids, self.shop)
        self.assertIn("With Anna Berg since", change.sending_summary)

    def test_what_is_delivered_is_not_offered(self):
        self._create_task(scope_item_id=self.shop.id, state="1_done")
        change = self._sent(self._create_task("New", allocated_hours=2))
        self.assertEqual(change.swap_offer_ids, self.orders)
        self.assertEqual(change._swap_candidates(), self.orders | self.shop)

    def test_of_a_section_its_parts_are_offered(self):
        self._renegotiate()
        section = self._create_item("Section", allowance_hours=20)
        part = self._create_item("Part", allowance_hours=5, parent_id=section.id)
        self._agree()
        self.assertEqual(self.change._swap_candidates(), self.orders | self.shop | part)

    def test_without_an_offer_no_swap(self):
        change = self._change(self._create_task("New", allocated_hours=2))
        self._put(change, swap_offer_ids=[Command.clear()])
        self.assertEqual(
            change.line_ids._client_ways(), ("pay", "later_phase", "rejected")
        )

    def test_ways_of_a_line(self):
        lines = self.change.line_ids
        self.change.with_user(self.pm).action_draft()
        for values, ways in (
            ({"hours": 2}, ("pay", "later_phase", "rejected")),
            ({"hours": 0}, ("pay", "later_phase", "rejected")),
            (
                {"operation": "hours", "item_id": self.orders.id, "hours": -2},
                ("pay", "rejected"),
            ),
            ({"operation": "remove"}, ("pay", "rejected")),
        ):
            # Taken back, nothing is offered for a swap but what was before.
            lines[0].write(values)
            found = lines[0]._client_ways()
            self.assertEqual([way for way in found if way != "swap"], list(ways))
        self.assertFalse(self.change.with_user(self.pm)._check_can_put())

    def test_less_reads_as_less(self):
        self.change.with_user(self.pm).action_draft()
        first, second = self.change.line_ids
        second.unlink()
        first.write({"operation": "hours", "item_id": self.orders.id, "hours": -4})
        self._put(self.change)
        reading = self.change._read_page(self.change._page_content()[0])
        (line,) = reading["lines"]
        self.assertEqual(line["hours"], "\N{MINUS SIGN}4 h")
        self.assertIn("Less of", line["what"])
        self.assertIn("10 h now, 6 h with it", line["what"])
        self.assertTrue(line["amount"].startswith("\N{MINUS SIGN} $"))
        self.assertEqual([way["key"] for way in line["ways"]], ["pay", "rejected"])
        self.assertIn("less", line["ways"][0]["hint"])
        self.assertFalse(reading["has_more"])

    def test_put_again_gives_a_new_link(self):
        self.change.sudo()._client_needs_until(
            self.link, fields.Date.today() + timedelta(days=3)
        )
        first = self.token
        second = self._put(self.change)
        self.assertNotEqual(first, second)
        self.assertEqual(self.change.state, "sent")
        self.assertFalse(self.change.date_wait_until)
        self.assertTrue(self.link._is_usable())
        other = self.reader
        self._put(self.change, recipient_id=other.id)
        # Who was asked before cannot answer for who is asked now.
        self.assertFalse(self.link._is_usable())
        self.assertEqual(self.change.sent_to_id, other)

    def test_who_has_no_address_is_named(self):
        self.contact.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._put(self.change)
        self.contact.email = "anna@nordwind.test"
        self.reader.email = False
        with self.assertRaisesRegex(UserError, "Tom Reader"):
            self._put(self.change, self.reader)
        yesterday = fields.Date.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "lies in the past"):
            self._put(self.change, date_answer_by=yesterday)

    def test_what_the_page_writes_cannot_be_written_by_hand(self):
        for values in (
            {"date_wait_until": "2030-01-01"},
            {"swap_offer_ids": [Command.clear()]},
            {"answer_shown": "{}"},
            {"confirm_answer": True},
        ):
            with self.assertRaisesRegex(UserError, "comes with the answer itself"):
                self.change.with_user(self.pm).write(values)
        change = self.Change.create(
            {"tor_id": self.tor.id, "reminder_count": 9, "wish_link_id": self.link.id}
        )
        self.assertFalse(change.reminder_count or change.wish_link_id)

    def test_only_the_page_answers_as_the_page(self):
        with self.assertRaisesRegex(UserError, "Only the client answers"):
            self._answer(self.change, channel="portal")

    def test_a_reply_to_the_mail_arrives_on_the_change(self):
        mail = self.link.sudo().mail_id
        self.env["mail.thread"].message_process(
            "scope.change",
            f"From: Anna Berg <anna@nordwind.test>\nTo: {mail.reply_to}\n"
            f"Subject: Re: {mail.subject}\nMessage-Id: <reply@nordwind.test>\n"
            f"In-Reply-To: {mail.message_id}\nContent-Type: text/plain\n\nWe pay.\n",
        )
        reply = self.change.message_ids[:1]
        self.assertEqual((reply.message_type, reply.author_id), ("email", self.contact))
        self.assertIn("We pay.", reply.body)
        # Told to who follows, as no note of ours.
        self.assertEqual(reply.subtype_id, self.env.ref("mail.mt_comment"))
        wizard = self.env["scope.change.answer"].create({"change_id": self.change.id})
        self.assertEqual(wizard.message_id, reply)

    # ------------------------------------------------------------------ reminders
    def _run(self, days):
        """Run the job on a Monday so many weeks of work after the change was put."""
        start = fields.Date.to_date("2027-03-01")
        self.change.with_context(**self._step()).date_sent = start
        with freeze_time(f"{start + timedelta(days=days)} 09:30:00"):
            self.Change._cron_remind()
            send_waiting(self.env)

    def _step(self):
        from ..models.scope_change import STEP

        return {"scope_change_step": STEP}

    def _reminders(self):
        return self.change.link_ids.filtered(lambda link: link.occasion == "reminder")

    def test_two_reminders_then_a_call(self):
        self.env.company.scope_reminder_days = 5
        self._run(4)
        self.assertFalse(self._reminders())
        for day, count in ((7, 1), (8, 1), (14, 2)):
            self._run(day)
            self.assertEqual(len(self._reminders()), count, day)
        self.assertFalse(self.change.activity_ids)
        self._run(21)
        self.assertEqual(len(self._reminders()), 2)
        self.assertIn("No answer to CR-", self.change.activity_ids.summary)
        self._run(28)
        self.assertEqual(len(self.change.activity_ids), 1)
        (text, _other) = self._mail_texts(self._reminders())
        self.assertIn("is still yours to decide", text)
        self.assertEqual(set(self._reminders().mapped("purpose")), {"decide"})

    def test_nobody_is_reminded_who_waits_for_us(self):
        self.env.company.scope_reminder_days = 5
        change = self.change.sudo()
        for prepare, undo in (
            (
                lambda: change._client_asks(self.link, "Why?"),
                lambda: change.activity_ids.unlink(),
            ),
            (
                lambda: change._client_needs_until(
                    self.link, fields.Date.to_date("2027-03-08")
                ),
                lambda: change.with_context(**self._step()).write(
                    {"date_wait_until": False}
                ),
            ),
            (
                lambda: self.project.write({"last_update_status": "on_hold"}),
                lambda: self.project.write({"last_update_status": "on_track"}),
            ),
            (
                lambda: change.link_ids._revoke(),
                lambda: change.link_ids.write({"date_revoked": False}),
            ),
            (self._renegotiate, lambda: self._agree()),
        ):
            prepare()
            self._run(7)
            self.assertFalse(self._reminders())
            undo()
        # A Saturday.
        self._run(12)
        self.assertFalse(self._reminders())
        self._run(7)
        self.assertEqual(len(self._reminders()), 1)

    def _wait_over_a_weekend(self):
        """A reminder that came up on a Monday night, and goes out the next morning."""
        self.env.company.scope_reminder_days = 5
        start = fields.Date.to_date("2027-03-01")
        self.change.with_context(**self._step()).date_sent = start
        with freeze_time("2027-03-08 20:00:00"):
            self.Change._cron_remind()
            send_waiting(self.env)
        notice = self.env["scope.notice"].search(
            [("res_model", "=", "scope.change"), ("res_id", "=", self.change.id)]
        )
        self.assertEqual(notice.state, "waiting")
        return notice

    def _send_next_morning(self):
        with freeze_time("2027-03-09 10:00:00"):
            send_waiting(self.env)
        return len(self._reminders())

    def test_what_the_client_says_meanwhile_counts(self):
        self._wait_over_a_weekend()
        self.change.sudo()._client_asks(self.link, "Why?")
        self.assertEqual(self._send_next_morning(), 0)

    def test_needs_until_while_a_reminder_waits(self):
        self._wait_over_a_weekend()
        self.change.sudo()._client_needs_until(
            self.link, fields.Date.to_date("2027-03-20")
        )
        self.assertEqual(self._send_next_morning(), 0)

    def test_nothing_said_it_goes_out(self):
        self._wait_over_a_weekend()
        self.assertEqual(self._send_next_morning(), 1)

    def test_left_out_it_counts_and_the_next_one_comes(self):
        notice = self._wait_over_a_weekend()
        with freeze_time("2027-03-08 20:10:00"):
            notice.action_leave_out()
        self.assertEqual(self.change.reminder_count, 1)
        self.assertEqual(self._send_next_morning(), 0)
        self._run(15)
        self.assertEqual(len(self._reminders()), 1)

    def test_sent_again_the_reminder_of_before_is_gone(self):
        notice = self._wait_over_a_weekend()
        with freeze_time("2027-03-08 20:10:00"):
            self._put(self.change)
        self.assertEqual((notice.state, notice.reason), ("dropped", "settled"))
        self.assertEqual(self._send_next_morning(), 0)

    def test_left_out_and_put_again_on_one_day(self):
        notice = self._wait_over_a_weekend()
        with freeze_time("2027-03-08 20:10:00"):
            notice.action_leave_out()
        with freeze_time("2027-03-08 20:20:00"):
            self._put(self.change)
        with freeze_time("2027-03-15 10:00:00"):
            self.Change._cron_remind()
            send_waiting(self.env)
        self.assertEqual(len(self._reminders()), 1)

    def test_put_once_more_it_is_reminded_of_anew(self):
        self.env.company.scope_reminder_days = 5
        self._run(7)
        self._run(14)
        self.assertEqual(len(self._reminders()), 2)
        self.change.with_context(**self._step()).write(
            {"reminder_count": 0, "date_reminded": False}
        )
        start = fields.Date.to_date("2027-05-03")
        self.change.with_context(**self._step()).date_sent = start
        with freeze_time("2027-05-10 09:30:00"):
            self.Change._cron_remind()
            send_waiting(self.env)
        self.assertEqual(len(self._reminders()), 3)
        self.assertFalse(self.change.activity_ids)

    def test_one_that_fails_stops_no_other(self):
        other = self._change(self._create_task("New", allocated_hours=2))
        self._put(other)
        failing = self.change

        def remind(change):
            if change == failing:
                raise ValueError("broken")
            done.append(change)

        done = []
        with (
            patch.object(type(self.Change), "_remind", remind),
            self.assertLogs("odoo.addons.scope_guard", "ERROR"),
        ):
            self.Change._cron_remind()
        self.assertEqual(done, [other])

    # ------------------------------------------------------------------ the answer
    def _answer_as_client(self, way="pay"):
        change = self.change.sudo()
        outcome = change._answer_on_page(
            self.link,
            "Anna Berg",
            change._page_content()[1],
            dict.fromkeys(change.line_ids.ids, way),
            [],
        )
        self.assertEqual(outcome, "answered")

    def test_both_sides_get_a_mail_about_the_answer(self):
        self._answer_as_client()
        self.assertTrue(self.change.confirm_answer)
        before = self.env["mail.mail"].search([])
        self.Change._cron_confirm()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(
            mails.recipient_ids, self.contact | self.reader | self.pm.partner_id
        )
        for mail in mails:
            text = " ".join(re.sub("<[^>]+>", " ", mail.body_html).split())
            self.assertIn("A map: We do it , $", text.replace("\xa0", " "))
            self.assertIn("version 3", text)
        self.assertFalse(self.change.confirm_answer)
        self.Change._cron_confirm()
        self.assertEqual(self.env["mail.mail"].search([]) - before, mails)

    def test_a_mail_that_cannot_be_made_is_tried_again(self):
        self._answer_as_client()

        def fail(change):
            raise ValueError("broken")

        def run():
            with (
                patch.object(type(self.Change), "_confirm", fail),
                self.assertLogs("odoo.addons.scope_guard", "ERROR"),
            ):
                self.Change._cron_confirm()
            return self.change.confirm_answer

        self.assertTrue(run())
        answered = fields.Datetime.to_datetime(self.change.date_answered)
        with freeze_time(answered + timedelta(days=4)):
            self.assertFalse(run(), "not for ever")

    def test_put_without_a_mail_nobody_is_mailed(self):
        change = self._sent(self._create_task("New", allocated_hours=2))
        self.assertIn("No link went out", change.sending_summary)
        self._answer(change)
        self.assertFalse(change.confirm_answer)

    def test_tasks_are_placed_when_the_client_pays(self):
        task = self._create_task("New", allocated_hours=2)
        parked = self._create_task("Idea", allocated_hours=2)
        change = self._change(task | parked)
        token = self._put(change)
        link = self.env["scope.link"]._find(token)
        change = change.sudo()
        answers = dict(zip(change.line_ids.ids, ("pay", "later_phase"), strict=True))
        change._answer_on_page(link, "Anna", change._page_content()[1], answers, [])
        self.assertVerdicts(task, ["in_scope"])
        self.assertEqual(parked.scope_item_id.kind, "later_phase")
        self.assertFalse(self._open_flag(parked))

    # ------------------------------------------------------------------ wishes
    def test_a_wish_is_completed_and_put(self):
        tor = self.tor.sudo()
        self.assertEqual(tor._client_wishes(self.link, "Dealers on phones"), "taken")
        wish = self.Change.search([("wish_link_id", "!=", False)])
        wish = wish.with_user(self.pm)
        self.assertTrue(wish.is_wish)
        with self.assertRaisesRegex(UserError, "Say what it takes first"):
            wish.action_put_to_client()
        self.assertEqual(tor.pending_hours, 15)
        with Form(wish) as form, form.line_ids.edit(0) as line:
            line.hours = 6
        self.assertEqual(wish.amount, 600)
        self._put(wish)
        self.assertEqual(wish.state, "sent")
        self.assertFalse(wish.activity_ids)


@tagged("post_install", "-at_install")
class TestChangePageAccess(ChangePageCase):
    """Who is on neither side of the link sees nothing of a change."""

    def test_clients_and_strangers_read_no_change(self):
        other = new_test_user(self.env, "other_portal", groups="base.group_portal")
        other.partner_id.parent_id = self.env["res.partner"].create({"name": "Other"})
        for user in (
            self.portal_user,
            other,
            self.env.ref("base.public_user"),
            self.employee,
        ):
            for model in ("scope.change", "scope.change.line", "scope.link"):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
            for call in (
                "action_put_to_client",
                "action_draft",
                "action_record_answer",
                "action_cancel",
            ):
                with self.subTest(user=user.login, call=call):
                    with self.assertRaises(AccessError):
                        getattr(self.change.with_user(user), call)()

    def test_a_consultant_reads_but_puts_nothing(self):
        change = self.change.with_user(self.consultant)
        self.assertEqual(change.state, "sent")
        self.assertIn("With Anna Berg", change.sending_summary)
        self.env.invalidate_all()
        self.assertFalse(change.link_ids)
        for call in (change.action_put_to_client, change.action_draft):
            with self.assertRaises(AccessError):
                call()
        wizard = self.env["scope.change.put"].with_user(self.consultant)
        with self.assertRaises(AccessError):
            wizard.create({"change_id": change.id}).action_send()

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
        with self.assertRaises(AccessError):
            self.change.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.link.with_user(stranger).read(["recipient"])

    def test_the_manager_takes_back_a_link(self):
        self.link.with_user(self.pm).action_revoke()
        self.assertTrue(self.link.date_revoked)
        self.assertIn(
            "taken back by Jana Roth", "".join(self.change.message_ids.mapped("body"))
        )


@tagged("post_install", "-at_install")
class TestAgreementMail(ScopeSigningCommon):
    def test_the_mail_says_what_to_do_by_when_and_who_else_gets_it(self):
        self._send()
        link = self.tor.link_ids.filtered(lambda link: link.purpose == "sign")
        text = re.sub(
            r"\s+", " ", re.sub("<[^>]+>", " ", link.sudo().mail_id.body_html)
        )
        self.assertIn("Read and answer", text)
        self.assertIn("Please answer by", text)
        self.assertIn("goes to you and to Tom Reader, Jana Roth", text)


@tagged("post_install", "-at_install")
class TestChangePageTours(ChangePageCase, HttpCase):
    """The client answers, at a desk and on a phone."""

    def test_answer_at_a_desk(self):
        self.browser_size = "1280x800"
        self.start_tour(self.path, "scope_guard_answer_change")
        self.env.invalidate_all()
        self.assertEqual(self.change.line_ids.mapped("answer"), ["swap", "pay"])
        self.assertFalse(self.shop.active)

    def test_answer_on_a_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour(self.path, "scope_guard_answer_change_on_a_phone")
        self.env.invalidate_all()
        self.assertEqual(self.change.line_ids.mapped("answer"), ["swap", "pay"])

    def test_all_in_one_way(self):
        self.start_tour(self.path, "scope_guard_pay_change")
        self.env.invalidate_all()
        self.assertEqual(self.change.line_ids.mapped("answer"), ["pay", "pay"])

    def test_ask_and_wish(self):
        self.start_tour(self.path, "scope_guard_ask_about_change")
        self.env.invalidate_all()
        self.assertEqual(self.change.state, "sent")
        self.assertIn("asks about", self.change.activity_ids.summary)

    def test_put_by_mail(self):
        change = self._change(self._create_task("Small", allocated_hours=2))
        self.start_tour(
            f"/odoo/scope-changes/{change.id}",
            "scope_guard_put_change",
            login="scope_pm",
        )
        self.assertEqual(change.state, "sent")
        self.assertEqual(change.link_ids.purpose, "decide")
