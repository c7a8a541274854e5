"""Tasks that a change of the agreed scope is asked for."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.client_words import first_sentence
from .constants import OPEN_STATES

#: What mail programs put before a subject.
SUBJECT_PREFIX = re.compile(r"^((re|aw|wg|fwd?|tr|rv|sv|vs)\s*:\s*)+", re.IGNORECASE)


class ProjectTask(models.Model):
    _inherit = "project.task"

    scope_change_line_ids = fields.One2many(
        "scope.change.line", "task_id", "Lines of changes"
    )
    scope_change_ids = fields.Many2many(
        "scope.change",
        string="Changes",
        compute="_compute_scope_change_ids",
        search="_search_scope_change_ids",
    )

    @api.depends("scope_change_line_ids.change_id")
    def _compute_scope_change_ids(self):
        for task in self:
            task.scope_change_ids = task.scope_change_line_ids.change_id

    def _search_scope_change_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("scope_change_line_ids.change_id", operator, value)]

    def _scope_explain(self, item):
        if self.scope_verdict != "change_pending":
            return super()._scope_explain(item)
        # sudo: which change a task waits for explains a task that the user may read.
        # From the task itself, so that a list reads the lines of all its tasks at once.
        carrier = self.sudo()._scope_carrier()
        change = carrier._scope_open_lines().change_id[:1]
        if change.state == "sent":
            return self.env._(
                "Waits for the client's answer to %(change)s.",
                change=change.display_name,
            )
        if change:
            return self.env._(
                "Part of the change %(change)s, which is not sent yet.",
                change=change.display_name,
            )
        return super()._scope_explain(item)

    def _scope_open_lines(self):
        """Lines of undecided changes of the task's own project that name these tasks."""
        return self.scope_change_line_ids.filtered(
            lambda line: (
                line.change_id.state in OPEN_STATES
                and line.change_id.project_id == line.task_id.project_id
            )
        )

    # ------------------------------------------------------------------ answers
    def action_scope_change(self):
        """Ask for these tasks as a change: a dialog with a line for each.

        Tasks of several projects make one change in each.

        :return: action of the dialog
        :raise UserError: where nothing is agreed yet, or all of them are asked for
        :raise AccessError: for others than the project manager
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        for project in tasks.project_id:
            # sudo: whether something is agreed is no secret to who decides.
            if not project.sudo().scope_tor_id.current_version_id:
                raise UserError(
                    self.env._(
                        "Nothing is agreed on %(project)s yet, so there is nothing to "
                        "change. Record the agreement on its scope first.",
                        project=project.display_name,
                    )
                )
        waiting = tasks.sudo()._scope_open_lines()
        tasks -= waiting.task_id.with_env(self.env)
        if not tasks:
            raise UserError(
                self.env._(
                    "%(change)s asks for this already.",
                    change=waiting.change_id[:1].display_name,
                )
                if waiting
                else self.env._("Choose tasks of a project with an agreed scope.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_change_propose_action"
        )
        action["context"] = {
            "default_task_ids": [fields.Command.set(tasks.ids)],
            "dialog_size": "large",
        }
        return action

    def action_scope_open_change(self):
        """Open the change that this task waits for."""
        self.ensure_one()
        carrier = self.sudo()._scope_carrier()
        change = carrier._scope_open_lines().change_id[:1].with_env(self.env)
        if not change:
            raise UserError(self.env._("This task waits for no change."))
        return change._get_records_action(name=change.display_name)

    def _scope_take_out_of_changes(self):
        """Take these tasks out of the drafts that ask for them; a draft that asks for
        nothing any more goes, too.

        :raise UserError: when the client was asked already
        """
        self._scope_check_can_decide()
        # sudo: the right to decide was checked.
        lines = self.sudo()._scope_open_lines()
        changes = lines.change_id
        for change in changes:
            if change.state != "draft":
                raise UserError(change._locked_sentence())
        lines.unlink()
        changes.filtered(lambda change: not change.line_ids).unlink()

    # ------------------------------------------------------------------ what is known
    def _scope_what_is_known(self):
        """What is known about who asked for these tasks, and in what words.

        :return: dict from task id to ``{"partner_id", "name", "reason"}``: the contact
            (``res.partner``, may be empty), one sentence for the line of a change, and
            the client's words with their date, or ""
        """
        # sudo: the mails of tasks that the user may read.
        mails = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "project.task"),
                    ("res_id", "in", self.ids),
                    ("message_type", "=", "email"),
                ],
                order="id",
            )
        )
        first = {}
        for mail in mails:
            first.setdefault(mail.res_id, mail)
        asked = {}
        for task in self:
            mail = first.get(task.id, mails.browse())
            words = first_sentence(mail.body or task.description)
            title = SUBJECT_PREFIX.sub("", task.name or "").strip()
            name = title or task.name
            if len(title.split()) < 3 and words:
                # "Question" says nothing: the first words do.
                name = f"{title}: {words}" if title else words
            author = mail.author_id
            reason = ""
            if mail and words:
                reason = self.env._(
                    "%(person)s by mail, %(date)s: “%(words)s”",
                    person=author.name or mail.email_from or self.env._("Client"),
                    date=format_date(self.env, mail.date),
                    words=words,
                )
            if author.user_ids.filtered(lambda user: not user.share):
                # One of us sent the mail on: who asked is not known from it.
                author = author.browse()
            asked[task.id] = {
                "partner_id": author or task.partner_id,
                "name": name,
                "reason": reason,
            }
        return asked
