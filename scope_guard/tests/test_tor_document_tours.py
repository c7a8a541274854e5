from odoo.tests import HttpCase, tagged

from .document_file import TOR_LINES, make_docx, make_pdf
from .test_tor_document import DocumentCommon


@tagged("post_install", "-at_install")
class TestTorDocumentTours(DocumentCommon, HttpCase):
    """Documents in a real browser, with the clicks and fields that they cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.type_ids = cls.env["project.task.type"].create({"name": "New"})
        cls.tasks_url = f"/odoo/project/{cls.project.id}/tasks"
        signed = (
            "Scope",
            "- Catalogue in the shop (40 h)",
            "- Orders to accounting (5 days)",
            "Out of scope",
            "- Point of sale",
        )
        for name, content in (
            ("TOR.docx", make_docx(*TOR_LINES)),
            ("Signed.pdf", make_pdf(*signed)),
            ("Scan.pdf", make_pdf()),
        ):
            file = cls.env["ir.attachment"].create(
                {"name": name, "raw": content, "public": True}
            )
            cls.env["ir.model.data"].create(
                {
                    "module": "scope_guard",
                    "name": f"test_{name.replace('.', '_')}",
                    "model": "ir.attachment",
                    "res_id": file.id,
                }
            )

    def _take_away_tor(self):
        """A project that has run since January, without a TOR."""
        self.tor.unlink()
        tasks = self.env["project.task"].create(
            [{"name": f"Task {n}", "project_id": self.project.id} for n in range(3)]
        )
        self.env.cr.execute(
            "UPDATE project_task SET create_date = '2026-01-15' WHERE id = ANY(%s)",
            [tasks.ids],
        )
        self.env.invalidate_all()

    def test_new_project_with_its_document(self):
        self.start_tour(
            "/odoo/project", "scope_guard_document_new_project", login="scope_manager"
        )
        tor = self.env["scope.tor"].search([("project_id.name", "=", "Other shop")])
        self.assertEqual(len(tor.item_ids), 8)
        self.assertEqual(tor.partner_id, self.partner)
        self.assertEqual(tor.document_ids.sha256, self.sha256)

    def test_signed_document_of_a_running_project(self):
        self._take_away_tor()
        self.start_tour(self.tasks_url, "scope_guard_document_agreed", login="scope_pm")
        tor = self.project.scope_tor_id
        self.assertEqual(tor.state, "agreed")
        self.assertEqual(str(tor.date_agreed), "2026-03-02")
        self.assertEqual(tor.agreed_by, "Anna Berg")
        self.assertEqual(tor.item_hours, 80)
        evidence = tor.current_version_id.attachment_ids
        self.assertEqual(evidence.name, "Signed.pdf")
        self.assertFalse(self.project.task_ids.scope_flag_ids)

    def test_signed_scan_of_a_running_project(self):
        self._take_away_tor()
        self.start_tour(
            self.tasks_url, "scope_guard_document_agreed_scan", login="scope_pm"
        )
        version = self.project.scope_tor_id.current_version_id
        self.assertEqual(version.attachment_ids.name, "Scan.pdf")

    def test_scan_is_refused_and_kept(self):
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}",
            "scope_guard_document_refused",
            login="scope_pm",
        )
        self.assertFalse(self.tor.item_ids or self.tor.document_ids)
        self.assertEqual(self.tor.message_ids.attachment_ids.name, "Scan.pdf")

    def test_rows_and_places_belong_together(self):
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}",
            "scope_guard_document_beside",
            login="scope_pm",
        )

    def test_address_of_a_place(self):
        self._save()
        block = self._item("Point of sale").source_block
        self.start_tour(
            f"/odoo/{self.tor.document_ids.id}/scope-document?block={block}",
            "scope_guard_document_address",
            login="scope_user",
        )
