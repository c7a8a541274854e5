import logging
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

STATE_SELECTION = [
    ("call", "Call"),
    ("hold", "Hold"),
    ("summary", "Summary"),
    ("done", "Done"),
]
#: In the context as ``scope_why_step``, by identity: the program writes what no person
#: and no import may. No RPC call can send this object.
STEP = object()
#: Somebody looks at it again when it stays open for so many days.
OPEN_DAYS = 14


class ScopeWhy(models.Model):
    """The client asks why: one question, from the first call to the dated summary.

    While it is open nothing goes to that client by itself. It has three steps: a call
    sheet for us, three lines to the sender alone, and a summary as of a date.
    """

    _name = "scope.why"
    _description = "Summary (Why)"
    _inherit = ["mail.thread", "mail.activity.mixin", "scope.client.page"]
    _order = "date_opened desc, id desc"
    _rec_name = "incident"
    _rec_names_search = ["incident", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    #: Written by the steps alone: whatever a caller sends for them is dropped.
    _STEP_FIELDS = frozenset(
        {
            "attachment_id",
            "closed_by_id",
            "company_id",
            "copy_count",
            "date_called",
            "date_closed",
            "date_hold",
            "date_opened",
            "date_reminded",
            "date_sent",
            "date_written",
            "lang",
            "mail_reference",
            "message_id",
            "proposal_auto",
            "sender_email",
            "sender_name",
            "standing_auto",
            "state",
            "state_before",
            "text",
        }
    )
    #: What was found hangs on these.
    _FOUND_FIELDS = frozenset(
        {"contact_id", "date_as_of", "incident", "partner_id", "project_id", "text"}
    )

    incident = fields.Char(
        "What it is about",
        required=True,
        tracking=True,
        help="The subject of the mail, or what the client asks. It is printed.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('parent_id', '=', False)]",
    )
    project_id = fields.Many2one(
        "project.project",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        domain="[('is_template', '=', False), '|', "
        "('partner_id', 'child_of', partner_id), ('partner_id', '=', False)]",
        help="Suggestions and agreement of this project are looked through.",
    )
    user_id = fields.Many2one(
        "res.users",
        "In charge",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        ondelete="set null",
        tracking=True,
        help="Gets the call sheet and the reminders, and may send.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        STATE_SELECTION,
        "Step",
        default="call",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    state_before = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    date_opened = fields.Datetime("Opened on", readonly=True, copy=False)
    date_closed = fields.Datetime("Settled on", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, copy=False, ondelete="set null"
    )
    date_reminded = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    # What came in
    date_as_of = fields.Date(
        "As of",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Nothing that was said or agreed after this day is shown.",
    )
    message_id = fields.Many2one(
        "mail.message", readonly=True, ondelete="set null", index="btree_not_null"
    )
    mail_reference = fields.Char(
        "Message-ID", readonly=True, copy=False, index="btree_not_null"
    )
    attachment_id = fields.Many2one(
        "ir.attachment", "Their mail", readonly=True, copy=False, ondelete="set null"
    )
    text = fields.Text("What they wrote", readonly=True, copy=False)
    date_written = fields.Date("Written on", readonly=True, copy=False)
    contact_id = fields.Many2one(
        "res.partner",
        "Written by",
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=?', partner_id), "
        "('is_company', '=', False)]",
        help="The person who asks. The three lines go to this person alone.",
    )
    # Who wrote it where no contact has that address.
    sender_name = fields.Char(readonly=True, copy=False)
    sender_email = fields.Char(readonly=True, copy=False)
    copy_count = fields.Integer(
        "Others in copy",
        readonly=True,
        copy=False,
        aggregator=None,
        help="People outside who got the mail, too. None of them gets our answer.",
    )
    sender_line = fields.Char("Mail", compute="_compute_sender_line")

    # 1 Call
    call_partner_id = fields.Many2one(
        "res.partner",
        "Call",
        compute="_compute_call_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=?', partner_id)]",
        help="Who agrees for the client, else who wrote.",
    )
    call_phone = fields.Char("Phone", related="call_partner_id.phone")
    call_note = fields.Text(
        "Called, result",
        help="What was said on the phone. For us alone: it is never printed.",
    )
    date_called = fields.Datetime("Called on", readonly=True, copy=False)
    offer_name = fields.Char(
        "Who could help", help="A name for the call and the proposal. Not needed."
    )
    offer_date = fields.Date("From when", help="From when. Not needed.")

    # 2 Hold, 3 Summary
    date_hold = fields.Datetime("Three lines sent on", readonly=True, copy=False)
    date_sent = fields.Datetime("Summary sent on", readonly=True, copy=False)
    lang = fields.Char(readonly=True, copy=False, export_string_translation=False)
    proposal = fields.Text(
        "What we propose",
        help="The summary begins with it. Filled in from what can still be had; your "
        "own words are kept.",
    )
    proposal_auto = fields.Text(readonly=True, export_string_translation=False)
    standing = fields.Text(
        "Where we stand",
        help="Two or three plain sentences, without blame: the client reads it, and "
        "others may.",
    )
    standing_auto = fields.Text(readonly=True, export_string_translation=False)
    line_ids = fields.One2many("scope.why.line", "why_id", "Found")
    point_ids = fields.One2many("scope.why.point", "why_id", "Our own open points")
    version_ids = fields.One2many(
        "scope.why.version", "why_id", "On file", readonly=True
    )
    other_count = fields.Integer(
        "Others of this customer", compute="_compute_other_count"
    )
    silence_note = fields.Char(compute="_compute_silence_note")
    can_send = fields.Boolean(compute="_compute_can_send")

    _open_idx = models.Index("(partner_id, company_id) WHERE state <> 'done'")

    # ------------------------------------------------------------------ computes
    @api.depends("incident", "partner_id")
    def _compute_display_name(self):
        for why in self:
            names = (why.incident, why.partner_id.name)
            why.display_name = " · ".join(filter(None, names)) or self.env._("New")

    @api.depends("contact_id", "project_id", "partner_id")
    def _compute_call_partner_id(self):
        for why in self:
            known = why.call_partner_id
            customer = why.partner_id
            # Somebody chosen stays; the company, or who wrote, only stood in.
            stand_ins = customer | why.contact_id
            if known.commercial_partner_id == customer and known - stand_ins:
                continue
            why.call_partner_id = why._signatory() or why.contact_id or customer

    @api.depends_context("lang")
    @api.depends(
        "contact_id", "sender_name", "sender_email", "date_written", "copy_count"
    )
    def _compute_sender_line(self):
        for why in self:
            why.sender_line = why._sender_sentence()

    @api.depends("line_ids", "partner_id", "date_as_of")
    def _compute_other_count(self):
        for why in self:
            known = why._origin and why.partner_id and why.date_as_of
            why.other_count = len(why._other_advice()) if known else 0

    @api.depends_context("lang")
    @api.depends("state", "partner_id")
    def _compute_silence_note(self):
        for why in self:
            if why.state == "done" or not why.partner_id:
                why.silence_note = False
                continue
            why.silence_note = self.env._(
                "Automatic mails to %(customer)s are paused until this is settled.",
                customer=why.partner_id.name,
            )

    @api.depends_context("uid")
    @api.depends("user_id", "project_id.user_id")
    def _compute_can_send(self):
        for why in self:
            why.can_send = why._can_send()

    # ------------------------------------------------------------------ CRUD
    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        project = self.env["project.project"].browse(values.get("project_id") or [])
        if project and not values.get("partner_id") and "partner_id" in fields_list:
            values["partner_id"] = project._scope_customer().id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        by_program = self.env.context.get("scope_why_step") is STEP
        # What the context presets has no say in what the program writes.
        blank = dict.fromkeys(self._STEP_FIELDS, False)
        whys = super().create(
            [
                blank
                | self._prepare_create(
                    vals if by_program else self._without_steps(vals)
                )
                for vals in vals_list
            ]
        )
        whys._find()
        whys._schedule_call()
        return whys

    def write(self, vals):
        if self.env.context.get("scope_why_step") is not STEP:
            vals = self._without_steps(vals)
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"])
            vals = dict(vals, partner_id=partner.commercial_partner_id.id)
        if not vals:
            return True
        result = super().write(vals)
        finding = self.env.context.get("scope_why_finding")
        if "partner_id" in vals and not finding:
            self._leave_former_customer()
        if not self._FOUND_FIELDS.isdisjoint(vals) and not finding:
            self._find()
        elif {"offer_name", "offer_date"} & vals.keys():
            self._propose()
        return result

    def _leave_former_customer(self):
        """Project and person of another customer go: theirs is told to nobody else."""
        for why in self.with_context(scope_why_finding=True):
            left = {}
            customer = why.project_id._scope_customer() if why.project_id else None
            if customer and customer != why.partner_id:
                left["project_id"] = False
            if why.contact_id.commercial_partner_id not in (
                why.partner_id,
                why.contact_id.browse(),
            ):
                left["contact_id"] = False
            if left:
                why._step(**left)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_sent(self):
        for why in self.sudo():
            if why.version_ids:
                raise UserError(
                    self.env._(
                        "Something was sent or saved for “%(incident)s”: it stays on "
                        "file. Use Settled instead.",
                        incident=why.incident,
                    )
                )

    @api.model
    def _without_steps(self, vals):
        return {key: vals[key] for key in vals if key not in self._STEP_FIELDS}

    @api.model
    def _prepare_create(self, vals):
        project = self.env["project.project"].browse(
            vals.get("project_id") or self.env.context.get("default_project_id") or []
        )
        partner = self.env["res.partner"].browse(
            vals.get("partner_id") or self.env.context.get("default_partner_id") or []
        )
        customer = partner.commercial_partner_id or project._scope_customer()
        # sudo: the company of a project that the user may choose.
        company = project.sudo().company_id or self.env.company
        return vals | {
            "partner_id": customer.id,
            "company_id": company.id,
            "date_opened": fields.Datetime.now(),
            "state": "call",
        }

    def _step(self, **vals):
        """Write what belongs to a step; callers checked the right to."""
        # sudo: whoever may send a summary may move it on, whatever else he may write.
        self.sudo().with_context(scope_why_step=STEP).write(vals)

    # ------------------------------------------------------------------ rights
    def _can_send(self):
        """Whether the user may send this to the client, and settle it.

        Hook: who is in charge, the project's manager, project administrators.
        """
        self.ensure_one()
        user = self.env.user
        return bool(
            self.env.su
            or self.user_id == user
            or user.has_group("project.group_project_manager")
            or self.project_id._scope_can_decide()
        )

    def _check_can_send(self):
        for why in self:
            why.check_access("read")
            if not why._can_send():
                raise AccessError(
                    self.env._(
                        "“%(incident)s” is answered by %(user)s, or by the manager of "
                        "the project. Ask one of them.",
                        incident=why.incident,
                        user=why.sudo().user_id.name or self.env._("nobody so far"),
                    )
                )

    # ------------------------------------------------------------------ who
    def _signatory(self):
        """The person who agrees for the client, if known."""
        self.ensure_one()
        # sudo: who agrees for the client stands on the scope.
        signatory = self.sudo().project_id.scope_tor_id.signatory_id
        if signatory.commercial_partner_id != self.partner_id:
            return self.env["res.partner"]
        return signatory.with_env(self.env)

    def _contact_users(self):
        # Who sends it speaks for us; the gateway and jobs speak for who is in charge.
        sender = self.env.user
        if self.env.uid == api.SUPERUSER_ID or not sender._is_internal():
            sender = self.env["res.users"]
        return sender | self.user_id | self.project_id.user_id | self.create_uid

    def _sender(self):
        """Who asked, as name and address.

        :return: tuple of ``res.partner`` (may be empty), name and address
        """
        self.ensure_one()
        person = self.contact_id
        if person:
            return person, person.name, person.email or ""
        return person, self.sender_name or self.sender_email or "", self.sender_email

    def _sender_sentence(self):
        """For instance: Mail of Anna Berg of May 4, 14 others in copy."""
        _person, name, _email = self._sender()
        if not name:
            return False
        sentence = self.env._("Asked by %(person)s", person=name)
        if self.date_written:
            sentence = self.env._(
                "Mail of %(person)s of %(day)s",
                person=name,
                day=self._day_words(self.date_written),
            )
        if self.copy_count == 1:
            return self.env._("%(mail)s, 1 other in copy", mail=sentence)
        if self.copy_count:
            return self.env._(
                "%(mail)s, %(count)s others in copy",
                mail=sentence,
                count=self.copy_count,
            )
        return sentence

    def _day_words(self, day):
        """A day as one says it, in the language of ``self``."""
        return self.env["scope.advice.hint"]._scope_format_day(day)

    def _end_of_day(self):
        """When the day of the summary ends where the company is, in UTC."""
        self.ensure_one()
        timezone = pytz.timezone(self.company_id._scope_timezone())
        local = datetime.combine(self.date_as_of + timedelta(days=1), time.min)
        return timezone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------ steps
    def action_called(self):
        """The call was made: on to the three lines."""
        for why in self:
            why.check_access("write")
            vals = {"date_called": fields.Datetime.now()}
            if why.state == "call":
                vals["state"] = "hold"
            why._step(**vals)
            why.sudo().activity_unlink(["mail.mail_activity_data_call"])
        return True

    def action_to_summary(self):
        """On to the summary, without three lines."""
        for why in self:
            why.check_access("write")
            if why.state in ("call", "hold"):
                why._step(state="summary")
        return True

    def action_done(self):
        """It is settled: automatic mails go on. *Open again* takes it back."""
        self._check_can_send()
        for why in self.filtered(lambda why: why.state != "done"):
            why._step(
                state="done",
                state_before=why.state,
                date_closed=fields.Datetime.now(),
                closed_by_id=self.env.uid,
            )
            why.sudo().activity_unlink(
                [
                    "mail.mail_activity_data_call",
                    "scope_guard.mail_activity_type_why_open",
                ]
            )
        return True

    def action_reopen(self):
        """Take *Settled* back: automatic mails pause again."""
        self._check_can_send()
        for why in self.filtered(lambda why: why.state == "done"):
            why._step(
                state=why.state_before or "call",
                date_closed=False,
                closed_by_id=False,
                date_reminded=False,
            )
        return True

    def action_open(self):
        """Open the form: the call sheet stands on top."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "name": self.env._("Answer why"),
        }

    def action_open_mail(self):
        """Open the message that it came from, where it was written."""
        self.ensure_one()
        message = self.message_id
        message.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": message.model,
            "res_id": message.res_id,
            "views": [[False, "form"]],
        }

    # ------------------------------------------------------------------ reminding us
    def _schedule_call(self):
        """Somebody is to call: among the activities of who is in charge."""
        for why in self:
            user = why.user_id
            if not user or not user.active:
                continue
            own = why.with_context(lang=user.lang, mail_activity_quick_update=True)
            own.sudo().activity_schedule(
                "mail.mail_activity_data_call",
                summary=own.env._(
                    "Call %(person)s", person=why.call_partner_id.name or ""
                ),
                user_id=user.id,
            )

    @api.model
    def _cron_still_open(self):
        """Ask who is in charge about what has been open for two weeks; once each."""
        before = fields.Datetime.now() - timedelta(days=OPEN_DAYS)
        whys = self.search(
            Domain("state", "!=", "done")
            & Domain("date_opened", "<=", before)
            & Domain("date_reminded", "=", False)
        )
        for why in whys:
            try:
                with self.env.cr.savepoint():
                    why._ask_whether_settled()
            except Exception:
                # One question's trouble keeps nobody from hearing of the others.
                _logger.exception("Nobody was asked about question %s", why.id)

    def _ask_whether_settled(self):
        """An activity for who is in charge; when they left, for who comes next."""
        self.ensure_one()
        users = self.user_id | self.project_id.user_id | self.create_uid
        user = users.filtered(lambda user: user.active and user._is_internal())[:1]
        if not user:
            return
        own = self.with_context(lang=user.lang)
        own.activity_schedule(
            "scope_guard.mail_activity_type_why_open",
            summary=own.env._(
                "Still open: automatic mails to %(customer)s wait. Settled?",
                customer=self.partner_id.name,
            ),
            user_id=user.id,
        )
        self._step(date_reminded=self._today_of_company())

    # ------------------------------------------------------------------ nobody outside
    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """The thread is for the house: whoever follows it, nobody outside is mailed."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return [
            recipient
            for recipient in recipients
            if not recipient.get("share") and recipient.get("uid")
        ]

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        # Nobody outside is suggested as a recipient.
        return []

    # ------------------------------------------------------------------ beginnings
    @api.model
    def _open_or_new(self, domain, context):
        """Open what is being answered already; else an empty form.

        :param domain: of the questions that would be meant
        :param dict context: defaults of a new one
        """
        whys = self.search(Domain(domain) & Domain("state", "!=", "done"))
        if len(whys) == 1:
            return whys.action_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_why_action"
        )
        context = {key: value for key, value in context.items() if value}
        if whys:
            action["domain"] = Domain("id", "in", whys.ids)
            action["context"] = context
            return action
        return action | {
            "context": context,
            "views": [(False, "form")],
            "view_mode": "form",
        }

    @api.model
    def _our_addresses(self, addresses):
        """Those of these addresses that are ours: colleagues, aliases, companies."""
        addresses = list(addresses)
        if not addresses:
            return set()
        # sudo: looked for, not shown.
        env = self.sudo().env
        users = env["res.users"].search(
            Domain("share", "=", False)
            & (
                Domain("login", "in", addresses)
                | Domain("partner_id.email_normalized", "in", addresses)
            )
        )
        aliases = env["mail.alias"].search([("alias_full_name", "in", addresses)])
        companies = env["res.company"].search([("email", "!=", False)]).partner_id
        ours = {user.login.lower() for user in users}
        ours |= set(users.partner_id.mapped("email_normalized"))
        ours |= set(aliases.mapped("alias_full_name"))
        ours |= set(companies.mapped("email_normalized"))
        ours |= env["scope.advice.mail"]._scope_gateway_addresses("default_from_email")
        return ours & set(addresses)
