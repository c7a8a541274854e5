"""Running Odoo with our add-ons, our database server and our data folder."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from . import odoo_tree, place, python_env

DATA = place.CACHE / "data"
ODOO = ("-m", "odoo")
ODOO_FOR_TESTS = (place.REPO / "dev" / "odoo_for_tests.py",)
TOO_LONG = 3600  # seconds after which a run that should end by itself is given up


def configuration(with_ours=True):
    """The configuration file of this clone; an .odoorc of the user's own has no say.

    :param with_ours: whether this repository's add-ons are on the add-ons path
    """
    paths = odoo_tree.addons_paths() + ([place.REPO] if with_ours else [])
    text = f"[options]\ndata_dir = {DATA}\nhttp_interface = 127.0.0.1\n"
    if paths:
        text += f"addons_path = {','.join(str(path) for path in paths)}\n"
    file = (
        place.CACHE
        / "configuration"
        / f"{hashlib.sha256(text.encode()).hexdigest()[:10]}.conf"
    )
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(text)
        draft.rename(file)
    return file


def environ(with_ours=True):
    """The variables of an Odoo process."""
    return {**python_env.environ(), "ODOO_RC": str(configuration(with_ours))}


def command(*arguments, subcommand="server", program=ODOO):
    """The command line of an Odoo process; the subcommand may have a word of its own behind it."""
    words = [python_env.python(), *program, *subcommand.split(), *arguments]
    return [str(word) for word in words]


def run(log, *arguments, env=None, **options):
    """Run Odoo to its end, its output in the file ``log``; returns the exit code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w") as output:
        try:
            return subprocess.run(
                command(*arguments, **options),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env or environ(),
                timeout=TOO_LONG,
            ).returncode
        except subprocess.TimeoutExpired:
            raise place.Stop(
                f"Odoo did not come to an end: see its log {log}"
            ) from None


def attend(process, interactive=False):
    """Wait for a server to end, passing on to it what asks this process to stop; returns the exit code.

    :param interactive: the process shares the terminal, and hears Ctrl-C by itself
    """

    def pass_on(number, _frame):
        if not (interactive and number == signal.SIGINT):
            process.send_signal(number)

    before = {
        number: signal.signal(number, pass_on)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interact(*arguments, **options):
    """Run Odoo on this terminal, if it is one; returns the exit code."""
    terminal = sys.stdin.isatty()
    line = command(*arguments, **options)
    return attend(
        subprocess.Popen(line, env=environ(), start_new_session=not terminal),
        interactive=terminal,
    )


def start(log, *arguments, env=None):
    """Start a server in the background, its output in the file ``log``; Ctrl-C does not reach it by itself."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w") as output:
        return subprocess.Popen(
            command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env or environ(),
            start_new_session=True,
        )


def end(process):
    """Stop a server, gently first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process, address, seconds=120):
    """Wait until a server answers; returns whether it does."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/web/login", timeout=60) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return False
        except OSError:
            time.sleep(0.2)
    return False


@contextlib.contextmanager
def environment(database):
    """An ``env`` of a database in this process, as superuser; what was done is committed when nothing failed.

    What Odoo knows of the database is kept for the next time, until ``forget``.
    """
    from odoo import SUPERUSER_ID, api, netsvc
    from odoo.modules.registry import Registry
    from odoo.tools import config

    if config["config"] != str(configuration()):
        os.environ["ODOO_RC"] = str(configuration())
        config.parse_config(["--log-level=warn"], setup_logging=False)
        netsvc.init_logger()
    registry = Registry(database).check_signaling()
    try:
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
    except BaseException:
        registry.reset_changes()
        raise
    registry.signal_changes()


def forget(database):
    """Close what this process has open of a database, so that it can be copied, renamed or dropped."""
    if "odoo.modules.registry" in sys.modules:
        from odoo import sql_db
        from odoo.modules.registry import Registry

        Registry.delete(database)
        sql_db.close_db(database)
