import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ScopeTorDocument(models.Model):
    """A file that items of a TOR were read from, and its text as it was read.

    The file itself is an attachment of the TOR. What is kept here leads from an item
    to the place in the file that it came from, and tells whether the file is still the
    one that was read.
    """

    _name = "scope.tor.document"
    _description = "Document of a scope"
    _order = "id"

    tor_id = fields.Many2one(
        "scope.tor", "TOR", required=True, readonly=True, index=True, ondelete="cascade"
    )
    attachment_id = fields.Many2one(
        "ir.attachment", "File", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(required=True, readonly=True)
    sha256 = fields.Char(
        "SHA-256",
        required=True,
        readonly=True,
        help="Of the file as it was read. The same file has the same figures for ever.",
    )
    file_format = fields.Char(readonly=True)
    page_count = fields.Integer("Pages", readonly=True, aggregator=None)
    # The pieces of the text in their order: see scope.item.paste, which reads them.
    blocks = fields.Json(readonly=True, prefetch=False, export_string_translation=False)
    item_ids = fields.One2many(
        "scope.item", "source_document_id", "Items", readonly=True
    )
    is_intact = fields.Boolean(
        compute="_compute_is_intact", help="The file is still the one that was read."
    )

    _attachment_uniq = models.Constraint(
        "UNIQUE(attachment_id)", "This file is a document of a scope already."
    )

    @api.depends("attachment_id", "sha256")
    def _compute_is_intact(self):
        for document in self:
            # sudo: compared, not shown.
            content = document.attachment_id.sudo().raw or b""
            document.is_intact = self._hash_file(content) == document.sha256

    @api.constrains("tor_id", "attachment_id")
    def _check_attachment(self):
        for document in self:
            file = document.attachment_id
            if (file.res_model, file.res_id) != ("scope.tor", document.tor_id.id):
                raise ValidationError(
                    self.env._(
                        "“%(file)s” is not attached to this scope.", file=file.name
                    )
                )

    @api.private
    @api.model_create_multi
    def create(self, vals_list):
        self._check_draft(
            self.env["scope.tor"].browse({vals["tor_id"] for vals in vals_list})
        )
        for vals in vals_list:
            file = self.env["ir.attachment"].browse(vals["attachment_id"])
            file.check_access("read")
            vals["name"] = file.name
            vals["sha256"] = self._hash_file(file.raw or b"")
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._(
                    "A document stays as it was read. Add the new one beside it."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_agreed(self):
        for document in self:
            if document._is_agreed():
                raise UserError(document._agreed_sentence())

    def _is_agreed(self):
        """Tell whether the client agreed to items that came with this document."""
        self.ensure_one()
        # sudo: what was agreed counts also for who does not see the version.
        tor = self.tor_id.sudo()
        return tor.state != "draft" or any(
            self.sha256 == document["sha256"]
            for version in tor.version_ids
            for document in version._get_content().get("documents", [])
        )

    def _agreed_sentence(self):
        return self.env._(
            "“%(file)s” belongs to what was agreed with the client, and stays as it "
            "is. Attach the new file beside it.",
            file=self.name,
        )

    @api.model
    def _check_draft(self, tors):
        self.env["scope.item"]._check_draft(tors)

    @api.model
    def _hash_file(self, content):
        return hashlib.sha256(content).hexdigest()

    # ------------------------------------------------------------------ actions
    def action_open(self, block=0):
        """Open the text of the document, at a piece of it.

        :param int block: number of the piece; 0 opens at the beginning
        """
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "scope_guard.tor_document",
            "name": self.name,
            "context": {"active_id": self.id},
            "params": {"block": block},
        }

    def get_reading(self):
        """What the page of a document shows, for who may read its scope.

        :return: dict with ``name``, ``sha256``, ``is_intact``, ``format``, ``pages``,
            ``url`` of the file, ``scope`` (name of the project), ``blocks`` (see
            ``scope.item.paste``), and ``items``: dicts of ``id``, ``name``, ``kind``
            as it is shown, ``first`` and ``last`` block
        """
        self.ensure_one()
        self.check_access("read")
        kinds = dict(
            self.env["scope.item"]._fields["kind"]._description_selection(self.env)
        )
        return {
            "name": self.name,
            "sha256": self.sha256,
            "is_intact": self.is_intact,
            "format": self.file_format or "",
            "pages": self.page_count,
            "url": f"/web/content/{self.attachment_id.id}",
            "scope": self.tor_id.display_name,
            "blocks": self.blocks or [],
            "items": [
                {
                    "id": item.id,
                    "name": item.display_name,
                    "kind": kinds.get(item.kind, ""),
                    "first": item.source_block,
                    "last": item.source_block_last,
                }
                for item in self.item_ids.sorted("source_block")
            ],
        }
