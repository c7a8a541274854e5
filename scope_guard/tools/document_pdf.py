"""Reads PDF: lines of text are put together to paragraphs, lists and tables again."""

import importlib
import io
import logging
import re
import unicodedata
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

from .document_block import MAX_PAGES, DocumentError, Reading
from .document_pdf_table import find_ruled, find_spaced
from .document_pdf_text import PageReader, resolve
from .document_table import Cell, add_table
from .tor_hours import only_hours
from .tor_table import column_of
from .tor_words import fold

_LABEL = re.compile(
    r"(?:[•‣◦▪▫○●■□◆➢➤→✓✔☐☑☒❖∙·\uf0b7\uf0a7\uf0d8\uf0fc\uf02d-]|[-–—*o§]"
    r"|[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})[.)\]:]{1,2}"
    r"|\d{1,3}(?:\.\d{1,3})+|[A-Z]{1,4}[-_.]?\d{1,4}(?:[.-]\d{1,3})*[:.)]?)"
)
#: In the middle of a line only these begin a list: "1.1" may be a cell of a table.
_PUNCTUATION = re.compile(r"[.)](?=\d|[.):\s]|$)")
#: "3Out of scope": a chapter whose number is drawn without a gap.
_GLUED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3}\.?)(?=[^\W\d_a-zß-öø-ÿ][^\W\d_]{2})")
_BULLETS = {"o": "◦", "§": "•", "·": "•", "*": "•"}
_MARK = re.compile(r"[•‣◦▪▫○●■□◆➢✓❖∙\uf0b7\uf0a7–-]|\(?[a-z\d]{1,2}[.)]")
_APART = re.compile(rf"{_LABEL.pattern}|\d{{1,3}}")
_LABELLED = re.compile(rf"{_LABEL.pattern}\s+\S")
_LEADER = re.compile(r"\s*(?:\.\s?){4,}\s*|\s*…{2,}\s*|\s*_{5,}\s*")
_TOC_LINE = re.compile(r".*\S\s*(?:(?:\.\s?){4,}|…{2,})\s*\d{1,4}$")
_TERMINAL = tuple(".!?;:。؟")
_BARE_NUMBER = re.compile(r"^(?:\d+ )+")
_TAIL = re.compile(r"[\s.…]+\d{1,4}$")
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|p[aá]gina|s\.|p\.|pág\.)\s*)?[-–]?\s*\d{1,4}\s*[-–]?"
    r"(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LTR = re.compile("[A-Za-zÀ-ɏ]")
_RUNS = re.compile("[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*[A-Za-z0-9À-ɏ]"
                   "[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*")  # fmt: skip
#: Brackets around what runs the other way are drawn turned.
_TURNED = re.compile(r"[()](\d[^()]*)[()]")
_MIRROR = str.maketrans("()[]{}<>", ")(][}{><")
_HEADINGS_MAX = 110  # letters


@dataclass(slots=True)
class Segment:
    """Words of one line that stand close to each other."""

    x: float
    end: float
    text: str
    label_end: float = 0.0  # where the text behind a bullet or number begins
    parts: tuple = ()  # bullet or number and text, if they stand apart


@dataclass(slots=True)
class Line:
    """A line of text on a page, or a table in its place."""

    y: float
    size: float
    bold: bool
    segments: list
    page: int = 0
    table: list | None = None
    column_end: float = 0.0
    toc: bool = False

    @property
    def x(self):
        return self.segments[0].x

    @property
    def end(self):
        return self.segments[-1].end

    @property
    def label_end(self):
        return self.segments[0].label_end

    @property
    def text(self):
        return "\t".join(segment.text for segment in self.segments)


@dataclass
class _Paragraph:
    lines: list = field(default_factory=list)
    text: str = ""

    @property
    def first(self):
        return self.lines[0]


@contextmanager
def _quiet():
    """pypdf warns about each oddity of a file; that concerns nobody here."""
    loggers = [logging.getLogger(name) for name in ("pypdf", "PyPDF2")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _library():
    """The library that this Odoo uses for PDF."""
    try:
        return importlib.import_module("pypdf")
    except ImportError:
        return importlib.import_module("PyPDF2")


class PdfReader:
    """One document; `run` returns its `Reading`."""

    def __init__(self, content):
        self.content = content
        self.reading = Reading()
        self.blocks = self.reading.blocks
        self.pages = []  # per page: its lines, from the top
        self.widths, self.heights = [], []
        self.fonts = {}
        self.form_fields = self.comment_count = 0
        self.side_notes = []

    def run(self):
        with _quiet():
            self._open()
            empty = []
            for number, page in enumerate(self.source.pages, start=1):
                lines, has_image = self._page(page, number)
                self.pages.append(lines)
                if not lines and has_image:
                    empty.append(number)
            self._title()
        if not any(self.pages):
            raise DocumentError("no_text", pages=self.reading.pages)
        if empty:
            self.reading.remark("pages_without_text", pages=empty)
        self._running_heads()
        self._looks()
        self._contents()
        self.pages = [
            self._order(lines, width)
            for lines, width in zip(self.pages, self.widths, strict=True)
        ]
        self._build()
        for kind, text, page in self.side_notes:
            self.blocks.add(text, "note", note_type=kind, page=page)
        if self.comment_count:
            self.reading.remark("comments", count=self.comment_count)
        if self.form_fields:
            self.reading.remark("form_fields", count=self.form_fields)
        return self.reading

    def _open(self):
        library = _library()
        try:
            self.source = library.PdfReader(io.BytesIO(self.content), strict=False)
            if self.source.is_encrypted and not self.source.decrypt(""):
                raise DocumentError("password")
            count = len(self.source.pages)
        except DocumentError:
            raise
        except Exception as error:  # a library on damaged input: anything may come
            name = type(error).__name__
            locked = "Decrypt" in name or "Dependency" in name
            raise DocumentError("password" if locked else "broken") from error
        if not count:
            raise DocumentError("broken")
        if count > MAX_PAGES:
            raise DocumentError("too_many_pages", pages=count, limit=MAX_PAGES)
        self.reading.pages = count

    def _title(self):
        try:
            title = (self.source.metadata or {}).get("/Title")
            self.reading.title = str(resolve(title)).strip() if title else ""
        except Exception:  # the title is a gift, no reason to refuse the document
            self.reading.title = ""

    # A page

    def _page(self, page, number):
        try:
            reader = PageReader(page, self.fonts)
            contents = resolve(page.get("/Contents"))
            if isinstance(contents, list):
                data = b"\n".join(
                    part.get_data()
                    for part in map(resolve, contents)
                    if part is not None
                )
            else:
                data = contents.get_data() if contents is not None else b""
            drawn = reader.run(data, resolve(page.get("/Resources")))
            self._annotations(page, number, drawn)
        except DocumentError:
            raise
        except Exception as error:
            raise DocumentError("broken") from error
        self.heights.append(drawn.height)
        turned = [chunk for chunk in drawn.chunks if chunk.is_turned]
        if turned:
            text = " ".join(chunk.text.strip() for chunk in turned)
            if ("watermark", text) not in {note[:2] for note in self.side_notes}:
                self.side_notes.append(("watermark", text, number))
        chunks = [chunk for chunk in drawn.chunks if not chunk.is_turned]
        if not chunks:
            self.widths.append(drawn.width)
            return [], drawn.has_image
        self._mirror(drawn, chunks)
        tables, chunks = find_ruled(drawn, chunks)
        lines = self._lines(chunks, drawn.dots, _find_stops(chunks))
        for top, rows, inside in tables:
            cells = [
                [self._cell_text(self._lines(cell, drawn.dots, ())) for cell in row]
                for row in rows
            ]
            line = Line(top, 0, False, [Segment(inside[0], inside[1], "")], table=cells)
            lines.append(line)
        lines.sort(key=lambda line: -line.y)
        for line in lines:
            line.page = number
        self.widths.append(drawn.width)
        return lines, drawn.has_image

    def _annotations(self, page, number, drawn):
        """Comments, and what was typed into the fields of a form."""
        for note in resolve(page.get("/Annots")) or []:
            note = resolve(note)
            kind = note.get("/Subtype") if note else None
            if kind in ("/Text", "/FreeText", "/Highlight", "/StrikeOut", "/Underline"):
                text = str(resolve(note.get("/Contents")) or "").strip()
                if text:
                    self.comment_count += 1
                    self.side_notes.append(("comment", text, number))
            elif kind == "/Widget":
                parent = resolve(note.get("/Parent")) or {}
                value = resolve(note.get("/V", parent.get("/V")))
                if isinstance(value, str) and value.strip() and value[0] != "/":
                    self.form_fields += 1
                    self.side_notes.append(("field", value.strip(), number))

    @staticmethod
    def _mirror(drawn, chunks):
        """Turn a page that is written from right to left, so that one way serves."""
        right = sum(len(_RTL.findall(chunk.text)) for chunk in chunks)
        if right <= sum(len(_LTR.findall(chunk.text)) for chunk in chunks):
            return
        width = drawn.width
        for chunk in chunks:
            chunk.x, chunk.end = width - chunk.end, width - chunk.x
            if _RTL.search(chunk.text):
                chunk.text = _logical(chunk.text)
        drawn.across = [(y, width - b, width - a) for y, a, b in drawn.across]
        drawn.down = [(width - x, a, b) for x, a, b in drawn.down]
        drawn.dots = [(width - right, y, width - left) for left, y, right in drawn.dots]

    @staticmethod
    def _lines(chunks, dots, stops):
        """Put the pieces that share a baseline together."""
        lines, current = [], []
        for chunk in sorted(chunks, key=lambda chunk: (-chunk.y, chunk.x)):
            if current:
                base = max(current, key=lambda other: other.size)
                size = max(base.size, chunk.size)
                near = 0.3 if min(base.size, chunk.size) > 0.8 * size else 0.5
                if abs(base.y - chunk.y) > near * size:
                    lines.append(_line(current, stops))
                    current = []
            current.append(chunk)
        if current:
            lines.append(_line(current, stops))
        for line in lines:
            _mark(line, dots)
        return [line for line in lines if line.text.strip()]

    @staticmethod
    def _cell_text(lines):
        """The text of a cell; lines that the cell's width broke are joined."""
        right = max((line.end for line in lines), default=0)
        parts = []
        for line in lines:
            text = " ".join(segment.text for segment in line.segments)
            if parts and not _LABELLED.match(text):
                before, end = parts[-1]
                word = (line.end - line.x) * len(text.split(" ")[0]) / max(len(text), 1)
                full = end + word > right - 2
                if text[:1].islower() or (full and not before.endswith(_TERMINAL)):
                    parts[-1] = (_join(before, text), line.end)
                    continue
            parts.append((text, line.end))
        return "\n".join(text for text, _end in parts), bool(lines) and all(
            line.bold for line in lines
        )

    # Columns of running text

    def _order(self, lines, width):
        """Lines in reading order: column by column where the text has columns."""
        result, band = [], []
        for group, gutter in _bands(lines, width):
            if gutter is None:
                band = find_spaced(group)
                result += band
                continue
            left, right = [], []
            for line in group:
                for side, keep in ((left, False), (right, True)):
                    segments = [s for s in line.segments if (s.x >= gutter) == keep]
                    if segments:
                        side.append(
                            Line(line.y, line.size, line.bold, segments, line.page)
                        )
            for side in (left, right):
                end = max((line.end for line in side), default=0)
                for line in side:
                    line.column_end = end
                result += find_spaced(side)
        return result

    # Heads and feet

    def _running_heads(self):
        """What stands at the top or foot of the pages is kept once."""
        count = len(self.pages)
        seen = Counter()
        edges = [
            list(_edges(lines, height))
            for lines, height in zip(self.pages, self.heights, strict=True)
        ]
        for page in edges:
            seen.update({self._key(line, place) for line, place, _far in page})
        self._looks()
        needed = max(2, int(0.4 * count))
        repeated = {key for key, times in seen.items() if times >= needed}
        repeated |= {
            self._key(line, place) for page in edges for line, place, far in page if far
        }
        kept, notes = set(), []
        for number, lines in enumerate(self.pages):
            gone = set()
            for line, place, far in edges[number]:
                if self._is_text(line, place, number) and not far:
                    continue
                key = self._key(line, place)
                text = " ".join(line.text.split())
                if key in repeated:
                    gone.add(id(line))
                    if key not in kept:
                        kept.add(key)
                        notes.append((place, text, number + 1))
            self.pages[number] = [line for line in lines if id(line) not in gone]
        for place, text, number in notes:
            self.blocks.add(text, "note", note_type=place, page=number)

    def _is_text(self, line, place, number):
        """A heading, the head of a table or a line too far from the edge."""
        height = self.heights[number]
        if 0.12 * height < line.y < 0.88 * height:
            return True
        if line.size >= self.body * 1.1 + 0.3:
            return True
        cells = [segment.text for segment in line.segments]
        return len(cells) > 1 and all(map(column_of, cells))

    @staticmethod
    def _key(line, place):
        """What is the same on each page; the number of the page aside."""
        text = " ".join(line.text.split())
        if _PAGE_NUMBER.fullmatch(text):
            return place, "#"
        page = re.sub(rf"(?<!\d){line.page}(?!\d)", "#", text, count=1)
        return place, page, round(line.y / 6)

    # Paragraphs

    def _looks(self):
        """The size of the running text; larger ones are headings."""
        sizes = Counter()
        for lines in self.pages:
            for line in lines:
                if line.table is None:
                    sizes[round(line.size * 2) / 2] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        self.head_sizes = sorted(
            {
                round(line.size * 2) / 2
                for lines in self.pages
                for line in lines
                if line.table is None and line.size >= self.body * 1.1 + 0.3
            },
            reverse=True,
        )

    def _contents(self):
        """Lines that only repeat a heading and its page are the table of contents."""
        heads = {
            _BARE_NUMBER.sub("", fold(line.text))
            for lines in self.pages
            for line in lines
            if self._is_head(line)
        }
        for lines in self.pages[:12]:
            for line in lines:
                if line.table is None and not self._is_head(line):
                    match = _TAIL.search(line.text)
                    title = fold(line.text[: match.start()]) if match else None
                    line.toc |= (
                        title in heads or _BARE_NUMBER.sub("", title or "-") in heads
                    )

    def _is_head(self, line):
        return line.table is None and (line.bold or line.size >= self.body * 1.1 + 0.3)

    def _build(self):
        paragraph = None
        for lines in self.pages:
            right = self._edge(lines)
            gap = self._leading(lines)
            previous = None
            for line in lines:
                if line.table is not None:
                    paragraph = self._flush(paragraph)
                    rows = [
                        ([Cell([{"text": text, "bold": bold, "page": line.page}]
                               if text else []) for text, bold in row], False)
                        for row in line.table
                    ]  # fmt: skip
                    add_table(self.blocks, rows)
                    previous = None
                    continue
                if paragraph and self._goes_on(paragraph, previous, line, gap, right):
                    paragraph.text = _join(paragraph.text, line.text)
                    paragraph.lines.append(line)
                else:
                    paragraph = self._flush(paragraph)
                    paragraph = _Paragraph([line], line.text)
                previous = line
        self._flush(paragraph)
        self._align()

    def _align(self):
        """Lines that begin a hair apart begin in the same place."""
        start = None
        for block in sorted(self.blocks, key=lambda block: block.indent):
            if start is None or block.indent - start > 4:
                start = block.indent
            block.indent = start

    def _edge(self, lines):
        """Where the lines of a page are broken.

        A page of short lines has no such place: its lines just end.
        """
        ends = [line.end for line in lines if line.table is None]
        right = max(ends, default=0)
        near = sum(end > right - 3.5 * self.body for end in ends)
        return right if near >= 3 else max(right, 0.8 * max(self.widths))

    @staticmethod
    def _leading(lines):
        """The usual distance of two lines of a paragraph."""
        gaps = Counter()
        for one, two in zip(lines, lines[1:], strict=False):
            if (
                one.table is None
                and two.table is None
                and 0 < one.y - two.y < 3 * one.size
            ):
                gaps[round((one.y - two.y) / max(one.size, 1), 1)] += 1
        small = [gap for gap, times in gaps.items() if times >= 2] or list(gaps)
        return min(small, default=1.2)

    def _goes_on(self, paragraph, previous, line, gap, right):
        """Tell whether a line belongs to the paragraph above it."""
        last = paragraph.lines[-1]
        if abs(last.size - line.size) > 0.7 or line.toc or last.toc:
            return False
        if "\t" in last.text:
            return False
        heading = last.size >= self.body * 1.1 + 0.3
        if last.bold != line.bold and (not heading and last.bold):
            return False
        if _LABELLED.match(line.text) or _LABEL.fullmatch(line.text):
            return False
        if previous is None:  # on the next page
            return (
                line.text[:1].islower()
                and not paragraph.text.endswith(_TERMINAL)
                and not heading
            )
        distance = last.y - line.y
        if distance < 0:  # the next column
            return line.text[:1].islower() and not paragraph.text.endswith(_TERMINAL)
        if distance > (gap + 0.35) * max(last.size, line.size):
            return False
        start = paragraph.first.label_end or paragraph.first.x
        if len(paragraph.lines) > 1 and not paragraph.first.label_end:
            start = paragraph.lines[1].x
        aligned = abs(line.x - start) < 0.8 * line.size
        first = line.text.split(" ")[0]
        word = (line.end - line.x) * len(first) / max(len(line.text), 1)
        edge = line.column_end or last.column_end or right
        full = last.end + word > edge - 1.5 * line.size
        if heading:
            return distance < 1.6 * line.size and (full or line.text[:1].islower())
        if paragraph.first.label_end and not aligned and line.x < start - line.size:
            return False
        if line.text[:1].islower() and not last.text.endswith(_TERMINAL):
            return True
        return full and (aligned or len(paragraph.lines) == 1)

    def _flush(self, paragraph):
        """Add a paragraph as a block; return None."""
        if paragraph is None or not paragraph.text.strip():
            return None
        first, text = paragraph.first, _LEADER.sub("\t", paragraph.text).strip()
        apart = first.segments[0].parts
        values = {
            "page": first.page,
            "size": round(first.size, 1),
            # Numbers end in one line, "9." and "10." begin in different ones.
            "indent": first.label_end if apart else first.x,
            "text_indent": first.label_end or first.x + first.size,
        }
        if first.toc:
            last = self.blocks[-1] if self.blocks else None
            if last is not None and last.note_type == "toc":
                last.text += "\n" + text
            else:
                self.blocks.add(text, "note", note_type="toc", page=first.page)
            return None
        level = self._heading_level(paragraph, text)
        if level is not None:
            self.blocks.add(" ".join(text.split()), "heading", level=level, **values)
        else:
            bold = all(line.bold for line in paragraph.lines)
            self.blocks.add(text, "paragraph", bold=bold, **values)
        return None

    def _heading_level(self, paragraph, text):
        size = round(paragraph.first.size * 2) / 2
        if len(text) > _HEADINGS_MAX or not any(map(str.isalpha, text)) or "\t" in text:
            return None
        if size in self.head_sizes:
            return self.head_sizes.index(size) + 1
        bold = all(line.bold for line in paragraph.lines)
        if bold and not text.endswith((".", ";", ",")) and text[0] not in "•◦–-":
            return len(self.head_sizes) + 1
        return None


def _line(chunks, stops):
    """One line of pieces: words that stand close together become one segment."""
    chunks = sorted(chunks, key=lambda chunk: chunk.x)
    base = max(chunks, key=lambda chunk: (len(chunk.text.strip()), chunk.size))
    chunks = list(_without_signs(chunks))
    letters = sum(len(chunk.text.strip()) for chunk in chunks)
    size = base.size
    segments = []
    for chunk in chunks:
        text = chunk.text.strip(" ")
        if not text:
            continue
        if segments:
            last = segments[-1]
            gap = chunk.x - last.end
            if gap < -0.6 * (last.end - last.x) and last.text.endswith(text):
                continue  # bold by printing twice
            if _add(last, chunk, text, gap, size, len(segments) == 1, stops):
                continue
        segments.append(Segment(chunk.x, chunk.end, text))
    for segment in segments:
        # Two spaces behind a label say that it stood apart.
        segment.text = re.sub(r"[ \xa0]{3,}|\xa0", " ", segment.text).strip()
        if _RTL.search(segment.text):
            segment.text = _TURNED.sub(
                r"(\1)", unicodedata.normalize("NFKC", segment.text)
            )
        segment.text = _GLUED.sub(r"\1 ", segment.text)
        if not segment.label_end:
            _find_label(segment, chunks)
    bold = sum(len(chunk.text.strip()) for chunk in chunks if chunk.bold)
    line = Line(chunks[0].y, size, letters > 0 and bold >= 0.9 * letters, segments)
    joined = " ".join(segment.text for segment in segments)
    line.toc = bool(_TOC_LINE.fullmatch(joined))
    if len(segments) > 1 and (
        line.toc
        or (line.label_end and len(segments) == 2 and only_hours(segments[1].text))
    ):
        first = segments[0]
        first.text = "\t".join(segment.text for segment in segments)
        first.end = segments[-1].end
        line.segments = [first]
    return line


def _without_signs(chunks):
    """Leave out the raised sign of a footnote: its text says what it stands for."""
    before = None
    for chunk in chunks:
        if (
            before is not None
            and chunk.size < 0.8 * before.size
            and chunk.y > before.y + 0.1 * before.size
            and chunk.x - before.end < 0.7 * before.size
            and re.fullmatch(r"\d{1,2}|[*†]{1,3}", chunk.text.strip())
        ):
            continue
        before = chunk
        yield chunk


def _add(last, chunk, text, gap, size, is_first, stops):
    """Add a piece to the words before it, unless the gap divides them."""
    if _PUNCTUATION.match(text) and gap < size and last.text[-1:].isdigit():
        glue = ""  # "1" and "." are drawn one by one
    elif gap > 0.16 * size or chunk.text[0] == " " or last.text[-1] == " ":
        glue = " "
    else:
        glue = ""
    label = glue and (_APART if is_first else _MARK).fullmatch(last.text)
    wide = 5.0 if label else 0.5 if round(chunk.x) in stops else 1.1
    if gap >= wide * size:
        return False
    if label and gap > 0.6 * size:
        last.parts = (
            Segment(last.x, last.end, last.text),
            Segment(chunk.x, chunk.end, text),
        )
        last.text = _BULLETS.get(last.text, last.text) + " "
        last.label_end = chunk.x
    elif last.parts:
        last.parts[1].text += glue + text
        last.parts[1].end = chunk.end
    last.text += glue + text
    last.end = max(last.end, chunk.end)
    return True


def _find_stops(chunks):
    """Places where pieces of many lines begin: the columns of a table."""
    if not chunks:
        return frozenset()
    counts = Counter(round(chunk.x) for chunk in chunks)
    width = max(chunk.end for chunk in chunks) - min(chunk.x for chunk in chunks)
    usual = 3 * len(chunks) / max(width, 1.0)
    return frozenset(
        x
        for x in counts
        if counts[x - 1] + counts[x] + counts[x + 1] >= max(3, 3 * usual)
    )


def _find_label(segment, chunks):
    """Where the text behind a bullet or a number begins."""
    match = _LABELLED.match(segment.text)
    if not match:
        return
    # By its share of the letters, unless the text is a piece of its own.
    share = (match.end() - 1) / len(segment.text)
    segment.label_end = segment.x + share * (segment.end - segment.x)
    for chunk, after in zip(chunks, chunks[1:], strict=False):
        if chunk.x == segment.x and _LABEL.fullmatch(chunk.text.strip()):
            if after.x - chunk.x < 60:
                segment.label_end = after.x


def _mark(line, dots):
    """Put a bullet before a line if one is drawn there."""
    for left, bottom, right in dots:
        if (
            0 < line.x - right < 3 * line.size
            and -0.3 * line.size < bottom - line.y < 0.7 * line.size
            and not _LABELLED.match(line.text)
        ):
            line.segments[0].label_end = line.x
            line.segments[0].text = "• " + line.segments[0].text
            line.segments[0].x = left
            return


def _join(first, second):
    """Join two lines, mending a word that was divided at the line's end."""
    if first.endswith("\u00ad"):
        return first[:-1] + second
    if first.endswith("-") and first[-2:-1].isalpha() and second[:1].islower():
        if not re.match(r"(?:und|oder|and|or|et|ou|y|o|bzw)\b", second):
            return first[:-1] + second
    return f"{first.rstrip()} {second.lstrip()}"


def _logical(text):
    """Bring text that was drawn from left to right into the order it is read in."""
    reverse = text[::-1].translate(_MIRROR)
    return _RUNS.sub(lambda match: match[0][::-1].translate(_MIRROR), reverse)


def _edges(lines, height):
    """The first and the last lines of a page, where headers and footers stand.

    Yields (line, header or footer, whether it stands in the margin beyond doubt).
    """
    texts = [line for line in lines if line.table is None]
    order = sorted(texts, key=lambda line: -line.y)
    size = max((line.size for line in texts), default=0)
    for index, line in enumerate(order):
        if 3 <= index < len(order) - 3:
            continue
        place = "header" if line.y > height / 2 else "footer"
        far = place == "footer" and line.y < 0.075 * height
        far = far or (place == "header" and line.y > 0.95 * height)
        if far and len(order) > 1:
            near = (
                order[index - 1]
                if place == "footer"
                else order[min(index + 1, len(order) - 1)]
            )
            far = line.size < size and abs(near.y - line.y) > 1.8 * near.size
        yield line, place, far


def _bands(lines, width):
    """Divide a page into parts with and without two columns of running text.

    Yields (lines, x of the gutter or None).
    """
    gutter = _gutter(lines, width)
    if gutter is None:
        yield lines, None
        return
    group, columned = [], None
    for line in lines:
        crosses = line.table is not None or any(
            segment.x < gutter - 2 < gutter + 2 < segment.end
            for segment in line.segments
        )
        if columned is not None and crosses == columned:
            yield group, gutter if columned else None
            group = []
        columned = not crosses
        group.append(line)
    if group:
        yield group, gutter if columned else None


def _gutter(lines, width):
    """The x between two columns of running text, or None."""
    texts = [line for line in lines if line.table is None]
    best = None
    for step in range(24, 77):
        x = width * step / 100
        left, right, crossing = [], [], 0
        for line in texts:
            if any(segment.x < x < segment.end for segment in line.segments):
                crossing += 1
                continue
            for segment in line.segments:
                (left if segment.end <= x else right).append(segment)
        if min(len(left), len(right)) < 4 or crossing > 0.4 * len(texts):
            continue
        score = -crossing
        if best is None or score > best[0]:
            best = (score, x, left, right)
    if best is None:
        return None
    _score, x, left, right = best
    ends, starts = max(s.end for s in left), min(s.x for s in right)
    if _are_apart(texts, x):
        return (ends + starts) / 2 if starts > ends else x
    for side in (left, right):
        span = max(s.end for s in side) - min(s.x for s in side)
        wide = sum(s.end - s.x > 0.6 * span for s in side)
        letters = sum(len(s.text) for s in side) / len(side)
        if span < 0.2 * width or wide < 0.4 * len(side) or letters < 15:
            return None
    return (ends + starts) / 2 if starts > ends else x


def _are_apart(lines, x):
    """Whether the lines left and right of x have baselines of their own.

    The cells of a table share theirs; two columns of text only now and then.
    """
    sides = [
        {line.y for line in lines if all((s.x >= x) == side for s in line.segments)}
        for side in (False, True)
    ]
    if min(map(len, sides)) < 4:
        return False
    top = min(map(max, sides))
    bottom = max(map(min, sides))
    between = [line for line in lines if bottom - 1 <= line.y <= top + 1]
    alone = [line for line in between if line.y in sides[0] or line.y in sides[1]]
    crossing = any(s.x < x < s.end for line in between for s in line.segments)
    return not crossing and len(between) >= 6 and len(alone) >= 0.7 * len(between)


def read_pdf(content):
    """Read the bytes of a PDF into a `Reading`."""
    return PdfReader(content).run()
