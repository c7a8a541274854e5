"""Small documents, made where a test needs one."""

import io
import zipfile
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def make_docx(*paragraphs):
    """Return the bytes of a Word document.

    :param paragraphs: its lines; "# " and "## " begin a heading, "- " and "-- " an item
        of a list, all others are plain
    """
    body = "".join(_paragraph(line) for line in paragraphs)
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}">'
        f'<w:name w:val="heading {level}"/></w:style>'
        for level in (1, 2)
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
        "</w:lvl>"
        for level in (0, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": _relations(officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": _relations(
            styles="styles.xml", numbering="numbering.xml"
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{_WORD}">'
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body>'
        "</w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return stream.getvalue()


def _paragraph(line):
    mark, _, text = line.partition(" ")
    if mark in ("#", "##"):
        look = f'<w:pStyle w:val="H{len(mark)}"/>'
    elif mark in ("-", "--"):
        look = (
            f'<w:numPr><w:ilvl w:val="{len(mark) - 1}"/><w:numId w:val="1"/></w:numPr>'
        )
    else:
        look, text = "", line
    return (
        f'<w:p><w:pPr>{look}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}'
        "</w:t></w:r></w:p>"
    )


def _relations(**targets):
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def make_pdf(*lines):
    """Return the bytes of a PDF with one page; without lines it is like a scan."""
    text = "".join(
        f"1 0 0 1 72 {770 - 24 * number} Tm ({line}) Tj\n"
        for number, line in enumerate(lines)
    )
    stream = f"BT /F1 12 Tf\n{text}ET" if lines else "0 0 m 500 700 l S"
    objects = (
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources <</Font <</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        "/Encoding /WinAnsiEncoding>>",
    )
    pdf, offsets = "%PDF-1.4\n", []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += f"{number} 0 obj\n{value}\nendobj\n"
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    pdf += (
        f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{rows}"
        f"trailer\n<</Size {len(offsets) + 1} /Root 1 0 R>>\n"
        f"startxref\n{len(pdf)}\n%%EOF\n"
    )
    return pdf.encode("cp1252")


#: Eight items and two notes, beside the purpose.
TOR_LINES = (
    "# Purpose",
    "Orders from the shop reach accounting the same day, without retyping.",
    "# Deliverables",
    "- Catalogue in the shop (40 h)",
    "-- Search by boat type",
    "-- Filter by price",
    "- Orders to accounting (5 days)",
    "# Out of scope",
    "- Migration of old orders",
    "- Point of sale",
    "# Assumptions",
    "- Shop and accounting have an interface each",
    "# Phase 2",
    "- Spare parts",
    "# Timeline",
    "Kick-off on 3 March.",
)
