import json
import re
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.mail.tests.common import MailCommon

from ..models.scope_tor_version import FREEZE
from ..models.scope_why import STEP
from .common import ScopeGuardCommon, send_waiting

NOW = "2026-05-05 08:00:00"
QUESTION = "Shop orders missing since Monday"
TEXT = (
    "Since Monday orders of the shop are missing in accounting, others are posted twice. "
    "The connection of shop and accounting breaks off. Why?"
)


class WhyCommon(ScopeGuardCommon, MailCommon):
    """A customer who was advised, with an agreement of two versions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pm.email = "jana@consultancy.test"
        cls.anna = cls.contact
        cls.anna.phone = "+49 421 555 031"
        cls.tom = cls.env["res.partner"].create(
            {
                "name": "Tom Kim",
                "function": "Head of IT",
                "email": "tom@nordwind.test",
                "parent_id": cls.partner.id,
            }
        )
        cls.tor.signatory_id = cls.anna
        cls.orders = cls._create_item(
            "Orders to accounting",
            allowance_hours=10,
            date_due=date(2026, 4, 28),
        )
        cls.link_item = cls._create_item(
            "Client provides the connection of the shop",
            kind="client_responsibility",
            clause="The client's team keeps the connection of shop and accounting.",
            source_section="6.2",
        )
        cls._create_item("Mobile app", kind="exclusion")
        with freeze_time("2026-03-01 09:00:00"):
            cls.version = cls._agree(date_agreed=date(2026, 3, 1))
        cls.related = cls._create_advice(
            name="Specialist for the connection of shop and accounting",
            recommendation="A specialist connects the shop with accounting.",
            risk="Orders can be posted twice when the connection breaks off.",
            date_valid_until=date(2026, 6, 30),
        )
        cls.related.write(
            {
                "decision": "self",
                "decided_by_id": cls.tom.id,
                "date_decided": date(2026, 3, 17),
                "commitment_owner_id": cls.tom.id,
                "commitment_date": date(2026, 5, 12),
                "reason": "Internal: Tom does not want us in his systems",
                "client_view": "We know our shop best.",
                "incident_cost": 41000,
                "outcome": "materialised",
                "outcome_note": "Internal: it happened as we said",
            }
        )
        cls.related.action_record()
        cls.unrelated = cls._create_advice(
            name="Training for key users",
            recommendation="One person of each department learns the processes.",
        )
        cls.unrelated.action_record()
        cls.Why = cls.env["scope.why"]

    @classmethod
    def _create_advice(cls, **values):
        return cls.env["scope.advice"].create(
            {
                "project_id": cls.project.id,
                "contact_id": cls.tom.id,
                "date_told": date(2026, 3, 3),
                "user_id": cls.pm.id,
            }
            | values
        )

    @classmethod
    def _create_why(cls, user=None, **values):
        Why = cls.Why.with_user(user or cls.pm)
        created = Why.with_context(scope_why_step=STEP).create(
            {
                "incident": QUESTION,
                "partner_id": cls.partner.id,
                "project_id": cls.project.id,
                "contact_id": cls.anna.id,
                "date_as_of": date(2026, 5, 4),
                "date_written": date(2026, 5, 4),
                "text": TEXT,
                "copy_count": 14,
                "mail_reference": "<why@nordwind.test>",
            }
            | values
        )
        return created.with_context(scope_why_step=None)

    def _line(self, why, record):
        return why.line_ids.filtered(
            lambda line: (line.res_model, line.res_id) == (record._name, record.id)
        )

    def _printed(self, why):
        return json.dumps(why._summary_content(), ensure_ascii=False)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhyFound(WhyCommon):
    def test_another_customer_takes_nothing_along(self):
        why = self._create_why()
        other = self.env["res.partner"].create({"name": "Kranz", "is_company": True})
        why.with_user(self.pm).partner_id = other
        self.assertFalse(why.project_id or why.contact_id)
        self.assertNotIn("scope.tor.version", why.line_ids.mapped("res_model"))
        why.with_user(self.pm).write(
            {"partner_id": self.partner.id, "project_id": self.project.id}
        )
        self.assertEqual(why.project_id, self.project)

    def test_only_what_is_related_is_ticked(self):
        why = self._create_why()
        line = self._line(why, self.related)
        self.assertTrue(line.included)
        self.assertIn("connection", line.reason)
        other = self._line(why, self.unrelated)
        self.assertTrue(other, "shown, so that nobody looks at an empty list")
        self.assertFalse(other.included)
        self.assertTrue(self._line(why, self.version).included)
        self.assertTrue(self._line(why, self.link_item).included)
        self.assertEqual(len(why.line_ids), 4, "the app is not what it is about")

    def test_another_project_is_not_ticked(self):
        other = self.env["project.project"].create(
            {"name": "Intranet", "partner_id": self.partner.id}
        )
        elsewhere = self._create_advice(
            name="Specialist for the connection of shop and accounting",
            recommendation="Orders are posted twice when the connection breaks off.",
            project_id=other.id,
        )
        elsewhere.action_record()
        why = self._create_why()
        self.assertFalse(self._line(why, elsewhere).included)
        self.assertTrue(self._line(why, self.related).included)

    def test_others_are_shown_when_asked_for(self):
        for number in range(7):
            self._create_advice(name=f"Something else {number}").action_record()
        why = self._create_why()
        shown = why.line_ids.filtered(lambda line: line.kind == "advice")
        self.assertEqual(len(shown), 3)
        self.assertEqual(why.other_count, 6)
        why.action_show_others()
        self.assertEqual(why.other_count, 0)
        advices = why.line_ids.filtered(lambda line: line.kind == "advice")
        self.assertEqual(len(advices), 9)
        self.assertEqual(advices.filtered("included"), self._line(why, self.related))

    def test_nothing_after_the_day(self):
        later = self._create_advice(
            name="The connection of shop and accounting once more",
            recommendation="Orders posted twice: watch the connection.",
            date_told=date(2026, 5, 5),
        )
        later.action_record()
        why = self._create_why(date_as_of=date(2026, 3, 10))
        self.assertFalse(self._line(why, later))
        line = self._line(why, self.related)
        self.assertEqual(line.answer, "No answer so far", "it came on 17 March")
        self.assertFalse(line.client_view)
        self.assertFalse(line.date_answer)
        self.assertNotIn("May 12", self._printed(why))
        self.assertNotIn("We know our shop best", self._printed(why))
        why.date_as_of = date(2026, 2, 27)
        self.assertFalse(why.line_ids, "neither agreed nor told on that day")

    def test_the_answer_of_that_day(self):
        with freeze_time("2026-04-10 09:00:00"):
            self.related.record_changed_mind(
                {"decision": "accepted", "client_view": "Now we see it"}
            )
        before = self._line(self._create_why(date_as_of=date(2026, 4, 1)), self.related)
        self.assertEqual(before.client_view, "We know our shop best.")
        after = self._line(self._create_why(date_as_of=date(2026, 4, 20)), self.related)
        self.assertEqual(after.client_view, "Now we see it")

    def test_the_version_and_signer_of_that_day(self):
        with freeze_time("2026-04-20 09:00:00"):
            self.tor.with_context(scope_freeze=FREEZE).write({"state": "draft"})
            second = self.tor.record_agreement(
                signer={"name": "Carl Neu"}, date_agreed=date(2026, 4, 20)
            )
        why = self._create_why(date_as_of=date(2026, 4, 1))
        line = self._line(why, self.version)
        self.assertIn("March 1, 2026 by Anna Berg", line.text)
        self.assertFalse(self._line(why, second))
        why.date_as_of = date(2026, 4, 20)
        self.assertIn("Carl Neu", self._line(why, second).text)
        self.assertFalse(self._line(why, self.version))

    def test_a_correction_counts_from_when_it_was_made(self):
        with freeze_time("2026-04-10 09:00:00"):
            correction = self.env["scope.advice"].browse(
                self.related.action_correct()["res_id"]
            )
            self.env.flush_all()
            correction.invalidate_recordset(["create_date"])
        self.env.cr.execute(
            "UPDATE scope_advice SET create_date = '2026-04-10 09:00' WHERE id = %s",
            [correction.id],
        )
        correction.invalidate_recordset()
        why = self._create_why(date_as_of=date(2026, 4, 1))
        self.assertTrue(self._line(why, self.related))
        self.assertFalse(self._line(why, correction))
        why.date_as_of = date(2026, 4, 11)
        self.assertFalse(self._line(why, self.related))
        self.assertTrue(self._line(why, correction))

    def test_what_is_not_recorded_is_not_ticked(self):
        draft = self._create_advice(
            name="Watch the connection of shop and accounting",
            recommendation="Orders posted twice: the connection breaks off.",
        )
        line = self._line(self._create_why(), draft)
        self.assertFalse(line.included)
        self.assertIn("not recorded yet", line.reason)

    def test_a_tick_survives_another_day(self):
        why = self._create_why()
        self._line(why, self.related).included = False
        self._line(why, self.unrelated).included = True
        why.date_as_of = date(2026, 5, 3)
        self.assertFalse(self._line(why, self.related).included)
        self.assertTrue(self._line(why, self.unrelated).included)

    def test_linked_to_the_mail_comes_first(self):
        message = self.project.message_post(
            body=Markup("<p>Lunch?</p>"), message_type="email", author_id=self.anna.id
        )
        self.env["scope.advice.hint"].create(
            {
                "advice_id": self.unrelated.id,
                "res_model": "project.project",
                "res_id": self.project.id,
                "message_id": message.id,
                "date": datetime(2026, 5, 4),
            }
        )
        why = self._create_why(message_id=message.id)
        line = self._line(why, self.unrelated)
        self.assertTrue(line.included)
        self.assertEqual(line.reason, "linked to this mail")

    def test_own_open_points(self):
        task = self._create_task(
            "Import", scope_item_id=self.orders.id, allocated_hours=14
        )
        self.env.cr.execute(
            "UPDATE project_task SET create_date = '2026-04-01' WHERE id = %s",
            [task.id],
        )
        task.invalidate_recordset()
        why = self._create_why()
        texts = "\n".join(why.point_ids.mapped("text"))
        self.assertIn(
            "“Orders to accounting” was due on April 28, 2026 and is not finished.",
            texts,
        )
        self.assertIn("4 hours more than the 10", texts)
        why.date_as_of = date(2026, 4, 20)
        texts = "\n".join(why.point_ids.mapped("text"))
        self.assertNotIn("was due", texts)
        self.assertIn("4 hours more", texts)
        why.date_as_of = date(2026, 3, 20)
        self.assertFalse(why.point_ids, "the task was entered on 1 April")

    def test_own_words_are_kept(self):
        why = self._create_why()
        late = why.point_ids.filtered(lambda point: point.origin == "late")
        late.text = "The orders are late, and we are sorry."
        self.env["scope.why.point"].create({"why_id": why.id, "text": "My own"})
        why.proposal = "Two days of Ms Okafor, at no charge."
        why.date_as_of = date(2026, 5, 3)
        self.assertIn("The orders are late", "\n".join(why.point_ids.mapped("text")))
        self.assertIn("My own", why.point_ids.mapped("text"))
        self.assertEqual(why.proposal, "Two days of Ms Okafor, at no charge.")

    def test_what_was_deleted_stays_out(self):
        why = self._create_why()
        late = why.point_ids.filtered(lambda point: point.origin == "late")
        own = self.env["scope.why.point"].create({"why_id": why.id, "text": "My own"})
        (late | own).with_user(self.pm).unlink()
        self.assertFalse(own.exists())
        self.assertFalse(late.included)
        for vals in ({"incident": "Orders"}, {"date_as_of": date(2026, 5, 3)}):
            why.write(vals)
            self.assertEqual(why.point_ids, late)
            self.assertFalse(late.included)
            self.assertNotIn("was due", self._printed(why))
        with self.assertRaises(AccessError):
            late.with_user(self.consultant).unlink()
        why.date_as_of = date(2026, 4, 20)
        self.assertFalse(late.exists(), "the program takes back what is not so")

    def test_a_question_goes_with_all_its_points(self):
        why = self._create_why()
        points = why.point_ids
        self.assertTrue(points)
        why.unlink()
        self.assertFalse(points.exists())

    def test_wishes_of_the_client_alone(self):
        theirs, ours = self._create_task("Returns"), self._create_task("Clean up")
        theirs.message_post(
            body="Please",
            message_type="email",
            author_id=self.tom.id,
            date="2026-05-03",
        )
        self.env["scope.flag"].flush_model()
        flags = theirs.scope_flag_ids | ours.scope_flag_ids
        self.assertEqual(len(flags), 2)
        self.env.cr.execute(
            "UPDATE scope_flag SET date_opened = '2026-05-03' WHERE id = ANY(%s)",
            [flags.ids],
        )
        flags.invalidate_recordset()
        texts = "\n".join(self._create_why().point_ids.mapped("text"))
        self.assertIn("You asked for “Returns”", texts)
        self.assertNotIn("Clean up", texts)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhySummary(WhyCommon):
    def test_what_is_printed(self):
        why = self._create_why(offer_name="Ms Okafor", offer_date=date(2026, 5, 18))
        content = why._summary_content()
        [line] = content["suggestions"]
        self.assertEqual(line["view"], "We know our shop best.")
        self.assertIn("Head of IT", line["answer"])
        self.assertIn("May 12, 2026", line["answer"])
        self.assertIn("Ms Okafor can help from May 18, 2026", content["proposal"])
        self.assertIn("extract", content["extract"])
        self.assertIn("full record is available", content["extract"])
        self.assertEqual(
            [line["date"] for line in content["dates"]],
            ["2026-03-01", "2026-03-03", "2026-03-17", "2026-05-04"],
        )

    def test_nothing_internal(self):
        self.tor.note = "Internal: margin is thin"
        self.related.message_post(body="Internal: they never listen")
        why = self._create_why(call_note="Internal: she shouted")
        html = self._html(why)
        for text in (self._printed(why), html):
            self.assertNotIn("Internal", text)
            for cost in ("41000", "41,000"):
                self.assertNotIn(cost, text)
            self.assertNotIn("Tom Kim", text, "quoted by what he does")
            self.assertIn("Anna Berg", text, "who agrees for the client is named")
            for word in (
                "verdict",
                "declined",
                "materialised",
                "evidence",
                "Scope Guard",
                "flag",
            ):
                self.assertNotIn(word, text)

    def _html(self, why):
        Report = self.env["ir.actions.report"].with_user(self.pm).sudo()
        html = Report._render_qweb_html("scope_guard.scope_why_report", why.ids)[0]
        html = re.sub(r'src="data:[^"]*"', "", html.decode())
        return html[html.index("o_scope_page") :]

    def test_the_document(self):
        why = self._create_why()
        why.point_ids.unlink()
        html = self._html(why)
        order = [
            html.index(title)
            for title in (
                "What we propose",
                "Where we stand",
                "What we agreed on",
                "Suggestions and answers, with your view",
                "What is open on our side",
                ">Dates<",
            )
        ]
        self.assertEqual(order, sorted(order))
        self.assertIn("How you see it", html)
        self.assertIn("Nothing that we know of", html)

    def test_user_text_is_escaped(self):
        why = self._create_why(incident="<script>alert(1)</script>")
        why.proposal = "<img src=x onerror=alert(1)>"
        html = self._html(why) + str(why.call_sheet)
        self.assertNotIn("<script>alert", html)
        self.assertNotIn("<img src=x", html)

    def test_in_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.anna.lang = self.partner.lang = "de_DE"
        why = self._create_why()
        self.assertEqual(why.lang, "de_DE")
        self.assertIn("17", str(why._summary_content()["dates"][2]["date"]))

    def test_sent_to_one_person(self):
        why = self._create_why()
        self._follow(why)
        with self.mock_mail_gateway():
            wizard = Form(
                self.env["scope.why.send"]
                .with_user(self.pm)
                .with_context(**why.action_send_summary()["context"])
            )
            self.assertEqual(wizard.partner_id, self.anna)
            self.assertIn("extract", wizard.body)
            wizard.save().action_send()
        self.assertEqual(self._new_mails.recipient_ids, self.anna)
        self.assertFalse(self._new_mails.email_cc)
        self.assertEqual(len(self._new_mails.attachment_ids), 1)
        self.assertTrue(why.date_sent)
        [version] = why.version_ids
        self.assertEqual((version.kind, version.recipients), ("sent", "Anna Berg"))
        self.assertEqual(version._get_content(), why._summary_content())
        self.assertTrue(version.is_intact)
        self.assertEqual(len(version.sudo().attachment_ids), 2)

    def _follow(self, record):
        """Followers of every kind: client with and without login, colleague."""
        record.message_subscribe(
            (self.tom | self.portal_user.partner_id | self.consultant.partner_id).ids
        )
        self.project.message_subscribe((self.tom | self.portal_user.partner_id).ids)

    def test_two_people_outside_are_asked_once(self):
        why = self._create_why(contact_id=self.tom.id)
        wizard = (
            self.env["scope.why.send"]
            .with_user(self.pm)
            .create(
                {
                    "why_id": why.id,
                    "kind": "summary",
                    "also_partner_id": self.anna.id,
                }
            )
        )
        with self.assertRaises(UserError):
            wizard.action_send()
        self.assertFalse(why.version_ids)
        with self.mock_mail_gateway():
            wizard.action_send_both()
        self.assertEqual(len(self._new_mails), 2, "a mail for each")
        self.assertEqual(self._new_mails.recipient_ids, self.tom | self.anna)

    def test_nobody_else_can_get_it(self):
        eva = self.tom.copy({"name": "Eva", "email": "eva@nordwind.test"})
        why = self._create_why()
        wizard = (
            self.env["scope.why.send"]
            .with_user(self.pm)
            .create({"why_id": why.id, "kind": "summary", "partner_id": eva.id})
        )
        with self.assertRaises(UserError):
            wizard.action_send()
        hold = (
            self.env["scope.why.send"]
            .with_user(self.pm)
            .create({"why_id": why.id, "kind": "hold", "partner_id": eva.id})
        )
        with self.assertRaises(UserError):
            hold.action_send()

    def test_what_was_sent_stays(self):
        why = self._create_why()
        why.action_save_summary()
        [version] = why.version_ids
        self.assertEqual((version.kind, version.number), ("saved", 1))
        file = version.sudo().attachment_ids[0]
        for user in (self.pm, self.manager, self.env.user):
            with self.assertRaises(UserError):
                version.with_user(user).write({"content": "{}"})
            with self.assertRaises(UserError):
                version.with_user(user).unlink()
            with self.assertRaises(UserError):
                self.env["scope.why.version"].with_user(user).create(
                    {
                        "why_id": why.id,
                        "number": 9,
                        "kind": "sent",
                        "date": NOW,
                        "content_hash": "x",
                    }
                )
            with self.assertRaises(UserError):
                file.with_user(user).write({"raw": b"another"})
            with self.assertRaises(UserError):
                file.with_user(user).unlink()
        with self.assertRaises(UserError):
            why.sudo().unlink()
        before = version.content
        why.proposal = "Something else"
        why.action_save_summary()
        self.assertEqual(version.content, before)
        self.assertEqual(why.version_ids.mapped("number"), [2, 1])

    def test_lines_are_made_by_the_program(self):
        why = self._create_why()
        line = self._line(why, self.related)
        for values in ({"text": "X"}, {"client_view": "X"}, {"why_id": why.id}):
            with self.assertRaises(UserError):
                line.with_user(self.pm).write(values)
        with self.assertRaises(UserError):
            self.env["scope.why.line"].with_user(self.pm).create(
                {"why_id": why.id, "kind": "advice", "name": "X"}
            )
        with self.assertRaises(UserError):
            line.with_user(self.manager).unlink()
        why.with_user(self.pm).write(
            {"state": "done", "date_sent": NOW, "mail_reference": "x", "text": "x"}
        )
        self.assertEqual((why.state, why.date_sent), ("call", False))
        self.assertEqual(why.text, TEXT)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhySteps(WhyCommon):
    def _hold(self, why, user=None):
        user = user or self.pm
        action = why.with_user(user).action_hold()
        return Form(
            self.env["scope.why.send"].with_user(user).with_context(**action["context"])
        )

    def test_call_sheet(self):
        why = self._create_why(offer_name="Ms Okafor")
        self.env["scope.link"].sudo()._make(self.tor, "sign", partner=self.anna)
        self.env["scope.link"].search([]).sudo().write(
            {"date_sent": "2026-04-01", "date_first_viewed": "2026-04-02"}
        )
        why.invalidate_recordset()
        sheet = str(why.call_sheet)
        for text in (
            "Anna Berg",
            "tel:+49421555031",
            "14 others in copy",
            "Agreement, April 1: link opened",
            "Specialist for the connection",
            "March 3, Tom Kim, call",
            "Their team takes it, ready by May 12, Tom Kim, March 17",
            "We know our shop best.",
            "version 1",
            "is not finished",
            "Ms Okafor",
            "as offered until June 30",
        ):
            self.assertIn(text, sheet)
        self.assertNotIn("Training for key users", sheet)

    def test_from_call_to_settled_and_back(self):
        why = self._create_why()
        call = why.activity_ids
        self.assertEqual((call.user_id, call.summary), (self.pm, "Call Anna Berg"))
        why.call_note = "She wants a date"
        why.action_called()
        self.assertEqual((why.state, bool(why.date_called)), ("hold", True))
        self.assertFalse(why.activity_ids)
        why.action_to_summary()
        self.assertEqual(why.state, "summary")
        why.action_done()
        self.assertEqual((why.state, why.closed_by_id), ("done", self.pm))
        why.action_reopen()
        self.assertEqual((why.state, why.date_closed), ("summary", False))

    def test_from_an_empty_form(self):
        action = self.project.with_user(self.pm).action_scope_answer_why()
        form = Form(self.Why.with_user(self.pm).with_context(**action["context"]))
        self.assertEqual(form.partner_id, self.partner)
        self.assertEqual(form.contact_id, self.anna)
        form.incident = "The connection of shop and accounting"
        why = form.save()
        self.assertEqual((why.project_id, why.user_id), (self.project, self.pm))
        self.assertTrue(self._line(why, self.related).included)
        self.assertIn("Anna Berg", str(why.call_sheet))
        with Form(why) as form:
            form.date_as_of = False
            form.date_as_of = date(2026, 5, 4)
            form.call_note = "She wants a date"
        empty = Form(self.Why.with_user(self.pm))
        empty.partner_id = self.partner
        empty.incident = "Why?"
        why = empty.save()
        self.assertEqual(why.project_id, self.project, "the only one")
        self.assertEqual(why.call_partner_id, self.anna, "who agrees for the client")
        self.assertEqual(why.activity_ids.summary, "Call Anna Berg")

    def test_hold_goes_to_the_sender_alone(self):
        why = self._create_why()
        why.sudo().message_subscribe(
            (self.tom | self.portal_user.partner_id | self.consultant.partner_id).ids
        )
        self.project.message_subscribe((self.tom | self.portal_user.partner_id).ids)
        with self.mock_mail_gateway():
            form = self._hold(why)
            self.assertIn("anna@nordwind.test", form.recipient)
            self.assertIn("14", form.copy_note)
            self.assertIn("take it seriously", form.body)
            self.assertIn("Thursday, 7 May", form.body)
            form.save().action_send()
        [mail] = self._new_mails
        self.assertEqual(mail.recipient_ids, self.anna)
        self.assertFalse(mail.email_to or mail.email_cc)
        self.assertEqual(mail.subject, f"Re: {QUESTION}")
        self.assertEqual(mail.references, "<why@nordwind.test>")
        self.assertIn("jana@consultancy.test", mail.email_from)
        self.assertFalse(mail.attachment_ids)
        self.assertEqual(why.state, "summary")
        [version] = why.version_ids
        self.assertEqual((version.kind, version.recipients), ("hold", "Anna Berg"))

    def test_hold_without_a_contact(self):
        why = self._create_why(
            contact_id=False, sender_name="Nina", sender_email="nina@nordwind.test"
        )
        with self.mock_mail_gateway():
            form = self._hold(why)
            self.assertEqual(form.recipient, "Nina <nina@nordwind.test>")
            self.assertIn("Nina", form.body)
            form.save().action_send()
        [mail] = self._new_mails
        self.assertEqual(mail.email_to, "nina@nordwind.test")
        self.assertFalse(mail.recipient_ids)

    def test_the_thread_reaches_nobody_outside(self):
        why = self._create_why()
        everybody = self.tom | self.portal_user.partner_id | self.consultant.partner_id
        why.sudo().message_subscribe(everybody.ids)
        with self.mock_mail_gateway():
            message = why.message_post(
                body="For Tom",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.tom.ids,
            )
        self.assertFalse(
            message.notification_ids.res_partner_id
            & (self.tom | self.portal_user.partner_id)
        )
        self.assertFalse(
            self._new_mails.recipient_ids & (self.tom | self.portal_user.partner_id)
        )

    def test_silence_while_it_is_open(self):
        other = self.env["res.partner"].create({"name": "Hafen", "is_company": True})
        company = self.env["res.company"].create({"name": "Other company"})
        self.assertEqual(self.tom._scope_silence_reason(), "")
        why = self._create_why()
        for person in (self.partner, self.tom, self.anna):
            self.assertIn("Nordwind", person._scope_silence_reason())
        self.assertIn("Nordwind", self.tor._silence_reason(self.anna))
        self.assertEqual(other._scope_silence_reason(), "")
        self.assertEqual(self.tom.with_company(company)._scope_silence_reason(), "")
        self.assertIn("paused", why.silence_note)
        why.action_done()
        self.assertEqual(self.tom._scope_silence_reason(), "")
        self.assertFalse(why.silence_note)
        why.action_reopen()
        self.assertTrue(self.tom._scope_silence_reason())

    def test_no_reminder_to_the_client_while_it_is_open(self):
        with freeze_time("2026-04-06 09:00:00"):
            project = self.env["project.project"].create(
                {"name": "New", "partner_id": self.partner.id, "user_id": self.pm.id}
            )
            tor = self.env["scope.tor"].create(
                {"project_id": project.id, "signatory_id": self.anna.id}
            )
            self._create_item(tor_id=tor.id)
            tor.with_user(self.pm)._send_for_agreement("S", "B", self.anna.browse())

        def remind():
            with freeze_time("2026-05-05 10:00:00"):
                tor._remind()
                send_waiting(self.env)
            return tor.reminder_count

        why = self._create_why()
        self.assertEqual(remind(), 0, "it waits")
        why.action_done()
        self.assertEqual(remind(), 1)

    def test_asked_about_after_two_weeks_once(self):
        why = self._create_why()
        why.sudo().activity_unlink(["mail.mail_activity_data_call"])
        for day, count in (("2026-05-18", 0), ("2026-05-20", 1), ("2026-05-21", 1)):
            with freeze_time(f"{day} 08:00:00"):
                self.Why._cron_still_open()
            self.assertEqual(len(why.activity_ids), count, day)
        self.assertEqual(why.activity_ids.user_id, self.pm)
        why.action_done()
        self.assertFalse(why.activity_ids)

    def test_who_comes_next_is_asked_when_somebody_left(self):
        left = self._create_why(user=self.manager, user_id=self.consultant.id)
        customer = self.env["res.partner"].create({"name": "Hafen", "is_company": True})
        nobody = self._create_why(
            user=self.manager,
            user_id=False,
            project_id=False,
            partner_id=customer.id,
            contact_id=False,
        )
        whys = left | nobody
        whys.sudo().activity_unlink(["mail.mail_activity_data_call"])
        self.consultant.active = False
        with freeze_time("2026-05-20 08:00:00"):
            self.Why._cron_still_open()
        self.assertEqual(left.activity_ids.user_id, self.pm)
        self.assertEqual(nobody.activity_ids.user_id, self.manager)

    def test_one_that_fails_keeps_nobody_from_hearing(self):
        failing, other = self._create_why(), self._create_why()
        whys = failing | other
        whys.sudo().activity_unlink(["mail.mail_activity_data_call"])
        plain = type(failing).activity_schedule

        def schedule(why, *args, **kwargs):
            if why == failing:
                raise ValueError("broken")
            return plain(why, *args, **kwargs)

        with (
            freeze_time("2026-05-20 08:00:00"),
            patch.object(type(failing), "activity_schedule", schedule),
            self.assertLogs("odoo.addons.scope_guard", "ERROR"),
        ):
            self.Why._cron_still_open()
        self.assertEqual(other.activity_ids.user_id, self.pm)
        self.assertFalse(failing.date_reminded, "asked at the next run")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhyAccess(WhyCommon):
    MODELS = ("scope.why", "scope.why.line", "scope.why.point", "scope.why.version")

    def _records(self, why, model):
        return {
            "scope.why": why,
            "scope.why.line": why.line_ids,
            "scope.why.point": why.point_ids,
            "scope.why.version": why.version_ids,
        }[model]

    def test_who_reads_and_writes(self):
        why = self._create_why()
        why.action_save_summary()
        public = new_test_user(self.env, "why_public", groups="base.group_public")
        for model in self.MODELS:
            records = self._records(why.sudo(), model)
            self.assertTrue(records, model)
            for user, reads, writes in (
                (self.pm, True, True),
                (self.manager, True, True),
                (self.consultant, True, False),
                (self.employee, False, False),
                (self.portal_user, False, False),
                (public, False, False),
            ):
                with self.subTest(model=model, user=user.login):
                    mine = records.with_user(user)
                    self.assertEqual(mine.has_access("read"), reads)
                    if model != "scope.why.version":
                        self.assertEqual(mine.has_access("write"), writes)
                    else:
                        self.assertFalse(mine.has_access("write"))
                    if model in ("scope.why.line", "scope.why.version"):
                        self.assertFalse(mine.has_access("create"))
                        self.assertFalse(mine.has_access("unlink"))

    def test_a_closed_project_and_another_company(self):
        why = self._create_why()
        self.project.privacy_visibility = "followers"
        self.assertFalse(why.with_user(self.consultant).has_access("read"))
        self.assertTrue(why.with_user(self.pm).has_access("read"))
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "why_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        for model in self.MODELS[:3]:
            records = self._records(why.sudo(), model).with_user(stranger)
            self.assertFalse(records.has_access("read"), model)

    def test_a_reader_cannot_send_or_settle(self):
        why = self._create_why().with_user(self.consultant)
        self.assertFalse(why.can_send)
        for method in (
            "action_hold",
            "action_send_summary",
            "action_save_summary",
            "action_done",
            "action_called",
            "action_show_others",
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(why, method)()
        wizard = (
            self.env["scope.why.send"]
            .with_user(self.consultant)
            .create({"why_id": why.id, "kind": "hold"})
        )
        with self.mock_mail_gateway(), self.assertRaises(AccessError):
            wizard.action_send()
        self.assertEqual(why.sudo().state, "call")

    def test_a_reader_is_shown_no_button_that_refuses_him(self):
        arch = etree.fromstring(self.Why.get_view(view_type="form")["arch"])
        for name in ("action_called", "action_to_summary", "action_show_others"):
            (button,) = arch.xpath(f"//button[@name='{name}']")
            self.assertIn("not can_send", button.get("invisible"), name)

    def test_a_consultant_answers_his_own(self):
        why = self._create_why(user=self.consultant, user_id=self.consultant.id)
        self.assertTrue(why.can_send)
        why.action_called()
        self.assertEqual(why.state, "hold")

    def test_what_he_may_not_read_is_not_found(self):
        closed = self.env["project.project"].create(
            {
                "name": "Secret",
                "partner_id": self.partner.id,
                "privacy_visibility": "followers",
            }
        )
        secret = self._create_advice(name="Secret matter", project_id=closed.id)
        secret.action_record()
        why = self._create_why(user=self.consultant, user_id=self.consultant.id)
        why.action_show_others()
        self.assertFalse(self._line(why, secret))
