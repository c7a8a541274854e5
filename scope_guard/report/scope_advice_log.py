import io
from collections import defaultdict

import xlsxwriter
from xlsxwriter.utility import xl_range

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, split_every
from odoo.tools.misc import babel_locale_parse, get_lang

from . import xlsx_formats
from .xlsx_rows import RowWriter
from .xlsx_writer import XlsxWriter

#: Rows read, named and written at once: all that is ever in memory
BATCH_SIZE = 1000
ROW_LIMIT = 1048576 - 1
#: Where the second sheet is in the file
LOG_PART = "xl/worksheets/sheet2.xml"


class ScopeAdviceLog(models.AbstractModel):
    """The advice log as an Excel file, read as the current user: record rules hold.

    Memory stays flat however long the log is: rows are read in batches past the ORM's
    cache, and go to the file at once.
    """

    _name = "scope.advice.log"
    _inherit = ["scope.advice.log.columns", "scope.advice.log.summary"]
    _description = "Advice Log in Excel"

    @api.model
    @api.private
    def get_xlsx(self, domain, customer=None, date_from=None, date_to=None):
        """Return the advice log as a workbook: sheets *Summary* and *Advice log*.

        :param domain: on ``scope.advice``; what the current user may not read is left
            out, as in every list
        :param customer: ``res.partner`` that the log was asked for. It names the file
            while there is no advice; otherwise the customer is known from the rows
        :param date_from: first day of the period asked for, for the summary only
        :param date_to: last day of that period
        :return: ``(content, filename)``, the content as bytes
        """
        stream = io.BytesIO()
        filename = self.write_xlsx(
            stream, domain, customer=customer, date_from=date_from, date_to=date_to
        )
        return stream.getvalue(), filename

    @api.model
    @api.private
    def write_xlsx(self, stream, domain, customer=None, date_from=None, date_to=None):
        """Write the workbook of :meth:`get_xlsx` to a seekable binary file.

        :return: the file name to offer it under
        """
        lang = get_lang(self.env, self.env.context.get("lang") or self.env.user.lang)
        self = self.with_context(lang=lang.code)
        advice = self.env["scope.advice"].search(domain, order="date_told, id")
        if len(advice) > ROW_LIMIT:
            raise UserError(
                self.env._(
                    "%(count)s entries are more than a sheet holds (%(limit)s). "
                    "Choose a shorter period.",
                    count=len(advice),
                    limit=ROW_LIMIT,
                )
            )
        figures = self._get_figures(domain, customer, date_from, date_to)
        columns = self._get_readable_columns()
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
            rows = RowWriter(writer.formats, self.env.tz, self.env._("Open"))
            summary, log = self._add_sheets(workbook, lang.direction == "rtl")
            self._write_summary(writer, summary, figures)
            self._write_header(writer, log, columns, len(advice))
            rows.write_specimen(log)
        rows.fill(
            template,
            stream,
            LOG_PART,
            xl_range(0, 0, len(advice), len(columns) - 1),
            self._get_rows(rows, columns, advice.ids),
        )
        return self._get_filename(figures["customers"])

    def _get_workbook_options(self):
        return {
            # The writer decides what is text; these hold for those who override it.
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }

    def _add_sheets(self, workbook, right_to_left):
        names = []
        for name in (self.env._("Summary"), self.env._("Advice log")):
            names.append(xlsx_formats.sheet_name(name, taken=names))
        sheets = [workbook.add_worksheet(name) for name in names]
        for sheet in sheets:
            sheet.set_landscape()
            sheet.set_footer("&L&A&R&P / &N")
            if right_to_left:
                sheet.right_to_left()
        return sheets

    def _get_filename(self, customers):
        owner = customers[0] if len(customers) == 1 else self.env.company.name
        today = fields.Date.context_today(self)
        parts = (self.env._("advice log"), owner, today.isoformat())
        return f"{xlsx_formats.file_name(*parts)}.xlsx"

    def _write_header(self, writer, sheet, columns, count):
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            writer.write_text(sheet, 0, index, column.header, writer.header)
        # The number stays in sight, too, while one reads along a row.
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, count, len(columns) - 1)

    def _get_rows(self, writer, columns, ids):
        """Yield the rows of the log as the writer makes them, batch by batch."""
        kinds = [column.kind or "text" for column in columns]
        names = defaultdict(dict)
        first = 1
        for batch in split_every(BATCH_SIZE, ids):
            values = self._read_columns(columns, batch, names)
            yield from writer.get_rows(first, kinds, values)
            first += len(batch)

    def _read_columns(self, columns, ids, names):
        """Return the values of each column for a batch of advice.

        :param ids: of the batch; the user may read them
        :param names: display names known so far, by model and id
        """
        Advice = self.env["scope.advice"]
        advice = Advice.browse(ids)
        stored = {
            name: place
            for place, name in enumerate(
                dict.fromkeys(n for c in columns for n in self._get_stored_names(c))
            )
        }
        # The search has applied the rules, _field_to_sql checks the fields. Reading by
        # SQL leaves the ORM's cache empty and takes a tenth of its time.
        query = advice._as_query(ordered=True)
        terms = [Advice._field_to_sql(Advice._table, name, query) for name in stored]
        data = list(zip(*self.env.execute_query(query.select(*terms)), strict=True))
        values = []
        for column in columns:
            stored_names = self._get_stored_names(column)
            if stored_names:
                field = Advice._fields[stored_names[0]]
                found = (data[stored[name]] for name in stored_names)
                values.append(self._convert(names, field, *found))
            else:
                by_id = self._compute_column(column, advice)
                values.append([by_id.get(id_) for id_ in ids])
        return values

    def _get_stored_names(self, column):
        """Return the fields to select for a column; none if it has to be computed."""
        if not isinstance(column.source, str):
            return []
        Advice = self.env["scope.advice"]
        field = Advice._fields[column.source]
        if not field.store or not field.column_type:
            return []
        if field.type == "monetary":
            return [field.name, field.get_currency_field(Advice)]
        return [field.name]

    def _compute_column(self, column, advice):
        if not isinstance(column.source, str):
            return column.source(advice)
        field = advice._fields[column.source]
        values = {
            record.id: field.convert_to_export(record[field.name], record)
            for record in advice
        }
        advice.invalidate_recordset()
        return values

    def _convert(self, names, field, values, currency_ids=()):
        """Turn a column from what the database keeps into what the writer takes."""
        if field.type == "many2one":
            known = self._get_names(names, field.comodel_name, values)
            return [known.get(value) for value in values]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return [labels.get(value, value) for value in values]
        if field.type == "boolean":
            yes = self.env._("Yes")
            return [yes if value else None for value in values]
        if field.type == "monetary":
            pairs = zip(values, currency_ids, strict=True)
            return [value and (value, currency_id) for value, currency_id in pairs]
        if field.type == "html":
            return [value and html2plaintext(value) for value in values]
        return values

    def _get_names(self, names, model_name, ids):
        """Return the display names by id. An id is asked for once per file."""
        known = names[model_name]
        missing = {*ids} - known.keys() - {None}
        if missing:
            # As in every list of Odoo: who reads the advice reads the names in it,
            # also that of a colleague who has left for another company.
            # The customer has a column of its own: people go without it.
            records = (
                self.env[model_name]
                .sudo()
                .with_context(partner_display_name_hide_company=True)
                .browse(sorted(missing))
            )
            records.fetch(["display_name"])
            known.update((record.id, record.display_name) for record in records)
            records.invalidate_recordset()
        return known
