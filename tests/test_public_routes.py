"""What strangers send to our public pages: whatever it is, nothing breaks and nothing changes.

The pages are found by themselves: each route of the add-on that needs no login is asked, and each document with a
page for the client gets links.
"""

import hashlib
import http.client
import random
import re
import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote

import pytest
from devkit import effort, odoo

SEED = 20260302
REQUESTS = effort.rounds(600, 10_000)
THREADS = 4
TIMEOUT = 120

BIG = b"x" * 20_000_000
FORM = "application/x-www-form-urlencoded"

#: Nothing of this is a name, a text or a choice.
BLANKS = ("", " ", "\x00", "\x00\x07 \n", "\u202e", "\ufeff")
NASTY = (
    *BLANKS,
    *("\u202eannA", "أنا بيرغ", "安娜", "😀" * 50, "👩‍👩‍👧", "e\u0301" * 500),
    *("x" * 10_000, "<script>alert(1)</script>", "{{ 7 * 7 }}", "<t t-out='1'/>"),
    *("' OR 1=1 --", "'; DROP TABLE scope_link; --", "../../../etc/passwd"),
    *("\r\nSet-Cookie: a=b", "=1+1", "-1", "0", "NaN", "1e999", str(2**63), "True"),
    *("2026-02-30", "9999-12-31", "a@b.test\nBcc: c@d.test", "[1]", "{}"),
)
#: Written into the address as they are; most are no UTF-8, or no path.
RAW_PATHS = (
    *("%00", "%00" * 43, "a%00" * 20, "%ff%fe", "%c3%28", "%ed%a0%80", "%f0%28%8c%bc"),
    *(
        "%",
        "%2",
        "%zz",
        "%25%30%30",
        "%2F",
        "a%2Fb",
        "a/b/c",
        "..%2f..%2fetc",
        "../" * 9,
    ),
    *("%2B" * 43, "+" * 43, "%E2%80%AE", "%F0%9F%98%80" * 20, "?token=x", "#x", ";x=1"),
    *(
        "%0d%0aX-Evil:%201",
        "a" * 10_000,
        "-1",
        "0",
        "1",
        str(2**31),
        str(2**63),
        "-" + "9" * 40,
    ),
    *(
        "ä" * 43,
        "安",
        "\u202ea",
        "False",
        "None",
        "[]",
        "{}",
        "%5B%5D",
        "pdf",
        "pdf/pdf",
    ),
)
CONTENT_TYPES = (
    *(FORM, FORM + "; charset=utf-16", "multipart/form-data; boundary=x"),
    *("multipart/form-data", "application/json", "text/xml", "text/plain", "", "x"),
)
BODIES = (
    *(b"", b"\x00" * 1000, b"\xff\xfe", b"%00=%00&%ff=%ff", b"=&=&=", b"&" * 1000),
    *(b"{}", b'{"jsonrpc": "2.0", "params": {}}', b"[1", b"<a/>", b"<!DOCTYPE x>"),
    *(b"--x\r\nbroken", b"--x--\r\n", b"answer[]=agree&answer[0]=talk", b"a=1&" * 3000),
    b'--x\r\nContent-Disposition: form-data; name="name"; filename="x"\r\n\r\nAnna\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="answer"\r\n\r\nagree\r\n--x--\r\n',
)
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "PROPFIND", "get")


class Connection(http.client.HTTPConnection):
    """Sends what it is given: a browser would refuse."""

    def _validate_path(self, url):
        pass

    def _encode_request(self, request):
        return request.encode()


def public_routes(env):
    """Route and methods of all pages of ours that need no login."""
    modules = [
        name for name in env.registry._init_modules if name.startswith("scope_guard")
    ]
    http_model = env["ir.http"]
    return {
        url: endpoint.routing.get("methods") or ["GET", "POST"]
        for url, endpoint in http_model._generate_routing_rules(
            modules, http_model._get_converters()
        )
        if endpoint.routing["auth"] != "user"
    }


def make_links(env):
    """Live, old and taken back links to a document of each kind.

    :return: dict from the path of a page to its live tokens, and a list of dead ones
    """
    Link = env["scope.link"]
    live, dead = {}, []
    person = env["res.partner"].search([("email", "!=", False)], limit=1)
    purposes = [key for key, _label in Link._fields["purpose"].selection]
    for name, model in sorted(env.items()):
        if model._abstract or not hasattr(model, "_scope_link_path"):
            continue
        for document in env[name].search([], limit=3):
            for purpose in purposes:
                made = [
                    Link._make(document, purpose, partner=person, **values)
                    for values in (
                        {},
                        {"date_revoked": env.cr.now()},
                        {"date_expires": env.cr.now() - timedelta(days=1)},
                    )
                ]
                tokens = [url.rsplit("/", 1)[-1] for _link, url in made]
                live.setdefault(document._scope_link_path(), []).append(tokens[0])
                dead += tokens[1:]
    project = env["project.project"].search([], limit=1)
    dead += [project._portal_ensure_token(), str(project.id)]
    return live, dead


def make_documents(env):
    """One mail with two things that waited, so that its page is asked, too."""
    tor = env["scope.tor"].search([("signatory_id.email", "!=", False)], limit=1)
    person = tor.signatory_id
    env["scope.notice"].search([])._close("settled")
    notices = tor._notify_later(person, "one") | tor._notify_later(person, "two")
    bundle = env["scope.bundle"]._make(notices)
    notices.write({"link_id": bundle._send(notices._documents())[notices[0].id].id})
    notices.write({"state": "sent", "date_closed": env.cr.now()})


def state_of(env):
    """Number of rows and a digest of each table that a page could write to; *link opened* aside."""
    tables = {"mail_message", "mail_activity", "mail_mail", "mail_followers"}
    tables |= {"mail_notification", "res_partner", "res_users"}
    for name, model in env.items():
        if name.startswith(("scope.", "project.")) and model._auto:
            if not (model._abstract or model._transient):
                tables.add(model._table)
    state = {}
    for table in sorted(tables):
        env.cr.execute(
            f"SELECT to_jsonb(t) - 'date_first_viewed' FROM {table} t ORDER BY t.id"
        )
        rows = env.cr.fetchall()
        state[table] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return state


class Requests:
    """Bad requests, the same for each seed: method, path, headers, body, and whether the page may answer it."""

    def __init__(self, routes, live, dead):
        self.random = random.Random(SEED)
        self.routes, self.live, self.dead = routes, live, dead
        #: What the forms of the live pages send: names of their fields, answers they know
        self.fields = {"answer", "name", "text", "consent", "shown", "day", "email"}
        self.answers = {"x"}

    def learn(self, page):
        """Note the fields of a page's forms, and the answers they give."""
        self.fields |= set(
            re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', page)
        )
        self.answers |= set(re.findall(r'name="answer" value="([^"]*)"', page))

    def make(self):
        """A request to a page, or to one that does not exist."""
        if self.random.random() < 0.1:
            return self._to_live_page()
        return self._to_nowhere()

    def _method(self):
        """Half of them are none that a page knows, or asks for nothing."""
        return self.random.choice(("GET", "POST", *self.random.sample(METHODS, 2)))

    def _to_nowhere(self):
        route = self.random.choice(list(self.routes))
        token = self._token(route)
        path = re.sub(r"<[^>]*>", lambda _match: token, route)
        if self.random.random() < 0.2:
            ends = ["/", "//", "/pdf", "/%00", "?", "?access_token=x"]
            if "%0a" in path:
                # Odoo merges slashes before it looks for a page, and fails on a path with a line break.
                ends.remove("//")
            path += self.random.choice(ends)
        if self.random.random() < 0.3:
            path += "?" + self._query()
        method, headers, body = self._method(), {}, b""
        if method not in ("GET", "HEAD"):
            headers, body = self._body(NASTY)
        # The page of a link that was taken back says so.
        return method, path, headers, body, token in self.dead

    def _to_live_page(self):
        """What does no good although the link does: odd methods, forms with nothing in them."""
        path = self.random.choice(list(self.live))
        path += self.random.choice(self.live[path])
        method, headers, body = self._method(), {}, b""
        if method not in ("GET", "HEAD"):
            headers, body = self._body(BLANKS)
        if self.random.random() < 0.3:
            path += "?" + self._query(BLANKS)
        return method, path, headers, body, True

    def _token(self, route):
        """One that opens nothing at this route."""
        choice = self.random.random()
        page = route.split("<")[0]
        foreign = [
            t for path, tokens in self.live.items() if path != page for t in tokens
        ]
        own = self.live.get(page) or foreign
        if choice < 0.15:
            return secrets_like(self.random)
        if choice < 0.30:
            return self.random.choice(self.dead)
        if choice < 0.45 and foreign:
            return self.random.choice(foreign)
        if choice < 0.70 and own:
            token = self.random.choice(own)
            return self.random.choice(
                (
                    token[:-1],
                    token[1:],
                    token[:20],
                    token + "A",
                    token.swapcase(),
                    token + "%00",
                )
            )
        return self.random.choice(RAW_PATHS)

    def _query(self, values=NASTY):
        pairs = [
            (self.random.choice(sorted(self.fields)), self.random.choice(values))
            for _number in range(self.random.randint(1, 4))
        ]
        return "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)

    def _body(self, values):
        if self.random.random() < 0.3:
            kind = self.random.choice(CONTENT_TYPES)
            return {"Content-Type": kind}, self.random.choice(BODIES)
        answer = self.random.choice(sorted(self.answers))
        body = f"answer={quote(answer)}&{self._query(values)}"
        return {"Content-Type": FORM}, body.encode()


def secrets_like(random_):
    """A token as ours look, of no link."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(random_.choice(letters) for _number in range(43))


class Client:
    """A browser that keeps its connection and its cookie."""

    def __init__(self, port):
        self.connection = Connection("127.0.0.1", port, timeout=TIMEOUT)
        self.cookie = ""

    def send(self, method, path, headers, body):
        """Send a request; its status and its page. A connection that the server closed is opened again."""
        if self.cookie:
            headers = {**headers, "Cookie": self.cookie}
        for last_try in (False, True):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                page = answer.read()
            except (http.client.HTTPException, OSError):
                self.connection.close()
                if last_try:
                    raise
            else:
                break
        cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
        if cookie.startswith("session_id="):
            self.cookie = cookie
        return answer.status, page


@pytest.fixture(scope="module")
def public(busy_server):
    """Port and database of a server with two workers, its public routes, and links that are live or dead."""
    name = busy_server.database
    with odoo.environment(name) as env:
        make_documents(env)
        routes = public_routes(env)
        live, dead = make_links(env)
    return busy_server.port, name, routes, live, dead


def is_allowed(entry):
    """A form without its CSRF token is told in the log, and that is well."""
    return "CSRF" in entry.text


def test_all_public_pages_are_asked(public):
    _port, _name, routes, live, _dead = public
    assert "/my/agreement/<path:token>" in routes
    for path in live:
        assert any(route.startswith(path) for route in routes), path


def test_bad_requests(public):
    port, name, routes, live, dead = public
    generator = Requests(routes, live, dead)
    client = Client(port)
    for path, tokens in live.items():
        for token in tokens:
            status, page = client.send("GET", path + token, {}, b"")
            assert status == 200, (path, status)
            generator.learn(page.decode())
    with odoo.environment(name) as env:
        before = state_of(env)
    bad = [generator.make() for _number in range(REQUESTS)]

    def send(part):
        own = Client(port)
        return [own.send(*request[:4])[0] for request in part]

    began = time.monotonic()
    parts = [bad[number::THREADS] for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, parts))
    seconds = time.monotonic() - began
    asked = [
        (request, status)
        for part, statuses in zip(parts, answers, strict=True)
        for request, status in zip(part, statuses, strict=True)
    ]
    print(f"{len(asked)} in {seconds:.0f} s", Counter(status for _r, status in asked))
    wrong = [(request[:3], status) for request, status in asked if status >= 500]
    assert not wrong, wrong[:5]
    opened = [
        r[:4] for r, status in asked if status < 300 and not r[4] and r[0] != "OPTIONS"
    ]
    assert not opened, opened[:5]
    with odoo.environment(name) as env:
        assert state_of(env) == before


def test_twenty_megabytes(public):
    port, name, routes, live, _dead = public
    with odoo.environment(name) as env:
        before = state_of(env)
    unknown = [re.sub(r"<[^>]*>", secrets.token_urlsafe(32), route) for route in routes]
    known = [path + tokens[0] for path, tokens in live.items()]
    file = b'--x\r\nContent-Disposition: form-data; name="text"; filename="x"\r\n\r\n'
    bodies = [
        (FORM, b"answer=talk&text=" + BIG),
        ("multipart/form-data; boundary=x", file + BIG + b"\r\n--x--\r\n"),
        ("application/octet-stream", BIG),
    ]
    # A path without its document gets one of them, in turn; all of them in ``make stress``.
    number = effort.rounds(1, len(bodies))
    sent = [(path, body) for path in known for body in bodies]
    for path in unknown:
        sent += [(path, body) for body in bodies[:number]]
        bodies = bodies[1:] + bodies[:1]
    for path, (kind, body) in sent:
        status, _page = Client(port).send("POST", path, {"Content-Type": kind}, body)
        assert status < 500, (path, kind, status)
    with odoo.environment(name) as env:
        assert state_of(env) == before
