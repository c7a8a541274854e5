from odoo import api, fields, models
from odoo.exceptions import UserError

from .constants import RESOLUTION_SELECTION, VERDICT_SELECTION

#: Suggestions of a row.
CHIPS = 3


class ScopeFlag(models.Model):
    """One spell of a task that puts a question to the project manager.

    Opened when the verdict of a task becomes flagged, closed when the question is
    answered or falls away. Written by the program alone: it is the history for
    reports, and the model on which the firm's own automated actions run.
    """

    _name = "scope.flag"
    _description = "Task to decide"
    _order = "date_opened, id"
    _rec_name = "task_id"
    # When it was opened and closed, and by whom, it says itself.
    _log_access = False

    task_id = fields.Many2one(
        "project.task", required=True, index=True, ondelete="cascade"
    )
    project_id = fields.Many2one(
        "project.project", required=True, ondelete="cascade", index=True
    )
    project_active = fields.Boolean(related="project_id.active")
    # Not stored: ten thousand flags are one insert each hundred, and no update.
    manager_id = fields.Many2one(related="project_id.user_id", string="Project manager")
    item_id = fields.Many2one(
        "scope.item", "Item at that time", ondelete="set null", index="btree_not_null"
    )
    verdict = fields.Selection(VERDICT_SELECTION, "Scope", required=True)
    reasons = fields.Char("Reason codes", export_string_translation=False)
    date_opened = fields.Datetime("Since", required=True)
    date_closed = fields.Datetime("Decided on")
    resolution = fields.Selection(
        RESOLUTION_SELECTION, "Answer", falsy_value_label="Open"
    )
    user_id = fields.Many2one("res.users", "Decided by", ondelete="set null")
    opens_inbox = fields.Boolean(
        help="The first open question of its project: automated actions that run once "
        "per project look at it.",
    )

    task_name = fields.Char(related="task_id.name", string="Title")
    task_item_id = fields.Many2one(
        "scope.item",
        "Place",
        compute="_compute_task_item_id",
        inverse="_inverse_task_item_id",
        domain="[('project_id', '=', project_id), ('active', '=', True)]",
    )
    task_item_name = fields.Char("Placed on", compute="_compute_task_item_id")
    suggestion_ids = fields.Many2many("scope.item", compute="_compute_suggestion_ids")
    allocated_hours = fields.Float(related="task_id.allocated_hours", string="Hours")
    asked_by_id = fields.Many2one(
        "res.users", "Entered by", related="task_id.create_uid"
    )
    customer_id = fields.Many2one(
        "res.partner", "Asked for by", related="task_id.partner_id"
    )
    explanation = fields.Char("Scope in words", compute="_compute_explanation")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _open_uniq = models.UniqueIndex("(task_id) WHERE date_closed IS NULL")
    _open_project_idx = models.Index("(project_id) WHERE date_closed IS NULL")

    @api.model
    def _add_missing_default_values(self, values):
        """Nothing: one save may open ten thousand, and the program gives what is known."""
        return values

    @api.depends("task_id.scope_item_id")
    def _compute_task_item_id(self):
        for flag in self:
            flag.task_item_id = flag.task_id.scope_item_id
            flag.task_item_name = flag.task_item_id.display_name

    def _inverse_task_item_id(self):
        for flag in self:
            flag.task_id.scope_item_id = flag.task_item_id

    @api.depends("task_id.name", "task_id.scope_item_id")
    def _compute_suggestion_ids(self):
        # More than are shown: some of them are no answer to this question.
        suggestions = self.task_id._scope_suggestions_by_task(limit=2 * CHIPS)
        for flag in self:
            items = suggestions.get(
                flag.task_id._origin.id, flag.suggestion_ids.browse()
            )
            if flag.verdict != "undecided":
                # Placed already: another place is one where it would be in scope.
                items = items.filtered(lambda item: item.kind == "deliverable")
            flag.suggestion_ids = (items - flag.task_id.scope_item_id)[:CHIPS]

    @api.depends("task_id.scope_verdict", "task_id.scope_reasons")
    def _compute_explanation(self):
        for flag in self:
            flag.explanation = flag.task_id.scope_explanation

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_can_decide(self):
        for flag in self:
            flag.can_decide = flag.project_id._scope_can_decide()

    # ------------------------------------------------------------------ answers
    def action_map(self, item_id):
        """Place the tasks of these flags on one scope item.

        :param int item_id: id of a ``scope.item`` of the same project
        :return: action that says what was done and offers to undo it
        """
        return self.task_id.action_scope_map(item_id)

    def action_accept(self):
        """Place each task on the item suggested first; tasks without one stay.

        :return: action that says what was done and offers to undo it
        """
        places = {
            flag.task_id: flag.suggestion_ids[0] for flag in self if flag.suggestion_ids
        }
        if not places:
            return self.task_id.action_accept_suggestion()
        return self.task_id._scope_place(places)

    def action_change(self):
        """Start one change request with a line for each of these tasks."""
        return self.task_id.action_scope_change()

    def action_ask(self):
        """Ask the project manager how to go on."""
        return self.task_id.action_scope_ask()

    def action_goodwill(self):
        """Give the tasks at no charge."""
        return self.task_id.action_scope_goodwill()

    def action_later(self):
        """Park the tasks for a later phase."""
        return self.task_id.action_scope_later()

    def action_internal(self):
        """Mark the tasks as internal work."""
        return self.task_id.action_scope_internal()

    def action_open_task(self):
        """Open the task."""
        self.ensure_one()
        return self.task_id._get_records_action()

    def action_undo(self):
        """Take the answers of these flags back, as if they had not been given.

        :raise UserError: for answers that cannot be taken back any more
        :raise AccessError: for others than the project manager
        """
        self.check_access("read")
        tasks = self.task_id
        tasks.check_access("write")
        if self.filtered(lambda flag: flag.resolution != "mapped"):
            tasks._scope_check_can_decide()
        for flag in self:
            # An answer of long ago is history: others came after it.
            newer = flag.sudo().task_id.scope_flag_ids.filtered(
                lambda other, flag=flag: other.date_closed and other.id > flag.id
            )
            if (
                newer
                or not flag.resolution
                or flag.resolution in ("dropped", "reworked")
            ):
                raise UserError(
                    self.env._(
                        "“%(task)s” has no answer that could be taken back.",
                        task=flag.task_id.display_name,
                    )
                )
        # sudo: flags are written by the program alone; the right to answer, and so
        # to take an answer back, was checked above.
        flags = self.sudo()
        # What the answer itself opened goes with it.
        flags.search(
            [("task_id", "in", tasks.ids), ("date_closed", "=", False)]
        ).unlink()
        answers = {flag: (flag.resolution, flag.item_id) for flag in flags}
        filled = flags._scope_filled_inboxes(flags.project_id)
        flags.write(
            {
                "date_closed": False,
                "resolution": False,
                "user_id": False,
                "opens_inbox": False,
            }
        )
        for flag, (resolution, item) in answers.items():
            task = flag.task_id
            if resolution == "goodwill":
                self.env["scope.goodwill"].sudo().search(
                    [("task_id", "=", task.id)], limit=1, order="id desc"
                ).unlink()
            elif resolution == "internal":
                task.scope_internal = False
            elif resolution == "change":
                task.with_env(self.env)._scope_take_out_of_changes()
            elif resolution == "contingency":
                task._scope_take_back_contingency()
            if task.scope_item_id != item:
                task.scope_item_id = item
        tasks._scope_sync_flags(tasks.ids)
        # The project has a question again: its activity comes back, too.
        for project in flags.project_id - filled:
            flags.filtered(lambda flag, project=project: flag.project_id == project)[
                :1
            ].opens_inbox = True
        return True

    def _scope_close(self, resolution):
        """Close these spells by an answer that leaves the verdict as it is.

        The caller checked the right to answer.

        :param str resolution: key of the field ``resolution``
        """
        # sudo: flags are written by the program alone.
        flags = self.sudo()
        flags.write(
            {
                "date_closed": fields.Datetime.now(),
                "resolution": resolution,
                "user_id": self.env.uid,
            }
        )
        flags._scope_close_empty_inboxes(flags.project_id)

    # ------------------------------------------------------------------ activity
    def _scope_notify_inbox(self):
        """Give each project its one activity "Tasks to decide".

        Called by the automated action on new flags. The number is on the list, not in
        the text, so that the activity need not be touched again. It is given to the
        project manager if he can read the project (an activity makes its assignee a
        follower), else to nobody: the list stays.
        """
        kind = "scope_guard.mail_activity_type_to_decide"
        for project in self.project_id:
            user = project.user_id
            if not user or not project.with_user(user).has_access("read"):
                continue
            if project.activity_search([kind]):
                continue
            project.activity_schedule(
                kind,
                summary=self.env._("Tasks to decide"),
                user_id=user.id,
            )

    @api.model
    def _scope_close_empty_inboxes(self, projects):
        """Close the activity of those of these projects that have no question left."""
        emptied = projects - self._scope_filled_inboxes(projects)
        if emptied:
            self._scope_close_inbox(emptied)

    @api.model
    def _scope_filled_inboxes(self, projects):
        """Those of these projects in which a question is open."""
        return projects.browse(
            [
                project.id
                for (project,) in self.sudo()._read_group(
                    [("project_id", "in", projects.ids), ("date_closed", "=", False)],
                    ["project_id"],
                )
            ]
        )

    @api.model
    def _scope_close_inbox(self, projects):
        """The last question of these projects is answered: so is their activity."""
        # sudo: whoever answers the last question need not own the activity.
        projects.sudo().activity_feedback(
            ["scope_guard.mail_activity_type_to_decide"],
            feedback=self.env._("Everything is decided."),
        )
