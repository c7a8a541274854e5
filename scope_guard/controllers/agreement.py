import re
from datetime import timedelta

from odoo import fields, http
from odoo.http import request
from odoo.tools import email_normalize, format_amount, format_date

from .personal_page import PersonalPage, clean, personal_route

MAX_EMAIL = 254
#: "I need until": at most so many days ahead.
MAX_DAYS = 92


class AgreementController(PersonalPage, http.Controller):
    """The page on which a client reads and agrees, by a personal link, without login.

    What its requests may do is said at ``PersonalPage``.
    """

    _page_model = "scope.tor"
    _page_path = "/my/agreement/"

    @personal_route("/my/agreement/<path:token>")
    def agreement(self, token, **parameters):
        """Show the page of a link, or take the answer of its holder."""
        return self._handle(token, parameters)

    @personal_route("/my/agreement/<string:token>/pdf", methods=["GET"])
    def document(self, token, **parameters):
        """The document as a PDF: the agreed version, or what is to be agreed on."""
        link, tor = self._find(token)
        if not tor:
            return self._not_found()
        state = tor._agreement_state(link)
        if state not in ("agreed", "open"):
            return self._page(link, tor)
        self._note_opened(link)
        name, kind, content = tor._agreement_document(link)
        return self._file(name, kind, content)

    @personal_route("/my/agreement")
    def agreement_without_link(self, **parameters):
        """An address whose token got lost on the way."""
        return self._not_found()

    # ------------------------------------------------------------------ the page
    def _page(self, link, tor, *, done="", error="", opened="", typed=None, status=200):
        """The page as it stands for the holder of this link.

        :param str done: what was just done; shown as a sentence of thanks
        :param str error: what to do, when an answer could not be taken
        :param str opened: name of the form that stays open
        :param dict typed: what was typed there, so that nobody types it twice
        """
        env = request.env
        tor = tor.with_context(lang=env.lang)
        state = tor._agreement_state(link)
        values = {
            "link": link,
            "tor": tor,
            "company": tor.company_id,
            "state": state,
            "contact": tor._contact_user(),
            "error": error,
            "opened": opened,
            "typed": typed or {},
            "done": self._thanks(link, tor, state, done),
            "may_sign": tor._may_sign(link),
            "title": tor.project_id.name,
        }
        if state in ("open", "agreed"):
            content, content_hash = tor._agreement_content(link)
            reader = tor._client_reader()
            values.update(
                reading=reader.read_content(content),
                content_hash=content_hash,
                consent=tor._consent_sentence(content),
                copies=tor._who_gets_it(link.partner_id),
                sent_on=format_date(env, tor.date_sent, date_format="long"),
                answer_by=format_date(env, tor.date_answer_by, date_format="long"),
                wait_until=format_date(env, tor.date_wait_until, date_format="long"),
                today=tor._today_of_company(),
            )
            previous = tor.current_version_id
            if state == "open":
                values["number"] = (previous.number or 0) + 1
                if previous:
                    values["previous"] = previous
                    values["difference"] = reader.compare(
                        previous._get_content(), content
                    )
            else:
                version = link.version_id
                values["number"] = version.number
                values["version"] = version
                values["sign"] = version.with_context(lang=env.lang)._prepare_sign(
                    content
                )
                values["worth"] = tor._client_value()
                values["money"] = lambda amount: format_amount(
                    env, amount, tor.currency_id
                )
                values["since"] = [
                    newer._prepare_since()
                    for newer in tor.version_ids.sorted("number")
                    if newer.number > version.number
                ]
        return self._render("scope_guard.portal_agreement_page", values, status)

    def _thanks(self, link, tor, state, done):
        contact = tor._contact_user().name
        sentences = {
            "changes": request.env._(
                "Thank you. %(contact)s has your words and will come back to you.",
                contact=contact,
            ),
            "talk": request.env._(
                "Thank you. %(contact)s will call you.", contact=contact
            ),
            "colleague": request.env._(
                "Your colleague gets a mail with a link to read. Only you can agree."
            ),
            "wish": self._wish_thanks(contact),
        }
        if done == "agree" and state == "agreed":
            return request.env._(
                "Thank you, this is agreed. The document comes by mail, to you and to "
                "%(contact)s.",
                contact=", ".join(tor._who_gets_it(tor.signatory_id)),
            )
        if done == "until" and tor.date_wait_until and state == "open":
            return request.env._(
                "Thank you. Take your time until %(day)s, nobody reminds you until then.",
                day=format_date(request.env, tor.date_wait_until, date_format="long"),
            )
        return sentences.get(done, "")

    # ------------------------------------------------------------------ answers
    def _answer(self, link, tor, parameters):
        """Take what the holder of the link typed, and say what came of it."""
        tor = tor.with_context(lang=request.env.lang)
        answers = {
            "agree": self._agree,
            "changes": self._ask_for_changes,
            "until": self._need_until,
            "colleague": self._ask_colleague,
            "talk": self._talk,
            "not_me": self._not_me,
            "wish": self._wish_on_agreement,
        }
        name = clean(parameters.get("answer"))
        # A link that leads nowhere any more says so, whatever is sent to it.
        if name not in answers or tor._agreement_state(link) in (
            "closed",
            "expired",
            "draft",
        ):
            return self._page(link, tor)
        typed = {
            key: clean(parameters.get(key))
            for key in ("name", "consent", "shown", "text", "day", "email")
        }
        error = answers[name](link, tor, typed)
        if error:
            return self._page(link, tor, error=error, opened=name, typed=typed)
        return self._done(name)

    def _agree(self, link, tor, typed):
        if not tor._may_sign(link):
            return request.env._(
                "Your link is for reading: %(person)s answers for your side.",
                person=tor.signatory_id.name or request.env._("a colleague"),
            )
        if tor._agreement_state(link) == "agreed":
            return self._agreed_already(link)
        if not typed["name"]:
            return request.env._("Please type your name, then agree.")
        error = self._check_name(typed)
        if error:
            return error
        if not typed["consent"]:
            return request.env._(
                "Please tick the sentence above the button, then agree."
            )
        content, _hash = tor._agreement_content(link)
        outcome = tor._sign_on_page(
            link, typed["name"], typed["shown"], tor._consent_sentence(content)
        )
        if outcome == "changed":
            return request.env._(
                "The document has changed, please read it again. This page shows how it "
                "stands now."
            )
        if outcome == "late":
            link.invalidate_recordset()
            tor.invalidate_recordset()
            return self._agreed_already(link)
        return ""

    def _agreed_already(self, link):
        version = link.version_id
        if not version:
            return request.env._(
                "This was taken back in the meantime. A new version comes to you by mail."
            )
        return request.env._(
            "This is agreed already: version %(number)s, by %(person)s on %(day)s. There "
            "is nothing left to do.",
            number=version.number,
            person=version.signed_by,
            day=format_date(request.env, version.date_agreed, date_format="long"),
        )

    def _ask_for_changes(self, link, tor, typed):
        return self._check_text(typed) or tor._client_asks_for_changes(
            link, typed["text"]
        )

    def _need_until(self, link, tor, typed):
        today = tor._today_of_company()
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
        if not tor._client_needs_until(link, day):
            return request.env._(
                "There is nothing to wait for: this is agreed already."
            )
        return ""

    def _ask_colleague(self, link, tor, typed):
        email = (
            email_normalize(typed["email"], strict=True)
            if len(typed["email"]) <= MAX_EMAIL
            else False
        )
        if not email:
            return request.env._(
                "Please type one e-mail address, like name@example.com."
            )
        outcome = tor._client_asks_colleague(link, email)
        if outcome == "reader":
            return request.env._(
                "Only who answers for your side can ask others to read."
            )
        if outcome == "failed":
            return request.env._(
                "That did not work just now. %(contact)s has been told and sends it.",
                contact=tor._contact_user().name,
            )
        if outcome == "enough":
            return request.env._(
                "Several colleagues read it already. Please tell us whom else we should "
                "send it to."
            )
        return ""

    def _wish_on_agreement(self, link, tor, typed):
        if tor._agreement_state(link) != "agreed":
            return request.env._(
                "Nothing is agreed yet, so there is nothing new beside it. Please ask "
                "for changes instead."
            )
        return self._wish(link, tor, typed)
