from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from .scope_advice import NOT_TAKEN_UP

#: Order on the customer's page: what worked first, what went wrong last.
DECISION_ORDER = {"accepted": 0, "self": 1, "pending": 2, "deferred": 3, "declined": 4}
READERS = "project.group_project_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    scope_advice_ids = fields.One2many(
        "scope.advice",
        string="Advice",
        compute="_compute_scope_advice_ids",
        search="_search_scope_advice_ids",
        groups=READERS,
        help="What this customer was advised, taken up first. Contacts show the advice "
        "of their company.",
    )
    scope_advice_count = fields.Integer(
        string="Suggestions", compute="_compute_scope_advice_counts", groups=READERS
    )
    scope_taken_up_count = fields.Integer(
        string="Suggestions taken up",
        compute="_compute_scope_advice_counts",
        groups=READERS,
    )
    scope_declined_count = fields.Integer(
        string="Suggestions not taken up",
        compute="_compute_scope_advice_counts",
        groups=READERS,
        help="Not taken up, or done by their own team.",
    )
    scope_materialised_count = fields.Integer(
        string="Happened since",
        compute="_compute_scope_advice_counts",
        groups=READERS,
    )
    scope_incident_cost = fields.Monetary(
        string="Cost of what happened",
        compute="_compute_scope_incident_cost",
        currency_field="scope_currency_id",
        groups=READERS,
        help="In the currency of your company, at the rate of the day it happened.",
    )
    scope_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of advice figures",
        compute="_compute_scope_currency_id",
    )
    scope_advice_summary = fields.Char(
        string="Advice in one line",
        compute="_compute_scope_advice_page",
        groups=READERS,
    )
    scope_in_hands = fields.Text(
        string="In their hands", compute="_compute_scope_advice_page", groups=READERS
    )
    scope_happened = fields.Text(
        string="What happened since",
        compute="_compute_scope_advice_page",
        groups=READERS,
    )
    scope_happened_cost = fields.Char(
        string="What it cost",
        compute="_compute_scope_happened_cost",
        groups="project.group_project_manager",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scope_advice_ids(self):
        by_customer = self._scope_advice_by_customer()
        for partner in self:
            partner.scope_advice_ids = by_customer[partner.commercial_partner_id]

    def _search_scope_advice_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        Advice = self.env["scope.advice"]
        if operator == "any":
            found = Advice.search(value)
            return [("commercial_partner_id", "in", found.partner_id.ids)]
        wanted = Advice.browse([advice_id for advice_id in value if advice_id])
        domain = Domain("commercial_partner_id", "in", wanted.partner_id.ids)
        if False in value:
            advised = Advice._read_group([], ["partner_id"])
            ids = [customer.id for (customer,) in advised if customer]
            domain |= Domain("commercial_partner_id", "not in", ids)
        return domain

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scope_advice_counts(self):
        groups = self.env["scope.advice"]._read_group(
            self._scope_advice_domain(),
            ["partner_id", "decision", "outcome"],
            ["__count"],
        )
        figures = defaultdict(lambda: defaultdict(int))
        for customer, decision, outcome, count in groups:
            of_customer = figures[customer]
            of_customer["all"] += count
            of_customer[decision] += count
            of_customer[outcome] += count
        for partner in self:
            counts = figures[partner.commercial_partner_id]
            partner.scope_advice_count = counts["all"]
            partner.scope_taken_up_count = counts["accepted"]
            partner.scope_declined_count = sum(counts[key] for key in NOT_TAKEN_UP)
            partner.scope_materialised_count = counts["materialised"]

    @api.depends_context("uid", "allowed_company_ids", "company")
    def _compute_scope_incident_cost(self):
        company = self.env.company
        happened = Domain("outcome", "=", "materialised")
        groups = self.env["scope.advice"]._read_group(
            self._scope_advice_domain() & happened & Domain("incident_cost", "!=", 0),
            ["partner_id", "currency_id", "date_incident:day"],
            ["incident_cost:sum"],
        )
        costs = defaultdict(float)
        for customer, currency, day, cost in groups:
            costs[customer] += currency._convert(
                cost,
                company.currency_id,
                company,
                day or fields.Date.context_today(self),
            )
        for partner in self:
            partner.scope_incident_cost = costs[partner.commercial_partner_id]

    @api.depends_context("company")
    def _compute_scope_currency_id(self):
        self.scope_currency_id = self.env.company.currency_id

    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    def _compute_scope_advice_page(self):
        by_customer = self._scope_advice_by_customer()
        for partner in self:
            advices = by_customer[partner.commercial_partner_id]
            in_hands = advices.filtered(
                lambda advice: (
                    advice.decision == "self"
                    and advice.outcome == "open"
                    and not advice.commitment_confirmed
                )
            ).sorted(lambda advice: (not advice.commitment_date, advice.date_review))
            happened = advices.filtered(
                lambda advice: advice.outcome == "materialised"
            ).sorted("date_incident")
            partner.scope_advice_summary = partner._scope_summary_line(advices)
            partner.scope_in_hands = "\n".join(
                advice._scope_in_hands_line() for advice in in_hands
            )
            partner.scope_happened = "\n".join(
                advice._scope_happened_line() for advice in happened
            )

    @api.depends("scope_incident_cost", "scope_declined_count")
    @api.depends_context("lang")
    def _compute_scope_happened_cost(self):
        for partner in self:
            cost = partner.scope_incident_cost
            partner.scope_happened_cost = bool(cost) and self.env._(
                "%(amount)s noted",
                amount=format_amount(self.env, cost, self.env.company.currency_id),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_advised(self):
        # Whoever deletes may not see the advice that stands in the way.
        advised = self.env["scope.advice"].sudo().with_context(active_test=False)
        for partner, count in advised._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        ):
            raise UserError(
                self.env._(
                    "%(customer)s was advised (%(count)s entries), and advice stays "
                    "with its customer. Archive the contact instead of deleting it.",
                    customer=partner.display_name,
                    count=count,
                )
            )

    def action_view_scope_advice(self):
        """Open the advice of this customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action"
        )
        return action | {
            "domain": [("partner_id", "=", customer.id)],
            "context": self._scope_advice_context(),
        }

    def action_new_scope_advice(self):
        """Open the short form of an advice for this customer: after a call, say."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action_log"
        )
        return action | {
            "name": self.env._("New advice"),
            "context": self._scope_advice_context(),
        }

    def action_scope_take_mail(self):
        """This customer: called from the list of those that a mail may be about."""
        self.ensure_one()
        mail = self.env["scope.advice.mail"].browse(
            self.env.context.get("scope_advice_mail_id")
        )
        mail.check_access("write")
        mail.partner_id = self
        return mail.action_take()

    def _scope_advice_context(self):
        customer = self.commercial_partner_id
        context = {"default_partner_id": customer.id}
        if self != customer:
            context["default_contact_id"] = self.id
        return context

    def _scope_advice_domain(self):
        """Advice that counts for these partners: the newest of each, not archived."""
        return Domain("partner_id", "in", self.commercial_partner_id.ids) & Domain(
            "successor_ids", "=", False
        )

    def _scope_advice_by_customer(self):
        advices = self.env["scope.advice"].search(self._scope_advice_domain())
        advices = advices.sorted(
            lambda advice: (
                DECISION_ORDER[advice.decision]
                + 10 * (advice.outcome == "materialised")
            )
        )
        by_customer = advices.grouped("partner_id")
        return defaultdict(self.env["scope.advice"].browse, by_customer)

    def _scope_summary_line(self, advices):
        """For instance: 12 suggestions: 7 taken up, 2 open, 3 not taken up.

        As the badges below it say; what their own team does and what is for another
        time is named where there is any.
        """
        total, counts = len(advices), Counter(advices.mapped("decision"))
        if not total:
            return False
        parts = [self.env._("%(count)s taken up", count=counts["accepted"])]
        if counts["self"]:
            parts.append(self.env._("%(count)s by their team", count=counts["self"]))
        parts.append(self.env._("%(count)s open", count=counts["pending"]))
        if counts["deferred"]:
            parts.append(self.env._("%(count)s another time", count=counts["deferred"]))
        parts.append(self.env._("%(count)s not taken up", count=counts["declined"]))
        parts = ", ".join(parts)
        if total == 1:
            return self.env._("1 suggestion: %(parts)s", parts=parts)
        return self.env._("%(count)s suggestions: %(parts)s", count=total, parts=parts)
