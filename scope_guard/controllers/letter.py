from odoo import http
from odoo.http import content_disposition, request
from odoo.tools import format_list

from .personal_page import PAGE_HEADERS, PersonalPage, clean


class LetterController(PersonalPage, http.Controller):
    """The page on which a client reads a letter and answers it, without login.

    What its requests may do is said at ``PersonalPage``.
    """

    _page_model = "scope.letter"
    _page_path = "/my/letter/"

    @http.route(
        "/my/letter/<path:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        multilang=False,
        sitemap=False,
        csrf=False,
    )
    def letter(self, token, **parameters):
        """Show the letter of a link, or take the answer of its holder."""
        link, letter = self._find(token)
        if not letter:
            return self._not_found()
        if request.httprequest.method == "POST":
            return self._answer(link, letter, parameters)
        self._note_opened(link)
        return self._page(link, letter, done=clean(parameters.get("done")))

    @http.route(
        "/my/letter/<string:token>/pdf",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def document(self, token, **parameters):
        """The letter as a PDF."""
        link, letter = self._find(token)
        if not letter:
            return self._not_found()
        if letter._letter_state(link) != "open":
            return self._page(link, letter)
        self._note_opened(link)
        name, kind, content = letter.with_context(
            scope_letter_lang=request.env.lang
        )._letter_document()
        headers = [
            *PAGE_HEADERS,
            ("Content-Type", "application/pdf" if kind == "pdf" else "text/html"),
            ("Content-Length", str(len(content))),
        ]
        if kind == "pdf":
            headers.append(("Content-Disposition", content_disposition(f"{name}.pdf")))
        return request.make_response(content, headers=headers)

    @http.route(
        "/my/letter",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        multilang=False,
        sitemap=False,
        csrf=False,
    )
    def letter_without_link(self, **parameters):
        """An address whose token got lost on the way."""
        return self._not_found()

    # ------------------------------------------------------------------ the page
    def _page(self, link, letter, *, done="", error="", opened="", typed=None):
        """The page as it stands for the holder of this link.

        :param str done: what was just done; shown as a sentence of thanks
        :param str error: what to do, when an answer could not be taken
        :param str opened: name of the form that stays open
        :param dict typed: what was typed there, so that nobody types it twice
        """
        letter = letter.with_context(lang=request.env.lang)
        state = letter._letter_state(link)
        values = {
            "link": link,
            "letter": letter,
            "company": letter.company_id,
            "state": state,
            "contact": letter._contact_user(),
            "error": error,
            "opened": opened,
            "typed": typed or {},
            "done": self._thanks(letter, state, done),
            "title": letter.project_id.name,
        }
        if state == "open":
            values["reading"] = letter._read_content(letter._letter_content())
            others = letter._others_who_get_it(link.partner_id)
            values["others"] = format_list(request.env, others)
        return self._render("scope_guard.portal_letter_page", values)

    def _thanks(self, letter, state, done):
        contact = letter._contact_user().name
        if state != "open":
            return ""
        return {
            "answer": request.env._(
                "Thank you. %(contact)s has your words and will come back to you.",
                contact=contact,
            ),
            "talk": request.env._(
                "Thank you. %(contact)s will call you.", contact=contact
            ),
        }.get(done, "")

    # ------------------------------------------------------------------ answers
    def _answer(self, link, letter, parameters):
        """Take what the holder of the link typed, and say what came of it."""
        letter = letter.with_context(lang=request.env.lang)
        answers = {
            "answer": self._reply,
            "talk": self._talk,
            "not_me": self._not_me,
        }
        name = clean(parameters.get("answer"))
        # A link that leads nowhere any more says so, whatever is sent to it.
        if name not in answers or letter._letter_state(link) != "open":
            return self._page(link, letter)
        typed = {"text": clean(parameters.get("text"))}
        error = answers[name](link, letter, typed)
        if error:
            return self._page(link, letter, error=error, opened=name, typed=typed)
        return self._done(name)

    def _reply(self, link, letter, typed):
        return self._check_text(typed) or letter._client_answers(link, typed["text"])
