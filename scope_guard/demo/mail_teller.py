"""Tells what waits at the address for advice, and what looks like an old suggestion."""

from email.message import EmailMessage
from email.utils import format_datetime

from .teller import Teller

#: (day, who sent it, to whom, subject, text). Nobody knows these addresses yet.
WAITING = (
    (
        -2,
        "ole",
        "j.hansen@seefracht.example",
        "Test system before the move",
        "Dear Mr Hansen,\n\nthank you for the talk at the fair. As I said: we suggest a "
        "second system for trials before you move. Without it every trial happens where "
        "your people work.\n\nOle Kern",
    ),
    (
        -1,
        "jana",
        "rita.falk@fachhandel-falk.example",
        "Backup of the till",
        "Dear Rita,\n\nplease have somebody look at the backup of the till this month. We "
        "saw none since June.\n\nJana Roth",
    ),
)


class MailTeller(Teller):
    """Tells what came in by mail and waits for a person."""

    def _make_waiting_mails(self):
        for number, (day, sender, to, subject, text) in enumerate(WAITING):
            moment = self._moment(day, 16, number)
            message = EmailMessage()
            message["From"] = self.users[sender].email_formatted
            message["To"] = to
            message["Subject"] = subject
            message["Date"] = format_datetime(moment)
            message["Message-ID"] = f"<{number}.{moment:%Y%m%d}@kern-roth.example>"
            message.set_content(text)
            last = self._last_message()
            mail = self.env["scope.advice.mail"]._scope_receive(message.as_bytes())
            self._backdate(mail, date=moment, create_date=moment)
            self._backdate_messages(last, moment)

    def _look_for_hints(self):
        """The advice is told after the tasks: the newest are compared with it now."""
        tasks = self.env["project.task"].search(
            [
                (
                    "project_id",
                    "in",
                    [project.id for project in self.projects.values()],
                ),
                ("create_date", ">=", self._moment(-10, 0)),
            ]
        )
        Hint = self.env["scope.advice.hint"]
        Hint._scope_note_tasks(tasks)
        for hint in Hint.search([("task_id", "in", tasks.ids)]):
            self._backdate(hint, date=hint.task_id.create_date)
