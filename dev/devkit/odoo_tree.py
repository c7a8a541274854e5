"""Odoo 19 itself: an existing checkout, or Debian's package unpacked into the cache.

The package is plain Python, XML and assets and runs from any folder. It is fetched with apt from the mirror that the
machine already uses, through a private configuration: no root, and nothing of the system's is changed.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

from .place import CACHE, Stop, only_one, run, step

PACKAGES = [
    "odoo-19",
    # The Odoo package has relative links to files of these
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
INSTEAD = "or set ODOO_SOURCE to the folder of an Odoo 19 checkout."
KEYRINGS = Path("/usr/share/keyrings")
# Left out by the package although the web client's bundle names it; each browser tour fails without it
STUB = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def python_paths():
    """The folders that Python needs on its path for ``import odoo`` to work."""
    source = os.environ.get("ODOO_SOURCE")
    if source:
        source = Path(source).expanduser().resolve()
        if not (source / "odoo" / "release.py").exists():
            raise Stop(
                f"ODOO_SOURCE={source} holds no Odoo: name the folder that has odoo/release.py in it."
            )
        return [source]
    return [CACHE / "odoo" / "root" / "usr" / "lib" / "python3" / "dist-packages"]


def addons_paths():
    """Folders with Odoo's own add-ons that are not found by themselves: those of a checkout."""
    if os.environ.get("ODOO_SOURCE"):
        return [path / "addons" for path in python_paths()]
    return []


def version_key():
    """A short text that changes when the Odoo in use changes."""
    package = python_paths()[0] / "odoo"
    release = (package / "release.py").read_bytes()
    return hashlib.sha256(str(package).encode() + release).hexdigest()[:8]


def ensure():
    """Have Odoo's source, downloading it once."""
    if os.environ.get("ODOO_SOURCE"):
        python_paths()
        return
    finished = CACHE / "odoo" / "finished"
    if finished.exists():
        return
    with only_one("odoo"):
        if not finished.exists():
            with step("Downloading and unpacking Odoo 19 (120 MB)"):
                shutil.rmtree(CACHE / "odoo", ignore_errors=True)
                _unpack(_download())
                stub = python_paths()[0] / "odoo" / STUB
                stub.parent.mkdir(parents=True, exist_ok=True)
                stub.touch()
                finished.touch()


def _mirror():
    """The Debian mirror that this machine uses already."""
    if not shutil.which("apt-get"):
        raise Stop(
            f"Odoo 19 is taken from Debian's package, and this machine has no apt-get: use Debian, {INSTEAD}"
        )
    uris = run(
        ["apt-get", "update", "--print-uris", "-o", "Debug::NoLocking=1"],
        f"apt-get does not tell which mirror this machine uses: mend its configuration, {INSTEAD}",
    )
    sites = re.findall(r"^'(\S+)/dists/[^']+/InRelease'", uris, re.MULTILINE)
    for site in sites:
        if site.rstrip("/").endswith("/debian"):
            return site
    raise Stop(f"apt-get on this machine knows no Debian mirror: add one, {INSTEAD}")


def _keyring():
    """The keys that Debian's archive is signed with."""
    for name in ("debian-archive-keyring.pgp", "debian-archive-keyring.gpg"):
        if (KEYRINGS / name).exists():
            return KEYRINGS / name
    raise Stop(
        f"The keys of Debian's archive are missing: install the package debian-archive-keyring, {INSTEAD}"
    )


def _download():
    """Download the packages with a private apt configuration; returns the folder that holds them."""
    apt = CACHE / "odoo" / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "packages"):
        (apt / folder).mkdir(parents=True)
    (apt / "sources.list").write_text(
        f"deb [signed-by={_keyring()}] {_mirror()} sid main\n"
    )
    private = [
        f"Dir::Etc::sourcelist={apt}/sources.list",
        "Dir::Etc::sourceparts=/dev/null",
        f"Dir::State::lists={apt}/lists",
        f"Dir::Cache={apt}/cache",
        "Acquire::Languages=none",
        "Acquire::Retries=3",
        "APT::Sandbox::User=",
        "Debug::NoLocking=1",
    ]
    options = [part for option in private for part in ("-o", option)]
    failure = f"The packages of Odoo 19 could not be downloaded: check the network and start again, {INSTEAD}"
    run(["apt-get", *options, "update"], failure)
    run(["apt-get", *options, "download", *PACKAGES], failure, cwd=apt / "packages")
    return apt / "packages"


def _unpack(folder):
    """Unpack all packages into one tree, as their relative links expect it."""
    root = CACHE / "odoo" / "root"
    for package in sorted(folder.glob("*.deb")):
        run(
            ["dpkg", "-x", package, root],
            f"{package.name} could not be unpacked: is the disk full?",
        )
    shutil.rmtree(folder.parent)
