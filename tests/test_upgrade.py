"""Updating the add-on, and installing a language, as an administrator does."""

import pytest
from devkit import addons


@pytest.fixture(scope="module")
def database_in_use(new_database, demo_database):
    """A database with data that updates have to cope with."""
    return new_database(demo_database)


@pytest.mark.parametrize(
    "more", [(), ("--load-language=de_DE",)], ids=["first", "again with German"]
)
def test_update_is_silent(run_odoo, database_in_use, more):
    arguments = (
        "-d",
        database_in_use,
        "-u",
        ",".join(addons.names()),
        *more,
        "--stop-after-init",
        "--no-http",
    )
    assert run_odoo(*arguments) == []


def test_demo_data_is_installed_silently(run_odoo, new_database):
    """``--with-demo`` loads the demo story from the manifest."""
    name = new_database()
    modules = ",".join(addons.names())
    assert (
        run_odoo(
            "-d", name, "-i", modules, "--with-demo", "--stop-after-init", "--no-http"
        )
        == []
    )
