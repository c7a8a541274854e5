import base64

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_date

from .scope_change import STEP


class ScopeChange(models.Model):
    """What the client's people do on the page of a change: answer, ask, or need time.

    These methods are called by the page's controller, as superuser and with a link that
    was looked up by its token; each says itself what the link must be good for.
    """

    _inherit = "scope.change"

    _client_activity_types = {
        "call": "scope_guard.mail_activity_type_change_call",
        "question": "scope_guard.mail_activity_type_change_question",
        "wish": "scope_guard.mail_activity_type_change_wish",
    }

    # ------------------------------------------------------------------ answering
    def _answer_on_page(self, link, name, shown, answers, swaps):
        """The client answers: apply what the page showed, or nothing.

        :param link: ``scope.link`` whose holder answers
        :param str name: as typed
        :param str shown: hash of the content that the page showed
        :param dict answers: the way by line id
        :param list swaps: what leaves, dicts of ``item_id`` and ``hours``
        :return: ``answered``; ``changed`` when it is no longer what the page showed;
            ``late`` when somebody was faster or it was taken back; ``reader`` when the
            link is one to read
        :raise UserError: with a sentence for the client; nothing is answered then
        """
        self.ensure_one()
        if not self._may_decide(link):
            return "reader"
        if self._page_state(link) != "open":
            return "late"
        content, current = self._page_content()
        if shown != current:
            return "changed"
        self._check_page_answers(content, answers)
        swapped = [line for line in self.line_ids if answers[line.id] == "swap"]
        if swapped:
            self._check_page_swaps(sum(line.hours for line in swapped), swaps)
        signer = self.tor_id._prepare_signer(link.partner_id)
        signer.update(
            name=name,
            contact=link.partner_id.name or "",
            consent=self._consent_sentence(content),
            content_hash=current,
            time=fields.Datetime.now().isoformat() + "Z",
            note="",
        )
        # Nobody of the firm acts here, and the visitor is no user: the system does. The
        # day is that of the company.
        change = self.with_user(SUPERUSER_ID).with_context(
            tz=self.company_id._scope_timezone(),
            mail_notrack=True,
            scope_answerer_id=link.partner_id.id,
        )
        change.record_answer(
            answers,
            signer,
            channel="portal",
            swaps=swaps if swapped else (),
            # What moved since the lines were written, the page showed as it is now.
            accept_moved=True,
        )
        return "answered"

    def _check_page_answers(self, content, answers):
        """Each line has one of the answers that the page offered.

        :raise UserError: that names what is left to answer
        """
        open_lines = [
            line["name"]
            for line in content["lines"]
            if answers.get(line["id"]) not in line["ways"]
        ]
        if not open_lines:
            return
        if len(content["lines"]) == 1:
            raise UserError(self.env._("Please choose one of the ways first."))
        raise UserError(
            self.env._(
                "Please choose a way for each point. Still open: %(points)s.",
                points=", ".join(f"“{name}”" for name in open_lines),
            )
        )

    def _check_page_swaps(self, needed, swaps):
        """At least as many hours leave as come, and only what was offered.

        :raise UserError: that says how many hours are missing
        """
        offer = {item.id: item for item in self._swap_offer()}
        given = 0.0
        text = self.line_ids[:1]._hours_text
        for swap in swaps:
            item = offer.get(swap["item_id"])
            if not item:
                raise UserError(
                    self.env._("Please choose what leaves from the list on this page.")
                )
            most = item.allowance_hours
            if swap["hours"] <= 0 or float_compare(swap["hours"], most, 2) > 0:
                raise UserError(
                    self.env._(
                        "“%(point)s” has %(hours)s: please type a figure up to that.",
                        point=item.name,
                        hours=text(most),
                    )
                )
            given += swap["hours"]
        if float_compare(given, needed, 2) < 0:
            raise UserError(
                self.env._(
                    "For the swap %(needed)s are needed, and %(given)s are chosen. Please "
                    "choose what else can leave, or another way for one of the points.",
                    needed=text(needed),
                    given=text(given),
                )
            )

    def record_answer(self, *args, **kwargs):
        """Record the client's answer; nothing is waited for any more."""
        # What was put, before it is applied. Written afterwards: the first statement of
        # a decision claims the row.
        shown = self.env["scope.tor.version"]._serialize(
            self.sudo()._prepare_page_content()
        )
        version = super().record_answer(*args, **kwargs)
        # sudo: the right to record was checked above.
        self.sudo().with_context(scope_change_step=STEP).answer_shown = shown
        self._settle_sending()
        return version

    def _settle_sending(self):
        """No more reminders; whoever has a link reads how it came out, by mail, too."""
        self._close_client_activities()
        self._notify_drop()
        # sudo: links of the change that was just answered.
        if self.sudo().link_ids.filtered(lambda link: not link.date_revoked):
            self.with_context(scope_change_step=STEP).sudo().confirm_answer = True
            cron = self.env.ref("scope_guard.ir_cron_scope_change_answered", False)
            if cron:
                # sudo: whoever answers need not administer scheduled jobs.
                cron.sudo()._trigger()

    def _log_answer(self, version):
        """On the page the client acted, nobody on the client's behalf."""
        if self.answer_channel != "portal":
            return super()._log_answer(version)
        said = {
            "change": self.display_name,
            "date": format_date(self.env, self.date_answered),
            "person": self.answered_by,
            "version": version.display_name,
        }
        author = self.env.context.get("scope_answerer_id") or None
        if version:
            body = self.env._(
                "%(change)s was answered on %(date)s by %(person)s on the client's page: "
                "%(version)s.",
                **said,
            )
            self.tor_id._message_log(body=body, author_id=author)
        else:
            body = self.env._(
                "%(change)s was not agreed: %(person)s answered so on %(date)s on the "
                "client's page.",
                **said,
            )
        self._message_log(body=body, author_id=author)

    def _client_answer_failed(self, link, answers, error):
        """An answer that could not be applied is not lost: we are told, and call."""
        ways = dict(
            self.env["scope.change.line"]
            ._fields["answer"]
            ._description_selection(self.env)
        )
        said = "\n".join(
            f"{line.name}: {ways.get(answers.get(line.id), '')}"
            for line in self.line_ids
        )
        self._client_note(
            link,
            self.env._(
                "%(person)s answered on the page, but it could not be applied. Record it "
                "by hand:"
            ),
            f"{said}\n({error})",
        )
        self._schedule_for_contact(
            "call",
            lambda change: change.env._(
                "%(person)s answered, and it could not be applied",
                person=link.recipient,
            ),
            said,
        )

    # ------------------------------------------------------------------ other answers
    def _client_asks(self, link, text):
        """A question, with which nothing is decided: a note, and somebody of us looks."""
        self.ensure_one()
        self._client_note(link, self.env._("%(person)s asks:"), text)
        self._schedule_for_contact(
            "question",
            lambda change: change.env._(
                "%(person)s asks about %(change)s",
                person=link.recipient,
                change=change.code,
            ),
            text,
        )

    def _client_needs_until(self, link, day):
        """The client answers by another day; reminders wait until then."""
        self.ensure_one()
        if not self._may_decide(link) or self.state != "sent":
            return False
        self.with_context(scope_change_step=STEP).date_wait_until = day
        self._client_note(
            link,
            self.env._("%(person)s needs until %(day)s. Reminders wait.").replace(
                "%(day)s", format_date(self.env, day)
            ),
        )
        return True

    def _talk_summary(self, person):
        return self.env._(
            "Call %(person)s about %(change)s", person=person, change=self.code
        )

    # ------------------------------------------------------------------ on paper
    def _page_document(self):
        """What the page shows, for the client's files: the version that the change led
        to, else the change itself.

        :return: tuple of name, kind (``pdf``, or ``html`` where no PDF can be made) and
            the bytes
        """
        self.ensure_one()
        version = self.version_id
        if version.pdf_file:
            return (
                version.pdf_name.removesuffix(".pdf"),
                "pdf",
                base64.b64decode(version.pdf_file),
            )
        # sudo: rendered for whoever holds the link.
        Report = self.env["ir.actions.report"].sudo()
        if version:
            record, report = version, "scope_guard.scope_tor_version_report"
        else:
            record, report = self, "scope_guard.scope_change_report"
        name = record._document_name()
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            return name, "html", Report._render_qweb_html(report, record.ids)[0]
        content, kind = Report._render_qweb_pdf(report, record.ids)
        return name, kind, content

    def _document_name(self):
        self.ensure_one()
        return self.env._(
            "%(project)s, %(change)s",
            project=self.project_id.name,
            change=self.code or self.name,
        )

    def _reading_lang(self):
        """Language of what the client reads: the customer's, else the company's."""
        # sudo: language of the customer; the change itself was readable.
        return self.sudo().tor_id._reading_lang()

    def _prepare_document(self):
        """What the printed change shows, in the language of ``self``."""
        self.ensure_one()
        change = self.sudo()
        answered = change.state in ("approved", "rejected")
        return {
            "name": self._document_name(),
            "company": change.company_id,
            "reading": change._read_page(change._page_content()[0]),
            "answer": change._read_answer() if answered else None,
            "draft": self.env._(
                "For you to decide, as of %(day)s",
                day=format_date(self.env, self._today_of_company(), date_format="long"),
            ),
        }
