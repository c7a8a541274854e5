import base64
import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.version_reader import VersionReader

_logger = logging.getLogger(__name__)

#: How many colleagues one person may ask to read.
MAX_COLLEAGUES = 5


class ScopeTor(models.Model):
    """What the client's people do on their page: agree, ask, or need time.

    These methods are called by the page's controller, as superuser and with a link that
    was looked up by its token; each says itself what the link must be good for.
    """

    _inherit = "scope.tor"

    _client_activity_types = {
        "call": "scope_guard.mail_activity_type_agreement_call",
        "changes": "scope_guard.mail_activity_type_agreement_changes",
    }

    # ------------------------------------------------------------------ the page
    def _agreement_content(self, link):
        """What the page of a link shows: the canonical content and its hash.

        :return: tuple of dict and str; of the agreed version, once there is one, else
            of the TOR as it stands
        """
        self.ensure_one()
        if link.version_id:
            return link.version_id._get_content(), link.version_id.content_hash
        Version = self.env["scope.tor.version"]
        content = Version._serialize(self._prepare_version_content())
        return json.loads(content), Version._hash_content(content)

    def _agreement_state(self, link):
        """How it stands for the holder of this link.

        :return: ``agreed``, ``open``, ``expired``, ``closed`` (the link was taken back)
            or ``draft`` (the TOR was)
        """
        self.ensure_one()
        if link.date_revoked:
            return "closed" if self.state == "sent" else "draft"
        if not link._is_usable():
            return "expired"
        if link.version_id:
            return "agreed"
        return "open" if self.state == "sent" else "draft"

    def _client_reader(self):
        """Puts a content into the words that the client reads."""
        return VersionReader(self.env, "client")

    def _may_sign(self, link):
        return link.purpose == "sign" and link.res_id == self.id

    def _agreement_document(self, link):
        """What the page of a link shows, as a document for the client's files.

        :return: tuple of name, kind (``pdf``, or ``html`` where no PDF can be made) and
            the bytes
        """
        self.ensure_one()
        version = link.version_id
        record = version or self
        name = record.with_context(lang=record._reading_lang())._document_name()
        if version and version.pdf_file:
            return name, "pdf", base64.b64decode(version.pdf_file)
        # sudo: rendered for whoever holds the link.
        Report = self.env["ir.actions.report"].sudo()
        report = "scope_guard.scope_tor_version_report"
        if not version:
            report = "scope_guard.scope_tor_report"
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            return name, "html", Report._render_qweb_html(report, record.ids)[0]
        content, kind = Report._render_qweb_pdf(report, record.ids)
        return name, kind, content

    # ------------------------------------------------------------------ agreeing
    def _sign_on_page(self, link, name, content_hash, consent):
        """The client agrees: freeze the version that the page showed.

        :param link: ``scope.link`` whose holder agrees
        :param str name: as typed
        :param str content_hash: hash of the content that the page showed
        :param str consent: the sentence that was agreed to, as it was shown
        :return: ``agreed``; ``changed`` when the TOR is no longer what the page showed;
            ``late`` when somebody was faster or it was taken back; ``reader`` when the
            link is one to read
        """
        self.ensure_one()
        if not self._may_sign(link):
            return "reader"
        if self._agreement_state(link) != "open":
            return "late"
        content, current_hash = self._agreement_content(link)
        if content_hash != current_hash:
            return "changed"
        if not self._claim("sent", "agreed"):
            return "late"
        signer = self._prepare_signer(link.partner_id)
        signer.update(
            name=name,
            contact=link.partner_id.name or "",
            consent=consent,
            content_hash=current_hash,
            time=fields.Datetime.now().isoformat() + "Z",
        )
        local = self.with_context(tz=self.company_id._scope_timezone())
        today = fields.Date.context_today(local)
        version = self.env["scope.tor.version"]._freeze(
            self, today, "portal", signer, self.env["ir.attachment"]
        )
        if version.content_hash != current_hash:
            # What was shown and what is kept are made by the same code, from the same
            # rows of one transaction. If they ever differ, nothing is agreed.
            raise UserError(
                self.env._("The document has changed, please read it again.")
            )
        # What changed is told in one note, not once more as changed fields.
        self.with_context(mail_notrack=True)._write_sending(
            state="agreed",
            current_version_id=version.id,
            guard_from=self.guard_from or today,
            confirm_version_id=version.id,
        )
        self._settle_sending(version)
        self._message_log(
            author_id=link.partner_id.id or None,
            body=self.env._(
                "%(version)s agreed on %(date)s by %(person)s on the client's page.",
                version=version.display_name,
                date=format_date(self.env, version.date_agreed),
                person=version.signed_by,
            ),
        )
        # Mail and document are made after commit; the decision hangs on neither.
        self._trigger_confirmation()
        return "agreed"

    def record_agreement(self, *args, **kwargs):
        """Record that the client agreed; links sent before show that version."""
        version = super().record_agreement(*args, **kwargs)
        if self._settle_sending(version):
            # Their pages promised a copy of what is agreed.
            self._write_sending(confirm_version_id=version.id)
            self._trigger_confirmation()
        return version

    def _trigger_confirmation(self):
        cron = self.env.ref("scope_guard.ir_cron_scope_agreed", False)
        if cron:
            # sudo: whoever agrees need not administer scheduled jobs.
            cron.sudo()._trigger()

    def _settle_sending(self, version):
        """Nothing is waited for any more; links lead to what was agreed.

        :return: the ``scope.link`` that do so from now on
        """
        links = self.sudo().link_ids.filtered(
            lambda link: not link.date_revoked and not link.version_id
        )
        links.write({"version_id": version.id})
        self._close_client_activities()
        self._notify_drop()
        return links

    # ------------------------------------------------------------------ other answers
    def _client_asks_for_changes(self, link, text):
        """Put the client's words on the TOR, and ask the project's manager to look.

        The TOR stays with the client until the manager takes it back to change it.
        """
        self.ensure_one()
        note = self.env._("%(person)s about what is to be agreed on:")
        if self.state == "sent":
            self._write_sending(date_changes_asked=fields.Datetime.now())
        self._client_note(link, note, text)
        self._schedule_for_contact(
            "changes",
            lambda tor: tor.env._("%(person)s asks for changes", person=link.recipient),
            text,
        )

    def _client_needs_until(self, link, day):
        """The client answers by another day; reminders wait until then."""
        self.ensure_one()
        if not self._may_sign(link) or self.state != "sent":
            return False
        self._write_sending(date_wait_until=day)
        self._client_note(
            link,
            self.env._("%(person)s needs until %(day)s. Reminders wait.").replace(
                "%(day)s", format_date(self.env, day)
            ),
        )
        return True

    def _client_asks_colleague(self, link, email):
        """Send a link to read to a colleague of the client's.

        :return: ``sent``; ``reader`` or ``enough`` when the link may not (any more);
            ``failed`` when no mail could be made
        """
        self.ensure_one()
        if not self._may_sign(link) or self.state != "sent":
            return "reader"
        asked = self.link_ids.filtered(
            lambda other: (
                other.occasion == "colleague" and other.date_sent >= self.date_sent
            )
        )
        if len(asked) >= MAX_COLLEAGUES:
            return "enough"
        colleague = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("email_normalized", "=", email),
            ],
            limit=1,
        )
        if any(
            other.recipient == (colleague.name or email) and not other.date_revoked
            for other in asked
        ):
            return "sent"  # the button was pressed twice
        try:
            with self.env.cr.savepoint():
                subject, body = self._render_mail(
                    "agreement_read", colleague, scope_asked_by=link.recipient
                )
                self._send_link(
                    colleague,
                    "read",
                    subject,
                    body,
                    email="" if colleague else email,
                    occasion="colleague",
                )
        except UserError:
            # The firm's own template: its trouble is ours, not the client's.
            _logger.exception("No mail to a colleague about scope %s", self.id)
            self._client_wants_to_talk(
                link, self.env._("A colleague should read it, too; no mail went out.")
            )
            return "failed"
        self._client_note(
            link,
            self.env._(
                "%(person)s asked a colleague to read: a link for reading went out."
            ),
        )
        return "sent"

    def _talk_summary(self, person):
        return self.env._("Call %(person)s about the agreement", person=person)

    # ------------------------------------------------------------------ consent
    @api.model
    def _consent_sentence(self, content):
        """The sentence that is agreed to, from what the page shows."""
        if content.get("customer_name"):
            return self.env._(
                "I agree to this description of “%(project)s” for %(customer)s.",
                project=content.get("project_name") or "",
                customer=content["customer_name"],
            )
        return self.env._(
            "I agree to this description of “%(project)s”.",
            project=content.get("project_name") or "",
        )
