import re
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from .personal_page import PersonalPage, clean, personal_route

#: "I need until": at most so many days ahead.
MAX_DAYS = 92
#: Hours as a person types them.
_HOURS = re.compile(r"[0-9]{1,6}([.,][0-9]{1,2})?", re.ASCII)


class ChangeController(PersonalPage, http.Controller):
    """The page on which a client answers a change, by a personal link, without login.

    What its requests may do is said at ``PersonalPage``.
    """

    _page_model = "scope.change"
    _page_path = "/my/change/"

    @personal_route("/my/change/<path:token>")
    def change(self, token, **parameters):
        """Show the page of a link, or take the answer of its holder."""
        return self._handle(token, parameters)

    @personal_route("/my/change/<string:token>/pdf", methods=["GET"])
    def document(self, token, **parameters):
        """As a PDF: what is to be decided, or the version that it led to."""
        link, change = self._find(token)
        if not change:
            return self._not_found()
        if change._page_state(link) not in ("open", "answered"):
            return self._page(link, change)
        self._note_opened(link)
        lang = change._reading_lang() or request.env.lang
        name, kind, content = change.with_context(lang=lang)._page_document()
        return self._file(name, kind, content)

    @personal_route("/my/change")
    def change_without_link(self, **parameters):
        """An address whose token got lost on the way."""
        return self._not_found()

    # ------------------------------------------------------------------ the page
    def _page(self, link, change, *, done="", error="", opened="", typed=None):
        """The page as it stands for the holder of this link.

        :param str done: what was just done; shown as a sentence of thanks
        :param str error: what to do, when an answer could not be taken
        :param str opened: name of the form that stays open
        :param dict typed: what was typed there, so that nobody types it twice
        """
        env = request.env
        change = change.with_context(lang=env.lang)
        state = change._page_state(link)
        contact = change._contact_user()
        values = {
            "link": link,
            "change": change,
            "company": change.company_id,
            "state": state,
            "contact": contact,
            "error": error,
            "opened": opened,
            "typed": typed or {},
            "done": self._thanks(change, state, done),
            "may_decide": change._may_decide(link),
            "title": change.name,
            "path": f"{self._page_path}{request.httprequest.path.rsplit('/', 1)[-1]}",
        }
        if state in ("open", "answered"):
            content, content_hash = change._page_content()
            values.update(
                reading=change._read_page(content),
                content_hash=content_hash,
                consent=change._consent_sentence(content),
                copies=change._who_gets_it(link.partner_id),
                sent_on=format_date(env, change.date_sent, date_format="long"),
                answer_by=format_date(env, change.date_answer_by, date_format="long"),
                wait_until=format_date(env, change.date_wait_until, date_format="long"),
                today=change._today_of_company(),
                decider=change.sent_to_id.name,
            )
        if state == "open":
            value = change._client_value()
            values["value"] = value
            values["money"] = change._page_amount
        elif state == "answered":
            values["answer"] = change._read_answer()
        return self._render("scope_guard.portal_change_page", values)

    def _thanks(self, change, state, done):
        contact = change._contact_user().name
        if done == "answer" and state == "answered":
            return request.env._(
                "Thank you, we have your answer. It comes by mail, to you and to "
                "%(contact)s.",
                contact=", ".join(change._who_gets_it(change.sent_to_id)),
            )
        if done == "until" and change.date_wait_until and state == "open":
            return request.env._(
                "Thank you. Take your time until %(day)s, nobody reminds you until then.",
                day=format_date(
                    request.env, change.date_wait_until, date_format="long"
                ),
            )
        sentences = {
            "ask": request.env._(
                "Thank you. %(contact)s has your question and answers it. Nothing is "
                "decided by it.",
                contact=contact,
            ),
            "talk": request.env._(
                "Thank you. %(contact)s will call you.", contact=contact
            ),
            "wish": self._wish_thanks(contact),
            "failed": request.env._(
                "Thank you. Your answer reached %(contact)s, who enters it by hand and "
                "comes back to you.",
                contact=contact,
            ),
        }
        return sentences.get(done, "")

    # ------------------------------------------------------------------ answers
    def _answer(self, link, change, parameters):
        """Take what the holder of the link typed, and say what came of it."""
        change = change.with_context(lang=request.env.lang)
        answers = {
            "answer": self._decide,
            "ask": self._ask,
            "until": self._need_until,
            "talk": self._talk,
            "not_me": self._not_me,
            "wish": self._wish_on_change,
        }
        name = clean(parameters.get("answer"))
        # A link that leads nowhere any more says so, whatever is sent to it.
        if name not in answers or change._page_state(link) not in ("open", "answered"):
            return self._page(link, change)
        typed = {
            key: clean(parameters.get(key))
            for key in ("name", "consent", "shown", "text", "day")
        }
        if name == "answer":
            typed |= self._read_lines(change, parameters)
        error = answers[name](link, change, typed)
        if error:
            return self._page(link, change, error=error, opened=name, typed=typed)
        return self._done("failed" if typed.get("failed") else name)

    def _read_lines(self, change, parameters):
        """What was chosen for each line, and what is to leave.

        :return: dict of ``ways`` by line id, ``leaves`` (ids of items) and ``figures``
            (hours as typed, by item id)
        """
        leaves, figures = set(), {}
        for item in change._swap_offer():
            if clean(parameters.get(f"leaves_{item.id}")):
                leaves.add(item.id)
            figures[item.id] = clean(parameters.get(f"hours_{item.id}"))
        return {
            "ways": {
                line.id: clean(parameters.get(f"line_{line.id}"))
                for line in change.line_ids
            },
            "leaves": leaves,
            "figures": figures,
        }

    def _decide(self, link, change, typed):
        if not change._may_decide(link):
            return request.env._(
                "Your link is for reading: %(person)s answers for your side.",
                person=change.sent_to_id.name or request.env._("a colleague"),
            )
        if change._page_state(link) == "answered":
            return self._answered_already(change)
        if not any(typed["ways"].values()):
            return request.env._("Please choose a way for each point first.")
        swaps, error = self._read_swaps(change, typed)
        if error:
            return error
        if not typed["name"]:
            return request.env._("Please type your name, then answer.")
        error = self._check_name(typed)
        if error:
            return error
        if not typed["consent"]:
            return request.env._(
                "Please tick the sentence above the button, then answer."
            )
        # As the transaction found them: a refusal half-way changes the cache.
        lines = change.line_ids
        try:
            change._check_page_answers(change._page_content()[0], typed["ways"])
            if "swap" in typed["ways"].values():
                needed = sum(
                    line.hours for line in lines if typed["ways"][line.id] == "swap"
                )
                change._check_page_swaps(needed, swaps)
        except UserError as sentence:
            return str(sentence)
        try:
            with request.env.cr.savepoint():
                outcome = change._answer_on_page(
                    link, typed["name"], typed["shown"], typed["ways"], swaps
                )
        except UserError as sentence:
            # Nothing the client could do about it: it is ours to enter.
            change._client_answer_failed(link, typed["ways"], str(sentence))
            typed["failed"] = True
            return ""
        if outcome == "changed":
            return request.env._(
                "This has changed, please read it again. The page shows how it stands "
                "now."
            )
        if outcome == "late":
            change.invalidate_recordset()
            return self._answered_already(change)
        return ""

    def _read_swaps(self, change, typed):
        """What leaves, in hours.

        :return: tuple of a list for ``_answer_on_page`` and what is wrong, or ""
        """
        unit = change._page_unit(change._page_content()[0])
        swaps = []
        for item in change._swap_offer():
            if item.id not in typed["leaves"]:
                continue
            figure = typed["figures"][item.id]
            if figure and not _HOURS.fullmatch(figure):
                return [], request.env._(
                    "“%(figure)s” is no number. Please type how much of “%(point)s” "
                    "leaves, as 8 or 7.5.",
                    figure=figure[:20],
                    point=item.name,
                )
            hours = float(figure.replace(",", ".")) * unit if figure else 0.0
            # As it was shown, rounded, means the whole point.
            if not figure or figure == change._page_figure(item.allowance_hours, unit):
                hours = item.allowance_hours
            swaps.append({"item_id": item.id, "hours": hours})
        return swaps, ""

    def _answered_already(self, change):
        if change.state not in ("approved", "rejected"):
            return request.env._(
                "This was taken back in the meantime. If it stays, you get a new mail."
            )
        return request.env._(
            "This is answered already, by %(person)s on %(day)s. There is nothing left "
            "to do.",
            person=change.answered_by,
            day=format_date(request.env, change.date_answered, date_format="long"),
        )

    def _ask(self, link, change, typed):
        return self._check_text(typed) or change._client_asks(link, typed["text"])

    def _need_until(self, link, change, typed):
        today = change._today_of_company()
        try:
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", typed["day"], re.ASCII):
                raise ValueError
            day = fields.Date.to_date(typed["day"])
        except ValueError:
            return request.env._("Please choose a day.")
        if day < today:
            return request.env._("This day has passed. Please choose a later one.")
        if day > today + timedelta(days=MAX_DAYS):
            return request.env._(
                "That is far ahead. Please choose an earlier day, or let us talk."
            )
        if not change._may_decide(link):
            return request.env._(
                "Your link is for reading: %(person)s answers for your side.",
                person=change.sent_to_id.name or request.env._("a colleague"),
            )
        if not change._client_needs_until(link, day):
            return request.env._(
                "There is nothing to wait for: this is answered already."
            )
        return ""

    def _wish_on_change(self, link, change, typed):
        return self._wish(link, change.tor_id, typed)
