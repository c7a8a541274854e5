from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..models.scope_tor_version import FREEZE
from .common import ScopeVerdictCommon


@tagged("post_install", "-at_install")
class TestInboxMore(ScopeVerdictCommon, HttpCase):
    """Contingency and a reply from *To decide*; an assumption that no longer holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.scope_hourly_rate = 100
        cls.tor.with_context(scope_freeze=FREEZE).write(
            {"contingency_hours": 12, "signatory_id": cls.contact.id}
        )
        cls._create_task("First", scope_item_id=cls.orders.id, allocated_hours=9)
        cls.over = cls._create_task(
            "Over", scope_item_id=cls.orders.id, allocated_hours=4
        )
        cls.out = cls._create_task(
            "Out", scope_item_id=cls.exclusion.id, allocated_hours=2
        )

    def test_who_can_spend_what_is_left(self):
        over, out = self._open_flag(self.over), self._open_flag(self.out)
        self.assertTrue(over.with_user(self.pm).can_spend)
        self.assertFalse(out.with_user(self.pm).can_spend, "not over the hours")
        self.assertFalse(over.with_user(self.consultant).can_spend)
        with self.assertRaises(AccessError):
            over.with_user(self.consultant).action_contingency()
        over.with_user(self.pm).action_contingency()
        self.assertEqual(over.resolution, "contingency")
        self.env.invalidate_all()
        self.tor.with_context(scope_freeze=FREEZE).contingency_hours = 4
        self.assertFalse(over.with_user(self.pm).can_spend, "nothing is left")

    def test_a_reply_leaves_the_question_open(self):
        flag = self._open_flag(self.out)
        action = flag.with_user(self.pm).action_reply()
        self.assertEqual(action["context"]["default_res_ids"], self.out.ids)
        self.assertFalse(flag.date_closed)

    def test_an_assumption_is_asked_about_once(self):
        assumption = self.assumption.with_user(self.pm)
        first = assumption.action_no_longer_holds()
        self.assertEqual(assumption.action_no_longer_holds()["res_id"], first["res_id"])
        self.env["scope.change"].browse(first["res_id"]).action_cancel()
        other = assumption.action_no_longer_holds()
        self.assertNotEqual(other["res_id"], first["res_id"])

    def test_keys_and_the_row_of_an_assumption(self):
        self.project.type_ids = self.env["project.task.type"].create({"name": "New"})
        self.start_tour(
            "/odoo/to-decide", "scope_guard_contingency_and_reply", login="scope_pm"
        )
        self.assertFalse(self._open_flag(self.over))
        self.assertTrue(self._open_flag(self.out))
        self.assertIn("Mobile app", self.out.message_ids[0].body)
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}",
            "scope_guard_no_longer_holds",
            login="scope_pm",
        )
        self.assertEqual(self.tor.change_ids.state, "draft")
