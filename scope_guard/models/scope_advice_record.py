from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .scope_advice import (
    ANSWER_FIELDS,
    ANSWER_SENTINEL,
    RECORD_FIELDS,
    RECORD_KEY,
    RECORD_SENTINEL,
    SAID_FIELDS,
    SYSTEM_FIELDS,
)


class ScopeAdvice(models.Model):
    """What is frozen, and when: from *Record* on what was said, then the answer."""

    _inherit = "scope.advice"

    def _scope_record(self, moment):
        """Record at ``moment``; refuse with one sentence what is not complete."""
        self.check_access("write")
        fresh = self.sudo().filtered(lambda advice: not advice.date_recorded)
        fresh._scope_check_complete()
        if not fresh:
            return
        answered = fresh.filtered(lambda advice: advice.decision != "pending")
        through = {RECORD_KEY: RECORD_SENTINEL}
        (fresh - answered).with_context(**through).write({"date_recorded": moment})
        answered.with_context(**through).write(
            {"date_recorded": moment, "date_answer_recorded": moment}
        )
        fresh.predecessor_id._scope_close_reminders("answer", "commitment", "review")
        fresh._scope_close_reminders("complete")
        answered.with_env(self.env)._scope_keep_decision()
        answered.with_env(self.env)._scope_after_answer()

    def _scope_record_answer(self, moment):
        """Record the answer at ``moment``; refuse with one sentence what is missing."""
        self.check_access("write")
        waiting = self.sudo().filtered(lambda advice: not advice.date_answer_recorded)
        for advice in waiting:
            if not advice.date_recorded:
                raise UserError(
                    self.env._(
                        "%(advice)s is not recorded yet: Record keeps the answer, too.",
                        advice=advice.display_name,
                    )
                )
            if advice.decision == "pending":
                raise UserError(
                    self.env._(
                        "%(advice)s has no answer yet: choose one first.",
                        advice=advice.display_name,
                    )
                )
        waiting._scope_check_complete()
        waiting.with_context(**{RECORD_KEY: RECORD_SENTINEL}).write(
            {"date_answer_recorded": moment}
        )
        waiting.with_env(self.env)._scope_keep_decision()
        waiting.with_env(self.env)._scope_after_answer()

    def _scope_check_complete(self):
        for advice in self:
            missing = advice._scope_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(advice)s still needs: %(what)s.",
                        advice=advice.display_name,
                        what=format_list(self.env, missing),
                    )
                )

    def _scope_check_frozen(self, vals):
        """Refuse changes of what was said, or answered, whoever asks for them."""
        watched = vals.keys() & (
            SAID_FIELDS
            | ANSWER_FIELDS
            | SYSTEM_FIELDS
            | RECORD_FIELDS
            | {"attachment_ids"}
        )
        if not watched:
            return
        for advice in self.sudo():
            frozen = set(SYSTEM_FIELDS)
            if advice.date_recorded:
                frozen |= SAID_FIELDS | {"date_recorded"}
            key = self.env.context.get(RECORD_KEY)
            if advice.date_answer_recorded and key is not ANSWER_SENTINEL:
                frozen |= ANSWER_FIELDS | {"date_answer_recorded"}
            if key is not RECORD_SENTINEL and key is not ANSWER_SENTINEL:
                frozen |= RECORD_FIELDS
            changed = [
                fname
                for fname in sorted(watched & frozen)
                if advice._scope_differs(fname, vals[fname])
            ]
            if changed:
                raise UserError(advice._scope_frozen_sentence(changed))
            if (
                advice.date_recorded
                and "attachment_ids" in vals
                and self.env.context.get(RECORD_KEY) is not RECORD_SENTINEL
            ):
                advice._scope_check_attachments(vals["attachment_ids"])

    def _scope_frozen_sentence(self, fnames):
        labels = [self._fields[fname]._description_string(self.env) for fname in fnames]
        what = format_list(self.env, labels)
        if not self.date_recorded or "date_answer_recorded" in fnames:
            return self.env._(
                "%(what)s of %(advice)s cannot be set by hand. The button Record does "
                "it once nothing is missing.",
                what=what,
                advice=self.display_name,
            )
        return self.env._(
            "%(advice)s is recorded: %(what)s can no longer be changed. Use Correct to "
            "make a new one that takes its place.",
            what=what,
            advice=self.display_name,
        )

    def _scope_differs(self, fname, value):
        field = self._fields[fname]
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        return (new or False) != (self[fname] or False)

    def _scope_check_attachments(self, commands):
        """Evidence of a recorded advice can be added to, never taken away."""
        field = self._fields["attachment_ids"]
        kept = field.convert_to_record(field.convert_to_cache(commands, self), self)
        if self.attachment_ids - kept:
            raise UserError(
                self.env._(
                    "Evidence of %(advice)s can be added, but not taken away: it is "
                    "recorded.",
                    advice=self.display_name,
                )
            )

    def _scope_missing(self):
        """Names, in the reader's language, of what is missing to record it."""
        self.ensure_one()
        wanted = [
            (self.name, self.env._("what was suggested")),
            (self.partner_id, self.env._("the customer")),
            # A person may be deleted from the contacts after it was recorded.
            (self.contact_id or self.date_recorded, self.env._("who was told")),
        ]
        if self.decision != "pending":
            wanted += [
                (self.decided_by_id, self.env._("who answered")),
                (self.date_decided, self.env._("when they answered")),
            ]
        if self.decision == "self":
            wanted += [
                (self.commitment_owner_id, self.env._("who does it in their team")),
                (self.commitment_date, self.env._("by when it is ready")),
            ]
        if self.decision == "deferred":
            wanted.append((self.date_deferred_until, self.env._("until when it waits")))
        return [label for value, label in wanted if not value]
