"""Words of blame in what a client will read, and friendlier ones. Plain Python.

One list for all: screens get it by :func:`rules` and look while one types, the server
looks by :func:`find_blame`. It is short on purpose. A hint that comes up three times for
nothing is switched off in the mind of its reader; so a phrase stands here only where it
nearly always points at somebody: "your fault" does, "a fault in the line" does not.
"""

import re
from datetime import date
from typing import NamedTuple

from babel import Locale
from babel.dates import format_skeleton

#: Stands in an alternative for the day on which it was noted
DAY = "{day}"
#: Instead of a day that is not known
NO_DAY = "…"

# Language: the tag that writes its days as we do, and pairs of a friendly alternative and
# the phrases that it may stand for. A phrase is written in small letters with plain
# apostrophes; (a|b) is one of several, ? and * make the letter or bracket before them
# optional or repeated, [ao] is one of these letters. It counts as a whole: "fault" is not
# in "default". In brackets a blank belongs to the word before it.
_PHRASES = {
    "en": (
        "en-GB",
        (
            (
                "as noted on {day}",
                (
                    "as (we|i) (have |had )?(already |repeatedly |clearly |often )*"
                    "(told|warned|informed|advised|reminded) (you|them|him|her)",
                    "as (we|i) (have |had )?(already|repeatedly|clearly) (said|stated|"
                    "mentioned|explained|pointed out)",
                    "(we|i) (have |had )?(already |repeatedly |clearly |always )*"
                    "(told|warned) you( so)?",
                    "we (have |had )?(already |repeatedly |clearly )*warned "
                    "(them|him|her)",
                    "per (my|our) last (e-mail|email|mail|message|note)",
                ),
            ),
            (
                "our suggestion of {day} was left aside then",
                (
                    "(you|they|he|she|client|customer|team|department|management|board) "
                    "(have |has |had )?(simply |just |again |repeatedly |always )*"
                    "ignored",
                    "(ignored|ignoring|disregarded|disregarding) (all |every |all of )?"
                    "(our|my) (advice|suggestions?|recommendations?|warnings?|"
                    "reminders?|e-mails?|emails?|mails?|messages?)",
                    "(our|my) (advice|suggestions?|recommendations?|warnings?|reminders?"
                    "|e-mails?|emails?|mails?|messages?) (was|were|has been|have been|"
                    "had been) (simply |just |again |repeatedly )*(ignored|disregarded)",
                    "(against|despite|in spite of) (all )?(our|my) (clear |express |"
                    "explicit |repeated )*(advice|suggestions?|recommendations?|"
                    "warnings?)",
                ),
            ),
            (
                "what led to it was …",
                (
                    "(your|their|his|her|our|my|whose|nobody's|client's|customer's|"
                    "team's|department's) (own )?fault",
                    "fault (is|was|lies|lay) (with|on) (you|your|them|their|the client|"
                    "the customer)",
                    "(is|are|was|were) (at fault|to blame|guilty)",
                    "blames? (you|them|him|her|it on|the client|the customer)",
                    "(your|their|his|her) (own )?(mistakes?|negligence|carelessness|"
                    "incompetence|failure to)",
                    "(grossly )?(negligent|negligently|incompetent)",
                ),
            ),
            (
                "it would have helped to …",
                (
                    "(you|they|he|she) should (really )?have (listened|known|asked|told"
                    "|followed|taken|accepted|tested|checked)",
                ),
            ),
            (
                "you chose another way on {day}",
                (
                    "you (have |had )?(failed|neglected|refused) to",
                    "(they|he|she|client|customer) (have |has |had )?neglected to",
                ),
            ),
        ),
    ),
    "de": (
        "de-DE",
        (
            (
                "wie am {day} festgehalten",
                (
                    "wie (wir|ich) (ihnen|euch|dir) (ja |doch |bereits |schon |mehrfach "
                    "|wiederholt )*(gesagt|mitgeteilt|erklärt|erläutert|geschrieben|"
                    "prophezeit)",
                    "(haben wir|hatten wir|habe ich|hatte ich|wir haben|wir hatten|"
                    "ich habe|ich hatte) (es |das )?(ihnen|euch|dir) (es |das )?"
                    "(ja |doch |bereits |schon |mehrfach |gleich |wiederholt )*"
                    "(gesagt|prophezeit)",
                    "(haben wir|hatten wir|habe ich|hatte ich|wir haben|wir hatten|"
                    "ich habe|ich hatte) (sie|euch|dich) (ja |doch |bereits |schon |"
                    "mehrfach |davor |wiederholt )*gewarnt",
                    "wie (bereits |schon |ja )*(mehrfach|wiederholt) (gesagt|erwähnt|"
                    "mitgeteilt|erklärt)",
                ),
            ),
            (
                "unser Vorschlag vom {day} wurde damals zurückgestellt",
                (
                    "(unsere|unseren|unser|unserem|meine|meinen|mein) (hinweise?|rat|"
                    "ratschläge|empfehlung|empfehlungen|warnung|warnungen|vorschlag|"
                    "vorschläge|e-mails?|mails?|nachrichten?) (wurde |wurden |ist |sind "
                    "|haben sie |habt ihr )?(einfach |leider |wieder |mehrfach |trotzdem "
                    "|stets )*(ignoriert|missachtet|in den wind geschlagen)",
                    "(von ihnen|von euch) (einfach |leider |stets )*(ignoriert|"
                    "missachtet)",
                    "(sie haben|ihr habt|der kunde hat|die kundin hat) (uns|mich|das|es|"
                    "alles) (einfach |leider |stets )*ignoriert",
                    "(gegen|entgegen) (unseren|unserem|unserer|unsere) "
                    "(ausdrücklich[a-z]+ )?(rat|empfehlung|hinweis|hinweise|warnung)",
                    "trotz (unserer|unseres|mehrfacher|wiederholter) "
                    "(warnung|warnungen|hinweises?|empfehlung|empfehlungen|rats)",
                    "nicht auf uns gehört",
                ),
            ),
            (
                "dazu geführt hat …",
                (
                    "(selbst |daran )?schuld( daran)?",
                    "(ihr|euer|dein|sein|deren) (eigener |eigenes |alleiniges )?(fehler|"
                    "versagen|verschulden|versäumnis)",
                    "(grob )?fahrlässig(e|er|es|en)?",
                    "(inkompetent|unfähig)(e|er|es|en)?",
                    "inkompetenz",
                ),
            ),
            (
                "hilfreich wäre gewesen …",
                (
                    "hätten (sie|es) (das )?(besser )?(wissen|prüfen|testen|fragen) müssen",
                ),
            ),
            (
                "am {day} fiel die Wahl auf einen anderen Weg",
                (
                    "(sie haben|ihr habt|der kunde hat) (es )?(versäumt|unterlassen)",
                    "(sie haben|ihr habt) sich geweigert",
                ),
            ),
        ),
    ),
    "fr": (
        "fr-FR",
        (
            (
                "comme noté le {day}",
                (
                    "comme (nous|je) (vous|te|leur|lui) (l')?(avons|avions|ai|avais) "
                    "(déjà |pourtant |bien |clairement |souvent )*(dit|expliqué|"
                    "signalé|indiqué|répété|rappelé)",
                    "(nous|je) (vous|te) l'(avons|avions|ai|avais) (déjà |pourtant |"
                    "bien |clairement )*(dit|signalé|expliqué)",
                    "(nous|je) (vous|te) (avons|avions|ai|avais) (déjà |pourtant |bien "
                    "|clairement )*(prévenue?s?|avertie?s?|mise?s? en garde)",
                    "(nous|je) (vous|t')(avons|avions|ai|avais) (déjà |pourtant |bien )*"
                    "prévenue?s?",
                ),
            ),
            (
                "notre proposition du {day} n'a alors pas été retenue",
                (
                    "(avez|ont|a|aviez|avaient) (tout |simplement |complètement |encore "
                    ")*ignoré (notre|nos|mes|mon|tous nos|toutes nos) (avis|conseils?|"
                    "recommandations?|avertissements?|mises? en garde|messages?|mails?|"
                    "courriels?|propositions?)",
                    "(notre|nos|mes|mon) (avis|conseils?|recommandations?|"
                    "avertissements?|mises? en garde|messages?|mails?|propositions?) "
                    "(a|ont) (simplement |tout |encore )*été (simplement |tout |encore "
                    ")*ignorée?s?",
                    "vous (nous )?avez (tout |simplement |complètement )*ignorée?s?",
                    "(contre|malgré) (notre|nos|mes|mon) (avis|conseils?|"
                    "recommandations?|avertissements?|mises? en garde)",
                ),
            ),
            (
                "ce qui y a conduit : …",
                (
                    "(votre|leur|ta|sa|notre|ma|vos|leurs) (propre |propres )?fautes?",
                    "(la )?faute (du client|de votre|de vos|de leur|de leurs)",
                    "(est|êtes|sont|était|étiez|étaient) (en faute|fautifs?|coupables?)",
                    "(votre|leur|sa|ta) (propre )?(négligence|incompétence)",
                    "négligente?s?",
                    "incompétente?s?",
                ),
            ),
            (
                "il aurait été utile de …",
                (
                    "vous auriez dû (nous )?(écouter|savoir|demander|suivre|accepter|"
                    "tester|vérifier|prévenir)",
                ),
            ),
            (
                "le {day}, une autre voie a été choisie",
                (
                    "vous avez (refusé|omis|négligé) de",
                    "vous avez (refusé|omis|négligé) d'",
                ),
            ),
        ),
    ),
    "es": (
        "es-ES",
        (
            (
                "como se anotó el {day}",
                (
                    "como (ya )?(le|les|te|os) (hemos|habíamos|he|había) (ya |claramente "
                    "|repetidamente |varias veces )*(dicho|explicado|advertido|avisado|"
                    "indicado|repetido)",
                    "como (ya )?(le|les|te|os) (dijimos|dije|advertimos|advertí|avisamos"
                    "|avisé)",
                    "(ya )?(se|te|os) lo (dijimos|dije|advertimos|advertí|habíamos dicho"
                    "|hemos dicho|habíamos advertido)",
                    "(ya )?(le|les|te|os) (habíamos advertido|hemos advertido|había "
                    "advertido)",
                ),
            ),
            (
                "nuestra propuesta del {day} quedó entonces aparte",
                (
                    "(ha|han|habéis|has|había|habían) (simplemente |de nuevo |siempre )*"
                    "ignorado (nuestr[oa]s?|mis?|todos nuestros|todas nuestras) "
                    "(consejos?|recomendación|recomendaciones|advertencias?|avisos?|"
                    "sugerencias?|propuestas?|correos?|mensajes?)",
                    "(ignoraron|ignoró|ignorasteis|ignoraste) (nuestr[oa]s?|mis?|todos "
                    "nuestros|todas nuestras) (consejos?|recomendación|recomendaciones|"
                    "advertencias?|avisos?|sugerencias?|propuestas?|correos?|mensajes?)",
                    "(nuestr[oa]s?|mis?) (consejos?|recomendación|recomendaciones|"
                    "advertencias?|avisos?|sugerencias?|propuestas?) (fue|fueron|ha "
                    "sido|han sido) (simplemente )?ignorad[oa]s?",
                    "ustedes (simplemente )?(ignoraron|han ignorado)",
                    "(en contra de|contra|a pesar de|pese a) (nuestr[oa]s?|mis?) "
                    "(consejos?|recomendación|recomendaciones|advertencias?|avisos?)",
                ),
            ),
            (
                "lo que llevó a ello fue …",
                (
                    "(la |por |por su |por vuestra |su |vuestra |tu |nuestra )?"
                    "(propia )?culpa",
                    "culpables?",
                    "negligencia",
                    "negligentes?",
                    "incompetentes?",
                    "incompetencia",
                ),
            ),
            (
                "habría ayudado …",
                (
                    "(deberían|debería|deberíais|debieron) haber(nos)? (escuchado|hecho "
                    "caso|seguido|preguntado|sabido|aceptado|probado|avisado)",
                ),
            ),
            (
                "el {day} se eligió otro camino",
                ("(ustedes )?se (negaron|negó) a", "ustedes (olvidaron|omitieron)"),
            ),
        ),
    ),
}


class Blame(NamedTuple):
    """A phrase of blame in a text: as it stands there, at which place, in which
    language, and what could be said instead."""

    phrase: str
    start: int
    language: str
    alternative: str


def rules():
    """Return the list for those who look on their own: screens, while one types.

    :return: a dict for each alternative: ``pattern`` is a regular expression that both
        Python and JavaScript read, to be matched as a whole word and whatever the case;
        ``alternative`` may hold the mark ``DAY``; ``locale`` says how to write that day
    """
    return [
        {
            "pattern": "|".join(_expression(phrase) for phrase in phrases),
            "alternative": alternative,
            "locale": locale,
        }
        for locale, groups in _PHRASES.values()
        for alternative, phrases in groups
    ]


def find_blame(text, day: date | None = None):
    """Return the phrases of blame in a plain text, from the first to the last.

    Languages are not asked for: one writes to clients in theirs, and the phrases of one
    mean nothing in another.

    :param day: on which it was noted, for the alternatives
    :return: list of :class:`Blame`

    >>> [found] = find_blame("As we told you, orders are missing.", date(2026, 3, 3))
    >>> found.phrase, found.alternative
    ('As we told you', 'as noted on 3 March')
    >>> find_blame("The default is a faulty connection; empty rows are ignored.")
    []
    >>> [(found.phrase, found.language) for found in find_blame("Das ist Ihre Schuld!")]
    [('Schuld', 'de')]
    """
    plain = text.replace("’", "'")
    found = []
    for language, locale, alternative, expression in _COMPILED:
        for match in expression.finditer(plain):
            place = slice(*match.span())
            words = alternative.replace(DAY, _format_day(day, locale))
            found.append(Blame(text[place], match.start(), language, words))
    return sorted(found, key=lambda blame: (blame.start, -len(blame.phrase)))


def _format_day(day, locale):
    if day is None:
        return NO_DAY
    return format_skeleton("MMMMd", day, locale=Locale.parse(locale, sep="-"))


def _expression(phrase):
    """Return a phrase of the list as a regular expression."""
    return phrase.replace("(", "(?:").replace(" ", r"\s+")


def _compile():
    for language, (locale, groups) in _PHRASES.items():
        for alternative, phrases in groups:
            pattern = "|".join(_expression(phrase) for phrase in phrases)
            # Not inside a word, and not "fault-tolerant".
            whole = rf"(?<![\w-])(?:{pattern})(?![\w-])"
            yield language, locale, alternative, re.compile(whole, re.IGNORECASE)


_COMPILED = list(_compile())
