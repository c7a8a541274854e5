import io
from collections import defaultdict
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every
from odoo.tools.misc import babel_locale_parse, get_lang

from . import xlsx_formats, xlsx_rows
from .xlsx_rows import RowWriter, SheetRows
from .xlsx_writer import XlsxWriter

#: Rows read, named and written at once: all that is ever in memory
BATCH_SIZE = 1000
ROW_LIMIT = 1048576 - 1
#: Where the second sheet is in the file
CHANGES_PART = "xl/worksheets/sheet2.xml"
#: Where the links lead: with its action a record opens under its menu and list
ACTION = "action-scope_guard.scope_change_action"

#: Figures of a project, in hours and in money: names of fields of ``scope.tor``
HOURS = ("original_hours", "approved_hours", "pending_hours", "value_hours")
AMOUNTS = ("original_amount", "approved_amount", "pending_amount", "value_amount")


class Column(NamedTuple):
    """A column of the sheet of changes: its ``header``, the ``kind`` of its cells (text,
    date, number, money, link), a function ``value`` of a line, and its width."""

    header: str
    kind: str
    value: object
    width: int = 12


class ScopeChangeRegister(models.AbstractModel):
    """The register of changes as an Excel file, read as the current user: record rules
    hold. A sheet with the contract value of each project, and one with a row per line.
    """

    _name = "scope.change.register"
    _description = "Register of Changes in Excel"

    @api.model
    @api.private
    def write_xlsx(self, stream, domain):
        """Write the workbook to a seekable binary file.

        :param domain: on ``scope.change``; what the current user may not read is left
            out, as in every list. Without one, all projects that have a scope are in
            the first sheet, also those without a change
        :return: the file name to offer it under
        """
        lang = get_lang(self.env, self.env.context.get("lang") or self.env.user.lang)
        self = self.with_context(lang=lang.code)
        domain = Domain(domain)
        changes = self.env["scope.change"].search(domain, order="project_id, id")
        # The right to read a line is that to read its change.
        line_ids = self.env["scope.change.line"].search(
            [("change_id", "in", changes.ids)], order="change_id, sequence, id"
        )
        place = {change_id: index for index, change_id in enumerate(changes.ids)}
        line_ids = sorted(line_ids, key=lambda line: place[line.change_id.id])
        line_ids = [line.id for line in line_ids]
        if len(line_ids) > ROW_LIMIT:
            raise UserError(
                self.env._(
                    "%(count)s lines are more than a sheet holds (%(limit)s). Choose "
                    "fewer projects.",
                    count=len(line_ids),
                    limit=ROW_LIMIT,
                )
            )
        tors = self._get_tors(domain, changes)
        columns = self._get_columns()
        template = io.BytesIO()
        with xlsxwriter.Workbook(template, self._get_workbook_options()) as workbook:
            workbook.set_properties(
                {
                    "title": self.env._("Register of changes"),
                    "author": self.env.user.name,
                    "company": self.env.company.name,
                    "created": fields.Datetime.now(),
                }
            )
            writer = XlsxWriter(
                workbook,
                babel_locale_parse(lang.code),
                self.env.tz,
                tors.currency_id | changes.currency_id,
            )
            rows = RowWriter(writer.formats, self.env.tz, self.env._("Open"))
            values, register = self._add_sheets(workbook, lang.direction == "rtl")
            self._write_values(writer, values, tors)
            for index, column in enumerate(columns):
                register.set_column(index, index, column.width)
                writer.write_text(register, 0, index, column.header, writer.header)
            register.freeze_panes(1, 1)
            register.repeat_rows(0)
            register.autofilter(0, 0, len(line_ids), len(columns) - 1)
            rows.write_specimen(register)
        contents = SheetRows(
            part=CHANGES_PART,
            area=xl_range(0, 0, len(line_ids), len(columns) - 1),
            writer=rows,
            rows=self._get_rows(rows, columns, line_ids),
        )
        xlsx_rows.fill(template, stream, [contents])
        return self._get_filename(tors)

    def _get_workbook_options(self):
        return {
            # The writer decides what is text; these hold for those who override it.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }

    def _add_sheets(self, workbook, right_to_left):
        names = []
        for name in (self.env._("Contract value"), self.env._("Changes")):
            names.append(xlsx_formats.sheet_name(name, taken=names))
        sheets = [workbook.add_worksheet(name) for name in names]
        for sheet in sheets:
            sheet.set_landscape()
            sheet.set_footer("&L&A&R&P / &N")
            if right_to_left:
                sheet.right_to_left()
        return sheets

    def _get_filename(self, tors):
        owner = self.env.company.name
        if len(tors) == 1:
            owner = tors.project_id.display_name
        today = fields.Date.context_today(self)
        parts = (self.env._("changes"), owner, today.isoformat())
        return f"{xlsx_formats.file_name(*parts)}.xlsx"

    # ------------------------------------------------------------------ contract value
    def _get_tors(self, domain, changes):
        """The scopes of the changes; all that are agreed where all changes are asked
        for."""
        Tor = self.env["scope.tor"].with_context(active_test=False)
        wanted = Domain("id", "in", changes.tor_id.ids)
        if domain.is_true():
            wanted |= Domain("current_version_id", "!=", False) & Domain(
                "active", "=", True
            )
        tors = Tor.search(wanted)
        return tors.sorted(lambda tor: (tor.currency_id.name, tor.display_name.lower()))

    def _write_values(self, writer, sheet, tors):
        """Original, approved and pending of each project, in hours and in money, and
        the sums of each currency."""
        sheet.set_column(0, 1, 30)
        sheet.set_column(2, 10, 14)
        headers = [
            self.env._("Project"),
            self.env._("Customer"),
            self.env._("Version"),
            self.env._("Original hours"),
            self.env._("Hours by changes"),
            self.env._("Pending hours"),
            self.env._("Hours as of today"),
            self.env._("Original value"),
            self.env._("Value by changes"),
            self.env._("Pending value"),
            self.env._("Value as of today"),
        ]
        for column, header in enumerate(headers):
            writer.write_text(sheet, 0, column, header, writer.header)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sums = defaultdict(lambda: [0.0] * len(HOURS + AMOUNTS))
        row = 0
        for batch in split_every(BATCH_SIZE, tors.ids, tors.browse):
            for tor in batch:
                row += 1
                writer.write_text(sheet, row, 0, tor.display_name)
                # sudo: the customer's name stands on the scope.
                customer = tor.partner_id.sudo().display_name or ""
                writer.write_text(sheet, row, 1, customer)
                version = tor.current_version_id.display_name or ""
                writer.write_text(sheet, row, 2, version)
                figures = [tor[fname] for fname in HOURS + AMOUNTS]
                self._write_figures(writer, sheet, row, figures, tor.currency_id)
                total = sums[tor.currency_id]
                total[:] = map(sum, zip(total, figures, strict=True))
            batch.invalidate_recordset()
        if not row:
            writer.write_text(sheet, 1, 0, self.env._("No project in this selection."))
            return
        sheet.autofilter(0, 0, row, len(headers) - 1)
        row += 1
        for currency, total in sums.items():
            row += 1
            writer.write_text(
                sheet,
                row,
                0,
                self.env._("Total (%(currency)s)", currency=currency.name),
                writer.total,
            )
            self._write_figures(writer, sheet, row, total, currency)

    def _write_figures(self, writer, sheet, row, figures, currency):
        hours, amounts = figures[: len(HOURS)], figures[len(HOURS) :]
        for column, figure in enumerate(hours, start=3):
            writer.write_number(sheet, row, column, figure, writer.formats["decimal"])
        for column, figure in enumerate(amounts, start=3 + len(HOURS)):
            writer.write_money(sheet, row, column, (figure, currency))

    # ------------------------------------------------------------------ changes
    def _get_columns(self):
        """The columns of the sheet of changes, in their order.

        Hook: extend or reorder.
        """
        base = f"{self.get_base_url()}/odoo/{ACTION}"
        change = self._of_change

        def agreed(line):
            return line.state == "approved" and line.answer == "pay"

        return [
            Column(self.env._("No."), "text", change("code"), 10),
            Column(
                self.env._("Link"),
                "link",
                lambda line: f"{base}/{line.change_id.id}",
                8,
            ),
            Column(self.env._("Project"), "text", change("project_id"), 26),
            Column(self.env._("Customer"), "text", change("partner_id"), 26),
            Column(self.env._("Title"), "text", change("name"), 30),
            Column(self.env._("Status"), "text", change("state"), 14),
            Column(self.env._("Prepared on"), "date", change("date")),
            Column(self.env._("Prepared by"), "text", change("user_id"), 20),
            Column(self.env._("Asked for by"), "text", change("requested_by_id"), 20),
            Column(self.env._("Line"), "text", lambda line: line.name, 40),
            Column(self.env._("What changes"), "text", self._labels("operation"), 14),
            Column(
                self.env._("Item"), "text", lambda line: self._name_of(line.item_id), 26
            ),
            Column(
                self.env._("Task"), "text", lambda line: line.task_id.sudo().name, 26
            ),
            Column(self.env._("Hours"), "number", lambda line: line.hours),
            Column(
                self.env._("Value"),
                "money",
                lambda line: self._money(line, line.amount),
            ),
            Column(self.env._("Client's answer"), "text", self._labels("answer")),
            Column(
                self.env._("Hours agreed"),
                "number",
                lambda line: agreed(line) and line.hours,
            ),
            Column(
                self.env._("Value agreed"),
                "money",
                lambda line: self._money(line, agreed(line) and line.amount),
            ),
            Column(self.env._("Why"), "text", change("reason"), 40),
            Column(self.env._("If it waits"), "text", change("impact_if_waits"), 40),
            Column(
                self.env._("Serves the purpose"), "text", change("serves_purpose"), 12
            ),
            Column(self.env._("Days added"), "number", change("days_added")),
            Column(self.env._("Put to the client on"), "date", change("date_sent")),
            Column(self.env._("Answered on"), "date", change("date_answered")),
            Column(self.env._("Answered by"), "text", change("answered_by"), 20),
            Column(
                self.env._("How it was answered"), "text", change("answer_channel"), 16
            ),
            Column(
                self.env._("Recorded on the client's behalf by"),
                "text",
                change("on_behalf_user_id"),
                20,
            ),
            Column(self.env._("Version"), "text", change("version_id")),
            Column(self.env._("Leaves in exchange"), "text", self._leaves, 30),
        ]

    def _of_change(self, fname):
        """A function that reads a field of the change of a line."""
        field = self.env["scope.change"]._fields[fname]
        labels = {}
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))

        def read(line):
            value = line.change_id[fname]
            if field.type == "many2one":
                return self._name_of(value)
            return labels.get(value, value)

        return read

    def _labels(self, fname):
        field = self.env["scope.change.line"]._fields[fname]
        labels = dict(field._description_selection(self.env))
        return lambda line: labels.get(line[fname])

    def _name_of(self, record):
        # sudo, as in every list of Odoo: who reads a change reads the names on it. The
        # customer has a column of its own: people go without it.
        record = record.sudo().with_context(partner_display_name_hide_company=True)
        return record.display_name

    def _money(self, line, amount):
        return amount and (amount, line.change_id.currency_id.id)

    def _leaves(self, line):
        """What leaves in exchange for a line; a change swaps its lines together."""
        if line.answer != "swap":
            return None
        return "\n".join(
            self.env._(
                "%(item)s: %(hours)s h",
                item=self._name_of(swap.item_id),
                hours=self.env["project.task"]._scope_short_hours(swap.hours),
            )
            for swap in line.change_id.swap_ids
        )

    def _get_rows(self, writer, columns, line_ids):
        """Yield the rows as the writer makes them, batch by batch."""
        kinds = [column.kind for column in columns]
        first = 1
        for batch in split_every(BATCH_SIZE, line_ids):
            lines = self.env["scope.change.line"].browse(batch)
            values = [
                [column.value(line) or None for line in lines] for column in columns
            ]
            yield from writer.get_rows(first, kinds, values)
            first += len(batch)
            # Memory stays flat however long the register is.
            self.env.invalidate_all(flush=False)
