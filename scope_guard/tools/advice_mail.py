"""Reads a mail that was sent to the advice address: who, to whom, when, what.

Nothing in here raises on a strange mail, and nothing decides: it only says what is
written. A mail may hold another one: attached, or quoted below a few words of the
person who forwarded it. No ORM.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes
from email.header import decode_header
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from .advice_mail_words import (
    AUTOMATIC_SUBJECTS,
    DATES_DAY_FIRST,
    FORWARD_MARKS,
    FORWARD_PREFIXES,
    HEAD_WORDS,
    MONTHS,
    REPLY_MARKS,
    SUBJECT_PREFIXES,
)
from .html_text import html_text

#: Where a mail server writes to whom it delivers: nothing else tells of a Bcc.
DELIVERY_HEADS = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "Resent-To",
    "Resent-Cc",
)
#: How many mails inside one another are looked at.
DEPTH = 5
_ADDRESS = re.compile(
    r"[^\s@<>\"'(),:;\[\]]+@[^\s@<>\"'(),:;\[\]]+\.[^\s@<>\"'(),:;\[\]]+"
)
_RECEIVED_FOR = re.compile(r"\sfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)
_QUOTE = re.compile(r"^(?:\s*>)+ ?")
_HEAD_LINE = re.compile(r"^[*_\s]*([^\W\d_][^:*\d@<>]{0,24}?)[*_\s]*:[*_\s]*(.*)$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass
class Letter:
    """One mail: addresses as pairs of name and address in lower case."""

    subject: str = ""
    sender: list = field(default_factory=list)
    to: list = field(default_factory=list)
    cc: list = field(default_factory=list)
    day: date | None = None
    text: str = ""
    message_id: str = ""

    @property
    def people(self):
        return self.sender + self.to + self.cc


@dataclass
class AdviceMail(Letter):
    """The mail as it came in, with the letters that it passes on."""

    delivered: list = field(default_factory=list)
    automatic: str = ""
    forged: bool = False
    #: Addressed to us alone, or to others, too, it is a forward for certain.
    passes_on: bool = False
    inner: list = field(default_factory=list)


def read_mail(source):
    """Read a mail from its bytes.

    :return: an :class:`AdviceMail`; what cannot be read is empty
    """
    message = message_from_bytes(source, policy=compat32)
    mail = AdviceMail(**vars(_letter(message)))
    if not mail.message_id:
        mail.message_id = f"<{hashlib.sha256(source).hexdigest()[:40]}@no-message-id>"
    mail.delivered = recipients(message)
    mail.automatic = _automatic(message, mail)
    mail.forged = _forged(message)
    attached = [
        _letter(part.get_payload(0))
        for part in _parts(message)
        if part.get_content_type() == "message/rfc822" and part.is_multipart()
    ]
    own, quoted, marked = split_forward(mail.text)
    if attached:
        mail.inner, mail.passes_on = attached, True
    elif quoted:
        mail.passes_on = marked or is_forward_subject(mail.subject)
        mail.text = own
        # What was forwarded may have been forwarded before.
        while quoted and len(mail.inner) < DEPTH:
            mail.inner.append(quoted)
            quoted.text, quoted, _marked = split_forward(quoted.text)
    return mail


def recipients(message):
    """Every address that a mail went to, as far as its head tells, in lower case."""
    found = []
    for name in ("To", "Cc", "Bcc", *DELIVERY_HEADS):
        found += [address for _name, address in _addresses(message, name)]
    for received in message.get_all("Received", []):
        found += [one.lower() for one in _RECEIVED_FOR.findall(str(received))]
    return list(dict.fromkeys(found))


def head_of(source):
    """The head of a mail, parsed; its body is not looked at."""
    end = min(
        (at for at in (source.find(b"\r\n\r\n"), source.find(b"\n\n")) if at >= 0),
        default=len(source),
    )
    return message_from_bytes(source[: end + 2], policy=compat32)


def plain_subject(subject):
    """A subject without what mail programs put before it.

    >>> plain_subject("AW: WG: [2] Re: Shop connection")
    'Shop connection'
    >>> plain_subject("Rés : disque")
    'Rés : disque'
    """
    subject = " ".join((subject or "").split())
    while True:
        head, colon, rest = subject.partition(":")
        word = re.sub(r"[\[(]?\d*[\])]?$", "", head.strip()).strip().casefold()
        if not colon or word not in SUBJECT_PREFIXES:
            rest = re.sub(r"^\[\d+\]\s*", "", subject)
            if rest == subject:
                return subject
        subject = rest.strip()


def is_forward_subject(subject):
    """Whether a subject says that the mail passes on another one.

    >>> is_forward_subject("WG: Angebot"), is_forward_subject("AW: Angebot")
    (True, False)
    """
    head, colon, _rest = (subject or "").partition(":")
    word = re.sub(r"[\[(]?\d*[\])]?$", "", head.strip()).strip().casefold()
    return bool(colon) and word in FORWARD_PREFIXES


def first_lines(text, length=600):
    """The beginning of a mail: without quotations, signature and empty lines.

    >>> first_lines("Hello Tom,\\n\\nwe suggest a test.\\n-- \\nJana\\n> old")
    'Hello Tom,\\nwe suggest a test.'
    """
    kept, size = [], 0
    for line in (text or "").splitlines():
        if line.rstrip() in ("--", "—") or _is_reply_mark(line):
            break
        line = " ".join(line.split())
        if not line or line.startswith(">"):
            continue
        if size + len(line) > length:
            kept.append(line[: max(length - size, 0)].rstrip() + "…")
            break
        kept.append(line)
        size += len(line) + 1
    return "\n".join(kept)


def split_forward(text):
    """Part what somebody wrote from the mail that is quoted below it.

    :return: his own words, the quoted mail as a :class:`Letter` or None, and whether
        a line says that it was forwarded
    """
    lines = [_QUOTE.sub("", line).replace("\xa0", " ") for line in text.splitlines()]
    for start in range(len(lines)):
        heads, end, words = _head_block(lines, start)
        if not heads:
            continue
        above = [place for place in range(start) if lines[place].strip()][-1:]
        # In the history of an answer somebody else's forward may be quoted.
        answer = any(_is_reply_mark(line) for line in lines[:start])
        marked = bool(above) and _is_mark(lines[above[0]], FORWARD_MARKS)
        marked = marked and not answer
        own = lines[: above[0] if above and _is_rule(lines[above[0]]) else start]
        letter = Letter(
            subject=heads.get("subject", ""),
            sender=_split_addresses(heads.get("from", "")),
            to=_split_addresses(heads.get("to", "")),
            cc=_split_addresses(heads.get("cc", "")),
            day=read_day(heads.get("date", ""), words in DATES_DAY_FIRST),
            text="\n".join(lines[end:]).strip("\n"),
        )
        return "\n".join(own).strip("\n"), letter, marked
    return text, None, False


def read_day(text, day_first=True):
    """The day of a date as mail programs write it; None where it is not certain.

    >>> read_day("Montag, 3. März 2026 09:15"), read_day("Tue, Mar 3, 2026 at 9:15 AM")
    (datetime.date(2026, 3, 3), datetime.date(2026, 3, 3))
    >>> read_day("03/04/2026 10:00"), read_day("03/04/2026 10:00", day_first=None)
    (datetime.date(2026, 4, 3), None)
    """
    text = text.casefold()
    iso = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if iso:
        return _day(*iso.groups())
    numbers = re.search(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b", text)
    if numbers:
        first, mark, second, year = numbers.groups()
        year = year if len(year) == 4 else f"20{year}"
        if mark == "." or int(first) > 12 or first == second or day_first:
            return _day(year, second, first)
        return _day(year, first, second) if int(second) > 12 else None
    month = next((MONTHS[word] for word in _WORD.findall(text) if word in MONTHS), None)
    year = re.search(r"\b(\d{4})\b", text)
    # The first number that is no part of a time of day.
    day = re.search(r"(?<![\d:])(\d{1,2})(?![\d:])", text)
    return _day(year[1], month, day[1]) if month and year and day else None


def _day(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _letter(message):
    return Letter(
        subject=" ".join(_head(message, "Subject").split()),
        sender=_addresses(message, "From"),
        to=_addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        day=_date_head(message),
        text=_text(message),
        message_id=" ".join(_head(message, "Message-ID").split()),
    )


def _date_head(message):
    try:
        moment = parsedate_to_datetime(_head(message, "Date"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    # A day is the day where it was written; without a zone that is all there is.
    return moment.date() if isinstance(moment, datetime) else None


def _raw_heads(message, name):
    for key, value in message.raw_items():
        if key.casefold() == name.casefold():
            yield _readable(str(value))


def _readable(value):
    """A head with bytes that are no ASCII, as the text that was meant."""
    data = value.encode("utf-8", "surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _head(message, name):
    return " ".join(_decode(value) for value in _raw_heads(message, name))


def _decode(value):
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    try:
        parts = decode_header(value)
    except Exception:  # noqa: BLE001 - whatever a broken word makes of the decoder
        return value
    return "".join(
        part if isinstance(part, str) else _bytes_text(part, charset)
        for part, charset in parts
    )


def _bytes_text(data, charset):
    for name in (charset, "utf-8"):
        try:
            text = data.decode(name or "ascii")
        except (LookupError, UnicodeError, ValueError):
            continue
        return text.replace("\x00", "")  # no text of the database may hold it
    return data.decode("cp1252", "replace").replace("\x00", "")


def _addresses(message, name):
    pairs = []
    for value in _raw_heads(message, name):
        pairs += _split_addresses(value)
    return pairs


def _split_addresses(value):
    """Pairs of name and address; an address inside a name is none."""
    value = value.replace(";", ",").replace("[mailto:", "<").replace("]", ">")
    value = re.sub(r"\r?\n", " ", value)
    try:
        found = getaddresses([value])
    except (IndexError, ValueError):
        found = []
    pairs = [
        (_decode(name).strip(" '\""), address.strip().lower())
        for name, address in found
        if _ADDRESS.fullmatch(address.strip())
    ]
    if pairs:
        return pairs
    bracketed = re.findall(r"<([^<>]+)>", value)
    texts = bracketed or [value]
    return [("", one.lower()) for text in texts for one in _ADDRESS.findall(text)]


def _parts(message):
    """The parts of a mail, not those of the mails that are attached to it."""
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            yield from _parts(part)


def _text(message):
    plain, html = [], []
    for part in _parts(message):
        if part.is_multipart() or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html"):
            continue
        if "attachment" in str(part.get("Content-Disposition", "")).lower():
            continue
        try:
            data = part.get_payload(decode=True) or b""
        except (ValueError, LookupError, AssertionError):
            continue
        text = _bytes_text(data, part.get_param("charset") or "utf-8")
        (plain if kind == "text/plain" else html).append(text)
    text = "\n".join(plain).strip()
    return text or html_text("\n".join(html))


def _automatic(message, mail):
    """Why nobody wrote this mail by hand; empty if somebody did."""
    submitted = _head(message, "Auto-Submitted").strip().casefold()
    if submitted and submitted.partition(";")[0].strip() != "no":
        return "auto-submitted"
    if _head(message, "Precedence").strip().casefold() in (
        "auto_reply",
        "bulk",
        "junk",
    ):
        return "precedence"
    suppress = _head(message, "X-Auto-Response-Suppress").strip().casefold()
    if suppress and suppress != "none":
        return "auto-response"
    if any(_head(message, name) for name in ("X-Autoreply", "X-Autorespond")):
        return "auto-response"
    if message.get_content_type() == "multipart/report":
        return "report"
    if "<>" in _head(message, "Return-Path"):
        return "bounce"
    for _name, address in mail.sender:
        if address.partition("@")[0] in ("mailer-daemon", "postmaster"):
            return "bounce"
    subject = mail.subject.casefold()
    if subject.startswith(AUTOMATIC_SUBJECTS):
        return "out of office"
    return ""


def _forged(message):
    """Whether our own mail server says that the sender is not who he claims to be.

    Only the uppermost line counts: others can be part of what was sent.
    """
    results = next(_raw_heads(message, "Authentication-Results"), "").casefold()
    verdicts = dict(re.findall(r"\b(dmarc|spf|dkim)\s*=\s*(\w+)", results))
    if "dmarc" in verdicts:
        return verdicts["dmarc"] == "fail"
    return verdicts.get("spf") == "fail" and verdicts.get("dkim") != "pass"


def _head_word(word):
    return HEAD_WORDS.get(" ".join(word.casefold().split()))


def _head_block(lines, start):
    """The head of a quoted mail that begins at a line, if one does.

    :return: its values by name, the place of the line after it, and its language
    """
    heads, place, last = {}, start, None
    languages = None
    gap = 0
    while place < len(lines):
        line = lines[place].strip()
        match = _HEAD_LINE.match(line)
        known = match and _head_word(match[1])
        if known:
            name, spoken = known
            if name in heads and name != "other":
                break
            languages = spoken if languages is None else languages & spoken or spoken
            heads[name] = match[2].strip(" *")
            last, gap = name, 0
        elif not line:
            if not heads or gap:
                break
            gap += 1
        elif last in ("to", "cc", "from") and not gap and _goes_on(line, heads[last]):
            heads[last] += " " + line
        else:
            break
        place += 1
    count = len(heads.keys() & {"from", "to", "date", "subject"})
    if (
        "from" not in heads
        or count < 3
        or not _split_addresses(
            " , ".join(heads.get(name, "") for name in ("from", "to", "cc"))
        )
    ):
        return {}, start, None
    return heads, place, "en" if languages and languages == {"en"} else "other"


def _goes_on(line, value):
    """A list of addresses that is too long for one line."""
    return bool(_ADDRESS.search(line)) or value.rstrip().endswith((",", ";"))


def _is_rule(line):
    return bool(re.match(r"^\s*[-_]{3,}", line)) or _is_mark(
        line, FORWARD_MARKS + REPLY_MARKS
    )


def _is_mark(line, marks):
    line = " ".join(line.strip(" -_>:").split()).casefold()
    return line.startswith(marks)


def _is_reply_mark(line):
    """For instance: Am 03.03.2026 um 09:15 schrieb Tom Kim:"""
    line = " ".join(line.split()).casefold()
    if _is_mark(line, REPLY_MARKS) or re.match(r"^_{10,}$", line):
        return True
    return bool(
        re.match(r"^(on|am|le|el|il|op)\b.*\d", line)
        and re.search(r"\b(wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b", line)
    )
