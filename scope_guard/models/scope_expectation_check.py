from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, format_date

from .scope_expectation_answer import NOT_IN_KINDS


class ScopeExpectationCheck(models.Model):
    """A check-in: one person tells, item by item, what is still expected.

    A few items are proposed, things that are not in among them. What is saved is
    saved per answer, so that a conversation (later the person's own page) may stop at
    any line; a line without an answer is silent, never agreement.
    """

    _name = "scope.expectation.check"
    _description = "Check-in"
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id.name", "project_id.name"]

    project_id = fields.Many2one(
        "project.project",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('scope_tor_id', '!=', False)]",
    )
    tor_id = fields.Many2one(related="project_id.scope_tor_id", string="Scope")
    company_id = fields.Many2one(
        related="project_id.scope_tor_id.company_id", store=True
    )
    customer_id = fields.Many2one(related="tor_id.partner_id", string="Customer")
    version_id = fields.Many2one(
        "scope.tor.version",
        "Agreed version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="What was agreed when the first answer was given. Empty: still a draft.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        index=True,
        # Required when it is entered; a person who is deleted later takes the name
        # along, and the answers stay.
        ondelete="set null",
        domain="[('is_company', '=', False)]",
        help="Who tells what is expected. Until the first answer, another person gets "
        "other items proposed.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    channel = fields.Selection(
        [("call", "On the phone"), ("meeting", "In a meeting"), ("mail", "By mail")],
        "How",
        default="call",
    )
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        [("draft", "Prepared"), ("done", "Answered")],
        "Status",
        default="draft",
        required=True,
        readonly=True,
    )
    answer_ids = fields.One2many("scope.expectation.answer", "check_id", "Items")
    # Remembered, so that pressing "Propose other items" again brings yet others.
    offered_item_ids = fields.Many2many(
        "scope.item", "scope_expectation_check_offered_rel", copy=False
    )
    item_ids = fields.Many2many(
        "scope.item", string="Items asked", compute="_compute_item_ids"
    )
    note = fields.Text(
        "Anything else", help="What else the person expects, or wants us to know."
    )
    asked_count = fields.Integer(
        "Asked", compute="_compute_figures", store=True, help="Items in this check-in."
    )
    answered_count = fields.Integer("Answered", compute="_compute_figures", store=True)
    gap_count = fields.Integer(
        "Sees it differently",
        compute="_compute_figures",
        store=True,
        help="Answers that differ from what is agreed.",
    )
    open_gap_count = fields.Integer(
        "Still open",
        compute="_compute_figures",
        store=True,
        help="Differences that are not settled and that no newer check-in of the same "
        "person has answered.",
    )
    unsure_count = fields.Integer(
        "Not sure", compute="_compute_figures", store=True, help="Answers to explain."
    )
    score = fields.Float(
        "Same picture",
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="Share of the given answers that match what is agreed. Not sure does not "
        "match yet; lines without an answer do not count.",
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    # Counted by the model alone, whatever a caller sends.
    _COUNTED_FIELDS = frozenset(
        {
            "asked_count",
            "answered_count",
            "gap_count",
            "open_gap_count",
            "unsure_count",
            "score",
        }
    )

    @api.depends("partner_id.name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        this_year = fields.Date.context_today(self).year
        for check in self:
            if not check._origin or not check.date:
                check.display_name = self.env._("New check-in")
                continue
            day = "d MMM" if check.date.year == this_year else "d MMM yyyy"
            check.display_name = self.env._(
                "%(person)s, %(date)s",
                person=check.partner_id.name
                or check.partner_id.display_name
                or self.env._("Deleted person"),
                date=format_date(self.env, check.date, date_format=day),
            )

    @api.constrains("partner_id")
    def _check_person(self):
        for check in self:
            if not check.partner_id:
                raise ValidationError(
                    self.env._("Choose the person whose view this check-in is about.")
                )

    @api.depends("answer_ids.item_id")
    def _compute_item_ids(self):
        for check in self:
            check.item_ids = check.answer_ids.item_id

    @api.depends("answer_ids.standing", "answer_ids.resolution", "answer_ids.is_latest")
    def _compute_figures(self):
        for check in self:
            lines = check.answer_ids
            standings = Counter(lines.mapped("standing"))
            answered = len(lines) - standings[False]
            check.asked_count = len(lines)
            check.answered_count = answered
            check.gap_count = standings["gap"]
            check.unsure_count = standings["unsure"]
            check.open_gap_count = len(
                lines.filtered(lambda a: a.is_gap and a.is_latest and not a.resolution)
            )
            check.score = standings["match"] / answered if answered else 0.0

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_can_decide(self):
        decides = {project: project._scope_can_decide() for project in self.project_id}
        for check in self:
            # Without a project yet: nothing is known that would forbid it.
            check.can_decide = decides.get(check.project_id, True)

    @api.onchange("project_id")
    def _onchange_project_id(self):
        if not self.project_id:
            return None
        project = self.project_id._origin
        reason = self._why_not_kept(project) or self._why_not_askable(project)
        if reason:
            self.project_id = False
            return {"warning": {"title": self.env._("Check-in"), "message": reason}}
        if not self.partner_id:
            self.partner_id = self._propose_person()
        return None

    @api.onchange("project_id", "partner_id")
    def _onchange_propose(self):
        """Propose items as soon as project and person are known, and again for
        another person as long as nothing is answered."""
        if any(line.answer for line in self.answer_ids):
            return
        commands = [Command.clear()]
        if self.project_id and self.partner_id:
            commands += self._line_commands(self._propose_items())
        self.answer_ids = commands

    @api.model_create_multi
    def create(self, vals_list):
        project_ids = [
            vals.get("project_id") or self.env.context.get("default_project_id")
            for vals in vals_list
        ]
        projects = self.env["project.project"].browse(filter(None, set(project_ids)))
        self._check_can_keep(projects)
        for project in projects:
            reason = self._why_not_askable(project)
            if reason:
                raise UserError(reason)
        for vals, project_id in zip(vals_list, project_ids, strict=True):
            for fname in self._COUNTED_FIELDS & vals.keys():
                del vals[fname]
            if project_id:
                tor = projects.browse(project_id).scope_tor_id
                vals["version_id"] = tor.current_version_id.id
        checks = super().create(vals_list)
        for check, vals in zip(checks, vals_list, strict=True):
            if "answer_ids" not in vals:
                check.answer_ids = self._line_commands(check._propose_items())
        return checks

    def write(self, vals):
        vals = {
            fname: value
            for fname, value in vals.items()
            if fname not in self._COUNTED_FIELDS
        }
        if "project_id" in vals:
            self._check_can_keep(
                self.project_id | self.project_id.browse(vals["project_id"])
            )
        Answer = self.env["scope.expectation.answer"]
        moved = {"date", "partner_id"} & vals.keys()
        pairs = self.answer_ids._pairs() if moved else set()
        result = super().write(vals)
        if moved:
            self.flush_recordset(["date", "partner_id"])
            Answer._refresh_latest(pairs | self.answer_ids._pairs())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        for check in self:
            if check.state == "done":
                raise UserError(
                    self.env._(
                        "What %(person)s answered stays with the project. If it was "
                        "entered by mistake, set the check-in back to prepared first.",
                        person=check.partner_id.name,
                    )
                )

    def unlink(self):
        # Through the ORM: an older answer may become the newest one again.
        self.answer_ids.unlink()
        return super().unlink()

    def _read_group_select(self, aggregate_spec, query):
        select = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == "score:avg":
            # A check-in without any answer has no score: its 0 would spoil the mean.
            answered = self._field_to_sql(self._table, "answered_count", query)
            return SQL("%s FILTER (WHERE %s > 0)", select, answered)
        return select

    def action_done(self):
        """The conversation is over."""
        for check in self:
            if not check.answered_count:
                raise UserError(
                    self.env._(
                        "Nothing is answered yet. Click at least one answer; items "
                        "left open stay silent and count for nothing."
                    )
                )
        self.state = "done"

    def action_back_to_prepared(self):
        """Undo *Done*; the answers stay."""
        self.state = "draft"

    def action_propose_other(self):
        """Replace the items without an answer by others."""
        self.ensure_one()
        answered = self.answer_ids.filtered("answer")
        silent = self.answer_ids - answered
        room = self._max_items() - len(answered)
        if room <= 0:
            raise UserError(
                self.env._(
                    "That is enough for one conversation. To ask about one more item, "
                    "add a line."
                )
            )
        self.offered_item_ids |= self.answer_ids.item_id
        items = self._propose_items(limit=room)
        if not items:
            # All were offered: begin again with those that got no answer.
            self.offered_item_ids = answered.item_id
            items = self._propose_items(limit=room)
        silent.unlink()
        self.answer_ids = self._line_commands(items)

    def action_open_gaps(self):
        """Open what this person sees differently, or is not sure about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_expectation_answer_action_gaps"
        )
        action["domain"] = [
            ("check_id", "=", self.id),
            ("standing", "in", ("gap", "unsure")),
        ]
        action["context"] = {}
        action["display_name"] = self.display_name
        return action

    @api.model
    def _max_items(self):
        """How many items one check-in proposes; a check-in takes two minutes."""
        return 7

    def _propose_items(self, limit=7):
        """A fair selection of items to ask this person about.

        Two deliverables due soonest (or written last), two large ones, two that are
        not in, and one that differed last time. Without such a one, something that
        the client provides or that we assume takes its place; so it does while the
        selection would be shorter than three. Items that this person was never asked
        come first. The same data give the same selection.

        Hook: override for another selection.

        :param int limit: at most so many
        :return: ``scope.item``, in the order to ask, no item twice
        """
        self.ensure_one()
        history = self._get_history()
        asked = Counter(line.item_id.id for line in history)
        items = self._get_askable_items()
        deliverables = items.filtered(lambda i: i.kind == "deliverable")
        queues = {
            "soon": deliverables.sorted(
                lambda i: (asked[i.id], *self._distance(i), -i.id)
            ),
            "large": deliverables.sorted(
                lambda i: (asked[i.id], -i.allowance_hours, i.sequence, i.id)
            ),
            "not_in": items.filtered(lambda i: i.kind in NOT_IN_KINDS).sorted(
                lambda i: (asked[i.id], i.sequence, i.id)
            ),
            "rest": items.filtered(
                lambda i: i.kind in ("client_responsibility", "assumption")
            ).sorted(lambda i: (asked[i.id], i.kind_sequence, i.sequence, i.id)),
        }
        differed = [item for item in self._get_differing(history) if item in items][:1]
        chosen = {item: "differed" for item in differed[:limit]}

        def take(name):
            item = next((item for item in queues[name] if item not in chosen), None)
            if item and len(chosen) < limit:
                chosen[item] = name

        for name in ("soon", "not_in", "large") * 2:
            take(name)
        for _place in range(max(1 - len(differed), 3 - len(chosen))):
            take("rest")
        order = ("soon", "large", "not_in", "differed", "rest")
        return items.browse(
            [item.id for item in sorted(chosen, key=lambda i: order.index(chosen[i]))]
        )

    def _get_askable_items(self):
        """Items that may be proposed: single clauses, not sections, that this check-in
        has not offered or asked yet."""
        items = self.env["scope.item"].search_fetch(
            [("tor_id", "=", self.project_id.scope_tor_id.id)],
            ["kind", "kind_sequence", "sequence", "parent_id", "date_due"]
            + ["allowance_hours"],
        )
        answered = self.answer_ids.filtered("answer").item_id
        left = items - items.parent_id - self.offered_item_ids - answered
        return left.with_prefetch(items.ids)

    def _get_history(self):
        """What this person was asked on this project before, newest first."""
        if not self.partner_id:
            return self.env["scope.expectation.answer"]
        return self.env["scope.expectation.answer"].search(
            [
                ("project_id", "=", self.project_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("check_id", "!=", self._origin.id),
                "|",
                ("answer", "!=", False),
                ("check_id.state", "=", "done"),
            ],
            order="date desc, id desc",
        )

    @api.model
    def _get_differing(self, history):
        """Items that differed when this person was asked last: open ones first, then
        settled ones, then what the person was not sure about."""
        last = history.filtered(lambda a: a.is_latest and a.standing != "match")
        return last.sorted(lambda a: (not a.is_gap, bool(a.resolution))).item_id

    def _hold_against_present(self):
        """At the first answer the check-in is about what is agreed then."""
        for check in self:
            version = check.tor_id.current_version_id
            if check.version_id != version:
                check.version_id = version

    def _distance(self, item):
        """How far the item's due date is from the check-in, without one farthest."""
        if not item.date_due:
            return (1, 0)
        day = self.date or fields.Date.context_today(self)
        return (0, abs((item.date_due - day).days))

    @api.model
    def _line_commands(self, items):
        return [Command.create({"item_id": item.id}) for item in items]

    def _propose_person(self):
        """Who is asked first: the one who agrees for the client, until that person
        has been asked on this project."""
        person = self.project_id.scope_tor_id.signatory_id
        if person.is_company or self.search_count(
            [
                ("project_id", "=", self.project_id._origin.id),
                ("partner_id", "=", person.id),
            ],
            limit=1,
        ):
            return person.browse()
        return person

    @api.model
    def _why_not_askable(self, project):
        """Why nothing can be asked on a project yet, as a sentence; False if it can."""
        tor = project.scope_tor_id
        if tor and tor.item_ids.filtered("active"):
            return False
        return self.env._(
            "Write down the scope of %(project)s first, one item is enough: a check-in "
            "asks what is expected of its items.",
            project=project.display_name,
        )

    @api.model
    def _why_not_kept(self, project):
        """Why the user may not keep check-ins of a project, as a sentence, or False."""
        if self.env.su or project._scope_can_decide():
            return False
        return self.env._(
            "Check-ins of %(project)s are kept by its project manager or a project "
            "administrator.",
            project=project.display_name,
        )

    @api.model
    def _check_can_keep(self, projects):
        for project in projects:
            reason = self._why_not_kept(project)
            if reason:
                raise AccessError(reason)

    @api.model
    def _project_figures(self, projects):
        """Figures of check-ins for buttons and lists, in one query per kind.

        The score is today's picture: the newest answer per person and item, so that
        it rises when a difference is cleared and the item is asked again.

        :param projects: ``project.project``
        :return: dict from project id to ``checks`` (number of check-ins), ``score``
            (0..1, False while nothing is answered) and ``open_gaps``
        """
        figures = {
            project_id: {"checks": 0, "score": False, "open_gaps": 0}
            for project_id in projects.ids
        }
        if not figures:
            return figures
        of_projects = ("project_id", "in", list(figures))
        for project, count in self._read_group(
            [of_projects], ["project_id"], ["__count"]
        ):
            figures[project.id]["checks"] = count
        given, matching = Counter(), Counter()
        for project, standing, resolution, count in self.env[
            "scope.expectation.answer"
        ]._read_group(
            [of_projects, ("is_latest", "=", True)],
            ["project_id", "standing", "resolution"],
            ["__count"],
        ):
            given[project.id] += count
            if standing == "match":
                matching[project.id] += count
            if standing == "gap" and not resolution:
                figures[project.id]["open_gaps"] += count
        for project_id, count in given.items():
            figures[project_id]["score"] = matching[project_id] / count
        return figures
