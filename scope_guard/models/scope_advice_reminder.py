from odoo import fields, models
from odoo.tools import format_date

ACTIVITY_TYPES = {
    "answer": "scope_guard.mail_activity_type_advice_answer",
    "commitment": "scope_guard.mail_activity_type_advice_commitment",
    "complete": "scope_guard.mail_activity_type_advice_complete",
    "not_taken_up": "scope_guard.mail_activity_type_advice_not_taken_up",
    "review": "scope_guard.mail_activity_type_advice_review",
    "sponsor": "scope_guard.mail_activity_type_advice_sponsor",
}


class ScopeAdvice(models.Model):
    """What colleagues are told: notes on the answer, activities, reminders."""

    # One file for each subject, so not merged with scope_advice_record.py.
    _inherit = "scope.advice"

    def _scope_after_answer(self, author=None):
        """What follows once a recorded advice has its answer.

        :param author: ``res.partner`` who answered himself, on the client's page
        """
        self._scope_close_reminders("answer")
        for advice in self:
            # A note for the house on customer and project, whatever the user may do
            # with these records. It is logged, not posted: nobody gets a mail.
            advice = advice.sudo()
            by = {"author_id": author.id} if author else {}
            advice.partner_id._message_log(body=advice._scope_answer_note(), **by)
            if advice.project_id:
                note = advice._scope_answer_note(True)
                advice.project_id._message_log(body=note, **by)

    def _scope_answer_note(self, inside_project=False):
        """The note on a recorded answer, as markup with one link to the advice."""
        self.ensure_one()
        # A customer is open to the whole house, some projects are not.
        open_to_all = not self.project_id or (
            self.project_id.privacy_visibility in ("employees", "portal")
        )
        title = self.display_name if inside_project or open_to_all else self.code
        details = [self.decided_by_id.name]
        if self.date_decided:
            details.append(format_date(self.env, self.date_decided))
        if self.decision == "self" and self.commitment_date:
            details.append(
                self.env._(
                    "%(who)s, ready by %(day)s",
                    who=self.commitment_owner_id.name or "",
                    day=format_date(self.env, self.commitment_date),
                )
            )
        if self.decision == "deferred" and self.date_deferred_until:
            day = format_date(self.env, self.date_deferred_until)
            details.append(self.env._("until %(day)s", day=day))
        return self.env._(
            "Our suggestion %(advice)s: %(answer)s (%(details)s).",
            advice=self._get_html_link(title=title),
            answer=self._scope_label("decision"),
            details="; ".join(filter(None, details)),
        )

    def _scope_label(self, fname):
        field = self._fields[fname]
        return dict(field._description_selection(self.env)).get(self[fname], "")

    def _scope_notify_not_taken_up(self):
        """Called by an automated action: an activity for those who should know.

        The project's manager gets it on the advice, if he may read it; the customer's
        salesperson gets it on the customer, because an activity makes its assignee a
        follower and must not open a project to somebody outside it.
        """
        for advice in self:
            if advice.predecessor_id.decision == advice.decision:
                continue  # a correction: they have heard of it
            manager = advice.project_id.user_id
            salesperson = advice.partner_id.user_id
            if manager and advice._scope_readable_by(manager):
                advice._scope_schedule(
                    "not_taken_up",
                    manager,
                    lambda advice: advice.env._("Our suggestion was not taken up"),
                )
            if salesperson and salesperson != manager and salesperson.active:
                advice._scope_schedule(
                    "not_taken_up",
                    salesperson,
                    lambda advice: advice.env._(
                        "Suggestion %(code)s was not taken up", code=advice.code
                    ),
                    record=advice.partner_id,
                )

    def _scope_remind(self, kind):
        """Called by automated actions: remind the consultant once.

        :param kind: ``answer`` (none so far), ``review`` (look at it again) or
            ``commitment`` (their team is nearly due)
        """
        deadlines = {
            "answer": "date_valid_until",
            "review": "date_review",
            "commitment": "commitment_date",
        }
        summaries = {
            "answer": lambda advice: advice.env._(
                "No answer yet: ask %(who)s",
                who=advice.contact_id.name or advice.partner_id.name or "",
            ),
            "review": lambda advice: advice.env._("Look at it again"),
            "commitment": lambda advice: advice.env._(
                "In their hands: ask %(who)s how it goes",
                who=advice.commitment_owner_id.name or advice.partner_id.name or "",
            ),
        }
        for advice in self:
            if advice.successor_ids or not advice._scope_reminder_due(kind):
                continue
            user = advice._scope_reminded_user()
            if user:
                day = advice[deadlines[kind]]
                advice._scope_schedule(kind, user, summaries[kind], day)

    def _scope_reminder_due(self, kind):
        """Whether the question of this reminder is still open."""
        self.ensure_one()
        if kind == "answer":
            return self.decision == "pending"
        if self.outcome != "open" or self.commitment_confirmed:
            return False
        if kind == "commitment":
            return self.decision == "self"
        if self.decision != "self" or self.date_review != self.commitment_date:
            return True
        # What is in their hands has a reminder of its own shortly before the same day,
        # unless it was agreed on so late that its time had passed already.
        commitment = self.env.ref(ACTIVITY_TYPES["commitment"], False)
        activities = self.with_context(active_test=False).sudo().activity_ids
        return commitment not in activities.activity_type_id

    def _scope_reminded_user(self):
        """The consultant; if he has left, the project's manager; else nobody."""
        self.ensure_one()
        for user in (self.user_id, self.project_id.user_id):
            if user and self._scope_readable_by(user):
                return user
        return self.env["res.users"]

    def _scope_readable_by(self, user):
        self.ensure_one()
        return user.active and self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        ).has_access("read")

    def _scope_schedule(self, kind, user, summary, day=None, record=None):
        """Schedule an activity unless one for the same thing is still open."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        record = self if record is None else record
        text = summary(self.with_context(lang=user.lang))
        activity_type = self.env.ref(ACTIVITY_TYPES[kind], raise_if_not_found=False)
        if activity_type and record.sudo().activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == activity_type
                and activity.user_id == user
                and (record == self or self.code in (activity.summary or ""))
            )
        ):
            return
        record.activity_schedule(
            ACTIVITY_TYPES[kind],
            date_deadline=max(day or today, today),
            summary=text,
            user_id=user.id,
        )

    def _scope_close_reminders(self, *kinds):
        """Take back reminders whose question is answered."""
        self.sudo().activity_unlink([ACTIVITY_TYPES[kind] for kind in kinds])
