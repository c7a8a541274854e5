"""The virtual environment with pinned versions of every Python package."""

import hashlib
import os
import shutil
import sys
import venv
from pathlib import Path

from . import odoo_tree
from .place import CACHE, DEV, Stop, only_one, run, step

REQUIREMENTS = DEV / "requirements.txt"


def folder():
    """The environment's folder: another one for each Python and each set of pinned versions."""
    pins = hashlib.sha256(
        REQUIREMENTS.read_bytes() + sys.base_prefix.encode()
    ).hexdigest()[:8]
    return CACHE / f"venv-{sys.version_info.major}.{sys.version_info.minor}-{pins}"


def python():
    """The environment's Python."""
    return folder() / "bin" / "python"


def check():
    """Stop where Python is too old or too new for Odoo 19."""
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise Stop(
            "Odoo 19 needs Python 3.10 to 3.13: name one with make PYTHON=python3.13 and the target."
        )


def ensure():
    """Have the environment, and Odoo in it."""
    finished = folder() / "finished"
    if not finished.exists():
        with only_one("venv"):
            if not finished.exists():
                with step("Installing the Python packages"):
                    _create()
                    finished.touch()


def _create():
    """Create the environment and install everything into it."""
    shutil.rmtree(folder(), ignore_errors=True)
    try:
        venv.create(folder(), with_pip=True)
    except Exception:
        raise Stop(
            "Python cannot create a virtual environment: install its venv module (Debian: python3-venv)."
        ) from None
    _install("--no-deps", "-r", REQUIREMENTS)  # it lists all of them


def add_screenshots():
    """Add the driver for pictures of the product, which only people who take them need; returns the exit code."""
    _install("-r", DEV / "requirements-screenshots.txt")
    return 0


def _install(*arguments):
    """Install packages; Python compiles them where they are used, as most of it never is."""
    run(
        [
            *(python(), "-m", "pip", "install", "--quiet", "--no-input"),
            *("--no-compile", *arguments),
        ],
        "The Python packages could not be installed: check the network and start again.",
    )


def environ():
    """The variables of a process that imports Odoo."""
    paths = os.pathsep.join(str(path) for path in odoo_tree.python_paths())
    path = os.pathsep.join([str(folder() / "bin"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PYTHONPATH": paths, "PATH": path, "PYTHONUNBUFFERED": "1"}


def enter(script):
    """Go on with ``script`` inside the environment, in place of this process."""
    if Path(sys.prefix) != folder():
        os.execve(python(), [str(python()), str(script), *sys.argv[1:]], environ())
