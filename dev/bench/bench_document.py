"""Reading the document of an agreement: seconds of this process, without Odoo around it."""

import io
import statistics
import time

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.scope_guard.demo.word import make_docx
from odoo.addons.scope_guard.tools.document import read_document

RUNS = 5
CLAUSES, PAGES, LINES = 45, 500, 50


def measure(env, stock, report):
    """Report a usual Word file and a PDF of 500 pages, the latter beside pypdf's bare extraction of its text."""
    clauses = [
        ("Clause", f"The shop shows what it has in stock, part {n} (3 h)")
        for n in range(CLAUSES)
    ]
    word = make_docx([("Heading1", "Scope of delivery"), *clauses])
    report(
        f"read a Word file of {CLAUSES} clauses: ms", round(1000 * _seconds(word), 1)
    )
    pdf = _pdf()
    ours = _seconds(pdf, runs=1)
    bare = _bare(pdf)
    report(f"read a PDF of {PAGES} pages: s", round(ours, 2))
    report(
        f"read a PDF of {PAGES} pages, ours / the text alone by pypdf: ratio",
        round(ours / bare, 2),
    )


def _seconds(content, runs=RUNS):
    figures = []
    for _run in range(runs):
        start = time.process_time()
        assert read_document(content).text.items
        figures.append(time.process_time() - start)
    return statistics.median(figures)


def _bare(content):
    start = time.process_time()
    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text()
    return time.process_time() - start


def _pdf():
    content = io.BytesIO()
    canvas = Canvas(content)
    for number in range(PAGES):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(72, 780, f"Chapter {number} in scope")
        canvas.setFont("Helvetica", 10)
        for line in range(LINES):
            mark = "- " if line % 5 == 0 else "  "
            canvas.drawString(
                72,
                760 - 14 * line,
                f"{mark}The shop shows all {number} articles with stock {line}",
            )
        canvas.showPage()
    canvas.save()
    return content.getvalue()
