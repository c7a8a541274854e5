from odoo import models
from odoo.fields import Domain

#: The order in which decisions are told: what was taken up comes first.
DECISION_ORDER = ("accepted", "self", "deferred", "declined")


class ScopeLetter(models.Model):
    """What a letter tells of decisions: on suggestions, and on changes."""

    _inherit = "scope.letter"

    def _told_before(self):
        """Decisions that a letter told of: (``scope.advice`` ids, ``scope.change``
        ids)."""
        lines = self.env["scope.letter.line"].search_fetch(
            [
                ("letter_id.project_id", "=", self.project_id.id),
                ("letter_id.kind", "=", "letter"),
                ("letter_id.state", "=", "sent"),
                ("section", "=", "decided"),
                ("is_included", "=", True),
            ],
            ["advice_id", "change_id"],
        )
        return set(lines.advice_id.ids), set(lines.change_id.ids)

    def _lines_decided(self, moment, told):
        """All decisions of the time, what was taken up first."""
        told_advice, told_changes = told
        answered = self.env["scope.advice"].search(
            Domain("project_id", "=", self.project_id.id)
            & Domain("date_answer_recorded", ">=", moment)
            & Domain("successor_ids", "=", False)
            & Domain("id", "not in", list(told_advice))
            # What their team has in hand stands in a part of its own.
            & (
                Domain("decision", "!=", "self")
                | Domain("commitment_confirmed", "=", 1)
            ),
            order="date_decided, id",
        )
        changes = self.env["scope.change"].search(
            Domain("project_id", "=", self.project_id.id)
            & Domain("state", "in", ("approved", "rejected"))
            & Domain("id", "not in", list(told_changes))
            & (
                Domain("date_answered", ">=", self.date_from)
                # Recorded late, it was not told before.
                | Domain("version_id.date_signed", ">=", moment)
            ),
            order="date_answered, id",
        )
        agreed = changes.filtered(lambda change: change.state == "approved")
        lines = []
        for decision in DECISION_ORDER:
            for advice in answered.filtered(lambda a, key=decision: a.decision == key):
                lines.append(self._advice_line("decided", advice))
            if decision == "accepted":
                lines += [self._change_line("decided", change) for change in agreed]
        lines += [self._change_line("decided", change) for change in changes - agreed]
        return lines

    def _advice_line(self, section, advice):
        """A line that tells of one suggestion, with why we made it where much is at
        stake: whoever pays should know, and know how his team sees it."""
        values = {
            "what": advice.name,
            "person": advice.commitment_owner_id.name,
            "day": self._format_day(
                {
                    "deferred": advice.date_deferred_until,
                    "pending": advice.date_valid_until,
                    "self": advice.commitment_date,
                }.get(advice.decision)
            ),
        }
        text = self._decision_text(advice, values)
        if advice.high_risk and advice.decision != "accepted":
            if advice.risk:
                text += "\n" + self.env._(
                    "Why we suggest it: %(risk)s", risk=advice.risk.strip()
                )
            if advice.client_view:
                text += "\n" + self.env._(
                    "How your team sees it: %(view)s", view=advice.client_view.strip()
                )
        return {"section": section, "text": text, "advice_id": advice.id}

    def _decision_text(self, advice, values):
        today = self._today_of_company()
        if advice.decision == "accepted":
            return self.env._("%(what)s: taken up", **values)
        if advice.decision == "deferred":
            return self.env._("%(what)s: another time, after %(day)s", **values)
        if advice.decision == "declined":
            return self.env._("%(what)s: you chose another way", **values)
        if advice.decision == "pending":
            if advice.date_valid_until and advice.date_valid_until >= today:
                return self.env._(
                    "%(what)s: your answer to our suggestion, by %(day)s", **values
                )
            return self.env._("%(what)s: your answer to our suggestion", **values)
        if advice.commitment_confirmed:
            return self.env._("%(what)s: done by your team", **values)
        late = advice.commitment_date and advice.commitment_date < today
        if not values["day"]:
            return self.env._("%(what)s: with %(person)s", **values)
        if late and values["person"]:
            return self.env._(
                "%(what)s: with %(person)s, planned for %(day)s", **values
            )
        if late:
            return self.env._("%(what)s: planned for %(day)s", **values)
        if values["person"]:
            return self.env._("%(what)s: with %(person)s, until %(day)s", **values)
        return self.env._("%(what)s: until %(day)s", **values)

    def _change_line(self, section, change):
        values = {
            "what": change.name,
            "price": self._format_price(change.paid_hours, change.paid_amount),
        }
        ways = set(change.line_ids.mapped("answer"))
        if change.state == "sent":
            values["price"] = self._format_price(change.hours, change.amount)
            values["day"] = self._format_day(change.date_sent)
            text = (
                self.env._(
                    "%(what)s (%(price)s): your answer, with you since %(day)s",
                    **values,
                )
                if values["price"]
                else self.env._(
                    "%(what)s: your answer, with you since %(day)s", **values
                )
            )
        elif change.state == "rejected":
            text = self.env._("%(what)s: you chose to go on without it", **values)
        elif values["price"]:
            text = self.env._("%(what)s: agreed, %(price)s", **values)
        elif "swap" in ways:
            text = self.env._("%(what)s: agreed, in exchange for other work", **values)
        elif "later_phase" in ways:
            text = self.env._("%(what)s: kept for later", **values)
        else:
            text = self.env._("%(what)s: agreed", **values)
        return {"section": section, "text": text, "change_id": change.id}

    def _lines_hands(self):
        """What the client's team has taken over and not finished."""
        advices = self.env["scope.advice"].search(
            Domain("project_id", "=", self.project_id.id)
            & Domain("decision", "=", "self")
            & Domain("date_answer_recorded", "!=", False)
            & Domain("commitment_confirmed", "=", False)
            & Domain("outcome", "=", "open")
            & Domain("successor_ids", "=", False),
            order="commitment_date, id",
        )
        return [self._advice_line("hands", advice) for advice in advices]
