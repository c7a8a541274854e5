"""Reads an effort such as "(12 h)", "1.5 days" or "1,5 PT" out of a line.

What only looks like one stays where it is: ranges, prices, response times,
notice periods. A wrong figure in an agreement is worse than an empty one.
"""

import re
from typing import NamedTuple

_CLOCK = r"\d{1,3}(?::[0-5]\d)"
_NUMBER = (
    r"(?:\d{1,3}(?:[.,'\u2019\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
    r"(?:\s?[½¼¾])?|[½¼¾]"
)
_HOURS = r"h|H|hrs?\.?|[Hh]ours?|HOURS?|[Ss]td[.n]?|[Ss]tunden?|[Hh]eures?|[Hh]oras?"
_DAYS = (
    r"d|[Dd]ays?|PT|[Pp]ersonen-?[Tt]agen?|[Pp]ersonen-?[Tt]age?|[Pp]erson[- ]?[Dd]ays?"
    r"|[Mm]an[- ]?[Dd]ays?|MD|PD|[Tt]agen?|[Tt]age?|AT|[Aa]rbeitstage?n?"
    r"|[Mm]anntage?n?|MT|[Jj]ours?(?:[- ]hommes?)?|j|jh|JH|j/h|[Dd][ií]as?"
    r"|[Jj]ornadas?"
)
_QUANTITY = (
    rf"(?:(?P<clock>{_CLOCK})\s?(?:{_HOURS})"
    rf"|(?P<hour>\d{{1,3}})h(?P<minute>[0-5]\d)"
    rf"|(?P<number>{_NUMBER})[\s-]?(?:(?P<h>{_HOURS})|(?P<d>{_DAYS})))\.?(?![\w/])"
)
_PREFIX = (
    r"(?:(?:ca\.?|circa|approx\.?|approximately|about|around|est\.?|estimated?"
    r"(?: effort)?|effort|hours|time|total|max\.?|maximum|up to|budget|allowance|~|≈"
    r"|aufwand|geschätzt(?:er aufwand)?|schätzung|maximal|bis zu|etwa|rund|gesamt"
    r"|summe|stunden|environ|env\.?|charge|effort estimé|au total"
    r"|aprox\.?|aproximadamente|esfuerzo|estimado|hasta|unos)\s*[:=]?\s*)*"
)
_WHOLE = re.compile(rf"(?i:{_PREFIX}){_QUANTITY}")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]")
_PARTS = re.compile(r"\s*[;|=]\s*|,\s+|\s+/\s+")
_TRAILING = re.compile(
    rf"(?:^|(?P<mark>\s*[:;,|\t]\s*|\s+[–—-]\s+)|\s)(?i:{_PREFIX}){_QUANTITY}\s*[.;,]*$"
)
_LEADING = re.compile(rf"^(?i:{_PREFIX}){_QUANTITY}\s*(?:[:|\t]|[–—-]\s)\s*")
# "10 - 12 h", "3 x 2 days", "€ 12 h": no plain quantity.
_RANGE_BEFORE = re.compile(
    r"(?:[\d½¼¾]\s*(?:h|d|PT)?\s*(?:[-–—−/x×*+]|to|bis|à|a|and|und|et|y|or|oder|ou)"
    r"|[€$£¥%+±<>≤≥]|\b(?:EUR|USD|CHF|GBP))\s*$"
)
# Words before a figure that speak of when or how often, not of effort.
_NOT_EFFORT_BEFORE = frozenset(
    "within in every after before per than least last next first each at until by"
    " during over under for of from between and the all minus plus only"
    " innerhalb binnen nach alle vor von seit unter über bis um pro je jede jeden"
    " ersten letzten nächsten mindestens während für zwischen"
    " dans sous après chaque pendant en tous les toutes avant depuis par moins"
    " dentro cada tras durante de antes desde los las por menos".split()
)
_NOT_EFFORT = re.compile(
    r"(?i)\b(?:payment|payable|notice|warranty|retention|response|reaction|availab\w*"
    r"|backup|backups|downtime|uptime|sla|deadline|lead time|opening|support hours"
    r"|zahl\w*|frist\w*|gewähr\w*|garantie\w*|reaktions\w*|antwortzeit\w*|verfügbar\w*"
    r"|aufbewahr\w*|kündig\w*|wiederherstell\w*|délai\w*|paiement|préavis|garantía"
    r"|disponib\w*|plazo\w*|pago\w*|preaviso|recovery|rto|rpo|timeout|interval\w*"
    r"|€|eur|usd|chf|gbp)(?!\w)|[€$£]"
)
# Directly before a bracket these speak of a promise of service, not of work.
_PROMISE = re.compile(
    r"(?i)(?:\b(?:response|reaction|recovery|lead|notice|payment|retention|warranty"
    r"|cancellation|availability|uptime|opening hours)"
    r"(?: (?:time|period|target|term)s?)?"
    r"|(?:reaktions|antwort|wiederherstellungs|öffnungs|service)zeit(?:en)?"
    r"|\w*frist(?:en)?"
    r"|zahlungsziel|verfügbarkeit|gewährleistung|délai(?: de \w+)?|plazo(?: de \w+)?"
    r"|disponibilité|disponibilidad)$"
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


class Effort(NamedTuple):
    """What was read: the hours, the text they stood in, the text without it."""

    hours: float
    source: str
    rest: str


def parse_number(text):
    """Read a number as people write it on either side of the Channel.

    >>> [parse_number(text) for text in ("1.5", "1,5", "1,250", "1.250,5", "1½", "½")]
    [1.5, 1.5, 1250.0, 1250.5, 1.5, 0.5]
    >>> parse_number("0,125")
    0.125
    """
    fraction = sum(_FRACTIONS.get(char, 0) for char in text)
    text = re.sub(r"[½¼¾'\u2019\u202f\s]", "", text)
    if not text:
        return fraction
    if re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*", text):
        text = re.sub(r"[.,]", "", text)  # one sign, groups of three: thousands
    elif match := re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})+)[.,](\d{1,2})", text):
        text = re.sub(r"[.,]", "", match[1]) + "." + match[2]
    return float(text.replace(",", ".")) + fraction


def _hours(match, hours_per_day):
    if match["clock"]:
        hour, minute = match["clock"].split(":")
        return int(hour) + int(minute) / 60
    if match["hour"]:
        return int(match["hour"]) + int(match["minute"]) / 60
    number = parse_number(match["number"])
    return number * hours_per_day if match["d"] else number


def _tidy(text):
    return re.sub(r"[ \t]{2,}", " ", text).strip().rstrip(" -–—:;,|\t").strip()


def _read_brackets(text, hours_per_day):
    """An effort in brackets, alone or beside something else ("12 h, 1,440 €")."""
    found, sources, pieces, last = [], [], [], 0
    for bracket in _BRACKETS.finditer(text):
        if _PROMISE.search(text[: bracket.start()]):
            continue
        kept, taken = [], []
        for part in _PARTS.split(bracket[1]):
            match = _WHOLE.fullmatch(part.strip())
            (taken if match else kept).append(part)
            if match:
                found.append(_hours(match, hours_per_day))
        if taken:
            sources += taken
            pieces.append(text[last : bracket.start()])
            if any(part.strip() for part in kept):
                pieces.append(f" ({', '.join(kept)})")
            last = bracket.end()
    if not found or max(found) - min(found) > 0.01:
        return None  # several different figures: which one is meant is unknown
    rest = _tidy("".join(pieces) + text[last:])
    return Effort(found[0], ", ".join(sources), rest)


def _is_effort(text, match):
    """Tell whether a figure that stands free in the text means an effort."""
    before = text[: match.start()] + (match["mark"] or "")
    before = before.rstrip(" \t")
    if _RANGE_BEFORE.search(before) or _NOT_EFFORT.search(text):
        return False
    if match["mark"] and match["mark"].strip():
        return True
    words = re.findall(r"\w+$", before.lower())
    if words and (words[0] in _NOT_EFFORT_BEFORE or words[0].isdigit()):
        return False
    # A lone letter is a unit only where a sign sets the figure apart.
    return not (match["d"] and match["d"] in ("d", "j"))


def read_hours(text, hours_per_day=8.0):
    """Find the one effort that a line states; None if it states none for sure.

    >>> read_hours("Catalogue in the shop (12 h)")
    Effort(hours=12.0, source='12 h', rest='Catalogue in the shop')
    >>> read_hours("Berichte: 1,5 PT", 7.5).hours
    11.25
    >>> read_hours("Import (12:30 h, 1.440 €)")
    Effort(hours=12.5, source='12:30 h', rest='Import (1.440 €)')
    >>> [read_hours(text) for text in ("Reports 10-12 h", "120 €/h", "Map in 3D")]
    [None, None, None]
    >>> read_hours("An answer within 2 days"), read_hours("Payment: 30 days")
    (None, None)
    """
    if not any(char.isdigit() or char in _FRACTIONS for char in text):
        return None
    effort = _read_brackets(text, hours_per_day)
    if effort is None:
        match = _TRAILING.search(text)
        if match and _is_effort(text, match):
            rest = text[: match.start()]
        else:
            match = _LEADING.match(text)
            if not match or _NOT_EFFORT.search(text):
                return None
            rest = text[match.end() :]
        source = match.group().strip(" \t:;,|–—-")
        effort = Effort(_hours(match, hours_per_day), source, _tidy(rest))
    if not any(char.isalpha() for char in effort.rest):
        return None  # a line of nothing but hours stays readable text
    return effort._replace(hours=round(effort.hours, 2))


def only_hours(text, hours_per_day=8.0):
    """Return the hours of a line that states an effort and nothing else.

    >>> only_hours("Aufwand: 3 PT"), only_hours("(12 h)"), only_hours("Catalogue 12 h")
    (24.0, 12.0, None)
    """
    match = _WHOLE.fullmatch(text.strip().strip("()[]").strip())
    return round(_hours(match, hours_per_day), 2) if match else None
