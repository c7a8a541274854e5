"""``make demo``: the demo story in a running Odoo; ``make export``: its advice log as a file."""

from pathlib import Path

from . import addons, database, net, odoo, place
from .place import Stop, say, step

NAME = "scope_guard_demo"
PORT = 8069
LOG = place.LOGS / "demo.log"


def run(port=PORT, reset=False):
    """Start Odoo on the demo database and stay until Ctrl-C; returns the exit code."""
    if not net.is_free(port):
        raise Stop(
            f"Port {port} is in use: stop what listens there, or choose another one with make demo PORT=8070."
        )
    prepare(reset)
    address = f"http://127.0.0.1:{port}"
    database.set_address(NAME, address)
    say("Starting Odoo ...")
    process = odoo.start(
        LOG, "-d", NAME, f"--db-filter=^{NAME}$", f"--http-port={port}"
    )
    try:
        if not odoo.wait_until_ready(process, address):
            raise Stop(f"Odoo did not start: its log {LOG} tells why.")
        say(f"\nScope Guard runs at {address}\n")
        for label, (login, password) in database.noted(NAME)["logins"].items():
            say(f"  {label:<20} login {login:<15} password {password}")
        say(f"\nCtrl-C stops it. Odoo's log: {LOG}")
        odoo.attend(process)
    finally:
        odoo.end(process)
    say("\nStopped. The data is kept; make demo RESET=1 begins anew.")
    return 0


def prepare(reset=False):
    """Have the demo database, made from today's code."""
    template = database.template()
    with place.only_one(NAME):
        if reset or not database.exists(NAME):
            with step("Creating the demo database"):
                _create(template)
        facts = database.noted(NAME)
        if facts["code"] != addons.fingerprint():
            with step("Updating the demo database, because the add-on has changed"):
                database.update(NAME, addons.names())
                database.note(NAME, {**facts, "code": addons.fingerprint()})


def _create(template):
    """Create the database under a name of its own until all is well."""
    unfinished = f"{NAME}_new"
    code = addons.fingerprint()
    database.copy(template, unfinished)
    database.update(unfinished, addons.names())
    with odoo.environment(unfinished) as env:
        logins = env["scope.tor"]._load_demo()
    database.drop(NAME)
    database.rename(unfinished, NAME)
    database.note(NAME, {"logins": logins, "code": code})


def export(target):
    """Write the demo customer's advice log into a file; returns the exit code."""
    prepare()
    login, _password = database.noted(NAME)["logins"]["Project manager"]
    with odoo.environment(NAME) as env:
        Path(target).write_bytes(advice_log(env, login))
    say(f"The advice log is in {target}")
    return 0


def advice_log(env, login):
    """The advice log of the customer with most advice, as the user with this login may read it."""
    env = env(user=env["res.users"].search([("login", "=", login)]))
    rows = env["scope.advice"]._read_group(
        [], ["partner_id"], ["__count"], order="__count desc", limit=1
    )
    [(customer, _count)] = rows
    content, _filename = env["scope.advice.log"].get_xlsx(
        [("partner_id", "=", customer.id)], customer=customer
    )
    return content
