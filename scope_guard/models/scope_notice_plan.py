from datetime import timedelta

import pytz
from psycopg2 import Error

from odoo import api, fields, models
from odoo.tools import format_date


class ScopeNotice(models.Model):
    """When each thing goes out, and why not now."""

    _inherit = "scope.notice"

    date_planned = fields.Datetime("Goes out on", compute="_compute_plan")
    when = fields.Char(compute="_compute_plan")
    why = fields.Char("Why then", compute="_compute_plan")

    # ------------------------------------------------------------------ for people
    @api.depends("state", "date_not_before", "date_closed", "reason")
    @api.depends_context("lang", "tz")
    def _compute_plan(self):
        waiting = self.filtered(lambda notice: notice.state == "waiting")
        # sudo: what else waits for the person may be another project manager's.
        plan = waiting.sudo()._plan_all()
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        lapsed = waiting.sudo()._lapsed(waiting.sudo()._documents())
        for notice in self:
            moment, why = plan.get(notice.id, (False, ""))
            if notice in lapsed:
                # The next run takes it away.
                notice.date_planned = False
                notice.when = self.env._("does not go out")
                notice.why = reasons["lapsed"]
                continue
            notice.date_planned = moment
            notice.why = why
            if notice.state == "sent":
                notice.when = self.env._(
                    "went out on %(day)s", day=format_date(self.env, notice.date_closed)
                )
            elif notice.state == "dropped":
                notice.when = self.env._("does not go out")
                notice.why = reasons.get(notice.reason, "")
            elif moment:
                notice.when = self._day_in_words(moment)
            else:
                notice.when = self.env._("waits")

    def _day_in_words(self, moment):
        """A moment from now on, as one says it."""
        day = fields.Datetime.context_timestamp(self, moment).date()
        today = fields.Date.context_today(self)
        if day <= today:
            return self.env._("today")
        if day == today + timedelta(days=1):
            return self.env._("tomorrow")
        if day < today + timedelta(days=7):
            return format_date(self.env, day, date_format="EEEE")
        return format_date(self.env, day)

    # ------------------------------------------------------------------ the rules
    def _bundle_key(self):
        """What goes out in one mail has the same key: one person and one project.

        Before there is a project: one person and one customer of one company.
        """
        self.ensure_one()
        if self.project_id:
            return (self.partner_id.id, self.project_id.id, False, False)
        return (
            self.partner_id.id,
            False,
            self.customer_id.id,
            self.company_id.id,
        )

    def _bundle_groups(self):
        """The notices by their key."""
        return self.grouped(lambda notice: notice._bundle_key())

    def _plan_all(self):
        """When these go out, seen together with all that wait for the same people."""
        if not self:
            return {}
        keys = set(self._bundle_groups())
        together = self.search(
            [("state", "=", "waiting"), ("partner_id", "in", self.partner_id.ids)]
        ).filtered(lambda notice: notice._bundle_key() in keys)
        return (together | self)._plan()

    def _plan(self):
        """When these go out if nothing changes, and why not earlier.

        At most one mail in so many days for each person and project, when the person
        is at work, and none while there is a reason to be silent. One query for each
        kind of thing that is asked, however many there are.

        :return: dict from id to a moment in UTC (False while it waits for something
            without a date) and a sentence; "" when it goes out now
        """
        now = fields.Datetime.now()
        last = self._last_mails()
        to_call = self._people_to_call()
        documents = self._documents()
        # Nothing is there to send: the next run takes it away, whatever the hour.
        idle = self._lapsed(documents) | self.filtered(
            lambda notice: notice.id not in documents or not notice.partner_id
        )
        plan = dict.fromkeys(idle.ids, (now, ""))
        for key, group in (self - idle)._bundle_groups().items():
            person = group.partner_id
            known = [documents[notice.id] for notice in group]
            document = known[0]
            silence = self._silence(known, person)
            if not silence and key in to_call:
                silence = self.env._("we are to call %(name)s first", name=person.name)
            if silence:
                plan.update(dict.fromkeys(group.ids, (False, silence)))
                continue
            earliest = now
            previous = last.get(key)
            if previous:
                earliest = group._next_mail(document, person, previous)
            group._plan_mails(document, person, now, earliest, previous, plan)
        return plan

    def _lapsed(self, documents):
        """Those that their documents no longer want to go out."""

        def has_lapsed(notice):
            document = documents.get(notice.id)
            try:
                return document and not document._notice_is_current(
                    notice.kind, notice.partner_id
                )
            except Error:
                raise
            except Exception:
                # Told when it is to go out; it keeps nobody else waiting until then.
                return False

        return self.filtered(has_lapsed)

    def _plan_mails(self, document, person, now, earliest, previous, plan):
        """Share the things of one key out among the mails to come."""
        rest = self
        while rest:
            starts = [notice.date_not_before or now for notice in rest]
            free = max(now, earliest, min(starts))
            moment = document._office_moment_from(person, free)
            mail = rest.filtered(
                lambda notice, moment=moment: (
                    not notice.date_not_before or notice.date_not_before <= moment
                )
            )
            for notice in mail:
                plan[notice.id] = (
                    moment,
                    notice._why(document, person, now, moment, earliest, previous),
                )
            rest -= mail
            previous = moment
            earliest = self._next_mail(document, person, moment)

    def _why(self, document, person, now, moment, earliest, previous):
        """Why something goes out at a moment to come."""

        def day(moment):
            timezone = document._timezone_of(person)
            local = pytz.utc.localize(moment).astimezone(timezone)
            return format_date(self.env, local.date())

        if moment <= now:
            return ""
        not_before = self.date_not_before or now
        if earliest > now and earliest >= not_before:
            if previous >= now:
                return self.env._(
                    "one mail a week; another goes on %(day)s", day=day(previous)
                )
            return self.env._(
                "one mail a week; the last went on %(day)s", day=day(previous)
            )
        if not_before > now:
            return self.env._("not before %(day)s", day=day(not_before))
        return self.env._("when %(name)s is at work", name=person.name)

    def _next_mail(self, document, person, previous):
        """When the next mail may go to a person who had one at a moment."""
        timezone = document._timezone_of(person)
        day = pytz.utc.localize(previous).astimezone(timezone).date()
        days = self[:1].company_id.scope_bundle_days
        # By days, not by hours: whoever got one on a Monday may get one next Monday.
        return document._start_of_office(person, day + timedelta(days=days))

    @api.model
    def _silence(self, documents, person):
        """The first reason to be silent of the documents of one key.

        They have person and project in common, so each kind is asked once.
        """
        for document in {document._name: document for document in documents}.values():
            reason = document.with_context(lang=self.env.lang)._silence_reason(person)
            if reason:
                return reason
        return ""

    def _last_mails(self):
        """When the last mail went out, by key."""
        rows = self.env["scope.bundle"]._read_group(
            [("person_id", "in", self.partner_id.ids)],
            ["person_id", "project_id", "partner_id", "company_id"],
            ["date_sent:max"],
        )
        last = {}
        for person, project, customer, company, date_sent in rows:
            key = (person.id, project.id, False, False)
            if not project:
                key = (person.id, False, customer.id, company.id)
            last[key] = max(date_sent, last.get(key) or date_sent)
        return last

    def _people_to_call(self):
        """Keys of the people who asked for a call on a page of theirs, or whose link
        reached somebody else, while nobody has called them."""
        Bundle = self.env["scope.bundle"]
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", Bundle._name),
                ("activity_type_id", "in", Bundle._activity_types_of_the_page().ids),
            ]
        )
        bundles = Bundle.browse(activities.mapped("res_id")).exists()
        return {bundle._bundle_key() for bundle in bundles}
