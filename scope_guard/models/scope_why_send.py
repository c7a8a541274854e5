import io
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

#: States of wkhtmltopdf in which it makes no PDF.
_NO_PDF = ("install", "broken")


class ScopeWhy(models.Model):
    """What goes to the client: three lines to one person, and the dated summary."""

    _inherit = "scope.why"

    # ------------------------------------------------------------------ 2 hold
    def action_hold(self):
        """Open the three lines, addressed to the person who asked, and to nobody else."""
        return self._open_send("hold")

    def action_send_summary(self):
        """Open the mail of the summary, to be edited and sent."""
        return self._open_send("summary")

    def _open_send(self, kind):
        self.ensure_one()
        self._check_can_send()
        names = {
            "hold": self.env._("Three lines"),
            "summary": self.env._("Send the summary"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": names[kind],
            "res_model": "scope.why.send",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_why_id": self.id,
                "default_kind": kind,
                "dialog_size": "medium",
            },
        }

    def _may_get(self):
        """Whom of the client a summary may go to: who asked, and who agrees for them."""
        return self.contact_id | self._signatory()

    def _hold_day(self):
        """By when the facts are there in writing: the second working day."""
        day = self._today_of_company()
        left = 2
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day

    def _render_why_mail(self, kind, partner):
        """Subject and body of our template, in the language of the question.

        :param str kind: ``hold`` or ``summary``
        """
        return self._render_mail(
            f"why_{kind}",
            partner,
            scope_recipient=self.env.context.get("scope_recipient") or partner.name,
        )

    def _send_hold(self, partner, email, subject, body):
        """Send the three lines to one person.

        :param partner: ``res.partner``; empty where no contact has the address
        :param str email: the address where there is no contact
        :param str body: plain text
        """
        self.ensure_one()
        self._check_can_send()
        self._send_mail(partner, email, subject, body)
        name = partner.name or email
        version = self.env["scope.why.version"]._freeze(
            self,
            "hold",
            {"format": 1, "subject": subject, "body": body},
            recipients=name,
            subject=subject,
            body=body,
        )
        vals = {"date_hold": fields.Datetime.now()}
        if self.state in ("call", "hold"):
            vals["state"] = "summary"
        self._step(**vals)
        note = self.env._("Three lines sent to %(person)s alone.", person=name)
        if self.copy_count:
            note += " " + self.env._(
                "The %(count)s others in copy got nothing.", count=self.copy_count
            )
        self._log_sent(note, subject, body)
        return version

    def _send_mail(self, partner, email, subject, body, attachments=None):
        """Queue one mail to one person outside; it answers theirs."""
        if not (partner.email_normalized if partner else self._valid_email(email)):
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address yet. Add it to the contact.",
                    person=partner.name or email or "",
                )
            )
        mail = self._queue_mail(
            self.lang or self.env.lang,
            subject,
            self._as_markup(body),
            partner=partner or None,
            email="" if partner else self._valid_email(email),
            attachments=attachments,
        )
        if self.mail_reference:
            # sudo: the mail was made just now.
            mail.sudo().references = self.mail_reference
        return mail

    def _as_markup(self, text):
        paragraphs = [part for part in (text or "").split("\n\n") if part.strip()]
        return Markup("").join(
            Markup('<p style="margin: 0 0 12px 0;">%s</p>')
            % Markup("<br/>").join(part.strip("\n").splitlines())
            for part in paragraphs
        )

    def _log_sent(self, note, subject, body):
        """A note for the house that mails nobody."""
        self._message_log(
            body=Markup("<p>%s</p><p><b>%s</b></p>%s")
            % (note, subject, self._as_markup(body))
        )

    # ------------------------------------------------------------------ 3 summary
    def _summary_content(self):
        """The summary as plain values: what is printed, and nothing else.

        No internal note, nothing after the day, no cost of ours: it is made from the
        ticked lines, which hold no such thing, and from the texts of the form.
        """
        self.ensure_one()
        own = self.with_context(lang=self.lang or self.env.lang)
        lines = own.line_ids.filtered("included").sorted(
            lambda line: (line.date or self.date_as_of, line.sequence)
        )
        return {
            "format": 1,
            "as_of": self.date_as_of.isoformat(),
            "incident": self.incident,
            "customer": self.partner_id.name or "",
            "project": self.project_id.name or "",
            "lang": own.env.lang or "",
            "title": own.env._("Summary as of %s", own._long_day(self.date_as_of)),
            "proposal": self.proposal or "",
            "standing": self.standing or "",
            "agreed": [
                own._line_content(line)
                for line in lines.sorted("sequence")
                if line.kind in ("version", "item")
            ],
            "changes": [
                own._line_content(line) for line in lines if line.kind == "change"
            ],
            "suggestions": [
                own._line_content(line) for line in lines if line.kind == "advice"
            ],
            "points": [
                point.text for point in own.point_ids if point.included and point.text
            ],
            "dates": own._dates(lines),
            "extract": own.env._(
                "This is an extract of what is on record until %(day)s, chosen for "
                "this question. The full record is available on request.",
                day=own._long_day(self.date_as_of),
            ),
        }

    def _line_content(self, line):
        return {
            "model": line.res_model,
            "id": line.res_id,
            "kind": line.kind,
            "code": line.code or "",
            "date": line.date.isoformat() if line.date else "",
            "name": line.name or "",
            "text": line.text or "",
            "answer": line.answer or "",
            "date_answer": line.date_answer.isoformat() if line.date_answer else "",
            "view": line.client_view or "",
        }

    def _dates(self, lines):
        """The days of what is printed, oldest first."""
        found = []
        for line in lines:
            if line.kind == "version":
                found.append((line.date, line.name))
            if line.kind in ("advice", "change"):
                values = {"name": line.name, "code": line.code or ""}
                said = self.env._("Our suggestion: %(name)s (%(code)s)", **values)
                if line.kind == "change":
                    said = self.env._(
                        "A change to decide: %(name)s (%(code)s)", **values
                    )
                found.append((line.date, said))
                if line.date_answer:
                    answer = f"{line.code or line.name}: {line.answer}"
                    found.append((line.date_answer, answer))
        if self.date_written and self.date_written <= self.date_as_of:
            found.append(
                (self.date_written, self.env._("Your mail: %s", self.incident))
            )
        found = [pair for pair in found if pair[0] and pair[0] <= self.date_as_of]
        return [
            {"date": day.isoformat(), "text": text}
            for day, text in sorted(found, key=lambda pair: pair[0])
        ]

    def _document_name(self):
        own = self.with_context(lang=self.lang or self.env.lang)
        return own.env._(
            "%(customer)s, summary as of %(day)s",
            customer=self.partner_id.name,
            day=self.date_as_of.isoformat(),
        )

    def _summary_document(self):
        """The summary as a document.

        :return: tuple of name, kind (``pdf``, or ``html`` where no PDF can be made) and
            the bytes
        """
        self.ensure_one()
        # sudo: the report's own record; the caller checked the right to send.
        Report = self.env["ir.actions.report"].sudo()
        report = "scope_guard.scope_why_report"
        name = self._document_name()
        kind = "html"
        if Report.get_wkhtmltopdf_state() not in _NO_PDF:
            content, kind = Report._render_qweb_pdf(report, self.ids)
        if kind == "html":
            content = self._render_alone()
        return name, kind, content

    def _render_alone(self):
        """The document as a page that needs no server to look right."""
        values = self.env["report.scope_guard.scope_why_document"]
        document = values._get_report_values(self.ids)["documents"][0]
        page = (
            self.env["ir.qweb"]
            .with_context(lang=document["lang"])
            ._render(
                "scope_guard.scope_why_alone",
                {"document": document, "image_data_uri": image_data_uri},
                minimal_qcontext=True,
            )
        )
        return f"<!DOCTYPE html>\n{page}".encode()

    def _summary_xlsx(self):
        """The summary as a workbook: its name and its bytes."""
        self.ensure_one()
        stream = io.BytesIO()
        self.env["scope.why.xlsx"]._write_xlsx(stream, self._summary_content())
        return f"{self._document_name()}.xlsx", stream.getvalue()

    def _keep_summary(self, kind, **values):
        """Freeze the summary with its document and its table."""
        content = self._summary_content()
        version = self.env["scope.why.version"]._freeze(self, kind, content, **values)
        name, ending, document = self._summary_document()
        table_name, table = self._summary_xlsx()
        mimetypes = {"pdf": "application/pdf", "html": "text/html"}
        # sudo: nobody writes to a version.
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": f"{name}.{ending}",
                    "raw": document,
                    "mimetype": mimetypes[ending],
                    "res_model": version._name,
                    "res_id": version.id,
                },
                {
                    "name": table_name,
                    "raw": table,
                    "mimetype": "application/vnd.openxmlformats-officedocument"
                    ".spreadsheetml.sheet",
                    "res_model": version._name,
                    "res_id": version.id,
                },
            ]
        )
        version.invalidate_recordset(["attachment_ids"])
        return version

    def _send_summary(self, partners, subject, body, with_table=False):
        """Send the summary: a mail of its own for each person.

        :param partners: of the client, at the most who asked and who agrees
        :param str body: plain text
        :param bool with_table: the workbook goes along
        """
        self.ensure_one()
        self._check_can_send()
        if not partners or partners - self._may_get():
            raise UserError(
                self.env._(
                    "The summary goes to the person who asked, or to who agrees for "
                    "the client, and to nobody else."
                )
            )
        names = ", ".join(partners.mapped("name"))
        version = self._keep_summary(
            "sent", recipients=names, subject=subject, body=body
        )
        files = version.sudo().attachment_ids
        if not with_table:
            files = files.filtered(lambda file: not file.name.endswith(".xlsx"))
        for partner in partners:
            self._send_mail(partner, "", subject, body, attachments=files)
        self._step(date_sent=fields.Datetime.now(), state="summary")
        self._log_sent(
            self.env._("Summary sent to %(people)s.", people=names), subject, body
        )
        return version

    def action_save_summary(self):
        """Keep the summary as it is now, without sending it."""
        for why in self:
            why._check_can_send()
            version = why._keep_summary(
                "saved", subject=why._document_name(), recipients=False
            )
            why._message_log(
                body=self.env._(
                    "Summary saved, not sent (record %(record)s).",
                    record=version.hash_short,
                )
            )
        return True

    def action_preview(self):
        """The summary on paper, as it would be sent now."""
        self.check_access("read")
        report = self.env.ref("scope_guard.scope_why_report")
        return report.report_action(self, config=False)

    def action_preview_xlsx(self):
        """The summary as a workbook, as it would be sent now."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/scope_guard/why/{self.id}/xlsx",
            "target": "download",
        }
