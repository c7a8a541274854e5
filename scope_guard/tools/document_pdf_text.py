"""Takes the text of a PDF page out of its drawing commands, with its place and looks.

pypdf opens the file; what it offers for text loses the places, by which columns, tables
and indents are known.
"""

import re
import unicodedata
from dataclasses import dataclass

_SPECIAL = re.compile(rb"[()\\]")
_TOKEN = re.compile(
    rb"[\s\x00]+|%[^\r\n]*|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:-\d+)?)(?=[\s/\[\]()<>%]|$)"
    rb"|(?P<name>/[^\s()<>\[\]{}/%\x00]*)|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<dict><<|>>)"
    rb"|(?P<array>[\[\]])|(?P<string>\()|(?P<operator>[^\s()<>\[\]{}/%\x00]+)|."
)
_IMAGE_END = re.compile(rb"\sEI(?=[\s\x00]|$)")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OCTAL = re.compile(rb"[0-7]{1,3}")
_CMAP_RANGE = re.compile(
    r"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(<[0-9A-Fa-f\s]*>|\[[^\]]*\])"
)
_CMAP_CHAR = re.compile(r"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ACCENTS = {
    "acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "dieresis": "\u0308",
    "tilde": "\u0303", "cedilla": "\u0327", "ring": "\u030a", "caron": "\u030c",
    "ogonek": "\u0328", "macron": "\u0304",
}  # fmt: skip
_GLYPHS = {
    "space": " ", "exclam": "!", "quotedbl": '"', "numbersign": "#", "dollar": "$",
    "percent": "%", "ampersand": "&", "quotesingle": "'", "parenleft": "(",
    "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-",
    "period": ".", "slash": "/", "zero": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">",
    "question": "?", "at": "@", "bracketleft": "[", "backslash": "\\",
    "bracketright": "]", "underscore": "_", "braceleft": "{", "bar": "|",
    "braceright": "}", "bullet": "•", "endash": "–", "emdash": "—", "quoteleft": "‘",
    "quoteright": "’", "quotedblleft": "“", "quotedblright": "”", "quotedblbase": "„",
    "quotesinglbase": "‚", "ellipsis": "…", "fi": "fi", "fl": "fl", "ff": "ff",
    "ffi": "ffi", "ffl": "ffl", "germandbls": "ß", "Euro": "€", "degree": "°",
    "section": "§", "paragraph": "¶", "onehalf": "½", "onequarter": "¼",
    "threequarters": "¾", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "oslash": "ø",
    "Oslash": "Ø", "guillemotleft": "«", "guillemotright": "»", "questiondown": "¿",
    "exclamdown": "¡", "periodcentered": "·", "multiply": "×", "plusminus": "±",
    "copyright": "©", "registered": "®", "trademark": "™", "sterling": "£",
    "nbspace": " ", "sfthyphen": "-", "minus": "−", "dotlessi": "ı", "eth": "ð",
    "thorn": "þ", "lslash": "ł", "Lslash": "Ł",
}  # fmt: skip
# Widths of the letters from " " to "~" in the fonts that every viewer has.
_HELVETICA = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_HELVETICA_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_TIMES = (
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_UNUSED = (0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D)
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FORMS_MAX = 8  # forms in forms


@dataclass(slots=True)
class Chunk:
    """A piece of text that stands in one place of the page, in points from the left
    and from the bottom."""

    x: float
    y: float
    end: float
    size: float
    text: str
    bold: bool = False
    is_turned: bool = False


@dataclass(slots=True)
class Page:
    """What is drawn on one page."""

    width: float
    height: float
    chunks: list
    across: list  # horizontal lines: (y, from x, to x)
    down: list  # vertical lines: (x, from y, to y)
    dots: list  # bullets that are drawn: (x, y)
    has_image: bool = False


def glyph_text(name):
    """The letters that the name of a glyph stands for.

    >>> [glyph_text(name) for name in ("A", "eacute", "uni20AC", "u1F600", "f_i", "g42")]
    ['A', 'é', '€', '😀', 'fi', '']
    """
    name = name.split(".")[0] or name
    if len(name) == 1:
        return name
    if name in _GLYPHS:
        return _GLYPHS[name]
    for accent, sign in _ACCENTS.items():
        if name.endswith(accent) and len(name) == len(accent) + 1:
            return unicodedata.normalize("NFC", name[0] + sign)
    if match := re.fullmatch(r"uni((?:[0-9A-F]{4})+)", name):
        codes = match[1]
        return "".join(
            chr(int(codes[index : index + 4], 16)) for index in range(0, len(codes), 4)
        )
    if match := re.fullmatch(r"u([0-9A-F]{4,6})", name):
        code = int(match[1], 16)
        return chr(code) if code < 0x110000 else ""
    if "_" in name:
        return "".join(map(glyph_text, name.split("_")))
    return ""


def multiply(one, two):
    """The matrix that does what `one` does and then `two`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _number(value, default=0.0):
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def resolve(value):
    """Follow a reference of pypdf's."""
    return value.get_object() if hasattr(value, "get_object") else value


class Font:
    """How the codes of a font become letters, and how wide they are."""

    def __init__(self, font):
        font = resolve(font) or {}
        name = str(font.get("/BaseFont", ""))
        self.is_wide = str(font.get("/Subtype", "")) == "/Type0"
        descriptor, self.widths, self.default = {}, {}, 0.0
        self.letters = {}
        self.lengths = (2,) if self.is_wide else (1,)
        self.codec = None
        self.is_fixed = "Courier" in name
        self.standard = _HELVETICA
        if "Times" in name:
            self.standard = _TIMES
        elif "Bold" in name:
            self.standard = _HELVETICA_BOLD
        scale = 0.001
        if self.is_wide:
            below = resolve(font.get("/DescendantFonts")) or [{}]
            below = resolve(below[0]) or {}
            descriptor = resolve(below.get("/FontDescriptor")) or {}
            self.default = _number(resolve(below.get("/DW")), 1000.0) * scale
            self._wide_widths(resolve(below.get("/W")) or [], scale)
            encoding = resolve(font.get("/Encoding"))
            if isinstance(encoding, str) and "UTF16" in encoding:
                self.codec = "utf-16-be"
        else:
            descriptor = resolve(font.get("/FontDescriptor")) or {}
            if str(font.get("/Subtype", "")) == "/Type3":
                matrix = resolve(font.get("/FontMatrix")) or [0.001]
                scale = abs(_number(resolve(matrix[0]), 0.001)) or 0.001
            first = int(_number(resolve(font.get("/FirstChar"))))
            for index, width in enumerate(resolve(font.get("/Widths")) or []):
                self.widths[first + index] = _number(resolve(width)) * scale
            self._encoding(resolve(font.get("/Encoding")), name)
        flags = int(_number(resolve(descriptor.get("/Flags"))))
        weight = _number(resolve(descriptor.get("/FontWeight")))
        self.bold = bool(_BOLD.search(name)) or bool(flags & 1 << 18) or weight >= 600
        to_unicode = resolve(font.get("/ToUnicode"))
        if to_unicode is not None and hasattr(to_unicode, "get_data"):
            self._cmap(to_unicode.get_data().decode("latin-1"))

    def _wide_widths(self, widths, scale):
        index = 0
        while index + 1 < len(widths):
            first, second = (
                int(_number(resolve(widths[index]))),
                resolve(widths[index + 1]),
            )
            if isinstance(second, list):
                for offset, width in enumerate(second):
                    self.widths[first + offset] = _number(resolve(width)) * scale
                index += 2
            elif index + 2 < len(widths):
                width = _number(resolve(widths[index + 2])) * scale
                for code in range(first, min(int(_number(second)), first + 65535) + 1):
                    self.widths[code] = width
                index += 3
            else:
                break

    def _encoding(self, encoding, name):
        base = encoding if isinstance(encoding, str) else None
        differences = []
        if base is None and encoding is not None and hasattr(encoding, "get"):
            base = resolve(encoding.get("/BaseEncoding"))
            differences = resolve(encoding.get("/Differences")) or []
        codec = "mac_roman" if base == "/MacRomanEncoding" else "cp1252"
        is_symbol = "Symbol" in name or "Dingbats" in name or "Wingdings" in name
        for code in range(256):
            if is_symbol:
                self.letters[code] = "•" if code > 32 else " "
            else:
                self.letters[code] = bytes([code]).decode(codec, "ignore")
        if codec == "cp1252":
            # The format wants a bullet where Windows has no letter.
            self.letters.update(dict.fromkeys(_UNUSED, "•"))
        code = 0
        for value in differences:
            value = resolve(value)
            if isinstance(value, str):
                self.letters[code] = glyph_text(value.lstrip("/")) or self.letters.get(
                    code, ""
                )
                code += 1
            else:
                code = int(_number(value))

    def _cmap(self, text):
        """Read a ToUnicode map; what it says holds."""
        lengths = set()
        for part in re.findall(
            r"begincodespacerange(.*?)endcodespacerange", text, re.S
        ):
            for code in re.findall(r"<([0-9A-Fa-f\s]+)>", part):
                lengths.add(max(1, len("".join(code.split())) // 2))
        if lengths and self.is_wide:
            self.lengths = tuple(sorted(lengths))
        for part in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
            for code, letters in _CMAP_CHAR.findall(part):
                self.letters[int("".join(code.split()), 16)] = _utf16(letters)
        for part in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
            for first, last, letters in _CMAP_RANGE.findall(part):
                first, last = (int("".join(code.split()), 16) for code in (first, last))
                last = min(last, first + 65535)
                if letters[0] == "[":
                    for offset, each in enumerate(re.findall(r"<([^>]*)>", letters)):
                        self.letters[first + offset] = _utf16(each)
                    continue
                start = _utf16(letters.strip("<>"))
                for offset in range(last - first + 1):
                    if start and ord(start[-1]) + offset < 0x110000:
                        self.letters[first + offset] = start[:-1] + chr(
                            ord(start[-1]) + offset
                        )

    def decode(self, data):
        """Yield (letters, width, whether it is the code of a space) of a string."""
        if not self.is_wide:
            letters, widths = self.letters, self.widths
            for code in data:
                text = letters.get(code, "")
                width = widths.get(code)
                yield text, self._guess(text) if width is None else width, code == 32
            return
        index, size = 0, self.lengths[0]
        while index < len(data):
            code = int.from_bytes(data[index : index + size], "big")
            used = size
            for other in self.lengths[1:]:
                if code not in self.letters:
                    longer = int.from_bytes(data[index : index + other], "big")
                    if longer in self.letters:
                        code, used = longer, other
            index += used
            text = self.letters.get(code)
            if text is None:
                text = chr(code) if self.codec and code < 0xD800 else ""
            yield text, self.widths.get(code, self.default), used == 1 and code == 32

    def _guess(self, text):
        """The width of a letter in the fonts that a file need not describe."""
        if self.is_fixed:
            return 0.6
        if self.default or not text:
            return self.default
        letter = unicodedata.normalize("NFD", text)[0]
        code = ord(letter)
        if 32 <= code < 127:
            return self.standard[code - 32] / 1000
        return {"–": 0.556, "—": 1.0, "…": 1.0, "•": 0.35, "’": 0.222}.get(
            letter, 0.556
        )


def _utf16(code):
    code = "".join(code.split())
    if len(code) == 2:
        return chr(int(code, 16))
    try:
        data = bytes.fromhex(code)
    except ValueError:
        return ""
    return data.decode("utf-16-be", "ignore").replace("\x00", "")


def tokens(data):
    """Yield (operator, operands) of a content stream."""
    operands, arrays, position, size = [], [], 0, len(data)
    match_token = _TOKEN.match
    while position < size:
        match = match_token(data, position)
        if match is None:
            position += 1
            continue
        position = match.end()
        kind = match.lastgroup
        if kind is None:
            continue
        if kind == "operator":
            operator = match[0]
            if operator == b"ID":
                end = _IMAGE_END.search(data, position)
                position = end.end() if end else size
            yield operator, operands
            operands, arrays = [], []
            continue
        if kind == "number":
            text = match[0]
            try:
                value = float(text)
            except ValueError:
                value = float(text[: text.index(b"-", 1)])
        elif kind == "name":
            value = match[0].decode("latin-1")
        elif kind == "hex":
            digits = re.sub(rb"\s", b"", match[0][1:-1])
            value = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        elif kind == "string":
            value, position = _string(data, position)
        elif kind == "array":
            if match[0] == b"[":
                arrays.append([])
            elif arrays:
                value = arrays.pop()
                (arrays[-1] if arrays else operands).append(value)
            continue
        else:
            value = None
        (arrays[-1] if arrays else operands).append(value)
        if len(operands) > 5000:
            operands = []


def _string(data, position):
    """Read a string from behind its first bracket; return it and where it ends."""
    parts, depth, start = [], 1, position
    while True:
        match = _SPECIAL.search(data, position)
        if match is None:
            parts.append(data[start:])
            return b"".join(parts), len(data)
        sign, position = match[0], match.end()
        if sign == b"(":
            depth += 1
        elif sign == b")":
            depth -= 1
            if not depth:
                parts.append(data[start : match.start()])
                return b"".join(parts), position
        else:
            parts.append(data[start : match.start()])
            if octal := _OCTAL.match(data, position):
                parts.append(bytes([int(octal[0], 8) & 255]))
                position = octal.end()
            else:
                after = data[position : position + 1]
                position += 1
                if after == b"\r" and data[position : position + 1] == b"\n":
                    position += 1
                elif after not in (b"\r", b"\n"):
                    parts.append(_ESCAPES.get(after, after))
            start = position


class _State:
    __slots__ = ("matrix", "font", "size", "char", "word", "scale", "leading", "rise")  # fmt: skip

    def __init__(self):
        self.matrix, self.font, self.size = _IDENTITY, None, 1.0
        self.char = self.word = self.leading = self.rise = 0.0
        self.scale = 1.0

    def twin(self):
        other = _State()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other


class PageReader:
    """Runs the drawing commands of one page."""

    def __init__(self, page, fonts):
        self.fonts = fonts  # shared by the pages of a document
        left, bottom, right, top = self._box_of(page)
        width, height = abs(right - left), abs(top - bottom)
        turn = int(_number(resolve(page.get("/Rotate", 0)))) % 360
        start = {
            90: (0, -1, 1, 0, -bottom, right),
            180: (-1, 0, 0, -1, right, top),
            270: (0, 1, -1, 0, top, -left),
        }.get(turn, (1, 0, 0, 1, -left, -bottom))
        if turn in (90, 270):
            width, height = height, width
        self.page = Page(width, height, [], [], [], [])
        self.state = _State()
        self.state.matrix = start
        self.text = self.line = _IDENTITY
        self.path, self.is_curved = [], False

    @staticmethod
    def _box_of(page):
        """The paper; that of a letter if the file does not say."""
        try:
            box = [float(value) for value in page.mediabox]
        except (ValueError, TypeError, AttributeError):
            box = []
        return box if len(box) == 4 and box[0] != box[2] else (0.0, 0.0, 612.0, 792.0)

    def run(self, data, resources, depth=0):
        state_stack = []
        fonts = resolve((resources or {}).get("/Font")) or {}
        for operator, operands in tokens(data):
            try:
                self._run(operator, operands, fonts, resources, state_stack, depth)
            except (IndexError, TypeError, KeyError, AttributeError):
                continue  # a damaged command; the rest of the page may be whole
        return self.page

    def _run(self, operator, operands, fonts, resources, stack, depth):
        state = self.state
        command = _COMMANDS.get(operator)
        if command is not None:
            command(self, operands)
        elif operator == b"Tf":
            state.font, state.size = self._font(fonts, operands[0]), operands[1]
        elif operator == b"cm":
            state.matrix = multiply(tuple(operands[:6]), state.matrix)
        elif operator == b"q":
            if len(stack) < 500:
                stack.append(state.twin())
        elif operator == b"Q":
            if stack:
                self.state = stack.pop()
        elif operator == b"Do":
            self._draw(operands[0], resources, depth)
        elif operator in _NUMBERS:
            setattr(state, _NUMBERS[operator], operands[0])
        elif operator == b"Tz":
            state.scale = operands[0] / 100
        else:
            self._path(operator, operands)

    def _font(self, fonts, name):
        font = fonts.get(name)
        key = getattr(font, "idnum", None) or id(font)
        if key not in self.fonts:
            # The object is kept with it, so that its id is not given again.
            self.fonts[key] = (Font(font), font)
        return self.fonts[key][0]

    def _draw(self, name, resources, depth):
        form = resolve((resolve(resources.get("/XObject")) or {}).get(name))
        if form is None:
            return
        if form.get("/Subtype") == "/Image":
            self.page.has_image = True
        elif form.get("/Subtype") == "/Form" and depth < _FORMS_MAX:
            before, text, line = self.state, self.text, self.line
            self.state = before.twin()
            matrix = resolve(form.get("/Matrix"))
            if matrix:
                self.state.matrix = multiply(
                    tuple(_number(resolve(value)) for value in matrix), before.matrix
                )
            inner = resolve(form.get("/Resources")) or resources
            self.run(form.get_data(), inner, depth + 1)
            self.state, self.text, self.line = before, text, line

    # Text

    def _begin(self, _operands):
        self.text = self.line = _IDENTITY

    def _place(self, operands):
        self.text = self.line = tuple(operands[:6])

    def _next_line(self, _operands):
        self._move(0, -self.state.leading)

    def _move_by(self, operands):
        self._move(operands[0], operands[1])

    def _move_and_lead(self, operands):
        self.state.leading = -operands[1]
        self._move(operands[0], operands[1])

    def _show_array(self, operands):
        self._show(operands[0])

    def _show_next(self, operands):
        self._move(0, -self.state.leading)
        self._show(operands)

    def _show_spaced(self, operands):
        self.state.word, self.state.char = operands[0], operands[1]
        self._move(0, -self.state.leading)
        self._show(operands[2:])

    def _move(self, x, y):
        self.text = self.line = multiply((1, 0, 0, 1, x, y), self.line)

    def _show(self, values):
        state, font = self.state, self.state.font
        if font is None:
            return
        letters, offset, started = [], 0.0, None
        space = 0.0
        for value in values:
            if isinstance(value, float):
                shift = -value / 1000 * state.size * state.scale
                offset += shift
                space += shift
                continue
            if not isinstance(value, bytes):
                continue
            for text, width, is_space in font.decode(value):
                advance = (width * state.size + state.char) * state.scale
                if is_space:
                    advance += state.word * state.scale
                if text.strip():
                    em = abs(state.size * state.scale) or 1.0
                    if letters and space > 1.2 * em:
                        self._chunk("".join(letters), started, offset - space)
                        letters, started = [], None
                    elif letters and space > 0.17 * em and letters[-1] != " ":
                        letters.append(" ")
                    if started is None:
                        started = offset
                    if len(text) > 1 and "\u0590" <= text[0] <= "\u08ff":
                        text = text[::-1]  # turned with the rest of its line later
                    letters.append(text)
                    space = 0.0
                elif text:
                    # Spaces are measured like gaps, so that wide ones divide.
                    space += advance
                    if (
                        letters
                        and letters[-1] != " "
                        and space <= 1.2 * abs(state.size)
                    ):
                        letters.append(" ")
                offset += advance
        if letters:
            self._chunk("".join(letters), started, offset - space)
        self.text = multiply((1, 0, 0, 1, offset, 0), self.text)

    def _chunk(self, text, start, end):
        state = self.state
        whole = multiply(self.text, state.matrix)
        a, b, c, d, e, f = whole
        rise = state.rise
        x, y = a * start + c * rise + e, b * start + d * rise + f
        size = abs(state.size) * ((c * c + d * d) ** 0.5 or 1.0)
        is_turned = abs(b) > 0.2 * (abs(a) or 1e-9)
        if not 0 < size < 500:
            return
        length = (end - start) * (a * a + b * b) ** 0.5
        text = text.translate(_LIGATURES)
        self.page.chunks.append(
            Chunk(x, y, x + length, size, text, state.font.bold, is_turned)
        )

    # Lines and dots

    def _path(self, operator, operands):
        if operator in (b"m", b"l"):
            self.path.append(self._point(operands[0], operands[1]))
        elif operator == b"c":
            self.is_curved = True
            self.path.append(self._point(operands[4], operands[5]))
        elif operator in (b"v", b"y"):
            self.path.append(self._point(operands[2], operands[3]))
        elif operator == b"re":
            x, y, width, height = operands[:4]
            self._box(self._point(x, y), self._point(x + width, y + height))
        elif operator in (b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"):
            self._painted(operator)
            self.path, self.is_curved = [], False
        elif operator == b"n":
            self.path = []
        elif operator == b"ID":
            self.page.has_image = True
        if len(self.path) > 4000:
            self.path = []

    def _point(self, x, y):
        a, b, c, d, e, f = self.state.matrix
        return a * x + c * y + e, b * x + d * y + f

    def _box(self, one, two):
        self.path += [one, (two[0], one[1]), two, (one[0], two[1]), one]

    def _painted(self, operator):
        path = self.path
        if len(path) < 2:
            return
        xs, ys = [point[0] for point in path], [point[1] for point in path]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        width, height = right - left, top - bottom
        is_filled = operator not in (b"S", b"s")
        if (
            (is_filled or self.is_curved)
            and width < 8
            and height < 8
            and len(path) >= 4
        ):
            if width > 1 and height > 1 and 0.5 < width / height < 2:
                self.page.dots.append((left, bottom, right))
            if min(width, height) > 1:
                return
        if height <= 2 < width:
            self.page.across.append(((bottom + top) / 2, left, right))
        elif width <= 2 < height:
            self.page.down.append(((left + right) / 2, bottom, top))
        elif operator in (b"S", b"s", b"B", b"b"):
            for (x1, y1), (x2, y2) in zip(path, path[1:], strict=False):
                if abs(y1 - y2) < 1 < abs(x1 - x2):
                    self.page.across.append((y1, min(x1, x2), max(x1, x2)))
                elif abs(x1 - x2) < 1 < abs(y1 - y2):
                    self.page.down.append((x1, min(y1, y2), max(y1, y2)))


_COMMANDS = {
    b"BT": PageReader._begin,
    b"Tm": PageReader._place,
    b"T*": PageReader._next_line,
    b"Td": PageReader._move_by,
    b"TD": PageReader._move_and_lead,
    b"Tj": PageReader._show,
    b"TJ": PageReader._show_array,
    b"'": PageReader._show_next,
    b'"': PageReader._show_spaced,
}
_NUMBERS = {b"Tc": "char", b"Tw": "word", b"TL": "leading", b"Ts": "rise"}
