"""The client's words and name, short enough for one line of a list."""

import re

from lxml import etree, html

#: A mail's beginning says what it wants; the rest may be pictures by the megabyte.
BODY_LENGTH = 20000

_GREETING = re.compile(
    r"(dear|hello|hi|hey|good (morning|afternoon|evening)|"
    r"guten (tag|morgen|abend)|hallo|moin|servus|liebe[rs]?|sehr geehrte[rs]?|"
    r"bonjour|bonsoir|salut|ch[eè]re?s?|"
    r"hola|buen(os|as) (d[ií]as|tardes|noches)|estimad[oa]s?|querid[oa]s?)\b",
    re.IGNORECASE,
)
# Where the mail that is answered begins, in the words of the usual programs.
_QUOTED = re.compile(
    r"^(>|-{2,}\s*$|_{5,}|-{3,}.*(message|nachricht|mensaje).*-{3,}|"
    r"(on|am|le|el)\b.{6,120}\b(wrote|schrieb|écrit|escribió)\b.*:$|"
    r"(from|von|de)\s?:\s\S)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+(?=\S)")
# Dots that end no sentence.
_ABBREVIATION = re.compile(
    r"\b(mr|mrs|ms|dr|prof|no|nr|st|e\.g|i\.e|etc|approx|ca|z\.b|d\.h|bzw|usw|ggf|"
    r"evtl|sr|sra|mme|p\.ej|vs|\d+|[a-z])\.[\"”’»)]*$",
    re.IGNORECASE,
)
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table")


def first_sentence(body, length=140):
    """The first sentence that says something, of the HTML of a mail.

    Greetings, what is quoted from earlier mails and signatures are left out.

    >>> first_sentence("<p>Dear Jana,</p><p>could you add the logo? Thanks</p>")
    'could you add the logo?'
    >>> first_sentence("<div>Hi Jana, we need it on <b>Monday</b>. Or later.</div>")
    'we need it on Monday.'
    >>> first_sentence("<p>Hallo!</p><blockquote>Old words</blockquote>")
    ''

    :param str body: HTML, as a message holds it
    :param int length: characters at the most; what is longer ends in "…"
    :return: str, plain text in one line; empty where nothing is said
    """
    for line in _lines(body):
        line = _without_greeting(line)
        if not re.search(r"\w", line):
            continue
        return shorten(_first_of(line), length)
    return ""


def shorten(text, length):
    """Cut a text between two words.

    >>> shorten("one two three", 9)
    'one two…'
    """
    if len(text) <= length:
        return text
    cut = text[:length]
    head, _space, _rest = cut.rpartition(" ")
    return (head or cut[:-1]).rstrip(" ,;:.-") + "…"


def short_name(name):
    """A person's name as one says it in a list.

    >>> short_name("Tom Kim"), short_name("Nordwind GmbH, Anna von Berg"), short_name("Ada")
    ('T. Kim', 'A. Berg', 'Ada')
    """
    # "Company, Person" is how Odoo names a contact.
    words = (name or "").rpartition(",")[2].split()
    if len(words) < 2:
        return shorten(" ".join(words) or name or "", 24)
    return shorten(f"{words[0][0]}. {words[-1]}", 24)


def _lines(body):
    """Lines of the text up to what is quoted, without blanks around them."""
    body = (body or "")[:BODY_LENGTH]
    if not body.strip():
        return
    try:
        tree = html.fromstring(f"<div>{body}</div>")
    except (etree.ParserError, ValueError):
        return
    for node in tree.xpath(
        "//style | //script | //title | //blockquote | //*[@data-o-mail-quote] | "
        "//*[@id='Signature'] | //*[@data-smartmail='gmail_signature'] | "
        "//*[contains(@class, 'gmail_quote')] | //comment()"
    ):
        node.drop_tree()
    for node in tree.iter(*_BLOCKS):
        node.text = "\n" + (node.text or "")
        node.tail = "\n" + (node.tail or "")
    for line in tree.text_content().splitlines():
        line = " ".join(line.split())
        if _QUOTED.match(line):
            return
        if line:
            yield line


def _without_greeting(line):
    """A line less the greeting it begins with; empty if it is nothing else."""
    if not _GREETING.match(line):
        return line
    head, mark, rest = _split_greeting(line)
    if mark and len(head.split()) <= 6:
        return rest.strip(" –-")
    return "" if len(line.split()) <= 5 else line


def _split_greeting(line):
    found = re.search(r"[,!:](\s|$)", line)
    if not found:
        return line, "", ""
    return line[: found.start()], found.group(), line[found.end() :]


def _first_of(line):
    for found in _SENTENCE_END.finditer(line):
        sentence = line[: found.start()]
        # "Ok." alone says little, an initial or a number is not the end.
        if not _ABBREVIATION.search(sentence) and len(sentence) > 6:
            return line[: found.end()].strip()
    return line
