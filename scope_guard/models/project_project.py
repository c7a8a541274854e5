from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .project_task_verdict import LATER

#: The client reads projects, too, and sees nothing of their scope.
READERS = "project.group_project_user"


class ProjectProject(models.Model):
    _inherit = "project.project"

    # Kept by scope.tor: a project without TOR is recognised without a query.
    scope_tor_id = fields.Many2one(
        "scope.tor",
        "Scope",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=READERS,
    )
    # Read with the project: which statement judges its tasks is known without a query.
    scope_has_shared_limits = fields.Boolean(
        related="scope_tor_id.has_shared_limits",
        store=True,
        export_string_translation=False,
        groups=READERS,
    )
    scope_item_ids = fields.One2many(
        "scope.item", "project_id", "Scope items", groups=READERS
    )
    scope_advice_ids = fields.One2many(
        "scope.advice", "project_id", "Advice given", groups=READERS
    )
    scope_status = fields.Selection(
        [("none", "None"), ("draft", "Draft"), ("sent", "Sent"), ("agreed", "Agreed")],
        "TOR",
        compute="_compute_scope_status",
        search="_search_scope_status",
        groups=READERS,
        help="Whether the client agreed to Terms of Reference for this project.",
    )
    scope_flag_count = fields.Integer(
        "To decide", compute="_compute_scope_flag_count", groups=READERS
    )
    scope_advice_count = fields.Integer(
        "Advice", compute="_compute_scope_advice_count", groups=READERS
    )
    scope_can_decide = fields.Boolean(
        compute="_compute_scope_can_decide", groups=READERS
    )

    @api.depends("scope_tor_id.state")
    def _compute_scope_status(self):
        for project in self:
            # sudo: the status is no secret to whoever reads the project.
            project.scope_status = project.scope_tor_id.sudo().state or "none"

    def _search_scope_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("scope_tor_id.state", "in", [v for v in value if v != "none"])
        if "none" in value:
            domain |= Domain("scope_tor_id", "=", False)
        return domain

    def _compute_scope_flag_count(self):
        counts = dict(
            self.env["scope.flag"]._read_group(
                [("project_id", "in", self.ids), ("date_closed", "=", False)],
                ["project_id"],
                ["__count"],
            )
        )
        for project in self:
            project.scope_flag_count = counts.get(project, 0)

    def _compute_scope_advice_count(self):
        counts = dict(
            self.env["scope.advice"]._read_group(
                [("project_id", "in", self.ids), ("successor_ids", "=", False)],
                ["project_id"],
                ["__count"],
            )
        )
        for project in self:
            project.scope_advice_count = counts.get(project, 0)

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_scope_can_decide(self):
        for project in self:
            project.scope_can_decide = project._scope_can_decide()

    def _scope_can_decide(self):
        """Tell whether the current user decides about the scope of this project.

        That is the user in the field *Project Manager*, and every project
        administrator. Hook: override to let others decide.

        :return: bool
        """
        if self.env.su:
            return True
        user = self.env.user
        # sudo: who is assigned a task of a project that is closed to him is told that
        # he may not decide, instead of being refused the task.
        return user._is_internal() and (
            self.sudo().user_id == user
            or user.has_group("project.group_project_manager")
        )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("scope_tor_id", None)
            vals.pop("scope_has_shared_limits", None)
        return super().create(vals_list)

    def write(self, vals):
        if "scope_has_shared_limits" in vals:
            vals = {k: v for k, v in vals.items() if k != "scope_has_shared_limits"}
        result = super().write(vals)
        if "scope_tor_id" in vals:
            self._scope_check_tor()
        if "is_template" in vals:
            self.env["project.task"]._scope_refresh(self.sudo().scope_tor_id)
        return result

    def _scope_check_tor(self):
        """The scope of a project is the one written for it, and no other."""
        # sudo: also one that the user does not see.
        tors = self.env["scope.tor"].sudo().with_context(active_test=False)
        own = {
            tor.project_id: tor for tor in tors.search([("project_id", "in", self.ids)])
        }
        for project in self.sudo():
            if project.scope_tor_id != own.get(project, tors.browse()):
                raise UserError(
                    self.env._(
                        "The scope of %(project)s is written on the scope itself, and "
                        "stays with its project.",
                        project=project.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_without_record(self):
        # sudo: what is on record counts also for those who may not see it.
        for project in self.sudo():
            tor = project.scope_tor_id
            advice = self.env["scope.advice"].sudo().with_context(active_test=False)
            if (
                tor.state not in (False, "draft")
                or tor.version_ids
                or advice.search_count(
                    [("project_id", "=", project.id), ("date_recorded", "!=", False)],
                    limit=1,
                )
            ):
                raise UserError(
                    self.env._(
                        "%(project)s has an agreed scope or recorded advice, which "
                        "stays on file. Archive the project instead.",
                        project=project.display_name,
                    )
                )

    def unlink(self):
        # Before anything is gone: super deletes the tasks first.
        self.check_access("unlink")
        self._unlink_without_record()
        # sudo: a draft goes with its project, whoever wrote it.
        self.sudo().scope_tor_id.unlink()
        return super().unlink()

    def map_tasks(self, new_project_id):
        """Carry the TOR along as a draft, its tasks placed on the new items."""
        new_project = self.browse(new_project_id)
        # sudo: whoever may copy the project copies all of it.
        tor = self.sudo().scope_tor_id
        if not tor or new_project.sudo().scope_tor_id:
            return super().map_tasks(new_project_id)
        new_tor = tor.with_context(mail_create_nosubscribe=True).copy(
            {"project_id": new_project.id, "partner_id": new_project.partner_id.id}
        )
        new_ids = {item.code: item.id for item in new_tor.item_ids}
        mapping = {item.id: new_ids.get(item.code, False) for item in tor.item_ids}
        self.env["project.milestone"]._scope_copy_items(
            self.env.context.get("milestone_mapping") or {}, mapping
        )
        result = super(
            ProjectProject,
            self.with_context(scope_item_mapping=mapping, scope_later=LATER),
        ).map_tasks(new_project_id)
        self.env["project.task"]._scope_refresh(new_tor)
        return result

    # ------------------------------------------------------------------ actions
    def action_scope_open(self):
        """Open the scope of the project: the tab *Scope*."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_tor_action_project"
        )
        action["display_name"] = self.env._("Scope")
        action["context"] = {
            "default_project_id": self.id,
            "active_id": self.id,
            "active_model": "project.project",
        }
        if self.scope_tor_id or self._scope_can_decide():
            action["views"] = [(False, "form")]
            action["res_id"] = self.scope_tor_id.id
            # One scope a project: nothing to create beside it.
            action["context"]["create"] = not self.scope_tor_id
        else:
            action["views"] = [(False, "list"), (False, "form")]
            action["domain"] = [("project_id", "=", self.id)]
        return action

    def action_scope_advice(self):
        """Open the advice given on this project: the tab *Advice*."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action_project"
        )
        action["domain"] = [("project_id", "=", self.id)]
        action["context"] = {
            "default_project_id": self.id,
            "active_id": self.id,
            "active_model": "project.project",
        }
        return action

    def action_scope_to_decide(self):
        """Open the list *To decide*, narrowed to this project."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_flag_action_to_decide"
        )
        action["domain"] = [
            ("date_closed", "=", False),
            ("project_id", "in", self.ids),
        ]
        action["context"] = {}
        return action
