"""Turns the blocks of a document into the lines that the reader of agreements takes."""

import re

from .document_number import Nesting
from .document_rows import read_rows
from .tor_hours import only_hours
from .tor_lines import LineReader, clean
from .tor_words import fold, is_background

_LABEL = re.compile(r"[(\[]?(?P<bare>[^()\[\]]*?)[)\].:]*\.?")
_DECIMAL = re.compile(r"\d+(?:\.\d+)*[a-z]?")
_ROMAN = re.compile(r"[ivxlc]+|[IVXLC]+")
#: "A.5 Fees": a chapter of an annex.
_ANNEX = re.compile(r"([A-Z]\.\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=\S)")
_BULLETS = frozenset("•◦▪–—-*·○●■□➢✓»")
_APART = frozenset(("header", "footer"))
_PURPOSE = frozenset(
    "purpose objective objectives goal goals summary introduction background context"
    " overview zweck ziel ziele zielsetzung projektziel projektziele ausgangslage"
    " einleitung zusammenfassung gegenstand objet objectif objectifs contexte"
    " preambule introduccion objeto objetivo objetivos antecedentes resumen".split()
)


class _Lines:
    def __init__(self, blocks, hours_per_day):
        self.blocks = blocks
        self.hours_per_day = hours_per_day
        texts = [line for block in blocks for line in self._texts(block)]
        self.reader = LineReader(texts)
        self.nesting = Nesting()
        self.raws = []
        self.last_item = None  # the last item that a paragraph may go on

    @staticmethod
    def _texts(block):
        if block.role in ("note", "row"):
            return []
        if block.role == "heading":
            return [" ".join(block.text.split())]
        return block.text.split("\n")

    def parse(self):
        index = 0
        while index < len(self.blocks):
            block = self.blocks[index]
            if block.role == "row":
                end = index
                while end < len(self.blocks) and (
                    self.blocks[end].table == block.table
                    or self.blocks[end].role == "note"
                ):
                    end += 1
                self._table(self.blocks[index:end])
                index = end
                continue
            self._block(block, index)
            index += 1
        self._mend_titles()
        return self.raws

    def _table(self, blocks):
        self.nesting.reset()
        self.last_item = None
        rows = [block for block in blocks if block.role == "row"]
        read = dict(
            zip(
                (row.no for row in rows),
                read_rows(rows, self.hours_per_day),
                strict=True,
            )
        )
        for block in blocks:
            if block.role == "note":
                self._note(block)
                continue
            raw = self.reader.line(block.no, "", block.text or " ", True)
            raw.style, raw.path, raw.number = ("table",), (), ""
            raw.text = raw.body = " | ".join(
                " ".join(cell.split()) for cell in block.cells if cell
            )
            role, values, depth, is_guess = read[block.no]
            if role == "row":
                raw.row = values
                raw.depth = depth
                if values != "head":
                    raw.is_guess = is_guess
                    raw.path = _path(values.get("number", ""))
                    raw.style = ("row", block.table, len(raw.path))
            elif role == "heading":
                raw.role, raw.style = "heading", None
                raw.hashes, raw.body = 20 + (depth or 0), values
            else:
                raw.role, raw.style = "note", None
            self.raws.append(raw)

    def _note(self, block):
        raw = self.reader.line(block.no, "", block.text, True)
        raw.role, raw.note_of, raw.style = "note", block.note_of, None
        raw.number, raw.path, raw.body = "", (), block.text
        raw.is_apart = block.note_type in _APART
        self.raws.append(raw)

    def _block(self, block, index):
        if block.role == "note":
            self._note(block)
            return
        texts = self._texts(block)
        for position, text in enumerate(texts):
            text = clean(text)
            if not text.strip():
                continue
            raw = self.reader.line(
                block.no, "", self._untab(text.strip()), position == 0
            )
            if position == 0:
                self._describe(raw, block, index)
            elif raw.style is None:
                raw.role = "clause" if self.last_item is block else ""
            if raw.body:
                self.raws.append(raw)

    def _untab(self, text):
        """Tabs place text on the page; only before hours they divide it."""
        if "\t" not in text:
            return text
        head, *cells = re.split(r"\s*\t\s*", text)
        last = cells.pop() if cells else ""
        words = " ".join([head, *cells])
        if only_hours(last, self.hours_per_day) is not None:
            return f"{words} ({last.strip('()[]')})"
        return f"{words} {last}"

    def _describe(self, raw, block, index):
        if block.role == "heading":
            self.nesting.reset()
            self.last_item = None
            raw.role, raw.hashes, raw.bold = "heading", block.level, False
            if block.number:
                self._label(raw, block)
            elif match := _ANNEX.match(raw.body):
                raw.number, raw.body = match[1], raw.body[match.end() :]
                raw.path, raw.style = _path(match[1]), None
            elif raw.style and raw.style[0] not in ("dec", "code", "alpha", "roman"):
                raw.style = None
        elif block.role == "item":
            if block.number:
                self._label(raw, block)
            raw.depth = self.nesting.place(
                block.list_key, block.list_level, block.indent, self._goes_on(index)
            )
            block.level = raw.depth
            raw.indent = 4 * raw.depth
            raw.style = raw.style or ("bullet", "•")
            self.last_item = block
        else:
            item = self.last_item
            if raw.style is not None:
                # A number or a bullet that was typed.
                block.typed = True
                raw.indent = int(block.indent / 4.5)
                self.last_item = block
            elif item is not None and self._is_below(block, item):
                raw.indent = 4 * item.level + 4
                raw.role = "clause"
            else:
                raw.bold = block.bold
                self.last_item = None
                self.nesting.reset() if block.bold else None

    @staticmethod
    def _is_below(block, item):
        """A paragraph that is set in as far as the text of the item above it."""
        start = item.text_indent or item.indent
        return block.indent >= start - 3 and block.indent > 3 and not block.bold

    def _goes_on(self, index):
        def goes_on(key, level):
            for block in self.blocks[index + 1 : index + 200]:
                if block.role == "heading":
                    return False
                if (
                    block.role == "item"
                    and block.list_key == key
                    and block.list_level <= level
                ):
                    return True
            return False

        return goes_on

    @staticmethod
    def _label(raw, block):
        """Take number and mark from the list of the document."""
        label = block.number.strip()
        raw.body = " ".join(block.text.split("\n")[0].split("\t"))
        if block.role == "heading":
            raw.body = " ".join(block.text.split())
        raw.text, raw.number, raw.path = f"{label} {raw.body}", "", ()
        if not label or label in _BULLETS:
            raw.style = ("bullet", label or "•")
            return
        match = _LABEL.fullmatch(label)
        bare = match["bare"].strip() if match else label
        sign = label.replace(bare, "", 1)
        raw.number = bare
        last = bare.split()[-1] if bare.split() else bare
        if _DECIMAL.fullmatch(last):
            raw.path = tuple(last.split("."))
            raw.style = ("dec", len(raw.path), sign if len(raw.path) == 1 else "")
        elif _ROMAN.fullmatch(bare) and len(bare) > 1 or bare in "ivIVxX":
            raw.style = ("roman", bare.isupper(), sign)
        else:
            raw.style = ("alpha", bare.isupper(), sign)

    def _mend_titles(self):
        """Give headings by their looks a level below those by their style."""
        styled = [block.level for block in self.blocks
                  if block.role == "heading" and block.styled]  # fmt: skip
        if not styled:
            return


def _path(number):
    """
    >>> _path("4.2"), _path("D01"), _path("A-1.3")
    (('4', '2'), ('D01',), ('A-1', '3'))
    """
    return tuple(part for part in number.rstrip(".)").split(".") if part)


def read_lines(blocks, hours_per_day):
    """The `RawLine` of each block, in order."""
    return _Lines(blocks, hours_per_day).parse()


def propose_purpose(blocks):
    """The paragraph that says best what the project is for, or ""."""
    first, wanted = "", False
    for block in blocks:
        if block.role == "heading":
            wanted = bool(_PURPOSE & set(fold(block.text).split())) and is_background(
                block.text
            )
            continue
        text = " ".join(block.text.split())
        if (
            block.role != "paragraph"
            or block.typed
            or block.bold
            or len(text) < 40
            or text.count(" ") < 5
            or text.endswith(":")
        ):
            continue
        if wanted:
            return text
        first = first or text
    return first
