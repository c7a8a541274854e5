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
    "answer_channel",
    "reason",
    "client_view",
    "date_answer_recorded",
)
#: Where the history calls them differently
KEPT_AS = {"answer_channel": "channel", "date_answer_recorded": "date_recorded"}


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
        kept = SQL(", ").join(self._get_kept_term(name) for name in DECISION_FIELDS)
        given = SQL(", ").join(
            SQL("%s AS %s", self._get_term("given", name), SQL.identifier(name))
            for name in DECISION_FIELDS
        )
        # Each recorded answer, and those that are not recorded yet.
        return SQL(
            "SELECT kept.advice_id, %(kept)s FROM scope_advice_decision AS kept"
            " JOIN scope_advice AS given ON given.id = kept.advice_id"
            " WHERE kept.advice_id IN %(ids)s"
            " UNION ALL"
            " SELECT given.id AS advice_id, %(given)s FROM scope_advice AS given"
            " WHERE given.id IN %(ids)s AND %(decision)s <> 'pending'"
            " AND NOT EXISTS (SELECT 1 FROM scope_advice_decision AS kept"
            " WHERE kept.advice_id = given.id)",
            kept=kept,
            given=given,
            ids=tuple(ids) or (None,),
            decision=self._get_term("given", "decision"),
        )

    def _get_kept_term(self, name):
        """Return a value of an answer in the history as SQL; NULL if the user may not
        read the advice's own."""
        Advice = self.env["scope.advice"]
        if not Advice._has_field_access(Advice._fields[name], "read"):
            return SQL("%s AS %s", self._get_term("given", name), SQL.identifier(name))
        column = KEPT_AS.get(name, name)
        return SQL("%s AS %s", SQL.identifier("kept", column), SQL.identifier(name))

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
            Column("answer_channel", 14, self.env._("By")),
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
        """Return the sheet, its rows in the order of the days."""
        columns = self._get_readable_columns(self._get_decision_columns())
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
            self._get_decisions(advice.ids),
        )
        count, batches = self._open_query(query)
        values = self._get_decision_batches(columns, stored, batches)
        name = self.env._("Decisions")
        return Sheet(name, columns, count, values, fits_page=True)

    def _get_decision_batches(self, columns, stored, batches):
        """Yield the values of the sheet, batch by batch."""
        names = defaultdict(dict)
        ways = dict(
            self.env["scope.advice.decision"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        for rows in batches:
            ids, *values = zip(*rows, strict=True)
            data = dict(zip(stored, values, strict=True))
            if "answer_channel" in data:
                data["answer_channel"] = [
                    ways.get(way, way) for way in data["answer_channel"]
                ]
            yield self._get_values(columns, ids, data, names)
