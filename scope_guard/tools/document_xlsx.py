"""Reads Excel's .xlsx (and .xlsm, whose macros are only noticed, never run)."""

import posixpath
import re
from datetime import datetime, timedelta

from .document_block import DocumentError, Reading
from .document_package import Package
from .tor_words import kind_of_title

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_R_ID_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_DATE_FORMATS = frozenset(
    (*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59))
)
_TIME_FORMATS = frozenset((18, 19, 20, 21, 45, 46, 47))
_QUOTED = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[A-Z&])')
#: Columns beyond are data, not an agreement.
_COLUMNS_MAX = 60
_GENERIC_SHEET = re.compile(
    r"(?:sheet|tabelle|feuille?|feuil|hoja|blad|foglio|table|tab)\s*\d*", re.IGNORECASE
)


class CellText(str):
    """The text of a cell that knows the value behind it.

    `number`: the value, if it is one; `hours`: the value of a duration.
    """

    number: float | None = None
    hours: float | None = None


class _Format:
    """A number format: what is seen of a value."""

    __slots__ = ("code", "is_date", "is_duration", "is_percent", "tail")

    def __init__(self, number, code):
        self.code = code
        first = (code or "").split(";")[0]
        bare = _QUOTED.sub("", first).lower()
        self.is_duration = number in (46,) or bool(re.search(r"\[h+\]", first.lower()))
        self.is_date = not self.is_duration and (
            number in _DATE_FORMATS
            or number in _TIME_FORMATS
            or bool(re.search(r"[dy]|mmm|h:|m/", bare))
        )
        self.is_percent = number in (9, 10) or bare.rstrip().endswith("%")
        words = re.findall(r'"([^"]*)"', first)
        # A unit that the format writes behind the number: 0.0 "PT".
        self.tail = words[-1].strip() if words and first.rstrip().endswith('"') else ""


class XlsxReader:
    """One workbook; `run` returns its `Reading`."""

    def __init__(self, content):
        self.package = Package(content)
        self.reading = Reading()
        self.strings, self.formats, self.bold, self.indents, self.sizes = (
            [],
            [],
            [],
            [],
            [],
        )
        self.is_1904 = False
        self.without_value = self.comment_count = 0

    def run(self):
        sheets = self._sheets()
        self._shared_strings()
        self._styles()
        read, hidden = [], []
        for name, part, is_hidden in sheets:
            rows, notes = self._sheet(part)
            if rows or notes:
                read.append((name, rows, notes, is_hidden))
                if is_hidden:
                    hidden.append(name)
        shown = [entry for entry in read if not entry[3]]
        for name, rows, notes, is_hidden in read:
            self._add_sheet(name, rows, notes, is_hidden, len(shown) > 1)
        if hidden:
            self.reading.remark("hidden_sheets", names=hidden)
        if self.comment_count:
            self.reading.remark("comments", count=self.comment_count)
        if self.without_value:
            self.reading.remark("formulas_without_value", count=self.without_value)
        if any(name.endswith("vbaProject.bin") for name in self.package.names):
            self.reading.remark("macros")
        root = self.package.xml("docProps/core.xml")
        for element in root if root is not None else ():
            if str(element.tag).endswith("}title") and not self.reading.title:
                self.reading.title = (element.text or "").strip()
        return self.reading

    # Parts

    def _xml(self, name):
        root = self.package.xml(name)
        if root is not None and str(root.tag).startswith(_STRICT):
            for element in root.iter(f"{_STRICT}*"):
                element.tag = _MAIN + element.tag[len(_STRICT) :]
        return root

    def _relations(self, part):
        folder, name = posixpath.split(part)
        root = self.package.xml(f"{folder}/_rels/{name}.rels")
        found = {}
        for relation in root if root is not None else ():
            target = posixpath.normpath(
                posixpath.join("/" + folder, relation.get("Target") or "")
            ).lstrip("/")
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            found[relation.get("Id")] = (kind, target)
        return found

    def _sheets(self):
        root = self._xml("xl/workbook.xml")
        if root is None:
            raise DocumentError("broken")
        properties = root.find(f"{_MAIN}workbookPr")
        if properties is not None:
            self.is_1904 = properties.get("date1904") in ("1", "true")
        relations = self._relations("xl/workbook.xml")
        sheets = []
        for sheet in root.iter(f"{_MAIN}sheet"):
            key = sheet.get(_R_ID) or sheet.get(_R_ID_STRICT)
            kind, part = relations.get(key, ("", ""))
            if kind == "worksheet":
                is_hidden = sheet.get("state", "visible") != "visible"
                sheets.append((sheet.get("name", ""), part, is_hidden))
        return sheets

    def _shared_strings(self):
        root = self._xml("xl/sharedStrings.xml")
        for element in root if root is not None else ():
            if element.tag == f"{_MAIN}si":
                self.strings.append(self._rich(element))

    @staticmethod
    def _rich(element):
        parts = []
        for child in element:
            if child.tag == f"{_MAIN}t":
                parts.append(child.text or "")
            elif child.tag == f"{_MAIN}r":
                parts += [text.text or "" for text in child.iterfind(f"{_MAIN}t")]
        text = "".join(parts).replace("\r\n", "\n")
        return re.sub(r"_x000D_", "", text)

    def _styles(self):
        root = self._xml("xl/styles.xml")
        if root is None:
            return
        codes = {
            int(element.get("numFmtId", "0")): element.get("formatCode", "")
            for element in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
        }
        fonts, sizes = [], []
        for font in root.iterfind(f"{_MAIN}fonts/{_MAIN}font"):
            bold, size = font.find(f"{_MAIN}b"), font.find(f"{_MAIN}sz")
            fonts.append(
                bold is not None and bold.get("val", "1") not in ("0", "false")
            )
            sizes.append(float(size.get("val", "11")) if size is not None else 11.0)
        for style in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
            number = int(style.get("numFmtId", "0"))
            font = int(style.get("fontId", "0"))
            align = style.find(f"{_MAIN}alignment")
            self.formats.append(_Format(number, codes.get(number, "")))
            self.bold.append(font < len(fonts) and fonts[font])
            self.sizes.append(sizes[font] if font < len(sizes) else 11.0)
            indent = align.get("indent", "0") if align is not None else "0"
            self.indents.append(int(float(indent)))

    # A sheet

    def _sheet(self, part):
        """Rows as {column: (text, style)} by number, and the notes of a sheet."""
        root = self._xml(part)
        if root is None:
            return {}, []
        rows, number = {}, 0
        for element in root.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
            number = int(element.get("r", number + 1))
            cells, column = {}, 0
            for cell in element.iterfind(f"{_MAIN}c"):
                match = _REFERENCE.fullmatch(cell.get("r", ""))
                column = _column(match[1]) if match else column + 1
                if column > _COLUMNS_MAX:
                    continue
                style = int(cell.get("s", "0"))
                text = self._value(cell, style)
                if text.strip():
                    cells[column] = (text, style)
            if cells:
                rows[number] = cells
                if len(rows) > 20000:
                    raise DocumentError("too_many_lines", limit=20000)
        merged = {}
        for element in root.iterfind(f"{_MAIN}mergeCells/{_MAIN}mergeCell"):
            first, _colon, last = element.get("ref", "").partition(":")
            first, last = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
            if first and last:
                self._merge(merged, rows, first, last)
        notes = self._side_notes(root, part)
        return {key: (cells, merged.get(key, {})) for key, cells in rows.items()}, notes

    @staticmethod
    def _merge(merged, rows, first, last):
        """Remember what covers a cell from above; cells beside it stay empty."""
        left, top, bottom = _column(first[1]), int(first[2]), int(last[2])
        origin = rows.get(top, {}).get(left)
        if origin:
            for number in range(top + 1, min(bottom, top + 5000) + 1):
                merged.setdefault(number, {})[left] = origin[0]

    def _side_notes(self, root, part):
        """Comments with the row they belong to, text boxes, page header and footer."""
        notes = []
        for kind, target in self._relations(part).values():
            if kind == "comments":
                comments = self._xml(target)
                for comment in (
                    comments.iter(f"{_MAIN}comment") if comments is not None else ()
                ):
                    match = _REFERENCE.fullmatch(comment.get("ref", ""))
                    text = comment.find(f"{_MAIN}text")
                    text = self._rich(text).strip() if text is not None else ""
                    if text:
                        self.comment_count += 1
                        notes.append(("comment", text, int(match[2]) if match else 0))
            elif kind == "drawing":
                drawing = self.package.xml(target)
                for box in drawing if drawing is not None else ():
                    lines = [
                        "".join(t.text or "" for t in paragraph.iter(f"{_DRAWING}t"))
                        for paragraph in box.iter(f"{_DRAWING}p")
                    ]
                    text = "\n".join(line for line in lines if line.strip())
                    if text:
                        notes.append(("textbox", text, 0))
        seen = set()
        for element in root.iterfind(f"{_MAIN}headerFooter/*"):
            text = " ".join(_HEADER_CODES.sub(" ", element.text or "").split())
            if any(map(str.isalnum, text)) and text not in seen:
                seen.add(text)
                kind = "header" if "Header" in element.tag else "footer"
                notes.append((kind, text, 0))
        return notes

    def _value(self, cell, style):
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            found = cell.find(f"{_MAIN}is")
            return CellText(self._rich(found) if found is not None else "")
        found = cell.find(f"{_MAIN}v")
        if found is None or found.text is None:
            self.without_value += cell.find(f"{_MAIN}f") is not None
            return CellText("")
        if kind == "s":
            index = int(found.text)
            return CellText(self.strings[index] if index < len(self.strings) else "")
        if kind == "b":
            return CellText("✓" if found.text == "1" else "–")
        if kind in ("str", "d", "e"):
            return CellText(found.text)
        return self._number(found.text, style)

    def _number(self, text, style):
        try:
            value = float(text)
        except ValueError:
            return CellText(text)
        form = self.formats[style] if style < len(self.formats) else None
        if form and form.is_duration:
            result = CellText(_clock(value))
            result.hours = value * 24
            return result
        if form and form.is_date and 0 <= value < 2958466:
            return CellText(self._date(value, form))
        shown = value * 100 if form and form.is_percent else value
        shown = f"{shown:.10g}" if abs(shown) < 1e15 else text
        if form and form.is_percent:
            return CellText(shown + " %")
        result = CellText(f"{shown} {form.tail}" if form and form.tail else shown)
        result.number = value
        return result

    def _date(self, value, form):
        if value < 1:
            return _clock(value)
        day = datetime(1904, 1, 1) if self.is_1904 else datetime(1899, 12, 30)
        moment = day + timedelta(days=value)
        if value == int(value):
            return moment.date().isoformat()
        return moment.strftime("%Y-%m-%d %H:%M")

    # Blocks

    def _add_sheet(self, name, rows, notes, is_hidden, several):
        blocks = self.reading.blocks
        for kind in ("header", "footer"):
            for note_kind, text, _row in notes:
                if note_kind == kind:
                    blocks.add(text, "note", note_type=kind)
        if is_hidden:
            lines = [name]
            for _number, (cells, _merged) in sorted(rows.items()):
                lines.append("\t".join(text for text, _style in cells.values()))
            blocks.add("\n".join(lines), "note", note_type="sheet")
            return
        if (several or kind_of_title(name)) and not (
            _GENERIC_SHEET.fullmatch(name.strip()) and not several
        ):
            blocks.add(name, "heading", level=1, styled=True)
        first = len(blocks)
        self._add_rows(rows)
        by_row = {block.list_key: block.no for block in blocks[first:]}
        for kind, text, number in notes:
            if kind in ("comment", "textbox"):
                blocks.add(text, "note", note_type=kind, note_of=by_row.get(number, 0))
        # Notes stand with their rows, and numbers follow the order.
        tail = blocks[first:]
        tail.sort(key=lambda block: (block.note_of or block.no, block.no))
        self._renumber(first, tail)

    def _renumber(self, first, tail):
        blocks = self.reading.blocks
        numbers = {block.no: first + index for index, block in enumerate(tail, start=1)}
        for block in tail:
            block.note_of = numbers.get(block.note_of, 0)
            block.no = numbers[block.no]
        blocks[first:] = tail

    def _add_rows(self, rows):
        blocks = self.reading.blocks
        width = max((max(cells) for cells, _merged in rows.values()), default=0)
        wide = any(len(cells) > 1 for cells, _merged in rows.values())
        table = max((block.table for block in blocks), default=0) + 1
        for number, (cells, merged) in sorted(rows.items()):
            styles = [style for _text, style in cells.values()]
            bold = all(style < len(self.bold) and self.bold[style] for style in styles)
            indent = max(
                (self.indents[style] for style in styles if style < len(self.indents)),
                default=0,
            )
            if not wide:
                column, (text, _style) = next(iter(cells.items()))
                blocks.add(
                    "\n".join(filter(str.strip, text.split("\n"))).strip(), "paragraph",
                    bold=bold, indent=18.0 * (column - 1 + indent), list_key=number,
                )  # fmt: skip
                continue
            texts = tuple(
                cells[column][0] if column in cells else ""
                for column in range(1, width + 1)
            )
            covered = tuple(
                str(merged.get(column, "")) if column not in cells else ""
                for column in range(1, width + 1)
            )
            blocks.add(
                "\t".join(text.replace("\n", " ") for text in texts if text), "row",
                cells=texts, covered=covered, table=table, bold=bold,
                list_level=indent, list_key=number,
            )  # fmt: skip


def _column(letters):
    """
    >>> _column("A"), _column("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _clock(value):
    minutes = round(value * 24 * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def read_xlsx(content):
    """Read the bytes of an .xlsx into a `Reading`."""
    return XlsxReader(content).run()
