"""The browser that tours run in."""

import os
import shutil

from .place import Stop, run, step

# The names that Odoo looks for
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def ensure():
    """Have a browser: the machine's own, or Debian's chromium where we may install it."""
    if any(shutil.which(name) for name in NAMES):
        return
    if os.geteuid() or not shutil.which("apt-get"):
        raise Stop(
            "The tours need a browser: install chromium (Debian: apt-get install chromium) and start again."
        )
    failure = "Chromium could not be installed with apt-get: install it by hand and start again."
    with step("Installing Chromium"):
        run(["apt-get", "update"], failure)
        run(
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
            failure,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
