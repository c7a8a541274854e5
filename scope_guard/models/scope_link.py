import hashlib
import re
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: 32 random bytes, url-safe. Whatever looks different is not looked up at all.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class ScopeLink(models.Model):
    """A personal link of one recipient to one document, for one purpose.

    The token goes into one mail and is kept nowhere: the table has its SHA-256 digest
    alone, so that neither a reader of the database nor a colleague can use somebody
    else's link. Each mail has a link of its own; they are revoked one by one.
    """

    _name = "scope.link"
    _description = "Personal link"
    _order = "date_sent desc, id desc"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    project_id = fields.Many2one(
        "project.project", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # A recipient who is no contact: an address is kept where it can be erased.
    person_ref = fields.Integer(readonly=True, export_string_translation=False)
    recipient = fields.Char("Who", compute="_compute_recipient", compute_sudo=True)
    purpose = fields.Selection(
        [
            ("read", "Reads"),
            ("sign", "Agrees"),
            ("decide", "Decides"),
            ("answer", "Answers"),
        ],
        "May",
        required=True,
        readonly=True,
    )
    occasion = fields.Selection(
        [
            ("sent", "First mail"),
            ("reminder", "Reminder"),
            ("colleague", "For a colleague"),
        ],
        "Mail",
        required=True,
        readonly=True,
        default="sent",
    )
    token_digest = fields.Char(
        required=True,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    date_sent = fields.Datetime("Sent", required=True, readonly=True)
    date_first_viewed = fields.Datetime(
        "Link opened",
        readonly=True,
        help="When the link was opened first. It may have been a program that checks "
        "mails: it does not say that somebody read it.",
    )
    date_expires = fields.Datetime("Can be used until", readonly=True)
    date_revoked = fields.Datetime("Taken back", readonly=True)
    version_id = fields.Many2one(
        "scope.tor.version",
        "Led to",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The agreed version that this link shows from now on.",
    )
    mail_id = fields.Many2one(
        "mail.mail",
        "Mail in the queue",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    state = fields.Selection(
        [
            ("waiting", "Mail is on its way"),
            ("failed", "Mail not delivered"),
            ("sent", "Sent"),
            ("opened", "Opened"),
            ("revoked", "Taken back"),
            ("expired", "Expired"),
        ],
        "Status",
        compute="_compute_state",
        compute_sudo=True,
    )

    _token_uniq = models.UniqueIndex("(token_digest)")
    _document_idx = models.Index("(res_model, res_id)")

    # ------------------------------------------------------------------ computes
    @api.depends("partner_id.name", "person_ref")
    def _compute_recipient(self):
        people = {
            person.id: person.email
            for person in self.env["scope.ledger.person"]
            .browse(filter(None, self.mapped("person_ref")))
            .exists()
        }
        for link in self:
            link.recipient = (
                link.partner_id.name
                or people.get(link.person_ref)
                or self.env._("(no longer on file)")
            )

    @api.depends("date_first_viewed", "date_expires", "date_revoked", "mail_id.state")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.date_revoked:
                link.state = "revoked"
            elif link.date_first_viewed:
                link.state = "opened"
            elif link.mail_id.state == "exception":
                link.state = "failed"
            elif link.mail_id.state == "outgoing":
                link.state = "waiting"
            elif link.date_expires and link.date_expires < now:
                link.state = "expired"
            else:
                link.state = "sent"

    @api.depends("recipient", "purpose")
    def _compute_display_name(self):
        for link in self:
            link.display_name = link.recipient

    # ------------------------------------------------------------------ making
    @api.model
    def _make(self, document, purpose, *, partner=None, email="", token="", **values):
        """Make the personal link of one recipient.

        :param document: the record it leads to; has ``_scope_link_path()`` and
            ``project_id``
        :param str purpose: key of ``purpose``
        :param partner: ``res.partner`` of the recipient, if there is one
        :param str email: the recipient's address when he is no contact; it is kept in
            ``scope.ledger.person`` alone
        :param str token: one that was derived from another link's; else a new one
        :return: tuple of the link and its address (URL), which is kept nowhere
        """
        document.ensure_one()
        token = token or secrets.token_urlsafe(32)
        now = fields.Datetime.now()
        # sudo: nobody writes links by hand; the caller checked the right to send.
        person = self.env["scope.ledger.person"].sudo()
        if not partner and email:
            person = person._record({"email": email})
        company = document.company_id or self.env.company
        link = self.sudo().create(
            {
                "res_model": document._name,
                "res_id": document.id,
                "project_id": document.project_id.id,
                "partner_id": partner.id if partner else False,
                "person_ref": person.id,
                "purpose": purpose,
                "token_digest": self._digest(token),
                "date_sent": now,
                "date_expires": now + timedelta(days=company.scope_link_days),
                **values,
            }
        )
        return link, link._url(token)

    def _url(self, token):
        """The address of this link in the recipient's language."""
        self.ensure_one()
        document = self._document()
        languages = self.env["res.lang"]._get_active_by("code")
        prefix = ""
        if len(languages) > 1:
            prefix = f"/{languages[self._lang()].url_code}"
        return f"{document.get_base_url()}{prefix}{document._scope_link_path()}{token}"

    def _lang(self):
        """Code of the installed language in which the recipient is written to."""
        self.ensure_one()
        document = self._document()
        languages = self.env["res.lang"]._get_active_by("code")
        for lang in (
            self.partner_id.lang,
            document.partner_id.lang,
            document.company_id.partner_id.lang,
            self.env.lang,
        ):
            if lang in languages:
                return lang
        return next(iter(languages))

    @api.model
    def _digest(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    # ------------------------------------------------------------------ using
    @api.model
    def _find(self, token):
        """The link of a token, as superuser; empty for everything that is none.

        Nothing is compared here: the digest is looked up in an index, so that neither
        the time it takes nor odd characters tell anything or do any harm.

        :param str token: whatever stood in the address
        """
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return self.sudo().browse()
        return self.sudo().search([("token_digest", "=", self._digest(token))], limit=1)

    def _document(self):
        """The record it leads to, as the superuser reads it; empty when it is gone."""
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def _not_me_question(self):
        """What whoever got the link by mistake is asked."""
        self.ensure_one()
        return self.env._("Not %s?", self.recipient)

    def _is_usable(self):
        """Neither taken back nor expired."""
        self.ensure_one()
        return not self.date_revoked and not (
            self.date_expires and self.date_expires < fields.Datetime.now()
        )

    def _note_opened(self):
        """Note when the link was opened first; later calls change nothing."""
        self.ensure_one()
        if self.date_first_viewed:
            return
        # Two browsers at once must not wait for each other, let alone fail.
        self.env.cr.execute(
            SQL(
                """
                UPDATE scope_link SET date_first_viewed = %s
                 WHERE id IN (
                    SELECT id FROM scope_link
                     WHERE id = %s AND date_first_viewed IS NULL
                       FOR UPDATE SKIP LOCKED
                 )
                """,
                fields.Datetime.now(),
                self.id,
            )
        )
        self.invalidate_recordset(["date_first_viewed"])

    def _revoke(self):
        """Take back those that are still open."""
        self.filtered(lambda link: not link.date_revoked).sudo().write(
            {"date_revoked": fields.Datetime.now()}
        )

    # ------------------------------------------------------------------ actions
    def action_revoke(self):
        """Take back single links; their pages say so from then on.

        :raise AccessError: for others than the project's manager
        """
        self.check_access("read")
        for link in self:
            if not link.project_id._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide.",
                        project=link.project_id.display_name,
                    )
                )
            link._revoke()
            # sudo: the note goes with the link that was taken back.
            link.sudo()._document()._message_log(
                body=self.env._(
                    "The link of %(person)s was taken back by %(user)s.",
                    person=link.recipient,
                    user=self.env.user.name,
                )
            )
