"""What the verdict costs when tasks are written, created and listed, against stock Odoo on the same rows.

Each time is the median of fifteen after VACUUM ANALYZE, with an empty ORM cache and all that a commit does first
included, as an ordinary project manager; ours and stock are measured in turn. Query counts are exact. Both databases
get the same tasks, committed before the clock starts.
"""

import contextlib
import statistics
import time
import unittest.mock

from devkit import database, filling

from odoo.tools import SQL

RUNS = 15
FEW, MANY = 10, 10_000
HOURS = {True: "tracking off", False: "tracking on"}


def measure(env, stock, report):
    """Report the figures of the issue's section on speed."""
    ours, theirs = _Base(env), _Base(stock)
    few, many = ours.item(FEW), ours.item(MANY)
    stock_few, stock_many = theirs.plain(FEW), theirs.plain(MANY)
    ours.settle()
    theirs.settle()
    for off in (True, False):
        _unwatched(ours, theirs, few, stock_few, off, report)
        _hours(ours, theirs, few, many, stock_few, stock_many, off, report)
    _verdicts_change(ours, theirs, report)
    _create(ours, theirs, few, many, report)
    _list(ours, theirs, many, stock_many, report)
    _total_and_subtasks(ours, theirs, stock_few, report)


def _unwatched(ours, theirs, few, stock_few, off, report):
    for field, value in (("name", "Another title"), ("priority", "1"), ("color", 3)):
        mine, stock = _in_turn(
            ours.write(few[-1], {field: value}, off),
            theirs.write(stock_few[-1], {field: value}, off),
        )
        report(
            f"write {field}, {HOURS[off]}: extra queries",
            mine.queries - stock.queries,
            0,
        )


def _hours(ours, theirs, few, many, stock_few, stock_many, off, report):
    for size, mine, stock in ((FEW, few, stock_few), (MANY, many, stock_many)):
        for place, index in (("first", 0), ("last", -1)):
            got, base, bare = _in_turn(
                ours.write(mine[index], {"allocated_hours": 0.5}, off),
                theirs.write(stock[index], {"allocated_hours": 0.5}, off),
                ours.bare_window(many),
            )
            name = f"hours of the {place} of {size} tasks, {HOURS[off]}"
            report(f"{name}: extra queries", got.queries - base.queries, 3)
            if size == MANY:
                report(
                    f"{name}: ms over stock / bare window ({bare.ms:.1f} ms)",
                    round((got.ms - base.ms) / bare.ms, 2),
                    3,
                )


def _verdicts_change(ours, theirs, report):
    """One save pushes all later tasks of an item over its hours."""
    sizes = (1, 10, 100, 1000, 10_000)
    filled = [
        (
            size,
            ours.item(size + 1, hours=1.0, allowance=size + 1.5),
            theirs.plain(size + 1),
        )
        for size in sizes
    ]
    ours.settle()
    theirs.settle()
    for size, tasks, stock in filled:
        got, base, bare = _in_turn(
            ours.write(tasks[0], {"allocated_hours": size + 1.6}, True),
            theirs.write(stock[0], {"allocated_hours": 9.0}, True),
            ours.bare_flags(tasks),
            runs=5 if size > 1000 else RUNS,
            settle=size >= 1000,
        )
        name = f"one save that flags {size + 1} tasks"
        report(
            f"{name}: extra queries",
            got.queries - base.queries,
            9 + (size + 1) / 100,
        )
        if size >= 1000:
            report(
                f"{name}: ms per task over stock",
                round((got.ms - base.ms) / (size + 1), 3),
                0.15,
            )
            report(
                f"{name}: ms over stock / SQL that writes the same rows ({bare.ms / (size + 1):.3f} ms per task)",
                round((got.ms - base.ms) / bare.ms, 2),
            )


def _create(ours, theirs, few, many, report):
    for off in (True, False):
        for size, siblings, bound in ((FEW, few, 1.10), (MANY, many, 1.20)):
            project, item = siblings[0].project_id, siblings[0].scope_item_id
            got, base = _in_turn(
                ours.create(project, {"scope_item_id": item.id}, off),
                theirs.create(theirs.project, {}, off),
            )
            name = f"create 100 tasks beside {size}, {HOURS[off]}"
            report(f"{name}: extra queries", got.queries - base.queries, 5)
            report(f"{name}: time / stock", round(got.ms / base.ms, 3), bound)
        got, base = _in_turn(
            ours.create(ours.unguarded, {}, off),
            theirs.create(theirs.project, {}, off),
        )
        report(
            f"create 100 tasks without a TOR, {HOURS[off]}: extra queries",
            got.queries - base.queries,
            0,
        )


def _list(ours, theirs, many, stock_many, report):
    fields = {
        "name": {},
        "project_id": {"fields": {"display_name": {}}},
        "stage_id": {"fields": {"display_name": {}}},
    }
    scope = {"scope_verdict": {}, "scope_item_id": {"fields": {"display_name": {}}}}
    got, base = _in_turn(
        ours.search(many[0].project_id, {**fields, **scope}),
        theirs.search(stock_many[0].project_id, fields),
    )
    report(
        "list of 80 tasks with verdict and item: extra queries",
        got.queries - base.queries,
        2,
    )


def _total_and_subtasks(ours, theirs, stock_few, report):
    for label, options in (
        ("hours on the TOR", {"total": 1e6}),
        ("sub-tasks", {"subtasks": True}),
    ):
        tasks = ours.item(MANY, **options)
        ours.settle()
        got, base = _in_turn(
            ours.write(tasks[0], {"allocated_hours": 0.5}, True),
            theirs.write(stock_few[0], {"allocated_hours": 0.5}, True),
        )
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
        replacing = {}
        if subtasks:
            replacing = {
                "parent_id": SQL(
                    "CASE WHEN number <= %s THEN NULL ELSE %s END", size // 2, first.id
                ),
                "scope_item_id": SQL(
                    "CASE WHEN number <= %s THEN scope_item_id END", size // 2
                ),
            }
        filling.multiply(first, size - 1, **replacing)
        return self.env["project.task"].search(
            [("project_id", "=", project.id), ("name", "=", "Task")], order="id"
        )

    def settle(self):
        """Commit what was filled in: rows of one's own transaction are dearer to change; then vacuum and analyze."""
        self.root.cr.flush()
        self.root.cr.commit()
        database.vacuum(self.root.cr.dbname)

    def bare_window(self, tasks):
        """The plain window function over the tasks of one item, rows fetched, as work to measure."""
        query = SQL(
            "SELECT id, SUM(allocated_hours) OVER (ORDER BY id) FROM project_task WHERE scope_item_id = %s",
            tasks[0].scope_item_id.id,
        )

        def work():
            self.root.cr.execute(query)
            self.root.cr.fetchall()

        return self, work

    def bare_flags(self, tasks):
        """Verdicts and flags of these tasks written by two plain statements, as work to measure."""
        verdicts = SQL(
            "UPDATE project_task SET scope_verdict = 'over_allowance', scope_reasons = 'over' WHERE id = ANY(%s)",
            tasks.ids,
        )
        flags = SQL(
            """
            INSERT INTO scope_flag
                        (task_id, project_id, item_id, verdict, reasons, date_opened, opens_inbox)
            SELECT id, project_id, scope_item_id, 'over_allowance', 'over', now() AT TIME ZONE 'UTC', false
              FROM project_task WHERE id = ANY(%s)
            """,
            tasks.ids,
        )

        def work():
            self.root.cr.execute(verdicts)
            self.root.cr.execute(flags)

        return self, work

    def write(self, task, values, off):
        """Writing values to one task, as work to measure."""
        task = task.with_context(tracking_disable=off)
        return self, lambda: task.write(values)

    def create(self, project, values, off):
        """Creating 100 tasks in one call, as work to measure."""
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
        return self, lambda: env["project.task"].create(
            [dict(vals) for vals in vals_list]
        )

    def search(self, project, specification):
        """Reading a list of 80 tasks, as work to measure."""
        domain = [("project_id", "=", project.id)]
        return self, lambda: self.env["project.task"].web_search_read(
            domain, specification, limit=80
        )

    def once(self, work):
        """Do a piece of work with an empty cache, up to what a commit would do first, and take it back."""
        cr = self.root.cr
        self.root.invalidate_all()
        queries, start = cr.sql_log_count, time.perf_counter()
        with self._automation_left_out() as automation:
            work()
            cr.flush()
        figure = _Figure(
            cr.sql_log_count - queries - len(automation),
            (time.perf_counter() - start) * 1000,
        )
        cr.rollback()
        self.root.clear()
        return figure

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


def _in_turn(*works, runs=RUNS, settle=False):
    """Medians of several works done in turn, so that a machine that grows slower meanwhile is slower for all.

    :param settle: clear away first what the work before left dead, where it wrote many rows: nobody flags the same
        tasks fifteen times
    """

    def once(base, work):
        if settle:
            base.settle()
        return base.once(work)

    rounds = [[once(base, work) for base, work in works] for _run in range(runs + 1)]
    return [
        _Figure(
            statistics.median(figure.queries for figure in figures),
            statistics.median(figure.ms for figure in figures),
        )
        for figures in zip(*rounds[1:], strict=True)
    ]
