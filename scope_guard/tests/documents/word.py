"""Writes .docx files the way Word and Google Docs do."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

from .markup import items_of, runs, visible

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
#: What Word calls the id of its heading styles, by the language of its user.
HEADING_ID = {"en": "Heading", "de": "berschrift", "fr": "Titre", "es": "Ttulo"}
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
#: Formats of the levels of each kind of list, and the text of its numbers.
LISTS = {
    "bullet": [("bullet", "\uf0b7"), ("bullet", "o"), ("bullet", "\uf0a7")],
    "decimal": [("decimal", "%1."), ("lowerLetter", "%2."), ("lowerRoman", "%3.")],
    "legal": [("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")],
    "legaldot": [("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3.")],
    "alpha": [("lowerLetter", "%1)"), ("lowerRoman", "(%2)"), ("decimal", "%3)")],
    "roman": [("upperRoman", "%1."), ("upperLetter", "%2."), ("decimal", "%3.")],
    "dash": [("bullet", "-"), ("bullet", "–"), ("bullet", "-")],
}


class Word:
    """Builds one document.

    :param language: names the heading styles as Word in that language does
    :param google: write as the export of Google Docs does
    :param numbered: chapters are numbered by their style
    :param custom: headings have a style of the company, based on that of Word
    """

    def __init__(self, language="en", google=False, numbered=False, custom=False,
                 right_to_left=False, header="", footer="", toc=False, macros=False,
                 list_styles=False, indent=360, flat=False):  # fmt: skip
        self.language, self.google, self.numbered = language, google, numbered
        self.custom, self.right_to_left = custom, right_to_left
        self.header, self.footer, self.toc, self.macros = header, footer, toc, macros
        self.list_styles, self.indent, self.flat = list_styles, indent, flat
        self.body, self.abstracts, self.nums = [], [], []
        self.notes, self.comments, self.headings = [], [], []
        if numbered:
            self._abstract("legal", styled=True)

    # Parts

    def build(self, elements):
        self.source = elements
        for element in elements:
            self._element(element)
        body = "".join(self.body)
        if self.toc:
            body = self._toc() + body
        section = "".join(
            f'<w:{kind}Reference w:type="default" r:id="rId{10 + number}"/>'
            for number, kind in enumerate(("header", "footer"))
            if getattr(self, kind)
        )
        parts = {
            "word/document.xml": f"<w:document {NS}><w:body>{body}<w:sectPr>{section}"
            '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>',
            "word/styles.xml": self._styles(),
            "word/numbering.xml": f"<w:numbering {NS}>"
            + "".join(self.abstracts) + "".join(self.nums) + "</w:numbering>",
        }  # fmt: skip
        if self.notes:
            parts["word/footnotes.xml"] = f"<w:footnotes {NS}>" + (
                '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r>'
                "</w:p></w:footnote>"
            ) + "".join(self.notes) + "</w:footnotes>"  # fmt: skip
        if self.comments:
            parts["word/comments.xml"] = (
                f"<w:comments {NS}>" + "".join(self.comments) + "</w:comments>"
            )
        for kind in ("header", "footer"):
            if getattr(self, kind):
                tag = "hdr" if kind == "header" else "ftr"
                parts[f"word/{kind}1.xml"] = (
                    f"<w:{tag} {NS}>{self._p(getattr(self, kind))}</w:{tag}>"
                )
        return self._zip(parts)

    def _zip(self, parts):
        types, relations = [], []
        for number, name in enumerate(parts):
            kind = re.sub(r"\d", "", name.split("/")[1][:-4])
            main = "document.main" if kind == "document" else kind
            types.append(
                f'<Override PartName="/{name}" ContentType="{TYPE}{main}+xml"/>'
            )
            if kind != "document":
                key = {"header": 10, "footer": 11}.get(kind, number + 20)
                relations.append(
                    f'<Relationship Id="rId{key}" Type="{REL}{kind}"'
                    f' Target="{name.split("/")[1]}"/>'
                )
        space = "http://schemas.openxmlformats.org/package/2006/"
        files = {
            "[Content_Types].xml": f'<Types xmlns="{space}content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            'package.relationships+xml"/><Default Extension="xml"'
            f' ContentType="application/xml"/>{"".join(types)}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{space}relationships"><Relationship'
            f' Id="rId1" Type="{REL}officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}'
            f'relationships">{"".join(relations)}</Relationships>',
            **parts,
        }
        if self.macros:
            files["word/vbaProject.bin"] = "\0macro"
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in files.items():
                head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
                package.writestr(name, (head + text).encode())
        return target.getvalue()

    def _styles(self):
        base = HEADING_ID["en" if self.google else self.language]
        styles = [
            '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr>'
            "</w:rPrDefault></w:docDefaults>",
            '<w:style w:type="paragraph" w:default="1" w:styleId="Standard">'
            '<w:name w:val="Normal"/></w:style>',
            '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/>'
            '<w:basedOn w:val="Standard"/><w:rPr><w:sz w:val="56"/></w:rPr></w:style>',
        ]
        for level in range(1, 5):
            number = (
                f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
                if self.numbered
                else ""
            )
            styles.append(
                f'<w:style w:type="paragraph" w:styleId="{base}{level}"><w:name'
                f' w:val="heading {level}"/><w:basedOn w:val="Standard"/><w:pPr>'
                f'<w:keepNext/>{number}<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
                f'<w:rPr><w:b/><w:sz w:val="{36 - 4 * level}"/></w:rPr></w:style>'
                f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="NW{level}">'
                f'<w:name w:val="Nordwind Kapitel {level}"/>'
                f'<w:basedOn w:val="{base}{level}"/></w:style>'
                f'<w:style w:type="paragraph" w:styleId="Verzeichnis{level}">'
                f'<w:name w:val="toc {level}"/><w:basedOn w:val="Standard"/></w:style>'
            )
        for level in range(1, 4):
            name = "List Bullet" + (f" {level}" if level > 1 else "")
            number = 90 + level
            styles.append(
                f'<w:style w:type="paragraph" w:styleId="Aufz{level}"><w:name'
                f' w:val="{name}"/><w:basedOn w:val="Standard"/><w:pPr><w:numPr>'
                f'<w:numId w:val="{number}"/></w:numPr></w:pPr></w:style>'
            )
        if self.list_styles:
            for level in range(1, 4):
                self.abstracts.append(
                    f'<w:abstractNum w:abstractNumId="{90 + level}"><w:lvl w:ilvl="0">'
                    '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText'
                    f' w:val="\uf0b7"/><w:pPr><w:ind w:left="{283 * level + 77}"'
                    ' w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
                )
                self.nums.append(
                    f'<w:num w:numId="{90 + level}"><w:abstractNumId'
                    f' w:val="{90 + level}"/></w:num>'
                )
        return f"<w:styles {NS}>{''.join(styles)}</w:styles>"

    def _abstract(self, style, styled=False):
        """A new list; returns the number by which paragraphs name it."""
        number = len(self.abstracts) + 1
        levels = []
        for level, (form, text) in enumerate(LISTS[style]):
            link = (
                f'<w:pStyle w:val="{HEADING_ID[self.language]}{level + 1}"/>'
                if styled
                else ""
            )
            left = 0 if self.flat else self.indent * (level + 1)
            levels.append(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
                f'{link}<w:lvlText w:val="{escape(text)}"/><w:lvlJc w:val="left"/><w:pPr>'
                f'<w:ind w:left="{left}" w:hanging="360"/></w:pPr></w:lvl>'
            )
        self.abstracts.append(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType'
            f' w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
        )
        self.nums.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        )
        return number

    # Elements

    def _element(self, element):
        tag = element[0]
        if tag == "title":
            self.body.append(self._p(element[1], '<w:pStyle w:val="Titel"/>'))
        elif tag == "h":
            base = (
                "NW"
                if self.custom
                else HEADING_ID["en" if self.google else self.language]
            )
            self.headings.append((element[1], visible(element[2])))
            self.body.append(
                self._p(element[2], f'<w:pStyle w:val="{base}{element[1]}"/>')
            )
        elif tag == "p":
            self.body.append(self._p(element[1]))
        elif tag == "fake":
            self.body.append(self._p(f"**{element[1]}**"))
        elif tag == "more":
            self.body.append(self._p(element[1], f'<w:ind w:left="{self.indent}"/>'))
        elif tag == "list":
            self._list(element)
        elif tag == "table":
            self.body.append(self._table(element[1]))
        elif tag == "box":
            self.body.append(self._box(element[1]))
        elif tag == "columns":
            for inner in element[1]:
                self._element(inner)
            self.body.append(
                '<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/><w:cols w:num="2"/>'
                "</w:sectPr></w:pPr></w:p>"
            )

    def _list(self, element):
        numbers = {}
        for text, style, depth in items_of(element[2], element[1]):
            if self.list_styles:
                self.body.append(self._p(text, f'<w:pStyle w:val="Aufz{depth + 1}"/>'))
                continue
            level = depth
            if style != element[1]:
                # A list of another kind inside: its own list, its own first level.
                key, level = (style, depth), depth
            else:
                key = style
            if key not in numbers:
                numbers[key] = self._abstract(style)
            indent = ""
            if self.google:
                left = 720 * (depth + 1)
                indent = f'<w:ind w:left="{left}" w:hanging="360"/>'
            self.body.append(
                self._p(
                    text,
                    f'<w:numPr><w:ilvl w:val="{level}"/><w:numId'
                    f' w:val="{numbers[key]}"/></w:numPr>{indent}',
                )
            )

    def _toc(self):
        rows = []
        for level, text in self.headings:
            rows.append(
                f'<w:p><w:pPr><w:pStyle w:val="Verzeichnis{level}"/></w:pPr><w:hyperlink'
                f' w:anchor="_Toc1"><w:r><w:t>{escape(text)}</w:t></w:r><w:r><w:tab/></w:r>'
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE'
                ' </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/>'
                '</w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
                "</w:hyperlink></w:p>"
            )
        return (
            "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="
            '"Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
            f"{''.join(rows)}</w:sdtContent></w:sdt>"
        )

    def _box(self, text):
        inner = f"<w:txbxContent>{self._p(text)}</w:txbxContent>"
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
            "<wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
            f"{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}"
            "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    def _table(self, rows):
        is_headed = rows[0][0] is not None
        result = []
        for number, row in enumerate(rows if is_headed else rows[1:]):
            cells, column = [], 0
            while column < len(row):
                text, span = row[column], 1
                while column + span < len(row) and row[column + span] == "<":
                    span += 1
                merge = ""
                if text == "^":
                    merge, text = "<w:vMerge/>", ""
                elif (
                    number + 1 < len(rows) and column < len(rows[number + 1])
                    and rows[number + 1][column] == "^"
                ):  # fmt: skip
                    merge = '<w:vMerge w:val="restart"/>'
                wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
                if is_headed and number == 0 and text:
                    text = f"**{text}**"
                # Word writes a paragraph per line of a cell.
                paragraphs = "".join(self._p(line) for line in text.split("\n"))
                cells.append(
                    f'<w:tc><w:tcPr><w:tcW w:w="2000"/>{wide}{merge}</w:tcPr>'
                    f"{paragraphs}</w:tc>"
                )
                column += span
            head = "<w:trPr><w:tblHeader/></w:trPr>" if is_headed and not number else ""
            result.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
        return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(result)}</w:tbl>"

    # Text

    def _p(self, text, properties=""):
        if self.right_to_left:
            properties += "<w:bidi/>"
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._runs(text)}</w:p>"

    def _runs(self, text):
        parts = []
        for kind, part in runs(text):
            if kind == "text":
                # Word divides its runs wherever a correction or a language began.
                half = len(part) // 2
                parts += [self._run(part[:half]), "<w:proofErr w:type=\"spellEnd\"/>",
                          self._run(part[half:])]  # fmt: skip
            elif kind == "bold":
                parts.append(self._run(part, "<w:b/>"))
            elif kind == "ins":
                parts.append(
                    '<w:ins w:id="1" w:author="Anna" w:date="2026-03-01T10:00:00Z">'
                    f"{self._run(part)}</w:ins>"
                )
            elif kind == "del":
                parts.append(
                    '<w:del w:id="2" w:author="Anna" w:date="2026-03-01T10:00:00Z"><w:r>'
                    f'<w:delText xml:space="preserve">{escape(part)}</w:delText></w:r></w:del>'
                )
            elif kind == "fn":
                number = len(self.notes) + 1
                self.notes.append(
                    f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
                    f"{self._run(' ' + part)}</w:p></w:footnote>"
                )
                parts.append(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>')
            elif kind == "cm":
                number = len(self.comments)
                self.comments.append(
                    f'<w:comment w:id="{number}" w:author="{part[0]}">'
                    f"<w:p>{self._run(part[1])}</w:p></w:comment>"
                )
                parts.append(f'<w:r><w:commentReference w:id="{number}"/></w:r>')
        return "".join(parts)

    @staticmethod
    def _run(text, properties=""):
        inner = []
        for part in re.split(r"([\t\n])", text):
            if part == "\t":
                inner.append("<w:tab/>")
            elif part == "\n":
                inner.append("<w:br/>")
            elif part:
                inner.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
        look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f"<w:r>{look}{''.join(inner)}</w:r>"
