from datetime import date

import pytz
import xlsxwriter

from odoo import api, models
from odoo.tools.misc import babel_locale_parse, get_lang

from . import xlsx_formats
from .xlsx_writer import XlsxWriter

#: Widths of columns, in characters
LABEL, WIDE = 22, 90
CODE, DAY, NAME, TEXT = 10, 13, 40, 60


class ScopeWhyXlsx(models.AbstractModel):
    """The summary as a workbook: the same content as on paper, no text a formula."""

    _name = "scope.why.xlsx"
    _description = "Summary in Excel"

    @api.model
    @api.private
    def _write_xlsx(self, stream, content):
        """Write the workbook to a seekable binary file.

        Sheets: the summary as one reads it, the suggestions as a table, the dates.

        :param dict content: as made by ``scope.why._summary_content``
        """
        lang = get_lang(self.env, content["lang"] or None)
        own = self.with_context(lang=lang.code)
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(stream, options) as workbook:
            writer = XlsxWriter(
                workbook, babel_locale_parse(lang.code), self.env.tz or pytz.utc, []
            )
            names = []
            for name, write in (
                (own.env._("Summary"), own._write_summary),
                (own.env._("Suggestions"), own._write_suggestions),
                (own.env._("Dates"), own._write_dates),
            ):
                names.append(xlsx_formats.sheet_name(name, taken=names))
                sheet = workbook.add_worksheet(names[-1])
                sheet.set_landscape()
                sheet.fit_to_pages(1, 0)
                if lang.direction == "rtl":
                    sheet.right_to_left()
                write(writer, sheet, content)

    def _write_text(self, writer, sheet, row, column, text, style=None):
        guarded = xlsx_formats.is_like_formula(text or "")
        style = style or writer.formats["guarded" if guarded else "text"]
        writer.write_text(sheet, row, column, text or "", style)

    def _write_day(self, writer, sheet, row, column, iso):
        if iso:
            writer.write_date(sheet, row, column, date.fromisoformat(iso))

    def _write_summary(self, writer, sheet, content):
        sheet.set_column(0, 0, LABEL)
        sheet.set_column(1, 1, WIDE)
        self._write_text(writer, sheet, 0, 0, content["title"], writer.title)
        row = 2
        for label, text in self._summary_rows(content):
            self._write_text(writer, sheet, row, 0, label, writer.label)
            self._write_text(writer, sheet, row, 1, text)
            row += 1

    def _summary_rows(self, content):
        """Pairs of label and text, in the order of the document."""
        nothing = self.env._("Nothing that we know of.")
        rows = [
            (self.env._("Question"), content["incident"]),
            (self.env._("For"), content["customer"]),
            (self.env._("Project"), content["project"]),
            (self.env._("What we propose"), content["proposal"]),
            (self.env._("Where we stand"), content["standing"]),
        ]
        label = self.env._("What we agreed on")
        for line in content["agreed"] + content["changes"]:
            texts = [line["name"], line["text"], line["answer"]]
            rows.append((label, "\n".join(filter(None, texts))))
            label = ""
        label = self.env._("What is open on our side")
        for point in content["points"] or [nothing]:
            rows.append((label, point))
            label = ""
        rows.append((self.env._("About this summary"), content["extract"]))
        return [pair for pair in rows if pair[1]]

    def _write_suggestions(self, writer, sheet, content):
        columns = (
            (self.env._("No."), CODE, "code"),
            (self.env._("Date"), DAY, "date"),
            (self.env._("Our suggestion"), NAME, "name"),
            (self.env._("What and why"), TEXT, "text"),
            (self.env._("Your answer"), NAME, "answer"),
            (self.env._("Answered on"), DAY, "date_answer"),
            (self.env._("How you see it"), TEXT, "view"),
        )
        for index, (label, width, _key) in enumerate(columns):
            sheet.set_column(index, index, width)
            self._write_text(writer, sheet, 0, index, label, writer.header)
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(content["suggestions"], start=1):
            for index, (_label, _width, key) in enumerate(columns):
                write = self._write_text
                if key.startswith("date"):
                    write = self._write_day
                write(writer, sheet, row, index, line[key])

    def _write_dates(self, writer, sheet, content):
        for index, (label, width) in enumerate(
            ((self.env._("Date"), DAY), (self.env._("What"), WIDE))
        ):
            sheet.set_column(index, index, width)
            self._write_text(writer, sheet, 0, index, label, writer.header)
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(content["dates"], start=1):
            self._write_day(writer, sheet, row, 0, line["date"])
            self._write_text(writer, sheet, row, 1, line["text"])
