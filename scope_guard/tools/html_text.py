"""The text of an HTML mail, line by line; no ORM."""

import re

from lxml import etree, html

_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table tr ul".split()
)
_SILENT = frozenset("head script style template title".split())


def html_text(source):
    """Plain text of an HTML document: a line for each block, addresses kept.

    >>> html_text("<p><b>From:</b> <a href='mailto:t@x.example'>Tom</a></p><p>Hi")
    'From: Tom <t@x.example>\\n\\nHi'
    """
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source or "").replace("\x00", "")
    if not source.strip():
        return ""
    try:
        root = html.fromstring(source)
    except (etree.LxmlError, ValueError):
        return re.sub(r"<[^>]*>", " ", source)
    pieces = []
    _collect(root, pieces)
    lines = "".join(pieces).split("\n")
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _collect(root, pieces):
    """Walk without recursion: some mails nest tables hundreds deep."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            if event == "end" and node.tail:
                pieces.append(node.tail.replace("\n", " "))
            continue
        silent = any(parent.tag in _SILENT for parent in node.iterancestors())
        block = node.tag in _BLOCKS
        if event == "start":
            if block:
                pieces.append("\n")
            if node.text and not silent and node.tag not in _SILENT:
                text = node.text if node.tag == "pre" else node.text.replace("\n", " ")
                pieces.append(text)
            continue
        target = node.get("href") or ""
        if node.tag == "a" and target.lower().startswith("mailto:") and not silent:
            address = target[7:].partition("?")[0]
            if "@" not in "".join(node.itertext()):
                pieces.append(f" <{address}>")
        if block and node.tag != "br":
            pieces.append("\n")
        if node.tag in ("td", "th"):
            pieces.append(" ")
        if node.tail and not silent:
            pieces.append(node.tail.replace("\n", " "))
