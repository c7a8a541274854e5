import io

from openpyxl import load_workbook

from odoo.tests import tagged, users
from odoo.tools.misc import file_open

from .common import ScopeGuardCommon


@tagged("post_install", "-at_install")
class TestItemImport(ScopeGuardCommon):
    def _load(self, fields, *rows, **context):
        context = context or {
            "default_tor_id": self.tor.id,
            "default_project_id": self.project.id,
        }
        return (
            self.env["scope.item"]
            .with_context(import_file=True, **context)
            .load(fields, [list(row) for row in rows])
        )

    @users("scope_pm")
    def test_kinds_by_key_label_and_usual_words(self):
        words = {
            "deliverable": ("deliverable", "Deliverable", "deliverables", "livrable"),
            "exclusion": ("exclusion", "Not in", "out of scope", "Nicht enthalten"),
            "assumption": ("We assume", "Annahmen", "supuesto"),
            "client_responsibility": ("Client provides", "Mitwirkungspflicht"),
            "later_phase": ("Later", "phase2", "Phase 2", "spätere Phase", "fase 2"),
        }
        rows = [
            (f"{word} {kind}", word) for kind, names in words.items() for word in names
        ]
        result = self._load(["name", "kind"], *rows)
        self.assertFalse(result["messages"])
        for item in self.env["scope.item"].browse(result["ids"]):
            self.assertTrue(item.name.endswith(item.kind), item.name)
            self.assertEqual(item.tor_id, self.tor)

    def test_an_unknown_kind_names_its_row(self):
        result = self._load(["name", "kind"], ("A", "phase 2"), ("B", "banana"))
        self.assertFalse(result["ids"])
        message = result["messages"][0]
        self.assertEqual((message["rows"]["from"], message["field"]), (1, "kind"))
        self.assertIn("banana", message["message"])

    @users("scope_pm")
    def test_sections_by_code_wherever_they_stand(self):
        result = self._load(
            ["code", "name", "parent_id"],
            ("D02", "Search", "D01"),
            ("D01", "Catalogue", ""),
            ("D03", "Filter", "D02 Search"),
        )
        self.assertFalse(result["messages"])
        search, catalogue, filters = self.env["scope.item"].browse(result["ids"])
        self.assertEqual((search.parent_id, filters.parent_id), (catalogue, search))

    def test_a_section_is_one_of_the_same_scope(self):
        other_project = self.project.copy({"name": "Hafen CRM"})
        other = other_project.scope_tor_id or self.env["scope.tor"].create(
            {"project_id": other_project.id}
        )
        self.env["scope.item"].create(
            {"name": "Other", "code": "D77", "tor_id": other.id}
        )
        result = self._load(["name", "parent_id"], ("Ok", ""), ("Search", "D77"))
        self.assertFalse(result["ids"])
        message = result["messages"][0]
        self.assertEqual((message["rows"]["from"], message["field"]), (1, "parent_id"))
        self.assertIn("D77", message["message"])
        self.assertFalse(self.tor.item_ids)

    def test_a_column_names_the_project(self):
        self.project.name = "Import, first"
        other_project = self.env["project.project"].create({"name": "Import, second"})
        other = self.env["scope.tor"].create({"project_id": other_project.id})
        result = self._load(
            ["tor_id", "code", "name", "parent_id"],
            ("Import, first", "D01", "Catalogue", ""),
            ("Import, second", "D01", "Contacts", ""),
            ("Import, second", "D02", "Leads", "D01"),
            ("Import, first", "D02", "Search", "D01"),
            lang="en_US",
        )
        self.assertFalse(result["messages"])
        for tor in (self.tor, other):
            first, second = tor.item_ids.sorted("code")
            self.assertEqual(second.parent_id, first)

    @users("scope_user")
    def test_who_may_not_write_the_scope_may_not_import(self):
        result = self._load(["name"], ("Catalogue",))
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_an_agreed_scope_refuses_with_a_sentence(self):
        self._create_item()
        self._agree()
        result = self._load(["name"], ("Orders",))
        self.assertFalse(result["ids"])
        self.assertIn("was agreed on", result["messages"][0]["message"])

    @users("scope_pm")
    def test_the_template_goes_through_the_import_screen(self):
        (template,) = self.env["scope.item"].get_import_templates()
        with file_open(template["template"].lstrip("/"), "rb") as file:
            content = file.read()
        sheet = load_workbook(io.BytesIO(content)).active
        self.assertEqual(sheet.max_row, 5)
        # As the import screen does: preview, take its suggestions, import.
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "scope.item",
                "file": content,
                "file_name": "scope_item_template.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        fields = [
            "/".join(preview["matches"].get(column, {}).get("field_path", [])) or False
            if isinstance(preview["matches"].get(column), dict)
            else "/".join(preview["matches"].get(column) or []) or False
            for column in range(len(preview["headers"]))
        ]
        self.assertEqual(
            fields,
            ["code", "kind", "name", "clause", "source_section", "allowance_hours"]
            + ["parent_id"],
        )
        result = wizard.with_context(
            default_tor_id=self.tor.id, default_project_id=self.project.id
        ).execute_import(fields, preview["headers"], preview["options"])
        self.assertFalse(result["messages"])
        items = {item.code: item for item in self.tor.item_ids}
        self.assertEqual(items["D02"].parent_id, items["D01"])
        self.assertEqual(items["D02"].allowance_hours, 40)
        self.assertEqual(items["D02"].source_section, "4.1")
        self.assertEqual(items["X01"].kind, "exclusion")
        self.assertEqual(items["C01"].kind, "client_responsibility")
