from odoo import http
from odoo.http import request
from odoo.tools import format_date

from .personal_page import PersonalPage, clean, personal_route


class ForYouController(PersonalPage, http.Controller):
    """The page with everything that waits for a person, by a personal link.

    What its requests may do is said at ``PersonalPage``.
    """

    _page_model = "scope.bundle"
    _page_path = "/my/for-you/"

    @personal_route("/my/for-you/<path:token>")
    def for_you(self, token, **parameters):
        """Show what waits for the holder of a link, or take what they tell us."""
        link, bundle = self._find(token)
        if not bundle:
            return self._not_found()
        if request.httprequest.method == "POST":
            return self._answer(link, bundle, token, parameters)
        self._note_opened(link)
        return self._page(link, bundle, token, done=clean(parameters.get("done")))

    @personal_route("/my/for-you")
    def for_you_without_link(self, **parameters):
        """An address whose token got lost on the way."""
        return self._not_found()

    def _page(self, link, bundle, token, *, done="", error="", opened="", typed=None):
        """The page as it stands for the holder of this link.

        :param str done: what was just done; shown as a sentence of thanks
        :param str error: what to do, when an answer could not be taken
        :param str opened: name of the form that stays open
        :param dict typed: what was typed there, so that nobody types it twice
        """
        env = request.env
        bundle = bundle.with_context(lang=env.lang)
        state = bundle._page_state(link)
        things = bundle._things(token) if state == "open" else []
        heading = self._heading(len([thing for thing in things if not thing["done"]]))
        return self._render(
            "scope_guard.portal_for_you_page",
            {
                "link": link,
                "company": bundle.company_id,
                "state": state,
                "contact": bundle._contact_user(),
                "about": bundle._about(),
                "heading": heading,
                "title": heading,
                "things": things,
                "sent_on": format_date(env, bundle.date_sent, date_format="long"),
                "done": self._thanks(bundle, done),
                "error": error,
                "opened": opened,
                "typed": typed or {},
            },
        )

    def _heading(self, count):
        if not count:
            return request.env._("For you: nothing left to do")
        if count == 1:
            return request.env._("For you: 1 thing")
        return request.env._("For you: %(count)s things", count=count)

    def _thanks(self, bundle, done):
        if done == "talk":
            return request.env._(
                "Thank you. %(contact)s will call you.",
                contact=bundle._contact_user().name,
            )
        return ""

    def _answer(self, link, bundle, token, parameters):
        """Take what the holder of the link typed, and say what came of it."""
        bundle = bundle.with_context(lang=request.env.lang)
        answers = {"talk": self._talk, "not_me": self._not_me}
        name = clean(parameters.get("answer"))
        # A link that leads nowhere any more says so, whatever is sent to it.
        if name not in answers or bundle._page_state(link) != "open":
            return self._page(link, bundle, token)
        typed = {"text": clean(parameters.get("text"))}
        error = answers[name](link, bundle, typed)
        if error:
            return self._page(
                link, bundle, token, error=error, opened=name, typed=typed
            )
        return self._done(name)
