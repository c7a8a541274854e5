from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged

from .test_advice import AdviceCommon


@tagged("post_install", "-at_install")
class TestAdviceAutomation(AdviceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env, "advice_sales", groups="base.group_user"
        )
        cls.portal = new_test_user(cls.env, "advice_portal", groups="base.group_portal")
        cls.today = fields.Date.today()

    def _activities(self, user):
        return self.env["mail.activity"].search([("user_id", "in", user.ids)])

    def _run_rules_on_time(self, days=0):
        """What Odoo's job does, without its commits."""
        rules = self.env["base.automation"].search([("trigger", "=", "on_time")])
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            now = fields.Datetime.now()
            for rule in rules:
                for record in rule._search_time_based_automation_records(until=now):
                    rule._process(record)
                rule.last_run = now

    # The note on customer and project

    def _follow_all(self, record):
        """Followers of every kind: the client's people, portal, colleagues."""
        people = self.tom + self.anna + self.customer + self.portal.partner_id
        people += self.pm.partner_id + self.manager.partner_id
        people.filtered(lambda person: not person.email).email = "someone@example.com"
        record.message_subscribe(partner_ids=people.ids)

    def test_answer_is_noted_and_mails_nobody(self):
        for user in self.pm + self.manager:
            user.notification_type = "email"
        self._follow_all(self.customer)
        self._follow_all(self.project)
        self.assertEqual(len(self.project.message_partner_ids), 6)
        subtypes = self.env["mail.message.subtype"].search([])
        self.env["mail.followers"].search([]).subtype_ids = subtypes
        # With tracking and notifications as in daily use.
        Advice = self.env(context={})["scope.advice"].with_user(self.consultant)
        mails = self.env["mail.mail"].search_count([])
        notices = self.env["mail.notification"].search_count([])
        advice = Advice.create(
            {
                "name": "Second test system",
                "project_id": self.project.id,
                "contact_id": self.tom.id,
                # The recap is a mail to Tom alone, see test_advice_recap.py.
                "send_recap": False,
            }
        )
        advice.action_record()
        before = self.customer.message_ids, self.project.message_ids
        advice.write({"decision": "accepted"})
        self.assertFalse(self.customer.message_ids - before[0], "a draft answer")
        advice.action_record_answer()
        self.env.flush_all()
        self.cr.precommit.run()
        notes = (self.customer.message_ids - before[0]) + (
            self.project.message_ids - before[1]
        )
        self.assertEqual(len(notes), 2)
        for note in notes:
            self.assertIn("Taken up", note.body)
            self.assertIn(advice.name, note.body)
            self.assertIn(f'data-oe-id="{advice.id}"', note.body.replace("'", '"'))
            self.assertTrue(note.is_internal)
            self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
            self.assertEqual(note.author_id, self.consultant.partner_id)
            self.assertFalse(note.notification_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.notification"].search_count([]), notices)

    def test_recording_with_an_answer_notes_it_once(self):
        before = self.customer.message_ids
        advice = self._create_recorded(decision="declined")
        self.assertEqual(len(self.customer.message_ids - before), 1)
        advice.write({"outcome": "averted"})
        self.assertEqual(len(self.customer.message_ids - before), 1)

    def test_pending_and_unrecorded_advice_is_not_noted(self):
        before = self.customer.message_ids
        self._create_recorded()
        self._create_advice(decision="declined")
        self.assertEqual(self.customer.message_ids, before)

    def test_text_of_a_user_is_text_in_the_note(self):
        self._create_recorded(name="<b>Bold</b>", decision="declined")
        self.assertIn("&lt;b&gt;", self.customer.message_ids[:1].body)

    def test_note_on_the_customer_keeps_closed_projects_closed(self):
        self.project.privacy_visibility = "followers"
        advice = self._create_recorded(decision="declined")
        self.assertNotIn(advice.name, self.customer.message_ids[:1].body)
        self.assertIn(advice.code, self.customer.message_ids[:1].body)
        self.assertIn(advice.name, self.project.message_ids[:1].body)

    # Not taken up

    def test_manager_and_salesperson_hear_of_it(self):
        self.customer.user_id = self.salesperson
        advice = self._create_recorded(
            decision="self", commitment_date=self.today + timedelta(days=9)
        )
        self.assertRecordValues(
            self._activities(self.pm),
            [{"res_model": "scope.advice", "res_id": advice.id}],
        )
        self.assertRecordValues(
            self._activities(self.salesperson),
            [{"res_model": "res.partner", "res_id": self.customer.id}],
        )
        self.assertNotIn(self.salesperson.partner_id, self.project.message_partner_ids)
        advice._scope_notify_not_taken_up()
        self.assertEqual(len(self._activities(self.pm)), 1)
        self.assertEqual(len(self._activities(self.salesperson)), 1)
        self._create_recorded(name="Another", decision="declined")
        self.assertEqual(len(self._activities(self.salesperson)), 2)

    def test_answer_given_later_is_told_as_well(self):
        advice = self._create_recorded()
        self.assertFalse(self._activities(self.pm))
        advice.with_user(self.consultant).decision = "declined"
        self.assertFalse(self._activities(self.pm), "a draft answer")
        advice.with_user(self.consultant).action_record_answer()
        self.assertEqual(len(self._activities(self.pm)), 1)

    def test_correction_tells_nobody_again(self):
        self.customer.user_id = self.salesperson
        advice = self._create_recorded(decision="declined")
        action = advice.action_correct()
        self.env["scope.advice"].browse(action["res_id"]).action_record()
        self.assertEqual(len(self._activities(self.salesperson)), 1)
        self.assertEqual(len(self._activities(self.pm)), 1)

    def test_nobody_is_told_of_what_was_taken_up_or_not_recorded(self):
        self.customer.user_id = self.salesperson
        self._create_recorded(decision="accepted")
        self._create_advice(decision="declined")
        self.assertFalse(self._activities(self.pm + self.salesperson))

    def test_manager_who_may_not_read_the_project_gets_nothing(self):
        self.project.user_id = new_test_user(
            self.env, "advice_no_project", groups="base.group_user"
        )
        self._create_recorded(decision="declined")
        self.assertFalse(self._activities(self.project.user_id))

    def test_firm_can_switch_the_rule_off(self):
        rule = self.env.ref("scope_guard.automation_advice_not_taken_up")
        rule.active = False
        try:
            self._create_recorded(decision="declined")
            self.assertFalse(self._activities(self.pm))
        finally:
            # Rules hook into the model's methods, which no rollback brings back.
            rule.active = True

    # Reminders

    def test_rules_on_time_begin_at_installation(self):
        rules = self.env["base.automation"].search(
            [("model_name", "=", "scope.advice"), ("trigger", "=", "on_time")]
        )
        self.assertEqual(len(rules), 3)
        self.assertTrue(all(rule.last_run for rule in rules))
        task = self.env["base.automation"].search_count(
            [
                ("model_name", "=", "project.task"),
                ("id", "in", self._ids_of_our_rules()),
            ]
        )
        self.assertFalse(task, "no rule of ours taxes every task")

    def _ids_of_our_rules(self):
        return (
            self.env["ir.model.data"]
            .search([("module", "=", "scope_guard"), ("model", "=", "base.automation")])
            .mapped("res_id")
        )

    def test_missing_answer_is_asked_for_before_it_expires(self):
        advice = self._create_recorded(
            user_id=self.consultant.id,
            date_valid_until=self.today + timedelta(days=30),
        )
        self._run_rules_on_time(days=20)
        self.assertFalse(self._activities(self.consultant))
        self._run_rules_on_time(days=28)
        activity = self._activities(self.consultant)
        self.assertEqual(activity.res_id, advice.id)
        self.assertEqual(activity.date_deadline, advice.date_valid_until)
        self.assertIn("Tom Kim", activity.summary)
        advice._scope_remind("answer")
        self.assertEqual(len(self._activities(self.consultant)), 1)
        advice.decision = "accepted"
        advice.action_record_answer()
        self.assertFalse(self._activities(self.consultant), "answered: taken back")

    def test_answered_advice_is_not_asked_for(self):
        self._create_recorded(
            user_id=self.consultant.id,
            decision="accepted",
            date_valid_until=self.today + timedelta(days=30),
        )
        self._run_rules_on_time(days=28)
        self.assertFalse(self._activities(self.consultant))

    def test_review_date_brings_it_back(self):
        advice = self._create_recorded(
            user_id=self.consultant.id,
            decision="deferred",
            date_deferred_until=self.today + timedelta(days=60),
        )
        self._run_rules_on_time(days=59)
        self.assertFalse(self._activities(self.consultant))
        self._run_rules_on_time(days=61)
        self.assertEqual(self._activities(self.consultant).res_id, advice.id)
        advice.action_prevented()
        self.assertFalse(self._activities(self.consultant))

    def test_their_commitment_is_asked_about_once(self):
        advice = self._create_recorded(
            user_id=self.consultant.id,
            decision="self",
            commitment_date=self.today + timedelta(days=30),
        )
        self._run_rules_on_time(days=28)
        self.assertEqual(self._activities(self.consultant).res_id, advice.id)
        self._run_rules_on_time(days=31)
        self.assertEqual(len(self._activities(self.consultant)), 1)
        advice.action_commitment_confirmed()
        self.assertFalse(self._activities(self.consultant))

    def test_short_commitment_is_asked_about_on_its_day(self):
        self._run_rules_on_time(days=0)
        self._create_recorded(
            user_id=self.consultant.id,
            decision="self",
            commitment_date=self.today + timedelta(days=1),
        )
        self._run_rules_on_time(days=1)
        self.assertEqual(len(self._activities(self.consultant)), 1)

    def test_corrected_advice_reminds_nobody(self):
        advice = self._create_recorded(
            user_id=self.consultant.id,
            date_valid_until=self.today + timedelta(days=30),
        )
        advice.action_correct()
        advice._scope_remind("answer")
        self.assertFalse(self._activities(self.consultant))

    def test_reminder_of_a_consultant_who_left_goes_to_the_manager(self):
        advice = self._create_recorded(user_id=self.consultant.id)
        self.consultant.active = False
        advice._scope_remind("answer")
        self.assertEqual(len(self._activities(self.pm)), 1)
