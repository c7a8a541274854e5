"""Turns the tables of a document into blocks: rows, or the lists they were drawn for."""

import re
from dataclasses import dataclass, field

from .tor_words import kind_of_heading

_MARK = re.compile(r"(?:x|ja|nein|yes|no|oui|non|s[ií]|j|n|y|[✓✔✗☑☒☐☓√•●○-])?", re.I)


@dataclass
class Cell:
    """One place of the grid of a table.

    `paragraphs` is what `take_paragraphs` takes. A cell that a merged one covers has
    none; it names that one in `covered_by` (from above) or `spanned_by` (from the left).
    """

    paragraphs: list = field(default_factory=list)
    span: int = 1
    covered_by: "Cell | None" = None
    spanned_by: "Cell | None" = None
    raw: object = None  # a text that knows its value, as from a spreadsheet

    @property
    def text(self):
        if self.raw is not None:
            return self.raw
        return "\n".join(
            line for value in self.paragraphs for line in _lines(value) if line
        )

    @property
    def is_bold(self):
        texts = [value for value in self.paragraphs if isinstance(value, dict)]
        return bool(texts) and all(value.get("bold") for value in texts)


def _lines(value):
    if not isinstance(value, dict):
        _add, rows = value
        for cells, _is_head in rows:
            yield "  ".join(filter(None, (cell.text for cell in cells)))
    elif value.get("role") != "note":
        number = value.get("number", "")
        yield f"{number} {value['text']}".strip() if number else value["text"]


def _notes(cells):
    for cell in cells:
        for value in cell.paragraphs:
            if isinstance(value, dict):
                if value.get("role") == "note":
                    yield value
            else:
                for inner, _is_head in value[1]:
                    yield from _notes(inner)


def take_paragraphs(blocks, content):
    """Add what the reader of a format yields: paragraphs as dicts, tables as rows."""
    toc = None
    for value in content:
        if not isinstance(value, dict):
            add_table(blocks, value[1])
            toc = None
            continue
        values = dict(value)
        text, hangs = values.pop("text"), values.pop("hangs", False)
        if values.get("note_type") == "toc":
            if toc:  # a table of contents is one note, however long
                toc.text += "\n" + text
                continue
            toc = blocks.add(text, **values)
            continue
        toc = None
        if hangs:
            values["note_of"] = _last_text(blocks)
        blocks.add(text, **values)


def _last_text(blocks):
    for block in reversed(blocks):
        if block.role != "note":
            return block.no
    return 0


def add_table(blocks, rows):
    """Add a table: list of (list of `Cell`, whether it is marked as head)."""
    rows = [(cells, is_head) for cells, is_head in rows if any(c.text for c in cells)]
    if not rows:
        return
    if _is_frame(rows):
        for cells, _is_head in rows:
            for cell in cells:
                take_paragraphs(blocks, cell.paragraphs)
        return
    columns = _kind_columns(rows)
    if columns:
        _add_columns(blocks, rows, columns)
        return
    table = max((block.table for block in blocks), default=0) + 1
    for cells, is_head in rows:
        texts = tuple(cell.text for cell in cells)
        block = blocks.add(
            "\t".join(text.replace("\n", " ") for text in texts if text),
            "row",
            cells=texts,
            covered=tuple(
                cell.covered_by.text if cell.covered_by else "" for cell in cells
            ),
            table=table,
            is_head=is_head,
            bold=all(cell.is_bold for cell in cells if cell.text),
            page=_page(cells),
        )
        for value in _notes(cells):
            values = {**value, "note_of": block.no if value.get("hangs") else 0}
            values.pop("hangs", None)
            blocks.add(values.pop("text"), **values)


def _page(cells):
    for cell in cells:
        for value in cell.paragraphs:
            if isinstance(value, dict) and value.get("page"):
                return value["page"]
    return 0


def _is_frame(rows):
    """A table that only draws a frame, or puts text side by side on the page."""
    widths = {sum(bool(cell.text) for cell in cells) for cells, _is_head in rows}
    if widths == {1} and len({_place(cells) for cells, _is_head in rows}) == 1:
        return True
    if len(rows) > 1:
        return False
    # One row: columns of running text, not a record.
    return any(
        len([value for value in cell.paragraphs if isinstance(value, dict)]) > 2
        for cell in rows[0][0]
    )


def _place(cells):
    return next(index for index, cell in enumerate(cells) if cell.text)


def _kind_columns(rows):
    """Columns that are each a kind of their own: "In scope" beside "Out of scope"."""
    head, below = rows[0][0], rows[1:]
    if not below:
        return None
    kinds = {
        index: kind_of_heading(cell.text.strip(" :"), strict=True)
        for index, cell in enumerate(head)
        if cell.text
    }
    if len(kinds) < 2 or None in kinds.values() or len(set(kinds.values())) < 2:
        return None
    texts = [
        cells[index].text
        for cells, _is_head in below
        for index in range(len(cells))
        if cells[index].text
    ]
    if not texts or any(_MARK.fullmatch(text.strip()) for text in texts):
        return None
    return list(kinds)


def _add_columns(blocks, rows, columns):
    starts = [*columns, max(len(cells) for cells, _is_head in rows)]
    for first, after in zip(starts, starts[1:], strict=False):
        title = rows[0][0][first]
        values = next(v for v in title.paragraphs if isinstance(v, dict))
        blocks.add(title.text.replace("\n", " "), "heading", level=9,
                   page=values.get("page", 0))  # fmt: skip
        for cells, _is_head in rows[1:]:
            for cell in cells[0 if first == columns[0] else first : after]:
                content = [dict(v) if isinstance(v, dict) else v
                           for v in cell.paragraphs]  # fmt: skip
                listed = any(
                    isinstance(v, dict) and v.get("role") == "item" for v in content
                )
                for value in content:
                    if isinstance(value, dict) and not listed and "role" not in value:
                        value["role"] = "item"
                take_paragraphs(blocks, content)
