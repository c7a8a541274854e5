"""Databases and servers for the tests that look at Scope Guard from outside.

They are run by ``make test``; for one of them: ``python3 dev/sg.py pytest -- tests/test_http.py -k login``.
"""

import itertools
import os

import pytest
from devkit import addons, database, odoo, postgres, stock
from devkit.log import Log
from devkit.serving import Server

_numbers = itertools.count()


@pytest.fixture(scope="session", autouse=True)
def _database_server():
    """The database server, for the whole session."""
    postgres.ensure()


@pytest.fixture(scope="session")
def new_database():
    """A function that copies a database, a template without our add-ons if none is named, and returns the name."""
    made = []

    def make(source=None):
        name = f"{database.temporary('outside')}_{next(_numbers)}"
        made.append(name)
        database.copy(source or database.template(), name)
        return name

    yield make
    for name in made:
        database.drop(name)


@pytest.fixture(scope="session")
def installed_database(new_database):
    """A database with our add-ons; to be copied, not changed."""
    name = new_database(os.environ.get(database.INSTALLED))
    if not database.installed(name):
        database.update(name, addons.names())
    return name


@pytest.fixture(scope="session")
def run_odoo(tmp_path_factory):
    """A function that runs Odoo to its end, checks that it ended well and returns its warnings and errors."""

    def run(*arguments, **options):
        log = tmp_path_factory.mktemp("log") / "odoo.log"
        code = odoo.run(log, *arguments, **options)
        assert code == 0, log.read_text()
        return [
            str(entry) for entry in Log(log).notable() if not stock.is_excepted(entry)
        ]

    return run


@pytest.fixture(scope="session")
def demo_database(new_database, installed_database):
    """A database with the demo story; to be copied, not changed. Its note holds the logins."""
    name = new_database(installed_database)
    with odoo.environment(name) as env:
        logins = env["scope.tor"]._load_demo()
    database.note(name, {"logins": logins})
    return name


@pytest.fixture(scope="session")
def _new_server(new_database, demo_database, tmp_path_factory):
    """A function that starts Odoo on a copy of the demo story."""
    servers = []

    def make(title):
        log = tmp_path_factory.mktemp(title) / "odoo.log"
        servers.append(Server(new_database(demo_database), log))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()
        server.check_log()


@pytest.fixture(scope="session")
def _story_server(_new_server):
    return _new_server("story")


@pytest.fixture(scope="session")
def _busy_server(_new_server):
    return _new_server("busy")


@pytest.fixture(scope="module")
def server(_story_server, request):
    """Odoo on the demo story as it is told.

    What it logs must be clean at the end of a file of tests, but for what the file's function ``is_allowed`` allows.
    """
    yield _story_server
    _story_server.check_log(getattr(request.module, "is_allowed", None))


@pytest.fixture(scope="module")
def busy_server(_busy_server, request):
    """Like ``server``, on a database where each file of tests adds what it needs."""
    yield _busy_server
    _busy_server.check_log(getattr(request.module, "is_allowed", None))


@pytest.fixture(scope="session")
def logins(demo_database):
    """The demo story's people: what they are, with login and password."""
    return database.noted(demo_database)["logins"]
