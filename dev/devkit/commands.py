"""What each command of ``sg.py`` does, inside the environment."""

import subprocess
import sys

from . import bench, database, demo, developing, lint, odoo, postgres, python_env, suite


def run(options):
    """Do what the command line asks for; returns the exit code."""
    if options.command == "setup":
        return python_env.add_screenshots() if options.screenshots else 0
    if options.command == "lint":
        return lint.fix() if options.fix else lint.run()
    postgres.ensure()
    return CALLS[options.command](options)


def _python(options):
    """Run Python in the environment."""
    return subprocess.run([sys.executable, *options.arguments]).returncode


def _pytest(options):
    """Run the tests from outside."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options.arguments]
    ).returncode


def _drop(options):
    """Remove databases."""
    for name in options.names:
        database.drop(name)
    return 0


CALLS = {
    "demo": lambda options: demo.run(options.port, options.reset),
    "export": lambda options: demo.export(options.to),
    "test": lambda options: suite.ours(),
    "test-odoo": lambda options: suite.odoos(options.tags),
    "bench": lambda options: bench.run(options.files, options.reset),
    "odoo": lambda options: odoo.interact(
        *options.arguments, subcommand=options.subcommand
    ),
    "python": _python,
    "pytest": _pytest,
    "testdb": lambda options: developing.testdb(
        options.db, options.modules, options.tags, options.fresh, options.port
    ),
    "drop": _drop,
    "pg": lambda options: developing.server(options.action),
}
