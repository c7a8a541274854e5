from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta
from lxml import html

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_is_zero, format_amount, format_date, formatLang

from .scope_tor_version import FREEZE

#: So many tasks are named for each point, so many points; the rest is counted.
MAX_NAMES = 3
MAX_POINTS = 8


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
        """Offer who may want to read it; those who got the last one are ticked.

        Whoever is missing in a list that was made before was taken out of it: offered
        again, and not ticked.
        """
        known = self.recipient_ids.partner_id
        self.env["scope.letter.recipient"].create(
            [
                {
                    "letter_id": self.id,
                    **values,
                    "is_included": values["is_included"] and not known,
                }
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
