from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import ScopeVerdictCommon


@tagged("post_install", "-at_install")
class TestTaskAnswers(ScopeVerdictCommon):
    """The project manager, who is only Project / User, answers; a consultant places."""

    def _as(self, records, login="scope_pm"):
        user = self.env["res.users"].search([("login", "=", login)])
        return records.with_user(user)

    def test_place_one(self):
        task = self._create_task(name="Map")
        action = self._as(task).action_scope_map(self.catalogue.id)
        self.assertVerdicts(task, ["in_scope"])
        self.assertEqual(action["tag"], "scope_guard_answered")
        self.assertEqual(action["params"]["flag_ids"], task.scope_flag_ids.ids)
        self.assertEqual(
            action["params"]["message"],
            f"“Map” is placed on {self.catalogue.display_name}.",
        )

    def test_place_many_from_the_list(self):
        tasks = self._create_task() | self._create_task()
        action = self._as(tasks.scope_flag_ids).action_map(self.exclusion.id)
        self.assertVerdicts(tasks, ["out_of_scope"] * 2)
        self.assertTrue(
            action["params"]["message"].startswith("2 tasks are placed on X01")
        )

    def test_place_in_the_row(self):
        task = self._create_task()
        flag = task.scope_flag_ids
        self._as(flag.task_id, "scope_user").write({"scope_item_id": self.catalogue.id})
        self.assertVerdicts(task, ["in_scope"])
        self.assertEqual(flag.resolution, "mapped")

    def test_an_item_of_another_project_is_refused_as_an_answer(self):
        foreign = self._create_guarded_project().scope_tor_id.item_ids
        task = self._create_task()
        for item_id in (foreign.id, foreign.id + 1000000):
            with self.assertRaisesRegex(UserError, "the task's own project"):
                self._as(task).action_scope_map(item_id)
        self.assertVerdicts(task, ["undecided"])

    def test_accept_the_suggestion(self):
        tasks = self._create_task(
            name="Orders arrive twice in accounting"
        ) | self._create_task(name="Zzyzx")
        self.assertEqual(
            tasks[0].scope_suggestion_reason, "Because of: accounting, orders."
        )
        self.assertFalse(tasks[1].scope_suggestion_reason)
        action = self._as(tasks).action_accept_suggestion()
        self.assertEqual(tasks[0].scope_item_id, self.orders)
        self.assertFalse(tasks[1].scope_item_id)
        self.assertEqual(action["params"]["flag_ids"], tasks[0].scope_flag_ids.ids)
        with self.assertRaisesRegex(UserError, "No item shares words"):
            self._as(tasks[1]).action_accept_suggestion()

    def test_a_favour_below_the_threshold_needs_no_question(self):
        self.env.company.write(
            {"scope_hourly_rate": 100, "scope_goodwill_free_hours": 2}
        )
        task = self._create_task(allocated_hours=1.5)
        action = self._as(task).action_scope_goodwill()
        self.assertEqual(action["tag"], "scope_guard_answered")
        self.assertRecordValues(
            task.scope_goodwill_ids,
            [
                {
                    "name": task.name,
                    "project_id": self.project.id,
                    "partner_id": self.partner.id,
                    "company_id": self.env.company.id,
                    "currency_id": self.env.company.currency_id.id,
                    "user_id": self.pm.id,
                    "hours": 1.5,
                    "rate": 100,
                    "amount": 150,
                    "reason": False,
                }
            ],
        )
        self.assertIn("1:30", action["params"]["message"])
        self.assertIn("150", action["params"]["message"])
        with self.assertRaisesRegex(UserError, "at no charge already"):
            self._as(task).action_scope_goodwill()
        self.assertEqual(len(task.scope_goodwill_ids), 1)

    def test_the_rate_of_the_scope_comes_before_the_company_s(self):
        self.env.company.scope_hourly_rate = 100
        self.tor.goodwill_rate = 80
        task = self._create_task(allocated_hours=1)
        self._as(task).action_scope_goodwill()
        self.assertEqual(task.scope_goodwill_ids.amount, 80)
        self.assertEqual(self.tor.goodwill_amount, 80)
        # What was given keeps its value.
        self.tor.goodwill_rate = 90
        self.assertEqual(task.scope_goodwill_ids.amount, 80)

    def _give_in_the_dialog(self, tasks, **values):
        action = self._as(tasks).action_scope_goodwill()
        self.assertEqual(action["res_model"], "scope.goodwill.give")
        wizard = self._as(self.env["scope.goodwill.give"]).with_context(
            **action["context"]
        )
        with Form(wizard) as form:
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_more_hours_ask_for_a_reason(self):
        self.env.company.scope_hourly_rate = 100
        task = self._create_task(allocated_hours=2)
        wizard = self._give_in_the_dialog(task, preset="other", reason="Our mistake")
        self.assertFalse(task.scope_goodwill_ids, "nothing is given before Confirm")
        self.assertEqual((wizard.hours, wizard.amount), (2, 200))
        wizard.line_ids.hours = 3
        wizard.action_confirm()
        self.assertRecordValues(
            task.scope_goodwill_ids,
            [{"hours": 3, "amount": 300, "reason": "Our mistake"}],
        )
        self.assertVerdicts(task, ["goodwill"])

    def test_no_hours_ask_for_them(self):
        task = self._create_task()
        wizard = self._give_in_the_dialog(task)
        wizard.line_ids.hours = 4
        wizard.action_confirm()
        self.assertEqual(task.scope_goodwill_ids.hours, 4)
        self.assertTrue(task.scope_goodwill_ids.reason)

    def test_another_reason_is_said(self):
        wizard = self._give_in_the_dialog(self._create_task(allocated_hours=5))
        wizard.preset = "other"
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_confirm()

    def test_many_small_ones_are_not_small_together(self):
        tasks = self._create_task(allocated_hours=1) | self._create_task(
            allocated_hours=1
        )
        wizard = self._give_in_the_dialog(tasks)
        self.assertEqual(wizard.line_ids.task_id, tasks)
        wizard.action_confirm()
        self.assertVerdicts(tasks, ["goodwill"] * 2)
        self.assertEqual(self.tor.goodwill_hours, 2)

    def test_goodwill_outlives_its_task(self):
        task = self._create_task(allocated_hours=1)
        self._as(task).action_scope_goodwill()
        goodwill = task.scope_goodwill_ids
        task.unlink()
        self.assertTrue(goodwill.exists())
        self.assertFalse(goodwill.task_id)
        self.assertEqual(self.tor.goodwill_hours, 1)

    def test_later_and_internal_for_many(self):
        tasks = self._create_task() | self._create_task()
        self._as(tasks.scope_flag_ids).action_later()
        self.assertEqual(tasks.mapped("scope_is_parked"), [True, True])
        self.assertVerdicts(tasks, ["undecided"] * 2)
        self._as(tasks).action_scope_reopen()
        self.assertEqual(tasks.mapped("scope_is_parked"), [False, False])
        flags = tasks.scope_flag_ids.filtered(lambda flag: not flag.date_closed)
        self._as(flags).action_internal()
        self.assertVerdicts(tasks, [False, False])
        self.assertEqual(tasks.mapped("scope_internal"), [True, True])

    def test_a_sub_task_is_decided_with_its_parent(self):
        parent = self._create_task(allocated_hours=1)
        child = self._create_task(parent_id=parent.id, allocated_hours=1)
        self._as(child).action_scope_map(self.catalogue.id)
        self.assertEqual(parent.scope_item_id, self.catalogue)
        self.assertFalse(child.scope_item_id)
        parent.scope_item_id = False
        self._as(child).action_scope_later()
        self.assertTrue(parent.scope_is_parked)
        self._as(parent).action_scope_reopen()
        self._as(child).action_scope_goodwill()
        self.assertTrue(parent.scope_goodwill_ids)
        self.assertFalse(child.scope_goodwill_ids)
        self.assertVerdicts(parent | child, ["goodwill"] * 2)
        parent.scope_goodwill_ids.unlink()
        self._as(child).action_scope_internal()
        self.assertTrue(parent.scope_internal)
        self.assertVerdicts(parent | child, [False, False])

    def test_a_consultant_places_but_does_not_decide(self):
        task = self._create_task(name="Catalogue", allocated_hours=1)
        mine = self._as(task, "scope_user")
        for answer in (
            mine.action_scope_goodwill,
            mine.action_scope_later,
            mine.action_scope_internal,
            mine.action_scope_reopen,
            mine._scope_give_goodwill,
            mine.scope_flag_ids.action_goodwill,
            mine.scope_flag_ids.action_later,
            mine.scope_flag_ids.action_internal,
            mine.scope_flag_ids.action_change,
        ):
            with self.assertRaisesRegex(
                AccessError, "for the project manager of Web shop to decide"
            ):
                answer()
        self.assertFalse(mine.scope_can_decide)
        self.assertFalse(mine.scope_flag_ids.can_decide)
        mine.action_scope_map(self.exclusion.id)
        self.assertVerdicts(task, ["out_of_scope"])
        task.scope_item_id = False
        mine.action_accept_suggestion()
        self.assertVerdicts(task, ["in_scope"])

    def test_a_project_administrator_decides(self):
        task = self._create_task(allocated_hours=1)
        mine = self._as(task, "scope_manager")
        self.assertTrue(mine.scope_can_decide)
        mine.action_scope_goodwill()
        self.assertVerdicts(task, ["goodwill"])

    def test_the_manager_of_another_project_does_not_decide(self):
        project = self._create_guarded_project()
        project.user_id = self.consultant
        tasks = self._create_task() | self._create_task(project_id=project.id)
        self._as(tasks[1], "scope_user").action_scope_later()
        with self.assertRaises(AccessError):
            self._as(tasks, "scope_user").action_scope_later()
        self.assertFalse(tasks[0].scope_is_parked)

    @users("scope_user")
    def test_verdicts_cannot_be_written(self):
        task = self.Task.with_env(self.env).create(
            {
                "name": "Sly",
                "project_id": self.project.id,
                "scope_verdict": "in_scope",
                "scope_reasons": "none at all",
            }
        )
        self.assertVerdicts(task, ["undecided"], ["no_item"])
        task.write({"scope_verdict": "in_scope", "scope_reasons": "none at all"})
        self.env.invalidate_all()
        self.assertVerdicts(task, ["undecided"], ["no_item"])
        task.web_save({"scope_verdict": False}, {"scope_verdict": {}})
        self.env.invalidate_all()
        self.assertVerdicts(task, ["undecided"])
        self.assertEqual(len(task.scope_flag_ids), 1)

    def test_no_context_keeps_a_task_from_being_judged(self):
        Task = self._as(self.Task, "scope_user").with_context(scope_later=True)
        task = Task.create({"name": "Sly", "project_id": self.project.id})
        self.assertVerdicts(task, ["undecided"])
        task.scope_item_id = self.exclusion
        self.assertVerdicts(task, ["out_of_scope"])

    def test_verdicts_cannot_be_preset(self):
        bare = self.env["project.project"].create({"name": "No scope"})
        for project, verdict in ((self.project, "undecided"), (bare, False)):
            task = (
                self._as(self.Task, "scope_user")
                .with_context(
                    default_scope_verdict="in_scope", default_scope_reasons="none"
                )
                .create({"name": "Sly", "project_id": project.id})
            )
            self.env.invalidate_all()
            self.assertEqual(task.scope_verdict, verdict)

    def test_internal_work_is_for_those_who_decide(self):
        task = self._create_task()
        for name in ("scope_internal", "scope_taken_in"):
            with self.assertRaisesRegex(AccessError, "project manager"):
                self._as(task, "scope_user").write({name: True})
            self._as(task).write({name: True})
            self.assertTrue(task[name])
        values = {"name": "Own", "project_id": self.project.id}
        for login, internal in (("scope_user", False), ("scope_pm", True)):
            Task = self._as(self.Task, login)
            created = Task.create({**values, "scope_internal": True})
            created |= Task.with_context(default_scope_internal=True).create(
                dict(values)
            )
            self.assertEqual(created.mapped("scope_internal"), [internal] * 2)
            self.assertEqual(
                created.mapped("scope_verdict"),
                [False, False] if internal else ["undecided"] * 2,
            )

    def test_goodwill_cannot_come_through_the_task(self):
        task = self._create_task()
        values = task._prepare_scope_goodwill(False, 1)
        for login in ("scope_user", "scope_pm"):
            with self.assertRaises(AccessError):
                self._as(task, login).write(
                    {"scope_goodwill_ids": [Command.create(values)]}
                )
            with self.assertRaises(AccessError):
                self._as(task, login).write({"scope_flag_ids": [Command.clear()]})
                self.env.flush_all()
        self.assertVerdicts(task, ["undecided"])
        self.assertEqual(len(task.scope_flag_ids), 1)

    def test_the_sentences(self):
        task = self._create_task()
        self.assertIn("Not placed", task.scope_explanation)
        task.scope_item_id = self.exclusion
        self.assertIn("X01 Mobile app is not part of it", task.scope_explanation)
        self.assertIn("v1", task.scope_explanation)
        task.scope_item_id = self.orders
        task.allocated_hours = 3.5
        self.assertEqual(task.scope_explanation, "6:30 h left of 10:00")
        task.allocated_hours = 12
        self.assertIn("12:00 of 10:00", task.scope_explanation)
        task.with_user(self.pm).action_scope_later()
        self.assertTrue(task.scope_explanation.startswith("Parked for later."))
