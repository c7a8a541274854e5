"""Reads Word's .docx (and .docm, whose macros are only noticed, never run)."""

import posixpath
import re

from .document_block import Reading
from .document_number import format_number
from .document_package import Package
from .document_table import Cell, add_table, take_paragraphs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

_HEADING_NAME = re.compile(
    r"(?:heading|überschrift|titre|t[ií]tulo|encabezado|titolo|kop|rubrik|nagłówek)\s*(\d)",
    re.IGNORECASE,
)
_TITLE_NAMES = frozenset(("title", "titel", "titre", "título", "titolo", "titre1"))
_TOC_NAME = re.compile(
    r"(?:toc|verzeichnis|tm|tdc|table of (?:figures|authorities))\s*(?:\d|heading|$)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"%(\d)")
_OFF = frozenset(("0", "false", "off", "none"))
#: Symbols of Wingdings and its like that say something.
_SYMBOLS = {"F0FC": "✓", "F0FE": "☑", "F0A8": "☐", "F06F": "☐", "F0FB": "✗"}


def _is_on(element):
    return element is not None and element.get(f"{W}val", "1").lower() not in _OFF


def _int(text, default=0):
    try:
        return int(float(text))
    except (TypeError, ValueError):
        return default


class _Style:
    """What a paragraph style says about outline, list, indent and letters."""

    __slots__ = ("based_on", "bold", "id", "indent", "level", "name", "num_id",
                 "outline", "size")  # fmt: skip

    def __init__(self, element):
        name = element.find(f"{W}name")
        based_on = element.find(f"{W}basedOn")
        self.id = element.get(f"{W}styleId", "")
        self.name = name.get(f"{W}val", "") if name is not None else ""
        self.based_on = based_on.get(f"{W}val") if based_on is not None else None
        properties = element.find(f"{W}pPr")
        self.num_id, self.level, self.indent, self.outline = _paragraph(properties)
        letters = element.find(f"{W}rPr")
        self.bold, self.size = _letters(letters)


def _paragraph(properties):
    """List, level in it, indent and outline level of a w:pPr; None where not said."""
    if properties is None:
        return None, None, None, None
    num_id = level = indent = outline = None
    numbering = properties.find(f"{W}numPr")
    if numbering is not None:
        found = numbering.find(f"{W}numId")
        num_id = found.get(f"{W}val") if found is not None else None
        found = numbering.find(f"{W}ilvl")
        level = _int(found.get(f"{W}val")) if found is not None else None
    found = properties.find(f"{W}ind")
    if found is not None:
        indent = _indent(found)
    found = properties.find(f"{W}outlineLvl")
    if found is not None:
        outline = _int(found.get(f"{W}val"), 9)
    return num_id, level, indent, outline


def _indent(element):
    value = element.get(f"{W}left", element.get(f"{W}start"))
    return _int(value) / 20 if value is not None else None


def _letters(properties):
    """Bold and size of a w:rPr; None where not said."""
    if properties is None:
        return None, None
    bold, size = properties.find(f"{W}b"), properties.find(f"{W}sz")
    return (
        _is_on(bold) if bold is not None else None,
        _int(size.get(f"{W}val")) / 2 if size is not None else None,
    )


class _Level:
    """One level of a list."""

    __slots__ = ("format", "indent", "is_legal", "restart", "start", "style", "text")

    def __init__(self, element):
        def value(name, default=None):
            found = element.find(f"{W}{name}")
            return default if found is None else found.get(f"{W}val", default)

        self.start = _int(value("start"), 1)
        self.format = value("numFmt", "decimal")
        self.text = value("lvlText", "")
        self.restart = value("lvlRestart")
        self.is_legal = _is_on(element.find(f"{W}isLgl"))
        self.style = value("pStyle")
        found = element.find(f"{W}pPr/{W}ind")
        self.indent = _indent(found) if found is not None else None


class _Numbering:
    """The lists of the document and how far each of them has counted."""

    def __init__(self, root):
        self.abstract, self.lists, links, styled = {}, {}, {}, {}
        self.counts, self.started = {}, set()
        if root is None:
            return
        for element in root.iterfind(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId")
            self.abstract[key] = {
                _int(level.get(f"{W}ilvl")): _Level(level)
                for level in element.iterfind(f"{W}lvl")
            }
            link = element.find(f"{W}numStyleLink")
            if link is not None:
                links[key] = link.get(f"{W}val")
            link = element.find(f"{W}styleLink")
            if link is not None:
                styled[link.get(f"{W}val")] = key
        for element in root.iterfind(f"{W}num"):
            found = element.find(f"{W}abstractNumId")
            key = found.get(f"{W}val") if found is not None else None
            key = styled.get(links.get(key), key)
            starts, levels = {}, {}
            for override in element.iterfind(f"{W}lvlOverride"):
                depth = _int(override.get(f"{W}ilvl"))
                start = override.find(f"{W}startOverride")
                if start is not None:
                    starts[depth] = _int(start.get(f"{W}val"), 1)
                level = override.find(f"{W}lvl")
                if level is not None:
                    levels[depth] = _Level(level)
            self.lists[element.get(f"{W}numId")] = (key, starts, levels)

    def level(self, num_id, depth):
        """The `_Level`, or None if the list does not exist."""
        key, _starts, levels = self.lists.get(num_id, (None, {}, {}))
        return levels.get(depth) or self.abstract.get(key, {}).get(depth)

    def level_of_style(self, num_id, style_ids):
        key, _starts, _levels = self.lists.get(num_id, (None, {}, {}))
        for depth, level in self.abstract.get(key, {}).items():
            if level.style in style_ids:
                return depth
        return 0

    def key(self, num_id):
        """What two lists share that go on counting each other."""
        return self.lists.get(num_id, (num_id,))[0]

    def count(self, num_id, depth):
        """Count one item; return the number as it is printed."""
        key, starts, _levels = self.lists[num_id]
        counts = self.counts.setdefault(key, {})
        if num_id not in self.started:
            self.started.add(num_id)
            for other, start in starts.items():
                counts[other] = start - 1
        for other in range(depth):
            if other not in counts:
                level = self.level(num_id, other)
                counts[other] = level.start if level else 1
        level = self.level(num_id, depth)
        if depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = level.start
        for other in [other for other in counts if other > depth]:
            deeper = self.level(num_id, other)
            if deeper is None or deeper.restart != "0":
                counts.pop(other)
                if other in starts and deeper:
                    counts[other] = starts[other] - 1
        if level.format == "bullet":
            return {"o": "◦", "-": "–", "–": "–", "—": "—"}.get(level.text, "•")
        if level.format == "none":
            return level.text if "%" not in level.text else ""

        def number(match):
            other = int(match[1]) - 1
            upper = self.level(num_id, other)
            if upper is None:
                return ""
            style = upper.format
            if level.is_legal and style not in ("decimalZero",):
                style = "decimal"
            return format_number(counts.get(other, upper.start), style)

        return _PLACEHOLDER.sub(number, level.text).strip()


class _Inline:
    """Collects what one paragraph says and what hangs on it."""

    __slots__ = ("bold", "boxes", "hidden", "notes", "parts", "size")

    def __init__(self):
        self.parts, self.hidden, self.boxes, self.notes = [], [], [], []
        self.bold = set()  # True, False, None (as the style says) of its letters
        self.size = 0.0

    @property
    def text(self):
        return "".join(self.parts)


class DocxReader:
    """One document; `run` returns its `Reading`."""

    def __init__(self, content):
        self.package = Package(content)
        self.reading = Reading()
        self.blocks = self.reading.blocks
        self.page = 1
        self.has_pages = False
        self.insertions = self.deletions = self.hidden = self.comment_count = 0
        self.carried = None  # text of a paragraph whose mark was deleted

    def run(self):
        main = self._main_part()
        folder = posixpath.dirname(main)
        root = self._xml(main)
        styles = self._xml(f"{folder}/styles.xml")
        self.styles, self.default_style, self.default_size = {}, None, 0.0
        if styles is not None:
            self._load_styles(styles)
        self.numbering = _Numbering(self._xml(f"{folder}/numbering.xml"))
        self.side_notes = {
            "footnote": self._side_notes(f"{folder}/footnotes.xml", "footnote"),
            "endnote": self._side_notes(f"{folder}/endnotes.xml", "endnote"),
            "comment": self._side_notes(f"{folder}/comments.xml", "comment"),
        }
        self._headers(main, folder)
        body = root.find(f"{W}body") if root is not None else None
        if body is not None:
            self.has_pages = (
                next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
            )
            take_paragraphs(self.blocks, self._content(body))
        self._loose_notes()
        self._properties()
        self._remarks()
        return self.reading

    # Parts

    def _xml(self, name):
        root = self.package.xml(name)
        if root is not None and _STRICT in root.nsmap.values():
            # "Strict Open XML" says the same in another namespace.
            strict = "{" + _STRICT + "}"
            for element in root.iter(f"{strict}*"):
                element.tag = W + element.tag[len(strict) :]
                for key in [key for key in element.attrib if key.startswith(strict)]:
                    element.set(W + key[len(strict) :], element.attrib.pop(key))
        return root

    def _main_part(self):
        root = self.package.xml("_rels/.rels")
        for relation in root if root is not None else ():
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
        return "word/document.xml"

    def _load_styles(self, root):
        letters = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default_size = _letters(letters)[1] or 10.0
        for element in root.iterfind(f"{W}style"):
            if element.get(f"{W}type", "paragraph") != "paragraph":
                continue
            style = _Style(element)
            self.styles[style.id] = style
            if _is_on(element) and element.get(f"{W}default") in ("1", "true", "on"):
                self.default_style = style.id

    def _chain(self, style_id):
        """The style and those it is based on."""
        chain = []
        while style_id in self.styles and len(chain) < 20:
            chain.append(self.styles[style_id])
            style_id = chain[-1].based_on
        return chain

    def _side_notes(self, name, tag):
        root = self._xml(name)
        if root is None:
            return {}
        notes = {}
        for note in root.iterfind(f"{W}{tag}"):
            if note.get(f"{W}type") in ("separator", "continuationSeparator",
                                       "continuationNotice"):  # fmt: skip
                continue
            text = self._plain(note)
            if tag == "comment" and text and note.get(f"{W}author"):
                text = f"{note.get(f'{W}author')}: {text}"
            if text:
                notes[note.get(f"{W}id")] = text
        return notes

    def _plain(self, element):
        """The text of a header, a footnote or a box, a line per paragraph."""
        lines = []
        for paragraph in element.iter(f"{W}p"):
            inline = _Inline()
            self._runs(paragraph, inline)
            lines.append(inline.text)
        return "\n".join(line.strip() for line in lines if line.strip())

    def _headers(self, main, folder):
        name = f"{folder}/_rels/{posixpath.basename(main)}.rels"
        root = self.package.xml(name)
        parts = {"header": [], "footer": []}
        for relation in root if root is not None else ():
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            if kind in parts:
                target = posixpath.normpath(
                    posixpath.join("/" + folder, relation.get("Target") or "")
                )
                parts[kind].append(target.lstrip("/"))
        seen = set()
        for kind, names in parts.items():
            for name in names:
                part = self._xml(name)
                text = self._plain(part) if part is not None else ""
                if text and text not in seen:
                    seen.add(text)
                    self.blocks.add(text, "note", note_type=kind)

    def _loose_notes(self):
        """Footnotes and comments whose place in the text was not found."""
        for kind, notes in self.side_notes.items():
            for text in notes.values():
                self.blocks.add(text, "note", note_type=kind)

    def _properties(self):
        root = self.package.xml("docProps/app.xml")
        for element in root if root is not None else ():
            if str(element.tag).endswith("}Pages"):
                self.reading.pages = _int(element.text)
        if self.has_pages:
            self.reading.pages = max(self.reading.pages, self.page)
        root = self.package.xml("docProps/core.xml")
        for element in root if root is not None else ():
            if str(element.tag).endswith("}title") and not self.reading.title:
                self.reading.title = (element.text or "").strip()

    def _remarks(self):
        if self.insertions or self.deletions:
            self.reading.remark(
                "tracked_changes", insertions=self.insertions, deletions=self.deletions
            )
        if self.comment_count:
            self.reading.remark("comments", count=self.comment_count)
        if self.hidden:
            self.reading.remark("hidden_text", count=self.hidden)
        if any(name.endswith("vbaProject.bin") for name in self.package.names):
            self.reading.remark("macros")

    # Content

    def _content(self, element):
        """Yield the paragraphs and tables of a body, a cell or a box."""
        for child in element:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child)
            elif tag == f"{W}tbl":
                yield self._table(child)
            elif tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                    if (
                        gallery is not None
                        and gallery.get(f"{W}val") == "Table of Contents"
                    ):
                        yield {"text": self._plain(content), "role": "note",
                               "note_type": "toc", "page": self._page()}  # fmt: skip
                    else:
                        yield from self._content(content)
            elif tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self._content(child)
            elif tag == f"{_MC}AlternateContent":
                yield from self._content(self._alternative(child))

    def _alternative(self, element):
        """One of the two ways in which a file says the same."""
        for name in ("Choice", "Fallback"):
            for child in element.iterfind(f"{_MC}{name}"):
                if len(child):
                    return child
        return ()

    def _page(self):
        return self.page if self.has_pages else 0

    def _paragraph(self, element):
        properties = element.find(f"{W}pPr")
        inline = _Inline()
        if self.carried:
            inline.parts += self.carried.parts
            inline.notes += self.carried.notes
            inline.boxes += self.carried.boxes
            self.carried = None
        self._runs(element, inline)
        if properties is not None:
            mark = properties.find(f"{W}rPr")
            if mark is not None and mark.find(f"{W}ins") is not None:
                self.insertions += 1
            if mark is not None and mark.find(f"{W}del") is not None:
                self.deletions += 1
                self.carried = inline
                return
        page = self._page()
        lines = [line.strip(" \r") for line in inline.text.split("\n")]
        text = "\n".join(line for line in lines if line.strip())
        if text:
            values = {"text": text, "page": page}
            self._describe(properties, inline, values)
            yield values
        for kind, note in inline.notes:
            found = self.side_notes[kind].pop(note, None)
            if found:
                yield {"text": found, "role": "note", "note_type": kind,
                       "hangs": bool(text), "page": page}  # fmt: skip
        for box in inline.boxes:
            box_text = self._plain(box)
            if box_text:
                yield {"text": box_text, "role": "note", "note_type": "textbox",
                       "page": page}  # fmt: skip
        if inline.hidden:
            self.hidden += 1
            yield {"text": "".join(inline.hidden), "role": "note", "hangs": bool(text),
                   "note_type": "hidden", "page": page}  # fmt: skip

    def _describe(self, properties, inline, values):
        """Heading, list item or plain text, by styles and lists."""
        style_id = self.default_style
        if properties is not None:
            found = properties.find(f"{W}pStyle")
            if found is not None:
                style_id = found.get(f"{W}val")
        chain = self._chain(style_id)
        num_id, level, indent, outline = _paragraph(properties)
        bold, size = None, 0.0
        for style in chain:
            if num_id is None and style.num_id is not None:
                num_id = style.num_id
                if level is None:
                    level = style.level
                if level is None:
                    level = self.numbering.level_of_style(num_id, {style.id})
                if indent is None:
                    indent = style.indent
            if outline is None:
                outline = style.outline
            bold = style.bold if bold is None else bold
            size = size or style.size or 0.0
        level = level or 0
        number = (
            self.numbering.level(num_id, level) if num_id not in (None, "0") else None
        )
        if indent is None and number is not None:
            indent = number.indent
        for style in chain:
            indent = style.indent if indent is None else indent
        looks = {bold if letters is None else letters for letters in inline.bold}
        values.update(
            indent=indent or 0.0,
            size=inline.size or size or self.default_size,
            bold=looks == {True},
        )
        names = [style.name for style in chain]
        heading = self._heading_level(names, outline)
        if any(_TOC_NAME.match(name) for name in names[:1]):
            values.update(role="note", note_type="toc")
            return
        if number is not None:
            values["number"] = self.numbering.count(num_id, level)
            if heading is None:
                values.update(
                    role="item", list_key=self.numbering.key(num_id), list_level=level
                )
        if heading is not None:
            values.update(role="heading", level=heading, styled=True)
            if heading == 0 and not self.reading.title:
                self.reading.title = values["text"].replace("\n", " ")

    @staticmethod
    def _heading_level(names, outline):
        for name in names:
            if name.lower() in _TITLE_NAMES:
                return 0
            if match := _HEADING_NAME.fullmatch(name.strip()):
                return int(match[1]) or 1
        if outline is not None and outline < 9:
            return outline + 1
        return None

    def _runs(self, element, inline):
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, inline)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.deletions += 1
            elif tag in (f"{W}ins", f"{W}moveTo"):
                self.insertions += 1
                self._runs(child, inline)
            elif tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self._runs(content, inline)
            elif tag == f"{_MC}AlternateContent":
                self._runs(self._alternative(child), inline)
            elif tag in (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}pPr"):
                continue
            elif tag == _MATH_TEXT:
                inline.parts.append(child.text or "")
            elif isinstance(tag, str):
                # Links, fields, formulas, smart tags: what is inside is text.
                self._runs(child, inline)

    def _run(self, element, inline):
        properties = element.find(f"{W}rPr")
        parts, bold = inline.parts, None
        if properties is not None:
            hidden = properties.find(f"{W}vanish")
            if hidden is not None and _is_on(hidden):
                parts = inline.hidden
            bold, size = _letters(properties)
            if size and not inline.size:
                inline.size = size
        self._run_children(element, inline, parts, bold)

    def _run_children(self, element, inline, parts, bold):
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                text = child.text or ""
                parts.append(text)
                if text.strip():
                    inline.bold.add(bold)
            elif tag in (f"{W}tab", f"{W}ptab"):
                parts.append("\t")
            elif tag in (f"{W}br", f"{W}cr"):
                parts.append("\n")
            elif tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif tag == f"{W}sym":
                parts.append(_SYMBOLS.get((child.get(f"{W}char") or "").upper(), " "))
            elif tag == f"{W}lastRenderedPageBreak":
                self.page += 1
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference",
                         f"{W}commentReference"):  # fmt: skip
                kind = tag[len(W) : -len("Reference")]
                inline.notes.append((kind, child.get(f"{W}id")))
                self.comment_count += kind == "comment"
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                inline.boxes += child.iter(f"{W}txbxContent")
            elif tag == f"{_MC}AlternateContent":
                self._run_children(self._alternative(child), inline, parts, bold)
            elif tag == f"{W}ruby":
                self._runs(child, inline)

    # Tables

    def _table(self, element):
        rows, open_merges = [], {}
        for row in self._rows(element):
            cells, column = [], 0
            properties = row.find(f"{W}trPr")
            is_head = False
            if properties is not None:
                is_head = _is_on(properties.find(f"{W}tblHeader"))
                before = properties.find(f"{W}gridBefore")
                if before is not None:
                    for _column in range(min(_int(before.get(f"{W}val")), 63)):
                        cells.append(Cell())
                        column += 1
            for cell in self._cells(row):
                column = self._cell(cell, cells, column, open_merges)
            rows.append((cells, is_head))
        return add_table, rows

    def _cell(self, element, cells, column, open_merges):
        properties = element.find(f"{W}tcPr")
        span, merge = 1, None
        if properties is not None:
            found = properties.find(f"{W}gridSpan")
            span = (
                min(max(_int(found.get(f"{W}val"), 1), 1), 63)
                if found is not None
                else 1
            )
            found = properties.find(f"{W}vMerge")
            if found is not None:
                merge = found.get(f"{W}val", "continue")
        cell = Cell(list(self._content(element)), span=span)
        if merge == "continue" and column in open_merges and not cell.text:
            cell.covered_by = open_merges[column]
        elif merge == "restart":
            open_merges[column] = cell
        else:
            open_merges.pop(column, None)
        cells.append(cell)
        cells += [Cell(spanned_by=cell) for _column in range(span - 1)]
        return column + span

    def _rows(self, element):
        for child in element:
            if child.tag == f"{W}tr":
                properties = child.find(f"{W}trPr")
                if properties is not None:
                    if properties.find(f"{W}del") is not None:
                        self.deletions += 1
                        continue
                    if properties.find(f"{W}ins") is not None:
                        self.insertions += 1
                yield child
            elif child.tag in (f"{W}sdt", f"{W}customXml", f"{W}ins"):
                content = child.find(f"{W}sdtContent")
                yield from self._rows(child if content is None else content)

    def _cells(self, row):
        for child in row:
            if child.tag == f"{W}tc":
                yield child
            elif child.tag in (f"{W}sdt", f"{W}customXml"):
                content = child.find(f"{W}sdtContent")
                yield from self._cells(child if content is None else content)


def read_docx(content):
    """Read the bytes of a .docx into a `Reading`."""
    return DocxReader(content).run()
