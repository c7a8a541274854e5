from odoo.tests import HttpCase, tagged

from .common import ScopeGuardCommon


@tagged("post_install", "-at_install")
class TestTours(ScopeGuardCommon, HttpCase):
    """The main paths in a real browser, as a project manager who is only a user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.type_ids = cls.env["project.task.type"].create({"name": "New"})
        cls.tasks_url = f"/odoo/project/{cls.project.id}/tasks"

    @classmethod
    def _guard(cls):
        cls._create_item(
            "Orders to accounting", clause="Export of orders", allowance_hours=10
        )
        cls._create_item("Migration of old orders", kind="exclusion")
        cls._agree()

    def test_take_in_a_running_project(self):
        self.tor.unlink()
        tasks = self.env["project.task"].create(
            [{"name": f"Task {n}", "project_id": self.project.id} for n in range(3)]
        )
        self.env.cr.execute(
            "UPDATE project_task SET create_date = '2026-01-15' WHERE id = ANY(%s)",
            [tasks.ids],
        )
        self.env.invalidate_all()
        self.start_tour(
            self.tasks_url, "scope_guard_take_in_running_project", login="scope_pm"
        )
        tor = self.project.scope_tor_id
        self.assertEqual(tor.state, "agreed")
        self.assertEqual(tor.agreed_by, "Anna Berg")
        self.assertEqual(str(tor.date_agreed), "2026-03-02")
        self.assertFalse(tasks.scope_flag_ids)

    def test_tabs_are_there_and_stay_as_the_user_wants(self):
        self._create_task()
        self.start_tour(self.tasks_url, "scope_guard_tabs", login="scope_pm")
        self.start_tour(
            self.tasks_url, "scope_guard_tabs_stay_hidden", login="scope_pm"
        )

    def test_task_says_why_it_is_not_in_the_tor(self):
        self._guard()
        task = self._create_task(
            "Import orders 2019-2023",
            allocated_hours=2,
            scope_item_id=self.tor.exclusion_ids.id,
        )
        self.start_tour(
            f"{self.tasks_url}/{task.id}", "scope_guard_task_banner", login="scope_pm"
        )
        self.assertEqual(task.scope_goodwill_ids.amount, 240)

    def test_log_advice_that_was_not_taken_up(self):
        self.tor.signatory_id = self.contact
        self.start_tour(
            f"/odoo/project/{self.project.id}/action-scope_guard.scope_advice_action_project",
            "scope_guard_log_declined_advice",
            login="scope_pm",
        )
        advice = self.project.scope_advice_ids
        self.assertEqual(advice.decision, "declined")
        self.assertEqual(advice.partner_id, self.partner)
        self.assertTrue(advice.risk and advice.date_recorded)
        self.assertEqual(self.partner.scope_declined_count, 1)

    def test_paste_the_document(self):
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}", "scope_guard_paste_tor", login="scope_pm"
        )
        self.assertEqual(
            self.tor.item_ids.mapped(lambda item: (item.kind, item.allowance_hours)),
            [("deliverable", 12), ("deliverable", 12), ("exclusion", 0)],
        )

    def test_note_what_the_client_expects(self):
        self._guard()
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}", "scope_guard_check_in", login="scope_pm"
        )
        check = self.env["scope.expectation.check"].search(
            [("project_id", "=", self.project.id)]
        )
        self.assertEqual(check.partner_id, self.contact)
        self.assertEqual(check.gap_count, 1)
