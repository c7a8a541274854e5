from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, float_repr, format_date

from .constants import TIER_SELECTION
from .scope_tor_version import FREEZE


class ScopeTor(models.Model):
    """The Terms of Reference of one project.

    Its items are edited while it is a draft. Agreeing freezes a version; from then on
    the items hold what is agreed, and tasks are judged by them.
    """

    _name = "scope.tor"
    _description = "Terms of Reference"
    _inherit = ["mail.thread", "mail.activity.mixin", "scope.client.page"]
    _order = "id desc"
    _rec_names_search = ["project_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    # What an agreement covers: editable in draft only.
    _AGREED_FIELDS = frozenset(
        {
            "project_id",
            "partner_id",
            "purpose",
            "date_start",
            "date_end",
            "allowance_total",
            "allowance_total_days",
            "contingency_hours",
            "contingency_days",
            "contract_value",
            "signatory_id",
        }
    )
    # Set by an agreement, or once and for all when the record is made.
    _SEALED_FIELDS = frozenset(
        {"state", "current_version_id", "company_id", "currency_id"}
    )
    # Follow from other fields: whatever a caller sends for them is dropped.
    _DERIVED_FIELDS = frozenset(
        {
            "active",
            "manager_id",
            "guard_from_utc",
            "date_end_utc",
            "has_shared_limits",
        }
    )
    # What verdicts hang on.
    _JUDGED_FIELDS = frozenset(
        {"guard_from", "current_version_id", "allowance_total", "date_end"}
    )

    project_id = fields.Many2one(
        "project.project",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scope_tor_id', '=', False)]",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="The company with which this is agreed.",
    )
    manager_id = fields.Many2one(
        related="project_id.user_id", string="Project manager", store=True, index=True
    )
    active = fields.Boolean(related="project_id.active", store=True)
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("agreed", "Agreed")],
        "Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    purpose = fields.Text(help="Why this project exists, in the client's words.")
    note = fields.Text(
        "Notes", help="What came with the document and is no item. Not agreed upon."
    )
    date_start = fields.Date("From", copy=False)
    date_end = fields.Date(
        "Until",
        copy=False,
        help="Tasks entered after this day are over what was agreed.",
    )
    allowance_total = fields.Float(
        "Hours in total",
        help="What all items together may take. 0 means no limit. It is not the sum of "
        "the items' hours.",
    )
    contingency_hours = fields.Float(
        "Contingency",
        help="Hours that the project manager may spend without asking the client.",
    )
    allowance_total_days = fields.Float(
        "Days in total",
        compute="_compute_days",
        inverse="_inverse_allowance_total_days",
    )
    contingency_days = fields.Float(
        "Contingency in days",
        compute="_compute_days",
        inverse="_inverse_contingency_days",
    )
    signatory_id = fields.Many2one(
        "res.partner",
        "Agrees for the client",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The person who may agree to the scope on the client's side.",
    )
    goodwill_rate = fields.Monetary(
        "Rate for goodwill",
        help="Value of an hour given at no charge on this project. Empty: the rate of "
        "the company.",
    )
    company_goodwill_rate = fields.Monetary(
        related="company_id.scope_hourly_rate", string="Rate of the company"
    )
    guard_from = fields.Date(
        "Guard from",
        copy=False,
        tracking=True,
        help="Older tasks are left alone until they are given an item or asked for.",
    )
    # Bounds of the two days in UTC: the judging statement compares them as they are.
    guard_from_utc = fields.Datetime(compute="_compute_bounds", store=True)
    date_end_utc = fields.Datetime(compute="_compute_bounds", store=True)
    item_ids = fields.One2many(
        "scope.item", "tor_id", "Items", context={"active_test": False}
    )
    deliverable_ids = fields.One2many(
        "scope.item", "tor_id", "Deliverables", domain=[("kind", "=", "deliverable")]
    )
    exclusion_ids = fields.One2many(
        "scope.item", "tor_id", "Not part of it", domain=[("kind", "=", "exclusion")]
    )
    assumption_ids = fields.One2many(
        "scope.item", "tor_id", "Assumptions", domain=[("kind", "=", "assumption")]
    )
    responsibility_ids = fields.One2many(
        "scope.item",
        "tor_id",
        "Client provides",
        domain=[("kind", "=", "client_responsibility")],
    )
    later_ids = fields.One2many(
        "scope.item", "tor_id", "Later phases", domain=[("kind", "=", "later_phase")]
    )
    document_ids = fields.One2many(
        "scope.tor.document",
        "tor_id",
        "Documents",
        readonly=True,
        copy=False,
        help="The files that items were read from.",
    )
    version_ids = fields.One2many("scope.tor.version", "tor_id", "Versions")
    current_version_id = fields.Many2one(
        "scope.tor.version",
        "Agreed version",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    date_agreed = fields.Date("Agreed on", related="current_version_id.date_agreed")
    agreed_by = fields.Char("Agreed by", related="current_version_id.signed_by")
    uses_days = fields.Boolean(compute="_compute_uses_days")
    has_shared_limits = fields.Boolean(
        compute="_compute_has_shared_limits",
        store=True,
        export_string_translation=False,
        help="Hours are given on a section or in total: items are filled together.",
    )

    document_count = fields.Integer(
        "Number of documents", compute="_compute_document_count"
    )
    item_count = fields.Integer("Number of items", compute="_compute_item_figures")
    item_hours = fields.Float("Hours of the items", compute="_compute_item_figures")
    hours_limit = fields.Float(
        compute="_compute_item_figures",
        help="The total, or the sum of the items where no total was agreed.",
    )
    used_hours = fields.Float("Hours planned", compute="_compute_task_figures")
    tier = fields.Selection(TIER_SELECTION, compute="_compute_task_figures")
    task_count = fields.Integer("Tasks", compute="_compute_task_figures")
    unestimated_count = fields.Integer(
        "Tasks without estimate", compute="_compute_task_figures"
    )
    older_count = fields.Integer("Older tasks", compute="_compute_task_figures")
    flag_count = fields.Integer("To decide", compute="_compute_flag_count")
    goodwill_hours = fields.Float(compute="_compute_goodwill")
    goodwill_amount = fields.Monetary("At no charge", compute="_compute_goodwill")
    advice_count = fields.Integer("Advice", compute="_compute_advice_count")
    advice_open_count = fields.Integer(
        "Advice without answer", compute="_compute_advice_count"
    )
    check_count = fields.Integer("Check-ins", compute="_compute_check_figures")
    check_score = fields.Float("Share that matches", compute="_compute_check_figures")
    check_gap_count = fields.Integer(
        "Seen differently", compute="_compute_check_figures"
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _project_uniq = models.Constraint(
        "UNIQUE(project_id)", "This project has its Terms of Reference already."
    )
    _hours_positive = models.Constraint(
        "CHECK(allowance_total >= 0 AND contingency_hours >= 0 "
        "AND COALESCE(goodwill_rate, 0) >= 0)",
        "Hours and rates cannot be negative.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends("project_id.display_name")
    def _compute_display_name(self):
        for tor in self:
            tor.display_name = tor.project_id.display_name or self.env._("Scope")

    @api.depends("project_id")
    def _compute_partner_id(self):
        for tor in self:
            if not tor.partner_id:
                tor.partner_id = tor.project_id.partner_id.commercial_partner_id

    @api.depends("guard_from", "date_end", "company_id")
    def _compute_bounds(self):
        for tor in self:
            tor.guard_from_utc = tor._start_of_company_day(tor.guard_from)
            tor.date_end_utc = tor._start_of_company_day(
                tor.date_end and tor.date_end + timedelta(days=1)
            )

    def _start_of_company_day(self, day):
        """When a day begins where the company is, in UTC."""
        if not day:
            return False
        company = self.company_id or self.env.company
        timezone = pytz.timezone(company._scope_timezone())
        local = timezone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.depends("allowance_total", "item_ids.allowance_hours", "item_ids.parent_id")
    def _compute_has_shared_limits(self):
        for tor in self:
            tor.has_shared_limits = bool(
                tor.allowance_total
                or tor.item_ids.parent_id.filtered("allowance_hours")
            )

    @api.depends("allowance_total", "contingency_hours", "company_id")
    def _compute_days(self):
        for tor in self:
            hours_per_day = tor._hours_per_day()
            tor.allowance_total_days = tor.allowance_total / hours_per_day
            tor.contingency_days = tor.contingency_hours / hours_per_day

    def _inverse_allowance_total_days(self):
        for tor in self:
            tor.allowance_total = tor.allowance_total_days * tor._hours_per_day()

    def _inverse_contingency_days(self):
        for tor in self:
            tor.contingency_hours = tor.contingency_days * tor._hours_per_day()

    def _hours_per_day(self):
        return (self.company_id or self.env.company)._scope_hours_per_day()

    @api.depends("company_id.scope_hours_unit")
    def _compute_uses_days(self):
        for tor in self:
            company = tor.company_id or tor.project_id.company_id or self.env.company
            tor.uses_days = company.scope_hours_unit == "day"

    @api.depends(
        "allowance_total",
        "item_ids.active",
        "item_ids.allowance_hours",
        "item_ids.kind",
        "item_ids.parent_id",
    )
    def _compute_item_figures(self):
        every_id = self.item_ids.ids
        for tor in self:
            items = tor.item_ids.filtered("active").with_prefetch(every_id)
            sections = items.parent_id
            tor.item_count = len(items)
            # Hours on a section are the total of what is below it, not added to it.
            tor.item_hours = sum(
                item.allowance_hours
                for item in items
                if item.kind == "deliverable"
                and not item._ancestors().filtered("allowance_hours")
                and (item.allowance_hours or item not in sections)
            )
            tor.hours_limit = tor.allowance_total or tor.item_hours

    def _compute_task_figures(self):
        figures = self.env["project.task"]._scope_tor_figures(self)
        for tor in self:
            found = figures.get(tor._origin.id, {})
            tor.used_hours = found.get("hours", 0.0)
            tor.task_count = found.get("tasks", 0)
            tor.unestimated_count = found.get("unestimated", 0)
            tor.older_count = found.get("older", 0)
            company = tor.company_id or self.env.company
            tor.tier = company._scope_tier(tor.used_hours, tor.hours_limit)

    @api.model
    def _scope_forget_figures(self):
        """Tasks changed: their figures are read anew when asked for."""
        self.invalidate_model(
            ["used_hours", "task_count", "unestimated_count", "older_count"]
            + ["flag_count", "tier"],
            flush=False,
        )

    def _compute_flag_count(self):
        counts = dict(
            self.env["scope.flag"]._read_group(
                [
                    ("project_id", "in", self.project_id.ids),
                    ("date_closed", "=", False),
                ],
                ["project_id"],
                ["__count"],
            )
        )
        for tor in self:
            tor.flag_count = counts.get(tor.project_id, 0)

    @api.depends("document_ids")
    def _compute_document_count(self):
        for tor in self:
            tor.document_count = len(tor.document_ids)

    def _compute_goodwill(self):
        sums = {
            project: (hours, amount)
            for project, hours, amount in self.env["scope.goodwill"]._read_group(
                [("project_id", "in", self.project_id.ids)],
                ["project_id"],
                ["hours:sum", "amount:sum"],
            )
        }
        for tor in self:
            tor.goodwill_hours, tor.goodwill_amount = sums.get(
                tor.project_id, (0.0, 0.0)
            )

    def _compute_advice_count(self):
        domain = Domain("project_id", "in", self.project_id.ids) & Domain(
            "successor_ids", "=", False
        )
        counts = {}
        for project, decision, count in self.env["scope.advice"]._read_group(
            domain, ["project_id", "decision"], ["__count"]
        ):
            total, pending = counts.get(project, (0, 0))
            counts[project] = (
                total + count,
                pending + (count if decision == "pending" else 0),
            )
        for tor in self:
            tor.advice_count, tor.advice_open_count = counts.get(tor.project_id, (0, 0))

    def _compute_check_figures(self):
        figures = self.env["scope.expectation.check"]._project_figures(self.project_id)
        for tor in self:
            found = figures.get(tor.project_id.id, {})
            tor.check_count = found.get("checks", 0)
            tor.check_score = found.get("score") or 0.0
            tor.check_gap_count = found.get("open_gaps", 0)

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_can_decide(self):
        for tor in self:
            tor.can_decide = tor.project_id._scope_can_decide()

    # ------------------------------------------------------------------ checks
    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for tor in self:
            if tor.date_start and tor.date_end and tor.date_end < tor.date_start:
                raise ValidationError(
                    self.env._(
                        "%(tor)s: the last day cannot be before the first.",
                        tor=tor.display_name,
                    )
                )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        projects = self.env["project.project"].browse(
            {
                vals.get("project_id") or self.env.context.get("default_project_id")
                for vals in vals_list
            }
            - {None, False}
        )
        agree = [vals.pop("state", "draft") == "agreed" for vals in vals_list]
        for vals in vals_list:
            for fname in self._DERIVED_FIELDS & vals.keys():
                del vals[fname]
            # Not left out: the context may bring presets.
            vals["state"] = "draft"
            vals["current_version_id"] = False
            project = projects.browse(
                vals.get("project_id") or self.env.context.get("default_project_id")
            )
            # Set once and kept: the company decides whose record this is.
            company = project.company_id or self.env.company
            vals["company_id"] = company.id
            vals["currency_id"] = company.currency_id.id
            self._normalize_partner(vals)
        tors = super().create(vals_list)
        for tor, agreed in zip(tors, agree, strict=True):
            # sudo: the manager of a project may write its TOR, but often not the
            # project itself; creating the TOR was checked above.
            tor.project_id.sudo().scope_tor_id = tor
            if agreed:
                tor.record_agreement(guard_from=tor.guard_from)
        return tors

    def write(self, vals):
        vals = {
            fname: value
            for fname, value in vals.items()
            if fname not in self._DERIVED_FIELDS
        }
        sealing = self.env.context.get("scope_freeze") is FREEZE
        agree = not sealing and vals.get("state") == "agreed"
        if agree:
            del vals["state"]
        if not sealing and not self._SEALED_FIELDS.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "Status, version, company and currency of a scope come by "
                    "themselves: use Record agreement."
                )
            )
        if not sealing and not self._AGREED_FIELDS.isdisjoint(vals):
            for tor in self:
                if tor.state != "draft":
                    raise UserError(tor._locked_sentence())
        self._normalize_partner(vals)
        moved = self.project_id if "project_id" in vals else self.project_id.browse()
        result = super().write(vals)
        if moved:
            # sudo: see create.
            moved.sudo().scope_tor_id = False
            for tor in self:
                tor.project_id.sudo().scope_tor_id = tor
            # sudo: the tasks left behind let go of its items, whoever may write them.
            self.with_context(active_test=False).item_ids.sudo().with_context(
                active_test=False
            ).task_ids._scope_clear_foreign_items()
        if not self._JUDGED_FIELDS.isdisjoint(vals):
            self.env["project.task"]._scope_refresh(self)
        if agree:
            # The status never stands alone: whoever sets it records the agreement.
            for tor in self:
                tor.record_agreement(guard_from=tor.guard_from)
        return result

    @api.model
    def _normalize_partner(self, vals):
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for tor in self:
            if tor.state != "draft" or tor.version_ids:
                raise UserError(
                    self.env._(
                        "The scope of %(project)s was agreed with the client and "
                        "stays on file. Archive the project instead.",
                        project=tor.display_name,
                    )
                )

    def unlink(self):
        # The items go first; the sentence about the whole comes before theirs.
        self._unlink_only_drafts()
        self.with_context(active_test=False).item_ids.unlink()
        return super().unlink()

    def copy(self, default=None):
        """Copy as a draft, items with their parents, for the project in ``default``."""
        for tor in self:
            project_id = (default or {}).get("project_id")
            if not project_id or project_id == tor.project_id.id:
                raise UserError(
                    self.env._(
                        "A project has one scope. To use that of %(project)s again, "
                        "name the project that gets the copy, or copy its items on "
                        "the scope of that project.",
                        project=tor.display_name,
                    )
                )
        new_tors = super().copy(default)
        for tor, new_tor in zip(self, new_tors, strict=True):
            tor.item_ids.filtered("active")._copy_to(new_tor)
        return new_tors

    # ------------------------------------------------------------------ actions
    def action_record_agreement(self):
        """Open the dialog that records the client's agreement."""
        self.ensure_one()
        self._check_can_agree()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_tor_agree_action"
        )
        action["context"] = {"default_tor_id": self.id}
        return action

    def action_take_in_older(self):
        """Ask for the older tasks, too: they are judged from now on."""
        self.ensure_one()
        self._check_can_decide()
        tasks = (
            self.env["project.task"]
            .with_context(active_test=False)
            .search(
                [
                    ("project_id", "=", self.project_id.id),
                    ("create_date", "<", self.guard_from_utc),
                    ("scope_item_id", "=", False),
                    ("scope_taken_in", "=", False),
                    ("state", "!=", "1_canceled"),
                ]
            )
        )
        tasks.scope_taken_in = True
        return self.action_open_flags()

    def action_open_flags(self):
        """Open what is to be decided on this project."""
        return self.project_id.action_scope_to_decide()

    def action_open_tasks(self):
        """Open the project's tasks, grouped by scope item."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.project_task_action_scope"
        )
        action["domain"] = [("project_id", "=", self.project_id.id)]
        action["context"] = {
            "default_project_id": self.project_id.id,
            "active_model": "project.project",
            "active_id": self.project_id.id,
            "group_by": ["scope_item_id"],
        }
        action["display_name"] = self.env._("Tasks of %s", self.display_name)
        return action

    def action_open_advice(self):
        """Open the advice given on this project."""
        return self.project_id.action_scope_advice()

    def action_open_checks(self):
        """Open the check-ins of this project."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_expectation_check_action_project"
        )
        action["domain"] = [("project_id", "=", self.project_id.id)]
        action["context"] = {"default_project_id": self.project_id.id}
        return action

    def action_open_versions(self):
        """Open the agreed versions."""
        self.ensure_one()
        return self.version_ids._get_records_action(name=self.env._("Versions"))

    def action_open_goodwill(self):
        """Open what was given at no charge."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("At no charge"),
            "res_model": "scope.goodwill",
            "view_mode": "list,form,pivot,graph",
            "domain": [("project_id", "=", self.project_id.id)],
        }

    def action_import_items(self):
        """Open Odoo's import for the items of this TOR."""
        self.ensure_one()
        self._check_editable()
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "params": {
                "model": "scope.item",
                "context": {
                    "default_tor_id": self.id,
                    "default_project_id": self.project_id.id,
                },
            },
        }

    def action_paste_items(self):
        """Open the dialog that turns pasted text into items."""
        return self._action_wizard("scope_guard.scope_item_paste_action")

    def action_open_document(self):
        """Open the document, or choose one of several."""
        self.ensure_one()
        if len(self.document_ids) == 1:
            return self.document_ids.action_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents"),
            "res_model": "scope.tor.document",
            "view_mode": "list",
            "domain": [("tor_id", "=", self.id)],
        }

    def action_copy_items(self):
        """Open the dialog that copies items from another TOR."""
        return self._action_wizard("scope_guard.scope_item_copy_action")

    def _close_or_show(self):
        """After a dialog: back to the page behind it, which shows this scope; to the
        scope itself where the dialog followed the creation of the project."""
        self.ensure_one()
        if self.env.context.get("scope_show_tor"):
            return self.project_id.action_scope_open()
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"scope_tor_id": self.id},
        }

    def _action_wizard(self, xmlid):
        self.ensure_one()
        self._check_editable()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["context"] = {
            "default_tor_id": self.id,
            "dialog_size": "extra-large",
        }
        return action

    # ------------------------------------------------------------------ agreement
    def record_agreement(
        self,
        date_agreed=None,
        channel="document",
        signer=None,
        attachment_ids=(),
        guard_from=None,
    ):
        """Record that the client agreed, and freeze the next version.

        :param date date_agreed: when the client agreed; today when not given
        :param str channel: how: key of ``scope.tor.version.channel``
        :param dict signer: personal values of who agreed: ``name``, ``email``,
            ``role``, ``note``; the signatory when not given
        :param attachment_ids: ids of ``ir.attachment``, the evidence
        :param date guard_from: first day whose tasks are judged; the day of recording
            when not given
        :return: the frozen ``scope.tor.version``
        :raise AccessError: for others than the project's manager
        :raise UserError: when there is nothing to agree on, or it is agreed already
        """
        self._check_can_agree()
        if channel == "portal" and not self.env.su:
            raise UserError(
                self.env._(
                    "Only the client agrees on the client's page. How did you learn of "
                    "it: by mail, on the phone, in a meeting, by a document?"
                )
            )
        today = fields.Date.context_today(self)
        date_agreed = fields.Date.to_date(date_agreed) or today
        if date_agreed > today:
            raise UserError(
                self.env._("The day of the agreement lies ahead. Which day was it?")
            )
        signer = signer or self._prepare_signer(self.signatory_id or self.partner_id)
        if not signer.get("name"):
            raise UserError(
                self.env._(
                    "Who agreed to the scope of %(project)s for the client? Name the "
                    "person, or the customer on the scope.",
                    project=self.display_name,
                )
            )
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        attachments.check_access("write")
        # Claim the row: of two who agree at once one wins, the other is retried by
        # Odoo, sees the new status and is told so.
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE scope_tor SET state = 'agreed' "
                "WHERE id = %s AND state <> 'agreed'",
                self.id,
            ),
            # Somebody was faster: that is foreseen, and no error to log.
            log_exceptions=False,
        )
        claimed = self.env.cr.rowcount
        self.invalidate_recordset(["state"])
        if not claimed:
            raise UserError(self._locked_sentence())
        version = self.env["scope.tor.version"]._freeze(
            self, date_agreed, channel, signer, attachments
        )
        self.with_context(scope_freeze=FREEZE).write(
            {
                "state": "agreed",
                "current_version_id": version.id,
                "guard_from": guard_from or today,
            }
        )
        self._message_log(
            body=self.env._(
                "%(version)s agreed on %(date)s by %(person)s, recorded by %(user)s.",
                version=version.display_name,
                date=format_date(self.env, version.date_agreed),
                person=version.signed_by,
                user=self.env.user.name,
            )
        )
        return version

    @api.model
    def _prepare_signer(self, partner):
        return {
            "name": partner.name or "",
            "email": partner.email or "",
            "role": partner.function or "",
        }

    def _check_can_agree(self):
        self.ensure_one()
        self._check_can_decide()
        if self.state == "agreed":
            raise UserError(self._locked_sentence())
        if not self.item_ids.filtered("active"):
            raise UserError(
                self.env._(
                    "There is nothing to agree on yet: write, paste or import the "
                    "items first. One deliverable is enough."
                )
            )

    def _check_can_decide(self):
        self.check_access("read")
        for tor in self:
            if not tor.project_id._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide.",
                        project=tor.project_id.display_name,
                    )
                )

    def _check_editable(self):
        self.check_access("write")
        for tor in self:
            if tor.state != "draft":
                raise UserError(tor._locked_sentence())

    def _locked_sentence(self):
        self.ensure_one()
        if not self.current_version_id:
            return self.env._(
                "The scope of %(project)s is with the client. Take it back to draft "
                "to change it.",
                project=self.display_name,
            )
        return self.env._(
            "The scope of %(project)s was agreed on %(date)s (%(version)s), so its "
            "items stay as they were agreed. What differs is agreed with the client "
            "as a change.",
            project=self.display_name,
            date=format_date(self.env, self.date_agreed),
            version=self.current_version_id.display_name,
        )

    def _prepare_version_content(self):
        """What the client agrees to, as plain values: ids, ISO dates, fixed-point
        strings; no display names and no translated labels."""
        self.ensure_one()
        content = {
            "format": 1,
            "project": self.project_id.id,
            "project_name": self.project_id.name,
            "company": self.company_id.id,
            "customer": self.partner_id.id,
            "customer_name": self.partner_id.name or "",
            "purpose": self.purpose or "",
            "date_start": self._iso(self.date_start),
            "date_end": self._iso(self.date_end),
            "hours_shown": True,
            "allowance_total": float_repr(self.allowance_total, 2),
            "contingency_hours": float_repr(self.contingency_hours, 2),
            "hours": float_repr(self.hours_limit, 2),
            "items": [
                {
                    "id": item.id,
                    "code": item.code,
                    "parent": item.parent_id.code or "",
                    "kind": item.kind,
                    "name": item.name,
                    "clause": item.clause or "",
                    "source_section": item.source_section or "",
                    "hours": float_repr(item.allowance_hours, 2),
                    "date_due": self._iso(item.date_due),
                }
                for item in self.item_ids.filtered("active")
            ],
        }
        if self.document_ids:
            # The very files, whatever becomes of their names.
            content["documents"] = [
                {"name": document.name, "sha256": document.sha256}
                for document in self.document_ids
            ]
        return content

    @api.model
    def _iso(self, day):
        return day.isoformat() if day else ""

    # ------------------------------------------------------------------ nightly
    @api.model
    def _cron_refresh(self):
        """Judge again the TORs whose tasks changed since the last run.

        Heals what REPEATABLE READ cannot see (two users who raise the hours of two
        tasks of one item at once), flags that a firm's own automated action kept from
        opening, and bridges that came or went.
        """
        since = fields.Datetime.to_datetime(self.env.context.get("lastcall"))
        since = (since or datetime.min.replace(year=2000)) - timedelta(days=1)
        Task = self.env["project.task"].with_context(active_test=False)
        changed = Task._read_group(
            [
                ("write_date", ">=", since),
                ("project_id.scope_tor_id.current_version_id", "!=", False),
            ],
            ["project_id"],
        )
        tors = self.browse([project.scope_tor_id.id for (project,) in changed])
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(tors))
        for tor in tors:
            tor._heal()
            if not commit(1):
                break

    def _heal(self):
        """Judge all tasks of the TOR again and open the flags that are missing."""
        Task = self.env["project.task"]
        Task._scope_refresh(self)
        Task._scope_sync_flags(Task._scope_unmatched_flags(self.project_id))
