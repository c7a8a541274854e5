"""Reads the rows of a document's table: which column says what, which row is an item."""

import re

from .tor_hours import only_hours, parse_number
from .tor_table import column_of
from .tor_text import split_name
from .tor_words import fold, kind_of_heading, kind_of_title, kind_of_word

_TOTAL = re.compile(
    r"(?:sub|grand |zwischen|gesamt|sous-?)?(?:total(?:e|es)?|summe|sum|suma)\b"
    r"|gesamt(?:aufwand|stunden)?\b|somme\b|insgesamt\b|overall\b",
    re.IGNORECASE,
)
_YES = frozenset("x ja yes oui si j y ✓ ✔ ☑ ☒ √ • ● o.k. ok 1 in".split())
_NO = frozenset("nein no non n ✗ ☐ out".split())
_CODE = re.compile(r"[A-Z]{0,5}[-_. ]?\d{1,4}(?:[.-]\d{1,4})*[.)]?|[a-z]\)|[ivx]+\)")


class _Table:
    def __init__(self, rows, hours_per_day):
        self.rows = rows
        self.hours_per_day = hours_per_day
        self.width = max(len(row.cells) for row in rows)
        self.columns = None
        self.kinds = {}  # column whose marks say the kind -> that kind

    def parse(self):
        heads = self._find_head()
        for index, row in enumerate(self.rows):
            if index in heads or (
                heads and index > max(heads) and self._is_new_head(row)
            ):
                yield "row", "head", None
            elif heads and index < min(heads):
                yield self._before(row)
            else:
                yield self._row(index, row)

    def _is_new_head(self, row):
        """The head of another table further down: all its words are known."""
        filled = [cell for cell in row.cells if cell]
        if len(filled) < 2 or not all(column_of(cell) for cell in filled):
            return False
        return not any(map(only_hours, filled)) and self._take_head([row])

    @staticmethod
    def _before(row):
        """What stands above the head: a title, the client, a date."""
        filled = [cell for cell in row.cells if cell]
        text = " ".join(filled[0].split())
        if len(filled) == 1 and len(text) <= 100 and kind_of_title(text):
            return "heading", text, 0
        return "note", None, None

    # Columns

    def _find_head(self):
        for index, row in enumerate(self.rows[:12]):
            if self._take_head([row]):
                after = self.rows[index + 1] if index + 1 < len(self.rows) else None
                # A head of two rows: "Effort" above "Days" and "Price".
                if (
                    after is not None
                    and any(after.covered)
                    and self._take_head([row, after])
                ):
                    return {index, index + 1}
                return {index}
        self._guess()
        return set()

    def _take_head(self, rows):
        words = []
        for column in range(self.width):
            cells = [
                (row.cells[column] if column < len(row.cells) else "") for row in rows
            ]
            words.append(" ".join(cell for cell in cells if cell).strip())
        filled = [word for word in words if word]
        if len(filled) < 2 or any(len(word) > 60 for word in filled):
            return False
        columns = [column_of(word) if word else None for word in words]
        kinds = {}
        for column, word in enumerate(words):
            kind = columns[column] is None and word and kind_of_heading(word)
            if kind and self._is_marked(column, rows):
                kinds[column], columns[column] = kind, "mark"
        for column in range(min(2, self.width)):
            if columns[column] is None and "number" not in columns:
                cells = self._below(column, rows)
                if cells and all(_CODE.fullmatch(cell) for cell in cells):
                    columns[column] = "number"
        if "text" not in columns and "clause" in columns:
            columns[columns.index("clause")] = "text"
        known = [column for column in columns if column]
        if not any(column != "other" for column in known):
            return False
        is_head = all(row.is_head or row.bold for row in rows)
        if "text" not in columns:
            if not known or not (is_head or len(known) * 2 >= len(filled)):
                return False
            text = self._longest(columns)
            if text is None:
                return False
            columns[text] = "text"
            known.append("text")
        if len(known) < 2 and not is_head:
            return False
        if len(known) * 2 < len(filled) and not is_head:
            return False
        self.columns, self.kinds = columns, kinds
        return True

    def _below(self, column, heads):
        """What stands in a column below its head."""
        return [
            row.cells[column].strip()
            for row in self.rows
            if row not in heads and column < len(row.cells) and row.cells[column]
        ]

    def _is_marked(self, column, heads):
        texts = self._below(column, heads)
        return bool(texts) and all(
            fold(text) in _YES | _NO or text.lower() in _YES | _NO or text in ("-", "–")
            for text in texts
        )

    def _longest(self, columns):
        """The column without a meaning yet that holds most words."""
        lengths = {
            column: sum(
                len(row.cells[column])
                for row in self.rows
                if column < len(row.cells) and any(map(str.isalpha, row.cells[column]))
            )
            for column in range(self.width)
            if columns[column] is None
        }
        best = max(lengths, key=lambda column: (lengths[column], -column), default=None)
        return best if best is not None and lengths[best] else None

    def _guess(self):
        """Columns of a table without a head, by what stands in them."""
        columns = [None] * self.width
        rows = [row for row in self.rows if sum(map(bool, row.cells)) > 1]
        for column in range(self.width):
            cells = [row.cells[column].strip() for row in rows
                     if column < len(row.cells) and row.cells[column]]  # fmt: skip
            if not cells:
                continue
            if column < 2 and all(_CODE.fullmatch(cell) for cell in cells):
                columns[column] = "number"
            elif all(
                only_hours(cell, self.hours_per_day) is not None for cell in cells
            ):
                columns[column] = "hours"
            elif all(kind_of_word(cell) for cell in cells):
                columns[column] = "kind"
        for column in range(self.width):
            if columns[column] is None and any(
                column < len(row.cells) and row.cells[column] for row in rows
            ):
                columns[column] = "text"
                break
        self.columns = columns
        self.is_guess = "number" not in columns and "hours" not in columns

    is_guess = False

    # Rows

    def _row(self, index, row):
        filled = [cell for cell in row.cells if cell]
        if len(filled) == 1 and not any(row.covered):
            return self._single(row, filled[0])
        if _TOTAL.match(" ".join(filled)) and len(filled) <= 4:
            return "note", None, None
        values, clause = {}, []
        for column, cell in enumerate(row.cells):
            cover = row.covered[column] if column < len(row.covered) else ""
            meaning = self.columns[column] if column < len(self.columns) else None
            self._cell(meaning, column, cell, cover, values, clause)
        self._quantity(values, clause)
        if clause:
            values["clause"] = "\n".join(clause)
        if "text" not in values:
            text = values.pop("clause", "")
            if not text or "number" not in values and "hours" not in values:
                return "note", None, None
            values["text"], _line, rest = text.partition("\n")
            if rest:
                values["clause"] = rest
        if self.is_guess and str(values["text"]).rstrip().endswith(":"):
            return "note", None, None
        name, _line, more = str(values["text"]).partition("\n")
        name, rest = split_name(name)
        if name.endswith("…") or rest or more:
            values["clause"] = "\n".join(
                filter(None, [rest, more, values.get("clause")])
            )
        values["text"] = name
        return "row", values, self._depth(row, values)

    def _quantity(self, values, clause):
        """A quantity whose unit says that it means hours or days."""
        quantity, unit = values.pop("quantity", ""), values.pop("unit", "")
        text = f"{quantity} {unit}".strip()
        hours = only_hours(text, self.hours_per_day) if quantity and unit else None
        if hours is not None and "hours" not in values:
            values.update(hours=hours, hours_text=text)
        elif text:
            clause.append(text)

    def _single(self, row, cell):
        """A row with one cell: a section of the table, or a remark below it."""
        text = " ".join(cell.split())
        kind = kind_of_title(text)
        is_first = bool(row.cells[0]) or (len(row.cells) > 1 and bool(row.cells[1]))
        if len(text) <= 100 and is_first and (kind or row.bold or len(text) <= 60):
            if _TOTAL.match(text) or text.endswith((".", ";")) and not kind:
                return "note", None, None
            return "heading", text, 0 if kind else 1
        return "note", None, None

    def _depth(self, row, values):
        level = getattr(row, "list_level", 0)
        return level if self.nested else None

    @property
    def nested(self):
        return any(row.list_level for row in self.rows)

    def _cell(self, meaning, column, cell, cover, values, clause):
        if not cell and not cover:
            return
        text = cell.strip()
        if meaning == "mark":
            self._mark(column, text, values, clause)
        elif meaning in ("hours", "days"):
            hours = self._hours(cell, meaning) if cell else None
            if hours is None or "hours" in values:
                clause += [cell] if cell else []
            else:
                values.update(hours=hours, hours_text=str(cell))
        elif meaning == "kind":
            kind = kind_of_cell(text or cover)
            if kind:
                values["kind"] = kind
                if text and not kind_of_word(text):
                    clause.append(cell)
            elif cell:
                clause.append(cell)
        elif meaning == "section":
            values["section"] = (text or cover).replace("\n", " ")
        elif meaning in ("quantity", "unit"):
            values[meaning] = text
        elif meaning in ("text", "number") and cell and meaning not in values:
            values[meaning] = cell if meaning == "text" else text.rstrip(".)")
        elif cell:
            clause.append(cell)

    def _mark(self, column, text, values, clause):
        """A cross in the column of a kind."""
        word = text.lower()
        if word in _YES or fold(text) in _YES:
            values["kind"] = self.kinds[column]
        elif word in _NO or fold(text) in _NO:
            if self.kinds[column] == "deliverable":
                values.setdefault("kind", "exclusion")
        elif text not in ("", "-", "–"):
            clause.append(text)

    def _hours(self, cell, meaning):
        value = getattr(cell, "hours", None)
        if value is not None:
            return round(value, 2)
        number = getattr(cell, "number", None)
        hours = only_hours(cell, self.hours_per_day)
        if hours is not None:
            return hours
        if number is None:
            try:
                number = parse_number(cell.strip())
            except ValueError:
                return None
        return round(number * (self.hours_per_day if meaning == "days" else 1), 2)


def kind_of_cell(text):
    """The kind that a cell of a kind column names, also in a few words."""
    return kind_of_word(text) or (len(text) <= 40 and kind_of_heading(text)) or None


def read_rows(rows, hours_per_day):
    """For each block of a table: (role, values, depth, whether nothing says columns).

    role is "row" (values: "head", or the fields of a `TorLine`), "heading" (values:
    its text) or "note".
    """
    table = _Table(rows, hours_per_day)
    return [(*read, table.is_guess) for read in table.parse()]
