from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date, format_list

from .scope_tor_version import FREEZE


class ScopeLetter(models.Model):
    """A letter to the people who pay for a project: where it stands, in a few lines.

    It is prepared from what is on record, read and edited by the project's manager,
    and sent by hand. What was sent is frozen word by word. A letter may also tell of a
    single suggestion (``kind`` is *note*).
    """

    _name = "scope.letter"
    _description = "Letter"
    _inherit = ["mail.thread", "mail.activity.mixin", "scope.client.page"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "project_id.name"]
    _mail_post_access = "read"

    # Set by sending alone.
    _SEALED_FIELDS = frozenset(
        {"state", "content", "content_hash", "date_sent", "sent_by_id"}
    )
    # Set when it is made, from its project.
    _SYSTEM_FIELDS = frozenset(
        {"project_id", "partner_id", "company_id", "currency_id", "kind", "advice_id"}
    )
    # What was sent.
    _SENT_FIELDS = frozenset(
        {"name", "date", "date_from", "line_ids", "update_id", "lang"}
    )

    name = fields.Char("Subject", required=True)
    kind = fields.Selection(
        [("letter", "Letter"), ("note", "Single suggestion")],
        default="letter",
        required=True,
        readonly=True,
    )
    project_id = fields.Many2one(
        "project.project",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    update_id = fields.Many2one(
        "project.update",
        "Written with",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The project update that this letter was written with.",
    )
    advice_id = fields.Many2one(
        "scope.advice",
        "Suggestion",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The single suggestion that this letter tells of.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    sponsor_id = fields.Many2one(
        "res.partner",
        "Agrees for the client",
        compute="_compute_sponsor_id",
        compute_sudo=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    lang = fields.Char(
        "Language",
        readonly=True,
        help="The language in which the lines were prepared. Headings come in the "
        "language of whoever reads them.",
        export_string_translation=False,
    )
    date = fields.Date(default=fields.Date.context_today, required=True, index=True)
    date_from = fields.Date(
        "Since",
        help="What was done and decided from this day on is told: the day of the last "
        "letter.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")],
        "Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_sent = fields.Datetime("Sent on", readonly=True, copy=False)
    sent_by_id = fields.Many2one(
        "res.users", "Sent by", readonly=True, copy=False, ondelete="set null"
    )
    is_touched = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Lines were edited by hand since it was prepared.",
    )
    line_ids = fields.One2many("scope.letter.line", "letter_id", "Lines", copy=False)
    recipient_ids = fields.One2many(
        "scope.letter.recipient", "letter_id", "Goes to", copy=False
    )
    content = fields.Text(
        readonly=True,
        copy=False,
        help="Canonical JSON: the very characters whose UTF-8 was hashed.",
    )
    content_hash = fields.Char("SHA-256", readonly=True, copy=False)
    is_intact = fields.Boolean(
        compute="_compute_is_intact",
        help="The stored text still has the fingerprint that it was sent with.",
    )
    reading = fields.Html(
        "As the client reads it", compute="_compute_reading", sanitize=False
    )
    sent_summary = fields.Char("Sent", compute="_compute_sent_summary")
    silence_note = fields.Char(
        compute="_compute_silence_note", export_string_translation=False
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    # ------------------------------------------------------------------ computes
    def _compute_sponsor_id(self):
        for letter in self:
            letter.sponsor_id = letter.project_id._scope_sponsor()

    @api.depends("content", "content_hash")
    def _compute_is_intact(self):
        hash_of = self.env["scope.tor.version"]._hash_content
        for letter in self:
            letter.is_intact = (
                not letter.content_hash
                or hash_of(letter.content or "") == letter.content_hash
            )

    @api.depends_context("lang")
    @api.depends(
        "content",
        "line_ids.is_included",
        "line_ids.section",
        "line_ids.sequence",
        "line_ids.text",
    )
    def _compute_reading(self):
        for letter in self:
            letter.reading = self.env["ir.qweb"]._render(
                "scope_guard.scope_letter_reading",
                {"reading": letter._read_content(letter._letter_content())},
            )

    @api.depends("state", "date_sent", "recipient_ids.link_state")
    @api.depends_context("lang")
    def _compute_sent_summary(self):
        for letter in self:
            if letter.state != "sent":
                letter.sent_summary = False
                continue
            got = letter.recipient_ids.filtered("link_id")
            names = format_list(self.env, got.mapped("name")) if got else ""
            values = {"people": names, "day": letter._format_day(letter.date)}
            if any(recipient.link_state == "opened" for recipient in got):
                # Never "read": a program that checks mails may have opened it.
                letter.sent_summary = self.env._(
                    "Letter sent to %(people)s on %(day)s, opened", **values
                )
            else:
                letter.sent_summary = self.env._(
                    "Letter sent to %(people)s on %(day)s", **values
                )

    @api.depends("state", "project_id")
    @api.depends_context("lang")
    def _compute_silence_note(self):
        for letter in self:
            reason = letter.state == "draft" and letter._silence_reason(
                letter.partner_id
            )
            letter.silence_note = reason and self.env._(
                "Nothing goes to this client by itself now: %(reason)s. A letter that "
                "you send by hand goes out all the same.",
                reason=reason,
            )

    @api.depends_context("uid")
    @api.depends("project_id.user_id")
    def _compute_can_decide(self):
        for letter in self:
            letter.can_decide = letter.project_id._scope_can_decide()

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if self.env.context.get("scope_freeze") is not FREEZE:
                for fname in self._SEALED_FIELDS:
                    vals.pop(fname, None)
            project = self.env["project.project"].browse(
                vals.get("project_id") or self.env.context.get("default_project_id")
            )
            # sudo: customer, company and currency come from the scope.
            tor = project.sudo().scope_tor_id
            company = tor.company_id or project.sudo().company_id or self.env.company
            vals.update(
                state="draft",
                partner_id=(
                    tor.partner_id or project.sudo().partner_id.commercial_partner_id
                ).id,
                company_id=company.id,
                currency_id=(tor.currency_id or company.currency_id).id,
            )
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("scope_freeze") is FREEZE:
            return super().write(vals)
        touched = vals.keys()
        if touched & (self._SEALED_FIELDS | self._SYSTEM_FIELDS):
            raise UserError(
                self.env._(
                    "Status, project and customer of a letter come by themselves: use "
                    "Send, or begin another letter."
                )
            )
        if touched & self._SENT_FIELDS:
            self._check_draft()
        result = super().write(vals)
        if "date_from" in vals:
            # Another time, other lines; what was edited by hand is kept.
            for letter in self.filtered(lambda letter: not letter.is_touched):
                letter._prepare(since=letter.date_from)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        self._check_draft()

    def _check_draft(self):
        for letter in self:
            if letter.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(letter)s” was sent on %(day)s and stays as it was sent. "
                        "What is new belongs into the next letter.",
                        letter=letter.name,
                        day=format_date(self.env, letter.date),
                    )
                )

    def _check_can_decide(self):
        self.check_access("read")
        for letter in self:
            if not letter.project_id._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "Letters about %(project)s are for its project manager to "
                        "send.",
                        # sudo: its name stands on the letter, too.
                        project=letter.project_id.sudo().display_name,
                    )
                )

    # ------------------------------------------------------------------ actions
    def action_open(self):
        """Open this letter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
        }

    def action_prepare_again(self):
        """Prepare the lines of a draft anew; what was edited by hand is dropped."""
        for letter in self:
            letter._check_can_decide()
            letter._check_draft()
            letter._prepare(since=letter.date_from)
        return True

    def _claim(self):
        """Move a draft to *sent*; of two who send it at once, one does.

        :raise UserError: when somebody else was first
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE scope_letter SET state = 'sent'"
                " WHERE id = %s AND state = 'draft'",
                self.id,
            ),
            # Somebody was faster: that is foreseen, and no error to log.
            log_exceptions=False,
        )
        claimed = bool(self.env.cr.rowcount)
        self.invalidate_recordset(["state"], flush=False)
        if not claimed:
            self._check_draft()
