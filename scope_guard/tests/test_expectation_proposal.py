from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .test_expectation_check import TODAY, ExpectationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 10:00:00")
class TestProposal(ExpectationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = [cls._create_item(f"Plain {number}") for number in range(4)]
        cls.soon = cls._create_item("Soon", date_due=TODAY + timedelta(days=3))
        cls.recent = cls._create_item("Recent", date_due=TODAY - timedelta(days=5))
        cls.far = cls._create_item("Far", date_due=TODAY + timedelta(days=300))
        cls.large = cls._create_item("Large", hours=80)
        cls.larger = cls._create_item("Larger", hours=120)
        cls.exclusions = [
            cls._create_item(f"Not in {number}", "exclusion") for number in range(2)
        ]
        cls.later = cls._create_item("Later", "later_phase")
        cls.provided = cls._create_item("Article list", "client_responsibility")

    def test_first_selection_is_fair(self):
        check = self._create_check()
        self.assertEqual(
            check.answer_ids.item_id,
            self.soon
            + self.recent
            + self.larger
            + self.large
            + self.exclusions[0]
            + self.exclusions[1]
            + self.provided,
        )

    def test_at_most_seven_and_none_twice(self):
        for _round in range(6):
            items = self._create_check(state="done").answer_ids.item_id
            self.assertLessEqual(len(items), 7)
            self.assertEqual(len(items), len(set(items.ids)))

    def test_what_was_never_asked_comes_first(self):
        check = self._create_check()
        check.answer_ids.answer = "unsure"
        items = self._create_check().answer_ids.item_id
        self.assertIn(self.later, items)
        self.assertIn(self.far, items)
        self.assertNotIn(self.larger, items)

    def test_another_person_is_asked_afresh(self):
        check = self._create_check()
        check.answer_ids.answer = "expected"
        self.assertEqual(
            self._create_check(self.tom).answer_ids.item_id, check.answer_ids.item_id
        )

    def test_silent_lines_of_a_prepared_check_count_as_never_asked(self):
        first = self._create_check()
        self.assertEqual(
            self._create_check().answer_ids.item_id, first.answer_ids.item_id
        )

    def test_one_that_differed_last_time_is_asked_again(self):
        items = {
            self.exclusions[0]: "expected",
            self.exclusions[1]: "not_expected",
            self.plain[0]: "not_expected",
        }
        check = self._create_check(items=items)
        self._answer(check, self.exclusions[0]).resolution = "explained"
        lines = self._create_check().answer_ids
        self.assertEqual(lines[-1].item_id, self.plain[0], "an open one comes first")
        self.assertEqual(len(lines), 7)

    def test_what_matches_now_is_not_asked_for_differing_before(self):
        self._create_check(items={self.plain[0]: "not_expected"}, date="2026-01-01")
        self._create_check(items={self.plain[0]: "expected"}, date="2026-02-01")
        self.assertNotIn(self.plain[0], self._create_check().answer_ids.item_id)

    def test_same_data_give_the_same_selection(self):
        check = self._create_check()
        self.env.invalidate_all()
        self.assertEqual(
            check.copy().answer_ids.item_id.ids, check.answer_ids.item_id.ids
        )

    def test_sections_and_removed_items_are_not_proposed(self):
        part = self._create_item("Part", hours=200, parent_id=self.larger.id)
        self.soon.active = False
        items = self._create_check().answer_ids.item_id
        self.assertIn(part, items)
        self.assertNotIn(self.larger, items)
        self.assertNotIn(self.soon, items)

    def test_other_items_replace_those_without_an_answer(self):
        check = self._create_check()
        kept = check.answer_ids[0]
        kept.answer = "expected"
        replaced = check.answer_ids[1:].item_id
        check.action_propose_other()
        self.assertIn(kept, check.answer_ids)
        self.assertFalse(check.answer_ids.item_id & replaced)
        self.assertGreater(len(check.answer_ids), 1)

    def test_pressing_on_offers_every_item_and_begins_again(self):
        check = self._create_check()
        seen = check.answer_ids.item_id
        first = seen
        for _press in range(8):
            check.action_propose_other()
            self.assertTrue(check.answer_ids)
            if check.answer_ids.item_id == first:
                break
            self.assertFalse(check.answer_ids.item_id & seen)
            seen |= check.answer_ids.item_id
        self.assertEqual(seen, self.tor.item_ids)

    def test_seven_answers_are_enough(self):
        check = self._create_check()
        check.answer_ids.answer = "expected"
        with self.assertRaisesRegex(UserError, "enough for one conversation"):
            check.action_propose_other()

    def test_small_scope_gives_a_short_selection(self):
        item = self.env["scope.item"].create(
            {"tor_id": self.other_tor.id, "name": "Scanner", "kind": "assumption"}
        )
        check = self._create_check(project_id=self.other_project.id)
        self.assertEqual(check.answer_ids.item_id, item)

    def test_form_proposes_as_soon_as_person_is_known(self):
        self.tor.signatory_id = self.anna
        self.env["res.partner"].flush_model()
        form = Form(self.env["scope.expectation.check"].with_user(self.manager))
        form.project_id = self.project
        self.assertEqual(
            form.partner_id, self.anna, "the one who agrees is asked first"
        )
        self.assertEqual(len(form.answer_ids), 7)
        form.partner_id = self.tom
        self.assertEqual(len(form.answer_ids), 7)
        with form.answer_ids.edit(0) as line:
            line.answer = "not_expected"
        form.answer_ids.remove(6)
        with form.answer_ids.new() as line:
            line.item_id = self.plain[0]
        check = form.save()
        self.assertEqual(check.partner_id, self.tom)
        self.assertEqual(len(check.answer_ids), 7)
        self.assertIn(self.plain[0], check.answer_ids.item_id)
        self.assertEqual(check.gap_count, 1)

    def test_proposal_costs_the_same_for_five_and_fifty_items(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            check = self.env["scope.expectation.check"].new(
                {"project_id": self.project.id, "partner_id": self.anna.id}
            )
            before = self.cr.sql_log_count
            self.assertTrue(check._propose_items())
            return self.cr.sql_log_count - before

        self.tor.item_ids[5:].unlink()
        self._create_check(items={self.plain[0]: "not_expected"})
        queries()
        few = queries()
        for number in range(45):
            self._create_item(f"More {number}", hours=number)
        self._create_check().answer_ids.answer = "not_expected"
        self.assertEqual(len(self.tor.item_ids), 50)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 6)
