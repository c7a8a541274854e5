from odoo import fields, models
from odoo.tools import format_date


class ScopeLetter(models.Model):
    """The letter as the client reads it, and what he answers.

    Methods that begin with ``_client`` are called by the page's controller, as
    superuser and with a link that was looked up by its token.
    """

    _inherit = "scope.letter"

    def _read_content(self, content):
        """A content in the words and the language of who reads it.

        :param dict content: as ``_letter_content`` gives it
        :return: dict of ``title``, ``project``, ``customer``, ``date``, ``period`` and
            ``sections``, a list of dict of ``title`` and ``lines``
        """
        Line = self.env["scope.letter.line"]
        titles = dict(Line._fields["section"]._description_selection(self.env))
        day = fields.Date.to_date(content["date"])
        since = fields.Date.to_date(content["date_from"])
        is_note = content["kind"] == "note"
        return {
            "title": content["title"],
            "project": content["project_name"],
            "customer": content["customer_name"],
            "date": format_date(self.env, day, date_format="long") if day else "",
            "since": (
                self.env._(
                    "what happened since %(day)s",
                    day=format_date(self.env, since, date_format="long"),
                )
                if since and not is_note
                else ""
            ),
            "sections": [
                {
                    "key": section["section"],
                    "title": titles.get(section["section"], ""),
                    "lines": [line["text"] for line in section["lines"]],
                }
                for section in content["sections"]
            ],
        }

    def _letter_state(self, link):
        """How it stands for the holder of this link: ``open``, ``expired`` or
        ``closed``."""
        self.ensure_one()
        if link.date_revoked:
            return "closed"
        return "open" if link._is_usable() and self.content else "expired"

    def _letter_document(self):
        """The letter for the client's files.

        :return: tuple of name, kind (``pdf``, or ``html`` where no PDF can be made) and
            the bytes
        """
        self.ensure_one()
        # sudo: rendered for whoever holds the link.
        Report = self.env["ir.actions.report"].sudo()
        report = "scope_guard.scope_letter_report"
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            return self.name, "html", Report._render_qweb_html(report, self.ids)[0]
        content, kind = Report._render_qweb_pdf(report, self.ids)
        return self.name, kind, content

    # ------------------------------------------------------------------ their answers
    def _note_person(self, link):
        # Each link of a letter is for reading: nobody reads along.
        return link.recipient

    def _client_answers(self, link, text):
        """The client answers in a line: a note, and an activity for us."""
        self.ensure_one()
        self._client_note(link, self.env._("%(person)s answers:"), text)
        self._schedule_for_contact(
            "answer",
            lambda letter: letter.env._(
                "%(person)s answered the letter", person=link.recipient
            ),
            text,
        )

    def _talk_summary(self, person):
        return self.env._("Call %(person)s about the letter", person=person)

    # ------------------------------------------------------------------ printing
    def action_print(self):
        """Print the letter as the client reads it."""
        self.check_access("read")
        report = self.env.ref("scope_guard.scope_letter_report")
        return report.report_action(self, config=False)
