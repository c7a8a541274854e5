import doctest
import io
import re
import zipfile

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged

from ..tools import (
    document,
    document_block,
    document_lines,
    document_number,
    document_odt,
    document_pdf_text,
    document_xlsx,
    tor_table,
)
from ..tools.document import DocumentError, read_document
from .documents import paper, sheet
from .documents.word import NS, Word
from .documents.writer import Writer


def repacked(content, changes):
    """The file with some of its parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in {*source.namelist(), *changes}:
            part = changes.get(name)
            package.writestr(name, source.read(name) if part is None else part)
    return target.getvalue()


def body(xml, numbering=""):
    """A .docx of these paragraphs."""
    content = Word().build([("p", "x")])
    changes = {
        "word/document.xml": f"<w:document {NS}><w:body>{xml}</w:body></w:document>"
    }
    if numbering:
        changes["word/numbering.xml"] = f"<w:numbering {NS}>{numbering}</w:numbering>"
    return repacked(content, changes)


def pdf(draw, pages=1):
    target = io.BytesIO()
    canvas = Canvas(target)
    for number in range(pages):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@tagged("post_install", "-at_install")
class TestDocument(BaseCase):
    def refused(self, content, name="offer.docx"):
        with self.assertRaises(DocumentError) as caught:
            read_document(content, name)
        return caught.exception

    def blocks(self, content, *roles):
        return [
            (block.role, block.number, block.text)
            for block in read_document(content).blocks
            if not roles or block.role in roles
        ]

    def test_doctests(self):
        for module in (document_lines, document_number, document_odt, document_pdf_text,
                       document_xlsx, tor_table):  # fmt: skip
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
        globs = {**vars(document), "DocumentError": DocumentError}
        result = doctest.testmod(
            document, globs=globs, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
        )
        self.assertFalse(result.failed)

    # What is read

    def test_a_document_says_what_it_is(self):
        content = Word().build(
            [
                ("title", "Web shop"),
                ("h", 1, "Purpose"),
                ("p", "Dealers order spare parts by themselves, around the clock."),
                ("h", 1, "Scope"),
                ("list", "bullet", ["Catalogue"]),
            ]
        )
        read = read_document(content, "offer.docx")
        self.assertEqual((read.format, read.title, read.pages), ("docx", "Web shop", 0))
        self.assertEqual(
            read.purpose, "Dealers order spare parts by themselves, around the clock."
        )
        self.assertEqual([block.no for block in read.blocks], [1, 2, 3, 4, 5])
        item = read.text.items[0]
        self.assertEqual((item.text, item.sources), ("Catalogue", [5]))
        self.assertEqual(read.text.source_section(item), "Scope")

    def test_hours_per_day_is_that_of_the_company(self):
        content = Word().build([("h", 1, "Scope"), ("list", "dash", ["Map (2 days)"])])
        self.assertEqual(read_document(content, "", 7.5).text.items[0].hours, 15)
        rows = [["Item", "Days"], ["Map", 2]]
        content = sheet.workbook([("Offer", rows, {})])
        self.assertEqual(read_document(content, "", 7.5).text.items[0].hours, 15)

    def test_numbers_are_those_that_the_reader_sees(self):
        def level(number, form, text, more=""):
            return (
                f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
                f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
            )

        def paragraph(text, number, depth):
            return (
                f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/>'
                f"</w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )

        numbering = (
            '<w:abstractNum w:abstractNumId="7">'
            + level(0, "upperRoman", "Art. %1.")
            + level(1, "decimal", "%1.%2", "<w:isLgl/>")
            + level(2, "lowerLetter", "(%3)")
            + "</w:abstractNum>"
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        )
        content = body(
            paragraph("A", 1, 0) + paragraph("B", 1, 1) + paragraph("C", 1, 2)
            + paragraph("D", 1, 2) + paragraph("E", 1, 1) + paragraph("F", 1, 0)
            + paragraph("G", 1, 1) + paragraph("H", 2, 0),
            numbering,
        )  # fmt: skip
        self.assertEqual(
            [block.number for block in read_document(content).blocks],
            ["Art. I.", "1.1", "(a)", "(b)", "1.2", "Art. II.", "2.1", "Art. V."],
        )

    def test_lists_of_several_kinds_nest(self):
        for maker in (Word(), Word(google=True), Writer()):
            content = maker.build(
                [
                    ("h", 1, "Scope"),
                    ("list", "decimal", [("Shop", ["Search", ("Filter", ["Size"])]),
                                         "Orders"]),
                ]
            )  # fmt: skip
            read = read_document(content)
            self.assertEqual(
                [(line.number, line.level) for line in read.text.items],
                [("1", 0), ("a", 1), ("b", 1), ("i", 2), ("2", 0)],
            )
            self.assertEqual(read.blocks[2].number.strip(".)"), "a")

    def test_what_is_no_item_is_kept_as_a_note(self):
        for maker in (
            Word(header="Offer 7", footer="Confidential"),
            Writer(header="Offer 7", footer="Confidential"),
        ):
            content = maker.build(
                [
                    ("h", 1, "Scope"),
                    ("list", "bullet", ["Catalogue{fn:Up to 500 articles.}",
                                        "Orders{cm:Anna:really?}", "Map"]),
                    ("box", "Valid until June"),
                ]
            )  # fmt: skip
            read = read_document(content)
            notes = {
                block.note_type: (block.text, block.note_of)
                for block in read.blocks
                if block.role == "note"
            }
            numbers = {block.text: block.no for block in read.blocks}
            self.assertEqual(
                notes,
                {
                    "header": ("Offer 7", 0),
                    "footer": ("Confidential", 0),
                    "footnote": ("Up to 500 articles.", numbers["Catalogue"]),
                    "comment": ("Anna: really?", numbers["Orders"]),
                    "textbox": ("Valid until June", 0),
                },
            )
            # A footnote neither ends the list nor becomes a part of it.
            self.assertEqual(
                [(item.text, item.level) for item in read.text.items],
                [("Catalogue", 0), ("Orders", 0), ("Map", 0)],
            )
            footnote = next(n for n in read.text.notes if n.text.startswith("Up to"))
            self.assertEqual(read.text.lines[footnote.parent].text, "Catalogue")
            self.assertIn("comments", [remark.code for remark in read.remarks])

    def test_tracked_changes_count_as_accepted(self):
        for maker in (Word(), Writer()):
            content = maker.build(
                [("h", 1, "Scope"), ("list", "bullet", ["Ten{- old-}{+ new+} reports"])]
            )
            read = read_document(content)
            self.assertEqual(read.text.items[0].text, "Ten new reports")
            self.assertEqual(
                [(remark.code, remark.values) for remark in read.remarks],
                [("tracked_changes", {"insertions": 1, "deletions": 1})],
            )

    def test_a_table_of_contents_is_one_note(self):
        content = Word(toc=True).build(
            [("h", 1, "Scope"), ("list", "bullet", ["Map"]), ("h", 1, "Exclusions")]
        )
        first = read_document(content).blocks[0]
        self.assertEqual((first.role, first.note_type), ("note", "toc"))
        self.assertIn("Exclusions", first.text)

    def test_pages_are_those_that_word_last_printed(self):
        content = body(
            "<w:p><w:r><w:t>One</w:t></w:r></w:p>"
            "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Two</w:t></w:r></w:p>"
        )
        read = read_document(content)
        self.assertEqual([block.page for block in read.blocks], [1, 2])
        self.assertEqual(read.pages, 2)

    def test_hidden_text_is_a_note(self):
        content = body(
            "<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr>"
            "<w:t>unseen</w:t></w:r></w:p>"
        )
        read = read_document(content)
        self.assertEqual([block.text for block in read.blocks], ["Seen", "unseen"])
        self.assertEqual(read.blocks[1].note_of, 1)
        self.assertEqual(read.remarks[0].code, "hidden_text")

    def test_macros_are_noticed_and_not_run(self):
        read = read_document(Word(macros=True).build([("p", "Text")]), "offer.docm")
        self.assertEqual((read.format, read.remarks[0].code), ("docx", "macros"))

    def test_merged_cells_hold_for_what_they_cover(self):
        rows = [["Item", "Kind", "Hours"], ["Map", "Out of scope", "1"], ["App", "^", "2"],
                ["Phase 2", "<", "<"], ["Bot", "", "3"]]  # fmt: skip
        for content in (
            Word().build([("table", rows)]),
            Writer().build([("table", rows)]),
        ):
            self.assertEqual(
                [(i.text, i.kind, i.hours) for i in read_document(content).text.items],
                [
                    ("Map", "exclusion", 1),
                    ("App", "exclusion", 2),
                    ("Bot", "later_phase", 3),
                ],
            )

    def test_cells_of_a_workbook_say_what_is_seen(self):
        content = sheet.workbook(
            [
                (
                    "Offer",
                    [
                        ["Item", "Hours", "Due"],
                        ["Map", (0.5, "duration"), (46086, "date")],
                        ["App", (2, "pt"), 12.5],
                        ["Bot", 12.375],
                    ],
                    {"comments": {"A3": "ask"}, "header": "&LOffer &P of &N"},
                ),
                ("Old", [["secret"]], {"hidden": True}),
            ]
        )
        read = read_document(content)
        self.assertEqual([item.hours for item in read.text.items], [12, 16, 12.38])
        self.assertIn("2026-03-05", read.text.items[0].clause)
        comment = next(block for block in read.blocks if block.note_type == "comment")
        self.assertEqual(read.blocks[comment.note_of - 1].cells[0], "App")
        self.assertEqual(read.blocks[0].text, "Offer of")
        codes = {remark.code: remark.values for remark in read.remarks}
        self.assertEqual(codes["hidden_sheets"], {"names": ["Old"]})
        self.assertIn("secret", [block.text for block in read.blocks][-1])

    def test_pages_of_a_pdf_are_put_together(self):
        def draw(canvas, number):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(72, 800, "Offer 77")
            canvas.drawString(300, 30, f"Page {number + 1} of 3")
            canvas.setFont("Helvetica-Bold", 14)
            canvas.drawString(72, 700, "In scope" if number == 0 else f"Part {number}")
            canvas.setFont("Helvetica", 10)
            for line, text in enumerate(
                (f"The shop shows all {number} articles and photos; the dealers order in-",
                 "stantly from it, also on the telephone, as long as the prices of the day",
                 "are there.")
            ):  # fmt: skip
                canvas.drawString(72, 680 - 12 * line, text)
            canvas.circle(76, 623, 2, fill=1)
            canvas.drawString(90, 620, "A drawn bullet (3 h)")

        read = read_document(pdf(draw, 3))
        self.assertEqual(read.pages, 3)
        notes = [(b.note_type, b.text) for b in read.blocks if b.role == "note"]
        self.assertEqual(notes, [("header", "Offer 77"), ("footer", "Page 1 of 3")])
        first = [block for block in read.blocks if block.page == 1]
        self.assertEqual(
            [(block.role, block.text) for block in first if block.role != "note"],
            [
                ("heading", "In scope"),
                ("paragraph", "The shop shows all 0 articles and photos; the "
                 "dealers order instantly from it, also on the telephone, as long as the "
                 "prices of the day are there."),
                ("paragraph", "• A drawn bullet (3 h)"),
            ],
        )  # fmt: skip
        self.assertEqual([item.hours for item in read.text.items], [3, 3, 3])

    def test_the_sign_of_a_footnote_is_no_figure(self):
        def draw(canvas, _number):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(72, 700, "- Import of orders (20 h)")
            canvas.drawString(72, 660, "- Report of the year")
            canvas.setFont("Helvetica", 6)
            canvas.drawString(184, 704, "1")
            canvas.drawString(165, 662, "2027")  # small, and still a part of the name

        first, second = read_document(pdf(draw)).text.items
        self.assertEqual((first.text, first.hours), ("Import of orders", 20))
        self.assertEqual(second.text, "Report of the year 2027")

    def test_a_side_column_is_read_by_itself(self):
        def draw(canvas, _number):
            canvas.setFont("Helvetica", 10)
            for line in range(8):
                canvas.drawString(60, 700 - 15 * line, f"Side note number {line}")
                canvas.drawString(
                    220,
                    697 - 13 * line,
                    f"The main column tells in line {line} what is planned",
                )

        text = " ".join(block.text for block in read_document(pdf(draw)).blocks)
        self.assertLess(text.index("number 7"), text.index("in line 0"))

    def test_pages_that_are_pictures_are_named(self):
        scan = self._scan()
        self.assertEqual(self.refused(scan, "scan.pdf").code, "no_text")
        self.assertEqual(self.refused(scan, "scan.pdf").values, {"pages": 1})
        writer = PdfWriter()
        writer.append(io.BytesIO(paper.typed([["In scope", "- A map of all berths"]])))
        writer.append(io.BytesIO(scan))
        target = io.BytesIO()
        writer.write(target)
        remarks = read_document(target.getvalue()).remarks
        self.assertEqual(
            [(remark.code, remark.values) for remark in remarks],
            [("pages_without_text", {"pages": [2]})],
        )

    @staticmethod
    def _scan():
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        image = ImageReader(Image.new("L", (20, 20), 128))
        return pdf(lambda canvas, number: canvas.drawImage(image, 0, 0, 500, 700))

    # What is refused

    def test_each_refusal_has_a_code(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        utf16 = "utf-16-le"
        odt = Writer().build([("p", "Text")])
        with zipfile.ZipFile(io.BytesIO(odt)) as package:
            manifest = package.read("META-INF/manifest.xml")
        locked = manifest.replace(b"</manifest:manifest>", b"<x:encryption-data/>")
        for content, name, code, values in (
            (b"", "offer.docx", "empty", {}),
            (b"Dear Anna", "offer.txt", "unknown_format", {"extension": "txt"}),
            (b"Dear Anna", "offer", "unknown_format", {"extension": ""}),
            (b"not a zip", "offer.docx", "broken", {}),
            (b"PK\x03\x04 cut off", "offer.docx", "broken", {}),
            (Word().build([("p", "x")])[:-40], "offer.docx", "broken", {}),
            (Word().build([("p", " ")]), "offer.docx", "empty", {}),
            (ole + "EncryptedPackage".encode(utf16), "a.docx", "password", {}),
            (ole + "WordDocument".encode(utf16), "a.doc", "old_format",
             {"extension": "doc", "wanted": "docx"}),
            (ole + "Workbook".encode(utf16), "a.xls", "old_format",
             {"extension": "xls", "wanted": "xlsx"}),
            (b"{\\rtf1 text}", "a.rtf", "old_format",
             {"extension": "rtf", "wanted": "docx"}),
            (repacked(odt, {"META-INF/manifest.xml": locked}), "a.odt", "password", {}),
            (repacked(odt, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
             "a.ods", "old_format", {"extension": "ods", "wanted": "xlsx"}),
            (b"%PDF-1.7\n", "a.pdf", "broken", {}),
            (self._locked_pdf(), "a.pdf", "password", {}),
            (bytes(21 << 20), "a.pdf", "too_large", {"size": 21, "limit": 20}),
        ):  # fmt: skip
            with self.subTest(name=name, code=code):
                error = self.refused(content, name)
                self.assertEqual((error.code, error.values), (code, values))

    def _locked_pdf(self, owner_only=False):
        writer = PdfWriter()
        writer.append(PdfReader(io.BytesIO(paper.typed([["In scope", "- A map"]]))))
        writer.encrypt("" if owner_only else "secret", "owner", algorithm="AES-256")
        target = io.BytesIO()
        writer.write(target)
        return target.getvalue()

    def test_a_pdf_that_may_be_read_is_read(self):
        content = self._locked_pdf(owner_only=True)
        self.assertEqual(read_document(content).text.items[0].text, "A map")

    def test_too_many_pages_and_lines(self):
        content = pdf(lambda canvas, number: canvas.drawString(9, 9, "x"), pages=3)
        self.patch(document_block, "MAX_PAGES", 2)
        from ..tools import document_pdf

        self.patch(document_pdf, "MAX_PAGES", 2)
        error = self.refused(content)
        self.assertEqual(
            (error.code, error.values), ("too_many_pages", {"pages": 3, "limit": 2})
        )
        self.patch(document_block, "MAX_BLOCKS", 2)
        error = self.refused(Word().build([("p", "a"), ("p", "b"), ("p", "c")]))
        self.assertEqual((error.code, error.values), ("too_many_lines", {"limit": 2}))

    def test_bombs_do_not_go_off(self):
        word = Word().build([("p", "x")])
        bomb = repacked(word, {"word/document.xml": b" " * (201 << 20)})
        self.assertLess(len(bomb), 1 << 20)
        self.assertEqual(self.refused(bomb).code, "too_large")
        laughs = (
            '<!DOCTYPE l [<!ENTITY a "ha">'
            + "".join(
                f'<!ENTITY {b} "{f"&{a};" * 10}">'
                for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            )
            + f"]><w:document {NS}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body>"
            "</w:document>"
        )
        outside = (
            '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
            f"<w:document {NS}><w:body><w:p><w:r><w:t>&f;</w:t></w:r></w:p></w:body></w:document>"
        )
        for part in (laughs, outside):
            error = self.refused(repacked(word, {"word/document.xml": part}))
            self.assertEqual(error.code, "broken")
        deep = "<w:tbl><w:tr><w:tc>" * 3000
        error = self.refused(body(deep + "</w:tc></w:tr></w:tbl>" * 3000))
        self.assertEqual(error.code, "broken")

    # Large ones

    def test_forty_five_clauses_are_read(self):
        items = [
            f"Clause {n}: the shop shows what it has in stock (3 h)" for n in range(45)
        ]
        content = Word().build([("h", 1, "Scope"), ("list", "legal", items)])
        read = read_document(content)
        self.assertEqual(len(read.text.items), 45)

    def test_five_hundred_pages_are_read(self):
        def draw(canvas, number):
            canvas.setFont("Helvetica-Bold", 14)
            canvas.drawString(72, 780, f"Chapter {number} in scope")
            canvas.setFont("Helvetica", 10)
            for line in range(50):
                mark = "- " if line % 5 == 0 else "  "
                canvas.drawString(
                    72, 760 - 14 * line,
                    f"{mark}The shop shows all {number} articles with photos and stock {line}",
                )  # fmt: skip

        content = pdf(draw, 500)
        read = read_document(content)
        self.assertEqual((read.pages, len(read.text.headings)), (500, 500))
        self.assertGreater(len(read.text.items), 4900)

    def test_the_numbers_of_blocks_lead_back_to_the_document(self):
        content = Word(header="Top").build(
            [("h", 1, "Scope"), ("list", "bullet", ["Map{fn:Of all berths}", "App"]),
             ("table", [["Item", "Hours"], ["Bot", "3"]])]
        )  # fmt: skip
        read = read_document(content)
        for line in read.text.lines:
            for number in line.sources:
                block = read.blocks[number - 1]
                self.assertEqual(block.no, number)
                self.assertTrue(
                    re.search(re.escape(line.text.split(" ")[0]), block.text)
                )
