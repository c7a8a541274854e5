from datetime import date
from email import message_from_bytes, policy

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from odoo.addons.mail.tools.discuss import Store

from .test_advice import AdviceCommon


class AdviceMessageCommon(AdviceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tom.email = "tom@nordwind.example"
        cls.anna.email = "anna@nordwind.example"
        cls.task = cls.env["project.task"].create(
            {"name": "Shop connection", "project_id": cls.project.id}
        )

    @classmethod
    def _create_message(cls, record=None, **values):
        record = record or cls.task
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "email",
                "subtype_id": cls.env.ref("mail.mt_comment").id,
                "subject": "Re: Shop connection",
                "body": "<p>No problem, <b>we</b> can do that ourselves.</p>",
                "email_from": cls.tom.email_formatted,
                "author_id": cls.tom.id,
                "date": "2026-03-03 09:15:00",
                "message_id": "<shop-17@nordwind.example>",
                "incoming_email_to": "shop@consultancy.example",
                "incoming_email_cc": "Anna Berg <anna@nordwind.example>",
            }
            | values
        )

    def _log(self, message, user=None):
        """The dialog, as the user gets it."""
        message = message.with_user(user or self.consultant)
        action = message.action_scope_log_advice()
        return Form(
            self.env["scope.advice"]
            .with_user(user or self.consultant)
            .with_context(**action["context"]),
            view="scope_guard.scope_advice_view_form_log",
        )


@tagged("post_install", "-at_install")
class TestAdviceMessage(AdviceMessageCommon):
    def test_message_says_all_but_what_and_the_answer(self):
        message = self._create_message()
        form = self._log(message)
        form.template_id = self.entry
        form.decision = "declined"
        advice = form.save()
        advice.action_record()
        self.assertRecordValues(
            advice,
            [
                {
                    "partner_id": self.customer.id,
                    "contact_id": self.tom.id,
                    "date_told": date(2026, 3, 3),
                    "channel": "mail",
                    "user_id": self.consultant.id,
                    "project_id": self.project.id,
                    "message_id": message.id,
                    "decided_by_id": self.tom.id,
                    "date_decided": date(2026, 3, 3),
                }
            ],
        )
        self.assertEqual(len(advice.attachment_ids), 1)

    def test_our_own_message_is_advice_to_whom_it_was_sent(self):
        message = self._create_message(
            author_id=self.pm.partner_id.id,
            email_from=self.pm.email_formatted,
            message_type="comment",
            incoming_email_to=False,
            incoming_email_cc=False,
            partner_ids=[Command.set((self.manager.partner_id + self.anna).ids)],
        )
        form = self._log(message)
        self.assertEqual(form.contact_id, self.anna)
        self.assertEqual(form.user_id, self.pm, "who gave it")

    def test_recipients_of_a_mail_that_came_in(self):
        message = self._create_message(
            author_id=self.pm.partner_id.id,
            email_from=self.pm.email_formatted,
            incoming_email_to="tom@nordwind.example",
        )
        self.assertEqual(self._log(message).contact_id, self.tom, "To before Cc")

    def test_person_of_another_firm_is_kept(self):
        freelancer = self.env["res.partner"].create(
            {"name": "Kai", "email": "kai@freelance.example"}
        )
        message = self._create_message(
            author_id=freelancer.id, email_from="kai@freelance.example"
        )
        form = self._log(message)
        self.assertEqual(form.contact_id, freelancer)
        self.assertEqual(form.partner_id, self.customer)

    def test_message_on_the_customer_and_the_project(self):
        for record in (self.customer, self.tom, self.project):
            with self.subTest(record=record):
                form = self._log(self._create_message(record))
                self.assertEqual(form.partner_id, self.customer)
                self.assertEqual(form.contact_id, self.tom)
        silent = self._create_message(self.tom, author_id=False, email_from=False)
        silent.incoming_email_cc = silent.incoming_email_to = False
        self.assertEqual(self._log(silent).contact_id, self.tom)

    def test_a_note_is_no_mail(self):
        note = self._create_message(
            message_type="comment", subtype_id=self.env.ref("mail.mt_note").id
        )
        self.assertEqual(self._log(note).channel, "call")

    def test_day_for_their_team_comes_from_the_next_milestone(self):
        self.env["project.milestone"].create(
            [
                {
                    "name": name,
                    "project_id": self.project.id,
                    "deadline": day,
                    "is_reached": reached,
                }
                for name, day, reached in (
                    ("Past", "2020-01-01", False),
                    ("Reached", "2040-01-01", True),
                    ("Go-live", "2041-05-12", False),
                    ("After", "2042-01-01", False),
                )
            ]
        )
        form = self._log(self._create_message())
        form.template_id = self.entry
        form.decision = "self"
        self.assertEqual(str(form.commitment_date), "2041-05-12")
        self.assertEqual(form.commitment_owner_id, self.tom)
        form.save().action_record()

    def test_mail_as_it_arrived_is_the_evidence(self):
        original = self.env["ir.attachment"].create(
            {
                "name": "original_email.eml",
                "raw": b"From: tom\r\n\r\nas it came",
                "res_model": "project.task",
                "res_id": self.task.id,
            }
        )
        message = self._create_message(attachment_ids=[Command.link(original.id)])
        form = self._log(message)
        self.assertIn("as it arrived", form.source_note)
        form.template_id = self.entry
        advice = form.save()
        file = advice.attachment_ids
        self.assertNotEqual(file, original)
        self.assertRecordValues(
            file,
            [
                {
                    "name": "original_email.eml",
                    "raw": original.raw,
                    "res_model": "scope.advice",
                    "res_id": advice.id,
                }
            ],
        )
        self.assertIn("shop-17@nordwind.example", file.description)
        advice.action_record()
        self.task.unlink()
        self.assertEqual(advice.attachment_ids.raw, b"From: tom\r\n\r\nas it came")
        self.assertFalse(advice.message_id)

    def test_else_it_is_rebuilt_and_says_so(self):
        offer = self.env["ir.attachment"].create(
            {"name": "Offer.txt", "raw": b"two days", "mimetype": "text/plain"}
        )
        message = self._create_message(attachment_ids=[Command.link(offer.id)])
        form = self._log(message)
        self.assertIn("as stored by Odoo", form.source_note)
        form.name = "Ms Okafor does it"
        file = form.save().attachment_ids
        self.assertIn("rebuilt, as stored by Odoo", file.name)
        self.assertTrue(file.name.endswith(".eml"))
        for fact in (
            "Rebuilt",
            "<shop-17@nordwind.example>",
            "2026-03-03 09:15:00 UTC",
            "tom@nordwind.example",
            "shop@consultancy.example",
            "anna@nordwind.example",
        ):
            self.assertIn(fact, file.description)
        mail = message_from_bytes(file.raw, policy=policy.default)
        self.assertIn("rebuilt", mail["X-Scope-Guard"])
        self.assertEqual(mail["Message-ID"], "<shop-17@nordwind.example>")
        self.assertEqual(mail["Cc"], "Anna Berg <anna@nordwind.example>")
        self.assertEqual(mail["Date"].datetime.isoformat(), "2026-03-03T09:15:00+00:00")
        body = mail.get_body(("plain",)).get_content()
        self.assertIn("do that ourselves", body)
        (attached,) = mail.iter_attachments()
        self.assertEqual(attached.get_content().strip(), "two days")

    def test_strange_heads_do_no_harm(self):
        message = self._create_message(
            email_from='"Tom\r\nBcc: x@y.example',
            subject="Re:\r\n Shop",
            message_id="not an id\r\n at all",
            incoming_email_cc="<<>>, ;;; @",
        )
        form = self._log(message)
        form.name = "Backup"
        mail = message_from_bytes(form.save().attachment_ids.raw, policy=policy.default)
        self.assertFalse(mail["Bcc"])
        self.assertEqual(mail["Subject"], "Re: Shop")

    def test_message_shows_what_was_logged_from_it(self):
        message = self._create_message()
        self.assertEqual(message.with_user(self.consultant).scope_advice_links(), [])
        first = self._log(message)
        self.assertFalse(first.logged_note)
        first.name = "Backup"
        advice = first.save()
        link = {"id": advice.id, "code": advice.code}
        self.assertEqual(
            message.with_user(self.consultant).scope_advice_links(), [link]
        )
        second = self._log(message)
        self.assertIn(advice.code, second.logged_note)
        user = self.env(user=self.consultant)
        self.assertEqual(self._shown(message.with_env(user)), [link])

    def _shown(self, message):
        data = Store().add(message).get_result()["mail.message"]
        return next(row for row in data if row["id"] == message.id).get("scope_advices")

    def test_message_shows_only_what_the_reader_may_see(self):
        message = self._create_message(self.customer)
        self.project.privacy_visibility = "followers"
        self.project.message_subscribe(self.pm.partner_id.ids)
        self._create_advice(message_id=message.id)
        self.env.invalidate_all()
        for user, count in ((self.pm, 1), (self.outsider, 0), (self.manager, 1)):
            links = self._shown(message.with_user(user))
            self.assertEqual(len(links), count, user.login)

    def test_neither_portal_nor_other_employees_log_advice(self):
        portal = new_test_user(self.env, "message_portal", groups="base.group_portal")
        employee = new_test_user(self.env, "message_employee", groups="base.group_user")
        message = self._create_message(self.customer)
        for user in (portal, employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                message.with_user(user).action_scope_log_advice()
        shown = self._shown(message.with_user(employee))
        self.assertIsNone(shown)

    def test_nobody_takes_a_message_that_is_closed_to_him(self):
        self.project.privacy_visibility = "followers"
        message = self._create_message()
        Advice = self.env["scope.advice"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            Advice.create({"name": "X", "message_id": message.id})
        with self.assertRaises(AccessError):
            Advice.with_context(default_message_id=message.id).create({"name": "X"})
        draft = Advice.create({"name": "X"})
        with self.assertRaises(AccessError):
            draft.message_id = message.id

    def test_not_from_every_record(self):
        message = self._create_message(self.entry)
        with self.assertRaisesRegex(UserError, "projects, tasks, customers"):
            message.with_user(self.consultant).action_scope_log_advice()

    def test_message_of_a_recorded_advice_stays(self):
        advice = self._create_recorded(message_id=self._create_message().id)
        with self.assertRaises(UserError):
            advice.message_id = self._create_message(message_id="<other@x>").id


@tagged("post_install", "-at_install")
class TestAdviceMessageTour(AdviceMessageCommon, HttpCase):
    def test_log_from_a_message(self):
        self._create_message()
        self.start_tour(
            f"/odoo/project/{self.project.id}/tasks/{self.task.id}",
            "scope_guard_log_advice_from_message",
            login="advice_pm",
        )
        advice = self.project.scope_advice_ids
        self.assertRecordValues(
            advice,
            [
                {
                    "decision": "self",
                    "contact_id": self.tom.id,
                    "channel": "mail",
                    "name": "Load test",
                }
            ],
        )
        self.assertTrue(advice.date_recorded and advice.date_answer_recorded)

    def test_answer_is_asked_about_once(self):
        advice = self._create_recorded()
        self.start_tour(
            f"/odoo/advice/{advice.id}", "scope_guard_record_answer", login="advice_pm"
        )
        self.assertEqual(advice.decision, "accepted")
        self.assertTrue(advice.date_answer_recorded)


@tagged("post_install", "-at_install")
class TestAdvicePhoneTour(AdviceMessageCommon, HttpCase):
    """After a call, in the car park."""

    browser_size = "375x667"
    touch_enabled = True

    def _check_advice(self):
        self.assertRecordValues(
            self.project.scope_advice_ids,
            [
                {
                    "name": "Load test",
                    "contact_id": self.tom.id,
                    "channel": "call",
                    "decision": "self",
                    "commitment_date": date(2031, 5, 12),
                }
            ],
        )
        self.assertTrue(self.project.scope_advice_ids.date_answer_recorded)

    def test_from_the_customer(self):
        self.anna.active = False
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "scope_guard_phone_advice_from_customer",
            login="advice_pm",
        )
        self._check_advice()

    def test_from_the_project(self):
        self.anna.active = False
        self.start_tour(
            f"/odoo/project/{self.project.id}/"
            "action-scope_guard.scope_advice_action_project",
            "scope_guard_phone_advice_from_project",
            login="advice_pm",
        )
        self._check_advice()
