"""Answers to changes under load: two server workers, two approvals at once, a worker killed in the middle."""

import contextlib
import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from devkit import effort, odoo
from test_http import log_in

TIMEOUT = 120
ROUNDS = effort.rounds(5, 20)
KILLS = effort.rounds(4, 20)

SIGNER = {"name": "Eva Kranz", "email": "eva@kranz.example", "note": "Yes, please"}


def put_changes(name, login, count):
    """Projects with two changes each, about one item, with the client; ids of scope, item and changes."""
    put = []
    with odoo.environment(name) as env:
        customer = env["res.partner"].create(
            {"name": "Kranz GmbH", "is_company": True, "lang": "en_US"}
        )
        manager = env["res.users"].search([("login", "=", login)])
        for number in range(count):
            project = env["project.project"].create(
                {
                    "name": f"Load {number}",
                    "partner_id": customer.id,
                    "user_id": manager.id,
                }
            )
            tor = env["scope.tor"].create({"project_id": project.id})
            item = env["scope.item"].create(
                {"tor_id": tor.id, "name": "Catalogue", "allowance_hours": 8}
            )
            tor.record_agreement(signer=SIGNER)
            changes = env["scope.change"]
            for hours in (1, 2):
                task = env["project.task"].create(
                    {
                        "name": f"More {hours}",
                        "project_id": project.id,
                        "scope_item_id": item.id,
                        "allocated_hours": hours,
                    }
                )
                changes |= changes.create(
                    {
                        "tor_id": tor.id,
                        "line_ids": [(0, 0, {"task_id": task.id})],
                    }
                )
            changes._put_to_client()
            put.append((tor.id, item.id, changes.ids))
    return put


@pytest.fixture(scope="module")
def approving(busy_server, logins):
    """A server with two workers, the changes put to the client, and who answers for them."""
    login = logins["Project manager"]
    put = put_changes(busy_server.database, login[0], ROUNDS + KILLS + 1)
    return busy_server, put, login


def is_allowed(entry):
    """Whether this is one of the sentences that were asked for; Odoo logs what it tells the user."""
    return entry.logger == "odoo.http" and (
        "was answered on" in entry.text or "What is agreed moved" in entry.text
    )


def answer(session, server, change_id, way="pay", accept_moved=True):
    """Record the client's answer over RPC; the parsed reply."""
    reply = session.post(
        f"{server.address}/web/dataset/call_kw/scope.change/record_answer",
        json={
            "jsonrpc": "2.0",
            "method": "call",
            "params": {
                "model": "scope.change",
                "method": "record_answer",
                "args": [[change_id], way, SIGNER],
                "kwargs": {"accept_moved": accept_moved},
            },
        },
        timeout=TIMEOUT,
    )
    assert reply.status_code == 200, reply.text
    return json.loads(reply.text)


def stands(name, *put):
    """What is stored about scopes: version numbers, hours of the item, states of the changes, whether it fits."""
    with odoo.environment(name) as env:
        return [stand(env, *ids) for ids in put]


def stand(env, tor_id, item_id, change_ids):
    """What is stored about one scope."""
    tor = env["scope.tor"].browse(tor_id)
    item = env["scope.item"].browse(item_id)
    changes = env["scope.change"].browse(change_ids)
    numbers = sorted(tor.version_ids.mapped("number"))
    approved = changes.filtered(lambda change: change.state == "approved")
    whole = (
        tor.current_version_id.number == numbers[-1]
        and item.allowance_hours == 8 + sum(approved.mapped("hours"))
        and all(approved.mapped("version_id"))
        and all(change.line_ids.answer == "pay" for change in approved)
        and not any((changes - approved).line_ids.mapped("answer"))
        and not any((changes - approved).mapped("answerer_ref"))
        and all(version.is_intact for version in tor.version_ids)
        and set(approved.line_ids.task_id.mapped("scope_verdict")) <= {"in_scope"}
        and set((changes - approved).line_ids.task_id.mapped("scope_verdict"))
        <= {"change_pending"}
    )
    return numbers, item.allowance_hours, changes.mapped("state"), whole


def test_two_approvals_at_once(approving):
    server, put, login = approving
    sessions = [log_in(server.address, *login) for _number in range(4)]
    for _tor_id, _item_id, change_ids in put[:ROUNDS]:
        # Two changes of one scope, each answered twice at the same moment.
        wanted = [*change_ids, *change_ids]
        with ThreadPoolExecutor(len(wanted)) as pool:
            replies = list(
                pool.map(
                    lambda session, change_id: answer(session, server, change_id),
                    sessions,
                    wanted,
                )
            )
        for change_id in change_ids:
            its = [
                reply
                for reply, wanted_id in zip(replies, wanted, strict=True)
                if wanted_id == change_id
            ]
            won = [reply for reply in its if "result" in reply]
            assert len(won) == 1, its
            (lost,) = (reply for reply in its if "error" in reply)
            assert "was answered on" in lost["error"]["data"]["message"], lost
    for stood in stands(server.database, *put[:ROUNDS]):
        assert stood == ([1, 2, 3], 11, ["approved"] * 2, True)


def test_the_later_approval_says_what_moved(approving):
    server, put, login = approving
    _tor_id, _item_id, (first, second) = put[ROUNDS]
    session = log_in(server.address, *login)
    assert "result" in answer(session, server, first, accept_moved=False)
    refused = answer(session, server, second, accept_moved=False)
    assert "has 9 h now" in refused["error"]["data"]["message"]
    assert "result" in answer(session, server, second)


def test_a_worker_killed_while_it_approves(approving):
    server, put, login = approving
    session = log_in(server.address, *login)
    cut = 0
    # One environment for all rounds: what is asked in each is cheap.
    with odoo.environment(server.database) as env:
        for number, ids in enumerate(put[ROUNDS + 1 :]):
            change_ids = ids[2]

            # From before the first statement to after the commit.
            def kill(delay=0.02 + 0.02 * number):
                time.sleep(delay)
                for worker in server.workers():
                    # It may have ended by itself.
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(worker, signal.SIGKILL)

            killer = threading.Thread(target=kill)
            killer.start()
            try:
                answer(session, server, change_ids[0])
            except (requests.ConnectionError, AssertionError):
                # The worker is gone; the browser says so, and the user tries again.
                cut += 1
            killer.join()
            env.cr.rollback()
            env.invalidate_all()
            numbers, hours, states, whole = stand(env, *ids)
            assert whole, (numbers, hours, states)
            if states[0] == "sent":
                # The next worker takes it.
                assert "result" in answer(session, server, change_ids[0])
    assert cut
    for stood in stands(server.database, *put[ROUNDS + 1 :]):
        assert stood == ([1, 2], 9, ["approved", "sent"], True)
