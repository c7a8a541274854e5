from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_advice import AdviceCommon


@tagged("post_install", "-at_install")
class TestAdviceAccess(AdviceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "advice_p", groups="base.group_portal")
        cls.public = new_test_user(cls.env, "advice_a", groups="base.group_public")
        cls.employee = new_test_user(cls.env, "advice_e", groups="base.group_user")

    def _sees(self, user, advice):
        return advice in self.env["scope.advice"].with_user(user).search([])

    def test_visible_as_its_project_is(self):
        advice = self._create_advice()
        self.project.message_subscribe(self.pm.partner_id.ids)
        open_to = {
            "followers": False,
            "invited_users": False,
            "employees": True,
            "portal": True,
        }
        for visibility, expected in open_to.items():
            self.project.privacy_visibility = visibility
            with self.subTest(visibility=visibility):
                self.assertEqual(
                    advice.with_user(self.outsider).has_access("read"), expected
                )
                self.assertEqual(self._sees(self.outsider, advice), expected)
                self.assertEqual(
                    self.project.with_user(self.outsider).has_access("read"), expected
                )
                self.assertTrue(self._sees(self.pm, advice), "its project manager")
                self.assertTrue(self._sees(self.manager, advice))

    def test_followers_see_the_advice_of_closed_projects(self):
        advice = self._create_advice()
        for visibility in ("followers", "invited_users"):
            self.project.privacy_visibility = visibility
            self.project.message_unsubscribe(self.outsider.partner_id.ids)
            self.assertFalse(self._sees(self.outsider, advice))
            self.project.message_subscribe(self.outsider.partner_id.ids)
            self.assertTrue(self._sees(self.outsider, advice))

    def test_following_the_advice_opens_no_project(self):
        advice = self._create_advice()
        self.project.privacy_visibility = "followers"
        advice.message_subscribe(self.outsider.partner_id.ids)
        self.assertFalse(self._sees(self.outsider, advice))

    def test_without_project_all_project_users_of_the_company_see_it(self):
        advice = self._create_advice(project_id=False)
        self.assertTrue(self._sees(self.outsider, advice))
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "advice_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.assertFalse(self._sees(stranger, advice))
        self.assertFalse(advice.with_user(stranger).has_access("read"))

    def test_project_users_keep_the_advice_they_see(self):
        Advice = self.env["scope.advice"].with_user(self.consultant)
        advice = Advice.create(
            {
                "name": "X",
                "project_id": self.project.id,
                "contact_id": self.tom.id,
            }
        )
        advice.risk = "Y"
        Advice.create({"name": "Draft"}).unlink()
        advice.action_record()
        self.assertTrue(advice.date_recorded)
        self.assertEqual(advice.create_uid, self.consultant)

    def test_nobody_writes_into_a_project_that_is_closed_to_him(self):
        advice = self._create_advice()
        self.project.privacy_visibility = "followers"
        theirs = advice.with_user(self.outsider)
        with self.assertRaises(AccessError):
            theirs.write({"outcome": "averted"})
        with self.assertRaises(AccessError):
            theirs.action_record()
        with self.assertRaises(AccessError):
            theirs.unlink()
        with self.assertRaises(AccessError):
            theirs.create({"name": "X", "project_id": self.project.id})
        self.assertFalse(advice.date_recorded)

    def test_nobody_corrects_what_is_closed_to_him(self):
        advice = self._create_recorded(decision="declined")
        self.project.privacy_visibility = "followers"
        self.assertEqual(self.customer.scope_declined_count, 1)
        Advice = self.env["scope.advice"].with_user(self.outsider)
        with self.assertRaises(AccessError):
            Advice.create({"name": "X", "predecessor_id": advice.id})
        with self.assertRaises(AccessError):
            Advice.with_context(default_predecessor_id=advice.id).create({"name": "X"})
        draft = Advice.create({"name": "X"})
        with self.assertRaises(AccessError):
            draft.predecessor_id = advice.id
        self.env.invalidate_all()
        self.assertEqual(self.customer.scope_declined_count, 1)

    def test_portal_public_and_other_employees_have_no_access(self):
        advice = self._create_advice(contact_id=self.portal.partner_id.id)
        advice.message_subscribe(self.portal.partner_id.ids)
        self.project.privacy_visibility = "portal"
        self.project.message_subscribe(self.portal.partner_id.ids)
        for user in (self.portal, self.public, self.employee):
            for model in ("scope.advice", "scope.advice.template"):
                Model = self.env[model].with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(user=user.login, verb=operation, model=model):
                        self.assertFalse(Model.has_access(operation))
            with self.assertRaises(AccessError):
                advice.with_user(user).read(["name"])

    def test_library_is_read_by_users_and_kept_by_managers(self):
        entry = self.entry.with_user(self.consultant)
        self.assertEqual(entry.name, "Load test")
        for operation in ("write", "create", "unlink"):
            self.assertFalse(entry.has_access(operation))
            self.assertTrue(self.entry.with_user(self.manager).has_access(operation))
