import json

from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..models.scope_tor_version import FREEZE
from ..tools.version_reader import VersionReader
from .test_change_answer import AnswerCase


@tagged("post_install", "-at_install")
class TestVersionChange(AnswerCase):
    """What a version says of the change that led to it, and of what it is worth."""

    def _text(self, markup):
        return " ".join(html.fromstring(str(markup)).text_content().split())

    def _each_way(self):
        tasks = self.Task.concat(
            *(
                self._create_task(name, allocated_hours=hours)
                for name, hours in (("Map", 4), ("Shop", 2), ("News", 3), ("Fax", 1))
            )
        )
        change = self._sent(tasks, name="Dealers", reason="<b>Autumn</b>", days_added=5)
        ways = ["pay", "swap", "later_phase", "rejected"]
        lines = change.line_ids.sorted(lambda line: line.task_id.id)
        answers = dict(zip(lines.ids, ways, strict=True))
        version = self._answer(
            change, answers, swaps=[{"item_id": self.orders.id, "hours": 2}]
        )
        return change, version

    def test_a_version_reads_the_change_that_led_to_it(self):
        change, version = self._each_way()
        reading = VersionReader(self.env, "client").read_content(
            version._get_content()
        )["change"]
        self.assertEqual((reading["code"], reading["name"]), (change.code, "Dealers"))
        self.assertEqual(
            [(fact["label"], fact["text"]) for fact in reading["facts"]],
            [
                ("Why", "<b>Autumn</b>"),
                ("In all", reading["facts"][1]["text"]),
                ("Days", "The project ends 5 days later"),
            ],
        )
        self.assertIn("+4 h", reading["facts"][1]["text"])
        self.assertIn("400.00", reading["facts"][1]["text"])
        lines = {line["name"]: line for line in reading["lines"]}
        self.assertEqual(
            {name: (line["answer"], line["is_done"]) for name, line in lines.items()},
            {
                "Map": ("Pay", True),
                "Shop": ("Swap", True),
                "News": ("Later", False),
                "Fax": ("Not done", False),
            },
        )
        self.assertIn("400.00", lines["Map"]["amount"])
        self.assertEqual(
            {name: line["hours"][:1] == "+" for name, line in lines.items()},
            {"Map": True, "Shop": True, "News": False, "Fax": False},
            "Only what comes in addition is added.",
        )
        self.assertEqual(
            [lines[name]["amount"] for name in ("Shop", "News", "Fax")], ["", "", ""]
        )
        self.assertEqual(
            reading["leaves"],
            [
                {
                    "name": "D01 Orders to accounting",
                    "about": "gives some of its hours",
                    "hours": "\N{MINUS SIGN}2 h",
                }
            ],
        )

    def test_on_screen_and_on_paper(self):
        change, version = self._each_way()
        Report = self.env["ir.actions.report"].sudo()
        paper = Report._render_qweb_html(
            "scope_guard.scope_tor_version_report", version.ids
        )[0]
        for markup in (version.with_user(self.consultant).reading, paper.decode()):
            text = self._text(markup)
            self.assertIn(f"What changed with {change.code}: Dealers", text)
            for words in ("<b>Autumn</b>", "Map", "In exchange", "+4 h", "Not done"):
                self.assertIn(words, text)
        self.assertEqual(version.change_text, f"{change.code} Dealers")

    def test_a_version_without_a_change_reads_as_before(self):
        first = self.tor.current_version_id
        self.assertFalse(first.change_text)
        self.assertNotIn("What changed with", self._text(first.reading))
        # As it was frozen by an earlier release: amounts on all lines, parts missing.
        reader = VersionReader(self.env, "client")
        lines = [{"name": "Map"}, {"name": "Fax", "answer": "swap", "amount": "100.00"}]
        old = {"items": [], "change": {"code": "CR-1", "lines": lines}}
        change = reader.read_content(old)["change"]
        self.assertEqual(
            [(line["name"], line["amount"]) for line in change["lines"]],
            [("Map", ""), ("Fax", "")],
        )
        self.assertEqual((change["facts"], change["leaves"]), ([], []))

    def test_an_item_is_called_otherwise(self):
        change = self._change(name="Wording")
        change.line_ids = [
            Command.create(
                {
                    "name": "Orders are called by what they are",
                    "item_id": self.orders.id,
                    "operation": "modify",
                    "item_name": "Orders & credit notes",
                }
            )
        ]
        change.with_user(self.pm)._put_to_client()
        clause = self.orders.clause
        version = self._answer(change)
        self.assertEqual(self.orders.name, "Orders & credit notes")
        self.assertEqual(self.orders.clause, clause)
        self.assertIn("New name: Orders & credit notes", self._text(version.reading))
        difference = VersionReader(self.env).compare(
            version.previous_id._get_content(), version._get_content()
        )
        [changed] = difference["kinds"][0]["items"]
        self.assertEqual(changed["changes"][0]["label"], "Name")
        refused = self._change(name="Nothing")
        refused.line_ids = [
            Command.create(
                {"name": "?", "item_id": self.orders.id, "operation": "modify"}
            )
        ]
        with self._refused("another wording"):
            refused._put_to_client()

    def test_hours_that_were_not_shown_are_not_told_with_the_change(self):
        _change, version = self._each_way()
        content = {**version._get_content(), "hours_shown": False}
        change = VersionReader(self.env, "client").read_content(content)["change"]
        self.assertFalse([line["hours"] for line in change["lines"] if line["hours"]])

    def test_what_differs_is_told_without_the_change(self):
        _change, version = self._each_way()
        difference = VersionReader(self.env).compare(
            version.previous_id._get_content(), version._get_content()
        )
        self.assertEqual(difference["facts"], [])

    # ------------------------------------------------------------------ price
    def _priced(self, price=5000):
        self._renegotiate()
        self.tor.with_user(self.pm).contract_value = price
        return self._agree()

    def _short(self, version):
        reading = VersionReader(self.env, "client").read_content(version._get_content())
        return {row["label"]: row["text"] for row in reading["short"]}

    def test_no_price_no_word_of_it(self):
        version = self.tor.current_version_id
        content = version._get_content()
        self.assertFalse({"amount", "currency", "original"} & content.keys())
        self.assertNotIn("Price", self._short(version))
        self._answer(self._sent(self._create_task("Map", allocated_hours=4)))
        # The rate is ours: only what the change asked for has a sum.
        self.assertNotIn("Price", self._short(self.tor.current_version_id))

    def test_the_price_is_agreed_and_grows_with_what_is_paid(self):
        project = self._create_guarded_project("Priced shop").with_user(self.pm)
        tor = project.scope_tor_id
        with self._refused("agreed"):
            tor.contract_value = 5000
        tor = self.env["scope.tor"].create(
            {
                "project_id": self.env["project.project"]
                .create({"name": "Sum", "user_id": self.pm.id})
                .id,
                "contract_value": 5000,
            }
        )
        self._create_item("Catalogue", tor_id=tor.id, allowance_hours=40)
        first = self._agree(tor)
        content = first._get_content()
        self.assertEqual(
            (content["amount"], content["currency"]),
            ("5000.00", tor.currency_id.name),
        )
        self.assertNotIn("original", content)
        change = self.Change.create(
            {
                "tor_id": tor.id,
                "line_ids": [Command.create({"name": "Map", "hours": 4})],
            }
        )
        change.with_user(self.pm)._put_to_client()
        second = self._answer(change)
        self.assertEqual(tor.contract_value, 5400)
        self.assertEqual(
            second._get_content()["original"], {"hours": "40.00", "amount": "5000.00"}
        )
        price = self._short(second)["Price"]
        for words in ("5,400.00", "5,000.00", "at first", "+"):
            self.assertIn(words, price)
        self.assertEqual(
            self._short(second)["Hours"], "44 h (40 h at first, +4 h since)"
        )
        self.assertEqual(
            (tor.original_amount, tor.approved_amount, tor.value_amount),
            (5000, 400, 5400),
        )
        self.assertTrue(first.is_intact and second.is_intact)

    def test_the_value_of_each_version(self):
        first = self.tor.current_version_id
        paid = self._answer(self._sent(self._create_task("Map", allocated_hours=4)))
        swapped = self._answer(
            self._sent(self._create_task("Shop", allocated_hours=4)),
            "swap",
            swaps=[{"item_id": self.orders.id, "hours": 5}],
        )
        versions = first | paid | swapped
        self.assertEqual(versions.mapped("original_amount"), [1000] * 3)
        self.assertEqual(versions.mapped("changes_amount"), [0, 400, 400])
        self.assertEqual(versions.mapped("value_amount"), [1000, 1400, 1400])
        self.assertEqual(versions.mapped("hours"), [10, 14, 13])
        # Agreed anew, with more hours in it.
        self._renegotiate()
        self._create_item("Reports", allowance_hours=7)
        anew = self._agree()
        self.assertEqual((anew.value_amount, anew.changes_amount), (2100, 1100))
        self.assertEqual((self.tor.approved_hours, self.tor.value_hours), (11, 21))
        rows = (
            self.env["scope.tor.version"]
            .with_user(self.consultant)
            ._read_group(
                [("tor_id", "=", self.tor.id)],
                ["number"],
                ["hours:max", "value_amount:max", "original_amount:max"],
            )
        )
        self.assertEqual(rows[1], (2, 14, 1400, 1000))
        self.assertEqual(
            self.project.with_user(self.pm).scope_value_text, self.tor.value_text
        )
        self.assertIn("(10 h)", self.tor.value_text)
        self.assertIn("(11 h)", self.tor.value_text)
        # No price was agreed: the rate as it is now.
        self.tor.goodwill_rate = 50
        self.tor.invalidate_recordset()
        self.assertEqual(self.tor.original_amount, 500)

    def test_a_frozen_text_of_before_goes_on_verifying(self):
        version = self.tor.current_version_id
        self.assertTrue(version.is_intact)
        self.assertEqual(
            version.content,
            self.env["scope.tor.version"]._serialize(json.loads(version.content)),
        )

    def test_what_the_page_shows_is_what_is_hashed(self):
        """The price set while the page is open: it is to be read again."""
        self._renegotiate()
        before = self.tor._agreement_content(self.env["scope.link"])[1]
        self.tor.contract_value = 100
        self.assertNotEqual(
            before, self.tor._agreement_content(self.env["scope.link"])[1]
        )
        self.tor.with_context(scope_freeze=FREEZE).state = "sent"
        with self.assertRaises(UserError):
            self.tor.contract_value = 200


@tagged("post_install", "-at_install")
class TestVersionChangeTours(AnswerCase, HttpCase):
    """As the project manager, who has nothing but *Project / User*."""

    def _tour(self, name, address="/odoo/to-decide"):
        self.assertFalse(self.pm.has_group("project.group_project_manager"))
        self.start_tour(address, name, login="scope_pm")

    def test_six_small_tasks_to_one_sent_request(self):
        tasks = self.Task.concat(
            *(
                self._create_task(f"Small thing {number}", allocated_hours=1)
                for number in range(6)
            )
        )
        self._tour("scope_guard_six_in_one_sent")
        change = tasks.scope_change_ids
        self.assertRecordValues(
            change, [{"state": "sent", "hours": 6, "sent_to_id": self.contact.id}]
        )
        self.assertVerdicts(tasks, ["change_pending"] * 6)

    def test_from_a_flagged_task_to_version_2(self):
        for answer, verdict, hours in (
            ("paid", "in_scope", 14),
            ("later", "out_of_scope", 10),
            ("swapped", "in_scope", 4),
        ):
            with self.subTest(answer=answer), self.env.cr.savepoint() as savepoint:
                task = self._create_task("Map of dealers", allocated_hours=4)
                self.assertTrue(self._open_flag(task))
                self._tour(f"scope_guard_task_{answer}")
                self.env.invalidate_all()
                self.assertVerdicts(task, [verdict])
                version = self.tor.current_version_id
                self.assertEqual((version.number, version.hours), (2, hours))
                self.assertFalse(self._open_flag(task))
                self.env.flush_all()
                # Each begins with version 1.
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_the_plot(self):
        self._answer(self._sent(self._create_task("Map", allocated_hours=4)))
        self._tour("scope_guard_versions_plotted", f"/odoo/scopes/{self.tor.id}")
