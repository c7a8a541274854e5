from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged, users
from odoo.tools import mute_logger

from ..models.scope_change import STEP
from ..models.scope_tor_version import FREEZE
from .common import ScopeVerdictCommon


class ChangeCase(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"scope_hourly_rate": 100, "scope_change_small_hours": 8})
        cls.Change = cls.env["scope.change"]

    def _as_pm(self, records):
        return records.with_user(self.pm)

    @classmethod
    def _change(cls, tasks=(), **values):
        lines = [Command.create({"task_id": task.id}) for task in tasks]
        return cls.env["scope.change"].create(
            {"tor_id": cls.tor.id, "line_ids": lines, **values}
        )

    def _propose(self, tasks, user=None, **values):
        """Answer the tasks with *Change* and save the dialog as it comes up."""
        tasks = tasks.with_user(user or self.pm)
        action = tasks.action_scope_change()
        self.assertEqual(action["res_model"], "scope.change.propose")
        wizard = (
            tasks.env["scope.change.propose"]
            .with_context(**action["context"])
            .create(values)
        )
        return wizard

    def _send(self, change):
        change.with_context(scope_change_step=STEP).write({"state": "sent"})
        change.line_ids.task_id._scope_refresh_tasks()


@tagged("post_install", "-at_install")
class TestChange(ChangeCase):
    def test_a_task_named_by_a_change_waits_and_takes_no_hours(self):
        first = self._create_task(scope_item_id=self.orders.id, allocated_hours=8)
        second = self._create_task(scope_item_id=self.orders.id, allocated_hours=8)
        self.assertVerdicts(first | second, ["in_scope", "over_allowance"])
        flag = self._open_flag(second)
        change = self._change(first)
        self.assertVerdicts(
            first | second, ["change_pending", "in_scope"], ["change", False]
        )
        self.assertEqual(flag.resolution, "reworked")
        self.assertEqual(self.orders.used_hours, 8)
        self.assertEqual(self.orders.unestimated_count, 0)
        change.action_cancel()
        self.assertVerdicts(first | second, ["in_scope", "over_allowance"])

    def test_the_question_is_answered_by_the_change_and_comes_back_with_it(self):
        task = self._create_task()
        flag = self._open_flag(task)
        change = self._as_pm(self.Change).create(
            {"tor_id": self.tor.id, "line_ids": [Command.create({"task_id": task.id})]}
        )
        self.assertVerdicts(task, ["change_pending"])
        self.assertEqual((flag.resolution, flag.user_id), ("change", self.pm))
        for step, verdict in (
            (change.action_cancel, "undecided"),
            (change.action_draft, "change_pending"),
            (change.line_ids.unlink, "undecided"),
        ):
            step()
            self.assertVerdicts(task, [verdict])
            self.assertEqual(bool(self._open_flag(task)), verdict == "undecided")
        change.line_ids = [Command.create({"task_id": task.id})]
        self.assertVerdicts(task, ["change_pending"])
        change.unlink()
        self.assertVerdicts(task, ["undecided"])
        self.assertEqual(
            [flag.resolution for flag in task.scope_flag_ids.sorted("id")],
            ["change", "change", "change", False],
        )

    def test_a_task_waits_for_each_change_that_names_it(self):
        task = self._create_task()
        first, second = self._change(task), self._change(task)
        self.assertEqual(task.scope_change_ids, first | second)
        first.action_cancel()
        self.assertVerdicts(task, ["change_pending"])
        second.action_cancel()
        self.assertVerdicts(task, ["undecided"])

    def test_decided_ones_are_waited_for_no_more(self):
        task = self._create_task()
        change = self._change(task)
        self._send(change)
        self.assertVerdicts(task, ["change_pending"])
        for state in ("approved", "rejected", "cancelled"):
            change.with_context(scope_change_step=STEP).write({"state": state})
            task._scope_refresh_tasks()
            self.assertVerdicts(task, ["undecided"])

    def test_another_task_on_a_line(self):
        tasks = self._create_task() | self._create_task()
        change = self._change(tasks[0])
        change.line_ids.task_id = tasks[1]
        self.assertVerdicts(tasks, ["undecided", "change_pending"])

    def test_sub_tasks_wait_with_their_parent(self):
        task = self._create_task()
        child = self._create_task(parent_id=task.id, allocated_hours=3)
        change = self._change(task)
        self.assertEqual(change.line_ids.hours, 3)
        self.assertVerdicts(task | child, ["change_pending"] * 2)
        self.assertEqual(child.scope_explanation, task.scope_explanation)

    def test_older_tasks_are_taken_in_by_asking_for_them(self):
        task = self._create_task()
        self._set_entered(task, fields.Datetime.subtract(fields.Datetime.now(), days=9))
        self.assertVerdicts(task, [False])
        self.assertEqual(self.tor.older_count, 1)
        self._change(task)
        self.assertVerdicts(task, ["change_pending"])
        self.assertEqual(self.tor.older_count, 0)

    def test_in_another_project_a_task_waits_no_more(self):
        other = self._create_guarded_project()
        task = self._create_task()
        self._change(task)
        task.project_id = other
        self.assertVerdicts(task, ["undecided"])
        task.project_id = self.project
        self.assertVerdicts(task, ["change_pending"])

    def test_what_is_known_is_filled_in(self):
        self.tor.goodwill_rate = 150
        task = self._create_task(
            "Import orders", scope_item_id=self.exclusion.id, allocated_hours=4
        )
        wording = self._create_task(scope_item_id=self.orders.id, allocated_hours=2)
        change = self._change(task | wording)
        self.assertRecordValues(
            change,
            [
                {
                    "name": "Import orders and 1 more",
                    "state": "draft",
                    "project_id": self.project.id,
                    "partner_id": self.partner.id,
                    "company_id": self.tor.company_id.id,
                    "currency_id": self.tor.currency_id.id,
                    "hours": 6,
                    "amount": 900,
                    "is_small": True,
                }
            ],
        )
        self.assertRecordValues(
            change.line_ids,
            [
                {
                    "name": "Import orders",
                    "item_id": self.exclusion.id,
                    "operation": "add",
                    "hours": 4,
                    "rate": 150,
                    "amount": 600,
                },
                {
                    "name": "Task",
                    "item_id": self.orders.id,
                    "operation": "hours",
                    "hours": 2,
                    "rate": 150,
                    "amount": 300,
                },
            ],
        )
        change.line_ids[0].amount = 500
        self.assertEqual(change.amount, 800)
        self.tor.goodwill_rate = 200
        self.assertEqual(change.amount, 800, "what was reckoned stays")
        change.line_ids[1].hours = 9
        self.assertEqual(change.amount, 500 + 9 * 150)
        self.assertFalse(change.is_small)

    def test_numbers_are_of_the_company(self):
        first, second = self._change(), self._change()
        number = int(first.code.removeprefix("CR-"))
        self.assertEqual(second.code, f"CR-{number + 1}")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        project = self.env["project.project"].create(
            {"name": "There", "company_id": elsewhere.id}
        )
        tor = self.env["scope.tor"].create({"project_id": project.id})
        self._create_item(tor_id=tor.id)
        self._agree(tor)
        other = self._change(tor_id=tor.id)
        self.assertEqual(other.code, "CR-1")
        self.assertEqual(other.company_id, elsewhere)
        found = self.Change.name_search(second.code)
        self.assertIn((second.id, second.display_name), found)

    def test_where_nothing_is_agreed_there_is_nothing_to_change(self):
        project = self.env["project.project"].create({"name": "P"})
        tor = self.env["scope.tor"].create({"project_id": project.id})
        with self.assertRaisesRegex(UserError, "Nothing is agreed on P yet"):
            self._change(tor_id=tor.id)
        task = self._create_task(project_id=project.id)
        with self.assertRaisesRegex(UserError, "Nothing is agreed on P yet"):
            task.action_scope_change()

    def test_lines_are_of_the_change_s_own_project(self):
        other = self._create_guarded_project()
        for values in (
            {"task_id": self._create_task(project_id=other.id).id},
            {"item_id": other.scope_tor_id.item_ids.id},
        ):
            with self.assertRaises(ValidationError):
                self._change(line_ids=[Command.create({"name": "A", **values})])

    @mute_logger("odoo.sql_db")
    def test_a_task_has_one_line_in_a_change(self):
        task = self._create_task()
        with self.assertRaises(UniqueViolation):
            self._change(task).line_ids = [Command.create({"task_id": task.id})]

    def test_a_form_by_hand(self):
        task = self._create_task("Map", allocated_hours=5)
        Change = self._as_pm(self.Change).with_context(default_tor_id=self.tor.id)
        with Form(Change) as form:
            form.name = "Map of dealers"
            with form.line_ids.new() as line:
                line.task_id = task
                self.assertEqual((line.name, line.hours), ("Map", 5))
                line.hours = 6
        change = form.record
        self.assertEqual((change.name, change.amount), ("Map of dealers", 600))
        self.assertVerdicts(task, ["change_pending"])

    def test_the_status_follows_from_steps_alone(self):
        change = self._change(self._create_task())
        for state in ("sent", "approved", "rejected"):
            for attempt in (
                lambda state=state: change.write({"state": state}),
                lambda state=state: change.sudo().write({"state": state}),
                lambda state=state: self._change(state=state),
                lambda state=state: change.with_context(scope_change_step=True).write(
                    {"state": state}
                ),
            ):
                with self.assertRaisesRegex(UserError, "begins as a draft"):
                    attempt()
        self.assertEqual(
            self._change().with_context(default_state="sent").copy().state, "draft"
        )
        change.write({"state": "cancelled"})
        self.assertEqual(change.state, "cancelled")
        with self.assertRaisesRegex(UserError, "only a draft"):
            change.action_cancel()
        change.write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "need not"):
            change.action_draft()

    def test_what_was_put_to_the_client_stays(self):
        task = self._create_task()
        change = self._change(task)
        self._send(change)
        for attempt in (
            lambda: change.write({"name": "Other"}),
            lambda: change.write({"reason": "Other"}),
            lambda: change.line_ids.write({"hours": 1}),
            lambda: change.line_ids.unlink(),
            lambda: change.unlink(),
            lambda: change.write({"line_ids": [Command.clear()]}),
            lambda: change.line_ids.create({"change_id": change.id, "name": "A"}),
            lambda: change.sudo().write({"name": "Other"}),
        ):
            with self.assertRaises(UserError):
                attempt()
        change.user_id = self.manager
        cancelled = self._change()
        cancelled.action_cancel()
        with self.assertRaisesRegex(UserError, "Take it up again"):
            cancelled.name = "Other"

    def test_scope_company_and_number_are_set_once(self):
        change = self._change()
        other = self._create_guarded_project().scope_tor_id
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for values in (
            {"tor_id": other.id},
            {"company_id": elsewhere.id},
            {"code": "CR-99"},
        ):
            with self.assertRaisesRegex(UserError, "stay as they are"):
                change.write(values)
        sly = self._change(company_id=elsewhere.id, code="CR-99", amount=5)
        self.assertEqual(sly.company_id, self.tor.company_id)
        self.assertNotEqual(sly.code, "CR-99")
        self.assertFalse(sly.amount)

    def test_a_line_brings_no_answer_of_the_client(self):
        change = self._change()
        line = change.line_ids.create(
            {"change_id": change.id, "name": "A", "answer": "pay"}
        )
        self.assertFalse(line.answer)
        line.answer = "pay"
        self.assertFalse(line.answer)

    def test_a_copy_asks_for_the_same_of_no_task(self):
        change = self._change(self._create_task("Map", allocated_hours=2))
        change.line_ids.amount = 150
        copy = change.copy()
        self.assertNotEqual(copy.code, change.code)
        self.assertRecordValues(
            copy.line_ids,
            [{"task_id": False, "name": "Map", "hours": 2, "amount": 150}],
        )

    def test_a_deleted_task_leaves_its_line(self):
        task = self._create_task("Map", allocated_hours=2)
        change = self._change(task)
        task.unlink()
        self.assertRecordValues(
            change.line_ids, [{"task_id": False, "name": "Map", "hours": 2}]
        )

    def test_the_task_says_what_it_waits_for(self):
        task = self._create_task("Map")
        change = self._change(task)
        self.assertEqual(
            task.scope_explanation,
            f"Part of the change {change.code} Map, which is not sent yet.",
        )
        self._send(change)
        task.invalidate_recordset(["scope_explanation"])
        self.assertIn("Waits for the client's answer", task.scope_explanation)
        action = self._as_pm(task).action_scope_open_change()
        self.assertEqual(action["res_id"], change.id)
        found = self.Task.search([("scope_change_ids", "in", change.ids)])
        self.assertEqual(found, task)

    def test_on_the_scope(self):
        change = self._change(self._create_task())
        self._change().action_cancel()
        self.assertEqual((self.tor.change_count, self.tor.change_open_count), (2, 1))
        action = self._as_pm(self.tor).action_open_changes()
        found = self.Change.search(action["domain"])
        self.assertIn(change, found)
        self.assertEqual(len(found), 2)
        action = self._as_pm(self.tor).action_propose_change()
        with Form(self._as_pm(self.Change).with_context(**action["context"])) as form:
            form.name = "Map"
        self.assertEqual(form.record.tor_id, self.tor)
        with self.assertRaisesRegex(AccessError, "project manager"):
            self.tor.with_user(self.consultant).action_propose_change()


@tagged("post_install", "-at_install")
class TestPropose(ChangeCase):
    def test_six_small_tasks_one_change(self):
        tasks = self.Task.browse()
        for number in range(6):
            tasks |= self._create_task(f"Small thing {number}", allocated_hours=1)
        wizard = self._propose(tasks)
        self.assertTrue(wizard.is_small)
        self.assertEqual(wizard.line_ids.mapped("name"), tasks.mapped("name"))
        self.assertEqual((wizard.hours, wizard.amount), (6, 600))
        action = wizard.action_confirm()
        change = tasks.scope_change_ids
        self.assertEqual(len(change), 1)
        self.assertEqual(len(change.line_ids), 6)
        self.assertEqual(change.user_id, self.pm)
        self.assertVerdicts(tasks, ["change_pending"] * 6)
        self.assertEqual(action["tag"], "scope_guard_answered")
        self.assertEqual(action["params"]["flag_ids"], tasks.scope_flag_ids.ids)
        self.assertIn(change.code, action["params"]["message"])

    def test_other_hours_and_words_than_the_task_s(self):
        task = self._create_task("Report per region", allocated_hours=9)
        wizard = self._propose(task)
        wizard.line_ids.write({"name": "A report per region", "hours": 4.5})
        self.assertEqual(wizard.amount, 450)
        wizard.action_confirm()
        self.assertRecordValues(
            task.scope_change_line_ids,
            [{"name": "A report per region", "hours": 4.5, "amount": 450}],
        )
        self.assertEqual(task.scope_change_ids.amount, 450)

    def test_undo(self):
        tasks = self._create_task("One thing more") | self._create_task("And another")
        action = self._propose(tasks).action_confirm()
        change = tasks.scope_change_ids
        flags = self._as_pm(self.env["scope.flag"]).browse(action["params"]["flag_ids"])
        flags[0].action_undo()
        self.assertVerdicts(tasks, ["undecided", "change_pending"])
        self.assertEqual(change.task_ids, tasks[1])
        flags[1].action_undo()
        self.assertVerdicts(tasks, ["undecided"] * 2)
        self.assertFalse(change.exists())
        self.assertEqual(self._open_flag(tasks[0]), flags[0].with_env(self.env))

    def test_undo_leaves_what_was_there_and_what_was_sent(self):
        first, second = self._create_task("First"), self._create_task("Second")
        self._propose(first).action_confirm()
        change = first.scope_change_ids
        self._propose(second).action_confirm()
        self._as_pm(second.scope_flag_ids).action_undo()
        self.assertEqual(change.task_ids, first)
        self._send(change)
        with self.assertRaisesRegex(UserError, "put to the client"):
            self._as_pm(first.scope_flag_ids).action_undo()
        self.assertVerdicts(first, ["change_pending"])

    def test_a_title_that_nobody_gave_is_in_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.partner.lang = "de_DE"
        tasks = self._create_task("First") | self._create_task("Second")
        self._propose(tasks).action_confirm()
        self.assertEqual(tasks.scope_change_ids.name, "First und 1 weitere")

    def test_the_own_open_draft_gets_further_lines(self):
        first, second = self._create_task("First"), self._create_task("Second")
        self._propose(first).action_confirm()
        change = first.scope_change_ids
        wizard = self._propose(second)
        self.assertEqual(wizard.change_id, change)
        wizard.action_confirm()
        self.assertEqual(change.task_ids, first | second)
        self.assertEqual(change.name, "First and 1 more")
        change.name = "Reports"
        third = self._create_task("Third")
        self._propose(third).action_confirm()
        self.assertEqual(change.name, "Reports", "a title that was given stays")
        third = self._create_task("Third")
        wizard = self._propose(third)
        wizard.change_id = False
        wizard.action_confirm()
        self.assertNotEqual(third.scope_change_ids, change)

    def test_another_s_draft_is_for_choice_only(self):
        change = self._change(user_id=self.manager.id)
        task = self._create_task()
        wizard = self._propose(task)
        self.assertTrue(wizard.has_drafts)
        self.assertFalse(wizard.change_id)
        wizard.change_id = change
        wizard.action_confirm()
        self.assertEqual(task.scope_change_ids, change)

    def test_tasks_of_two_projects_two_changes(self):
        other = self._create_guarded_project()
        mine = self._create_task("Mine") | self._create_task("Mine, too")
        theirs = self._create_task("Theirs", project_id=other.id)
        wizard = self._propose(mine | theirs)
        self.assertFalse(wizard.project_id)
        action = wizard.action_confirm()
        changes = (mine | theirs).scope_change_ids
        self.assertEqual(len(changes), 2)
        self.assertEqual(mine.scope_change_ids.project_id, self.project)
        self.assertEqual(theirs.scope_change_ids.project_id, other)
        self.assertIn("3 tasks", action["params"]["message"])

    def test_of_a_project_of_another_nothing_is_asked(self):
        other = self._create_guarded_project()
        other.user_id = self.manager
        tasks = self._create_task() | self._create_task(project_id=other.id)
        with self.assertRaisesRegex(AccessError, "project manager"):
            self._as_pm(tasks).action_scope_change()
        wizard = self._propose(tasks[0])
        wizard.line_ids.task_id = tasks[1]
        with self.assertRaises(AccessError):
            wizard.action_confirm()
        self.assertFalse(tasks.scope_change_ids)

    def test_what_is_asked_for_already(self):
        first, second = self._create_task("First"), self._create_task("Second")
        change = self._change(first)
        with self.assertRaisesRegex(UserError, f"{change.code} .* asks for this"):
            self._as_pm(first).action_scope_change()
        wizard = self._propose(first | second)
        self.assertEqual(wizard.line_ids.task_id, second)

    def test_a_line_without_words(self):
        wizard = self._propose(self._create_task("Map"))
        wizard.line_ids.name = " "
        with self.assertRaisesRegex(UserError, "one sentence"):
            wizard.action_confirm()

    def test_what_the_mail_says(self):
        task = self._create_task("Re: Question", allocated_hours=12)
        task.message_post(
            body="Dear Jana, we assumed you would bring our history along. Can you?",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.contact.id,
        )
        wizard = self._propose(task)
        self.assertFalse(wizard.is_small)
        self.assertTrue(wizard.line_ids.name.startswith("Question: "))
        self.assertIn("bring our history along", wizard.line_ids.name)
        self.assertEqual(wizard.requested_by_id, self.contact)
        self.assertIn("Anna Berg", wizard.reason)
        self.tor.with_context(
            scope_freeze=FREEZE
        ).purpose = "Orders arrive the same day"
        self.assertEqual(self._propose(task).purpose, "Orders arrive the same day")
        wizard.write(
            {
                "impact_if_waits": "No report in May",
                "days_added": 3,
                "serves_purpose": "partly",
            }
        )
        wizard.action_confirm()
        change = task.scope_change_ids
        self.assertRecordValues(
            change,
            [
                {
                    "requested_by_id": self.contact.id,
                    "impact_if_waits": "No report in May",
                    "days_added": 3,
                    "serves_purpose": "partly",
                    "is_small": False,
                }
            ],
        )
        more = self._create_task("A second thing to do")
        more.partner_id = self.partner
        wizard = self._propose(more)
        wizard.write(
            {"impact_if_waits": "Nor in June", "days_added": 2, "serves_purpose": "no"}
        )
        wizard.action_confirm()
        self.assertEqual(change.serves_purpose, "partly", "as it was judged first")
        self.assertEqual(change.impact_if_waits, "No report in May\nNor in June")
        self.assertEqual(change.days_added, 5)
        self.assertIn("bring our history along", change.reason)
        self.assertEqual(change.requested_by_id, self.contact)

    def test_one_of_us_who_sent_a_mail_on_did_not_ask(self):
        task = self._create_task("Something from a forwarded mail")
        task.message_post(
            body="Please see below.",
            message_type="email",
            author_id=self.consultant.partner_id.id,
        )
        self.assertFalse(self._propose(task).requested_by_id)

    @users("scope_user", "scope_portal")
    def test_others_do_not_propose(self):
        task = self._create_task()
        with self.assertRaises(AccessError):
            task.with_user(self.env.user).action_scope_change()

    def test_cost_of_many(self):
        def count(number):
            tasks = self.Task.browse()
            for place in range(number):
                tasks |= self._create_task(f"Thing {place} to do")
            wizard = self._propose(tasks)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_confirm()
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            tasks.scope_change_ids.unlink()
            return queries

        count(2)
        self.assertLessEqual(count(40) - count(10), 6)


@tagged("post_install", "-at_install")
class TestChangeAccess(ChangeCase):
    def test_role_by_verb(self):
        change = self._change(self._create_task())
        found = {}
        for user in (
            self.portal_user,
            self.employee,
            self.consultant,
            self.pm,
            self.manager,
        ):
            for record in (change, change.line_ids):
                found.setdefault(user.login, []).append(
                    "".join(
                        verb[0] if record.with_user(user).has_access(verb) else "-"
                        for verb in ("read", "write", "create", "unlink")
                    )
                )
        self.assertEqual(
            found,
            {
                "scope_portal": ["----"] * 2,
                "scope_employee": ["----"] * 2,
                "scope_user": ["r---"] * 2,
                "scope_pm": ["rwcu"] * 2,
                "scope_manager": ["rwcu"] * 2,
            },
        )

    def test_a_consultant_changes_nothing(self):
        change = self._change(self._create_task()).with_user(self.consultant)
        for attempt in (
            lambda: change.action_cancel(),
            lambda: change.write({"state": "cancelled"}),
            lambda: change.write({"name": "Mine"}),
            lambda: change.line_ids.write({"hours": 9}),
            lambda: change.create({"tor_id": self.tor.id}),
            lambda: change.copy(),
            lambda: change.unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        change.message_post(body="A word about it")

    def test_the_client_finds_nothing(self):
        change = self._change(self._create_task())
        self.project.privacy_visibility = "portal"
        for model in ("scope.change", "scope.change.line"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.portal_user).search([])
        self.assertTrue(change)

    def test_visible_as_its_project_is(self):
        change = self._change(self._create_task())
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        for visibility, readable in (
            ("followers", False),
            ("invited_users", False),
            ("employees", True),
            ("portal", True),
        ):
            self.project.privacy_visibility = visibility
            self.env.invalidate_all()
            for record in (change, change.line_ids):
                with self.subTest(visibility=visibility, model=record._name):
                    self.assertEqual(
                        record.with_user(self.consultant).has_access("read"), readable
                    )

    def test_another_company(self):
        self.project.company_id = self.env.company
        change = self._change(self._create_task())
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.env.invalidate_all()
        for record in (change, change.line_ids):
            self.assertFalse(record.with_user(self.manager).has_access("read"))

    def test_the_privacy_lookup_leaves_changes_alone(self):
        blacklist = self.env["privacy.lookup.wizard"]._get_query_models_blacklist()
        self.assertIn("scope.change", blacklist)


@tagged("post_install", "-at_install")
class TestChangeTours(ChangeCase, HttpCase):
    def test_six_small_tasks_in_one_change(self):
        tasks = self.Task.browse()
        for number in range(6):
            tasks |= self._create_task(f"Small thing {number}", allocated_hours=1)
        self.start_tour(
            "/odoo/to-decide", "scope_guard_six_in_one_change", login="scope_pm"
        )
        self.assertEqual(tasks.scope_change_ids.task_ids, tasks)
        self.assertVerdicts(tasks, ["change_pending"] * 6)

    def test_propose_by_hand(self):
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}",
            "scope_guard_propose_change",
            login="scope_pm",
        )
        change = self.tor.change_ids
        self.assertRecordValues(
            change, [{"name": "Map of dealers", "state": "draft", "amount": 1200}]
        )
        self.assertEqual(change.line_ids.operation, "add")
