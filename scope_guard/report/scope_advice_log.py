import io

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

from . import xlsx_formats, xlsx_rows
from .scope_advice_log_sheet import Sheet
from .xlsx_rows import RowWriter, SheetRows
from .xlsx_writer import XlsxWriter

ROW_LIMIT = 1048576 - 1
#: Sheets that can be left out, by the names that the address of the download uses
OPTIONAL_SHEETS = ("decisions", "timeline")


class ScopeAdviceLog(models.AbstractModel):
    """The advice log as an Excel file, read as the current user: record rules hold.

    Memory stays flat however long the log is: rows are read in batches past the ORM's
    cache, and go to the file at once.
    """

    _name = "scope.advice.log"
    _inherit = [
        "scope.advice.log.reading",
        "scope.advice.log.columns",
        "scope.advice.log.summary",
        "scope.advice.log.decisions",
        "scope.advice.log.timeline",
    ]
    _description = "Advice Log in Excel"

    @api.model
    @api.private
    def get_xlsx(self, domain, **options):
        """Return the advice log as a workbook: *Summary*, *Advice log*, *Decisions* and
        *Timeline*.

        :param domain: on ``scope.advice``; what the current user may not read is left
            out, as in every list
        :param options: see :meth:`write_xlsx`
        :return: ``(content, filename)``, the content as bytes
        """
        stream = io.BytesIO()
        filename = self.write_xlsx(stream, domain, **options)
        return stream.getvalue(), filename

    @api.model
    @api.private
    def write_xlsx(
        self, stream, domain, customer=None, date_from=None, date_to=None, without=()
    ):
        """Write the workbook of :meth:`get_xlsx` to a seekable binary file.

        :param customer: ``res.partner`` that the log was asked for. It names the file
            while there is no advice; otherwise the customer is known from the rows
        :param date_from: first day of the period asked for, for the summary only
        :param date_to: last day of that period
        :param without: which of ``OPTIONAL_SHEETS`` to leave out
        :return: the file name to offer it under
        """
        lang = get_lang(self.env, self.env.context.get("lang") or self.env.user.lang)
        self = self.with_context(lang=lang.code)
        advice = self.env["scope.advice"].search(domain, order="date_told, id")
        sheets = self._get_sheets(advice, without)
        self._check_length(sheets)
        figures = self._get_figures(domain, customer, date_from, date_to)
        template = io.BytesIO()
        with xlsxwriter.Workbook(template, self._get_workbook_options()) as workbook:
            workbook.set_properties(
                {
                    "title": self.env._("Advice log"),
                    "author": self.env.user.name,
                    "company": self.env.company.name,
                    "created": fields.Datetime.now(),
                }
            )
            writer = XlsxWriter(
                workbook,
                babel_locale_parse(lang.code),
                self.env.tz,
                figures["currencies"],
            )
            names = [self.env._("Summary"), *(sheet.name for sheet in sheets)]
            summary, *pages = self._add_pages(workbook, names, lang.direction == "rtl")
            self._write_summary(writer, summary, figures)
            contents = [
                self._prepare_page(writer, page, sheet)
                for page, sheet in zip(pages, sheets, strict=True)
            ]
        xlsx_rows.fill(template, stream, contents)
        return self._get_filename(figures["customers"])

    def _get_sheets(self, advice, without=()):
        """Return the sheets after the summary, in their order.

        Hook: extend with sheets of your own.

        :param advice: ``scope.advice`` in the order of the log
        :return: list of :class:`Sheet`
        """
        columns = self._get_readable_columns()
        batches = self._get_log_batches(columns, advice.ids)
        sheets = [Sheet(self.env._("Advice log"), columns, len(advice), batches)]
        if "decisions" not in without:
            sheets.append(self._get_decisions_sheet(advice))
        if "timeline" not in without:
            sheets.append(self._get_timeline_sheet(advice))
        return sheets

    def _check_length(self, sheets):
        for sheet in sheets:
            if sheet.count > ROW_LIMIT:
                raise UserError(
                    self.env._(
                        "%(count)s entries are more than the sheet %(sheet)s holds "
                        "(%(limit)s). Choose a shorter period.",
                        count=sheet.count,
                        sheet=sheet.name,
                        limit=ROW_LIMIT,
                    )
                )

    def _get_workbook_options(self):
        return {
            # The writer decides what is text; these hold for those who override it.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }

    def _add_pages(self, workbook, names, right_to_left):
        taken, pages = [], []
        for name in names:
            taken.append(xlsx_formats.sheet_name(name, taken=taken))
            page = workbook.add_worksheet(taken[-1])
            page.set_landscape()
            page.set_footer("&L&A&R&P / &N")
            if right_to_left:
                page.right_to_left()
            pages.append(page)
        return pages

    def _prepare_page(self, writer, page, sheet):
        """Write the header of a sheet; return its rows, which are not read yet."""
        columns = sheet.columns
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width)
            writer.write_text(page, 0, index, column.header, writer.header)
        # The first columns stay in sight, too, while one reads along a row.
        page.freeze_panes(1, sheet.fixed)
        page.repeat_rows(0)
        if sheet.fits_page:
            page.fit_to_pages(1, 0)
        page.autofilter(0, 0, sheet.count, len(columns) - 1)
        if sheet.grey_after and sheet.count:
            index, day = sheet.grey_after
            cell = f"${xl_col_to_name(index)}2"
            page.conditional_format(
                *(1, 0, sheet.count, len(columns) - 1),
                {
                    "type": "formula",
                    "criteria": f"={cell}>DATE({day.year},{day.month},{day.day})",
                    "format": writer.to_come,
                },
            )
        rows = RowWriter(writer.formats, self.env.tz, self.env._("Open"))
        rows.write_specimen(page)
        return SheetRows(
            part=f"xl/worksheets/sheet{page.index + 1}.xml",
            area=xl_range(0, 0, sheet.count, len(columns) - 1),
            writer=rows,
            rows=self._get_rows(rows, sheet),
        )

    def _get_rows(self, writer, sheet):
        """Yield the rows of a sheet as the writer makes them, batch by batch."""
        kinds = [column.kind or "text" for column in sheet.columns]
        widths = [column.width for column in sheet.columns]
        first = 1
        for values in sheet.batches:
            yield from writer.get_rows(first, kinds, values, widths)
            first += len(values[0])

    def _get_filename(self, customers):
        owner = customers[0] if len(customers) == 1 else self.env.company.name
        today = fields.Date.context_today(self)
        parts = (self.env._("advice log"), owner, today.isoformat())
        return f"{xlsx_formats.file_name(*parts)}.xlsx"
