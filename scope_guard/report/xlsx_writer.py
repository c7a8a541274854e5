"""The formats of a workbook in one language, and how a few values are written."""

import pytz

from . import xlsx_formats

_TOP = {"valign": "top"}
# Beside texts: at the right a day would stick to the next column.
_DAY = {"valign": "top", "align": "left"}
_WRAP = {"valign": "top", "text_wrap": True}


class XlsxWriter:
    """The formats of one workbook, and ``write_<kind>`` for the cells of the summary.

    None of these lets a text become a formula, a number or a link.

    :param workbook: an open ``xlsxwriter.Workbook``
    :param locale: Babel locale of the reader
    :param tz: time zone of the reader
    :param currencies: of the amounts that will be written
    """

    def __init__(self, workbook, locale, tz, currencies):
        self.workbook = workbook
        self.tz = tz
        add = workbook.add_format
        self.title = add({"bold": True, "font_size": 16})
        self.label = add({"font_color": "#5F6B76", **_WRAP})
        self.header = add({"bold": True, "bg_color": "#E9ECEF", "bottom": 1, **_WRAP})
        self.total = add({"bold": True, "top": 1})
        self.plain = add(_TOP)
        self.to_come = add({"font_color": "#7A858F"})
        #: Formats of cells by the name that the rows use for them
        self.formats = {
            "text": add(_WRAP),
            # With the text prefix a text stays text when somebody edits its cell.
            "guarded": add({"quote_prefix": True, **_WRAP}),
            "count": add({"num_format": xlsx_formats.number_format(0), **_TOP}),
            "decimal": add({"num_format": xlsx_formats.number_format(), **_TOP}),
            "date": add({"num_format": xlsx_formats.date_format(locale), **_DAY}),
            "datetime": add(
                {"num_format": xlsx_formats.datetime_format(locale), **_DAY}
            ),
            "link": add({"font_color": "#0563C1", "underline": 1, **_TOP}),
        }
        for currency in currencies:
            code = xlsx_formats.money_format(
                locale, currency.name, currency.symbol, currency.decimal_places
            )
            self.formats[currency.id] = add({"num_format": code, **_TOP})

    def write_text(self, sheet, row, column, value, style=None):
        text = xlsx_formats.clean_text(value)
        sheet.write_string(row, column, text, style or self.formats["text"])

    def write_number(self, sheet, row, column, value, style=None):
        sheet.write_number(row, column, value, style or self.formats["count"])

    def write_money(self, sheet, row, column, value):
        """Write ``(amount, currency)`` with the sign of that currency."""
        amount, currency = value
        sheet.write_number(row, column, amount, self.formats[currency.id])

    def write_date(self, sheet, row, column, value):
        sheet.write_datetime(row, column, value, self.formats["date"])

    def write_datetime(self, sheet, row, column, value):
        """Write a naive UTC time, as Odoo keeps it, in the time zone of the reader."""
        value = pytz.utc.localize(value).astimezone(self.tz).replace(tzinfo=None)
        sheet.write_datetime(row, column, value, self.formats["datetime"])
