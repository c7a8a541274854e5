"""What the readers of all document formats hand over: blocks in reading order."""

from dataclasses import dataclass, field

#: A file larger than this is refused before it is opened, in bytes.
MAX_FILE = 20 * 1024 * 1024
#: What a packed file may hold when it is unpacked, in bytes.
MAX_UNPACKED = 200 * 1024 * 1024
#: Nobody signs more pages than this.
MAX_PAGES = 1000
#: Paragraphs and rows that are read; what is longer is a data set, no agreement.
MAX_BLOCKS = 20000

FORMATS = ("docx", "odt", "pdf", "xlsx")


class DocumentError(ValueError):
    """A document that cannot be read; nothing of it was kept.

    `code` says why, `values` holds what a sentence about it needs:

    unknown_format   neither Word, OpenDocument text, PDF nor Excel: `extension`
    old_format       the older or a neighbouring format: `extension`, and `wanted`,
                     the extension it should be saved as
    empty            zero bytes, or a document without a single word
    no_text          pages that are pictures only: `pages`
    password         encrypted
    broken           damaged, cut off, or something else under this name
    too_large        `size` and `limit` in MB (the file), or unpacked: a zip bomb
    too_many_pages   `pages` and `limit`
    too_many_lines   `limit`
    """

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(slots=True)
class Remark:
    """Something about the whole document that its reader should know.

    `code`: tracked_changes (`insertions`, `deletions`: how many there were; the text is
    read as if all were accepted), comments (`count`), hidden_text (`count`), macros,
    pages_without_text (`pages`: their numbers), form_fields (`count`),
    hidden_sheets (`names`).
    """

    code: str
    values: dict = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """One paragraph or table row, as it is seen in the document.

    no        1-based; `TorLine.sources` hold these numbers
    text      without its list number; cells of a row are divided by tabs
    role      heading, paragraph, item (of a list), row (of a table) or note (header,
              footer, footnote, comment, text box, table of contents)
    level     of a heading: 1 is the highest, 0 the title of the document; of an item:
              how deep it is nested, 0 is not at all
    page      0 if the format does not know
    cells     of a row; a cell that is covered by a merged one is empty
    number    as the reader of the document sees it: "4.2", "a)", "•"
    note_of   of a note: number of the block it belongs to, 0 if to none
    note_type of a note: header, footer, footnote, endnote, comment, textbox, toc, sheet
    """

    no: int
    text: str
    role: str = "paragraph"
    level: int = 0
    page: int = 0
    cells: tuple = ()
    number: str = ""
    note_of: int = 0
    note_type: str = ""
    # What the formats know beyond, for `document_lines`.
    bold: bool = False
    size: float = 0.0  # of the letters, in points; 0 = not known
    indent: float = 0.0  # of the text, in points
    text_indent: float = 0.0  # of an item: where its text begins behind the number
    list_key: object = None  # which list an item belongs to
    list_level: int = 0
    table: int = 0  # number of its table, 0 = none
    is_head: bool = False  # the document says that this row is the head of its table
    covered: tuple = ()  # per cell: what the merged cell says that covers it, or ""
    styled: bool = False  # a heading by its style, not by its looks
    typed: bool = False  # number or bullet are part of the text


class BlockList(list):
    """Blocks in the making; gives them their numbers."""

    def add(self, text, role="paragraph", **values):
        if len(self) >= MAX_BLOCKS:
            raise DocumentError("too_many_lines", limit=MAX_BLOCKS)
        block = Block(len(self) + 1, text, role, **values)
        self.append(block)
        return block


@dataclass
class Reading:
    """What the reader of one format found."""

    blocks: BlockList = field(default_factory=BlockList)
    title: str = ""
    pages: int = 0
    remarks: list = field(default_factory=list)

    def remark(self, code, **values):
        self.remarks.append(Remark(code, values))
