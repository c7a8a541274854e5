from collections import Counter, defaultdict

from odoo import fields, models
from odoo.fields import Domain

#: What the client took up comes first
DECISION_ORDER = ("accepted", "deferred", "self", "declined", "pending")
OUTCOME_COLOURS = {"averted": "#4F8A5B", "materialised": "#C97B3D", "open": "#9FB1C1"}
#: So many customers are named, the others counted
NAMED_CUSTOMERS = 5

CHART_SIZE = {"width": 760, "height": 300}  # pixels


class ScopeAdviceLogSummary(models.AbstractModel):
    """The sheet *Summary*: for whom, of when, by whom, and the figures.

    A part of ``scope.advice.log``.
    """

    _name = "scope.advice.log.summary"
    _description = "Summary of the Advice Log"

    def _get_figures(self, domain, customer=None, date_from=None, date_to=None):
        """Return what the summary says, in one query per kind of figure.

        Advice that a later one corrects stands in the log, but is not counted.
        """
        Advice = self.env["scope.advice"]
        domain = Domain(domain)
        [(count, customer_count, first, last)] = Advice._read_group(
            domain,
            [],
            [
                "__count",
                "partner_id:count_distinct",
                "date_told:min",
                "date_told:max",
            ],
        )
        counted = domain & Domain("successor_ids", "=", False)
        groups = Advice._read_group(counted, ["decision", "outcome"], ["__count"])
        cells = Counter({(answer, outcome): n for answer, outcome, n in groups})
        currencies = [group for [group] in Advice._read_group(domain, ["currency_id"])]
        costs = []
        if Advice._has_field_access(Advice._fields["incident_cost"], "read"):
            costs = Advice._read_group(
                counted & Domain("incident_cost", "!=", 0),
                ["currency_id"],
                ["incident_cost:sum"],
            )
        return {
            "count": count,
            "customers": self._get_customer_names(domain, customer),
            "customer_count": customer_count,
            "date_from": date_from or first,
            "date_to": date_to or last,
            "cells": cells,
            "corrected": count - sum(cells.values()),
            "costs": costs,
            "currencies": currencies,
        }

    def _get_customer_names(self, domain, customer=None):
        """Return the names of the customers with most advice, at most one too many."""
        groups = self.env["scope.advice"]._read_group(
            domain,
            ["partner_id"],
            order="__count DESC, partner_id",
            limit=NAMED_CUSTOMERS + 1,
        )
        ids = [partner.id for [partner] in groups if partner]
        if not groups and customer:
            ids = customer.ids
        known = self._get_names(defaultdict(dict), "res.partner", ids)
        return [known[id_] for id_ in ids]

    def _write_summary(self, writer, sheet, figures):
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 8, 16)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 1)
        writer.write_text(sheet, 0, 0, self.env._("Advice log"), writer.title)
        row = 1
        for label, kind, value in self._get_heading(figures):
            row += 1
            writer.write_text(sheet, row, 0, label, writer.label)
            if value:
                style = (writer.plain,) if kind == "text" else ()
                getattr(writer, f"write_{kind}")(sheet, row, 1, value, *style)
        row += 2
        if not figures["count"]:
            sentence = self.env._("No advice is recorded for this selection yet.")
            writer.write_text(sheet, row, 0, sentence, writer.plain)
            row += 2
        row = self._write_figures(writer, sheet, row, figures)
        row = self._write_notes(writer, sheet, row + 1, figures)
        if figures["count"]:
            self._insert_chart(writer, sheet, row + 1, figures)

    def _get_heading(self, figures):
        """Return the lines over the figures: (label, kind, value)."""
        names = figures["customers"][:NAMED_CUSTOMERS]
        others = figures["customer_count"] - len(names)
        customers = ", ".join(names)
        if others > 0:
            customers = self.env._(
                "%(customers)s and %(count)s more", customers=customers, count=others
            )
        return [
            (self.env._("Customer"), "text", customers),
            (self.env._("From"), "date", figures["date_from"]),
            (self.env._("Until"), "date", figures["date_to"]),
            (self.env._("Entries"), "number", figures["count"]),
            (self.env._("Company"), "text", self.env.company.name),
            (self.env._("Exported by"), "text", self.env.user.name),
            (self.env._("Exported on"), "datetime", fields.Datetime.now()),
        ]

    def _get_labels(self, name, order):
        """Return ``{value: label}`` of a selection field, sorted, own values last."""
        field = self.env["scope.advice"]._fields[name]
        labels = dict(field._description_selection(self.env))
        return {
            **{value: labels[value] for value in order if value in labels},
            **labels,
        }

    def _write_figures(self, writer, sheet, row, figures):
        """Write the table of answers (rows) by outcomes; return the next free row."""
        Advice = self.env["scope.advice"]
        decisions = self._get_labels("decision", DECISION_ORDER)
        outcomes = self._get_labels("outcome", OUTCOME_COLOURS)
        total = len(outcomes) + 1
        heading = Advice._fields["decision"]._description_string(self.env)
        headers = [heading, *outcomes.values(), self.env._("Total")]
        for column, header in enumerate(headers):
            writer.write_text(sheet, row, column, header, writer.header)
        figures["table"] = {"row": row, "decisions": decisions, "outcomes": outcomes}
        sums = [0] * (total + 1)
        for decision, label in decisions.items():
            row += 1
            numbers = [figures["cells"][decision, outcome] for outcome in outcomes]
            numbers.append(sum(numbers))
            writer.write_text(sheet, row, 0, label, writer.plain)
            for column, number in enumerate(numbers, start=1):
                writer.write_number(sheet, row, column, number)
                sums[column] += number
        row += 1
        writer.write_text(sheet, row, 0, self.env._("Total"), writer.total)
        for column in range(1, total + 1):
            writer.write_number(sheet, row, column, sums[column], writer.total)
        return row + 1

    def _write_notes(self, writer, sheet, row, figures):
        for currency, cost in figures["costs"]:
            writer.write_text(sheet, row, 0, self.env._("Cost noted"), writer.label)
            writer.write_money(sheet, row, 1, (cost, currency))
            row += 1
        if figures["corrected"]:
            label = self.env._("Corrected by a later entry, not counted above")
            writer.write_text(sheet, row, 0, label, writer.label)
            writer.write_number(sheet, row, 1, figures["corrected"])
            row += 1
        return row

    def _insert_chart(self, writer, sheet, row, figures):
        """Insert a native bar chart of the table: one bar per answer, by outcome."""
        table = figures["table"]
        first, decisions = table["row"] + 1, table["decisions"]
        last = table["row"] + len(decisions)
        chart = writer.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        for column, outcome in enumerate(table["outcomes"], start=1):
            chart.add_series(
                {
                    "name": [sheet.name, table["row"], column],
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, column, last, column],
                    "fill": {"color": OUTCOME_COLOURS.get(outcome, "#6C757D")},
                    "gap": 60,
                }
            )
        title = self.env._("Our advice, by answer and what happened")
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        # The first row of the table is the uppermost bar.
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis(
            {"min": 0, "num_format": "0", "major_gridlines": {"visible": 0}}
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size(CHART_SIZE)
        sheet.insert_chart(row, 0, chart, {"description": title})
