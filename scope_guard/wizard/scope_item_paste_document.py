import logging
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.document import DocumentError, read_document

_logger = logging.getLogger(__name__)

#: What of a block is shown beside the preview, see ``Block``.
BLOCK_KEYS = ("text", "role", "level", "page", "cells", "number", "note_type", "table")

#: What a browser is told about a file, by the format in which it was read.
MIMETYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What a document is, in its title; a project is not called so.
_DOCUMENT_WORDS = re.compile(
    r"\b(?:terms of reference|tor|statement of work|sow|scope of work|specifications?"
    r"|requirements|proposal|agreement|pflichtenheft|lastenheft|leistungsbeschreibung"
    r"|leistungsverzeichnis|projektauftrag|angebot|vereinbarung|cahier des charges"
    r"|termes de référence|proposition|términos de referencia|pliego de condiciones"
    r"|propuesta|final|draft|entwurf|v\d+(?:\.\d+)*)\b",
    re.IGNORECASE,
)


class ScopeItemPaste(models.TransientModel):
    """The text comes from a document, which stays attached to the TOR."""

    _inherit = "scope.item.paste"

    attachment_id = fields.Many2one("ir.attachment", "Document", readonly=True)
    document_name = fields.Char(readonly=True)
    document_title = fields.Char(readonly=True)
    file_format = fields.Char(readonly=True)
    page_count = fields.Integer(readonly=True)
    blocks = fields.Json(readonly=True, prefetch=False, export_string_translation=False)
    partner_id = fields.Many2one(
        "res.partner", "Customer", compute="_compute_partner_id"
    )
    asks_purpose = fields.Boolean(compute="_compute_asks")
    asks_signatory = fields.Boolean(compute="_compute_asks")
    purpose = fields.Text(
        help="Why this project exists, in the client's words. Proposed from the first "
        "paragraph."
    )
    signatory_id = fields.Many2one(
        "res.partner",
        "Agrees for the client",
        compute="_compute_signatory_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=?', partner_id), "
        "('is_company', '=', False)]",
        help="The person who may agree to the scope on the client's side.",
    )
    remarks = fields.Text(readonly=True)
    is_read_again = fields.Boolean(
        readonly=True, help="This very file is a document of the scope already."
    )

    def _get_project_tor(self):
        return self.tor_id or self.project_id.scope_tor_id

    @api.depends("tor_id", "project_id")
    def _compute_partner_id(self):
        for wizard in self:
            partner = wizard._get_project_tor().partner_id
            wizard.partner_id = (
                partner or wizard.project_id.partner_id.commercial_partner_id
            )

    @api.depends("tor_id", "project_id", "attachment_id")
    def _compute_asks(self):
        for wizard in self:
            tor = wizard._get_project_tor()
            wizard.asks_purpose = bool(wizard.attachment_id) and not tor.purpose
            wizard.asks_signatory = (
                bool(wizard.attachment_id and wizard.partner_id)
                and not tor.signatory_id
            )

    @api.depends("project_id")
    def _compute_signatory_id(self):
        for wizard in self:
            contact = wizard.project_id.partner_id
            people = wizard.partner_id.child_ids.filtered(
                lambda partner: not partner.is_company and partner.type == "contact"
            )
            if contact and not contact.is_company:
                wizard.signatory_id = contact
            elif len(people) == 1:
                wizard.signatory_id = people
            else:
                wizard.signatory_id = wizard.signatory_id

    # ------------------------------------------------------------------ actions
    def action_open_preview(self):
        """Open the preview of a document that was read."""
        self.ensure_one()
        return self._reopen()

    def action_save_agreed(self):
        """Make the items, and record that the client agreed to this document."""
        self.ensure_one()
        self.action_save()
        action = self.tor_id.action_record_agreement()
        file_hash = self._file_hash()
        action["context"].update(
            default_document_id=self.tor_id.document_ids.filtered(
                lambda document: document.sha256 == file_hash
            )[:1].id,
            scope_show_tor=self.env.context.get("scope_show_tor", False),
        )
        return action

    # ------------------------------------------------------------------ reading
    @api.model
    def _read_file(self, content, name, tor=None, project=None):
        """Read a document, and prepare its preview. The TOR is not touched.

        :param bytes content: the file
        :param str name: its name, with the ending
        :param tor: the ``scope.tor`` that gets the items, a draft
        :param project: the ``project.project``, where there is no TOR yet; without
            both, the reading waits for a project that is about to be created
        :return: the ``scope.item.paste`` with its lines
        :raise UserError: one sentence that says why it cannot be read, and what to do
        """
        tor = tor or self.env["scope.tor"]
        project = project or tor.project_id
        self._check_target(tor, project)
        company = tor.company_id or project.company_id or self.env.company
        document = self._parse_file(content, name, company._scope_hours_per_day())
        reading = self.create(
            {
                "tor_id": (tor or project.scope_tor_id).id,
                "project_id": project.id,
                "document_name": name,
                "document_title": document.title,
                "file_format": document.format,
                "page_count": document.pages,
                "blocks": [self._prepare_block(block) for block in document.blocks],
                "purpose": document.purpose,
                "remarks": "\n".join(
                    filter(
                        None,
                        [
                            self._document_remark(remark.code, remark.values)
                            for remark in document.remarks
                        ],
                    )
                ),
            }
        )
        reading.attachment_id = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": MIMETYPES.get(document.format),
                "res_model": self._name,
                "res_id": reading.id,
            }
        )
        reading._read(document.text)
        file_hash = reading._file_hash()
        reading.is_read_again = any(
            known.sha256 == file_hash for known in reading.tor_id.document_ids
        )
        if reading.is_read_again:
            reading._leave_out_known()
        return reading

    @api.model
    def _parse_file(self, content, name, hours_per_day):
        try:
            document = read_document(content, name, hours_per_day)
            # Read when it is asked for: here, where a failure has its sentence.
            document.text, document.purpose  # noqa: B018
            return document
        except DocumentError as error:
            raise UserError(
                self._document_sentence(error.code, name, error.values)
            ) from error
        except Exception as error:
            # A file that nobody thought of: the user is told, the log says what.
            _logger.warning("A document could not be read", exc_info=True)
            raise UserError(self._document_sentence("broken", name, {})) from error

    @api.model
    def _prepare_block(self, block):
        shown = {key: getattr(block, key) for key in BLOCK_KEYS}
        shown["cells"] = list(shown["cells"])
        return {"no": block.no, **{key: value for key, value in shown.items() if value}}

    def _propose_project_name(self):
        """What the project may be called, after the title or the name of the file."""
        for text in (
            self.document_title or "",
            re.sub(r"\.\w+$", "", self.document_name or "").replace("_", " "),
        ):
            name = " ".join(_DOCUMENT_WORDS.sub(" ", text).split()).strip(" -–—:,;|/()")
            if len(name) > 2:
                return name[:80]
        return self.document_name or ""

    @api.model
    def _document_sentence(self, code, name, values):
        """Say why a file cannot be read, and what to do about it.

        :param str code: ``DocumentError.code``
        :param str name: name of the file
        :param dict values: ``DocumentError.values``
        """
        values = {"file": name, **(values or {})}
        if code == "no_text":
            return self.env._(
                "“%(file)s” has pages, but no text in them: it is a scan, a picture of "
                "the text. Use the file it was printed from, or have the text "
                "recognised (OCR) and try again.",
                **values,
            )
        if code == "empty":
            return self.env._("“%(file)s” is empty. Is it the right file?", **values)
        if code == "password":
            return self.env._(
                "“%(file)s” is protected with a password. Save it without one and try "
                "again.",
                **values,
            )
        if code == "too_large" and values.get("limit"):
            return self.env._(
                "“%(file)s” is too large: at most %(limit)s MB are read. Leave out the "
                "pictures, or save the chapters with the scope as a file of their own.",
                **values,
            )
        if code == "too_large":
            return self.env._(
                "“%(file)s” unpacks to more than is read. Leave out the pictures, or "
                "save the chapters with the scope as a file of their own.",
                **values,
            )
        if code == "too_many_pages":
            return self.env._(
                "“%(file)s” has %(pages)s pages; at most %(limit)s are read. Save the "
                "chapters with the scope as a file of their own.",
                **values,
            )
        if code == "too_many_lines":
            return self.env._(
                "“%(file)s” has more than %(limit)s paragraphs and rows. Save the "
                "chapters or the sheet with the scope as a file of its own.",
                **values,
            )
        if code == "old_format" and values.get("wanted"):
            return self.env._(
                "“%(file)s” is in an older or another format. Open it, save it as a "
                ".%(wanted)s file and try again.",
                **values,
            )
        if code in ("unknown_format", "old_format"):
            return self.env._(
                "“%(file)s” is none of the documents that can be read: Word (.docx), "
                "PDF, Excel (.xlsx) or OpenDocument (.odt). Save it as one of these, "
                "or paste its text.",
                **values,
            )
        return self.env._(
            "“%(file)s” is damaged, or something else under this name. Open it in the "
            "program it comes from, save it anew and try again.",
            **values,
        )

    @api.model
    def _document_remark(self, code, values):
        """Say what is special about a document that was read, "" if nothing is.

        :param str code: ``Remark.code``
        :param dict values: ``Remark.values``
        """
        if code == "tracked_changes":
            return self.env._(
                "It has tracked changes (%(insertions)s insertions, %(deletions)s "
                "deletions) and is read as if all were accepted.",
                **{"insertions": 0, "deletions": 0, **values},
            )
        if code == "comments":
            return self.env._(
                "It has comments; they are kept as notes.",
            )
        if code == "hidden_text":
            return self.env._("It has hidden text, which is read, too.")
        if code == "macros":
            return self.env._("It has macros; they are not run.")
        if code == "pages_without_text":
            pages = values.get("pages") or []
            return self.env._(
                "No text on page %(pages)s: a picture. Look there yourself.",
                pages=", ".join(str(page) for page in pages),
            )
        if code == "form_fields":
            return self.env._("It is a form; what was filled in is read.")
        if code == "hidden_sheets":
            return self.env._(
                "It has hidden sheets (%(names)s), which are read, too.",
                names=", ".join(values.get("names") or []),
            )
        return ""

    @api.model
    def _keep_file(self, content, name, tor=None, project=None):
        """Keep a file that cannot be read: as a note on the TOR, or the project.

        :return: str, what was done
        """
        record = tor or (project and project.scope_tor_id) or project
        if not record:
            raise UserError(
                self.env._("There is no project yet to keep “%(file)s” on.", file=name)
            )
        record.check_access("read")
        if record._name == "project.project" and record._scope_can_decide():
            # sudo: the manager of a project may often not write on it; he decides
            # what becomes of its TOR, which was checked here.
            record = record.sudo()
        record.message_post(
            body=self.env._("Kept for later; no items were read from it."),
            attachments=[(name, content)],
        )
        return self.env._(
            "“%(file)s” is attached to %(record)s.",
            file=name,
            record=record.display_name,
        )

    def get_reading(self):
        reading = super().get_reading()
        if self.attachment_id:
            reading.update(
                name=self.document_name,
                format=self.file_format,
                pages=self.page_count,
                url=f"/web/content/{self.attachment_id.id}",
                blocks=self.blocks,
            )
        return reading

    # ------------------------------------------------------------------ saving
    def _save(self):
        if not self.attachment_id:
            return super()._save()
        tor = self.tor_id
        if self.purpose and not tor.purpose:
            tor.purpose = self.purpose.strip()
        if self.signatory_id and not tor.signatory_id:
            tor.signatory_id = self.signatory_id
        document = self._attach()
        return super(
            ScopeItemPaste, self.with_context(scope_source_document=document.id)
        )._save()

    def _is_taken_up(self, line):
        purpose = self.attachment_id and self._simple(self.tor_id.purpose)
        return bool(purpose) and self._simple(line._note_text()) == purpose

    def _attach(self):
        """Attach the file to the TOR, once.

        :return: the ``scope.tor.document``
        """
        tor, file_hash = self.tor_id, self._file_hash()
        known = tor.document_ids.filtered(lambda known: known.sha256 == file_hash)
        if known:
            return known[:1]
        self.attachment_id.write({"res_model": tor._name, "res_id": tor.id})
        return self.env["scope.tor.document"].create(
            {
                "tor_id": tor.id,
                "attachment_id": self.attachment_id.id,
                "file_format": self.file_format,
                "page_count": self.page_count,
                "blocks": self.blocks,
            }
        )

    def _file_hash(self):
        return self.env["scope.tor.document"]._hash_file(self.attachment_id.raw or b"")

    def _dialog_title(self):
        return self.document_name or super()._dialog_title()


class ScopeItemPasteLine(models.TransientModel):
    _inherit = "scope.item.paste.line"

    def _prepare_item(self):
        values = super()._prepare_item()
        document_id = self.env.context.get("scope_source_document")
        if document_id:
            values.update(
                source_document_id=document_id,
                source_block=self.source_first,
                source_block_last=self.source_last,
            )
        return values
