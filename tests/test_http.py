"""A running server, as browsers and strangers meet it."""

import io
import re

import openpyxl
import requests

TIMEOUT = 60


ADVICE_LOG = "/scope_guard/advice_log.xlsx"


def log_in(server, login, password):
    """A session of somebody who has filled in the login form."""
    session = requests.Session()
    form = session.get(f"{server}/web/login", timeout=TIMEOUT)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
    answer = session.post(
        f"{server}/web/login",
        data={"login": login, "password": password, "csrf_token": token},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 200
    assert "/web/login" not in answer.url, f"{login} cannot log in"
    return session


def test_login_page_and_its_assets(server):
    page = requests.get(f"{server}/web/login", timeout=TIMEOUT)
    assert page.status_code == 200
    assets = re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page.text)
    assert assets
    for asset in assets:
        answer = requests.get(f"{server}{asset}", timeout=TIMEOUT)
        assert answer.status_code == 200, asset
        assert answer.content, asset


def test_each_login_of_the_demo_gets_its_first_page(server, logins):
    assert len(logins) == 3
    landed = [
        log_in(server, *login).get(f"{server}/web", timeout=TIMEOUT)
        for login in logins.values()
    ]
    assert [page.status_code for page in landed] == [200, 200, 200]
    inside = [
        bool(re.search(r"/web/assets/[^\"]*web\.assets_web", page.text))
        for page in landed
    ]
    assert inside == [True, True, False], (
        "two work in the back office, the client does not"
    )


def test_advice_log_is_for_the_people_who_run_projects(server, logins):
    stranger = requests.get(f"{server}{ADVICE_LOG}", timeout=TIMEOUT)
    assert stranger.url.startswith(f"{server}/web/login")
    client = log_in(server, *logins["Portal client"])
    assert client.get(f"{server}{ADVICE_LOG}", timeout=TIMEOUT).status_code == 403
    manager = log_in(server, *logins["Project manager"])
    answer = manager.get(f"{server}{ADVICE_LOG}", timeout=TIMEOUT)
    assert answer.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == [
        "Summary",
        "Advice log",
        "Decisions",
        "Timeline",
    ]
