from functools import partial

from odoo.tests import tagged

from ..models.project_task_verdict import Places
from .common import ScopeVerdictCommon


@tagged("post_install", "-at_install")
class TestQueries(ScopeVerdictCommon):
    """What the scope costs everybody, counted against the same without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls.env["scope.tor"]
        for number in range(4):
            cls.others |= cls._create_guarded_project(f"Project {number}").scope_tor_id
        cls.env = cls.env(user=cls.pm, context=dict(cls.env.context))
        cls.Task = cls.env["project.task"]

    def _count(self, function, *args):
        """Queries of a call, from an empty cache to the last flush."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _count_without(self, function, *args):
        """The same with nothing watched, placed or judged."""
        registry = self.env.registry["project.task"]
        with self.subTest("baseline"):
            patches = {
                "_scope_watched_fields": lambda self: set(),
                "_scope_places": lambda self: Places(set(), set(), set(), set()),
                "_scope_clear_foreign_items": lambda self: None,
                "_scope_place_values": lambda self, vals_list: None,
            }
            originals = {name: getattr(registry, name) for name in patches}
            try:
                for name, patch in patches.items():
                    setattr(registry, name, patch)
                return self._count(function, *args)
            finally:
                for name in patches:
                    if name in vars(registry):
                        delattr(registry, name)
                self.assertEqual(
                    {name: getattr(registry, name) for name in patches}, originals
                )

    # One UPDATE of verdicts; reading what decides about flags, a savepoint and its
    # release, the INSERT of the flags.
    FLAG_QUERIES = 6
    # Which automated actions there are on flags, whatever the number of flags.
    RULE_QUERIES = 5

    def _create(self, number, **values):
        return self.Task.create(
            [
                {
                    "name": f"Task {place}",
                    "project_id": self.project.id,
                    **values,
                }
                for place in range(number)
            ]
        )

    def _warm_up(self, function, *args):
        self._count(function, *args)

    def test_a_field_that_is_not_watched_costs_nothing(self):
        task = self._create(3, scope_item_id=self.orders.id)[0]
        self._warm_up(task.write, {"priority": "1"})
        for values in ({"name": "New"}, {"priority": "0"}, {"color": 3}):
            with self.subTest(values=values):
                baseline = self._count_without(task.write, dict(values))
                # Another value, so that the second write writes as much.
                other = {
                    name: {"name": "Newer", "priority": "1", "color": 4}[name]
                    for name in values
                }
                self.assertEqual(self._count(task.write, other), baseline)

    def test_a_project_without_scope_costs_nothing(self):
        project = (
            self.env["project.project"]
            .sudo()
            .create({"name": "No scope", "privacy_visibility": "employees"})
        )
        task = self._create(3, project_id=project.id)[0]
        self._warm_up(task.write, {"allocated_hours": 1})
        baseline = self._count_without(task.write, {"allocated_hours": 2})
        # The sub-tree of a parent is not asked for, its project may be read.
        self.assertLessEqual(
            self._count(task.write, {"allocated_hours": 3}), baseline + 1
        )

    def test_hours_of_one_task_beside_many(self):
        counts = []
        for siblings in (10, 190):
            task = self._create(siblings, scope_item_id=self.catalogue.id)[0]
            self._warm_up(task.write, {"allocated_hours": 1})
            baseline = self._count_without(task.write, {"allocated_hours": 2})
            counts.append(self._count(task.write, {"allocated_hours": 3}))
            self.assertLessEqual(counts[-1], baseline + 3)
        self.assertEqual(counts[0], counts[1])

    def test_one_save_that_changes_the_verdict_of_many(self):
        self._renegotiate()
        # A question is open already: the one activity of the project is there.
        self._create(1)
        rules = (
            self.env["base.automation"]
            .sudo()
            .search([("model_id.model", "=", "scope.flag")])
        )
        self.assertTrue(rules)
        self._check_changed_verdicts(self.FLAG_QUERIES + self.RULE_QUERIES)
        rules.active = False
        self._check_changed_verdicts(self.FLAG_QUERIES)

    def _check_changed_verdicts(self, limit):
        counts = {}
        for siblings in (1, 10, 200):
            item = self._create_item(f"Item {siblings}", allowance_hours=10)
            first = self._create(1, scope_item_id=item.id)
            others = self._create(siblings, scope_item_id=item.id)
            self._warm_up(first.write, {"allocated_hours": 1})
            baseline = self._count(first.write, {"allocated_hours": 2})
            counts[siblings] = self._count(first.write, {"allocated_hours": 11})
            self.assertEqual(set(others.mapped("scope_verdict")), {"over_allowance"})
            self.assertEqual(len(self._open_flag(others[-1])), 1)
            first.scope_internal = True
            others.unlink()
            extra = counts[siblings] - baseline
            self.assertLessEqual(extra, limit + siblings // 100, siblings)
        self.assertLessEqual(counts[200] - counts[10], 3)

    def test_creating_a_hundred_tasks(self):
        values = {"scope_item_id": self.catalogue.id}

        def create():
            self._create(100, **values)

        self._warm_up(create)
        baseline = self._count_without(create)
        self.assertLessEqual(self._count(create), baseline + 5)

    def test_creating_a_hundred_tasks_that_are_placed_unasked(self):
        milestone = (
            self.env["project.milestone"]
            .sudo()
            .create(
                {
                    "name": "Go-live",
                    "project_id": self.project.id,
                    "scope_item_id": self.catalogue.id,
                }
            )
        )
        for values, plain in (
            ({"milestone_id": milestone.id}, {"milestone_id": milestone.id}),
            ({"name": f"Map /{self.catalogue.code}"}, {"name": "Map"}),
        ):
            with self.subTest(values=values):
                create = partial(self._create, 100)
                self._warm_up(partial(create, **values))
                stock = self._count_without(partial(create, **plain))
                self.assertLessEqual(self._count(partial(create, **values)), stock + 5)
                last = self.Task.search([], order="id desc", limit=100)
                self.assertEqual(last.scope_item_id, self.catalogue)
                self.assertNotIn("/", "".join(last.mapped("name")))

    def test_a_title_without_a_code_asks_nothing(self):
        self._warm_up(self._create, 3)
        self.assertEqual(
            self._count(self.Task._scope_place_values, [{"name": "In / out"}]), 0
        )

    def test_deleting_tasks_costs_the_same_for_many(self):
        counts = [
            self._count(self._create(number, scope_item_id=self.catalogue.id).unlink)
            for number in (1, 2, 60)
        ]
        self.assertLessEqual(counts[2] - counts[1], 2)

    def test_the_list_of_tasks(self):
        self._create(80, scope_item_id=self.orders.id, allocated_hours=1)
        plain = {"name": {}, "state": {}, "stage_id": {"fields": {"display_name": {}}}}
        scope = {
            **plain,
            "scope_verdict": {},
            "scope_item_id": {"fields": {"display_name": {}}},
        }
        domain = [("project_id", "=", self.project.id)]

        def read(specification):
            result = self.Task.web_search_read(domain, specification, limit=80)
            self.assertEqual(len(result["records"]), 80)

        self._warm_up(read, scope)
        baseline = self._count(read, plain)
        self.assertLessEqual(self._count(read, scope), baseline + 2)

    def test_the_list_to_decide(self):
        def read(limit):
            result = self.env["scope.flag"].web_search_read(
                [("project_id", "=", self.project.id), ("date_closed", "=", False)],
                {
                    "task_name": {},
                    "task_item_id": {"fields": {"display_name": {}}},
                    "suggestion_ids": {"fields": {"display_name": {}}},
                    "explanation": {},
                    "can_decide": {},
                },
                limit=limit,
            )
            self.assertEqual(len(result["records"]), limit)

        self._create(80, name="Catalogue")
        self._warm_up(read, 5)
        self.assertEqual(self._count(read, 5), self._count(read, 80))

    def test_figures_of_many_items_and_scopes(self):
        names = ["used_hours", "task_count", "unestimated_count", "flag_count", "tier"]
        items = self.tor.item_ids
        for item in items:
            self._create(2, scope_item_id=item.id, allocated_hours=1)
        items = self.env["scope.item"].browse(items.ids)
        self._warm_up(items.read, names)
        one = self._count(items[:1].read, names)
        self.assertEqual(self._count(items.read, names), one)
        tors = self.env["scope.tor"].browse((self.tor | self.others).ids)
        names = ["used_hours", "task_count", "unestimated_count", "older_count"]
        names += ["flag_count", "goodwill_amount", "advice_count"]
        self._warm_up(tors.read, names)
        one = self._count(tors[:1].read, names)
        self.assertLessEqual(self._count(tors.read, names), one + 1)
