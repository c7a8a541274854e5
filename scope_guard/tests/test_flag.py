from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.project_task_verdict import CANCELED
from .common import ScopeVerdictCommon

VERDICT_LOGGER = "odoo.addons.scope_guard.models.project_task_verdict"
ACTIVITY = "scope_guard.mail_activity_type_to_decide"


class FlagCase(ScopeVerdictCommon):
    def _spells(self, task):
        """Resolution of each spell of a task, oldest first; False is open."""
        task.invalidate_recordset(["scope_flag_ids"])
        return [flag.resolution for flag in task.scope_flag_ids.sorted("id")]


@tagged("post_install", "-at_install")
class TestFlagSpells(FlagCase):
    def test_a_flag_says_what_and_since_when(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        flag = task.scope_flag_ids
        self.assertRecordValues(
            flag,
            [
                {
                    "project_id": self.project.id,
                    "item_id": self.exclusion.id,
                    "verdict": "out_of_scope",
                    "reasons": "exclusion",
                    "date_closed": False,
                    "resolution": False,
                    "user_id": False,
                    "manager_id": self.pm.id,
                }
            ],
        )
        self.assertTrue(flag.date_opened)

    def test_no_flag_where_nothing_is_asked(self):
        tasks = (
            self._create_task(scope_item_id=self.catalogue.id)
            | self._create_task(scope_internal=True)
            | self._create_task(state=CANCELED)
            | self._create_task(project_id=False)
        )
        self.assertFalse(tasks.scope_flag_ids)

    def test_placed(self):
        task = self._create_task()
        task.with_user(self.consultant).scope_item_id = self.catalogue
        flag = task.scope_flag_ids
        self.assertEqual(flag.resolution, "mapped")
        self.assertTrue(flag.date_closed)
        self.assertEqual(flag.user_id, self.consultant)

    def test_from_one_question_to_the_next(self):
        task = self._create_task()
        task.scope_item_id = self.exclusion
        self.assertEqual(self._spells(task), ["mapped", False])
        self.assertEqual(self._open_flag(task).verdict, "out_of_scope")
        # Still out of scope, for another reason: the same question.
        task.scope_item_id = self.later
        self.assertEqual(self._spells(task), ["mapped", False])
        self.assertEqual(self._open_flag(task).item_id, self.later)
        task.scope_item_id = self.catalogue
        self.assertEqual(self._spells(task), ["mapped", "mapped"])

    def test_no_longer_exceeds(self):
        first = self._create_task(scope_item_id=self.orders.id, allocated_hours=6)
        second = self._create_task(scope_item_id=self.orders.id, allocated_hours=6)
        first.allocated_hours = 4
        self.assertEqual(self._spells(second), ["reworked"])
        first.allocated_hours = 5
        self.assertEqual(self._spells(second), ["reworked", False])

    def test_internal_goodwill_and_later(self):
        tasks = self._create_task() | self._create_task() | self._create_task()
        tasks[0].with_user(self.pm).action_scope_internal()
        tasks[1].with_user(self.pm)._scope_give_goodwill()
        tasks[2].with_user(self.pm).action_scope_later()
        for task, resolution in zip(
            tasks, ("internal", "goodwill", "later_phase"), strict=True
        ):
            self.assertEqual(self._spells(task), [resolution])
            self.assertEqual(task.scope_flag_ids.user_id, self.pm)
            self.assertTrue(task.scope_flag_ids.date_closed)

    def test_dropped(self):
        other = self.env["project.project"].create({"name": "No scope"})
        guarded = self._create_guarded_project()
        for values, spells in (
            ({"state": CANCELED}, ["dropped"]),
            ({"active": False}, ["dropped"]),
            ({"project_id": other.id}, ["dropped"]),
            ({"project_id": guarded.id}, ["dropped", False]),
            ({"project_id": False}, ["dropped"]),
            ({"is_template": True}, ["dropped"]),
        ):
            with self.subTest(values=values):
                task = self._create_task()
                task.write(values)
                self.assertEqual(self._spells(task), spells)

    def test_flags_go_with_their_task(self):
        task = self._create_task()
        flag = task.scope_flag_ids
        task.unlink()
        self.assertFalse(flag.exists())

    def test_archived_and_back(self):
        task = self._create_task()
        task.action_archive()
        self.assertEqual(self._spells(task), ["dropped"])
        task.action_unarchive()
        self.assertEqual(self._spells(task), ["dropped", False])

    def test_an_archived_project(self):
        task = self._create_task()
        self.project.active = False
        self.assertFalse(self._open_flag(task).filtered("project_active"))
        self.project.active = True
        self.assertTrue(self._open_flag(task).project_active)

    def test_at_most_one_is_open(self):
        task = self._create_task()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as raised:
            with self.cr.savepoint():
                task.scope_flag_ids.copy()
                self.env.flush_all()
        self.assertIn("scope_flag_open_uniq", str(raised.exception))

    def test_parked_stays_parked_with_the_same_verdict_and_item(self):
        task = self._create_task()
        task.with_user(self.pm).action_scope_later()
        self.assertTrue(task.scope_is_parked)
        for values in (
            {"name": "Renamed"},
            {"allocated_hours": 8},
            {"state": "1_done"},
            {"active": False},
            {"active": True},
        ):
            task.write(values)
            self.assertEqual(self._spells(task), ["later_phase"], values)
        self.tor._heal()
        self.assertEqual(self._spells(task), ["later_phase"])
        task.scope_item_id = self.exclusion
        self.assertEqual(self._spells(task), ["later_phase", False])
        self.assertFalse(task.scope_is_parked)

    def test_parked_on_one_item_is_asked_anew_on_another(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        task.with_user(self.pm).action_scope_later()
        task.scope_item_id = self.later
        self.assertEqual(task.scope_verdict, "out_of_scope")
        self.assertEqual(self._spells(task), ["later_phase", False])
        self.assertEqual(self._open_flag(task).item_id, self.later)

    def test_parked_after_a_change_of_place(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        task.scope_item_id = self.later
        task.with_user(self.pm).action_scope_later()
        self.tor._heal()
        task.write({"active": False})
        task.write({"active": True})
        self.assertEqual(self._spells(task), ["later_phase"])
        self.assertTrue(task.scope_is_parked)

    def test_decide_now(self):
        task = self._create_task()
        task.with_user(self.pm).action_scope_later()
        with self.assertRaisesRegex(AccessError, "project manager"):
            task.with_user(self.consultant).action_scope_reopen()
        task.with_user(self.pm).action_scope_reopen()
        self.assertFalse(task.scope_is_parked)
        self.assertEqual(len(self._open_flag(task)), 1)
        self.assertEqual(self._open_flag(task).verdict, "undecided")

    def test_undo_gives_the_same_spell_back(self):
        def place(task):
            task.action_scope_map(self.catalogue.id)

        def place_outside(task):
            task.action_scope_map(self.exclusion.id)

        def give(task):
            task._scope_give_goodwill()

        for answer in (
            place,
            place_outside,
            give,
            self.Task.__class__.action_scope_later,
            self.Task.__class__.action_scope_internal,
        ):
            with self.subTest(answer=answer.__name__):
                task = self._create_task(allocated_hours=1)
                flag = task.scope_flag_ids
                opened = flag.date_opened
                answer(task.with_user(self.pm))
                self.assertTrue(flag.date_closed)
                flag.with_user(self.pm).action_undo()
                self.assertEqual(task.scope_flag_ids, flag)
                self.assertRecordValues(
                    flag,
                    [
                        {
                            "date_opened": opened,
                            "date_closed": False,
                            "resolution": False,
                            "user_id": False,
                            "verdict": "undecided",
                            "item_id": False,
                        }
                    ],
                )
                self.assertRecordValues(
                    task,
                    [
                        {
                            "scope_verdict": "undecided",
                            "scope_item_id": False,
                            "scope_internal": False,
                            "scope_goodwill_ids": [],
                            "scope_is_parked": False,
                        }
                    ],
                )

    def test_undo_of_a_task_that_had_a_place(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        task.scope_item_id = self.later
        flag = self._open_flag(task)
        task.with_user(self.pm).action_scope_later()
        flag.with_user(self.pm).action_undo()
        self.assertEqual(task.scope_item_id, self.later)
        task.with_user(self.pm).action_scope_map(self.catalogue.id)
        flag.with_user(self.pm).action_undo()
        self.assertEqual(task.scope_item_id, self.later)
        self.assertEqual(self._spells(task), [False])

    def test_undo_for_many(self):
        tasks = self._create_task() | self._create_task() | self._create_task()
        params = tasks.with_user(self.pm).action_scope_internal()["params"]
        flags = self.env["scope.flag"].browse(params["flag_ids"])
        self.assertEqual(flags.task_id, tasks)
        flags.with_user(self.pm).action_undo()
        self.assertEqual(tasks.mapped("scope_verdict"), ["undecided"] * 3)
        self.assertFalse(any(flags.mapped("date_closed")))

    def test_undo_is_refused_where_there_is_nothing_to_undo(self):
        task = self._create_task()
        flag = task.scope_flag_ids
        with self.assertRaisesRegex(UserError, "no answer that could be taken back"):
            flag.with_user(self.pm).action_undo()
        task.state = CANCELED
        with self.assertRaisesRegex(UserError, "no answer that could be taken back"):
            flag.with_user(self.pm).action_undo()
        task.state = "01_in_progress"
        task.scope_item_id = self.catalogue
        last = task.scope_flag_ids.sorted("id")[-1]
        task.scope_item_id = self.exclusion
        task.scope_item_id = self.catalogue
        with self.assertRaisesRegex(UserError, "no answer that could be taken back"):
            last.with_user(self.pm).action_undo()

    def test_undo_of_a_decision_is_for_those_who_decide(self):
        task = self._create_task()
        flag = task.scope_flag_ids
        task.with_user(self.pm).action_scope_internal()
        with self.assertRaisesRegex(AccessError, "project manager"):
            flag.with_user(self.consultant).action_undo()
        flag.with_user(self.pm).action_undo()
        task.with_user(self.consultant).action_scope_map(self.catalogue.id)
        flag.with_user(self.consultant).action_undo()
        self.assertEqual(task.scope_verdict, "undecided")


@tagged("post_install", "-at_install")
class TestFlagInbox(FlagCase):
    def _activities(self, project=None):
        project = project or self.project
        project.invalidate_recordset(["activity_ids"])
        return project.activity_search([ACTIVITY])

    def test_one_flag_opens_the_inbox(self):
        tasks = self.Task.create(
            [{"name": "A", "project_id": self.project.id} for _number in range(3)]
        )
        self.assertEqual(tasks.scope_flag_ids.mapped("opens_inbox").count(True), 1)
        self.assertFalse(self._create_task().scope_flag_ids.opens_inbox)
        # From one question to the next: the inbox was not empty.
        (tasks - tasks[0]).scope_internal = True
        self.project.task_ids.filtered(lambda task: task != tasks[0]).unlink()
        tasks[0].scope_item_id = self.exclusion
        self.assertFalse(self._open_flag(tasks[0]).opens_inbox)
        tasks[0].scope_item_id = self.catalogue
        self.assertTrue(self._create_task().scope_flag_ids.opens_inbox)

    def test_each_project_has_its_own(self):
        other = self._create_guarded_project()
        tasks = self.Task.create(
            [
                {"name": "A", "project_id": project.id}
                for project in (self.project, other, self.project, other)
            ]
        )
        flags = tasks.scope_flag_ids
        self.assertEqual(flags.filtered("opens_inbox").project_id, self.project | other)
        self.assertEqual(len(flags.filtered("opens_inbox")), 2)

    def test_moved_to_a_project_without_questions(self):
        other = self._create_guarded_project()
        task = self._create_task()
        self.assertTrue(self._activities())
        task.project_id = other
        self.assertTrue(self._open_flag(task).opens_inbox)
        self.assertFalse(self._activities())
        self.assertTrue(self._activities(other))

    def test_one_activity_for_the_manager(self):
        tasks = self._create_task() | self._create_task()
        activity = self._activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.pm)
        tasks[0].scope_item_id = self.exclusion
        self.assertEqual(self._activities(), activity)
        tasks[0].scope_item_id = self.catalogue
        self.assertEqual(self._activities(), activity)
        tasks[1].with_user(self.consultant).scope_item_id = self.catalogue
        self.assertFalse(self._activities())

    def test_the_activity_goes_with_the_last_question_however_it_ends(self):
        for end in (
            lambda task: task.with_user(self.pm).action_scope_later(),
            lambda task: task.with_user(self.pm)._scope_give_goodwill(),
            lambda task: task.unlink(),
            lambda task: task.action_archive(),
            lambda task: task.write({"state": CANCELED}),
            lambda task: task.write({"project_id": False}),
        ):
            task, other = self._create_task(), self._create_task()
            self.assertTrue(self._activities())
            end(task)
            self.assertTrue(self._activities())
            end(other)
            self.assertFalse(self._activities())

    def test_undo_brings_the_activity_back(self):
        task = self._create_task()
        flag = task.scope_flag_ids
        task.with_user(self.pm).action_scope_later()
        self.assertFalse(self._activities())
        flag.with_user(self.pm).action_undo()
        self.assertEqual(len(self._activities()), 1)
        self.assertTrue(flag.opens_inbox)

    def test_no_activity_for_a_manager_who_cannot_read_the_project(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.pm.partner_id.ids)
        self._create_task()
        self.assertFalse(self._activities())
        self.assertNotIn(self.pm.partner_id, self.project.message_partner_ids)
        self.project.task_ids.unlink()
        self.project.user_id = False
        self.project.privacy_visibility = "employees"
        self._create_task()
        self.assertFalse(self._activities())

    def _add_automation(self, code):
        model = self.env["ir.model"]._get("scope.flag")
        return self.env["base.automation"].create(
            {
                "name": "The firm's own",
                "model_id": model.id,
                "trigger": "on_create",
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Refuse",
                            "model_id": model.id,
                            "state": "code",
                            "code": code,
                            "usage": "base_automation",
                        }
                    )
                ],
            }
        )

    def test_a_firm_s_own_action_that_fails_does_not_block_the_save(self):
        rule = self._add_automation("raise UserError('No flags on Mondays')")
        older = self._create_task(scope_item_id=self.catalogue.id)
        with self.assertLogs(VERDICT_LOGGER, "ERROR") as logged:
            task = self._create_task(name="Saved", allocated_hours=3)
            older.write({"scope_item_id": self.exclusion.id, "name": "Saved, too"})
        self.assertEqual(len(logged.output), 2)
        self.assertIn(str(task.id), logged.output[0])
        self.assertIn("No flags on Mondays", logged.output[0])
        self.env.invalidate_all()
        self.assertVerdicts(task | older, ["undecided", "out_of_scope"])
        self.assertEqual((task.allocated_hours, older.name), (3, "Saved, too"))
        self.assertFalse((task | older).scope_flag_ids)
        rule.active = False
        self.tor._heal()
        self.assertEqual(len(self._open_flag(task)), 1)
        self.assertEqual(self._open_flag(older).item_id, self.exclusion)

    def test_a_conflict_with_another_user_is_left_to_odoo(self):
        def conflict(*args):
            raise SerializationFailure

        self.patch(self.env.registry["project.task"], "_scope_write_flags", conflict)
        with self.assertRaises(SerializationFailure):
            self._create_task()

    def test_the_nightly_job_mends_what_is_wrong(self):
        undecided, over, gone = (
            self._create_task(),
            self._create_task(scope_item_id=self.exclusion.id),
            self._create_task(),
        )
        self.env.flush_all()
        # Two users at once leave such rows behind.
        self.env.cr.execute(
            "UPDATE project_task SET scope_verdict = 'in_scope' WHERE id = %s",
            [undecided.id],
        )
        self.env.cr.execute(
            "UPDATE project_task SET scope_item_id = %s WHERE id = %s",
            [self.catalogue.id, over.id],
        )
        # A flag that could not be closed.
        self.env.cr.execute(
            "UPDATE project_task SET scope_internal = true, scope_verdict = NULL, "
            "scope_reasons = NULL WHERE id = %s",
            [gone.id],
        )
        self.env.invalidate_all()
        self.tor._heal()
        self.assertVerdicts(undecided | over | gone, ["undecided", "in_scope", False])
        self.assertTrue(self._open_flag(undecided))
        self.assertFalse(self._open_flag(over) | self._open_flag(gone))

    def test_the_nightly_job_mends_a_flag_about_another_verdict(self):
        task = self._create_task()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_task SET scope_verdict = 'out_of_scope', "
            "scope_reasons = 'exclusion', scope_item_id = %s WHERE id = %s",
            [self.exclusion.id, task.id],
        )
        self.env.invalidate_all()
        self.tor._heal()
        self.assertEqual(self._spells(task), ["mapped", False])
        self.assertEqual(self._open_flag(task).verdict, "out_of_scope")

    def test_the_nightly_job_looks_at_what_changed(self):
        task = self._create_task()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_task SET scope_verdict = 'in_scope' WHERE id = %s",
            [task.id],
        )
        self.env.invalidate_all()
        self.patch(
            self.env.registry["ir.cron"],
            "_commit_progress",
            lambda cron, *args, **kwargs: 60,
        )
        self.env["scope.tor"]._cron_refresh()
        self.assertEqual(task.scope_verdict, "undecided")
