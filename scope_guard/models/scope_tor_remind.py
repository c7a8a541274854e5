import logging
from datetime import timedelta

from odoo import api, fields, models

from .scope_client_page import CONFIRM_DAYS, MAX_REMINDERS

_logger = logging.getLogger(__name__)


class ScopeTor(models.Model):
    """What happens by itself: reminders, and the mail after an agreement."""

    _inherit = "scope.tor"

    # ------------------------------------------------------------------ reminders
    @api.model
    def _cron_remind(self):
        """Remind clients who have not answered: twice, then we are asked to call."""
        tors = self.search([("state", "=", "sent"), ("active", "=", True)])
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(tors))
        for tor in tors:
            try:
                with self.env.cr.savepoint():
                    tor._remind()
            except Exception:
                # One project's trouble keeps nobody else's client waiting.
                _logger.exception("No reminder for scope %s", tor.id)
            if not commit(1):
                break

    def _remind(self):
        """Have a reminder go out that is due today, or schedule the call.

        It goes with the next mail to that person; once it went out, the days until
        the next one are counted.
        """
        self.ensure_one()
        if not self._is_reminder_due():
            return
        signatory = self.signatory_id
        if not self._signing_link():
            return  # taken back by hand: nothing to remind of
        if self.reminder_count < MAX_REMINDERS and self._valid_email(signatory.email):
            self._notify_later(signatory, "sign_reminder")
        elif not self._silence_reason(signatory):
            self._schedule_for_contact(
                "call",
                lambda tor: tor.env._(
                    "No answer yet: call %(person)s", person=signatory.name
                ),
            )
            self._count_reminder()

    def _count_reminder(self):
        """The client heard of it today, or we are to call: the days begin again."""
        self._write_sending(
            date_reminded=self._today_of_company(),
            reminder_count=self.reminder_count + 1,
        )

    def _signing_link(self):
        """A link with which the scope can still be agreed on, or none."""
        return self.link_ids.filtered(
            lambda link: link.purpose == "sign" and not link.date_revoked
        )[:1]

    def _is_reminder_due(self):
        """Whether the client is to hear from us, or we to call.

        Nobody is reminded at weekends, while they need time, after they asked for
        changes or a talk. While the project is on hold, the reminder waits.
        """
        self.ensure_one()
        days = self.company_id.scope_reminder_days
        today = self._today_of_company()
        if (
            self.state != "sent"
            or not days
            or not self.date_sent
            or not self.signatory_id
            or self.reminder_count > MAX_REMINDERS
            or today.weekday() >= 5
            or self.date_changes_asked
            or self._has_open_talk()
        ):
            return False
        # Not before the day the client named; the next working day is soon enough.
        if self._is_waited_for():
            return False
        local = self.with_context(tz=self.company_id._scope_timezone())
        sent = fields.Datetime.context_timestamp(local, self.date_sent).date()
        last = max(filter(None, (sent, self.date_reminded, self.date_wait_until)))
        if last == self.date_wait_until:
            return True
        return today >= last + timedelta(days=days)

    def _is_waited_for(self):
        """Whether the client said that they need until a day which is not over."""
        self.ensure_one()
        return bool(
            self.date_wait_until and self._today_of_company() <= self.date_wait_until
        )

    # ------------------------------------------------------------------ after agreeing
    @api.model
    def _cron_confirm(self):
        """Mail the agreed document to both sides, after the signature is stored."""
        tors = self.search([("confirm_version_id", "!=", False)])
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(tors))
        for tor in tors:
            try:
                with self.env.cr.savepoint():
                    tor._confirm()
            except Exception:
                # The agreement stands; the document can be sent by hand.
                _logger.exception("No mail about the agreed scope %s", tor.id)
                # Tried again at the next run, as the page promised the mail.
                given_up = fields.Datetime.now() - timedelta(days=CONFIRM_DAYS)
                if tor.confirm_version_id.date_signed < given_up:
                    tor._write_sending(confirm_version_id=False)
            if not commit(1):
                break

    def _confirm(self):
        """Queue the mails to everybody to whom the page promised a copy."""
        self.ensure_one()
        version = self.confirm_version_id
        links = self.link_ids.filtered(
            lambda link: (
                link.version_id == version
                and not link.date_revoked
                and link.occasion == "sent"
            )
        )
        people = links.partner_id | self._contact_user().partner_id
        for person in people:
            if not self._valid_email(person.email):
                continue
            document = self._agreed_document(version)
            subject, body = self._render_mail(
                "agreement_agreed", person, scope_has_document=bool(document)
            )
            self._queue_mail(
                person.lang or self.env.lang,
                subject,
                body,
                partner=person,
                purpose="agreed",
                attachments=document,
            )
        self._write_sending(confirm_version_id=False)

    def _agreed_document(self, version):
        """The PDF of a version as a file for mails; empty if none could be made."""
        files = self.env["ir.attachment"]
        if not version._attach_pdf() or not version.pdf_file:
            return files
        # A copy that goes with the mail: the version's own file stays where it is.
        return files.create(
            {
                "name": version.pdf_name,
                "datas": version.pdf_file,
                "mimetype": "application/pdf",
                "res_model": "mail.message",
                "res_id": 0,
            }
        )
