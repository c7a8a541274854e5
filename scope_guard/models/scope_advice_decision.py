from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .scope_advice import (
    CHANNEL_SELECTION,
    DECISION_SELECTION,
    RECORD_KEY,
    RECORD_SENTINEL,
)


class ScopeAdviceDecision(models.Model):
    """One answer to an advice, as it was given: by whom, when and how.

    Somebody who changes his mind gives a new one, which names the one before. The
    advice itself shows the newest. It is written once, by the program alone.
    """

    _name = "scope.advice.decision"
    _description = "Answer to an advice"
    _order = "id desc"
    _rec_name = "decision"

    advice_id = fields.Many2one(
        "scope.advice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    decision = fields.Selection(
        [choice for choice in DECISION_SELECTION if choice[0] != "pending"],
        string="Answer",
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one(
        "res.partner",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_decided = fields.Date(string="Answered on", readonly=True)
    date_recorded = fields.Datetime(string="Recorded on", required=True, readonly=True)
    channel = fields.Selection(
        [("portal", "On the client's page"), *CHANNEL_SELECTION],
        string="How",
        readonly=True,
    )
    reason = fields.Text(string="Their reason", readonly=True)
    client_view = fields.Text(string="How they see it", readonly=True)
    date_deferred_until = fields.Date(string="Waits until", readonly=True)
    commitment_owner_id = fields.Many2one(
        "res.partner",
        string="Who does it there",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    commitment_date = fields.Date(string="Ready by", readonly=True)
    hand_over = fields.Boolean(
        string="Hand-over asked for",
        readonly=True,
        help="They would like half an hour of hand-over.",
    )
    previous_id = fields.Many2one(
        "scope.advice.decision",
        string="Takes the place of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The answer that this one changed.",
    )
    # Plain integers: people can be merged and deleted, and what a person typed is kept
    # where it can be erased.
    answerer_ref = fields.Integer(readonly=True, export_string_translation=False)
    answerer_digest = fields.Char(readonly=True, export_string_translation=False)
    on_behalf_user_ref = fields.Integer(readonly=True, export_string_translation=False)
    on_behalf_user_id = fields.Many2one(
        "res.users",
        "Recorded on the client's behalf by",
        compute="_compute_on_behalf_user_id",
    )
    answered_by = fields.Char(compute="_compute_answered_by")
    date_until = fields.Date(
        string="Until",
        compute="_compute_date_until",
        help="Ready by, or waits until: the day that belongs to the answer.",
    )

    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This answer was changed already: the newer one can be changed.",
    )

    @api.depends("answerer_ref", "decided_by_id.name", "commitment_owner_id.name")
    def _compute_answered_by(self):
        # sudo: whoever may read the answer may read who gave it, but nobody browses
        # the table of personal values.
        people = {
            person.id: person._values()
            for person in self.env["scope.ledger.person"]
            .sudo()
            .browse({ref for ref in self.mapped("answerer_ref") if ref})
            .exists()
        }
        for decision in self.sudo():
            values = people.get(decision.answerer_ref)
            name = decision.decided_by_id.name
            if decision.answerer_ref and values is None:
                decision.answered_by = name or self.env._("(erased)")
            else:
                decision.answered_by = (values or {}).get("name") or name

    def _owner_name(self):
        """Who takes it in the client's team, as it was typed on the page; or ""."""
        # sudo: as in _compute_answered_by.
        person = (
            self.env["scope.ledger.person"]
            .sudo()
            .browse(self.answerer_ref or [])
            .exists()
        )
        return (person and person._values().get("owner")) or ""

    @api.depends("on_behalf_user_ref")
    def _compute_on_behalf_user_id(self):
        references = {ref for ref in self.mapped("on_behalf_user_ref") if ref}
        known = set(self.env["res.users"].browse(references).exists().ids)
        for decision in self:
            ref = decision.on_behalf_user_ref
            decision.on_behalf_user_id = ref if ref in known else False

    @api.depends("commitment_date", "date_deferred_until")
    def _compute_date_until(self):
        for decision in self:
            decision.date_until = (
                decision.date_deferred_until or decision.commitment_date
            )

    # ------------------------------------------------------------------ written once
    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(RECORD_KEY) is not RECORD_SENTINEL:
            raise UserError(
                self.env._(
                    "Answers are added by recording them on the advice, not by hand."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            raise UserError(self._frozen_sentence())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._frozen_sentence())

    def _frozen_sentence(self):
        return self.env._(
            "An answer stays as it was given. If they changed their mind, record the "
            "new answer on the advice."
        )

    # ------------------------------------------------------------------ taking over
    @api.model
    def _scope_take_over(self):
        """Begin the history of answers that were recorded before there was one.

        Called at each installation and update; what has a history is left alone.
        """
        self.env["scope.advice"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO scope_advice_decision (
                    advice_id, decision, decided_by_id, date_decided, date_recorded,
                    channel, reason, client_view, date_deferred_until,
                    commitment_owner_id, commitment_date,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT id, decision, decided_by_id, date_decided, date_answer_recorded,
                       -- Recorded in one go, it was answered where it was said.
                       CASE WHEN date_answer_recorded = date_recorded THEN channel END,
                       reason, client_view, date_deferred_until,
                       commitment_owner_id, commitment_date,
                       %(uid)s, date_answer_recorded, %(uid)s, date_answer_recorded
                  FROM scope_advice a
                 WHERE date_answer_recorded IS NOT NULL
                   AND decision <> 'pending'
                   AND NOT EXISTS (
                       SELECT FROM scope_advice_decision d WHERE d.advice_id = a.id
                   )
                 ORDER BY id
                """,
                uid=self.env.uid,
            )
        )
        self.env.cr.execute(
            "UPDATE scope_advice a SET answer_count = 1 WHERE COALESCE(answer_count, 0)"
            " = 0 AND EXISTS (SELECT FROM scope_advice_decision d WHERE d.advice_id = a.id)"
        )
        self.env["scope.advice"].invalidate_model(["answer_count", "decision_ids"])
        self.invalidate_model()
