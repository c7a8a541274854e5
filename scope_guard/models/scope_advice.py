import functools
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date, format_list
from odoo.tools.sql import column_exists

DECISION_SELECTION = [
    ("pending", "Open"),
    ("accepted", "Taken up"),
    ("deferred", "Another time"),
    ("self", "Their team does it"),
    ("declined", "Not taken up"),
]
#: Answers that leave the suggestion aside: both count as "not taken up".
NOT_TAKEN_UP = ("declined", "self")

OUTCOME_SELECTION = [
    ("open", "Nothing so far"),
    ("averted", "Prevented"),
    ("materialised", "Happened"),
]

CHANNEL_SELECTION = [
    ("call", "Call"),
    ("mail", "Mail"),
    ("meeting", "Meeting"),
    ("chat", "Chat"),
    ("letter", "Letter"),
]

#: What was said: read-only for everybody from *Record* on.
SAID_FIELDS = frozenset(
    {
        "channel",
        "contact_id",
        "date_earliest",
        "date_told",
        "date_valid_until",
        "high_risk",
        "message_id",
        "name",
        "needs",
        "other_ways",
        "partner_id",
        "predecessor_id",
        "project_id",
        "recommendation",
        "risk",
        "template_id",
    }
)
#: The answer: read-only for everybody once it is recorded, too.
ANSWER_FIELDS = frozenset(
    {
        "answer_channel",
        "client_view",
        "commitment_date",
        "commitment_owner_id",
        "date_decided",
        "date_deferred_until",
        "decided_by_id",
        "decision",
        "reason",
    }
)
#: Given once by the system, never by a person or an import.
SYSTEM_FIELDS = frozenset({"code", "company_id", "currency_id"})

#: Given by the buttons *Record* and *Record the answer* alone.
RECORD_FIELDS = frozenset({"date_recorded", "date_answer_recorded"})

#: Must be in the context, under this key, for a write of these, and to put a copy in the
#: place of a file. It is compared by identity: no RPC call, import or
#: automated action can make one up.
RECORD_KEY = "_scope_advice_record"
RECORD_SENTINEL = object()
#: The same for an answer that takes the place of an earlier one, which is kept as a
#: ``scope.advice.decision``.
ANSWER_SENTINEL = object()


class ScopeAdvice(models.Model):
    """One recommendation to a customer: what was said, to whom, and the answer."""

    _name = "scope.advice"
    _description = "Advice"
    _inherit = ["mail.thread", "mail.activity.mixin", "scope.client.page"]
    _order = "date_told desc, id desc"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True
    _mail_post_access = "read"

    # What was said
    active = fields.Boolean(default=True, copy=False)
    code = fields.Char(string="No.", readonly=True, copy=False)
    template_id = fields.Many2one(
        "scope.advice.template",
        string="From the library",
        ondelete="set null",
        index="btree_not_null",
        help="Fills in what, why and the other ways. Words of your own are kept.",
    )
    name = fields.Char(
        string="Suggestion",
        compute="_compute_texts",
        store=True,
        readonly=False,
        precompute=True,
        help="What we suggest, in one line. The client may read it.",
    )
    recommendation = fields.Text(
        string="What we suggest",
        compute="_compute_texts",
        store=True,
        readonly=False,
        precompute=True,
    )
    risk = fields.Text(
        string="Why",
        compute="_compute_texts",
        store=True,
        readonly=False,
        precompute=True,
        help="What can happen otherwise. Plain and friendly: the client may read it, "
        "and so may a judge.",
    )
    other_ways = fields.Text(
        string="Other ways",
        compute="_compute_texts",
        store=True,
        readonly=False,
        precompute=True,
        help="What else is possible, and what it leaves open.",
    )
    high_risk = fields.Boolean(
        string="High risk",
        compute="_compute_texts",
        store=True,
        readonly=False,
        precompute=True,
        help="A serious loss is possible if nothing is done.",
    )
    project_id = fields.Many2one(
        "project.project",
        ondelete="set null",
        index=True,
        check_company=True,
        domain="[('is_template', '=', False)]",
        help="Leave it empty for advice given before there is a project.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="The company that was advised, as it stood that day. It comes from the "
        "project or from the person who was told.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Told to",
        ondelete="set null",
        index="btree_not_null",
        help="The person at the customer who heard it.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Consultant",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        tracking=True,
        help="Gets the reminders.",
    )
    channel = fields.Selection(CHANNEL_SELECTION, string="By", default="call")
    date_told = fields.Date(
        string="Date",
        default=fields.Date.context_today,
        copy=False,
        index=True,
        help="When it was said.",
    )
    date_valid_until = fields.Date(
        string="Valid until",
        compute="_compute_date_valid_until",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Until when it can be had on these terms. It follows from the date and "
        "the library, unless you set another day.",
    )
    date_valid_until_auto = fields.Date(
        compute="_compute_date_valid_until",
        store=True,
        precompute=True,
        copy=False,
        export_string_translation=False,
    )
    date_recorded = fields.Datetime(
        string="Recorded on",
        readonly=True,
        copy=False,
        help="From then on what was said is read-only for everybody.",
    )
    message_id = fields.Many2one(
        "mail.message",
        string="From the message",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The message that this advice was logged from. It is kept as evidence.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "scope_advice_attachment_rel",
        "advice_id",
        "attachment_id",
        string="Evidence",
        ondelete="restrict",
        copy=False,
        help="Mails, minutes, a photo of the flip chart. More can be added at any time.",
    )

    # The answer
    decision = fields.Selection(
        DECISION_SELECTION,
        string="Answer",
        default="pending",
        required=True,
        copy=False,
        index=True,
        tracking=True,
    )
    decided_by_id = fields.Many2one(
        "res.partner",
        string="Answered by",
        compute="_compute_answer",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    date_decided = fields.Date(
        string="Answered on",
        compute="_compute_answer",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    reason = fields.Text(
        string="Their reason",
        copy=False,
        help="Why they chose so, in their words where you can.",
    )
    client_view = fields.Text(
        string="How they see it",
        copy=False,
        help="The client's own view. It stands beside ours wherever this is shown.",
    )
    date_deferred_until = fields.Date(string="Waits until", copy=False)
    commitment_owner_id = fields.Many2one(
        "res.partner",
        string="Who does it there",
        compute="_compute_answer",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Who has it in hand in the client's team.",
    )
    commitment_date = fields.Date(string="Ready by", copy=False)
    date_answer_recorded = fields.Datetime(
        string="Answer recorded on",
        readonly=True,
        copy=False,
        help="From then on the answer, too, is read-only for everybody.",
    )

    # Since then
    commitment_confirmed = fields.Boolean(
        string="Done, according to them",
        copy=False,
        tracking=True,
        help="The client's team told us that it is done. Reminders stop.",
    )
    date_review = fields.Date(
        string="Look again on",
        compute="_compute_date_review",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="On this day the consultant is reminded to look at it again.",
    )
    date_review_auto = fields.Date(
        compute="_compute_date_review",
        store=True,
        precompute=True,
        copy=False,
        export_string_translation=False,
    )
    outcome = fields.Selection(
        OUTCOME_SELECTION,
        default="open",
        required=True,
        copy=False,
        tracking=True,
    )
    date_incident = fields.Date(string="Happened on", copy=False, tracking=True)
    incident_cost = fields.Monetary(
        string="Cost to them",
        copy=False,
        tracking=True,
        help="What it cost the customer, as far as known.",
    )
    outcome_note = fields.Text(string="What happened", copy=False)
    predecessor_id = fields.Many2one(
        "scope.advice",
        string="Corrects",
        copy=False,
        ondelete="restrict",
        help="The recorded advice that this one corrects. Counts take the newer one.",
    )
    successor_ids = fields.One2many(
        "scope.advice",
        "predecessor_id",
        string="Corrected by",
        context={"active_test": False},
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
        copy=False,
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, copy=False
    )

    # For screens
    is_complete = fields.Boolean(
        compute="_compute_is_complete",
        store=True,
        precompute=True,
        help="Nothing is missing to record it.",
    )
    missing = fields.Char(string="To complete", compute="_compute_missing")
    answer_is_final = fields.Boolean(
        compute="_compute_answer_is_final", export_string_translation=False
    )
    date_warning = fields.Char(
        compute="_compute_date_warning", export_string_translation=False
    )
    source_note = fields.Char(
        string="Where it comes from",
        compute="_compute_source_note",
        export_string_translation=False,
    )
    logged_note = fields.Char(
        compute="_compute_source_note", export_string_translation=False
    )
    since_then = fields.Char(
        string="Since then",
        compute="_compute_since_then",
        help="What happened, or what is due.",
    )
    since_then_tone = fields.Selection(
        [("happened", "Happened"), ("prevented", "Prevented"), ("due", "Due")],
        compute="_compute_since_then",
        export_string_translation=False,
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "Each advice of a company has its own number."
    )
    _predecessor_uniq = models.UniqueIndex(
        "(predecessor_id) WHERE predecessor_id IS NOT NULL",
        "This advice has been corrected already: correct the newer one.",
    )
    _customer_idx = models.Index("(partner_id, decision)")
    _incident_cost_positive = models.Constraint(
        "CHECK(incident_cost >= 0)",
        "What it cost them is zero or more: note the amount without a minus sign.",
    )

    def _auto_init(self):
        fresh = not column_exists(self.env.cr, self._table, "date_answer_recorded")
        result = super()._auto_init()
        if fresh:
            # Answers of advice that was recorded before there was this date are final.
            self.env.cr.execute(
                SQL(
                    "UPDATE scope_advice SET date_answer_recorded = date_recorded"
                    " WHERE date_recorded IS NOT NULL AND decision <> 'pending'"
                )
            )
        return result

    @api.depends("code", "name")
    def _compute_display_name(self):
        for advice in self:
            advice.display_name = " ".join(
                filter(None, [advice.code, advice.name])
            ) or self.env._("New advice")

    @api.depends("template_id")
    def _compute_texts(self):
        library = None
        for advice in self:
            if advice.date_recorded or not advice.template_id:
                continue
            if library is None:
                library = advice.template_id._scope_library_texts()
            lang = (advice.contact_id or advice.partner_id).lang
            for fname, text in advice.template_id._scope_texts(lang).items():
                if not advice[fname] or advice[fname] in library[fname]:
                    advice[fname] = text
            advice.high_risk = advice.template_id.high_risk

    @api.depends("project_id", "contact_id")
    def _compute_partner_id(self):
        for advice in self:
            if advice.date_recorded:
                continue
            customer = advice._scope_project_customer()
            if customer:
                advice.partner_id = customer
            elif not advice.partner_id:
                advice.partner_id = advice.contact_id.commercial_partner_id

    @api.depends("date_told", "template_id")
    def _compute_date_valid_until(self):
        for advice in self:
            if advice.date_recorded:
                continue
            days = (
                advice.template_id.validity_days
                or (advice.company_id or self.env.company).scope_advice_validity_days
            )
            told = advice.date_told
            advice._scope_follow("date_valid_until", told and told + timedelta(days))

    @api.depends("decision", "contact_id")
    def _compute_answer(self):
        """Who and when, unless it is known better: the person who was told, today."""
        for advice in self:
            answered = advice.decision != "pending"
            if answered and not advice.decided_by_id:
                advice.decided_by_id = advice.contact_id
            if answered and not advice.date_decided:
                advice.date_decided = advice._scope_answer_day()
            if advice.decision == "self" and not advice.commitment_owner_id:
                advice.commitment_owner_id = advice.contact_id
            if not answered and not advice.date_answer_recorded:
                advice.decided_by_id = advice.date_decided = False

    @api.depends("decision", "commitment_date", "date_deferred_until", "date_decided")
    def _compute_date_review(self):
        for advice in self:
            day = False
            if advice.decision == "self":
                day = advice.commitment_date
            elif advice.decision == "deferred":
                day = advice.date_deferred_until
            elif advice.decision == "declined" and advice.date_decided:
                company = advice.company_id or self.env.company
                day = advice.date_decided + timedelta(company.scope_advice_review_days)
            advice._scope_follow("date_review", day)

    @api.depends(
        "name",
        "partner_id",
        "contact_id",
        "date_recorded",
        *sorted(ANSWER_FIELDS - {"reason", "client_view"}),
    )
    def _compute_is_complete(self):
        for advice in self:
            advice.is_complete = bool(advice.date_recorded) or not (
                advice._scope_missing()
            )

    @api.depends("is_complete")
    @api.depends_context("lang")
    def _compute_missing(self):
        for advice in self:
            missing = [] if advice.date_recorded else advice._scope_missing()
            advice.missing = bool(missing) and self.env._(
                "Still to complete: %(what)s.", what=format_list(self.env, missing)
            )

    @api.depends("date_answer_recorded")
    def _compute_answer_is_final(self):
        for advice in self:
            advice.answer_is_final = bool(advice.date_answer_recorded)

    @api.depends("date_told", "date_valid_until", "date_recorded")
    @api.depends_context("lang")
    def _compute_date_warning(self):
        for advice in self:
            told, until = advice.date_told, advice.date_valid_until
            wrong = told and until and until < told and not advice.date_recorded
            advice.date_warning = wrong and self.env._(
                "It would be valid until %(until)s, but it was said on %(told)s: look "
                "at the two dates.",
                until=format_date(self.env, until),
                told=format_date(self.env, told),
            )

    @api.depends("message_id")
    @api.depends_context("lang", "uid")
    def _compute_source_note(self):
        for advice in self:
            message = advice.message_id
            if message and not message.has_access("read"):
                message = message.browse()
            advice.source_note = message._scope_source_note() if message else False
            others = message.scope_advice_ids._filtered_access("read")
            others -= advice._origin
            advice.logged_note = bool(others) and self.env._(
                "Logged from this message already: %(advice)s.",
                advice=format_list(self.env, others.mapped("display_name")),
            )

    @api.depends(
        "decision", "outcome", "date_incident", "date_review", "commitment_confirmed"
    )
    @api.depends_context("lang", "tz")
    def _compute_since_then(self):
        today = fields.Date.context_today(self)

        # A log of thousands has few days: writing one out takes longer than the rest.
        @functools.cache
        def happened(day):
            if not day:
                return self.env._("Happened")
            day = format_date(self.env, day, date_format="MMM y")
            return self.env._("Happened %(day)s", day=day)

        ids_by_state = defaultdict(list)
        for advice in self:
            tone, text = False, False
            due = advice.date_review and advice.date_review <= today
            if advice.outcome == "materialised":
                tone, text = "happened", happened(advice.date_incident)
            elif advice.outcome == "averted":
                tone, text = "prevented", self.env._("Prevented")
            elif advice.commitment_confirmed:
                text = self.env._("Done")
            elif due and advice.decision == "self":
                tone, text = "due", self.env._("Check back")
            elif due and advice.decision in ("deferred", "declined"):
                tone, text = "due", self.env._("Ask again")
            ids_by_state[text, tone].append(advice.id)
        for (text, tone), ids in ids_by_state.items():
            advice = self.browse(ids)
            advice.since_then, advice.since_then_tone = text, tone

    @api.constrains("predecessor_id")
    def _check_predecessor(self):
        for advice in self.filtered("predecessor_id"):
            earlier = advice.predecessor_id
            if not earlier.date_recorded:
                raise ValidationError(
                    self.env._(
                        "%(earlier)s is not recorded yet: change it directly, without "
                        "a correction.",
                        earlier=earlier.display_name,
                    )
                )
            if earlier.company_id != advice.company_id:
                raise ValidationError(
                    self.env._(
                        "%(advice)s and the advice it corrects belong to different "
                        "companies.",
                        advice=advice.display_name,
                    )
                )

    @api.onchange("partner_id", "project_id")
    def _onchange_customer(self):
        """Propose who was told where there is a good guess; the user sees it.

        Only in the form: an import or another program must not have its gaps filled
        with somebody's name.
        """
        person = self.partner_id
        customer = person.commercial_partner_id
        if customer and person != customer:
            self.partner_id = customer
            self.contact_id = person
        # Whoever wrote the message is known, also where he works for somebody else.
        known = self.message_id and self.contact_id
        if not known and customer:
            if self.contact_id.commercial_partner_id != customer:
                self.contact_id = self._scope_likely_contact()

    @api.onchange("decision")
    def _onchange_decision(self):
        """Propose the day that an answer needs; the user sees it."""
        if self.decision == "self" and not self.commitment_date:
            self.commitment_date = self._scope_likely_day()
        if self.decision == "deferred" and not self.date_deferred_until:
            self.date_deferred_until = self._scope_likely_day()

    @api.onchange("partner_id")
    def _onchange_partner_project(self):
        """Propose the project of a customer who has just one."""
        if not self.partner_id or self.project_id:
            return
        projects = self.env["project.project"].search(
            [
                ("partner_id", "child_of", self.partner_id.id),
                ("is_template", "=", False),
            ],
            limit=2,
        )
        if len(projects) == 1:
            self.project_id = projects

    @api.model_create_multi
    def create(self, vals_list):
        # What the context presets is looked at like what is sent.
        defaults = self.default_get(
            [
                "company_id",
                "contact_id",
                "date_answer_recorded",
                "date_recorded",
                "message_id",
                "partner_id",
                "predecessor_id",
                "project_id",
            ]
        )
        prepared = [self._scope_prepare_create(defaults | vals) for vals in vals_list]
        self._scope_number(prepared)
        advices = super().create(prepared)
        advices._scope_adopt_attachments()
        advices._scope_keep_message()
        return advices

    def write(self, vals):
        vals = dict(vals)
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals["partner_id"] = partner.commercial_partner_id.id
        if vals.get("predecessor_id"):
            self.browse(vals["predecessor_id"])._scope_check_correctable()
        self._scope_check_frozen(vals)
        if vals.get("message_id"):
            self.env["mail.message"].browse(vals["message_id"]).check_access("read")
        result = super().write(vals)
        if vals.get("commitment_confirmed") or vals.get("outcome", "open") != "open":
            self._scope_close_reminders("commitment", "review")
        if "attachment_ids" in vals:
            self._scope_adopt_attachments()
        if vals.get("message_id"):
            self._scope_keep_message()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for advice in self.sudo():
            if advice.date_recorded:
                raise UserError(
                    self.env._(
                        "%(advice)s is recorded and stays. Archive it to take it out "
                        "of the lists, or correct it.",
                        advice=advice.display_name,
                    )
                )

    # Actions

    def action_record(self):
        """Make what was said, and the answer if there is one, permanent."""
        self._scope_record(fields.Datetime.now())
        return True

    def action_record_answer(self):
        """Make the answer to a recorded advice permanent."""
        self._scope_record_answer(fields.Datetime.now())
        return True

    def action_happened(self):
        """Note that it happened; date and cost are asked for in the form."""
        for advice in self:
            advice.write(
                {
                    "outcome": "materialised",
                    "date_incident": advice.date_incident
                    or fields.Date.context_today(advice),
                }
            )
        return True

    def action_prevented(self):
        """Note that the suggestion, or their team, kept it from happening."""
        self.write({"outcome": "averted"})
        return True

    def action_nothing_happened(self):
        """Take back *Happened* or *Prevented*."""
        self.write({"outcome": "open", "date_incident": False, "incident_cost": 0})
        return True

    def action_commitment_confirmed(self):
        """Note that the client's team says it is done."""
        self.write({"commitment_confirmed": True})
        return True

    def action_correct(self):
        """Open the successor of a recorded advice; make it if there is none."""
        self.ensure_one()
        if not self.date_recorded:
            raise UserError(
                self.env._(
                    "%(advice)s is not recorded yet: simply change it.",
                    advice=self.display_name,
                )
            )
        successor = self.successor_ids[:1]
        if not successor:
            successor = self.create(self._scope_prepare_successor())
        return successor.action_open()

    def action_open(self):
        """Open the form of this advice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "name": self.display_name,
        }

    # Preparing values

    def _scope_follow(self, fname, automatic):
        """Set a date that follows from others, unless somebody chose another day."""
        self.ensure_one()
        shadow = f"{fname}_auto"
        if not self[fname] or self[fname] == self[shadow]:
            self[fname] = automatic
        self[shadow] = automatic

    def _scope_project_customer(self):
        """The customer of the advice's project, as a commercial partner."""
        project = self.project_id
        customer = project.scope_tor_id.partner_id or project.partner_id
        return customer.commercial_partner_id

    def _scope_likely_contact(self):
        """Who was probably told: the last one at this customer, who agreed to the
        project's scope, or the only one."""
        last = self.search(
            [("partner_id", "=", self.partner_id.id), ("contact_id", "!=", False)],
            order="id desc",
            limit=1,
        ).contact_id
        if last.active and last.commercial_partner_id == self.partner_id:
            return last
        if not self.partner_id.is_company:
            return self.partner_id
        signatory = self.project_id.scope_tor_id.signatory_id
        if signatory.commercial_partner_id == self.partner_id:
            return signatory
        people = self.partner_id.child_ids.filtered(
            lambda person: person.type == "contact" and not person.is_company
        )
        return people if len(people) == 1 else people.browse()

    def _scope_likely_day(self):
        """A day to agree on: the project's next milestone, else the end of validity,
        else when it would be looked at again anyway."""
        today = fields.Date.context_today(self)
        milestone = self.env["project.milestone"].search(
            [
                ("project_id", "=", self.project_id.id),
                ("deadline", ">=", today),
                ("is_reached", "=", False),
            ],
            order="deadline",
            limit=1,
        )
        if milestone:
            return milestone.deadline
        until = self.date_valid_until
        if until and until >= today:
            return until
        company = self.company_id or self.env.company
        return today + timedelta(company.scope_advice_review_days)

    def _scope_answer_day(self):
        """When they answered: in the message that it was logged from, or today."""
        message = self.message_id.sudo()
        author = message.author_id
        if message and author and author == self.contact_id:
            return fields.Datetime.context_timestamp(self, message.date).date()
        return fields.Date.context_today(self)

    @api.model
    def _scope_prepare_create(self, vals):
        if not RECORD_FIELDS.isdisjoint(key for key, value in vals.items() if value):
            raise UserError(
                self.env._(
                    "Advice cannot be created as recorded. Create it first, then use "
                    "Record."
                )
            )
        if vals.get("message_id"):
            self.env["mail.message"].browse(vals["message_id"]).check_access("read")
        project = self.env["project.project"].browse(vals.get("project_id") or [])
        earlier = self.browse(vals.get("predecessor_id") or [])
        earlier._scope_check_correctable()
        company = (
            earlier.sudo().company_id
            # The project may belong to a company that the user does not see now.
            or project.sudo().company_id
            or self.env["res.company"].browse(vals.get("company_id") or [])
            or self.env.company
        )
        vals = vals | {
            "company_id": company.id,
            "currency_id": vals.get("currency_id") or company.sudo().currency_id.id,
        }
        for fname in ("name", "partner_id"):
            # An empty column of an import is no choice: take what is known.
            if not vals.get(fname):
                vals.pop(fname, None)
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        customer = partner.commercial_partner_id
        if customer:
            vals["partner_id"] = customer.id
            if partner != customer and not vals.get("contact_id"):
                vals["contact_id"] = partner.id
        return vals

    def _scope_check_correctable(self):
        """A correction takes the place of the earlier advice in all counts: it is for
        those who may write that one."""
        self.check_access("write")

    @api.model
    def _scope_number(self, vals_list):
        """Give each its number in its company: A-001, A-002, …"""
        sequences = {}
        for vals in vals_list:
            company = self.env["res.company"].browse(vals["company_id"])
            if company not in sequences:
                sequences[company] = self._scope_sequence(company)
            vals["code"] = sequences[company].next_by_id()

    @api.model
    def _scope_sequence(self, company):
        name = f"scope_guard.sequence_scope_advice_{company.id}"
        sequence = self.env.ref(name, raise_if_not_found=False)
        # Numbers are for everybody, sequences for administrators only.
        sequence = (sequence or self.env["ir.sequence"]).sudo()
        if sequence:
            return sequence
        company = company.sudo()
        sequence = sequence.create(
            {
                "name": f"Advice ({company.name})",
                "code": "scope.advice",
                "prefix": "A-",
                "padding": 3,
                "company_id": company.id,
            }
        )
        # With an external id of ours it leaves together with the add-on.
        self.env["ir.model.data"].sudo()._update_xmlids(
            [{"xml_id": name, "record": sequence, "noupdate": True}]
        )
        return sequence

    def _scope_prepare_successor(self):
        """Values of the correction of this advice: all that was said and answered."""
        self.ensure_one()
        kept = SAID_FIELDS | ANSWER_FIELDS | {"date_review", "user_id"}
        kept |= {"commitment_confirmed", "outcome", "date_incident", "outcome_note"}
        kept |= {"incident_cost"}
        values = {
            fname: self._fields[fname].convert_to_write(self[fname], self)
            for fname in kept - {"predecessor_id"}
        }
        return values | {
            "predecessor_id": self.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "attachment_ids": [fields.Command.set(self.attachment_ids.ids)],
        }

    def _scope_adopt_attachments(self):
        """Let whoever sees the advice see files that were uploaded in its new form.

        Of a file that belongs to another record, a mail on a task for instance, a copy
        is taken: that record can still be deleted, and its file be replaced.
        """
        for advice in self:
            foreign = advice.sudo().attachment_ids.filtered(
                lambda file: file.res_model and file.res_model != self._name
            )
            if foreign:
                # Who may read a file may show it to those who read the advice.
                foreign.with_env(self.env).check_access("read")
                own = self.env["ir.attachment"].sudo()
                for file in foreign:
                    own |= file.copy({"res_model": self._name, "res_id": advice.id})
                exchange = [
                    *(fields.Command.unlink(file.id) for file in foreign),
                    *(fields.Command.link(file.id) for file in own),
                ]
                # The copy takes the place of its original also where it is recorded.
                advice.with_context(**{RECORD_KEY: RECORD_SENTINEL}).write(
                    {"attachment_ids": exchange}
                )
            # Only the user's own uploads, which still belong to no record.
            orphans = advice.sudo().attachment_ids.filtered(
                lambda file: (
                    file.res_model == self._name
                    and not file.res_id
                    and file.create_uid == self.env.user
                )
            )
            if orphans:
                orphans.write({"res_id": advice.id})

    def _scope_keep_message(self):
        """Keep the message that an advice was logged from as its evidence."""
        for advice in self.filtered("message_id"):
            message = advice.message_id
            file = message._scope_evidence_file(advice)
            advice.with_context(**{RECORD_KEY: RECORD_SENTINEL}).write(
                {"attachment_ids": [fields.Command.link(file.id)]}
            )

    def _scope_in_hands_line(self):
        """For instance: Shop connection, Tom Kim, due 12 May (in 9 days)."""
        self.ensure_one()
        parts = [self.name or self.code, self.commitment_owner_id.name]
        if self.commitment_date:
            day = format_date(self.env, self.commitment_date)
            days = (self.commitment_date - fields.Date.context_today(self)).days
            when = self.env._("for %(days)s days", days=-days)
            if days == 0:
                when = self.env._("today")
            elif days in (1, -1):
                when = self.env._("tomorrow") if days > 0 else self.env._("yesterday")
            elif days > 0:
                when = self.env._("in %(days)s days", days=days)
            parts.append(self.env._("due %(day)s (%(when)s)", day=day, when=when))
        return ", ".join(filter(None, parts))

    def _scope_happened_line(self):
        """For instance: Load test before the sale, 28 Nov 2025."""
        self.ensure_one()
        day = self.date_incident and format_date(self.env, self.date_incident)
        return ", ".join(filter(None, [self.name or self.code, day]))
