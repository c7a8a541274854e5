"""Filling a database for measurements: many rows like one, without the time that Odoo would take."""

from odoo.tools import SQL


def multiply(record, count, **replacing):
    """Insert ``count`` more rows like that of a record, by SQL.

    :param replacing: SQL instead of the value of a column; ``number`` counts the rows from 1
    """
    record.env.flush_all()
    columns = [
        field.name
        for field in record._fields.values()
        if field.store
        and field.column_type
        and field.name not in ("id", "access_token")
    ]
    record.env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) AS number WHERE id = %s ORDER BY number",
            SQL.identifier(record._table),
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL(", ").join(
                replacing.get(name) or SQL.identifier(name) for name in columns
            ),
            SQL.identifier(record._table),
            count,
            record.id,
        )
    )
    record.env.invalidate_all()
