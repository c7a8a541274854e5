"""The page for a suggestion under load: two server workers, sixteen answers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from devkit import effort, odoo
from devkit.serving import TIMEOUT, page_of, people, shown_on

ROUNDS = effort.rounds(8, 50)
ANSWERS = 16

WAYS = ("go", "leave", "later", "team")
#: What those read who were not the first, or whose link is one to read.
CLEAR_ANSWERS = ("Please read it again", "Your link is for reading")


def send_notes(database, count):
    """Suggestions that were recorded; id of each with the tokens of two links that answer and one that reads."""
    sent = []
    with odoo.environment(database) as env:
        customer, person, reader = people(env)
        project = env["project.project"].create(
            {"name": "Load", "partner_id": customer.id}
        )
        for number in range(count):
            advice = env["scope.advice"].create(
                {
                    "name": f"Load test {number}",
                    "project_id": project.id,
                    "contact_id": person.id,
                    "send_recap": False,
                }
            )
            advice.action_record()
            urls = [
                env["scope.link"]._make(advice, purpose, partner=partner)[1]
                for purpose, partner in (
                    ("answer", person),
                    ("answer", person),
                    ("read", reader),
                )
            ]
            sent.append((advice.id, [url.rsplit("/", 1)[1] for url in urls]))
    return sent


@pytest.fixture(scope="module")
def answering(busy_server):
    """Address, database and suggestions of a server with two workers."""
    sent = send_notes(busy_server.database, ROUNDS + 1)
    return busy_server.address, busy_server.database, sent


def send(address, token, shown, number):
    """Status and text of what one of those who answer reads."""
    answer = requests.post(
        f"{address}/my/note/{token}",
        data={
            "answer": "decide",
            "way": WAYS[number % len(WAYS)],
            "name": f"Eva Kranz {chr(97 + number)}",
            "view": f"View {number}",
            "day": "2027-03-01",
            "who": "Eva Kranz",
            "ready": "2027-03-01",
            "shown": shown,
        },
        timeout=TIMEOUT,
    )
    return answer.status_code, answer.text


def test_sixteen_answer_at_once(answering):
    address, database, sent = answering
    page_of(f"{address}/my/note/{sent[-1][1][0]}")
    for _advice_id, tokens in sent[:ROUNDS]:
        shown = shown_on(page_of(f"{address}/my/note/{tokens[0]}"))

        def answer(number, tokens=tokens, shown=shown):
            # Twelve with links that answer, four with one to read.
            token = tokens[2] if number % 4 == 3 else tokens[number % 2]
            return send(address, token, shown, number)

        with ThreadPoolExecutor(ANSWERS) as pool:
            answers = list(pool.map(answer, range(ANSWERS)))
        assert {status for status, _text in answers} == {200}
        told = [
            text
            for _status, text in answers
            if any(sentence in text for sentence in CLEAR_ANSWERS)
        ]
        assert len(told) == ANSWERS - 1
    with odoo.environment(database) as env:
        advices = env["scope.advice"].browse([advice_id for advice_id, _t in sent])
        for advice in advices[:ROUNDS]:
            assert len(advice.decision_ids) == 1
            assert advice.answer_count == 1
            assert advice.decision == advice.decision_ids.decision
            assert advice.client_view == advice.decision_ids.client_view
            assert advice.decision_ids.answered_by.startswith("Eva Kranz ")
        assert not advices[ROUNDS:].decision_ids


def test_changed_mind_one_after_the_other(answering):
    address, database, sent = answering
    advice_id, tokens = sent[ROUNDS]
    for number in range(4):
        shown = shown_on(page_of(f"{address}/my/note/{tokens[0]}"))
        status, text = send(address, tokens[0], shown, number)
        assert status == 200
        assert "Thank you" in text
    with odoo.environment(database) as env:
        decisions = env["scope.advice"].browse(advice_id).decision_ids
        assert decisions.mapped("decision") == [
            "self",
            "deferred",
            "declined",
            "accepted",
        ]
        assert [decision.previous_id for decision in decisions[:-1]] == list(
            decisions[1:]
        )
