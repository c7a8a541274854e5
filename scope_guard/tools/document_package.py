"""Opens what docx, odt and xlsx are: zip files full of XML, from strangers."""

import io
import zipfile
import zlib

from lxml import etree

from .document_block import MAX_UNPACKED, DocumentError


class Package:
    """A zip file whose parts are read with a limit to their size."""

    def __init__(self, content):
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
        except (
            zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError
        ) as error:  # fmt: skip
            raise DocumentError("broken") from error
        self.names = set(self.zip.namelist())
        if any(info.flag_bits & 0x1 for info in self.zip.infolist()):
            raise DocumentError("password")
        self.left = MAX_UNPACKED

    def part(self, name):
        """The bytes of one part; b"" if there is none.

        The size that the file states is not believed.
        """
        if name not in self.names:
            return b""
        try:
            with self.zip.open(name) as part:
                data = part.read(self.left + 1)
        except (
            zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError,
            RuntimeError, ValueError,
        ) as error:  # fmt: skip
            raise DocumentError("broken") from error
        if len(data) > self.left:
            raise DocumentError(
                "too_large", size=MAX_UNPACKED >> 20, limit=MAX_UNPACKED >> 20
            )
        self.left -= len(data)
        return data

    def xml(self, name):
        """The root element of one part; None if there is none."""
        data = self.part(name)
        return parse_xml(data) if data.strip() else None


def parse_xml(data):
    """Parse XML of unknown origin: no entities, no network, no second document."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # a long table is no attack; sizes were limited before
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("broken") from error
    if root.getroottree().docinfo.internalDTD is not None:
        # None of the formats has a DTD: entities are there to be blown up.
        raise DocumentError("broken")
    return root
