from lxml import html

from odoo.tests import tagged

from ..tools.version_reader import SHORT_POINTS, VersionReader
from .version_common import ScopeVersionCommon


@tagged("post_install", "-at_install")
class TestVersionReading(ScopeVersionCommon):
    def _text(self, markup):
        return " ".join(html.fromstring(markup).text_content().split())

    def _short(self, content, audience="client"):
        rows = VersionReader(self.env, audience).read_content(content)["short"]
        return {row["label"]: row["text"] or row["points"] for row in rows}

    def test_in_short(self):
        version = self._agree()
        self.assertEqual(
            self._short(version._get_content()),
            {
                "Hours": "140 h",
                "Reserve": "12 h that we may use without asking",
                "Period": "March 1, 2026 to June 30, 2026",
                "What we need from you": ["Article list (by March 14, 2026)"],
                "Not part of this project": ["Old orders"],
            },
        )
        self.assertEqual(
            list(self._short(version._get_content(), "own"))[3:],
            ["Client provides", "Not in"],
        )

    def test_money_and_a_total_come_first(self):
        content = {
            "amount": "36000.00",
            "currency": "EUR",
            "allowance_total": "300.00",
            "hours": "300.00",
        }
        short = self._short(content)
        self.assertEqual(list(short), ["Price", "Hours"])
        self.assertIn("36,000.00", short["Price"])
        self.assertIn("€", short["Price"])
        self.assertEqual(short["Hours"], "300 h in total")
        self.assertEqual(
            self._short({"amount": "5.00", "currency": "NONE"})["Price"], "5 NONE"
        )

    def test_the_rest_of_many_points_is_counted(self):
        items = [
            {"code": f"X{place}", "name": f"P{place}", "kind": "exclusion"}
            for place in range(SHORT_POINTS + 3)
        ]
        row = VersionReader(self.env).read_content({"items": items})["short"][0]
        self.assertEqual((len(row["points"]), row["more"]), (SHORT_POINTS, 3))

    def test_parts_stand_below_their_section(self):
        part = self._create_item("Suggestions", code="D12", parent_id=self.search.id)
        kinds = VersionReader(self.env, "client").read_content(
            self._agree()._get_content()
        )
        deliverables = kinds["kinds"][0]
        self.assertEqual(deliverables["title"], "What we deliver")
        self.assertEqual(deliverables["count"], 4)
        self.assertEqual(
            [
                (entry["code"], entry["level"], entry["is_section"], entry["hours"])
                for entry in deliverables["items"]
            ],
            [
                ("D10", 0, True, "100 h"),
                ("D11", 1, True, "24 h"),
                (part.code, 2, False, ""),
                ("D20", 0, False, "40 h"),
            ],
        )

    def test_a_part_of_another_kind_names_its_section(self):
        self.migration.parent_id = self.shop
        reading = VersionReader(self.env).read_content(self._agree()._get_content())
        entry = reading["kinds"][1]["items"][0]
        self.assertEqual((entry["level"], entry["part_of"]), (0, "D10 Shop"))

    def test_two_that_are_parts_of_one_another_are_not_lost(self):
        items = [
            {"code": "A", "name": "A", "kind": "deliverable", "parent": "B"},
            {"code": "B", "name": "B", "kind": "deliverable", "parent": "A"},
        ]
        reading = VersionReader(self.env).read_content({"items": items})
        self.assertEqual(len(reading["kinds"][0]["items"]), 2)

    def test_words_for_us_and_for_the_client(self):
        content = self._agree()._get_content()
        self.assertEqual(
            [
                kind["title"]
                for kind in VersionReader(self.env).read_content(content)["kinds"]
            ],
            ["Deliverable", "Not in", "Client provides"],
        )
        client = VersionReader(self.env, "client")
        titles = [
            client.kind_title(kind)
            for kind in (
                "deliverable",
                "exclusion",
                "assumption",
                "client_responsibility",
                "later_phase",
            )
        ]
        self.assertEqual(
            titles,
            [
                "What we deliver",
                "Not part of this project",
                "What we build on",
                "What we need from you",
                "Ideas for later",
            ],
        )

    def test_texts_are_escaped_and_keep_their_lines(self):
        self.search.write(
            {"name": "<b>Search</b>", "clause": "<script>alert(1)</script>\nsecond"}
        )
        self.tor.purpose = "Fast & <i>simple</i>"
        version = self._agree()
        document = self.env["ir.actions.report"]._render_qweb_html(
            "scope_guard.scope_tor_version_report", version.ids
        )[0]
        for markup in (version.reading, document.decode()):
            self.assertIn("&lt;b&gt;Search&lt;/b&gt;", markup)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;\nsecond", markup)
            self.assertIn("Fast &amp; &lt;i&gt;simple&lt;/i&gt;", markup)
            self.assertNotIn("<script>alert", markup)

    def test_an_old_content_reads_well(self):
        reader = VersionReader(self.env)
        for content in (
            {},
            {"items": []},
            {"items": [{"name": "Shop"}]},
            {"items": [{"code": "D1", "kind": "deliverable", "parent": "gone"}]},
            {"items": [{"code": "D1", "name": "A", "kind": "unheard_of"}]},
            {"hours": "much", "date_end": "soon", "items": None},
        ):
            with self.subTest(content=content):
                text = self._text(
                    self.env["scope.tor.version"]._render_reading(
                        reader.read_content(content)
                    )
                )
                self.assertNotIn("None", text)
                self.assertNotIn("False", text)
        self.assertEqual(self._short({"date_end": "soon"}), {"Period": "until soon"})
        self.assertEqual(
            self._short({"date_start": "2026-03-01"}), {"Period": "from March 1, 2026"}
        )

    def test_hours_in_the_unit_of_that_time(self):
        self.env.company.resource_calendar_id.hours_per_day = 8
        self.env.company.scope_hours_unit = "day"
        self.orders.allowance_hours = 12
        self.search.allowance_hours = 8
        content = self._agree()._get_content()
        self.assertEqual(
            (content["hours_unit"], content["hours_per_day"]), ("day", "8.00")
        )
        self.env.company.scope_hours_unit = "hour"
        reader = VersionReader(self.env)
        self.assertEqual(reader.hours("12.00", content), "1.5 days")
        self.assertEqual(reader.hours("8.00", content), "1 day")
        self.assertEqual(reader.hours("-8.00", content, signed=True), "\u22121 day")
        self.assertEqual(reader.hours("1200.00", {}), "1,200 h")
        self.assertEqual(reader.hours("0.00", content), "")

    def test_hours_that_are_not_shown(self):
        content = self._agree()._get_content()
        content["hours_shown"] = False
        reading = VersionReader(self.env).read_content(content)
        self.assertNotIn("Hours", [row["label"] for row in reading["short"]])
        self.assertFalse(any(entry["hours"] for entry in reading["kinds"][0]["items"]))

    def test_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        version = self._agree()
        self.partner.lang = "ar_001"
        self.assertIn('dir="rtl"', version.with_context(lang="ar_001").reading)
        self.assertIn('dir="ltr"', version.with_context(lang="en_US").reading)
        document = (
            self.env["ir.actions.report"]
            ._render_qweb_html("scope_guard.scope_tor_version_report", version.ids)[0]
            .decode()
        )
        self.assertIn('dir="rtl" lang="ar-001"', document)

    def test_who_agreed_when_how_and_who_recorded_it(self):
        self.env.company.resource_calendar_id.tz = "Asia/Kolkata"
        version = self._agree(
            self.tor.with_user(self.pm), date_agreed="2026-03-14", channel="meeting"
        ).with_env(self.env)
        sign = version._prepare_sign(version._get_content())
        self.assertEqual(sign["agreed"], "Agreed on March 14, 2026 by Anna Berg")
        self.assertEqual(sign["how"], "In a meeting")
        self.assertRegex(
            sign["recorded"],
            r"^Recorded on behalf of Nordwind GmbH by Jana Roth on .*\(UTC\+05:30\)$",
        )
        self.assertEqual(sign["hash"], version.content_hash)
        self.assertRegex(sign["short"], r"^[0-9a-f]{4}-[0-9a-f]{4}$")
        self.assertTrue(version.content_hash.startswith(sign["short"][:4]))

    def test_the_short_record_on_screen_and_the_full_one_on_paper(self):
        version = self._agree()
        self.assertEqual(
            version.hash_short,
            f"{version.content_hash[:4]}-{version.content_hash[4:8]}",
        )
        document = (
            self.env["ir.actions.report"]
            ._render_qweb_html("scope_guard.scope_tor_version_report", version.ids)[0]
            .decode()
        )
        self.assertIn(version.content_hash, document)
        self.assertIn(version.hash_short, document)

    def test_it_reads_as_it_was_agreed_whatever_came_after(self):
        version = self._agree()
        before = version.reading
        self._second_version()
        self.project.name = "Renamed"
        self.partner.name = "Renamed"
        self.env.invalidate_all()
        self.assertEqual(version.reading, before)
        document = (
            self.env["ir.actions.report"]
            ._render_qweb_html("scope_guard.scope_tor_version_report", version.ids)[0]
            .decode()
        )
        self.assertIn("Web shop: what we agree on", document)
        self.assertIn("Nordwind GmbH", document)
        self.assertNotIn("Renamed", document)

    def test_500_items_cost_the_queries_of_50(self):
        few, many = self._large_scope(50), self._large_scope(500)
        report = self.env["ir.actions.report"]

        def read(tor):
            return tor.current_version_id.reading

        def print_html(tor):
            return report._render_qweb_html(
                "scope_guard.scope_tor_version_report", tor.current_version_id.ids
            )[0]

        for function in (read, print_html):
            function(few)
            with self.subTest(function=function.__name__):
                small, _result = self._count_queries(lambda: function(few))  # noqa: B023
                large, result = self._count_queries(lambda: function(many))  # noqa: B023
                self.assertEqual(small, large)
                self.assertIn("Part 249", str(result))
