"""Tells a project: its scope, its agreement and its tasks."""

from base64 import b64encode
from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import format_date, plaintext2html

from . import people
from .evidence import make_mail, make_pdf
from .teller import Teller

KINDS = {
    "D": "deliverable",
    "X": "exclusion",
    "A": "assumption",
    "C": "client_responsibility",
    "L": "later_phase",
}


class ProjectTeller(Teller):
    """Tells what was agreed, and what was asked for since."""

    def _make_stages(self):
        Stage = self.env["project.task.type"]
        return {
            key: Stage.create(
                {"name": name, "fold": fold, "sequence": index, "user_id": False}
            )
            for index, (key, (name, fold)) in enumerate(people.STAGES.items())
        }

    def _make_project(self, story, stages):
        project = self.env["project.project"].create(
            {
                "name": story.name,
                "partner_id": self.partners[story.customer].id,
                "user_id": self.users["jana"].id,
                "privacy_visibility": story.visibility,
                "date_start": self._day(story.start),
                "date": self._day(story.end),
                "description": plaintext2html(story.purpose),
                "type_ids": [Command.set([stage.id for stage in stages.values()])],
            }
        )
        self._backdate(project, create_date=self._moment(story.tasks[0].day, 7))
        self.projects[story.key] = project
        tor = self._make_tor(story, project)
        tasks = self._make_tasks(story, project, stages)
        self._agree(story, tor)
        for update in story.updates:
            self._make_update(project, update)
        return tasks

    def _make_tor(self, story, project):
        tor = self._as("jana", "scope.tor").create(
            {
                "project_id": project.id,
                "purpose": story.purpose,
                "note": story.note,
                "date_start": self._day(story.start),
                "date_end": self._day(story.end),
                "allowance_total": story.hours,
                "contingency_hours": story.contingency,
                "signatory_id": self.partners[story.signatory].id,
                "goodwill_rate": story.rate,
            }
        )
        self._backdate(tor, create_date=self._moment(story.agreed, 7))
        items = self.items[story.key] = {}
        for sequence, item in enumerate(story.items):
            items[item.code] = self._as("jana", "scope.item").create(
                {
                    "tor_id": tor.id,
                    "code": item.code,
                    "kind": KINDS[item.code[0]],
                    "name": item.name,
                    "clause": item.clause,
                    "source_section": item.section,
                    "allowance_hours": item.hours,
                    "date_due": self._day(item.due),
                    "parent_id": item.parent and items[item.parent].id,
                    "sequence": sequence,
                }
            )
        return tor

    def _agree(self, story, tor):
        """Record the client's agreement in the dialog, with the document."""
        client = self.partners[story.signatory]
        day = self._day(story.agreed)
        written = format_date(self.env, day)
        if story.how == "mail":
            evidence = make_mail(
                client.email_formatted,
                self.users["jana"].email_formatted,
                written,
                f"Re: {story.name}: scope",
                f"Dear Jana,\n\nthe scope as attached is what we want. "
                f"{len(story.items)} points, {story.hours} hours. Please go ahead.\n\n"
                f"{client.name}\n{client.function}",
            )
        else:
            evidence = make_pdf(
                f"{story.name}: Terms of Reference",
                [story.purpose, ""]
                + [f"{item.section:<6}{item.name}" for item in story.items]
                + ["", f"{story.hours} hours in total.", ""]
                + [f"Agreed on {written}: {client.name}, {client.function}"],
            )
        last = self._last_message()
        self._as("jana", "scope.tor.agree").create(
            {
                "tor_id": tor.id,
                "signatory_id": client.id,
                "date_agreed": day,
                "channel": story.how,
                "evidence": b64encode(evidence),
                "evidence_name": story.document,
                "guard_from": self._day(story.guard),
            }
        ).action_confirm()
        self._backdate_messages(last, self._moment(story.guard, 6))

    def _make_tasks(self, story, project, stages):
        """Enter the tasks in the order of the story: hours are filled in this order."""
        tasks = []
        entered = datetime.min
        for told in story.tasks:
            entered = max(self._moment(told.day, 7), entered + timedelta(minutes=9))
            task = self._make_task(story, project, stages, told, entered)
            tasks.append((told, task))
            for part in told.parts:
                self._make_part(told, task, part, stages)
        return tasks

    def _make_task(self, story, project, stages, told, entered):
        who = told.by or (told.who if told.asked else "jana")
        item = self.items[story.key].get(told.item)
        task = self._as(who, "project.task").create(
            {
                "name": told.name,
                "project_id": project.id,
                "stage_id": stages[told.stage].id,
                "state": "1_done" if told.stage == "done" else "01_in_progress",
                "user_ids": [Command.set(self.users[told.who].ids)],
                "allocated_hours": told.hours,
                "scope_item_id": item.id if item else False,
                "partner_id": self.partners[told.asked or story.customer].id,
                "description": plaintext2html(told.text) if told.text else False,
                "date_deadline": told.due is not None
                and datetime.combine(self._day(told.due), time(15)),
            }
        )
        self._backdate_task(task, entered, told.stage == "done")
        if told.says:
            self._make_message(task, self.partners[told.asked], told.says, entered)
        return task

    def _make_part(self, told, task, part, stages):
        stage = "done" if part.done else "todo"
        sub_task = self._as(told.who, "project.task").create(
            {
                "name": part.name,
                "project_id": task.project_id.id,
                "parent_id": task.id,
                "stage_id": stages[stage].id,
                "state": "1_done" if part.done else "01_in_progress",
                "user_ids": [Command.set(self.users[part.who].ids)],
                "allocated_hours": part.hours,
            }
        )
        self._backdate_task(sub_task, task.create_date, part.done)

    def _backdate_task(self, task, entered, done):
        ended = min(entered + timedelta(days=4), fields.Datetime.now())
        self._backdate(
            task,
            create_date=entered,
            write_date=ended if done else entered,
            date_assign=entered,
            date_last_stage_update=ended if done else entered,
            date_end=ended if done else None,
        )

    def _make_message(self, task, author, text, moment):
        """What a client wrote on a task, as if it had come in by mail.

        Not posted: a post would notify followers.
        """
        message = self.env["mail.message"].create(
            {
                "model": task._name,
                "res_id": task.id,
                "body": plaintext2html(text),
                "author_id": author.id,
                "email_from": author.email_formatted,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
            }
        )
        self._backdate(message, date=moment, create_date=moment)

    def _make_update(self, project, told):
        update = self._as("jana", "project.update").create(
            {
                "project_id": project.id,
                "name": told.title,
                "status": told.status,
                "progress": told.progress,
                "date": self._day(told.day),
                "description": plaintext2html(told.text),
            }
        )
        moment = self._moment(told.day, 15)
        self._backdate(update, create_date=moment, write_date=moment)
