from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_advice_hint import HintCommon


@tagged("post_install", "-at_install")
class TestAdviceHintAccess(HintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "hint_p", groups="base.group_portal")
        cls.public = new_test_user(cls.env, "hint_a", groups="base.group_public")
        cls.employee = new_test_user(cls.env, "hint_e", groups="base.group_user")
        cls.task = cls._create_task()
        cls.hint = cls.Hint.search([("task_id", "=", cls.task.id)])

    def _sees(self, user, hint=None):
        self.env.invalidate_all()
        hint = (hint or self.hint).with_user(user)
        found = hint in hint.search([])
        self.assertEqual(found, hint.has_access("read"))
        self.assertEqual(found, bool(hint._filtered_access("read")))
        domain = [("id", "=", hint.id)]
        self.assertEqual(found, bool(hint.search_count(domain)))
        self.assertEqual(found, bool(hint._read_group(domain, ["state"])))
        return found

    def test_nobody_writes_hints_by_hand(self):
        for user in (self.consultant, self.pm, self.manager):
            hint = self.hint.with_user(user)
            self.assertTrue(hint.has_access("read"))
            for operation in ("write", "create", "unlink"):
                with self.subTest(user=user.login, verb=operation):
                    self.assertFalse(hint.has_access(operation))
            with self.assertRaises(AccessError):
                hint.write({"state": "linked"})

    def test_portal_public_and_other_employees_have_no_access(self):
        for user in (self.portal, self.public, self.employee):
            hint = self.hint.with_user(user)
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, verb=operation):
                    self.assertFalse(hint.has_access(operation))
            for method in ("action_link", "action_dismiss", "action_undo"):
                with self.assertRaises(AccessError):
                    getattr(hint, method)()

    def test_an_employee_without_projects_opens_a_customer(self):
        self.customer.with_user(self.employee).read(["name"])
        mail = self._receive(self.customer)
        self.assertEqual(mail.with_user(self.employee)._scope_hint_values(), {})

    def test_read_by_who_reads_both_advice_and_task(self):
        self.assertTrue(self._sees(self.outsider))
        # The task's project closes.
        closed = self.env["project.project"].create(
            {
                "name": "Closed",
                "partner_id": self.customer.id,
                "privacy_visibility": "followers",
            }
        )
        elsewhere = self._create_task(project_id=closed.id)
        hint = self.Hint.search([("task_id", "=", elsewhere.id)])
        self.assertTrue(self._sees(self.manager, hint))
        self.assertFalse(self._sees(self.outsider, hint))
        # Assigned to the task he reads it, and the advice is open to him.
        elsewhere.user_ids = self.outsider
        self.assertTrue(self._sees(self.outsider, hint))
        # The advice's project closes: the task is no longer enough.
        self.project.privacy_visibility = "followers"
        self.assertFalse(self._sees(self.outsider, hint))
        self.assertFalse(self._sees(self.outsider))
        self.assertTrue(self._sees(self.manager, hint))
        self.assertFalse(elsewhere.with_user(self.outsider).scope_hint_id)
        for method in ("action_link", "action_dismiss", "action_undo"):
            with self.assertRaises(AccessError):
                getattr(hint.with_user(self.outsider), method)()

    def test_mail_on_a_project(self):
        hint = self.Hint.search([("message_id", "=", self._receive(self.project).id)])
        self.assertTrue(self._sees(self.outsider, hint))
        self.project.privacy_visibility = "invited_users"
        self.assertFalse(self._sees(self.outsider, hint))

    def test_the_advice_shows_only_what_its_reader_may_see(self):
        free = self._create_advice(
            name="Copies of the database at a second place",
            risk="A copy on the same server is lost with the server.",
            project_id=False,
            partner_id=self.customer.id,
        )
        task = self._create_task(name="Server lost, and the copy of the database")
        hint = self.Hint.search([("task_id", "=", task.id)])
        self.assertEqual(hint.advice_id, free)
        self.assertEqual(free.with_user(self.outsider).open_hint_ids, hint)
        self.project.privacy_visibility = "followers"
        self.env.invalidate_all()
        self.assertFalse(free.with_user(self.outsider).open_hint_ids)
        self.customer.invalidate_recordset()
        self.assertEqual(
            self.customer.with_user(self.outsider).scope_open_hint_count, 0
        )

    def test_who_may_not_write_the_advice_does_not_link(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "hint_stranger",
            groups="project.group_project_user",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.assertFalse(self._sees(stranger))
        self.env["ir.rule"].create(
            {
                "name": "Advice is written by managers",
                "model_id": self.env["ir.model"]._get("scope.advice").id,
                "domain_force": f"[('create_uid', '=', {self.manager.id})]",
                "perm_read": False,
            }
        )
        theirs = self.hint.with_user(self.consultant)
        self.assertFalse(theirs.can_link)
        with self.assertRaises(AccessError):
            theirs.action_link()
        self.assertEqual(self.hint.state, "open")
        theirs.action_dismiss()
        self.assertEqual(self.hint.state, "dismissed")
