from odoo import models
from odoo.tools import SQL

#: So many of those who write to us are offered as recipients.
MAX_WRITERS = 6


class ScopeLetter(models.Model):
    """To whom a letter is offered to go."""

    _inherit = "scope.letter"

    def _prepare_recipients(self):
        """Who may want to read it: values of ``scope.letter.recipient``.

        Ticked are the sponsor and who got the last letter; without a last letter, who
        got the agreement. The others are offered.
        """
        # sudo: who got links and wrote mails about a project that the user manages.
        tor = self.project_id.sudo().scope_tor_id
        previous = self._previous_letter().recipient_ids.filtered("link_id").partner_id
        readers = tor.link_ids.filtered(lambda link: not link.date_revoked).partner_id
        groups = [
            ("sponsor", self.sponsor_id, True),
            ("letter", previous, True),
            ("reader", readers, not previous),
            ("writes", self._who_writes(), False),
        ]
        known, found = set(), []
        for role, people, ticked in groups:
            for person in people.filtered("active"):
                if person.id in known:
                    continue
                known.add(person.id)
                found.append(
                    {
                        "partner_id": person.id,
                        "role": role,
                        "is_included": ticked and bool(self._valid_email(person.email)),
                    }
                )
        return found

    def _who_writes(self):
        """The customer's people who wrote on this project, those who do most first."""
        Partner = self.env["res.partner"].sudo()
        if not self.partner_id:
            return Partner
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.author_id
                  FROM mail_message m
                  JOIN res_partner p ON p.id = m.author_id
                 WHERE p.commercial_partner_id = %s AND p.id <> %s AND p.active
                   AND p.email_normalized IS NOT NULL
                   AND m.message_type IN ('email', 'comment')
                   AND (m.model = 'project.project' AND m.res_id = %s
                     OR m.model = 'project.task' AND m.res_id IN (
                        SELECT id FROM project_task WHERE project_id = %s))
                 GROUP BY m.author_id
                 ORDER BY COUNT(*) DESC, m.author_id
                 LIMIT %s
                """,
                self.partner_id.id,
                self.partner_id.id,
                self.project_id.id,
                self.project_id.id,
                MAX_WRITERS,
            )
        )
        return Partner.browse([partner_id for (partner_id,) in rows])
