from odoo import api, fields, models
from odoo.tools import format_date

#: Activities that the page asks us for.
CALL = "scope_guard.mail_activity_type_client_call"


class ScopeBundle(models.Model):
    """One mail to a person at the client, with everything that waited for them.

    Its page, "for you: 2 things", leads on to the page of each thing. With one thing
    alone the mail leads straight to that one.
    """

    _name = "scope.bundle"
    _description = "Mail with what waits"
    _inherit = ["mail.thread", "mail.activity.mixin", "scope.client.page"]
    _order = "date_sent desc, id desc"
    _rec_name = "person_id"

    # Whoever reads the mail sees what the page asked of a colleague, too.
    _mail_post_access = "read"
    _mail_layout = "scope_guard.mail_bundle_layout"
    _client_activity_types = {"call": CALL}

    person_id = fields.Many2one(
        "res.partner", "To", readonly=True, ondelete="set null", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    project_id = fields.Many2one(
        "project.project", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date_sent = fields.Datetime("Went out", required=True, readonly=True)
    notice_ids = fields.One2many(
        "scope.notice", "bundle_id", "What was in it", readonly=True
    )

    @api.depends("person_id.name", "date_sent")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for bundle in self:
            bundle.display_name = self.env._(
                "Mail to %(person)s, %(day)s",
                person=bundle.person_id.name or self.env._("(no longer on file)"),
                day=format_date(self.env, bundle.date_sent),
            )

    # ------------------------------------------------------------------ policies
    def _scope_link_path(self):
        return "/my/for-you/"

    def _contact_users(self):
        users = self.project_id.user_id
        for document in self._documents().values():
            users |= document._contact_user()
        return users or self.create_uid

    def _bundle_key(self):
        """As the things in it have it."""
        self.ensure_one()
        if self.project_id:
            return (self.person_id.id, self.project_id.id, False, False)
        return (self.person_id.id, False, self.partner_id.id, self.company_id.id)

    @api.model
    def _activity_types_of_the_page(self):
        types = self.env["mail.activity.type"]
        for xmlid in self._client_activity_types.values():
            types |= self.env.ref(xmlid, False) or types
        return types

    def _about(self):
        """What it is about: the project; before there is one, who writes."""
        return self.project_id.name or self.company_id.name

    # ------------------------------------------------------------------ settling calls
    def _may_settle(self):
        """Whether the user settles what the page asked us for, whoever was asked.

        That is the project's manager; without a project, who speaks for us.
        """
        self.ensure_one()
        # sudo: who may not read the mail is told so by its rules, not here.
        project = self.sudo().project_id.with_env(self.env)
        if project:
            return project._scope_can_decide()
        user = self.env.user
        return (
            self.env.su
            or user.has_group("project.group_project_manager")
            or self._contact_user() == user
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create":
            return dict.fromkeys(operations, "write")  # nobody posts on it
        if message_operation in ("write", "unlink"):
            # Nobody writes these mails. Without this, a call could be settled by the
            # one who was asked alone, and the client's mails wait for it.
            for bundle in self.exists():
                if bundle._may_settle():
                    operations[bundle] = "read"
        return operations

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Who hands a call over has the colleague follow, and writes nothing else.
        people = self.env["res.partner"].browse(partner_ids or [])
        # sudo: whether these are colleagues is asked, nothing of them is shown.
        colleagues = people.sudo().user_ids.filtered(
            lambda user: user.active and user._is_internal()
        )
        if (
            self
            and not people.sudo() - colleagues.partner_id
            and all(bundle._may_settle() for bundle in self)
        ):
            self.check_access("read")
            self = self.sudo()  # noqa: PLW0642
        return super().message_subscribe(partner_ids, subtype_ids)

    # ------------------------------------------------------------------ sending
    @api.model
    def _make(self, notices):
        """The mail that these go out with."""
        notice = notices[:1]
        bundle = self.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        ).create(
            {
                "person_id": notice.partner_id.id,
                "partner_id": notice.customer_id.id,
                "project_id": notice.project_id.id,
                "company_id": notice.company_id.id,
                "date_sent": fields.Datetime.now(),
            }
        )
        notices.bundle_id = bundle
        return bundle.with_context(mail_create_nolog=False)

    def _send(self, documents):
        """Queue the mail.

        :param dict documents: of the notices, by id of the notice
        :return: dict from id of the notice to its ``scope.link``
        """
        self.ensure_one()
        alone = self.notice_ids[:1]
        if len(self.notice_ids) == 1:
            document = documents[alone.id]
            mail = document._notice_mail(alone.kind)
            if mail:
                subject, body = document._render_mail(mail, self.person_id)
                link = document._send_link(
                    self.person_id,
                    document._notice_purpose(alone.kind),
                    subject,
                    body,
                    occasion=self._occasion(document, alone.kind),
                )
                return {alone.id: link}
        link, url = self.env["scope.link"]._make(self, "read", partner=self.person_id)
        links = self._make_children(link, url.rsplit("/", 1)[-1], documents)
        mail = self._queue_mail(
            link._lang(),
            *self._render_mail("bundle", self.person_id),
            partner=self.person_id,
            url=url,
            purpose="read",
        )
        link.mail_id = mail
        link.child_ids.mail_id = mail
        return links

    def _make_children(self, parent, token, documents):
        """The links to the things themselves, with tokens made from the page's."""
        Link = self.env["scope.link"]
        made, links = {}, {}
        for notice in self.notice_ids:
            document = documents[notice.id]
            purpose = document._notice_purpose(notice.kind)
            key = (document._name, document.id, purpose)
            if key not in made:
                made[key], _url = Link._make(
                    document,
                    purpose,
                    partner=self.person_id,
                    token=Link._child_token(token, document, purpose),
                    occasion=self._occasion(document, notice.kind),
                    parent_id=parent.id,
                )
            links[notice.id] = made[key]
        return links

    def _occasion(self, document, kind):
        """Who had a link for the same purpose before is reminded."""
        purpose = document._notice_purpose(kind)
        before = document.link_ids.filtered(
            lambda link: link.partner_id == self.person_id and link.purpose == purpose
        )
        return "reminder" if before else "sent"

    # ------------------------------------------------------------------ the page
    def _documents(self):
        """The documents in it that still exist, by id of the notice."""
        # sudo: they are asked for what the client may read.
        return self.sudo().notice_ids._documents()

    def _things(self, token=""):
        """What is in it, as the person reads it in the language of the context.

        :param str token: of the page; without it, nothing is linked
        :return: list of dicts with ``line``, ``until`` (text or ""), ``button``,
            ``url`` ("" when there is nothing to open) and ``done``
        """
        self.ensure_one()
        documents = self._documents()
        things = []
        for notice in self.sudo().notice_ids.sorted("id"):
            document = documents.get(notice.id)
            if not document:
                continue
            document = document.with_context(lang=self.env.lang)
            person, kind = notice.partner_id, notice.kind
            link = notice.link_id
            url = ""
            if token and link and link._is_usable():
                purpose = document._notice_purpose(kind)
                url = link._url(link._child_token(token, document, purpose))
            until = document._notice_until(kind, person)
            things.append(
                {
                    "line": document._notice_line(kind, person),
                    "until": until
                    and format_date(self.env, until, date_format="long")
                    or "",
                    "button": document._notice_button(kind),
                    "url": url,
                    "done": document._notice_is_done(kind, person),
                }
            )
        return things

    def _page_state(self, link):
        """``open``, ``closed`` (the link was taken back) or ``expired``."""
        if link.date_revoked:
            return "closed"
        return "open" if link._is_usable() else "expired"

    # ------------------------------------------------------------------ their answers
    def _client_is_somebody_else(self, link, text):
        """The page reached somebody else: it is closed with all that it leads to."""
        for child in link.child_ids.filtered(lambda child: not child.date_revoked):
            child._revoke()
            child._document()._client_note(
                child,
                self.env._(
                    "The link of %(person)s reached somebody else and is closed now. "
                    "We are asked to call."
                ),
            )
        return super()._client_is_somebody_else(link, text)
