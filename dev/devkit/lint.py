"""The linters: each counts as one test."""

import subprocess
import sys
import time

from lxml import etree

from . import addons, place
from .result import Result


def check():
    """Run every linter."""
    result = Result("Linters")
    for problems in (
        _complaints("ruff", "check", "--quiet", "."),
        _complaints("ruff", "format", "--quiet", "--diff", "."),
        _complaints("pylint", *addons.folders().values()),
        _malformed_xml(),
    ):
        if problems:
            result.failures.append(problems)
        else:
            result.passed += 1
    return result


def _complaints(*linter):
    """What a linter complains about; its settings are in pyproject.toml."""
    run = subprocess.run(
        [sys.executable, "-m", *map(str, linter)],
        cwd=place.REPO,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return f"{linter[0]} complains:\n{run.stdout}{run.stderr}" if run.returncode else ""


def _malformed_xml():
    """The XML files of our add-ons that are not well-formed."""
    problems = []
    for folder in addons.folders().values():
        for path in sorted(folder.rglob("*.xml")):
            try:
                etree.parse(str(path))
            except etree.XMLSyntaxError as error:
                problems.append(f"{path.relative_to(place.REPO)}: {error}")
    return "\n".join(problems)


def run():
    """Run every linter and print what they say; returns the exit code."""
    start = time.monotonic()
    result = check()
    result.tell(start)
    return 1 if result.failures else 0


def fix():
    """Mend and format what ruff can; returns the exit code."""
    ruff = [sys.executable, "-m", "ruff"]
    codes = [
        subprocess.run([*ruff, *arguments, "."], cwd=place.REPO).returncode
        for arguments in (["check", "--fix"], ["format"])
    ]
    return max(codes)
