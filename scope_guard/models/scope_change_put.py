from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from .scope_change import STEP


class ScopeChange(models.Model):
    """A change is put to the client, and taken back while it is not answered."""

    _inherit = "scope.change"

    date_sent = fields.Date("Put to the client on", readonly=True, copy=False)
    sent_to_id = fields.Many2one(
        "res.partner",
        "Put to",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    sent_by_id = fields.Many2one(
        "res.users", "Put by", readonly=True, copy=False, ondelete="set null"
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
    date_reminded = fields.Date("Reminded last on", readonly=True, copy=False)
    reminder_count = fields.Integer("Reminders", readonly=True, copy=False)
    sending_summary = fields.Char("With the client", compute="_compute_sending_summary")

    @api.depends("state", "date_sent", "date_answer_by", "date_wait_until")
    @api.depends_context("uid", "lang")
    def _compute_sending_summary(self):
        for change in self:
            change.sending_summary = change.state == "sent" and " ".join(
                change._sending_sentences()
            )

    def _sending_sentences(self):
        """With whom it is, since when, and how it stands there."""
        self.ensure_one()
        sentences = [
            self.env._(
                "With %(person)s since %(day)s.",
                # sudo: the name of who was asked, whoever may read contacts.
                person=self.sudo().sent_to_id.name or self.env._("the client"),
                day=format_date(self.env, self.date_sent),
            )
        ]
        # sudo: whether the link was opened is no secret to who reads the change.
        links = self.sudo().link_ids.filtered(
            lambda link: link.purpose == "decide" and not link.date_revoked
        )
        opened = min(filter(None, links.mapped("date_first_viewed")), default=False)
        if opened:
            sentences.append(
                self.env._(
                    "Link opened on %(day)s (may be a mail scanner).",
                    day=format_date(self.env, opened),
                )
            )
        elif not links:
            sentences.append(self.env._("No link went out."))
        if self.date_wait_until:
            sentences.append(
                self.env._(
                    "Needs until %(day)s, no reminders until then.",
                    day=format_date(self.env, self.date_wait_until),
                )
            )
        elif self.date_answer_by:
            sentences.append(
                self.env._(
                    "Answer asked for by %(day)s.",
                    day=format_date(self.env, self.date_answer_by),
                )
            )
        return sentences

    def action_put_to_client(self):
        """Open the dialog that puts this draft to the client, by mail or otherwise.

        What is with the client already is sent again, with a new link.
        """
        self.ensure_one()
        self._check_can_put(again=True)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_change_put_action"
        )
        action["context"] = {"default_change_id": self.id, "dialog_size": "large"}
        return action

    def _check_can_put(self, again=False):
        """The draft can be understood and priced by the client.

        :param bool again: it may be with the client already
        :raise UserError: that names what is missing
        """
        self._check_can_decide()
        for change in self:
            if change.state != "draft" and not (again and change.state == "sent"):
                raise UserError(change._locked_sentence())
            if not change.line_ids:
                raise UserError(
                    self.env._(
                        "%(change)s asks for nothing yet: add a line first.",
                        change=change.display_name,
                    )
                )
            for line in change.line_ids:
                line._check_complete()

    def _put_to_client(self, partner=None, date=None, **values):
        """Put these drafts to the client: from here on they wait for an answer.

        :param partner: ``res.partner`` of the client who is asked; who asked for the
            change, or agrees for the client, where none is named
        :param date date: when; today where none is named
        :param values: further fields of the sending: ``date_answer_by``,
            ``swap_offer_ids``
        """
        self._check_can_put()
        self._claim(("draft",))
        for change in self:
            # sudo: who agrees for the client stands on the scope.
            asked = partner or change._default_recipient()
            change._write_put(asked, date, values)
        self._set_state("sent")
        self._close_client_activities()

    def _write_put(self, partner, date=None, values=None):
        """Note to whom and when it was put, and begin to count reminders anew."""
        self.ensure_one()
        values = dict(values or {})
        offer = values.pop("swap_offer_ids", None)
        if offer is None:
            offer = self._default_swap_offer()
        self.with_context(scope_change_step=STEP).write(
            {
                "date_sent": date or fields.Date.context_today(self),
                "sent_to_id": partner.id,
                "sent_by_id": self.env.uid,
                "date_answer_by": False,
                "date_wait_until": False,
                "date_reminded": False,
                "reminder_count": 0,
                "swap_offer_ids": [fields.Command.set(offer.ids)],
                **values,
            }
        )

    def _put_by_mail(self, partner, subject, body, readers, date_answer_by, offer):
        """Put the change by mail: one for each, with a personal link of its own.

        The link stands in the mail alone. The text of the mail goes on the change, so
        that a reply to it arrives there.

        :param partner: ``res.partner`` who decides
        :param readers: ``res.partner`` whose links are for reading
        :param date_answer_by: day by which an answer is asked for, if any
        :param offer: ``scope.item`` that can leave in a swap
        """
        self.ensure_one()
        values = {"date_answer_by": date_answer_by, "swap_offer_ids": offer}
        again = self.state == "sent"
        if again:
            self._check_can_put(again=True)
            self._claim(("sent",))
            self._write_put(partner, None, values)
            self._close_client_activities()
            # Who was asked before and is not any more cannot answer for them.
            self.sudo().link_ids.filtered(
                lambda link: link.purpose == "decide" and link.partner_id != partner
            )._revoke()
        else:
            self._put_to_client(partner, **values)
        # A reminder that still waits was about the time before.
        self._notify_drop()
        # First, so that the mail to who decides names everybody who gets a copy.
        for reader in readers - partner:
            self._send_link(reader, "read", *self._render_mail("change_read", reader))
        link = self._send_link(partner, "decide", subject, body)
        names = {"person": partner.name, "readers": ", ".join(readers.mapped("name"))}
        if again:
            note = self.env._("Put to %(person)s again.", **names)
        else:
            note = self.env._("Put to %(person)s.", **names)
        if readers - partner:
            note += " " + self.env._("A copy to read went to %(readers)s.", **names)
        message = self._message_log(
            body=Markup("<p>%s</p><blockquote><b>%s</b><br/>%s</blockquote>")
            % (note, subject, body or "")
        )
        # sudo: the mail and its trace are ours. By the same Message-Id a reply finds the
        # change, and as no internal note it is told to who follows.
        message.sudo().write(
            {"is_internal": False, "subtype_id": self.env.ref("mail.mt_comment").id}
        )
        mail = link.sudo().mail_id
        mail.write(
            {
                "message_id": message.sudo().message_id,
                "reply_to": self.sudo()._notify_get_reply_to(default=mail.reply_to)[
                    self.id
                ],
            }
        )

    def action_draft(self):
        """Taken back from the client, its links are closed."""
        sent = self.filtered(lambda change: change.state == "sent")
        result = super().action_draft()
        # sudo: the links go with the change; the right was checked.
        sent.sudo().link_ids._revoke()
        sent._notify_drop()
        sent._close_client_activities()
        return result

    def action_cancel(self):
        """Withdrawn, nothing about it waits for us any more."""
        result = super().action_cancel()
        self._close_client_activities()
        return result

    def _default_answer_by(self):
        # sudo: a setting of the company.
        days = self.company_id.sudo().scope_answer_days
        return days and fields.Date.context_today(self) + timedelta(days=days)

    def _default_recipient(self):
        """The person at the client to whom the change is put."""
        self.ensure_one()
        # sudo: who agrees for the client stands on the scope.
        tor = self.sudo().tor_id
        return tor.signatory_id or self.requested_by_id or tor.partner_id

    # ------------------------------------------------------------------ mail
    def _mail_hours(self, hours):
        """Hours as a client reads them, for instance 1.5."""
        return self.env["project.task"]._scope_short_hours(hours)

    def _mail_amount(self, amount):
        self.ensure_one()
        return format_amount(self.env, amount, self.currency_id)

    def _mail_goodwill(self):
        """What was included at no charge on this project so far, or "" for nothing."""
        self.ensure_one()
        # sudo: the sum is for the client to read.
        tor = self.sudo().tor_id
        if not tor.goodwill_hours:
            return ""
        return self.env._(
            "%(hours)s hours (%(amount)s)",
            hours=self._mail_hours(tor.goodwill_hours),
            amount=format_amount(self.env, tor.goodwill_amount, tor.currency_id),
        )

    def _mail_date_end(self):
        """The last day of the project if the change is agreed, or ""."""
        self.ensure_one()
        end = self.sudo().tor_id.date_end
        if not self.days_added or not end:
            return ""
        return format_date(
            self.env, fields.Date.add(end, days=self.days_added), date_format="long"
        )
