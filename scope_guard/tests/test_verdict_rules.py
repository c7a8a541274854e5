import random
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.constants import FLAGGED_VERDICTS
from .common import ScopeVerdictCommon

STATES = ["01_in_progress", "03_approved", "1_done", "1_canceled"]
HOURS = [0, 0, 1, 2.5, 4, 7.25]
LIMITS = [0, 0, 3, 8, 20]


class Rules:
    """The rules of the verdict in plain Python, written from their text.

    It shares nothing with the statement that judges: one task at a time, everything
    looked up anew.
    """

    def __init__(self, project, tasks):
        self.project = project
        self.tor = project.scope_tor_id
        self.tasks = tasks.filtered(lambda task: task.project_id == project).sorted(
            "id"
        )
        self.carrier = {task: self._get_carrier(task) for task in self.tasks}

    def _get_carrier(self, task):
        while (
            not task.scope_item_id
            and task.parent_id
            and task.parent_id.project_id == task.project_id
        ):
            task = task.parent_id
        return task

    def _is_template(self, task):
        while task:
            if task.is_template:
                return True
            task = task.parent_id
        return self.project.is_template

    def _is_exempt(self, task):
        return (
            task.state == "1_canceled" or task.scope_internal or self._is_template(task)
        )

    def _work(self, carrier):
        if self._is_exempt(carrier) or carrier.scope_goodwill_ids:
            return 0
        below = sum(
            task.allocated_hours
            for task in self.tasks
            if task != carrier
            and self.carrier[task] == carrier
            and task.state != "1_canceled"
            and not task.scope_internal
        )
        return max(carrier.allocated_hours, below)

    def _fills(self, item):
        return item.active and item.kind in ("deliverable", "assumption")

    def _is_inside(self, item, section):
        while item:
            if item == section:
                return True
            item = item.parent_id
        return False

    def _is_over(self, carrier):
        limits = []
        section = carrier.scope_item_id
        while section:
            limits.append((section, section.allowance_hours))
            section = section.parent_id
        limits.append((None, self.tor.allowance_total))
        for section, hours in limits:
            taken = sum(
                self._work(task)
                for task in self.tasks
                if task.id <= carrier.id
                and self.carrier[task] == task
                and task.scope_item_id
                and self._fills(task.scope_item_id)
                and (section is None or self._is_inside(task.scope_item_id, section))
            )
            if hours and taken > hours + 0.005:
                return True
        return False

    def _judge(self, carrier):
        item = carrier.scope_item_id
        if not self.tor.current_version_id or self._is_exempt(carrier):
            return False
        if (
            not item
            and not carrier.scope_taken_in
            and not carrier.scope_goodwill_ids
            and carrier.create_date < self.tor.guard_from_utc
        ):
            return False
        if carrier.scope_goodwill_ids:
            return "goodwill"
        if not item:
            return "undecided"
        if not item.active or item.kind in ("exclusion", "later_phase"):
            return "out_of_scope"
        if item.kind == "client_responsibility" and self._work(carrier):
            return "out_of_scope"
        if self._is_over(carrier):
            return "over_allowance"
        return "in_scope"

    def verdict(self, task):
        if task.state == "1_canceled" or task.scope_internal:
            return False
        return self._judge(self.carrier[task])

    def is_asked(self, task):
        """Whether the task puts a question to the manager: an open flag."""
        last = task.scope_flag_ids.filtered("date_closed").sorted("id")[-1:]
        parked = (
            last.resolution == "later_phase"
            and last.verdict == task.scope_verdict
            and last.item_id == task.scope_item_id
        )
        return (
            self.verdict(task) in FLAGGED_VERDICTS
            and task.active
            and self.carrier[task] == task
            and not parked
        )


@tagged("post_install", "-at_install")
class TestVerdictRules(ScopeVerdictCommon):
    """Verdicts are a pure function of the present data, whatever the way there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._renegotiate()
        section = cls._create_item("Shop", allowance_hours=12)
        (cls.orders | cls.catalogue).parent_id = section
        cls.other = cls._create_guarded_project(allowance_total=9)
        cls._renegotiate(cls.other.scope_tor_id)
        cls.free = cls.env["project.project"].create({"name": "No scope"})
        cls.draft = cls.env["project.project"].create({"name": "Never agreed"})
        tor = cls.env["scope.tor"].create({"project_id": cls.draft.id})
        cls._create_item("Draft item", tor_id=tor.id)
        cls.projects = cls.project | cls.other | cls.free | cls.draft
        cls.guarded = cls.project | cls.other

    def _all_tasks(self):
        return self.Task.with_context(active_test=False).search(
            [("project_id", "in", self.projects.ids)], order="id"
        )

    def _random_item(self, chance, project):
        items = project.scope_tor_id.with_context(active_test=False).item_ids
        return chance.choice([self.env["scope.item"], *items])

    def _random_parent(self, chance, tasks, task=None):
        below = tasks.search([("id", "child_of", task.ids)]) if task else tasks[:0]
        return chance.choice([tasks[:0], *(tasks - below)])

    def _step(self, chance):
        """Do something to some tasks, as people do."""
        tasks = self._all_tasks()
        some = self.Task.browse(
            chance.sample(tasks.ids, min(len(tasks), chance.choice([1, 1, 1, 3])))
        )
        step = (
            "create"
            if not some
            else chance.choice(
                [
                    "create",
                    "hours",
                    "hours",
                    "item",
                    "item",
                    "state",
                    "active",
                    "parent",
                ]
                + ["parent", "project", "internal", "goodwill", "unlink", "entered"]
                + ["template", "limit", "kind", "removed", "section", "total", "later"]
                + ["guard"]
            )
        )
        project = chance.choice(self.projects)
        items = self.guarded.scope_tor_id.with_context(active_test=False).item_ids
        item = chance.choice(items)
        if step == "create":
            self.Task.create(
                [
                    {
                        "name": "Task",
                        "project_id": project.id,
                        "parent_id": self._random_parent(chance, tasks).id,
                        "scope_item_id": self._random_item(chance, project).id,
                        "allocated_hours": chance.choice(HOURS),
                    }
                    for _number in range(chance.choice([1, 2, 4]))
                ]
            )
        elif step == "hours":
            some.allocated_hours = chance.choice(HOURS)
        elif step == "item":
            some.scope_item_id = self._random_item(chance, some[:1].project_id)
        elif step == "state":
            some.state = chance.choice(STATES)
        elif step == "active":
            some.active = chance.choice([True, False])
        elif step == "parent":
            some[:1].parent_id = self._random_parent(chance, tasks, some[:1])
        elif step == "project":
            values = {"project_id": project.id}
            if chance.random() < 0.5:
                values["scope_item_id"] = self._random_item(chance, project).id
            some.write(values)
        elif step == "internal":
            some.scope_internal = chance.choice([True, False])
        elif step == "goodwill":
            given = self.env["scope.goodwill"].search([("task_id", "in", some.ids)])
            if given:
                given.unlink()
            else:
                self.env["scope.goodwill"].create(
                    [task._prepare_scope_goodwill(False, 1) for task in some]
                )
        elif step == "unlink":
            some[:1].unlink()
        elif step == "entered":
            now = fields.Datetime.now()
            self._set_entered(some[:1], now - timedelta(days=chance.choice([0, 9])))
        elif step == "template":
            some[:1].is_template = not some[:1].is_template
        elif step == "limit":
            item.allowance_hours = chance.choice(LIMITS)
        elif step == "kind":
            item.kind = chance.choice(
                ["deliverable", "deliverable", "exclusion"]
                + ["assumption", "client_responsibility"]
            )
        elif step == "removed":
            item.active = not item.active
        elif step == "section":
            others = item.tor_id.item_ids - item.search([("id", "child_of", item.ids)])
            item.parent_id = chance.choice([item.browse(), *others])
        elif step == "total":
            item.tor_id.allowance_total = chance.choice(LIMITS)
        elif step == "later":
            flags = some._scope_carriers()._scope_open_flags()
            if flags:
                flags.task_id.action_scope_later()
        elif step == "guard":
            today = fields.Date.today()
            item.tor_id.guard_from = today - timedelta(days=chance.choice([1, 1, 30]))
        return step, some.ids

    def _check(self, history):
        tasks = self._all_tasks()
        verdicts = {task.id: task.scope_verdict for task in tasks}
        expected, asked = {}, {}
        for project in self.projects:
            rules = Rules(project, tasks)
            for task in rules.tasks:
                expected[task.id] = rules.verdict(task)
                asked[task.id] = rules.is_asked(task)
        self.assertEqual(verdicts, expected, history)
        for task in tasks:
            flag = self._open_flag(task)
            self.assertEqual(len(flag), int(asked[task.id]), (task.id, history))
            if flag:
                self.assertEqual(flag.verdict, task.scope_verdict)
                self.assertEqual(flag.project_id, task.project_id)
        reasons = tasks.mapped("scope_reasons")
        flags = tasks.scope_flag_ids
        self.env.flush_all()
        self.Task._scope_refresh(self.projects.scope_tor_id)
        tasks.invalidate_recordset()
        self.assertEqual({task.id: task.scope_verdict for task in tasks}, verdicts)
        self.assertEqual(tasks.mapped("scope_reasons"), reasons, history)
        self.assertEqual(tasks.scope_flag_ids, flags, history)

    def test_any_history_gives_the_verdicts_of_the_present(self):
        for seed in range(12):
            chance = random.Random(seed)
            self.env["project.task"].search(
                [("project_id", "in", self.projects.ids)]
            ).unlink()
            history = [seed]
            self._check(history)
            for _number in range(30):
                history.append(self._step(chance))
                self._check(history)

    def test_two_ways_to_the_same_data_give_the_same_verdicts(self):
        def judge(order):
            tasks = self.Task.create(
                [
                    {"name": str(number), "project_id": self.project.id}
                    for number in range(6)
                ]
            )
            for number in order:
                tasks[number].allocated_hours = number + 1
            for number in order:
                tasks[number].scope_item_id = self.orders
            verdicts = [task.scope_verdict for task in tasks]
            tasks.unlink()
            return verdicts

        expected = judge(range(6))
        self.assertIn("over_allowance", expected)
        self.assertIn("in_scope", expected)
        for seed in range(5):
            order = list(range(6))
            random.Random(seed).shuffle(order)
            self.assertEqual(judge(order), expected)
