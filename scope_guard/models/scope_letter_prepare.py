from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta
from lxml import html

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_is_zero, format_amount, format_date, formatLang

from .scope_tor_version import FREEZE

#: So many tasks are named for each point, so many points; the rest is counted.
MAX_NAMES = 3
MAX_POINTS = 8
#: So many of those who write to us are offered as recipients.
MAX_WRITERS = 6
#: What waits for the client is told so many days ahead where no cadence is set.
HORIZON_DAYS = 28
#: The order in which decisions are told: what was taken up comes first.
DECISION_ORDER = ("accepted", "self", "deferred", "declined")


class ScopeLetter(models.Model):
    """What a letter is prepared from: nothing but what is on record, in one query per
    kind of thing."""

    _inherit = "scope.letter"

    # ------------------------------------------------------------------ beginning one
    @api.model
    def _open_draft(self, project, update=None):
        """The draft of a project's next letter, prepared; a draft that was begun is
        taken up again.

        :param update: ``project.update`` that it is written with
        :return: ``scope.letter``
        """
        project.ensure_one()
        draft = self.search(
            [
                ("project_id", "=", project.id),
                ("kind", "=", "letter"),
                ("state", "=", "draft"),
            ],
            limit=1,
        )
        since = draft.date_from
        if not draft:
            draft = self.create({"name": project.name, "project_id": project.id})
        draft._check_can_decide()
        if update and draft.update_id != update:
            draft.with_context(scope_freeze=FREEZE).update_id = update
        # What was edited by hand is not lost; what was not is brought up to date.
        if not draft.is_touched or update:
            draft._prepare(since=since, keep_lines=draft.is_touched)
        return draft

    def _prepare(self, since=None, keep_lines=False):
        """Write subject, period, lines and recipients of a draft.

        :param date since: the first day it tells of; that of the last letter when not
            given
        :param bool keep_lines: leave the lines as they are, but for the words of the
            update
        """
        self.ensure_one()
        sponsor = self.sponsor_id
        lang = self._mail_lang(sponsor or self.partner_id)
        letter = self.with_context(lang=lang, scope_freeze=FREEZE)
        today = letter._today_of_company()
        if not keep_lines:
            previous = letter._previous_letter()
            since = since or letter._date_since(previous)
            letter.write(
                {
                    "lang": lang,
                    "date": today,
                    "date_from": since,
                    "name": letter._default_name(since, today),
                }
            )
            letter.line_ids.unlink()
            lines = letter._prepare_lines(previous)
        else:
            letter.line_ids.filtered(
                lambda line: line.section == "news" and not line.is_included
            ).unlink()
            lines = letter._lines_news()
        letter._create_lines(lines)
        letter._create_recipients()
        letter.is_touched = keep_lines and self.is_touched

    def _create_lines(self, lines):
        """Create lines in the order of the parts they belong to."""
        Line = self.env["scope.letter.line"]
        sections = [key for key, _label in Line._fields["section"].selection]
        Line.create(
            [
                {
                    "letter_id": self.id,
                    "sequence": (sections.index(values["section"]) + 1) * 1000 + number,
                    **values,
                }
                for number, values in enumerate(lines)
            ]
        )

    def _create_recipients(self):
        """Offer who may want to read it; those who got the last one are ticked."""
        known = self.recipient_ids.partner_id
        self.env["scope.letter.recipient"].create(
            [
                {"letter_id": self.id, **values}
                for values in self._prepare_recipients()
                if values["partner_id"] not in known.ids
            ]
        )

    # ------------------------------------------------------------------ period
    def _previous_letter(self):
        """The last letter about this project that was sent."""
        return self.search(
            [
                ("project_id", "=", self.project_id.id),
                ("kind", "=", "letter"),
                ("state", "=", "sent"),
            ],
            order="date_sent desc, id desc",
            limit=1,
        )

    def _date_since(self, previous):
        """The first day that the letter tells of."""
        # sudo: when the work was agreed; the letter itself is the user's.
        tor = self.project_id.sudo().scope_tor_id
        first = tor.version_ids.sorted("number")[:1].date_agreed
        begun = fields.Date.to_date(self.project_id.create_date)
        return previous.date or first or begun

    def _moment_since(self, previous):
        """The same in UTC: where the last letter ended, this one begins."""
        if previous and previous.date == self.date_from:
            return previous.date_sent
        timezone = pytz.timezone(self.company_id._scope_timezone())
        start = timezone.localize(datetime.combine(self.date_from, time.min))
        return start.astimezone(pytz.utc).replace(tzinfo=None)

    def _default_name(self, since, today):
        """For instance: Web shop: March in short."""
        # The month that most of it lies in; of a longer time, how it stands.
        month = today if today.day > 15 else today - relativedelta(months=1)
        values = {
            "project": self.project_id.name,
            "day": self._format_day(today),
            "month": format_date(self.env, month, date_format="LLLL"),
        }
        if since >= today - timedelta(days=45):
            return self.env._("%(project)s: %(month)s in short", **values)
        return self.env._("%(project)s: where we stand on %(day)s", **values)

    # ------------------------------------------------------------------ lines
    def _prepare_lines(self, previous):
        """All lines, in the order in which they are read.

        Hook: override to add lines of your own.

        :param previous: the last letter
        :return: list of dict of values of ``scope.letter.line``
        """
        moment = self._moment_since(previous)
        told = self._told_before()
        return [
            *self._lines_purpose(),
            *self._lines_news(),
            *self._lines_done(moment),
            *self._lines_hours(),
            *self._lines_decided(moment, told),
            *self._lines_hands(),
            *self._lines_free(moment),
            *self._lines_needs(previous),
        ]

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

    def _agreed_content(self):
        """What is agreed, as it was frozen; {} where nothing is."""
        # sudo: the letter tells the client what the client agreed to.
        version = self.project_id.sudo().scope_tor_id.current_version_id
        return version._get_content() if version else {}

    def _lines_purpose(self):
        purpose = (self._agreed_content().get("purpose") or "").strip()
        return [{"section": "purpose", "text": purpose}] if purpose else []

    def _lines_news(self):
        """The update's own words, which go out only if they are ticked."""
        text = self._update_text()
        if not text:
            return []
        return [{"section": "news", "text": text, "is_included": False}]

    def _update_text(self):
        """What was written into the update, without what Odoo puts there itself."""
        if not self.update_id.description:
            return ""
        default = self.env["project.update"]._build_description(self.project_id)
        standard = set(self._text_lines(default))
        lines = [
            line
            for line in self._text_lines(self.update_id.description)
            if line not in standard
        ]
        return "\n".join(lines)[:2000]

    @api.model
    def _text_lines(self, markup):
        """The lines of an HTML text, without its tables: those hold our figures."""
        root = html.fromstring(f"<div>{markup}</div>")
        for part in root.xpath("//table | //*[@name='profitability']"):
            part.drop_tree()
        for part in root.iter("br", "p", "div", "li", "h1", "h2", "h3", "h4"):
            part.tail = "\n" + (part.tail or "")
        lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
        return [line for line in lines if line]

    def _lines_done(self, moment):
        """Closed tasks of what we deliver, a line for each point."""
        domain = Domain("project_id", "=", self.project_id.id) & Domain(
            "state", "=", "1_done"
        )
        domain &= Domain("date_last_stage_update", ">=", moment) | (
            # Entered as done.
            Domain("date_last_stage_update", "=", False)
            & Domain("create_date", ">=", moment)
        )
        # A sub-task is a part of its task; what is internal or given away is told
        # elsewhere or not at all.
        domain &= Domain("parent_id", "=", False) & Domain("scope_internal", "=", False)
        domain &= Domain("scope_goodwill_ids", "=", False)
        if self.project_id.sudo().scope_tor_id.current_version_id:
            domain &= Domain("scope_item_id.kind", "=", "deliverable")
        rows = self.env["project.task"]._read_group(
            domain, ["scope_item_id"], ["name:array_agg", "__count"]
        )
        lines = []
        for item, names, count in rows[:MAX_POINTS]:
            names = names[:MAX_NAMES]
            values = {
                "point": item.name or "",
                "tasks": "; ".join(names),
                "count": count - len(names),
            }
            if item and values["count"] > 0:
                text = self.env._("%(point)s: %(tasks)s and %(count)s more", **values)
            elif item:
                text = self.env._("%(point)s: %(tasks)s", **values)
            elif values["count"] > 0:
                text = self.env._("%(tasks)s and %(count)s more", **values)
            else:
                text = values["tasks"]
            lines.append({"section": "done", "text": text})
        rest = sum(count for _item, _names, count in rows[MAX_POINTS:])
        if rest == 1:
            text = self.env._("and one more task of another point")
            lines.append({"section": "done", "text": text})
        elif rest:
            text = self.env._("and %(count)s more tasks of other points", count=rest)
            lines.append({"section": "done", "text": text})
        return lines

    def _lines_hours(self):
        tor = self.project_id.scope_tor_id
        if not tor.current_version_id or not tor.hours_limit:
            return []
        if tor.uses_days:
            per_day = tor._hours_per_day()
            text = self.env._(
                "%(used)s of %(limit)s days",
                used=formatLang(self.env, tor.used_hours / per_day, digits=1),
                limit=formatLang(self.env, tor.hours_limit / per_day, digits=1),
            )
        else:
            text = self.env._(
                "%(used)s of %(limit)s hours",
                used=self._format_hours(tor.used_hours),
                limit=self._format_hours(tor.hours_limit),
            )
        return [{"section": "hours", "text": text}]

    # ------------------------------------------------------------------ decisions
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

    # ------------------------------------------------------------------ recipients
    def _prepare_recipients(self):
        """Who may want to read it: values of ``scope.letter.recipient``.

        Ticked are the sponsor and who got the last letter; without a last letter, who
        got the agreement. The others are offered.
        """
        # sudo: who got links and wrote mails about a project that the user manages.
        tor = self.project_id.sudo().scope_tor_id
        previous = self._previous_letter().recipient_ids.filtered("link_id").partner_id
        readers = tor.link_ids.filtered(lambda link: not link.date_revoked).partner_id
        groups = [
            ("sponsor", self.sponsor_id, True),
            ("letter", previous, True),
            ("reader", readers, not previous),
            ("writes", self._who_writes(), False),
        ]
        known, found = set(), []
        for role, people, ticked in groups:
            for person in people.filtered("active"):
                if person.id in known:
                    continue
                known.add(person.id)
                found.append(
                    {
                        "partner_id": person.id,
                        "role": role,
                        "is_included": ticked and bool(self._valid_email(person.email)),
                    }
                )
        return found

    def _who_writes(self):
        """The customer's people who wrote on this project, those who do most first."""
        Partner = self.env["res.partner"].sudo()
        if not self.partner_id:
            return Partner
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.author_id
                  FROM mail_message m
                  JOIN res_partner p ON p.id = m.author_id
                 WHERE p.commercial_partner_id = %s AND p.id <> %s AND p.active
                   AND p.email_normalized IS NOT NULL
                   AND m.message_type IN ('email', 'comment')
                   AND (m.model = 'project.project' AND m.res_id = %s
                     OR m.model = 'project.task' AND m.res_id IN (
                        SELECT id FROM project_task WHERE project_id = %s))
                 GROUP BY m.author_id
                 ORDER BY COUNT(*) DESC, m.author_id
                 LIMIT %s
                """,
                self.partner_id.id,
                self.partner_id.id,
                self.project_id.id,
                self.project_id.id,
                MAX_WRITERS,
            )
        )
        return Partner.browse([partner_id for (partner_id,) in rows])

    # ------------------------------------------------------------------ words
    @api.model
    def _format_day(self, day):
        """A day as one says it, the year only where it is another one."""
        if not day:
            return ""
        if day.year != fields.Date.context_today(self).year:
            return format_date(self.env, day, date_format="long")
        return self.env["scope.advice.hint"]._scope_format_day(day)

    @api.model
    def _format_hours(self, hours):
        return self.env["project.task"]._scope_short_hours(hours)

    def _format_price(self, hours, amount):
        """For instance: 640 EUR (5 h); "" for nothing."""
        hours_text = (
            self.env._("%s h", self._format_hours(hours))
            if not float_is_zero(hours or 0, precision_digits=2)
            else ""
        )
        if self.currency_id.is_zero(amount or 0):
            return hours_text
        money = format_amount(self.env, amount, self.currency_id, trailing_zeroes=False)
        return f"{money} ({hours_text})" if hours_text else money
