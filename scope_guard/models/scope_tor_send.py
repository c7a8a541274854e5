from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .scope_tor_version import FREEZE


class ScopeTor(models.Model):
    """Sending the TOR to the client: links, mails, and taking it back."""

    _inherit = "scope.tor"

    # Set by sending and by the client's page; whatever a caller sends is dropped.
    _SENDING_FIELDS = frozenset(
        {
            "date_sent",
            "sent_by_id",
            "date_answer_by",
            "date_wait_until",
            "date_changes_asked",
            "date_reminded",
            "reminder_count",
            "confirm_version_id",
        }
    )

    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    sent_by_id = fields.Many2one(
        "res.users", "Sent by", readonly=True, copy=False, ondelete="set null"
    )
    date_answer_by = fields.Date(
        "Answer asked for by", readonly=True, copy=False, help="No date, no hurry."
    )
    date_wait_until = fields.Date(
        "The client needs until",
        readonly=True,
        copy=False,
        help="As the client said on the page. Nobody is reminded until then.",
    )
    date_changes_asked = fields.Datetime("Changes asked for", readonly=True, copy=False)
    date_reminded = fields.Date("Reminded last on", readonly=True, copy=False)
    reminder_count = fields.Integer("Reminders", readonly=True, copy=False)
    # Signed, and the mail with the document still to be made.
    confirm_version_id = fields.Many2one(
        "scope.tor.version",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        export_string_translation=False,
    )
    sending_summary = fields.Char("With the client", compute="_compute_sending_summary")

    @api.depends(
        "state", "date_sent", "date_answer_by", "date_wait_until", "signatory_id"
    )
    @api.depends_context("uid", "lang")
    def _compute_sending_summary(self):
        for tor in self:
            if tor.state != "sent" or not tor.date_sent:
                tor.sending_summary = False
                continue
            # sudo: whether the link was opened is no secret to who reads the TOR.
            links = tor.sudo().link_ids.filtered(lambda link: link.purpose == "sign")
            opened = [link.date_first_viewed for link in links if not link.date_revoked]
            opened = min(filter(None, opened), default=False)
            parts = [
                self.env._(
                    "With %(person)s since %(day)s.",
                    person=tor.signatory_id.name or self.env._("the client"),
                    day=format_date(self.env, tor.date_sent),
                )
            ]
            if opened:
                parts.append(
                    self.env._(
                        "Link opened on %(day)s (may be a mail scanner).",
                        day=format_date(self.env, opened),
                    )
                )
            if tor.date_wait_until:
                parts.append(
                    self.env._(
                        "Needs until %(day)s, no reminders until then.",
                        day=format_date(self.env, tor.date_wait_until),
                    )
                )
            elif tor.date_answer_by:
                parts.append(
                    self.env._(
                        "Answer asked for by %(day)s.",
                        day=format_date(self.env, tor.date_answer_by),
                    )
                )
            tor.sending_summary = " ".join(parts)

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_sending(vals) for vals in vals_list])

    def write(self, vals):
        if self.env.context.get("scope_freeze") is not FREEZE:
            vals = self._without_sending(vals)
        return super().write(vals)

    @api.model
    def _without_sending(self, vals):
        return {k: v for k, v in vals.items() if k not in self._SENDING_FIELDS}

    @api.ondelete(at_uninstall=False)
    def _unlink_never_sent(self):
        for tor in self:
            if tor.date_sent:
                raise UserError(
                    self.env._(
                        "The scope of %(project)s was sent to the client and stays on "
                        "file. Archive the project instead.",
                        project=tor.display_name,
                    )
                )

    # ------------------------------------------------------------------ sending
    def action_send_for_agreement(self):
        """Open the dialog that sends the TOR to the client's people."""
        self.ensure_one()
        self._check_can_agree()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_tor_send_action"
        )
        action["context"] = {"default_tor_id": self.id, "dialog_size": "large"}
        return action

    def action_back_to_draft(self):
        """Take the TOR back from the client, to change it; open links are closed.

        :raise AccessError: for others than the project's manager
        :raise UserError: when the client was faster and agreed
        """
        for tor in self:
            tor._check_can_decide()
            if not tor._claim("sent", "draft"):
                raise UserError(
                    self.env._(
                        "%(project)s is not with the client, so there is nothing to "
                        "take back.",
                        project=tor.display_name,
                    )
                )
            tor.sudo().link_ids._revoke()
            tor._write_sending(
                state="draft", date_changes_asked=False, date_wait_until=False
            )
            tor._close_client_activities()
            tor._notify_drop()
            tor._message_log(
                body=self.env._(
                    "Taken back to draft by %(user)s. The links that were sent are "
                    "closed; their pages say that a new version is on its way.",
                    user=self.env.user.name,
                )
            )

    def _claim(self, state, new_state):
        """Move the row from one status to the next, or tell that it is not there.

        Of two who do so at once one wins; the other is retried by Odoo and sees the
        new status.

        :return: bool
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE scope_tor SET state = %s WHERE id = %s AND state = %s",
                new_state,
                self.id,
                state,
            ),
            # Somebody was faster: that is foreseen, and no error to log.
            log_exceptions=False,
        )
        claimed = bool(self.env.cr.rowcount)
        self.invalidate_recordset(["state"])
        return claimed

    def _write_sending(self, **vals):
        # sudo: the client's page writes as nobody in particular; callers checked.
        self.sudo().with_context(scope_freeze=FREEZE).write(vals)

    def _send_for_agreement(self, subject, body, readers, answer_by=None):
        """Send the TOR: the signatory's link may agree, those of readers may not.

        :param str subject: subject of the signatory's mail
        :param body: markup of the signatory's mail; the link is added below it
        :param readers: ``res.partner`` who get a copy to read
        :param date answer_by: by when an answer is asked for
        """
        self._check_can_agree()
        if not self._claim("draft", "sent") and self.state != "sent":
            raise UserError(self._locked_sentence())
        signatory = self.signatory_id
        again = bool(
            self.sudo().link_ids.filtered(
                lambda link: link.partner_id == signatory and not link.date_revoked
            )
        )
        self._write_sending(
            state="sent",
            date_sent=fields.Datetime.now(),
            sent_by_id=self.env.uid,
            date_answer_by=answer_by,
            date_wait_until=False,
            date_changes_asked=False,
            date_reminded=False,
            reminder_count=0,
        )
        self._close_client_activities()
        # A reminder that still waits was about the sending before.
        self._notify_drop()
        # First, so that the mail to who agrees names everybody who gets a copy.
        for reader in readers - signatory:
            self._send_link(
                reader, "read", *self._render_mail("agreement_read", reader)
            )
        self._send_link(signatory, "sign", subject, body)
        names = {"person": signatory.name, "readers": ", ".join(readers.mapped("name"))}
        if again:
            note = self.env._("Sent again to %(person)s for agreement.", **names)
        else:
            note = self.env._("Sent to %(person)s for agreement.", **names)
        if readers:
            note += " " + self.env._("A copy to read went to %(readers)s.", **names)
        self._message_log(
            body=Markup("<p>%s</p><blockquote><b>%s</b><br/>%s</blockquote>")
            % (note, subject, body or "")
        )

    def _scope_link_path(self):
        """Where the page of a link is, without its token."""
        return "/my/agreement/"

    def _default_answer_by(self):
        days = self.company_id.scope_answer_days
        return days and fields.Date.context_today(self) + timedelta(days=days)

    def _locked_sentence(self):
        if self.state == "sent":
            return self.env._(
                "The scope of %(project)s is with the client. Take it back to draft "
                "to change it.",
                project=self.display_name,
            )
        return super()._locked_sentence()
