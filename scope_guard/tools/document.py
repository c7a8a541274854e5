"""Reads the document that holds an agreement: .docx, .odt, .pdf or .xlsx.

Plain Python without Odoo. Nothing of a document is run, fetched or expanded; what
cannot be read is refused with a `DocumentError` before anything was kept.
"""

import importlib
import logging
from dataclasses import dataclass, field
from functools import cached_property

from .document_block import MAX_FILE, Block, DocumentError, Remark
from .document_lines import propose_purpose, read_lines
from .tor_text import TorText, read_tor_lines

__all__ = ["Block", "Document", "DocumentError", "Remark", "read_document"]

_logger = logging.getLogger(__name__)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Neighbours of what is read, and what to save them as.
_WANTED = {
    "doc": "docx", "dot": "docx", "rtf": "docx", "wpd": "docx", "pages": "docx",
    "xls": "xlsx", "xlsb": "xlsx", "ods": "xlsx", "numbers": "xlsx", "csv": "xlsx",
    "fodt": "odt", "ppt": "pdf", "pptx": "pdf", "odp": "pdf", "key": "pdf",
}  # fmt: skip


@dataclass
class Document:
    """A document as it was read.

    format   docx, odt, pdf or xlsx
    blocks   list of `Block`: every paragraph, row and note
    title    of the document, or ""
    purpose  the paragraph that says best what the project is for, or ""
    pages    0 if unknown
    remarks  list of `Remark`: tracked changes, comments, macros ...
    """

    format: str
    blocks: list
    title: str = ""
    pages: int = 0
    remarks: list = field(default_factory=list)
    hours_per_day: float = 8.0

    @cached_property
    def text(self) -> TorText:
        """Headings, items and notes; `TorLine.sources` are numbers of blocks."""
        return read_tor_lines(
            read_lines(self.blocks, self.hours_per_day), self.hours_per_day
        )

    @cached_property
    def purpose(self):
        return propose_purpose(self.blocks)


def document_format(content, name=""):
    """Tell the format by what is inside; the name only helps to word a refusal.

    >>> document_format(b"%PDF-1.7", "offer.docx")
    'pdf'
    >>> document_format(b"Dear Anna", "mail.txt")
    Traceback (most recent call last):
    ...
    scope_guard.tools.document_block.DocumentError: unknown_format
    """
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if not content:
        raise DocumentError("empty")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[:2] == b"PK":
        return _zip_format(content, extension)
    if content[:8] == _OLE:
        # An encrypted docx or xlsx is packed into the container of the old formats.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise DocumentError("password")
        wanted = "xlsx" if "Workbook".encode("utf-16-le") in content else "docx"
        extension = extension if extension in _WANTED else wanted[:3]
        raise DocumentError(
            "old_format", extension=extension, wanted=_WANTED.get(extension, wanted)
        )
    if content[:5] == b"{\\rtf":
        raise DocumentError("old_format", extension="rtf", wanted="docx")
    if extension in _WANTED:
        raise DocumentError(
            "old_format", extension=extension, wanted=_WANTED[extension]
        )
    if extension in ("docx", "odt", "pdf", "xlsx", "docm", "xlsm"):
        raise DocumentError("broken")
    raise DocumentError("unknown_format", extension=extension)


def _zip_format(content, extension):
    from .document_package import Package

    package = Package(content)
    kind = package.part("mimetype")[:200].decode("ascii", "replace").strip()
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith("application/vnd.oasis.opendocument."):
        other = {"spreadsheet": "ods", "presentation": "odp"}
        found = other.get(kind.rsplit(".", 1)[-1].split("-")[0], "odg")
        raise DocumentError(
            "old_format", extension=found, wanted=_WANTED.get(found, "pdf")
        )
    for prefix, found in (("word/", "docx"), ("xl/", "xlsx")):
        if any(name.startswith(prefix) for name in package.names):
            if "xl/workbook.bin" in package.names:
                raise DocumentError("old_format", extension="xlsb", wanted="xlsx")
            return found
    if any(name.startswith("ppt/") for name in package.names):
        raise DocumentError("old_format", extension="pptx", wanted="pdf")
    if extension in ("docx", "odt", "xlsx"):
        raise DocumentError("broken")
    raise DocumentError("unknown_format", extension=extension or "zip")


def read_document(
    content: bytes, name: str = "", hours_per_day: float = 8.0
) -> Document:
    """Read a document.

    :param content: the bytes of the file
    :param name: its name, for the wording of a refusal only
    :param hours_per_day: hours of a working day, for efforts given in days
    :raise DocumentError: with a code and values for one clear sentence
    """
    if len(content) > MAX_FILE:
        raise DocumentError(
            "too_large", size=-(-len(content) >> 20), limit=MAX_FILE >> 20
        )
    kind = document_format(content, name)
    module = importlib.import_module(f".document_{kind}", __package__)
    try:
        reading = getattr(module, f"read_{kind}")(content)
    except DocumentError:
        raise
    except (ValueError, LookupError, AttributeError, TypeError, ArithmeticError,
            RuntimeError, OSError) as error:  # fmt: skip
        # Well packed and still no sense in it; the log says where the reader gave up.
        _logger.info("A %s file could not be read", kind, exc_info=True)
        raise DocumentError("broken") from error
    if not any(any(map(str.isalnum, block.text)) for block in reading.blocks):
        raise DocumentError("empty")
    return Document(
        kind, reading.blocks, reading.title, reading.pages, reading.remarks,
        hours_per_day,
    )  # fmt: skip
