"""The demo story, and what ``make demo`` and ``make export`` make of it."""

import io

import openpyxl
import pytest
from devkit import database, demo, odoo

ADDRESS = "http://127.0.0.1:8123"


@pytest.fixture(scope="module")
def env(new_database, demo_database):
    """An environment of a copy of the demo database, as if it ran at an address of its own."""
    name = new_database(demo_database)
    database.set_address(name, ADDRESS)
    with odoo.environment(name) as env:
        yield env


def test_what_the_client_gets_leads_to_where_the_demo_runs(env):
    assert env["scope.tor"].search([], limit=1).get_base_url() == ADDRESS


def test_story_is_told_once(env, logins):
    def count():
        return {
            model: env[model].search_count([])
            for model in (
                "project.project",
                "project.task",
                "scope.item",
                "scope.advice",
            )
        }

    before = count()
    assert all(before.values())
    assert {
        label: list(login) for label, login in env["scope.tor"]._load_demo().items()
    } == logins
    assert count() == before


def test_export_is_the_log_of_one_customer(env, logins):
    content = demo.advice_log(env, logins["Project manager"][0])
    log = openpyxl.load_workbook(io.BytesIO(content))["Advice log"]
    header, *rows = log.iter_rows(values_only=True)
    assert len(rows) >= 3
    customers = {row[header.index("Customer")] for row in rows}
    assert len(customers) == 1
