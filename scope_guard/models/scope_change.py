from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from .constants import CHANGE_STATE_SELECTION, OPEN_STATES, PURPOSE_SELECTION

#: In the context as ``scope_change_step``, by identity: a private method moves a change
#: to another state. No RPC call can send this object.
STEP = object()


class ScopeChange(models.Model):
    """A proposal to change the agreed Terms of Reference, with hours and value.

    Several tasks make one change, a line each. While it is not decided its tasks wait:
    their verdict is *change pending*, and they take no hours of the scope.
    """

    _name = "scope.change"
    _description = "Change"
    _inherit = ["mail.thread", "mail.activity.mixin", "scope.client.page"]
    _order = "id desc"
    _rec_names_search = ["code", "name"]
    _mail_post_access = "read"

    # What the client is asked: editable in draft only.
    _ASKED_FIELDS = frozenset(
        {
            "name",
            "reason",
            "impact_if_waits",
            "serves_purpose",
            "days_added",
            "requested_by_id",
            "line_ids",
        }
    )
    # Set once and for all when the record is made.
    _SEALED_FIELDS = frozenset(
        {"code", "tor_id", "partner_id", "company_id", "currency_id"}
    )
    # Follow from other fields: whatever a caller sends for them is dropped.
    _DERIVED_FIELDS = frozenset(
        {"project_id", "hours", "amount", "paid_hours", "paid_amount"}
    )
    # Written by the steps that put it to the client and record the answer.
    _ANSWER_FIELDS = frozenset(
        {
            "date_sent",
            "sent_to_id",
            "sent_by_id",
            "date_answer_by",
            "date_wait_until",
            "date_reminded",
            "reminder_count",
            "swap_offer_ids",
            "answer_shown",
            "confirm_answer",
            "wish_link_id",
            "version_id",
            "date_answered",
            "answer_channel",
            "answerer_ref",
            "answerer_digest",
            "on_behalf_user_ref",
            "swap_ids",
        }
    )

    code = fields.Char(string="No.", readonly=True, copy=False)
    name = fields.Char(
        "Title",
        tracking=True,
        help="What it is about, in the client's words. Empty: taken from the first line.",
    )
    tor_id = fields.Many2one(
        "scope.tor",
        "Scope",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('current_version_id', '!=', False)]",
    )
    project_id = fields.Many2one(
        related="tor_id.project_id",
        string="Project",
        store=True,
        index=True,
        tracking=False,
    )
    manager_id = fields.Many2one(
        related="tor_id.project_id.user_id", string="Project manager"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Prepared by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        copy=False,
    )
    state = fields.Selection(
        CHANGE_STATE_SELECTION,
        "Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date = fields.Date(
        "Prepared on", default=fields.Date.context_today, required=True, copy=False
    )
    requested_by_id = fields.Many2one(
        "res.partner",
        "Asked for by",
        ondelete="set null",
        index="btree_not_null",
        help="The person at the client who asked for it.",
    )
    reason = fields.Text(
        "Why", help="What it is needed for, in the client's words where you can."
    )
    impact_if_waits = fields.Text(
        "If it waits", help="What it means for the client if this is not done now."
    )
    serves_purpose = fields.Selection(
        PURPOSE_SELECTION,
        "Serves the purpose",
        help="Whether it helps with what the project is for. For us alone: the client "
        "does not read it.",
    )
    purpose = fields.Text(related="tor_id.purpose", string="What the project is for")
    days_added = fields.Integer(
        "Days added", help="By how many days the project ends later. 0: it does not."
    )
    line_ids = fields.One2many("scope.change.line", "change_id", "Lines", copy=True)
    task_ids = fields.Many2many(
        "project.task", string="Tasks", compute="_compute_task_ids"
    )
    hours = fields.Float(compute="_compute_totals", store=True)
    amount = fields.Monetary("Value", compute="_compute_totals", store=True)
    line_count = fields.Integer("Number of lines", compute="_compute_counts")
    task_count = fields.Integer("Number of tasks", compute="_compute_counts")
    is_small = fields.Boolean(
        compute="_compute_is_small",
        help="Below the hours of the company's setting, hours and one sentence are all "
        "that is asked.",
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "Each change of a company has its own number."
    )
    _open_idx = models.Index("(tor_id) WHERE state IN ('draft', 'sent')")

    # ------------------------------------------------------------------ computes
    @api.depends("code", "name")
    def _compute_display_name(self):
        for change in self:
            change.display_name = " ".join(filter(None, (change.code, change.name)))

    @api.depends("line_ids.task_id")
    def _compute_task_ids(self):
        for change in self:
            change.task_ids = change.line_ids.task_id

    @api.depends("line_ids.hours", "line_ids.amount")
    def _compute_totals(self):
        for change in self:
            change.hours = sum(change.line_ids.mapped("hours"))
            change.amount = sum(change.line_ids.mapped("amount"))

    @api.depends("line_ids.task_id")
    def _compute_counts(self):
        for change in self:
            change.line_count = len(change.line_ids)
            change.task_count = len(change.line_ids.task_id)

    @api.depends("hours", "company_id")
    def _compute_is_small(self):
        for change in self:
            company = change.company_id or self.env.company
            change.is_small = company._scope_change_is_small(change.hours)

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_can_decide(self):
        for change in self:
            project = change.project_id or change.tor_id.project_id
            change.can_decide = project._scope_can_decide()

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        steps = []
        for vals in vals_list:
            steps.append(vals.pop("state", False) or "draft")
            project_id = vals.get("project_id") or context.get("default_project_id")
            for fname in (self._DERIVED_FIELDS | self._ANSWER_FIELDS) & vals.keys():
                del vals[fname]
            # sudo: company and customer come from the scope; whether the user may
            # change it is asked by Odoo right after.
            tor = self.env["scope.tor"].sudo()
            tor = tor.browse(vals.get("tor_id") or context.get("default_tor_id"))
            if not tor and project_id:
                tor = self.env["project.project"].sudo().browse(project_id).scope_tor_id
            if tor and not tor.current_version_id:
                raise UserError(
                    self.env._(
                        "Nothing is agreed on %(project)s yet. Write what differs into "
                        "its scope, and record the agreement.",
                        project=tor.display_name,
                    )
                )
            vals.update(
                # Not left out: the context may bring presets.
                state="draft",
                tor_id=tor.id,
                partner_id=tor.partner_id.id,
                company_id=tor.company_id.id,
                currency_id=tor.currency_id.id,
            )
        self._give_codes(vals_list)
        changes = super().create(vals_list)
        for change, state in zip(changes, steps, strict=True):
            if not change.name:
                change.name = change._default_title()
            if state != "draft":
                change._step_to(state)
        return changes

    def write(self, vals):
        if self.env.context.get("scope_change_step") is STEP:
            return super().write(vals)
        vals = {
            fname: value
            for fname, value in vals.items()
            if fname not in self._DERIVED_FIELDS
        }
        state = vals.pop("state", False)
        if not self._SEALED_FIELDS.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "Number, scope, customer, company and currency of a change stay as "
                    "they are. Cancel this one, and propose another."
                )
            )
        if not self._ANSWER_FIELDS.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "What the client answered comes with the answer itself: use Put to "
                    "the client, and then Record the answer."
                )
            )
        if not self._ASKED_FIELDS.isdisjoint(vals):
            self._check_draft()
        result = super().write(vals)
        if state:
            self._step_to(state)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_asked(self):
        for change in self:
            if change.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(change)s was put to the client and stays on file.",
                        change=change.display_name,
                    )
                )

    def unlink(self):
        tasks = self.line_ids.task_id
        result = super().unlink()
        # sudo: the questions about its tasks come back, whoever may write the tasks.
        tasks.sudo()._scope_refresh_tasks()
        return result

    @api.model
    def _give_codes(self, vals_list):
        """Give each its number in its company: CR-1, CR-2, …"""
        sequences = {}
        for vals in vals_list:
            company = self.env["res.company"].browse(vals["company_id"])
            if company and company not in sequences:
                sequences[company] = company._scope_change_sequence()
            vals["code"] = company and sequences[company].next_by_id()

    def _default_title(self):
        """What the lines ask for, in a few words that the client reads."""
        self.ensure_one()
        lang = (self.requested_by_id | self.partner_id)[:1].lang
        if lang and lang != self.env.lang:
            return self.with_context(lang=lang)._default_title()
        first = self.line_ids[:1].name or self.env._("Change")
        others = len(self.line_ids) - 1
        if others > 0:
            return self.env._("%(first)s and %(count)s more", first=first, count=others)
        return first

    # ------------------------------------------------------------------ states
    def action_cancel(self):
        """Withdraw these changes: what they asked for is to be decided anew."""
        self._check_can_decide()
        for change in self:
            if change.state != "draft":
                raise UserError(
                    self.env._(
                        "%(change)s is no draft: only a draft is withdrawn like this.",
                        change=change.display_name,
                    )
                )
        self._set_state("cancelled")
        return True

    def action_draft(self):
        """Take cancelled changes up again, or back from the client while unanswered.

        Their tasks wait for them.
        """
        self._check_can_decide()
        for change in self:
            if change.state not in ("cancelled", "sent"):
                raise UserError(
                    self.env._(
                        "%(change)s is not cancelled, so it need not be taken up again.",
                        change=change.display_name,
                    )
                    if change.state == "draft"
                    else change._locked_sentence()
                )
        self._claim(("cancelled", "sent"))
        self._set_state("draft")
        return True

    def _step_to(self, state):
        """Move to a state by the step that leads there, with all its checks."""
        for change in self:
            if state == change.state:
                continue
            if state == "cancelled":
                change.action_cancel()
            elif state == "draft":
                change.action_draft()
            else:
                raise UserError(
                    self.env._(
                        "The status of a change follows from what happens to it: it "
                        "begins as a draft, is put to the client and answered."
                    )
                )

    def _claim(self, states, state=None):
        """Take these changes from one of ``states`` to ``state``, or say why not.

        Without a ``state`` the rows are held, for the ORM to write the state.

        The first statement of a decision: of two at once one finds the row, the other
        is retried by Odoo, sees the new state and is told so.

        :raise UserError: when somebody else was first
        """
        self.flush_recordset()
        # Odoo retries the one who comes second: nothing for the log of errors.
        self.env.cr.execute(
            SQL(
                "UPDATE scope_change SET state = COALESCE(%s, state) "
                "WHERE id = ANY(%s) AND state = ANY(%s) RETURNING id",
                state,
                self.ids,
                list(states),
            ),
            log_exceptions=False,
        )
        claimed = {change_id for (change_id,) in self.env.cr.fetchall()}
        self.invalidate_recordset(["state"], flush=False)
        for change in self:
            if change.id not in claimed:
                raise UserError(change._locked_sentence())

    def _set_state(self, state):
        """Write a state and judge the tasks anew. The caller checked the step."""
        self.with_context(scope_change_step=STEP).write({"state": state})
        # sudo: the verdicts follow, whoever may write the tasks.
        self.sudo().line_ids.task_id._scope_refresh_tasks()

    # ------------------------------------------------------------------ checks
    def _check_can_decide(self):
        self.check_access("read")
        for change in self:
            if not change.project_id._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "A change of the scope of %(project)s is for its project "
                        "manager to propose.",
                        # sudo: its name stands on the change, too.
                        project=change.project_id.sudo().display_name,
                    )
                )

    def _check_draft(self):
        if self.env.context.get("scope_change_step") is STEP:
            return
        for change in self:
            if change.state != "draft":
                raise UserError(change._locked_sentence())

    def _locked_sentence(self):
        self.ensure_one()
        if self.state == "cancelled":
            return self.env._(
                "%(change)s is cancelled. Take it up again to change it.",
                change=self.display_name,
            )
        if self.state in ("approved", "rejected"):
            return self.env._(
                "%(change)s was answered on %(date)s by %(person)s and stays as it was "
                "answered. Propose another change for what differs.",
                change=self.display_name,
                date=format_date(self.env, self.date_answered),
                person=self.answered_by,
            )
        if self.state == "draft":
            return self.env._(
                "%(change)s is a draft: put it to the client first.",
                change=self.display_name,
            )
        return self.env._(
            "%(change)s was put to the client and stays as it was put. Take it back to "
            "draft to change it, or propose another change for what differs.",
            change=self.display_name,
        )

    @api.model
    def _open_states(self):
        """States of changes that are not decided yet."""
        return OPEN_STATES

    # ------------------------------------------------------------------ actions
    def action_open_tasks(self):
        """Open the tasks that this change is about."""
        self.ensure_one()
        return self.task_ids._get_records_action(
            name=self.env._("Tasks of %s", self.code)
        )
