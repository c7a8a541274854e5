from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .letter_common import LetterCommon
from .test_letter import COURTROOM
from .test_signing_page import GARBAGE


@tagged("post_install", "-at_install")
class TestLetterPage(LetterCommon, HttpCase):
    """The page, as browsers, scanners and strangers meet it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Done before the letter goes out: what is done in the same second is told once more.
        done = cls._done("Export of orders")
        done.date_last_stage_update = fields.Datetime.now() - timedelta(hours=1)
        cls._advise("Load test", "declined", high_risk=True, risk="It may stand still.")
        letter = cls._begin()
        hidden = letter.line_ids.filtered(lambda line: line.section == "hours")
        hidden.text = "HIDDEN hours"
        hidden.is_included = False
        cls.letter = cls._send(letter)
        cls.link = cls.letter.sudo().link_ids
        cls.path = f"/my/letter/{cls._token(cls.letter)}"

    def _get(self, path=None, **options):
        return self.url_open(path or self.path, **options)

    def _post(self, path=None, **data):
        return self.url_open(path or self.path, data=data or {"x": ""})

    def _notes(self):
        return "\n".join(self.letter.message_ids.mapped("body"))

    def assertUntouched(self):
        self.letter.invalidate_recordset()
        self.assertFalse(self.letter.activity_ids)
        self.assertFalse(self.link.date_revoked)
        self.assertEqual(self.letter.state, "sent")

    def test_page(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        for text in (
            "Orders reach accounting the same day.",
            "Orders to accounting: Export of orders",
            "Load test: you chose another way",
            "It may stand still.",
            "For you",
            "Anna Berg",
            "Jana Roth",
        ):
            self.assertIn(text, page.text)
        self.assertNotIn("HIDDEN", page.text)
        for word in COURTROOM:
            self.assertNotIn(word, page.text.lower().split("<main")[-1])
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.link.invalidate_recordset()
        self.assertTrue(self.link.date_first_viewed)
        self.assertIn("opened", self.letter.sent_summary)

    def test_earlier_letters_are_not_shown(self):
        second = self._begin()
        self.env["scope.letter.line"].with_user(self.pm).create(
            {"letter_id": second.id, "text": "Only in the second"}
        )
        self._send(second)
        self.assertNotIn("Only in the second", self._get().text)
        page = self._get(f"/my/letter/{self._token(second)}")
        self.assertIn("Only in the second", page.text)
        self.assertNotIn("Export of orders", page.text)

    def test_answer_in_a_line(self):
        page = self._post(answer="answer", text="Thank you,\x00 very <b>clear</b>")
        self.assertIn("Jana Roth has your words", page.text)
        self.letter.invalidate_recordset()
        self.assertIn("Anna Berg answers:", self._notes())
        self.assertIn("Thank you, very &lt;b&gt;clear&lt;/b&gt;", self._notes())
        self.assertNotIn("reads along", self._notes())
        activity = self.letter.activity_ids
        self.assertEqual(activity.user_id, self.pm)
        self.assertEqual(activity.summary, "Anna Berg answered the letter")
        # Twice is one activity with the newest words, and two notes.
        self._post(answer="answer", text="One more thing")
        self.letter.invalidate_recordset()
        self.assertEqual(len(self.letter.activity_ids), 1)
        self.assertIn("One more thing", self.letter.activity_ids.note)
        self.assertIn("very &lt;b&gt;clear", self._notes())

    def test_rather_talk(self):
        page = self._post(answer="talk", text="Today at 5")
        self.assertIn("Jana Roth will call you", page.text)
        self.letter.invalidate_recordset()
        self.assertEqual(
            self.letter.activity_ids.summary, "Call Anna Berg about the letter"
        )

    def test_not_me_closes_the_link(self):
        page = self._post(answer="not_me", text="I am Tom")
        self.assertIn("This link was closed", page.text)
        self.assertNotIn("Load test", page.text)
        self.link.invalidate_recordset()
        self.assertTrue(self.link.date_revoked)
        self._post(answer="answer", text="After all")
        self.assertNotIn("After all", self._notes())

    def test_scanners_and_previews_change_nothing(self):
        self.url_open(self.path, method="HEAD")
        self._get(headers={"Sec-Purpose": "prefetch"})
        self.link.invalidate_recordset()
        self.assertFalse(self.link.date_first_viewed)
        for answer in ("answer", "talk", "not_me", "x", ""):
            for text in ("", " \x00 "):
                with self.subTest(answer=answer, text=text):
                    page = self._post(answer=answer, text=text)
                    self.assertEqual(page.status_code, 200)
        self._post()
        self.url_open(self.path, data=b"<xml/>", headers={"Content-Type": "text/xml"})
        self.assertUntouched()

    def test_one_of_us_is_not_the_client(self):
        self.authenticate("scope_pm", "scope_pm")
        self.assertEqual(self._get().status_code, 200)
        self.link.invalidate_recordset()
        self.assertFalse(self.link.date_first_viewed)

    def test_too_long_an_answer_is_not_lost(self):
        page = self._post(answer="answer", text="x" * 10_000)
        self.assertIn("longer than we can take", page.text)
        self.assertIn("x" * 10_000, page.text)
        self.assertUntouched()

    def test_garbage_is_a_friendly_page(self):
        foreign, url = self.env["scope.link"]._make(
            self.tor, "sign", partner=self.contact
        )
        self.assertTrue(foreign)
        for garbage in (*GARBAGE, url.rsplit("/", 1)[1], self.path[-43:-1]):
            with self.subTest(garbage=garbage[:30]):
                for path in (f"/my/letter/{garbage}", f"/my/letter/{garbage}/pdf"):
                    page = self._get(path)
                    self.assertEqual(page.status_code, 404)
                    self.assertIn("This link leads nowhere", page.text)
                page = self._post(f"/my/letter/{garbage}", answer="answer", text="x")
                self.assertEqual(page.status_code, 404)
        self.assertEqual(self._get("/my/letter").status_code, 404)
        token = self.path.rsplit("/", 1)[1]
        self.assertEqual(self._get(f"/my/agreement/{token}").status_code, 404)
        self.assertUntouched()

    def test_revoked_and_expired_links_say_so(self):
        self.link.date_expires = fields.Datetime.now() - timedelta(days=1)
        for path in (self.path, f"{self.path}/pdf"):
            page = self._get(path)
            self.assertIn("This link has expired", page.text)
            self.assertNotIn("Load test", page.text)
        self._post(answer="answer", text="x")
        self.assertUntouched()

    def test_paper(self):
        paper = self._get(f"{self.path}/pdf")
        self.assertEqual(paper.status_code, 200)
        self.assertIn("Load test: you chose another way", paper.text)
        self.assertNotIn("HIDDEN", paper.text)

    def test_tour_of_the_client(self):
        self.start_tour(self.path, "scope_guard_answer_letter")
        self.letter.invalidate_recordset()
        self.assertIn("very clear", self.letter.activity_ids.note)


@tagged("post_install", "-at_install")
class TestLetterTours(LetterCommon, HttpCase):
    """Friday, 16:00: three clicks, nothing typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._done("Export of orders")
        cls._advise("Backup", "accepted")

    def test_from_the_scope(self):
        self.start_tour(
            f"/odoo/action-scope_guard.scope_tor_action/{self.tor.id}",
            "scope_guard_send_letter_from_scope",
            login="scope_pm",
        )
        letter = self.env["scope.letter"].search([("project_id", "=", self.project.id)])
        self.assertEqual(letter.state, "sent")
        self.assertEqual(
            letter.recipient_ids.filtered("link_id").partner_id, self.contact
        )

    def test_from_the_update(self):
        update = self._make_update(name="Monthly review")
        self.start_tour(
            f"/odoo/project/{self.project.id}/action-project.project_update_all_action",
            "scope_guard_send_letter_from_update",
            login="scope_pm",
        )
        self.assertEqual(update.scope_letter_ids.state, "sent")


@tagged("post_install", "-at_install")
class TestLetterPhone(LetterCommon, HttpCase):
    browser_size = "375x667"

    def test_page_on_a_phone(self):
        letter = self._send()
        self.start_tour(
            f"/my/letter/{self._token(letter)}", "scope_guard_answer_letter_on_a_phone"
        )
