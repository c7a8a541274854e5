"""The tests: ours in three lanes beside each other (``make test``), and Odoo's own (``make test-odoo``)."""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from . import (
    addons,
    browser,
    database,
    lint,
    net,
    odoo,
    place,
    postgres,
    python_env,
    stock,
)
from .log import Log
from .place import say
from .result import Result

PACKAGE = "tests/test_wheel.py"
# Odoo's own tests of the apps that we extend
ODOO_MODULES = ["project", "base_automation", "sale_timesheet"]
ODOO_TAGS = "/project,/hr_timesheet,/sale_project,/sale_timesheet,/base_automation"
ODOO_TESTS = 490  # that many run on a stock Odoo 19


def ours():
    """Run everything that must pass and close with the line that counts it; returns the exit code."""
    if postgres.is_own():
        database.drop_abandoned()
    ready = database.temporary("ready")
    try:
        with ThreadPoolExecutor(3) as lanes:
            running = [lanes.submit(_run_part, lint.check)]
            browsing = lanes.submit(browser.ensure)
            database.template()
            browsing.result()
            with place.step("Running the tests"):
                running.append(lanes.submit(_run_part, _package))
                results = [_run_part(partial(_install, ready))]
                if not results[0].failures:
                    parts = [partial(_from_outside, ready)]
                    parts += [partial(_in_odoo, ready, *part) for part in _parts()]
                    running += [lanes.submit(_run_part, part) for part in parts]
                results += [part.result() for part in running]
    finally:
        database.drop(ready)
    passed = sum(result.passed for result in results)
    failed = sum(len(result.failures) for result in results)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def _run_part(part):
    """Run a part and tell its result as soon as it is known."""
    start = time.monotonic()
    result = part()
    result.tell(start)
    return result


def _install(name):
    """A new database with our add-ons, and the assets of its pages, for all parts to copy."""
    result, log_file = Result("Installation"), place.LOGS / "test-install.log"
    database.copy(database.template(), name)
    arguments = ("-d", name, "-i", ",".join(addons.names()), "--stop-after-init")
    code = odoo.run(log_file, *arguments, "--no-http")
    result.failures += _faults(log_file, code)
    if not result.failures:
        result.passed += 1
        with odoo.environment(name) as env:
            env["ir.qweb"]._pregenerate_assets_bundles()
    return result


def _parts():
    """Title and files of each run of our add-ons' own tests, the longest first."""
    for kind, count in (("browsing", 2), ("plain", 5)):
        files = addons.test_files(browsing=kind == "browsing")
        for number in range(count):
            yield f"{kind}{number + 1}", files[number::count]


def _in_odoo(ready, title, files):
    """Our add-ons' own tests of these files, in a copy of the database where they are installed."""
    name, log_file = database.temporary(title), place.LOGS / f"test-{title}.log"
    tags = ",".join(f"/{file.relative_to(place.REPO)}" for file in files)
    try:
        database.copy(ready, name)
        arguments = _test_arguments(name, tags)
        code = odoo.run(log_file, *arguments, program=odoo.ODOO_FOR_TESTS)
    finally:
        database.drop(name)
    existing = addons.existing_tests(files)
    result = _judge(f"Tests of the add-on, {title}", Log(log_file), existing)
    result.failures += _faults(log_file, code if not result.failures else 0)
    return result


def _faults(log_file, code):
    """What a run of Odoo logged that it should not have, and its exit code if nothing tells why."""
    faults = [
        str(entry) for entry in Log(log_file).faults() if not stock.is_excepted(entry)
    ]
    if code and not faults:
        faults.append(f"Odoo ended with exit code {code}; its log is {log_file}")
    return faults


def _test_arguments(name, tags, install=()):
    """Odoo's arguments to test what is installed in a database, or is to be."""
    return [
        f"--database={name}",
        *([f"--init={','.join(install)}"] if install else []),
        f"--test-tags={tags}",
        "--stop-after-init",
        f"--http-port={net.free_port()}",
        f"--screenshots={place.CACHE / 'screenshots'}",
    ]


def _judge(title, log, existing):
    """Compare the tests that ran with those that exist; one that did not run has failed."""
    started, failed = log.started(), log.failed()
    result = Result(title, passed=len(started - set(failed)))
    result.failures += failed.values()
    result.failures += [f"{test} did not run" for test in sorted(existing - started)]
    return result


def _package():
    """The test from outside that installs our add-ons itself, and so need not wait until that is done."""
    return _pytest("Package", {}, PACKAGE)


def _from_outside(ready):
    """The other tests in the folder tests/, which look at the product from outside."""
    installed = {database.INSTALLED: ready}
    return _pytest("Tests from outside", installed, f"--ignore={PACKAGE}")


def _pytest(title, variables, *arguments):
    """Tests that pytest finds."""
    result = Result(title)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        run = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--quiet", f"--junitxml={report}"),
                *arguments,
            ],
            cwd=place.REPO,
            env={**python_env.environ(), **variables},
            stdin=subprocess.DEVNULL,
            text=True,
            capture_output=True,
        )
        cases = (
            list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
        )
    for case in cases:
        name = f"{case.get('classname')}.{case.get('name')}"
        outcomes = {child.tag: child for child in case}
        problem = outcomes.get("failure", outcomes.get("error"))
        if problem is not None:
            result.failures.append(f"{name}\n{problem.text}")
        elif "skipped" in outcomes:
            say(f"{name} was skipped: {outcomes['skipped'].get('message')}")
        else:
            result.passed += 1
    if run.returncode and not result.failures:
        result.failures.append(
            f"pytest ended with exit code {run.returncode}\n{run.stdout}{run.stderr}"
        )
    return result


def odoos(tags=None):
    """Run Odoo's own tests with Scope Guard installed; returns the exit code."""
    browser.ensure_for_odoo()
    name, log_file = database.temporary("odoo"), place.LOGS / "test-odoo.log"
    arguments = _test_arguments(
        name, tags or ODOO_TAGS, install=ODOO_MODULES + addons.names()
    )
    start = time.monotonic()
    try:
        with place.step("Running Odoo's own tests with ours installed (10 minutes)"):
            odoo.run(log_file, *arguments, "--with-demo")
    finally:
        database.drop(name)
    log = Log(log_file)
    result = _judge("Odoo's own tests", log, set())
    known = [test for test in log.failed() if test in stock.FAILING_TESTS]
    result.failures = [
        text for test, text in log.failed().items() if test not in stock.FAILING_TESTS
    ]
    if not tags and len(log.started()) < ODOO_TESTS:
        result.failures.append(
            f"Only {len(log.started())} tests ran of {ODOO_TESTS}; Odoo's log is {log_file}"
        )
    result.tell(start)
    say(f"{len(known)} more fail without Scope Guard too: {', '.join(sorted(known))}")
    say(f"{result.passed} passed, {len(result.failures)} failed")
    return 1 if result.failures else 0
