import itertools
from collections import defaultdict

from odoo import models
from odoo.tools import SQL, html2plaintext, split_every

#: Rows read, named and written at once: all that is ever in memory
BATCH_SIZE = 1000

_numbers = itertools.count()


class ScopeAdviceLogReading(models.AbstractModel):
    """Reads advice past the ORM's cache and names what it refers to.

    A part of ``scope.advice.log``.
    """

    _name = "scope.advice.log.reading"
    _description = "Reading for the Advice Log"

    def _get_log_batches(self, columns, ids):
        """Yield the values of the sheet *Advice log*, batch by batch."""
        Advice = self.env["scope.advice"]
        stored = self._get_stored_names(columns)
        names = defaultdict(dict)
        for batch in split_every(BATCH_SIZE, ids):
            # The search has applied the rules, _field_to_sql checks the fields. Reading
            # by SQL leaves the ORM's cache empty and takes a tenth of its time.
            query = Advice.browse(batch)._as_query(ordered=True)
            terms = [
                Advice._field_to_sql(Advice._table, name, query) for name in stored
            ]
            rows = self.env.execute_query(query.select(*terms))
            data = dict(zip(stored, zip(*rows, strict=True), strict=True))
            yield self._get_values(columns, batch, data, names)

    def _open_query(self, query):
        """Return how many rows a query has, and the rows in batches; they wait in the
        database, which runs it once."""
        cursor = SQL.identifier(f"scope_advice_log_{next(_numbers)}")
        self.env.flush_query(query)
        cr = self.env.cr
        cr.execute(SQL("DECLARE %s SCROLL CURSOR FOR %s", cursor, query))
        cr.execute(SQL("MOVE ALL IN %s", cursor))
        count = cr.rowcount
        cr.execute(SQL("MOVE ABSOLUTE 0 IN %s", cursor))
        return count, self._fetch_batches(cursor)

    def _fetch_batches(self, cursor):
        """Yield the rows of an open query, batch by batch."""
        rows = [None] * BATCH_SIZE
        while len(rows) == BATCH_SIZE:
            rows = self.env.execute_query(SQL("FETCH %s FROM %s", BATCH_SIZE, cursor))
            if rows:
                yield rows
        self.env.cr.execute(SQL("CLOSE %s", cursor))

    def _get_term(self, alias, name):
        """Return a stored field of advice as SQL; NULL if the user may not read it."""
        Advice = self.env["scope.advice"]
        field = Advice._fields[name]
        if Advice._has_field_access(field, "read"):
            return Advice._field_to_sql(alias, name)
        return SQL("NULL::%s", SQL(field.column_type[1]))

    def _get_values(self, columns, ids, data, names):
        """Return the values of each column for a batch of rows.

        :param ids: of the advice of each row; the user may read them
        :param data: what the database keeps, by the name of the field
        :param names: display names known so far, by model and id
        """
        Advice = self.env["scope.advice"]
        advice = Advice.browse(dict.fromkeys(ids))
        values = []
        for column in columns:
            stored = self._get_stored_names([column])
            if stored:
                found = (data[name] for name in stored)
                field = Advice._fields[column.source]
                values.append(self._convert(names, field, *found))
            else:
                by_id = self._compute_column(column, advice)
                values.append([by_id.get(id_) for id_ in ids])
        return values

    def _get_stored_names(self, columns):
        """Return the fields to select for these columns; the others are computed."""
        Advice = self.env["scope.advice"]
        names = {}
        for column in columns:
            field = isinstance(column.source, str) and Advice._fields[column.source]
            if field and field.store and field.column_type:
                names[field.name] = True
                if field.type == "monetary":
                    names[field.get_currency_field(Advice)] = True
        return list(names)

    def _compute_column(self, column, advice):
        if not isinstance(column.source, str):
            return column.source(advice)
        field = advice._fields[column.source]
        # Only what it is computed from: left alone, the ORM fetches the long texts, too.
        needed = self.env.registry.field_depends[field]
        advice.fetch([name for name in needed if "." not in name] or [field.name])
        values = {
            record.id: field.convert_to_export(record[field.name], record)
            for record in advice
        }
        advice.invalidate_recordset()
        return values

    def _convert(self, names, field, values, currency_ids=()):
        """Turn a column from what the database keeps into what the writer takes."""
        if field.type == "many2one":
            known = self._get_names(names, field.comodel_name, values)
            return [known.get(value) for value in values]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return [labels.get(value, value) for value in values]
        if field.type == "boolean":
            yes = self.env._("Yes")
            return [yes if value else None for value in values]
        if field.type == "monetary":
            pairs = zip(values, currency_ids, strict=True)
            return [value and (value, currency_id) for value, currency_id in pairs]
        if field.type == "html":
            return [value and html2plaintext(value) for value in values]
        return values

    def _get_names(self, names, model_name, ids):
        """Return the display names by id. An id is asked for once per sheet."""
        known = names[model_name]
        missing = {*ids} - known.keys() - {None}
        if missing:
            # As in every list of Odoo: who reads the advice reads the names in it,
            # also that of a colleague who has left for another company.
            # The customer has a column of its own: people go without it.
            records = (
                self.env[model_name]
                .sudo()
                .with_context(partner_display_name_hide_company=True)
                .browse(sorted(missing))
            )
            records.fetch(["display_name"])
            known.update((record.id, record.display_name) for record in records)
            records.invalidate_recordset()
        return known
