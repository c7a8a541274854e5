from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .constants import KIND_SELECTION

#: Passed in the context by identity, so that no RPC call can send it: the model itself
#: writes what it keeps.
OWN = object()

#: Kinds that are not part of the project now.
NOT_IN_KINDS = ("exclusion", "later_phase")


class ScopeExpectationAnswer(models.Model):
    """What one person expects of one scope item, as told in one check-in.

    No answer means silent, never agreement. An answer is held against the item as it
    was agreed when it was given, so that history stays when items change later.
    """

    _name = "scope.expectation.answer"
    _description = "Answer of a check-in"
    _order = "date desc, id"
    _rec_name = "item_id"

    # Set by the model alone, whatever a caller sends.
    _KEPT_FIELDS = frozenset({"item_kind", "is_latest", "standing", "is_gap"})

    check_id = fields.Many2one(
        "scope.expectation.check",
        "Check-in",
        required=True,
        index=True,
        ondelete="cascade",
    )
    project_id = fields.Many2one(
        related="check_id.project_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="check_id.partner_id",
        string="Person",
        store=True,
        precompute=True,
        ondelete="set null",
    )
    date = fields.Date(related="check_id.date", store=True, precompute=True)
    item_id = fields.Many2one(
        "scope.item",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('project_id', '=', project_id)]",
    )
    clause = fields.Text(related="item_id.clause")
    item_kind = fields.Selection(
        KIND_SELECTION,
        "Kind when asked",
        compute="_compute_item_kind",
        store=True,
        precompute=True,
        help="What the item was when the answer was given. It stays when the item "
        "changes later.",
    )
    answer = fields.Selection(
        [
            ("expected", "Part of it"),
            ("not_expected", "Not or later"),
            ("unsure", "Not sure"),
        ],
        help="Empty: not asked, or no answer. That is never taken for agreement.",
    )
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)
    comment = fields.Char(help="In the person's own words.")
    standing = fields.Selection(
        [
            ("match", "Same picture"),
            ("unsure", "To explain"),
            ("gap", "Sees it differently"),
        ],
        compute="_compute_standing",
        store=True,
        precompute=True,
        help="How the answer stands to what is agreed.",
    )
    is_gap = fields.Boolean(
        "Sees it differently",
        compute="_compute_standing",
        store=True,
        precompute=True,
        help="The answer differs from what is agreed. Not sure is no difference: it is "
        "listed apart, to explain.",
    )
    is_latest = fields.Boolean(
        "Newest answer",
        readonly=True,
        copy=False,
        help="The newest answer of this person to this item; older ones are history.",
    )
    agreed_sentence = fields.Char(
        "What is agreed", compute="_compute_agreed_sentence", compute_sudo=False
    )
    resolution = fields.Selection(
        [
            ("explained", "Explained"),
            ("change", "Change needed"),
            ("accepted", "Accepted"),
        ],
        copy=False,
        help="Explained: the person knows now what is agreed. Change needed: what is "
        "agreed should change. Accepted: the difference stays, for a reason.",
    )
    resolution_note = fields.Char("Reason", copy=False)
    date_resolved = fields.Date("Settled on", readonly=True, copy=False)
    resolved_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, copy=False, ondelete="set null"
    )
    # Not as superuser, who may decide everything.
    can_decide = fields.Boolean(related="check_id.can_decide", related_sudo=False)

    _check_item_uniq = models.Constraint(
        "UNIQUE(check_id, item_id)", "An item is asked once per check-in."
    )
    _person_item_idx = models.Index("(partner_id, item_id)")
    _open_gap_idx = models.Index(
        "(project_id) WHERE is_gap IS TRUE AND resolution IS NULL"
    )

    # Not the item's own fields: what was agreed at the time must not follow them.
    @api.depends("item_id")
    def _compute_item_kind(self):
        for answer in self:
            answer.item_kind = answer.item_id.kind

    @api.depends("answer", "item_kind")
    def _compute_standing(self):
        for answer in self:
            answer.standing = answer._get_standing()
            answer.is_gap = answer.standing == "gap"

    @api.depends("standing", "item_kind", "item_id", "check_id.version_id")
    def _compute_agreed_sentence(self):
        for answer in self:
            if not answer.standing:
                answer.agreed_sentence = False
            elif answer.check_id.version_id:
                answer.agreed_sentence = answer._get_agreed_sentence()
            else:
                answer.agreed_sentence = answer._get_planned_sentence()

    @api.constrains("item_id", "check_id")
    def _check_item_of_project(self):
        for answer in self:
            if answer.item_id.project_id != answer.check_id.project_id:
                raise ValidationError(
                    self.env._(
                        "%(item)s belongs to another project. A check-in of "
                        "%(project)s asks about the items of its own scope.",
                        item=answer.item_id.display_name,
                        project=answer.check_id.project_id.display_name,
                    )
                )

    @api.constrains("resolution", "resolution_note", "answer")
    def _check_resolution(self):
        for answer in self:
            if not answer.resolution:
                continue
            if answer.standing not in ("gap", "unsure"):
                raise ValidationError(
                    self.env._(
                        "There is nothing to settle: %(person)s sees %(item)s as it "
                        "is agreed, or has not answered.",
                        person=answer.partner_id.name,
                        item=answer.item_id.display_name,
                    )
                )
            if (
                answer.resolution == "accepted"
                and not (answer.resolution_note or "").strip()
            ):
                raise ValidationError(answer._reason_sentence())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._drop_kept_fields(vals)
            self._stamp_resolution(vals)
            if vals.get("answer"):
                vals.setdefault("date_answered", fields.Datetime.now())
        answers = super().create(vals_list)
        self._refresh_latest(answers.filtered("answer")._pairs())
        return answers

    def write(self, vals):
        if self.env.context.get("scope_answer_own") is OWN:
            return super().write(vals)
        vals = dict(vals)
        self._drop_kept_fields(vals)
        self._stamp_resolution(vals)
        changed = self.browse()
        if "answer" in vals:
            changed = self.filtered(lambda a: a.answer != (vals["answer"] or False))
        first = changed.filtered(lambda a: not a.answer)
        untouched_checks = first.check_id.filtered(lambda c: not c.answered_count)
        moved = self if {"item_id", "check_id"} & vals.keys() else self.browse()
        pairs = (moved | changed)._pairs()
        if changed and "resolution" not in vals:
            # Another answer is another question: what was settled opens again.
            settled = changed.filtered("resolution")
            settled._write_own(
                {"resolution": False, "date_resolved": False, "resolved_by_id": False}
            )
        result = super().write(vals)
        if changed:
            now = fields.Datetime.now() if vals["answer"] else False
            changed._write_own({"date_answered": now})
            first._hold_against_present()
            untouched_checks._hold_against_present()
        self._refresh_latest(pairs | (moved | changed)._pairs())
        return result

    def unlink(self):
        pairs = self._pairs()
        result = super().unlink()
        self._refresh_latest(pairs)
        return result

    def action_explain(self):
        """Settle: the person knows now what is agreed."""
        self.resolution = "explained"

    def action_change(self):
        """Settle: what is agreed should change."""
        self.resolution = "change"

    def action_accept(self):
        """Settle with a reason; asks for the reason where it is missing."""
        if all((answer.resolution_note or "").strip() for answer in self):
            self.resolution = "accepted"
            return {"type": "ir.actions.act_window_close"}
        if len(self) > 1:
            raise UserError(
                self.env._("A difference is accepted one by one, each with its reason.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accepted, because …"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "scope_guard.scope_expectation_answer_view_form_reason"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
        }

    def action_reopen(self):
        """Undo: the difference is open again."""
        self.resolution = False

    def action_open_check(self):
        """Open the check-in in which this was said."""
        return self.check_id._get_records_action(name=self.env._("Check-in"))

    def _get_standing(self):
        """How the answer stands to what is agreed.

        Hook: override for another policy. An assumption or a client responsibility
        that the person takes for a part of the agreement matches it; one he does not
        expect is a difference, as it is with a deliverable.

        :return: key of the field ``standing``, False without an answer
        """
        self.ensure_one()
        if not self.answer or not self.item_kind:
            return False
        if self.answer == "unsure":
            return "unsure"
        expected = self.item_kind not in NOT_IN_KINDS
        return "match" if (self.answer == "expected") == expected else "gap"

    def _get_agreed_sentence(self):
        """What was agreed on the item, in the words of the person who reads it out."""
        self.ensure_one()
        if self.standing == "match":
            return self.env._("As agreed")
        place = self.item_id.source_section or self.item_id.code
        sentences = {
            "deliverable": self.env._("Agreed: part of it (%(place)s)", place=place),
            "exclusion": self.env._("Agreed: not part of it (%(place)s)", place=place),
            "later_phase": self.env._("Agreed: for later (%(place)s)", place=place),
            "assumption": self.env._("Agreed: we build on it (%(place)s)", place=place),
            "client_responsibility": self.env._(
                "Agreed: the client provides it (%(place)s)", place=place
            ),
        }
        return sentences[self.item_kind]

    def _get_planned_sentence(self):
        """As ``_get_agreed_sentence``, while nothing is agreed yet."""
        self.ensure_one()
        if self.standing == "match":
            return self.env._("As planned")
        place = self.item_id.source_section or self.item_id.code
        sentences = {
            "deliverable": self.env._("Draft: part of it (%(place)s)", place=place),
            "exclusion": self.env._("Draft: not part of it (%(place)s)", place=place),
            "later_phase": self.env._("Draft: for later (%(place)s)", place=place),
            "assumption": self.env._("Draft: we build on it (%(place)s)", place=place),
            "client_responsibility": self.env._(
                "Draft: the client provides it (%(place)s)", place=place
            ),
        }
        return sentences[self.item_kind]

    def _reason_sentence(self):
        return self.env._(
            "Say in one sentence why the difference on %(item)s can stay: it is "
            "accepted with a reason.",
            item=self.item_id.display_name,
        )

    def _write_own(self, vals):
        """Write values that callers cannot."""
        self.with_context(scope_answer_own=OWN).write(vals)

    @api.model
    def _drop_kept_fields(self, vals):
        for name in self._KEPT_FIELDS:
            vals.pop(name, None)

    @api.model
    def _stamp_resolution(self, vals):
        """Who settled it and when go with the resolution."""
        if "resolution" not in vals:
            return
        if vals["resolution"]:
            vals.setdefault("date_resolved", fields.Date.context_today(self))
            vals.setdefault("resolved_by_id", self.env.uid)
        else:
            vals.update(date_resolved=False, resolved_by_id=False)

    def _hold_against_present(self):
        """At the first answer the item counts as it is then, not as it was when the
        check-in was prepared."""
        for answer in self:
            if answer.item_kind != answer.item_id.kind:
                answer._write_own({"item_kind": answer.item_id.kind})

    def _pairs(self):
        return {(answer.partner_id.id, answer.item_id.id) for answer in self}

    @api.model
    def _refresh_latest(self, pairs):
        """Mark the newest answer per person and item.

        :param set pairs: (contact id, item id) whose answers were touched
        """
        if not pairs:
            return
        partner_ids, item_ids = zip(*pairs, strict=True)
        answers = self.search(
            [("partner_id", "in", set(partner_ids)), ("item_id", "in", set(item_ids))],
            order="date desc, id desc",
        )
        newest = {}
        for answer in answers:
            if answer.answer:
                newest.setdefault((answer.partner_id.id, answer.item_id.id), answer.id)
        newest_ids = set(newest.values())
        latest = answers.filtered(lambda a: a.id in newest_ids)
        outdated = answers.filtered("is_latest") - latest
        latest = latest.filtered(lambda a: not a.is_latest)
        outdated._write_own({"is_latest": False})
        latest._write_own({"is_latest": True})
