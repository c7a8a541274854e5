"""Writes .pdf files: set by a report generator, or line by line as old programs do."""

import io
import re
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from .markup import items_of, visible

BODY = ParagraphStyle(
    "body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=5
)
HEADS = {
    level: ParagraphStyle(
        f"h{level}", fontName="Helvetica-Bold", fontSize=size, leading=size + 4,
        spaceBefore=8, spaceAfter=4,
    )
    for level, size in ((0, 22), (1, 16), (2, 13), (3, 11.5))
}  # fmt: skip
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold", spaceBefore=6)
NUMBERS = {
    "bullet": ["•", "–", "•"], "dash": ["-", "-", "-"], "decimal": ["1.", "a)", "i."],
    "alpha": ["a)", "i.", "1."], "legal": ["1", "1.1", "1.1.1"],
}  # fmt: skip


class Paper:
    """Builds one document.

    :param grid: tables have lines
    :param narrow: width of the text in points; makes its lines break often
    """

    def __init__(self, header="", footer="", grid=True, numbered=False, narrow=0,
                 flat=False):  # fmt: skip
        self.header, self.footer, self.grid = header, footer, grid
        self.numbered, self.narrow, self.flat = numbered, narrow, flat
        self.counts = [0, 0, 0, 0]

    def build(self, elements):
        target = io.BytesIO()
        width = self.narrow or 451
        frame = Frame(72, 72, width, 698, 0, 0, 0, 0)
        half = [Frame(72 + x, 72, 213, 698, 0, 0, 0, 0) for x in (0, 238)]
        document = BaseDocTemplate(target, pagesize=A4, title="", author="")
        document.addPageTemplates(
            [
                PageTemplate("one", [frame], onPage=self._edges),
                PageTemplate("two", half, onPage=self._edges),
            ]
        )
        flow = []
        for element in elements:
            flow += self._element(element)
        document.build(flow)
        return target.getvalue()

    def _edges(self, canvas, document):
        canvas.setFont("Helvetica", 8)
        if self.header:
            canvas.drawString(72, 805, self.header)
        if self.footer:
            canvas.drawString(72, 40, self.footer)
            canvas.drawRightString(523, 40, str(document.page))

    def _element(self, element):
        tag, text = element[0], element[-1]
        if tag == "title":
            return [Paragraph(self._text(text), HEADS[0])]
        if tag == "h":
            if self.numbered:
                level = element[1]
                self.counts[level] += 1
                self.counts[level + 1 :] = [0] * (3 - level)
                number = ".".join(str(n) for n in self.counts[1 : level + 1])
                text = f"{number} {text}"
            return [Paragraph(self._text(text), HEADS[element[1]])]
        if tag == "fake":
            return [Paragraph(self._text(text), BOLD)]
        if tag == "p":
            return [Paragraph(self._text(text), BODY)]
        if tag == "more":
            style = ParagraphStyle("more", parent=BODY, leftIndent=18)
            return [Paragraph(self._text(text), style)]
        if tag == "list":
            return list(self._list(element))
        if tag == "table":
            return [self._table(text), Spacer(1, 8)]
        if tag == "break":
            return [FrameBreak()]
        if tag == "columns":
            flow = [NextPageTemplate("two"), FrameBreak()]
            for inner in text:
                flow += self._element(inner)
            return [*flow, NextPageTemplate("one")]
        return []

    def _list(self, element):
        counts = [0, 0, 0, 0]
        for text, style, depth in items_of(element[2], element[1]):
            counts[depth] += 1
            counts[depth + 1 :] = [0] * (3 - depth)
            form = NUMBERS[style][depth]
            if style == "legal":
                label = ".".join(str(n) for n in counts[: depth + 1])
            elif form[0] == "1":
                label = f"{counts[depth]}{form[1:]}"
            elif form[0] == "a":
                label = f"{chr(96 + counts[depth])}{form[1:]}"
            elif form[0] == "i":
                label = f"{['i', 'ii', 'iii', 'iv'][counts[depth] - 1]}{form[1:]}"
            else:
                label = form
            left = 18 * (depth + 1)
            paragraph = ParagraphStyle(
                "item", parent=BODY, leftIndent=left, bulletIndent=left - 15,
                spaceAfter=2,
            )  # fmt: skip
            yield Paragraph(self._text(text), paragraph, bulletText=label)

    def _table(self, rows):
        is_headed = rows[0][0] is not None
        rows = rows if is_headed else rows[1:]
        style, cells = [("VALIGN", (0, 0), (-1, -1), "TOP")], []
        if self.grid:
            style.append(("GRID", (0, 0), (-1, -1), 0.5, "black"))
        for number, row in enumerate(rows):
            line = []
            for column, text in enumerate(row):
                wide = tall = 0
                while column + wide + 1 < len(row) and row[column + wide + 1] == "<":
                    wide += 1
                while (
                    number + tall + 1 < len(rows)
                    and rows[number + tall + 1][column] == "^"
                ):
                    tall += 1
                if text not in ("<", "^") and (wide or tall):
                    style.append(
                        ("SPAN", (column, number), (column + wide, number + tall))
                    )
                look = BOLD if is_headed and not number else BODY
                shown = "" if text in ("<", "^") else self._text(text)
                line.append(Paragraph(shown, look) if shown else "")
            cells.append(line)
        longest = [
            max(len(row[column]) for row in rows if row[column] not in ("<", "^"))
            for column in range(len(rows[0]))
        ]
        widths = [min(max(6, size), 34) for size in longest]
        scale = (self.narrow or 451) / sum(widths)
        return Table(
            cells, [width * scale for width in widths], style=TableStyle(style)
        )

    @staticmethod
    def _text(text):
        text = escape(visible(text)).replace("\n", "<br/>")
        return re.sub("\t", " &nbsp; ", text)


def typed(lines, size=10):
    """A page for each list of lines, each line where a fixed pitch would put it."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for page in lines:
        y = 790
        for line in page:
            text = line.lstrip(" ")
            canvas.setFont("Courier", size)
            canvas.drawString(50 + 0.6 * size * (len(line) - len(text)), y, text)
            y -= size * 1.2
        canvas.showPage()
    canvas.save()
    return target.getvalue()
