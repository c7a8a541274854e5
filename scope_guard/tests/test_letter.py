import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import format_date

from ..models.scope_tor_version import FREEZE
from .letter_common import LetterCommon

#: What no page, mail or file for the client says.
COURTROOM = (
    "verdict",
    "flag",
    "declined",
    "materialised",
    "evidence",
    "scope guard",
)


@tagged("post_install", "-at_install")
class TestLetterContent(LetterCommon):
    """A letter is prepared from what is on record, and says nothing else."""

    def test_purpose_comes_from_what_was_agreed(self):
        self.tor.with_context(scope_freeze=FREEZE).write(
            {"state": "draft", "purpose": "Not agreed yet"}
        )
        letter = self._begin()
        self.assertEqual(
            self._texts(letter, "purpose"), ["Orders reach accounting the same day."]
        )

    def test_done_by_point_without_what_is_ours(self):
        for number in range(5):
            self._done(f"Export {number}")
        self._done("Pictures", self.catalogue)
        self._done("Moving old orders", self.exclusion)
        self._done("Set up the server", scope_internal=True)
        self._create_task("Open", scope_item_id=self.orders.id)
        self._create_task("Dropped", scope_item_id=self.orders.id, state="1_canceled")
        gift = self._done("A gift")
        self._give("A gift", 2, task_id=gift.id)
        self._create_task("Nowhere yet", state="1_done")
        letter = self._begin()
        self.assertEqual(
            self._texts(letter, "done"),
            [
                "Orders to accounting: Export 0; Export 1; Export 2 and 2 more",
                "Catalogue: Pictures",
            ],
        )

    def test_many_points_are_counted(self):
        self.tor.with_context(scope_freeze=FREEZE).write({"state": "draft"})
        for number in range(10):
            self._done(f"Task {number}", self._create_item(f"Point {number}"))
        self.tor.with_context(scope_freeze=FREEZE).write({"state": "agreed"})
        lines = self._texts(self._begin(), "done")
        self.assertEqual(len(lines), 9)
        self.assertEqual(lines[-1], "and 2 more tasks of other points")

    def test_hours(self):
        self._create_task(scope_item_id=self.orders.id, allocated_hours=212)
        self.assertEqual(self._texts(self._begin(), "hours"), ["212 of 300 hours"])
        self.env.company.scope_hours_unit = "day"
        letter = self._begin()
        self.assertEqual(self._texts(letter, "hours"), ["26.5 of 37.5 days"])

    def test_decisions_taken_up_first(self):
        self._advise("Load test", "declined")
        self._advise(
            "Training",
            "deferred",
            date_deferred_until=fields.Date.to_date("2031-05-12"),
        )
        rejected = self._change("Report", "rejected")
        self._advise("Backup", "accepted")
        agreed = self._change("Logo", "approved")
        swapped = self._change("Labels", "approved", answer="swap")
        letter = self._begin()
        self.assertEqual(
            [text.replace("\xa0", " ") for text in self._texts(letter, "decided")],
            [
                "Backup: taken up",
                "Logo: agreed, $ 400 (4 h)",
                "Labels: agreed, in exchange for other work",
                "Training: another time, after May 12, 2031",
                "Load test: you chose another way",
                "Report: you chose to go on without it",
            ],
        )
        self.assertEqual(
            letter.line_ids.change_id, (rejected | agreed | swapped).sorted("id")
        )

    def test_decisions_are_told_once(self):
        self._advise("Backup", "accepted")
        self._change("Logo", "approved")
        self._send()
        self._advise("Training", "accepted")
        self.assertEqual(self._texts(self._begin(), "decided"), ["Training: taken up"])

    def test_a_decision_left_out_comes_back_with_an_earlier_day(self):
        self._advise("Backup", "accepted")
        with freeze_time(fields.Datetime.now() + timedelta(seconds=5)):
            letter = self._begin()
            letter.line_ids.filtered("advice_id").is_included = False
            self._send(letter)
        letter = self._begin()
        self.assertEqual(self._texts(letter, "decided"), [])
        letter.date_from = self.today - timedelta(days=1)
        self.assertEqual(self._texts(letter, "decided"), ["Backup: taken up"])
        # The day is kept when the draft is taken up again.
        self.assertEqual(self._begin().date_from, self.today - timedelta(days=1))
        self.assertEqual(self._texts(letter, "decided"), ["Backup: taken up"])

    def test_only_what_is_recorded_and_stands(self):
        draft = self.env["scope.advice"].create(
            {
                "name": "Not recorded",
                "project_id": self.project.id,
                "contact_id": self.tom.id,
                "decision": "accepted",
            }
        )
        self.assertFalse(draft.date_recorded)
        old = self._advise("Old words", "accepted")
        old.action_correct()
        old.successor_ids.name = "New words"
        old.successor_ids.action_record()
        other = self.project.copy({"name": "Other"})
        self._advise("Elsewhere", "accepted", project_id=other.id)
        answered = self._advise("Answer typed, not recorded")
        answered.decision = "declined"
        letter = self._begin()
        self.assertEqual(self._texts(letter, "decided"), ["New words: taken up"])
        self.assertEqual(self._texts(letter, "hands"), [])
        self.assertNotIn("Answer typed", " ".join(self._texts(letter, "needs")))

    def test_what_is_in_their_hands(self):
        self._advise(
            "Shop connection",
            "self",
            commitment_date=fields.Date.to_date("2031-05-12"),
        )
        self._advise("Late", "self", commitment_date=fields.Date.to_date("2020-05-12"))
        done = self._advise("Manual", "self", commitment_date=self.today)
        done.commitment_confirmed = True
        letter = self._begin()
        self.assertEqual(
            self._texts(letter, "hands"),
            [
                "Late: with Tom Kim, planned for May 12, 2020",
                "Shop connection: with Tom Kim, until May 12, 2031",
            ],
        )
        self.assertEqual(self._texts(letter, "decided"), ["Manual: done by your team"])

    def test_high_risk_says_why_and_how_they_see_it(self):
        self._advise(
            "Load test",
            "declined",
            high_risk=True,
            risk="The shop may stand still.",
            client_view="We tested it ourselves.",
            reason="Too expensive, says the IT lead",
        )
        self._advise("Backup", "accepted", high_risk=True, risk="Data may be lost.")
        texts = self._texts(self._begin(), "decided")
        self.assertEqual(
            texts[1],
            "Load test: you chose another way\n"
            "Why we suggest it: The shop may stand still.\n"
            "How your team sees it: We tested it ourselves.",
        )
        self.assertEqual(texts[0], "Backup: taken up")

    def test_at_no_charge_in_the_time_and_so_far(self):
        self._give("Old favour", 10, date=self.agreed - timedelta(days=9))
        self._give("Logo on the note", 4, reason="We broke it ourselves")
        self._give("Second look", 2.5)
        letter = self._begin()
        free = self._texts(letter, "free")
        self.assertEqual(
            [text.replace("\xa0", " ") for text in free],
            [
                "$ 650 (6:30 h): Logo on the note; Second look",
                "So far on this project: $ 1,650 (16:30 h)",
            ],
        )
        self._send(letter)
        self.assertEqual(
            [text.replace("\xa0", " ") for text in self._texts(self._begin(), "free")],
            ["So far on this project: $ 1,650 (16:30 h)"],
        )

    def test_what_we_need(self):
        self._change("Logo", "sent")
        self._advise("Backup", date_valid_until=fields.Date.to_date("2031-06-30"))
        needs = self._texts(self._begin(), "needs")
        day = self.Letter._format_day
        self.assertEqual(
            [text.replace("\xa0", " ") for text in needs],
            [
                f"Article list, since {day(self.articles.date_due)}",
                f"Test user, by {day(self.today + timedelta(days=9))}",
                f"Logo ($ 400 (4 h)): your answer, with you since {day(self.today)}",
                "Backup: your answer to our suggestion, by June 30, 2031",
            ],
        )

    def test_what_was_provided_is_not_asked_for(self):
        self._done("Got the articles", self.articles)
        self.assertNotIn("Article list", " ".join(self._texts(self._begin(), "needs")))
        self._create_task("Check them", scope_item_id=self.articles.id)
        self.assertIn("Article list", " ".join(self._texts(self._begin(), "needs")))

    def test_what_was_left_out_last_time_is_not_asked_for_again(self):
        letter = self._begin()
        line = letter.line_ids.filtered(lambda line: line.item_id == self.articles)
        line.is_included = False
        letter.line_ids.filtered(lambda line: "Test user" in line.text).unlink()
        self._send(letter)
        letter = self._begin()
        self.assertEqual(self._texts(letter, "needs"), [])
        self.assertEqual(len(self._texts(letter, "needs", True)), 2)
        with freeze_time(self.today + timedelta(days=280)):
            # Due only now: the last letter had no reason to name it.
            (needed,) = self._texts(self._begin(), "needs")
            self.assertIn("Rooms, by", needed)

    def test_the_update_s_words_only_if_they_are_taken_in(self):
        default = self.env["project.update"]._build_description(self.project)
        update = self._make_update(
            description=f"{default}<p>Catalogue is <b>live</b>.</p>"
            "<table><tr><td>Our costs</td><td>9,999</td></tr></table>"
        )
        letter = self._begin(update)
        self.assertEqual(letter.update_id, update)
        self.assertEqual(self._texts(letter, "news"), [])
        self.assertEqual(self._texts(letter, "news", True), ["Catalogue is live."])
        self.assertEqual(
            self._texts(self._begin(self._make_update()), "news", True), []
        )

    def test_in_the_sponsor_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.contact.lang = "de_DE"
        letter = self._begin()
        self.assertEqual(letter.lang, "de_DE")
        day = self.today + timedelta(days=9)
        # The day as one says it there, whatever the reader of the draft speaks.
        german = format_date(
            letter.with_context(lang="de_DE").env, day, date_format="d. MMMM"
        )
        self.assertIn(german, " ".join(self._texts(letter, "needs")))

    def test_without_scope_it_is_still_a_letter(self):
        project = self.env["project.project"].create(
            {"name": "No scope", "user_id": self.pm.id, "partner_id": self.partner.id}
        )
        self.env["project.task"].create(
            {"name": "Set up", "project_id": project.id, "state": "1_done"}
        )
        letter = self.Letter._open_draft(project.with_user(self.pm))
        self.assertEqual(self._texts(letter, "done"), ["Set up"])
        self.assertEqual(letter.partner_id, self.partner)
        with self.assertRaisesRegex(UserError, "Nobody gets the letter"):
            letter.action_send()

    def test_queries_do_not_grow_with_the_tasks(self):
        def measure():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.tor.with_user(self.pm).action_send_letter()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for number in range(3):
            self._done(f"First {number}")
            self._give(f"Gift {number}", 1)
        measure()
        few = measure()
        for number in range(80):
            self._done(f"More {number}")
            self._give(f"More gifts {number}", 1)
        self.assertLessEqual(measure(), few)


@tagged("post_install", "-at_install")
class TestLetterDraft(LetterCommon):
    """A draft is the manager's to edit; it is begun once and kept."""

    def test_taken_up_again_and_brought_up_to_date(self):
        letter = self._begin()
        self._advise("Backup", "accepted")
        self.assertEqual(self._begin(), letter)
        self.assertEqual(self._texts(letter, "decided"), ["Backup: taken up"])

    def test_what_was_edited_is_kept(self):
        letter = self._begin()
        self.assertFalse(letter.is_touched)
        letter.line_ids[0].text = "In my words"
        self.assertTrue(letter.is_touched)
        self._advise("Backup", "accepted")
        self._begin()
        self.assertEqual(letter.line_ids[0].text, "In my words")
        self.assertEqual(self._texts(letter, "decided"), [])
        update = self._make_update(description="<p>Live.</p>")
        self.assertEqual(self._begin(update), letter)
        self.assertEqual(self._texts(letter, "news", True), ["Live."])
        self.assertEqual(
            letter.line_ids.filtered("advice_id"), letter.line_ids.browse()
        )
        self.assertTrue(letter.is_touched)
        letter.action_prepare_again()
        self.assertFalse(letter.is_touched)
        self.assertEqual(self._texts(letter, "decided"), ["Backup: taken up"])

    def test_recipients(self):
        writer, silent = self.env["res.partner"].create(
            [
                {"name": "W", "email": "w@nordwind.test", "parent_id": self.partner.id},
                {"name": "S", "email": "s@nordwind.test", "parent_id": self.partner.id},
            ]
        )
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "email": "x@elsewhere.test"}
        )
        task = self._create_task()
        for author in (writer, stranger):
            task.message_post(body="Hi", message_type="comment", author_id=author.id)
        self.env["scope.link"]._make(self.tor, "read", partner=self.tom)
        letter = self._begin()
        self.assertEqual(
            [(r.partner_id, r.role, r.is_included) for r in letter.recipient_ids],
            [
                (self.contact, "sponsor", True),
                (self.tom, "reader", True),
                (writer, "writes", False),
            ],
        )
        letter.recipient_ids[1].is_included = False
        letter.recipient_ids[2].is_included = True
        self._send(letter)
        self.assertEqual(
            [(r.partner_id, r.is_included) for r in self._begin().recipient_ids],
            [(self.contact, True), (writer, True), (self.tom, False)],
        )
        self.assertNotIn(silent, letter.recipient_ids.partner_id)

    def test_who_was_taken_out_gets_nothing(self):
        self.env["scope.link"]._make(self.tor, "read", partner=self.tom)
        letter = self._begin()
        letter.recipient_ids.filtered(lambda r: r.partner_id == self.tom).unlink()
        again = self._begin()
        self.assertEqual(again, letter)
        self.assertEqual(
            [(r.partner_id, r.is_included) for r in again.recipient_ids],
            [(self.contact, True), (self.tom, False)],
        )

    def test_a_recipient_without_address_is_named(self):
        self.contact.email = False
        letter = self._begin()
        self.assertFalse(letter.recipient_ids.is_included)
        letter.recipient_ids.is_included = True
        with self.assertRaisesRegex(UserError, "Anna Berg has no e-mail address"):
            letter.action_send()
        self.assertEqual(letter.state, "draft")

    def test_says_nothing(self):
        letter = self._begin()
        letter.line_ids.is_included = False
        with self.assertRaisesRegex(UserError, "says nothing yet"):
            letter.action_send()

    def test_a_line_is_no_book(self):
        with self.assertRaisesRegex(ValidationError, "2000 characters"):
            self._begin().line_ids[0].text = "x" * 2001

    def test_what_is_on_record_is_told_whole(self):
        view = "We tested it. " * 250
        self._advise("Load test", "declined", high_risk=True, client_view=view)
        letter = self._begin()
        line = letter.line_ids.filtered("advice_id")
        self.assertIn(view.strip(), line.text)
        line.is_included = False
        with self.assertRaisesRegex(ValidationError, "2000 characters"):
            line.text += "And more."
        line.text = "We talked about the load test."

    def test_on_hold_it_says_so_and_goes_out_by_hand(self):
        self.assertFalse(self._begin().silence_note)
        self._make_update(status="on_hold")
        letter = self._begin()
        self.assertIn("on hold", letter.silence_note)
        self._send(letter)
        self.assertEqual(letter.state, "sent")


@tagged("post_install", "-at_install")
class TestLetterSending(LetterCommon):
    """What was sent is frozen; each recipient has a link and a mail of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._done("Export")
        cls.env["scope.link"]._make(cls.tor, "read", partner=cls.tom)

    def test_mail_holds_the_lines_and_who_else_gets_it(self):
        letter = self._send()
        self.assertEqual(letter.state, "sent")
        for partner, other in ((self.contact, self.tom), (self.tom, self.contact)):
            mail = self._mail_of(letter, partner)
            self.assertEqual(mail.recipient_ids, partner)
            self.assertEqual(mail.subject, letter.name)
            body = mail.body_html
            self.assertIn("Orders to accounting: Export", body)
            self.assertIn("Why we do this", body)
            self.assertIn("/my/letter/", body)
            self.assertIn(other.name, body)
            self.assertIn("Jana Roth", body)
            self.assertFalse(mail.scheduled_date)
        tokens = {self._token(letter, p) for p in (self.contact, self.tom)}
        self.assertEqual(len(tokens), 2)
        self.assertEqual(set(letter.sudo().link_ids.mapped("purpose")), {"read"})

    def test_headings_in_each_reader_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        field = self.env["ir.model.fields.selection"].search(
            [("field_id.model", "=", "scope.letter.line"), ("value", "=", "done")]
        )
        field.with_context(lang="de_DE").name = "Geschafft"
        self.tom.lang = "de_DE"
        letter = self._send()
        self.assertIn("Geschafft", self._mail_of(letter, self.tom).body_html)
        self.assertNotIn("Geschafft", self._mail_of(letter, self.contact).body_html)

    def test_content_is_what_was_shown_and_hashes(self):
        letter = self._begin()
        shown = letter.reading
        self._send(letter)
        content = json.loads(letter.content)
        self.assertEqual(content["format"], 1)
        self.assertEqual(content["sections"][0]["section"], "purpose")
        self.assertTrue(letter.is_intact)
        self.assertEqual(letter.reading, shown)
        self.assertEqual(
            letter.content, self.env["scope.tor.version"]._serialize(content)
        )
        # What changes later changes nothing of it.
        self.project.name = "Another name"
        self.assertNotIn("Another name", letter.content)
        letter.invalidate_recordset()
        self.assertEqual(letter.reading, shown)
        self.env.cr.execute(
            "UPDATE scope_letter SET content = content || ' ' WHERE id = %s",
            [letter.id],
        )
        letter.invalidate_recordset()
        self.assertFalse(letter.is_intact)

    def test_frozen_once_sent_for_everybody(self):
        letter = self._send()
        for records in (letter, letter.with_user(self.manager), letter.sudo()):
            for values in (
                {"name": "x"},
                {"state": "draft"},
                {"content": "{}"},
                {"content_hash": "x"},
                {"date_sent": False},
                {"line_ids": [Command.clear()]},
                {"line_ids": [Command.create({"section": "news", "text": "x"})]},
                {"partner_id": self.contact.id},
                {"project_id": self.project.copy().id},
            ):
                with self.subTest(values=values), self.assertRaises(UserError):
                    records.write(values)
            with self.assertRaises(UserError):
                records.line_ids[0].text = "x"
            with self.assertRaises(UserError):
                records.line_ids[0].unlink()
            with self.assertRaises(UserError):
                records.line_ids.create({"letter_id": letter.id, "text": "x"})
            with self.assertRaises(UserError):
                records.recipient_ids[0].unlink()
            with self.assertRaises(UserError):
                records.recipient_ids[0].partner_id = self.tom
            with self.assertRaises(UserError):
                records.unlink()
            with self.assertRaises(UserError):
                records.action_send()
        # A copy begins anew.
        copy = letter.copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.content or copy.line_ids or copy.link_ids)
        copy.unlink()
        # A made-up key opens nothing.
        with self.assertRaises(UserError):
            letter.with_context(scope_freeze=True).write({"name": "x"})
        other = self._begin()
        with self.assertRaises(UserError):
            other.line_ids[0].letter_id = letter
        with self.assertRaises(UserError):
            self.project.sudo().unlink()

    def test_nobody_makes_a_letter_that_was_never_sent(self):
        letter = self.Letter.create(
            {
                "name": "x",
                "project_id": self.project.id,
                "state": "sent",
                "content": "{}",
                "content_hash": "x",
                "date_sent": fields.Datetime.now(),
                "company_id": 99999,
            }
        )
        self.assertEqual(letter.state, "draft")
        self.assertFalse(letter.content or letter.content_hash or letter.date_sent)
        self.assertEqual(letter.company_id, self.env.company)

    def test_two_who_send_at_once(self):
        letter = self._begin()
        self.env.cr.execute(
            "UPDATE scope_letter SET state = 'sent' WHERE id = %s", [letter.id]
        )
        with self.assertRaisesRegex(UserError, "was sent on"):
            letter._claim()

    def test_nothing_internal_leaks(self):
        self.tor.note = "SECRET note"
        self.project.message_post(body="SECRET message")
        task = self._done("Labels", description="SECRET description")
        task.message_post(body="SECRET talk")
        self._give("Favour", 1, reason="SECRET reason")
        advice = self._advise(
            "Load test", "declined", reason="SECRET their reason", high_risk=True
        )
        advice.write({"outcome_note": "SECRET outcome", "incident_cost": 77777})
        self._create_task("SECRET internal", scope_internal=True, state="1_done")
        letter = self._begin(self._make_update(description="<p>SECRET update</p>"))
        self.Letter.env["scope.letter.line"].create(
            {"letter_id": letter.id, "text": "SECRET line", "is_included": False}
        )
        letter.message_post(body="SECRET chatter")
        self._send(letter)
        mail = self._mail_of(letter, self.contact).body_html
        paper = self.env["ir.actions.report"]._render_qweb_html(
            "scope_guard.scope_letter_report", letter.ids
        )[0]
        for text in (mail, letter.content, letter.reading, paper.decode()):
            self.assertNotIn("SECRET", text)
            self.assertNotIn("77777", text)
            self.assertIn("Favour", text)
            for word in COURTROOM:
                self.assertNotIn(word, text.lower())

    def test_user_text_is_text(self):
        letter = self._begin()
        letter.line_ids[0].text = "<script>alert(1)</script> & more"
        self._send(letter)
        for text in (self._mail_of(letter, self.contact).body_html, letter.reading):
            self.assertNotIn("<script>alert", text)
            self.assertIn("&lt;script&gt;", text)

    def test_no_follower_gets_a_mail(self):
        followers = self.env["res.partner"].create(
            {"name": "Follower", "email": "follower@nordwind.test"}
        )
        update = self._make_update()
        self.project.message_subscribe((followers | self.contact).ids)
        update.message_subscribe(followers.ids)
        letter = self._begin(update)
        letter.message_subscribe(followers.ids)
        before = self.env["mail.mail"].sudo().search([])
        self._send(letter)
        mails = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual(mails.recipient_ids, self.contact | self.tom)
        self.assertIn("was sent to", update.message_ids[0].body)

    def test_the_update_says_it(self):
        update = self._make_update()
        self.assertTrue(update.scope_can_send_letter)
        self.assertFalse(update.with_user(self.consultant).scope_can_send_letter)
        letter = self._send(self._begin(update))
        self.assertRegex(update.scope_letter_summary, "^Letter sent to Anna Berg and")
        letter.sudo().link_ids[:1]._note_opened()
        self.env.invalidate_all()
        self.assertRegex(update.scope_letter_summary, ", opened$")
        self.assertEqual(update.action_open_letter()["res_id"], letter.id)

    def test_sent_to_one_more_and_once_more(self):
        letter = self._send()
        extra = letter.recipient_ids.create(
            {"letter_id": letter.id, "partner_id": self.partner.id}
        )
        self.assertNotIn(self.partner.name, letter._others_who_get_it(self.contact))
        extra.action_send()
        self.assertIn(self.partner.name, letter._others_who_get_it(self.contact))
        self.assertEqual(extra.link_state, "waiting")
        self.assertIn("Article list", self._mail_of(letter, self.partner).body_html)
        first = letter.recipient_ids[0]
        old = first.sudo().link_id
        first.action_send()
        self.assertTrue(old.date_revoked)
        self.assertNotEqual(first.sudo().link_id, old)
        draft = self._begin()
        with self.assertRaises(UserError):
            draft.recipient_ids[0].action_send()
        with self.assertRaises(UserError):
            first.with_user(self.consultant).action_send()
