"""A second set of documents, written when the reader was done with the first one.

What it got right of these at first sight is what a user may expect.
"""

from .corpus import sample, sheets
from .paper import Paper
from .word import Word
from .writer import Writer

sample("museum.docx", "en", Word(), [
    ("p", "**Project charter: Maritime Museum ticketing**"),
    ("p", "**1. Purpose**"),
    ("p", "The museum replaces paper tickets before the season opens and wants fewer queues."),
    ("p", "**2. In-scope activities**"),
    ("p", "•\tTicket sales at two counters, est. 5 days"),
    ("p", "•\tOnline sales with time slots (approx. 60 h)"),
    ("p", "•\tDaily closing report"),
    ("p", "**3. Out-of-scope**"),
    ("p", "•\tCafé and shop tills"),
    ("p", "•\tTurnstiles"),
    ("p", "**4. Client dependencies**"),
    ("p", "•\tOpening hours and prices of 2027"),
    ("p", "**5. Acceptance**"),
    ("p", "The museum accepts in writing within ten days."),
], """
D Ticket sales at two counters = 40
D Online sales with time slots = 60
D Daily closing report
X Café and shop tills
X Turnstiles
C Opening hours and prices of 2027
""")  # fmt: skip

sample("werk.docx", "de", Word("de", numbered=True), [
    ("title", "Werkvertrag Fuhrpark"),
    ("h", 1, "Gegenstand"),
    ("p", "Gegenstand des Vertrags ist die Einführung einer Fuhrparkverwaltung für 140 Fahrzeuge."),
    ("h", 1, "Leistungen"),
    ("h", 2, "Leistungen des Auftragnehmers"),
    ("list", "alpha", ["Fahrzeugakte einrichten, ca. 16 Stunden", "Fahrtenbuch einführen (4,5 PT)",
                       "Schulung von zwölf Fahrern: 1 Tag"]),
    ("h", 2, "Vom Auftraggeber zu erbringende Leistungen"),
    ("list", "alpha", ["Liste der Fahrzeuge", "Freigabe des Konzepts binnen 5 Tagen"]),
    ("h", 2, "Nicht im Leistungsumfang enthalten"),
    ("list", "alpha", ["Tankkarten", "Versicherungen"]),
    ("h", 1, "Vergütung"),
    ("p", "Die Vergütung beträgt 18.400 Euro."),
    ("h", 1, "Gewährleistung"),
    ("p", "Mängel werden innerhalb von 12 Monaten behoben."),
], """
D Fahrzeugakte einrichten = 16
D Fahrtenbuch einführen = 36
D Schulung von zwölf Fahrern = 8
C Liste der Fahrzeuge
C Freigabe des Konzepts
X Tankkarten
X Versicherungen
""")  # fmt: skip

sheets("wbs.xlsx", "en", [("WBS", [
    [("Work breakdown: port pilot app", "title")], [],
    [("WBS", "head"), ("Task", "head"), ("Owner", "head"), ("Est. days", "head"), ("In / out", "head")],
    [("1", "bold"), ("Planning", "bold"), "", (6, "bold"), ""],
    ["1.1", "Roster of pilots", "us", 4, "in"],
    ["1.2", "Tide tables", "us", 2, "in"],
    [("2", "bold"), ("Billing", "bold"), "", (3, "bold"), ""],
    ["2.1", "Pilotage fees", "us", 3, "in"],
    ["2.2", "Debt collection", "client", "", "out"],
    ["", "Grand total", "", 9, ""],
], {})], """
D Planning = 48
D > Roster of pilots = 32
D > Tide tables = 16
D Billing = 24
D > Pilotage fees = 24
X > Debt collection
""")  # fmt: skip

sample("ecole.odt", "fr", Writer(header="École du Port"), [
    ("title", "Cahier des charges"),
    ("h", 1, "1. Présentation"),
    ("p", "L'école du Port inscrit chaque année 600 élèves et tient ses listes sur papier."),
    ("h", 1, "2. Livrables attendus"),
    ("table", [["Lot", "Désignation", "Jours", "Montant HT"],
               ["1", "Inscriptions en ligne", "4,5", "3 150 €"],
               ["2", "Cantine et garderie", "3", "2 100 €"],
               ["3", "Reprise des élèves", "1", "700 €"],
               ["Total", "", "8,5", "5 950 €"]]),
    ("h", 1, "3. Ce qui n'est pas compris"),
    ("list", "dash", ["Paiement par prélèvement", "Tablettes"]),
    ("h", 1, "4. Hypothèses de travail"),
    ("list", "dash", ["Une seule école est concernée"]),
    ("h", 1, "5. Engagements du client"),
    ("list", "dash", ["Nommer un référent", "Fournir les listes en août"]),
    ("h", 1, "6. Phase 2 (option)"),
    ("list", "dash", ["Bulletins (6 jours)"]),
], """
D Inscriptions en ligne = 36
D Cantine et garderie = 24
D Reprise des élèves = 8
X Paiement par prélèvement
X Tablettes
A Une seule école est concernée
C Nommer un référent
C Fournir les listes en août
L Bulletins = 48
""", extra="École du Port")  # fmt: skip

sample("bodega.docx", "es", Word("es"), [
    ("h", 1, "Oferta para Bodegas Roca"),
    ("p", "La bodega quiere saber en cada momento qué botellas tiene, dónde están y a quién las prometió."),
    ("table", [["Incluido", "No incluido"],
               ["Existencias por lote (20 horas)\nReservas de clientes (2,5 días)", "Etiquetas\nTransporte"]]),
    ("h", 2, "Responsabilidades del cliente"),
    ("p", "Entregar el inventario de enero."),
    ("p", "Nombrar a una persona de contacto."),
    ("h", 2, "Precio"),
    ("p", "El precio es de 4.000 € más IVA."),
], """
D Existencias por lote = 20
D Reservas de clientes = 20
X Etiquetas
X Transporte
C Entregar el inventario de enero
C Nombrar a una persona de contacto
""")  # fmt: skip

sample("schedule.docx", "en", Word(header="Schedule A", footer="Page"), [
    ("h", 1, "Schedule A – Services"),
    ("h", 2, "A.1 Services to be provided"),
    ("list", "legaldot", ["Set-up of the ledger for three companies (80 hours).",
                          "Import of opening balances (16 hours), including fixed assets.",
                          "Month-end close with the team, twice."]),
    ("h", 2, "A.2 Services not included"),
    ("list", "legaldot", ["Payroll.", "Tax returns."]),
    ("h", 2, "A.3 Assumptions and constraints"),
    ("list", "legaldot", ["The chart of accounts is final before work starts."]),
    ("h", 2, "A.4 Customer obligations"),
    ("list", "legaldot", ["The customer names a key user in each company."]),
    ("h", 2, "A.5 Fees"),
    ("list", "legaldot", ["Work is invoiced monthly.", "Travel is charged at cost."]),
], """
D Set-up of the ledger for three companies = 80
D Import of opening balances = 16
D Month-end close with the team
X Payroll
X Tax returns
A The chart of accounts is final before work starts
C The customer names a key user in each company
""", extra="Schedule A Page")  # fmt: skip

sheets("lv.xlsx", "de", [("Leistungsverzeichnis", [
    [("Pos.", "bold"), ("Kurztext", "bold"), ("Langtext", "bold"), ("Menge", "bold"), ("Einheit", "bold"),
     ("EP", "bold"), ("GP", "bold")],
    ["01", "Serverschrank", "Lieferung und Aufbau", 6, "Std", (95, "money"), (570, "money")],
    ["02", "Verkabelung", "", 2, "Tage", (760, "money"), (1520, "money")],
    ["03", "Abnahme", "", 1.5, "h", (95, "money"), (142.5, "money")],
], {})], """
D Serverschrank = 6
D Verkabelung = 16
D Abnahme = 1.5
""")  # fmt: skip

sample("farm.pdf", "en", Paper(narrow=300, header="Farm tour app", footer="Draft of 3 March"), [
    ("title", "Farm tour app"),
    ("p", "Visitors of the farm find their way from stop to stop and hear what grows there, in their language."),
    ("fake", "What we deliver"),
    ("list", "decimal", ["Map of all stops with the way between them, also without a network connection (24 h)",
                         "Sound files in two languages, recorded by the farmers themselves and cut by us: 2.5 days",
                         ("Feedback", ["A star for each stop", "A letter to the farmer"])]),
    ("fake", "What we do not deliver"),
    ("list", "decimal", ["Signs along the way", "Translation into further languages than those two"]),
    ("fake", "Ideas for later"),
    ("p", "A game for children that leads along the fields."),
], """
D Map of all stops with the way between them = 24
D Sound files in two languages = 20
D Feedback
D > A star for each stop
D > A letter to the farmer
X Signs along the way
X Translation into further languages
L A game for children
""", extra="Farm tour app Draft of 3 March")  # fmt: skip

sample("klinik.pdf", "de", Paper(grid=False), [
    ("h", 1, "Angebot Terminkalender Klinik am See"),
    ("p", "Die Klinik vergibt künftig alle Termine über einen Kalender, den auch Patienten sehen."),
    ("table", [["Nr.", "Leistung", "Enthalten", "Aufwand"],
               ["1", "Kalender je Arzt", "ja", "2 PT"],
               ["2", "Erinnerung per Nachricht", "ja", "6 h"],
               ["3", "Videosprechstunde", "nein", ""],
               ["", "Summe", "", "22 h"]]),
    ("h", 2, "Pflichten des Kunden"),
    ("list", "bullet", ["Liste der Ärzte und ihrer Zeiten"]),
], """
D Kalender je Arzt = 16
D Erinnerung per Nachricht = 6
X Videosprechstunde
C Liste der Ärzte und ihrer Zeiten
""")  # fmt: skip

sample("granja.odt", "es", Writer(numbered=True), [
    ("h", 1, "Introducción"),
    ("p", "La granja vende huevos a domicilio y quiere planificar las rutas de reparto cada mañana."),
    ("h", 1, "Alcance del trabajo"),
    ("h", 2, "Rutas"),
    ("list", "bullet", ["Cálculo diario (3 días)", "Hoja de ruta para el conductor"]),
    ("h", 2, "Cobros"),
    ("list", "bullet", ["Cobro a la entrega (8 h)"]),
    ("h", 1, "Exclusiones"),
    ("list", "bullet", ["Mantenimiento de vehículos"]),
    ("h", 1, "Hipótesis"),
    ("list", "bullet", ["Hasta tres furgonetas"]),
], """
D Cálculo diario = 24
D Hoja de ruta para el conductor
D Cobro a la entrega = 8
X Mantenimiento de vehículos
A Hasta tres furgonetas
""")  # fmt: skip
