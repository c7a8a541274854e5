import hashlib
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: What the page shows of our side; its hash comes back with the answer.
SHOWN_FIELDS = (
    "code",
    "name",
    "recommendation",
    "risk",
    "other_ways",
    "needs",
    "date_told",
    "date_valid_until",
    "date_earliest",
    "answer_count",
)


class ScopeAdvice(models.Model):
    """The client's page: a note on what we suggest, and the answer to it.

    These methods are called by the page's controller, as superuser and with a link that
    was looked up by its token; each says itself what the link must be good for.
    """

    _inherit = "scope.advice"

    # ------------------------------------------------------------------ the page
    def _note_state(self, link):
        """How it stands for the holder of this link.

        :return: ``closed`` (the link was taken back), ``expired``, ``newer`` (another
            note took its place), ``open``, ``answered`` or ``lapsed`` (nobody answered
            while it could be had)
        """
        self.ensure_one()
        if link.date_revoked or not self.date_recorded:
            return "closed"
        if not link._is_usable():
            return "expired"
        if self.successor_ids.filtered("date_recorded"):
            return "newer"
        if self.date_answer_recorded:
            return "answered"
        return "open" if self._is_available() else "lapsed"

    def _is_available(self):
        """Whether it can still be had as offered; on the last day it can."""
        self.ensure_one()
        until = self.date_valid_until
        return not until or self._today_of_company() <= until

    def _open_until(self):
        """The day until which it can be had as offered; False where that is over or without a limit."""
        self.ensure_one()
        return self._is_available() and self.date_valid_until

    def _may_answer(self, link):
        """Whether the holder of this link gives the answer, or changes it."""
        return (
            link.purpose == "answer"
            and link.res_id == self.id
            and self._note_state(link) in ("open", "answered")
            and self._is_available()
        )

    def _note_hash(self):
        """Hash of all that the page shows; it differs after each answer."""
        self.ensure_one()
        shown = {
            fname: fields.Date.to_string(self[fname])
            if fname.startswith("date_") and self[fname]
            else self[fname] or ""
            for fname in SHOWN_FIELDS
        }
        text = json.dumps(
            shown, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def _note_reading(self):
        """What page and paper show, in the words and the language of the reader.

        :return: dict of texts; ``answer`` is that of the newest answer, or empty
        """
        self.ensure_one()
        return {
            "opening": self._note_opening(),
            "title": self.name or self.code,
            "recommendation": self.recommendation or "",
            "risk": self.risk or "",
            "other_ways": self.other_ways or "",
            "needs": self.needs or "",
            "until": self._long_day(self.date_valid_until),
            "earliest": self._long_day(self.date_earliest),
            "available": self._is_available(),
            "contact": self._contact_user().name or self.company_id.name,
            "customer": self.partner_id.name or "",
            "project": self.project_id.name or "",
            "code": self.code,
            "client_view": (self.date_answer_recorded and self.client_view) or "",
            "answer": self._note_answer() if self.date_answer_recorded else "",
            "answer_details": self._note_answer_details(),
        }

    def _long_day(self, day):
        return day and format_date(self.env, day, date_format="long")

    def _note_opening(self):
        """For instance: A note from our call on 3 March 2026."""
        day = self._long_day(self.date_told) or ""
        sentences = {
            "call": self.env._("A note from our call on %(day)s", day=day),
            "mail": self.env._("A note on our mails of %(day)s", day=day),
            "meeting": self.env._("A note from our meeting on %(day)s", day=day),
            "chat": self.env._("A note from our chat on %(day)s", day=day),
            "letter": self.env._("A note on our letter of %(day)s", day=day),
        }
        return sentences.get(self.channel) or self.env._("A note of %(day)s", day=day)

    def _note_answer(self):
        """The answer in the client's words."""
        self.ensure_one()
        last = self.sudo().decision_ids[:1]
        if self.decision == "self":
            return self.env._(
                "Our team takes it: %(person)s, ready by %(day)s.",
                person=last._owner_name() or self.commitment_owner_id.name or "",
                day=self._long_day(self.commitment_date),
            )
        return {
            "accepted": self.env._("We go with the suggestion."),
            "deferred": self.env._(
                "Another time: on %(day)s.",
                day=self._long_day(self.date_deferred_until),
            ),
            "declined": self.env._("We leave it as it is."),
        }.get(self.decision, "")

    def _note_answer_details(self):
        """Who answered, when and how; for instance: Tom Kim, 4 March, on this page."""
        last = self.sudo().decision_ids[:1]
        if not self.date_answer_recorded or not last:
            return ""
        parts = [last.answered_by, self._long_day(last.date_decided)]
        if last.channel == "portal":
            parts.append(self.env._("on this page"))
        else:
            noted = last.on_behalf_user_id.sudo().name
            parts.append(
                noted and self.env._("as noted by %(person)s", person=noted) or ""
            )
        return ", ".join(filter(None, parts))

    def _note_who_sees(self, person):
        """Who sees an answer, said before it is given.

        :param person: ``res.partner`` who reads this
        :return: list of sentences
        """
        self.ensure_one()
        contact = self._contact_user()
        readers = self._open_links().partner_id - person
        names = [*readers.mapped("name"), contact.name or self.company_id.name]
        sentences = [
            self.env._(
                "Who sees this: you, %(people)s and those at %(company)s who work for "
                "you.",
                people=", ".join(filter(None, names)),
                company=self.company_id.name,
            )
        ]
        # sudo: who agreed to the project is known to the client's people.
        sponsor = self.project_id.sudo().scope_tor_id.signatory_id
        if sponsor and sponsor != person and sponsor not in readers:
            sentences.append(
                self.env._(
                    "%(person)s finds it in our regular letter, together with all "
                    "decisions.",
                    person=sponsor.name,
                )
            )
        return sentences

    # ------------------------------------------------------------------ paper
    def _document_name(self):
        """For instance: Note A-017 Connecting the shop"""
        name = self.env._(
            "Note %(code)s %(suggestion)s", code=self.code, suggestion=self.name or ""
        )
        return name.replace("/", "-").strip()[:80]

    def _note_document(self, lang):
        """The note as a document for the client's files.

        :return: tuple of name, kind (``pdf``, or ``html`` where no PDF can be made) and
            the bytes
        """
        self.ensure_one()
        name = self.with_context(lang=lang)._document_name()
        # sudo: rendered for whoever holds the link.
        Report = self.env["ir.actions.report"].sudo().with_context(scope_lang=lang)
        report = "scope_guard.scope_advice_note_report"
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            return name, "html", Report._render_qweb_html(report, self.ids)[0]
        content, kind = Report._render_qweb_pdf(report, self.ids)
        return name, kind, content

    # ------------------------------------------------------------------ their answer
    def _client_answers(self, link, values, name, shown, hand_over=False, owner=""):
        """Take the answer of the holder of a link; an earlier one stays on file.

        :param dict values: ``decision`` and what belongs to it (see ``_scope_decide``)
        :param str name: as typed
        :param str shown: hash of what the page showed
        :param bool hand_over: half an hour of hand-over is wanted
        :param str owner: who takes it in the client's team, as typed
        :return: ``answered``; ``changed`` when something else stands there than the page
            showed; ``reader`` when the link is one to read; ``late`` when it can no
            longer be had
        """
        self.ensure_one()
        if link.purpose != "answer" or link.res_id != self.id:
            return "reader"
        if not self._may_answer(link):
            return "late"
        if shown != self._note_hash():
            return "changed"
        if not self._scope_claim_answer(self.answer_count):
            return "changed"
        # A contact that was deleted meanwhile still answers for the customer.
        person = link.partner_id or self.partner_id
        if values["decision"] == "self":
            found = self._find_owner(owner)
            values = values | {"commitment_owner_id": (found or person).id}
        typed = {"name": name, "email": person.email or ""}
        if owner:
            typed["owner"] = owner
        # sudo: nobody has rights on the table of personal values.
        known = self.env["scope.ledger.person"].sudo()._record(typed)
        self._scope_decide(
            values
            | {"decided_by_id": person.id, "date_decided": self._today_of_company()},
            author=person,
            channel="portal",
            on_behalf_user_ref=0,
            hand_over=hand_over,
            answerer_ref=known.id,
            answerer_digest=known.digest,
        )
        self._client_note(
            link,
            self.env._("%(person)s answered on the page:"),
            "\n".join(filter(None, [self._note_answer(), self.client_view])),
        )
        self._after_client_answer(link, hand_over)
        return "answered"

    def _find_owner(self, name):
        """The contact at the customer with a name as typed, if there is just one."""
        name = " ".join((name or "").split())
        if not name:
            return self.env["res.partner"]
        people = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("is_company", "=", False),
                    ("name", "=ilike", name.replace("%", r"\%").replace("_", r"\_")),
                ],
                limit=2,
            )
        )
        return people if len(people) == 1 else people.browse()

    def _after_client_answer(self, link, hand_over):
        """Tell us what is to be done, and send what was promised."""
        person = link.recipient
        if self.decision in ("accepted", "deferred"):
            # The others are told by an automated action that the firm may change.
            self._schedule_for_contact(
                "answered",
                lambda advice: advice.env._(
                    "%(person)s answered: %(answer)s",
                    person=person,
                    answer=advice._scope_label("decision"),
                ),
            )
        if self.decision != "self":
            return
        if hand_over:
            self._client_asks_hand(link, "", hand_over=True)
        if self.needs and self._valid_email(link.partner_id.email):
            self._send_needs(link.partner_id)

    def _send_needs(self, partner):
        """Mail what the client's team will need, as the page promised."""
        try:
            with self.env.cr.savepoint():
                subject, body = self._render_mail("advice_needs", partner)
                self._queue_mail(
                    self._mail_lang(partner),
                    subject,
                    body,
                    partner=partner,
                    purpose="needs",
                )
        except UserError as error:
            # The firm's own template: the answer stands, and we are told.
            self._message_log(
                body=self.env._(
                    "The mail with what their team will need could not be sent: "
                    "%(error)s",
                    error=str(error),
                )
            )

    def _client_asks_hand(self, link, text, hand_over=False):
        """An activity for us: they would like a hand, or half an hour of hand-over."""
        self.ensure_one()
        if not hand_over:
            self._client_note(link, self.env._("%(person)s would like a hand:"), text)

        def summary(advice):
            if hand_over:
                return advice.env._(
                    "Half an hour of hand-over for %(person)s", person=link.recipient
                )
            return advice.env._(
                "%(person)s would like a hand: %(suggestion)s",
                person=link.recipient,
                suggestion=advice.name or advice.code,
            )

        self._schedule_for_contact("hand", summary, text)

    def _client_corrects(self, link, text):
        """The client's correction of our note: we prepare a new one."""
        self.ensure_one()
        self._client_note(link, self.env._("%(person)s corrects our note:"), text)
        self._schedule_for_contact(
            "correct",
            lambda advice: advice.env._(
                "%(person)s corrects our note: look at it", person=link.recipient
            ),
            text,
        )
