import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: States of wkhtmltopdf in which it makes no PDF.
_NO_PDF = ("install", "broken")


class ScopeTorVersion(models.Model):
    """The PDF of a version, made after it was frozen.

    It is an attachment, not a column: the row of the version is never written to. A job
    makes it, so that nobody's agreement waits for it or fails with it.
    """

    _inherit = "scope.tor.version"

    pdf_file = fields.Binary(
        "PDF",
        attachment=True,
        readonly=True,
        copy=False,
        help="The version as the client reads it, made once after it was agreed.",
    )
    pdf_name = fields.Char(compute="_compute_pdf_name", export_string_translation=False)
    pdf_note = fields.Char("About the PDF", compute="_compute_pdf_note")

    @api.depends("content", "number")
    def _compute_pdf_name(self):
        for version in self:
            lang = version._reading_lang()
            name = version.with_context(lang=lang)._document_name()
            version.pdf_name = f"{name}.pdf"

    @api.depends("pdf_file")
    def _compute_pdf_note(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        missing = self._without_pdf()
        for version in self:
            if version not in missing:
                version.pdf_note = False
            elif state in _NO_PDF:
                version.pdf_note = self.env._(
                    "No PDF yet: wkhtmltopdf, which makes PDFs, is not installed on this "
                    "server. Once it is, the PDF follows by itself."
                )
            else:
                version.pdf_note = self.env._("The PDF is being made.")

    @api.model
    def _freeze(self, *args, **kwargs):
        version = super()._freeze(*args, **kwargs)
        self._trigger_pdf()
        return version

    @api.model
    def _trigger_pdf(self, at=None):
        cron = self.env.ref(
            "scope_guard.ir_cron_scope_version_pdf", raise_if_not_found=False
        )
        if cron:
            # sudo: whoever agrees need not administer scheduled jobs.
            cron.sudo()._trigger(at=at)

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_attach_pdf(self):
        """Make the PDFs that are missing. One that fails is tried again in an hour, and
        after a day once a day."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() in _NO_PDF:
            _logger.info("No wkhtmltopdf: agreed versions are left without PDF.")
            return
        versions = self._all_without_pdf()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(versions))
        failed = self.browse()
        for version in versions:
            if not version._attach_pdf():
                failed |= version
            if not commit(1):
                break
        now = fields.Datetime.now()
        if any(version.date_signed > now - timedelta(days=1) for version in failed):
            self._trigger_pdf(at=now + timedelta(hours=1))

    def _without_pdf(self):
        """Those of these versions that have no PDF."""
        return self & self._all_without_pdf(SQL("v.id = ANY(%s)", list(self.ids)))

    @api.model
    def _all_without_pdf(self, condition=None):
        """Versions that have no PDF, oldest first."""
        rows = self.env.execute_query(
            SQL(
                "SELECT v.id FROM scope_tor_version v WHERE %s"
                " AND NOT EXISTS (SELECT FROM ir_attachment a"
                " WHERE a.res_model = %s AND a.res_field = 'pdf_file'"
                " AND a.res_id = v.id) ORDER BY v.id",
                condition or SQL("TRUE"),
                self._name,
            )
        )
        return self.browse([version_id for (version_id,) in rows])

    def _attach_pdf(self):
        """Make and attach the PDF, unless there is one. A failure is logged, no more.

        :return bool: whether the version has its PDF now
        """
        self.ensure_one()
        if not self._without_pdf():
            return True
        try:
            with self.env.cr.savepoint():
                pdf = self._render_pdf()
                if not pdf:
                    return False
                # sudo: nobody may write to a version.
                self.env["ir.attachment"].sudo().create(
                    {
                        "name": self.pdf_name,
                        "res_model": self._name,
                        "res_id": self.id,
                        "res_field": "pdf_file",
                        "company_id": self.company_id.id,
                        "mimetype": "application/pdf",
                        "raw": pdf,
                    }
                )
        except Exception:
            _logger.exception(
                "The PDF of version %s of scope %s could not be made.",
                self.number,
                self.tor_id.id,
            )
            return False
        self.invalidate_recordset(["pdf_file", "pdf_note"])
        return True

    def _render_pdf(self):
        """The PDF as bytes; nothing where Odoo makes none, as in its tests."""
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "scope_guard.scope_tor_version_report", self.ids
        )
        return content if kind == "pdf" else None

    # ------------------------------------------------------------------ actions
    def action_print(self):
        """Print these versions as the client reads them."""
        self.check_access("read")
        report = self.env.ref("scope_guard.scope_tor_version_report")
        return report.report_action(self, config=False)
