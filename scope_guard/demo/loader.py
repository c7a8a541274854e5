"""Tells the demo story to a database, as its people would have done it.

Everything goes through the ORM and the public methods, by the user who would have done
it, so that the demo obeys the product's own rules. Only the days lie in the past:
``Teller._backdate`` is the one place that sets them.
"""

from . import people
from .advice import ADVICE
from .advice_teller import AdviceTeller
from .answer_teller import AnswerTeller
from .draft_teller import DraftTeller
from .hafen import PROJECT as HAFEN
from .letter import LETTERS
from .letter_teller import LetterTeller
from .lindner import PROJECT as LINDNER
from .mail_teller import MailTeller
from .nordwind import PROJECT as NORDWIND
from .parents import PROJECT as PARENTS
from .people_teller import PeopleTeller

PROJECTS = (LINDNER, HAFEN, NORDWIND)
DRAFTS = (PARENTS,)


class Loader(
    PeopleTeller, DraftTeller, AnswerTeller, AdviceTeller, LetterTeller, MailTeller
):
    """One telling of the story: who is who, the projects, and the advice."""

    @property
    def logins(self):
        """The three logins: label to (login, password)."""
        return {
            "Project manager": people.COLLEAGUES["jana"][1:3],
            "Consultant": people.COLLEAGUES["ole"][1:3],
            "Portal client": people.CLIENT_LOGIN,
        }

    def load(self):
        """Tell the story once; a second call finds it and changes nothing."""
        if self._is_told():
            return self.logins
        self._make_people()
        self._set_aside_former()
        stages = self._make_stages()
        for project in PROJECTS:
            tasks = self._make_project(project, stages)
            self._answer(project, tasks)
            self._make_checks(project)
        for draft in DRAFTS:
            self._make_draft(draft, stages)
        for advice in sorted(ADVICE, key=lambda advice: advice.day):
            self._make_advice(advice)
        for letter in LETTERS:
            self._make_letter(letter)
        self._make_reminders()
        self._make_waiting_mails()
        self._make_worried_mail()
        self._look_for_hints()
        self._share_with_client()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.logins

    def _is_told(self):
        return bool(
            self.env["scope.tor"].search_count(
                [
                    ("project_id.name", "=", NORDWIND.name),
                    ("manager_id.login", "=", people.COLLEAGUES["jana"][1]),
                    ("active", "in", (True, False)),
                ],
                limit=1,
            )
        )

    def _set_aside_former(self):
        """Archive what an installation before this one left: projects without scope."""
        self.env["project.project"].search(
            [
                ("name", "in", [project.name for project in (*PROJECTS, *DRAFTS)]),
                ("user_id", "=", self.users["jana"].id),
                ("scope_tor_id", "=", False),
            ]
        ).active = False

    def _share_with_client(self):
        """The client follows his project, as after Odoo's own *Share*."""
        project = self.projects[NORDWIND.key]
        for followed in (project, project.with_context(active_test=False).task_ids):
            followed.message_subscribe(partner_ids=self.partners[people.CLIENT].ids)
