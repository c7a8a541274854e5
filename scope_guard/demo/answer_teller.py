"""Tells how questions were answered, and what the clients expect."""

from collections import defaultdict
from datetime import timedelta

from odoo.fields import Command

from .teller import Teller


class AnswerTeller(Teller):
    """Tells the project manager's answers, and the check-ins."""

    def _answer(self, story, tasks):
        """Give the project manager's answers in the order of their days."""
        project = self.projects[story.key]
        flags = FlagDays(self, project)
        flags.follow(self._moment(story.guard, 6))
        answers = sorted(
            (
                (answer.day, place, told, task, answer)
                for told, task in tasks
                for place, answer in enumerate(told.answers)
            ),
            key=lambda row: row[:2],
        )
        for day, place, _told, task, answer in answers:
            moment = self._moment(day, 13, place * 20)
            last = self._last_message()
            self._give_answer(story, task.with_user(self.users["jana"]), answer)
            goodwill = self.env["scope.goodwill"].search([("task_id", "=", task.id)])
            if goodwill and answer.how == "goodwill":
                self._backdate(goodwill, date=moment.date(), create_date=moment)
            self._backdate(task, write_date=moment)
            self._backdate_messages(last, moment)
            flags.follow(moment)
        self.env["scope.flag"].search(
            [("project_id", "=", project.id), ("date_closed", "=", False)]
        )._scope_notify_inbox()

    def _give_answer(self, story, task, answer):
        if answer.how == "placed":
            task.action_scope_map(self.items[story.key][answer.item].id)
        elif answer.how == "later":
            task.action_scope_later()
        elif answer.how == "internal":
            task.action_scope_internal()
        elif answer.how == "cancelled":
            task.state = "1_canceled"
        elif answer.how == "smaller":
            task.allocated_hours = answer.hours
        elif answer.how == "change":
            asked = task.env["scope.change.propose"].create(
                {"task_ids": [Command.set(task.ids)]}
            )
            asked.action_confirm()
        elif answer.how == "goodwill" and not answer.reason:
            task.action_scope_goodwill()
        elif answer.how == "goodwill":
            task.env["scope.goodwill.give"].create(
                {
                    "task_ids": [Command.set(task.ids)],
                    "preset": "other",
                    "reason": answer.reason,
                }
            ).action_confirm()
        else:
            raise ValueError(answer.how)

    def _make_checks(self, story):
        project = self.projects[story.key]
        items = self.items[story.key]
        for told in story.checks:
            moment = self._moment(told.day, 9) if told.done else False
            check = self._as("jana", "scope.expectation.check").create(
                {
                    "project_id": project.id,
                    "partner_id": self.partners[told.person].id,
                    "date": self._day(told.day),
                    "channel": told.channel,
                    "note": told.note,
                    "answer_ids": [
                        Command.create(
                            {
                                "item_id": items[line.item].id,
                                "answer": line.answer or False,
                                "comment": line.comment,
                                "date_answered": line.answer and moment,
                            }
                        )
                        for line in told.lines
                    ],
                }
            )
            if not told.done:
                continue
            self._backdate(check, create_date=moment)
            check.action_done()
            for line in told.lines:
                if line.settled:
                    check.answer_ids.filtered(
                        lambda answer, code=line.item: answer.item_id.code == code
                    ).write(
                        {
                            "resolution": line.settled,
                            "resolution_note": line.note,
                            "date_resolved": self._day(line.settled_day),
                        }
                    )


class FlagDays:
    """Gives questions and answers of one project the days on which they were."""

    def __init__(self, loader, project):
        self.loader = loader
        self.project = project
        self.opened = {}
        self.closed = set()

    def follow(self, moment):
        """Date what was opened or closed since the last call."""
        flags = self.loader.env["scope.flag"].search(
            [("project_id", "=", self.project.id), ("id", "not in", list(self.closed))]
        )
        opened, closed = defaultdict(flags.browse), defaultdict(flags.browse)
        for flag in flags:
            if flag.id not in self.opened:
                start = max(moment, flag.task_id.create_date)
                self.opened[flag.id] = start
                opened[start] |= flag
            if flag.date_closed:
                end = max(moment, self.opened[flag.id] + timedelta(minutes=20))
                self.closed.add(flag.id)
                closed[end] |= flag
        for start, found in opened.items():
            self.loader._backdate(found, date_opened=start)
        for end, found in closed.items():
            self.loader._backdate(found, date_closed=end)
