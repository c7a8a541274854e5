"""Counts the lists of a document, so that items get the number a reader sees."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ARABIC_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ARABIC_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"


def roman(number):
    """
    >>> [roman(number) for number in (1, 4, 9, 14, 1999)]
    ['i', 'iv', 'ix', 'xiv', 'mcmxcix']
    """
    result = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        result += letters * count
    return result


def letters(number, alphabet="abcdefghijklmnopqrstuvwxyz"):
    """As word processors go on after z: aa, bb, cc.

    >>> [letters(number) for number in (1, 26, 27, 28, 53)]
    ['a', 'z', 'aa', 'bb', 'aaa']
    """
    times, index = divmod(number - 1, len(alphabet))
    return alphabet[index] * (times + 1)


def format_number(number, style):
    """A number of a list in one of the styles of OOXML or OpenDocument.

    >>> [format_number(4, style) for style in ("decimal", "A", "lowerRoman", "01", "")]
    ['4', 'D', 'iv', '04', '']
    """
    if not style or style in ("none", "bullet") or number < 0:
        return ""
    if style in ("lowerRoman", "i"):
        return roman(number)
    if style in ("upperRoman", "I"):
        return roman(number).upper()
    if number and style in ("lowerLetter", "a"):
        return letters(number)
    if number and style in ("upperLetter", "A"):
        return letters(number).upper()
    if number and style == "arabicAbjad":
        return letters(number, _ARABIC_ABJAD)
    if number and style == "arabicAlpha":
        return letters(number, _ARABIC_ALPHA)
    if number and style in ("hebrew1", "hebrew2"):
        return letters(number, _HEBREW)
    if style in ("decimalZero", "01"):
        return f"{number:02}"
    if style == "ordinal":
        return f"{number}."
    return str(number)


class Nesting:
    """Finds how deep the items of a document's lists are nested.

    Inside one list its levels say it; between lists the indent does.
    """

    def __init__(self):
        self.stack = []

    def reset(self):
        self.stack.clear()

    def place(self, key, level, indent, goes_on):
        """Depth of an item, 0 is not nested.

        :param goes_on: function that tells whether a list has more items further
            down: what stands between them at the same indent belongs to them
        """
        stack = self.stack
        while stack:
            top_key, top_level, top_indent = stack[-1]
            if top_key == key:
                if level > top_level:
                    break
            elif any(
                other == key and other_level <= level
                for other, other_level, _indent in stack
            ):
                pass  # back in a list that is open further up
            elif indent > top_indent + 3 or (
                abs(indent - top_indent) <= 3 and goes_on(top_key, top_level)
            ):
                break
            stack.pop()
        stack.append((key, level, indent))
        return len(stack) - 1
