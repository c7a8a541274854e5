from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_notice import NoticeCommon
from .test_signing_page import GARBAGE


@tagged("post_install", "-at_install")
class TestForYouPage(NoticeCommon, HttpCase):
    """The page with all that waits, as browsers, scanners and strangers meet it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tor._write_sending(date_sent=fields.Datetime.now())
        notices = cls.tor._notify_later(cls.contact, "sign_reminder")
        notices |= cls.note._notify_later(cls.contact, "note")
        cls.notices = notices
        notices._send_now()
        cls.bundle = notices.bundle_id
        cls.link = cls.bundle.link_ids
        body = cls.link.mail_id.body_html
        cls.token = body.split("/my/for-you/")[1].split('"')[0]
        cls.path = f"/my/for-you/{cls.token}"

    def _get(self, path=None, **options):
        return self.url_open(path or self.path, **options)

    def _post(self, path=None, **data):
        return self.url_open(path or self.path, data=data or {"x": ""})

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertFalse(self.bundle.activity_ids)
        self.assertFalse(self.bundle.message_ids)
        links = self.link | self.link.child_ids
        self.assertEqual(len(links), 3)
        self.assertFalse(any(links.mapped("date_revoked")))

    def test_page(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        for text in (
            "For you: 2 things",
            "Anna Berg",
            "Web shop",
            "What we agree on for Web shop",
            "Read and answer",
            "Jana Roth",
            "Nobody else gets this page",
        ):
            self.assertIn(text, page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertTrue(self.link.date_first_viewed)
        self.assertFalse(any(self.link.child_ids.mapped("date_first_viewed")))

    def test_leads_on_to_each_thing(self):
        for thing in self.bundle._things(self.token):
            page = self._get(thing["url"].replace(self.bundle.get_base_url(), ""))
            self.assertEqual(page.status_code, 200)
        self.assertTrue(all(self.link.child_ids.mapped("date_first_viewed")))

    def test_done_things_are_ticked(self):
        token = self.env["scope.link"]._child_token(self.token, self.tor, "sign")
        link = self.env["scope.link"]._find(token)
        shown = self.tor.sudo()._agreement_content(link)[1]
        self._post(
            f"/my/agreement/{token}",
            answer="agree",
            name="Anna Berg",
            consent="1",
            shown=shown,
        )
        self.tor.invalidate_recordset()
        self.assertEqual(self.tor.state, "agreed")
        page = self._get()
        self.assertIn("For you: 1 thing", page.text)
        self.assertIn("Done, nothing is left to do here", page.text)
        self.assertIn("Look again", page.text)

    def test_nothing_left(self):
        self.notices.link_id._revoke()
        self.note.unlink()
        self.tor.with_user(self.pm).action_back_to_draft()
        self.assertIn("nothing left to do", self._get().text)

    def test_scanners_change_nothing(self):
        self.url_open(self.path, method="HEAD")
        self._get(headers={"Sec-Purpose": "prefetch;prerender"})
        self.assertFalse(self.link.date_first_viewed)
        self._get()
        for answer in ("talk", "not_me", "agree", "x"):
            self.assertEqual(self._post(answer=answer, text="").status_code, 200)
        self._post()
        self.url_open(self.path, data=b"<xml/>", headers={"Content-Type": "text/xml"})
        self.assertUntouched()

    def test_garbage_is_a_friendly_page(self):
        sign = self.env["scope.link"]._child_token(self.token, self.tor, "sign")
        for garbage in (*GARBAGE, sign, self.token[:-1], self.token + "/x"):
            with self.subTest(garbage=garbage[:30]):
                page = self._get(f"/my/for-you/{garbage}")
                self.assertEqual(page.status_code, 404)
                self.assertIn("This link leads nowhere", page.text)
                page = self._post(f"/my/for-you/{garbage}", answer="talk", text="x")
                self.assertEqual(page.status_code, 404)
        self.assertEqual(self._get("/my/for-you").status_code, 404)
        # The page's own token opens nothing but the page.
        self.assertEqual(self._get(f"/my/agreement/{self.token}").status_code, 404)
        self.assertUntouched()

    def test_rather_talk(self):
        page = self._post(answer="talk", text="Today at 5 <b>\x00")
        self.assertIn("Jana Roth will call you", page.text)
        self.assertEqual(self.bundle.activity_ids.summary, "Call Anna Berg")
        self.assertEqual(self.bundle.activity_ids.user_id, self.pm)
        self.assertIn("Today at 5 &lt;b&gt;", self._notes(self.bundle))

    def test_too_much_is_not_lost(self):
        page = self._post(answer="talk", text="x" * 10_000)
        self.assertIn("longer than we can take", page.text)
        self.assertIn("x" * 10_000, page.text)
        self.assertUntouched()

    def test_not_me_closes_all_of_it(self):
        page = self._post(answer="not_me", text="I am Bob")
        self.assertIn("This link was closed", page.text)
        self.env.invalidate_all()
        self.assertTrue(all((self.link | self.link.child_ids).mapped("date_revoked")))
        self.assertIn("reached somebody else", self._notes())
        self.assertIn("reached somebody else", self.bundle.activity_ids.summary)
        token = self.env["scope.link"]._child_token(self.token, self.tor, "sign")
        self.assertIn("This link was closed", self._get(f"/my/agreement/{token}").text)
        # What was sent for agreement before is another link of hers.
        first = self.tor.link_ids.filtered(lambda link: link.occasion == "sent")
        self.assertFalse(any(first.mapped("date_revoked")))
        self._post(answer="talk", text="Today")
        self.assertEqual(len(self.bundle.activity_ids), 1)

    def test_taken_back_page_keeps_its_things_open(self):
        self.link.with_user(self.pm).action_revoke()
        self.assertIn("This link was closed", self._get().text)
        token = self.env["scope.link"]._child_token(self.token, self.tor, "sign")
        self.assertIn("Orders to accounting", self._get(f"/my/agreement/{token}").text)

    def test_expired(self):
        self.link.date_expires = fields.Datetime.now() - timedelta(days=1)
        self.assertIn("This link has expired", self._get().text)
        self._post(answer="talk", text="Today")
        self.assertUntouched()
