"""What the verdict costs when tasks are written, created and listed, against stock Odoo on the same rows.

Each time is the median of fifteen after ANALYZE, with an empty ORM cache and the flush included, as an ordinary
project manager; query counts are exact. Both databases get the same tasks.
"""

import contextlib
import statistics
import time
import unittest.mock

from odoo.tools import SQL

RUNS = 15
FEW, MANY = 10, 10_000
HOURS = {True: "tracking off", False: "tracking on"}


def measure(env, stock, report):
    """Report the figures of the issue's section on speed."""
    ours, theirs = _Base(env), _Base(stock)
    few, many = ours.item(FEW), ours.item(MANY)
    stock_few, stock_many = theirs.plain(FEW), theirs.plain(MANY)
    ours.analyze()
    theirs.analyze()
    bare = ours.bare_window(many)
    report("bare window over 10,000 siblings, rows fetched: ms", bare)
    for off in (True, False):
        _unwatched(ours, theirs, few, stock_few, off, report)
        _hours(ours, theirs, few, many, stock_few, stock_many, off, bare, report)
    _verdicts_change(ours, theirs, report)
    _create(ours, theirs, few, many, report)
    _list(ours, theirs, many, stock_many, report)
    _total_and_subtasks(ours, theirs, report)


def _unwatched(ours, theirs, few, stock_few, off, report):
    for field, value in (("name", "Another title"), ("priority", "1"), ("color", 3)):
        mine = ours.write(few[-1], {field: value}, off)
        stock = theirs.write(stock_few[-1], {field: value}, off)
        report(
            f"write {field}, {HOURS[off]}: extra queries",
            mine.queries - stock.queries,
            0,
        )


def _hours(ours, theirs, few, many, stock_few, stock_many, off, bare, report):
    for size, mine, stock in ((FEW, few, stock_few), (MANY, many, stock_many)):
        for place, index in (("first", 0), ("last", -1)):
            got = ours.write(mine[index], {"allocated_hours": 0.5}, off)
            base = theirs.write(stock[index], {"allocated_hours": 0.5}, off)
            name = f"hours of the {place} of {size} tasks, {HOURS[off]}"
            report(f"{name}: extra queries", got.queries - base.queries, 3)
            if size == MANY:
                report(
                    f"{name}: ms over stock / bare window",
                    round((got.ms - base.ms) / bare, 2),
                    3,
                )


def _verdicts_change(ours, theirs, report):
    """One save pushes all later tasks of an item over its hours."""
    for size in (1, 10, 100, 1000, 10_000):
        tasks = ours.item(size + 1, hours=1.0, allowance=size + 1.5)
        stock = theirs.plain(size + 1)
        ours.analyze()
        got = ours.write(
            tasks[0],
            {"allocated_hours": size + 1.6},
            True,
            back={"allocated_hours": 1.0},
            changes=True,
        )
        base = theirs.write(
            stock[0], {"allocated_hours": 9.0}, True, back={"allocated_hours": 1.0}
        )
        extra = got.queries - base.queries
        name = f"one save that flags {size + 1} tasks"
        report(f"{name}: extra queries", extra, 9 + (size + 1) / 100)
        if size >= 1000:
            report(
                f"{name}: ms per task over stock",
                round((got.ms - base.ms) / (size + 1), 3),
                0.15,
            )


def _create(ours, theirs, few, many, report):
    for off in (True, False):
        for size, siblings, bound in ((FEW, few, 1.10), (MANY, many, 1.20)):
            project, item = siblings[0].project_id, siblings[0].scope_item_id
            values = {"scope_item_id": item.id}
            got, base = _create_in_turn(ours, theirs, project, values, off)
            name = f"create 100 tasks beside {size}, {HOURS[off]}"
            report(f"{name}: extra queries", got.queries - base.queries, 5)
            report(f"{name}: time / stock", round(got.ms / base.ms, 3), bound)
        got, base = _create_in_turn(ours, theirs, ours.unguarded, {}, off)
        report(
            f"create 100 tasks without a TOR, {HOURS[off]}: extra queries",
            got.queries - base.queries,
            0,
        )


def _create_in_turn(ours, theirs, project, values, off):
    """Both in turn, so that a machine that grows slower meanwhile is slower for both."""
    figures = [
        (ours.create(project, values, off), theirs.create(theirs.project, {}, off))
        for _run in range(RUNS)
    ]
    return [_Base.middle(side) for side in zip(*figures, strict=True)]


def _list(ours, theirs, many, stock_many, report):
    fields = {
        "name": {},
        "project_id": {"fields": {"display_name": {}}},
        "stage_id": {"fields": {"display_name": {}}},
    }
    scope = {"scope_verdict": {}, "scope_item_id": {"fields": {"display_name": {}}}}
    got = ours.search(many[0].project_id, {**fields, **scope})
    base = theirs.search(stock_many[0].project_id, fields)
    report(
        "list of 80 tasks with verdict and item: extra queries",
        got.queries - base.queries,
        2,
    )


def _total_and_subtasks(ours, theirs, report):
    base = theirs.write(theirs.plain(FEW)[0], {"allocated_hours": 0.5}, True)
    for label, options in (
        ("hours on the TOR", {"total": 1e6}),
        ("sub-tasks", {"subtasks": True}),
    ):
        tasks = ours.item(MANY, **options)
        ours.analyze()
        got = ours.write(tasks[0], {"allocated_hours": 0.5}, True)
        report(f"{label}, 10,000 tasks: extra queries", got.queries - base.queries, 3)
        report(f"{label}, 10,000 tasks: ms", round(got.ms, 1), 100)


class _Figure:
    def __init__(self, queries, ms):
        self.queries, self.ms = queries, ms


class _Base:
    """One database: its people, and ways to fill and to measure it."""

    def __init__(self, env):
        user = env["res.users"].create(
            {
                "name": "Bench Manager",
                "login": "bench_verdict",
                "group_ids": [(4, env.ref("project.group_project_user").id)],
            }
        )
        self.root = env
        self.env = env(user=user, context={"lang": "en_US", "tz": "UTC"})
        self.project = self._project()
        self.unguarded = self.project

    def _project(self):
        return self.root["project.project"].create(
            {
                "name": "Bench",
                "user_id": self.env.uid,
                "privacy_visibility": "employees",
                "allow_milestones": False,
            }
        )

    def plain(self, size):
        """Tasks in a project of their own; returns them in order of id."""
        return self._tasks(self._project(), size, {"allocated_hours": 1.0})

    def item(self, size, hours=1.0, allowance=1e6, total=0, subtasks=False):
        """Tasks on one item of an agreed TOR; returns them in order of id."""
        project = self._project()
        tor = self.root["scope.tor"].create(
            {"project_id": project.id, "allowance_total": total}
        )
        item = self.root["scope.item"].create(
            {
                "tor_id": tor.id,
                "name": "Item",
                "allowance_hours": 0 if total else allowance,
            }
        )
        tor.record_agreement(signer={"name": "Somebody"})
        # A question that stands: the firm's automated actions run on the first one alone, and are not counted.
        self.env["project.task"].create({"name": "Undecided", "project_id": project.id})
        tasks = self._tasks(
            project,
            size,
            {"allocated_hours": hours, "scope_item_id": item.id},
            subtasks,
        )
        tor._heal()
        self.root.flush_all()
        return tasks

    def _tasks(self, project, size, values, subtasks=False):
        """By SQL from one task made by Odoo: what is measured comes after."""
        env = self.env(context={**self.env.context, "tracking_disable": True})
        first = env["project.task"].create(
            {"name": "Task", "project_id": project.id, **values}
        )
        env.flush_all()
        columns = [
            field.name
            for field in first._fields.values()
            if field.store
            and field.column_type
            and field.name not in ("id", "access_token")
        ]
        if size > 1:
            source = [SQL.identifier(name) for name in columns]
            if subtasks:
                half = SQL(
                    "CASE WHEN number <= %s THEN NULL ELSE %s END", size // 2, first.id
                )
                carried = SQL(
                    "CASE WHEN number <= %s THEN scope_item_id END", size // 2
                )
                source = [
                    half
                    if name == "parent_id"
                    else carried
                    if name == "scope_item_id"
                    else SQL.identifier(name)
                    for name in columns
                ]
            env.cr.execute(
                SQL(
                    "INSERT INTO project_task (%s) SELECT %s FROM project_task, generate_series(1, %s) AS number "
                    "WHERE id = %s ORDER BY number",
                    SQL(", ").join(SQL.identifier(name) for name in columns),
                    SQL(", ").join(source),
                    size - 1,
                    first.id,
                )
            )
        env.invalidate_all()
        return self.env["project.task"].search(
            [("project_id", "=", project.id), ("name", "=", "Task")], order="id"
        )

    def analyze(self):
        for table in ("project_task", "project_project"):
            self.root.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        if "scope.item" in self.root:
            for table in ("scope_item", "scope_tor", "scope_flag", "scope_goodwill"):
                self.root.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def bare_window(self, tasks):
        """Median ms of the plain window function over the tasks of one item, rows fetched."""
        query = SQL(
            "SELECT id, SUM(allocated_hours) OVER (ORDER BY id) FROM project_task WHERE scope_item_id = %s",
            tasks[0].scope_item_id.id,
        )

        def work():
            self.root.cr.execute(query)
            self.root.cr.fetchall()

        return round(self._median(work, lambda: None).ms, 2)

    def write(self, task, values, off, back=None, changes=False):
        """Write values to one task; in between they are taken back, unmeasured."""
        task = task.with_context(tracking_disable=off)
        back = back or {name: task[name] for name in values}

        def work():
            task.write(values)
            task.env.flush_all()

        def undo():
            task.write(back)
            task.env.flush_all()

        return self._median(work, undo, runs=5 if changes else RUNS)

    def create(self, project, values, off):
        """Create 100 tasks in one call; they are taken back by a savepoint, unmeasured."""
        env = self.env(context={**self.env.context, "tracking_disable": off})
        vals_list = [
            {
                "name": f"New {number}",
                "project_id": project.id,
                "allocated_hours": 1.0,
                **values,
            }
            for number in range(100)
        ]
        savepoint = env.cr.savepoint(flush=False)
        savepoint.__enter__()
        figure = self._once(lambda: self._create_and_flush(env, vals_list))
        env.cr.precommit.clear()
        env.clear()
        savepoint.rollback()
        savepoint.close(rollback=False)
        return figure

    @staticmethod
    def _create_and_flush(env, vals_list):
        env["project.task"].create([dict(vals) for vals in vals_list])
        env.flush_all()

    def search(self, project, specification):
        domain = [("project_id", "=", project.id)]

        def work():
            self.env["project.task"].web_search_read(domain, specification, limit=80)

        return self._median(work, lambda: None)

    def _median(self, work, undo, runs=RUNS):
        figures = []
        for _run in range(runs + 1):
            figures.append(self._once(work))
            undo()
        return self.middle(figures[1:])

    def _once(self, work):
        self.root.flush_all()
        self.root.invalidate_all()
        cr = self.root.cr
        queries, start = cr.sql_log_count, time.perf_counter()
        with self._automation_left_out() as automation:
            work()
        return _Figure(
            cr.sql_log_count - queries - len(automation),
            (time.perf_counter() - start) * 1000,
        )

    @contextlib.contextmanager
    def _automation_left_out(self):
        """Count what base_automation asks about the firm's rules on flags: it is theirs to have rules or none."""
        seen = []
        execute = self.root.cr.execute

        def watched(query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if 'FROM "base_automation"' in text:
                seen.append(text)
            return execute(query, *args, **kwargs)

        with unittest.mock.patch.object(self.root.cr, "execute", watched):
            yield seen

    @staticmethod
    def middle(figures):
        return _Figure(
            statistics.median(figure.queries for figure in figures),
            statistics.median(figure.ms for figure in figures),
        )
