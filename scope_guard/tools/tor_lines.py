"""The single line of a pasted agreement: its indent, its bullet, its number."""

import re
from dataclasses import dataclass

# What mail programs and word processors leave behind. Joiners (U+200C, U+200D)
# stay: Persian, Indic scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SEPARATOR = re.compile(r"[\s\-=_*~#.·•|+:–—]+")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})")
_QUOTED = re.compile(r"^(?:>\s?)+")

_BULLET = re.compile(
    r"(?:(?P<sign>[•‣◦▪▫○●■□◆◇➢➤➔→✓✔✅☐☑☒❖⁃∙\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf06f])\ufe0f?\s*"
    r"|(?P<dash>[-*+–—·»>])\s+|(?P<word>o)(?:\t| {2,})|(?P<wing>§)\t"
    r"|(?P<box>\[[ xX]?\])\s+)"
)
_MONTH = (
    r"jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janv|fév|avr|juin"
    r"|juil|août|déc|ene|abr|ago|dic"
)
_UNIT = (
    r"(?:h|hrs?|hours?|std|stunden?|heures?|horas?|days?|d|pt|tage?n?|jours?|d[ií]as?"
    r"|weeks?|months?|years?|wochen?|monate?n?|jahre?n?|mio|million(?:s|en)?|gb|mb|tb|km"
    r"|kg|eur|usd|chf|percent|prozent)\b|[%€$£°]"
)
_NO_NUMBER_AHEAD = re.compile(rf"\s*(?:{_UNIT})", re.IGNORECASE)
_DATE_AHEAD = re.compile(rf"\s*(?:{_MONTH})\w*\.?(?:\s+\d|\s*$)", re.IGNORECASE)
_SECTION = re.compile(
    r"(?P<whole>(?:§{1,2}\s?|(?:Art(?:\.|ikel|icle)|Artículo|Sect(?:ion|\.)|Sección"
    r"|Abschnitt|Kapitel|Chapter|Chapitre|Capítulo|Clause|Ziff(?:er|\.)|Punkt|Pos\.|Nr\."
    r"|No\.|N°)\s*)(?P<dec>\d{1,3}(?:\.\d{1,3})*[a-z]?))(?:[.:)]|\s+[-–—])?(?=\s|$)"
)
_DECIMALS = re.compile(r"(?P<dec>\d{1,3}(?:\.\d{1,3})+)(?P<end>\.\)|[.):]?)(?=\s|$)")
_DECIMAL = re.compile(r"(?P<dec>\d{1,3})(?P<end>\.\)|[.)])(?=\s|$|[^\W\d_a-zß-öø-ÿ])")
_DECIMAL_BRACKET = re.compile(r"[(\[](?P<dec>\d{1,3}(?:\.\d{1,3})*)[)\]](?=\s)")
_BARE = re.compile(r"(?P<dec>\d{1,2})(?:(?P<wide>\t| {2,})| (?=[^\W\d_]))")
_LETTER = re.compile(r"(?P<open>\(?)(?P<letter>[a-zA-Z])\)(?=\s|$)")
_LETTER_DOT = re.compile(r"(?P<letter>[a-zA-Z])\.\s+(?!\w\.)")
_ROMAN = re.compile(r"(?P<open>\(?)(?P<roman>[ivx]{1,5}|[IVX]{1,5})\)(?=\s|$)")
_ROMAN_DOT = re.compile(r"(?P<roman>[ivx]{1,5}|[IVX]{1,5})\.(?=\s)")
_CODE = re.compile(
    r"(?P<code>(?P<prefix>[A-Z]{1,4}[-_]?)(?P<digits>\d{1,4}(?:[.-]\d{1,3})*))"
    r"(?:(?P<end>[:.)]|\s+[-–—](?=\s))|(?=\s))(?=\s|$)"
)
_CODE_SPACED = re.compile(r"(?P<code>[A-Z]{1,4} \d{1,3}(?:\.\d{1,3})*)[:)](?=\s)")
_ROMAN_VALUES = {
    roman: value
    for value, roman in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix".split(),
        start=1,
    )
}


@dataclass(slots=True)
class RawLine:
    """One line as it stands in the text, its marks taken off.

    `style` says how the line is marked: ("dec", depth, sign), ("bullet", sign),
    ("alpha", upper, sign), ("roman", upper, sign), ("code", depth), ("table",);
    None if it is not.
    A reader of another format builds the same lines from its own lists.
    """

    no: int
    text: str
    indent: int = 0
    gap: bool = False
    style: tuple | None = None
    number: str = ""
    path: tuple = ()
    body: str = ""
    hashes: int = 0
    underlined: bool = False
    bold: bool = False
    # What a document says by itself, where a text leaves it to be guessed.
    role: str = ""  # heading, item or note
    depth: int | None = None  # how deep an item of its lists is nested
    row: object = None  # "head", or the values of a table row
    is_guess: bool = False  # of a row: nothing in its table says what the columns are
    note_of: int = 0  # number of the line that a note belongs to
    is_apart: bool = False  # a note that stands under no heading: a page header

    @property
    def is_marked(self):
        return self.style is not None

    @property
    def strong(self):
        """The author set this line apart as a heading."""
        return bool(self.hashes or self.underlined or self.bold)


def clean(line):
    """Take away what cannot be seen; spaces of all kinds become plain ones.

    >>> clean("Lie\\u00adfer\\u00adumfang\\u00a0neu\\r")
    'Lieferumfang neu'
    """
    if not line.isascii() or not line.isprintable():
        line = _SPACES.sub(" ", _INVISIBLE.sub("", line)).rstrip()
    return line


class _Evidence:
    """What the whole text tells about marks that are ambiguous in one line.

    "A. Berg", "3 Standorte" or "A4 printing" are no numbering; "A." followed by a
    "B." elsewhere, 1 followed by 2, and D01 beside D02 are.
    """

    def __init__(self, lines):
        letters, romans, bare, prefixes = set(), set(), set(), {}
        self.chapters = set()
        for line in lines:
            if match := _LETTER_DOT.match(line):
                letters.add(match["letter"])
            if match := _ROMAN_DOT.match(line):
                romans.add(match["roman"])
            if match := _BARE.match(line):
                bare.add(int(match["dec"]))
            elif match := _DECIMALS.match(line):
                self.chapters.add(int(match["dec"].split(".")[0]))
            if match := _CODE.match(line):
                prefixes.setdefault(match["prefix"], set()).add(match["digits"])
        self.letters = {
            letter
            for letter in letters
            if chr(ord(letter) + 1) in letters or chr(ord(letter) - 1) in letters
        }
        values = {_ROMAN_VALUES.get(roman.lower()) for roman in romans}
        self.romans = {
            roman
            for roman in romans
            if (value := _ROMAN_VALUES.get(roman.lower()))
            and (value + 1 in values or value - 1 in values)
        }
        run = 0
        while run + 1 in bare:
            run += 1
        self.bare = set(range(1, run + 1)) if run > 1 else set()
        self.prefixes = {key for key, digits in prefixes.items() if len(digits) > 1}

    def accepts_bare(self, number):
        return number in self.bare or number in self.chapters

    def accepts_code(self, match):
        digits = match["digits"]
        return (
            bool(match["end"])
            or match["prefix"] in self.prefixes
            or (len(digits) > 1 and digits.startswith("0"))
        )


class LineReader:
    """Takes indent, bullets and numbers off the lines of one text.

    :param text: the text, or its lines
    """

    def __init__(self, text):
        lines = text.splitlines() if isinstance(text, str) else text
        self.lines = [_QUOTED.sub("", clean(line)) for line in lines]
        self.evidence = _Evidence([line.lstrip() for line in self.lines])
        self.last_letter = ""

    def parse(self):
        """Return the lines that hold text, in order."""
        result, gap = [], True
        for no, line in enumerate(self.lines, start=1):
            stripped = line.strip()
            if not stripped:
                gap = True
                continue
            if _SEPARATOR.fullmatch(stripped):
                if (
                    result
                    and not gap
                    and _UNDERLINE.fullmatch(stripped)
                    and len(result[-1].text) <= 80
                ):
                    result[-1].underlined = True
                gap = True
                continue
            result.append(self.line(no, line, stripped, gap))
            gap = False
        return result

    def line(self, no, line, text, gap):
        """Return one line with its marks taken off; `text` is it without indent."""
        head = line[: len(line) - len(line.lstrip())].expandtabs(4)
        raw = RawLine(no, text, indent=len(head), gap=gap, body=text)
        if text[0] == "#" and (match := re.match(r"(#{1,6})\s+(.*?)\s*#*$", text)):
            raw.hashes, text = len(match[1]), match[2]
        if text[0] == "|" and text[-1] == "|" and len(text) > 2:
            text = "\t".join(cell.strip() for cell in text.strip("|").split("|"))
            raw.text = text
        if "**" in text or "__" in text:
            if re.fullmatch(r"(\*\*|__)(?!\s)(?:(?!\1).)+\1:?", text):
                raw.bold = True
            text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
        raw.body = text
        if match := _BULLET.match(text):
            raw.style = ("bullet", match.group().strip()[:1])
            raw.body = text[match.end() :].lstrip()
            if box := _BULLET.match(raw.body):
                raw.body = raw.body[box.end() :].lstrip()
        if not self._number(raw) and "\t" in raw.body and not raw.style:
            raw.style = None if raw.body.split("\t")[0].endswith(":") else ("table",)
        if not raw.body:  # a lone mark is text, too
            raw.body, raw.number, raw.style, raw.path = raw.text, "", None, ()
        return raw

    def _number(self, raw):
        """Take a number off the body; return whether there was one."""
        body = raw.body
        found = self._decimal(body) or self._code(body) or self._letter(body)
        if not found:
            return False
        number, style, path, end = found
        raw.number, raw.style, raw.path = number, style, path
        raw.body = body[end:].lstrip()
        return True

    def _decimal(self, body):
        match = _SECTION.match(body)
        if match and (len(match["dec"]) < 3 or not match["dec"].isdigit()
                      or match["whole"].startswith("§")):  # fmt: skip
            # "Section 508 accessibility" names a law, not a place in the text.
            path = tuple(match["dec"].split("."))
            return match["whole"], ("dec", len(path), "§"), path, match.end()
        if body[:1] in "([" and (match := _DECIMAL_BRACKET.match(body)):
            path = tuple(match["dec"].split("."))
            return match["dec"], ("dec", len(path), "("), path, match.end()
        if not body[:1].isdigit():
            return None
        match = _DECIMALS.match(body) or _DECIMAL.match(body)
        if match:
            ahead = body[match.end() :]
            if match["end"] == "" and _NO_NUMBER_AHEAD.match(ahead):
                return None
            if match["end"] == "." and _DATE_AHEAD.match(ahead):
                return None
        else:
            match = _BARE.match(body)
            if not match or _NO_NUMBER_AHEAD.match(body[match.end() :]):
                return None
            ahead = body[match.end() :].lstrip()
            if not match["wide"] and (
                ahead[:1].islower() or not self.evidence.accepts_bare(int(match["dec"]))
            ):
                return None
        path = tuple(match["dec"].split("."))
        end = match.groupdict().get("end") or ""
        sign = end if len(path) == 1 else ""
        return match["dec"], ("dec", len(path), sign), path, match.end()

    def _code(self, body):
        if not "A" <= body[:1] <= "Z":
            return None
        match = _CODE.match(body)
        if not match or not self.evidence.accepts_code(match):
            match = _CODE_SPACED.match(body)
        if not match:
            return None
        path = tuple(match["code"].split("."))
        return match["code"], ("code", len(path)), path, match.end()

    def _letter(self, body):
        match = _ROMAN.match(body) or _LETTER.match(body)
        if not match:
            match = _ROMAN_DOT.match(body)
            if match and match["roman"] not in self.evidence.romans:
                match = None
            if not match:
                match = _LETTER_DOT.match(body)
                if not match or match["letter"] not in self.evidence.letters:
                    return None
        groups = match.groupdict()
        mark = groups.get("roman") or groups.get("letter")
        sign = "." if "open" not in groups else groups["open"] + ")"
        follows = self.last_letter and mark == chr(ord(self.last_letter) + 1)
        roman = mark.lower() in _ROMAN_VALUES and not follows
        if roman:
            style = ("roman", mark.isupper(), sign)
        else:
            style = ("alpha", mark.isupper(), sign)
            self.last_letter = mark
        return mark, style, (), match.end()
