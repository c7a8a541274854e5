"""Installing into a database with 100,000 tasks, against an add-on that adds two fields computed by the ORM.

Each figure is the time of the installation less that into a database without tasks: what the tasks cost. It is what is
left of two long times, so the shortest of some runs counts, those of both databases in turn.
"""

import tempfile
import time
from pathlib import Path

from devkit import database, filling, odoo, odoo_tree, place

TASKS = 100_000
RUNS = 3
RATIO_BOUND = 0.2
REFERENCE = "bench_computed"
FILES = {
    "__manifest__.py": '{"name": "Bench", "author": "Bench", "license": "LGPL-3", "depends": ["project"]}',
    "__init__.py": "from . import models\n",
    "models.py": """from odoo import api, fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    bench_hours = fields.Float(compute="_compute_bench", store=True)
    bench_flag = fields.Boolean(compute="_compute_bench", store=True)

    @api.depends("allocated_hours", "project_id")
    def _compute_bench(self):
        for task in self:
            task.bench_hours = task.allocated_hours * 2
            task.bench_flag = bool(task.project_id)
""",
}


def measure(env, stock, report):
    """Report seconds and their ratio, and the computations that Odoo announced in its log."""
    full = database.temporary("full")
    database.copy(database.template(), full)
    try:
        with odoo.environment(full) as tasks_env:
            _fill(tasks_env)
        with tempfile.TemporaryDirectory() as folder:
            _write_reference(Path(folder) / REFERENCE)
            seconds = {}
            for module in ("scope_guard", REFERENCE):
                runs = [
                    (
                        *_install(full, module, folder),
                        *_install(database.template(), module, folder),
                    )
                    for _run in range(RUNS)
                ]
                with_tasks, logs, without, _logs = zip(*runs, strict=True)
                seconds[module] = max(min(with_tasks) - min(without), 0)
                if module == "scope_guard":
                    computations = logs[0].count("Prepare computation of project.task")
                    report(
                        "install beside 100,000 tasks: computations of tasks announced",
                        computations,
                        0,
                    )
    finally:
        database.drop(full)
    report(
        "install beside 100,000 tasks, what they cost: s",
        round(seconds["scope_guard"], 2),
    )
    report(
        "two computed fields beside 100,000 tasks, what they cost: s",
        round(seconds[REFERENCE], 2),
    )
    report(
        "install, ours / two computed fields: ratio",
        round(seconds["scope_guard"] / seconds[REFERENCE], 3),
        RATIO_BOUND,
    )


def _fill(env):
    """One task made by Odoo, the others by SQL from it."""
    project = env["project.project"].create({"name": "Bench"})
    first = env["project.task"].create(
        {"name": "Task", "project_id": project.id, "allocated_hours": 1.0}
    )
    filling.multiply(first, TASKS - 1)


def _write_reference(folder):
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)


def _install(source, module, folder):
    """Install a module in a copy of a database; returns the seconds and Odoo's log."""
    name, log = database.temporary("install"), Path(folder) / f"{module}.log"
    database.copy(source, name)
    try:
        paths = [*odoo_tree.addons_paths(), place.REPO, folder]
        start = time.perf_counter()
        code = odoo.run(
            log,
            *("-d", name, "-i", module, "--stop-after-init", "--no-http"),
            f"--addons-path={','.join(map(str, paths))}",
        )
        seconds = time.perf_counter() - start
    finally:
        database.drop(name)
    if code:
        raise place.Stop(f"Odoo could not install {module}:\n{log.read_text()[-2000:]}")
    return seconds, log.read_text()
