"""The words of mail programs: heads of quoted mails, marks, prefixes, months."""

_EN, _DE, _FR, _ES, _IT, _NL, _PT = "en", "de", "fr", "es", "it", "nl", "pt"

#: Word before the colon: the head that it is, and the languages that use it.
HEAD_WORDS = {
    "from": ("from", {_EN}),
    "von": ("from", {_DE}),
    "de": ("from", {_FR, _ES, _PT}),
    "expéditeur": ("from", {_FR}),
    "remitente": ("from", {_ES}),
    "da": ("from", {_IT}),
    "van": ("from", {_NL}),
    "to": ("to", {_EN}),
    "an": ("to", {_DE}),
    "à": ("to", {_FR}),
    "a": ("to", {_FR, _ES, _IT}),
    "pour": ("to", {_FR}),
    "para": ("to", {_ES, _PT}),
    "aan": ("to", {_NL}),
    "cc": ("cc", {_EN, _DE, _FR, _ES, _IT, _NL, _PT}),
    "kopie": ("cc", {_DE}),
    "kopie (cc)": ("cc", {_DE}),
    "copie à": ("cc", {_FR}),
    "copie": ("cc", {_FR}),
    "con copia": ("cc", {_ES}),
    "date": ("date", {_EN, _FR}),
    "sent": ("date", {_EN}),
    "datum": ("date", {_DE, _NL}),
    "gesendet": ("date", {_DE}),
    "envoyé": ("date", {_FR}),
    "envoyé le": ("date", {_FR}),
    "fecha": ("date", {_ES}),
    "enviado": ("date", {_ES, _PT}),
    "enviado el": ("date", {_ES}),
    "inviato": ("date", {_IT}),
    "data": ("date", {_IT, _PT}),
    "verzonden": ("date", {_NL}),
    "subject": ("subject", {_EN}),
    "betreff": ("subject", {_DE}),
    "objet": ("subject", {_FR}),
    "sujet": ("subject", {_FR}),
    "asunto": ("subject", {_ES}),
    "oggetto": ("subject", {_IT}),
    "onderwerp": ("subject", {_NL}),
    "assunto": ("subject", {_PT}),
    "reply-to": ("other", {_EN}),
    "antwort an": ("other", {_DE}),
    "répondre à": ("other", {_FR}),
    "responder a": ("other", {_ES}),
    "importance": ("other", {_EN, _FR}),
    "wichtigkeit": ("other", {_DE}),
    "importancia": ("other", {_ES}),
    "attachments": ("other", {_EN}),
    "anlagen": ("other", {_DE}),
    "pièces jointes": ("other", {_FR}),
    "datos adjuntos": ("other", {_ES}),
}

#: Where 03/04 is the third of April for certain; in English it may be either.
DATES_DAY_FIRST = ("other",)

FORWARD_MARKS = (
    "forwarded message",
    "begin forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "message transféré",
    "début du message transféré",
    "début du message réexpédié",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "messaggio inoltrato",
    "doorgestuurd bericht",
)
REPLY_MARKS = (
    "original message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message d’origine",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
)

FORWARD_PREFIXES = frozenset({"fwd", "fw", "wg", "tr", "rv", "i", "enc", "doorst"})
SUBJECT_PREFIXES = FORWARD_PREFIXES | frozenset(
    {"re", "aw", "antw", "antwort", "réponse", "resp", "r", "sv", "vs"}
)

AUTOMATIC_SUBJECTS = (
    "out of office",
    "automatic reply",
    "auto reply",
    "autoreply",
    "automatische antwort",
    "abwesenheit",
    "abwesend",
    "réponse automatique",
    "absence du bureau",
    "respuesta automática",
    "fuera de la oficina",
    "undelivered mail",
    "delivery status notification",
    "undeliverable",
    "unzustellbar",
)

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio",
            "february feb februar février févr fév febrero febbraio",
            "march mar märz mär mrz mars marzo",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio",
            "june jun juni juin junio giugno",
            "july jul juli juillet juil julio luglio",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre déc diciembre dic dicembre",
        ),
        1,
    )
    for word in words.split()
}
