"""Tells what we suggested, and what came of it."""

from datetime import timedelta

from odoo.fields import Command, Domain
from odoo.tools import format_date

from .evidence import make_mail
from .teller import Teller


class AdviceTeller(Teller):
    """Tells the advice, and puts the reminders that are due today."""

    def _make_advice(self, told):
        # Reminders of long ago were seen to long ago.
        Advice = self._as(told.by, "scope.advice").with_context(
            mail_activity_automation_skip=True
        )
        values = self._prepare_said(told) | self._prepare_since(told)
        if told.decision != "pending" and not told.on_page:
            values |= self._prepare_answer(told)
        advice = Advice.create(values)
        if told.review is not None:
            advice.date_review = self._day(told.review)
        if told.file:
            advice.attachment_ids = [Command.link(self._make_file(told, advice).id)]
        last = self._last_message()
        if told.recorded:
            later = told.decided is not None and not told.on_page
            day = told.decided if later else told.day
            moment = self._moment(day, 14)
            advice._scope_record(moment)
            self._backdate_messages(last, moment)
        self._backdate(advice, create_date=self._moment(told.day, 11))
        if told.on_page:
            self._answer_on_page(told, advice)
        if told.corrected:
            self._correct(advice, dict(told.corrected))

    def _answer_on_page(self, told, advice):
        last = self._last_message()
        mails = self.env["mail.mail"].search([])
        sent = self._moment(told.day, 15)
        advice._send_recap(*advice._render_recap())
        self._backdate_messages(last, sent)
        last = self._last_message()
        answered = self._moment(told.decided, 9)
        link = advice._open_links()
        document = link._document()
        values = self._prepare_answer(told)
        document._client_answers(
            link,
            {name: values[name] for name in ("decision", "client_view")}
            | {"commitment_date": values["commitment_date"]},
            self.partners[told.told].name,
            document._note_hash(),
        )
        self._backdate_messages(last, answered)
        # Nothing of a story leaves the house.
        (self.env["mail.mail"].search([]) - mails).unlink()
        self._backdate(link, date_sent=sent, date_first_viewed=answered)
        day = self._day(told.decided)
        self._backdate(
            advice.decision_ids,
            date_recorded=answered,
            create_date=answered,
            date_decided=day,
        )
        self._backdate(
            advice,
            date_recap_sent=sent,
            date_answer_recorded=answered,
            date_decided=day,
        )

    def _prepare_said(self, told):
        library = self.env["scope.advice.template"]
        template = told.template and self.env.ref(
            f"scope_guard.advice_template_{told.template}", raise_if_not_found=False
        )
        values = {
            "name": told.name,
            "recommendation": told.recommendation,
            "risk": told.risk,
            "other_ways": told.other_ways,
            "high_risk": told.high_risk,
            "date_valid_until": self._day(told.valid),
        }
        values = {name: value for name, value in values.items() if value}
        return values | {
            "template_id": (template or library).id,
            "project_id": told.project and self.projects[told.project].id,
            "partner_id": self.partners[told.customer].id,
            "contact_id": told.told and self.partners[told.told].id,
            "channel": told.channel,
            "date_told": self._day(told.day),
        }

    def _prepare_answer(self, told):
        return {
            "decision": told.decision,
            "decided_by_id": self.partners[told.decided_by or told.told].id,
            "date_decided": self._day(told.decided),
            "reason": told.reason,
            "client_view": told.client_view,
            "date_deferred_until": self._day(told.deferred),
            "commitment_owner_id": told.owner and self.partners[told.owner].id,
            "commitment_date": self._day(told.ready),
        }

    def _prepare_since(self, told):
        return {
            "commitment_confirmed": told.confirmed,
            "outcome": told.outcome,
            "date_incident": self._day(told.happened),
            "incident_cost": told.cost,
            "outcome_note": told.note,
        }

    def _make_file(self, told, advice):
        client = self.partners[told.told]
        content = make_mail(
            client.email_formatted,
            self.users[told.by].email_formatted,
            format_date(self.env, self._day(told.decided)),
            f"Re: {advice.name}",
            f"Hello,\n\n{told.reason}\n\nBest regards\n{client.name}",
        )
        return advice.env["ir.attachment"].create(
            {
                "name": told.file,
                "raw": content,
                "mimetype": "text/plain",
                "res_model": advice._name,
                "res_id": advice.id,
            }
        )

    def _correct(self, advice, values):
        day = values.pop("day")
        values["date_valid_until"] = self._day(values["date_valid_until"])
        advice.action_correct()
        successor = advice.successor_ids
        successor.write(values)
        last = self._last_message()
        successor._scope_record(self._moment(day, 14))
        self._backdate_messages(last, self._moment(day, 14))
        self._backdate(successor, create_date=self._moment(day, 13))

    def _make_reminders(self):
        """What the automated actions would have put: they may not run while an add-on
        is being installed, and time has not gone by here."""
        Advice = self.env["scope.advice"]
        told = Domain("date_recorded", "!=", False)
        current = told & Domain("successor_ids", "=", False)
        soon = self.today + timedelta(3)
        waiting = Domain("outcome", "=", "open") & Domain(
            "commitment_confirmed", "=", False
        )
        Advice.search(
            current
            & waiting
            & Domain("decision", "in", ("declined", "self"))
            & Domain("date_decided", ">=", self.today - timedelta(30))
        )._scope_notify_not_taken_up()
        Advice.search(
            current
            & Domain("decision", "=", "pending")
            & Domain("date_valid_until", "<=", soon)
        )._scope_remind("answer")
        Advice.search(
            current
            & waiting
            & Domain("decision", "=", "self")
            & Domain("commitment_date", "<=", soon)
        )._scope_remind("commitment")
        Advice.search(
            current & waiting & Domain("date_review", "<=", self.today)
        )._scope_remind("review")
