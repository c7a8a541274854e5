"""Reads the text of an agreement into headings, items and notes.

The reader proposes, a person decides: it keeps every line somewhere and says
from which lines of the text each piece came. What it returns is plain data, so
that a reader of another format can hand over the same.
"""

import re
from dataclasses import dataclass, field

from .tor_hours import only_hours, read_hours
from .tor_lines import LineReader
from .tor_table import TableReader
from .tor_words import is_background, kind_of_heading, kind_of_title, kind_of_word

__all__ = ["TorLine", "TorText", "kind_of_word", "read_tor_lines", "read_tor_text"]

#: A name stays readable in a list; what is longer goes on in the clause.
NAME_LENGTH = 80
NAME_LENGTH_MAX = 120

_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d]|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|p\.\s?ex|incl|inkl|excl|exkl"
    r"|ca|approx|etc|usw|bzw|resp|vs|No|Nr|Mr|Mrs|Ms|Dr|Hr|Fr|St|Abs|Art|Ziff|min|max"
    r"|evtl|ggf|gem|lt|Std|env|p\.\s?ej|\d+)$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?؟。](?:[\"'”’»)]?)\s+(?=\S)")
_TITLE = re.compile(r"\s*:\s+|\s+[–—-]\s+")
_TERMINAL = tuple(".!?;:。؟")
_OPEN_END = re.compile(
    r"(?:[,\-–/(&]|\b(?:and|or|the|a|an|of|to|in|for|with|by|from|on|at|is|are|be|und|oder"
    r"|der|die|das|den|dem|des|ein|eine|einer|für|mit|von|vom|zu|zum|zur|im|auf|bei|et|ou"
    r"|le|la|les|de|des|du|un|une|pour|avec|y|o|el|los|las|del|por|con|para|al))$"
)
_HYPHEN_KEEPS = re.compile(r"(?:und|oder|and|or|et|ou|y|o|bzw)\b", re.IGNORECASE)
_BRACKET_KIND = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]")
_KIND_CELL = re.compile(r"[\w\s.:-]+")
#: Levels of headings that a document does not set apart as such: below all others.
_LEVEL_NUMBERED = 30
_LEVEL_PLAIN = 60
_KIND_BY_LETTER = {
    "D": "deliverable",
    "X": "exclusion",
    "A": "assumption",
    "C": "client_responsibility",
    "L": "later_phase",
}


@dataclass
class TorLine:
    """One piece of the text.

    role     heading, item or note. A heading gives its kind to what follows.
    text     heading, name of the item, or the note
    clause   what an item says beyond its name
    kind     kind of scope item; of a heading: what its lines are, or "note"
    number   the number or code it had in the text, as written ("4.2", "D01", "a")
    level    how deep an item is nested, 0 = not at all
    parent   index of the item it belongs to, in `TorText.lines`
    heading  index of the heading it stands under; of a heading: the one whose kind
             it shares because it names none
    section  where it stands in the document, if the text says so in a column
    hours    effort; `hours_text` is how it was written, empty if there was none
    sources  numbers of its lines in the text, the first line is 1
    """

    role: str
    text: str
    clause: str = ""
    kind: str = ""
    number: str = ""
    section: str = ""
    level: int = 0
    parent: int | None = None
    heading: int | None = None
    hours: float = 0.0
    hours_text: str = ""
    sources: list = field(default_factory=list)


@dataclass
class TorText:
    """The pieces of a text in their order."""

    lines: list

    @property
    def headings(self):
        return [line for line in self.lines if line.role == "heading"]

    @property
    def items(self):
        return [line for line in self.lines if line.role == "item"]

    @property
    def notes(self):
        return [line for line in self.lines if line.role == "note"]

    def source_section(self, line):
        """Where in the document a line stood: its number, else its heading.

        >>> text = read_tor_text("1 Scope\\n1.1 Shop\\n\\nNot included:\\n- Hosting")
        >>> [text.source_section(item) for item in text.items]
        ['1.1', 'Not included']
        """
        if line.section:
            return line.section
        if line.number and not (len(line.number) == 1 and line.number.isalpha()):
            return line.number
        if line.parent is not None:
            above = self.source_section(self.lines[line.parent])
            return f"{above} {line.number}".strip()
        above = self.lines[line.heading] if line.heading is not None else None
        if above and above.section:
            return f"{above.section} {line.number}".strip()
        title = f"{above.number} {above.text}".strip() if above else ""
        return f"{title} {line.number}".strip()


def split_name(text):
    """Split a long line into a name and the rest of its clause.

    >>> split_name("Catalogue in the shop")
    ('Catalogue in the shop', '')
    >>> split_name("The shop shows all articles, e.g. spare parts. Prices come from "
    ...            "the ERP once a day.")[0]
    'The shop shows all articles, e.g. spare parts'
    >>> split_name("Orders: each order of the shop reaches accounting on the day it "
    ...            "was made on, without retyping.")[0]
    'Orders'
    """
    text = text.strip()
    if len(text) <= NAME_LENGTH:
        return text.rstrip(";,").rstrip() or text, ""
    title = _TITLE.search(text)
    if title and 3 <= title.start() <= 60:
        return text[: title.start()], text[title.end() :]
    for match in _SENTENCE_END.finditer(text):
        if match.start() > NAME_LENGTH_MAX:
            break
        if text[match.start()] == "." and (
            _ABBREVIATION.search(text[: match.start()]) or text[match.end()].islower()
        ):
            continue
        return text[: match.start()] + text[match.start() : match.end()].strip(
            " .\t"
        ), text[match.end() :]
    if len(text) <= NAME_LENGTH_MAX:
        return text, ""
    # One long sentence: a short name, and the clause in full.
    name = text[:NAME_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:-–(")
    return (name or text[:NAME_LENGTH]) + "…", text


def _join(first, second):
    """Join two lines of one sentence, mending a word divided at the line's end."""
    if (
        first.endswith("-")
        and first[-2:-1].isalpha()
        and second[:1].islower()
        and not _HYPHEN_KEEPS.match(second)
    ):
        return first[:-1] + second
    return f"{first} {second}"


def _is_chapter(raw):
    """A line numbered as the chapters of a document are: 4, § 4, IV."""
    return bool(raw.style) and (
        raw.style[:2] == ("dec", 1) or raw.style[:2] == ("roman", True)
    )


class _Outline:
    """Finds the parent of each marked line, by number, indent and kind of mark."""

    def __init__(self):
        self.stack = []

    def reset(self):
        self.stack.clear()

    def place(self, raw, index):
        """Put the line into the outline; return the index of its parent."""
        stack = self.stack
        if raw.depth is not None:
            # The document says it; what only looks nested inside goes with it.
            # A heading stands above everything but the headings of a higher level.
            while stack and (
                raw.depth < 0 if stack[-1][4] is None else stack[-1][4] >= raw.depth
            ):
                stack.pop()
        elif len(raw.path) > 1:
            while stack and not (
                0 < len(stack[-1][2]) < len(raw.path)
                and raw.path[: len(stack[-1][2])] == stack[-1][2]
            ):
                stack.pop()
        elif not self._sibling(raw):
            while stack and raw.indent < stack[-1][0]:
                stack.pop()
        parent = stack[-1][3] if stack else None
        stack.append((raw.indent, raw.style, raw.path, index, raw.depth))
        return parent

    def open_title(self, level):
        """A heading of that level: only items that are headings above it stay open."""
        depth = level - 100
        self.stack = [
            entry for entry in self.stack if entry[4] is not None and entry[4] < depth
        ]

    def _sibling(self, raw):
        """Cut the stack back to above a line of the same mark and indent, if any."""
        for depth in range(len(self.stack) - 1, -1, -1):
            indent, style, _path, _index, _depth = self.stack[depth]
            if indent == raw.indent and style == raw.style:
                del self.stack[depth:]
                return True
            if indent < raw.indent:
                return False
        return False


class _Reader:
    """Goes through the lines of one text."""

    def __init__(self, raws, hours_per_day):
        self.hours_per_day = hours_per_day
        self.raws = raws
        self.tables = TableReader(hours_per_day)
        self.lines = []
        self.last = -1  # index of the line that a next one may belong to
        self.parts = {}  # index of a line -> its RawLines
        self.plain = {}  # index of a note -> its first RawLine
        self.outline = _Outline()
        self.heading = None
        self.kind_heading = None
        self.kind = "deliverable"
        self.kind_mark = None  # how the heading that set the kind looks
        self.sub_mark = None  # how the headings below that one look
        widths = [len(raw.text) + raw.indent for raw in self.raws]
        self.width = max(widths, default=0)
        self.full = self._full_width()
        self.any_item = any(raw.is_marked or raw.row for raw in self.raws)
        self.is_document = any(raw.role == "heading" for raw in self.raws)
        self.titles = []  # open headings of a document: (level, kind, index)
        self.own_kinds = set()  # indexes of rows that name their kind
        self.doc_titles = set()  # indexes of its title and subtitle
        self.above = {}  # index of a heading -> that of the one it stands below
        # How the chapters are numbered: as those that name a kind are.
        self.chapters = {
            raw.style[:2]
            for raw, after in zip(self.raws, self.raws[1:], strict=False)
            if _is_chapter(raw)
            and kind_of_heading(raw.body.rstrip(" :"))
            and self._opens(raw, after, True)
        }

    def _full_width(self):
        """From which length on a line ends where the page ended; 0 = not known.

        In a text with hard line ends a good part of its lines come close to one width.
        """
        widths = [len(raw.text) + raw.indent for raw in self.raws if not raw.is_marked]
        widest = max(widths, default=0)
        close = sum(width >= 0.85 * widest for width in widths)
        if 50 <= widest <= 110 and close >= max(3, 0.3 * len(widths)):
            return 0.85 * widest
        return 0

    def parse(self):
        if self.is_document:
            self._settle_titles()
        for index, raw in enumerate(self.raws):
            after = self.raws[index + 1] if index + 1 < len(self.raws) else None
            self._take(raw, after)
        for index, raws in self.parts.items():
            self._finish(self.lines[index], raws)
        self._unmarked_sections()
        self._levels()
        return TorText(self.lines)

    # One line

    def _take(self, raw, after):
        if raw.role == "note":
            self._add_side_note(raw)
            return
        row = raw.row or (None if raw.role else self.tables.parse(raw))
        if row:
            self._add_row(raw, row)
            return
        heading = self._as_heading(raw, after)
        if heading:
            self._add_heading(raw, *heading)
        elif not raw.is_marked and self._continues(raw):
            self.parts[self.last].append(raw)
        elif raw.is_marked:
            self._add_item(raw)
        else:
            self._add_note(raw)

    def _add(self, line, raw):
        line.heading = self.heading
        line.sources.append(raw.no)
        self.lines.append(line)
        self.last = len(self.lines) - 1
        return self.last

    def _add_side_note(self, raw):
        """A footnote or the like: belongs to a line without interrupting it."""
        last = self.last
        note = self.lines[self._add(TorLine("note", raw.body, number=raw.number), raw)]
        if raw.is_apart:
            note.heading = None
        self.last = last
        if raw.note_of:
            for index in range(last, -1, -1):
                if raw.note_of in self.lines[index].sources or any(
                    part.no == raw.note_of for part in self.parts.get(index, ())
                ):
                    if self.lines[index].role == "item":
                        note.parent = index
                    break

    def _add_row(self, raw, row):
        row = dict(row) if row != "head" else row
        if row == "head":
            if not raw.row:
                self.outline.reset()
            self._add(TorLine("note", " | ".join(self.tables.cells(raw))), raw)
            return
        role = "note" if self.kind == "note" and not row.get("kind") else "item"
        if raw.is_guess and not row.get("kind") and not self._is_named():
            # "Client | Nordwind": a table outside of what is agreed.
            role, row = "note", {"text": raw.text}
        if not row.get("text"):
            role, row["text"] = "note", row.pop("clause", "") or raw.text
        own, parent = row.pop("kind", ""), None
        if role == "item" and raw.row:
            parent = self.outline.place(raw, len(self.lines))
            if parent is not None and self.lines[parent].role == "item":
                own = own or self.lines[parent].kind
            # A table that names its kinds leaves its heading to the text beside it.
            if own:
                self.own_kinds.add(len(self.lines))
        kind = own or ("" if role == "note" else self.kind)
        self._add(TorLine(role, kind=kind, parent=parent, **row), raw)

    def _is_named(self):
        """Tell whether a heading that names a kind is open."""
        return any(
            level and kind_of_title(self.lines[index].text)
            for level, _kind, index in self.titles
        )

    def _add_item(self, raw):
        index = len(self.lines)
        parent = self.outline.place(raw, index)
        role, kind = ("note", "") if self.kind == "note" else ("item", self.kind)
        line = TorLine(role, raw.body, kind=kind, number=raw.number, parent=parent)
        own = self._own_kind(raw)
        if own:
            line.role, line.kind = "item", own
        elif parent is not None and role == "item":
            line.kind = self.lines[parent].kind or kind
        self._add(line, raw)
        self.parts[index] = [raw]

    def _own_kind(self, raw):
        """A kind that the line states itself: "Not included: hosting", "(phase 2)"."""
        head, colon, rest = raw.body.partition(":")
        if colon and rest.strip() and len(head) <= 50:
            kind = kind_of_heading(head)
            if kind and kind != "deliverable":
                return kind
        for match in _BRACKET_KIND.finditer(raw.body):
            kind = kind_of_word(match[1])
            if kind and kind != "deliverable":
                return kind
        if self.heading is None and re.fullmatch(r"[DXACL]\d{2,3}", raw.number):
            return _KIND_BY_LETTER[raw.number[0]]
        return None

    def _add_note(self, raw):
        index = self._add(TorLine("note", raw.body), raw)
        self.parts[index] = [raw]
        self.plain[index] = raw

    # Headings

    def _add_heading(self, raw, kind):
        text = raw.body.rstrip(" :").rstrip() or raw.body
        if self.is_document:
            self._add_title(raw, kind, text)
            return
        mark = (raw.hashes, raw.text.endswith(":"), text.isupper(), raw.strong,
                len(raw.path))  # fmt: skip
        effort = kind is None and read_hours(text, self.hours_per_day)
        if effort and self.any_item:
            # "Web shop (40 h)" above bullets: a part with hours of its own.
            raw.style, raw.body = ("title",), text
            self._add_item(raw)
            return
        named, kind = kind, self._inherit(kind, mark)
        self.outline.reset()
        # A heading below another one follows it when its kind is changed.
        self.heading = self.kind_heading if not named and self.sub_mark else None
        index = self._add(TorLine("heading", text, kind=kind, number=raw.number), raw)
        self.heading, self.kind = index, kind
        if self.sub_mark is None:
            self.kind_heading = index

    def _add_title(self, raw, kind, text):
        """A heading of a document: its level says what it stands below."""
        level = self._title_level(raw)
        effort = kind is None and read_hours(text, self.hours_per_day)
        if effort and self.any_item and 0 < level < _LEVEL_PLAIN:
            raw.style, raw.body, raw.depth = ("title",), text, level - 100
            self._add_item(raw)
            return
        self.outline.open_title(level)
        line = TorLine("heading", text, number=raw.number)
        if level == 0:
            line.kind, self.heading = "deliverable", None
            self.heading = self._add(line, raw)
            self.doc_titles.add(self.heading)
            self.titles, self.kind = [], "deliverable"
            return
        while self.titles and self.titles[-1][0] >= level:
            self.titles.pop()
        above = self.titles[-1] if self.titles else None
        line.kind = kind or (above[1] if above else "deliverable")
        self.heading = above[2] if above and not kind else None
        index = self._add(line, raw)
        if above:
            self.above[index] = above[2]
            if level == _LEVEL_PLAIN and above[0] < _LEVEL_PLAIN:
                # The place in the document is the heading, not the words before a list.
                title = self.lines[above[2]]
                line.section = title.number or title.text
        self.titles.append((level, line.kind, index))
        self.heading, self.kind = index, line.kind

    @staticmethod
    def _title_level(raw):
        if raw.role == "heading":
            return raw.hashes
        return _LEVEL_NUMBERED + len(raw.path) if raw.path else _LEVEL_PLAIN

    def _settle_titles(self):
        """Tell clauses that are set as headings from the headings above them.

        "4.1 Catalogue" with nothing but text below it is an item and the text its
        clause; a heading that is a whole sentence is an item, too.
        """
        titles = []  # (index in raws, level, own kind, kinds of those above)
        stack = []
        for index, raw in enumerate(self.raws):
            if raw.role != "heading":
                continue
            if raw.hashes and _is_sentence(raw.body):
                raw.role, raw.hashes = "item", 0
                raw.style = raw.style or ("title",)
                continue
            while stack and stack[-1][0] >= raw.hashes:
                stack.pop()
            kinds = [kind for _level, kind in stack if kind]
            kind = kind_of_title(raw.body, below=bool(kinds)) if raw.hashes else None
            titles.append((index, raw.hashes, kind, kinds))
            if raw.hashes:
                stack.append((raw.hashes, kind))
        named = any(kind == "deliverable" for _index, _level, kind, _kinds in titles)
        top = min((level for _index, level, *_rest in titles if level), default=0)
        ends = [index for index, *_rest in titles[1:]] + [len(self.raws)]
        listed = any(raw.is_marked or raw.row for raw in self.raws)
        for number, (index, level, kind, kinds) in enumerate(titles):
            if kind or not level or (kinds and kinds[-1] == "note"):
                continue
            if not kinds and (named or (level == top and listed)):
                continue
            if number + 1 < len(titles) and titles[number + 1][1] > level:
                continue
            below = [
                raw for raw in self.raws[index + 1 : ends[number]] if raw.role != "note"
            ]
            if any(
                raw.is_marked or raw.row or raw.role or self._is_lead(raw)
                for raw in below
            ):
                continue
            title = self.raws[index]
            title.role, title.style = "item", ("title",)
            title.depth, title.hashes = level - 100, 0
            for raw in below:
                raw.role = "clause"

    @staticmethod
    def _is_lead(raw):
        return len(raw.body) <= 80 and bool(kind_of_heading(raw.body.rstrip(" :")))

    def _inherit(self, kind, mark):
        """The kind of a heading that names none: that of the one it stands under."""
        if kind:
            self.kind_mark, self.sub_mark = mark, None
            return kind
        above = self.kind_mark
        if above and self.kind != "note":
            deeper = (mark[0] > above[0] > 0) or (mark[4] > above[4] > 0)
            follows = self.lines and self.lines[-1].role == "heading"
            if mark[0] != above[0] or mark[4] != above[4]:
                follows = follows or deeper
            if deeper or (follows and not mark[0]) or self.sub_mark == mark:
                self.sub_mark = mark
                return self.kind
        self.kind_mark = self.sub_mark = None
        return "deliverable"

    def _as_heading(self, raw, after):
        """Return (kind or None,) if the line is a heading, else None."""
        text = raw.body.rstrip(" :")
        if raw.role == "heading":
            below = any(kind and kind != "note" for level, kind, _index in self.titles
                        if level < raw.hashes)  # fmt: skip
            return (kind_of_title(text, below=below) if raw.hashes else None,)
        if raw.role:
            return None
        if raw.strong and (not raw.is_marked or raw.path) and len(text) <= 120:
            kind = kind_of_heading(text, strict=False)
            return (("note" if is_background(text) else kind),)
        words = text.count(" ") + 1
        if len(text) > 120 or words > 14 or "\t" in text:
            return None
        if raw.is_marked:
            return self._as_marked_heading(raw, after, text, words)
        return self._as_plain_heading(raw, after, text, words)

    def _as_marked_heading(self, raw, after, text, words):
        chapter = _is_chapter(raw) and (
            not self.chapters or raw.style[:2] in self.chapters
        )
        if words > 10 or not self._opens(raw, after, chapter):
            return None
        kind = kind_of_heading(text, strict=not (chapter and words <= 8))
        if kind:
            return (kind,)
        if chapter and is_background(text):
            return ("note",)
        if chapter and self.chapters and not raw.indent:
            return (None,)
        return None

    def _opens(self, raw, after, chapter):
        """Tell whether lines stand below this marked line."""
        if after is None or after.role == "clause":
            return False
        if not after.is_marked:
            return chapter or raw.text.endswith(":") or after.indent <= raw.indent
        if raw.path and after.path:
            return (
                len(after.path) > len(raw.path)
                and after.path[: len(raw.path)] == raw.path
            )
        return after.indent > raw.indent or (
            after.style != raw.style and (chapter or raw.text.endswith(":"))
        )

    def _as_plain_heading(self, raw, after, text, words):
        previous = self._previous_raw()
        goes_on = previous is not None and not raw.gap
        exact = kind_of_heading(text) if words <= 8 else None
        if goes_on and _OPEN_END.search(previous.text):
            return None
        if goes_on and text[:1].islower() and not (exact and len(previous.text) < 50):
            return None
        if exact:
            return (exact,)
        if raw.text.endswith((".", "!", "?", ";", ",")):
            return None
        if is_background(text):
            return ("note",)
        kind = kind_of_heading(text, strict=False)
        lists = (
            after is not None and after.is_marked and not self._titled_by(raw, after)
        )
        if raw.text.endswith(":"):
            return (kind,) if kind or lists else None
        if self._is_caps(text):
            return (kind,)
        if lists and len(text) <= 60 and after.indent >= raw.indent:
            wrapped = goes_on and (
                len(previous.text) >= 50 or (raw.indent > previous.indent)
            )
            return None if wrapped else (kind,)
        return None

    def _titled_by(self, raw, after):
        """A line between 1.3 and 1.4, alone: what 1.3 says, not a heading."""
        parts = self.parts.get(self.last, ())
        if len(parts) != 1 or not raw.gap or not after.gap or not parts[0].path:
            return False
        before, following = parts[0].path, after.path
        return (
            len(before) == len(following) > 1
            and before[:-1] == following[:-1]
            and following[-1].isdigit()
            and before[-1].isdigit()
            and int(following[-1]) == int(before[-1]) + 1
        )

    @staticmethod
    def _is_caps(text):
        letters = sum(char.isalpha() for char in text)
        return letters >= 4 and text.isupper() and letters > len(text) / 2

    # Continuation

    def _previous_raw(self):
        parts = self.parts.get(self.last)
        return parts[-1] if parts else None

    def _continues(self, raw):
        """Tell whether an unmarked line belongs to the one before it."""
        parts = self.parts.get(self.last)
        if not parts:
            return False
        if raw.role == "clause":
            return True
        first, previous = parts[0], parts[-1]
        if first.is_marked:
            if not raw.gap or raw.indent > first.indent:
                return True
            # "4.1 Catalogue", an empty line, and the paragraph that it titles.
            title = len(first.body) <= NAME_LENGTH and first.style[0] in ("dec", "code")
            return title and not first.body.endswith(_TERMINAL)
        if raw.gap:
            return False
        return (
            raw.body[:1].islower()
            or bool(_OPEN_END.search(previous.text))
            or self._is_full(previous)
        )

    def _is_full(self, raw):
        """Tell whether a line ends where the page ended, not the sentence."""
        return (
            bool(self.full)
            and len(raw.text) + raw.indent >= self.full
            and not raw.text.endswith(_TERMINAL)
        )

    def _wraps(self, previous, raw):
        if raw.gap:
            return False
        return (
            raw.body[:1].islower()
            or bool(_OPEN_END.search(previous.text))
            or (
                len(previous.text) + previous.indent >= 0.6 * self.width
                and not previous.text.endswith(_TERMINAL)
            )
        )

    # What a line says

    def _finish(self, line, raws):
        paragraphs = [raws[0].body]
        for previous, raw in zip(raws, raws[1:], strict=False):
            if raw.no not in line.sources:
                line.sources.append(raw.no)
            if self._wraps(previous, raw):
                paragraphs[-1] = _join(paragraphs[-1], raw.body)
            else:
                paragraphs.append(raw.body)
        if line.role == "note" and not raws[0].is_marked:
            line.text = "\n".join(paragraphs)
            return
        self._fill(line, paragraphs)

    def _fill(self, line, paragraphs):
        for index, paragraph in enumerate(paragraphs):
            hours = only_hours(paragraph, self.hours_per_day) if index else None
            if hours is not None:
                line.hours, line.hours_text = hours, paragraph
                del paragraphs[index]
                break
            effort = read_hours(paragraph, self.hours_per_day)
            if effort:
                line.hours, line.hours_text = effort.hours, effort.source
                paragraphs[index] = effort.rest
                break
        cells = [cell.strip() for cell in paragraphs[0].split("\t") if cell.strip()]
        line.text, rest = split_name(cells[0] if cells else paragraphs[0])
        more = []
        for cell in cells[1:]:
            kind = _KIND_CELL.fullmatch(cell) and kind_of_word(cell)
            hours = None if line.hours_text else only_hours(cell, self.hours_per_day)
            if kind and line.role == "item":
                line.kind = kind
            elif hours is not None:
                line.hours, line.hours_text = hours, cell
            else:
                more.append(cell)
        line.clause = "\n".join(part for part in [rest, *more, *paragraphs[1:]] if part)

    # The whole text

    def _unmarked_sections(self):
        """A list without bullets: the lines of a section that has nothing else."""
        marked = {
            line.heading
            for index, line in enumerate(self.lines)
            if line.role == "item" and index not in self.own_kinds
        }
        for heading in list(marked):
            while heading in self.above:
                heading = self.above[heading]
                marked.add(heading)
        # A list that begins with what is delivered often says so nowhere.
        kinds = any(
            line.role == "heading"
            and kind_of_heading(line.text, strict=False) == "deliverable"
            for line in self.lines
        )
        outline, section = _Outline(), None
        for index, raw in self.plain.items():
            line = self.lines[index]
            if line.heading in marked:
                continue
            if line.heading is None:
                plain, kind = not kinds and not marked, "deliverable"
            else:
                heading = self.lines[line.heading]
                plain, kind = heading.kind != "note", heading.kind
                named = bool(kind_of_heading(heading.text, strict=False))
                if self.is_document:
                    plain = plain and named and line.heading not in self.doc_titles
                else:
                    plain = plain and (named or not marked)
            if not plain:
                continue
            if section != line.heading:
                outline.reset()
                section = line.heading
            raw.style = ("plain",)
            line.parent = outline.place(raw, index)
            line.role, line.kind = "item", self._own_kind(raw) or kind
            self._fill(line, line.text.split("\n"))

    def _levels(self):
        for line in self.lines:
            if line.parent is not None:
                line.level = self.lines[line.parent].level + 1
            if (
                self.is_document
                and line.role == "item"
                and line.heading is not None
                and line.parent is None
                and line.number.isdigit()
                and not line.section
            ):
                # Each list of a document begins with 1: its heading tells them apart.
                above = self.lines[line.heading]
                title = above.section or f"{above.number} {above.text}".strip()
                line.section = f"{title} {line.number}"


def _is_sentence(text):
    """A clause that was given the looks of a heading."""
    return len(text) > 140 or (
        len(text) > 40 and text.endswith((".", ";")) and text.count(" ") >= 7
    )


def read_tor_lines(raws, hours_per_day=8.0):
    """Read the lines of a document, whose lists and headings are known already.

    :param raws: list of `RawLine`
    :return: `TorText`
    """
    return _Reader(raws, hours_per_day).parse()


def read_tor_text(text, hours_per_day=8.0):
    """Read pasted text into a `TorText`.

    Bullets and numbers are taken off and kept apart, headings set the kind,
    nested bullets get a parent, an effort becomes hours. Each line of the text
    that holds a word is found in the pieces that name its number in `sources`.

    :param text: plain text, of any line ends
    :param hours_per_day: hours of a working day, for efforts given in days
    :return: `TorText`

    >>> read = read_tor_text('''In scope:
    ... 1. Catalogue in the shop (12 h)
    ...    - Search
    ... 2. Orders, 1.5 days
    ... Out of scope:
    ... - Migration of old
    ...   orders''')
    >>> [(line.text, line.number, line.level, line.hours) for line in read.items[:2]]
    [('Catalogue in the shop', '1', 0, 12.0), ('Search', '', 1, 0.0)]
    >>> [(line.text, line.kind, line.hours) for line in read.items[2:]]
    [('Orders', 'deliverable', 12.0), ('Migration of old orders', 'exclusion', 0.0)]
    """
    return read_tor_lines(LineReader(text or "").parse(), hours_per_day)
