from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class TorDocumentController(http.Controller):
    """Takes the files that become items."""

    @http.route(
        "/scope_guard/document/read", type="http", auth="user", methods=["POST"]
    )
    def read_document(self, ufile, tor_id=None, project_id=None):
        """Read a document and prepare the preview of its items.

        :param ufile: the file
        :param tor_id: id of the ``scope.tor`` that gets the items
        :param project_id: id of the ``project.project`` if it has no TOR yet; without
            both, the project is about to be created
        :return: JSON with ``id`` of the ``scope.item.paste``, ``name`` of the file,
            ``project_name`` that the document proposes and ``summary`` of what was
            found; or with
            ``error``: a sentence for the user, and ``can_keep``: whether the file can
            be kept without being read
        """

        def read(content, name, tor, project):
            reading = request.env["scope.item.paste"]._read_file(
                content, name, tor, project
            )
            return {
                "id": reading.id,
                "name": reading.document_name,
                "project_name": reading._propose_project_name(),
                "summary": reading.summary,
            }

        return self._handle(read, ufile, tor_id, project_id)

    @http.route(
        "/scope_guard/document/keep", type="http", auth="user", methods=["POST"]
    )
    def keep_document(self, ufile, tor_id=None, project_id=None):
        """Attach a file that cannot be read to the TOR, or to its project.

        :return: JSON with ``message``, or with ``error``
        """

        def keep(content, name, tor, project):
            message = request.env["scope.item.paste"]._keep_file(
                content, name, tor, project
            )
            return {"message": message}

        return self._handle(keep, ufile, tor_id, project_id)

    def _handle(self, job, ufile, tor_id, project_id):
        tor = self._browse("scope.tor", tor_id)
        project = self._browse("project.project", project_id)
        try:
            # Nothing half done: what cannot be read leaves nothing behind.
            with request.env.cr.savepoint():
                result = job(ufile.read(), ufile.filename, tor, project)
        except UserError as error:
            result = {"error": str(error), "can_keep": bool(tor or project)}
        return request.make_json_response(result)

    def _browse(self, model_name, value):
        """Return the record of this id, or none."""
        number = int(value) if (value or "").isdigit() else 0
        records = request.env[model_name].browse(number or ())
        return records.exists()
