from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import html2plaintext

from .test_advice_recap import COURTROOM, RecapCommon
from .test_signing_page import GARBAGE


@tagged("post_install", "-at_install")
class TestNotePage(RecapCommon, HttpCase):
    """The page for a suggestion, as browsers, scanners and strangers meet it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advice.send_recap = False
        cls.advice.action_record()
        cls.link, cls.token = cls._link()
        cls.path = f"/my/note/{cls.token}"
        cls.sudo_advice = cls.link._document()

    def _get(self, path=None, **options):
        return self.url_open(path or self.path, **options)

    def _post(self, path=None, **data):
        return self.url_open(path or self.path, data=data or {"x": ""})

    def _shown(self):
        self.sudo_advice.invalidate_recordset()
        return self.sudo_advice._note_hash()

    def _decide(self, way, path=None, **data):
        values = {
            "later": {"day": str(self.today + timedelta(days=9))},
            "team": {"who": "Tom Kim", "ready": str(self.today + timedelta(days=9))},
        }
        values = {
            "answer": "decide",
            "way": way,
            "name": "Tom Kim",
            "view": "",
            "shown": self._shown(),
            **values.get(way, {}),
            **data,
        }
        return self._post(path, **values)

    def assertUntouched(self):
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision, "pending")
        self.assertFalse(self.advice.decision_ids)
        self.assertFalse(self.advice.answer_count)
        self.assertFalse(self.advice.activity_ids)
        self.assertFalse(self.advice.check_back_answer)
        self.assertFalse(any(self.advice.sudo().link_ids.mapped("date_revoked")))

    def assertFriendly(self, page):
        """No page says what a court would."""
        text = html2plaintext(page.text).lower()
        for word in COURTROOM:
            self.assertNotIn(word, text)
        self.assertNotIn("declined", page.text)

    # ------------------------------------------------------------------ reading
    def test_page_shows_the_note(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        for text in (
            "For you, <b",
            "A note from our call on",
            "Connecting the shop to accounting",
            "Ms Okafor sets it up",
            "Orders can be posted twice.",
            "Your team alone, with our check list.",
            "We go with the suggestion",
            "Another time",
            "Our team takes it",
            "We leave it as it is",
            "How do you see it?",
            "Half an hour of hand-over, please",
            "A test shop",
            "Who sees this: you, Ole Kern",
            "Correct this note",
            "rather talk",
            "Not Tom Kim?",
            self.advice.code,
            "Copy as PDF",
        ):
            self.assertIn(text, page.text)
        self.assertFriendly(page)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("checked=", page.text, "no answer is chosen for the client")
        self.assertTrue(self.link.date_first_viewed)

    def test_four_answers_of_equal_weight(self):
        page = self._get().text
        ways = page.split('class="o_note_ways"')[1].split("</fieldset>")[0]
        self.assertEqual(ways.count('class="o_note_way"'), 4)
        self.assertEqual(ways.count('type="radio"'), 4)
        for word in ("btn-primary", "btn-secondary", 'text-muted"><input'):
            self.assertNotIn(word, ways)

    def test_who_finds_it_is_said_before(self):
        tor = self.env["scope.tor"].create(
            {"project_id": self.project.id, "signatory_id": self.anna.id}
        )
        self.assertIn("Anna Berg finds it in our regular letter", self._get().text)
        tor.signatory_id = self.tom
        self.assertNotIn("regular letter", self._get().text)

    def test_head_and_previews_are_no_opening(self):
        self.assertEqual(self.url_open(self.path, method="HEAD").status_code, 200)
        self._get(headers={"Sec-Purpose": "prefetch;prerender"})
        self.assertFalse(self.link.date_first_viewed)
        self.authenticate("advice_pm", "advice_pm")
        self._get()
        self.assertFalse(self.link.date_first_viewed, "one of us is not the client")

    def test_other_verbs(self):
        for verb in ("PUT", "DELETE", "PATCH"):
            page = self.url_open(self.path, method=verb)
            self.assertEqual(page.status_code, 405, verb)
        self.assertLess(self.url_open(self.path, method="OPTIONS").status_code, 406)
        self.assertUntouched()

    def test_scanners_change_nothing_but_opened(self):
        self._get()
        for answer in ("decide", "report", "correct", "talk", "not_me", "x", ""):
            with self.subTest(answer=answer):
                page = self._post(
                    answer=answer, shown=self._shown(), name="", text="", way=""
                )
                self.assertEqual(page.status_code, 200)
                self.assertUntouched()
        self._decide("team", name="")
        self._post()
        self.url_open(self.path, data=b"<xml/>", headers={"Content-Type": "text/xml"})
        self.assertUntouched()

    def test_garbage_is_a_friendly_page(self):
        for garbage in (*GARBAGE, self.token[:-1], self.token + "x"):
            with self.subTest(garbage=garbage[:30]):
                for path in (f"/my/note/{garbage}", f"/my/note/{garbage}/pdf"):
                    page = self._get(path)
                    self.assertEqual(page.status_code, 404)
                    self.assertIn("This link leads nowhere", page.text)
                page = self._decide("go", f"/my/note/{garbage}")
                self.assertEqual(page.status_code, 404)
        self.assertEqual(self._get("/my/note").status_code, 404)
        self.assertUntouched()

    def test_link_of_another_document_opens_nothing(self):
        tor = self.env["scope.tor"].create(
            {"project_id": self.project.id, "signatory_id": self.tom.id}
        )
        _link, url = self.env["scope.link"]._make(tor, "sign", partner=self.tom)
        token = url.rsplit("/", 1)[1]
        self.assertEqual(self._get(f"/my/note/{token}").status_code, 404)
        self.assertEqual(self._decide("go", f"/my/note/{token}").status_code, 404)
        self.assertEqual(self._get(f"/my/agreement/{self.token}").status_code, 404)
        self.assertUntouched()

    def test_revoked_and_expired_links_say_so(self):
        self.link._revoke()
        page = self._get()
        self.assertIn("This link was closed", page.text)
        self.assertNotIn("Ms Okafor", page.text)
        self.assertNotIn("Connecting the shop", page.text)
        self._decide("go")
        self.link.date_revoked = False
        self.link.date_expires = fields.Datetime.now() - timedelta(days=1)
        self.assertIn("This link has expired", self._get().text)
        self.assertIn("This link has expired", self._get(self.path + "/pdf").text)
        for way in ("go", "later", "team", "leave"):
            self._decide(way)
        self._post(answer="talk", text="Call me")
        self.assertUntouched()

    def test_newer_note_takes_its_place(self):
        self.advice.action_correct()
        self.assertIn("Ms Okafor", self._get().text, "a draft of ours is no note yet")
        self.advice.successor_ids.action_record()
        page = self._get()
        self.assertIn("There is a newer note", page.text)
        self.assertNotIn("Ms Okafor", page.text)
        self._decide("go")
        self.assertUntouched()

    def test_copy_to_read(self):
        _link, token = self._link(purpose="read", partner=self.anna)
        path = f"/my/note/{token}"
        page = self._get(path)
        self.assertIn("This is a copy for you to read", page.text)
        self.assertNotIn('name="way"', page.text)
        page = self._decide("go", path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Your link is for reading: Tom Kim answers", page.text)
        self._post(path, answer="report", way="on_track", shown=self._shown())
        self.assertUntouched()
        self.assertIn(
            "Thank you", self._post(path, answer="correct", text="It was Tuesday").text
        )

    # ------------------------------------------------------------------ answering
    def test_go_with_it(self):
        page = self._decide("go", view="About time", name="  Tom\x00 Kim \x07")
        self.assertIn("Thank you. Ole Kern comes back to you", page.text)
        self.assertIn("We go with the suggestion.", page.text)
        self.assertIn("About time", page.text)
        self.assertFriendly(page)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision, "accepted")
        self.assertEqual(self.advice.client_view, "About time")
        decision = self.advice.decision_ids
        self.assertEqual(decision.channel, "portal")
        self.assertEqual(decision.answered_by, "Tom Kim")
        self.assertFalse(decision.on_behalf_user_ref)
        self.assertEqual(decision.decided_by_id, self.tom)
        activity = self.advice.activity_ids
        self.assertEqual(activity.user_id, self.consultant)
        self.assertIn("Tom Kim answered: Taken up", activity.summary)

    def test_another_time(self):
        page = self._decide("later")
        self.assertIn("Thank you. We ask you again on", page.text)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision, "deferred")
        self.assertEqual(
            self.advice.date_deferred_until, self.today + timedelta(days=9)
        )

    def test_our_team_takes_it(self):
        before = self._mails()
        page = self._decide("team", who="Lea Sand", hand_over="1")
        self.assertIn("In your team&#39;s hands until", page.text)
        self.assertIn("We ask once, on", page.text)
        self.assertIn("Our team takes it: Lea Sand, ready by", page.text)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision, "self")
        # Nobody of that name is known: who answered has it in hand.
        self.assertEqual(self.advice.commitment_owner_id, self.tom)
        decision = self.advice.decision_ids
        self.assertTrue(decision.hand_over)
        self.assertEqual(decision._owner_name(), "Lea Sand")
        mail = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.tom)
        self.assertIn("A test shop", mail.body_html)
        hand = self.advice.activity_ids.filtered(
            lambda activity: "hand-over" in activity.summary
        )
        self.assertEqual(hand.user_id, self.consultant)

    def test_colleague_who_is_known(self):
        self._decide("team", who=" anna  berg ")
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.commitment_owner_id, self.anna)
        self.assertEqual(self.advice.decided_by_id, self.tom)

    def test_leave_it(self):
        page = self._decide("leave", view="We are fine as we are")
        self.assertIn("Thank you, that is noted.", page.text)
        self.assertIn("We leave it as it is.", page.text)
        self.assertFriendly(page)
        row = page.text.split("o_note_sides")[1].split("</tr>")[0]
        self.assertIn("Orders can be posted twice.", row, "side by side")
        self.assertIn("We are fine as we are", row)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision, "declined")
        self.assertEqual(self.customer.scope_declined_count, 1)

    def test_change_of_mind(self):
        self._decide("leave")
        page = self._get()
        self.assertIn("Change the answer", page.text)
        page = self._decide("go", name="Thomas Kim")
        self.assertIn("We go with the suggestion.", page.text)
        self.advice.invalidate_recordset()
        decisions = self.advice.decision_ids
        self.assertEqual(decisions.mapped("decision"), ["accepted", "declined"])
        self.assertEqual(decisions[0].previous_id, decisions[1])
        self.assertEqual(self.advice.decision, "accepted")

    def test_sent_twice_is_one_answer(self):
        shown = self._shown()
        self._decide("go", shown=shown)
        page = self._decide("go", shown=shown)
        self.assertIn("Please read it again", page.text)
        page = self._decide("leave", shown="\x00" + "f" * 64)
        self.assertIn("Please read it again", page.text)
        self.advice.invalidate_recordset()
        self.assertEqual(len(self.advice.decision_ids), 1)

    def test_recorded_by_us_meanwhile(self):
        shown = self._shown()
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record_answer()
        page = self._decide("go", shown=shown)
        self.assertIn("Please read it again", page.text)
        self.assertIn("We leave it as it is.", page.text)
        self.assertEqual(self.advice.decision, "declined")
        # Having read it, he may say otherwise.
        self.assertIn("We go with the suggestion.", self._decide("go").text)

    def test_a_draft_answer_of_ours_is_none(self):
        self.advice.write(self._answer_by("declined", client_view="Do not show"))
        page = self._get()
        self.assertNotIn("Your answer", page.text)
        self.assertNotIn("Do not show", page.text)
        self._decide("go")
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision, "accepted")
        self.assertFalse(self.advice.client_view)

    def test_no_longer_available(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE scope_advice SET date_valid_until = %s WHERE id = %s",
            [self.today - timedelta(days=2), self.advice.id],
        )
        self.env.invalidate_all()
        page = self._get()
        self.assertIn("no longer available as offered", page.text)
        self.assertIn("Ole Kern", page.text)
        self.assertNotIn('name="way"', page.text)
        page = self._decide("go")
        self.assertIn("no longer available as offered", page.text)
        self.assertUntouched()
        self.assertIn("will call you", self._post(answer="talk", text="At 5").text)

    def test_what_is_missing_is_said_and_nothing_is_lost(self):
        for data, sentence in (
            ({"way": ""}, "Please choose one of the four answers."),
            ({"way": "accepted"}, "Please choose one of the four answers."),
            ({"way": "go", "name": " \x00 "}, "Please type your name"),
            ({"way": "go", "name": "123"}, "in letters"),
            ({"way": "go", "name": "x" * 10_000}, "too long"),
            ({"way": "later", "day": ""}, "Please choose the day"),
            ({"way": "team", "ready": "2026-02-30"}, "Please choose the day"),
            ({"way": "team", "ready": "٢٠٢٦-٠١-٠١"}, "Please choose the day"),
            ({"way": "team", "ready": "1999-01-01"}, "lies ahead"),
            ({"way": "later", "day": "9999-12-31"}, "far ahead"),
            ({"way": "later", "day": str(self.today)}, "lies ahead"),
            ({"way": "team", "who": " "}, "who in your team"),
            ({"way": "team", "who": "y" * 10_000}, "too long"),
            ({"way": "go", "view": "z" * 10_000}, "longer than we can take"),
        ):
            with self.subTest(data=str(data)[:60]):
                page = self._decide(**({"view": "My own view"} | data))
                self.assertEqual(page.status_code, 200)
                self.assertIn(sentence, page.text)
                self.assertIn("alert-warning", page.text)
                if "view" not in data:
                    self.assertIn("My own view", page.text)
                self.assertUntouched()

    def test_words_from_everywhere(self):
        for name in (
            "أنا بيرغ",
            "\u202eTom",
            "Ánna O’Neill",
            "安娜",
            "<i>A</i>",
            "😀 Tom",
        ):
            with self.subTest(name=name), self.env.cr.savepoint(flush=False) as point:
                page = self._decide("leave", name=name, view=f"{name}\r\n<b>x</b>")
                self.assertEqual(page.status_code, 200)
                self.assertIn("Thank you", page.text)
                self.assertNotIn("<i>A</i>", page.text)
                self.assertNotIn("<b>x</b>", page.text)
                self.env.invalidate_all()
                decision = self.advice.decision_ids
                self.assertNotIn("\u202e", decision.answered_by)
                self.assertNotIn("\u202e", decision.client_view)
                point.rollback()
                self.env.invalidate_all()

    def test_files_and_lists_instead_of_text(self):
        page = self.url_open(
            self.path,
            data={"answer": "decide", "way": "go", "shown": self._shown()},
            files={"name": ("x.txt", b"Tom")},
        )
        self.assertEqual(page.status_code, 200)
        self.assertUntouched()

    # ------------------------------------------------------------------ other words
    def test_correct_this_note(self):
        page = self._post(answer="correct", text="It was \x00Tuesday\u202e, <b>أقل</b>")
        self.assertIn("has your words", page.text)
        self.assertIn("It was Tuesday, &lt;b&gt;أقل", self.advice.message_ids[:1].body)
        self.assertIn("corrects our note", self.advice.activity_ids.summary)
        page = self._post(answer="correct", text="x" * 10_000)
        self.assertIn("longer than we can take", page.text)
        self.assertIn("x" * 10_000, page.text)

    def test_corrected_note_settles_it(self):
        self._post(answer="correct", text="It was Tuesday")
        self.assertTrue(self.advice.activity_ids)
        self.advice.action_correct()
        self.advice.successor_ids.action_record()
        self.assertFalse(self.advice.activity_ids)

    def test_contact_that_was_deleted_still_answers(self):
        self.env.flush_all()
        self.tom.unlink()
        self.env.invalidate_all()
        page = self._decide("team")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Our team takes it: Tom Kim", page.text)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decided_by_id, self.customer)
        page = self._post(
            answer="report",
            shown=self._shown(),
            way="new_date",
            day=str(self.today + timedelta(days=40)),
        )
        self.assertIn("Thank you", page.text)

    def test_rather_talk(self):
        page = self._post(answer="talk", text="Today at 5, +49 30 1")
        self.assertIn("Ole Kern will call you", page.text)
        self.assertIn("Call Tom Kim about", self.advice.activity_ids.summary)

    def test_not_me(self):
        page = self._post(answer="not_me", text="I am Bob")
        self.assertIn("This link was closed", page.text)
        self.assertTrue(self.link.date_revoked)

    # ------------------------------------------------------------------ how it goes
    def _in_hands(self):
        self._decide("team", ready=str(self.today + timedelta(days=2)))
        return {"answer": "report", "shown": self._shown()}

    def test_how_it_goes(self):
        values = self._in_hands()
        page = self._get()
        self.assertIn("How does it go?", page.text)
        self.assertFriendly(page)
        page = self._post(**values, way="on_track")
        self.assertIn("Thank you, good to know.", page.text)
        page = self._post(**values, way="hand", text="With the test")
        self.assertIn("about the hand you would like", page.text)
        day = self.today + timedelta(days=30)
        page = self._post(**values, way="new_date", day=str(day))
        self.assertIn("Thank you, good to know.", page.text)
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.commitment_date, day)
        self.assertEqual(len(self.advice.decision_ids), 2)
        page = self._post(**values, way="new_date", day=str(day))
        self.assertIn("Please read it again", page.text)
        self.assertEqual(len(self.advice.decision_ids), 2)

    def test_odd_reports_are_told(self):
        values = self._in_hands()
        for data in (
            {"way": ""},
            {"way": "go"},
            {"way": "new_date", "day": ""},
            {"way": "new_date", "day": "1999-01-01"},
            {"way": "hand", "text": "x" * 10_000},
        ):
            page = self._post(**values, **data)
            self.assertEqual(page.status_code, 200)
            self.assertIn("alert-warning", page.text)
        self.advice.invalidate_recordset()
        self.assertEqual(len(self.advice.decision_ids), 1)
        self.assertFalse(self.advice.check_back_answer)

    # ------------------------------------------------------------------ paper
    def test_document_before_and_after(self):
        for answered in (False, True):
            if answered:
                self._decide("leave", view="We are fine")
            page = self._get(self.path + "/pdf")
            self.assertEqual(page.status_code, 200)
            if "html" in page.headers["Content-Type"]:
                self.assertIn("Ms Okafor sets it up", page.text)
                self.assertEqual("We are fine" in page.text, answered)
                self.assertEqual("We leave it as it is." in page.text, answered)
                self.assertFriendly(page)
            else:
                self.assertTrue(page.content.startswith(b"%PDF"))

    def test_advice_without_project(self):
        advice = self._create_advice(
            project_id=False, partner_id=self.customer.id, send_recap=False
        )
        advice.action_record()
        link, token = self._link(advice)
        self.sudo_advice = link._document()
        page = self._decide("go", f"/my/note/{token}")
        self.assertIn("We go with the suggestion.", page.text)
        self.assertEqual(advice.decision, "accepted")
