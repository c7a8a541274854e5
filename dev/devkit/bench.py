"""``make bench``: what Scope Guard costs, each figure against stock Odoo in the same run.

Each file in ``dev/bench`` has a function ``measure(env, stock, report)``. ``env`` is a database with our add-ons,
``stock`` the same one without them, both copies that are removed afterwards. It calls ``report(name, value, bound)``
for each
figure: in order when the value is not above the bound; without a bound it is only told.
"""

import contextlib
import importlib.util
import json

from . import addons, database, odoo, place
from .place import Stop, say, step

WITH = "scope_guard_bench"
STOCK = "scope_guard_bench_stock"


def run(only=None, reset=False):
    """Measure everything, or the files named; print a table and write bench.json; returns the exit code."""
    files = [
        path
        for path in sorted(place.DEV.glob("bench/*.py"))
        if not only or path.stem in only
    ]
    if not files:
        raise Stop("There is nothing to measure: name files that are in dev/bench.")
    _prepare(reset)
    rows = []

    def report(name, value, bound=None):
        rows.append(
            {
                "name": name,
                "value": value,
                "bound": bound,
                "ok": bound is None or value <= bound,
            }
        )
        say(_line(rows[-1]))

    for path in files:
        say(f"\n{path.stem}")
        with _copies() as (env, stock):
            _load(path).measure(env, stock, report)
    (place.REPO / "bench.json").write_text(json.dumps(rows, indent=2) + "\n")
    bad = [row["name"] for row in rows if not row["ok"]]
    say(
        f"\n{len(rows) - len(bad)} figures in order, {len(bad)} not; all are in bench.json"
    )
    return 1 if bad else 0


@contextlib.contextmanager
def _copies():
    """Environments of copies of both databases: what is committed there leaves no trace for the next measurement."""
    with contextlib.ExitStack() as stack:
        environments = []
        for source, purpose in ((WITH, "ours"), (STOCK, "stock")):
            name = database.temporary(purpose)
            stack.callback(database.drop, name)
            database.copy(source, name)
            environments.append(stack.enter_context(odoo.environment(name)))
        yield environments


def _prepare(reset):
    """Have both databases, ours made from today's code."""
    template = database.template()
    for name in (WITH, STOCK):
        if reset or not database.exists(name):
            database.copy(template, name)
    if database.noted(WITH).get("code") != addons.fingerprint():
        with step("Bringing the add-on in the bench database up to date"):
            database.update(WITH, addons.names())
            database.note(WITH, {"code": addons.fingerprint()})


def _load(path):
    """Import one file with measurements."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _line(row):
    """One line of the table."""
    value, bound = (
        f"{number:g}" if number is not None else ""
        for number in (row["value"], row["bound"])
    )
    return f"  {row['name']:<72} {value:>10} {'<= ' + bound if bound else '':>12} {'' if row['ok'] else 'NOT OK'}"
