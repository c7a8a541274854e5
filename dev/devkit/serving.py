"""A running server for the tests from outside, and the people at a client who use it all at once."""

import contextlib
import re

import requests

from devkit import net, odoo, stock
from devkit.log import Log

#: Seconds that a request may take while many others are served.
TIMEOUT = 120


@contextlib.contextmanager
def serving(name, log, allowed=lambda entry: False):
    """Run Odoo with two workers on a database; what it logs must be clean when it stops.

    :param log: path of the log
    :param allowed: which warnings and errors of its log are in order
    :return: its address
    """
    port = net.free_port()
    address = f"http://127.0.0.1:{port}"
    process = odoo.start(
        log,
        *("-d", name, f"--db-filter=^{name}$", "--workers=2", "--max-cron-threads=0"),
        *(f"--http-port={port}", f"--gevent-port={net.free_port()}"),
    )
    try:
        assert odoo.wait_until_ready(process, address), log.read_text()
        yield address
    finally:
        odoo.end(process)
    assert [
        str(entry)
        for entry in Log(log).notable()
        if not stock.is_excepted(entry) and not allowed(entry)
    ] == []


def people(env):
    """A customer, who answers for it, and who reads along."""
    customer = env["res.partner"].create(
        {"name": "Kranz GmbH", "is_company": True, "lang": "en_US"}
    )
    person, reader = env["res.partner"].create(
        [
            {"name": name, "email": email, "parent_id": customer.id}
            for name, email in (
                ("Eva Kranz", "eva@kranz.example"),
                ("Leo Kranz", "leo@kranz.example"),
            )
        ]
    )
    return customer, person, reader


def page_of(url):
    """A client's page as text."""
    page = requests.get(url, timeout=TIMEOUT)
    assert page.status_code == 200
    return page.text


def shown_on(page):
    """The check sum of what a page shows, which comes back with the answer."""
    return re.search(r'name="shown" value="([0-9a-f]{64})"', page)[1]
