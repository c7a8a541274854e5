from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from .scope_letter_prepare import MAX_NAMES

#: What waits for the client is told so many days ahead where no cadence is set.
HORIZON_DAYS = 28


class ScopeLetter(models.Model):
    """What a letter tells of what was given, and of what we need."""

    _inherit = "scope.letter"

    # ------------------------------------------------------------------ at no charge
    def _lines_free(self, moment):
        """What was given in the time, and so far."""
        Goodwill = self.env["scope.goodwill"]
        domain = Domain("project_id", "=", self.project_id.id)
        given = Goodwill.search(
            domain
            & (
                Domain("date", ">", self.date_from)
                | (
                    Domain("date", "=", self.date_from)
                    & Domain("create_date", ">=", moment)
                )
            ),
            order="date, id",
        )
        lines = []
        if given:
            names = given.mapped("name")
            values = {
                "what": "; ".join(names[:MAX_NAMES]),
                "count": len(names) - MAX_NAMES,
                "price": self._format_price(*self._sum_of(given)),
            }
            if values["count"] > 0 and values["price"]:
                text = self.env._("%(price)s: %(what)s and %(count)s more", **values)
            elif values["price"]:
                text = self.env._("%(price)s: %(what)s", **values)
            else:
                text = values["what"]
            lines.append({"section": "free", "text": text})
        sums = Goodwill._read_group(
            domain & Domain("currency_id", "=", self.currency_id.id),
            [],
            ["hours:sum", "amount:sum"],
        )
        so_far = self._format_price(*sums[0])
        if so_far and so_far != self._format_price(*self._sum_of(given)):
            text = self.env._("So far on this project: %(price)s", price=so_far)
            lines.append({"section": "free", "text": text})
        return lines

    def _sum_of(self, given):
        own = given.filtered(lambda g: g.currency_id == self.currency_id)
        return sum(given.mapped("hours")), sum(own.mapped("amount"))

    # ------------------------------------------------------------------ what we need
    def _lines_needs(self, previous):
        """What waits for the client, what is late first, in kind words."""
        lines = self._lines_responsibilities(previous)
        changes = self.env["scope.change"].search(
            [("project_id", "=", self.project_id.id), ("state", "=", "sent")],
            order="date_sent, id",
        )
        lines += [self._change_line("needs", change) for change in changes]
        waiting = self.env["scope.advice"].search(
            Domain("project_id", "=", self.project_id.id)
            & Domain("date_recorded", "!=", False)
            & Domain("decision", "=", "pending")
            & Domain("successor_ids", "=", False),
            order="date_told, id",
        )
        lines += [self._advice_line("needs", advice) for advice in waiting]
        tor = self.project_id.scope_tor_id
        if tor.state == "sent":
            text = self.env._("Your answer to what we agree on")
            lines.append({"section": "needs", "text": text})
        return lines

    def _lines_responsibilities(self, previous):
        """What the client provides, as agreed, that is due soon or late.

        A point whose tasks are all closed was provided. One that was left out of the
        last letter is offered, and not asked for again.
        """
        today = self._today_of_company()
        weeks = self.sudo().company_id.scope_letter_weeks
        ahead = timedelta(days=weeks * 7 or HORIZON_DAYS)
        horizon = today + ahead
        asked = previous.line_ids.filtered("is_included").item_id
        wanted = sorted(
            (
                (fields.Date.to_date(item["date_due"]), item)
                for item in self._agreed_content().get("items", ())
                if item["kind"] == "client_responsibility" and item.get("date_due")
            ),
            key=lambda pair: pair[0],
        )
        wanted = [(day, item) for day, item in wanted if day <= horizon]
        if not wanted:
            return []
        ids = [item["id"] for _day, item in wanted]
        existing = set(
            self.env["scope.item"]
            .with_context(active_test=False)
            .browse(ids)
            .exists()
            .ids
        )
        states = {}
        for item, state in self.env["project.task"]._read_group(
            Domain("scope_item_id", "in", ids)
            & Domain("project_id", "=", self.project_id.id),
            ["scope_item_id", "state"],
        ):
            states.setdefault(item.id, set()).add(state)
        lines = []
        for day, item in wanted:
            found = states.get(item["id"])
            if found and found <= {"1_done", "1_canceled"}:
                continue
            values = {"what": item["name"], "day": self._format_day(day)}
            text = (
                self.env._("%(what)s, since %(day)s", **values)
                if day < today
                else self.env._("%(what)s, by %(day)s", **values)
            )
            left_out = (
                previous
                and day <= previous.date + ahead
                and item["id"] not in asked.ids
            )
            lines.append(
                {
                    "section": "needs",
                    "text": text,
                    "item_id": item["id"] if item["id"] in existing else False,
                    "is_included": not left_out,
                }
            )
        return lines
