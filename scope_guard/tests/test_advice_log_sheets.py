import io
from datetime import date, datetime

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..report import scope_advice_log, scope_advice_log_reading
from .test_advice_log import PAYLOADS, ROUTE, AdviceLogCommon


class SheetsCommon(AdviceLogCommon):
    def _table(self, name, book=None, **options):
        """Return the rows of a sheet, each the cells by their header."""
        sheet = (book or self._log(**options)[0])[name]
        headers = [cell.value for cell in sheet[1]]
        return [
            dict(zip(headers, row, strict=True)) for row in sheet.iter_rows(min_row=2)
        ]

    def _events(self, advice=None, **options):
        """Return the timeline as pairs of day and event."""
        return [
            (row["Date"].value.date().isoformat(), row["Event"].value)
            for row in self._table("Timeline", **options)
            if advice is None or row["No."].value == advice.code
        ]

    def _set_moments(self, advice, **moments):
        self.env.flush_all()
        for name, moment in moments.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE scope_advice SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    moment,
                    advice.id,
                )
            )
        advice.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestDecisionsSheet(SheetsCommon, TransactionCase):
    def test_one_row_for_each_answer(self):
        self._create_advice(name="Nobody answered")
        late = self._create_advice(
            name="Later",
            decision="declined",
            date_decided="2026-05-05",
            channel="meeting",
            reason="No budget",
            client_view="It ran for years",
            outcome="materialised",
            date_incident="2026-06-01",
        )
        self._create_advice(
            name="Sooner", decision="accepted", date_decided="2026-04-04"
        )
        rows = self._table("Decisions")
        self.assertEqual([row["Suggestion"].value for row in rows], ["Sooner", "Later"])
        row = rows[1]
        self.assertEqual(row["No."].value, late.code)
        self.assertEqual(row["Answered on"].value, datetime(2026, 5, 5))
        self.assertTrue(row["Answered on"].is_date)
        expected = {
            "Answer": "Not taken up",
            "Customer": self.customer.name,
            "Project": "Web shop",
            "Answered by": "Tom Kim",
            "By": "Meeting",
            "Their reason": "No budget",
            "How they see it": "It ran for years",
            "Since then": "Happened Jun 2026",
        }
        self.assertEqual({name: row[name].value for name in expected}, expected)
        self.assertIsNone(row["Answer recorded on"].value)
        self.assertTrue(row["Link"].hyperlink.target.endswith(f"/{late.id}"))

    def test_a_corrected_answer_names_its_correction(self):
        first = self._create_advice(decision="declined")
        first.action_record()
        second = self._create_advice(decision="accepted", predecessor_id=first.id)
        rows = {row["No."].value: row for row in self._table("Decisions")}
        self.assertEqual(rows[first.code]["Corrected by"].value, second.code)
        self.assertTrue(rows[first.code]["Answer recorded on"].is_date)
        self.assertIsNone(rows[second.code]["Corrected by"].value)

    def test_every_answer_has_a_row(self):
        advice = self._create_advice(
            decision="declined", date_decided="2026-04-04", reason="No budget"
        )
        advice.action_record()
        advice.record_changed_mind(
            {
                "decision": "accepted",
                "date_decided": "2026-05-05",
                "answer_channel": "call",
            }
        )
        book, _name = self._log()
        rows = self._table("Decisions", book)
        self.assertEqual(
            [(row["Answer"].value, row["Their reason"].value) for row in rows],
            [("Not taken up", "No budget"), ("Taken up", None)],
        )
        self.assertEqual(rows[1]["By"].value, "Call")
        self.assertTrue(rows[0]["Answer recorded on"].is_date)
        answered = [
            row["In words"].value
            for row in self._table("Timeline", book)
            if row["Event"].value == "Answered"
        ]
        self.assertEqual(answered, ["Not taken up: No budget", "Taken up"])

    def test_an_answer_on_the_page_says_so(self):
        advice = self._create_advice(
            date_told=fields.Date.today(), date_valid_until="2099-12-31"
        )
        advice.action_record()
        link, _url = self.env["scope.link"]._make(
            advice, "answer", partner=self.contact
        )
        outcome = advice.sudo()._client_answers(
            link, {"decision": "accepted"}, "Tom Kim", advice._note_hash()
        )
        self.assertEqual(outcome, "answered")
        [row] = self._table("Decisions")
        self.assertEqual(row["By"].value, "On the client's page")

    def test_decisions_may_be_kept_elsewhere(self):
        """One method says where they are: both sheets follow it."""
        advice = self._create_advice(decision="accepted", date_decided="2026-05-05")
        Log = type(self.env["scope.advice.log"])

        def with_history(log, ids):
            columns = "advice_id, decision, decided_by_id, date_decided, answer_channel"
            values = SQL(
                "(%(id)s, 'declined', %(who)s, DATE '2026-04-04', 'call', 'No', '',"
                " NULL::timestamp),"
                "(%(id)s, 'accepted', %(who)s, DATE '2026-05-05', 'mail', 'Yes', 'x',"
                " NULL::timestamp)",
                id=advice.id,
                who=self.contact.id,
            )
            return SQL(
                "SELECT * FROM (VALUES %s)"
                " AS history (%s, reason, client_view, date_answer_recorded)",
                values,
                SQL(columns),
            )

        self.patch(Log, "_get_decisions", with_history)
        book, _name = self._log()
        rows = self._table("Decisions", book)
        self.assertEqual(
            [(row["Answer"].value, row["Their reason"].value) for row in rows],
            [("Not taken up", "No"), ("Taken up", "Yes")],
        )
        words = [
            row["In words"].value
            for row in self._table("Timeline", book)
            if row["Event"].value == "Answered"
        ]
        self.assertEqual(words, ["Not taken up: No", "Taken up: Yes"])


@tagged("post_install", "-at_install")
class TestTimelineSheet(SheetsCommon, TransactionCase):
    def test_everything_that_has_a_day(self):
        advice = self._create_advice(
            date_told="2026-03-03",
            date_valid_until="2026-06-30",
            decision="self",
            date_decided="2026-03-10",
            commitment_owner_id=self.contact.id,
            commitment_date="2026-05-12",
            reason="We can do that",
            outcome="materialised",
            date_incident="2026-06-01",
            incident_cost=41000.5,
            outcome_note="Orders missing",
        )
        self._set_moments(
            advice,
            # In Berlin it is the next day already.
            date_recorded="2026-03-03 23:30:00",
            date_answer_recorded="2026-03-11 10:00:00",
        )
        rows = self._table("Timeline")
        self.assertEqual(
            [
                (
                    str(row["Date"].value.date()),
                    row["Event"].value,
                    row["On our side"].value,
                    row["On their side"].value,
                    row["In words"].value,
                    row["Cost to them"].value,
                )
                for row in rows
            ],
            [
                ("2026-03-03", "Suggested", "Maria Manager", "Tom Kim", "Call", None),
                ("2026-03-04", "Recorded", None, None, None, None),
                (
                    *("2026-03-10", "Answered", None, "Tom Kim"),
                    *("Their team does it: We can do that", None),
                ),
                ("2026-03-11", "Answer recorded", None, None, None, None),
                ("2026-05-12", "Ready by", None, "Tom Kim", None, None),
                ("2026-06-01", "Happened", None, None, "Orders missing", 41000.5),
                ("2026-06-30", "Offered until", None, None, None, None),
            ],
        )
        self.assertTrue(all(row["Date"].is_date for row in rows))
        self.assertEqual({row["No."].value for row in rows}, {advice.code})
        self.assertEqual({row["Project"].value for row in rows}, {"Web shop"})
        for row in rows:
            self.assertTrue(row["Link"].hyperlink.target.endswith(f"/{advice.id}"))

    def test_waits_is_looked_at_again_and_recorded_at_once(self):
        advice = self._create_advice(
            date_told="2026-03-03",
            date_valid_until="2026-04-30",
            decision="deferred",
            date_decided="2026-03-03",
            date_deferred_until="2026-05-05",
            date_review="2026-05-06",
        )
        moment = "2026-03-03 10:00:00"
        self._set_moments(advice, date_recorded=moment, date_answer_recorded=moment)
        self.assertEqual(
            self._events(),
            [
                ("2026-03-03", "Suggested"),
                ("2026-03-03", "Answered"),
                ("2026-03-03", "Recorded"),
                ("2026-04-30", "Offered until"),
                ("2026-05-05", "Waits until"),
                ("2026-05-06", "To look at again"),
            ],
        )

    def test_events_of_several_advice_are_in_the_order_of_the_days(self):
        for number, day in enumerate(("2026-03-09", "2026-03-01", "2026-03-05")):
            self._create_advice(
                name=f"No. {number}", date_told=day, date_valid_until=False
            )
        days = [day for day, _event in self._events()]
        self.assertEqual(days, sorted(days))
        self.assertIn("2026-03-01", days[0])

    def test_what_was_noted_has_the_day_of_the_note(self):
        advice = self._create_advice(
            date_told="2026-03-03",
            date_valid_until=False,
            decision="self",
            date_decided="2026-03-03",
            commitment_owner_id=self.contact.id,
            commitment_date="2026-05-05",
        ).with_context(tracking_disable=False)
        self.env.cr.flush()
        advice.action_commitment_confirmed()
        advice.action_prevented()
        self.env.cr.flush()
        self.env.invalidate_all()
        messages = advice.sudo().message_ids.filtered("tracking_value_ids")
        self.assertEqual(len(messages.tracking_value_ids), 2)
        messages.date = "2026-06-30 22:30:00"
        self.env.flush_all()
        self.assertEqual(
            self._events()[-2:],
            [("2026-07-01", "Done, according to them"), ("2026-07-01", "Prevented")],
        )
        # Taken back, it is no event any more.
        advice.with_context(tracking_disable=True).action_nothing_happened()
        self.assertNotIn("Prevented", [event for _day, event in self._events()])

    def test_a_correction_counts_also_outside_the_selection(self):
        first = self._create_advice(date_told="2026-03-03", date_valid_until=False)
        first.action_record()
        self._create_advice(predecessor_id=first.id, date_valid_until=False)
        [second] = first.successor_ids
        rows = self._table("Timeline", domain=[("id", "=", first.id)])
        [row] = [row for row in rows if row["Event"].value == "Corrected"]
        self.assertEqual(row["No."].value, first.code)
        self.assertEqual(row["In words"].value, second.code)
        self.assertEqual(row["On our side"].value, "Maria Manager")

    def test_rows_come_in_batches_without_a_gap(self):
        self.patch(scope_advice_log_reading, "BATCH_SIZE", 3)
        for number in range(7):
            self._create_advice(
                name=f"No. {number}",
                date_told=date(2026, 3, number + 1),
                decision="accepted",
                date_decided=date(2026, 4, number + 1),
                date_valid_until=False,
            )
        book, _name = self._log()
        self.assertEqual(len(self._rows(book)), 7)
        self.assertEqual(
            [row["Suggestion"].value for row in self._table("Decisions", book)],
            [f"No. {number}" for number in range(7)],
        )
        self.assertEqual(len(self._table("Timeline", book)), 14)


@tagged("post_install", "-at_install")
class TestLogSheets(SheetsCommon, TransactionCase):
    def test_header_filter_and_print(self):
        self._create_advice(decision="accepted")
        book, _name = self._log()
        for name, corner in (("Decisions", "B2"), ("Timeline", "C2")):
            sheet = book[name]
            with self.subTest(sheet=name):
                self.assertEqual(sheet.freeze_panes, corner)
                self.assertEqual(sheet.auto_filter.ref, sheet.dimensions)
                self.assertEqual(sheet.print_title_rows, "$1:$1")
                self.assertEqual(sheet.page_setup.orientation, "landscape")
                self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
                self.assertEqual(sheet.page_setup.fitToHeight, 0)
                headers = [cell.value for cell in sheet[1]]
                self.assertTrue(all(headers))
                self.assertEqual(len(headers), len(set(headers)))
                for letter, dimension in sheet.column_dimensions.items():
                    self.assertTrue(8 <= dimension.width <= 60, letter)

    def test_what_is_to_come_is_grey(self):
        self._create_advice(date_told="2026-03-03")
        [(area, [rule])] = self._log()[0][
            "Timeline"
        ].conditional_formatting._cf_rules.items()
        # The day where the manager is, who writes the log
        today = fields.Date.context_today(self.manager.with_user(self.manager))
        self.assertEqual(
            rule.formula, [f"$A2>DATE({today.year},{today.month},{today.day})"]
        )
        self.assertTrue(str(area.sqref).startswith("A2:"))

    def test_rows_are_as_high_as_their_texts(self):
        self.customer.name = "Nordwind"
        self._create_advice(name="Short", date_valid_until=False)
        self._create_advice(
            name="word " * 30, date_told="2026-03-04", date_valid_until=False
        )
        sheet = self._log()[0]["Timeline"]
        self.assertIsNone(sheet.row_dimensions[2].height)
        self.assertEqual(sheet.row_dimensions[3].height, 15 * 5)

    def test_text_stays_text(self):
        for number, payload in enumerate(PAYLOADS):
            self._create_advice(
                name=payload,
                date_told=date(2026, 1, number + 1),
                decision="declined",
                reason=payload,
                client_view=payload,
                outcome="materialised",
                outcome_note=payload,
                date_incident=date(2026, 2, number + 1),
            )
        self.contact.name = self.customer.name = self.project.name = PAYLOADS[1]
        book, _name = self._log()
        for name in ("Decisions", "Timeline"):
            links = 0
            for line in book[name].iter_rows(min_row=2):
                for cell in line:
                    self.assertNotEqual(cell.data_type, "f", cell.value)
                    links += bool(cell.hyperlink)
                    if isinstance(cell.value, str) and cell.value[0] in "=+-@\t":
                        self.assertTrue(cell.quotePrefix, cell.value)
            self.assertEqual(links, len(self._table(name, book)))
        [row] = [
            row
            for row in self._table("Timeline", book)
            if row["Event"].value == "Happened" and row["In words"].value == "=1+1"
        ]
        self.assertTrue(row["In words"].quotePrefix)

    def test_days_and_words_are_those_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self._create_advice(decision="accepted", date_decided="2026-03-04")
        sheets = self._log(lang="de_DE")[0].worksheets
        self.assertEqual(sheets[2]["C2"].number_format, "dd.mm.yyyy")
        self.assertEqual(sheets[3]["A2"].number_format, "dd.mm.yyyy")
        label = dict(
            self.env["scope.advice"]
            .with_context(lang="de_DE")
            ._fields["decision"]
            ._description_selection(self.env(context={"lang": "de_DE"}))
        )["accepted"]
        self.assertEqual(sheets[2]["D2"].value, label)

    def test_no_advice_no_rows(self):
        book, _name = self._log()
        for name in ("Decisions", "Timeline"):
            self.assertEqual(self._table(name, book), [])

    def test_record_rules_hold(self):
        mine = self._create_advice(decision="accepted")
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
        book, _name = self._log()
        for name in ("Decisions", "Timeline"):
            codes = {row["No."].value for row in self._table(name, book)}
            self.assertEqual(codes, {mine.code}, name)

    def test_sheets_can_be_left_out(self):
        self._create_advice(decision="accepted")
        book, _name = self._log(without=["decisions"])
        self.assertEqual(book.sheetnames, ["Summary", "Advice log", "Timeline"])
        self.assertTrue(self._table("Timeline", book))
        book, _name = self._log(without=["decisions", "timeline"])
        self.assertEqual(book.sheetnames, ["Summary", "Advice log"])
        self.assertEqual(len(self._rows(book)), 1)

    def test_more_than_a_sheet_holds_is_one_sentence(self):
        self._create_advice(decision="accepted")
        self.patch(scope_advice_log, "ROW_LIMIT", 1)
        with self.assertRaises(UserError) as caught:
            self._log()
        self.assertIn("Timeline", str(caught.exception))
        self._log(without=["timeline"])

    def test_queries_do_not_grow_with_the_rows(self):
        people = self.env["res.partner"].create(
            [{"name": f"P{n}", "parent_id": self.customer.id} for n in range(60)]
        )
        advice = self.env(user=self.manager)["scope.advice"].union(
            *(
                self._create_advice(contact_id=person.id, decision="declined")
                for person in people
            )
        )
        self.env.flush_all()

        def count(number):
            Log = self.env(user=self.manager)["scope.advice.log"]
            Log.get_xlsx([("name", "=", "warm")])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Log.get_xlsx([("id", "in", advice[:number].ids)])
            return self.env.cr.sql_log_count - before

        count(60)
        self.assertEqual(count(6), count(60))

    def test_wizard_leaves_sheets_out(self):
        Export = self.env(user=self.manager)["scope.advice.export"]
        export = Export.create({"date_from": False, "date_to": False})
        self.assertEqual(export.action_export()["url"], ROUTE)
        export.with_timeline = False
        self.assertEqual(export.action_export()["url"], f"{ROUTE}?without=timeline")
        export.with_decisions = False
        self.assertEqual(
            export.action_export()["url"], f"{ROUTE}?without=decisions,timeline"
        )
        many = self.env["scope.advice"].browse(range(1, 500))
        self.patch(type(Export), "create", lambda self, values: self.browse(7))
        action = Export._get_download_action(advice=many, without=["timeline"])
        self.assertEqual(action["url"], f"{ROUTE}?export_id=7&without=timeline")


@tagged("post_install", "-at_install")
class TestLogSheetsDownload(AdviceLogCommon, HttpCase):
    def test_sheets_by_the_address(self):
        self._create_advice(decision="accepted")
        self.authenticate("log_manager", "log_manager")
        for query, sheets in (
            ("", ["Summary", "Advice log", "Decisions", "Timeline"]),
            ("without=timeline", ["Summary", "Advice log", "Decisions"]),
            ("without=decisions,timeline,%00", ["Summary", "Advice log"]),
        ):
            with mute_logger("odoo.http"):
                response = self.url_open(f"{ROUTE}?{query}")
            self.assertEqual(response.status_code, 200)
            book = load_workbook(io.BytesIO(response.content))
            self.assertEqual(book.sheetnames, sheets, query)

    def test_a_kept_selection_leaves_sheets_out(self):
        advice = self._create_advice(decision="accepted")
        export = self.env(user=self.manager)["scope.advice.export"].create(
            {"advice_ids": [Command.set(advice.ids)], "date_from": False}
        )
        self.authenticate("log_manager", "log_manager")
        response = self.url_open(f"{ROUTE}?export_id={export.id}&without=decisions")
        book = load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.sheetnames, ["Summary", "Advice log", "Timeline"])
