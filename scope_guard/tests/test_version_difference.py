from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.version_difference import (
    compare_contents,
    number,
    points_hours,
    word_difference,
)


def item(number, code, name="Name", **values):
    return {"id": number, "code": code, "name": name, "kind": "deliverable", **values}


@tagged("post_install", "-at_install")
class TestVersionDifference(BaseCase):
    def _compare(self, before, after):
        return compare_contents({"items": before}, {"items": after})

    def test_what_is_new_removed_changed_and_as_before(self):
        difference = self._compare(
            [item(1, "D01"), item(2, "D02"), item(3, "D03", hours="4.00")],
            [item(1, "D01"), item(3, "D03", hours="6.50"), item(4, "D04", hours="8")],
        )
        self.assertEqual(
            [(entry.sign, entry.item["code"]) for entry in difference.items],
            [("=", "D01"), ("-", "D02"), ("~", "D03"), ("+", "D04")],
        )
        self.assertEqual(
            [entry.hours for entry in difference.items],
            [0, 0, Decimal("2.50"), 8],
        )
        self.assertEqual([difference.count(sign) for sign in "+-~="], [1, 1, 1, 1])
        self.assertFalse(difference.is_empty)

    def test_it_is_told_field_by_field(self):
        before = item(1, "D01", clause="A", hours="1.00", source_section="4", x="old")
        after = item(
            1, "D02", "Other", clause="B", hours="2.00", date_due="2026-01-02", x="new"
        )
        after["kind"] = "later_phase"
        entry = self._compare([before], [after]).items[0]
        self.assertEqual(
            [(change.field, change.before, change.after) for change in entry.changes],
            [
                ("kind", "deliverable", "later_phase"),
                ("code", "D01", "D02"),
                ("name", "Name", "Other"),
                ("clause", "A", "B"),
                ("source_section", "4", None),
                ("hours", "1.00", "2.00"),
                ("date_due", None, "2026-01-02"),
                # What a later release freezes is told, too.
                ("x", "old", "new"),
            ],
        )

    def test_nothing_is_nothing_however_it_is_written(self):
        before = item(1, "D01", clause="", hours="0.00", date_due="")
        after = item(1, "D01", hours="0")
        self.assertTrue(self._compare([before], [after]).is_empty)
        self.assertTrue(compare_contents({}, {"items": []}).is_empty)
        self.assertTrue(compare_contents({}, {"hours_shown": True}).is_empty)
        self.assertTrue(compare_contents({}, {"hours_unit": "day"}).is_empty)

    def test_a_section_with_another_code_is_the_same_section(self):
        before = [item(1, "D10"), item(2, "D11", parent="D10")]
        after = [item(1, "S1"), item(2, "D11", parent="S1")]
        self.assertEqual(
            [entry.sign for entry in self._compare(before, after).items], ["~", "="]
        )
        moved = [item(1, "D10"), item(2, "D11", parent="")]
        entry = self._compare(before, moved).items[1]
        self.assertEqual(entry.changes[0].field, "parent")

    def test_items_without_id_are_known_by_their_code(self):
        before, after = item(None, "D01"), item(None, "D01", "Other")
        self.assertEqual(self._compare([before], [after]).items[0].sign, "~")

    def test_the_whole(self):
        difference = compare_contents(
            {"purpose": "A", "date_end": "2026-01-01", "project": 1, "new": "x"},
            {"purpose": "B", "date_end": "2026-01-01", "project": 2, "hours": "4.00"},
        )
        self.assertEqual(
            [change.field for change in difference.facts], ["purpose", "hours", "new"]
        )

    def test_words(self):
        self.assertEqual(
            word_difference("Orders go to accounting.", "Orders go daily to billing."),
            [
                ("=", "Orders go "),
                ("+", "daily "),
                ("=", "to "),
                ("-", "accounting"),
                ("+", "billing"),
                ("=", "."),
            ],
        )
        self.assertEqual(word_difference("", "New"), [("+", "New")])
        self.assertEqual(word_difference("Old", None), [("-", "Old")])
        self.assertEqual(word_difference("Same", "Same"), [("=", "Same")])
        self.assertEqual(word_difference(None, None), [])

    def test_words_make_up_both_texts_again(self):
        pairs = (
            ("a b c d", "a c b d"),
            ("one two", "two one two"),
            ("Größe – 5 €", "Größe: 6 €"),
            ("نص قديم", "نص جديد"),
            ("x " * 3000, "y " * 3000),
        )
        for before, after in pairs:
            words = word_difference(before, after)
            self.assertEqual(
                "".join(text for sign, text in words if sign != "+"), before
            )
            self.assertEqual(
                "".join(text for sign, text in words if sign != "-"), after
            )

    def test_hours_of_the_points_count_a_section_once(self):
        content = {
            "items": [
                item(1, "D10", hours="20.00"),
                item(2, "D11", parent="D10", hours="15.00"),
                item(3, "D12", parent="D11", hours="5.00"),
                item(4, "D20"),
                item(5, "D21", parent="D20", hours="3.00"),
                {**item(6, "X01", hours="50.00"), "kind": "exclusion"},
            ]
        }
        self.assertEqual(points_hours(content), 23)
        circle = {"items": [item(1, "A", parent="B"), item(2, "B", parent="A")]}
        self.assertEqual(points_hours(circle), 0)

    def test_what_is_no_number_counts_as_none(self):
        self.assertEqual(number("much"), 0)
        self.assertEqual(number(None), 0)
        self.assertEqual(number("12.50"), Decimal("12.5"))
