import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date, ormcache

from ..tools.advice_mail import (
    first_lines,
    head_of,
    plain_subject,
    read_mail,
    recipients,
)
from ..tools.free_mail import is_free_mail
from .res_partner import READERS

_logger = logging.getLogger(__name__)

STATE_SELECTION = [
    ("waiting", "Waiting"),
    ("taken", "Taken"),
    ("ignored", "Ignored"),
]
REASON_SELECTION = [
    ("unknown", "Customer not known"),
    ("several", "Several customers"),
    ("outside", "From outside"),
    ("no_right", "Sender may not write advice"),
    ("unread", "Could not be read"),
    ("auto-submitted", "Automatic mail"),
    ("auto-response", "Automatic answer"),
    ("bounce", "Delivery report"),
    ("loop", "Our own address"),
    ("person", "By a person"),
]
#: How often the reading of a mail header is the same thing in our words.
AUTOMATIC_REASONS = {
    "auto-submitted": "auto-submitted",
    "precedence": "auto-submitted",
    "auto-response": "auto-response",
    "out of office": "auto-response",
    "report": "bounce",
    "bounce": "bounce",
}
KEEP_IGNORED_DAYS = 90
#: What a person writes: the customer, and what belongs to activities and followers.
OPEN_FIELDS = frozenset(
    {"partner_id", "activity_ids", "message_ids", "message_follower_ids"}
)


class ScopeAdviceMail(models.Model):
    """One mail that came to the advice address.

    It became a draft (*taken*), waits until a person says which customer it is about
    (*waiting*), or was an automatic mail (*ignored*). Nobody outside gets an answer,
    and nothing of what is sent from outside becomes advice by itself.
    """

    _name = "scope.advice.mail"
    _description = "Mail to the advice address"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "subject"

    kind = fields.Selection(
        [("advice", "Advice")],
        "For",
        required=True,
        default="advice",
        readonly=True,
        help="What it becomes: the address that it came to says so.",
    )
    subject = fields.Char(readonly=True)
    date = fields.Datetime(string="Came in", required=True, readonly=True)
    day = fields.Date(
        string="Written on",
        readonly=True,
        help="When the mail was written; of a forwarded one, the mail inside.",
    )
    email_from = fields.Char(string="From", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Sent by",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The colleague who sent it. Empty: it came from outside.",
    )
    addresses = fields.Text(
        string="People in it",
        readonly=True,
        help="The addresses outside, as the mail has them.",
    )
    text = fields.Text(string="First lines", readonly=True)
    channel_id = fields.Many2one(
        "mail.alias", string="Came to", readonly=True, ondelete="set null"
    )
    candidate_ids = fields.Many2many(
        "res.partner",
        "scope_advice_mail_candidate_rel",
        "mail_id",
        "partner_id",
        string="May be about",
        readonly=True,
        help="Customers with one of the addresses, or with the same mail domain.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        ondelete="set null",
        index="btree_not_null",
        help="Proposed where there is only one. You decide.",
    )
    contact_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(
        STATE_SELECTION, required=True, default="waiting", readonly=True, index=True
    )
    reason = fields.Selection(
        REASON_SELECTION, string="Why", readonly=True, help="Why it waits, or went."
    )
    times = fields.Integer(
        string="How often",
        default=1,
        readonly=True,
        help="An automatic mail, or the same mail again, is counted here.",
    )
    message_id = fields.Char(string="Message-ID", readonly=True, index="btree_not_null")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "scope_advice_mail_attachment_rel",
        "mail_id",
        "attachment_id",
        string="The mail",
        readonly=True,
    )
    advice_id = fields.Many2one(
        "scope.advice", readonly=True, ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )

    _message_id_uniq = models.UniqueIndex(
        "(company_id, kind, message_id) WHERE message_id IS NOT NULL",
        "This mail is here already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super(ScopeAdviceMail, self.with_context(mail_create_nolog=True)).create(
            vals_list
        )

    def write(self, vals):
        # What came in stays as it came; the buttons write the rest with sudo.
        if not self.env.su and not vals.keys() <= OPEN_FIELDS:
            raise UserError(
                self.env._(
                    "A mail stays as it came in. Choose its customer, or ignore it."
                )
            )
        return super().write(vals)

    # Coming in

    @api.model
    def _scope_kinds(self):
        """What mail becomes, by the model that its address is for.

        :return: dict from name of a model to a key of ``kind``
        """
        return {"scope.advice": "advice"}

    @api.model
    @ormcache()
    def _scope_known_addresses(self):
        """Every advice address: id of the alias, its address and, where the name before
        the @ is enough, that name. Asked for each mail, so it is remembered."""
        # sudo: the gateway may run as any user.
        aliases = (
            self.env["mail.alias"]
            .sudo()
            .search([("alias_model_id.model", "in", list(self._scope_kinds()))])
        )
        return tuple(
            (
                alias.id,
                alias.alias_full_name,
                alias.alias_incoming_local and alias.alias_name,
            )
            for alias in aliases
            if alias.alias_name
        )

    @api.model
    def _scope_addressed(self, source):
        """Which advice addresses a mail came to, and whether it went elsewhere, too.

        :param bytes source: the mail as it arrived
        :return: aliases, their addresses in this mail, and a boolean
        """
        Alias = self.env["mail.alias"].sudo()
        known = self._scope_known_addresses()
        if not known:
            return Alias, frozenset(), True
        everybody = recipients(head_of(source))
        ours, found = set(), set()
        for address in everybody:
            for alias_id, full_name, local_name in known:
                if address == full_name or address.partition("@")[0] == local_name:
                    ours.add(address)
                    found.add(alias_id)
        others = [address for address in everybody if address not in ours]
        elsewhere = bool(ours and others) and self._scope_is_routed(others)
        return Alias.browse(sorted(found)), frozenset(ours), elsewhere

    @api.model
    def _scope_gateway_addresses(self, *also):
        """Where Odoo itself gets answers; ``also``: further fields of a mail domain."""
        # sudo: the gateway may run as any user.
        domains = self.env["mail.alias.domain"].sudo().search([("name", "!=", False)])
        return {
            domain[fname]
            for domain in domains
            for fname in ("bounce_email", "catchall_email", *also)
            if domain[fname]
        }

    @api.model
    def _scope_is_routed(self, addresses):
        """Whether the gateway takes one of these: a project, or an answer to a mail."""
        if not self._scope_gateway_addresses().isdisjoint(addresses):
            return True
        names = [address.partition("@")[0] for address in addresses]
        return bool(
            self.env["mail.alias"]
            .sudo()
            .search_count(
                Domain("alias_full_name", "in", addresses)
                | Domain("alias_name", "in", names)
                & Domain("alias_incoming_local", "=", True),
                limit=1,
            )
        )

    @api.model
    def _scope_receive(self, source, alias=None, kind="advice"):
        """Take in a mail that came to an advice address.

        Never loses it: what cannot be read waits in the list as it arrived.

        :param bytes source: the mail as it arrived
        :param alias: the address that it came to
        :param str kind: what the address is for
        :return: the ``scope.advice.mail`` record
        """
        # sudo: the gateway may run as any user; what is written for a colleague is
        # written with the colleague's own rights.
        mails = self.sudo()
        alias = alias[:1] if alias else self.env["mail.alias"]
        try:
            with self.env.cr.savepoint():
                return mails._scope_take_in(source, alias, kind)
        except Exception:
            _logger.warning(
                "A mail to the advice address could not be read and waits in the list.",
                exc_info=True,
            )
        company = self._scope_company(alias, self.env["res.users"])
        mail = mails.create(
            {
                "date": fields.Datetime.now(),
                "reason": "unread",
                "kind": kind,
                "channel_id": alias.id,
                "company_id": company.id,
            }
        )
        mail._scope_attach(source, mail)
        return mail

    def _scope_take_in(self, source, alias, kind):
        read = read_mail(source)
        user = self._scope_sender(read)
        company = self._scope_company(alias, user)
        values = {
            "kind": kind,
            "subject": plain_subject(read.subject),
            "date": fields.Datetime.now(),
            "day": read.day,
            "email_from": ", ".join(_formatted(pair) for pair in read.sender),
            "user_id": user.id,
            "channel_id": alias.id,
            "company_id": company.id,
            "message_id": read.message_id,
        }
        automatic = AUTOMATIC_REASONS.get(read.automatic)
        if not automatic and self._scope_is_own_address(read):
            automatic = "loop"
        if automatic:
            return self._scope_count(values | {"reason": automatic})
        known = self._scope_again(read.message_id, company, kind)
        if known:
            known.times += 1
            _logger.info("Mail %s to the advice address came again.", read.message_id)
            return known
        found = _Finder(self.with_company(company), read, company).find()
        values |= {
            "day": found.letter.day or read.day or fields.Date.today(),
            "subject": plain_subject(found.letter.subject) or values["subject"],
            "addresses": "\n".join(_formatted(pair) for pair in found.outside),
            "text": first_lines(read.text) or first_lines(found.letter.text),
            "candidate_ids": [Command.set(found.candidates.ids)],
            "contact_id": found.contact.id,
            "partner_id": found.candidates.id if len(found.candidates) == 1 else False,
        }
        reason = self._scope_reason_to_wait(read, user, found)
        mail = self.create(values | {"reason": reason, "state": "waiting"})
        if not reason:
            mail.partner_id = found.customer
            mail._scope_make_document(user, found.contact, source=source)
        else:
            mail._scope_attach(source, mail)
            if user and reason != "no_right":
                mail._scope_ask(user)
        return mail

    def _scope_reason_to_wait(self, read, user, found):
        """Why a person must look at it; False if nobody need."""
        if not user or read.forged:
            return "outside"
        if not user.has_group(READERS):
            return "no_right"
        if found.customer:
            return False
        return "several" if len(found.candidates) > 1 else "unknown"

    @api.model
    def _scope_sender(self, read):
        """The colleague who sent it. One address, one active user of the house."""
        users = self.env["res.users"].sudo()
        if len(read.sender) != 1 or read.forged:
            return users
        address = read.sender[0][1]
        found = users.search(
            Domain("share", "=", False)
            & (
                Domain("partner_id.email_normalized", "=", address)
                | Domain("login", "=ilike", address.replace("_", r"\_"))
            )
        )
        able = found.filtered(lambda user: user.has_group(READERS))
        return (able or found)[:1]

    @api.model
    def _scope_company(self, alias, user):
        """The company whose address it is; of its colleague where it is nobody's."""
        # sudo: companies that the gateway's user need not see.
        owner = self.env["res.company"].sudo().search(self._scope_owner_domain(alias))
        allowed = owner & user.company_ids
        if user and not allowed:
            return user.company_id
        if user.company_id in allowed:
            return user.company_id
        return (allowed or owner)[:1] or self.env.company

    @api.model
    def _scope_owner_domain(self, alias):
        """Domain of the companies that an address belongs to."""
        return Domain("scope_advice_alias_id", "in", alias.ids)

    @api.model
    def _scope_is_own_address(self, read):
        senders = [address for _name, address in read.sender]
        own = self._scope_gateway_addresses("default_from_email")
        if not own.isdisjoint(senders):
            return True
        return bool(
            self.env["mail.alias"]
            .sudo()
            .search_count([("alias_full_name", "in", senders)], limit=1)
        )

    @api.model
    def _scope_again(self, message_id, company, kind):
        return self.search(
            [
                ("message_id", "=", message_id),
                ("company_id", "=", company.id),
                ("kind", "=", kind),
            ],
            limit=1,
        )

    @api.model
    def _scope_count(self, values):
        """Count an automatic mail; one row for each sender and reason."""
        known = self.search(
            [
                ("state", "=", "ignored"),
                ("reason", "=", values["reason"]),
                ("email_from", "=", values["email_from"]),
                ("company_id", "=", values["company_id"]),
                ("kind", "=", values["kind"]),
            ],
            limit=1,
        )
        _logger.info(
            "Ignored mail %s from %s to the advice address: %s.",
            values["message_id"],
            values["email_from"],
            values["reason"],
        )
        if known:
            known.write({"times": known.times + 1, "date": values["date"]})
            return known
        # The number of the mail is left out: the next one counts on this row.
        return self.create(values | {"state": "ignored", "message_id": False})

    def _scope_attach(self, source, record):
        """Keep the mail as it arrived, as a file of this record or of an advice."""
        self.ensure_one()
        day = self.day or fields.Date.today()
        subject = " ".join(f"{day} {self.subject or ''}".split())[:80]
        file = self.env["ir.attachment"].create(
            {
                "name": f"{subject}.eml".replace("/", "-"),
                "description": self.env._(
                    "The mail as it arrived. Message-ID: %(message_id)s",
                    message_id=self.message_id or "",
                ),
                "mimetype": "message/rfc822",
                "raw": source,
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        if record == self:
            self.attachment_ids = file
        return file

    def _scope_ask(self, user):
        """Ask the colleague who sent it which customer it is about."""
        own = self.with_context(lang=user.lang)
        # It waits among his activities; no mail of ours answers a mail.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "scope_guard.mail_activity_type_advice_complete",
            summary=own._scope_ask_summary(),
            user_id=user.id,
        )

    def _scope_ask_summary(self):
        return self.env._("Your mail to the advice address: which customer?")

    # Becoming a draft

    def _scope_make_document(self, user, contact, source=None):
        """Make what this kind of mail becomes; for parameters see the draft.

        :return: the record, with ``user_id`` and ``action_open``
        """
        return self._scope_make_draft(user, contact, source=source)

    def _scope_make_draft(self, user, contact, source=None):
        """Make the draft advice of this mail, with the rights of ``user``.

        :param bytes source: the mail as it arrived, where it is not kept here yet
        """
        self.ensure_one()
        company = self.company_id
        Advice = (
            self.env["scope.advice"]
            .with_user(user)
            .with_company(company)
            .with_context(lang=user.lang, mail_create_nosubscribe=True)
        )
        day = self.day or fields.Date.today()
        values = {
            "name": self.subject
            or Advice.env._("Mail of %(day)s", day=format_date(Advice.env, day)),
            "recommendation": self.text,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "contact_id": contact.id,
            "date_told": day,
            "channel": "mail",
            "user_id": user.id,
            "company_id": company.id,
        }
        project = self._scope_only_project(Advice)
        if project:
            values["project_id"] = project.id
        advice = Advice.create(values)
        # sudo: the files of the list become files of the advice; both are the colleague's.
        mine = self.sudo()
        if source is not None:
            file = mine._scope_attach(source, advice)
        else:
            file = mine.attachment_ids.copy(
                {"res_model": advice._name, "res_id": advice.id}
            )
        advice.sudo().attachment_ids = file
        advice.with_context(mail_activity_quick_update=True).activity_schedule(
            "scope_guard.mail_activity_type_advice_complete",
            summary=advice.env._("From your mail: add the answer, then record it"),
            user_id=user.id,
        )
        mine.write({"state": "taken", "advice_id": advice.id})
        mine.activity_unlink(["scope_guard.mail_activity_type_advice_complete"])
        return advice

    def _scope_only_project(self, Advice):
        """The customer's project where there is one alone that the user sees."""
        projects = Advice.env["project.project"].search(
            Domain("partner_id", "child_of", self.partner_id.commercial_partner_id.ids)
            & Domain("is_template", "=", False)
            & Domain("company_id", "in", (False, self.company_id.id)),
            limit=2,
        )
        return projects if len(projects) == 1 else projects.browse()

    # By a person

    def action_take(self):
        """This customer: make the draft advice and open it."""
        self.ensure_one()
        self._scope_check_waiting()
        # Whose mail it is may be read; the draft is made with the reader's own rights.
        self.env["scope.advice"].check_access("create")
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Choose the customer of “%(mail)s” first.", mail=self._name_it()
                )
            )
        self.partner_id.check_access("read")
        owner = self.sudo().user_id
        if not owner.active or not owner.has_group(READERS):
            owner = self.env.user
        contact = self._scope_person()
        advice = self._scope_make_document(
            owner if owner == self.env.user else self.env.user, contact
        )
        if owner != advice.user_id:
            advice.user_id = owner
        return advice.action_open()

    def action_ignore(self):
        """Leave it aside: it is nothing to keep as advice."""
        for mail in self:
            mail._scope_check_waiting()
        # sudo: the state has no other way than these buttons.
        mine = self.sudo()
        mine.write({"state": "ignored", "reason": "person"})
        mine.activity_unlink(["scope_guard.mail_activity_type_advice_complete"])
        return True

    def action_reopen(self):
        """Take back *Ignore*."""
        again = self.filtered(
            lambda mail: mail.state == "ignored" and mail.reason == "person"
        )
        again.check_access("write")
        # sudo: the state has no other way than these buttons.
        for mail in again.sudo():
            reason = "unknown" if mail.user_id else "outside"
            mail.write({"state": "waiting", "reason": reason})
        return True

    def action_open_advice(self):
        """Open the advice that was made from it."""
        self.ensure_one()
        return self.advice_id.action_open()

    def _scope_check_waiting(self):
        self.check_access("write")
        if self.state != "waiting":
            raise UserError(
                self.env._(
                    "“%(mail)s” was dealt with already. Reload the list.",
                    mail=self._name_it(),
                )
            )

    def _name_it(self):
        return self.subject or self.email_from or self.message_id or ""

    def _scope_person(self):
        """The person of this customer in the mail; made where he is not known yet."""
        customer = self.partner_id.commercial_partner_id
        if self.contact_id.commercial_partner_id == customer:
            return self.contact_id
        pairs = [_parted(line) for line in (self.addresses or "").splitlines()]
        for _name, address in pairs:
            person = self.env["res.partner"].search(
                [
                    ("email_normalized", "=", address),
                    ("commercial_partner_id", "=", customer.id),
                ],
                limit=1,
            )
            if person:
                return person
        Partner = self.env["res.partner"]
        if (
            len(pairs) != 1
            or not customer.is_company
            or not Partner.has_access("create")
        ):
            return Partner
        name, address = pairs[0]
        return Partner.create(
            {"name": name or address, "email": address, "parent_id": customer.id}
        )

    @api.autovacuum
    def _gc_ignored(self):
        """Forget automatic mails after a while: only their number was kept."""
        before = fields.Datetime.now() - timedelta(days=KEEP_IGNORED_DAYS)
        self.search(
            [("state", "=", "ignored"), ("date", "<", before)], limit=1000
        ).unlink()


class _Finder:
    """Finds the customer of a mail: exact addresses decide, a domain only proposes."""

    def __init__(self, env_model, read, company):
        self.env = env_model.env
        self.read = read
        self.company = company
        self.customer = self.env["res.partner"]
        self.contact = self.env["res.partner"]
        self.candidates = self.env["res.partner"]
        self.outside = []
        self.letter = read

    def find(self):
        read = self.read
        # Aliases and people of the house are nobody's customers.
        known = self._people([address for _name, address in self._all_people()])
        ours = self._our_addresses(known)
        inner = next(
            (
                letter
                for letter in read.inner
                if any(pair[1] not in ours for pair in letter.people)
            ),
            None,
        )
        around = [pair for pair in read.to + read.cc if pair[1] not in ours]
        if inner and (read.passes_on or not around):
            self.letter = inner
        inside = (
            [pair for pair in inner.people if pair[1] not in ours]
            if self.letter is inner
            else []
        )
        self.outside = list(dict.fromkeys(inside + around))
        if not self.outside and read.sender and read.sender[0][1] not in ours:
            self.outside = list(read.sender)
        nobody = self.env["res.partner"]
        exact = {pair[1]: known.get(pair[1], nobody) for pair in self.outside}
        partners = nobody.union(*exact.values())
        customers = partners.commercial_partner_id
        self.candidates = customers
        active = partners.filtered("active")
        if len(customers) == 1 and customers.active and active:
            self.customer = customers
            self.contact = self._contact(exact)
        elif not customers:
            self.candidates = self._by_domain()
        return self

    def _all_people(self):
        letters = [self.read, *self.read.inner]
        return [pair for letter in letters for pair in letter.people]

    def _people(self, addresses):
        """Contacts with exactly these addresses, archived ones too, by address."""
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                Domain("email_normalized", "in", list(set(addresses)))
                & Domain("company_id", "in", (False, self.company.id))
            )
        )
        return partners.grouped("email_normalized")

    def _our_addresses(self, known):
        addresses = {address for _name, address in self._all_people()}
        addresses |= set(self.read.delivered)
        aliases = self.env["mail.alias"].search(
            [("alias_full_name", "in", list(addresses))]
        )
        ours = set(aliases.mapped("alias_full_name"))
        ours |= self.env["scope.advice.mail"]._scope_gateway_addresses(
            "default_from_email"
        )
        users = self.env["res.users"].search(
            Domain("share", "=", False)
            & (
                Domain("login", "in", list(addresses))
                | Domain("partner_id.email_normalized", "in", list(addresses))
            )
        )
        ours |= {user.login.lower() for user in users}
        ours |= set(users.partner_id.mapped("email_normalized"))
        companies = self.env["res.company"].search([]).partner_id
        ours |= {
            address
            for address, partners in known.items()
            if partners & companies or partners.commercial_partner_id & companies
        }
        return ours

    def _contact(self, exact):
        """The person: who wrote it, else to whom it went, companies last."""
        writers = {address for _name, address in self.letter.sender}
        order = sorted(self.outside, key=lambda pair: pair[1] not in writers)
        people = self.env["res.partner"].union(*(exact[pair[1]] for pair in order))
        return people.filtered("active").sorted("is_company")[:1]

    def _by_domain(self):
        """Companies with another address at the same domain: a proposal only."""
        domains = {pair[1].rpartition("@")[2] for pair in self.outside}
        domains = [domain for domain in sorted(domains) if not is_free_mail(domain)]
        if not domains:
            return self.env["res.partner"]
        found = self.env["res.partner"].search(
            Domain.OR(
                Domain("email_normalized", "=like", "%@" + domain.replace("_", r"\_"))
                for domain in domains[:5]
            )
            & Domain("company_id", "in", (False, self.company.id)),
            limit=50,
        )
        ours = self.env["res.company"].search([]).partner_id
        internal = found.filtered(
            lambda partner: partner.user_ids.filtered(lambda user: not user.share)
        )
        return (found - internal).commercial_partner_id[:5] - ours


def _formatted(pair):
    name, address = pair
    return f"{name} <{address}>" if name else address


def _parted(line):
    name, _bracket, address = line.rpartition(" <")
    return (name, address.rstrip(">")) if name else ("", line)
