"""Tells the letters that were sent: nothing goes out from here."""

from .teller import Teller


class LetterTeller(Teller):
    """Tells the letters about the projects."""

    def _make_letter(self, told):
        project = self.projects[told.project]
        Letter = self._as("jana", "scope.letter")
        sponsor = project.scope_tor_id.signatory_id
        update = self.env["project.update"].search(
            [("project_id", "=", project.id), ("name", "=", told.update)], limit=1
        )
        last = self._last_message()
        letter = Letter.create(
            {
                "name": told.subject,
                "project_id": project.id,
                "update_id": update.id,
                "date_from": self._day(told.since),
                "line_ids": [
                    (0, 0, self._prepare_line(project, number, *line))
                    for number, line in enumerate(told.lines)
                ],
                "recipient_ids": [
                    (0, 0, {"partner_id": sponsor.id, "role": "sponsor"})
                ],
            }
        )
        moment = self._moment(told.day, 16)
        letter._send(moment)
        links = letter.sudo().link_ids
        # It was delivered then; nobody gets a mail now.
        links.mail_id.unlink()
        self._backdate(
            links, date_sent=moment, date_first_viewed=self._moment(told.opened, 9)
        )
        self._backdate(letter, create_date=self._moment(told.day, 15))
        self._backdate_messages(last, moment)

    def _prepare_line(self, project, number, section, text, advice_name):
        advice = self.env["scope.advice"].search(
            [("project_id", "=", project.id), ("name", "=", advice_name)], limit=1
        )
        return {
            "sequence": number,
            "section": section,
            "text": text,
            "advice_id": advice.id,
        }
