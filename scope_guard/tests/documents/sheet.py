"""Writes .xlsx files the way Excel does."""

import io

import xlsxwriter


def workbook(sheets):
    """Build a workbook.

    :param sheets: list of (name, rows, options). A cell is a text, a number or
        (value, look); looks: bold, head, indent1, indent2, pt, hours, duration, money,
        wrap, title. Options: merge (list of ranges with their text and look), hidden,
        comments {cell: text}, header, footer, box, formulas {cell: (formula, value)}
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = {
            name: book.add_format(values)
            for name, values in {
                "bold": {"bold": True},
                "head": {"bold": True, "bg_color": "#DDDDDD", "border": 1},
                "title": {"bold": True, "font_size": 16},
                "indent1": {"indent": 1},
                "indent2": {"indent": 2},
                "pt": {"num_format": '0.0" PT"'},
                "hours": {"num_format": '0.0" h"'},
                "duration": {"num_format": "[h]:mm"},
                "money": {"num_format": '#,##0.00 "€"'},
                "date": {"num_format": "dd/mm/yyyy"},
                "wrap": {"text_wrap": True, "valign": "top"},
                "merged": {"valign": "vcenter", "border": 1},
            }.items()
        }
        for name, rows, options in sheets:
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    value, look = cell if isinstance(cell, tuple) else (cell, None)
                    if value is not None and value != "":
                        sheet.write(y, x, value, looks.get(look))
            for place, text, look in options.get("merge", ()):
                sheet.merge_range(place, text, looks[look])
            for place, text in options.get("comments", {}).items():
                sheet.write_comment(place, text)
            for place, (formula, value) in options.get("formulas", {}).items():
                sheet.write_formula(place, formula, None, value)
            if options.get("hidden"):
                sheet.hide()
            if options.get("header"):
                sheet.set_header(options["header"])
            if options.get("box"):
                sheet.insert_textbox("H2", options["box"])
    return target.getvalue()


def words(sheets):
    """All that may not get lost of the texts in a workbook."""
    parts = []
    for _name, rows, options in sheets:
        for row in rows:
            for cell in row:
                value = cell[0] if isinstance(cell, tuple) else cell
                if isinstance(value, str):
                    parts.append(value)
        parts += [text for _place, text, _look in options.get("merge", ())]
        parts += options.get("comments", {}).values()
        parts.append(options.get("box", ""))
    return "\n".join(parts)
