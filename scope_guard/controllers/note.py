import re
from datetime import timedelta

from odoo import fields, http
from odoo.http import request
from odoo.tools import format_date

from .personal_page import (
    MAX_NAME,
    MAX_TEXT,
    PersonalPage,
    clean,
    personal_route,
)

#: A day that is named lies at most so many days ahead.
MAX_DAYS = 730
#: The four answers, by the value that the form sends. The client reads neither.
WAYS = {"go": "accepted", "later": "deferred", "team": "self", "leave": "declined"}
#: How it goes, by the value that the form sends.
REPORTS = ("on_track", "new_date", "hand")


class NoteController(PersonalPage, http.Controller):
    """The page on which a client reads a suggestion of ours and answers it.

    What its requests may do is said at ``PersonalPage``.
    """

    _page_model = "scope.advice"
    _page_path = "/my/note/"

    @personal_route("/my/note/<path:token>")
    def note(self, token, **parameters):
        """Show the page of a link, or take the answer of its holder."""
        return self._handle(token, parameters)

    @personal_route("/my/note/<string:token>/pdf", methods=["GET"])
    def note_document(self, token, **parameters):
        """The note as a PDF, with the answer as it stands."""
        link, advice = self._find(token)
        if not advice:
            return self._not_found()
        if advice._note_state(link) not in ("open", "answered", "lapsed"):
            return self._page(link, advice)
        self._note_opened(link)
        name, kind, content = advice._note_document(request.env.lang)
        return self._file(name, kind, content)

    @personal_route("/my/note")
    def note_without_link(self, **parameters):
        """An address whose token got lost on the way."""
        return self._not_found()

    # ------------------------------------------------------------------ the page
    def _page(self, link, advice, *, done="", error="", opened="", typed=None):
        """The page as it stands for the holder of this link.

        :param str done: what was just done; shown as a sentence of thanks
        :param str error: what to do, when an answer could not be taken
        :param str opened: name of the form that stays open
        :param dict typed: what was typed there, so that nobody types it twice
        """
        env = request.env
        advice = advice.with_context(lang=env.lang)
        state = advice._note_state(link)
        shown = state in ("open", "answered", "lapsed")
        values = {
            "link": link,
            "advice": advice,
            "company": advice.company_id,
            "contact": advice._contact_user(),
            "state": state,
            "error": error,
            "opened": opened,
            "typed": typed or {},
            "done": self._thanks(link, advice, state, done),
            "title": advice.name if shown else advice.company_id.name,
        }
        if shown:
            today = advice._today_of_company()
            likely = advice._scope_likely_day()
            values.update(
                reading=advice._note_reading(),
                shown=advice._note_hash(),
                may_answer=advice._may_answer(link),
                may_report=advice._may_report(link),
                asked=advice._note_asked(),
                who_sees=advice._note_who_sees(link.partner_id),
                today=today,
                filled={
                    "who": advice.commitment_owner_id.name or link.recipient,
                    "ready": advice.commitment_date or (likely > today and likely),
                    "view": advice.date_answer_recorded and advice.client_view or "",
                    "day": advice.date_deferred_until,
                },
                ways=self._ways(),
            )
        return self._render("scope_guard.portal_note_page", values)

    def _ways(self):
        """The four answers: what the form sends, and the words."""
        words = {
            "go": request.env._("We go with the suggestion"),
            "later": request.env._("Another time"),
            "team": request.env._("Our team takes it"),
            "leave": request.env._("We leave it as it is"),
        }
        return [(way, words[way]) for way in WAYS]

    def _thanks(self, link, advice, state, done):
        contact = advice._contact_user().name
        sentences = {
            "talk": request.env._(
                "Thank you. %(contact)s will call you.", contact=contact
            ),
            "correct": request.env._(
                "Thank you. %(contact)s has your words, and sends you the note anew if "
                "it has to change.",
                contact=contact,
            ),
        }
        if done == "decide" and state == "answered":
            return self._thanks_for_answer(advice, contact)
        if done == "report" and state == "answered":
            if advice.check_back_answer == "hand":
                return request.env._(
                    "Thank you. %(contact)s comes back to you about the hand you would "
                    "like.",
                    contact=contact,
                )
            return request.env._(
                "Thank you, good to know. In your team's hands until %(day)s.",
                day=advice._long_day(advice.commitment_date),
            )
        return sentences.get(done, "")

    def _thanks_for_answer(self, advice, contact):
        if advice.decision == "accepted":
            return request.env._(
                "Thank you. %(contact)s comes back to you with the next steps.",
                contact=contact,
            )
        if advice.decision == "deferred":
            return request.env._(
                "Thank you. We ask you again on %(day)s.",
                day=advice._long_day(advice.date_deferred_until),
            )
        if advice.decision == "self":
            thanks = request.env._(
                "Thank you. In your team's hands until %(day)s.",
                day=advice._long_day(advice.commitment_date),
            )
            asked = advice._check_back_day()
            if asked and asked > advice._today_of_company():
                thanks += " " + request.env._(
                    "We ask once, on %(day)s.",
                    day=format_date(request.env, asked, date_format="long"),
                )
            return thanks
        return request.env._("Thank you, that is noted.")

    # ------------------------------------------------------------------ answers
    def _done(self, name):
        # The browser would keep the place of the form, below the thanks.
        token = request.httprequest.path.rsplit("/", 1)[-1]
        return request.redirect(
            f"{self._page_path}{token}?done={name}#done", code=303, local=True
        )

    def _answer(self, link, advice, parameters):
        """Take what the holder of the link typed or chose, and say what came of it."""
        advice = advice.with_context(lang=request.env.lang)
        answers = {
            "decide": self._decide,
            "report": self._report,
            "correct": self._correct,
            "talk": self._talk,
            "not_me": self._not_me,
        }
        name = clean(parameters.get("answer"))
        # A link that leads nowhere any more says so, whatever is sent to it.
        if name not in answers or advice._note_state(link) not in (
            "open",
            "answered",
            "lapsed",
        ):
            return self._page(link, advice)
        typed = {
            key: clean(parameters.get(key))
            for key in (
                *("way", "name", "view", "shown", "text"),
                *("day", "who", "ready", "hand_over"),
            )
        }
        error = answers[name](link, advice, typed)
        if error:
            return self._page(link, advice, error=error, opened=name, typed=typed)
        return self._done(name)

    def _decide(self, link, advice, typed):
        if link.purpose != "answer":
            return self._outcome_sentence(advice, "reader")
        if not advice._may_answer(link):
            return self._outcome_sentence(advice, "late")
        decision = WAYS.get(typed["way"])
        if not decision:
            return request.env._("Please choose one of the four answers.")
        values = {"decision": decision, "client_view": typed["view"] or False}
        error = self._check_view(typed)
        if not error and decision == "deferred":
            values["date_deferred_until"], error = self._read_day(advice, typed["day"])
        if not error and decision == "self":
            error = self._check_owner(typed)
            if not error:
                values["commitment_date"], error = self._read_day(
                    advice, typed["ready"]
                )
        error = error or self._check_name(typed)
        if error:
            return error
        outcome = advice._client_answers(
            link,
            values,
            typed["name"],
            typed["shown"],
            hand_over=decision == "self" and bool(typed["hand_over"]),
            owner=typed["who"] if decision == "self" else "",
        )
        return self._outcome_sentence(advice, outcome)

    def _report(self, link, advice, typed):
        if link.purpose != "answer":
            return self._outcome_sentence(advice, "reader")
        if typed["way"] not in REPORTS:
            return request.env._("Please choose one of the three answers.")
        day = None
        if typed["way"] == "new_date":
            day, error = self._read_day(advice, typed["day"])
            if error:
                return error
        if len(typed["text"]) > MAX_TEXT:
            return self._check_text(typed)
        outcome = advice._client_reports(
            link, typed["way"], typed["shown"], day, typed["text"]
        )
        return self._outcome_sentence(advice, outcome)

    def _correct(self, link, advice, typed):
        return self._check_text(typed) or advice._client_corrects(link, typed["text"])

    def _outcome_sentence(self, advice, outcome):
        """What to do when an answer could not be taken, or ""."""
        if outcome == "reader":
            return request.env._(
                "Your link is for reading: %(person)s answers for your side.",
                person=advice.contact_id.name or request.env._("a colleague"),
            )
        if outcome == "late":
            return request.env._(
                "This is no longer available as offered. %(contact)s tells you what is "
                "possible now.",
                contact=advice._contact_user().name,
            )
        if outcome == "changed":
            advice.invalidate_recordset()
            return request.env._(
                "Something changed here in the meantime. Please read it again: this page "
                "shows how it stands now."
            )
        return ""

    # ------------------------------------------------------------------ what is typed
    def _check_view(self, typed):
        if len(typed["view"]) > MAX_TEXT:
            return request.env._(
                "How you see it is longer than we can take here (%(most)s characters). "
                "Please shorten it, or send it by mail.",
                most=MAX_TEXT,
            )
        return ""

    def _check_owner(self, typed):
        if not typed["who"] or not any(char.isalpha() for char in typed["who"]):
            return request.env._("Please type who in your team takes it.")
        if len(typed["who"]) > MAX_NAME or "\n" in typed["who"]:
            return request.env._(
                "Who takes it is too long. Please type it in one short line."
            )
        return ""

    def _read_day(self, advice, text):
        """A day that lies ahead.

        :return: tuple of the day and the sentence that says what is wrong with it
        """
        try:
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
                raise ValueError
            day = fields.Date.to_date(text)
        except ValueError:
            return None, request.env._("Please choose the day that belongs to it.")
        today = advice._today_of_company()
        if day <= today:
            return None, request.env._("Please choose a day that lies ahead.")
        if day > today + timedelta(days=MAX_DAYS):
            return None, request.env._(
                "That is far ahead. Please choose an earlier day, or let us talk."
            )
        return day, ""
