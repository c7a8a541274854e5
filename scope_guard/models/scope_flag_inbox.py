from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date
from odoo.tools.date_utils import start_of
from odoo.tools.mail import email_split_tuples

from ..tools.client_words import BODY_LENGTH, first_sentence, short_name


class ScopeFlag(models.Model):
    """What the list *To decide* shows of a task, read for all its rows at once."""

    _inherit = "scope.flag"

    date_asked = fields.Datetime("Asked on")
    asked_by_user_id = fields.Many2one(
        "res.users", "Asked by consultant", ondelete="set null"
    )
    asked = fields.Char(
        compute="_compute_asked",
        help="Who would like to know from the project manager, and since when.",
    )
    source = fields.Char(
        "From",
        compute="_compute_client_words",
        help="How the task came in: by mail, through the portal or on the board.",
    )
    client_words = fields.Char(
        "The client's words",
        compute="_compute_client_words",
        help="The first sentence of the mail that made the task, or else of what the "
        "client wrote last.",
    )
    client_words_by = fields.Char("Written by", compute="_compute_client_words")
    from_client = fields.Boolean(
        "Client wrote",
        compute="_compute_client_words",
        search="_search_from_client",
    )
    why = fields.Char(compute="_compute_why")
    work_hours = fields.Float("Hours with sub-tasks", compute="_compute_work")
    work_amount = fields.Monetary("Value", compute="_compute_work")
    currency_id = fields.Many2one("res.currency", compute="_compute_work")

    # ------------------------------------------------------------------ computes
    @api.depends("date_asked", "asked_by_user_id")
    def _compute_asked(self):
        for flag in self:
            flag.asked = flag.date_asked and self.env._(
                "%(name)s asks, %(day)s",
                # sudo: a colleague's name, whoever may read contacts.
                name=short_name(flag.asked_by_user_id.sudo().name) or "?",
                day=self._scope_day(flag.date_asked),
            )

    @api.depends("task_id")
    def _compute_client_words(self):
        messages = self._scope_client_messages()
        for flag in self:
            origin, last = messages.get(flag.task_id.id, (None, None))
            flag.source = flag._scope_source(origin)
            by_mail = origin if origin and origin["outside"] else None
            words = first_sentence(by_mail["body"]) if by_mail else ""
            flag.client_words_by = False
            if not words and last:
                words = first_sentence(last["body"])
                if not by_mail or last["id"] != by_mail["id"]:
                    flag.client_words_by = words and self.env._(
                        "%(name)s, %(day)s",
                        name=last["name"],
                        day=self._scope_day(last["date"]),
                    )
            flag.client_words = words or False
            flag.from_client = bool(by_mail or last)

    @api.depends("verdict", "task_id.scope_reasons", "task_id.scope_item_id")
    def _compute_why(self):
        # sudo: the item explains a task that the user may read.
        items = self.sudo().task_id.scope_item_id
        for flag in self:
            item = flag.sudo().task_id.scope_item_id.with_prefetch(items.ids)
            flag.why = flag._scope_why(item)

    @api.depends("task_id.allocated_hours")
    def _compute_work(self):
        hours = self.task_id._scope_work_hours()
        for flag in self:
            terms = flag.task_id._scope_goodwill_terms()
            flag.work_hours = hours.get(flag.task_id.id, 0.0)
            flag.work_amount = flag.work_hours * terms["rate"]
            flag.currency_id = terms["currency"]

    def _search_from_client(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the rules on tasks say who reads a flag; the messages only tell which.
        messages = (
            self.env["mail.message"]
            .sudo()
            ._search(
                Domain("model", "=", "project.task")
                & Domain("message_type", "in", ("email", "comment"))
                & Domain("is_internal", "=", False)
                & Domain("subtype_id.internal", "!=", True)
                & (
                    Domain("author_id.partner_share", "=", True)
                    | (
                        Domain("author_id", "=", False)
                        & Domain("email_from", "!=", False)
                    )
                )
            )
        )
        domain = Domain("task_id", "in", messages.subselect("res_id"))
        return domain if True in value else ~domain

    # ------------------------------------------------------------------ words
    def _scope_client_messages(self):
        """The message that made each task, and the last one from outside.

        One query for all. Only of tasks that the user may read.

        :return: dict from task id to a pair of dicts (``id``, ``body``, ``date``,
            ``name``, ``outside``) or None; the first is None for a task that no mail
            made
        """
        tasks = self.task_id._filtered_access("read")
        if not tasks.ids:
            return {}
        self.env["mail.message"].flush_model()
        self.env["res.partner"].flush_model(["name", "partner_share"])
        columns = SQL(
            "m.id, m.message_type, m.date, m.email_from, p.name, "
            "(p.partner_share IS TRUE OR p.id IS NULL AND m.email_from IS NOT NULL) "
            "AS outside, left(m.body, %s) AS body",
            BODY_LENGTH,
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT t.id AS task_id, 'origin' AS part, found.*
                  FROM unnest(%(ids)s::int[]) t(id)
                  JOIN LATERAL (
                       SELECT %(columns)s FROM mail_message m
                         LEFT JOIN res_partner p ON p.id = m.author_id
                        WHERE m.model = 'project.task' AND m.res_id = t.id
                        ORDER BY m.id LIMIT 1) found ON found.message_type = 'email'
                 UNION ALL
                SELECT t.id AS task_id, 'last' AS part, found.*
                  FROM unnest(%(ids)s::int[]) t(id)
                  JOIN LATERAL (
                       SELECT %(columns)s FROM mail_message m
                         LEFT JOIN res_partner p ON p.id = m.author_id
                         LEFT JOIN mail_message_subtype s ON s.id = m.subtype_id
                        WHERE m.model = 'project.task' AND m.res_id = t.id
                          AND m.message_type IN ('email', 'comment')
                          AND m.is_internal IS NOT TRUE
                          AND s.internal IS NOT TRUE
                          AND (p.partner_share
                               OR p.id IS NULL AND m.email_from IS NOT NULL)
                        ORDER BY m.id DESC LIMIT 1) found ON true
                """,
                ids=tasks.ids,
                columns=columns,
            )
        )
        found = {}
        for row in rows:
            name = row["name"]
            if not name:
                name = next(
                    (
                        name or email
                        for name, email in email_split_tuples(row["email_from"])
                    ),
                    "",
                )
            row["name"] = short_name(name)
            place = 0 if row["part"] == "origin" else 1
            found.setdefault(row["task_id"], [None, None])[place] = row
        return found

    def _scope_source(self, origin):
        """How the task came in and from whom, for instance "mail T. Kim, Tue"."""
        self.ensure_one()
        if origin:
            return self.env._(
                "mail %(name)s, %(day)s",
                name=origin["name"],
                day=self._scope_day(origin["date"]),
            )
        # sudo: who entered the task, whoever may read contacts.
        user = self.task_id.sudo().create_uid
        if not user:
            return False
        if user.share:
            return self.env._("portal, %(name)s", name=short_name(user.name))
        return self.env._("board, %(name)s", name=short_name(user.name))

    @api.model
    def _scope_day(self, moment):
        """A moment of the last days by its weekday, an older one by its date."""
        day = fields.Datetime.context_timestamp(self, moment).date()
        today = fields.Date.context_today(self)
        recent = timedelta(0) <= today - day < timedelta(7)
        return format_date(
            self.env, day, date_format="EEE" if recent else "d MMM"
        ).rstrip(".")

    def _scope_why(self, item):
        """The verdict in a few words; the whole sentence is in ``explanation``."""
        self.ensure_one()
        reason = (self.task_id.sudo().scope_reasons or "").split(",")[0]
        over = item.used_hours - item.allowance_hours
        phrases = {
            "no_item": self.env._("Undecided"),
            "exclusion": (
                self.env._("Not in the TOR, %(section)s", section=item.source_section)
                if item.source_section
                else self.env._("Not in the TOR")
            ),
            "later_phase": self.env._("For a later phase"),
            "removed": self.env._("No longer in the TOR"),
            "client_hours": self.env._("For the client to provide"),
            "item_hours": self.env._(
                "Over by %(hours)s h", hours=self.task_id._scope_short_hours(over)
            ),
            "section_hours": self.env._("Over the section's hours"),
            "tor_hours": self.env._("Over the project's hours"),
            "after_end": self.env._("After the last day"),
        }
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        return phrases.get(reason) or labels.get(self.verdict)

    # ------------------------------------------------------------------ several at once
    def get_proposals(self):
        """What *Accept* would place where, to be looked at before it is done.

        :return: list of dict: ``id`` of the flag, ``task``, ``project`` (id and name),
            ``suggestions`` (ids and names of items, best first)
        """
        self.check_access("read")
        return [
            {
                "id": flag.id,
                "task": flag.task_id.name,
                "project": [flag.project_id.id, flag.project_id.display_name],
                "suggestions": [
                    [item.id, item.display_name] for item in flag.suggestion_ids
                ],
            }
            for flag in self
        ]

    @api.model
    def action_place(self, places):
        """Place several tasks, each on an item of its own.

        :param list places: pairs of the id of a flag and the id of an item
        :return: action that says what was done and offers to undo it
        """
        items = dict(places)
        flags = self.browse(items).exists()
        if len(flags) < len(items):
            raise UserError(
                self.env._(
                    "Somebody answered one of these meanwhile. Look at the list again."
                )
            )
        return flags.task_id._scope_place(
            {
                flag.task_id: self.env["scope.item"].browse(items[flag.id])
                for flag in flags
            }
        )

    # ------------------------------------------------------------------ nothing to do
    @api.model
    def get_empty_inbox(self):
        """What to say when the list is empty: how it stands, and last week's figures.

        :return: dict with ``title`` (a sentence) and ``lines`` (list of sentences)
        """
        mine = Domain("project_id.user_id", "=", self.env.uid)
        count = self.search_count(
            Domain("date_closed", "=", False)
            & Domain("project_active", "=", True)
            & (mine | Domain("task_id.user_ids", "in", self.env.uid))
        )
        if count:
            return {
                "title": self.env._("Nothing to decide here"),
                "lines": [
                    self.env._(
                        "In all your projects together: %(count)s to decide.",
                        count=count,
                    )
                ],
            }
        if not self.env["scope.tor"].search_count(
            [("current_version_id", "!=", False)], limit=1
        ):
            return {
                "title": self.env._("No project is guarded yet"),
                "lines": [
                    self.env._(
                        "As soon as a client agrees to a scope, tasks that are not in "
                        "it, or that its hours do not reach, come here. One key or one "
                        "click answers each."
                    )
                ],
            }
        week = start_of(fields.Date.context_today(self), "week")
        this_week = self._scope_week_figures(mine, week, week + timedelta(7))
        last_week = self._scope_week_figures(mine, week - timedelta(7), week)
        lines = [
            this_week and self.env._("This week: %(figures)s.", figures=this_week),
            last_week and self.env._("Last week: %(figures)s.", figures=last_week),
        ]
        return {
            "title": self.env._("Nothing to decide. Well done!"),
            "lines": [line for line in lines if line],
        }

    @api.model
    def _scope_week_figures(self, mine, start, end):
        """Answers between two days, in words: "21 placed, 3 changes"; 0 is left out."""
        counts = dict(
            self._read_group(
                (mine | Domain("user_id", "=", self.env.uid))
                & Domain("date_closed", ">=", self._scope_midnight(start))
                & Domain("date_closed", "<", self._scope_midnight(end)),
                ["resolution"],
                ["__count"],
            )
        )
        count = counts.get("change", 0)
        changes = (
            self.env._("%(count)s changes", count=count)
            if count > 1
            else self.env._("1 change")
        )
        phrases = {
            "mapped": self.env._("%(count)s placed", count=counts.get("mapped")),
            "change": changes,
            "goodwill": self.env._(
                "%(count)s at no charge", count=counts.get("goodwill")
            ),
            "later_phase": self.env._(
                "%(count)s parked", count=counts.get("later_phase")
            ),
            "internal": self.env._("%(count)s internal", count=counts.get("internal")),
        }
        return ", ".join(
            phrase for resolution, phrase in phrases.items() if counts.get(resolution)
        )

    @api.model
    def _scope_midnight(self, day):
        """When a day begins for the reader, in UTC."""
        local = self.env.tz.localize(fields.Datetime.to_datetime(day))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
