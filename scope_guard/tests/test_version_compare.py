from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..tools.version_reader import VersionReader
from .version_common import ScopeVersionCommon


@tagged("post_install", "-at_install")
class TestVersionCompare(ScopeVersionCommon):
    def _compared(self, action):
        """The comparison that an action opens, its text without the blanks."""
        comparison = self.env[action["res_model"]].browse(action["res_id"])
        text = html.fromstring(comparison.comparison).text_content()
        return comparison, " ".join(text.split())

    def test_this_version_against_the_one_before(self):
        first, second = self._agree(), self._second_version()
        comparison, text = self._compared(second.with_user(self.pm).action_compare())
        self.assertEqual((comparison.before_id, comparison.after_id), (first, second))
        for part in (
            "− v1, agreed on",
            "+ v2, agreed on April 20, 2026 by Anna Berg",
            "+ 1 new − 1 removed ~ 1 changed 3 as before",
            "Hours +16 h from 140 h to 156 h",
            "Until: June 30, 2026 July 31, 2026",
            "~ changed D11 Search",
            "Hours: 24 h 32 h +8 h",
            "+ new D40 Reports +16 h",
            "− removed X01 Old orders",
        ):
            self.assertIn(part, text)

    def test_hours_of_the_points_are_told_where_they_are_another_figure(self):
        self._agree()
        text = self._compared(self._second_version().action_compare())[1]
        self.assertNotIn("Hours of the points", text)
        self._renegotiate()
        self.tor.allowance_total = 156
        text = self._compared(self._agree().action_compare())[1]
        self.assertNotIn("Hours of the points", text)
        self._renegotiate()
        self.orders.allowance_hours = 30
        text = self._compared(self._agree().action_compare())[1]
        self.assertIn("Hours as before 156 h", text)
        self.assertIn("Hours of the points \u221210 h from 156 h to 146 h", text)

    def test_words_are_compared_inside_their_sentence(self):
        self._agree()
        _comparison, _text = self._compared(self._second_version().action_compare())
        markup = str(_comparison.comparison)
        self.assertIn("<del>suggestions; </del>", markup.replace("\u00a0", " "))
        self.assertIn("<ins>", markup)

    def test_the_first_version_against_what_stands_now(self):
        version = self._agree()
        comparison, text = self._compared(version.action_compare())
        self.assertFalse(comparison.after_id)
        self.assertIn("as it stands on", text)
        self.assertIn("Nothing differs.", text)
        self._renegotiate()
        self.search.name = "Search and filters"
        comparison, text = self._compared(self.tor.action_compare_versions())
        self.assertEqual((comparison.before_id, comparison.after_id.ids), (version, []))
        self.assertIn("~ 1 changed", text)
        self.assertIn("Name: Search and filters", text)

    def test_from_the_scope_the_last_two_are_compared(self):
        first, second = self._agree(), self._second_version()
        comparison, _text = self._compared(
            self.tor.with_user(self.pm).action_compare_versions()
        )
        self.assertEqual((comparison.before_id, comparison.after_id), (first, second))

    def test_any_two_older_first(self):
        first, second = self._agree(), self._second_version()
        self._renegotiate()
        self.orders.allowance_hours = 50
        third = self._agree()
        for marked in (first | third, third | first):
            comparison, _text = self._compared(marked.action_compare())
            self.assertEqual(
                (comparison.before_id, comparison.after_id), (first, third)
            )
        with Form(comparison) as form:
            form.before_id = second
        self.assertIn("+10 h", comparison.comparison)
        # Chosen the other way round it reads from the older to the newer all the same.
        turned = comparison.copy({"before_id": third.id, "after_id": second.id})
        self.assertEqual(turned.comparison, comparison.comparison)

    def test_what_is_chosen_is_of_one_scope(self):
        version = self._agree()
        other = self._large_scope(4).current_version_id
        with self.assertRaisesRegex(UserError, "two versions of one scope"):
            (version | other).action_compare()
        with self.assertRaisesRegex(UserError, "two versions of one scope"):
            self.env["scope.tor.version.compare"].create(
                {
                    "tor_id": self.tor.id,
                    "before_id": version.id,
                    "after_id": other.id,
                }
            )
        with self.assertRaisesRegex(UserError, "two versions of one scope"):
            self.env["scope.tor.version"].action_compare()

    def test_the_two_texts_decide_not_the_items(self):
        first, second = self._agree(), self._second_version()
        before = self._compared(second.action_compare())[1]
        self._renegotiate()
        (self.search | self.orders).write({"name": "Renamed"})
        self.project.name = "Renamed"
        self.env.invalidate_all()
        self.assertEqual(self._compared((first | second).action_compare())[1], before)

    def test_texts_are_escaped(self):
        self._agree()
        self._renegotiate()
        self._create_item("<img src=x onerror=alert(1)>", clause="<b>bold</b>")
        self.tor.purpose = "<script>alert(2)</script>"
        comparison, _text = self._compared(self._agree().action_compare())
        self.assertNotIn("<img src=x", comparison.comparison)
        self.assertNotIn("<b>bold", comparison.comparison)
        self.assertNotIn("<script>", comparison.comparison)
        self.assertIn("&lt;b&gt;bold&lt;/b&gt;", comparison.comparison)

    def test_hours_in_days_and_hours_not_shown(self):
        before = {"hours": "80.00", "hours_unit": "day", "hours_per_day": "8.00"}
        after = {**before, "hours": "96.00"}
        reader = VersionReader(self.env)
        row = reader.compare(before, after)["hours"][0]
        self.assertEqual(
            (row["before"], row["after"], row["difference"]),
            ("10 days", "12 days", "+2 days"),
        )
        self.assertEqual(reader.hours_difference({"hours": "80"}, after), "+16 h")
        self.assertEqual(reader.hours_difference(after, {"hours_shown": False}), "")
        hidden = reader.compare(after, {"hours_shown": False})
        self.assertEqual(hidden["hours"], [])
        self.assertIn("Hours shown", [fact["label"] for fact in hidden["facts"]])

    def test_it_is_printed_in_the_client_s_words(self):
        self._agree()
        comparison, _text = self._compared(
            self._second_version().with_user(self.pm).action_compare()
        )
        action = comparison.action_print()
        document = self.env["ir.actions.report"]._render_qweb_html(
            action["report_name"], comparison.ids
        )[0]
        text = " ".join(html.fromstring(document).text_content().split())
        self.assertIn("Web shop: what differs", text)
        self.assertIn("What we deliver", text)
        self.assertNotIn("Deliverable", text)

    def test_who_may_not_read_the_scope_may_not_compare_it(self):
        first, second = self._agree(), self._second_version()
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        Compare = self.env["scope.tor.version.compare"]
        for user in (self.consultant, self.employee, self.portal_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    second.with_user(user).action_compare()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.tor.with_user(user).action_compare_versions()
                for after in (second.id, False):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        comparison = Compare.with_user(user).create(
                            {
                                "tor_id": self.tor.id,
                                "before_id": first.id,
                                "after_id": after,
                            }
                        )
                        self.env.invalidate_all()
                        self.assertFalse(comparison.comparison)

    def test_a_comparison_made_by_another_shows_no_more_than_one_may_read(self):
        self._agree()
        action = self._second_version().with_user(self.pm).action_compare()
        comparison = self.env[action["res_model"]].browse(action["res_id"])
        comparison = comparison.with_user(self.consultant)
        self.assertIn("Reports", comparison.comparison)
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            comparison.read(["comparison"])

    def test_500_items_cost_the_queries_of_50(self):
        figures = {}
        for size in (50, 500):
            tor = self._large_scope(size)
            self._renegotiate(tor)
            items = tor.item_ids
            items[:10].write({"allowance_hours": 11})
            items[-5:].write({"active": False})
            self._agree(tor)
            now = self.env["scope.tor.version.compare"].create(
                {"tor_id": tor.id, "before_id": tor.current_version_id.id}
            )
            two, _text = self._compared(tor.action_compare_versions())
            for name, comparison in (("two", two), ("now", now)):
                read = lambda: comparison.comparison  # noqa: E731, B023
                self._count_queries(read)
                figures[name, size] = self._count_queries(read)[0]

        for name in ("two", "now"):
            with self.subTest(name):
                self.assertEqual(figures[name, 50], figures[name, 500])
