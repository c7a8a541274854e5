"""The browser that tours and the tests of pages run in."""

import os
import shutil

from .place import Stop, run, step

# Chromium without its windows: the same engine, and a tour takes a sixth less of the machine. It is named by its path:
# Debian's command for it is a script, and whoever ends that leaves the browser running.
HEADLESS = "/usr/lib/chromium/chromium-headless-shell"
# The names that Odoo looks for by itself
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def find():
    """The path of the machine's browser, the one without windows before others; None without any."""
    return next(filter(None, map(shutil.which, (HEADLESS, *NAMES))), None)


def ensure():
    """Have a browser for our own tests: the machine's, or Debian's where we may install it."""
    if not find():
        _install("chromium-headless-shell")


def ensure_for_odoo():
    """Have a browser that Odoo finds by itself."""
    if not any(map(shutil.which, NAMES)):
        _install("chromium")


def _install(package):
    if os.geteuid() or not shutil.which("apt-get"):
        raise Stop(
            f"The tours need a browser: install {package} (Debian: apt-get install {package}) and start again."
        )
    failure = f"{package} could not be installed with apt-get: install it by hand and start again."
    with step(f"Installing {package}"):
        run(["apt-get", "update"], failure)
        run(
            ["apt-get", "install", "--yes", "--no-install-recommends", package],
            failure,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
