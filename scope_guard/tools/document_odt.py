"""Reads OpenDocument text, as LibreOffice and Google Docs write it."""

import re

from .document_block import DocumentError, Reading
from .document_number import format_number
from .document_package import Package
from .document_table import Cell, add_table, take_paragraphs

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
OFFICE, STYLE, TEXT, TABLE, DRAW, FO, LOEXT = (
    "{" + name + "}" for name in _NAMES.values()
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LENGTH = re.compile(r"(-?[\d.]+)(cm|mm|in|pt|pc|px)?")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_PLACEHOLDER = re.compile(r"%(\d+)%")
_HEADING_STYLE = re.compile(r"heading(?:_20_|\s)*(\d+)", re.IGNORECASE)
_INDEXES = frozenset(
    TEXT + name
    for name in ("table-of-content", "illustration-index", "table-index", "user-index",
                 "alphabetical-index", "object-index")
)  # fmt: skip
_SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_SIDE_NOTES = frozenset((f"{TEXT}note", f"{OFFICE}annotation"))
_DRAWN = frozenset(
    f"{DRAW}{name}" for name in ("frame", "custom-shape", "g", "rect", "a")
)
_NO_TEXT = frozenset((f"{TEXT}tracked-changes", f"{OFFICE}annotation-end"))
_LISTS_MAX = 64  # lists in lists; deeper is no document but an attack


def _points(text):
    """
    >>> _points("1.27cm"), _points("12pt"), _points("50%")
    (36.0, 12.0, 0.0)
    """
    match = _LENGTH.fullmatch(text or "")
    return round(float(match[1]) * _POINTS[match[2] or "pt"], 1) if match else 0.0


class _Style:
    __slots__ = ("bold", "display", "indent", "list", "outline", "parent", "size")

    def __init__(self, element):
        self.parent = element.get(f"{STYLE}parent-style-name")
        self.list = element.get(f"{STYLE}list-style-name")
        outline = element.get(f"{STYLE}default-outline-level")
        self.outline = int(outline) if (outline or "").isdigit() else None
        self.bold = self.size = self.indent = self.display = None
        letters = element.find(f"{STYLE}text-properties")
        if letters is not None:
            weight = letters.get(f"{FO}font-weight")
            if weight:
                self.bold = weight in ("bold", "600", "700", "800", "900")
            size = letters.get(f"{FO}font-size")
            self.size = _points(size) if size and not size.endswith("%") else None
            self.display = letters.get(f"{TEXT}display")
        paragraph = element.find(f"{STYLE}paragraph-properties")
        if paragraph is not None and paragraph.get(f"{FO}margin-left"):
            self.indent = _points(paragraph.get(f"{FO}margin-left"))


class _Level:
    __slots__ = ("bullet", "display", "format", "indent", "prefix", "start", "suffix", "template")  # fmt: skip

    def __init__(self, element):
        self.bullet = None
        if element.tag.endswith("}list-level-style-bullet"):
            char = element.get(f"{TEXT}bullet-char", "•")
            self.bullet = {"-": "–", "–": "–", "—": "—", "◦": "◦", "o": "◦"}.get(
                char, "•"
            )
        elif element.tag.endswith("}list-level-style-image"):
            self.bullet = "•"
        self.format = element.get(f"{STYLE}num-format", "")
        self.prefix = element.get(f"{STYLE}num-prefix", "")
        self.suffix = element.get(f"{STYLE}num-suffix", "")
        self.template = element.get(f"{STYLE}num-list-format", "") or element.get(
            f"{LOEXT}num-list-format", ""
        )
        display = element.get(f"{TEXT}display-levels", "1")
        self.display = int(display) if display.isdigit() else 1
        start = element.get(f"{TEXT}start-value", "1")
        self.start = int(start) if start.isdigit() else 1
        self.indent = 0.0
        found = element.find(f"{STYLE}list-level-properties")
        if found is not None:
            align = found.find(f"{STYLE}list-level-label-alignment")
            if align is not None:
                self.indent = _points(align.get(f"{FO}margin-left"))
            else:
                self.indent = _points(found.get(f"{TEXT}space-before")) + _points(
                    found.get(f"{TEXT}min-label-width")
                )


class _List:
    """A list while it is read: its style and how far its levels have counted."""

    def __init__(self, style, key):
        self.style, self.key, self.counts = style, key, {}

    def count(self, depth, levels, start=None):
        counts, level = self.counts, levels.get(depth)
        for other in range(depth):
            counts.setdefault(other, levels[other].start if other in levels else 1)
        for other in [other for other in counts if other > depth]:
            del counts[other]
        first = level.start if level else 1
        counts[depth] = counts[depth] + 1 if depth in counts else first
        if start is not None:
            counts[depth] = start
        if level is None:
            return ""
        if level.bullet:
            return level.bullet
        if not level.format:
            return ""

        def number(other):
            upper = levels.get(other)
            if upper is None or upper.bullet:
                return ""
            return format_number(counts.get(other, upper.start), upper.format)

        if level.template:
            return _PLACEHOLDER.sub(
                lambda match: number(int(match[1]) - 1), level.template
            ).strip()
        first = max(0, depth - level.display + 1)
        numbers = [number(other) for other in range(first, depth + 1)]
        return level.prefix + ".".join(filter(None, numbers)) + level.suffix


class OdtReader:
    """One document; `run` returns its `Reading`."""

    def __init__(self, content):
        self.package = Package(content)
        self.reading = Reading()
        self.styles, self.lists, self.outline = {}, {}, {}
        self.open_lists, self.last_of_style = {}, {}
        self.headings = _List(None, "outline")
        self.page, self.has_pages = 1, False
        self.comments = self.hidden = 0
        self.list_no = 0

    def run(self):
        manifest = self.package.part("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise DocumentError("password")
        root = self.package.xml("content.xml")
        if root is None:
            raise DocumentError("broken")
        styles = self.package.xml("styles.xml")
        for part in (styles, root):
            if part is not None:
                self._load_styles(part)
        if styles is not None:
            self._headers(styles)
        body = root.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise DocumentError("broken")
        self.has_pages = next(body.iter(f"{TEXT}soft-page-break"), None) is not None
        self._tracked(body)
        take_paragraphs(self.reading.blocks, self._content(body))
        self._meta()
        if self.comments:
            self.reading.remark("comments", count=self.comments)
        if self.hidden:
            self.reading.remark("hidden_text", count=self.hidden)
        if any(name.startswith("Basic/") and name.endswith(".xml") and
               "script-l" not in name for name in self.package.names):  # fmt: skip
            self.reading.remark("macros")
        return self.reading

    # Parts

    def _load_styles(self, root):
        for element in root.iter(f"{STYLE}style"):
            if element.get(f"{STYLE}family") in ("paragraph", "text"):
                self.styles[element.get(f"{STYLE}name")] = _Style(element)
        for element in root.iter(f"{TEXT}list-style"):
            self.lists[element.get(f"{STYLE}name")] = self._levels(element)
        for element in root.iter(f"{TEXT}outline-style"):
            self.outline = self._levels(element)

    @staticmethod
    def _levels(element):
        return {
            int(level.get(f"{TEXT}level", "1")) - 1: _Level(level) for level in element
        }

    def _headers(self, root):
        seen = set()
        for kind in ("header", "footer"):
            for end in ("", "-left", "-first"):
                for element in root.iter(f"{STYLE}{kind}{end}"):
                    text = self._plain(element)
                    if text and text not in seen:
                        seen.add(text)
                        self.reading.blocks.add(text, "note", note_type=kind)

    def _tracked(self, body):
        insertions = deletions = 0
        for region in body.iter(f"{TEXT}changed-region"):
            for change in region:
                insertions += change.tag == f"{TEXT}insertion"
                deletions += change.tag == f"{TEXT}deletion"
        if insertions or deletions:
            self.reading.remark(
                "tracked_changes", insertions=insertions, deletions=deletions
            )

    def _meta(self):
        root = self.package.xml("meta.xml")
        if root is None:
            return
        title = next(root.iter(f"{_DC}title"), None)
        if title is not None and not self.reading.title:
            self.reading.title = (title.text or "").strip()
        statistic = next(root.iter(f"{_META}document-statistic"), None)
        if statistic is not None:
            pages = statistic.get(f"{_META}page-count", "0")
            self.reading.pages = int(pages) if pages.isdigit() else 0
        if self.has_pages:
            self.reading.pages = max(self.reading.pages, self.page)

    def _chain(self, name):
        seen = []
        while name in self.styles and name not in seen and len(seen) < 20:
            seen.append(name)
            name = self.styles[name].parent
        return seen + ([name] if name and name not in seen else [])

    def _of_style(self, names, attribute):
        for name in names:
            style = self.styles.get(name)
            value = getattr(style, attribute) if style else None
            if value is not None:
                return value
        return None

    # Content

    def _content(self, element, lists=()):
        """Yield paragraphs and tables; `lists` holds the open list and its depth."""
        for child in element:
            tag = child.tag
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(child)
            elif tag == f"{TEXT}list":
                yield from self._list(child, lists)
            elif tag == f"{TABLE}table":
                yield add_table, list(self._rows(child))
            elif tag in _INDEXES:
                text = self._plain(child.find(f"{TEXT}index-body"))
                if text:
                    yield {"text": text, "role": "note", "note_type": "toc",
                           "page": self._page()}  # fmt: skip
            elif tag in (f"{TEXT}section", f"{DRAW}text-box"):
                yield from self._content(child)
            elif tag == f"{TEXT}soft-page-break":
                self.page += 1
            elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g"):
                # Anchored to the page, not to a paragraph.
                yield from self._box(child)

    def _page(self):
        return self.page if self.has_pages else 0

    def _list(self, element, lists):
        if len(lists) > _LISTS_MAX:
            raise DocumentError("broken")
        style = element.get(f"{TEXT}style-name") or (lists[-1].style if lists else None)
        if lists:
            current = lists[0]
        else:
            current = self._open_list(element, style)
        chain = (*lists, current)
        depth = len(chain) - 1
        levels = self.lists.get(style, {})
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            marked = item.tag == f"{TEXT}list-header"
            start = item.get(f"{TEXT}start-value")
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, chain)
                    marked = True
                    continue
                if child.tag not in (f"{TEXT}p", f"{TEXT}h"):
                    yield from self._content([child])
                    continue
                number = None
                if not marked:
                    number = current.count(
                        depth, levels, int(start) if (start or "").isdigit() else None
                    )
                level = levels.get(depth)
                yield from self._paragraph(
                    child,
                    in_list=(current.key, depth, level.indent if level else 0.0),
                    number=number,
                )
                marked = True

    def _open_list(self, element, style):
        """A new list, or one that goes on counting."""
        goes_on = element.get(f"{TEXT}continue-list")
        found = self.open_lists.get(goes_on)
        if found is None and element.get(f"{TEXT}continue-numbering") == "true":
            found = self.last_of_style.get(style)
        if found is None:
            self.list_no += 1
            found = _List(style, (style, self.list_no))
        if element.get(_XML_ID):
            self.open_lists[element.get(_XML_ID)] = found
        self.last_of_style[style] = found
        return found

    def _paragraph(self, element, in_list=None, number=None):
        parts, notes, looks = [], [], set()
        names = self._chain(element.get(f"{TEXT}style-name"))
        page = self._page()
        self._inline(element, parts, notes, looks, None)
        lines = [line.strip(" ") for line in "".join(parts).split("\n")]
        text = "\n".join(line for line in lines if line.strip())
        if text:
            values = {
                "text": text,
                "page": page or self._page(),
                "bold": bool(looks)
                and {bool(self._of_style(names, "bold")) if look is None else look
                     for look in looks} == {True},
                "size": self._of_style(names, "size") or 0.0,
                "indent": self._of_style(names, "indent") or 0.0,
            }  # fmt: skip
            heading = self._heading(element, names)
            if heading is not None:
                values.update(role="heading", level=heading, styled=True)
                if heading and number is None:
                    number = self.headings.count(heading - 1, self.outline)
                if heading == 0 and not self.reading.title:
                    self.reading.title = text.replace("\n", " ")
            elif in_list and number is not None:
                key, depth, indent = in_list
                values.update(
                    role="item", list_key=key, list_level=depth,
                    indent=values["indent"] or indent or 18.0 * (depth + 1),
                )  # fmt: skip
            elif in_list:
                values["indent"] = max(values["indent"], in_list[2], 18.0)
            if number:
                values["number"] = number
            yield values
        for kind, note in notes:
            if kind == "box":
                yield from self._box(note)
            elif note:
                yield {"text": note, "role": "note", "note_type": kind,
                       "hangs": bool(text), "page": page}  # fmt: skip

    def _heading(self, element, names):
        if any(name in ("Title", "Titel", "Titre") for name in names):
            return 0
        level = element.get(f"{TEXT}outline-level")
        if element.tag == f"{TEXT}h":
            return int(level) if (level or "").isdigit() and int(level) else 1
        for name in names:
            if match := _HEADING_STYLE.fullmatch(name or ""):
                return int(match[1])
        return self._of_style(names, "outline") or None

    def _box(self, element):
        text = self._plain(element)
        if text:
            yield {"text": text, "role": "note", "note_type": "textbox",
                   "page": self._page()}  # fmt: skip

    def _inline(self, element, parts, notes, looks, bold):
        """Collect the text of a paragraph; `bold` is that of the span around."""

        def add(text):
            if text:
                parts.append(re.sub(r"[ \t\r\n]+", " ", text))
                if text.strip():
                    looks.add(bold)

        add(element.text)
        for child in element:
            tag = child.tag
            if tag == f"{TEXT}s":
                count = child.get(f"{TEXT}c", "1")
                parts.append(" " * min(int(count) if count.isdigit() else 1, 80))
            elif tag in _SIGNS:
                parts.append(_SIGNS[tag])
            elif tag == f"{TEXT}soft-page-break":
                self.page += 1
            elif tag in _SIDE_NOTES:
                self._side_note(child, notes)
            elif tag in _DRAWN:
                notes.append(("box", child))
            elif tag not in _NO_TEXT and isinstance(tag, str):
                if tag == f"{TEXT}span":
                    self._span(child, parts, notes, looks, bold)
                else:
                    self._inline(child, parts, notes, looks, bold)
            add(child.tail)

    def _span(self, element, parts, notes, looks, bold):
        chain = self._chain(element.get(f"{TEXT}style-name"))
        if self._of_style(chain, "display") == "none":
            self.hidden += 1
            notes.append(("hidden", "".join(element.itertext())))
            return
        own = self._of_style(chain, "bold")
        self._inline(element, parts, notes, looks, bold if own is None else own)

    def _side_note(self, element, notes):
        if element.tag == f"{TEXT}note":
            body = element.find(f"{TEXT}note-body")
            kind = element.get(f"{TEXT}note-class", "footnote")
            notes.append((kind, self._plain(body)))
            return
        self.comments += 1
        who = element.find(f"{_DC}creator")
        said = self._plain(element)
        if who is not None and who.text and said:
            said = f"{who.text}: {said}"
        notes.append(("comment", said))

    def _plain(self, element):
        """The text of a header, a footnote or a box, a line per paragraph."""
        if element is None:
            return ""
        lines = []
        for paragraph in element.iter(f"{TEXT}p", f"{TEXT}h"):
            parts = []
            self._inline(paragraph, parts, [], set(), None)
            lines.append("".join(parts).strip())
        return "\n".join(line for line in lines if line)

    # Tables

    def _rows(self, element, is_head=False, above=None):
        above = {} if above is None else above
        for child in element:
            if child.tag == f"{TABLE}table-header-rows":
                yield from self._rows(child, True, above)
            elif child.tag in (f"{TABLE}table-rows", f"{TABLE}table-row-group"):
                yield from self._rows(child, is_head, above)
            elif child.tag == f"{TABLE}table-row":
                yield self._row(child, above), is_head
            elif child.tag == f"{TEXT}soft-page-break":
                self.page += 1

    def _row(self, row, above):
        cells = []
        for element in row:
            if element.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue

            def number(name, element=element):
                value = element.get(f"{TABLE}{name}", "1")
                return int(value) if value.isdigit() else 1

            if element.tag == f"{TABLE}covered-table-cell":
                for _repeat in range(min(number("number-columns-repeated"), 64)):
                    left, origin = above.get(len(cells), (0, None))
                    cell = Cell(list(self._content(element)))
                    if left > 0 and not cell.text:
                        cell.covered_by = origin
                        above[len(cells)] = (left - 1, origin)
                    cells.append(cell)
                continue
            cell = Cell(
                list(self._content(element)), span=number("number-columns-spanned")
            )
            repeats = number("number-columns-repeated") if cell.text else 1
            for _repeat in range(min(repeats, 64)):
                down = number("number-rows-spanned") - 1
                above[len(cells)] = (down, cell)
                cells.append(cell)
        return cells


def read_odt(content):
    """Read the bytes of an .odt into a `Reading`."""
    return OdtReader(content).run()
