from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError


class ProjectTask(models.Model):
    """The answers to the question that a flagged task puts."""

    _inherit = "project.task"

    def action_scope_map(self, item_id):
        """Place these tasks on a scope item of their project.

        :param int item_id: id of the ``scope.item``
        :return: action that says what was done and offers to undo it
        :raise UserError: when the item belongs to another project
        """
        item = self.env["scope.item"].browse(item_id)
        return self._scope_place({task: item for task in self._scope_carriers()})

    def action_accept_suggestion(self):
        """Place each task on the item suggested first; tasks without one stay.

        :return: action that says what was done and offers to undo it
        """
        tasks = self._scope_carriers()
        # A client who may write the task answers nothing.
        self.env["scope.flag"].check_access("read")
        suggestions = tasks._scope_suggestions_by_task(limit=1)
        places = {
            task: suggestions[task.id] for task in tasks if suggestions.get(task.id)
        }
        if not places:
            raise UserError(
                self.env._(
                    "No item shares words with these tasks. Choose one by hand, or "
                    "answer otherwise."
                )
            )
        return tasks._scope_place(places)

    def _scope_place(self, places):
        """Place tasks, each on an item of its own.

        :param dict places: ``scope.item`` by task; tasks that are not in it stay
        :return: action that says what was done and offers to undo it
        :raise UserError: when an item belongs to another project
        """
        tasks = self.browse().union(*places)
        tasks.check_access("write")
        items = self.env["scope.item"].union(*places.values()).exists()
        flags = tasks._scope_open_flags()
        by_item = {}
        for task, item in places.items():
            if item not in items or item.project_id != task.project_id:
                raise UserError(
                    self.env._("Choose an item of the scope of the task's own project.")
                )
            by_item.setdefault(item, self.browse())
            by_item[item] |= task
        for item, placed in by_item.items():
            placed.scope_item_id = item
        if len(items) == 1:
            answer = self.env._("placed on %(item)s", item=items.display_name)
        else:
            answer = self.env._("placed on %(count)s items", count=len(items))
        return tasks._scope_answered(flags, answer)

    def action_scope_goodwill(self):
        """Give these tasks at no charge.

        Without a question where the hours are known and few; otherwise a dialog asks
        for hours and reason.

        :return: action
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        tasks = tasks.filtered(lambda task: not task.scope_goodwill_ids)
        if not tasks:
            raise UserError(self.env._("This is at no charge already."))
        # sudo: the company's threshold, whatever of the TOR the user may read.
        companies = tasks.sudo().project_id.scope_tor_id.company_id or self.env.company
        free_hours = min(companies.mapped("scope_goodwill_free_hours"))
        hours = tasks._scope_work_hours()
        if all(hours.values()) and sum(hours.values()) < free_hours:
            return tasks._scope_give_goodwill()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_goodwill_give_action"
        )
        action["context"] = {"default_task_ids": [Command.set(tasks.ids)]}
        return action

    def _scope_give_goodwill(self, reason=False, hours=None):
        """Record these tasks as given at no charge.

        :param str reason: why, in a few words
        :param dict hours: hours by task id, where they are not the task's own
        :return: action that says what was done and offers to undo it
        """
        self._scope_check_can_decide()
        flags = self._scope_open_flags()
        known = self._scope_work_hours()
        # sudo: a project user has no rights on the table; the right to give was checked.
        goodwill = (
            self.env["scope.goodwill"]
            .sudo()
            .create(
                [
                    task._prepare_scope_goodwill(
                        reason, (hours or {}).get(task.id, known[task.id])
                    )
                    for task in self
                ]
            )
        )
        amount = sum(goodwill.mapped("amount"))
        return self._scope_answered(
            flags,
            self.env._(
                "goodwill, %(hours)s h (%(amount)s)",
                hours=self._scope_short_hours(sum(goodwill.mapped("hours"))),
                amount=goodwill[:1].currency_id.format(amount),
            ),
        )

    def _prepare_scope_goodwill(self, reason, hours):
        self.ensure_one()
        # sudo: the customer comes from the TOR.
        project = self.project_id.sudo()
        terms = self._scope_goodwill_terms()
        return {
            "name": self.name,
            "task_id": self.id,
            "project_id": project.id,
            "partner_id": (
                project.scope_tor_id.partner_id
                or project.partner_id.commercial_partner_id
            ).id,
            "company_id": terms["company"].id,
            "currency_id": terms["currency"].id,
            "user_id": self.env.uid,
            "hours": hours,
            "rate": terms["rate"],
            "reason": reason or False,
        }

    def _scope_goodwill_terms(self):
        """What an hour of this task is worth.

        :return: dict: ``company``, ``currency`` (records), ``rate`` (per hour)
        """
        self.ensure_one()
        # sudo: company and rate come from the TOR.
        project = self.project_id.sudo()
        tor = project.scope_tor_id
        company = tor.company_id or project.company_id or self.env.company
        return {
            "company": company,
            "currency": tor.currency_id or company.currency_id,
            "rate": tor.goodwill_rate or company.scope_hourly_rate,
        }

    def action_scope_later(self):
        """Park these tasks: the question is closed and comes back only when somebody
        works on them.

        :return: action that says what was done and offers to undo it
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        flags = tasks._scope_open_flags()
        if not flags:
            raise UserError(self.env._("There is nothing to decide here."))
        flags._scope_close("later_phase")
        return self._scope_answered(flags, self.env._("parked for later"))

    def action_scope_internal(self):
        """Mark these tasks as our own work: no verdict, no hours of the scope.

        :return: action that says what was done and offers to undo it
        """
        tasks = self._scope_carriers()
        tasks._scope_check_can_decide()
        flags = tasks._scope_open_flags()
        tasks.scope_internal = True
        return self._scope_answered(flags, self.env._("internal work"))

    def action_scope_reopen(self):
        """Put parked tasks back to what is to be decided."""
        self._scope_check_can_decide()
        # sudo: flags are written by the program alone; the right was checked.
        parked = self.filtered("scope_is_parked").sudo()
        for task in parked:
            last = task.scope_flag_ids.sorted("id")[-1:]
            last.write({"resolution": "reworked"})
        self._scope_sync_flags(parked.ids)
        return True

    def action_scope_ask(self):
        """Ask the project manager about these tasks, by an internal note on each.

        For those who may not decide themselves. The note mentions the project manager
        if he may read the task; nobody else is told, and nobody outside.

        :return: action that says who was asked
        :raise UserError: when there is nothing to ask
        """
        # sudo: the parent of a task that the user may read stands for it.
        tasks = self.browse(
            dict.fromkeys(task._scope_carrier().id for task in self.sudo())
        )
        tasks.check_access("read")
        flags = tasks._scope_open_flags().filtered(lambda flag: not flag.can_decide)
        if not flags:
            raise UserError(self.env._("There is nothing to ask here."))
        for task in flags.task_id:
            # sudo: who manages the project stands on it; the task was checked above.
            manager = task.sudo().project_id.user_id
            may_read = (
                manager
                and not manager.share
                and task.with_user(manager).has_access("read")
            )
            task.message_post(
                body=self.env._(
                    "How does this stand to what was agreed? %(explanation)s",
                    explanation=task.scope_explanation or "",
                ).strip(),
                subtype_xmlid="mail.mt_note",
                partner_ids=manager.partner_id.ids if may_read else [],
            )
        # sudo: flags are written by the program alone.
        flags.sudo().write(
            {"date_asked": fields.Datetime.now(), "asked_by_user_id": self.env.uid}
        )
        # sudo: the names of those who were asked.
        managers = flags.sudo().project_id.user_id
        if managers:
            message = self.env._(
                "Asked: %(names)s.", names=", ".join(managers.mapped("name"))
            )
        else:
            message = self.env._(
                "Noted on the task. The project has no project manager yet who could "
                "answer."
            )
        return {
            "type": "ir.actions.client",
            "tag": "scope_guard_answered",
            "params": {
                "message": message,
                "flag_ids": [],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _scope_check_can_decide(self):
        """Refuse decisions that are the project manager's, with a sentence."""
        self.check_access("read")
        for project in self.project_id:
            if not project._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide. "
                        "You can place the task on an item of the scope.",
                        # sudo: its name stands on the task, too.
                        project=project.sudo().display_name,
                    )
                )

    def _scope_open_flags(self):
        return self.env["scope.flag"].search(
            [("task_id", "in", self.ids), ("date_closed", "=", False)]
        )

    def _scope_answered(self, flags, answer):
        """Client action: a line that says what was done, with *Undo*.

        :param flags: the ``scope.flag`` that the answer closed
        :param str answer: what became of the tasks
        """
        tasks = flags.task_id or self
        if len(tasks) == 1:
            message = self.env._(
                "“%(task)s” is %(answer)s.", task=tasks.name, answer=answer
            )
        else:
            message = self.env._(
                "%(count)s tasks are %(answer)s.", count=len(tasks), answer=answer
            )
        closed = flags.filtered("date_closed")
        return {
            "type": "ir.actions.client",
            "tag": "scope_guard_answered",
            "params": {
                "message": message,
                "flag_ids": closed.ids,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
