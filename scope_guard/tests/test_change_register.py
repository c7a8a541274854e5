import io
import json
from urllib.parse import parse_qs, quote, urlsplit

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.scope_change_register import ADDRESS_LIMIT
from .test_advice_log import PAYLOADS
from .test_change_answer import AnswerCase

ROUTE = "/scope_guard/changes.xlsx"


class RegisterCase(AnswerCase):
    def _book(self, domain=(), user=None):
        stream = io.BytesIO()
        register = self.env["scope.change.register"].with_user(user or self.pm)
        self.filename = register.write_xlsx(stream, list(domain))
        return load_workbook(stream)

    def _rows(self, sheet):
        """The rows below the header, each as a dict by header."""
        header, *rows = sheet.values
        return [dict(zip(header, row, strict=True)) for row in rows]

    def _own(self):
        return [("tor_id", "=", self.tor.id)]


@tagged("post_install", "-at_install")
class TestChangeRegister(RegisterCase):
    def test_one_row_for_each_line(self):
        paid = self._sent(
            self._create_task("Map", allocated_hours=4)
            | self._create_task("News", allocated_hours=2),
            days_added=3,
            reason="Dealers",
        )
        lines = paid.line_ids.sorted(lambda line: line.task_id.id)
        self._answer(paid, dict(zip(lines.ids, ["pay", "rejected"], strict=True)))
        swapped = self._sent(self._create_task("Shop", allocated_hours=5))
        self._answer(swapped, "swap", swaps=[{"item_id": self.orders.id, "hours": 6}])
        draft = self._change(self._create_task("Fax", allocated_hours=1))
        rows = {
            row["Line"]: row for row in self._rows(self._book(self._own())["Changes"])
        }
        self.assertEqual(set(rows), {"Map", "News", "Shop", "Fax"})
        self.assertEqual(
            [rows["Map"][key] for key in ("No.", "Project", "Customer", "Status")],
            [paid.code, "Web shop", "Nordwind GmbH", "Agreed"],
        )
        self.assertEqual(
            [
                (row["Hours"], row["Client's answer"], row["Value agreed"])
                for row in (rows[name] for name in ("Map", "News", "Shop", "Fax"))
            ],
            [
                (4, "Pay", 400),
                (2, "Not done", None),
                (5, "Swap", None),
                (1, None, None),
            ],
        )
        self.assertEqual(
            rows["Shop"]["Leaves in exchange"], "D01 Orders to accounting: 6 h"
        )
        self.assertEqual(rows["Map"]["Answered by"], "Anna Berg")
        self.assertEqual(rows["Map"]["Version"], "v2")
        self.assertEqual(
            (rows["Map"]["Days added"], rows["Map"]["Why"]), (3, "Dealers")
        )
        self.assertEqual(rows["Fax"]["Status"], "Draft")
        sheet = self._book(self._own())["Changes"]
        self.assertIn(f"/{draft.id}", sheet.cell(5, 2).hyperlink.target)
        self.assertEqual(sheet.auto_filter.ref, "A1:AC5")

    def test_the_contract_value_of_each_project(self):
        self._answer(self._sent(self._create_task("Map", allocated_hours=4)))
        self._change(self._create_task("Fax", allocated_hours=3))
        other = self._create_guarded_project("Zoo")
        [row, _blank, total] = self._rows(self._book(self._own())["Contract value"])
        figures = (
            "Original hours",
            "Hours by changes",
            "Pending hours",
            "Hours as of today",
            "Original value",
            "Value by changes",
            "Pending value",
            "Value as of today",
        )
        wanted = [10, 4, 3, 14, 1000, 400, 300, 1400]
        self.assertEqual(row["Project"], "Web shop")
        self.assertEqual([row[name] for name in figures], wanted)
        self.assertIn("Total (", total["Project"])
        self.assertEqual([total[name] for name in figures], wanted)
        self.assertIn("Web shop", self.filename)
        # All of it: also what is agreed and never changed.
        names = [row["Project"] for row in self._rows(self._book()["Contract value"])]
        self.assertIn(other.name, names)

    def test_text_stays_text(self):
        tasks = self.Task.concat(
            *(self._create_task(name, allocated_hours=1) for name in PAYLOADS)
        )
        change = self._change(tasks, name="=1+1", reason="@SUM(1)")
        self.assertEqual(len(change.line_ids), len(PAYLOADS))
        sheet = self._book(self._own())["Changes"]
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        texts = {cell.value for cell in cells if cell.data_type == "s"}
        for payload in ("=1+1", "12345", "TRUE", "#REF!", "@SUM(1,2)"):
            self.assertIn(payload, texts)
        self.assertEqual({cell.column for cell in cells if cell.hyperlink}, {2})
        # With the prefix they stay text when somebody edits the cell.
        guarded = [cell for cell in cells if cell.value == "=1+1"]
        self.assertTrue(all(cell.quotePrefix for cell in guarded))

    def test_who_sees_what(self):
        self._change(self._create_task(allocated_hours=1))
        hidden = self.env["project.project"].create(
            {
                "name": "Secret",
                "user_id": self.manager.id,
                "privacy_visibility": "followers",
            }
        )
        tor = self.env["scope.tor"].create({"project_id": hidden.id})
        self._create_item(tor_id=tor.id)
        self._agree(tor)
        self.env["scope.change"].create(
            {"tor_id": tor.id, "line_ids": [Command.create({"name": "Hidden line"})]}
        )
        for user, seen in ((self.consultant, False), (self.manager, True)):
            book = self._book(user=user)
            lines = [row["Line"] for row in self._rows(book["Changes"])]
            names = [row["Project"] for row in self._rows(book["Contract value"])]
            self.assertEqual(("Hidden line" in lines, "Secret" in names), (seen, seen))
            self.assertIn("Web shop", names)

    def test_nothing_to_write(self):
        book = self._book([("id", "=", 0)])
        self.assertEqual(book["Changes"].max_row, 1)
        self.assertIn("No project", book["Contract value"].cell(2, 1).value)

    def test_queries_do_not_grow_with_the_lines(self):
        def queries(count):
            tasks = self.Task.concat(
                *(self._create_task(f"T{n}", allocated_hours=1) for n in range(count))
            )
            change = self._change(tasks)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._book([("id", "=", change.id)])
            return self.env.cr.sql_log_count - before

        queries(1)
        few, many = queries(3), queries(43)
        self.assertEqual(few, many)

    def test_what_is_marked_or_what_is_listed(self):
        change = self._change(self._create_task(allocated_hours=1)).with_user(self.pm)
        self.assertEqual(
            change.action_export_register()["url"], f"{ROUTE}?ids={change.id}"
        )
        self.assertEqual(change.browse().action_export_register()["url"], ROUTE)
        listed = change.browse().with_context(active_domain=[("state", "=", "draft")])
        address = urlsplit(listed.action_export_register()["url"])
        self.assertEqual(
            parse_qs(address.query), {"domain": ['[["state", "=", "draft"]]']}
        )
        with self.assertRaisesRegex(UserError, "too many"):
            change._action_register(ids="1," * ADDRESS_LIMIT)


@tagged("post_install", "-at_install")
class TestChangeRegisterDownload(RegisterCase, HttpCase):
    def _get(self, query="", login="scope_pm"):
        self.authenticate(login, login)
        return self.url_open(ROUTE + query)

    def test_download(self):
        self._change(self._create_task("Map", allocated_hours=1))
        self._change(self._create_task("Fax", allocated_hours=1)).action_cancel()
        domain = json.dumps([["tor_id", "=", self.tor.id], ["state", "=", "draft"]])
        reply = self._get(f"?domain={quote(domain)}")
        self.assertEqual(reply.status_code, 200)
        self.assertIn(".xlsx", reply.headers["Content-Disposition"])
        rows = self._rows(load_workbook(io.BytesIO(reply.content))["Changes"])
        self.assertEqual([row["Line"] for row in rows], ["Map"])
        rows = self._rows(
            load_workbook(
                io.BytesIO(self._get(f"?project_id={self.project.id}").content)
            )["Changes"]
        )
        self.assertEqual([row["Line"] for row in rows], ["Map", "Fax"])

    def test_not_for_others(self):
        with mute_logger("odoo.http"):
            for login in ("scope_portal", "scope_employee"):
                self.assertEqual(self._get(login=login).status_code, 403)
            self.authenticate(None, None)
            reply = self.url_open(ROUTE, allow_redirects=False)
            self.assertIn("/web/login", reply.headers.get("Location", ""))

    def test_bad_parameters(self):
        with mute_logger("odoo.http"):
            for query in (
                "?ids=abc",
                "?project_id=1,",
                "?domain=nonsense",
                "?domain=" + quote('[["no_such_field", "=", 1]]'),
                "?domain=" + quote("[1]"),
                "?domain=" + quote("[" * 5000),
                "?domain=7",
            ):
                self.assertEqual(self._get(query).status_code, 400, query)
        self.assertEqual(self._get("?ids=99999999999"[:15]).status_code, 200)

    def test_another_company(self):
        self.project.company_id = self.env.company
        self._change(self._create_task("Map", allocated_hours=1))
        company = self.env["res.company"].create({"name": "Other"})
        new_test_user(
            self.env,
            "scope_other",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        reply = self._get(f"?project_id={self.project.id}", login="scope_other")
        self.assertEqual(load_workbook(io.BytesIO(reply.content))["Changes"].max_row, 1)
