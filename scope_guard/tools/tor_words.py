"""The words by which people name the kinds of scope items, in four languages.

One table serves the reader of pasted text and Odoo's own import, so that both
understand the same words.
"""

import re
import unicodedata

#: Words and phrases per kind. Case, accents and punctuation do not matter.
KIND_SYNONYMS = {
    "deliverable": (
        # English
        "deliverable", "deliverables", "in scope", "scope", "scope of work",
        "scope of delivery", "scope of supply", "scope of services", "inclusions",
        "included", "what is included", "what we deliver", "what you get",
        "our services", "services", "work package", "work packages",
        "requirement", "requirements", "feature", "features",
        # German
        "Leistungsumfang", "Lieferumfang", "Leistung", "Leistungen",
        "Lieferung", "Lieferungen", "Leistungsbeschreibung", "Liefergegenstand",
        "Liefergegenstände", "Lieferergebnis", "Lieferergebnisse", "Umfang",
        "Projektumfang", "im Umfang", "im Umfang enthalten", "enthalten",
        "inbegriffen", "Arbeitspaket", "Arbeitspakete", "Anforderung",
        "Anforderungen", "unsere Leistungen",
        # French
        "livrable", "livrables", "prestation", "prestations", "périmètre",
        "périmètre du projet", "dans le périmètre", "inclus", "compris",
        "fournitures", "ce que nous livrons",
        # Spanish
        "alcance", "entregable", "entregables", "dentro del alcance",
        "en el alcance", "incluido", "incluidos", "prestaciones", "servicios",
    ),
    "exclusion": (
        "exclusion", "exclusions", "excluded", "scope exclusions", "out",
        "out of scope", "not in", "not in scope", "outside the scope",
        "outside scope", "outside of the scope", "not included", "not part",
        "not part of this project", "not part of the project", "not covered",
        "not delivered", "non goals", "what is not included",
        "what we do not deliver",
        "nicht enthalten", "nicht inbegriffen", "nicht im Umfang",
        "nicht im Leistungsumfang", "nicht im Lieferumfang", "nicht Bestandteil",
        "nicht Teil", "nicht Teil des Projekts", "nicht geliefert", "Nichtziele",
        "nicht Ziele", "Abgrenzung", "Abgrenzungen", "Leistungsabgrenzung",
        "Ausschluss", "Ausschlüsse", "Leistungsausschlüsse", "ausgeschlossen",
        "außerhalb des Umfangs", "außerhalb des Leistungsumfangs",
        "hors périmètre", "hors du périmètre", "hors prestation",
        "hors prestations", "hors scope", "non inclus", "non incluses",
        "non compris", "exclus",
        "fuera de alcance", "fuera del alcance", "exclusión", "exclusiones",
        "excluido", "excluidos", "no incluido", "no incluidos", "no incluye",
    ),
    "assumption": (
        "assumption", "assumptions", "we assume", "assumed", "what we assume",
        "what we build on", "precondition", "preconditions", "prerequisite",
        "prerequisites", "dependency", "dependencies", "premises",
        "Annahme", "Annahmen", "wir nehmen an", "Voraussetzung",
        "Voraussetzungen", "Prämissen", "Rahmenbedingungen", "Randbedingungen",
        "hypothèse", "hypothèses", "présupposés", "prérequis", "pré-requis",
        "supuesto", "supuestos", "hipótesis", "premisas", "requisitos previos",
    ),
    "client_responsibility": (
        "client responsibility", "client responsibilities", "client obligations",
        "customer responsibility", "customer responsibilities",
        "customer obligations", "client provides", "the client provides",
        "customer provides", "the customer provides", "client tasks",
        "customer tasks", "client inputs", "provided by the client",
        "provided by the customer", "what the client provides",
        "what we need from you", "your responsibilities", "your part",
        "responsibilities of the client", "responsibilities of the customer",
        "obligations of the client", "obligations of the customer",
        "Mitwirkung", "Mitwirkungen", "Mitwirkungspflicht", "Mitwirkungspflichten",
        "Mitwirkungsleistung", "Mitwirkungsleistungen", "Mitwirkung des Kunden",
        "Mitwirkung des Auftraggebers", "Mitwirkungspflichten des Kunden",
        "Mitwirkungspflichten des Auftraggebers", "Beistellung", "Beistellungen",
        "Kundenpflichten", "Kundenaufgaben", "Pflichten des Kunden",
        "Pflichten des Auftraggebers", "Aufgaben des Kunden",
        "Aufgaben des Auftraggebers", "Leistungen des Kunden",
        "Leistungen des Auftraggebers", "Kunde stellt", "Auftraggeber stellt",
        "obligations du client", "obligation du client",
        "responsabilité du client", "responsabilités du client",
        "responsabilités client", "à la charge du client", "fourni par le client",
        "fournis par le client", "prérequis client", "contributions du client",
        "responsabilidad del cliente", "responsabilidades del cliente",
        "obligaciones del cliente", "aportado por el cliente",
        "a cargo del cliente", "tareas del cliente",
    ),
    "later_phase": (
        "later", "later phase", "later phases", "phase 2", "phase2", "phase ii",
        "phase two", "phase 3", "phase3", "phase iii", "second phase",
        "next phase", "next phases", "future phase", "future phases", "future",
        "future work", "future releases", "ideas for later", "for later",
        "spätere Phase", "spätere Phasen", "später", "2. Phase", "zweite Phase",
        "nächste Phase", "Folgephase", "Folgephasen", "Folgeprojekt",
        "Ausbaustufe", "Ausbaustufe 2", "Ausbaustufen", "künftige Phasen",
        "zukünftige Phasen", "Ideen für später",
        "phase ultérieure", "phases ultérieures", "ultérieurement", "plus tard",
        "évolutions futures", "évolutions ultérieures", "phase suivante",
        "fase posterior", "fases posteriores", "fase 2", "segunda fase",
        "fases futuras", "fase futura", "más adelante", "más tarde",
    ),
}  # fmt: skip

#: Headings of what every offer has around its items: their lines stay notes.
BACKGROUND_WORDS = (
    "introduction", "background", "purpose", "summary", "management summary",
    "executive summary", "objective", "objectives", "goal", "goals", "overview",
    "context", "about us", "timeline", "time line", "schedule", "milestones",
    "time schedule", "project plan", "payment", "payment terms", "payments",
    "terms of payment", "price", "prices", "pricing", "contacts", "contact",
    "signature", "signatures", "glossary", "definitions", "document history",
    "revision history", "change history", "version history", "table of contents",
    "contents", "participants", "attendees", "terms and conditions", "validity",
    "Einleitung", "Einführung", "Ausgangslage", "Ausgangssituation", "Hintergrund",
    "Zweck", "Ziel", "Ziele", "Zielsetzung", "Projektziel", "Projektziele",
    "Zusammenfassung", "Überblick", "Übersicht", "Zeitplan", "Termine",
    "Terminplan", "Meilensteine", "Zahlung", "Zahlungsbedingungen", "Preise",
    "Preis", "Vergütung", "Ansprechpartner", "Unterschrift", "Unterschriften",
    "Glossar", "Begriffe", "Dokumenthistorie", "Änderungshistorie",
    "Versionshistorie", "Inhaltsverzeichnis", "Inhalt", "Teilnehmer",
    "contexte", "objectif", "objectifs", "résumé", "calendrier", "planning",
    "jalons", "conditions de paiement", "prix", "tarifs", "glossaire",
    "sommaire", "table des matières", "interlocuteurs", "préambule",
    "introducción", "antecedentes", "objetivo", "objetivos", "resumen",
    "calendario", "cronograma", "hitos", "condiciones de pago", "precio",
    "precios", "contactos", "firma", "firmas", "glosario", "índice", "contexto",
    # What contracts and offers say besides
    "fees", "fee", "charges", "remuneration", "invoicing", "acceptance", "warranty",
    "liability", "confidentiality", "governing law", "termination", "approach",
    "methodology", "method", "team", "references", "governance", "communication",
    "change control", "approval", "approvals", "next steps", "preamble", "recitals",
    "parties", "document control", "distribution list", "jurisdiction", "about",
    "Vorgehen", "Vorgehensweise", "Methodik", "Projektteam", "Projektorganisation",
    "Abnahme", "Gewährleistung", "Haftung", "Geheimhaltung", "Vertraulichkeit",
    "Laufzeit", "Kündigung", "Schlussbestimmungen", "Änderungsverfahren", "Rechnung",
    "Rechnungsstellung", "Honorar", "Kosten", "Gegenstand", "Vertragsgegenstand",
    "Gegenstand des Vertrags", "Vorbemerkung", "Vorbemerkungen", "Präambel",
    "Vertragsparteien", "Gültigkeit", "Kontakt", "Referenzen", "Gerichtsstand",
    "honoraires", "rémunération", "recette", "garantie", "confidentialité",
    "présentation", "démarche", "méthodologie", "équipe", "facturation", "validité",
    "objet", "objet du contrat", "délais", "signataires", "résiliation", "budget",
    "honorarios", "remuneración", "garantía", "confidencialidad", "metodología",
    "equipo", "aceptación", "facturación", "vigencia", "presentación", "objeto",
    "objeto del contrato", "plazos", "presupuesto", "validez",
)  # fmt: skip

_FILLERS = frozenset(
    "a an and or of the our your this that for from to in on with what is are be as"
    " by all list project projects projekt projekts client items item points point"
    " general key main overview detailed specific following und oder der die das des"
    " den dem fur im vom zum zur von folgende et ou de du d l la le les des pour"
    " projet y o del el los las para por proyecto system solution s".split()
)

_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s\b|s['’](?=\s|$))")


def fold(text):
    """Bring words to one form: no case, no accents, no punctuation, no possessive.

    >>> fold("  Hors-PÉRIMÈTRE: "), fold("The client's and customers’ tasks")
    ('hors perimetre', 'the client and customer tasks')
    """
    text = _POSSESSIVE.sub("", text.casefold())
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain))


_KIND_BY_PHRASE = {
    fold(phrase): kind for kind, phrases in KIND_SYNONYMS.items() for phrase in phrases
}
_KIND_BY_PHRASE.update({fold(kind): kind for kind in KIND_SYNONYMS})
_KIND_BY_PHRASE.update({kind: kind for kind in KIND_SYNONYMS})
_BACKGROUND = frozenset(map(fold, BACKGROUND_WORDS))
# Longest first: "not in scope" must win over the "in scope" inside it.
_LONGEST_FIRST = sorted(_KIND_BY_PHRASE, key=len, reverse=True)
_PHRASES = re.compile(rf"\b(?:{'|'.join(map(re.escape, _LONGEST_FIRST))})\b")


def kind_of_word(text):
    """Return the kind that a cell or a word stands for, or None.

    >>> kind_of_word("Out-of-scope"), kind_of_word("phase2")
    ('exclusion', 'later_phase')
    >>> kind_of_word("Mitwirkungspflichten"), kind_of_word("Livrables :")
    ('client_responsibility', 'deliverable')
    >>> kind_of_word("banana")
    """
    return _KIND_BY_PHRASE.get(text.strip()) or _KIND_BY_PHRASE.get(fold(text))


def kind_of_heading(text, strict=True):
    """Return the kind that a heading gives to the rows below it, or None.

    :param strict: nothing but words for kinds and small words may stand there

    >>> kind_of_heading("What is not part of this project?")
    'exclusion'
    >>> kind_of_heading("Assumptions and dependencies:")
    'assumption'
    >>> kind_of_heading("Leistungen des Auftraggebers")
    'client_responsibility'
    >>> kind_of_heading("Scope of the Nordwind web shop")
    >>> kind_of_heading("Scope of the Nordwind web shop", strict=False)
    'deliverable'
    """
    folded = fold(text)
    if folded in _KIND_BY_PHRASE:
        return _KIND_BY_PHRASE[folded]
    kinds = [_KIND_BY_PHRASE[phrase] for phrase in _PHRASES.findall(folded)]
    rest = _PHRASES.sub(" ", folded).split()
    if strict and (not kinds or any(word not in _FILLERS for word in rest)):
        return None
    # "Services not included": what is said against the scope weighs more.
    kind = next((kind for kind in kinds if kind != "deliverable"), (kinds or [None])[0])
    if kind in (None, "deliverable", "assumption") and not strict:
        if _is_of_client(folded):
            return "client_responsibility"
        if kind == "deliverable" and _NEGATIONS.intersection(folded.split()):
            return "exclusion"
    return kind


#: Who the client is, and what he has to do, in a heading of our own words.
_CLIENT = re.compile(
    r"(?<!for )(?<!for the )(?<!to )(?<!to the )(?<!fur den )(?<!fur die )(?<!pour le )"
    r"(?<!au )(?<!para el )(?<!al )"
    r"\b(?:client|clients|customer|customers|purchaser|buyer|kunden?|kundenseit\w*"
    r"|auftraggebers?|auftraggeberin|auftraggeberseit\w*|cliente|maitre d ouvrage)\b"
)
_DUTY = re.compile(
    r"\b(?:responsib\w*|obligat\w*|dut(?:y|ies)|undertak\w*|commitments?"
    r"|pflicht\w*|\w*mitwirk\w*|\w*beistell\w*|zu erbring\w*|engagements?"
    r"|responsabil\w*|obligac\w*|compromis\w*|provided by|provides|provide)\b"
)
_DUTY_WEAK = re.compile(
    r"\b(?:dependenc\w*|inputs?|tasks?|contributions?|aufgaben?|leistungen|prerequis\w*"
    r"|tareas|aport\w*|a cargo|a la charge|fourn\w*)\b"
)
_NEGATIONS = frozenset(
    "not non no nicht kein keine keiner pas sans ohne sin excluding except ausser hors"
    " out outside ausserhalb".split()
)


def _is_of_client(folded, sure=False):
    """Tell whether a heading names what the client has to do."""
    if not _CLIENT.search(folded) or folded.count(" ") > 8:
        return False
    return bool(_DUTY.search(folded) or (not sure and _DUTY_WEAK.search(folded)))


#: Alone in a heading below another one these name a thing more often than a kind.
_WEAK = frozenset(
    fold(word)
    for word in (
        "scope", "services", "feature", "features", "requirement", "requirements",
        "Leistung", "Leistungen", "Lieferung", "Lieferungen", "Umfang", "enthalten",
        "Anforderung", "Anforderungen", "prestation", "prestations", "inclus",
        "compris", "fournitures", "alcance", "incluido", "incluidos", "prestaciones",
        "servicios", "out", "future", "later", "dependency", "dependencies",
        "assumed", "included", "inclusions", "Mitwirkung", "premises", "exclus",
        "später", "phase 2", "phase 3",
    )
)  # fmt: skip


def kind_of_title(text, below=False):
    """Return what the heading of a document makes of its lines: a kind, "note", None.

    :param below: it stands below a heading that names a kind itself

    >>> kind_of_title("Scope of the web shop"), kind_of_title("Zeitplan")
    ('deliverable', 'note')
    >>> kind_of_title("Future orders", below=True), kind_of_title("Exclusions", below=True)
    (None, 'exclusion')
    """
    text = text.strip(" :")
    if text.count(" ") > 13:
        return None
    kind = kind_of_heading(text)
    if kind:
        return kind
    if is_background(text):
        return "note"
    kind = kind_of_heading(text, strict=False)
    if kind == "client_responsibility" and below and not _PHRASES.search(fold(text)):
        return kind if _is_of_client(fold(text), sure=True) else None
    if kind and below:
        phrases = _PHRASES.findall(fold(text))
        phrase = next(
            (each for each in phrases if _KIND_BY_PHRASE[each] == kind), phrases[0]
        )
        if kind == "exclusion" and _KIND_BY_PHRASE[phrase] == "deliverable":
            return kind  # by a negation
        if kind == "client_responsibility" and _is_of_client(fold(text), sure=True):
            return kind
        if phrase in _WEAK or (kind == "deliverable" and " " not in phrase):
            return None
    return kind


def is_background(text):
    """Tell whether a heading opens a part that holds no items.

    >>> is_background("Ausgangslage und Ziele"), is_background("Web shop")
    (True, False)
    """
    folded = fold(text)
    if folded in _BACKGROUND:
        return True
    words = [word for word in folded.split() if word not in _FILLERS]
    return bool(words) and all(word in _BACKGROUND for word in words)
