"""Text, dates and money for Excel, without Odoo.

Excel keeps one language of format codes in the file (US English) and shows them with
the separators of the reader's system. What is ours to choose is the order of day, month
and year, the clock, and where the currency sign stands: Babel knows it per language.
"""

import re
import unicodedata

#: UTF-16 units that one cell holds; Excel "repairs" longer texts, and loses them
CELL_LIMIT = 32767
SHEET_NAME_LIMIT = 31
FILE_NAME_LIMIT = 120

# Neither XML 1.0 nor any reader of it takes these characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BIDI_MARKS = re.compile("[\u061c\u200e\u200f]")
_SPACES = re.compile("[\xa0\u2009\u202f]")
# A run of one pattern letter, a quoted literal, or any other character.
_PATTERN_TOKEN = re.compile(r"([a-zA-Z])\1*|'(?P<quoted>[^']*)'|.", re.DOTALL)
_MARKUP = re.compile(
    r"\s*<(p|div|span|ul|ol|table|h[1-6]|br|b|strong|em|i)\b[^<]*>.*"
    r"(</\1>|<br\s*/?>)\s*",
    re.DOTALL | re.IGNORECASE,
)
#: Text that a spreadsheet might take for a formula when its cell is edited
_LIKE_FORMULA = ("=", "+", "-", "@", "\t")


def clean_text(value):
    """Return ``value`` as text that a cell can hold, changing as little as possible.

    >>> clean_text("one\\r\\ntwo\\x00")
    'one\\ntwo'
    >>> clean_text("=1+1")
    '=1+1'
    >>> len(clean_text("x" * 40000)), clean_text("x" * 40000)[-1]
    (32767, '…')
    """
    text = str(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FORBIDDEN.sub("", text)
    # Below half the limit even a text of surrogate pairs only fits.
    if len(text) * 2 > CELL_LIMIT:
        encoded = text.encode("utf-16-le")
        if len(encoded) > CELL_LIMIT * 2:
            kept = encoded[: (CELL_LIMIT - 1) * 2].decode("utf-16-le", "ignore")
            text = kept + "…"
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for ready-made XML and copies it into the file.
        text += " "
    return text


def is_like_formula(text):
    """Tell whether the cell needs Excel's text prefix, so that editing it is harmless.

    >>> is_like_formula("=cmd|' /C calc'!A0"), is_like_formula("3 = 3")
    (True, False)
    """
    return text.startswith(_LIKE_FORMULA)


def is_markup(text):
    """Tell whether the whole text is HTML, as pasted from the source of a mail.

    Our texts are plain: a sentence about a tag stays as it was written.

    >>> is_markup("<p>Use <b>two</b> servers</p>"), is_markup("if a < b, use <br/>")
    (True, False)
    """
    return bool(_MARKUP.fullmatch(text))


def _literal(text):
    """Quote what Excel might read as a code; spaces and separators stand as they are.

    >>> _literal(", "), _literal(" г"), _literal('"')
    (', ', ' "г"', '')
    """
    text = _SPACES.sub(" ", _BIDI_MARKS.sub("", text)).replace('"', "")
    return re.sub(r"[^\s./:,-]+", lambda match: f'"{match[0]}"', text)


def _translate(pattern, codes):
    parts = []
    for match in _PATTERN_TOKEN.finditer(pattern):
        token = match[0]
        if match[1]:
            code = codes.get(match[1], "")
            parts.append(code(len(token)) if callable(code) else code)
        elif match["quoted"] is not None:
            parts.append(_literal(match["quoted"] or "'"))
        else:
            parts.append(_literal(token))
    return "".join(parts).strip(" ,")


def date_format(locale):
    """Return the Excel code of a date, always with the four digits of the year.

    >>> from babel import Locale
    >>> [date_format(Locale.parse(code)) for code in ("en_US", "de_DE", "hu", "bg")]
    ['m/d/yyyy', 'dd.mm.yyyy', 'yyyy. mm. dd.', 'd.mm.yyyy "г".']
    """

    def month(size):
        return "m" * min(size, 4)

    codes = {
        "d": lambda size: "d" * min(size, 2),
        "M": month,
        "L": month,
        "y": "yyyy",
    }
    return _translate(locale.date_formats["short"].pattern, codes)


def time_format(locale):
    """Return the Excel code of a time of day.

    >>> from babel import Locale
    >>> [time_format(Locale.parse(code)) for code in ("en_US", "de_DE", "fr_CA")]
    ['h:mm AM/PM', 'hh:mm', 'hh "h" mm']
    """

    def hour(size):
        return "h" * min(size, 2)

    codes = {
        **dict.fromkeys("hHkK", hour),
        **dict.fromkeys("abB", "AM/PM"),
        "m": "mm",
        "s": "ss",
    }
    return _translate(locale.time_formats["short"].pattern, codes)


def datetime_format(locale):
    """Return the Excel code of a date with its time.

    >>> from babel import Locale
    >>> datetime_format(Locale.parse("de_DE")), datetime_format(Locale.parse("vi"))
    ('dd.mm.yyyy, hh:mm', 'hh:mm d/m/yyyy')
    """
    parts = re.split(r"(\{[01]\})", str(locale.datetime_formats["short"]))
    ready = {"{0}": time_format(locale), "{1}": date_format(locale)}
    return "".join(ready.get(part) or _literal(part) for part in parts)


def money_format(locale, code, symbol, decimals):
    """Return the Excel code of an amount in one currency.

    :param locale: Babel locale of the reader: it places the sign and the minus
    :param code: ISO code, for the sign that readers of this language know
    :param symbol: the sign if Babel knows none
    :param decimals: digits of the currency

    >>> from babel import Locale
    >>> money_format(Locale.parse("en_US"), "USD", "$", 2)
    '"$"#,##0.00'
    >>> money_format(Locale.parse("de_DE"), "EUR", "€", 2)
    '#,##0.00 "€"'
    >>> money_format(Locale.parse("nl"), "JPY", "¥", 0)
    '"JP¥" #,##0;"JP¥" -#,##0'
    """
    sign = locale.currency_symbols.get(code) or symbol or code
    number = number_format(decimals)
    halves = []
    for half in locale.currency_formats["standard"].pattern.split(";"):
        before, _digits, after = re.split(r"([#0][#0,.]*)", half, maxsplit=1)
        halves.append(
            _literal(before.replace("¤", sign))
            + number
            + _literal(after.replace("¤", sign))
        )
    return ";".join(halves)


def number_format(decimals=2):
    """Return the Excel code of a number; the reader's system gives the separators.

    >>> number_format(), number_format(0)
    ('#,##0.00', '#,##0')
    """
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def count_lines(text, width):
    """Return how many lines a wrapped text takes in a column, rather one too many.

    :param width: of the column, in digits

    >>> count_lines("one line", 20), count_lines("two words\\nor three", 20)
    (1, 2)
    >>> count_lines("x" * 41, 20), count_lines("会" * 11, 20)
    (3, 2)
    """
    if len(text) <= width and text.isascii() and "\n" not in text:
        return 1
    lines = 0
    for part in text.split("\n"):
        units = len(part)
        if not part.isascii():
            units += sum(unicodedata.east_asian_width(char) in "WF" for char in part)
        lines += max(-(-units // width), 1)
    return lines


def sheet_name(name, taken=()):
    """Return a name that Excel takes for a sheet, in whatever language it comes.

    >>> sheet_name("Journal: conseils [clients] / projets 2026")
    'Journal conseils clients projet'
    >>> sheet_name("Log", taken=["log"]), sheet_name("'?'"), sheet_name("History")
    ('Log 2', 'Sheet', 'History 2')
    """
    name = " ".join(re.sub(r"[\[\]:*?/\\]", " ", clean_text(name)).split())
    name = name.strip("' ") or "Sheet"
    # "History" is kept by Excel for itself.
    taken = {*(other.casefold() for other in taken), "history"}
    number, candidate = 1, _cut(name, SHEET_NAME_LIMIT)
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{_cut(name, SHEET_NAME_LIMIT - 1 - len(str(number)))} {number}"
    return candidate


def file_name(*parts):
    """Return a file name, without its ending, that every system takes.

    >>> file_name("advice log", "Müller/Söhne: \\x07A.G.", "2026-11-22")
    'advice log – Müller Söhne A.G. – 2026-11-22'
    """
    cleaned = []
    for part in parts:
        part = re.sub(r'[\\/:*?"<>|\x00-\x1f\x7f]', " ", clean_text(part))
        part = _BIDI_MARKS.sub("", re.sub("[\u202a-\u202e\u2066-\u2069]", "", part))
        cleaned.append(_cut(" ".join(part.split()), FILE_NAME_LIMIT))
    return " – ".join(filter(None, cleaned))


def _cut(text, units):
    """Cut to a number of UTF-16 units, which is what Excel counts."""
    cut = text.encode("utf-16-le", "ignore")[: units * 2].decode("utf-16-le", "ignore")
    return cut.strip("' ")
