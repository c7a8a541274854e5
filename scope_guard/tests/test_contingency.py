from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.scope_tor_version import FREEZE
from .test_change_answer import AnswerCase


@tagged("post_install", "-at_install")
class TestContingency(AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tor.with_context(scope_freeze=FREEZE).contingency_hours = 12
        cls.first = cls._create_task(scope_item_id=cls.orders.id, allocated_hours=8)
        cls.over = cls._create_task(scope_item_id=cls.orders.id, allocated_hours=4)
        cls.next = cls._create_task(scope_item_id=cls.orders.id, allocated_hours=2)

    def test_spent_on_a_task_over_the_hours(self):
        tasks = self.first | self.over | self.next
        self.assertVerdicts(tasks, ["in_scope", "over_allowance", "over_allowance"])
        flag = self._open_flag(self.over)
        self.assertTrue(self.over.with_user(self.pm).scope_can_spend)
        answer = self.over.with_user(self.pm).action_scope_contingency()
        self.assertIn("8 of 12 h left", answer["params"]["message"])
        # The next one finds room again: the contingency took these hours.
        self.assertVerdicts(tasks, ["in_scope", "in_scope", "in_scope"])
        self.assertEqual((flag.resolution, flag.user_id), ("contingency", self.pm))
        self.assertEqual(self.orders.used_hours, 10)
        self.assertEqual(self.tor.contingency_text, "8 of 12 h left")
        flag.with_user(self.pm).action_undo()
        self.assertVerdicts(tasks, ["in_scope", "over_allowance", "over_allowance"])
        self.assertFalse(flag.date_closed)
        self.assertEqual(self.tor.contingency_text, "12 of 12 h left")
        self.assertFalse(self.env["scope.contingency"].search([]))

    def test_never_below_zero(self):
        lone = self._create_task("Lone", allocated_hours=9)
        lone.with_user(self.pm).action_scope_contingency()
        with self._refused("3 h of the contingency .* are left"):
            self.over.with_user(self.pm).action_scope_contingency()
        self.assertEqual(self.tor.contingency_spent, 9)
        self.assertFalse(self._open_flag(lone))

    def test_refusals(self):
        with self._refused("How many hours"):
            self._create_task().with_user(self.pm).action_scope_contingency()
        with self._refused("is neither"):
            self.first.with_user(self.pm).action_scope_contingency()
        for user in (self.consultant, self.portal_user):
            with self.assertRaises(AccessError):
                self.over.with_user(user).action_scope_contingency()
        self.over.with_user(self.pm).action_scope_contingency()
        spent = self.env["scope.contingency"].search([])
        self.assertEqual(spent.with_user(self.consultant).hours, 4)
        with self.assertRaises(AccessError):
            spent.with_user(self.portal_user).read(["hours"])
        for user in (self.pm, self.consultant, self.manager, self.env.user):
            for step in (
                lambda spent: spent.write({"hours": 1}),
                lambda spent: spent.unlink(),
                lambda spent: spent.create({"name": "X", "tor_id": self.tor.id}),
            ):
                with self.assertRaises(UserError):
                    step(spent.with_user(user))
