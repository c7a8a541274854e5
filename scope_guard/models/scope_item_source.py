from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ScopeItem(models.Model):
    """Where an item stands in the document that it came from."""

    _inherit = "scope.item"

    source_document_id = fields.Many2one(
        "scope.tor.document",
        "Document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The file that this item was read from.",
    )
    source_block = fields.Integer(
        "Place in the document",
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
    )
    source_block_last = fields.Integer(
        readonly=True, copy=False, aggregator=None, export_string_translation=False
    )

    @api.constrains("source_document_id", "tor_id")
    def _check_source_document(self):
        for item in self:
            document = item.source_document_id
            if document and document.tor_id != item.tor_id:
                raise ValidationError(
                    self.env._(
                        "%(item)s cannot come from a document of another scope.",
                        item=item.display_name,
                    )
                )

    def action_open_source(self):
        """Open the document at the section that this item came from."""
        self.ensure_one()
        self.check_access("read")
        return self.source_document_id.action_open(self.source_block)
