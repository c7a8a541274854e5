import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from ..models.scope_tor_version import FREEZE
from .test_change_answer import AnswerCase
from .test_signing_page import GARBAGE


class ChangePageCase(AnswerCase):
    """Two points put to Anna Berg by mail, 12 and 3 hours; Tom Reader reads along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pm.email = "jana@firm.test"
        cls.reader = cls.env["res.partner"].create(
            {
                "name": "Tom Reader",
                "email": "tom@nordwind.test",
                "parent_id": cls.partner.id,
            }
        )
        cls.tor.with_context(scope_freeze=FREEZE).write(
            {"date_end": fields.Date.today() + timedelta(days=90)}
        )
        cls._renegotiate()
        cls.shop = cls._create_item("Shop", allowance_hours=12)
        cls._agree()
        cls.change = cls.Change.create(
            {
                "tor_id": cls.tor.id,
                "name": "Map of dealers",
                "reason": "Dealers are <b>asked</b> for",
                "impact_if_waits": "Dealers go on calling",
                "days_added": 5,
                "requested_by_id": cls.contact.id,
                "line_ids": [
                    Command.create(
                        {"name": "A map", "hours": 12, "clause": "All dealers"}
                    ),
                    Command.create({"name": "A list", "hours": 3}),
                ],
            }
        )
        cls.map, cls.list = cls.change.line_ids
        cls.token = cls._put(cls.change, cls.reader)
        cls.link = cls.env["scope.link"]._find(cls.token)
        cls.path = f"/my/change/{cls.token}"

    @classmethod
    def _put(cls, change, readers=None, **values):
        """Put a change as its manager does; return the token of who decides."""
        cls.env["scope.change.put"].with_user(cls.pm).create(
            {
                "change_id": change.id,
                "reader_ids": [Command.set(readers.ids if readers else [])],
                **values,
            }
        ).action_send()
        return cls._token(change)

    @classmethod
    def _token(cls, change, purpose="decide"):
        links = change.link_ids.filtered(lambda link: link.purpose == purpose)
        body = links.sorted("id")[-1:].sudo().mail_id.body_html
        return re.search(r"/my/change/([\w-]{43})", body)[1]

    def _shown(self):
        return self.change.sudo()._page_content()[1]

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.change.state, "sent")
        self.assertEqual(self.tor.current_version_id.number, 2)
        self.assertFalse(self.change.activity_ids)
        self.assertFalse(self.change.date_wait_until)
        self.assertFalse(any(self.change.link_ids.mapped("date_revoked")))
        self.assertEqual(self.Change.search_count([("tor_id", "=", self.tor.id)]), 1)

    def _person(self, change=None):
        reference = (change or self.change).answerer_ref
        return self.env["scope.ledger.person"].sudo().browse(reference)._values()


@tagged("post_install", "-at_install")
class TestChangePage(ChangePageCase, HttpCase):
    """The page of a change, as browsers, scanners and strangers meet it."""

    def _get(self, path=None, **options):
        return self.url_open(path or self.path, **options)

    def _post(self, path=None, **data):
        return self.url_open(path or self.path, data=data or {"x": ""})

    def _answer_page(self, map_way="pay", list_way="rejected", leaves=(), **data):
        data = {
            "answer": "answer",
            "name": "Anna Berg",
            "consent": "1",
            "shown": self._shown(),
            f"line_{self.map.id}": map_way,
            f"line_{self.list.id}": list_way,
            **data,
        }
        for item in leaves:
            data.setdefault(f"leaves_{item.id}", "1")
            data.setdefault(f"hours_{item.id}", f"{item.allowance_hours:g}")
        page = self._post(**data)
        self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        return page.text

    # ------------------------------------------------------------------ reading
    def test_the_page_leads_with_the_three_ways(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        html = page.text
        for text in (
            "For you, ",
            "Anna Berg",
            "Map of dealers",
            "Dealers are &lt;b&gt;asked&lt;/b&gt; for",
            "Dealers go on calling",
            "5 days more",
            "All dealers",
            "12 h",
            "1,200.00",
            "This is the answer of Nordwind GmbH.",
            "simple electronic signature",
            "Tom Reader, Jana Roth",
            self._shown(),
        ):
            self.assertIn(text, html)
        self.assertLess(html.index("We swap it:"), html.index("Dealers go on calling"))
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        for word in ("Scope Guard", "verdict", "declined", "evidence"):
            self.assertNotIn(word, html)
        # Nothing is chosen, ticked or typed.
        self.assertNotIn('checked="checked"', html)
        self.assertTrue(self.link.date_first_viewed)

    def test_what_was_included_and_what_it_is_worth(self):
        self.env["scope.goodwill"].create(
            {
                "name": "Gift",
                "project_id": self.project.id,
                "company_id": self.env.company.id,
                "currency_id": self.env.company.currency_id.id,
                "hours": 3,
                "rate": 100,
            }
        )
        self._sent(self._create_task("Other", allocated_hours=4))
        self._change(self._create_task("Not put yet", allocated_hours=7))
        html = self._get().text
        self.assertIn("Included at no charge so far", html)
        self.assertIn("3 hours", html)
        # No price was agreed on: what hours cost us is not for the client.
        figures = self._figures(html)
        self.assertNotIn("Originally", figures)
        self.assertEqual(figures["Also with you to decide"], 400)
        self.assertEqual(figures["With all of it"], 1500)
        tor = self.tor.with_context(scope_freeze=FREEZE)
        tor.contract_value = 10000
        figures = self._figures(self._get().text)
        # Of what is not decided only what was put counts.
        self.assertEqual(figures["Also with you to decide"], 400)
        self.assertEqual(figures["This, if you pay all of it"], 1500)
        self.assertEqual(
            figures["With all of it"],
            figures["Originally"] + figures.get("Agreed since", 0) + 1500,
        )

    def _figures(self, html):
        rows = re.findall(
            r'<th scope="row">\s*(?:<span[^>]*>)?([^<]+?)(?:</span>.*?)?\s*</th>'
            r"\s*<td[^>]*>(.*?)</td>",
            html,
            re.DOTALL,
        )
        return {
            label.strip(): float(re.sub(r"[^0-9.]", "", text)) for label, text in rows
        }

    def test_head_previews_and_one_of_us_are_no_opening(self):
        self.assertEqual(self.url_open(self.path, method="HEAD").status_code, 200)
        self._get(headers={"Sec-Purpose": "prefetch;prerender"})
        self.authenticate("scope_pm", "scope_pm")
        self.assertEqual(self._get().status_code, 200)
        self.assertFalse(self.link.date_first_viewed)

    def test_scanners_change_nothing_but_opened(self):
        html = self._get().text
        self.url_open(self.path, method="HEAD")
        # The form as it is, with what a program fills in by itself.
        fields_ = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html))
        self._post(**fields_)
        for answer in ("answer", "ask", "until", "talk", "not_me", "wish", "x"):
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
                for path in (f"/my/change/{garbage}", f"/my/change/{garbage}/pdf"):
                    page = self._get(path)
                    self.assertEqual(page.status_code, 404)
                    self.assertIn("This link leads nowhere", page.text)
                page = self._post(f"/my/change/{garbage}", answer="answer", name="x")
                self.assertEqual(page.status_code, 404)
        self.assertEqual(self._get("/my/change").status_code, 404)
        self.assertEqual(self._get(self.path[:-1]).status_code, 404)
        self.assertUntouched()

    def test_links_to_something_else_lead_nowhere(self):
        link, url = self.env["scope.link"]._make(self.tor, "sign", partner=self.contact)
        token = url.rsplit("/", 1)[1]
        for page in (
            self._get(f"/my/change/{token}"),
            self._post(f"/my/change/{token}", answer="answer", name="A", consent="1"),
            self._get(f"/my/agreement/{self.token}"),
        ):
            self.assertEqual(page.status_code, 404)
        self.assertFalse(link.date_first_viewed)
        self.assertUntouched()

    def test_a_link_answers_its_own_change_alone(self):
        other = self.Change.create(
            {
                "tor_id": self.tor.id,
                "line_ids": [Command.create({"name": "Other", "hours": 1})],
            }
        )
        path = f"/my/change/{self._put(other)}"
        self.assertNotIn("A map", self._get(path).text)
        self._post(
            path,
            answer="answer",
            name="Anna Berg",
            consent="1",
            shown=self._shown(),
            **{f"line_{self.map.id}": "pay", f"line_{self.list.id}": "pay"},
        )
        self.env.invalidate_all()
        self.assertEqual((self.change.state, other.state), ("sent", "sent"))
        self.assertFalse(other.sudo()._may_decide(self.link))

    def test_revoked_expired_and_taken_back_say_so(self):
        self.link._revoke()
        html = self._get().text
        self.assertIn("This link was closed", html)
        self.assertNotIn("A map", html)
        self.assertIn("This link was closed", self._answer_page())
        self.link.date_revoked = False
        self.link.date_expires = fields.Datetime.now() - timedelta(days=1)
        self.assertIn("This link has expired", self._get().text)
        self.assertIn("This link has expired", self._get(self.path + "/pdf").text)
        self.assertIn("This link has expired", self._answer_page())
        self.link.date_expires = False
        self.assertUntouched()
        shown = self._shown()
        self.change.with_user(self.pm).action_draft()
        self.assertIn("We took this back", self._get().text)
        self.assertIn("We took this back", self._answer_page(shown=shown))
        self.assertEqual(self.change.state, "draft")
        self.assertEqual(set(self.change.link_ids.mapped("state")), {"revoked"})

    def test_while_the_agreement_is_renewed_nothing_is_answered(self):
        self._renegotiate()
        self.assertIn("One thing after the other", self._get().text)
        self.assertIn("One thing after the other", self._answer_page())
        self.assertEqual(self.change.state, "sent")

    def test_a_link_to_read_decides_nothing(self):
        path = f"/my/change/{self._token(self.change, 'read')}"
        html = self._get(path).text
        self.assertIn("This is a copy for you to read", html)
        self.assertIn("A map", html)
        self.assertNotIn('type="radio"', html)
        self.path = path
        self.assertIn("Your link is for reading", self._answer_page())
        page = self._post(path, answer="until", day=str(fields.Date.today()))
        self.assertIn("Your link is for reading", page.text)
        self.assertUntouched()
        page = self._post(path, answer="ask", text="Why?")
        self.assertIn("Jana Roth has your question", page.text)
        self.assertIn(
            "Tom Reader (reads along) asks",
            "".join(self.change.message_ids.mapped("body")),
        )

    # ------------------------------------------------------------------ answering
    def test_pay_one_and_leave_the_other(self):
        html = self._answer_page(name="  Anna\x00 Berg \x07")
        self.assertIn("Thank you, we have your answer", html)
        self.assertIn("We do it", html)
        self.assertIn("version <b>3</b>", html)
        change = self.change
        self.assertEqual((change.state, change.answer_channel), ("approved", "portal"))
        self.assertEqual(change.line_ids.mapped("answer"), ["pay", "rejected"])
        self.assertEqual(change.paid_amount, 1200)
        self.assertFalse(change.on_behalf_user_id)
        self.assertEqual(change.version_id, self.tor.current_version_id)
        self.assertEqual(change.version_id.channel, "portal")
        self.assertIn("All dealers", self.tor.item_ids.mapped("clause"))
        person = self._person()
        self.assertEqual((person["name"], person["contact"]), ("Anna Berg",) * 2)
        self.assertIn("This is the answer of Nordwind GmbH", person["consent"])
        # What was shown is kept, word by word.
        self.assertEqual(
            person["content_hash"],
            change.version_id._hash_content(change.answer_shown),
        )
        note = change.message_ids[:1]
        self.assertEqual(note.author_id, self.contact)
        self.assertIn("on the client's page", note.body)
        self.assertNotIn("on the client's behalf", note.body)
        # The days were added once, and the page says so.
        self.assertIn("5 days more", html)
        later = fields.Date.add(fields.Date.today(), days=95)
        self.assertEqual(self.tor.date_end, later)

    def test_swap(self):
        html = self._answer_page("swap", "pay", leaves=[self.shop])
        self.assertIn("Swapped", html)
        self.assertIn("Leaves instead", html)
        self.assertFalse(self.shop.active)
        self.assertEqual(self.change.paid_hours, 3)
        self.assertEqual(self.change.swap_ids.item_id, self.shop)

    def test_a_part_of_a_point_leaves(self):
        html = self._answer_page(
            "rejected", "swap", [self.shop], **{f"hours_{self.shop.id}": "3,5"}
        )
        self.assertIn("we have your answer", html)
        self.assertEqual(self.shop.allowance_hours, 8.5)

    def test_a_swap_that_is_too_small_is_told(self):
        html = self._answer_page("swap", "rejected", leaves=[self.orders])
        self.assertIn("12 h are needed, and 10 h are chosen", html)
        self.assertUntouched()
        # What was chosen stands there again.
        self.assertEqual(html.count('checked="checked"'), 3)
        self.assertIn('value="Anna Berg"', html)
        self.assertIn("0 h are chosen", self._answer_page("swap", "rejected"))
        for figure in ("x", "-3", "1e3", "99", "0", "٣"):
            with self.subTest(figure=figure):
                html = self._answer_page(
                    "swap", "rejected", [self.shop], **{f"hours_{self.shop.id}": figure}
                )
                self.assertIn("alert-warning", html)
        self.assertUntouched()

    def test_only_what_is_offered_leaves(self):
        self.assertNotIn(self.catalogue, self.change.swap_offer_ids)
        html = self._answer_page("swap", "rejected", leaves=[self.catalogue])
        self.assertIn("0 h are chosen", html)
        self.assertUntouched()

    def test_later_goes_to_the_ideas(self):
        html = self._answer_page("later_phase", "later_phase")
        self.assertIn("Later", html)
        ideas = self.tor.item_ids.filtered(lambda item: item.kind == "later_phase")
        self.assertLessEqual({"A map", "A list"}, set(ideas.mapped("name")))
        self.assertEqual(self.change.paid_amount, 0)

    def test_leave_all_of_it(self):
        html = self._answer_page("rejected", "rejected")
        self.assertIn("This stays as it is", html)
        self.assertEqual(self.change.state, "rejected")
        self.assertEqual(self.tor.current_version_id.number, 2)
        self.assertEqual(self._person()["name"], "Anna Berg")
        self.assertEqual(self.change.answered_by, "Anna Berg (Head of finance)")

    def test_figures_of_zero_are_there_for_the_script(self):
        html = self._get().text
        # No price was agreed on: the answer is worth what is paid, and not NaN.
        self.assertIn('data-value="0.0"', html)
        self.change.currency_id.rounding = 1
        self.assertIn('data-digits="0"', self._get().text)

    def test_the_script_speaks_the_language_of_the_page(self):
        self.env["res.lang"]._activate_lang("de_DE")
        terms = self._get("/website/translations?lang=de_DE").text
        self.assertIn("The same for all points:", terms)

    def test_who_gets_the_answer_is_said_after_it_too(self):
        html = self._answer_page()
        self.assertIn(f"to you and to Tom Reader, {self.pm.name}.", html)

    def test_answering_twice_is_told(self):
        shown = self._shown()
        self._answer_page()
        html = self._answer_page("pay", "pay", name="Bob", shown=shown)
        self.assertIn("This is answered already, by Anna Berg", html)
        self.assertEqual(self.change.line_ids[1].answer, "rejected")
        self.assertEqual(self.tor.current_version_id.number, 3)

    def test_recorded_by_us_meanwhile(self):
        shown = self._shown()
        self._answer(self.change, "rejected")
        html = self._answer_page(shown=shown)
        self.assertIn("This is answered already", html)
        self.assertIn("as recorded by Jana Roth", self._get().text)

    def test_what_is_missing_is_asked_for(self):
        for values, sentence in (
            ({"map_way": "", "list_way": ""}, "choose a way for each point first"),
            ({"list_way": ""}, "Still open: “A list”"),
            ({"list_way": "free"}, "Still open: “A list”"),
            ({"name": " \x00 "}, "Please type your name"),
            ({"name": "123"}, "in letters"),
            ({"name": "x" * 10_000}, "too long"),
            ({"consent": ""}, "Please tick the sentence"),
        ):
            with self.subTest(**{k: v[:9] for k, v in values.items()}):
                self.assertIn(sentence, self._answer_page(**values))
        self.assertUntouched()

    def test_changed_meanwhile_is_told(self):
        shown = self._shown()
        # A change that was answered meanwhile moved what is agreed.
        task = self._create_task(scope_item_id=self.orders.id, allocated_hours=20)
        self._answer(self._sent(task))
        html = self._answer_page(shown=shown)
        self.assertIn("This has changed, please read it again", html)
        self.assertEqual(self.change.state, "sent")
        self.assertIn("This has changed", self._answer_page(shown="\x00"))
        self.assertIn("we have your answer", self._answer_page())

    def test_what_moved_is_shown_as_it_is_now(self):
        task = self._create_task(scope_item_id=self.orders.id, allocated_hours=20)
        second = self._create_task(scope_item_id=self.orders.id, allocated_hours=2)
        later = self._change(second)
        token = self._put(later)
        self._answer(self._sent(task))
        self.assertEqual(self.orders.allowance_hours, 30)
        html = self._get(f"/my/change/{token}").text
        self.assertIn("30 h now, 32 h with it", html)
        page = self._post(
            f"/my/change/{token}",
            answer="answer",
            name="Anna",
            consent="1",
            shown=later.sudo()._page_content()[1],
            **{f"line_{later.line_ids.id}": "pay"},
        )
        self.assertIn("we have your answer", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.orders.allowance_hours, 32)

    def test_a_point_that_left_cannot_be_paid(self):
        task = self._create_task(scope_item_id=self.orders.id, allocated_hours=2)
        change = self._change(task)
        token = self._put(change)
        self._answer_page("rejected", "swap", leaves=[self.orders])
        html = self._get(f"/my/change/{token}").text
        self.assertIn("This point left our agreement meanwhile", html)
        self.assertNotIn('value="pay"', html)
        page = self._post(
            f"/my/change/{token}",
            answer="answer",
            name="Anna",
            consent="1",
            shown=change.sudo()._page_content()[1],
            **{f"line_{change.line_ids.id}": "pay"},
        )
        self.assertIn("Please choose one of the ways first", page.text)

    def test_what_cannot_be_applied_reaches_us(self):
        self.tor.with_context(scope_freeze=FREEZE).allowance_total = 5
        line = self.change.line_ids[1]
        self.change.with_user(self.pm).action_draft()
        line.write({"operation": "hours", "item_id": self.orders.id, "hours": -6})
        self.map.unlink()
        token = self._put(self.change)
        page = self._post(
            f"/my/change/{token}",
            answer="answer",
            name="Anna",
            consent="1",
            shown=self._shown(),
            **{f"line_{line.id}": "pay"},
        )
        self.assertIn("Your answer reached Jana Roth", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.change.state, "sent")
        self.assertIn("could not be applied", self.change.activity_ids.summary)

    def test_names_from_everywhere(self):
        for name in ("أنا بيرغ", "\u202eAnna", "安娜 😀", "<i>A</i>"):
            with self.subTest(name=name), self.env.cr.savepoint(flush=False) as point:
                html = self._answer_page("rejected", "rejected", name=name)
                self.assertIn("we have your answer", html)
                self.assertNotIn("<i>A</i>", html)
                self.assertNotIn("\u202e", self.change.answered_by)
                point.rollback()
                self.env.invalidate_all()

    # ------------------------------------------------------------------ other answers
    def test_a_question_decides_nothing(self):
        page = self._post(answer="ask", text="Why \x00so much\u202e, لماذا <b>😀")
        self.assertIn("Jana Roth has your question", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.change.state, "sent")
        activity = self.change.activity_ids
        self.assertEqual(activity.user_id, self.pm)
        self.assertIn("Anna Berg asks about CR-", activity.summary)
        self.assertIn(
            "Why so much, لماذا &lt;b&gt;😀",
            "".join(self.change.message_ids.mapped("body")),
        )
        self.assertIn("we have your answer", self._answer_page())
        # What was asked is settled with the answer.
        self.assertFalse(self.change.activity_ids)

    def test_too_long_a_question_is_not_lost(self):
        page = self._post(answer="ask", text="x" * 10_000)
        self.assertIn("longer than we can take", page.text)
        self.assertIn("x" * 10_000, page.text)
        self.assertUntouched()

    def test_need_until(self):
        day = fields.Date.today() + timedelta(days=9)
        page = self._post(answer="until", day=str(day))
        self.assertIn("Take your time until", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.change.date_wait_until, day)
        for odd in ("", "x", "2026-02-30", "1999-01-01", "9999-12-31", "\x00"):
            with self.subTest(day=odd):
                page = self._post(answer="until", day=odd)
                self.assertIn("alert-warning", page.text)

    def test_rather_talk_and_not_me(self):
        page = self._post(answer="talk", text="Today at 5")
        self.assertIn("Jana Roth will call you", page.text)
        self.env.invalidate_all()
        self.assertIn("Call Anna Berg about CR-", self.change.activity_ids.summary)
        page = self._post(answer="not_me", text="I am Bob")
        self.assertIn("This link was closed", page.text)
        self.assertTrue(self.link.date_revoked)

    def test_wrong_verbs(self):
        for method in ("PUT", "DELETE", "PATCH"):
            answer = self.url_open(self.path, method=method)
            self.assertIn(answer.status_code, (404, 405))
        page = self._post(self.path + "/pdf", answer="answer", name="Anna")
        self.assertEqual(page.status_code, 404)
        self.assertUntouched()

    def test_document_before_and_after(self):
        page = self._get(self.path + "/pdf")
        self.assertEqual(page.status_code, 200)
        self.assertIn("A map", page.text)
        self.assertIn("For you to decide", page.text)
        self._answer_page()
        page = self._get(self.path + "/pdf")
        self.assertIn("Agreed on", page.text)

    def test_in_days_where_we_count_in_days(self):
        self.env.company.scope_hours_unit = "day"
        html = self._get().text
        self.assertIn("1.5 days", html)
        html = self._answer_page(
            "rejected", "swap", [self.shop], **{f"hours_{self.shop.id}": "0.5"}
        )
        self.assertIn("we have your answer", html)
        self.assertEqual(self.shop.allowance_hours, 8)

    # ------------------------------------------------------------------ wishes
    def _wishes(self):
        self.env.invalidate_all()
        return self.Change.search(
            [("tor_id", "=", self.tor.id), ("wish_link_id", "!=", False)]
        )

    def test_a_wish_arrives_as_a_draft(self):
        self._answer_page()
        self.assertIn("nothing is ordered by this", self._get().text)
        page = self._post(
            answer="wish", text="Dear Jana, dealers on <b>phones</b>. \x00Soon?"
        )
        self.assertIn("comes back with hours and price", page.text)
        wish = self._wishes()
        self.assertEqual((wish.state, wish.user_id), ("draft", self.pm))
        self.assertEqual(wish.requested_by_id, self.contact)
        self.assertEqual(wish.line_ids.name, "dealers on <b>phones</b>.")
        self.assertIn("Soon?", wish.reason)
        self.assertEqual((wish.hours, wish.amount), (0, 0))
        self.assertIn("Anna Berg wishes something", wish.activity_ids.summary)
        self.assertEqual(wish.activity_ids.user_id, self.pm)
        # Pressed twice it is one wish.
        self._post(answer="wish", text="Dear Jana, dealers on <b>phones</b>. \x00Soon?")
        self.assertEqual(len(self._wishes()), 1)

    def test_five_wishes_wait_at_most(self):
        self._answer_page()
        for number in range(5):
            self._post(answer="wish", text=f"Wish {number}")
        page = self._post(answer="wish", text="Wish 6")
        self.assertIn("5 wishes of yours are with us already", page.text)
        self.assertIn("Wish 6", page.text)
        wishes = self._wishes()
        self.assertEqual(len(wishes), 5)
        wishes[0].action_cancel()
        self.assertFalse(wishes[0].activity_ids)
        self._post(answer="wish", text="Wish 6")
        self.assertEqual(len(self._wishes()), 6)

    def test_wishes_from_the_page_of_the_agreement(self):
        version = self.tor.current_version_id
        Link = self.env["scope.link"]
        for purpose, person in (("sign", self.contact), ("read", self.reader)):
            _link, url = Link._make(
                self.tor, purpose, partner=person, version_id=version.id
            )
            path = "/my/agreement/" + url.rsplit("/", 1)[1]
            html = self._get(path).text
            self.assertIn("Something new you would like?", html)
            self.assertNotIn("More was agreed since then", html)
            page = self._post(path, answer="wish", text=f"Of {person.name}")
            self.assertIn("nothing is ordered by this", page.text)
        self.assertEqual(self._wishes().requested_by_id, self.contact | self.reader)
        self.assertIn("Please write a line", self._post(path, answer="wish").text)
        # No price was agreed on, so the client reads none.
        self.assertNotIn("With you to decide", html)
        self.tor.with_context(scope_freeze=FREEZE).contract_value = 10000
        self.assertIn("With you to decide", self._get(path).text)
        self._answer_page()
        html = self._get(path).text
        self.assertNotIn("With you to decide", html)
        self.assertIn("Agreed since", html)
        self.assertIn("More was agreed since then", html)
        self.assertIn("Map of dealers", html)
