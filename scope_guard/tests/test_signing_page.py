from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, TransactionCase, tagged

from odoo.addons.scope_guard.controllers.agreement import clean

from .test_link import ScopeSigningCommon

GARBAGE = (
    "x",
    "a" * 43,
    "ä" * 43,
    "%00",
    "%00" * 43,
    "a%00" * 20,
    "%ff%fe",
    "%F0%9F%98%80" * 20,
    "..%2f..%2fetc%2fpasswd",
    "a/b/c",
    "a%2Fb",
    "+" * 43,
    "%2B" * 43,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "a" * 10_000,
    "\u202eabc",
)


@tagged("post_install", "-at_install")
class TestAgreementPage(ScopeSigningCommon, HttpCase):
    """The page, as browsers, scanners and strangers meet it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls._send()
        cls.link = cls.env["scope.link"]._find(cls.token)
        cls.path = f"/my/agreement/{cls.token}"

    def _get(self, path=None, **options):
        return self.url_open(path or self.path, **options)

    def _post(self, path=None, **data):
        return self.url_open(path or self.path, data=data or {"x": ""})

    def _shown(self):
        return self.tor.sudo()._agreement_content(self.link)[1]

    def _agree_on_page(self, **data):
        return self._post(
            **{
                "answer": "agree",
                "name": "Anna Berg",
                "consent": "1",
                "shown": self._shown(),
                **data,
            }
        )

    def assertUntouched(self):
        self.tor.invalidate_recordset()
        self.assertEqual(self.tor.state, "sent")
        self.assertFalse(self.tor.version_ids)
        self.assertFalse(self.tor.activity_ids)
        self.assertFalse(self.tor.date_changes_asked)
        self.assertFalse(self.tor.date_wait_until)
        self.assertEqual(len(self.tor.link_ids), 2)
        self.assertFalse(any(self.tor.link_ids.mapped("date_revoked")))

    # ------------------------------------------------------------------ reading
    def test_page_shows_what_is_to_be_agreed_on(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        for text in (
            "Anna Berg",
            "Orders to accounting",
            "Migration of old orders",
            "Not part of this project",
            "What we need from you",
            "Same day orders",
            "simple electronic signature",
            "Jana Roth",
            self._shown(),
        ):
            self.assertIn(text, page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("Scope Guard", page.text)
        self.assertTrue(self.link.date_first_viewed)

    def test_head_and_previews_are_no_opening(self):
        self.assertEqual(self.url_open(self.path, method="HEAD").status_code, 200)
        self._get(headers={"Sec-Purpose": "prefetch;prerender"})
        self._get(headers={"X-Purpose": "preview"})
        self.assertFalse(self.link.date_first_viewed)

    def test_one_of_us_is_not_the_client(self):
        self.authenticate("scope_pm", "scope_pm")
        self.assertEqual(self._get().status_code, 200)
        self.assertFalse(self.link.date_first_viewed)

    def test_scanners_change_nothing_but_opened(self):
        self._get()
        self.url_open(self.path, method="HEAD")
        for answer in ("agree", "changes", "until", "colleague", "talk", "not_me", "x"):
            with self.subTest(answer=answer):
                page = self._post(
                    answer=answer, shown=self._shown(), name="", text="", consent="1"
                )
                self.assertEqual(page.status_code, 200)
                self.assertUntouched()
        self._post()
        self.url_open(self.path, data=b"<xml/>", headers={"Content-Type": "text/xml"})
        self.assertUntouched()

    def test_garbage_is_a_friendly_page(self):
        for garbage in GARBAGE:
            with self.subTest(garbage=garbage[:30]):
                for path in (
                    f"/my/agreement/{garbage}",
                    f"/my/agreement/{garbage}/pdf",
                ):
                    page = self._get(path)
                    self.assertEqual(page.status_code, 404)
                    self.assertIn("This link leads nowhere", page.text)
                page = self._post(f"/my/agreement/{garbage}", answer="agree", name="x")
                self.assertEqual(page.status_code, 404)
        self.assertEqual(self._get("/my/agreement").status_code, 404)
        self.assertUntouched()

    def test_access_token_opens_nothing(self):
        self.project._portal_ensure_token()
        token = self.project.access_token
        for path in (
            f"/my/agreement/{token}",
            f"/my/agreement/{self.tor.id}?access_token={token}",
            f"/my/agreement?access_token={token}&token={self.token}",
        ):
            self.assertEqual(self._get(path).status_code, 404, path)

    def test_revoked_and_expired_links_say_so(self):
        self.link._revoke()
        page = self._get()
        self.assertIn("This link was closed", page.text)
        self.assertNotIn("Orders to accounting", page.text)
        self._agree_on_page()
        self.assertEqual(self.tor.state, "sent")
        self.link.date_revoked = False
        self.link.date_expires = fields.Datetime.now() - timedelta(days=1)
        self.assertIn("This link has expired", self._get().text)
        self.assertIn("This link has expired", self._get(self.path + "/pdf").text)
        self._agree_on_page()
        self.assertEqual(self.tor.state, "sent")

    def test_taken_back_says_so(self):
        self.tor.with_user(self.pm).action_back_to_draft()
        page = self._get()
        self.assertIn("A new version is on its way", page.text)
        self.assertNotIn("Orders to accounting", page.text)

    def test_read_only_link_cannot_agree(self):
        path = f"/my/agreement/{self._token('read')}"
        page = self._get(path)
        self.assertIn("This is a copy for you to read", page.text)
        self.assertNotIn('name="consent"', page.text)
        answer = self._post(
            path, answer="agree", name="Tom", consent="1", shown=self._shown()
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Your link is for reading", answer.text)
        self._post(path, answer="until", day=str(fields.Date.today()))
        self._post(path, answer="colleague", email="x@x.test")
        self.assertUntouched()

    # ------------------------------------------------------------------ agreeing
    def test_agree(self):
        page = self._agree_on_page(name="  Anna\x00 Berg \x07")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Thank you, this is agreed", page.text)
        self.tor.invalidate_recordset()
        self.assertEqual(self.tor.state, "agreed")
        self.assertEqual(self.tor.version_ids.channel, "portal")
        self.assertIn("Anna Berg", self.tor.version_ids.signed_by)

    def test_agreeing_twice_is_told(self):
        self._agree_on_page()
        page = self._agree_on_page(name="Bob")
        self.assertEqual(page.status_code, 200)
        self.assertIn("This is agreed already", page.text)
        self.assertEqual(len(self.tor.version_ids), 1)

    def test_name_and_tick_are_asked_for(self):
        self.assertIn("Please type your name", self._agree_on_page(name=" \x00 ").text)
        self.assertIn("in letters", self._agree_on_page(name="123").text)
        page = self._agree_on_page(consent="")
        self.assertIn("Please tick the sentence", page.text)
        self.assertIn('value="Anna Berg"', page.text)
        self.assertIn("too long", self._agree_on_page(name="x" * 10_000).text)
        self.assertUntouched()

    def test_changed_document_is_told(self):
        shown = self._shown()
        self.project.name = "Web shop II"
        page = self._agree_on_page(shown=shown)
        self.assertIn("The document has changed, please read it again", page.text)
        self.assertUntouched()
        self.assertIn(
            "The document has changed", self._agree_on_page(shown="\x00").text
        )
        self.assertIn("this is agreed", self._agree_on_page().text)

    def test_names_from_everywhere(self):
        for name in (
            "أنا بيرغ",
            "\u202eAnna",
            "Ánna-Łucja O’Neill",
            "安娜",
            "<i>A</i>",
        ):
            with self.subTest(name=name), self.env.cr.savepoint(flush=False) as point:
                page = self._agree_on_page(name=name)
                self.assertEqual(page.status_code, 200)
                self.assertIn("this is agreed", page.text)
                self.assertNotIn("<i>A</i>", page.text)
                self.env.invalidate_all()
                self.assertNotIn("\u202e", self.tor.version_ids.signed_by)
                point.rollback()
                self.env.invalidate_all()

    # ------------------------------------------------------------------ other answers
    def test_ask_for_changes(self):
        page = self._post(answer="changes", text="About 4.2: \x00less\u202e, أقل <b>")
        self.assertIn("Jana Roth has your words", page.text)
        self.assertIn("About 4.2: less, أقل &lt;b&gt;", self._notes())
        self.tor.invalidate_recordset()
        self.assertTrue(self.tor.date_changes_asked)
        self.assertEqual(self.tor.state, "sent")

    def test_too_long_text_is_not_lost(self):
        page = self._post(answer="changes", text="x" * 10_000)
        self.assertEqual(page.status_code, 200)
        self.assertIn("longer than we can take", page.text)
        self.assertIn("x" * 10_000, page.text)
        self.assertUntouched()

    def test_need_until(self):
        day = fields.Date.today() + timedelta(days=9)
        page = self._post(answer="until", day=str(day))
        self.assertIn("Take your time until", page.text)
        self.tor.invalidate_recordset()
        self.assertEqual(self.tor.date_wait_until, day)

    def test_days_begin_where_the_company_is(self):
        # There it is another day than in Greenwich, whenever this runs.
        late = fields.Datetime.now().hour >= 10
        zone = "Pacific/Kiritimati" if late else "Etc/GMT+12"
        self.env.company.resource_calendar_id.tz = zone
        today = fields.Date.today() + timedelta(days=1 if late else -1)
        self.assertIn(f'min="{today}"', self._get().text)
        page = self._post(answer="until", day=str(today - timedelta(days=1)))
        self.assertIn("This day has passed", page.text)
        page = self._post(answer="until", day=str(today))
        self.assertIn("Take your time until", page.text)

    def test_odd_days_are_told(self):
        for day in (
            "",
            "x",
            "2026-02-30",
            "1999-01-01",
            "9999-12-31",
            "\x00",
            "٢٠٢٦-٠١-٠١",
        ):
            with self.subTest(day=day):
                page = self._post(answer="until", day=day)
                self.assertEqual(page.status_code, 200)
                self.assertIn("alert-warning", page.text)
        self.assertUntouched()

    def test_ask_a_colleague(self):
        page = self._post(answer="colleague", email=" Law@Law.test ")
        self.assertIn("Only you can agree", page.text)
        link = self.tor.link_ids.filtered(lambda link: link.occasion == "colleague")
        self.assertEqual(link.recipient, "law@law.test")

    def test_odd_addresses_are_told(self):
        for email in (
            "nobody",
            "a@b.test, c@d.test",
            "x" * 10_000 + "@x.test",
            "a@b.test\nBcc: c@d.test",
            "@",
        ):
            with self.subTest(email=email[:20]):
                page = self._post(answer="colleague", email=email)
                self.assertEqual(page.status_code, 200)
                self.assertIn("alert-warning", page.text)
        self.assertUntouched()

    def test_rather_talk(self):
        page = self._post(answer="talk", text="Today at 5, +49 30 1")
        self.assertIn("Jana Roth will call you", page.text)
        self.assertIn("Call Anna Berg", self.tor.activity_ids.summary)

    def test_not_me(self):
        page = self._post(answer="not_me", text="I am Bob")
        self.assertIn("This link was closed", page.text)
        self.assertTrue(self.link.date_revoked)

    def test_files_and_lists_instead_of_text(self):
        page = self.url_open(
            self.path,
            data={"answer": "agree", "consent": "1", "shown": self._shown()},
            files={"name": ("x.txt", b"Anna")},
        )
        self.assertEqual(page.status_code, 200)
        self.assertUntouched()

    def test_document_before_and_after(self):
        answer = self._get(self.path + "/pdf")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Orders to accounting", answer.text)
        self._agree_on_page()
        answer = self._get(self.path + "/pdf")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Agreed on", answer.text)


@tagged("post_install", "-at_install")
class TestAgreementTexts(TransactionCase):
    """What comes from outside is a plain text, or nothing."""

    def test_clean(self):
        for value, expected in (
            (None, ""),
            (7, ""),
            ("  a\x00b\x1f ", "ab"),
            ("a\r\nb\rc\td", "a\nb\nc\td"),
            ("\ud800x", "x"),
            ("\u202egnp.exe", "gnp.exe"),
            ("أنا", "أنا"),
        ):
            self.assertEqual(clean(value), expected)
