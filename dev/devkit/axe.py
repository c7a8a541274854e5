"""axe, which looks for barriers on a page: fetched from npm, pinned, and never a part of the add-on.

It is under the Mozilla Public License 2.0; it stays in the cache and is only run in the browser of the tests.
"""

import hashlib
import shutil
import tarfile

from .place import CACHE, Stop, only_one, run

VERSION = "4.14.1"
SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
FOLDER = CACHE / f"axe-{VERSION}"


def source():
    """The program as text, to be evaluated in a page; it is downloaded once.

    Stops with a sentence where it cannot be had.
    """
    program = FOLDER / "axe.min.js"
    if not program.exists():
        with only_one("axe"):
            if not program.exists():
                _fetch(program)
    return program.read_text()


def _fetch(program):
    """Download the package with npm, compare it with what was pinned, and take the one file out of it."""
    if not shutil.which("npm"):
        raise Stop("axe comes from npm, and this machine has none: install Node.js.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    run(
        ["npm", "pack", "--silent", "--ignore-scripts", f"axe-core@{VERSION}"],
        "axe could not be downloaded with npm: check the network and start again.",
        cwd=FOLDER,
    )
    package = FOLDER / f"axe-core-{VERSION}.tgz"
    if hashlib.sha256(package.read_bytes()).hexdigest() != SHA256:
        package.unlink()
        raise Stop(f"What npm gave for axe {VERSION} is not what was pinned.")
    with tarfile.open(package) as archive:
        content = archive.extractfile("package/axe.min.js").read()
    # Whole or not at all: another process may look for it.
    fresh = program.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.rename(program)
    package.unlink()
