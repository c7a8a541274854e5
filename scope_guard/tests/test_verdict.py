from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.project_task_verdict import CANCELED
from .common import ScopeVerdictCommon


@tagged("post_install", "-at_install")
class TestVerdict(ScopeVerdictCommon):
    """How a single task stands: each row of the table, and their order."""

    def _task(self, item=None, **values):
        if item is not None:
            values["scope_item_id"] = item.id
        return self._create_task(**values)

    def test_each_row_of_the_table(self):
        tasks = (
            self._task(allocated_hours=3)
            | self._task(self.catalogue, allocated_hours=300)
            | self._task(self.exclusion)
            | self._task(self.later)
            | self._task(self.removed)
            | self._task(self.responsibility, allocated_hours=1)
            | self._task(self.responsibility)
            | self._task(self.assumption, allocated_hours=1)
            | self._task(self.orders, allocated_hours=10)
            | self._task(self.orders, allocated_hours=1)
        )
        self.assertVerdicts(
            tasks,
            ["undecided", "in_scope"]
            + ["out_of_scope"] * 4
            + ["in_scope"] * 3
            + ["over_allowance"],
            ["no_item", False, "exclusion", "later_phase", "removed", "client_hours"]
            + [False] * 3
            + ["item_hours"],
        )

    def test_no_verdict_without_agreement(self):
        project = self.env["project.project"].create({"name": "No scope"})
        draft = self.env["project.project"].create({"name": "Draft"})
        tor = self.env["scope.tor"].create({"project_id": draft.id})
        item = self._create_item(tor_id=tor.id, kind="exclusion")
        tasks = (
            self._task(project_id=False)
            | self._task(project_id=project.id)
            | self._task(project_id=draft.id)
            | self._task(item, project_id=draft.id)
        )
        self.assertVerdicts(tasks, [False] * 4)
        self.assertFalse(tasks.scope_flag_ids)
        self._agree(tor, guard_from=date(2020, 1, 1))
        self.assertVerdicts(tasks[2:], ["undecided", "out_of_scope"])

    def test_cancelled_and_internal_work_have_none(self):
        task = self._task(self.exclusion)
        task.state = CANCELED
        self.assertVerdicts(task, [False])
        task.state = "01_in_progress"
        self.assertVerdicts(task, ["out_of_scope"])
        task.scope_internal = True
        self.assertVerdicts(task, [False])
        task.scope_internal = False
        self.assertVerdicts(task, ["out_of_scope"])

    def test_template_tasks_and_projects_have_none(self):
        task = self._task(self.exclusion)
        child = self._task(self.exclusion, parent_id=task.id)
        task.is_template = True
        self.assertVerdicts(task | child, [False, False])
        self.assertFalse(self._open_flag(task) | self._open_flag(child))
        task.is_template = False
        self.assertVerdicts(task | child, ["out_of_scope"] * 2)
        self.project.is_template = True
        self.assertVerdicts(task | child, [False, False])
        self.project.is_template = False
        self.assertVerdicts(task | child, ["out_of_scope"] * 2)

    def test_goodwill_comes_before_undecided_and_out_of_scope(self):
        tasks = (
            self._task()
            | self._task(self.exclusion)
            | self._task(self.orders, allocated_hours=11)
        )
        self.assertVerdicts(tasks, ["undecided", "out_of_scope", "over_allowance"])
        goodwill = self.env["scope.goodwill"].create(
            [task._prepare_scope_goodwill(False, 1) for task in tasks]
        )
        self.assertVerdicts(tasks, ["goodwill"] * 3, ["goodwill"] * 3)
        goodwill.unlink()
        self.assertVerdicts(tasks, ["undecided", "out_of_scope", "over_allowance"])

    def test_no_verdict_comes_before_goodwill(self):
        task = self._task(self.exclusion)
        self.env["scope.goodwill"].create(task._prepare_scope_goodwill(False, 1))
        for field, value, back in (
            ("state", CANCELED, "01_in_progress"),
            ("scope_internal", True, False),
            ("is_template", True, False),
        ):
            task[field] = value
            self.assertVerdicts(task, [False])
            task[field] = back
            self.assertVerdicts(task, ["goodwill"])

    def test_removed_comes_before_the_kind_and_over_the_hours_last(self):
        self._renegotiate()
        task = self._task(self.exclusion, allocated_hours=5)
        self.exclusion.active = False
        self.assertVerdicts(task, ["out_of_scope"], ["removed"])
        self.exclusion.active = True
        self.tor.allowance_total = 1
        self.assertVerdicts(task, ["out_of_scope"], ["exclusion"])
        self.exclusion.kind = "deliverable"
        self.assertVerdicts(task, ["over_allowance"], ["tor_hours"])

    def test_all_limits_that_are_exceeded_are_kept_as_codes(self):
        self._renegotiate()
        section = self._create_item("Shop", allowance_hours=12)
        self.orders.parent_id = section
        self.tor.allowance_total = 13
        tasks = self.Task.browse()
        for hours in (10, 1, 1, 1, 1):
            tasks |= self._task(self.orders, allocated_hours=hours)
        self.assertVerdicts(
            tasks,
            ["in_scope"] + ["over_allowance"] * 4,
            [False, "item_hours", "item_hours", "item_hours,section_hours"]
            + ["item_hours,section_hours,tor_hours"],
        )

    def test_entered_after_the_last_day_in_the_company_s_time_zone(self):
        self.env.company.resource_calendar_id.tz = "Pacific/Auckland"
        self._renegotiate()
        self.tor.date_end = date(2026, 3, 31)
        self.tor.guard_from = date(2026, 1, 1)
        # Midnight in Auckland is 11 in the morning, UTC, of the day before.
        last, first_over = self._task(self.catalogue), self._task(self.catalogue)
        self._set_entered(last, datetime(2026, 3, 31, 10, 59, 59))
        self._set_entered(first_over, datetime(2026, 3, 31, 11, 0, 0))
        self.assertVerdicts(
            last | first_over, ["in_scope", "over_allowance"], [False, "after_end"]
        )
        self.tor.date_end = date(2026, 4, 1)
        self.assertVerdicts(last | first_over, ["in_scope", "in_scope"])

    def test_guard_from_in_the_company_s_time_zone(self):
        self.env.company.resource_calendar_id.tz = "America/New_York"
        older, newer = self._task(), self._task()
        self.tor.guard_from = date(2026, 3, 2)
        # Midnight in New York is 5 in the morning, UTC, in winter.
        self._set_entered(older, datetime(2026, 3, 2, 4, 59, 59))
        self._set_entered(newer, datetime(2026, 3, 2, 5, 0, 0))
        self.assertVerdicts(older | newer, [False, "undecided"])

    def test_older_tasks_are_left_alone_until_placed_or_taken_in(self):
        older = self._task() | self._task() | self._task() | self._task()
        self._set_entered(older, datetime(2020, 1, 1))
        self.assertVerdicts(older, [False] * 4)
        self.assertEqual(self.tor.older_count, 4)
        older[0].scope_item_id = self.exclusion
        self.env["scope.goodwill"].create(older[1]._prepare_scope_goodwill(False, 1))
        older[2].state = CANCELED
        self.assertVerdicts(older, ["out_of_scope", "goodwill", False, False])
        self.tor.with_user(self.pm).action_take_in_older()
        self.assertVerdicts(older, ["out_of_scope", "goodwill", False, "undecided"])
        older[2].state = "01_in_progress"
        self.assertVerdicts(older[2], [False])
        self.tor.guard_from = date(2019, 12, 31)
        self.assertVerdicts(older[2], ["undecided"])

    def test_done_and_archived_tasks_keep_their_verdict(self):
        task = self._task(self.exclusion)
        task.state = "1_done"
        self.assertVerdicts(task, ["out_of_scope"])
        task.active = False
        self.assertVerdicts(task, ["out_of_scope"])

    def test_web_save_reads_back_the_new_verdict(self):
        task = self._task()
        spec = {"scope_verdict": {}, "scope_item_id": {}}
        for item, verdict in (
            (self.exclusion, "out_of_scope"),
            (self.catalogue, "in_scope"),
        ):
            values = {"scope_item_id": item.id}
            (read,) = task.with_user(self.consultant).web_save(values, spec)
            self.assertEqual(read["scope_verdict"], verdict)
        (read,) = self.Task.with_user(self.consultant).web_save(
            {"name": "New", "project_id": self.project.id}, spec
        )
        self.assertEqual(read["scope_verdict"], "undecided")

    def test_the_form_places_a_task(self):
        with Form(self._task().with_user(self.consultant)) as form:
            form.scope_item_id = self.catalogue
        self.assertVerdicts(form.record, ["in_scope"])

    def test_a_batch_of_a_thousand(self):
        tasks = self.Task.create(
            [
                {
                    "name": f"Task {number}",
                    "project_id": self.project.id,
                    "scope_item_id": self.orders.id,
                    "allocated_hours": 0.01,
                }
                for number in range(1000)
            ]
        )
        self.assertEqual(set(tasks.mapped("scope_verdict")), {"in_scope"})
        tasks.allocated_hours = 0.02
        self.assertVerdicts(tasks[:500], ["in_scope"] * 500)
        self.assertVerdicts(tasks[500:], ["over_allowance"] * 500)
        self.assertEqual(len(tasks.scope_flag_ids), 500)
        tasks[:250].unlink()
        self.assertVerdicts(tasks[250:750], ["in_scope"] * 500)
        self.assertVerdicts(tasks[750:], ["over_allowance"] * 250)

    def test_the_verdict_is_no_news_for_other_tasks(self):
        first, second = self._task(self.orders), self._task(self.orders)
        second.allocated_hours = 10
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_task SET write_date = '2020-01-01' WHERE id = %s",
            [second.id],
        )
        second.invalidate_recordset()
        first.allocated_hours = 1
        self.env.flush_all()
        second.invalidate_recordset()
        self.assertVerdicts(second, ["over_allowance"])
        self.assertEqual(second.write_date, datetime(2020, 1, 1))


@tagged("post_install", "-at_install")
class TestFilling(ScopeVerdictCommon):
    """Who fills the hours of an item, in which order."""

    def _fill(self, *hours, item=None, **values):
        tasks = self.Task.browse()
        for number in hours:
            tasks |= self._create_task(
                scope_item_id=(item or self.orders).id, allocated_hours=number, **values
            )
        return tasks

    def _over(self, tasks):
        return [task.scope_verdict == "over_allowance" for task in tasks]

    def test_in_order_of_entry(self):
        tasks = self._fill(4, 4, 4, 0)
        self.assertEqual(self._over(tasks), [False, False, True, True])
        # What came before takes more: later ones go over, whoever was changed last.
        tasks[0].allocated_hours = 7
        self.assertEqual(self._over(tasks), [False, True, True, True])
        tasks[0].allocated_hours = 2
        self.assertEqual(self._over(tasks), [False, False, False, False])

    def test_an_old_task_that_is_placed_today_pushes_newer_ones_out(self):
        old = self._create_task(allocated_hours=6)
        tasks = self._fill(5, 5)
        self.assertEqual(self._over(tasks), [False, False])
        old.scope_item_id = self.orders
        self.assertEqual(self._over(old | tasks), [False, True, True])
        old.scope_item_id = self.catalogue
        self.assertEqual(self._over(old | tasks), [False, False, False])

    def test_rounding_does_not_break_an_allowance(self):
        tasks = self._fill(*[3.33, 3.33, 3.34])
        self.assertEqual(self._over(tasks), [False] * 3)
        tasks[2].allocated_hours = 3.3449
        self.assertEqual(self._over(tasks), [False] * 3)
        tasks[2].allocated_hours = 3.346
        self.assertEqual(self._over(tasks), [False, False, True])

    def test_no_allowance_is_no_limit(self):
        self.assertEqual(
            self._over(self._fill(500, 500, item=self.catalogue)), [False, False]
        )

    def test_who_takes_and_who_does_not(self):
        first, second = self._fill(6, 6)
        self.assertTrue(self._over(second)[0])
        for vals, back, over in (
            ({"state": "1_done"}, {"state": "01_in_progress"}, True),
            ({"active": False}, {"active": True}, True),
            ({"state": CANCELED}, {"state": "01_in_progress"}, False),
            ({"scope_internal": True}, {"scope_internal": False}, False),
            ({"is_template": True}, {"is_template": False}, False),
        ):
            with self.subTest(vals=vals):
                first.write(vals)
                self.assertEqual(self._over(second), [over])
                first.write(back)
                self.assertEqual(self._over(second), [True])
        goodwill = self.env["scope.goodwill"].create(
            first._prepare_scope_goodwill(False, 6)
        )
        self.assertEqual(self._over(second), [False])
        goodwill.unlink()
        self.assertEqual(self._over(second), [True])
        first.unlink()
        self.assertEqual(self._over(second), [False])

    def test_sub_tasks_follow_their_parent(self):
        parent = self._fill(4)
        child = self._create_task(parent_id=parent.id, allocated_hours=3)
        grandchild = self._create_task(parent_id=child.id, allocated_hours=3)
        family = parent | child | grandchild
        self.assertVerdicts(family, ["in_scope"] * 3)
        # The greater of the own hours and those of the sub-tasks, not both.
        self.assertEqual(self.orders.used_hours, 6)
        grandchild.allocated_hours = 8
        self.assertVerdicts(family, ["over_allowance"] * 3)
        self.assertEqual(
            [bool(self._open_flag(task)) for task in family], [True, False, False]
        )
        child.state = CANCELED
        self.assertVerdicts(family, ["in_scope", False, "in_scope"])
        child.write({"state": "01_in_progress", "scope_internal": True})
        self.assertVerdicts(family, ["in_scope", False, "in_scope"])
        child.scope_internal = False
        self.assertVerdicts(family, ["over_allowance"] * 3)
        grandchild.unlink()
        self.assertVerdicts(parent | child, ["in_scope"] * 2)

    def test_a_sub_task_with_an_item_stands_for_itself(self):
        parent = self._fill(1)
        child = self._create_task(parent_id=parent.id, allocated_hours=20)
        grandchild = self._create_task(parent_id=child.id, allocated_hours=1)
        family = parent | child | grandchild
        self.assertVerdicts(family, ["over_allowance"] * 3)
        child.scope_item_id = self.exclusion
        self.assertVerdicts(family, ["in_scope", "out_of_scope", "out_of_scope"])
        child.scope_item_id = False
        self.assertVerdicts(family, ["over_allowance"] * 3)

    def test_a_sub_task_in_another_project_stands_for_itself(self):
        other = self._create_guarded_project()
        parent = self._fill(1)
        child = self._create_task(parent_id=parent.id, allocated_hours=20)
        self.assertVerdicts(parent | child, ["over_allowance"] * 2)
        child.project_id = other
        self.assertVerdicts(parent | child, ["in_scope", "undecided"])
        self.assertEqual(self._open_flag(child).project_id, other)
        child.project_id = self.env["project.project"].create({"name": "No scope"})
        self.assertVerdicts(parent | child, ["in_scope", False])
        self.assertFalse(self._open_flag(child))

    def test_a_task_that_begins_or_ceases_to_follow(self):
        parent, child = self._create_task(), self._create_task()
        self.assertTrue(self._open_flag(child))
        child.parent_id = parent
        self.assertVerdicts(parent | child, ["undecided"] * 2)
        self.assertFalse(self._open_flag(child), "decided with its parent")
        child.parent_id = False
        self.assertVerdicts(parent | child, ["undecided"] * 2)
        self.assertTrue(self._open_flag(child))

    def test_the_hours_of_a_section(self):
        self._renegotiate()
        section = self._create_item("Shop", allowance_hours=12)
        (self.orders | self.catalogue).parent_id = section
        first = self._fill(8)
        second = self._fill(3, item=self.catalogue)
        third = self._fill(2, item=section)
        fourth = self._fill(0, item=self.orders)
        tasks = first | second | third | fourth
        self.assertVerdicts(
            tasks,
            ["in_scope", "in_scope", "over_allowance", "over_allowance"],
            [False, False, "item_hours", "section_hours"],
        )
        self.assertEqual(section.used_hours, 13)
        # Out of the section: its hours are free for the others at once.
        self.catalogue.parent_id = False
        self.assertEqual(self._over(tasks), [False] * 4)
        self.catalogue.parent_id = section
        self.assertEqual(self._over(tasks), [False, False, True, True])
        section.allowance_hours = 0
        self.assertEqual(self._over(tasks), [False] * 4)

    def test_the_hours_of_the_whole(self):
        self._renegotiate()
        self.tor.allowance_total = 12
        tasks = self._fill(5) | self._fill(5, item=self.catalogue)
        tasks |= self._fill(5) | self._fill(1, item=self.assumption)
        self.assertVerdicts(
            tasks,
            ["in_scope", "in_scope", "over_allowance", "over_allowance"],
            [False, False, "tor_hours", "tor_hours"],
        )
        tasks[1].scope_item_id = self.exclusion
        self.assertEqual(self._over(tasks), [False] * 4)
        tasks[1].scope_item_id = False
        self.assertEqual(self._over(tasks), [False] * 4)
        self.tor.allowance_total = 9
        self.assertEqual(self._over(tasks), [False, False, True, True])

    def test_items_edited_while_the_scope_is_negotiated_again(self):
        tasks = self._fill(6, 6)
        self._renegotiate()
        self.assertEqual(self._over(tasks), [False, True])
        pm_item = self.orders.with_user(self.pm)
        pm_item.allowance_hours = 12
        self.assertEqual(self._over(tasks), [False, False])
        pm_item.allowance_days = 1
        self.assertEqual(self._over(tasks), [False, True])
        pm_item.kind = "later_phase"
        self.assertVerdicts(tasks, ["out_of_scope"] * 2)
        # What was agreed stays on file; what came in the new draft goes.
        with self.assertRaisesRegex(UserError, "stays on file"):
            pm_item.unlink()
        self.assertEqual(tasks.scope_item_id, self.orders)
        tasks.scope_item_id = self._create_item("Only drafted")
        tasks.scope_item_id.with_user(self.pm).unlink()
        self.assertVerdicts(tasks, ["undecided"] * 2)
        self.assertFalse(tasks.scope_item_id)
        self.assertEqual([len(self._open_flag(task)) for task in tasks], [1, 1])

    def test_moving_to_another_project_and_back(self):
        other = self._create_guarded_project()
        foreign = other.scope_tor_id.item_ids
        first, second = self._fill(6, 6)
        self.assertEqual(self._over(second), [True])
        first.project_id = other
        self.assertFalse(first.scope_item_id, "an item of another project is cleared")
        self.assertVerdicts(first | second, ["undecided", "in_scope"])
        self.assertEqual(self._open_flag(first).project_id, other)
        first.write({"project_id": self.project.id, "scope_item_id": self.orders.id})
        self.assertVerdicts(first | second, ["in_scope", "over_allowance"])
        first.scope_item_id = foreign
        self.assertFalse(first.scope_item_id)
        self.assertVerdicts(first | second, ["undecided", "in_scope"])
        task = self._create_task(scope_item_id=foreign.id)
        self.assertFalse(task.scope_item_id)
        self.assertVerdicts(task, ["undecided"])

    def test_moving_a_parent_takes_its_sub_tasks_along(self):
        other = self._create_guarded_project()
        parent = self._create_task(name="Parent")
        child = self._create_task(
            parent_id=parent.id, scope_item_id=self.orders.id, allocated_hours=9
        )
        later = self._fill(2)
        self.assertEqual(self._over(later), [True])
        parent.project_id = other
        self.assertEqual(child.project_id, other)
        self.assertFalse(child.scope_item_id)
        self.assertVerdicts(parent | child | later, ["undecided"] * 2 + ["in_scope"])
        self.assertFalse(self._open_flag(child))
        parent.project_id = self.env["project.project"].create({"name": "No scope"})
        self.assertVerdicts(parent | child, [False, False])
        self.assertFalse(self._open_flag(parent))

    def test_a_parent_that_leaves_its_sub_task_behind(self):
        other = self._create_guarded_project()
        parent = self._create_task(name="Parent")
        child = self._create_task(parent_id=parent.id)
        self.env.flush_all()
        child.display_in_project = True
        parent.project_id = other
        self.assertEqual(child.project_id, self.project)
        self.assertVerdicts(child, ["undecided"])
        self.assertTrue(self._open_flag(child), "it stands for itself now")

    def test_recurrence(self):
        self.project.allow_recurring_tasks = True
        task = self._fill(6)
        task.write(
            {
                "recurring_task": True,
                "repeat_interval": 1,
                "repeat_unit": "day",
                "repeat_type": "forever",
                "date_deadline": fields.Datetime.now(),
            }
        )
        task.state = "1_done"
        following = self.orders.task_ids - task
        self.assertEqual(len(following), 1)
        self.assertVerdicts(task | following, ["in_scope", "over_allowance"])
        self.assertTrue(self._open_flag(following))

    def test_a_copy_of_a_task(self):
        task = self._fill(6)
        copy = task.copy()
        self.assertEqual(copy.scope_item_id, self.orders)
        self.assertVerdicts(task | copy, ["in_scope", "over_allowance"])
        self.assertFalse(copy.scope_goodwill_ids)

    def test_a_copy_of_the_project(self):
        task = self._fill(6)
        child = self._create_task(
            parent_id=task.id, scope_item_id=self.exclusion.id, name="Child"
        )
        archived = self._fill(1, active=False)
        section = self.catalogue
        copy = self.project.copy()
        tor = copy.scope_tor_id
        self.assertTrue(tor)
        self.assertEqual((tor.state, len(tor.version_ids)), ("draft", 0))
        self.assertEqual(tor.project_id, copy)
        self.assertFalse(tor.current_version_id or tor.guard_from)
        self.assertEqual(
            sorted(tor.item_ids.mapped("code")),
            sorted(self.tor.item_ids.filtered("active").mapped("code")),
        )
        self.assertFalse(tor.item_ids & self.tor.item_ids)
        copies = self.Task.with_context(active_test=False).search(
            [("project_id", "=", copy.id)]
        )
        self.assertEqual(len(copies), 3)
        for old in task | child | archived:
            item = copies.filtered(
                lambda new, old=old: (
                    new.name == old.name
                    and new.scope_item_id.code == old.scope_item_id.code
                )
            ).scope_item_id
            self.assertEqual(item.tor_id, tor)
        self.assertFalse(any(copies.mapped("scope_verdict")))
        # The original's hours are the original's.
        self.assertEqual(self.orders.used_hours, 7)
        self.assertTrue(section.exists())
        self._agree(tor, guard_from=date(2020, 1, 1))
        self.assertEqual(
            sorted(copies.mapped("scope_verdict")),
            ["in_scope", "in_scope", "out_of_scope"],
        )

    def test_a_project_from_a_template(self):
        template = self.env["project.project"].create(
            {"name": "Template", "is_template": True}
        )
        tor = self.env["scope.tor"].create({"project_id": template.id})
        item = self._create_item(tor_id=tor.id, allowance_hours=3)
        self._create_task(project_id=template.id, scope_item_id=item.id)
        template.action_create_from_template({"name": "From template"})
        project = self.env["project.project"].search([("name", "=", "From template")])
        new_item = project.scope_tor_id.item_ids
        self.assertEqual(new_item.allowance_hours, 3)
        self.assertEqual(project.task_ids.scope_item_id, new_item)
        self.assertFalse(project.is_template)

    def test_an_import_by_code_means_the_project_s_own_item(self):
        other = self._create_guarded_project()
        own = other.scope_tor_id.item_ids
        self.assertEqual(own.code, self.orders.code)
        for project, item in ((other, own), (self.project, self.orders)):
            result = self.Task.with_context(import_file=True).load(
                ["name", "project_id/.id", "scope_item_id"],
                [["Imported", str(project.id), "D01"]],
            )
            self.assertTrue(result["ids"], result["messages"])
            task = self.Task.browse(result["ids"])
            self.assertEqual(task.scope_item_id, item)
            self.assertVerdicts(task, ["in_scope"])

    def test_sub_tasks_made_and_linked_through_their_parent(self):
        parent, other = self._fill(1), self._create_task(allocated_hours=4)
        parent.write(
            {
                "child_ids": [
                    Command.create({"name": "A", "allocated_hours": 7}),
                    Command.link(other.id),
                ]
            }
        )
        self.assertEqual(self.orders.used_hours, 11)
        self.assertEqual(self._over(parent | parent.child_ids), [True] * 3)
        parent.write({"child_ids": [Command.unlink(other.id)]})
        self.assertEqual(self.orders.used_hours, 7)
        self.assertVerdicts(parent | other, ["in_scope", "undecided"])
        self.assertTrue(self._open_flag(other))

    def test_deleting_a_parent_deletes_its_sub_tasks_hours(self):
        parent = self._fill(1)
        self._create_task(parent_id=parent.id, allocated_hours=9)
        later = self._fill(2)
        self.assertEqual(self._over(later), [True])
        parent.unlink()
        self.assertEqual(self._over(later), [False])

    def test_deleting_a_parent_leaves_archived_sub_tasks_alone(self):
        parent = self._fill(1, item=self.exclusion)
        child = self._create_task(parent_id=parent.id)
        child.active = False
        self.assertVerdicts(child, ["out_of_scope"])
        parent.unlink()
        self.assertTrue(child.exists())
        self.assertVerdicts(child, ["undecided"])
        self.assertFalse(self._open_flag(child))
        child.active = True
        self.assertTrue(self._open_flag(child))

    def test_an_old_day_of_entry_does_not_change_the_order(self):
        first, second = self._fill(6, 6)
        self._set_entered(first, datetime.now() + timedelta(days=3))
        self.assertEqual(self._over(first | second), [False, True])

    def test_a_draft_that_gets_another_project_lets_go_of_its_tasks(self):
        first = self.env["project.project"].create({"name": "First"})
        second = self.env["project.project"].create({"name": "Second"})
        tor = self.env["scope.tor"].create({"project_id": first.id})
        item = self._create_item(tor_id=tor.id, allowance_hours=10)
        task = self._create_task(
            project_id=first.id, scope_item_id=item.id, allocated_hours=9
        )
        tor.project_id = second
        self.assertEqual((first.scope_tor_id, second.scope_tor_id), (tor.browse(), tor))
        self.assertEqual(item.project_id, second)
        self.assertFalse(task.scope_item_id)
        self.assertEqual(item.used_hours, 0)
