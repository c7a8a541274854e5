import logging
from datetime import timedelta

from odoo import api, models

from .scope_client_page import MAX_REMINDERS

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
        """Send the reminder that is due today, or schedule the call; at most one."""
        self.ensure_one()
        if not self._is_reminder_due():
            return
        today = self._today_of_company()
        signatory = self.signatory_id
        link = self.link_ids.filtered(
            lambda link: link.purpose == "sign" and not link.date_revoked
        )[:1]
        if not link:
            return  # taken back by hand: nothing to remind of
        if self.reminder_count >= MAX_REMINDERS or not self._valid_email(
            signatory.email
        ):
            self._schedule_for_contact(
                "call",
                lambda tor: tor.env._(
                    "No answer yet: call %(person)s", person=signatory.name
                ),
            )
        else:
            when = self._office_moment(signatory)
            subject, body = self._render_mail("agreement_reminder", signatory)
            reminder = self._send_link(
                signatory, "sign", subject, body, occasion="reminder"
            )
            reminder.sudo().mail_id.scheduled_date = when
            self._message_log(
                body=self.env._(
                    "Reminder %(number)s of %(most)s sent to %(person)s.",
                    number=self.reminder_count + 1,
                    most=MAX_REMINDERS,
                    person=signatory.name,
                )
            )
        self._write_sending(date_reminded=today, reminder_count=self.reminder_count + 1)

    def _is_reminder_due(self):
        """Whether the client is to hear from us today, or we to call.

        Nobody is reminded at weekends, while they need time, after they asked for
        changes or a talk, or while the project is on hold.
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
            or self._silence_reason(self.signatory_id)
            or self._has_open_talk()
        ):
            return False
        last = max(
            filter(
                None,
                (self.date_sent.date(), self.date_reminded, self.date_wait_until),
            )
        )
        # Not before the day the client named; the next working day is soon enough.
        if last == self.date_wait_until:
            return today > last
        return today >= last + timedelta(days=days)

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
