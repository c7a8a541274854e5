import doctest
import random
import re

from odoo.tests import BaseCase, tagged

from ..tools import item_import, tor_hours, tor_lines, tor_text, tor_words
from ..tools.tor_text import read_tor_text

WORDS = (
    "catalogue search orders accounting reports für Größe Zürich données número stock"
    " interface Berechtigung migration 2019 boats über-all user's A4 v2 C# 50 %"
).split(" ")
MARKS = [
    "- ", "* ", "• ", "•\t", "– ", "◦ ", "o\t", "§\t", "1. ", "2. ", "3) ", "1.1 ",
    "1.2 ", "1.2.1 ", "4.\t", "a) ", "(b) ", "i. ", "ii. ", "IV. ", "D01 ", "D02: ",
    "§ 4.2 ", "[ ] ", "# ", "## ", "> ", "Section 3 ", "",
    "", "", "", "\u202b", "\u00a0\u00a0",
]  # fmt: skip
TAILS = [
    "", "", "", "", " (12 h)", ", 1.5 days", ": 16 hours", " (1,5 PT)", " - 2 Tage",
    " 3 jours", " (10-12 h)", " 1,200 €", ":", ";", ".", "\t12 h", " (phase 2)",
    " (12 h, 1,440 €)",
]  # fmt: skip
HEADS = [
    "In scope", "Out of scope:", "2 Leistungsumfang", "Nicht enthalten", "Annahmen:",
    "ASSUMPTIONS", "## Exclusions", "IV. Fuera de alcance", "Introduction", "Zeitplan",
    "Phase 2", "Web shop (40 h)", "Notes", "Code\tName\tHours\tComment", "-----",
]  # fmt: skip


def words_of(text):
    """The letters and figures of a text: what may not get lost."""
    return re.findall(r"[^\W_]+", tor_lines.clean(text))


@tagged("post_install", "-at_install")
class TestTorText(BaseCase):
    def rows(self, text, **options):
        read = read_tor_text(text, **options)
        return [(line.text, line.kind, line.level, line.hours) for line in read.items]

    def names(self, text):
        return [line.text for line in read_tor_text(text).items]

    def assert_nothing_lost(self, text):
        read = read_tor_text(text)
        pieces = {}
        for line in read.lines:
            self.assertIn(line.role, ("heading", "item", "note"))
            self.assertTrue(line.text.strip(), text)
            for number in line.sources:
                pieces.setdefault(number, []).append(
                    " ".join(
                        (line.number, line.section, line.text, line.clause)
                        + (line.hours_text, line.kind)
                    )
                )
        for number, source in enumerate(text.splitlines(), start=1):
            found = "".join(words_of(" ".join(pieces.get(number, []))))
            for word in words_of(source):
                if tor_words.kind_of_word(word) or word == "o":
                    continue  # a word for the kind of a row; a bullet of Word's
                self.assertIn(word, found, f"line {number} of:\n{text!r}")

    def test_doctests(self):
        for module in (tor_words, tor_hours, tor_lines, tor_text, item_import):
            result = doctest.testmod(module)
            self.assertTrue(module is tor_lines or result.attempted)
            self.assertFalse(result.failed, module.__name__)

    def test_nothing_is_lost_in_generated_texts(self):
        for seed in range(600):
            rng = random.Random(seed)
            lines = []
            for _number in range(rng.randint(1, 25)):
                if rng.random() < 0.15:
                    lines.append(rng.choice(HEADS))
                elif rng.random() < 0.12:
                    lines.append("")
                else:
                    count = rng.choice((1, 2, 3, 5, 30))
                    words = [rng.choice(WORDS) for _ in range(count)]
                    lines.append(
                        " " * rng.choice((0, 0, 2, 4, 8))
                        + rng.choice(MARKS)
                        + rng.choice((" ", " ", ". ", "\t")).join(words)
                        + rng.choice(TAILS)
                    )
            self.assert_nothing_lost(rng.choice(("\n", "\r\n", "\r")).join(lines))

    def test_nothing_is_lost_in_noise(self):
        signs = (
            "ab Z1.2\t-•()§:;€h/½–—\u00a0\u00ad\u202e\n\n#|*_[]>ñü漢字אבعر\U0001f600"
        )
        for seed in range(600):
            rng = random.Random(seed)
            text = "".join(rng.choice(signs) for _ in range(rng.randint(1, 120)))
            self.assert_nothing_lost(text)

    def test_empty_texts_have_no_lines(self):
        for text in ("", None, " \n\t\n", "-----\n=====", "\x00\u200b"):
            self.assertFalse(read_tor_text(text).lines)

    def test_marks_are_stripped_and_numbers_kept(self):
        for mark, number in (
            ("-", ""), ("*", ""), ("•", ""), ("–", ""), ("◦", ""), ("1.", "1"),
            ("1.1", "1.1"), ("1.1.2", "1.1.2"), ("a)", "a"), ("(a)", "a"),
            ("iv)", "iv"),
            ("D01", "D01"), ("§ 4.2", "§ 4.2"), ("1.\t", "1"), ("REQ-12:", "REQ-12"),
        ):  # fmt: skip
            with self.subTest(mark=mark):
                item = read_tor_text(f"{mark} Catalogue\n{mark} Orders").items[0]
                self.assertEqual((item.text, item.number), ("Catalogue", number))
        read = read_tor_text("I. Catalogue\nII. Orders\nIII. Reports")
        self.assertEqual([item.number for item in read.items], ["I", "II", "III"])

    def test_what_only_looks_like_a_mark_stays(self):
        for text in (
            "3 Standorte", "A4 printing", "2.5 days of training for all",
            "3. Mai 2026 Go-live", "A. Berg", "Section 508 rules",
            "Q3 report", "-5 degrees", "B2B portal",
        ):  # fmt: skip
            with self.subTest(text=text):
                item = read_tor_text(f"- {text}\n- other").items[0]
                self.assertEqual(item.text, text)

    def test_headings_set_the_kind_in_four_languages(self):
        for heading, kind in (
            ("In scope", "deliverable"), ("Deliverables:", "deliverable"),
            ("Leistungsumfang", "deliverable"), ("LIEFERUMFANG", "deliverable"),
            ("Livrables", "deliverable"), ("Prestations :", "deliverable"),
            ("Alcance", "deliverable"), ("Entregables", "deliverable"),
            ("Out of scope", "exclusion"), ("Exclusions", "exclusion"),
            ("What is not included", "exclusion"), ("Nicht enthalten", "exclusion"),
            ("Abgrenzung", "exclusion"), ("Hors périmètre", "exclusion"),
            ("Fuera de alcance", "exclusion"),
            ("Not part of this project", "exclusion"),
            ("Assumptions", "assumption"), ("Annahmen", "assumption"),
            ("Hypothèses", "assumption"), ("Supuestos", "assumption"),
            ("Client responsibilities", "client_responsibility"),
            ("Mitwirkungspflichten", "client_responsibility"),
            ("Obligations du client", "client_responsibility"),
            ("Responsabilidades del cliente", "client_responsibility"),
            ("Phase 2", "later_phase"), ("Later phases", "later_phase"),
            ("Spätere Phase", "later_phase"), ("Phase ultérieure", "later_phase"),
            ("Fases posteriores", "later_phase"), ("## Out of scope", "exclusion"),
            ("**Out of scope**", "exclusion"), ("5. Out of scope", "exclusion"),
        ):  # fmt: skip
            with self.subTest(heading=heading):
                read = read_tor_text(f"{heading}\n- Hosting")
                self.assertEqual([item.kind for item in read.items], [kind])
                self.assertEqual(len(read.headings), 1)

    def test_a_new_heading_ends_the_kind_of_the_one_before(self):
        read = read_tor_text("Out of scope:\n- Hosting\n\nShop:\n- Catalogue")
        self.assertEqual(
            [line.kind for line in read.items], ["exclusion", "deliverable"]
        )

    def test_headings_below_a_heading_follow_it(self):
        read = read_tor_text("# Out of scope\n## Shop\n- Hosting\n## CRM\n- Leads")
        self.assertEqual([line.kind for line in read.items], ["exclusion"] * 2)
        self.assertEqual([line.heading for line in read.headings], [None, 0, 0])

    def test_nested_bullets_become_parts(self):
        for text in (
            "- Shop\n  - Search\n    - Filter\n- Orders",
            "- Shop\n\t- Search\n\t\t- Filter\n- Orders",
            "•\tShop\no\tSearch\n§\tFilter\n•\tOrders",
            "1 Shop\n1.1 Search\n1.1.1 Filter\n2 Orders",
            "1. Shop\na) Search\n- Filter\n2. Orders",
        ):
            with self.subTest(text=text):
                read = read_tor_text(text)
                self.assertEqual([item.level for item in read.items], [0, 1, 2, 0])
                self.assertEqual(
                    [item.parent for item in read.items], [None, 0, 1, None]
                )

    def test_hours_are_read(self):
        for text, hours in (
            ("(12 h)", 12), ("1.5 days", 12), ("1,5 PT", 12), ("2 Tage", 16),
            ("3 jours", 24), ("16 hours", 16), ("12:30 h", 12.5), ("(12h30)", 12.5),
            ("(2 días)", 16), ("[4 Std.]", 4), ("(½ day)", 4), ("(ca. 8 h)", 8),
            ("(1,250 h)", 1250), ("(2 days / 16 h)", 16), ("\t12 h", 12),
        ):  # fmt: skip
            with self.subTest(text=text):
                rows = self.rows(f"- Catalogue {text}")
                self.assertEqual(rows, [("Catalogue", "deliverable", 0, hours)])

    def test_hours_per_day_is_that_of_the_company(self):
        rows = self.rows("- Catalogue (2 days)", hours_per_day=7.5)
        self.assertEqual(rows[0][3], 15)

    def test_what_is_no_effort_stays_in_the_name(self):
        for text in (
            "Reports (10-12 h)", "Reports 10 – 12 h", "Reports (10 to 12 hours)",
            "Reports 1,200 €", "Reports (EUR 100/h)", "Support 24/7", "Map in 3D",
            "Response time (4 hours)", "Payment within 30 days", "Every 2 hours",
            "3 x 2 days", "Hotline 8-18 h", "Delivery in 5 days", "Frist (10 Tage)",
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.rows(f"- {text}"), [(text, "deliverable", 0, 0)])

    def test_long_lines_become_name_and_clause(self):
        item = read_tor_text(
            "- Orders of the shop reach accounting on the same day. Nobody types them "
            "again, and whatever cannot be booked is listed for the accountant (40 h)."
        ).items[0]
        self.assertEqual(
            item.text, "Orders of the shop reach accounting on the same day"
        )
        self.assertTrue(item.clause.startswith("Nobody types them again"))
        self.assertEqual(item.hours, 40)

    def test_lines_go_on(self):
        for text in (
            "- Migration of\n  old orders",
            "- Migration of\nold orders",
            "1.1 Migration of\r\n    old orders",
            "• Migra-\n  tion of old orders",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), ["Migration of old orders"])

    def test_a_paragraph_below_a_numbered_title_is_its_clause(self):
        item = read_tor_text(
            "4.1 Catalogue\n\nThe shop shows all articles.\n\n4.2 Orders"
        ).items[0]
        self.assertEqual(item.clause, "The shop shows all articles.")
        self.assertEqual(item.sources, [1, 3])

        item = read_tor_text("4.1 Tables\n\nSmall tables\n\n4.2 Orders").items[0]
        self.assertEqual(item.clause, "Small tables")

    def test_lines_of_different_length_are_no_wrapped_text(self):
        names = [f"{'Long name of a deliverable, ' * 2}number {i}" for i in range(4)]
        names += [f"Deliverable {i}" for i in range(12)]
        self.assertEqual(self.names("In scope\n" + "\n".join(names)), names)

    def test_other_text_becomes_notes(self):
        read = read_tor_text(
            "Dear Anna,\nas agreed:\n\n- Catalogue\n- Orders\n\nRegards"
        )
        self.assertEqual(len(read.items), 2)
        notes = " ".join(line.text for line in read.lines if line.role != "item")
        self.assertIn("Dear Anna", notes)
        self.assertIn("Regards", notes)

    def test_chapters_without_items_are_notes(self):
        read = read_tor_text("1 Ausgangslage\n- Der Shop ist alt\n2 Umfang\n- Katalog")
        self.assertEqual([line.text for line in read.notes], ["Der Shop ist alt"])
        self.assertEqual([line.text for line in read.items], ["Katalog"])

    def test_a_list_without_bullets(self):
        self.assertEqual(
            self.rows("Catalogue (12 h)\nOrders\n  Invoices\n\nOut of scope\nHosting"),
            [
                ("Catalogue", "deliverable", 0, 12),
                ("Orders", "deliverable", 0, 0),
                ("Invoices", "deliverable", 1, 0),
                ("Hosting", "exclusion", 0, 0),
            ],
        )

    def test_a_line_may_name_its_own_kind(self):
        read = read_tor_text(
            "- Catalogue\n- Not included: hosting\n- Austria (phase 2)"
        )
        kinds = [item.kind for item in read.items]
        self.assertEqual(kinds, ["deliverable", "exclusion", "later_phase"])

    def test_tables_from_a_spreadsheet(self):
        read = read_tor_text(
            "Code\tKind\tName\tClause\tSection\tDays\n"
            "D01\tDeliverable\tCatalogue\tAll articles\t4.1\t1,5\n"
            "X01\tout of scope\tHosting\t\t7.1\t"
        )
        item, other = read.items
        self.assertEqual(
            (item.number, item.kind, item.text, item.clause, item.hours),
            ("D01", "deliverable", "Catalogue", "All articles", 12),
        )
        self.assertEqual((other.kind, read.source_section(other)), ("exclusion", "7.1"))

    def test_strange_signs_do_no_harm(self):
        text = "\ufeffIn\u00a0scope\r\n•\u00a0Kata\u00adlog “neu”\r\n• مرحبا (2 h)\r\n"
        self.assertEqual(
            self.rows(text),
            [("Katalog “neu”", "deliverable", 0, 0), ("مرحبا", "deliverable", 0, 2)],
        )

    def test_five_thousand_lines_are_read(self):
        lines = ["In scope:"]
        for number in range(1, 1251):
            lines += [
                f"{number % 999 + 1}. Part {number} of the catalogue (12 h)",
                "   - a bullet, 1.5 days",
                "     that goes on in a second line",
                "   - another one: with a longer text. It has two sentences, too.",
            ]
        self.assertEqual(len(read_tor_text("\n".join(lines)).items), 3750)
