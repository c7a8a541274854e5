from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import ScopeGuardCommon

TEXT = """Dear Jana, here is what we agreed.

1 Deliverables
1.1 Catalogue in the shop (40 h)
- Search by boat type
- Filter
1.2 Orders to accounting, 5 days

2 Out of scope
- Migration of old orders
- Hosting

3 Assumptions
- One language

4 Timeline
- Kick-off on 3 March
"""


@tagged("post_install", "-at_install")
class TestItemPaste(ScopeGuardCommon):
    def _paste(self, text, tor=None):
        wizard = self.env["scope.item.paste"].create(
            {"tor_id": (tor or self.tor).id, "text": text}
        )
        wizard.action_preview()
        return wizard

    def _row(self, wizard, name):
        return wizard.line_ids.filtered(lambda line: line.name == name)

    def _item(self, name):
        return self.tor.item_ids.filtered(lambda item: item.name == name)

    @users("scope_pm")
    def test_project_manager_pastes_looks_and_saves(self):
        wizard = self._paste(TEXT)
        self.assertEqual(wizard.state, "preview")
        self.assertEqual(wizard.summary, "7 items, 2 notes, nothing lost")
        self.assertFalse(self.tor.item_ids)
        wizard.action_save()
        self.assertEqual(
            [
                (item.code, item.kind, item.name, item.allowance_hours)
                for item in self.tor.item_ids.sorted()
            ],
            [
                ("D01", "deliverable", "Catalogue in the shop", 40),
                ("D02", "deliverable", "Search by boat type", 0),
                ("D03", "deliverable", "Filter", 0),
                ("D04", "deliverable", "Orders to accounting", 40),
                ("X01", "exclusion", "Migration of old orders", 0),
                ("X02", "exclusion", "Hosting", 0),
                ("A01", "assumption", "One language", 0),
            ],
        )

    def test_parents_and_sources_are_kept(self):
        self._paste(TEXT).action_save()
        catalogue = self._item("Catalogue in the shop")
        self.assertEqual(catalogue.source_section, "1.1")
        self.assertEqual(self._item("Filter").parent_id, catalogue)
        self.assertFalse(self._item("Orders to accounting").parent_id)
        self.assertEqual(self._item("Hosting").source_section, "2 Out of scope")

    def test_what_is_no_item_goes_to_the_notes(self):
        self.tor.note = "From the kick-off."
        self._paste(TEXT).action_save()
        self.assertEqual(
            self.tor.note,
            "From the kick-off.\n\nDear Jana, here is what we agreed.\n\n"
            "4 Timeline\nKick-off on 3 March",
        )

    def test_every_word_is_found_again(self):
        self._paste(TEXT).action_save()
        found = " ".join(
            [self.tor.note]
            + [
                f"{item.source_section} {item.name} {item.clause}"
                for item in self.tor.item_ids
            ]
        )
        for word in ("Dear", "Catalogue", "Filter", "Hosting", "language", "Kick-off"):
            self.assertIn(word, found)

    def test_kind_of_a_heading_holds_for_its_lines(self):
        wizard = self._paste(TEXT)
        self._row(wizard, "Hosting").kind = "assumption"
        with Form(wizard) as form:
            position = wizard.line_ids.ids.index(self._row(wizard, "Out of scope").id)
            with form.line_ids.edit(position) as heading:
                heading.kind = "later_phase"
        migration = self._row(wizard, "Migration of old orders")
        self.assertEqual(migration.kind, "later_phase")
        # Chosen by hand on its own row: it stays.
        self.assertEqual(self._row(wizard, "Hosting").kind, "assumption")
        self.assertEqual(self._row(wizard, "One language").kind, "assumption")
        self.assertEqual(self._row(wizard, "Filter").kind, "deliverable")

    def test_lines_without_a_heading_change_together(self):
        wizard = self._paste("Catalogue\nOrders")
        with Form(wizard) as form, form.line_ids.edit(0) as heading:
            self.assertTrue(heading.is_heading)
            heading.kind = "exclusion"
        self.assertEqual(wizard.line_ids.mapped("kind"), ["exclusion"] * 3)
        wizard.action_save()
        self.assertEqual(self.tor.item_ids.mapped("kind"), ["exclusion"] * 2)
        self.assertFalse(self.tor.note)

    def test_a_heading_without_a_tick_leaves_its_lines_out(self):
        wizard = self._paste(TEXT)
        with Form(wizard) as form, form.line_ids.edit(0) as heading:
            heading.keep = False
        self.assertFalse(wizard.line_ids[1].keep)
        self.assertTrue(wizard.line_ids[-1].keep)

    def test_headings_below_a_heading_follow_its_kind(self):
        wizard = self._paste("# Out of scope\n## Shop\n- Search\n## CRM\n- Leads")
        with Form(wizard) as form, form.line_ids.edit(0) as heading:
            heading.kind = "later_phase"
        self.assertEqual(set(wizard.line_ids.mapped("kind")), {"later_phase"})

    def test_lines_without_a_tick_are_left_out(self):
        wizard = self._paste(TEXT)
        wizard.line_ids.filtered(lambda line: line.name == "Hosting").keep = False
        self.assertEqual(wizard.summary, "6 items, 2 notes, 1 not taken over")
        wizard.action_save()
        self.assertFalse(self._item("Hosting"))

    def test_parts_of_a_left_out_item_move_up(self):
        wizard = self._paste("- Shop\n  - Catalogue\n    - Search")
        self._row(wizard, "Catalogue").keep = False
        wizard.action_save()
        self.assertEqual(self._item("Search").parent_id, self._item("Shop"))

    def test_a_note_may_become_an_item(self):
        wizard = self._paste(TEXT)
        self._row(wizard, "Kick-off on 3 March").kind = "deliverable"
        wizard.action_save()
        self.assertEqual(self._item("Kick-off on 3 March").kind, "deliverable")

    def test_codes_of_the_document_are_kept_where_they_are_free(self):
        self._create_item(code="D02")
        self._paste("D01 Catalogue of parts\nD02 Orders\nD02 Reports").action_save()
        codes = {item.name: item.code for item in self.tor.item_ids}
        self.assertEqual(codes["Catalogue of parts"], "D01")
        self.assertEqual(len(set(codes.values())), 4)
        self.assertEqual(self._item("Orders").source_section, "D02")

    def test_pasting_adds_behind_what_is_there(self):
        self._create_item("First")
        self._paste("- Second\n- Third").action_save()
        self.assertEqual(
            self.tor.item_ids.sorted().mapped("name"), ["First", "Second", "Third"]
        )

    def test_a_day_has_the_hours_of_the_company(self):
        self.tor.company_id.resource_calendar_id.hours_per_day = 7.5
        self._paste("- Catalogue (2 days)").action_save()
        self.assertEqual(self.tor.item_ids.allowance_hours, 15)

    def test_the_text_is_still_there_on_the_way_back(self):
        wizard = self._paste(TEXT)
        wizard.action_back()
        self.assertEqual((wizard.state, wizard.text), ("paste", TEXT))
        wizard.text = "- Only this"
        wizard.action_preview()
        self.assertEqual(wizard.summary, "1 item, nothing lost")

    def test_empty_text_and_nothing_ticked_are_said(self):
        with self.assertRaisesRegex(UserError, "Paste the text first"):
            self._paste("  \n")
        wizard = self._paste("- Catalogue")
        wizard.line_ids.keep = False
        with self.assertRaisesRegex(UserError, "Tick at least one line"):
            wizard.action_save()

    def test_an_agreed_scope_refuses_with_a_sentence(self):
        self._create_item()
        wizard = self._paste("- Orders")
        self._agree()
        with self.assertRaisesRegex(UserError, "was agreed on"):
            wizard.action_save()
        with self.assertRaisesRegex(UserError, "was agreed on"):
            wizard.with_context(default_tor_id=self.tor.id).default_get(["tor_id"])

    @users("scope_user")
    def test_who_may_not_write_the_scope_may_not_paste(self):
        with self.assertRaises(AccessError):
            self._paste("- Orders")

    @users("scope_manager")
    def test_project_administrator_pastes(self):
        self._paste("- Orders").action_save()
        self.assertEqual(self.tor.item_ids.name, "Orders")

    def test_five_hundred_lines_cost_few_queries(self):
        def count(number):
            project = self.env["project.project"].create({"name": f"P{number}"})
            tor = self.env["scope.tor"].create({"project_id": project.id})
            lines = [f"- Item {i}\n  - Part {i}" for i in range(number // 2)]
            wizard = self._paste("\n".join(lines), tor)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            wizard.action_save()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count(50)
        self.assertLess(count(500), few + 40)
