"""The client's page under load: two server workers, many people at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from devkit import effort, odoo
from devkit.serving import TIMEOUT, page_of, people, shown_on

ROUNDS = effort.rounds(5, 20)
SIGNERS = 16

#: What the signers may read: one of them the first, the others one of the rest.
THANKS = "Thank you, this is agreed"
CLEAR_ANSWERS = ("This is agreed already", "Your link is for reading")


def send_scopes(database, count):
    """Send so many scopes to their client; the links' addresses of each, first the one that may agree.

    Some of the signers use a second link of the same person, some one that only reads.
    """
    sent = []
    with odoo.environment(database) as env:
        customer, person, reader = people(env)
        for number in range(count):
            project = env["project.project"].create(
                {"name": f"Load {number}", "partner_id": customer.id}
            )
            tor = env["scope.tor"].create(
                {"project_id": project.id, "signatory_id": person.id}
            )
            env["scope.item"].create(
                [
                    {"tor_id": tor.id, "name": "Catalogue", "allowance_hours": 8},
                    {"tor_id": tor.id, "name": "Old orders", "kind": "exclusion"},
                ]
            )
            tor._send_for_agreement("Agree", "<p>Please</p>", reader)
            link, second = env["scope.link"]._make(tor, "sign", partner=person)
            mails = {
                link.purpose: link.sudo().mail_id.body_html
                for link in tor.link_ids
                if link.sudo().mail_id
            }
            tokens = {
                purpose: re.search(r"/my/agreement/([\w-]{43})", body)[1]
                for purpose, body in mails.items()
            }
            sent.append(
                (tor.id, [tokens["sign"], second.rsplit("/", 1)[1], tokens["read"]])
            )
    return sent


@pytest.fixture(scope="module")
def signing(busy_server):
    """Address, database and sent scopes of a server with two workers."""
    sent = send_scopes(busy_server.database, ROUNDS + 1)
    return busy_server.address, busy_server.database, sent


def test_sixteen_sign_at_once(signing):
    address, database, sent = signing
    warm_up = sent[-1][1][0]
    page_of(f"{address}/my/agreement/{warm_up}")
    slowest = 0.0
    for _tor_id, tokens in sent[:ROUNDS]:
        shown = shown_on(page_of(f"{address}/my/agreement/{tokens[0]}"))

        def sign(number, tokens=tokens, shown=shown):
            began = time.monotonic()
            # Twelve with links that may agree, four with one to read.
            token = tokens[2] if number % 4 == 3 else tokens[number % 2]
            answer = requests.post(
                f"{address}/my/agreement/{token}",
                data={
                    "answer": "agree",
                    "name": f"Eva Kranz {chr(97 + number)}",
                    "consent": "1",
                    "shown": shown,
                },
                timeout=TIMEOUT,
            )
            return answer.status_code, answer.text, time.monotonic() - began

        with ThreadPoolExecutor(SIGNERS) as pool:
            answers = list(pool.map(sign, range(SIGNERS)))
        slowest = max(slowest, *(seconds for _status, _text, seconds in answers))
        assert {status for status, _text, _seconds in answers} == {200}
        thanked = [text for _status, text, _seconds in answers if THANKS in text]
        told = [
            text
            for _status, text, _seconds in answers
            if any(answer in text for answer in CLEAR_ANSWERS)
        ]
        assert (len(thanked), len(told)) == (1, SIGNERS - 1)
    print(f"slowest answer: {slowest:.1f} s")
    with odoo.environment(database) as env:
        tors = env["scope.tor"].browse([tor_id for tor_id, _tokens in sent[:ROUNDS]])
        assert tors.mapped("state") == ["agreed"] * ROUNDS
        assert [len(tor.version_ids) for tor in tors] == [1] * ROUNDS
        assert all(version.is_intact for version in tors.version_ids)
        assert tors.version_ids.mapped("channel") == ["portal"] * ROUNDS


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "%00",
        "%ff%fe",
        "a" * 43,
        "a" * 20_000,
        "a/b/%00/c",
        "%E2%80%AE",
        "%2B" * 43,
        "..%2f..%2f",
        "?token=x",
    ],
)
def test_links_wrong_in_every_way(signing, token):
    address = signing[0]
    for suffix in ("", "/pdf", "/"):
        url = f"{address}/my/agreement/{token}{suffix}"
        for answer in (
            requests.get(url, timeout=TIMEOUT),
            requests.head(url, timeout=TIMEOUT),
            requests.post(
                url,
                data={"answer": "agree", "name": "\x00", "shown": "\x00"},
                timeout=TIMEOUT,
            ),
        ):
            assert answer.status_code in (404, 405), (url[:80], answer.status_code)


def test_odd_bodies_change_nothing(signing):
    address, database, sent = signing
    tor_id, tokens = sent[-1]
    url = f"{address}/my/agreement/{tokens[0]}"
    for body, kind in (
        (b"\x00" * 1000, "application/x-www-form-urlencoded"),
        (b"answer=agree&name=%00%ff&consent=1", "application/x-www-form-urlencoded"),
        (b"answer=agree&answer=talk&name=&text=", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"<a/>", "text/xml"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"answer=agree&name=Eva&consent=1&shown=" + b"x" * 10_000, None),
    ):
        answer = requests.post(
            url, data=body, headers={"Content-Type": kind} if kind else {}, timeout=60
        )
        assert answer.status_code < 500, (body[:40], answer.status_code)
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH"):
        assert requests.request(method, url, timeout=60).status_code < 500
    with odoo.environment(database) as env:
        tor = env["scope.tor"].browse(tor_id)
        assert tor.state == "sent"
        assert not tor.version_ids
