"""The documents that the reader is measured on, and what must come out of them.

What is expected was written down from the documents as a project manager reads them:
one line per item, `kind name = hours`, ">" for each level below another item. Kinds: D
deliverable, X exclusion, A assumption, C client responsibility, L later phase.
"""

from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from . import markup, paper, sheet
from .word import Word
from .writer import Writer

FILES = Path(__file__).parent / "files"


@dataclass
class Sample:
    """One document: its bytes, the words in it, the items expected."""

    name: str
    language: str
    content: bytes
    words: str
    expected: str
    hours_per_day: float = 8.0

    @property
    def format(self):
        return self.name.rsplit(".", 1)[1]


SAMPLES = []


def sample(name, language, maker, elements, expected, extra="", **options):
    def make():
        return Sample(
            name, language, deepcopy(maker).build(elements),
            markup.words(elements) + "\n" + extra, expected, **options,
        )  # fmt: skip

    SAMPLES.append((name, make))


def sheets(name, language, book, expected, **options):
    def make():
        return Sample(
            name, language, sheet.workbook(book), sheet.words(book), expected, **options
        )

    SAMPLES.append((name, make))


# --------------------------------------------------------------------------- Word
SHOP_EN = [
    ("title", "Terms of Reference: Nordwind web shop"),
    ("h", 1, "Background"),
    ("p", "Nordwind sells spare parts for boats to 400 dealers, who order by fax today."),
    ("h", 1, "Scope of work"),
    ("p", "The following is delivered by the end of May:"),
    ("list", "bullet", [
        ("Catalogue in the shop (12 h)", ["Search by part number", "Filters, 1.5 days"]),
        "Orders reach accounting on the same day (20 h){fn:Only orders up to 500 lines.}",
        ("Dealer accounts", ["Sign-up with approval (6 hours)", "Price lists per dealer"]),
    ]),
    ("h", 1, "Out of scope"),
    ("list", "bullet", ["Hosting of the shop", "Migration of orders before 2024",
                        "Training of dealers"]),
    ("h", 1, "Assumptions"),
    ("list", "bullet", ["The ERP offers a REST interface", "One currency"]),
    ("h", 1, "Client responsibilities"),
    ("list", "bullet", ["Product photos by 1 March", "A contact who decides within two days"]),
    ("h", 1, "Phase 2"),
    ("list", "bullet", ["Mobile app", "Spare part finder with drawings"]),
    ("h", 1, "Payment terms"),
    ("p", "30 % at the start, 70 % after acceptance, within 14 days."),
]  # fmt: skip
SHOP_EN_EXPECTED = """
D Catalogue in the shop = 12
D > Search by part number
D > Filters = 12
D Orders reach accounting on the same day = 20
D Dealer accounts
D > Sign-up with approval = 6
D > Price lists per dealer
X Hosting of the shop
X Migration of orders before 2024
X Training of dealers
A The ERP offers a REST interface
A One currency
C Product photos by 1 March
C A contact who decides within two days
L Mobile app
L Spare part finder with drawings
"""
sample("shop.docx", "en", Word(numbered=True, header="Nordwind, offer 4711", toc=True),
       SHOP_EN, SHOP_EN_EXPECTED, extra="Nordwind, offer 4711")  # fmt: skip

LAGER_DE = [
    ("title", "Leistungsbeschreibung Lagerverwaltung"),
    ("h", 1, "Ausgangslage"),
    ("p", "Das Lager der Firma Berger wird heute mit Listen geführt, die nachts gedruckt werden."),
    ("h", 1, "Leistungsumfang"),
    ("h", 2, "Wareneingang (24 h)"),
    ("list", "legal", ["Lieferschein erfassen", ("Etiketten drucken", ["Zebra-Drucker", "A4-Bogen"]),
                       "Qualitätsprüfung je Charge"]),
    ("h", 2, "Kommissionierung"),
    ("list", "legal", ["Picklisten auf dem Handgerät, 3 PT", "Wellen bilden: 1,5 PT"]),
    ("h", 1, "Abgrenzung"),
    ("p", "Folgendes gehört nicht dazu:"),
    ("list", "dash", ["Hardware und deren Wartung", "Anbindung der Spedition"]),
    ("h", 1, "Mitwirkungspflichten des Auftraggebers"),
    ("list", "dash", ["Stammdaten bereinigt bis 1. März", "Testsystem mit Echtdaten"]),
    ("h", 1, "Annahmen"),
    ("list", "dash", ["Höchstens 20.000 Artikel"]),
    ("h", 1, "Ausbaustufe 2"),
    ("list", "dash", ["Inventur mit Drohne"]),
]  # fmt: skip
LAGER_DE_EXPECTED = """
D Wareneingang = 24
D > Lieferschein erfassen
D > Etiketten drucken
D >> Zebra-Drucker
D >> A4-Bogen
D > Qualitätsprüfung je Charge
D Picklisten auf dem Handgerät = 24
D Wellen bilden = 12
X Hardware und deren Wartung
X Anbindung der Spedition
C Stammdaten bereinigt bis 1. März
C Testsystem mit Echtdaten
A Höchstens 20.000 Artikel
L Inventur mit Drohne
"""
sample("lager.docx", "de", Word("de", custom=True), LAGER_DE, LAGER_DE_EXPECTED)

CRM_FR = [
    ("p", "**Proposition CRM – Maison Lenoir**"),
    ("p", "Maison Lenoir souhaite remplacer ses fichiers par un CRM partagé entre ses trois agences."),
    ("fake", "Périmètre du projet"),
    ("list", "alpha", ["Reprise des contacts (2 jours)",
                       "Pipeline de vente{+ avec étapes+}{- simple-} (12 h)",
                       "Tableaux de bord{fn:Trois au maximum, à choisir lors de l'atelier.}"]),
    ("fake", "Hors périmètre"),
    ("list", "alpha", ["Synchronisation des téléphones", "Campagnes{cm:Paul:à revoir} SMS"]),
    ("fake", "Hypothèses"),
    ("p", "Les données sont livrées au format CSV."),
    ("p", "Une seule langue suffit au démarrage."),
    ("fake", "À la charge du client"),
    ("list", "bullet", ["Nettoyage des doublons", "Mise à disposition d'une salle"]),
    ("fake", "Évolutions ultérieures"),
    ("list", "bullet", ["Portail des revendeurs"]),
]  # fmt: skip
CRM_FR_EXPECTED = """
D Reprise des contacts = 16
D Pipeline de vente avec étapes = 12
D Tableaux de bord
X Synchronisation des téléphones
X Campagnes SMS
A Les données sont livrées au format CSV
A Une seule langue suffit au démarrage
C Nettoyage des doublons
C Mise à disposition d'une salle
L Portail des revendeurs
"""
sample("crm.docx", "fr", Word("fr"), CRM_FR, CRM_FR_EXPECTED)

TIENDA_ES = [
    ("title", "Propuesta: tienda en línea"),
    ("h", 2, "Objetivo"),
    ("p", "La empresa quiere vender sus productos también fuera de la temporada, sin más personal."),
    ("h", 2, "Alcance"),
    ("table", [["N.º", "Entregable", "Descripción", "Horas"],
               ["1", "Catálogo", "Hasta 500 productos con fotos", "16"],
               ["2", "Carrito", "Pago con tarjeta", "24"],
               ["3", "Envíos", "Tarifas por provincia", "8"],
               ["", "Total", "", "48"]]),
    ("h", 2, "Fuera de alcance"),
    ("list", "bullet", ["Fotografía de los productos", "Traducción al inglés"]),
    ("h", 2, "Supuestos"),
    ("list", "bullet", ["El banco aprueba la pasarela en dos semanas"]),
    ("h", 2, "Responsabilidades del cliente"),
    ("list", "bullet", [("Textos legales", ["Aviso legal", "Política de devoluciones"])]),
    ("h", 2, "Fases posteriores"),
    ("list", "bullet", ["Programa de puntos (3 días)"]),
]  # fmt: skip
TIENDA_ES_EXPECTED = """
D Catálogo = 16
D Carrito = 24
D Envíos = 8
X Fotografía de los productos
X Traducción al inglés
A El banco aprueba la pasarela en dos semanas
C Textos legales
C > Aviso legal
C > Política de devoluciones
L Programa de puntos = 24
"""
sample("tienda.docx", "es", Word("es", google=True), TIENDA_ES, TIENDA_ES_EXPECTED)

MATRIX_EN = [
    ("h", 1, "Statement of work"),
    ("table", [["Client", "Harbour Authority"], ["Date", "3 March 2026"],
               ["Contact", "Anna Berg"]]),
    ("p", "This statement of work replaces all earlier ones and is valid for sixty days."),
    ("table", [["Code", "Requirement", "Kind", "Effort (days)"],
               ["Berths", "<", "<", "<"],
               ["B-01", "Booking of berths", "In scope", "4"],
               ["B-02", "Waiting list", "^", "1.5"],
               ["B-03", "Payment at the quay", "Out of scope", ""],
               ["Reports", "<", "<", "<"],
               ["R-01", "Monthly occupancy", "In scope", "2"],
               ["R-02", "Customs data come from the authority", "Assumption", ""],
               ["R-03", "List of vessels", "Client responsibility", ""],
               ["R-04", "Forecast", "Phase 2", "10"],
               ["", "Total", "", "17.5"]]),
]  # fmt: skip
MATRIX_EN_EXPECTED = """
D Booking of berths = 32
D Waiting list = 12
X Payment at the quay
D Monthly occupancy = 16
A Customs data come from the authority
C List of vessels
L Forecast = 80
"""
sample("berths.docx", "en", Word(), MATRIX_EN, MATRIX_EN_EXPECTED)

BESIDE_DE = [
    ("h", 1, "Angebot Zeiterfassung"),
    ("p", "Die Stunden der 80 Mitarbeiter werden künftig am Telefon erfasst und freigegeben."),
    ("table", [["Im Umfang", "Nicht enthalten"],
               ["Erfassung am Telefon (16 h)\nFreigabe durch Vorgesetzte (1 PT)\nAuswertung je Kostenstelle",
                "Lohnabrechnung\nTerminals am Eingang"]]),
    ("h", 2, "Voraussetzungen"),
    ("list", "dash", ["Jeder Mitarbeiter hat ein Telefon"]),
]  # fmt: skip
sample("zeit.docx", "de", Word("de"), BESIDE_DE, """
D Erfassung am Telefon = 16
D Freigabe durch Vorgesetzte = 8
D Auswertung je Kostenstelle
X Lohnabrechnung
X Terminals am Eingang
A Jeder Mitarbeiter hat ein Telefon
""")  # fmt: skip

NEWS_EN = [
    ("title", "Newsletter relaunch"),
    ("columns", [
        ("h", 1, "What you get"),
        ("list", "bullet", [("Two templates", ["Monthly issue (8 h)", "Event invitation (4 h)"]),
                            "Sign-up form with double opt-in"]),
        ("h", 1, "What is not included"),
        ("list", "bullet", ["Writing of articles", "Purchase of addresses"]),
    ]),
    ("box", "Valid until 30 June"),
    ("h", 1, "What we need from you"),
    ("list", "bullet", ["Logo as vector file{cm:Tom:ask marketing}", "List of subscribers"]),
]  # fmt: skip
sample("news.docx", "en", Word(list_styles=True, footer="Confidential"), NEWS_EN, """
D Two templates
D > Monthly issue = 8
D > Event invitation = 4
D Sign-up form with double opt-in
X Writing of articles
X Purchase of addresses
C Logo as vector file
C List of subscribers
""", extra="Confidential")  # fmt: skip

RTL = [
    ("title", "وثيقة نطاق المشروع"),
    ("h", 1, "Scope – النطاق"),
    ("list", "decimal", ["كتالوج المنتجات في المتجر (12 h)", "تقارير المبيعات الشهرية (1.5 days)"]),
    ("h", 1, "Out of scope – خارج النطاق"),
    ("list", "decimal", ["استضافة النظام", "ترحيل الطلبات القديمة"]),
    ("h", 1, "Assumptions – الافتراضات"),
    ("list", "decimal", ["واجهة برمجية متاحة"]),
]  # fmt: skip
RTL_EXPECTED = """
D كتالوج المنتجات في المتجر = 12
D تقارير المبيعات الشهرية = 12
X استضافة النظام
X ترحيل الطلبات القديمة
A واجهة برمجية متاحة
"""
sample("rtl.docx", "en", Word(right_to_left=True), RTL, RTL_EXPECTED)

LEGAL_EN = [
    ("h", 1, "1. Introduction"),
    ("p", "This agreement is made between the Harbour Authority and the Contractor on 3 March."),
    ("h", 1, "2. Services"),
    ("p", "2.1 The Contractor shall set up the reporting of fuel consumption for all vessels of the fleet, "
          "including the yearly statement to the authority."),
    ("p", "2.2 The Contractor shall migrate the voyages of the last two years (5 days)."),
    ("p", "2.3 The Contractor shall train four users."),
    ("h", 1, "3. Exclusions"),
    ("p", "3.1 Sensors on board."),
    ("p", "3.2 Satellite connection."),
    ("h", 1, "4. Obligations of the client"),
    ("p", "4.1 The client provides voyage data as CSV."),
    ("h", 1, "5. Confidentiality"),
    ("p", "Both parties keep secret what they learn about each other."),
]  # fmt: skip
sample("legal.docx", "en", Word(flat=True), LEGAL_EN, """
D The Contractor shall set up the reporting
D The Contractor shall migrate the voyages = 40
D The Contractor shall train four users
X Sensors on board
X Satellite connection
C The client provides voyage data as CSV
""")  # fmt: skip

MARKS_DE = [
    ("h", 1, "Anforderungen"),
    ("table", [["Nr.", "Anforderung", "Im Umfang", "Nicht enthalten", "Phase 2", "Aufwand (PT)"],
               ["1", "Rezepte verwalten", "x", "", "", "2,5"],
               ["2", "Chargen rückverfolgen", "x", "", "", "4"],
               ["3", "Waagen anbinden", "", "x", "", ""],
               ["4", "Allergene drucken", "", "", "x", "1"],
               ["Summe", "", "", "", "", "7,5"]]),
]  # fmt: skip
sample("rezepte.docx", "de", Word("de"), MARKS_DE, """
D Rezepte verwalten = 20
D Chargen rückverfolgen = 32
X Waagen anbinden
L Allergene drucken = 8
""")  # fmt: skip

PROSE_FR = [
    ("h", 1, "1 Contexte"),
    ("p", "La mairie veut dématérialiser les demandes d'urbanisme déposées par les habitants."),
    ("h", 1, "2 Prestations"),
    ("h", 2, "2.1 Dépôt en ligne (6 jours)"),
    ("p", "Les habitants déposent leur dossier avec pièces jointes. Un accusé de réception part aussitôt."),
    ("h", 2, "2.2 Instruction"),
    ("p", "Les agents voient les délais et relancent les services consultés."),
    ("p", "Les avis sont joints au dossier."),
    ("h", 2, "2.3 Archivage"),
    ("p", "Les dossiers clos sont exportés chaque mois."),
    ("h", 1, "3 Exclusions"),
    ("p", "La numérisation des dossiers papier."),
    ("p", "L'assistance aux habitants par téléphone."),
    ("h", 1, "4 Prérequis"),
    ("p", "Un serveur est fourni par la mairie."),
]  # fmt: skip
PROSE_FR_EXPECTED = """
D Dépôt en ligne = 48
D Instruction
D Archivage
X La numérisation des dossiers papier
X L'assistance aux habitants par téléphone
A Un serveur est fourni par la mairie
"""
sample("mairie.docx", "fr", Word("fr"), PROSE_FR, PROSE_FR_EXPECTED)

TOTAL_ES = [
    ("h", 1, "Alcance del proyecto"),
    ("list", "roman", [("Almacén (40 h)", ["Recepción", "Ubicaciones", "Inventario"]),
                       ("Ventas (24 h)", ["Presupuestos", "Pedidos"])]),
    ("h", 1, "Exclusiones"),
    ("list", "roman", ["Nóminas", "Soporte fuera de horario"]),
    ("h", 1, "Hitos"),
    ("list", "bullet", ["Inicio el 1 de marzo", "Fin el 30 de junio"]),
]  # fmt: skip
sample("almacen.docx", "es", Word("es"), TOTAL_ES, """
D Almacén = 40
D > Recepción
D > Ubicaciones
D > Inventario
D Ventas = 24
D > Presupuestos
D > Pedidos
X Nóminas
X Soporte fuera de horario
""")  # fmt: skip

TABS_EN = [
    ("p", "**IN SCOPE**"),
    ("p", "Set-up of the portal\t16 h"),
    ("p", "Single sign-on\t3 days"),
    ("p", "Help desk form\t4 h"),
    ("p", "**OUT OF SCOPE**"),
    ("p", "Chat bot"),
    ("p", "Translation"),
    ("p", "**DEPENDENCIES**"),
    ("p", "The identity provider supports SAML"),
]  # fmt: skip
sample("portal.docx", "en", Word(macros=True), TABS_EN, """
D Set-up of the portal = 16
D Single sign-on = 24
D Help desk form = 4
X Chat bot
X Translation
A The identity provider supports SAML
""")  # fmt: skip

# -------------------------------------------------------------------- OpenDocument
sample("shop.odt", "en", Writer(header="Nordwind, offer 4711", numbered=True), SHOP_EN,
       SHOP_EN_EXPECTED, extra="Nordwind, offer 4711")  # fmt: skip
sample("lager.odt", "de", Writer(footer="Vertraulich"), LAGER_DE, LAGER_DE_EXPECTED,
       extra="Vertraulich")  # fmt: skip
sample("crm.odt", "fr", Writer(), CRM_FR, CRM_FR_EXPECTED)
sample("rtl.odt", "en", Writer(right_to_left=True), RTL, RTL_EXPECTED)

VEREIN_DE = [
    ("h", 1, "Umfang"),
    ("table", [["Bereich", "Leistung", "Art", "Stunden"],
               ["Mitglieder", "Beitritt online", "Lieferung", "12"],
               ["^", "Beitragslauf", "Lieferung", "8,5"],
               ["^", "Mahnwesen", "ausgeschlossen", ""],
               ["Kurse", "Buchung", "Lieferung", "20"],
               ["^", "Warteliste", "Phase 2", "6"],
               ["Gesamt", "<", "<", "46,5"]]),
    ("box", "Preise zuzüglich Umsatzsteuer"),
    ("h", 1, "Mitwirkung"),
    ("list", "decimal", ["Liste der Mitglieder"]),
    ("p", "Alle Listen kommen als Datei, nicht auf Papier."),
    ("list", "+decimal", ["Fotos der Kursräume"]),
]  # fmt: skip
sample("verein.odt", "de", Writer(), VEREIN_DE, """
D Beitritt online = 12
D Beitragslauf = 8.5
X Mahnwesen
D Buchung = 20
L Warteliste = 6
C Liste der Mitglieder
C Fotos der Kursräume
""")  # fmt: skip

TALLER_ES = [
    ("title", "Pliego: gestión del taller"),
    ("h", 1, "Antecedentes"),
    ("p", "El taller recibe 60 vehículos por semana y anota las reparaciones en una pizarra."),
    ("h", 1, "Alcance"),
    ("columns", [
        ("list", "legal", [("Órdenes de trabajo", ["Recepción con fotos (10 horas)", "Entrega con firma"]),
                           ("Recambios", ["Pedidos al proveedor (2 días)"])]),
    ]),
    ("h", 1, "No incluido"),
    ("list", "dash", ["Contabilidad", "Página web"]),
    ("h", 1, "Tareas del cliente"),
    ("list", "dash", ["Alta de usuarios"]),
    ("more", "Antes del primer taller, con nombre y correo."),
    ("h", 1, "Más adelante"),
    ("list", "dash", ["Citas por internet"]),
]  # fmt: skip
TALLER_ES_EXPECTED = """
D Órdenes de trabajo
D > Recepción con fotos = 10
D > Entrega con firma
D Recambios
D > Pedidos al proveedor = 16
X Contabilidad
X Página web
C Alta de usuarios
L Citas por internet
"""
sample("taller.odt", "es", Writer(), TALLER_ES, TALLER_ES_EXPECTED)

MUSEE_FR = [
    ("h", 1, "Objet"),
    ("p", "Le musée renouvelle la billetterie de ses deux sites avant la saison d'été."),
    ("h", 1, "Dans le périmètre"),
    ("p", "Nous livrons :"),
    ("list", "bullet", ["Vente en ligne{+ et sur place+} – 12 jours", "Contrôle d'accès : 30 h",
                        "Statistiques{fn:Par jour et par site.}"]),
    ("p", "Non inclus :"),
    ("list", "bullet", ["Imprimantes", "Connexion{- filaire-} au réseau"]),
    ("p", "Prérequis :"),
    ("list", "bullet", ["Le réseau couvre les entrées"]),
    ("h", 1, "Calendrier"),
    ("list", "bullet", ["Mars : atelier", "Avril : recette"]),
]  # fmt: skip
MUSEE_FR_EXPECTED = """
D Vente en ligne et sur place = 96
D Contrôle d'accès = 30
D Statistiques
X Imprimantes
X Connexion au réseau
A Le réseau couvre les entrées
"""
sample("musee.odt", "fr", Writer(), MUSEE_FR, MUSEE_FR_EXPECTED)

# ---------------------------------------------------------------------------- PDF
sample("lager.pdf", "de", paper.Paper(numbered=True), LAGER_DE, LAGER_DE_EXPECTED)
sample("tienda.pdf", "es", paper.Paper(header="Propuesta 12/2026", footer="Página"), TIENDA_ES,
       TIENDA_ES_EXPECTED, extra="Propuesta")  # fmt: skip
sample("mairie.pdf", "fr", paper.Paper(narrow=260), PROSE_FR, PROSE_FR_EXPECTED)
sample("berths.pdf", "en", paper.Paper(), MATRIX_EN, MATRIX_EN_EXPECTED)
sample("taller.pdf", "es", paper.Paper(grid=False), TALLER_ES, TALLER_ES_EXPECTED)

OPEN_EN = [
    ("h", 1, "Scope"),
    ("table", [["No.", "Deliverable", "Description", "Hours"],
               ["D01", "Guest book", "Guests sign at the gate and get a badge with their photo", "14"],
               ["D02", "Badge printer", "Two printers of the same make", "6.5"],
               ["D03", "Alarm", "", "3"]]),
    ("h", 1, "Not in scope"),
    ("list", "dash", ["Doors and locks", "Cameras"]),
    ("h", 1, "We assume"),
    ("list", "dash", ["The gate is staffed"]),
]  # fmt: skip
sample("gate.pdf", "en", paper.Paper(grid=False), OPEN_EN, """
D Guest book = 14
D Badge printer = 6.5
D Alarm = 3
X Doors and locks
X Cameras
A The gate is staffed
""")  # fmt: skip

COLUMNS_DE = [
    ("h", 1, "Pflichtenheft Wetterdienst"),
    ("columns", [
        ("h", 2, "Zweck"),
        ("p", "Der Wetterdienst warnt die Gemeinden des Tals vor Starkregen, ehe die Pegel steigen, und sagt "
              "ihnen, welche Straßen sie sperren sollen."),
        ("h", 2, "Lieferumfang"),
        ("list", "bullet", ["Pegelkarte mit den Messungen der letzten zwölf Stunden, alle zehn Minuten "
                            "erneuert (30 h)",
                            "Warnung an die Feuerwehren der Gemeinden über Funk und Telefon (5 PT)",
                            "Monatsbericht für das Amt, der die Warnungen und ihre Treffer nennt"]),
        ("break",),
        ("h", 2, "Nicht Bestandteil"),
        ("list", "bullet", ["Bau neuer Messstellen am oberen Lauf des Flusses und an den Bächen",
                            "Rufbereitschaft in der Nacht"]),
        ("h", 2, "Voraussetzungen"),
        ("p", "Die Messdaten des Landes sind frei zugänglich und kommen mindestens alle zehn Minuten "
              "bei uns an, auch an Feiertagen."),
    ]),
]  # fmt: skip
sample("wetter.pdf", "de", paper.Paper(footer="Pflichtenheft"), COLUMNS_DE, """
D Pegelkarte mit den Messungen = 30
D Warnung an die Feuerwehren = 40
D Monatsbericht für das Amt
X Bau neuer Messstellen
X Rufbereitschaft in der Nacht
A Die Messdaten des Landes
""", extra="Pflichtenheft")  # fmt: skip


def _typed():
    pages = [
        ["HARBOUR LIGHTS LTD                                   Offer 77", "",
         "1. INTRODUCTION", "",
         "Harbour Lights wants to plan its mainte-",
         "nance of buoys and beacons on one chart,", "and to know what was done when.", "",
         "2. DELIVERABLES", "",
         "2.1 Chart with all buoys and their next main-", "    tenance (20 h)",
         "2.2 Work orders for the two ships,", "    with photos (3 days)",
         "2.3 Spare parts", "    a) lamps", "    b) batteries"],
        ["HARBOUR LIGHTS LTD                                   Offer 77", "",
         "3. EXCLUSIONS", "",
         "3.1 Radio links", "3.2 Dry dock planning", "",
         "4. CLIENT RESPONSIBILITIES", "",
         "4.1 Positions of all buoys", "", "5. LATER PHASES", "", "5.1 Tide forecast"],
    ]  # fmt: skip
    words = " ".join(" ".join(page) for page in pages)
    for broken, whole in (
        ("mainte- nance", "maintenance"),
        ("main-     tenance", "maintenance"),
    ):
        words = words.replace(broken, whole)
    return Sample("lights.pdf", "en", paper.typed(pages), words, """
D Chart with all buoys and their next maintenance = 20
D Work orders for the two ships = 24
D Spare parts
D > lamps
D > batteries
X Radio links
X Dry dock planning
C Positions of all buoys
L Tide forecast
""")  # fmt: skip


SAMPLES.append(("lights.pdf", _typed))

# -------------------------------------------------------------------------- Excel
sheets("offer.xlsx", "en", [("Offer", [
    [("Offer for Nordwind", "title")], ["Client:", "Nordwind Ltd"], ["Valid until", "30 June"], [],
    [("Code", "head"), ("Kind", "head"), ("Item", "head"), ("Description", "head"), ("Hours", "head"),
     ("Price", "head")],
    ["D01", "Deliverable", "Catalogue", ("All articles with photos\nand drawings", "wrap"), 12, (1440, "money")],
    ["D02", "Deliverable", "Orders", "", 7.25, (870, "money")],
    ["X01", "Exclusion", "Hosting"],
    ["A01", "Assumption", "One currency"],
    ["C01", "Client responsibility", "Photos"],
    ["P01", "Phase 2", "Mobile app", "", 40],
    ["", "", "Total", "", 59.25],
], {"header": "&LOffer 4711&RPage &P"})], """
D Catalogue = 12
D Orders = 7.25
X Hosting
A One currency
C Photos
L Mobile app = 40
""")  # fmt: skip
sheets("umbau.xlsx", "de", [
    ("Leistungen", [[("Pos.", "bold"), ("Leistung", "bold"), ("Aufwand", "bold"), ("Bemerkung", "bold")],
                    ["1", ("Shop", "bold")],
                    ["1.1", "Warenkorb", (1.5, "pt"), "mit Gutscheinen"],
                    ["1.2", "Kasse", (0.5, "pt")],
                    ["2", ("Lager", "bold"), (12, "hours")],
                    ["2.1", "Inventur"],
                    ["", "Summe", "28 h"]], {}),
    ("Nicht enthalten", [["Hosting"], ["Schulung der Händler"]], {}),
    ("Annahmen", [["Nr.", "Annahme"], ["1", "Eine Währung"], ["2", "Keine Schnittstelle zur Bank"]], {}),
    ("Beistellungen", [["Was", "Wer", "Bis"], ["Produktbilder", "Frau Berg", "1. März"]], {}),
], """
D Shop
D > Warenkorb = 12
D > Kasse = 4
D Lager = 12
D > Inventur
X Hosting
X Schulung der Händler
A Eine Währung
A Keine Schnittstelle zur Bank
C Produktbilder
""")  # fmt: skip
sheets("lots.xlsx", "fr", [("Devis", [
    ["Lot", "Prestation", "Charge (jours)", "Remarques"],
    ["", "Formulaire de contact", 2],
    ["", "Espace membre", 3.5, "avec photo"],
    ["", "Paiement en ligne", 4],
    ["Hors périmètre"],
    ["", "Rédaction des textes"],
    ["", "Référencement"],
    ["Phase ultérieure"],
    ["", "Boutique", 10],
], {"merge": [("A2:A3", "Site", "merged")], "comments": {"B4": "à confirmer par la banque"}}),
    ("Feuil2", [["ancien", "calcul"], ["a", 1]], {"hidden": True})], """
D Formulaire de contact = 16
D Espace membre = 28
D Paiement en ligne = 32
X Rédaction des textes
X Référencement
L Boutique = 80
""")  # fmt: skip
sheets("horas.xlsx", "es", [("Hoja1", [
    [("Alcance", "bold")],
    [("Entregable", "head"), ("Horas estimadas", "head"), ("Tarifa €/h", "head")],
    ["Panel de ventas", (0.5, "duration"), 60],
    ["Alertas por correo", (1.0625, "duration"), 60],
    ["Informe anual", None, 60],
    [],
    [("Exclusiones", "bold")],
    ["Datos históricos"],
], {"formulas": {"B5": ("=4*2", 8)}, "box": "Precios sin IVA"})], """
D Panel de ventas = 12
D Alertas por correo = 25.5
D Informe anual = 8
X Datos históricos
""")  # fmt: skip
sheets("tree.xlsx", "en", [("Sheet1", [
    [("Feature", "head"), ("In scope", "head"), ("Effort (h)", "head"), ("Notes", "head")],
    ["Bookings", "yes", 30, "see workshop"],
    [("Calendar", "indent1"), "yes", 10],
    [("Week view", "indent2"), "yes"],
    [("Printing", "indent1"), "no"],
    ["Invoices", "yes", 12.375],
    ["Dunning", "no"],
], {})], """
D Bookings = 30
D > Calendar = 10
D >> Week view
X > Printing
D Invoices = 12.38
X Dunning
""")  # fmt: skip


def samples():
    """Make the documents; those that other programs wrote from them come last."""
    from . import second  # it adds its own to the list

    assert second
    made = {}
    for _name, make in SAMPLES:
        sample = make()
        made[sample.name] = sample
        yield sample
    # As LibreOffice saved or printed them, and Chromium printed them.
    for path in sorted(FILES.iterdir()):
        stem = path.name.split(".")[0]
        source = made.get(f"{stem}.docx") or made[f"{stem}.odt"]
        yield replace(source, name=path.name, content=path.read_bytes())
