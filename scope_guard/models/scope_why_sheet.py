from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

#: Of what somebody got, the newest.
MAX_GOT = 5


class ScopeWhy(models.Model):
    """The call sheet: one page for the phone, before the first call. Never sent outside."""

    _inherit = "scope.why"

    call_sheet = fields.Html(compute="_compute_call_sheet", sanitize=False)

    @api.depends_context("lang", "uid", "tz")
    @api.depends(
        "call_partner_id",
        "date_as_of",
        "incident",
        "line_ids.included",
        "offer_date",
        "offer_name",
        "partner_id",
        "point_ids.text",
        "project_id",
    )
    def _compute_call_sheet(self):
        for why in self:
            # While a day or the customer is being typed there is nothing to look up.
            known = why._origin and why.partner_id and why.date_as_of
            why.call_sheet = why._render_call_sheet() if known else False

    def _render_call_sheet(self):
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "scope_guard.scope_why_call_sheet",
            {"sheet": self._call_sheet_values()},
            minimal_qcontext=True,
        )

    def _call_sheet_values(self):
        """What the sheet says, in the language of the reader.

        :return: dict of ``call`` (name, function, phone, tel), ``got`` (sentences),
            ``advised`` (dicts of title, told, answer, view), ``agreed``, ``own`` and
            ``offers`` (sentences)
        """
        self.ensure_one()
        person = self.call_partner_id
        phone = person.phone or person.commercial_partner_id.phone or ""
        included = self.line_ids.filtered("included")
        return {
            "call": {
                "name": person.name or self.env._("Nobody is named yet"),
                "function": person.function or "",
                "phone": phone,
                "tel": "".join(sign for sign in phone if sign in "+0123456789"),
                "email": person.email or "",
            },
            "mail": self._sender_sentence() or "",
            "got": self._got_sentences(person),
            "advised": self._advised_values(
                included.filtered(lambda line: line.kind == "advice")
            ),
            "agreed": [
                ": ".join(filter(None, [line.name, line.text]))
                if line.kind == "version"
                else line.name
                for line in included.filtered(
                    lambda line: line.kind in ("version", "item")
                )
            ],
            "changes": [
                ": ".join(filter(None, [line.name, line.answer]))
                for line in included.filtered(lambda line: line.kind == "change")
            ],
            "own": [point.text for point in self.point_ids],
            "offers": self._offer_sentences(),
            "others": self.other_count,
        }

    def _got_sentences(self, person):
        """What was sent to a person of the client through here, and if it was opened."""
        if not person or not self.project_id:
            return []
        # sudo: whether a mail of ours was opened is no secret to who reads the question.
        links = (
            self.env["scope.link"]
            .sudo()
            .search(
                Domain("project_id", "=", self.project_id.id)
                & Domain("partner_id", "=", person.id)
                & Domain("date_sent", "<", self._end_of_day()),
                limit=MAX_GOT,
            )
        )
        end = self._end_of_day()
        sentences = []
        for link in links:
            values = {
                "what": self._sent_name(link),
                "day": self._day_words(link.date_sent.date()),
            }
            if link.date_first_viewed and link.date_first_viewed < end:
                sentences.append(self.env._("%(what)s, %(day)s: link opened", **values))
            else:
                sentences.append(
                    self.env._("%(what)s, %(day)s: not opened so far", **values)
                )
        return sentences

    def _sent_name(self, link):
        """What a link led to, in a word.

        Hook: others name what they send.
        """
        names = {
            "scope.tor": self.env._("Agreement"),
            "scope.advice": self.env._("Suggestion"),
            "scope.change": self.env._("Change"),
            "project.update": self.env._("Letter"),
        }
        return (
            names.get(link.res_model) or self.env["ir.model"]._get(link.res_model).name
        )

    def _advised_values(self, lines):
        """What we suggested and what they answered, by name: the sheet is for us."""
        advices = self.env["scope.advice"].browse(lines.mapped("res_id")).exists()
        channels = dict(
            self.env["scope.advice"]._fields["channel"]._description_selection(self.env)
        )
        values = []
        for advice in advices._filtered_access("read"):
            channel = channels.get(advice.channel)
            told = [self._day_words(advice.date_told), advice.contact_id.name]
            told.append(channel and channel.lower())
            values.append(
                {
                    "code": advice.code,
                    "title": advice.name or advice.code,
                    "told": ", ".join(filter(None, told)),
                    "answer": self._sheet_answer(
                        advice._scope_answer_as_of(self.date_as_of)
                    ),
                    "view": advice._scope_answer_as_of(self.date_as_of)["view"],
                }
            )
        return values

    def _sheet_answer(self, answer):
        words = {
            "pending": self.env._("No answer so far"),
            "accepted": self.env._("Taken up"),
            "deferred": self.env._("Another time"),
            "self": self.env._("Their team takes it"),
            "declined": self.env._("Not taken up"),
        }[answer["decision"]]
        parts = [words]
        if answer["ready_by"]:
            day = self._day_words(answer["ready_by"])
            parts.append(self.env._("ready by %(day)s", day=day))
        if answer["not_before"]:
            day = self._day_words(answer["not_before"])
            parts.append(self.env._("after %(day)s", day=day))
        if answer["person"]:
            parts.append(answer["person"].sudo().name)
        if answer["day"]:
            parts.append(self._day_words(answer["day"]))
        return ", ".join(parts)

    def _offer_sentences(self):
        offers = []
        if self.offer_name or self.offer_date:
            day = self.offer_date and self.env._(
                "from %(day)s", day=format_date(self.env, self.offer_date)
            )
            offers.append(", ".join(filter(None, [self.offer_name, day])))
        for advice in self._open_offers():
            offers.append(
                self.env._(
                    "%(advice)s: as offered until %(day)s",
                    advice=advice.display_name,
                    day=self._day_words(advice.date_valid_until),
                )
            )
        return offers

    # ------------------------------------------------------------------ to the phone
    def _mail_call_sheet(self):
        """Mail the sheet to the colleague in charge, and to nobody else."""
        self.ensure_one()
        user = self.user_id
        if not user.active or not user._is_internal() or not user.email_normalized:
            return self.env["mail.mail"]
        own = self.with_context(lang=user.lang)
        body = own.env["ir.qweb"]._render(
            "scope_guard.scope_why_call_sheet_mail",
            {
                "sheet": own._call_sheet_values(),
                "why": own,
                "url": f"{own.get_base_url()}/odoo/why/{own.id}",
                "lang": user.lang or "en_US",
            },
            minimal_qcontext=True,
        )
        # sudo: the queue of mails is the system's. One recipient: the colleague.
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": own.env._(
                        "Call sheet: %(incident)s (%(customer)s)",
                        incident=own.incident,
                        customer=own.partner_id.name,
                    ),
                    "body_html": body,
                    "email_from": self.company_id.email_formatted
                    or user.email_formatted,
                    "author_id": self.company_id.partner_id.id,
                    "reply_to": user.email_formatted,
                    "recipient_ids": [(6, 0, user.partner_id.ids)],
                    # An answering machine must not answer it.
                    "headers": repr(
                        {
                            "Auto-Submitted": "auto-generated",
                            "X-Auto-Response-Suppress": "All",
                        }
                    ),
                    "auto_delete": True,
                    "is_internal": True,
                }
            )
        )
        scheduler = self.env.ref("mail.ir_cron_mail_scheduler_action", False)
        if scheduler:
            scheduler.sudo()._trigger()
        return mail

    def action_print_call_sheet(self):
        """The sheet on paper, or as a PDF on the phone."""
        self.check_access("read")
        report = self.env.ref("scope_guard.scope_why_call_report")
        return report.report_action(self, config=False)
