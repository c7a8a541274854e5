"""The small language in which the documents of the tests are written down.

A document is a list of tuples:

    ("title", text)            ("h", level, text)       ("p", text)
    ("fake", text)             a bold paragraph in place of a heading
    ("list", style, items)     items are texts or (text, items) or (text, style, items)
    ("more", text)             a paragraph that belongs to the list item above it
    ("table", rows)            "<" joins a cell to the one on its left, "^" to that above;
                               the first row is the head unless it begins with None
    ("box", text)              a text box
    ("break",)                 the next column
    ("columns", elements)      running text in two columns

In a text: **bold**, {+inserted+}, {-deleted-}, {fn:footnote}, {cm:Author:comment},
"\t" a tab, "\n" a line break.
"""

import re

INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\{\+(?P<ins>.+?)\+\}|\{-(?P<del>.+?)-\}"
    r"|\{fn:(?P<fn>.+?)\}|\{cm:(?P<who>[^:]+):(?P<cm>.+?)\}"
)


def runs(text):
    """Yield (kind, text): text, bold, ins, del, fn, cm."""
    last = 0
    for match in INLINE.finditer(text):
        if match.start() > last:
            yield "text", text[last : match.start()]
        kind = match.lastgroup
        if kind == "cm":
            yield "cm", (match["who"], match["cm"])
        else:
            yield kind, match[kind]
        last = match.end()
    if last < len(text):
        yield "text", text[last:]


def visible(text):
    """The words that a reader sees, footnotes and comments with them."""
    parts = []
    for kind, part in runs(text):
        if kind == "cm":
            parts.append(f" {part[0]} {part[1]} ")
        elif kind == "fn":
            parts += [" ", part, " "]
        elif kind != "del":
            parts.append(part)
    return "".join(parts)


def items_of(items, style):
    """Yield (text, style of its level, depth) of a list."""

    def walk(entries, style, depth):
        for entry in entries:
            if isinstance(entry, str):
                yield entry, style, depth
                continue
            text, *below = entry
            yield text, style, depth
            inner = below[0] if len(below) > 1 else style
            yield from walk(below[-1], inner, depth + 1)

    yield from walk(items, style, 0)


def words(elements):
    """All that may not get lost, as one text."""
    parts = []
    for element in elements:
        tag = element[0]
        if tag == "list":
            parts += [visible(text) for text, *_rest in items_of(element[2], "")]
        elif tag == "table":
            parts += [
                visible(cell)
                for row in element[1]
                for cell in row
                if cell and cell not in ("<", "^")
            ]
        elif tag == "columns":
            parts.append(words(element[1]))
        elif tag != "break":
            parts.append(visible(element[-1]))
    return "\n".join(parts)
