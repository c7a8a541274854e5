from odoo import http
from odoo.http import request
from odoo.tools import format_list

from .personal_page import PersonalPage, clean, personal_route


class LetterController(PersonalPage, http.Controller):
    """The page on which a client reads a letter and answers it, without login.

    What its requests may do is said at ``PersonalPage``.
    """

    _page_model = "scope.letter"
    _page_path = "/my/letter/"

    @personal_route("/my/letter/<path:token>")
    def letter(self, token, **parameters):
        """Show the letter of a link, or take the answer of its holder."""
        return self._handle(token, parameters)

    @personal_route("/my/letter/<string:token>/pdf", methods=["GET"])
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
        return self._file(name, kind, content)

    @personal_route("/my/letter")
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
