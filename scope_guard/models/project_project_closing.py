from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_list

from .constants import OPEN_STATES
from .project_project import READERS

#: In the context as ``scope_closing``, by identity: the reason comes with its note. No
#: RPC call can send this object.
CLOSING = object()


class ProjectProject(models.Model):
    """A project that is closed while something is open says so, and nothing more.

    Closed is a project in a folded stage, where stages are used, or one whose last
    update says *Complete*. What is open follows from the records of now; only the reason
    for leaving it is stored.
    """

    _inherit = "project.project"

    _SCOPE_CLOSING_FIELDS = frozenset(
        {"scope_closing_reason", "scope_closing_user_id", "scope_closing_date"}
    )

    scope_closing_reason = fields.Text(
        "Left open because",
        readonly=True,
        copy=False,
        groups=READERS,
        help="Why the project was closed although something of its scope was open.",
    )
    scope_closing_user_id = fields.Many2one(
        "res.users",
        "Left open by",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=READERS,
    )
    scope_closing_date = fields.Date(
        "Left open on", readonly=True, copy=False, groups=READERS
    )
    scope_is_closed = fields.Boolean(
        "Closed", compute="_compute_scope_is_closed", groups=READERS
    )
    scope_closing_state = fields.Selection(
        [
            ("open", "Something is open"),
            ("left", "Left open for a reason"),
            ("look_back", "Suggestions to look back at"),
        ],
        "Closing",
        compute="_compute_scope_closing",
        groups=READERS,
    )
    # In words, one each, because each is a link.
    scope_closing_flags = fields.Char(compute="_compute_scope_closing", groups=READERS)
    scope_closing_changes = fields.Char(
        compute="_compute_scope_closing", groups=READERS
    )
    scope_closing_risks = fields.Char(compute="_compute_scope_closing", groups=READERS)
    scope_closing_look_back = fields.Char(
        compute="_compute_scope_closing", groups=READERS
    )
    scope_closing_left = fields.Char(compute="_compute_scope_closing", groups=READERS)

    # ------------------------------------------------------------------ computes
    @api.depends_context("uid")
    @api.depends("stage_id.fold", "last_update_status", "is_template")
    def _compute_scope_is_closed(self):
        uses_stages = self.env.user.has_group("project.group_project_stages")
        for project in self:
            # sudo: the stage is for nobody to read where stages are not used.
            folded = uses_stages and project.sudo().stage_id.fold
            project.scope_is_closed = not project.is_template and bool(
                folded or project.last_update_status == "done"
            )

    @api.depends_context("uid", "lang")
    @api.depends("scope_is_closed", "scope_closing_reason")
    def _compute_scope_closing(self):
        figures = self.filtered("scope_is_closed")._scope_closing_figures()
        for project in self:
            found = figures.get(project._origin.id, {})
            words = project._scope_closing_words(found)
            is_open = any(words[name] for name in ("flags", "changes", "risks"))
            for name in ("flags", "changes", "risks", "look_back"):
                project[f"scope_closing_{name}"] = words[name]
            project.scope_closing_left = project._scope_closing_left_words()
            project.scope_closing_state = (
                (project.scope_closing_reason and "left" or "open")
                if is_open
                else words["look_back"] and "look_back"
            )

    def _scope_closing_figures(self):
        """How much is open on these projects; one query for each kind of thing.

        :return: dict by project id of dicts with ``flags``, ``changes``, ``risks`` and
            ``look_back`` (int)
        """
        if not self:
            return {}
        figures = {project_id: {} for project_id in self._origin.ids}
        here = Domain("project_id", "in", self._origin.ids)
        kinds = {
            "flags": ("scope.flag", Domain("date_closed", "=", False)),
            "changes": ("scope.change", Domain("state", "in", OPEN_STATES)),
            "risks": ("scope.advice", self._scope_risk_domain()),
            "look_back": (
                "scope.advice",
                self.env["scope.advice"]._scope_look_back_domain(),
            ),
        }
        for kind, (model, domain) in kinds.items():
            for project, count in self.env[model]._read_group(
                here & domain, ["project_id"], ["__count"]
            ):
                figures[project.id][kind] = count
        return figures

    @api.model
    def _scope_risk_domain(self):
        """Suggestions of high risk that nobody answered."""
        return (
            Domain("high_risk", "=", True)
            & Domain("decision", "=", "pending")
            & Domain("successor_ids", "=", False)
        )

    @api.model
    def _scope_closing_words(self, figures):
        """The figures in words; False for nothing.

        :param dict figures: see :meth:`_scope_closing_figures`
        """
        one = {
            "flags": self.env._("1 task to decide"),
            "changes": self.env._("1 change not decided"),
            "risks": self.env._("1 suggestion of high risk without an answer"),
            "look_back": self.env._("1 suggestion to look back at"),
        }
        count = {name: figures.get(name, 0) for name in one}
        many = {
            "flags": self.env._("%(count)s tasks to decide", count=count["flags"]),
            "changes": self.env._(
                "%(count)s changes not decided", count=count["changes"]
            ),
            "risks": self.env._(
                "%(count)s suggestions of high risk without an answer",
                count=count["risks"],
            ),
            "look_back": self.env._(
                "%(count)s suggestions to look back at", count=count["look_back"]
            ),
        }
        return {
            name: bool(count[name]) and (one if count[name] == 1 else many)[name]
            for name in one
        }

    def _scope_closing_left_words(self):
        """For instance: “Goes on next year” (Jana Roth, 3 March 2026)."""
        self.ensure_one()
        if not self.scope_closing_reason:
            return False
        # sudo: the name of a colleague.
        who = [self.sudo().scope_closing_user_id.name]
        who.append(format_date(self.env, self.scope_closing_date))
        return self.env._(
            "“%(reason)s” (%(who)s)",
            reason=" ".join(self.scope_closing_reason.split()),
            who=", ".join(filter(None, who)),
        )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        fnames = self._SCOPE_CLOSING_FIELDS
        vals_list = [
            {fname: value for fname, value in vals.items() if fname not in fnames}
            for vals in vals_list
        ]
        presets = {f"default_{fname}" for fname in fnames} & self.env.context.keys()
        if presets:
            self = self.with_context(**dict.fromkeys(presets, False))
        return super().create(vals_list)

    def write(self, vals):
        if (
            not self._SCOPE_CLOSING_FIELDS.isdisjoint(vals)
            and self.env.context.get("scope_closing") is not CLOSING
        ):
            vals = {
                fname: value
                for fname, value in vals.items()
                if fname not in self._SCOPE_CLOSING_FIELDS
            }
        # A company may bring its own stage.
        moves = {"stage_id", "company_id", "last_update_id", "last_update_status"}
        if moves.isdisjoint(vals):
            return super().write(vals)
        # sudo: whoever moves the project, its reason goes with the closing.
        told = self.sudo().filtered("scope_closing_reason")
        before = {project: project.scope_is_closed for project in told}
        result = super().write(vals)
        opened = told.filtered(
            lambda project: project.scope_is_closed != before[project]
        )
        if opened:
            opened._scope_write_closing(False)
        return result

    def _scope_write_closing(self, reason):
        self.with_context(scope_closing=CLOSING).write(
            {
                "scope_closing_reason": reason,
                "scope_closing_user_id": self.env.uid if reason else False,
                "scope_closing_date": reason and fields.Date.context_today(self),
            }
        )

    # ------------------------------------------------------------------ leaving it open
    def _scope_leave_open(self, reason):
        """Close the project for good although something is open.

        :param str reason: why; it is kept on the project and noted for the house
        :raise UserError: without a reason, or while the project is not closed
        :raise AccessError: for others than the project manager
        """
        self.ensure_one()
        self._scope_check_can_close()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say in a few words why it may stay open."))
        if self.scope_closing_state not in ("open", "left"):
            raise UserError(
                self.env._(
                    "%(project)s has nothing open that would need a reason.",
                    project=self.display_name,
                )
            )
        found = [
            self.scope_closing_flags,
            self.scope_closing_changes,
            self.scope_closing_risks,
        ]
        # sudo: the right to decide was checked; he often may not write the project.
        project = self.sudo()
        project._scope_write_closing(reason)
        # Logged, not posted: nobody gets a mail.
        project._message_log(
            body=self.env._(
                "Closed with %(what)s, for a reason: %(reason)s",
                what=format_list(self.env, [text for text in found if text]),
                reason=reason,
            )
        )

    def _scope_check_can_close(self):
        self.check_access("read")
        for project in self:
            if not project._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide.",
                        project=project.display_name,
                    )
                )

    # ------------------------------------------------------------------ actions
    def action_scope_leave_open(self):
        """Ask why it may stay open."""
        self.ensure_one()
        self._scope_check_can_close()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_project_close_action"
        )
        return action | {"context": {"default_project_id": self.id}}

    def action_scope_closing_again(self):
        """Take the reason back: what is open is listed again."""
        self._scope_check_can_close()
        # sudo: the right to decide was checked; he often may not write the project.
        self.sudo()._scope_write_closing(False)
        return True

    def action_scope_open_changes(self):
        """Open the changes of these projects that are not decided."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_change_action"
        )
        action["domain"] = [
            ("project_id", "in", self.ids),
            ("state", "in", list(OPEN_STATES)),
        ]
        action["context"] = {}
        return action

    def action_scope_open_risks(self):
        """Open the suggestions of high risk that nobody answered."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action_project"
        )
        action["domain"] = list(
            Domain("project_id", "in", self.ids) & self._scope_risk_domain()
        )
        action["context"] = {}
        return action

    def action_scope_look_back(self):
        """Open the suggestions that are to be looked back at.

        The list keeps its rows while they are answered.
        """
        Advice = self.env["scope.advice"]
        advices = Advice.search(
            Domain("project_id", "in", self.ids) & Advice._scope_look_back_domain()
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action_look_back"
        )
        action["domain"] = [("id", "in", advices.ids)]
        return action
