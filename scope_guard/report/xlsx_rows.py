"""Streams rows into the sheets of a workbook that XlsxWriter has made. Plain Python.

XlsxWriter takes about 10 microseconds for a cell, which is most of the time of a long
export, and keeps every link in memory until the end. So it makes the workbook with
formats, header, filter and one *specimen* row on each sheet; here that row is replaced
by the rows themselves. What is relied on is the file format, not the inside of the
library.
"""

import datetime
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from html import escape
from itertools import repeat
from typing import NamedTuple

import pytz
from xlsxwriter.utility import xl_col_to_name

from odoo.tools import html2plaintext

from . import xlsx_formats

#: Excel ignores links beyond 65,530 on a sheet; the address is plain text from here on
LINK_LIMIT = 65000
#: Excel believes in the 29th of February 1900; what was before stays text
FIRST_DAY = datetime.date(1900, 3, 1)
DAY_ZERO = datetime.date(1899, 12, 30)
DAY_SECONDS = 24 * 60 * 60
ROWS_IN_TEXT = 50
#: Packing harder takes twice the time and makes a long file a quarter smaller
COMPRESSION = 1
#: Points; a higher row is cut by Excel
LINE_HEIGHT, MAX_HEIGHT = 15, 409

_LINK_TYPE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
# Text that readers would take for an escaped character
_ESCAPED = re.compile("_(x[0-9a-fA-F]{4}_)")


class RowWriter:
    """Rows of one sheet, cell by cell, in the formats of one language.

    No text becomes a formula, a number or a link here, whatever it begins with. Links
    wait on disk until the rows are written: a file of Excel has them at its end.

    :param formats: ``{name: xlsxwriter.Format}`` of the workbook: text, guarded, date,
        datetime, count, decimal, link and one per currency, named by its id
    :param tz: time zone of the reader
    :param link_label: what the cell of a link says
    """

    def __init__(self, formats, tz, link_label):
        self.formats = formats
        self.tz = tz
        self.link_label = link_label
        self.styles = {}
        self.link_count = 0
        self._link_cells = tempfile.TemporaryFile()
        self._link_targets = tempfile.TemporaryFile()

    def write_specimen(self, sheet):
        """Write one cell of each format in the second row, and a link."""
        for column, style in enumerate(self.formats.values()):
            sheet.write_blank(1, column, None, style)
        sheet.write_url(1, len(self.formats), "https://specimen.invalid", None, "-")

    def get_rows(self, first, kinds, columns, widths=None):
        """Yield the rows of a batch as texts of some rows each.

        :param first: index of the first row, 0 is the header
        :param kinds: of the columns
        :param columns: for each column its values, from the first row to the last
        :param widths: of the columns, so that rows are as high as their texts; Excel
            finds out by itself, other programs do not
        """
        letters = [xl_col_to_name(index) for index in range(len(kinds))]
        cells, heights = [], []
        for index, (letter, kind, values) in enumerate(
            zip(letters, kinds, columns, strict=True)
        ):
            if kind == "link":
                cells.append(self._get_link_cells(letter, first, values))
                continue
            # Names and labels come again and again.
            distinct = {value for value in {*values} if value}
            get_cell = getattr(self, f"_get_{kind}_cell")
            known = {value: get_cell(value) for value in distinct}
            # Nothing known, no cell: no cost noted is not a cost of zero.
            cells.append([known.get(value) for value in values])
            if widths and kind == "text":
                lines = {
                    value: count
                    for value in distinct
                    if (count := xlsx_formats.count_lines(str(value), widths[index]))
                    > 1
                }
                if lines:
                    heights.append([lines.get(value, 1) for value in values])
        highest = map(max, zip(*heights, strict=True)) if heights else repeat(1)
        rows = []
        for number, (row, lines) in enumerate(
            zip(zip(*cells, strict=True), highest, strict=False), start=first + 1
        ):
            height = min(lines * LINE_HEIGHT, MAX_HEIGHT)
            rows.append(
                f'<row r="{number}" ht="{height}">'
                if lines > 1
                else f'<row r="{number}">'
            )
            rows += [
                f'<c r="{letter}{number}"{cell}'
                for letter, cell in zip(letters, row, strict=True)
                if cell
            ]
            rows.append("</row>")
            if number % ROWS_IN_TEXT == 0:
                yield "".join(rows)
                rows.clear()
        yield "".join(rows)

    def _get_text_cell(self, value):
        text = str(value)
        if xlsx_formats.is_markup(text):
            text = html2plaintext(text)
        text = xlsx_formats.clean_text(text)
        guarded = xlsx_formats.is_like_formula(text)
        return self._get_string_cell(text, "guarded" if guarded else "text")

    def _get_string_cell(self, text, style):
        space = ' xml:space="preserve"' if text != text.strip() else ""
        if "_x" in text:
            text = _ESCAPED.sub(r"_x005F_\1", text)
        return (
            f' s="{self.styles[style]}" t="inlineStr">'
            f"<is><t{space}>{escape(text, quote=False)}</t></is></c>"
        )

    def _get_number_cell(self, value, style=None):
        if style not in self.styles:
            style = "count" if isinstance(value, int) else "decimal"
        return f' s="{self.styles[style]}"><v>{value!r}</v></c>'

    def _get_money_cell(self, value):
        """Return the cell of ``(amount, id of the currency)``."""
        amount, currency_id = value
        return self._get_number_cell(float(amount), currency_id)

    def _get_date_cell(self, value):
        if value < FIRST_DAY:
            return self._get_string_cell(value.isoformat(), "text")
        return self._get_number_cell((value - DAY_ZERO).days, "date")

    def _get_datetime_cell(self, value):
        """Return the cell of a naive UTC time, in the time zone of the reader."""
        if FIRST_DAY.year < value.year < datetime.MAXYEAR:
            value = pytz.utc.localize(value).astimezone(self.tz).replace(tzinfo=None)
        day = value.date()
        if day < FIRST_DAY:
            return self._get_string_cell(value.isoformat(" ", "seconds"), "text")
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        serial = (day - DAY_ZERO).days + seconds / DAY_SECONDS
        return self._get_number_cell(serial, "datetime")

    def _get_link_cells(self, letter, first, urls):
        label = self._get_string_cell(self.link_label, "link")
        room = LINK_LIMIT - self.link_count
        cells, links = [], []
        for number, url in enumerate(urls, start=first + 1):
            if len(links) < room and url.startswith(("http://", "https://")):
                links.append((f"{letter}{number}", url))
                cells.append(label)
            else:
                cells.append(self._get_string_cell(url, "text"))
        self._keep_links(links)
        return cells

    def _keep_links(self, links):
        """Keep pairs of a cell and its address until the rows are written."""
        quoted = {url: escape(url) for url in {url for _cell, url in links}}
        named = [
            (f"rId{number}", cell, quoted[url])
            for number, (cell, url) in enumerate(links, start=self.link_count + 1)
        ]
        self.link_count += len(links)
        cells = [
            f'<hyperlink ref="{cell}" r:id="{name}"/>' for name, cell, _url in named
        ]
        self._link_cells.write("".join(cells).encode())
        targets = [
            f'<Relationship Id="{name}" Type="{_LINK_TYPE}"'
            f' Target="{url}" TargetMode="External"/>'
            for name, _cell, url in named
        ]
        self._link_targets.write("".join(targets).encode())

    def write_links(self, output):
        """Write the part of the sheet that says which cells are links."""
        if self.link_count:
            output.write(b"<hyperlinks>")
            _pour(self._link_cells, output)
            output.write(b"</hyperlinks>")

    def write_relations(self, output):
        """Write the part of the file that says where these links lead."""
        output.write(_RELATIONS.encode())
        _pour(self._link_targets, output)
        output.write(b"</Relationships>")


class SheetRows(NamedTuple):
    """What stands on one sheet in place of its specimen row.

    ``part`` is the name of the sheet inside the workbook,
    ``xl/worksheets/sheet2.xml``; ``area`` what it will hold, as ``A1:C3``; ``rows`` are
    texts made by :meth:`RowWriter.get_rows` of its ``writer``, read one after the other.
    """

    part: str
    area: str
    writer: RowWriter
    rows: Iterable[str]


def fill(template, target, sheets):
    """Write the workbook ``template`` to ``target``, rows in place of the specimens.

    :param sheets: a :class:`SheetRows` for each sheet that has a specimen
    """
    written = set()
    with (
        zipfile.ZipFile(template) as source,
        zipfile.ZipFile(
            target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION
        ) as archive,
    ):
        for sheet in sheets:
            _fill_sheet(source, archive, sheet)
            relations = sheet.part.replace("/worksheets/", "/worksheets/_rels/")
            relations += ".rels"
            with archive.open(relations, "w", force_zip64=True) as output:
                sheet.writer.write_relations(output)
            written |= {sheet.part, relations}
        for item in source.infolist():
            if item.filename not in written:
                archive.writestr(item, source.read(item))


def _fill_sheet(source, archive, sheet):
    text = source.read(sheet.part).decode()
    [specimen] = re.findall('<row r="2".*?</row>', text)
    before, after = text.split(specimen)
    before = re.sub('<dimension ref="[^"]*"', f'<dimension ref="{sheet.area}"', before)
    numbers = re.findall('<c r="[A-Z]+2" s="([0-9]+)"', specimen)
    writer = sheet.writer
    writer.styles = dict(zip(writer.formats, numbers, strict=False))
    after, ending = re.split("<hyperlinks>.*?</hyperlinks>", after)
    with archive.open(sheet.part, "w", force_zip64=True) as output:
        output.write(before.encode())
        for rows in sheet.rows:
            output.write(rows.encode())
        output.write(after.encode())
        writer.write_links(output)
        output.write(ending.encode())


def _pour(spool, output):
    spool.seek(0)
    shutil.copyfileobj(spool, output)
