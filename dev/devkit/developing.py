"""What developers use while they write the add-on: a database of their own, and its tests."""

import os

from . import database, odoo, place, postgres
from .log import Log
from .net import free_port
from .place import Stop, say


def testdb(name, modules=None, tags=None, fresh=False, port=None):
    """Install (first time) or update our add-ons in the database ``name``, with tests, and print the result.

    :return: the exit code
    """
    modules = modules or ["scope_guard"]
    if fresh or not database.exists(name):
        database.copy(database.template(), name)
    arguments = ["-d", name, *database.update_arguments(name, modules)]
    arguments += ["--stop-after-init", f"--http-port={port or free_port()}"]
    if tags:
        arguments += ["--test-tags", tags]
    log_file = place.LOGS / f"{name}.log"
    code = odoo.run(log_file, *arguments)
    log = Log(log_file)
    if not log.entries:
        raise Stop(f"Odoo did not start: {log_file.read_text()}")
    for entry in log.notable():
        say(str(entry))
    for test in sorted(log.skipped()):
        say(f"skipped {test}")
    started = log.started()
    say(
        f"{len(started)} tests ran, {len(log.failed())} failed, {len(log.notable())} warnings or errors, exit {code}"
    )
    say(f"Odoo's log: {log_file}")
    if tags and not started:
        say("No test ran: do the tags name a test that exists?")
        return 1
    return code


def server(action):
    """Keep the private database server running, let it end with its last user, or tell how to reach it."""
    if action == "env":
        for variable in ("PGHOST", "PGPORT", "PGUSER"):
            say(f"export {variable}={os.environ.get(variable, '')}")
    else:
        postgres.keep(action == "start")
    return 0
