from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from markupsafe import Markup

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from .common import ScopeVerdictCommon
from .test_advice import AdviceCommon

TROUBLE = "Shop orders are posted twice in accounting"


class HintCommon(AdviceCommon):
    """The customer was advised to have the shop connected by a specialist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.partner_id = cls.customer
        cls.advice = cls._create_recorded(
            name="Specialist for the connection between shop and accounting",
            recommendation="A specialist connects the shop with accounting.",
            risk="Orders can be posted twice when the connection breaks off.",
            date_told=date(2026, 3, 3),
            decision="self",
            decided_by_id=cls.tom.id,
            date_decided=date(2026, 3, 4),
            commitment_owner_id=cls.tom.id,
            commitment_date=date(2026, 5, 12),
        )
        cls.other = cls._create_recorded(
            name="Training for key users",
            recommendation="One person of each department learns the new processes.",
            decision="declined",
            decided_by_id=cls.tom.id,
            date_decided=date(2026, 3, 4),
        )
        cls.Hint = cls.env["scope.advice.hint"]

    @classmethod
    def _create_task(cls, name=TROUBLE, **values):
        return cls.env["project.task"].create(
            {"name": name, "project_id": cls.project.id, **values}
        )

    @classmethod
    def _receive(cls, record, subject=TROUBLE, body="<p>Please help.</p>", **values):
        return record.sudo().message_post(
            subject=subject,
            body=Markup(body),
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from='"Tom Kim" <tom@nordwind.test>',
            author_id=cls.tom.id,
            **values,
        )

    def _hint(self, record):
        field = "message_id" if record._name == "mail.message" else "task_id"
        return self.Hint.search([(field, "=", record.id)])

    def _as(self, user, record):
        record.invalidate_recordset()
        return record.with_user(user)


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20 09:00:00")
class TestAdviceHint(HintCommon):
    def test_a_new_task_gets_a_hint_with_its_words(self):
        task = self._create_task()
        hint = self._hint(task)
        self.assertEqual(hint.advice_id, self.advice)
        self.assertEqual(hint.state, "open")
        self.assertEqual(hint.project_id, self.project)
        self.assertEqual(hint.partner_id, self.customer)
        self.assertLessEqual(
            {"accounting", "posted", "Shop"}, set(hint.words.split(", "))
        )
        self.assertGreater(hint.score, 3)
        self.assertFalse(self._hint(self._create_task(name="Logo on the invoice")))

    def test_the_sentence(self):
        sentence = self._hint(self._create_task()).sentence
        code = self.advice.code
        self.assertEqual(
            sentence, f"May belong to {code} of March 3 (their team, due May 12)"
        )
        self.advice.commitment_confirmed = True
        self.assertIn("(their team, done)", self.Hint.search([]).sentence)
        task = self._create_task(
            name="Key users of the department need training in the processes"
        )
        self.assertIn("(not taken up)", self._hint(task).sentence)
        with freeze_time("2027-01-02"):
            self.env.invalidate_all()
            self.assertIn("Mar 3, 2026", self.Hint.search([])[-1].sentence)

    def test_incoming_mail_on_each_kind_of_document(self):
        for record in (self.project, self.customer, self.tom):
            with self.subTest(record=record):
                hint = self._hint(self._receive(record))
                self.assertEqual(hint.advice_id, self.advice)
                self.assertEqual(
                    (hint.res_model, hint.res_id), (record._name, record.id)
                )
        without = self.env["project.project"].create({"name": "Ours"})
        self.assertEqual(self._hint(self._receive(without)).advice_id, self.advice)

    def test_what_is_quoted_says_nothing(self):
        body = f"<p>Lunch at noon suits me.</p><blockquote>{TROUBLE}</blockquote>"
        message = self._receive(self.project, subject="Re: Lunch", body=body)
        self.assertFalse(self._hint(message))

    def test_only_mail_is_compared(self):
        for values in (
            {"message_type": "comment"},
            {"message_type": "notification"},
            {"message_type": "email_outgoing"},
        ):
            message = self.project.message_post(body=TROUBLE, **values)
            self.assertFalse(self._hint(message))
        self.assertFalse(self.Hint.search([]))

    def test_one_hint_for_a_task_and_the_mails_on_it(self):
        task = self._create_task()
        mail = self._receive(task)
        self._receive(task, subject=TROUBLE, body="<p>Again!</p>")
        hint = self._hint(task)
        self.assertEqual(len(hint), 1)
        self.assertEqual(hint.message_id, mail)
        hint.action_dismiss()
        self.assertFalse(self._hint(self._receive(task, body=f"<p>{TROUBLE}</p>")))

    def test_mail_gateway(self):
        alias_domain = self.env["mail.alias.domain"].create({"name": "hint.test"})
        self.env.company.alias_domain_id = alias_domain
        self.project.write({"alias_name": "web-shop"})
        self.project.alias_id.alias_domain_id = alias_domain
        self.tom.email = "tom@nordwind.test"
        self.env["mail.thread"].message_process(
            "project.task",
            "From: Tom Kim <tom@nordwind.test>\nTo: web-shop@hint.test\n"
            "Subject: Help\nMessage-ID: <hint-1@nordwind.test>\n\n"
            f"Hello, {TROUBLE}. The connection broke off. Regards, Tom",
        )
        hint = self.Hint.search([])
        self.assertEqual(hint.advice_id, self.advice)
        self.assertEqual(hint.task_id.name, "Help")
        self.assertIn("broke off", hint.message_id.body)

    def test_advice_that_is_not_compared(self):
        self.advice.active = False
        self.assertFalse(self._hint(self._create_task()))
        self.advice.active = True
        self.advice.outcome = "averted"
        self.assertFalse(self._hint(self._create_task()))
        self.advice.outcome = "open"
        newer = self.env["scope.advice"].browse(self.advice.action_correct()["res_id"])
        self.assertEqual(self._hint(self._create_task()).advice_id, newer)

    def test_what_was_taken_up_is_nobodys_reminder(self):
        taken_up = self._create_recorded(
            name="Load test before the peak",
            recommendation="Twice the visitors of the best hour.",
            decision="accepted",
            decided_by_id=self.tom.id,
            date_decided=date(2026, 3, 4),
        )
        task = self._create_task(name="Load test: twice the visitors before the peak")
        self.assertFalse(self._hint(task))
        self.assertFalse(taken_up.hint_ids)

    def test_other_customers_and_tasks_without_one(self):
        other = self.env["res.partner"].create({"name": "Hafen", "is_company": True})
        project = self.env["project.project"].create(
            {"name": "CRM", "partner_id": other.id}
        )
        self.assertFalse(self._hint(self._create_task(project_id=project.id)))
        self.assertFalse(self._hint(self._create_task(project_id=False)))
        project.is_template = True
        project.partner_id = self.customer
        self.assertFalse(self._hint(self._create_task(project_id=project.id)))

    def test_nothing_is_lost_when_it_fails(self):
        def fail(*args, **kwargs):
            raise ValueError("broken matcher")

        with (
            patch.object(type(self.Hint), "_scope_advice_hints", fail),
            mute_logger("odoo.addons.scope_guard.models.scope_advice_hint"),
        ):
            task = self._create_task()
            message = self._receive(task)
        self.assertTrue(task.exists() and message.exists())

        def fail_in_sql(records, found):
            records.env.cr.execute("SELECT * FROM no_such_table")

        with (
            patch.object(type(self.Hint), "_scope_store", fail_in_sql),
            mute_logger(
                "odoo.addons.scope_guard.models.scope_advice_hint", "odoo.sql_db"
            ),
        ):
            task = self._create_task()
        self.assertTrue(task.exists())
        self.assertEqual(task.name, TROUBLE)

    def test_the_matcher_can_be_exchanged(self):
        def none(records, index, text, ignore="", limit=1):
            return []

        with patch.object(type(self.Hint), "_scope_advice_hints", none):
            self.assertFalse(self._hint(self._create_task()))

    def test_one_click_links_it_as_what_happened(self):
        mail = self._receive(self.project, date=datetime(2026, 4, 17, 15, 0))
        action = self._hint(mail).with_user(self.consultant).action_link()
        self.assertEqual(action["params"]["hint_ids"], self._hint(mail).ids)
        self.assertEqual(self.advice.outcome, "materialised")
        self.assertEqual(self.advice.date_incident, date(2026, 4, 17))
        self.assertEqual(self.advice.linked_hint_ids.message_id, mail)
        self.assertEqual(self.advice.linked_hint_ids.user_id, self.consultant)
        self.assertEqual(self.customer.scope_linked_hint_ids.message_id, mail)
        self.assertEqual(self._hint(mail).document_name, TROUBLE)
        self.assertEqual(
            self._hint(mail).action_open_document()["res_id"], self.project.id
        )
        with self.assertRaises(AccessError):
            self._hint(mail).with_user(self.consultant).write({"state": "open"})
        self.assertTrue(self._hint(mail).sentence.startswith("Belongs to"))

    def test_undo_takes_back_what_the_link_set(self):
        task = self._create_task()
        self.assertEqual(task.scope_hint_state, "open")
        task.action_scope_hint_link()
        self.assertEqual(task.scope_hint_state, "linked")
        self.assertEqual(self.advice.date_incident, date(2026, 4, 20))
        task.action_scope_hint_undo()
        self.assertEqual(self.advice.outcome, "open")
        self.assertFalse(self.advice.date_incident)
        self.assertEqual(task.scope_hint_state, "open")

    def test_undo_keeps_what_others_noted(self):
        first, second = self._create_task(), self._create_task()
        first.action_scope_hint_link()
        second.action_scope_hint_link()
        first.action_scope_hint_undo()
        self.assertEqual(self.advice.outcome, "materialised", "the other one stays")
        second.action_scope_hint_undo()
        first.action_scope_hint_link()
        self.advice.incident_cost = 5000
        first.action_scope_hint_undo()
        self.assertEqual(self.advice.outcome, "materialised", "somebody noted the cost")

    def test_a_day_that_is_noted_is_kept(self):
        self.advice.write(
            {"outcome": "materialised", "date_incident": date(2026, 4, 1)}
        )
        task = self._create_task()
        task.action_scope_hint_link()
        self.assertEqual(self.advice.date_incident, date(2026, 4, 1))
        task.action_scope_hint_undo()
        self.assertEqual(self.advice.outcome, "materialised")
        self.assertEqual(self.advice.date_incident, date(2026, 4, 1))

    def test_not_related(self):
        task = self._create_task()
        self.assertEqual(self.customer.scope_open_hint_count, 1)
        domain = [("scope_hint_ids", "any", [("state", "=", "open")])]
        tasks = self.env["project.task"].with_user(self.consultant)
        self.assertEqual(tasks.search(domain), task)
        task.with_user(self.consultant).action_scope_hint_dismiss()
        self.assertFalse(task.scope_hint_id)
        self.assertFalse(tasks.search(domain))
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.scope_open_hint_count, 0)
        self.assertEqual(self.advice.outcome, "open")
        self._hint(task).action_undo()
        task.invalidate_recordset()
        self.assertTrue(task.scope_hint_id)

    def test_task_form(self):
        task = self._create_task()
        form = Form(task.with_user(self.consultant))
        self.assertIn(self.advice.code, form.scope_hint_sentence)
        self.assertIn("connection between shop", form.scope_hint_because)
        self.assertEqual(task.action_scope_hint_look()["res_id"], self.advice.id)

    def test_below_the_message(self):
        mail = self._receive(self.project)
        values = self._store(mail, self.consultant)["scope_hint"]
        self.assertEqual(values["id"], self._hint(mail).id)
        self.assertEqual(values["state"], "open")
        self.assertTrue(values["can_link"])
        self.assertIn("their team", values["sentence"])
        self._hint(mail).action_dismiss()
        self.assertNotIn("scope_hint", self._store(mail, self.consultant))

    def _store(self, message, user):
        self.env.invalidate_all()
        store = Store().add(message.with_user(user))
        (data,) = [
            data for data in store.get_result()["mail.message"] if "body" in data
        ]
        return data

    def test_a_client_never_sees_a_hint(self):
        portal = self.env["res.users"].create(
            {
                "name": "Tom Kim",
                "login": "hint_portal",
                "partner_id": self.tom.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.project.privacy_visibility = "portal"
        self.project.message_subscribe(self.tom.ids)
        task = self._create_task()
        task.message_subscribe(self.tom.ids)
        mail = self._receive(task)
        self.assertTrue(self._hint(mail))
        self.assertNotIn("scope_hint", self._store(mail, portal))
        theirs = task.with_user(portal)
        with self.assertRaises(AccessError):
            theirs.read(["scope_hint_sentence"])
        with self.assertRaises(AccessError):
            theirs.action_scope_hint_link()
        self.env.invalidate_all()
        self.assertEqual(
            self.env["scope.advice"]
            .with_user(portal)
            .scope_status_text("project.task", task.id),
            [],
        )

    def test_a_client_who_enters_a_task_makes_a_hint_for_us(self):
        portal = self.env["res.users"].create(
            {
                "name": "Tom Kim",
                "login": "hint_portal",
                "partner_id": self.tom.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.project.privacy_visibility = "portal"
        self.env["project.collaborator"].create(
            {"project_id": self.project.id, "partner_id": self.tom.id}
        )
        task = (
            self.env["project.task"]
            .with_user(portal)
            .with_context(default_project_id=self.project.id)
            .create({"name": TROUBLE})
        )
        self.assertEqual(self._hint(task.sudo()).advice_id, self.advice)

    def test_deleting_the_task_or_the_mail(self):
        task = self._create_task()
        mail = self._receive(self.project)
        task.unlink()
        mail.unlink()
        self.assertFalse(self.Hint.search([]))


@tagged("post_install", "-at_install")
class TestFlagHint(ScopeVerdictCommon):
    """The list of what is to be decided says it, too."""

    def test_a_flagged_task_shows_its_open_hint(self):
        advice = self.env["scope.advice"].create(
            {
                "name": "Specialist for the connection between shop and accounting",
                "risk": "Orders can be posted twice.",
                "project_id": self.project.id,
                "decision": "declined",
            }
        )
        self.project.partner_id = self.partner
        advice.partner_id = self.partner
        tasks = self._create_task(TROUBLE) + self._create_task("Logo")
        flags = tasks.scope_flag_ids.with_user(self.consultant).sorted("id")
        self.assertEqual(flags.mapped("advice_hint_id.advice_id"), advice)
        self.assertIn("(not taken up)", flags[0].advice_hint_sentence)
        self.assertFalse(flags[1].advice_hint_sentence)
        self.assertEqual(flags[0].action_advice_hint_look()["res_id"], advice.id)
        tasks[0].action_scope_hint_link()
        self.assertFalse(flags[0].advice_hint_id, "it is answered")
        self.assertTrue(tasks[0].scope_hint_id)


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20 09:00:00")
class TestStatusText(HintCommon):
    def _lines(self, record, user=None):
        Advice = self.env["scope.advice"].with_user(user or self.consultant)
        return Advice.scope_status_text(record._name, record.id)

    def test_one_line_for_each_commitment(self):
        name = "Specialist for the connection between shop and accounting"
        line = f"{name}: in your team's hands, with Tom Kim, due May 12"
        for record in (self.project, self._create_task(), self.customer, self.tom):
            self.assertEqual(self._lines(record), [line])
        self.advice.commitment_confirmed = True
        self.assertEqual(self._lines(self.project), [])

    def test_without_person_or_day(self):
        self.advice.outcome = "averted"
        self._create_advice(name="Copy", decision="self", commitment_owner_id=False)
        self._create_advice(
            name="Map", decision="self", commitment_owner_id=self.anna.id
        )
        self.assertEqual(
            self._lines(self.project),
            [
                "Copy: in your team's hands",
                "Map: in your team's hands, with Anna Berg",
            ],
        )

    def test_another_project_of_the_customer_is_its_own_matter(self):
        second = self.env["project.project"].create(
            {"name": "CRM", "partner_id": self.customer.id}
        )
        self.assertEqual(self._lines(second), [])
        self.assertEqual(len(self._lines(self.customer)), 1)

    def test_in_the_clients_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        (line,) = self._lines(self.project)
        self.assertIn("12. Mai", line)

    def test_other_documents_have_no_status(self):
        self.assertEqual(self._lines(self.env.company), [])

    def test_nothing_of_what_is_closed_to_the_reader(self):
        self.project.privacy_visibility = "followers"
        self.assertEqual(self._lines(self.customer, self.outsider), [])
        with self.assertRaises(AccessError):
            self._lines(self.project, self.outsider)
