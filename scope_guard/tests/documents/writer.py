"""Writes .odt files the way LibreOffice Writer does."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from .markup import items_of, runs

NS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("draw", "drawing"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_SPACE}" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
LISTS = {
    "bullet": [("•", None), ("◦", None), ("▪", None)],
    "decimal": [("", "1"), ("", "a"), ("", "i")],
    "legal": [("", "1"), ("", "1"), ("", "1")],
    "alpha": [("", "a"), ("", "i"), ("", "1")],
    "roman": [("", "I"), ("", "A"), ("", "1")],
    "dash": [("–", None), ("-", None), ("–", None)],
}


class Writer:
    """Builds one document."""

    def __init__(self, header="", footer="", numbered=False, right_to_left=False):
        self.header, self.footer, self.numbered = header, footer, numbered
        self.body, self.styles, self.changes = [], [], []
        self.right_to_left = right_to_left
        self.count = 0

    def build(self, elements):
        for element in elements:
            self._element(element)
        tracked = (
            f"<text:tracked-changes>{''.join(self.changes)}</text:tracked-changes>"
            if self.changes
            else ""
        )
        content = (
            f'<office:document-content {NS} office:version="1.3"><office:automatic-styles>'
            '<style:style style:name="T1" style:family="text"><style:text-properties'
            ' fo:font-weight="bold"/></style:style><style:style style:name="P1"'
            ' style:family="paragraph" style:parent-style-name="Standard">'
            '<style:text-properties fo:font-weight="bold"/></style:style>'
            f"{''.join(self.styles)}</office:automatic-styles><office:body><office:text>"
            f"{tracked}{''.join(self.body)}</office:text></office:body>"
            "</office:document-content>"
        )
        outline = "".join(
            f'<text:outline-level-style text:level="{level}" style:num-format="1"'
            f' text:display-levels="{level}"/>'
            for level in range(1, 4)
        )
        head = "".join(
            f"<style:{kind}><text:p>{escape(text)}</text:p></style:{kind}>"
            for kind, text in (("header", self.header), ("footer", self.footer))
            if text
        )
        styles = (
            f"<office:document-styles {NS}><office:styles>"
            + "".join(
                f'<style:style style:name="Heading_20_{level}" style:display-name='
                f'"Heading {level}" style:family="paragraph" style:default-outline-level='
                f'"{level}"><style:text-properties fo:font-weight="bold"'
                f' fo:font-size="{20 - 2 * level}pt"/></style:style>'
                for level in range(1, 4)
            )
            + ('<style:default-style style:family="paragraph"><style:paragraph-properties'
               ' style:writing-mode="rl-tb"/></style:default-style>'
               if self.right_to_left else "")
            + '<style:style style:name="Title" style:family="paragraph"/>'
            + (f'<text:outline-style style:name="Outline">{outline}</text:outline-style>'
               if self.numbered else "")
            + "</office:styles><office:master-styles><style:master-page style:name="
            f'"Standard">{head}</style:master-page></office:master-styles>'
            "</office:document-styles>"
        )  # fmt: skip
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(
                "mimetype",
                "application/vnd.oasis.opendocument.text",
                zipfile.ZIP_STORED,
            )
            for name, text in (("content.xml", content), ("styles.xml", styles)):
                package.writestr(
                    name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
                )
            package.writestr("META-INF/manifest.xml", MANIFEST)
        return target.getvalue()

    def _element(self, element):
        tag, text = element[0], element[-1]
        if tag == "title":
            self.body.append(self._p(text, "Title"))
        elif tag == "h":
            level = element[1]
            self.body.append(
                f'<text:h text:style-name="Heading_20_{level}" text:outline-level='
                f'"{level}">{self._runs(text)}</text:h>'
            )
        elif tag == "p":
            self.body.append(self._p(text))
        elif tag == "fake":
            self.body.append(self._p(text, "P1"))
        elif tag == "more":
            # Inside the item above: LibreOffice closes the item behind it.
            assert self.body[-1].endswith("</text:list-item></text:list>")
            end = "</text:list-item></text:list>"
            self.body[-1] = self.body[-1][: -len(end)] + self._p(text) + end
        elif tag == "list":
            self._list(element)
        elif tag == "table":
            self._table(element[1])
        elif tag == "box":
            self.body.append(
                '<text:p><draw:frame draw:name="Frame1" text:anchor-type="paragraph"'
                ' svg:width="6cm" svg:height="1cm">'
                f"<draw:text-box>{self._p(text)}</draw:text-box></draw:frame></text:p>"
            )
        elif tag == "columns":
            self.body.append(
                '<text:section text:style-name="Sect1" text:name="Columns">'
            )
            for inner in text:
                self._element(inner)
            self.body.append("</text:section>")

    def _list(self, element):
        self.count += 1
        name = f"L{self.count}"
        goes_on = element[1].startswith("+")
        kind = element[1].lstrip("+")
        levels = []
        for level, (bullet, form) in enumerate(LISTS[kind], start=1):
            place = (
                "<style:list-level-properties text:list-level-position-and-space-mode="
                '"label-alignment"><style:list-level-label-alignment text:label-followed-by='
                f'"listtab" fo:margin-left="{0.635 * (level + 1):.3f}cm"/>'
                "</style:list-level-properties>"
            )
            if form is None:
                levels.append(
                    f'<text:list-level-style-bullet text:level="{level}"'
                    f" text:bullet-char={quoteattr(bullet)}>{place}"
                    "</text:list-level-style-bullet>"
                )
            else:
                display = level if kind == "legal" else 1
                suffix = "" if kind == "legal" else ")" if kind == "alpha" else "."
                levels.append(
                    f'<text:list-level-style-number text:level="{level}" style:num-suffix='
                    f'"{suffix}" style:num-format="{form}" text:display-levels="{display}">'
                    f"{place}</text:list-level-style-number>"
                )
        if goes_on:
            name = f"L{self.count - 1}"
            self.count -= 1
        else:
            self.styles.append(
                f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'
            )
        more = ' text:continue-numbering="true"' if goes_on else ""
        parts, depth = [f'<text:list text:style-name="{name}"{more}>'], 0
        first = True
        for text, _style, wanted in items_of(element[2], kind):
            while depth > wanted:
                parts.append("</text:list-item></text:list>")
                depth -= 1
            if wanted > depth:
                parts.append("<text:list><text:list-item>")
                depth += 1
            else:
                parts.append("" if first else "</text:list-item>")
                parts.append("<text:list-item>")
            first = False
            parts.append(self._p(text, f"P{name}"))
        parts.append("</text:list-item></text:list>" * (depth + 1))
        self.body.append("".join(parts))

    def _table(self, rows):
        is_headed = rows[0][0] is not None
        rows = rows if is_headed else rows[1:]
        lines = []
        for number, row in enumerate(rows):
            cells = []
            for column, text in enumerate(row):
                if text in ("<", "^"):
                    cells.append("<table:covered-table-cell/>")
                    continue
                wide = tall = 1
                while column + wide < len(row) and row[column + wide] == "<":
                    wide += 1
                while number + tall < len(rows) and rows[number + tall][column] == "^":
                    tall += 1
                span = f' table:number-columns-spanned="{wide}"' if wide > 1 else ""
                span += f' table:number-rows-spanned="{tall}"' if tall > 1 else ""
                style = "P1" if is_headed and not number else "Standard"
                paragraphs = "".join(self._p(line, style) for line in text.split("\n"))
                cells.append(
                    f'<table:table-cell office:value-type="string"{span}>{paragraphs}'
                    "</table:table-cell>"
                )
            line = f"<table:table-row>{''.join(cells)}</table:table-row>"
            if is_headed and not number:
                line = f"<table:table-header-rows>{line}</table:table-header-rows>"
            lines.append(line)
        self.body.append(
            '<table:table table:name="T"><table:table-column table:number-columns-repeated='
            f'"{len(rows[0])}"/>{"".join(lines)}</table:table>'
        )

    def _p(self, text, style="Standard"):
        return f'<text:p text:style-name="{style}">{self._runs(text)}</text:p>'

    def _runs(self, text):
        parts = []
        for kind, part in runs(text):
            if kind == "text":
                words = self._text(part)
                parts.append(words)
            elif kind == "bold":
                parts.append(
                    f'<text:span text:style-name="T1">{self._text(part)}</text:span>'
                )
            elif kind == "ins":
                key = f"ct{len(self.changes)}"
                self.changes.append(
                    f'<text:changed-region text:id="{key}"><text:insertion/>'
                    "</text:changed-region>"
                )
                parts.append(
                    f'<text:change-start text:change-id="{key}"/>{self._text(part)}'
                    f'<text:change-end text:change-id="{key}"/>'
                )
            elif kind == "del":
                key = f"ct{len(self.changes)}"
                self.changes.append(
                    f'<text:changed-region text:id="{key}"><text:deletion><text:p>'
                    f"{self._text(part)}</text:p></text:deletion></text:changed-region>"
                )
                parts.append(f'<text:change text:change-id="{key}"/>')
            elif kind == "fn":
                parts.append(
                    '<text:note text:note-class="footnote"><text:note-citation>1'
                    "</text:note-citation><text:note-body><text:p>"
                    f"{self._text(part)}</text:p></text:note-body></text:note>"
                )
            elif kind == "cm":
                parts.append(
                    f"<office:annotation><dc:creator>{escape(part[0])}</dc:creator>"
                    f"<text:p>{self._text(part[1])}</text:p></office:annotation>"
                )
        return "".join(parts)

    @staticmethod
    def _text(text):
        text = (
            escape(text)
            .replace("\t", "<text:tab/>")
            .replace("\n", "<text:line-break/>")
        )
        return text.replace("  ", ' <text:s text:c="1"/>')
