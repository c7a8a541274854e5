"""Tables that were pasted from a spreadsheet or a document: cells between tabs."""

from .tor_hours import parse_number, read_hours
from .tor_words import fold, kind_of_word

_COLUMNS = {
    "quantity": "quantity qty amount_of_units menge anzahl quantite qte cantidad cant",
    "unit": "unit units uom einheit eh unite unidad ud",
    "number": "wbs psp lfd lfd_nr item_no code no nr n number nummer num id pos position ref reference referenz"
    " numero codigo kennung",
    "section": "section source source_section clause_no abschnitt kapitel quelle"
    " fundstelle chapter seccion",
    "text": "name title item deliverable deliverables titel leistung leistungen"
    " position_name livrable livrables prestation nom titre nombre entregable"
    " bezeichnung requirement feature anforderung work_package arbeitspaket what was quoi que",
    "kind": "kind type category art typ kategorie categorie tipo categoria"
    " in_out scope_kind",
    "clause": "clause description details text comment comments remark remarks"
    " beschreibung klausel bemerkung bemerkungen kommentar commentaire"
    " description_of_work descripcion detalle comentario notes note",
    "hours": "hours h effort effort_h effort_hours effort_in_hours hours_h stunden std"
    " aufwand aufwand_h aufwand_std aufwand_in_stunden heures charge horas esfuerzo"
    " allowance",
    # Known, but nothing that an item has a field for: kept with the clause.
    "other": "who by until due date due_date when responsible owner priority prio"
    " status price cost wer wann bis bis_wann termin verantwortlich zustandig prioritat"
    " preis kosten qui quand echeance responsable priorite statut prix quien cuando"
    " fecha prioridad estado precio betrag montant importe amount",
    "days": "days d pt md personentage person_days man_days tage effort_days"
    " effort_in_days aufwand_pt aufwand_tage aufwand_in_pt jours jh dias jornadas",
}
_COLUMN_BY_WORD = {
    word.replace("_", " "): column
    for column, words in _COLUMNS.items()
    for word in words.split()
}


_DAY_WORDS = frozenset(
    "days day d pt md pd personentage personentagen tage tagen jours jour jh dias"
    " jornadas".split()
)
_HOUR_WORDS = frozenset(
    "hours hour h hrs std stunden heures heure horas hora effort efforts aufwand"
    " aufwande charge charges esfuerzo estimate estimates schatzung estimation"
    " estimacion allowance budget kontingent".split()
)
_NO_EFFORT = frozenset(
    "rate rates satz price prices preis preise prix taux tarif tarifa precio eur usd"
    " chf euro cost costs kosten cout couts coste costo stundensatz tagessatz amount"
    " betrag montant importe date datum week".split()
)


def column_of(text):
    """What the column below a head holds, or None.

    >>> [column_of(text) for text in ("Aufwand (PT)", "Hours (est.)", "Price / h")]
    ['days', 'hours', None]
    """
    folded = fold(text)
    if folded in _COLUMN_BY_WORD:
        return _COLUMN_BY_WORD[folded]
    words = folded.split()
    if "€" in text or _NO_EFFORT.intersection(words):
        return None
    if _DAY_WORDS.intersection(words):
        return "days"
    if _HOUR_WORDS.intersection(words) and len(words) <= 4:
        return "hours"
    # "Item no.", "Description of the work": the words that say it, of a few.
    found = [_COLUMN_BY_WORD[word] for word in words if word in _COLUMN_BY_WORD]
    if len(words) <= 4 and found:
        return found[-1] if found[-1] in ("number", "section", "kind") else found[0]
    return None


class TableReader:
    """Reads the rows below a head whose words it knows."""

    def __init__(self, hours_per_day=8.0):
        self.hours_per_day = hours_per_day
        self.columns = None

    @staticmethod
    def cells(raw):
        return [cell.strip() for cell in raw.text.split("\t")]

    def parse(self, raw):
        """Return "head", the values of a row, or None if this is no table."""
        if "\t" not in raw.text:
            self.columns = None
            return None
        cells = self.cells(raw)
        if self.columns is None:
            columns = [column_of(cell) for cell in cells]
            if "text" not in columns and "clause" in columns:
                columns[columns.index("clause")] = "text"
            known = [column for column in columns if column]
            if "text" in known and len(known) > 1 and len(known) * 2 > len(cells):
                self.columns = columns
                return "head"
            return None
        return self._row(cells)

    def _row(self, cells):
        row, clause = {}, []
        columns = self.columns + [None] * (len(cells) - len(self.columns))
        for column, cell in zip(columns, cells, strict=False):
            if not cell:
                continue
            if column in ("hours", "days"):
                hours = self._hours(cell, column)
                if hours is not None:
                    row.update(hours=hours, hours_text=cell)
                    continue
            elif column == "kind" and kind_of_word(cell):
                # The word stands for the kind; what the word was is not lost with it.
                row["kind"] = kind_of_word(cell)
                continue
            elif column in ("text", "number", "section") and column not in row:
                row[column] = cell
                continue
            clause.append(cell)
        if clause:
            row["clause"] = "\n".join(clause)
        return row

    def _hours(self, cell, column):
        try:
            number = parse_number(cell)
        except ValueError:
            effort = read_hours(f"x ({cell})", self.hours_per_day)
            return effort.hours if effort else None
        return round(number * (self.hours_per_day if column == "days" else 1), 2)
