from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.constants import PURPOSE_SELECTION


class ScopeChangePropose(models.TransientModel):
    """Asks for hours and one sentence per task, and makes a change of them.

    Everything known is filled in. Tasks of several projects make one change in each.
    """

    _name = "scope.change.propose"
    _description = "Propose a change"

    task_ids = fields.Many2many("project.task", required=True)
    line_ids = fields.One2many(
        "scope.change.propose.line",
        "propose_id",
        "Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    project_id = fields.Many2one(
        "project.project", compute="_compute_project_id", help="Empty: several."
    )
    tor_id = fields.Many2one("scope.tor", compute="_compute_project_id")
    change_id = fields.Many2one(
        "scope.change",
        "Goes into",
        compute="_compute_change_id",
        store=True,
        readonly=False,
        domain="[('tor_id', '=', tor_id), ('state', '=', 'draft')]",
        help="A draft of this project that gets the lines. Empty: a new change.",
    )
    has_drafts = fields.Boolean(compute="_compute_has_drafts")
    is_small = fields.Boolean(compute="_compute_totals")
    hours = fields.Float("Hours in total", compute="_compute_totals")
    amount = fields.Monetary("Value in total", compute="_compute_totals")
    currency_id = fields.Many2one("res.currency", compute="_compute_totals")
    partner_id = fields.Many2one("res.partner", compute="_compute_project_id")
    requested_by_id = fields.Many2one(
        "res.partner",
        "Asked for by",
        compute="_compute_known",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=?', partner_id)]",
    )
    reason = fields.Text("Why", compute="_compute_known", store=True, readonly=False)
    impact_if_waits = fields.Text("If it waits")
    serves_purpose = fields.Selection(
        PURPOSE_SELECTION,
        "Serves the purpose",
        help="Whether it helps with what the project is for. For us alone: the client "
        "does not read it.",
    )
    purpose = fields.Text(
        "What the project is for", compute="_compute_project_id", readonly=True
    )
    days_added = fields.Integer("Days added")

    # ------------------------------------------------------------------ computes
    @api.depends("task_ids")
    def _compute_line_ids(self):
        for wizard in self:
            tasks = wizard.task_ids._origin.sorted(
                lambda task: (task.project_id.id, task.id)
            )
            hours = tasks._scope_work_hours()
            asked = tasks._scope_what_is_known()
            drafts = wizard._own_drafts(tasks.project_id)
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "task_id": task.id,
                        "name": asked[task.id]["name"],
                        "hours": hours[task.id],
                        "change_id": drafts.get(task.project_id.id),
                    }
                )
                for task in tasks
            ]

    @api.depends("task_ids")
    def _compute_project_id(self):
        for wizard in self:
            projects = wizard.task_ids.project_id
            wizard.project_id = projects if len(projects) == 1 else False
            # sudo: scope and customer of projects that the user decides about.
            tor = wizard.project_id.sudo().scope_tor_id
            wizard.tor_id = tor
            wizard.partner_id = tor.partner_id
            wizard.purpose = tor.purpose

    @api.depends("task_ids")
    def _compute_change_id(self):
        for wizard in self:
            project = wizard.project_id
            wizard.change_id = wizard._own_drafts(project).get(project._origin.id)

    @api.depends("task_ids")
    def _compute_has_drafts(self):
        for wizard in self:
            projects = wizard.task_ids.project_id._origin
            wizard.has_drafts = bool(
                self.env["scope.change"].search_count(
                    [("project_id", "in", projects.ids), ("state", "=", "draft")],
                    limit=1,
                )
            )

    @api.model
    def _own_drafts(self, projects):
        """The user's newest draft of each of these projects, by project id."""
        drafts = {}
        for draft in self.env["scope.change"].search(
            [
                ("project_id", "in", projects._origin.ids),
                ("state", "=", "draft"),
                ("user_id", "=", self.env.uid),
            ],
            order="id",
        ):
            drafts[draft.project_id.id] = draft.id
        return drafts

    @api.depends("task_ids")
    def _compute_known(self):
        for wizard in self:
            known = wizard._known(wizard.task_ids._origin)
            wizard.requested_by_id = known["requested_by_id"]
            wizard.reason = known["reason"]

    @api.model
    def _known(self, tasks):
        """Who asked for these tasks and why, as far as their mails say."""
        asked = tasks._scope_what_is_known().values()
        people = self.env["res.partner"].union(
            *(known["partner_id"] for known in asked)
        )
        # The company as a whole is the customer of the change anyway.
        people = people.filtered(lambda partner: not partner.is_company)
        reasons = [known["reason"] for known in asked if known["reason"]]
        return {
            "requested_by_id": people[:1].id,
            "reason": "\n".join(reasons) or False,
        }

    @api.depends("line_ids.hours", "line_ids.amount", "change_id", "task_ids")
    def _compute_totals(self):
        for wizard in self:
            wizard.hours = sum(wizard.line_ids.mapped("hours"))
            wizard.amount = sum(wizard.line_ids.mapped("amount"))
            wizard.currency_id = wizard.line_ids.currency_id[:1]
            company = wizard.tor_id.company_id
            # Of several projects each asks on its own form what is missing.
            wizard.is_small = not company or company._scope_change_is_small(
                wizard.hours + wizard.change_id.hours
            )

    # ------------------------------------------------------------------ actions
    def action_confirm(self):
        """Make the change, and say so with *Undo*."""
        flags = self.line_ids.task_id._scope_open_flags()
        changes = self._propose()
        hours = sum(self.line_ids.mapped("hours"))
        if len(changes) == 1:
            answer = self.env._(
                "in change %(change)s, %(hours)s h (%(amount)s)",
                change=changes.code,
                hours=self.env["project.task"]._scope_short_hours(hours),
                amount=changes.currency_id.format(self.amount),
            )
        else:
            answer = self.env._(
                "in changes %(changes)s, %(hours)s h",
                changes=", ".join(changes.sorted("id").mapped("code")),
                hours=self.env["project.task"]._scope_short_hours(hours),
            )
        return self.line_ids.task_id._scope_answered(flags, answer)

    def action_confirm_open(self):
        """Make the change and open it."""
        return self._propose()._get_records_action(name=self.env._("Changes"))

    def action_confirm_put(self):
        """Make the change, and open the dialog that puts it to the client."""
        self.ensure_one()
        changes = self._propose()
        if len(changes) > 1:
            return changes._get_records_action(name=self.env._("Changes"))
        return changes.action_put_to_client()

    def _propose(self):
        """Add the lines to the changes they go into, and make those that are missing.

        :return: ``scope.change`` records
        """
        self.ensure_one()
        tasks = self.line_ids.task_id
        if not tasks:
            raise UserError(self.env._("Choose at least one task to ask for."))
        tasks._scope_check_can_decide()
        nameless = self.line_ids.filtered(lambda line: not (line.name or "").strip())
        if nameless:
            raise UserError(
                self.env._(
                    "Say in one sentence what the client gets for “%(task)s”.",
                    task=nameless[0].task_id.name,
                )
            )
        # sudo: the right to decide was checked.
        Change = self.env["scope.change"].sudo()
        changes = Change
        for project, lines in self.line_ids.grouped("project_id").items():
            target = self.change_id if self.project_id else lines.change_id[:1]
            values = [
                Command.create(
                    {"task_id": line.task_id.id, "name": line.name, "hours": line.hours}
                )
                for line in lines
            ]
            if target and target.project_id == project:
                target.check_access("write")
                target = target.sudo()
                untitled = target.name == target._default_title()
                target.line_ids = values
                if untitled:
                    # Nobody gave it a title: it goes on saying what it holds.
                    target.name = target._default_title()
                self._complete(target, lines)
            else:
                target = Change.create(
                    {
                        "tor_id": project.sudo().scope_tor_id.id,
                        "line_ids": values,
                        **self._prepare_details(lines),
                    }
                )
            changes |= target
        return changes.with_env(self.env)

    def _prepare_details(self, lines):
        """Who asked, why and what follows, for the change that gets these lines."""
        if not self.project_id:
            return self._known(lines.task_id)
        return {
            "requested_by_id": self.requested_by_id.id,
            "reason": self.reason,
            "impact_if_waits": self.impact_if_waits,
            "serves_purpose": self.serves_purpose,
            "days_added": self.days_added,
        }

    def _complete(self, change, lines):
        """Bring what is known of more lines to a draft, without losing what it says."""
        details = self._prepare_details(lines)
        texts = {}
        for fname in ("reason", "impact_if_waits"):
            new, old = details.get(fname), change[fname]
            if new and new not in (old or ""):
                texts[fname] = "\n".join(filter(None, (old, new)))
        if not change.requested_by_id and details["requested_by_id"]:
            texts["requested_by_id"] = details["requested_by_id"]
        if details.get("serves_purpose") and not change.serves_purpose:
            texts["serves_purpose"] = details["serves_purpose"]
        if details.get("days_added"):
            texts["days_added"] = change.days_added + details["days_added"]
        if texts:
            change.write(texts)
