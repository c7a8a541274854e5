from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

from .scope_advice import (
    ANSWER_SENTINEL,
    CHANNEL_SELECTION,
    RECORD_KEY,
    RECORD_SENTINEL,
)

#: What an answer consists of; a new one sets all of them.
DECIDED_FIELDS = (
    "decision",
    "decided_by_id",
    "date_decided",
    "reason",
    "client_view",
    "date_deferred_until",
    "commitment_owner_id",
    "commitment_date",
)
#: Reminders about the answer before, which a new one settles.
SETTLED = ("answer", "commitment", "review", "not_taken_up")


class ScopeAdvice(models.Model):
    """The answer and its history: who changes his mind gives a new answer."""

    _inherit = "scope.advice"

    decision_ids = fields.One2many(
        "scope.advice.decision",
        "advice_id",
        string="Answers so far",
        readonly=True,
        copy=False,
        help="Every answer stays on file; the newest is on top.",
    )
    # Counted in the row itself: of two answers at once one finds what it read.
    answer_count = fields.Integer(
        default=0, readonly=True, copy=False, export_string_translation=False
    )
    current_decision_ref = fields.Integer(
        compute="_compute_current_decision_ref", export_string_translation=False
    )
    answer_channel = fields.Selection(
        CHANNEL_SELECTION,
        string="Answered by way of",
        compute="_compute_answer_channel",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="How the answer reached us.",
    )

    def _auto_init(self):
        cr = self.env.cr
        known = table_exists(cr, self._table)
        if known and not column_exists(cr, self._table, "answer_channel"):
            # How answers from before there was this field reached us is not known.
            create_column(cr, self._table, "answer_channel", "varchar")
        return super()._auto_init()

    @api.depends("decision")
    def _compute_answer_channel(self):
        for advice in self:
            if advice.decision == "pending":
                advice.answer_channel = False
            elif not advice.answer_channel:
                advice.answer_channel = advice.channel

    @api.depends("decision_ids")
    def _compute_current_decision_ref(self):
        for advice in self:
            advice.current_decision_ref = advice.decision_ids[:1].id

    # ------------------------------------------------------------------ keeping
    def _scope_keep_decision(self, count=None, **values):
        """Add the answer, as it stands on the advice, to the history.

        :param int count: how many answers there were when this one was begun; by
            default as many as are known now
        :param values: further values of the ``scope.advice.decision``
        """
        # sudo: the history is written by the program alone; callers checked the right.
        for advice in self.sudo():
            if count is None and not advice._scope_claim_answer(advice.answer_count):
                raise UserError(advice._scope_answered_sentence())
            last = advice.decision_ids[:1] or advice.predecessor_id.decision_ids[:1]
            if last and self.env["scope.advice.decision"].sudo().search_count(
                [("previous_id", "=", last.id)], limit=1
            ):
                last = last.browse()
            kept = {
                fname: advice._fields[fname].convert_to_write(advice[fname], advice)
                for fname in DECIDED_FIELDS
            }
            advice.env["scope.advice.decision"].with_context(
                **{RECORD_KEY: RECORD_SENTINEL}
            ).create(
                {
                    **kept,
                    "advice_id": advice.id,
                    "date_recorded": advice.date_answer_recorded,
                    "channel": advice.answer_channel,
                    "previous_id": last.id,
                    "on_behalf_user_ref": self.env.uid,
                    **values,
                }
            )
            # Newest first.
            advice.invalidate_recordset(["decision_ids"])

    def _scope_claim_answer(self, count):
        """Count an answer, or tell that another one was faster.

        Of two at once one wins; the other is retried by Odoo and finds a newer count.

        :param int count: how many answers there were when this one was begun
        :return: bool
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE scope_advice SET answer_count = COALESCE(answer_count, 0) + 1"
                " WHERE id = %s AND COALESCE(answer_count, 0) = %s",
                self.id,
                count,
            ),
            # Somebody was faster: that is foreseen, and no error to log.
            log_exceptions=False,
        )
        claimed = bool(self.env.cr.rowcount)
        self.invalidate_recordset(["answer_count"])
        return claimed

    def _scope_answered_sentence(self):
        return self.env._(
            "%(advice)s was answered in the meantime. Look at the answer, then record "
            "another one if they changed their mind.",
            advice=self.display_name,
        )

    # ------------------------------------------------------------------ another answer
    def action_changed_mind(self):
        """Open the dialog that records another answer than the one on file."""
        self.ensure_one()
        self.check_access("write")
        if not self.date_answer_recorded:
            raise UserError(
                self.env._(
                    "%(advice)s has no recorded answer yet: choose one and record it.",
                    advice=self.display_name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_mind_action"
        )
        return action | {"context": {"default_advice_id": self.id}}

    def record_changed_mind(self, values):
        """Record another answer on the client's behalf; the earlier one stays on file.

        :param dict values: ``decision`` and what belongs to it: ``decided_by_id``,
            ``date_decided``, ``reason``, ``client_view``, ``date_deferred_until``,
            ``commitment_owner_id``, ``commitment_date``, and ``answer_channel``
        :raise UserError: when there is no answer yet, or something is missing
        """
        self.ensure_one()
        self.check_access("write")
        known = {*DECIDED_FIELDS, "answer_channel"}
        values = {name: value for name, value in values.items() if name in known}
        if values.get("decision", "pending") == "pending":
            raise UserError(self.env._("What did they answer? Choose one."))
        if not self.date_answer_recorded:
            raise UserError(
                self.env._(
                    "%(advice)s has no recorded answer yet: choose one and record it.",
                    advice=self.display_name,
                )
            )
        if self.sudo().successor_ids.filtered("date_recorded"):
            raise UserError(
                self.env._(
                    "%(advice)s was corrected: record the answer on the newer one.",
                    advice=self.display_name,
                )
            )
        if not values.get("decided_by_id"):
            values["decided_by_id"] = (self.decided_by_id or self.contact_id).id
        if not self.sudo()._scope_claim_answer(self.answer_count):
            raise UserError(self._scope_answered_sentence())
        self._scope_decide(values)
        return True

    def _scope_decide(self, values, author=None, **kept):
        """Give a recorded advice an answer; an earlier one stays in the history.

        The caller checked that the answer may be given, and counted it
        (:meth:`_scope_claim_answer`).

        :param dict values: of ``DECIDED_FIELDS``, and ``answer_channel``; what is
            missing is emptied
        :param author: ``res.partner`` who answered himself, on the client's page
        :param kept: further values of the ``scope.advice.decision``
        """
        self.ensure_one()
        # sudo: an answer that is on file is frozen for everybody; this is the way.
        advice = self.sudo()
        values = dict.fromkeys((*DECIDED_FIELDS, "answer_channel"), False) | values
        values["date_decided"] = values["date_decided"] or fields.Date.context_today(
            self
        )
        if advice.commitment_confirmed:
            # Done was what they had in hand before.
            values["commitment_confirmed"] = False
        # What follows from an answer is told in one note, not as changed fields.
        through = advice.with_context(
            mail_notrack=True, **{RECORD_KEY: ANSWER_SENTINEL}
        )
        advice._scope_close_reminders(*SETTLED)
        through.write(values)
        advice._scope_check_complete()
        now = fields.Datetime.now()
        advice._scope_keep_decision(
            advice.answer_count,
            **{"date_recorded": now, "on_behalf_user_ref": self.env.uid, **kept},
        )
        # Last: automated actions that wait for it find the history.
        through.write({"date_answer_recorded": now})
        self._scope_after_answer(author)

    def _scope_notify_not_taken_up(self):
        # Another day for the same answer is no news to who heard of it.
        return super(
            ScopeAdvice,
            self.filtered(
                lambda advice: (
                    not advice.decision_ids[:1].previous_id
                    or advice.decision_ids[:1].previous_id.decision != advice.decision
                )
            ),
        )._scope_notify_not_taken_up()
