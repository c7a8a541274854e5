"""The add-ons of this repository, read without importing them."""

import ast
import hashlib

from .place import REPO


def folders():
    """The folder of each of our add-ons by its name."""
    return {
        path.parent.name: path.parent
        for path in sorted(REPO.glob("scope_guard*/__manifest__.py"))
    }


def names():
    """The names of our add-ons."""
    return list(folders())


def dependencies():
    """Odoo's add-ons that ours build on."""
    ours = {
        name: ast.literal_eval((path / "__manifest__.py").read_text())
        for name, path in folders().items()
    }
    return sorted(
        {
            name
            for manifest in ours.values()
            for name in manifest["depends"]
            if name not in ours
        }
    )


def fingerprint():
    """A short text that changes when a file of our add-ons changes."""
    digest = hashlib.sha256()
    for folder in folders().values():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(REPO)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def test_files(browsing):
    """The files with tests in our add-ons: those that need a running server and a browser, or all the others."""
    return [
        path
        for folder in folders().values()
        for path in sorted((folder / "tests").glob("test_*.py"))
        if ("HttpCase" in path.read_text()) == browsing
    ]


def existing_tests(files):
    """Every test method that stands in these files of our add-ons, as ``addon.file.Class.method``.

    It reads the files themselves, so that a test file which nobody imports is missed when it does not run. Like Odoo,
    it counts a method in the class that defines it alone.
    """
    found = set()
    for path in files:
        name = path.parent.parent.name
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                found |= {
                    f"{name}.{path.stem}.{node.name}.{member.name}"
                    for member in node.body
                    if isinstance(member, ast.FunctionDef)
                    and member.name.startswith("test_")
                }
    return found
