from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .test_expectation_check import ExpectationCommon

MODELS = ("scope.expectation.check", "scope.expectation.answer")


@tagged("post_install", "-at_install")
class TestExpectationAccess(ExpectationCommon):
    """Who may do what with check-ins, per role and verb."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._create_item("Orders to accounting", "exclusion")
        cls.second_item = cls._create_item("Orders to the warehouse")
        cls.consultant = new_test_user(
            cls.env, "check_consultant", groups="project.group_project_user"
        )
        cls.administrator = new_test_user(
            cls.env, "check_administrator", groups="project.group_project_manager"
        )
        cls.employee = new_test_user(
            cls.env, "check_employee", groups="base.group_user"
        )
        cls.portal = new_test_user(cls.env, "check_portal", groups="base.group_portal")
        cls.public = new_test_user(cls.env, "check_public", groups="base.group_public")
        other_company = cls.env["res.company"].create({"name": "Other house"})
        cls.stranger = new_test_user(
            cls.env,
            "check_stranger",
            groups="project.group_project_manager",
            company_id=other_company.id,
            company_ids=[Command.set(other_company.ids)],
        )
        cls.project.company_id = cls.env.company
        cls.check = cls._create_check(items={cls.item: "expected"})
        cls.line = cls.check.answer_ids

    def test_what_is_counted_is_not_written(self):
        line, check = self.line.with_user(self.administrator), self.check
        self.assertTrue(line.is_gap)
        line.write({"standing": "match", "is_gap": False})
        check.with_user(self.administrator).write({"score": 1.0, "gap_count": 0})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((line.standing, line.is_gap), ("gap", True))
        self.assertEqual((check.score, check.gap_count), (0.0, 1))

    def _vals(self, model):
        if model == "scope.expectation.check":
            return {"project_id": self.project.id, "partner_id": self.tom.id}
        return {"check_id": self.check.id, "item_id": self.second_item.id}

    def _record(self, model):
        return self.check if model == "scope.expectation.check" else self.line

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def _assert_verbs(self, user, read, write):
        """Try each verb on both models as ``user``."""
        for model in MODELS:
            record = self._record(model).with_user(user)
            trials = {
                "read": lambda r=record: r.read(["project_id"]),
                "search": lambda r=record: self.assertTrue(
                    r.search_count([("id", "=", r.id)])
                ),
                "create": lambda r=record: r.create(self._vals(r._name)),
                "write": lambda r=record: r.write(
                    {"note" if r._name == MODELS[0] else "comment": "As told"}
                ),
                "unlink": lambda r=record: r.unlink(),
            }
            for verb, trial in trials.items():
                allowed = read if verb in ("read", "search") else write
                with self.subTest(user=user.login, model=model, verb=verb):
                    self.env.invalidate_all()
                    if allowed:
                        with self.cr.savepoint() as savepoint:
                            trial()
                            savepoint.rollback()
                    elif verb == "search":
                        try:
                            found = record.search_count([("id", "=", record.id)])
                        except AccessError:
                            found = 0
                        self.assertFalse(found)
                    else:
                        with self.assertRaises(AccessError), self.cr.savepoint():
                            trial()
                    self.env.invalidate_all()

    def test_manager_of_the_project_keeps_them(self):
        self.assertFalse(self.manager.has_group("project.group_project_manager"))
        self._assert_verbs(self.manager, read=True, write=True)

    def test_project_administrator_keeps_them(self):
        self._assert_verbs(self.administrator, read=True, write=True)

    def test_consultant_reads(self):
        self._assert_verbs(self.consultant, read=True, write=False)

    def test_employee_without_project_sees_nothing(self):
        self._assert_verbs(self.employee, read=False, write=False)

    def test_portal_and_public_see_nothing(self):
        self.project.privacy_visibility = "portal"
        self.project.message_subscribe(self.portal.partner_id.ids)
        self._assert_verbs(self.portal, read=False, write=False)
        self._assert_verbs(self.public, read=False, write=False)

    def test_person_asked_sees_nothing_in_the_portal(self):
        self.check.partner_id = self.portal.partner_id
        self._assert_verbs(self.portal, read=False, write=False)

    def test_other_company_sees_nothing(self):
        self._assert_verbs(self.stranger, read=False, write=False)

    def test_visible_as_the_project(self):
        for visibility, visible in (
            ("followers", False),
            ("invited_users", False),
            ("employees", True),
            ("portal", True),
        ):
            self.project.privacy_visibility = visibility
            self._assert_verbs(self.consultant, read=visible, write=False)

    def test_followers_see_a_private_project_and_its_manager_keeps_it(self):
        self.project.message_subscribe((self.consultant | self.manager).partner_id.ids)
        for visibility in ("followers", "invited_users"):
            self.project.privacy_visibility = visibility
            self._assert_verbs(self.consultant, read=True, write=False)
            self._assert_verbs(self.manager, read=True, write=True)

    def test_manager_of_another_project_only_reads(self):
        other = new_test_user(
            self.env, "check_other_manager", groups="project.group_project_user"
        )
        self.other_project.user_id = other
        self._assert_verbs(other, read=True, write=False)

    def test_manager_cannot_move_a_check_to_a_project_of_others(self):
        self.other_project.user_id = self.administrator
        check = self.check.with_user(self.manager)
        with self.assertRaises(AccessError):
            check.project_id = self.other_project

    def test_refusal_to_create_is_a_sentence(self):
        with self.assertRaisesRegex(AccessError, "kept by its project manager"):
            self.env["scope.expectation.check"].with_user(self.consultant).create(
                self._vals("scope.expectation.check")
            )

    def test_form_says_so_as_soon_as_the_project_is_chosen(self):
        form = Form(self.env["scope.expectation.check"].with_user(self.consultant))
        with self.assertLogs("odoo.tests.form", "WARNING") as logs:
            form.project_id = self.project
        self.assertIn("kept by its project manager", logs.output[0])
        self.assertFalse(form.project_id)

    def test_consultant_settles_nothing(self):
        for action in ("action_explain", "action_change", "action_reopen"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(self.line.with_user(self.consultant), action)()

    def test_manager_runs_a_whole_check_in(self):
        Check = self.env["scope.expectation.check"].with_user(self.manager)
        form = Form(Check.with_context(default_project_id=self.project.id))
        form.partner_id = self.tom
        with form.answer_ids.edit(0) as line:
            line.answer = "unsure"
        check = form.save()
        check.action_propose_other()
        check.action_done()
        line = check.answer_ids.filtered("answer")
        line.action_explain()
        self.assertEqual(line.resolved_by_id, self.manager)
        line.action_reopen()
        check.action_back_to_prepared()
        check.unlink()

    def test_manager_corrects_an_answered_check_in(self):
        self.check.action_done()
        line = self.line.with_user(self.manager)
        line.answer = "not_expected"
        self.assertEqual(line.item_kind, "exclusion")
        self.assertFalse(line.is_gap)

    def test_buttons_are_for_those_who_may_decide(self):
        for user, decides in (
            (self.manager, True),
            (self.administrator, True),
            (self.consultant, False),
        ):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                self.assertEqual(self.check.with_user(user).can_decide, decides)
                self.assertEqual(self.line.with_user(user).can_decide, decides)

    def test_figures_count_what_the_reader_may_see(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        Check = self.env["scope.expectation.check"]
        figures = Check.with_user(self.consultant)._project_figures(self.project)
        self.assertEqual(figures[self.project.id]["checks"], 0)
        figures = Check.with_user(self.administrator)._project_figures(self.project)
        self.assertEqual(figures[self.project.id]["checks"], 1)
