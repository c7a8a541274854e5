"""The package that pip makes: complete, installable beside Odoo, and leaving nothing behind when uninstalled."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from devkit import addons, odoo, place
from snapshot import added, take


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the repository, so that nothing is left in it."""
    source, target = (
        tmp_path_factory.mktemp("source") / "scope_guard",
        tmp_path_factory.mktemp("wheel"),
    )
    unwanted = shutil.ignore_patterns(
        ".git", "__pycache__", "build", "dist", "*.egg-info"
    )
    shutil.copytree(place.REPO, source, ignore=unwanted)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", target, source)
    [path] = target.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environ(wheel, tmp_path_factory):
    """The environment of an Odoo that has our add-ons from the wheel, not from the repository."""
    target = tmp_path_factory.mktemp("site-packages")
    pip("install", "--no-deps", "--target", target, wheel)
    variables = odoo.environ(with_ours=False)
    return {
        **variables,
        "PYTHONPATH": os.pathsep.join([variables["PYTHONPATH"], str(target)]),
    }


def pip(*arguments):
    """Run pip, which must succeed."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        *map(str, arguments),
    ]
    run = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_wheel_holds_every_file_of_the_addons_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == {
        f"odoo/addons/{folder.name}/{path.relative_to(folder)}"
        for folder in addons.folders().values()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_install_uninstall_and_install_again_leave_nothing(
    new_database, environ, run_odoo
):
    name, ours = new_database(), addons.names()
    before = take(name)
    install = ("-d", name, "-i", ",".join(ours), "--stop-after-init", "--no-http")

    assert run_odoo(*install, env=environ) == []
    first = take(name)
    assert "scope_tor" in added(before, first)["tables"], (
        "the module from the wheel is not installed"
    )

    assert run_odoo("-d", name, *ours, subcommand="module uninstall", env=environ) == []
    assert added(before, take(name)) == {}, "left over"
    assert added(take(name), before) == {}, "gone, though it was there before"

    assert run_odoo(*install, env=environ) == []
    assert added(first, take(name)) == {}, "left over from the first time"
    assert added(take(name), first) == {}, "missing the second time"
