"""A running server, as browsers and strangers meet it."""

import io
import re

import openpyxl
import requests

TIMEOUT = 60


ADVICE_LOG = "/scope_guard/advice_log.xlsx"


def log_in(address, login, password):
    """A session of somebody who has filled in the login form."""
    session = requests.Session()
    form = session.get(f"{address}/web/login", timeout=TIMEOUT)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
    answer = session.post(
        f"{address}/web/login",
        data={"login": login, "password": password, "csrf_token": token},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 200
    assert "/web/login" not in answer.url, f"{login} cannot log in"
    return session


def test_login_page_and_its_assets(server):
    page = requests.get(f"{server.address}/web/login", timeout=TIMEOUT)
    assert page.status_code == 200
    assets = re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page.text)
    assert assets
    for asset in assets:
        answer = requests.get(f"{server.address}{asset}", timeout=TIMEOUT)
        assert answer.status_code == 200, asset
        assert answer.content, asset


def test_each_login_of_the_demo_gets_its_first_page(server, logins):
    assert len(logins) == 3
    landed = [
        log_in(server.address, *login).get(f"{server.address}/web", timeout=TIMEOUT)
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
    address, advice_log = server.address, f"{server.address}{ADVICE_LOG}"
    stranger = requests.get(advice_log, timeout=TIMEOUT)
    assert stranger.url.startswith(f"{address}/web/login")
    client = log_in(address, *logins["Portal client"])
    assert client.get(advice_log, timeout=TIMEOUT).status_code == 403
    manager = log_in(address, *logins["Project manager"])
    answer = manager.get(advice_log, timeout=TIMEOUT)
    assert answer.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == [
        "Summary",
        "Advice log",
        "Decisions",
        "Timeline",
    ]
