import re
import unicodedata

from odoo import http
from odoo.http import content_disposition, request

from ..models.scope_tor_wish import MAX_WISHES

#: Longest texts that a page takes, in characters.
MAX_NAME = 100
MAX_TEXT = 4000

#: Turn the direction of what follows: good for making a name look like another one.
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
#: What browsers and previews send when nobody looks.
_PREVIEW_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")

PAGE_HEADERS = [
    # The address is the key: no cache, no search engine, no next site gets it.
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("X-Content-Type-Options", "nosniff"),
]


def personal_route(path, methods=("GET", "POST")):
    """Route of a page without login; see ``PersonalPage`` for why it has no token
    against forged requests.

    :param str path: with ``<path:token>`` where the token stands, or without one
    """
    return http.route(
        path,
        type="http",
        auth="public",
        methods=list(methods),
        website=True,
        multilang=False,
        sitemap=False,
        csrf=False,
    )


def clean(value):
    """A text as people type it: no NUL, no control characters, no outer spaces.

    :param value: what came with the request; anything but a text counts as empty
    """
    if not isinstance(value, str):
        return ""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _DIRECTION_CONTROLS.sub("", value)
    return "".join(
        char
        for char in value
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    ).strip()


class PersonalPage:
    """What the pages have in common that a person opens by a link, without login.

    GET and HEAD change nothing but *link opened*. A POST changes something only if it
    brings what a person types or chooses; mail scanners that send our forms as they
    are get the page again. There is no CSRF token: who knows the address may act, who
    does not cannot make somebody else's browser send to it, and a page that was left
    open overnight still works.

    No ``http.Controller`` itself: Odoo would put all pages into one class.
    """

    #: Model of the document, a ``scope.client.page``.
    _page_model = ""
    #: Where the page is, without the token.
    _page_path = ""

    # ------------------------------------------------------------------ finding
    def _find(self, token):
        """The link of a token and its document, as superuser; empty for all else.

        Nothing but the token opens the page: no session, no ``access_token``.
        """
        link = request.env["scope.link"]._find(token)
        document = request.env[self._page_model].sudo()
        if not link or link.res_model != document._name:
            return link.browse(), document
        return link, link._document()

    def _note_opened(self, link):
        """Note that the link was opened, unless it was one of us or a preview."""
        http_request = request.httprequest
        previewed = any(
            re.search("prefetch|preview", http_request.headers.get(header, ""), re.I)
            for header in _PREVIEW_HEADERS
        )
        # One of us who looks is not the client.
        if (
            http_request.method == "GET"
            and not previewed
            and not request.env.user._is_internal()
        ):
            link._note_opened()

    # ------------------------------------------------------------------ answering
    def _handle(self, token, parameters):
        """Show the page of a link, or take the answer of its holder."""
        link, document = self._find(token)
        if not document:
            return self._not_found()
        if request.httprequest.method == "POST":
            return self._answer(link, document, parameters)
        self._note_opened(link)
        return self._page(link, document, done=clean(parameters.get("done")))

    def _file(self, name, kind, content):
        """A document for the reader's files.

        :param str kind: ``pdf``, or ``html`` where no PDF can be made
        :param bytes content: the document
        """
        headers = [
            *PAGE_HEADERS,
            ("Content-Type", "application/pdf" if kind == "pdf" else "text/html"),
            ("Content-Length", str(len(content))),
        ]
        if kind == "pdf":
            headers.append(("Content-Disposition", content_disposition(f"{name}.pdf")))
        return request.make_response(content, headers=headers)

    def _not_found(self):
        return self._render("scope_guard.portal_personal_not_found", {}, status=404)

    def _render(self, template, values, status=200):
        response = request.render(
            template, {"no_header": True, "no_footer": True, **values}
        )
        response.status_code = status
        response.headers.extend(PAGE_HEADERS)
        return response

    def _done(self, name):
        """Fetch the page again, so that reloading it sends nothing twice.

        :param str name: what was done; the page thanks for it
        """
        token = request.httprequest.path.rsplit("/", 1)[-1]
        return request.redirect(
            f"{self._page_path}{token}?done={name}", code=303, local=True
        )

    # ------------------------------------------------------------------ what is typed
    def _check_name(self, typed):
        """What is wrong with the name that was typed, or ""."""
        if not typed["name"]:
            return request.env._("Please type your name.")
        if len(typed["name"]) > MAX_NAME or "\n" in typed["name"]:
            return request.env._(
                "This name is too long. Please type it in one short line."
            )
        if not any(char.isalpha() for char in typed["name"]):
            return request.env._("Please type your name in letters.")
        return ""

    def _check_text(self, typed):
        """What is wrong with the text that was typed, or ""."""
        if not typed["text"]:
            return request.env._("Please write a line, so that we know what to do.")
        if len(typed["text"]) > MAX_TEXT:
            return request.env._(
                "This is longer than we can take here (%(most)s characters). Please "
                "shorten it, or send it by mail.",
                most=MAX_TEXT,
            )
        return ""

    def _talk(self, link, document, typed):
        return self._check_text(typed) or document._client_wants_to_talk(
            link, typed["text"]
        )

    def _not_me(self, link, document, typed):
        return self._check_text(typed) or document._client_is_somebody_else(
            link, typed["text"]
        )

    # ------------------------------------------------------------------ wishes
    def _wish(self, link, tor, typed):
        """Something new the client would like: a draft for us, never a promise."""
        error = self._check_text(typed)
        if error:
            return error
        if tor._client_wishes(link, typed["text"]) == "enough":
            return request.env._(
                "%(count)s wishes of yours are with us already. Please let us look at "
                "those first, or tell %(contact)s which one matters most.",
                count=MAX_WISHES,
                contact=tor._contact_user().name,
            )
        return ""

    def _wish_thanks(self, contact):
        return request.env._(
            "Thank you. %(contact)s looks at it and comes back with hours and price; "
            "nothing is ordered by this.",
            contact=contact,
        )
