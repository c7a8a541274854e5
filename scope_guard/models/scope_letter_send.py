import json

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .scope_tor_version import FREEZE


class ScopeLetter(models.Model):
    """Sending a letter: what it says is frozen, each recipient gets a link."""

    _inherit = "scope.letter"

    _mail_layout = "scope_guard.mail_letter_layout"

    _client_activity_types = {
        "call": "scope_guard.mail_activity_type_letter_call",
        "answer": "scope_guard.mail_activity_type_letter_answer",
    }

    def _contact_users(self):
        """Who may speak for us: the project's manager, else who sent it."""
        return self.project_id.user_id | self.sent_by_id | self.create_uid

    def _scope_link_path(self):
        return "/my/letter/"

    # ------------------------------------------------------------------ what it says
    def _included_lines(self):
        self.ensure_one()
        return self.line_ids.filtered(
            lambda line: line.is_included and (line.text or "").strip()
        )

    def _letter_content(self):
        """What the letter says: as it was sent, or as it would be sent now.

        :return: dict of plain values; ``sections`` in the order in which they are read,
            each with its ``lines``
        """
        self.ensure_one()
        if self.content:
            return json.loads(self.content)
        sections = []
        included = self._included_lines().sorted(lambda line: line.sequence)
        for key, _label in self.line_ids._fields["section"].selection:
            lines = included.filtered(lambda line, key=key: line.section == key)
            if lines:
                sections.append(
                    {
                        "section": key,
                        "lines": [self._line_content(line) for line in lines],
                    }
                )
        return {
            "format": 1,
            "kind": self.kind,
            "project": self.project_id.id or 0,
            "project_name": self.project_id.name or "",
            "company": self.company_id.id or 0,
            "customer": self.partner_id.id or 0,
            "customer_name": self.partner_id.name or "",
            "title": self.name or "",
            "date": self.date.isoformat() if self.date else "",
            "date_from": self.date_from.isoformat() if self.date_from else "",
            "sections": sections,
        }

    def _line_content(self, line):
        values = {"text": line.text.strip()}
        if line.advice_id:
            values["advice"] = line.advice_id.id
        if line.change_id:
            values["change"] = line.change_id.id
        return values

    # ------------------------------------------------------------------ sending
    def action_send(self):
        """Send the letter to all who are ticked, and freeze what it says.

        :raise UserError: when somebody cannot be reached, or it says nothing
        """
        self.ensure_one()
        self._check_can_decide()
        self._send(fields.Datetime.now())
        return True

    def _send(self, moment):
        """Send the letter as of a moment in UTC; the caller checked the right to."""
        self._check_draft()
        ticked = self.recipient_ids.filtered("is_included")
        self._check_sendable(ticked)
        self._claim()
        self._freeze(moment)
        for recipient in ticked:
            self._send_to(recipient, moment)
        names = format_list(self.env, ticked.mapped("name"))
        self._message_log(
            body=Markup("<p>%s</p>") % self.env._("Sent to %(people)s.", people=names)
        )
        self._after_sending(names)

    def _check_sendable(self, ticked):
        if not self._included_lines():
            raise UserError(
                self.env._("The letter says nothing yet: write or tick a line first.")
            )
        if not ticked:
            raise UserError(
                self.env._("Nobody gets the letter yet: tick a person, or add one.")
            )
        ticked._check_address()
        if not self.env.user.email and not self.company_id.email:
            raise UserError(
                self.env._(
                    "You have no e-mail address yet, so nobody could answer you. Add "
                    "it in your preferences."
                )
            )

    def _freeze(self, moment):
        """Keep the very words that the pages and mails show from now on."""
        letter = self.with_context(scope_freeze=FREEZE)
        local = self.with_context(tz=self.company_id._scope_timezone())
        letter.date = fields.Datetime.context_timestamp(local, moment).date()
        Version = self.env["scope.tor.version"]
        content = Version._serialize(self._letter_content())
        letter.write(
            {
                "content": content,
                "content_hash": Version._hash_content(content),
                "date_sent": moment,
                "sent_by_id": self.env.uid,
                "state": "sent",
            }
        )

    def _send_to(self, recipient, moment):
        """Send the letter to one person, with a link of his own."""
        self.ensure_one()
        partner = recipient.partner_id
        # Named in each mail as somebody who gets it, too.
        recipient.with_context(scope_freeze=FREEZE).is_included = True
        link = self._send_link(
            partner, "read", *self._render_mail(f"letter_{self.kind}", partner)
        )
        recipient.with_context(scope_freeze=FREEZE).link_id = link
        if partner == self.sponsor_id:
            self._told_advice()._note_sponsor_informed(moment, self)

    def _told_advice(self):
        """The suggestions that the letter tells of, as it was sent."""
        ids = {
            line["advice"]
            for section in self._letter_content()["sections"]
            for line in section["lines"]
            if line.get("advice")
        }
        return self.env["scope.advice"].browse(sorted(ids)).exists()

    def _after_sending(self, names):
        """What follows: the reminder to write is done, the project hears of it."""
        # sudo: a note and an activity on records that the sender manages.
        project = self.sudo().project_id
        if self.kind == "letter":
            project.scope_tor_id._close_letter_due()
        note = self.env._(
            "%(letter)s was sent to %(people)s.",
            letter=self._get_html_link(title=self.name),
            people=names,
        )
        for record in self.sudo().update_id or project:
            record._message_log(body=note)

    # ------------------------------------------------------------------ mail
    def _prepare_mail_layout(self, partner, purpose):
        return {"others": format_list(self.env, self._others_who_get_it(partner))}

    def _others_who_get_it(self, partner):
        """Names of the people who get the letter beside this one, and of us."""
        self.ensure_one()
        # sudo: each of them is told who the others are.
        letter = self.sudo()
        people = letter.recipient_ids.filtered(
            lambda recipient: recipient.partner_id != partner and recipient._gets_it()
        )
        return people.mapped("name") + [letter._contact_user().name]

    def _mail_reading(self):
        """The lines of the letter as they stand in a mail, as markup."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "scope_guard.mail_letter_reading",
            {"reading": self._read_content(self._letter_content())},
        )
