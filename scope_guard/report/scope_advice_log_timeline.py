from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from .scope_advice_log_columns import Column
from .scope_advice_log_sheet import Sheet

#: What each row of the timeline has beside the day and the kind of the event
EVENT_FIELDS = ("user_id", "person_id", "value", "note")
#: What it has from its advice
ADVICE_FIELDS = (
    "code",
    "name",
    "partner_id",
    "project_id",
    "company_id",
    "incident_cost",
    "currency_id",
)


class ScopeAdviceLogTimeline(models.AbstractModel):
    """The sheet *Timeline*: what happened, and what was to happen, day by day.

    A part of ``scope.advice.log``. The events come sorted from the database, which keeps
    what the file has no room for yet.
    """

    _name = "scope.advice.log.timeline"
    _description = "Timeline of the Advice Log"

    def _get_event_labels(self):
        """Return what each kind of event is called, in the order of one day.

        Hook: extend together with :meth:`_get_event_sources`.
        """
        return {
            "suggested": self.env._("Suggested"),
            "answered": self.env._("Answered"),
            "recorded": self.env._("Recorded"),
            "answer_recorded": self.env._("Answer recorded"),
            "deferred": self.env._("Waits until"),
            "due": self.env._("Ready by"),
            "confirmed": self.env._("Done, according to them"),
            "review": self.env._("To look at again"),
            "offered": self.env._("Offered until"),
            "happened": self.env._("Happened"),
            "prevented": self.env._("Prevented"),
            "corrected": self.env._("Corrected"),
        }

    def _get_value_labels(self):
        """Return the words for the coded ``value`` of events, by kind and value."""
        fields_ = self.env["scope.advice"]._fields
        together = self.env._("What was said, and the answer")
        labels = {("recorded", "both"): together}
        for kind, name in (("suggested", "channel"), ("answered", "decision")):
            for value, label in fields_[name]._description_selection(self.env):
                labels[kind, value] = label
        return labels

    def _get_event_sources(self, ids):
        """Return where the events of these advice come from, as a list of SQL.

        Each gives the columns ``advice_id``, ``kind``, ``day`` and the ``EVENT_FIELDS``:
        ``user_id`` is who did it on our side, ``person_id`` (a partner) who on theirs,
        ``value`` a code of :meth:`_get_value_labels` or a word, ``note`` a text of a
        user's. Rows without a day are left out afterwards.

        Hook: extend.
        """
        return [
            self._get_advice_events(ids),
            self._get_decision_events(ids),
            self._get_noted_events(ids),
            self._get_correction_events(ids),
        ]

    def _get_advice_events(self, ids):
        """The days that stand in the advice itself."""

        def term(name):
            return self._get_term("advice", name)

        none, user = SQL("NULL"), term("user_id")
        said, answered = (
            term(name) for name in ("date_recorded", "date_answer_recorded")
        )
        # Recorded with one button, or one after the other.
        together = SQL("%s = %s", said, answered)
        what = SQL("CASE WHEN %s THEN 'both' END", together)
        apart = SQL("CASE WHEN %s THEN NULL ELSE %s END", together, answered)
        # The day to look at it again is a day of its own only where somebody chose it.
        other_day = SQL(
            "NULLIF(NULLIF(%s, %s), %s)",
            term("date_review"),
            term("commitment_date"),
            term("date_deferred_until"),
        )

        def when(name, fname, value):
            return SQL("CASE WHEN %s = %s THEN %s END", term(fname), value, term(name))

        events = [
            (
                "suggested",
                term("date_told"),
                user,
                term("contact_id"),
                term("channel"),
                none,
            ),
            ("recorded", self._get_day(said), none, none, what, none),
            ("answer_recorded", self._get_day(apart), none, none, none, none),
            (
                "deferred",
                when("date_deferred_until", "decision", "deferred"),
                none,
                term("decided_by_id"),
                none,
                none,
            ),
            (
                "due",
                when("commitment_date", "decision", "self"),
                none,
                term("commitment_owner_id"),
                none,
                none,
            ),
            ("review", other_day, user, none, none, none),
            ("offered", term("date_valid_until"), none, none, none, none),
            (
                "happened",
                when("date_incident", "outcome", "materialised"),
                none,
                none,
                none,
                term("outcome_note"),
            ),
        ]
        return SQL(
            "SELECT advice.id AS advice_id, event.* FROM scope_advice AS advice"
            " CROSS JOIN LATERAL (VALUES %(events)s)"
            " AS event (kind, day, user_id, person_id, value, note)"
            " WHERE advice.id IN %(ids)s",
            events=SQL(", ").join(
                # The types of the first row are those of all.
                SQL(
                    "(%s, %s::date, %s::int, %s::int, %s::varchar, %s::text)",
                    kind,
                    *terms,
                )
                for kind, *terms in events
            ),
            ids=tuple(ids) or (None,),
        )

    def _get_decision_events(self, ids):
        """The answers, from where the sheet *Decisions* has them."""
        return SQL(
            "SELECT decided.advice_id, 'answered', decided.date_decided, NULL::int,"
            " decided.decided_by_id, decided.decision, decided.reason"
            " FROM (%s) AS decided",
            self._get_decisions(ids),
        )

    def _get_noted_events(self, ids):
        """What has no day of its own: it counts from when a colleague noted it."""
        get_field = self.env["ir.model.fields"]._get
        prevented = SQL("%s = 'averted'", self._get_term("advice", "outcome"))
        confirmed = self._get_term("advice", "commitment_confirmed")
        return SQL(
            "SELECT advice.id, change.kind, %(day)s, NULL::int, NULL::int,"
            " NULL::varchar, change.note"
            " FROM scope_advice AS advice"
            " CROSS JOIN LATERAL (VALUES (%(outcome)s, 'prevented', %(note)s::text),"
            " (%(commitment)s, 'confirmed', NULL)) AS change (field_id, kind, note)"
            " JOIN LATERAL (SELECT MAX(message.date) AS moment"
            " FROM mail_message AS message JOIN mail_tracking_value AS value"
            " ON value.mail_message_id = message.id"
            " WHERE message.model = 'scope.advice' AND message.res_id = advice.id"
            " AND value.field_id = change.field_id) AS noted ON TRUE"
            " WHERE advice.id IN %(ids)s AND CASE change.kind"
            " WHEN 'prevented' THEN %(prevented)s ELSE %(confirmed)s END",
            day=self._get_day(SQL("noted.moment")),
            outcome=get_field("scope.advice", "outcome").id,
            commitment=get_field("scope.advice", "commitment_confirmed").id,
            note=self._get_term("advice", "outcome_note"),
            ids=tuple(ids) or (None,),
            prevented=prevented,
            confirmed=confirmed,
        )

    def _get_correction_events(self, ids):
        """The corrections that the user may read, also outside the selection."""
        Advice = self.env["scope.advice"].with_context(active_test=False)
        query = Advice._search([("predecessor_id", "in", list(ids))])
        moment = SQL(
            "COALESCE(%s, %s)",
            Advice._field_to_sql(query.table, "date_recorded", query),
            Advice._field_to_sql(query.table, "create_date", query),
        )
        return query.select(
            Advice._field_to_sql(query.table, "predecessor_id", query),
            SQL("'corrected'"),
            self._get_day(moment),
            self._get_term(query.table, "user_id"),
            SQL("NULL::int"),
            Advice._field_to_sql(query.table, "code", query),
            SQL("NULL::text"),
        )

    def _get_day(self, moment):
        """Return the day of a time, in UTC, where the reader is."""
        return SQL("timezone(%s, timezone('UTC', %s))::date", self.env.tz.zone, moment)

    def _get_timeline_columns(self):
        """Return the columns of the sheet, in their order.

        ``source`` is the name of a value of the event, or a function of the advice. Hook:
        extend or reorder.
        """
        Advice = self.env["scope.advice"]

        def label(name):
            return Advice._fields[name]._description_string(self.env)

        columns = [
            Column("day", 12, label("date_told"), "date"),
            Column("kind", 18, self.env._("Event")),
            Column("code", 9, label("code")),
            self._get_link_column(),
            Column("name", 34, label("name")),
            Column("partner_id", 20, label("partner_id")),
            Column("project_id", 22, label("project_id")),
            Column("user_id", 18, self.env._("On our side")),
            Column("person_id", 18, self.env._("On their side")),
            Column("words", 44, self.env._("In words")),
        ]
        if Advice._has_field_access(Advice._fields["incident_cost"], "read"):
            columns.append(Column("cost", 14, label("incident_cost"), "money"))
        if self.env.user.has_group("base.group_multi_company"):
            columns.append(Column("company_id", 20, label("company_id")))
        return columns

    def _get_timeline_sheet(self, advice):
        """Return the sheet, its rows in the order of the days."""
        columns = self._get_timeline_columns()
        kinds = self._get_event_labels()
        names = [*EVENT_FIELDS, *ADVICE_FIELDS]
        query = SQL(
            "SELECT event.advice_id, event.day, event.kind, %(terms)s"
            " FROM (%(events)s) AS event"
            " JOIN scope_advice AS advice ON advice.id = event.advice_id"
            " WHERE event.day IS NOT NULL"
            " ORDER BY event.day, array_position(%(kinds)s, event.kind::text),"
            " event.advice_id, event.value",
            terms=SQL(", ").join(
                SQL.identifier("event", name)
                if name in EVENT_FIELDS
                else self._get_term("advice", name)
                for name in names
            ),
            events=SQL(" UNION ALL ").join(self._get_event_sources(advice.ids)),
            kinds=list(kinds),
        )
        count, batches = self._open_query(query)
        keys = ("advice_id", "day", "kind", *names)
        return Sheet(
            self.env._("Timeline"),
            columns,
            count,
            self._get_timeline_batches(columns, keys, batches, kinds),
            fixed=2,
            fits_page=True,
            grey_after=(0, fields.Date.context_today(self)),
        )

    def _get_timeline_batches(self, columns, keys, batches, kinds):
        """Yield the values of the sheet, batch by batch."""
        names = defaultdict(dict)
        for rows in batches:
            data = dict(zip(keys, zip(*rows, strict=True), strict=True))
            yield self._get_event_values(columns, data, kinds, names)

    def _get_event_values(self, columns, data, kinds, names):
        Advice = self.env["scope.advice"]
        labels = self._get_value_labels()
        data["words"] = [
            ": ".join(filter(None, [labels.get((kind, value), value), note]))
            for kind, value, note in zip(
                data["kind"], data["value"], data["note"], strict=True
            )
        ]
        data["cost"] = [
            (cost, currency_id) if cost and kind == "happened" else None
            for kind, cost, currency_id in zip(
                data["kind"], data["incident_cost"], data["currency_id"], strict=True
            )
        ]
        data["kind"] = [kinds.get(kind, kind) for kind in data["kind"]]
        data["person_id"] = self._convert(
            names, Advice._fields["contact_id"], data["person_id"]
        )
        for name in ("user_id", "partner_id", "project_id", "company_id"):
            data[name] = self._convert(names, Advice._fields[name], data[name])
        advice = Advice.browse(dict.fromkeys(data["advice_id"]))
        values = []
        for column in columns:
            if isinstance(column.source, str):
                values.append(data[column.source])
            else:
                by_id = column.source(advice)
                values.append([by_id.get(id_) for id_ in data["advice_id"]])
        return values
