"""A running server for the tests from outside, and the people at a client who use it all at once."""

import re
from pathlib import Path

import requests

from devkit import net, odoo, stock
from devkit.log import Log

#: Seconds that a request may take while many others are served.
TIMEOUT = 120


class Server:
    """Odoo with two workers on a database; to be stopped.

    :ivar database: name of the database
    :ivar address: where it answers
    """

    def __init__(self, name, log):
        self.database, self.log, self._told = name, log, 0
        self.port = net.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = odoo.start(
            log,
            *("-d", name, f"--db-filter=^{name}$"),
            *("--workers=2", "--max-cron-threads=0"),
            *(f"--http-port={self.port}", f"--gevent-port={net.free_port()}"),
        )
        if not odoo.wait_until_ready(self.process, self.address):
            self.stop()
            raise AssertionError(log.read_text())

    def stop(self):
        """End the server."""
        odoo.end(self.process)

    def workers(self):
        """Ids of the processes below the server."""
        found = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
        return found

    def check_log(self, allowed=None):
        """What the server has logged since the last check, or since its start, must be clean.

        :param allowed: function that tells of a warning or an error whether it is in order; none is without it
        """
        notable = Log(self.log).notable()
        new, self._told = notable[self._told :], len(notable)
        faults = [
            str(entry)
            for entry in new
            if not stock.is_excepted(entry) and not (allowed and allowed(entry))
        ]
        if faults:
            raise AssertionError("\n".join(["Odoo logged", *faults]))


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
