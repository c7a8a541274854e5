from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

TODAY = date(2026, 3, 3)


class ExpectationCommon(TransactionCase):
    """A project with a draft scope, its manager, and two people of the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = new_test_user(
            cls.env, "check_manager", groups="project.group_project_user"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nordwind", "is_company": True}
        )
        cls.anna, cls.tom = cls.env["res.partner"].create(
            [
                {"name": "Anna Berg", "parent_id": cls.customer.id},
                {"name": "Tom Kim", "parent_id": cls.customer.id},
            ]
        )
        cls.project, cls.other_project = cls.env["project.project"].create(
            [
                {
                    "name": name,
                    "user_id": cls.manager.id,
                    "partner_id": cls.customer.id,
                    "privacy_visibility": "employees",
                }
                for name in ("Web shop", "Warehouse")
            ]
        )
        cls.tor, cls.other_tor = cls.env["scope.tor"].create(
            [{"project_id": project.id} for project in (cls.project, cls.other_project)]
        )

    @classmethod
    def _create_item(cls, name, kind="deliverable", hours=0.0, **values):
        return cls.env["scope.item"].create(
            {
                "tor_id": cls.tor.id,
                "name": name,
                "kind": kind,
                "allowance_hours": hours,
                **values,
            }
        )

    @classmethod
    def _create_kinds(cls):
        """One item of each kind, as a dict from kind to item."""
        return {
            kind: cls._create_item(kind, kind, source_section=f"7.{number}")
            for number, kind in enumerate(
                (
                    "deliverable",
                    "exclusion",
                    "assumption",
                    "client_responsibility",
                    "later_phase",
                )
            )
        }

    @classmethod
    def _create_check(cls, partner=None, items=None, **values):
        """A check-in; ``items`` is a dict from item to answer, or None to propose."""
        values = {
            "project_id": cls.project.id,
            "partner_id": (partner or cls.anna).id,
            **values,
        }
        if items is not None:
            values["answer_ids"] = [
                fields.Command.create({"item_id": item.id, "answer": answer})
                for item, answer in items.items()
            ]
        return cls.env["scope.expectation.check"].create(values)

    def _answer(self, check, item):
        return check.answer_ids.filtered(lambda a: a.item_id == item)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 10:00:00")
class TestAnswers(ExpectationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = cls._create_kinds()

    def test_standing_of_each_answer_to_each_kind(self):
        expected = {
            "deliverable": ("match", "gap"),
            "assumption": ("match", "gap"),
            "client_responsibility": ("match", "gap"),
            "exclusion": ("gap", "match"),
            "later_phase": ("gap", "match"),
        }
        check = self._create_check(items=dict.fromkeys(self.kinds.values(), False))
        for kind, (if_expected, if_not) in expected.items():
            line = self._answer(check, self.kinds[kind])
            self.assertFalse(line.standing, "silent is not agreement")
            for answer, standing in (
                ("expected", if_expected),
                ("not_expected", if_not),
                ("unsure", "unsure"),
            ):
                with self.subTest(kind=kind, answer=answer):
                    line.answer = answer
                    self.assertEqual(line.standing, standing)
                    self.assertEqual(line.is_gap, standing == "gap")
            line.answer = False

    def test_score_is_the_share_of_given_answers(self):
        check = self._create_check(items=dict.fromkeys(self.kinds.values(), False))
        self.assertEqual((check.score, check.answered_count), (0.0, 0))
        lines = check.answer_ids
        lines[0].answer = "expected"
        self.assertEqual(check.score, 1.0)
        lines[1].answer = "expected"
        lines[2].answer = "unsure"
        lines[3].answer = "expected"
        self.assertEqual(check.score, 0.5)
        self.assertEqual((check.answered_count, check.asked_count), (4, 5))
        self.assertEqual(
            (check.gap_count, check.open_gap_count, check.unsure_count), (1, 1, 1)
        )
        lines[1].resolution = "explained"
        self.assertEqual((check.gap_count, check.open_gap_count), (1, 0))
        self.assertEqual(check.score, 0.5, "what was said stays said")

    def test_mean_leaves_out_check_ins_without_answer(self):
        items = {self.kinds["deliverable"]: "expected"}
        self._create_check(items=items)
        self._create_check(items=dict.fromkeys(items, False))
        Check = self.env["scope.expectation.check"]
        self.assertEqual(
            Check._read_group(
                [("project_id", "=", self.project.id)], [], ["score:avg"]
            ),
            [(1.0,)],
        )

    def test_mean_of_nothing_answered_is_no_score(self):
        self._create_check()
        groups = self.env["scope.expectation.check"].formatted_read_group(
            [("project_id", "=", self.project.id)], ["project_id"], ["score:avg"]
        )
        self.assertFalse(groups[0]["score:avg"])

    def test_sentence_says_what_is_agreed(self):
        exclusion = self.kinds["exclusion"]
        check = self._create_check(items={exclusion: "expected"})
        line = check.answer_ids
        self.assertEqual(line.agreed_sentence, "Draft: not part of it (7.1)")
        self._agree()
        check = self._create_check(items={exclusion: "expected"})
        self.assertEqual(check.version_id, self.tor.current_version_id)
        line = check.answer_ids
        self.assertEqual(line.agreed_sentence, "Agreed: not part of it (7.1)")
        line.answer = "unsure"
        self.assertEqual(line.agreed_sentence, "Agreed: not part of it (7.1)")
        line.answer = "not_expected"
        self.assertEqual(line.agreed_sentence, "As agreed")
        line.answer = False
        self.assertFalse(line.agreed_sentence)

    def test_every_kind_has_both_sentences(self):
        wrong = {kind: "expected" for kind in ("exclusion", "later_phase")}
        items = {
            item: wrong.get(kind, "not_expected") for kind, item in self.kinds.items()
        }
        drafts = self._create_check(items=items).answer_ids
        self.assertEqual(len(set(drafts.mapped("agreed_sentence"))), 5)
        self._agree()
        agreed = self._create_check(items=items).answer_ids
        self.assertEqual(len(set(agreed.mapped("agreed_sentence"))), 5)
        for sentence in agreed.mapped("agreed_sentence"):
            self.assertTrue(sentence.startswith("Agreed: "))

    def _agree(self):
        self.tor.with_user(self.manager).record_agreement(
            date_agreed=TODAY, channel="mail", signer={"name": "Anna Berg"}
        )

    def test_answer_keeps_the_kind_it_was_held_against(self):
        item = self.kinds["exclusion"]
        check = self._create_check(items={item: "expected"})
        line = check.answer_ids
        check.action_done()
        item.kind = "deliverable"
        self.assertEqual(line.item_kind, "exclusion")
        self.assertTrue(line.is_gap)
        line.answer = "not_expected"
        self.assertEqual(line.item_kind, "exclusion", "a correction keeps it, too")
        line.item_kind = "later_phase"
        self.assertEqual(line.item_kind, "exclusion", "nobody writes it")

    def test_first_answer_is_held_against_the_item_of_that_day(self):
        item = self.kinds["exclusion"]
        check = self._create_check(items={item: False})
        item.kind = "deliverable"
        self._agree()
        check.answer_ids.answer = "expected"
        self.assertEqual(check.answer_ids.item_kind, "deliverable")
        self.assertFalse(check.answer_ids.is_gap)
        self.assertEqual(check.version_id, self.tor.current_version_id)

    def test_newest_answer_of_a_person_counts(self):
        item = self.kinds["exclusion"]
        old = self._create_check(items={item: "expected"}, date="2026-01-01")
        self.assertEqual(old.open_gap_count, 1)
        new = self._create_check(items={item: False})
        self.assertTrue(old.answer_ids.is_latest, "silent answers nothing")
        new.answer_ids.answer = "not_expected"
        self.assertFalse(old.answer_ids.is_latest)
        self.assertTrue(new.answer_ids.is_latest)
        self.assertEqual(old.open_gap_count, 0)
        self._create_check(self.tom, items={item: "expected"})
        self.assertTrue(new.answer_ids.is_latest, "another person is another picture")
        new.date = "2025-12-01"
        self.assertTrue(old.answer_ids.is_latest)
        new.date = TODAY
        self.assertFalse(old.answer_ids.is_latest)
        new.unlink()
        self.assertTrue(old.answer_ids.is_latest)
        self.assertEqual(old.open_gap_count, 1)

    def test_project_figures_are_todays_picture(self):
        exclusion, deliverable = self.kinds["exclusion"], self.kinds["deliverable"]
        items = {exclusion: "expected", deliverable: "expected"}
        self._create_check(items=items, date="2026-01-01")
        Check = self.env["scope.expectation.check"]
        both = self.project | self.other_project
        nothing = {"checks": 0, "score": False, "open_gaps": 0}
        self.assertEqual(
            Check._project_figures(both),
            {
                self.project.id: {"checks": 1, "score": 0.5, "open_gaps": 1},
                self.other_project.id: nothing,
            },
        )
        self._create_check(items={exclusion: "not_expected"})
        self.assertEqual(
            Check._project_figures(self.project)[self.project.id],
            {"checks": 2, "score": 1.0, "open_gaps": 0},
        )
        self.assertEqual(Check._project_figures(both.browse()), {})

    def test_project_figures_cost_two_queries(self):
        self._create_check()
        Check = self.env["scope.expectation.check"]
        self.env.flush_all()
        with self.assertQueryCount(2):
            Check._project_figures(self.project | self.other_project)

    def test_list_costs_the_same_for_five_and_fifty(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            statements = []
            execute = self.cr.execute

            def noted(query, *args, **kwargs):
                statements.append(query.code if isinstance(query, SQL) else str(query))
                return execute(query, *args, **kwargs)

            with patch.object(self.cr, "execute", noted):
                records = search()
            return len(records), statements

        def search():
            return (
                self.env["scope.expectation.check"]
                .with_user(self.manager)
                .web_search_read(
                    [("project_id", "=", self.project.id)],
                    {
                        "display_name": {},
                        "date": {},
                        "partner_id": {"fields": {"display_name": {}}},
                        "project_id": {"fields": {"display_name": {}}},
                        "score": {},
                        "gap_count": {},
                        "open_gap_count": {},
                        "can_decide": {},
                        "state": {},
                    },
                )["records"]
            )

        items = {self.kinds["exclusion"]: "expected"}
        for _number in range(5):
            self._create_check(items=items)
        queries()
        few, cost = queries()
        for _number in range(45):
            self._create_check(items=items)
        queries()
        many, cost_of_many = queries()
        self.assertEqual((few, many), (5, 50))
        self.assertEqual(len(cost_of_many), len(cost), cost_of_many)

    def test_gap_list_costs_the_same_for_five_and_fifty(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records = (
                self.env["scope.expectation.answer"]
                .with_user(self.manager)
                .web_search_read(
                    [("project_id", "=", self.project.id), ("is_gap", "=", True)],
                    {
                        "item_id": {"fields": {"display_name": {}}},
                        "partner_id": {"fields": {"display_name": {}}},
                        "agreed_sentence": {},
                        "clause": {},
                        "can_decide": {},
                    },
                )["records"]
            )
            return len(records), self.cr.sql_log_count - before

        items = {self.kinds["exclusion"]: "expected"}
        for _number in range(5):
            self._create_check(items=items)
        queries()
        few, cost = queries()
        for _number in range(45):
            self._create_check(items=items)
        queries()
        many, cost_of_many = queries()
        self.assertEqual((few, many), (5, 50))
        self.assertEqual(cost_of_many, cost)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 10:00:00")
class TestResolution(ExpectationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kinds = cls._create_kinds()
        cls.check = cls._create_check(
            items={
                cls.kinds["exclusion"]: "expected",
                cls.kinds["later_phase"]: "expected",
                cls.kinds["deliverable"]: "expected",
            }
        )
        cls.gap, cls.second_gap, cls.match = cls.check.answer_ids

    def test_one_click_settles_with_who_and_when(self):
        gap = self.gap.with_user(self.manager)
        for action, resolution in (
            ("action_explain", "explained"),
            ("action_change", "change"),
        ):
            with self.subTest(action=action):
                getattr(gap, action)()
                self.assertEqual(gap.resolution, resolution)
                self.assertEqual(gap.date_resolved, TODAY)
                self.assertEqual(gap.resolved_by_id, self.manager)
                gap.action_reopen()
                self.assertFalse(gap.resolution)
                self.assertFalse(gap.date_resolved)
                self.assertFalse(gap.resolved_by_id)

    def test_several_are_settled_at_once(self):
        gaps = self.gap | self.second_gap
        gaps.action_explain()
        self.assertEqual(self.check.open_gap_count, 0)

    def test_accepting_needs_a_reason(self):
        action = self.gap.action_accept()
        self.assertEqual(action["target"], "new")
        self.assertFalse(self.gap.resolution)
        for empty in (False, "  "):
            with self.assertRaisesRegex(ValidationError, "in one sentence"):
                self.gap.write({"resolution": "accepted", "resolution_note": empty})
        self.gap.resolution_note = "They live with it until autumn"
        self.gap.action_accept()
        self.assertEqual(self.gap.resolution, "accepted")
        with self.assertRaisesRegex(ValidationError, "in one sentence"):
            self.gap.resolution_note = False

    def test_reason_dialog_accepts(self):
        action = self.gap.action_accept()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        with Form(self.gap.with_user(self.manager), view=view) as form:
            form.resolution_note = "They live with it"
        self.gap.action_accept()
        self.assertEqual(self.gap.resolution, "accepted")

    def test_accepting_several_without_reason_says_why_not(self):
        with self.assertRaisesRegex(UserError, "one by one"):
            (self.gap | self.second_gap).action_accept()

    def test_nothing_to_settle_where_the_picture_is_the_same(self):
        with self.assertRaisesRegex(ValidationError, "nothing to settle"):
            self.match.action_explain()

    def test_another_answer_opens_the_question_again(self):
        self.gap.action_explain()
        self.gap.answer = "unsure"
        self.assertFalse(self.gap.resolution)
        self.assertFalse(self.gap.date_resolved)
        self.gap.action_explain()
        self.gap.comment = "said again"
        self.assertEqual(self.gap.resolution, "explained")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 10:00:00")
class TestCheck(ExpectationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._create_item("Orders to accounting")

    def test_name_says_who_and_when(self):
        check = self._create_check()
        self.assertEqual(check.display_name, "Anna Berg, 3 Mar")
        check.date = "2024-11-09"
        self.assertEqual(check.display_name, "Anna Berg, 9 Nov 2024")

    def test_project_without_scope_says_what_to_do(self):
        bare = self.env["project.project"].create({"name": "Bare"})
        for project in (bare, self.other_project):
            with self.subTest(project=project.name):
                with self.assertRaisesRegex(UserError, "Write down the scope of"):
                    self._create_check(project_id=project.id)
        form = Form(self.env["scope.expectation.check"])
        with self.assertLogs("odoo.tests.form", "WARNING") as logs:
            form.project_id = self.other_project
        self.assertIn("one item is enough", logs.output[0])
        self.assertFalse(form.project_id)

    def test_item_is_asked_once(self):
        check = self._create_check()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["scope.expectation.answer"].create(
                {"check_id": check.id, "item_id": self.item.id}
            )

    def test_items_of_another_project_are_refused(self):
        foreign = self.env["scope.item"].create(
            {"tor_id": self.other_tor.id, "name": "Scanner"}
        )
        with self.assertRaisesRegex(ValidationError, "another project"):
            self._create_check(items={foreign: False})
        check = self._create_check()
        with self.assertRaisesRegex(ValidationError, "another project"):
            check.answer_ids.item_id = foreign

    def test_done_needs_an_answer(self):
        check = self._create_check()
        with self.assertRaisesRegex(UserError, "Nothing is answered yet"):
            check.action_done()
        check.answer_ids.answer = "expected"
        check.action_done()
        self.assertEqual(check.state, "done")
        check.action_back_to_prepared()
        self.assertEqual(check.state, "draft")

    def test_answered_check_stays_until_set_back(self):
        check = self._create_check(items={self.item: "expected"})
        check.action_done()
        with self.assertRaisesRegex(UserError, "stays with the project"):
            check.unlink()
        check.action_back_to_prepared()
        check.unlink()
        self.assertFalse(check.exists())

    def test_project_with_draft_scope_takes_its_checks_along(self):
        check = self._create_check(items={self.item: "expected"})
        check.action_done()
        lines = check.answer_ids
        self.tor.unlink()
        self.project.unlink()
        self.assertFalse(check.exists())
        self.assertFalse(lines.exists())

    def test_answers_outlive_the_person(self):
        check = self._create_check(items={self.item: "expected"})
        person = check.partner_id
        self.project.scope_tor_id.sudo().signatory_id = False
        person.sudo().unlink()
        self.assertFalse(check.partner_id)
        self.assertEqual(check.answer_ids.filtered("answer").item_id, self.item)
        self.assertIn("Deleted person", check.display_name)

    def test_person_is_asked_for(self):
        check = self._create_check(items={self.item: "expected"})
        with self.assertRaises(ValidationError):
            check.partner_id = False

    def test_merged_contacts_keep_their_answers(self):
        check = self._create_check(items={self.item: "expected"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.anna.id, self.tom.id], self.tom
        )
        self.assertEqual(check.partner_id, self.tom)
        self.assertEqual(check.answer_ids.partner_id, self.tom)
