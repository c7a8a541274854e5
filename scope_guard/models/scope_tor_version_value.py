from odoo import api, fields, models
from odoo.tools import SQL


class ScopeTorVersion(models.Model):
    """What the agreement was worth at each version: originally, and by changes since.

    A version that was agreed with a price is worth that price. Without one it is worth
    the hours of version 1 at the rate of the project, and the changes as they were paid
    since; that is for the house alone, and follows the rate as it is now.
    """

    _inherit = "scope.tor.version"

    #: Follow from the frozen text and the rate: read by SQL, never written.
    _VALUE_FIELDS = (
        "original_amount",
        "changes_amount",
        "value_amount",
        "paid_hours",
    )

    currency_id = fields.Many2one(related="tor_id.currency_id")
    # Stored for the sake of grouping and measures; the columns stay empty, see
    # _field_to_sql, because the row of a version is never written to.
    original_amount = fields.Monetary(
        "Original value",
        readonly=True,
        aggregator="max",
        help="The price of version 1; its hours at the rate of the project where no "
        "price was agreed.",
    )
    changes_amount = fields.Monetary(
        "Value by changes",
        readonly=True,
        aggregator="max",
        help="What was agreed from version 1 to this one, by changes or anew.",
    )
    value_amount = fields.Monetary("Value", readonly=True, aggregator="max")
    paid_hours = fields.Float(
        "Hours since the version before",
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Hours of the change that led to this version and that are paid; where it "
        "was agreed as a whole, the difference in hours.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        # A new row holds zeros for what it was not given.
        versions.invalidate_recordset(self._VALUE_FIELDS, flush=False)
        return versions

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in self._VALUE_FIELDS:
            return super()._field_to_sql(alias, field_expr, query)
        figure = {
            "original_amount": SQL(
                "(SELECT f.value FROM figures f WHERE f.number = 1)"
            ),
            "changes_amount": SQL(
                "(SELECT n.value - f.value FROM figures n, figures f"
                " WHERE n.number = %s AND f.number = 1)",
                SQL.identifier(alias, "number"),
            ),
            "value_amount": SQL(
                "(SELECT n.value FROM figures n WHERE n.number = %s)",
                SQL.identifier(alias, "number"),
            ),
            "paid_hours": SQL(
                "(SELECT n.more FROM figures n WHERE n.number = %s)",
                SQL.identifier(alias, "number"),
            ),
        }[field_expr]
        return SQL("(%s %s)", self._figures_cte(alias), figure)

    def _figures_cte(self, alias):
        """For each version of the scope of a row: ``number``, ``value`` and ``more``,
        the hours that it brought."""
        Tor, Company = self.env["scope.tor"], self.env["res.company"]
        return SQL(
            """
            WITH said AS (
                SELECT w.number, CAST(w.content AS json) AS content,
                       COALESCE(NULLIF(%(own_rate)s, 0), %(rate)s, 0) AS rate
                  FROM scope_tor_version w
                  JOIN scope_tor t ON t.id = w.tor_id
                  JOIN res_company c ON c.id = w.company_id
                 WHERE w.tor_id = %(tor)s
            ), frozen AS (
                SELECT number,
                       rate,
                       NULLIF(CAST(content ->> 'amount' AS numeric), 0) AS price,
                       CAST(content ->> 'hours' AS numeric) AS hours,
                       CAST(content -> 'change' ->> 'hours' AS numeric) AS paid_hours,
                       CAST(content -> 'change' ->> 'amount' AS numeric) AS paid
                  FROM said
            ), steps AS (
                SELECT number, price, paid, rate,
                       COALESCE(
                           paid_hours,
                           hours - COALESCE(LAG(hours) OVER (ORDER BY number), 0)
                       ) AS more
                  FROM frozen
            ), figures AS (
                SELECT number, more,
                       COALESCE(
                           price,
                           SUM(COALESCE(paid, more * rate)) OVER (ORDER BY number)
                       ) AS value
                  FROM steps
            )
            """,
            tor=SQL.identifier(alias, "tor_id"),
            own_rate=SQL.identifier(
                "t", "goodwill_rate", to_flush=Tor._fields["goodwill_rate"]
            ),
            rate=SQL.identifier(
                "c", "scope_hourly_rate", to_flush=Company._fields["scope_hourly_rate"]
            ),
        )
