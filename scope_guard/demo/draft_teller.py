"""Tells a project that has just begun: its document is read, nothing is agreed yet."""

from odoo.fields import Command

from .project_teller import ProjectTeller
from .word import make_docx


class DraftTeller(ProjectTeller):
    """Tells how a Word document became a draft of the scope."""

    def _make_draft(self, story, stages):
        project = self.env["project.project"].create(
            {
                "name": story.name,
                "partner_id": self.partners[story.customer].id,
                "user_id": self.users["jana"].id,
                "privacy_visibility": story.visibility,
                "date_start": self._day(story.start),
                "date": self._day(story.end),
                "type_ids": [Command.set([stage.id for stage in stages.values()])],
            }
        )
        moment = self._moment(story.day, 9)
        self._backdate(project, create_date=moment)
        self.projects[story.key] = project
        self.items[story.key] = {}
        last = self._last_message()
        reading = self._as("jana", "scope.item.paste")._read_file(
            make_docx(story.paragraphs), story.document, project=project.sudo(False)
        )
        reading.signatory_id = self.partners[story.signatory]
        reading.action_save()
        tor = reading.tor_id.sudo()
        tor.write(
            {"date_start": self._day(story.start), "date_end": self._day(story.end)}
        )
        self._backdate(tor, create_date=moment)
        self._backdate_messages(last, moment)
        return self._make_tasks(story, project, stages)
