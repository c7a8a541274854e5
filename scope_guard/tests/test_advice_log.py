import doctest
import io
import zipfile
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.scope_guard.report import xlsx_formats, xlsx_rows

from ..report.scope_advice_log_columns import Column

ROUTE = "/scope_guard/advice_log.xlsx"

#: Each of these is a formula, a link, a number or broken XML in some writer of files
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.com","here")',
    "{=SUM(1,2)}",
    "+1+1",
    "-1+1",
    "@SUM(1,2)",
    "\t=1+1",
    "https://example.com/x",
    "mailto:a@example.com",
    "internal:Sheet2!A1",
    "external:c:\\x.xlsx",
    "file:///etc/passwd",
    "12345",
    "1e5",
    "TRUE",
    "#REF!",
    "<r><t>x</t></r>",
    "<r><not closed</r>",
    "_x0041_",
    "]]></t><f>1+1</f>",
    "' leading and trailing ",
]


class AdviceLogCommon:
    """A project manager, a customer with a contact, and a reader of the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = new_test_user(
            cls.env, "log_manager", "base.group_user,project.group_project_user"
        )
        cls.manager.write({"name": "Maria Manager", "tz": "Europe/Berlin"})
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.company = cls.env["res.company"].create(
            {"name": "Consulting & Söhne", "currency_id": cls.euro.id}
        )
        cls.manager.write(
            {
                "company_ids": [Command.set(cls.company.ids)],
                "company_id": cls.company.id,
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Nordwind/Müller: GmbH", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Tom Kim", "parent_id": cls.customer.id}
        )
        cls.project = cls.env["project.project"].create(
            {
                "name": "Web shop",
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "privacy_visibility": "employees",
                "user_id": cls.manager.id,
            }
        )

    @classmethod
    def _create_advice(cls, **values):
        env = cls.env(user=cls.manager)
        return env["scope.advice"].create(
            {
                "name": "Specialist for the shop link",
                "recommendation": "First line\nSecond line",
                "risk": "Orders may be posted twice",
                "partner_id": cls.customer.id,
                "contact_id": cls.contact.id,
                "project_id": cls.project.id,
                "date_told": "2026-03-03",
                "company_id": cls.company.id,
                **values,
            }
        )

    def _log(self, domain=None, user=None, lang=None, **options):
        """Return the workbook, as openpyxl reads it, and the file name."""
        env = self.env(user=user or self.manager)
        if lang:
            env = env(context={**env.context, "lang": lang})
        if domain is None:
            domain = [("partner_id", "=", self.customer.id)]
        content, filename = env["scope.advice.log"].get_xlsx(domain, **options)
        self.assertEqual(content[:2], b"PK")
        return load_workbook(io.BytesIO(content)), filename

    def _rows(self, book):
        """Return the cells of each row of the log by the name of their field."""
        env = self.env(user=self.manager)
        columns = env["scope.advice.log"]._get_readable_columns()
        names = [
            column.source if isinstance(column.source, str) else column.source.__name__
            for column in columns
        ]
        return [
            dict(zip(names, row, strict=True))
            for row in book.worksheets[1].iter_rows(min_row=2)
        ]

    def _heading(self, book):
        return {row[0].value: row[1] for row in book.worksheets[0].iter_rows(min_row=3)}


@tagged("post_install", "-at_install")
class TestAdviceLog(AdviceLogCommon, TransactionCase):
    def test_format_helpers_keep_their_promises(self):
        result = doctest.testmod(xlsx_formats)
        self.assertGreater(result.attempted, 10)
        self.assertFalse(result.failed)

    def test_cells_have_the_types_of_their_values(self):
        advice = self._create_advice(
            decision="self",
            commitment_owner_id=self.contact.id,
            commitment_date="2026-05-12",
            high_risk=True,
            outcome="materialised",
            date_incident="2026-06-01",
            incident_cost=41000.5,
        )
        advice.date_told = "2026-03-03"
        [row] = self._rows(self._log()[0])
        self.assertEqual(row["code"].value, advice.code)
        self.assertEqual(row["date_told"].value, datetime(2026, 3, 3))
        self.assertTrue(row["date_told"].is_date)
        self.assertEqual(row["commitment_date"].value, datetime(2026, 5, 12))
        self.assertEqual(row["date_incident"].value, datetime(2026, 6, 1))
        self.assertEqual(row["incident_cost"].value, 41000.5)
        self.assertEqual(row["incident_cost"].data_type, "n")
        self.assertEqual(row["partner_id"].value, self.customer.name)
        self.assertEqual(row["project_id"].value, "Web shop")
        self.assertEqual(row["user_id"].value, "Maria Manager")
        self.assertEqual(row["high_risk"].value, "Yes")
        labels = dict(advice._fields["decision"]._description_selection(self.env))
        self.assertEqual(row["decision"].value, labels["self"])
        self.assertEqual(row["recommendation"].value, "First line\nSecond line")
        self.assertTrue(row["recommendation"].alignment.wrap_text)
        self.assertIsNone(row["date_recorded"].value)

    def test_time_is_that_of_the_reader(self):
        advice = self._create_advice(decision="accepted")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE scope_advice SET date_recorded = '2026-07-01 12:30:15'"
            " WHERE id = %s",
            [advice.id],
        )
        advice.invalidate_recordset()
        [row] = self._rows(self._log()[0])
        self.assertEqual(row["date_recorded"].value, datetime(2026, 7, 1, 14, 30, 15))

    def test_dates_and_money_follow_the_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self._create_advice(
            outcome="materialised", date_incident="2026-06-01", incident_cost=1234.5
        )
        expected = {
            "en_US": ("m/d/yyyy", '"€"#,##0.00'),
            "de_DE": ("dd.mm.yyyy", '#,##0.00 "€"'),
        }
        for lang, (day, money) in expected.items():
            with self.subTest(lang=lang):
                [row] = self._rows(self._log(lang=lang)[0])
                self.assertEqual(row["date_told"].number_format, day)
                self.assertEqual(row["incident_cost"].number_format, money)
                self.assertTrue(row["date_told"].is_date)

    def test_each_amount_has_the_sign_of_its_own_currency(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        values = {"outcome": "materialised", "date_incident": "2026-06-01"}
        self._create_advice(incident_cost=10, **values)
        other = self._create_advice(
            incident_cost=7000, date_told="2026-04-04", **values
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE scope_advice SET currency_id = %s WHERE id = %s", [yen.id, other.id]
        )
        other.invalidate_recordset()
        book, _filename = self._log()
        formats = [row["incident_cost"].number_format for row in self._rows(book)]
        self.assertEqual(formats, ['"€"#,##0.00', '"¥"#,##0'])
        costs = {
            row[1].value
            for row in book.worksheets[0].iter_rows()
            if row[0].value == "Cost noted"
        }
        self.assertEqual(costs, {10, 7000}, "Sums of two currencies are never added")

    def test_text_stays_text_in_every_column(self):
        texts = (
            "name",
            "recommendation",
            "risk",
            "other_ways",
            "reason",
            "client_view",
            "outcome_note",
        )
        for number, payload in enumerate(PAYLOADS):
            self._create_advice(
                date_told=date(2026, 1, number + 1),
                decision="declined",
                **dict.fromkeys(texts, payload),
            )
        self.contact.name = self.customer.name = self.project.name = PAYLOADS[1]
        book, _filename = self._log()
        rows = self._rows(book)
        self.assertEqual(len(rows), len(PAYLOADS))
        for row, payload in zip(rows, PAYLOADS, strict=True):
            for name in (*texts, "partner_id", "contact_id", "project_id"):
                cell = row[name]
                with self.subTest(payload=payload, column=name):
                    self.assertEqual(cell.data_type, "s")
                    self.assertIsNone(cell.hyperlink)
            # Excel reads _x0041_ as an escaped A; openpyxl leaves that to its caller.
            self.assertEqual(unescape(row["risk"].value).rstrip(), payload.rstrip())
            if payload[0] in "=+-@\t":
                self.assertTrue(row["risk"].quotePrefix)
        for sheet in book:
            for line in sheet.iter_rows():
                self.assertFalse([cell for cell in line if cell.data_type == "f"])

    def test_what_a_cell_cannot_hold_is_removed_or_cut(self):
        self._create_advice(
            name="bell\x07 and \x0bform\ufffe",
            recommendation="long " * 10000,
            risk="<p>Two <b>servers</b></p>",
            reason="if a < b & c > d, then <br/>",
            client_view="😀" * 20000,
            decision="declined",
        )
        [row] = self._rows(self._log()[0])
        self.assertEqual(row["name"].value, "bell and form")
        self.assertEqual(len(row["recommendation"].value), 32767)
        self.assertTrue(row["recommendation"].value.endswith("…"))
        self.assertEqual(row["risk"].value, "Two *servers*")
        self.assertEqual(row["reason"].value, "if a < b & c > d, then <br/>")
        units = len(row["client_view"].value.encode("utf-16-le")) // 2
        self.assertLessEqual(units, 32767)

    def test_days_before_1900_stay_text(self):
        self._create_advice(date_told="0026-03-03")
        [row] = self._rows(self._log()[0])
        self.assertEqual(row["date_told"].value, "0026-03-03")

    def test_header_is_frozen_filtered_and_readable(self):
        self._create_advice()
        self._create_advice()
        sheet = self._log()[0].worksheets[1]
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertEqual(
            sheet.auto_filter.ref, f"A1:{sheet.cell(3, sheet.max_column).coordinate}"
        )
        self.assertEqual(sheet.dimensions, sheet.auto_filter.ref)
        headers = [cell.value for cell in sheet[1]]
        self.assertTrue(all(headers))
        self.assertEqual(
            len(headers), len(set(headers)), "No two columns share a header"
        )
        self.assertTrue(all(cell.font.bold for cell in sheet[1]))
        for letter, dimension in sheet.column_dimensions.items():
            self.assertTrue(8 <= dimension.width <= 60, letter)

    def test_each_row_links_to_its_record(self):
        advice = self._create_advice()
        [row] = self._rows(self._log()[0])
        base = advice.get_base_url()
        self.assertEqual(
            row["_get_links"].hyperlink.target,
            f"{base}/odoo/action-scope_guard.scope_advice_action/{advice.id}",
        )
        links = [cell for cell in row.values() if cell.hyperlink]
        self.assertEqual(links, [row["_get_links"]])

    def test_an_address_is_escaped_in_the_file(self):
        base = "https://odoo.test/?a=1&b=\"<2>'"
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", base)
        self._create_advice()
        [row] = self._rows(self._log()[0])
        self.assertTrue(row["_get_links"].hyperlink.target.startswith(f"{base}/odoo/"))

    def test_links_beyond_the_limit_of_excel_are_plain_text(self):
        self.patch(xlsx_rows, "LINK_LIMIT", 2)
        advice = [self._create_advice(date_told=f"2026-01-0{day}") for day in (1, 2, 3)]
        cells = [row["_get_links"] for row in self._rows(self._log()[0])]
        self.assertEqual([bool(cell.hyperlink) for cell in cells], [True, True, False])
        self.assertTrue(cells[2].value.endswith(f"/{advice[2].id}"))

    def test_evidence_is_counted(self):
        Attachment = self.env(user=self.manager)["ir.attachment"]
        files = Attachment.create([{"name": "a"}, {"name": "b"}])
        self._create_advice(attachment_ids=[Command.set(files.ids)])
        [row] = self._rows(self._log()[0])
        self.assertEqual(row["_get_evidence_counts"].value, 2)

    def test_summary_counts_answers_and_outcomes(self):
        self._create_advice(decision="accepted", outcome="averted")
        self._create_advice(decision="accepted")
        self._create_advice(
            decision="declined",
            outcome="materialised",
            date_incident="2026-06-01",
            incident_cost=41000,
            date_told="2026-05-05",
        )
        book, _filename = self._log()
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        [start] = [number for number, row in enumerate(rows) if row[0] == "Answer"]
        labels = dict(self.env["scope.advice"]._fields["outcome"].selection)
        self.assertEqual(
            rows[start][:5],
            [
                "Answer",
                labels["averted"],
                labels["materialised"],
                labels["open"],
                "Total",
            ],
        )
        self.assertEqual(rows[start + 1][:5], ["Taken up", 1, 0, 1, 2])
        self.assertEqual(rows[start + 4][1:5], [0, 1, 0, 1])
        self.assertEqual(rows[start + 6][:5], ["Total", 1, 1, 1, 3])
        heading = self._heading(book)
        self.assertEqual(heading["Customer"].value, self.customer.name)
        self.assertEqual(heading["From"].value, datetime(2026, 3, 3))
        self.assertEqual(heading["Until"].value, datetime(2026, 5, 5))
        self.assertEqual(heading["Exported by"].value, "Maria Manager")
        self.assertTrue(heading["Exported on"].is_date)
        self.assertEqual(heading["Cost noted"].value, 41000)

    def test_summary_has_a_native_chart_with_its_figures(self):
        self._create_advice(decision="accepted")
        content, _name = self.env(user=self.manager)["scope.advice.log"].get_xlsx([])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            chart = archive.read("xl/charts/chart1.xml").decode()
        self.assertIn("barChart", chart)
        self.assertIn("<c:v>Taken up</c:v>", chart)
        self.assertIn("<c:v>1</c:v>", chart)

    def test_what_was_corrected_is_listed_but_not_counted(self):
        first = self._create_advice(decision="declined")
        first.action_record()
        second = self._create_advice(decision="accepted", predecessor_id=first.id)
        book, _filename = self._log()
        rows = {row["code"].value: row for row in self._rows(book)}
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[first.code]["_get_successors"].value, second.code)
        self.assertFalse(rows[second.code]["_get_successors"].value)
        # The customer has a column of its own.
        self.assertEqual(rows[first.code]["contact_id"].value, "Tom Kim")
        heading = self._heading(book)
        self.assertEqual(
            heading["Corrected by a later entry, not counted above"].value, 1
        )
        total = [
            row for row in book.worksheets[0].iter_rows() if row[0].value == "Total"
        ]
        self.assertEqual(total[0][4].value, 1)

    def test_an_empty_log_is_a_readable_file(self):
        book, filename = self._log(customer=self.customer)
        self.assertEqual(self._rows(book), [])
        texts = [cell.value for cell in book.worksheets[0]["A"]]
        self.assertIn("No advice is recorded for this selection yet.", texts)
        self.assertEqual(self._heading(book)["Customer"].value, self.customer.name)
        self.assertIn("Nordwind Müller GmbH", filename)

    def test_file_name_says_customer_and_day(self):
        self._create_advice()
        today = fields.Date.context_today(self.manager.with_user(self.manager))
        _book, filename = self._log()
        self.assertEqual(filename, f"advice log – Nordwind Müller GmbH – {today}.xlsx")
        other = self.env["res.partner"].create({"name": "Südwind", "is_company": True})
        self._create_advice(partner_id=other.id, contact_id=False, project_id=False)
        book, filename = self._log([])
        self.assertEqual(filename, f"advice log – Consulting & Söhne – {today}.xlsx")
        self.assertIn("Südwind", self._heading(book)["Customer"].value)

    def test_many_customers_are_named_in_part(self):
        for number in range(8):
            partner = self.env["res.partner"].create({"name": f"Customer {number}"})
            self._create_advice(
                partner_id=partner.id, contact_id=False, project_id=False
            )
        book, _filename = self._log([])
        self.assertTrue(self._heading(book)["Customer"].value.endswith("and 3 more"))

    def test_record_rules_hold(self):
        mine = self._create_advice()
        other_company = self.env["res.company"].create({"name": "Other"})
        self.env["scope.advice"].create(
            {
                "name": "Of the other company",
                "partner_id": self.customer.id,
                "contact_id": self.contact.id,
                "company_id": other_company.id,
            }
        )
        closed = self.env["project.project"].create(
            {
                "name": "Confidential",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "privacy_visibility": "followers",
                "user_id": self.env.ref("base.user_admin").id,
            }
        )
        self.env["scope.advice"].create(
            {
                "name": "In a project for its followers",
                "partner_id": self.customer.id,
                "contact_id": self.contact.id,
                "project_id": closed.id,
                "company_id": self.company.id,
                "decision": "declined",
            }
        )
        book, _filename = self._log()
        self.assertEqual([row["code"].value for row in self._rows(book)], [mine.code])
        self.assertEqual(self._heading(book)["Entries"].value, 1)
        self.assertNotIn(
            "Confidential",
            [cell.value for row in book.worksheets[1].iter_rows() for cell in row],
        )

    def test_users_without_access_get_nothing(self):
        self._create_advice()
        for groups in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"log_{groups[-6:]}", groups)
            with self.subTest(groups=groups), self.assertRaises(Exception) as caught:
                self._log(user=user)
            self.assertEqual(type(caught.exception).__name__, "AccessError")

    def test_languages_from_right_to_left_turn_the_sheets(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self._create_advice()
        book, _filename = self._log(lang="ar_001")
        self.assertTrue(all(sheet.sheet_view.rightToLeft for sheet in book))

    def test_sheet_names_are_sane_whatever_the_translation(self):
        self.assertEqual(
            self._log()[0].sheetnames,
            ["Summary", "Advice log", "Decisions", "Timeline"],
        )
        for name in (
            "A very long name: of [things] / more * than ?",
            "'",
            "",
            "History",
        ):
            made = xlsx_formats.sheet_name(name, taken=["a"])
            self.assertTrue(1 <= len(made) <= 31)
            self.assertFalse(set(made) & set("[]:*?/\\"))

    def test_queries_do_not_grow_with_the_rows(self):
        def count(number):
            Log = self.env(user=self.manager)["scope.advice.log"]
            Log.get_xlsx([("name", "=", "warm")])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Log.get_xlsx([("id", "in", advice[:number].ids)])
            return self.env.cr.sql_log_count - before

        people = self.env["res.partner"].create(
            [{"name": f"P{n}", "parent_id": self.customer.id} for n in range(100)]
        )
        advice = self.env(user=self.manager)["scope.advice"].union(
            *(self._create_advice(contact_id=person.id) for person in people)
        )
        self.env.flush_all()
        count(100)
        self.assertEqual(count(10), count(100))

    def test_columns_can_be_added(self):
        Log = type(self.env["scope.advice.log"])
        columns = Log._get_columns

        def more(log):
            def cities(advice):
                return {record.id: record.partner_id.city for record in advice}

            return columns(log) + [Column(cities, header="City"), Column("missing")]

        self.patch(Log, "_get_columns", more)
        self.customer.city = "=Bremen"
        self._create_advice()
        [row] = self._rows(self._log()[0])
        self.assertEqual(row["cities"].value, "=Bremen")
        self.assertEqual(row["cities"].data_type, "s")
        self.assertIn("missing", row)

    def test_wizard_says_what_will_come(self):
        self._create_advice(date_told="2026-03-03")
        Export = self.env(user=self.manager)["scope.advice.export"]
        export = Export.create(
            {
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "partner_ids": [Command.set(self.customer.ids)],
                "project_ids": [Command.set(self.project.ids)],
            }
        )
        self.assertEqual(export.advice_count, 1)
        self.assertEqual(
            export.action_export()["url"],
            f"{ROUTE}?partner_id={self.customer.id}&project_id={self.project.id}"
            "&date_from=2026-01-01&date_to=2026-12-31",
        )
        export.date_to = "2026-02-01"
        self.assertIn("No advice matches", export.result)
        self.assertTrue(export.action_export()["url"])

    def test_menus_of_advice_customer_and_project_lead_to_the_download(self):
        advice = self._create_advice()
        for name, record, parameter in (
            ("selection", advice, f"ids={advice.id}"),
            ("partner", self.contact, f"partner_id={self.contact.id}"),
            ("project", self.project, f"project_id={self.project.id}"),
        ):
            action = self.env.ref(f"scope_guard.scope_advice_export_{name}_action")
            action = action.with_user(self.manager).with_context(
                active_model=record._name, active_id=record.id, active_ids=record.ids
            )
            self.assertEqual(action.run()["url"], f"{ROUTE}?{parameter}")

    def test_large_selections_are_kept_instead_of_named(self):
        advice = self.env["scope.advice"].browse(range(1, 500))
        Export = self.env(user=self.manager)["scope.advice.export"]
        self.patch(type(Export), "create", lambda self, values: self.browse(7))
        action = Export._get_download_action(advice=advice)
        self.assertEqual(action["url"], f"{ROUTE}?export_id=7")


@tagged("post_install", "-at_install")
class TestAdviceLogDownload(AdviceLogCommon, HttpCase):
    def _get(self, query="", **options):
        return self.url_open(f"{ROUTE}?{query}", **options)

    def _codes(self, response):
        self.assertEqual(response.status_code, 200, response.text[:500])
        book = load_workbook(io.BytesIO(response.content))
        return [row["code"].value for row in self._rows(book)]

    def test_user_downloads_the_log(self):
        first = self._create_advice(date_told="2026-01-01")
        second = self._create_advice(date_told="2026-02-02", project_id=False)
        self.authenticate("log_manager", "log_manager")
        response = self._get(f"partner_id={self.contact.id}")
        self.assertEqual(self._codes(response), [first.code, second.code])
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("Nordwind", response.headers["Content-Disposition"])
        self.assertEqual(int(response.headers["Content-Length"]), len(response.content))
        for query, expected in (
            (f"ids={first.id},{second.id}", [first.code, second.code]),
            (f"project_id={self.project.id}", [first.code]),
            ("date_from=2026-02-01", [second.code]),
            (f"partner_id={self.customer.id}&date_to=2026-01-31", [first.code]),
            ("ids=2147483647", []),
            ("ids=9999999999", []),
            ("unknown=1&date_from=2030-01-01", []),
        ):
            with self.subTest(query=query):
                self.assertEqual(self._codes(self._get(query)), expected)

    def test_archived_advice_is_in_a_selection_by_hand(self):
        advice = self._create_advice()
        advice.active = False
        self.authenticate("log_manager", "log_manager")
        self.assertEqual(self._codes(self._get(f"ids={advice.id}")), [advice.code])
        self.assertEqual(self._codes(self._get()), [])

    def test_a_kept_selection_is_for_its_maker_only(self):
        advice = self._create_advice()
        exports = [
            self.env(user=user)["scope.advice.export"].create(
                {"advice_ids": [Command.set(advice.ids)], "date_from": False}
            )
            for user in (self.manager, self.env.user)
        ]
        self.authenticate("log_manager", "log_manager")
        response = self._get(f"export_id={exports[0].id}")
        self.assertEqual(self._codes(response), [advice.code])
        self.assertEqual(self._get(f"export_id={exports[1].id}").status_code, 404)
        self.assertEqual(self._get("export_id=0").status_code, 404)

    def test_garbage_gets_a_sentence_and_never_an_error_of_ours(self):
        self.authenticate("log_manager", "log_manager")
        for query in (
            "ids=abc",
            "ids=1,,2",
            "ids=-1",
            "ids=1%00",
            "ids=%EF%BC%91",
            "ids=99999999999999999999",
            "partner_id=1 OR 1=1",
            "project_id=[1]",
            "project_id=1.5",
            "date_from=yesterday",
            "date_to=2026-02-30",
            "date_from=0000-00-00",
            "date_from=2026-02-02&date_to=2026-01-01",
            "export_id=x",
        ):
            with self.subTest(query=query):
                self.assertEqual(self._get(query).status_code, 400)
        for query in ("partner_id=2147483647", "project_id=2147483647"):
            self.assertEqual(self._get(query).status_code, 404)
        self.assertIn("2026-01-31", self._get("date_from=x").text)

    def test_unreadable_customers_and_projects_are_not_there(self):
        closed = self.env["project.project"].create(
            {"name": "Confidential", "privacy_visibility": "followers"}
        )
        closed.message_unsubscribe(self.manager.partner_id.ids)
        self.authenticate("log_manager", "log_manager")
        self.assertEqual(self._get(f"project_id={closed.id}").status_code, 404)

    def test_strangers_are_refused(self):
        self._create_advice()
        response = self._get(allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])
        for login, groups in (
            ("log_portal", "base.group_portal"),
            ("log_user", "base.group_user"),
        ):
            new_test_user(self.env, login, groups)
            self.authenticate(login, login)
            self.assertEqual(self._get().status_code, 403, login)
