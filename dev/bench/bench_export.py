"""The advice log in Excel against Odoo's own list export of the same columns: time and memory for 10,000 advice.

Ours writes the summary, the decisions and the timeline beside the log; the log alone is what has the same columns as
Odoo's.

Each run happens in a copy of this process (fork), so that it begins with the memory of an idle one; the peak is what
the kernel saw. Odoo's export runs as its controller does it, without the way over HTTP.
"""

import ctypes
import json
import os
import statistics
import time
from types import SimpleNamespace

from odoo import http
from odoo.tools import SQL

from odoo.addons.web.controllers.export import ExcelExport

ROWS = 10_000
RUNS = 5
MEMORY_BOUND = 25  # MB above the idle process
RATIO_BOUND = 0.5
TEXT = "Orders that arrive while the accounting is closed may be posted twice.\nA specialist should look at it. "
TEXTS = {
    "recommendation": 4,
    "risk": 2,
    "other_ways": 1,
    "reason": 1,
    "client_view": 1,
    "outcome_note": 1,
}


def measure(env, stock, report):
    """Report both exports: seconds, their ratio, and megabytes above the idle process."""
    env = env(
        user=_project_manager(env), context={"lang": "en_US", "tz": "Europe/Berlin"}
    )
    customers = _create_advice(env)
    domain = [("partner_id", "in", customers.ids)]
    # Once before the clock starts: imports, registry and caches are those of a worker that has been running.
    for export in (_ours, _stock):
        export(env, [("id", "in", env["scope.advice"].search(domain, limit=1).ids)])
    runs = {name: [] for name in EXPORTS}
    for _run in range(RUNS):
        for name, export in EXPORTS.items():
            runs[name].append(_in_a_copy(env, export, domain))
    title = f"export of {ROWS} advice"
    seconds = {
        name: statistics.median(run["seconds"] for run in figures)
        for name, figures in runs.items()
    }
    for name, median in seconds.items():
        report(f"{title}, {name}: seconds", round(median, 2))
    for name in ("ours", "our log alone"):
        ratio = seconds[name] / seconds["stock"]
        report(f"{title}, {name} over stock: ratio", round(ratio, 3), RATIO_BOUND)
    for name, bound in (("ours", MEMORY_BOUND), ("stock", None)):
        memory = max(run["memory"] for run in runs[name])
        report(f"{title}, {name}: MB above idle", round(memory, 1), bound)


def _ours(env, domain, **options):
    """The advice log; returns its bytes and the number of queries."""
    before = env.cr.sql_log_count
    content, _name = env["scope.advice.log"].get_xlsx(domain, **options)
    return content, env.cr.sql_log_count - before


def _our_log_alone(env, domain):
    return _ours(env, domain, without=("decisions", "timeline"))


def _stock(env, domain):
    """What ``/web/export/xlsx`` does with the same columns."""
    before = env.cr.sql_log_count
    columns = [
        column
        for column in env["scope.advice.log"]._get_readable_columns()
        if isinstance(column.source, str)
    ]
    names = [column.source for column in columns]
    fields = [
        {"name": column.source, "type": env["scope.advice"]._fields[column.source].type}
        for column in columns
    ]
    http._request_stack.push(SimpleNamespace(env=env))
    try:
        data = env["scope.advice"].search(domain).export_data(names)["datas"]
        content = ExcelExport().from_data(
            fields, [column.header for column in columns], data
        )
    finally:
        http._request_stack.pop()
    return content, env.cr.sql_log_count - before


EXPORTS = {"ours": _ours, "our log alone": _our_log_alone, "stock": _stock}


def _in_a_copy(env, export, domain):
    """Run an export in a copy of this process; returns its seconds and the peak of its memory in MB.

    The copy uses the connection while this process waits, and ends without a farewell to the server.
    """
    env.invalidate_all()
    ctypes.CDLL(None).malloc_trim(0)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            idle = _reset_peak()
            start = time.perf_counter()
            content, queries = export(env, domain)
            seconds = time.perf_counter() - start
            figures = {
                "seconds": seconds,
                "memory": _peak() - idle,
                "size": len(content),
                "queries": queries,
            }
            os.write(writing, json.dumps(figures).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        figures = pipe.read()
    os.waitpid(child, 0)
    return json.loads(figures)


def _reset_peak():
    """Let the kernel forget the peak so far; returns the memory in use, in MB."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return _peak()


def _peak():
    with open("/proc/self/status") as file:
        [line] = [line for line in file if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def _project_manager(env):
    return env["res.users"].create(
        {
            "name": "Bench Manager",
            "login": "bench_export",
            "group_ids": [
                (4, env.ref(name).id)
                # Odoo's own export asks for the last one.
                for name in (
                    "base.group_user",
                    "project.group_project_user",
                    "base.group_allow_export",
                )
            ],
        }
    )


def _create_advice(env):
    """Create customers with contacts, projects, and advice with everything filled in; returns the customers."""
    Partner = env["res.partner"].sudo()
    customers = Partner.create(
        [{"name": f"Customer {number}", "is_company": True} for number in range(40)]
    )
    people = Partner.create(
        [
            {"name": f"Person {number}", "parent_id": customers[number % 40].id}
            for number in range(200)
        ]
    )
    projects = (
        env["project.project"]
        .sudo()
        .create(
            [
                {"name": f"Project {number}", "privacy_visibility": "employees"}
                for number in range(20)
            ]
        )
    )
    first = env["scope.advice"].create(
        {
            "name": "Ask the specialist before the link goes live",
            "partner_id": customers[0].id,
            "contact_id": people[0].id,
            "project_id": projects[0].id,
            "date_told": "2026-03-03",
            "decision": "self",
            "commitment_owner_id": people[0].id,
            "commitment_date": "2026-05-12",
            "high_risk": True,
            "outcome": "materialised",
            "date_incident": "2026-06-01",
            "incident_cost": 41000.5,
            **{name: TEXT * times for name, times in TEXTS.items()},
        }
    )
    env.flush_all()
    varied = {
        "code": SQL("'B-' || number"),
        "date_told": SQL("date_told + number %% 365"),
        "date_recorded": SQL("create_date"),
        **{
            name: SQL("(%s::int[])[1 + number %% %s]", records.ids, len(records))
            for name, records in (
                ("partner_id", customers),
                ("contact_id", people),
                ("decided_by_id", people),
                ("project_id", projects),
            )
        },
    }
    columns = [
        name
        for name, field in first._fields.items()
        if field.store and field.column_type and name not in ("id",)
    ]
    # By SQL: the memory that ten thousand creations leave behind would hide what an export takes.
    env.cr.execute(
        SQL(
            "INSERT INTO scope_advice (%s) SELECT %s FROM scope_advice, generate_series(1, %s) AS number WHERE id = %s",
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL(", ").join(
                varied.get(name) or SQL.identifier(name) for name in columns
            ),
            ROWS - 1,
            first.id,
        )
    )
    env.cr.execute("ANALYZE scope_advice")
    env.invalidate_all()
    return customers
