import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .scope_advice import ANSWER_FIELDS, RECORD_KEY, RECORD_SENTINEL

_logger = logging.getLogger(__name__)

#: A recap of what was said longer ago than these days is sent only if somebody asks.
RECENT_DAYS = 14
#: Written by the program alone; whatever a caller sends is dropped.
RECAP_FIELDS = frozenset(
    {
        "answer_count",
        "asked_again_for",
        "checked_back_for",
        "check_back_answer",
        "date_recap_sent",
    }
)
#: What belongs to one offer and not to the next.
OFFER_FIELDS = ANSWER_FIELDS | {"date_review", "date_told", "commitment_confirmed"}


class ScopeAdvice(models.Model):
    """The recap: one friendly mail to who was told, with the page for the answer."""

    _inherit = "scope.advice"

    _mail_layout = "scope_guard.mail_note_layout"
    _client_activity_types = {
        "call": "scope_guard.mail_activity_type_advice_call",
        "correct": "scope_guard.mail_activity_type_advice_correct",
        "hand": "scope_guard.mail_activity_type_advice_hand",
        "answered": "scope_guard.mail_activity_type_advice_answered",
    }

    needs = fields.Text(
        string="What their team will need",
        compute="_compute_needs",
        store=True,
        readonly=False,
        precompute=True,
        help="The check list for a client whose own team takes it. It is on their page "
        "and in the mail.",
    )
    date_earliest = fields.Date(
        string="Can begin on",
        copy=False,
        help="The earliest day on which it can be had. The client may read it.",
    )
    send_recap = fields.Boolean(
        string="Send recap",
        compute="_compute_send_recap",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Record sends a friendly mail to who was told: what we suggest, and a "
        "page of their own to answer on. Without a login.",
    )
    can_send_recap = fields.Boolean(
        compute="_compute_can_send_recap", export_string_translation=False
    )
    date_recap_sent = fields.Datetime("Recap sent on", readonly=True, copy=False)
    recap_summary = fields.Char("With the client", compute="_compute_recap_summary")

    @api.depends("template_id", "contact_id")
    def _compute_needs(self):
        known = None
        for advice in self:
            if not advice.template_id or (advice.date_recorded and advice.needs):
                continue
            if known is None:
                known = advice.template_id._scope_needs_texts()
            if not advice.needs or advice.needs in known:
                lang = (advice.contact_id or advice.partner_id).lang
                template = advice.template_id
                advice.needs = (
                    template.with_context(lang=lang) if lang else template
                ).needs

    @api.depends("contact_id", "date_told")
    def _compute_send_recap(self):
        oldest = fields.Date.context_today(self) - timedelta(RECENT_DAYS)
        imported = self.env.context.get("import_file")
        for advice in self:
            if advice.date_recorded:
                continue
            recent = advice.date_told and advice.date_told >= oldest
            told = advice.predecessor_id.date_recap_sent
            advice.send_recap = bool(
                advice._valid_email(advice.contact_id.email)
                and (recent or told)
                and not imported
            )

    @api.depends("contact_id.email")
    def _compute_can_send_recap(self):
        for advice in self:
            advice.can_send_recap = bool(advice._valid_email(advice.contact_id.email))

    @api.depends("date_recap_sent", "contact_id")
    @api.depends_context("lang", "tz")
    def _compute_recap_summary(self):
        for advice in self:
            if not advice.date_recap_sent:
                advice.recap_summary = False
                continue
            links = advice._open_links().filtered(lambda link: link.purpose == "answer")
            opened = min(filter(None, links.mapped("date_first_viewed")), default=False)
            day = fields.Datetime.context_timestamp(advice, advice.date_recap_sent)
            parts = [
                self.env._(
                    "Recap sent to %(person)s on %(day)s.",
                    person=links[:1].recipient
                    or advice.contact_id.name
                    or self.env._("the client"),
                    day=format_date(self.env, day.date()),
                )
            ]
            if not links:
                parts.append(self.env._("The link was taken back."))
            elif any(link.state == "failed" for link in links[:1]):
                parts.append(self.env._("The mail could not be delivered."))
            elif opened:
                opened = fields.Datetime.context_timestamp(advice, opened)
                parts.append(
                    self.env._(
                        "Link opened on %(day)s (may be a mail scanner).",
                        day=format_date(self.env, opened.date()),
                    )
                )
            advice.recap_summary = " ".join(parts)

    def _open_links(self):
        """The links of this advice that were not taken back, newest first.

        Not read from ``link_ids``: what that holds is what the reader may list, and
        whether a link was opened is no secret to who reads the advice.
        """
        self.ensure_one()
        # sudo: see above.
        return (
            self.env["scope.link"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id or self._origin.id),
                    ("date_revoked", "=", False),
                ]
            )
        )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._drop_recap_fields(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._drop_recap_fields(vals))

    def _drop_recap_fields(self, vals):
        if self.env.context.get(RECORD_KEY) is RECORD_SENTINEL:
            return vals
        return {name: value for name, value in vals.items() if name not in RECAP_FIELDS}

    def _write_recap(self, **vals):
        # sudo: the page and the jobs write as nobody in particular; callers checked.
        self.sudo().with_context(
            mail_notrack=True, **{RECORD_KEY: RECORD_SENTINEL}
        ).write(vals)

    # ------------------------------------------------------------------ policies
    def _scope_link_path(self):
        """Where the page of a link is, without its token."""
        return "/my/note/"

    def _contact_users(self):
        """Who advised speaks for us, then the project's manager."""
        return self.user_id | self.project_id.user_id | self.create_uid

    def _talk_summary(self, person):
        return self.env._(
            "Call %(person)s about “%(suggestion)s”",
            person=person,
            suggestion=self.name or self.code,
        )

    def _prepare_mail_layout(self, partner, purpose):
        return {"who_sees": self._note_who_sees(partner)}

    # ------------------------------------------------------------------ sending
    def action_record(self):
        """Record, and send the recap of those where it is ticked."""
        fresh = self.filtered(lambda advice: not advice.sudo().date_recorded)
        result = super().action_record()
        for advice in fresh.filtered("send_recap"):
            advice._send_recap_by_itself()
        return result

    def _scope_record(self, moment):
        """Record; what the client corrected in the note before is put right."""
        result = super()._scope_record(moment)
        corrected = self._client_activity_types["correct"]
        self.sudo().predecessor_id.activity_unlink([corrected])
        return result

    def _send_recap_by_itself(self):
        """Send the recap as the template has it; its trouble never undoes a record."""
        self.ensure_one()
        if not self._valid_email(self.contact_id.email):
            self._message_log(
                body=self.env._(
                    "No recap was sent: %(person)s has no e-mail address.",
                    person=self.contact_id.name or self.env._("who was told"),
                )
            )
            return
        try:
            with self.env.cr.savepoint():
                self._send_recap(*self._render_recap())
        except UserError as error:
            # The firm's own template: the advice is recorded, the mail can be sent
            # with the button.
            _logger.info("No recap of advice %s: %s", self.id, error)
            self._message_log(
                body=self.env._(
                    "The recap could not be sent: %(error)s", error=str(error)
                )
            )

    def action_look_at_recap(self):
        """Open the recap as a mail to read, change and send."""
        self.ensure_one()
        self.check_access("write")
        self.sudo()._scope_check_complete()
        if not self.contact_id:
            raise UserError(
                self.env._("Who was told? Choose the person, then send the recap.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_recap_action"
        )
        return action | {"context": {"default_advice_id": self.id}}

    def _render_recap(self, partner=None):
        """Subject and body of the recap, in the language of who was told."""
        return self._render_mail("advice_recap", partner or self.contact_id)

    def _send_recap(self, subject, body, readers=None):
        """Send the recap to who was told; it records the advice.

        Others get a copy with a link of their own, with which nothing can be answered.

        :param str subject: of the mail
        :param body: markup of the mail; the link is added below it
        :param readers: ``res.partner`` who get a copy to read
        """
        self.ensure_one()
        self.check_access("write")
        if not self.date_recorded:
            self._scope_record(fields.Datetime.now())
        contact = self.contact_id
        if not self._valid_email(contact.email):
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address yet. Add it to the contact.",
                    person=contact.display_name or self.env._("Who was told"),
                )
            )
        again = bool(self.date_recap_sent)
        readers = (readers or contact.browse()) - contact
        # First, so that the recap says who else sees the answer.
        for reader in readers:
            self._send_link(reader, "read", *self._render_mail("advice_read", reader))
        self._send_link(contact, "answer", subject, body)
        self._write_recap(date_recap_sent=fields.Datetime.now(), send_recap=False)
        names = {"person": contact.name, "readers": ", ".join(readers.mapped("name"))}
        if again:
            note = self.env._("Recap sent again to %(person)s.", **names)
        else:
            note = self.env._("Recap sent to %(person)s.", **names)
        if readers:
            note += " " + self.env._("A copy to read went to %(readers)s.", **names)
        self._message_log(
            body=Markup("<p>%s</p><blockquote><b>%s</b><br/>%s</blockquote>")
            % (note, subject, body or "")
        )

    # ------------------------------------------------------------------ offering again
    def action_offer_again(self):
        """Open the dialog that offers the same again, on new terms."""
        self.ensure_one()
        self.check_access("write")
        if not self.date_recorded:
            raise UserError(
                self.env._(
                    "%(advice)s is not recorded yet: simply change it.",
                    advice=self.display_name,
                )
            )
        if self.successor_ids:
            return self.successor_ids[:1].action_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_offer_action"
        )
        return action | {"context": {"default_advice_id": self.id}}

    def _scope_offer_again(self, values):
        """Make the successor that offers the same again; a draft until it is recorded.

        :param dict values: new ``recommendation``, ``date_earliest``,
            ``date_valid_until`` and ``contact_id``
        :return: the new ``scope.advice``
        """
        self.ensure_one()
        prepared = {
            name: value
            for name, value in self._scope_prepare_successor().items()
            if name not in OFFER_FIELDS and name != "message_id"
        }
        today = fields.Date.context_today(self)
        successor = self.create(prepared | {"date_told": today} | values)
        self._message_log(
            body=self.env._(
                "Offered again as %(advice)s.", advice=successor._get_html_link()
            )
        )
        return successor
