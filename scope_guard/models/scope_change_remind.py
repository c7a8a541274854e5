import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .scope_change import STEP
from .scope_client_page import CONFIRM_DAYS, MAX_REMINDERS

_logger = logging.getLogger(__name__)


class ScopeChange(models.Model):
    """What happens by itself: the mails of a change, reminders, and the mail after the
    answer."""

    _inherit = "scope.change"

    _mail_layout = "scope_guard.mail_change_layout"

    # Answered, and the mail about it still to be made.
    confirm_answer = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )
    _confirm_idx = models.Index("(id) WHERE confirm_answer")

    # ------------------------------------------------------------------ reminders
    @api.model
    def _cron_remind(self):
        """Remind clients who have not answered: twice, then we are asked to call."""
        changes = self.search(
            [("state", "=", "sent"), ("project_id.active", "=", True)], order="id"
        )
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(changes))
        for change in changes:
            try:
                with self.env.cr.savepoint():
                    change._remind()
            except Exception:
                # One project's trouble keeps nobody else's client waiting.
                _logger.exception("No reminder for change %s", change.id)
            if not commit(1):
                break

    def _remind(self):
        """Send the reminder that is due today, or schedule the call; at most one."""
        self.ensure_one()
        if not self._is_reminder_due():
            return
        person = self.sent_to_id
        if self.reminder_count < MAX_REMINDERS and self._valid_email(person.email):
            self._notify_later(person, "decide")
            return
        self._schedule_for_contact(
            "call",
            lambda change: change.env._(
                "No answer to %(change)s yet: call %(person)s",
                change=change.code,
                person=person.name,
            ),
        )
        self._note_reminded()

    def _note_reminded(self):
        self.with_context(scope_change_step=STEP).write(
            {
                "date_reminded": self._today_of_company(),
                "reminder_count": self.reminder_count + 1,
            }
        )

    def _is_reminder_due(self):
        """Whether the client is to hear from us today, or we to call.

        Nobody is reminded at weekends, while they need time, wait for an answer of ours
        or for a call, or while the project is on hold or its agreement is being renewed.
        """
        self.ensure_one()
        days = self.company_id.scope_reminder_days
        today = self._today_of_company()
        if (
            self.state != "sent"
            or self.tor_id.state != "agreed"
            or not days
            or not self.sent_to_id
            or self.reminder_count > MAX_REMINDERS
            or today.weekday() >= 5
            or not self._decide_links()
            or self._silence_reason(self.sent_to_id)
            or self._has_open_request()
        ):
            return False
        last = max(
            filter(None, (self.date_sent, self.date_reminded, self.date_wait_until))
        )
        # Not before the day the client named; the next working day is soon enough.
        if last == self.date_wait_until:
            return today > last
        return today >= last + timedelta(days=days)

    def _decide_links(self):
        """Links with which the change can be answered: none was taken back."""
        return self.link_ids.filtered(
            lambda link: link.purpose == "decide" and not link.date_revoked
        )

    def _has_open_request(self):
        """Whether the client waits for us: for a call, or an answer to a question."""
        types = self.env["mail.activity.type"]
        for xmlid in self._client_activity_types.values():
            types |= self.env.ref(xmlid, False) or types
        return bool(self.activity_ids.activity_type_id & types)

    # ------------------------------------------------------------------ bundles
    def _notice_is_current(self, kind, partner):
        """Whether the person is still to be reminded; what they said since counts."""
        waits = (
            self.date_wait_until and self._today_of_company() <= self.date_wait_until
        )
        return (
            self.state == "sent"
            and self.tor_id.state == "agreed"
            and partner == self.sent_to_id
            and not waits
            and bool(self._decide_links())
            and not self._has_open_request()
        )

    def _notice_line(self, kind, partner):
        """What waits, in one sentence."""
        return self.env._("“%(change)s” is yours to decide.", change=self.name)

    def _notice_purpose(self, kind):
        return "decide"

    def _notice_mail(self, kind):
        return "change_reminder"

    def _notice_button(self, kind):
        return self.env._("Read and answer")

    def _notice_until(self, kind, partner):
        return self.date_wait_until or self.date_answer_by

    def _notice_is_done(self, kind, partner):
        return self.state != "sent"

    def _notice_since(self, kind, partner):
        # The change counts its reminders itself, for each time that it is put.
        Notice = self.env["scope.notice"]
        nobody = self.env["res.partner"]  # the day was one of the company's
        if self.date_reminded:
            return Notice._moment(self, nobody, self.date_reminded + timedelta(days=1))
        # What was left out earlier on the day on which it was put does not count.
        put = self._decide_links().filtered(lambda link: link.occasion == "sent")
        moments = [Notice._moment(self, nobody, self.date_sent)]
        return max(filter(None, [*moments, *put.mapped("date_sent")]), default=False)

    def _notice_left_out(self, kind, partner):
        # Asked for again when the next one would be due; after these, we call.
        self._note_reminded()

    def _notice_sent(self, kind, partner, link):
        """A reminder went out."""
        self._note_reminded()
        self._message_log(
            body=self.env._(
                "Reminder %(number)s of %(most)s sent to %(person)s.",
                number=self.reminder_count,
                most=MAX_REMINDERS,
                person=partner.name,
            )
        )

    # ------------------------------------------------------------------ after the answer
    @api.model
    def _cron_confirm(self):
        """Mail how it came out to both sides, after the answer is stored."""
        changes = self.search([("confirm_answer", "=", True)], order="id")
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(changes))
        for change in changes:
            try:
                with self.env.cr.savepoint():
                    change._confirm()
            except Exception:
                # The answer stands; the document can be sent by hand.
                _logger.exception("No mail about the answer to change %s", change.id)
                # Tried again at the next run, as the page promised the mail.
                given_up = change._today_of_company() - timedelta(days=CONFIRM_DAYS)
                if not change.date_answered or change.date_answered <= given_up:
                    change.with_context(scope_change_step=STEP).confirm_answer = False
            if not commit(1):
                break

    def _confirm(self):
        """Queue the mails to everybody to whom the page promised one."""
        self.ensure_one()
        links = self.link_ids.filtered(
            lambda link: not link.date_revoked and link.occasion == "sent"
        )
        for person in links.partner_id | self._contact_user().partner_id:
            if not self._valid_email(person.email):
                continue
            document = self.env["ir.attachment"]
            if self.version_id:
                document = self.tor_id._agreed_document(self.version_id)
            lang = self._mail_lang(person)
            subject, body = self._render_mail(
                "change_answered",
                person,
                scope_has_document=bool(document),
                scope_answer=self.with_context(lang=lang)._read_answer(),
            )
            self._queue_mail(
                lang,
                subject,
                body,
                partner=person,
                purpose="answered",
                attachments=document,
            )
        self.with_context(scope_change_step=STEP).confirm_answer = False

    # ------------------------------------------------------------------ mail
    def _prepare_mail_layout(self, partner, purpose):
        return {
            "answer_by": format_date(self.env, self.date_answer_by, date_format="long"),
            "others": self._who_gets_it(partner),
        }

    def _who_gets_it(self, other_than=None):
        """Names of the people who get the answer, as mail and page say it."""
        self.ensure_one()
        # sudo: each of them is told who the others are.
        change = self.sudo()
        links = change.link_ids.filtered(
            lambda link: not link.date_revoked and link.occasion == "sent"
        )
        people = (change.sent_to_id | links.partner_id) - (
            other_than or self.env["res.partner"]
        )
        return people.mapped("name") + [change._contact_user().name]
