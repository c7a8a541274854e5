"""No barrier on the client's pages: axe looks at each of them, as wide as a desk and as narrow as a phone."""

import json
from urllib.parse import urlsplit

import pytest
from devkit import axe, odoo, page, place

WIDTHS = (1280, 375)


def _sent_agreement(env):
    """An agreement that waits for its answer, the fullest one of the demo story that was not sent yet."""
    tor = env["scope.tor"].search([("state", "in", ("draft", "sent"))], limit=1)
    if tor.state == "draft":
        tor._send_for_agreement("Agree", "<p>Please</p>", env["res.partner"])
    return tor


def _agreement(env, purpose):
    tor = _sent_agreement(env)
    return env["scope.link"]._make(tor, purpose, partner=tor.signatory_id)


def agreement_to_sign(env):
    return _agreement(env, "sign")[1]


def agreement_to_read(env):
    return _agreement(env, "read")[1]


def agreement_signed(env):
    tor = env["scope.tor"].search([("state", "=", "agreed")], limit=1)
    values = {"partner": tor.signatory_id, "version_id": tor.current_version_id.id}
    return env["scope.link"]._make(tor, "sign", **values)[1]


def agreement_link_closed(env):
    link, url = _agreement(env, "sign")
    link._revoke()
    return url


def agreement_not_found(env):
    return "/my/agreement/nothing"


def _sent_change(env):
    """A change that waits for its answer."""
    change = env["scope.change"].search([("state", "in", ("draft", "sent"))], limit=1)
    if change.state == "draft":
        change._put_to_client(change._default_recipient())
    return change


def _change(env, purpose):
    change = _sent_change(env)
    return env["scope.link"]._make(change, purpose, partner=change.sent_to_id)[1]


def change_to_answer(env):
    return _change(env, "decide")


def change_to_read(env):
    return _change(env, "read")


def _note(env, decision):
    """The page of a suggestion with this answer that can still be had."""
    advice = env["scope.advice"].search(
        [
            ("decision", "=", decision),
            ("contact_id", "!=", False),
            ("successor_ids", "=", False),
        ],
        limit=1,
    )
    if not advice.date_recorded:
        advice.action_record()
    return env["scope.link"]._make(advice, "answer", partner=advice.contact_id)[1]


def note_to_answer(env):
    return _note(env, "pending")


def note_in_their_hands(env):
    return _note(env, "self")


def letter(env):
    sent = env["scope.letter"].search([("state", "=", "sent")], limit=1)
    return env["scope.link"]._make(
        sent, "read", partner=sent.project_id.scope_tor_id.signatory_id
    )[1]


def for_you(env):
    """Two things that wait for one person."""
    tor = _sent_agreement(env)
    notices = tor._notify_later(tor.signatory_id, "one")
    notices |= tor._notify_later(tor.signatory_id, "two")
    bundle = env["scope.bundle"]._make(notices)
    link, url = env["scope.link"]._make(bundle, "read", partner=tor.signatory_id)
    bundle._make_children(link, url.rsplit("/", 1)[-1], notices._documents())
    return url


#: The client's pages. Each function gets the ``env`` of a database with the demo story, makes what the page needs and
#: returns its address or path; a new page of the client's is one more function here.
PAGES = [
    agreement_to_sign,
    agreement_to_read,
    agreement_signed,
    agreement_link_closed,
    agreement_not_found,
    change_to_answer,
    change_to_read,
    note_to_answer,
    note_in_their_hands,
    letter,
    for_you,
]

#: What a form says after something is missing: sent as a program would, without the browser's own checks.
SEND_EMPTY = "document.querySelector('#agree form').submit()"

#: What is folded is looked at, too.
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"

RUN = """
    axe.run(document).then(({violations}) => violations.map(({id, help, nodes}) => ({
        id, help, nodes: nodes.map(({html, failureSummary}) => [html.slice(0, 300), failureSummary]),
    })))
"""


@pytest.fixture(scope="module")
def program():
    """axe itself; where it cannot be had, the tests of this file are skipped with the reason."""
    try:
        return axe.source()
    except place.Stop as reason:
        pytest.skip(str(reason))


def is_allowed(entry):
    """A browser opens connections ahead; Odoo's workers tell of one that it did not use."""
    return entry.logger == "werkzeug" and "Request timed out" in entry.text


@pytest.fixture(scope="module")
def addresses(program, server):
    """The address of each page by its name, on a running server."""
    with odoo.environment(server.database) as env:
        paths = {make.__name__: urlsplit(make(env)) for make in PAGES}
    return {
        name: path._replace(scheme="http", netloc=f"127.0.0.1:{server.port}").geturl()
        for name, path in paths.items()
    }


@pytest.fixture(scope="module")
def tab(program):
    """A tab of a browser."""
    with page.in_chromium() as opened:
        yield opened


def barriers(tab, program):
    """What axe finds on the page that is open now, as text; empty if nothing."""
    tab.evaluate(UNFOLD)
    # The program is no module: evaluated, it is there as window.axe.
    tab.evaluate(f"{program}; true")
    found = tab.evaluate(RUN)
    return json.dumps(found, indent=1, ensure_ascii=False) if found else ""


def check(tab, program):
    """Fail with what axe finds."""
    if found := barriers(tab, program):
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [make.__name__ for make in PAGES])
def test_no_barrier(addresses, tab, program, name, width):
    tab.open(addresses[name], width)
    assert tab.evaluate("document.querySelector('h1') !== null"), "This is the page"
    check(tab, program)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_barrier_where_something_is_missing(addresses, tab, program, width):
    tab.open(addresses["agreement_to_sign"], width)
    tab.send_form(SEND_EMPTY)
    assert tab.evaluate("document.querySelector('[role=alert]') !== null")
    check(tab, program)


def test_a_barrier_is_found(addresses, tab, program):
    """The test itself: a picture without words, on a page that is otherwise in order."""
    tab.open(addresses["agreement_not_found"], WIDTHS[0])
    tab.evaluate("document.querySelector('h1').append(new Image())")
    assert "image-alt" in barriers(tab, program)
