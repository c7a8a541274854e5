from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import BaseCommon

from ..models.scope_advice import RECORD_KEY


class AdviceCommon(BaseCommon):
    """A customer with two people, a project of theirs, and those who work on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = "project.group_project_user"
        cls.consultant = new_test_user(cls.env, "advice_consultant", groups=users)
        cls.pm = new_test_user(cls.env, "advice_pm", groups=users)
        cls.outsider = new_test_user(cls.env, "advice_outsider", groups=users)
        cls.manager = new_test_user(
            cls.env, "advice_manager", groups="project.group_project_manager"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nordwind GmbH", "is_company": True}
        )
        cls.tom, cls.anna = cls.env["res.partner"].create(
            [
                {"name": "Tom Kim", "parent_id": cls.customer.id},
                {"name": "Anna Berg", "parent_id": cls.customer.id},
            ]
        )
        cls.project = cls.env["project.project"].create(
            {
                "name": "Web shop",
                "partner_id": cls.tom.id,
                "user_id": cls.pm.id,
                "privacy_visibility": "employees",
            }
        )
        cls.entry = cls.env["scope.advice.template"].create(
            {
                "name": "Load test",
                "recommendation": "Two days",
                "risk": "It may stand still",
                "other_ways": "A smaller test",
                "high_risk": True,
                "validity_days": 45,
            }
        )

    @classmethod
    def _create_advice(cls, **values):
        return cls.env["scope.advice"].create(
            {
                "name": "Second test system",
                "project_id": cls.project.id,
                "contact_id": cls.tom.id,
            }
            | values
        )

    @classmethod
    def _create_recorded(cls, **values):
        advice = cls._create_advice(**values)
        advice.action_record()
        return advice


@tagged("post_install", "-at_install")
class TestAdviceEvidence(AdviceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advice = cls._create_advice()
        cls.file = cls._create_file(cls.advice)
        cls.advice.attachment_ids = cls.file

    @classmethod
    def _create_file(cls, record, content=b"as it came"):
        return (
            cls.env["ir.attachment"]
            .with_user(cls.consultant)
            .create(
                {
                    "name": "mail.eml",
                    "raw": content,
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        )

    def test_content_stays_once_recorded(self):
        self.file.raw = b"as it really came"
        self.advice.action_record()
        for values in (
            {"raw": b"other"},
            {"datas": b"b3RoZXI="},
            {"name": "Minutes.eml"},
            {"description": "As it arrived"},
            {"res_model": "project.task", "res_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.file.write(values)
            self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.file.unlink()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.file.sudo().write({"raw": b"other"})
        self.env.invalidate_all()
        self.file.write({"raw": b"as it really came", "name": "mail.eml"})
        self.assertEqual(self.file.raw, b"as it really came")

    def test_a_draft_lets_go_of_its_files(self):
        self.file.unlink()
        self.assertFalse(self.advice.attachment_ids)
        self.advice.attachment_ids = self._create_file(self.advice)
        self.advice.with_user(self.consultant).unlink()

    def test_a_file_of_a_task_is_copied_and_the_task_can_go(self):
        task = self.env["project.task"].create(
            {"name": "Task", "project_id": self.project.id}
        )
        file = self._create_file(task, b"from the task")
        advice = self.advice.with_user(self.consultant)
        advice.attachment_ids = [Command.link(file.id)]
        advice.action_record()
        task.unlink()
        self.assertFalse(file.exists())
        self.assertEqual(
            sorted(self.advice.attachment_ids.mapped("raw")),
            [b"as it came", b"from the task"],
        )
        self.assertEqual(self.advice.attachment_ids.mapped("res_id"), 2 * advice.ids)

    def test_a_file_of_a_task_added_later_is_copied_too(self):
        self.advice.action_record()
        task = self.env["project.task"].create(
            {"name": "Task", "project_id": self.project.id}
        )
        file = self._create_file(task, b"came later")
        self.advice.with_user(self.consultant).attachment_ids = [Command.link(file.id)]
        task.unlink()
        self.assertEqual(
            sorted(self.advice.attachment_ids.mapped("raw")),
            [b"as it came", b"came later"],
        )

    def test_nobody_shows_a_file_that_is_closed_to_him(self):
        self.project.privacy_visibility = "followers"
        task = self.env["project.task"].create(
            {"name": "Task", "project_id": self.project.id}
        )
        file = self.env["ir.attachment"].create(
            {"name": "s", "raw": b"x", "res_model": task._name, "res_id": task.id}
        )
        Advice = self.env["scope.advice"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            Advice.create({"name": "X", "attachment_ids": [Command.link(file.id)]})


@tagged("post_install", "-at_install")
class TestAdvice(AdviceCommon):
    def test_no_preset_makes_a_new_advice_recorded(self):
        Advice = self.env["scope.advice"].with_user(self.consultant)
        with self.assertRaisesRegex(UserError, "cannot be created as recorded"):
            Advice.with_context(default_date_recorded="2020-01-01").create(
                {"name": "X"}
            )

    @freeze_time("2026-03-03")
    def test_three_inputs_make_an_advice(self):
        advice = (
            self.env["scope.advice"]
            .with_user(self.consultant)
            .create(
                {
                    "template_id": self.entry.id,
                    "contact_id": self.tom.id,
                    "decision": "declined",
                    "project_id": self.project.id,
                }
            )
        )
        self.assertRecordValues(
            advice,
            [
                {
                    "name": "Load test",
                    "recommendation": "Two days",
                    "risk": "It may stand still",
                    "other_ways": "A smaller test",
                    "high_risk": True,
                    "partner_id": self.customer.id,
                    "user_id": self.consultant.id,
                    "channel": "call",
                    "date_told": date(2026, 3, 3),
                    "date_valid_until": date(2026, 4, 17),
                    "decided_by_id": self.tom.id,
                    "date_decided": date(2026, 3, 3),
                    "date_review": date(2026, 4, 2),
                    "company_id": self.env.company.id,
                    "currency_id": self.env.company.currency_id.id,
                    "is_complete": True,
                    "missing": False,
                }
            ],
        )
        self.assertRegex(advice.code, r"^A-\d{3,}$")

    def test_the_form_does_as_create_does(self):
        with Form(self.env["scope.advice"]) as form:
            form.template_id = self.entry
            form.project_id = self.project
            form.contact_id = self.tom
            form.decision = "self"
            self.assertEqual(form.commitment_owner_id, self.tom)
            form.commitment_date = "2030-05-12"
        advice = form.record
        self.assertEqual(advice.partner_id, self.customer)
        self.assertEqual(advice.name, "Load test")
        self.assertEqual(advice.date_valid_until, advice.date_told + timedelta(days=45))
        self.assertEqual(advice.date_review, date(2030, 5, 12))
        self.assertTrue(advice.is_complete)

    def test_nothing_at_all_can_be_saved(self):
        advice = self.env["scope.advice"].create({})
        self.assertFalse(advice.is_complete)
        for word in ("what was suggested", "the customer", "who was told"):
            self.assertIn(word, advice.missing)

    def test_order_of_entry_does_not_matter(self):
        first = self._create_advice(name=False, project_id=False, contact_id=False)
        first.decision = "deferred"
        first.date_deferred_until = "2030-01-01"
        first.contact_id = self.tom
        first.template_id = self.entry
        first.project_id = self.project
        second = self._create_advice(name=False, project_id=False, contact_id=False)
        second.project_id = self.project
        second.template_id = self.entry
        second.contact_id = self.tom
        second.date_deferred_until = "2030-01-01"
        second.decision = "deferred"
        fnames = ["name", "risk", "date_valid_until", "date_review", "is_complete"]
        fnames += ["partner_id", "decided_by_id", "date_decided"]
        self.assertEqual(
            first.read(fnames, load=False)[0] | {"id": 0},
            second.read(fnames, load=False)[0] | {"id": 0},
        )
        self.assertTrue(first.is_complete)

    def test_own_words_are_kept_and_words_of_the_library_give_way(self):
        other = self.entry.copy({"name": "Backups", "risk": "They may be lost"})
        advice = self._create_advice(name="My own words", template_id=self.entry.id)
        self.assertEqual(advice.name, "My own words")
        self.assertEqual(advice.risk, "It may stand still")
        advice.template_id = other
        self.assertEqual(advice.name, "My own words")
        self.assertEqual(advice.risk, "They may be lost")

    def test_texts_come_in_the_language_of_who_was_told(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.entry.with_context(lang="de_DE").name = "Lasttest"
        self.tom.lang = "de_DE"
        advice = self._create_advice(name=False, template_id=self.entry.id)
        self.assertEqual(advice.name, "Lasttest")

    def test_chosen_validity_outlives_a_later_choice_from_the_library(self):
        advice = self._create_advice(date_valid_until="2031-01-01")
        advice.template_id = self.entry
        self.assertEqual(advice.date_valid_until, date(2031, 1, 1))
        following = self._create_advice(date_told="2026-03-03")
        following.date_told = "2026-03-10"
        days = self.env.company.scope_advice_validity_days
        self.assertEqual(
            following.date_valid_until, date(2026, 3, 10) + timedelta(days=days)
        )

    def test_customer_is_the_company_of_the_person(self):
        advice = self._create_advice(
            project_id=False, contact_id=False, partner_id=self.anna.id
        )
        self.assertEqual(advice.partner_id, self.customer)
        self.assertEqual(advice.contact_id, self.anna)
        elsewhere = self.env["res.partner"].create({"name": "X", "is_company": True})
        self.anna.parent_id = elsewhere
        self.assertEqual(advice.partner_id, self.customer, "as it was that day")

    def test_form_proposes_the_last_person_of_this_customer(self):
        self._create_advice(contact_id=self.anna.id)
        context = {"default_partner_id": self.customer.id}
        form = Form(self.env["scope.advice"].with_context(**context))
        self.assertEqual(form.contact_id, self.anna)
        self.assertEqual(form.project_id, self.project, "their only one")
        silent = self.env["scope.advice"].with_context(**context).create({"name": "X"})
        self.assertFalse(silent.contact_id, "only where somebody sees it")

    def test_record_names_what_is_missing(self):
        advice = self._create_advice(
            decision="self", contact_id=False, decided_by_id=self.tom.id
        )
        with self.assertRaises(UserError) as refused:
            advice.action_record()
        sentence = str(refused.exception)
        for word in ("who was told", "who does it in their team", "by when"):
            self.assertIn(word, sentence)
        self.assertNotIn("the customer", sentence)
        self.assertFalse(advice.date_recorded)
        advice.write(
            {
                "contact_id": self.tom.id,
                "commitment_owner_id": self.tom.id,
                "commitment_date": "2030-05-12",
            }
        )
        advice.action_record()
        self.assertTrue(advice.date_recorded)

    def test_deferred_needs_a_date(self):
        advice = self._create_advice(decision="deferred")
        with self.assertRaisesRegex(UserError, "until when"):
            advice.action_record()

    def test_what_was_said_is_frozen_for_everybody(self):
        advice = self._create_recorded(recommendation="Do it", risk="Or else")
        other = self.env["res.partner"].create({"name": "Other"})
        changes = {
            "name": "Something else",
            "recommendation": "Nothing",
            "risk": "None",
            "other_ways": "Many",
            "high_risk": True,
            "date_valid_until": "2031-01-01",
            "partner_id": other.id,
            "contact_id": self.anna.id,
            "date_told": "2020-01-01",
            "channel": "letter",
            "project_id": False,
            "template_id": self.entry.id,
            "date_recorded": "2020-01-01 00:00:00",
            "code": "A-999",
        }
        tries = [
            advice,
            advice.with_user(self.manager),
            advice.sudo(),
            advice.with_user(self.env.ref("base.user_root")),
            advice.with_context(**{RECORD_KEY: True}).sudo(),
            advice.with_context(**{RECORD_KEY: object()}).sudo(),
        ]
        for record in tries:
            for fname, value in changes.items():
                with self.subTest(field=fname), self.assertRaises(UserError):
                    record.write({fname: value})
            with self.assertRaises(UserError):
                record.write({"date_recorded": False})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(advice.name, "Second test system")
        # Saying the same again is no change.
        advice.write({"name": "Second test system", "contact_id": self.tom.id})

    def test_answer_is_frozen_once_it_is_recorded(self):
        advice = self._create_recorded()
        advice.reason = "They think about it"
        advice.write({"decision": "declined", "reason": "No budget"})
        self.assertEqual(advice.decided_by_id, self.tom)
        advice.with_user(self.consultant).action_record_answer()
        changes = {
            "decision": "pending",
            "decided_by_id": self.anna.id,
            "date_decided": "2020-01-01",
            "reason": "Other",
            "client_view": "Other",
            "date_deferred_until": "2030-01-01",
            "commitment_owner_id": self.tom.id,
            "commitment_date": "2030-01-01",
            "date_answer_recorded": "2020-01-01 00:00:00",
        }
        for record in (advice.with_user(self.manager), advice.sudo()):
            for fname, value in changes.items():
                with self.subTest(field=fname), self.assertRaises(UserError):
                    record.write({fname: value})

    def test_answer_of_an_unrecorded_advice_can_be_changed(self):
        advice = self._create_advice(decision="declined")
        advice.decision = "accepted"
        advice.decision = "pending"
        self.assertFalse(advice.date_decided)

    def test_answer_to_a_recorded_advice_is_a_draft_until_it_is_recorded(self):
        advice = self._create_recorded()
        advice.decision = "declined"
        self.assertFalse(advice.answer_is_final)
        advice.decision = "pending"
        self.assertFalse(advice.date_decided or advice.decided_by_id)
        with self.assertRaisesRegex(UserError, "has no answer yet"):
            advice.action_record_answer()
        advice.decision = "accepted"
        advice.action_record_answer()
        moment = advice.date_answer_recorded
        self.assertTrue(moment and advice.answer_is_final)
        with freeze_time("2031-01-01"):
            advice.action_record_answer()
        self.assertEqual(advice.date_answer_recorded, moment, "once")

    def test_answer_to_a_recorded_advice_must_be_whole(self):
        advice = self._create_recorded()
        advice.decision = "self"
        with self.assertRaisesRegex(UserError, "by when it is ready"):
            advice.action_record_answer()
        with self.assertRaisesRegex(UserError, "cannot be set by hand"):
            advice.sudo().date_answer_recorded = "2020-01-01"

    def test_recording_keeps_the_answer_with_it(self):
        advice = self._create_recorded(decision="declined")
        self.assertEqual(advice.date_answer_recorded, advice.date_recorded)
        draft = self._create_advice(decision="declined")
        with self.assertRaisesRegex(UserError, "is not recorded yet"):
            draft.action_record_answer()

    def test_what_it_cost_is_never_negative(self):
        advice = self._create_recorded(decision="declined")
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.env.cr.savepoint():
                advice.write({"incident_cost": -1})
                advice.flush_recordset()

    def test_form_warns_of_a_validity_that_ends_before_it_began(self):
        advice = self._create_advice(date_told="2026-03-03")
        self.assertFalse(advice.date_warning)
        advice.date_valid_until = "2026-03-02"
        self.assertIn("03/02/2026", advice.date_warning)
        advice.action_record()
        self.assertFalse(advice.date_warning, "nothing can be done about it any more")

    def test_form_lets_an_answer_be_typed_until_it_is_recorded(self):
        advice = self._create_recorded()
        with Form(advice) as form:
            form.decision = "self"
            form.commitment_date = "2030-05-12"
            form.reason = "They have people"
        self.assertEqual(advice.reason, "They have people")
        with Form(advice) as form:
            form.reason = "They have people and time"
        advice.action_record_answer()
        with self.assertRaises(AssertionError), Form(advice) as form:
            form.reason = "Other"

    def test_what_happens_afterwards_stays_open(self):
        advice = self._create_recorded(decision="declined")
        advice.with_user(self.consultant).write(
            {
                "outcome": "materialised",
                "date_incident": "2026-11-28",
                "incident_cost": 41000,
                "outcome_note": "The shop stood still",
                "date_review": "2030-01-01",
                "commitment_confirmed": True,
                "user_id": self.pm.id,
                "active": False,
            }
        )
        self.assertEqual(advice.since_then_tone, "happened")
        advice.action_nothing_happened()
        self.assertFalse(advice.date_incident)
        advice.action_happened()
        self.assertEqual(advice.date_incident, fields.Date.today())

    def test_evidence_can_be_added_and_not_taken_away(self):
        files = self.env["ir.attachment"].create(
            [{"name": "mail.eml", "raw": b"1"}, {"name": "photo.png", "raw": b"2"}]
        )
        advice = self._create_recorded(attachment_ids=[Command.link(files[0].id)])
        advice.write({"attachment_ids": [Command.link(files[1].id)]})
        self.assertEqual(advice.attachment_ids, files)
        for commands in (
            [Command.unlink(files[0].id)],
            [Command.delete(files[0].id)],
            [Command.clear()],
            [Command.set(files[1].ids)],
        ):
            with self.assertRaisesRegex(UserError, "not taken away"):
                advice.sudo().write({"attachment_ids": commands})

    def test_files_uploaded_in_the_new_form_belong_to_the_advice(self):
        file = self.env["ir.attachment"].create(
            {"name": "mail.eml", "raw": b"1", "res_model": "scope.advice", "res_id": 0}
        )
        advice = self._create_advice(attachment_ids=[Command.link(file.id)])
        self.assertEqual(file.res_id, advice.id)

    def test_nobody_creates_a_recorded_advice(self):
        for user in (self.consultant, self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "cannot be created as recorded"):
                self.env["scope.advice"].with_user(user).create(
                    {"name": "X", "date_recorded": "2020-01-01 00:00:00"}
                )
        draft = self._create_advice()
        with self.assertRaisesRegex(UserError, "cannot be set by hand"):
            draft.sudo().write({"date_recorded": "2020-01-01 00:00:00"})

    def test_import_cannot_record(self):
        result = self.env["scope.advice"].load(
            ["name", "date_recorded"], [["X", "2020-01-01 00:00:00"]]
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_recorded_advice_cannot_be_deleted_but_archived(self):
        recorded, draft = self._create_recorded(), self._create_advice()
        for record in (recorded.with_user(self.manager), recorded.sudo()):
            with self.assertRaisesRegex(UserError, "is recorded and stays"):
                record.unlink()
        recorded.action_archive()
        self.assertFalse(recorded.active)
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_copy_is_a_fresh_draft(self):
        advice = self._create_recorded(decision="declined", reason="No budget")
        fresh = advice.copy()
        self.assertNotEqual(fresh.code, advice.code)
        self.assertRecordValues(
            fresh,
            [
                {
                    "name": advice.name,
                    "partner_id": self.customer.id,
                    "decision": "pending",
                    "reason": False,
                    "date_decided": False,
                    "date_recorded": False,
                    "predecessor_id": False,
                    "date_told": fields.Date.today(),
                }
            ],
        )

    def test_correction_is_a_successor(self):
        advice = self._create_recorded(decision="declined", reason="No budget")
        action = advice.with_user(self.consultant).action_correct()
        successor = self.env["scope.advice"].browse(action["res_id"])
        self.assertEqual(successor.predecessor_id, advice)
        self.assertFalse(successor.date_recorded)
        self.assertEqual(successor.reason, "No budget")
        self.assertEqual(successor.date_told, advice.date_told)
        self.assertEqual(advice.action_correct()["res_id"], successor.id, "only one")
        successor.name = "Better words"
        successor.action_record()
        self.assertEqual(advice.name, "Second test system")
        with self.assertRaisesRegex(UserError, "not recorded yet"):
            self._create_advice().action_correct()

    def test_only_recorded_advice_has_a_successor(self):
        draft = self._create_advice()
        with self.assertRaises(ValidationError):
            self._create_advice(predecessor_id=draft.id)

    def test_company_and_currency_are_given_once(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.env.ref("base.CHF").id}
        )
        self.env.user.company_ids += other
        project = self.env["project.project"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        advice = self._create_advice(project_id=project.id, contact_id=False)
        self.assertEqual(advice.company_id, other)
        self.assertEqual(advice.currency_id.name, "CHF")
        self.assertEqual(advice.code, "A-001", "each company counts for itself")
        for fname, value in {
            "company_id": self.env.company.id,
            "currency_id": self.env.company.currency_id.id,
        }.items():
            with self.assertRaises(UserError):
                advice.write({fname: value})
        other.currency_id = self.env.ref("base.EUR")
        self.assertEqual(advice.currency_id.name, "CHF")

    def test_library_ships_fifteen_complete_entries(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "scope_guard"), ("model", "=", "scope.advice.template")]
        )
        self.assertEqual(len(data), 15)
        self.assertTrue(all(data.mapped("noupdate")))
        entries = self.env["scope.advice.template"].browse(data.mapped("res_id"))
        for entry in entries:
            for fname in ("recommendation", "risk", "other_ways", "needs"):
                self.assertGreater(len(entry[fname]), 80, entry.name)

    def test_library_entry_counts_its_use(self):
        self._create_advice(template_id=self.entry.id)
        self.assertEqual(self.entry.advice_count, 1)
        action = self.entry.action_view_advice()
        found = self.env["scope.advice"].search(action["domain"])
        self.assertEqual(found.template_id, self.entry)
