from odoo import api, models


class ScopeLetter(models.Model):
    """A letter that tells of one suggestion: to the sponsor, and to who answered."""

    _inherit = "scope.letter"

    @api.model
    def _open_note(self, advice):
        """The draft that tells of one suggestion; one that was begun is taken up."""
        advice.ensure_one()
        draft = self.search(
            [
                ("advice_id", "=", advice.id),
                ("kind", "=", "note"),
                ("state", "=", "draft"),
            ],
            limit=1,
        )
        if not draft:
            draft = self.create(
                {
                    "name": advice.name,
                    "kind": "note",
                    "advice_id": advice.id,
                    "project_id": advice.project_id.id,
                }
            )
        draft._check_can_decide()
        if not draft.is_touched:
            draft._prepare()
        return draft

    def _default_name(self, since, today):
        if self.kind != "note":
            return super()._default_name(since, today)
        return self.env._(
            "%(project)s: %(what)s",
            project=self.project_id.name,
            what=self.advice_id.name,
        )

    def _prepare_lines(self, previous):
        if self.kind != "note":
            return super()._prepare_lines(previous)
        advice = self.advice_id
        # Both views stand side by side; whatever is empty is left out.
        texts = [
            ("suggestion", advice.recommendation or advice.name),
            ("why", advice.risk),
            ("ways", advice.other_ways),
            ("answer", self._note_answer()),
            ("view", advice.client_view),
            # What we noted of their reasons goes out only if it is ticked.
            ("view", not advice.client_view and advice.reason),
            ("next", self._note_next()),
        ]
        return [
            {
                "section": section,
                "text": text.strip(),
                "advice_id": advice.id,
                "is_included": section != "view" or bool(advice.client_view),
            }
            for section, text in texts
            if (text or "").strip()
        ]

    def _note_answer(self):
        """What the client's team decided, in words without blame."""
        advice = self.advice_id
        values = {
            "person": advice.decided_by_id.name or self.env._("your team"),
            "owner": advice.commitment_owner_id.name or self.env._("your team"),
            "day": self._format_day(advice.date_decided),
            "due": self._format_day(advice.commitment_date),
            "later": self._format_day(advice.date_deferred_until),
        }
        if not advice.date_answer_recorded:
            values["person"] = advice.contact_id.name or values["person"]
            values["day"] = self._format_day(advice.date_told)
            return self.env._(
                "%(person)s knows of it since %(day)s; it is not decided yet.", **values
            )
        if advice.decision == "self":
            return self.env._(
                "Your team takes it into its own hands: %(owner)s, until %(due)s "
                "(%(person)s, %(day)s).",
                **values,
            )
        if advice.decision == "deferred":
            return self.env._(
                "Another time, after %(later)s (%(person)s, %(day)s).", **values
            )
        if advice.decision == "declined":
            return self.env._("You go another way (%(person)s, %(day)s).", **values)
        return self.env._("You took it up (%(person)s, %(day)s).", **values)

    def _note_next(self):
        advice = self.advice_id
        until = advice.date_valid_until
        if until and until >= self._today_of_company():
            return self.env._(
                "It can be had as suggested until %(day)s. Thinking it over takes one "
                "line to us.",
                day=self._format_day(until),
            )
        return self.env._(
            "If you want to look at it once more, one line to us is enough."
        )

    def _prepare_recipients(self):
        """The sponsor, and who answered or was told: each sees that the other gets
        it."""
        if self.kind != "note":
            return super()._prepare_recipients()
        advice = self.advice_id
        decider = advice.decided_by_id or advice.contact_id
        people = [("sponsor", self.sponsor_id), ("decider", decider - self.sponsor_id)]
        return [
            {
                "partner_id": person.id,
                "role": role,
                "is_included": bool(self._valid_email(person.email)),
            }
            for role, person in people
            if person
        ]
