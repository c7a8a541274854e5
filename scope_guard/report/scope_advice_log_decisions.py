from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .scope_advice_log_columns import Column
from .scope_advice_log_sheet import Sheet

#: What a decision consists of, whoever keeps it; each has the name of an advice's field
DECISION_FIELDS = (
    "decision",
    "decided_by_id",
    "date_decided",
    "channel",
    "reason",
    "client_view",
)


class ScopeAdviceLogDecisions(models.AbstractModel):
    """The sheet *Decisions*: one row for each answer that was given.

    A part of ``scope.advice.log``.
    """

    _name = "scope.advice.log.decisions"
    _description = "Decisions in the Advice Log"

    def _get_decisions(self, ids):
        """Return the decisions on these advice as SQL: ``advice_id`` and the
        ``DECISION_FIELDS``, one row each.

        Hook: the one place that knows where decisions are kept. The sheets *Decisions*
        and *Timeline* read them from here.
        """
        terms = SQL(", ").join(
            SQL("%s AS %s", self._get_term("given", name), SQL.identifier(name))
            for name in DECISION_FIELDS
        )
        return SQL(
            "SELECT given.id AS advice_id, %(terms)s FROM scope_advice AS given"
            " WHERE given.id IN %(ids)s AND %(decision)s <> 'pending'",
            terms=terms,
            ids=tuple(ids) or (None,),
            decision=self._get_term("given", "decision"),
        )

    def _get_decision_columns(self):
        """Return the columns of the sheet, in their order: fields of ``scope.advice`` or
        functions, as in :meth:`_get_columns`.

        Hook: extend or reorder.
        """
        columns = [
            Column("code", 9),
            self._get_link_column(),
            Column("date_decided", 12),
            Column("decision", 18),
            Column("name", 34),
            Column("partner_id", 20),
            Column("project_id", 22),
            Column("decided_by_id", 18),
            Column("channel", 10),
            Column("reason", 34),
            Column("client_view", 34),
            Column("since_then", 16),
            Column("date_answer_recorded", 18),
            self._get_successor_column(),
        ]
        if self.env.user.has_group("base.group_multi_company"):
            columns.append(Column("company_id", 20))
        return columns

    def _get_decisions_sheet(self, advice):
        columns = self._get_readable_columns(self._get_decision_columns())
        decisions = self._get_decisions(advice.ids)
        [[count]] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM (%s) AS decided", decisions)
        )
        batches = self._get_decision_batches(columns, decisions)
        name = self.env._("Decisions")
        return Sheet(name, columns, count, batches, fits_page=True)

    def _get_decision_batches(self, columns, decisions):
        """Yield the values of the sheet, in the order of the days, batch by batch."""
        stored = self._get_stored_names(columns)
        terms = [
            SQL.identifier("decided", name)
            if name in DECISION_FIELDS
            else self._get_term("advice", name)
            for name in stored
        ]
        query = SQL(
            "SELECT %s FROM (%s) AS decided"
            " JOIN scope_advice AS advice ON advice.id = decided.advice_id"
            " ORDER BY decided.date_decided, decided.advice_id",
            SQL(", ").join([SQL("decided.advice_id"), *terms]),
            decisions,
        )
        names = defaultdict(dict)
        for rows in self._fetch_batches(query):
            ids, *values = zip(*rows, strict=True)
            data = dict(zip(stored, values, strict=True))
            yield self._get_values(columns, ids, data, names)
