import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .advice_mails import ANNA, JANA, KAI, TOM, attached, mail
from .test_advice_mail import GATEWAY, INTAKE, AdviceMailCommon

WHY = "why@consultancy.example"
SUBJECT = "Shop orders missing since Monday"
BODY = (
    "Since Monday orders of the shop are missing in accounting, some are posted twice.\n"
    "The connection between shop and accounting breaks off. Why did nobody tell us?"
)
CROWD = ", ".join(
    f"Person {number} <p{number}@nordwind.example>" for number in range(13)
)


def client_mail(sender=ANNA, cc=f"{TOM}, {CROWD}", subject=SUBJECT, body=BODY):
    return mail(
        sender,
        JANA,
        cc,
        subject,
        body,
        {
            "Date": "Mon, 04 May 2026 18:40:00 +0200",
            "Delivered-To": None,
            "Message-ID": "<burns@nordwind.example>",
        },
    )


def forwarded(sender=ANNA, cc=f"{TOM}, {CROWD}", note="Please look.", **values):
    body = "\n".join(
        [
            note,
            "",
            "---------- Forwarded message ---------",
            f"From: {sender}",
            "Date: Mon, May 4, 2026 at 6:40 PM",
            f"Subject: {SUBJECT}",
            f"To: {JANA}",
            *([f"Cc: {cc}"] if cc else []),
            "",
            BODY,
        ]
    )
    return mail(
        to=WHY,
        subject=f"Fwd: {SUBJECT}",
        body=body,
        **(
            {"heads": {"Delivered-To": WHY, "Date": "Tue, 05 May 2026 07:05:00 +0200"}}
            | values
        ),
    )


class WhyMailCommon(AdviceMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.scope_why_alias_id = False
        cls.company._scope_set_alias("scope_why_alias_id", "scope.why", "why")
        cls.anna, cls.tom = cls.people["anna"], cls.people["tom"]
        cls.advice = cls.env["scope.advice"].create(
            {
                "name": "Specialist for the connection of shop and accounting",
                "recommendation": "A specialist connects the shop with accounting.",
                "risk": "Orders can be posted twice when the connection breaks off.",
                "project_id": cls.project.id,
                "contact_id": cls.tom.id,
                "date_told": "2026-03-03",
            }
        )
        cls.advice.action_record()

    def _take(self, source, model=None):
        """Through the gateway; the mails that were made stay in ``_new_mails``."""
        before = self.Mail.search([])
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(model, source)
        self.env.flush_all()
        return self.Mail.search([]) - before


@tagged("post_install", "-at_install")
class TestWhyMail(WhyMailCommon):
    def _check_question(self, entry):
        self.assertEqual((entry.kind, entry.state), ("why", "taken"))
        why = entry.why_id
        self.assertRecordValues(
            why,
            [
                {
                    "incident": SUBJECT,
                    "partner_id": self.people["nordwind"].id,
                    "project_id": self.project.id,
                    "contact_id": self.anna.id,
                    "user_id": self.jana.id,
                    "copy_count": 14,
                    "date_as_of": why.date_as_of.replace(2026, 5, 4),
                    "create_uid": self.jana.id,
                }
            ],
        )
        self.assertTrue(why.line_ids.filtered("included"))
        self.assertEqual(why.line_ids.mapped("res_id"), self.advice.ids)
        return why

    def test_forwarded_inline(self):
        source = forwarded()
        entry = self._take(source)
        why = self._check_question(entry)
        self.assertEqual(why.attachment_id.raw, source)
        self.assertNotIn("Please look", why.text)
        self.assertFalse(
            self.env["scope.advice.mail"].search(
                [("advice_id", "!=", False), ("id", "=", entry.id)]
            )
        )

    def test_forwarded_as_attachment(self):
        source = attached(client_mail(), subject=f"Fwd: {SUBJECT}", to=WHY)
        source = source.replace(b"Delivered-To: advice@", b"Delivered-To: why@")
        why = self._check_question(self._take(source))
        self.assertEqual(why.mail_reference, "<burns@nordwind.example>")

    def test_the_call_sheet_comes_back_to_the_colleague_alone(self):
        self._take(forwarded())
        [sheet] = self._new_mails
        self.assertEqual(sheet.recipient_ids, self.jana.partner_id)
        self.assertFalse(sheet.email_to or sheet.email_cc)
        self.assertIn("Specialist for the connection", sheet.body_html)
        self.assertIn("Anna Berg", sheet.body_html)
        self.assertIn("/odoo/why/", sheet.body_html)
        self.assertIn("auto-generated", sheet.headers)
        self.assertIn(SUBJECT, sheet.subject)

    def test_the_same_mail_twice_is_one_question(self):
        source = forwarded()
        entry = self._take(source)
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, source)
        self.assertFalse(self._new_mails)
        self.assertEqual(entry.times, 2)
        self.assertEqual(self.env["scope.why"].search_count([]), 1)

    def test_unknown_addresses_wait(self):
        source = forwarded("Nina <nina@nowhere.example>", cc="")
        entry = self._take(source)
        self.assertEqual((entry.state, entry.reason), ("waiting", "unknown"))
        self.assertFalse(self._new_mails)
        self.assertFalse(entry.why_id)
        self.assertEqual(entry.activity_ids.user_id, self.jana)
        self.assertIn("forwarded", entry.activity_ids.summary)
        theirs = entry.with_user(self.jana)
        theirs.partner_id = self.people["hafen"]
        with self.mock_mail_gateway():
            action = theirs.action_take()
        self.assertEqual(action["res_model"], "scope.why")
        self.assertEqual(entry.state, "taken")
        why = entry.why_id
        self.assertEqual(why.partner_id, self.people["hafen"])
        self.assertEqual(why.sender_email, "nina@nowhere.example")
        self.assertEqual(why.text.splitlines()[0], BODY.splitlines()[0])
        self.assertEqual(self._new_mails.recipient_ids, self.jana.partner_id)

    def test_two_customers_wait(self):
        entry = self._take(forwarded(cc=KAI))
        self.assertEqual((entry.state, entry.reason), ("waiting", "several"))

    def test_nobody_outside_opens_a_question(self):
        for source, reason in (
            (
                forwarded(
                    heads={
                        "Delivered-To": WHY,
                        "Authentication-Results": "x; dmarc=fail",
                    }
                ),
                "outside",
            ),
            (mail(ANNA, WHY, "", SUBJECT, BODY, {"Delivered-To": WHY}), "outside"),
        ):
            entry = self._take(source)
            self.assertEqual((entry.state, entry.reason), ("waiting", reason))
            self.assertFalse(self._new_mails, "nobody gets an answer")
        self.assertFalse(self.env["scope.why"].search([]))
        self.assertEqual(self.anna._scope_silence_reason(), "")

    def test_who_may_not_write_advice_waits(self):
        source = forwarded().replace(b"jana@consultancy", b"ole@consultancy", 1)
        entry = self._take(source)
        self.assertEqual((entry.state, entry.reason), ("waiting", "no_right"))
        self.assertFalse(self._new_mails)

    def test_automatic_mail_is_ignored(self):
        for name, value in (
            ("Auto-Submitted", "auto-replied"),
            ("Precedence", "bulk"),
        ):
            source = forwarded(
                heads={"Delivered-To": WHY, "Message-ID": f"<{name}@x>", name: value}
            )
            self._take(source)
        entry = self.Mail.search([("kind", "=", "why")])
        self.assertEqual((entry.state, entry.reason), ("ignored", "auto-submitted"))
        self.assertEqual(entry.times, 2)
        loop = mail(
            "why <why@consultancy.example>",
            WHY,
            "",
            SUBJECT,
            BODY,
            {"Delivered-To": WHY},
        )
        self.assertEqual(self._take(loop).reason, "loop")
        self.assertFalse(self._new_mails)

    def test_both_addresses_make_both(self):
        source = mail(
            JANA,
            ANNA,
            "",
            "Load test",
            "We suggest a load test.",
            {
                "Bcc": "advice@consultancy.example, why@consultancy.example",
                "Delivered-To": WHY,
            },
        )
        entries = self._take(source)
        self.assertEqual(set(entries.mapped("kind")), {"advice", "why"})
        self.assertEqual(set(entries.mapped("state")), {"taken"})

    @mute_logger(GATEWAY, INTAKE)
    def test_what_cannot_be_read_waits(self):
        entry = self._take(b"From: \xff\xfe\nTo: why@consultancy.example\n\n\x00\xff")
        self.assertEqual(len(entry), 1)
        self.assertEqual((entry.kind, entry.state), ("why", "waiting"))

    def test_a_sheet_that_cannot_be_sent_loses_nothing(self):
        def fail(*args):
            raise ValueError

        self.patch(type(self.env["scope.why"]), "_mail_call_sheet", fail)
        with mute_logger("odoo.addons.scope_guard.models.scope_advice_mail_why"):
            entry = self._take(forwarded())
        self.assertEqual(entry.state, "taken")
        self.assertTrue(entry.why_id)


@tagged("post_install", "-at_install")
class TestWhyMessage(WhyMailCommon):
    def _create_message(self, **values):
        message = self.project.message_post(
            body="<p>x</p>",
            subject=f"Re: {SUBJECT}",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.anna.id,
            email_from=self.anna.email_formatted,
        )
        message.write(
            {
                "body": f"<p>{BODY}</p>",
                "date": "2026-05-04 16:40:00",
                "incoming_email_to": "jana@consultancy.example, shop@consultancy.example",
                "incoming_email_cc": f"{TOM}, {CROWD}",
            }
            | values
        )
        return message

    def test_from_a_message(self):
        message = self._create_message().with_user(self.jana)
        action = message.action_scope_answer_why()
        why = self.env["scope.why"].browse(action["res_id"])
        self.assertEqual((why.incident, why.contact_id), (SUBJECT, self.anna))
        self.assertEqual((why.copy_count, why.user_id), (14, self.jana))
        self.assertEqual(why.project_id, self.project)
        self.assertEqual(str(why.date_as_of), "2026-05-04")
        self.assertEqual(why.line_ids.filtered("included").res_id, self.advice.id)
        self.assertEqual(why.attachment_id.mimetype, "message/rfc822")
        self.assertEqual(message.action_scope_answer_why()["res_id"], why.id)

    def test_who_got_a_copy_did_not_ask(self):
        message = self._create_message(
            author_id=False, email_from="Nina Boss <nina@nowhere.example>"
        )
        why = self._open(message)
        self.assertFalse(why.contact_id)
        self.assertEqual(
            (why.sender_name, why.sender_email), ("Nina Boss", "nina@nowhere.example")
        )
        self.assertIn("nina@nowhere.example", self._hold(why).recipient)

    def test_what_we_wrote_was_not_written_to_us(self):
        message = self._create_message(
            author_id=self.jana.partner_id.id,
            email_from=self.jana.email_formatted,
            incoming_email_to=False,
            incoming_email_cc=False,
            partner_ids=self.tom.ids,
        )
        why = self._open(message)
        self.assertEqual(why.contact_id, self.tom)
        self.assertFalse(why.date_written or why.sender_email)

    def _open(self, message):
        action = message.with_user(self.jana).action_scope_answer_why()
        return self.env["scope.why"].browse(action["res_id"])

    def _hold(self, why):
        action = why.with_user(self.jana).action_hold()
        wizard = self.env[action["res_model"]].with_user(self.jana)
        return wizard.with_context(**action["context"]).create({})

    def test_not_from_where_it_has_no_place(self):
        message = self.jana.partner_id.message_post(body="x")
        message.sudo().model = "res.users"
        with self.assertRaises(UserError):
            message.with_user(self.jana).action_scope_answer_why()
        with self.assertRaises(AccessError):
            self._create_message().with_user(self.ole).action_scope_answer_why()

    def test_from_project_and_customer(self):
        for record in (self.project, self.tom):
            action = record.with_user(self.jana).action_scope_answer_why()
            self.assertFalse(action.get("res_id"))
            self.assertEqual(
                action["context"]["default_partner_id"], self.people["nordwind"].id
            )
        message = self._create_message().with_user(self.jana)
        why_id = message.action_scope_answer_why()["res_id"]
        for record in (self.project, self.tom, self.people["nordwind"]):
            action = record.with_user(self.jana).action_scope_answer_why()
            self.assertEqual(action["res_id"], why_id, "it is open already")


@tagged("post_install", "-at_install")
class TestWhyExcel(WhyMailCommon, HttpCase):
    def _workbook(self, why):
        name, content = why._summary_xlsx()
        self.assertTrue(name.endswith(".xlsx"))
        return load_workbook(io.BytesIO(content))

    def test_read_back(self):
        self.advice.write(
            {
                "decision": "declined",
                "decided_by_id": self.tom.id,
                "date_decided": "2026-03-17",
                "client_view": '=HYPERLINK("https://x.example","click")',
            }
        )
        why = self._take(forwarded()).why_id
        why.proposal = "=1+1"
        book = self._workbook(why)
        self.assertEqual(book.sheetnames, ["Summary", "Suggestions", "Dates"])
        rows = {
            row[0].value: row[1].value for row in book["Summary"].iter_rows(min_row=3)
        }
        self.assertEqual(rows["Question"], SUBJECT)
        self.assertEqual(rows["What we propose"], "=1+1")
        self.assertIn("extract", rows["About this summary"])
        sheet = book["Suggestions"]
        self.assertEqual(sheet["A2"].value, self.advice.code)
        self.assertEqual(str(sheet["B2"].value.date()), "2026-03-03")
        self.assertEqual(str(sheet["F2"].value.date()), "2026-03-17")
        self.assertIn("HYPERLINK", sheet["G2"].value)
        self.assertEqual(book["Dates"].max_row, 4)
        for page in book:
            for row in page.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f")
                    self.assertFalse(cell.hyperlink)

    def test_the_download(self):
        why = self._take(forwarded()).why_id
        self.authenticate("mail_jana", "mail_jana")
        response = self.url_open(f"/scope_guard/why/{why.id}/xlsx")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"PK"))
        for path in (f"{why.id + 1000}", "99999999999999999999", "0"):
            response = self.url_open(f"/scope_guard/why/{path}/xlsx")
            self.assertEqual(response.status_code, 404)
        self.authenticate("mail_ole", "mail_ole")
        response = self.url_open(f"/scope_guard/why/{why.id}/xlsx")
        self.assertEqual(response.status_code, 404)


@tagged("post_install", "-at_install")
class TestWhyQueries(WhyMailCommon):
    def _count(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _create(self):
        self.why = self.env["scope.why"].create(
            {"incident": BODY, "project_id": self.project.id}
        )

    def _advise(self, count):
        advices = self.env["scope.advice"].create(
            [
                {
                    "name": f"Suggestion {number} of many",
                    "risk": "Something else entirely",
                    "project_id": self.project.id,
                    "contact_id": self.tom.id,
                }
                for number in range(count)
            ]
        )
        advices._scope_record(advices[0].create_date)

    def test_a_customer_with_200_advices(self):
        self._advise(10)
        self._create()
        few = self._count(self._create)
        opened = self._count(self.why.read, ["call_sheet", "other_count"])
        self._advise(190)
        self.assertLessEqual(self._count(self._create), few + 3)
        again = self._count(self.why.read, ["call_sheet", "other_count"])
        self.assertLessEqual(again, opened + 3)
        self.assertLessEqual(self._count(self.why.action_show_others), 60)
        self.assertGreater(len(self.why.line_ids), 200)
        self.assertLessEqual(self._count(self.why._summary_content), 20)
