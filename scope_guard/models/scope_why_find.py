from odoo import Command, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools.advice_match import MIN_SCORE, MIN_SCORES, AdviceIndex
from ..tools.version_reader import VersionReader

#: Of the same project, not ticked, so that nobody looks at an empty list.
SHOWN = 3
#: Points of the agreement that a mail may be about.
MAX_POINTS = 3
#: Own points of a kind: more is a list, not a summary.
MAX_OWN = 8


class ScopeWhy(models.Model):
    """What is on record that the question may be about, as it stood that day."""

    _inherit = "scope.why"

    def _find(self):
        """Look again for what may belong to it. What somebody ticked stays so."""
        for why in self:
            customer = why.partner_id
            person = why.contact_id if why.contact_id.exists() else customer
            why._step(lang=why._mail_lang(person or customer))
            kept = {
                (line.res_model, line.res_id): line.included for line in why.line_ids
            }
            found = why._found_lines(kept)
            lines = [Command.create(values) for values in found]
            why._step(line_ids=[Command.clear(), *lines])
            why._find_own_points()
        self._propose()

    def action_show_others(self):
        """Show everything else that this customer was advised until that day."""
        for why in self:
            why.check_access("write")
            others = why._other_advice()
            start = max(why.line_ids.mapped("sequence"), default=0)
            why._step(
                line_ids=[
                    Command.create(values | {"sequence": start + place})
                    for place, values in enumerate(
                        why._advice_values(others, ""), start=1
                    )
                ]
            )
        return True

    # ------------------------------------------------------------------ advice
    def _told_advice(self):
        """What the customer was advised until that day, that the user may read."""
        self.ensure_one()
        return self.env["scope.advice"]._scope_told_until(
            self.partner_id, self.company_id, self.date_as_of, self._end_of_day()
        )

    def _other_advice(self):
        """Those that are not among the lines."""
        self.ensure_one()
        shown = self.line_ids.filtered(lambda line: line.kind == "advice")
        ids = set(shown.mapped("res_id"))
        return self._told_advice().filtered(lambda advice: advice.id not in ids)

    def _found_lines(self, kept):
        """Values of the lines, in the order in which they are printed.

        :param dict kept: whether a line was ticked, by model and id
        """
        self.ensure_one()
        if not self.project_id:
            project = self._likely_project()
            if project:
                self.with_context(scope_why_finding=True)._step(project_id=project.id)
        values = self._agreed_values() + self._change_values()
        advices = self._told_advice()
        reasons = self._related_advice(advices)
        related = advices.filtered(
            lambda advice: advice.id in reasons and self._is_of_project(advice)
        ).sorted(lambda advice: list(reasons).index(advice.id))
        for advice in related:
            values += self._advice_values(advice, reasons[advice.id], included=True)
        rest = (advices - related).filtered(
            lambda advice: (
                ("scope.advice", advice.id) in kept
                or advice.id in reasons
                or advice.project_id == self.project_id
            )
        )
        asked = rest.filtered(lambda advice: ("scope.advice", advice.id) in kept)
        shown = asked | rest[: max(0, SHOWN - len(related))]
        for advice in shown:
            words = reasons.get(advice.id)
            reason = words and self.env._("another project; %(reason)s", reason=words)
            values += self._advice_values(advice, reason or "")
        for place, line in enumerate(values, start=1):
            key = (line["res_model"], line["res_id"])
            line["sequence"] = place
            line["included"] = kept.get(key, line["included"])
        return values

    def _is_of_project(self, advice):
        return (
            not self.project_id
            or not advice.project_id
            or advice.project_id == self.project_id
        )

    def _likely_project(self):
        """The project where nobody named one: the customer's only one, or that of the
        suggestion that the mail resembles most."""
        self.ensure_one()
        projects = self.env["project.project"].search(
            Domain("partner_id", "child_of", self.partner_id.ids)
            & Domain("is_template", "=", False)
            & Domain("company_id", "in", (False, self.company_id.id)),
            limit=2,
        )
        if len(projects) == 1:
            return projects
        advices = self._told_advice()
        reasons = self._related_advice(advices)
        best = advices.browse(list(reasons)[:1])
        return best.project_id

    def _question(self):
        """What the client wrote, for comparing."""
        return "\n".join(filter(None, [self.incident, self.text]))

    def _ignored_words(self):
        """Names that say nothing about what it is about."""
        _person, name, _email = self._sender()
        return f"{self.partner_id.name or ''} {name or ''}"

    def _related_advice(self, advices):
        """Advice that the question is about, best first, each with the reason.

        :return: dict from id to a sentence
        """
        self.ensure_one()
        linked = self._linked_advice(advices)
        index = AdviceIndex()
        for advice in advices:
            index.add(
                advice.id,
                advice.name,
                advice.recommendation,
                advice.risk,
                advice.other_ways,
                advice.commitment_owner_id.sudo().name,
            )
        reasons = {advice_id: self.env._("linked to this mail") for advice_id in linked}
        for match in self._clear_matches(index):
            reasons.setdefault(match.key, self._because(match))
        return reasons

    def _clear_matches(self, index):
        """What the question resembles clearly, best first.

        Hook: override for another matcher. Unlike a hint below a mail, two that are
        equally near are both named: a person looks at each.
        """
        ranked = index.rank(self._question(), ignore=self._ignored_words())
        return [
            match
            for match in ranked
            if match.score >= MIN_SCORES.get(len(match.words), MIN_SCORE)
        ]

    def _because(self, match):
        return self.env._("because of: %(words)s", words=", ".join(match.words[:5]))

    def _linked_advice(self, advices):
        """Ids of the advice that somebody, or the matcher, put to the very mail."""
        if not self.message_id or not advices:
            return []
        # sudo: only those among advice that the user reads.
        hints = (
            self.env["scope.advice.hint"]
            .sudo()
            .search(
                Domain("advice_id", "in", advices.ids)
                & Domain("message_id", "=", self.message_id.id)
                & Domain("state", "!=", "dismissed")
            )
        )
        return hints.advice_id.ids

    def _advice_values(self, advices, reason, included=False):
        """Values of lines for advice, in the words that the client reads."""
        own = self.with_context(lang=self.lang or self.env.lang)
        values = []
        for advice in advices.with_context(lang=own.env.lang):
            answer = advice._scope_answer_as_of(self.date_as_of)
            recorded = advice.date_recorded
            values.append(
                {
                    "kind": "advice",
                    "res_model": "scope.advice",
                    "res_id": advice.id,
                    "included": included and bool(recorded),
                    "date": advice.date_told,
                    "code": advice.code,
                    "name": advice.name or advice.code,
                    "text": own._advice_text(advice),
                    "date_answer": answer["day"],
                    "answer": own._answer_sentence(answer),
                    "client_view": answer["view"],
                    "reason": reason
                    if recorded
                    else ", ".join(
                        filter(None, [reason, self.env._("not recorded yet")])
                    ),
                }
            )
        return values

    def _advice_text(self, advice):
        parts = [advice.recommendation]
        if advice.risk:
            parts.append(self.env._("Why: %(text)s", text=advice.risk))
        return "\n".join(filter(None, parts))

    def _answer_sentence(self, answer):
        """The answer in the client's words: You chose another way (Head of IT)."""
        words = {
            "pending": self.env._("No answer so far"),
            "accepted": self.env._("You went with it"),
            "deferred": self.env._("You chose another time"),
            "self": self.env._("Your team takes it"),
            "declined": self.env._("You chose another way"),
        }[answer["decision"]]
        if answer["ready_by"]:
            words = self.env._(
                "%(answer)s, ready by %(day)s",
                answer=words,
                day=self._long_day(answer["ready_by"]),
            )
        if answer["not_before"]:
            words = self.env._(
                "%(answer)s, after %(day)s",
                answer=words,
                day=self._long_day(answer["not_before"]),
            )
        person = answer["person"]
        if person:
            return f"{words} ({self._outside_name(person)})"
        return words

    def _outside_name(self, person):
        """How a person of the client is named outside our house: who agrees for the
        client by name, others by what they do, where that is known."""
        # sudo: name and job of a person who is named in what the user reads.
        person = person.sudo()
        if person == self._signatory() or person.is_company:
            return person.name
        return person.function or person.name

    def _long_day(self, day):
        return format_date(self.env, day, date_format="long")

    # ------------------------------------------------------------------ the agreement
    def _version_as_of(self):
        """The version that was agreed that day."""
        self.ensure_one()
        return self.env["scope.tor.version"].search(
            [
                ("tor_id.project_id", "=", self.project_id.id),
                ("date_agreed", "<=", self.date_as_of),
            ],
            order="number desc",
            limit=1,
        )

    def _agreed_values(self):
        """Values of lines: the version of that day, and the points it may be about."""
        version = self.project_id and self._version_as_of()
        if not version:
            return []
        own = self.with_context(lang=self.lang or self.env.lang)
        line = {
            "kind": "version",
            "res_model": "scope.tor.version",
            "res_id": version.id,
            "included": True,
            "date": version.date_agreed,
            "code": version.display_name,
            "name": own.env._(
                "Our agreement, version %(number)s", number=version.number
            ),
            "text": own.env._(
                "Agreed on %(day)s by %(person)s.",
                day=own._long_day(version.date_agreed),
                person=version.with_context(lang=own.env.lang).signed_by,
            ),
            "reason": self.env._("agreed on that day"),
        }
        return [line, *own._point_values(version, self.env)]

    def _point_values(self, version, env):
        items = {item["id"]: item for item in version._get_content()["items"]}
        index = AdviceIndex()
        for item_id, item in items.items():
            index.add(item_id, item["name"], item["clause"], "")
        reader = VersionReader(self.env, "client")
        values = []
        for match in self._clear_matches(index)[:MAX_POINTS]:
            item = items[match.key]
            number = item["source_section"] or item["code"]
            values.append(
                {
                    "kind": "item",
                    "res_model": "scope.item",
                    "res_id": match.key,
                    "included": True,
                    "date": version.date_agreed,
                    "code": item["code"],
                    "name": f"{number} {item['name']} "
                    f"({reader.kind_title(item['kind'])})",
                    "text": item["clause"],
                    "reason": self.with_env(env)._because(match),
                }
            )
        return values

    def _change_values(self):
        """Values of lines: changes that were put to the client until that day."""
        changes = self.env["scope.change"].search(
            Domain("project_id", "=", self.project_id.id)
            & Domain("project_id", "!=", False)
            & Domain("date_sent", "<=", self.date_as_of)
            & Domain("state", "in", ("sent", "approved", "rejected")),
            order="date_sent desc",
        )
        if not changes:
            return []
        index = AdviceIndex()
        for change in changes:
            lines = "\n".join(filter(None, change.line_ids.mapped("name")))
            index.add(change.id, change.name, change.reason, lines)
        found = {match.key: match for match in self._clear_matches(index)}
        own = self.with_context(lang=self.lang or self.env.lang)
        task = self._task()
        values = []
        for change in changes:
            match = found.get(change.id)
            reason = match and self._because(match)
            if task and task in change.task_ids:
                reason = self.env._("about the same task")
            if not reason:
                continue
            answered = change.date_answered and (
                change.date_answered <= self.date_as_of
            )
            values.append(
                {
                    "kind": "change",
                    "res_model": "scope.change",
                    "res_id": change.id,
                    "included": True,
                    "date": change.date_sent,
                    "code": change.code,
                    "name": change.name,
                    "text": "\n".join(filter(None, change.line_ids.mapped("name"))),
                    "date_answer": answered and change.date_answered,
                    "answer": own._change_answer(change, answered),
                    "reason": reason,
                }
            )
        return values

    def _task(self):
        """The task on which the mail came in."""
        message = self.message_id.sudo()
        if message.model != "project.task":
            return self.env["project.task"]
        return self.env["project.task"].browse(message.res_id).exists()

    def _change_answer(self, change, answered):
        if not answered:
            return self.env._("No answer so far")
        labels = {
            "pay": self.env._("agreed"),
            "swap": self.env._("agreed, in exchange for something else"),
            "later_phase": self.env._("for later"),
            "rejected": self.env._("not to be done"),
        }
        answers = dict.fromkeys(change.line_ids.mapped("answer"))
        words = ", ".join(labels[key] for key in answers if key in labels)
        return self.env._("You chose: %(answer)s", answer=words or "–")

    # ------------------------------------------------------------------ our own part
    def _find_own_points(self):
        """Propose what is open on our side; what somebody wrote stays as it is."""
        self.ensure_one()
        own = self.with_context(lang=self.lang or self.env.lang)
        found = {
            (values["res_model"], values["res_id"], values["origin"]): values
            for values in own._own_points()
        }
        commands = []
        # sudo: the program's own proposals; who may change the question was asked.
        for point in self.sudo().point_ids.filtered("res_model"):
            key = (point.res_model, point.res_id, point.origin)
            values = found.pop(key, None)
            if point.text != point.text_auto:
                continue
            if values is None:
                commands.append(Command.delete(point.id))
            else:
                text = values["text"]
                commands.append(
                    Command.update(point.id, {"text": text, "text_auto": text})
                )
        commands += [
            Command.create(values | {"text_auto": values["text"], "sequence": place})
            for place, values in enumerate(found.values(), start=1)
        ]
        if commands:
            self._step(point_ids=commands)

    def _own_points(self):
        """What is open on our side: values of points, in the language of ``self``.

        Hook: others add theirs.
        """
        tor = self.project_id.scope_tor_id
        if not tor:
            return []
        return [
            *self._late_items(tor),
            *self._items_over_hours(tor),
            *self._open_wishes(tor),
        ]

    def _late_items(self, tor):
        """Deliverables that were due and not finished at the end of that day."""
        items = self.env["scope.item"].search(
            Domain("tor_id", "=", tor.id)
            & Domain("kind", "=", "deliverable")
            & Domain("date_due", "<", self.date_as_of),
            order="date_due",
        )
        if not items:
            return []
        tasks = self.env["project.task"].search(
            Domain("scope_item_id", "in", items.ids)
            & Domain("create_date", "<", self._end_of_day())
        )
        by_item = tasks.grouped("scope_item_id")
        end = self._end_of_day()
        points = []
        for item in items:
            of_item = by_item.get(item, tasks.browse())
            done = of_item and all(
                task.is_closed
                and (task.date_end or task.date_last_stage_update or end) <= end
                for task in of_item
            )
            if done:
                continue
            points.append(
                {
                    "origin": "late",
                    "res_model": item._name,
                    "res_id": item.id,
                    "text": self.env._(
                        "“%(item)s” was due on %(day)s and is not finished.",
                        item=item.name,
                        day=self._long_day(item.date_due),
                    ),
                }
            )
        return points[:MAX_OWN]

    def _items_over_hours(self, tor):
        """Deliverables whose work takes more hours than agreed, without what was entered
        after that day."""
        items = self.env["scope.item"].search(
            Domain("tor_id", "=", tor.id) & Domain("allowance_hours", ">", 0)
        )
        over = items.filtered(lambda item: item.used_hours > item.allowance_hours)
        if not over:
            return []
        later = {
            item.id: hours
            for item, hours in self.env["project.task"]._read_group(
                Domain("scope_item_id", "in", over.ids)
                & Domain("create_date", ">=", self._end_of_day())
                & Domain(
                    "scope_verdict", "not in", (False, "goodwill", "change_pending")
                ),
                ["scope_item_id"],
                ["allocated_hours:sum"],
            )
        }
        Task = self.env["project.task"]
        points = []
        for item in over:
            more = item.used_hours - later.get(item.id, 0.0) - item.allowance_hours
            if more <= 0.005:
                continue
            points.append(
                {
                    "origin": "hours",
                    "res_model": item._name,
                    "res_id": item.id,
                    "text": self.env._(
                        "“%(item)s” takes us %(more)s hours more than the %(hours)s "
                        "that we agreed on.",
                        item=item.name,
                        more=Task._scope_short_hours(more),
                        hours=Task._scope_short_hours(item.allowance_hours),
                    ),
                }
            )
        return points[:MAX_OWN]

    def _open_wishes(self, tor):
        """What the client asked for and we had not answered at the end of that day.

        Only what came from the client goes in by itself: other tasks are ours.
        """
        end = self._end_of_day()
        flags = self.env["scope.flag"].search(
            Domain("project_id", "=", tor.project_id.id)
            & Domain("date_opened", "<", end)
            & (Domain("date_closed", "=", False) | Domain("date_closed", ">=", end)),
            limit=100,
        )
        asked = self._asked_by_client(flags.task_id)
        points = []
        for task in asked:
            points.append(
                {
                    "origin": "wish",
                    "res_model": task._name,
                    "res_id": task.id,
                    "text": self.env._(
                        "You asked for “%(wish)s”; our answer is still to come.",
                        wish=task.name,
                    ),
                }
            )
        return points[:MAX_OWN]

    def _asked_by_client(self, tasks):
        """Those of these tasks that somebody of the client wrote."""
        if not tasks:
            return tasks
        self.env["mail.message"].flush_model(["author_id", "model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT m.res_id FROM mail_message m"
                " JOIN res_partner p ON p.id = m.author_id"
                " WHERE m.model = 'project.task' AND m.res_id = ANY(%s)"
                " AND p.commercial_partner_id = %s"
                " AND m.message_type IN ('email', 'comment') AND m.date < %s",
                list(tasks.ids),
                self.partner_id.id,
                self._end_of_day(),
            )
        )
        wanted = {task_id for (task_id,) in rows}
        return tasks.filtered(lambda task: task.id in wanted)

    # ------------------------------------------------------------------ proposing
    def _propose(self):
        """Fill in what we propose and where we stand; own words are kept."""
        for why in self:
            own = why.with_context(lang=why.lang or why.env.lang)
            vals = {}
            for fname, text in (
                ("proposal", own._proposed()),
                ("standing", own._standing_words()),
            ):
                shadow = f"{fname}_auto"
                if (why[fname] or "") == (why[shadow] or ""):
                    vals[fname] = text
                vals[shadow] = text
            why._step(**vals)

    def _proposed(self):
        """What we propose: a talk, and what can still be had, from when."""
        parts = [
            self.env._(
                "We suggest that we talk about it first, this week, and agree on the "
                "next steps together."
            )
        ]
        if self.offer_name and self.offer_date:
            parts.append(
                self.env._(
                    "%(person)s can help from %(day)s on.",
                    person=self.offer_name,
                    day=self._long_day(self.offer_date),
                )
            )
        elif self.offer_name:
            parts.append(self.env._("%(person)s can help.", person=self.offer_name))
        elif self.offer_date:
            parts.append(
                self.env._(
                    "We have time for it from %(day)s on.",
                    day=self._long_day(self.offer_date),
                )
            )
        for advice in self._open_offers():
            parts.append(
                self.env._(
                    "Until %(day)s you can still have what we suggested: %(advice)s.",
                    advice=advice.name,
                    day=self._long_day(advice.date_valid_until),
                )
            )
        return "\n".join(parts)

    def _open_offers(self):
        """Ticked suggestions that were not taken up and can still be had today."""
        lines = self.line_ids.filtered(
            lambda line: line.kind == "advice" and line.included
        )
        advices = self.env["scope.advice"].browse(lines.mapped("res_id")).exists()
        today = max(self.date_as_of, self._today_of_company())
        return advices.filtered(
            lambda advice: (
                advice.date_valid_until
                and advice.date_valid_until >= today
                and advice._scope_answer_as_of(self.date_as_of)["decision"]
                in ("pending", "declined", "deferred", "self")
            )
        )

    def _standing_words(self):
        day = self.date_written or self.date_as_of
        names = {"subject": self.incident, "day": self._long_day(day)}
        if self.date_written:
            first = self.env._(
                "On %(day)s you wrote to us: “%(subject)s”. We take it seriously.",
                **names,
            )
        else:
            first = self.env._(
                "You asked us about “%(subject)s”. We take it seriously.", **names
            )
        return "\n".join(
            [
                first,
                self.env._(
                    "Below is what we have on record about it until %(day)s.",
                    day=self._long_day(self.date_as_of),
                ),
            ]
        )
