"""Which advice of a customer a new task or mail is about, if it is about any.

Plain Python, no ORM. BM25 as in ``text_index``, with three differences, because here a
wrong answer is worse than none: a word counts in units of a word that only one advice
has, so that the threshold means the same for three advices as for three hundred; words
of everyday business count little; and of a reply only what is new is read.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict, namedtuple
from functools import lru_cache
from heapq import nlargest

from lxml import etree, html

from .text_index import K1, STOP_WORDS, WORD, B
from .text_index import stem as cut

#: The score that a hint needs, by the number of different words that decide. It is
#: about the number of rare words shared; one of the title counts nearly two.
MIN_SCORES = {0: math.inf, 1: math.inf, 2: 4.0}
MIN_SCORE = 3.4
#: A long text shares something with everything: what decides must stand close together,
#: within so many words that say something.
WINDOW = 40
#: Of so many the words are looked at.
CANDIDATES = 8
#: The second best must be this much weaker, or else it could as well be that one.
MIN_LEAD = 1.25

#: What one occurrence counts, by the part of the advice.
WEIGHTS = {"name": 3.0, "recommendation": 1.0, "risk": 1.0, "other_ways": 0.5}
#: A part of a compound: Netz in Netzlaufwerk, Bericht in Besuchsbericht.
PART_WEIGHT = 0.5
#: A word that everybody uses in every mail.
COMMON_WEIGHT = 0.25
#: A word that adds less is not among those that decide.
TELLING = 0.3
#: The name of who has it in hand: confirms, never decides.
OWNER_WEIGHT = 0.4

SHORTEST_PART = 5
SHORTEST_COMPOUND = 9
#: Of a long mail the beginning says what it is about.
TEXT_LENGTH = 3000
MARKUP_LENGTH = 100_000

Match = namedtuple("Match", "key score words")
Profile = namedtuple("Profile", "terms length compounds owner")

_MORE_STOP_WORDS = """
    about above after again always because before being between both done down during
    each even ever every few first get give go going good got he her here him his how
    i just last let like many me much my never next now off often once over per please
    quite really same she since still too two three four five under until very want
    well while why yet

    ab aber andere anderen anders bin bis bitte da dafür damit dann danach darf dazu
    dein dort drei dürfen einmal etwa etwas euer fünf ganz gar gegen gibt gut habe haben
    hat hatte hätte heute hier hinter ich ihm ihn ihnen ihr ihre ihren ihrer immer ja
    jede jeder jedes jetzt kein keine keinen können könnte könnten künftig lassen
    machen mal man mehr mein mich mir mögen müsste möchte möchten neu noch nun ob ohne
    schon sehr sei seit sind sodass sollte sollten sonst täglich tun uns unser unsere
    unserem unseren unserer unter viel viele vier wann war waren warum was weil weiter
    welche wenn wer wieder will wird wo wollen wurde wurden würde würden zwei zweite
    zwischen

    afin ai alors après aussi autre autres avait avant avez avoir avons bien bon bonne
    car cela celui cet chaque chez comme comment depuis deux dont encore entre être eu
    fait faire fois ici je jusque là lors lui mal me même mes moins mon notre nos non on
    ont où peut peuvent peut-être plus pouvons pouvez pourrions puis quand quatre quel
    quelle quelques quoi sans sera seulement si soit sous ta te toujours tous tout toute
    toutes très trois trop tu va vers voici votre vos

    ahora algo alguna algunas alguno antes aquí así aún cada casi cinco cómo contra
    cuál cuando cuándo cuatro desde después donde dos durante entre era eran eres eso
    está están estamos estas este esto estos fue fueron ha hace hacen hacer hacia hasta
    hay he hemos hoy igual le les me mi mis mismo mucho muy nada ni nos nosotros nuestra
    nuestras nuestro nuestros otra otro otros podemos pueden puede qué quién quiere
    quieren ser si sí sobre solo sólo somos tal también tan tanto te ti tiene tienen toda
    todo todos tras tres tu tus ustedes vez veces ya yo

    dear hello hi regards kind best cheers thanks thank sincerely
    hallo guten gruß grüße grüßen freundlichen freundliche beste mfg danke vielen frau herr
    liebe lieber sehr geehrte geehrter
    bonjour cordialement merci madame monsieur bien salutations
    hola buenos buenas saludo saludos gracias señor señora atentamente
    re aw fw fwd wg tr rv sv
    mr mrs ms dr ag co gmbh inc kg ltd mbh plc sa sarl sas sl srl
"""

_COMMON = """
    able address afternoon ago agree agreed answer appointment april ask asked august
    available board book call called case cases change changed client come comes company
    contact copy cost customer customers data date dates day days december department
    detail different document does doing email error everybody example fast february
    file find found friday group help hour hours house idea important information
    january july june keep know large later list little live long look looks made mail
    make man march may mean meeting message minute minutes monday month months morning
    name need needed needs new news night note nobody november number october offer
    office often old open order orders out page part people person phone place plan
    point possible problem product products project put question questions quick read
    report right saturday say search second see seen send sent september set show side
    site sites small somebody something soon stand start status stop sunday system
    systems take team tell test tested thing things think third thursday time today
    together tomorrow try tuesday twice understand use used user users version way web
    wednesday week weekend weeks work works write wrong year years yesterday

    abend adresse alles angebot anhang anlage anruf april arbeit arbeiten art aufgabe
    august bericht besprechung bild brauchen bringen datei daten datum dezember dienstag
    donnerstag ende fall februar fehler feld finden firma firmen frage fragen freitag
    führen geben gehen gespräch gestern glauben grund halten herbst hilfe januar jahr
    jahre juli juni klar kollege kollegen kommen kosten kunde kunden kurz lang leute
    lösung mail mails mai märz mensch minute minuten mittag mittwoch monat monate montag
    morgen nachricht name nehmen november oktober ordnung paar person personen plan
    problem projekt punkt rechnung sache sagen samstag schauen schicken schnell
    schreiben sehen seite seiten senden september sommer sonntag stand stehen steht
    stelle stellen stück stunde stunden system tag tage tagen teil teile telefon termin
    thema uhr vorschlag weg weise wissen woche wochen wochenende zahl zeigen zeit ziel

    adresse agir an ans août appel après-midi attente avril besoin bureau cas chose
    client clients commande commandes compte date demande demander dernier dire dix
    document donner données décembre décider envoyer erreur exemple facture février
    fichier fin heure heures hier information janvier jeudi jour journée jours juillet
    juin lieu liste lundi mai maison mardi mars matin mercredi mettre midi mise mois
    monde nom nombre note nouveau nouvelle novembre nuit numéro octobre page partie
    passer penser personne personnes point pouvoir premier prendre problème produit
    produits projet question questions raison regarder rendez-vous répondre réponse
    samedi savoir semaine semaines septembre site soir suite système temps travail
    trouver utiliser vendredi venir version vite voir week-end équipe

    abril agosto ahora año años archivo asunto ayuda base cambiar cambio caso cliente
    clientes contestar correo cosa cosas cuenta dato datos decidir decir diciembre día
    días domingo empezar enero enviar envío equipo error ejemplo factura febrero fecha
    fin gente gusto hablar hora horas idea información jueves julio junio lado lista
    llamar lugar lunes manera mano mañana martes marzo mayo mes meses miércoles minuto
    momento nombre noche noviembre nueva nuevo número octubre oficina parte pasado pedido
    pedidos persona personas plan poner problema producto productos proyecto punto
    página pregunta preguntas respuesta reunión saber semana semanas septiembre sistema
    sábado tarde tiempo tipo trabajo usar usuario ver verano viernes web
"""

#: From here on a mail repeats an earlier one.
_QUOTE_HEADS = re.compile(
    r"""
    ^\s*(
      [-_]{2,}\s*(original\s+message|ursprüngliche\s+nachricht|message\s+d'origine
                  |mensaje\s+original)
    | (on|am|le|el)\s.{4,120}\s(wrote|schrieb.{0,60}|a\s+écrit|escribió)\s*:
    | (from|von|de)\s?:\s.{1,120}\n\s*(sent|gesendet|envoyé|enviado|date|datum|fecha)\s?:
    )
    """,
    re.I | re.M | re.X,
)
_FORWARDED = re.compile(
    r"""
    ^\s*(fwd?|wg|tr|rv)\s?:
    | forwarded\s+message | weitergeleitete\s+nachricht | message\s+transféré
    | mensaje\s+reenviado
    """,
    re.I | re.X | re.M,
)
_REPLY = re.compile(r"^\s*(re|aw|sv|antw|rép|ref)\s?:", re.I)
_SIGNATURE = re.compile(r"^--\s*$", re.M)
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.M)
_QUOTED_NODES = (
    "//blockquote | //*[@data-o-mail-quote] | //*[@data-o-mail-quote-container]"
    " | //*[contains(@class, 'gmail_quote')] | //*[@id='appendonsend']"
)
_BREAKING = frozenset("br div p li tr td th h1 h2 h3 h4 h5 h6 blockquote pre".split())


@lru_cache(maxsize=50_000)
def stem(word):
    """The part of a word that stays in singular and plural, without its accents.

    >>> stem("Stücklisten".lower()) == stem("stückliste")
    True
    >>> stem("commandes"), stem("facturas"), stem("opérations")
    ('command', 'factur', 'oper')
    """
    word = cut(word)
    word = unicodedata.normalize("NFKD", word)
    word = "".join(letter for letter in word if not unicodedata.combining(letter))
    if len(word) > 4 and word[-1] in "aeo":
        word = word[:-1]
    return word


def _stems(text):
    return frozenset(stem(word) for word in WORD.findall(text.lower()))


_STOPPED = _stems(_MORE_STOP_WORDS) | _stems(" ".join(STOP_WORDS))
_COMMON_STEMS = _stems(_COMMON) - _STOPPED


@lru_cache(maxsize=100_000)
def _term(word):
    """The stem of a word as it stands, or None where it says nothing."""
    term = stem(word.lower())
    return None if term in _STOPPED or word.isdigit() else term


def _found(text):
    """Words of a plain text that may say something: stem, and word as it stands."""
    for word in WORD.findall(text):
        term = _term(word)
        if term:
            yield term, word


def plain_text(markup):
    """The text of a mail or a description, without what it quotes.

    :param str markup: HTML or plain text
    :return: ``(new, quoted)``: what is new, and the text of quoted parts

    >>> plain_text("<p>Yes, please.</p><blockquote>Shall we?</blockquote>")
    ('Yes, please.', 'Shall we?')
    """
    markup = (markup or "")[:MARKUP_LENGTH]
    if "<" not in markup:
        return markup.strip(), ""
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (etree.ParserError, ValueError):
        return "", ""
    quoted = []
    for node in root.xpath(_QUOTED_NODES):
        if node.getparent() is not None:
            quoted.append(_text(node))
            node.drop_tree()
    return _text(root), "\n".join(quoted)


def _text(root):
    parts = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str) or node.tag in ("style", "script"):
            continue
        if event == "start":
            if node.tag in _BREAKING:
                parts.append("\n")
            parts.append(node.text or "")
        else:
            if node.tag in _BREAKING:
                parts.append("\n")
            if node is not root:
                parts.append(node.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def new_text(subject, markup):
    """What a mail or task says that is new: without quoted mails and signature.

    What is forwarded is what is new in a forwarded mail; the subject of a reply is old.

    :param str subject: plain text
    :param str markup: HTML or plain text
    :return: plain text, at most ``TEXT_LENGTH`` characters

    >>> new_text("Re: Lunch", "Yes!\\n\\nOn Monday Jana Roth wrote:\\n> load test?")
    'Yes!'
    >>> new_text("Fwd: Lunch", "fyi<blockquote>The load test?</blockquote>")
    'Fwd: Lunch\\nfyi\\nThe load test?'
    """
    text, quoted = plain_text(markup)
    if _REPLY.match(subject or ""):
        subject = ""
    if _FORWARDED.search(f"{subject or ''}\n{text[:500]}"):
        text = f"{text}\n{quoted}" if quoted else text
    else:
        head = _QUOTE_HEADS.search(text)
        if head:
            text = text[: head.start()]
        text = _QUOTED_LINE.sub("", text)
    signature = _SIGNATURE.search(text)
    if signature and signature.start():
        text = text[: signature.start()]
    return f"{subject or ''}\n{text.strip()}".strip()[:TEXT_LENGTH]


@lru_cache(maxsize=20_000)
def profile(name, recommendation, risk, other_ways, owner):
    """The words of an advice, counted; kept, as the next mail asks for the same."""
    terms = {}
    texts = (name, recommendation, risk, other_ways)
    for text, weight in zip(texts, WEIGHTS.values(), strict=True):
        for word, count in Counter(WORD.findall(text or "")).items():
            term = _term(word)
            if term:
                terms[term] = terms.get(term, 0.0) + weight * count
    compounds = " ".join(term for term in terms if len(term) >= SHORTEST_COMPOUND)
    return Profile(
        terms,
        sum(terms.values()),
        f" {compounds} ",
        frozenset(term for term, _word in _found(owner or "")),
    )


class AdviceIndex:
    """The advice of one customer, compared with what comes in.

    >>> index = AdviceIndex()
    >>> index.add(17, "Load test before the peak", "", "Servers may stand still", "")
    >>> index.add(18, "Training for key users", "", "", "")
    >>> match, = index.match("The servers did not pass the load test at the peak")
    >>> match.key, match.words
    (17, ['load', 'peak', 'servers', 'test'])
    >>> index.match("Servers for lunch")
    []
    """

    def __init__(self):
        self._profiles = {}

    def add(self, key, name, recommendation, risk, other_ways="", owner=""):
        """Add an advice.

        :param key: any hashable
        :param str owner: name of who has it in hand at the customer
        """
        self._profiles[key] = profile(name, recommendation, risk, other_ways, owner)

    def match(self, text, ignore="", limit=1):
        """The advice a text is about; nothing where that is not clear.

        :param str text: plain text, as from :func:`new_text`
        :param str ignore: names that say nothing, the customer's and the writer's
        :return: list of :class:`Match` (key, score, words as they stand in the text, the
            strongest first), at most ``limit``, best first
        """
        ranked = self.rank(text, ignore)
        sure = []
        for place, found in enumerate(ranked[:limit]):
            weaker = ranked[place + 1].score if place + 1 < len(ranked) else 0.0
            wanted = MIN_SCORES.get(len(found.words), MIN_SCORE)
            if found.score < max(wanted, weaker * MIN_LEAD):
                break
            sure.append(found)
        return sure

    def rank(self, text, ignore=""):
        """The advice that shares most words with a text, best first, however weak."""
        ignored = {term for term, _word in _found(ignore)}
        query = [pair for pair in _found(text) if pair[0] not in ignored]
        gains = self._gains({term for term, _word in query})
        best = {}
        for start in range(0, max(1, len(query) - WINDOW // 2), WINDOW // 2):
            window = dict(reversed(query[start : start + WINDOW]))
            for match in self._rank_window(window, gains):
                if match.key not in best or match.score > best[match.key].score:
                    best[match.key] = match
        return sorted(best.values(), key=lambda match: -match.score)

    def _rank_window(self, window, gains):
        """Score one stretch of the text.

        :param dict window: the words as they stand in the text, by stem
        :param dict gains: by stem, what it adds to the score of an advice, by key
        """
        totals = defaultdict(float)
        for term in window:
            for key, gain in gains.get(term, {}).items():
                totals[key] += gain
        # The words of the few that may win, not of all that share one.
        found = {key: {} for key in nlargest(CANDIDATES, totals, key=totals.get)}
        for term, word in window.items():
            of_term = gains.get(term, {})
            for key in found.keys() & of_term.keys():
                found[key][word] = of_term[key]
        for key, words in found.items():
            self._drop_doubles(words)
            owner = self._profiles[key].owner
            score = sum(words.values())
            score += OWNER_WEIGHT * bool(owner and owner <= window.keys())
            strongest = sorted(words, key=lambda word: (-words[word], word.lower()))
            telling = [word for word in strongest if words[word] >= TELLING]
            yield Match(key, score, telling)

    @staticmethod
    def _drop_doubles(words):
        """Inventur and Inventurliste say the same once, not twice."""
        for word in sorted(words, key=len):
            for longer in [other for other in words if len(other) > len(word)]:
                if len(word) >= SHORTEST_PART and word.lower() in longer.lower():
                    words[word] = max(words[word], words.pop(longer))

    def _gains(self, terms):
        if not self._profiles:
            return {}
        profiles = self._profiles.values()
        average = sum(found.length for found in profiles) / len(profiles) or 1.0
        norms = {
            key: K1 * (1 - B + B * found.length / average)
            for key, found in self._profiles.items()
        }
        compounds = "".join(found.compounds for found in profiles)
        gains = {}
        for term in terms:
            hits = {
                key: found.terms[term]
                for key, found in self._profiles.items()
                if term in found.terms
            } or self._parts(term, compounds)
            if not hits:
                continue
            weight = self._rarity(len(hits))
            if term in _COMMON_STEMS:
                weight *= COMMON_WEIGHT
            gains[term] = {
                key: weight * frequency * (K1 + 1) / (frequency + norms[key])
                for key, frequency in hits.items()
            }
        return gains

    def _parts(self, term, compounds):
        """Advice with a compound that has the term as a part, or the other way round."""
        wanted = set()
        if len(term) >= SHORTEST_COMPOUND:
            for size in range(SHORTEST_PART, len(term)):
                wanted |= {term[:size], term[-size:]}
            wanted -= _COMMON_STEMS
        inside = len(term) >= SHORTEST_PART and (
            f" {term}" in compounds or f"{term} " in compounds
        )
        if not wanted and not inside:
            return {}
        hits = {}
        for key, found in self._profiles.items():
            parts = wanted & found.terms.keys()
            if parts:
                hits[key] = PART_WEIGHT * max(found.terms[part] for part in parts)
            elif inside and (
                f" {term}" in found.compounds or f"{term} " in found.compounds
            ):
                hits[key] = PART_WEIGHT
        return hits

    def _rarity(self, frequency):
        """1.0 for a word of one advice, towards 0 for a word of all."""
        total = len(self._profiles) + 1

        def rarity(count):
            return math.log(1 + (total - count + 0.5) / (count + 0.5))

        return rarity(frequency) / rarity(1)
