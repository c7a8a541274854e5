"""Databases: created once as a template, then copied together with their filestore."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import time
import uuid

import psutil
import psycopg2
from psycopg2 import sql

from . import addons, odoo, odoo_tree, place
from .place import Stop

TEMPORARY = "scope_guard_tmp"
#: Variable that names a database with our add-ons as they are now, to be copied.
INSTALLED = "SCOPE_GUARD_INSTALLED"
PATIENCE = 60  # seconds to wait for the server's housekeeping


def _execute(database, statement, *parameters):
    """Run one statement outside of Odoo; returns its rows, if it has any."""
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _on_server(statement, *names):
    """Run a statement that takes names of databases."""
    return _execute("postgres", sql.SQL(statement).format(*map(sql.Identifier, names)))


def exists(name):
    """Whether there is such a database."""
    return bool(
        _execute("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", name)
    )


def installed(name):
    """Which of our add-ons are installed in a database."""
    rows = _execute(name, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return {module for (module,) in rows} & set(addons.names())


def drop(name):
    """Remove a database, its filestore and its log, whoever is still connected."""
    odoo.forget(name)
    for last in (False,) * PATIENCE + (True,):
        try:
            _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            break
        except psycopg2.errors.InsufficientPrivilege:
            # The server's own housekeeping is in there, which nobody may end; it is soon done
            if last:
                raise
            time.sleep(1)
    shutil.rmtree(filestore(name), ignore_errors=True)
    _log(name).unlink(missing_ok=True)


def temporary(purpose):
    """A name for a database that this process removes when it ends."""
    return f"{TEMPORARY}_{purpose}_{os.getpid()}"


def drop_abandoned():
    """Remove temporary databases of processes that ended without doing so."""
    rows = _execute(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE %s",
        f"{TEMPORARY}%",
    )
    for (name,) in rows:
        process = re.match(rf"{TEMPORARY}_[a-z0-9]+_(\d+)", name)
        if process and not psutil.pid_exists(int(process[1])):
            drop(name)


def copy(source, target):
    """Copy a database that nobody uses at the moment, with its filestore, under an identity of its own."""
    drop(target)
    odoo.forget(source)
    try:
        _on_server("CREATE DATABASE {} TEMPLATE {}", target, source)
    except psycopg2.errors.ObjectInUse:
        raise Stop(
            f"The database {source} is in use: close what is connected to it and start again."
        ) from None
    if filestore(source).exists():
        # Odoo never writes into an attachment's file again: two databases may share it
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)
    _execute(
        target,
        "UPDATE ir_config_parameter SET value = %s WHERE key = 'database.uuid'",
        str(uuid.uuid4()),
    )


def set_address(name, address):
    """Note where a database answers: its mails link to it, and its PDFs take their styles from there."""
    _execute(
        name,
        "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'",
        address,
    )


def vacuum(name):
    """Have the server clear away what is dead in a database, and count what is there for its planner."""
    _execute(name, "VACUUM ANALYZE")


def rename(source, target):
    """Give a database that nobody uses another name."""
    odoo.forget(source)
    _on_server("ALTER DATABASE {} RENAME TO {}", source, target)
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).exists():
        filestore(source).rename(filestore(target))


def note(name, facts):
    """Keep facts about a database with it, outside of its tables."""
    _execute(
        "postgres",
        sql.SQL("COMMENT ON DATABASE {} IS %s").format(sql.Identifier(name)),
        json.dumps(facts),
    )


def noted(name):
    """The facts kept with a database."""
    rows = _execute(
        "postgres",
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        name,
    )
    return json.loads(rows[0][0]) if rows and rows[0][0] else {}


def filestore(name):
    """The folder with a database's attachments."""
    return odoo.DATA / "filestore" / name


def template():
    """The name of a database with all that our add-ons depend on; created when it is asked for first."""
    modules = addons.dependencies()
    key = f"{odoo_tree.version_key()} {modules}"
    name = f"scope_guard_template_{hashlib.sha256(key.encode()).hexdigest()[:10]}"
    with place.only_one(name):
        if not exists(name):
            with place.step(f"Creating a database with {', '.join(modules)}"):
                unfinished = f"{name}_new"
                drop(unfinished)
                _run(unfinished, "-i", ",".join(modules))
                rename(unfinished, name)
    return name


def update(name, modules):
    """Install those modules that a database does not have, and update the others."""
    _run(name, *update_arguments(name, modules))


def update_arguments(name, modules):
    """Odoo's arguments to install those modules that a database does not have, and to update the others."""
    present = installed(name)
    old, new = [
        [module for module in modules if (module in present) == there]
        for there in (True, False)
    ]
    return [
        *(["-u", ",".join(old)] if old else []),
        *(["-i", ",".join(new)] if new else []),
    ]


def _run(name, *arguments):
    """Run Odoo until it has created or changed a database."""
    log = _log(name)
    if odoo.run(log, "-d", name, *arguments, "--stop-after-init", "--no-http"):
        raise Stop(
            f"Odoo could not change the database {name}: its log {log} tells why."
        )


def _log(name):
    """Where Odoo's log of the last change to a database lies."""
    return place.LOGS / f"{name}.log"
