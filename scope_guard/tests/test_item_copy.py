from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import ScopeGuardCommon


@tagged("post_install", "-at_install")
class TestItemCopy(ScopeGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_project = cls.env["project.project"].create(
            {"name": "Hafen CRM", "privacy_visibility": "employees"}
        )
        cls.other = cls.env["scope.tor"].create({"project_id": cls.other_project.id})
        cls.shop = cls._create_other("Shop", allowance_hours=100, source_section="4")
        cls.catalogue = cls._create_other("Catalogue", parent_id=cls.shop.id)
        cls.search = cls._create_other(
            "Search", parent_id=cls.catalogue.id, allowance_hours=12
        )
        cls.hosting = cls._create_other("Hosting", kind="exclusion")
        cls.gone = cls._create_other("Removed", active=False)

    @classmethod
    def _create_other(cls, name, **values):
        return cls.env["scope.item"].create(
            {"name": name, "tor_id": cls.other.id, **values}
        )

    def _form(self):
        return Form(
            self.env["scope.item.copy"].with_context(default_tor_id=self.tor.id)
        )

    def _wizard(self):
        form = self._form()
        form.source_tor_id = self.other.with_env(self.env)
        return form.save()

    def _line(self, wizard, item):
        return wizard.line_ids.filtered(lambda line: line.item_id == item)

    @users("scope_pm")
    def test_all_items_are_ticked_and_copied_in_order(self):
        self._create_item("First")
        wizard = self._wizard()
        deliverables = self.shop + self.catalogue + self.search
        self.assertEqual(wizard.line_ids.item_id, deliverables + self.hosting)
        self.assertEqual(wizard.summary, "4 of 4 items will be copied.")
        wizard.action_copy()
        items = self.tor.item_ids.sorted()
        self.assertEqual(
            items.mapped("name"), ["First", "Shop", "Catalogue", "Search", "Hosting"]
        )
        self.assertEqual(len(set(items.mapped("code"))), 5)
        first, shop, catalogue, search, hosting = items
        self.assertEqual((first.code, hosting.code), ("D01", "X01"))
        self.assertEqual((shop.allowance_hours, shop.source_section), (100, "4"))
        self.assertEqual((catalogue.parent_id, search.parent_id), (shop, catalogue))
        self.assertEqual(self.catalogue.parent_id, self.shop)

    def test_parts_move_up_when_their_section_is_not_copied(self):
        wizard = self._wizard()
        self._line(wizard, self.catalogue).keep = False
        wizard.action_copy()
        search = self.tor.item_ids.filtered(lambda item: item.name == "Search")
        self.assertEqual(search.parent_id.name, "Shop")

    def test_kinds_tick_and_untick_their_items(self):
        form = self._form()
        form.source_tor_id = self.other
        form.with_deliverables = False
        wizard = form.save()
        self.assertEqual(wizard.line_ids.filtered("keep").item_id, self.hosting)
        wizard.action_copy()
        self.assertEqual(self.tor.item_ids.mapped("name"), ["Hosting"])

    def test_what_is_in_already_is_not_ticked(self):
        self._create_item("hosting ", kind="exclusion")
        wizard = self._wizard()
        line = self._line(wizard, self.hosting)
        self.assertTrue(line.is_present)
        self.assertFalse(line.keep)

    def test_hours_may_stay_behind(self):
        wizard = self._wizard()
        wizard.with_hours = False
        wizard.action_copy()
        self.assertFalse(any(self.tor.item_ids.mapped("allowance_hours")))

    def test_copies_from_an_agreed_scope(self):
        self._agree(self.other)
        self._wizard().action_copy()
        self.assertEqual(len(self.tor.item_ids), 4)

    def test_nothing_ticked_is_said(self):
        wizard = self._wizard()
        wizard.line_ids.keep = False
        with self.assertRaisesRegex(UserError, "Tick at least one"):
            wizard.action_copy()

    def test_an_agreed_scope_refuses_with_a_sentence(self):
        self._create_item()
        wizard = self._wizard()
        self._agree()
        with self.assertRaisesRegex(UserError, "was agreed on"):
            wizard.action_copy()
        with self.assertRaisesRegex(UserError, "was agreed on"):
            self._form()

    @users("scope_user")
    def test_who_may_not_write_the_scope_may_not_copy(self):
        with self.assertRaises(AccessError):
            self._form()
        wizard = self.env["scope.item.copy"].create(
            {"tor_id": self.tor.id, "source_tor_id": self.other.id}
        )
        with self.assertRaises(AccessError):
            wizard.action_copy()

    @users("scope_pm")
    def test_a_scope_that_is_not_mine_to_read_is_no_source(self):
        self.other_project.sudo().privacy_visibility = "followers"
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.env["scope.item.copy"].create(
                {
                    "tor_id": self.tor.id,
                    "source_tor_id": self.other.id,
                    "line_ids": [(0, 0, {"item_id": self.shop.id})],
                }
            ).action_copy()
        self.assertFalse(self.tor.item_ids)
