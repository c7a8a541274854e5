"""The client's page of a change under load: two server workers, many answers at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from devkit import effort, odoo
from devkit.serving import TIMEOUT, page_of, people, shown_on

ROUNDS = effort.rounds(5, 20)
ANSWERS = 16

#: What they may read: one of them the first, the others one of the rest.
THANKS = "Thank you, we have your answer"
CLEAR_ANSWERS = ("This is answered already", "Your link is for reading")
WAYS = ("pay", "later_phase", "rejected")


def put_changes(database, count):
    """Put so many changes to their client, each on a project of its own.

    :return: list of ids of the change and its line, and of tokens: two that may decide, one to read
    """
    put = []
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
                {"tor_id": tor.id, "name": "Catalogue", "allowance_hours": 8}
            )
            tor.record_agreement(signer={"name": "Eva Kranz", "note": "Yes"})
            change = env["scope.change"].create(
                {
                    "tor_id": tor.id,
                    "line_ids": [(0, 0, {"name": "A map", "hours": 4})],
                }
            )
            change._put_by_mail(
                person, "Map", "<p>Please</p>", reader, False, tor.item_ids
            )
            _link, second = env["scope.link"]._make(change, "decide", partner=person)
            tokens = {
                link.purpose: re.search(
                    r"/my/change/([\w-]{43})", link.sudo().mail_id.body_html
                )[1]
                for link in change.link_ids
                if link.sudo().mail_id
            }
            put.append(
                (
                    change.id,
                    change.line_ids.id,
                    [tokens["decide"], second.rsplit("/", 1)[1], tokens["read"]],
                )
            )
    return put


@pytest.fixture(scope="module")
def deciding(busy_server):
    """Address, database and put changes of a server with two workers."""
    put = put_changes(busy_server.database, ROUNDS + 1)
    return busy_server.address, busy_server.database, put


def test_sixteen_answers_at_once(deciding):
    address, database, put = deciding
    page_of(f"{address}/my/change/{put[-1][2][0]}")  # warm
    slowest = 0.0
    for _change_id, line_id, tokens in put[:ROUNDS]:
        shown = shown_on(page_of(f"{address}/my/change/{tokens[0]}"))

        def answer(number, tokens=tokens, shown=shown, line_id=line_id):
            began = time.monotonic()
            # Twelve with links that may decide, four with one to read.
            token = tokens[2] if number % 4 == 3 else tokens[number % 2]
            reply = requests.post(
                f"{address}/my/change/{token}",
                data={
                    "answer": "answer",
                    "name": f"Eva Kranz {chr(97 + number)}",
                    "consent": "1",
                    "shown": shown,
                    f"line_{line_id}": WAYS[number % 3],
                },
                timeout=TIMEOUT,
            )
            return reply.status_code, reply.text, time.monotonic() - began

        with ThreadPoolExecutor(ANSWERS) as pool:
            replies = list(pool.map(answer, range(ANSWERS)))
        slowest = max(slowest, *(seconds for _status, _text, seconds in replies))
        assert {status for status, _text, _seconds in replies} == {200}
        thanked = [text for _status, text, _seconds in replies if THANKS in text]
        told = [
            text
            for _status, text, _seconds in replies
            if any(sentence in text for sentence in CLEAR_ANSWERS)
        ]
        assert (len(thanked), len(told)) == (1, ANSWERS - 1)
    print(f"slowest answer: {slowest:.1f} s")
    with odoo.environment(database) as env:
        changes = env["scope.change"].browse([ids[0] for ids in put[:ROUNDS]])
        for change in changes:
            approved = change.line_ids.answer != "rejected"
            assert change.state == ("approved" if approved else "rejected")
            assert change.answer_channel == "portal"
            assert change.answered_by.startswith("Eva Kranz ")
            assert len(change.tor_id.version_ids) == 1 + approved
            assert all(version.is_intact for version in change.tor_id.version_ids)
            # One answer, one set of personal values.
            assert bool(change.version_id) == approved


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
def test_links_wrong_in_every_way(deciding, token):
    address = deciding[0]
    for suffix in ("", "/pdf", "/"):
        url = f"{address}/my/change/{token}{suffix}"
        for reply in (
            requests.get(url, timeout=TIMEOUT),
            requests.head(url, timeout=TIMEOUT),
            requests.post(
                url,
                data={"answer": "answer", "name": "\x00", "shown": "\x00"},
                timeout=TIMEOUT,
            ),
        ):
            assert reply.status_code in (404, 405), (url[:80], reply.status_code)


def test_odd_bodies_change_nothing(deciding):
    address, database, put = deciding
    change_id, line_id, tokens = put[-1]
    url = f"{address}/my/change/{tokens[0]}"
    for body, kind in (
        (b"\x00" * 1000, "application/x-www-form-urlencoded"),
        (b"answer=answer&name=%00%ff&consent=1", "application/x-www-form-urlencoded"),
        (b"answer=answer&answer=talk&name=&text=", "application/x-www-form-urlencoded"),
        (
            f"answer=answer&name=Eva&consent=1&shown=x&line_{line_id}=pay".encode(),
            "application/x-www-form-urlencoded",
        ),
        (b"{}", "application/json"),
        (b"<a/>", "text/xml"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"answer=answer&name=Eva&consent=1&shown=" + b"x" * 10_000, None),
    ):
        reply = requests.post(
            url, data=body, headers={"Content-Type": kind} if kind else {}, timeout=60
        )
        assert reply.status_code < 500, (body[:40], reply.status_code)
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH"):
        assert requests.request(method, url, timeout=60).status_code < 500
    with odoo.environment(database) as env:
        change = env["scope.change"].browse(change_id)
        assert change.state == "sent"
        assert not change.activity_ids
