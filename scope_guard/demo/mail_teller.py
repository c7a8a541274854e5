"""Tells what waits at the address for advice, and what looks like an old suggestion."""

from email.message import EmailMessage
from email.utils import format_datetime

from odoo.tools import plaintext2html

from .nordwind import PROJECT as NORDWIND
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

#: (day, who wrote it, subject, text, others in copy). Nobody has answered it yet.
WORRIED = (
    -1,
    "anna",
    "Orders are missing in accounting again",
    "Jana,\n\nthis week orders of the shop were missing in accounting again, others stand "
    "there twice. Two colleagues type by hand. The connection between shop and accounting "
    "is not what we expected. Why did this happen, and what do we do about it before the "
    "month closes?\n\nAnna Berg",
    (
        "board@nordwind.example",
        "purchasing@nordwind.example",
        "sales@nordwind.example",
        "service@nordwind.example",
        "warehouse@nordwind.example",
        "audit@nordwind.example",
        "controlling@nordwind.example",
        "logistics@nordwind.example",
        "marketing@nordwind.example",
        "quality@nordwind.example",
        "stores@nordwind.example",
        "training@nordwind.example",
        "works.council@nordwind.example",
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

    def _make_worried_mail(self):
        """A mail that asks why, on the project: for *Answer why* on the message."""
        day, writer, subject, text, copies = WORRIED
        moment = self._moment(day, 17, 40)
        author = self.partners[writer]
        people = [self.partners["tom"].email_formatted, *copies]
        message = self.env["mail.message"].create(
            {
                "model": "project.project",
                "res_id": self.projects[NORDWIND.key].id,
                "subject": subject,
                "body": plaintext2html(text),
                "author_id": author.id,
                "email_from": author.email_formatted,
                "incoming_email_to": self.users["jana"].email_formatted,
                "incoming_email_cc": ", ".join(people),
                "message_id": f"<why.{moment:%Y%m%d}@nordwind.example>",
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
            }
        )
        self._backdate(message, date=moment, create_date=moment)
        hints = self.env["scope.advice.hint"].search([("message_id", "=", message.id)])
        if hints:
            self._backdate(hints, date=moment)

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
