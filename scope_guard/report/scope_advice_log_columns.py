from collections.abc import Callable
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

#: Where the links lead: with its action a record opens under its menu and list
ACTION = "action-scope_guard.scope_advice_action"

# Widths of columns in characters
WIDTH_SHORT = 12
WIDTH_NAME = 26
WIDTH_TEXT = 50

_KINDS = {
    "date": "date",
    "datetime": "datetime",
    "float": "number",
    "integer": "number",
    "monetary": "money",
}


class Column(NamedTuple):
    """A column of a sheet with one row per record.

    ``source`` is the name of a field, or a function that takes a batch of advice and
    returns the values by id: ``lambda advice: {a.id: a.name for a in advice}``.
    ``header`` and ``kind`` (text, date, datetime, number, money, link) default to the
    field's; ``width`` is in characters. Money is an amount with the id of its currency.
    """

    source: str | Callable
    width: int = WIDTH_SHORT
    header: str | None = None
    kind: str | None = None


class ScopeAdviceLogColumns(models.AbstractModel):
    """The columns of the sheet *Advice log*, a part of ``scope.advice.log``."""

    _name = "scope.advice.log.columns"
    _description = "Columns of the Advice Log"

    def _get_columns(self):
        """Return the columns of the sheet *Advice log*, in their order.

        Hook: extend or reorder. The column of a field that the user may not read is
        left out afterwards.
        """
        evidence = Column(
            self._get_evidence_counts, 10, self.env._("Evidence files"), "number"
        )
        columns = [
            Column("code", 10),
            self._get_link_column(),
            Column("date_told"),
            Column("partner_id", WIDTH_NAME),
            Column("project_id", WIDTH_NAME),
            Column("name", 40),
            Column("recommendation", WIDTH_TEXT),
            Column("risk", WIDTH_TEXT),
            Column("client_view", 40),
            Column("other_ways", 40),
            Column("needs", 40),
            Column("high_risk"),
            Column("template_id", WIDTH_NAME),
            Column("contact_id", WIDTH_NAME),
            Column("channel"),
            Column("user_id", WIDTH_NAME),
            Column("date_valid_until"),
            Column("date_earliest"),
            Column("date_recorded", 18),
            Column("decision", 16),
            Column("decided_by_id", WIDTH_NAME),
            Column("date_decided"),
            Column("answer_channel"),
            Column("reason", 40),
            Column("date_deferred_until"),
            Column("commitment_owner_id", WIDTH_NAME),
            Column("commitment_date"),
            Column("commitment_confirmed"),
            Column("date_review"),
            Column("outcome", 14),
            Column("date_incident"),
            Column("incident_cost", 16),
            Column("currency_id", 10),
            Column("outcome_note", 40),
            Column("predecessor_id", WIDTH_NAME),
            self._get_successor_column(),
            evidence,
            Column("is_complete", header=self.env._("Complete")),
        ]
        if self.env.user.has_group("base.group_multi_company"):
            columns.append(Column("company_id", WIDTH_NAME))
        return columns

    def _get_readable_columns(self, columns=None):
        """Return the columns that this user may read, header and kind filled in.

        :param columns: those of the sheet *Advice log* if there is no other list
        """
        Advice = self.env["scope.advice"]
        candidates = self._get_columns() if columns is None else columns
        columns = []
        for column in candidates:
            if isinstance(column.source, str):
                field = Advice._fields[column.source]
                if not Advice._has_field_access(field, "read"):
                    continue
                column = column._replace(
                    header=column.header or field._description_string(self.env),
                    kind=column.kind or _KINDS.get(field.type),
                )
            columns.append(column)
        return columns

    def _get_link_column(self):
        return Column(self._get_links, 8, self.env._("Link"), "link")

    def _get_successor_column(self):
        return Column(self._get_successors, 14, self.env._("Corrected by"), "text")

    def _get_links(self, advice):
        """Return the address of each advice in Odoo, by id."""
        base = f"{advice.browse().get_base_url()}/odoo/{ACTION}"
        return {id_: f"{base}/{id_}" for id_ in advice.ids}

    def _get_successors(self, advice):
        """Return the number of the advice that corrects each, by id."""
        rows = self.env["scope.advice"]._read_group(
            [("predecessor_id", "in", advice.ids)],
            ["predecessor_id"],
            ["code:array_agg"],
        )
        return {old.id: ", ".join(sorted(codes)) for old, codes in rows}

    def _get_evidence_counts(self, advice):
        """Return how many files stand behind each advice, by id."""
        field = advice._fields["attachment_ids"]
        rows = self.env.execute_query(
            SQL(
                "SELECT %(advice)s, COUNT(*) FROM %(relation)s"
                " WHERE %(advice)s IN %(ids)s GROUP BY %(advice)s",
                advice=SQL.identifier(field.column1),
                relation=SQL.identifier(field.relation),
                ids=tuple(advice.ids),
            )
        )
        return dict(rows)
