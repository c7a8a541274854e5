import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from .scope_why import STEP


class ScopeWhyVersion(models.Model):
    """What was sent to the client, or saved, for a question: as it was, for good."""

    _name = "scope.why.version"
    _description = "Version of a summary"
    _order = "why_id, id desc"
    _rec_name = "subject"

    why_id = fields.Many2one(
        "scope.why", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="why_id.company_id", store=True, index=True)
    number = fields.Integer("No.", required=True, readonly=True, aggregator=None)
    kind = fields.Selection(
        [
            ("hold", "Three lines"),
            ("sent", "Summary sent"),
            ("saved", "Summary saved"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    date = fields.Datetime("On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    recipients = fields.Char("To", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Text("Text of the mail", readonly=True)
    content = fields.Text(
        readonly=True,
        help="Canonical JSON: the very characters whose UTF-8 was hashed.",
    )
    content_hash = fields.Char("SHA-256", required=True, readonly=True)
    hash_short = fields.Char("Record no.", compute="_compute_hash_short")
    is_intact = fields.Boolean(compute="_compute_is_intact")
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Files",
        domain=[("res_model", "=", "scope.why.version")],
        readonly=True,
    )

    _number_uniq = models.Constraint(
        "UNIQUE(why_id, number)", "Each version of a summary has its own number."
    )

    @api.depends("content_hash")
    def _compute_hash_short(self):
        for version in self:
            version.hash_short = self.env["scope.tor.version"]._short_hash(
                version.content_hash
            )

    @api.depends("content", "content_hash")
    def _compute_is_intact(self):
        for version in self:
            found = hashlib.sha256((version.content or "").encode()).hexdigest()
            version.is_intact = found == version.content_hash

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("scope_why_step") is not STEP:
            raise UserError(self._written_once())
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            raise UserError(self._written_once())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._written_once())

    @api.model
    def _written_once(self):
        return self.env._(
            "What was sent or saved stays as it is. Change the summary, and send or "
            "save it once more."
        )

    @api.model
    def _freeze(self, why, kind, content, **values):
        """Keep what was sent or saved.

        :param why: ``scope.why``
        :param str kind: key of the field ``kind``
        :param dict content: what was printed, or written
        :return: the ``scope.why.version``
        """
        text = self.env["scope.tor.version"]._serialize(content)
        # sudo: versions are made here alone; the caller checked the right to send.
        Version = self.sudo().with_context(scope_why_step=STEP)
        last = Version.search([("why_id", "=", why.id)], order="number desc", limit=1)
        return Version.create(
            {
                "why_id": why.id,
                "number": last.number + 1,
                "kind": kind,
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "content": text,
                "content_hash": hashlib.sha256(text.encode()).hexdigest(),
                **values,
            }
        ).with_env(self.env)

    def _get_content(self):
        """What was printed, as values."""
        self.ensure_one()
        return json.loads(self.content)

    def action_open_files(self):
        """Open the document that was sent or saved."""
        self.ensure_one()
        self.check_access("read")
        file = self.attachment_ids[:1]
        if not file:
            return False
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file.id}?download=true",
            "target": "new",
        }
