from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import html2plaintext

from odoo.addons.mail.tools.discuss import Store

from ..models.scope_tor_version import FREEZE
from .common import ScopeVerdictCommon

#: A client never reads these, in any letter of ours.
NEVER = (
    "verdict",
    "flag",
    "declin",
    "scope guard",
    "out of scope",
    "tor ",
    "exclusion",
)


class ReplyCase(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"scope_hourly_rate": 100})
        cls.tor.with_context(scope_freeze=FREEZE).signatory_id = cls.contact
        cls.tom = cls.portal_user.partner_id
        cls.tom.email = "tom@nordwind.test"
        cls.boss = cls.env["res.partner"].create(
            {"name": "Fourteenth", "email": "boss@nordwind.test"}
        )

    @classmethod
    def _mail(cls, record, author=None, subject="", body="", **values):
        return (
            record.sudo()
            .with_context(mail_create_nosubscribe=True)
            .message_post(
                author_id=(author or cls.tom).id,
                subject=subject,
                body=Markup(body),
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                **values,
            )
        )

    def _compose(self, action, user=None):
        """The composer as it comes up from an action."""
        self.assertEqual(action["res_model"], "mail.compose.message")
        Composer = self.env["mail.compose.message"].with_user(user or self.pm)
        return Form(Composer.with_context(**action["context"]))

    def _draft(self, action):
        """Recipients and text of the draft, less its blanks."""
        context = action["context"]
        text = " ".join(html2plaintext(context["default_body"]).split())
        for word in NEVER:
            self.assertNotIn(word, text.lower())
        return self.env["res.partner"].browse(context["default_partner_ids"]), text

    def _reply(self, record, user=None):
        return self._draft(record.with_user(user or self.pm).action_scope_reply())


@tagged("post_install", "-at_install")
class TestReply(ReplyCase):
    def test_what_is_not_part_of_it_is_quoted_with_three_ways(self):
        task = self._create_task(
            "An app for phones", scope_item_id=self.exclusion.id, allocated_hours=6
        )
        people, text = self._reply(task)
        self.assertEqual(people, self.contact, "who agrees for the client")
        self.assertIn(f"{self.exclusion.code} Mobile app", text)
        self.assertIn("Our agreement, version 1, agreed on", text)
        self.assertIn("by Anna Berg", text)
        self.assertIn("An app for phones", text)
        for way in ("Pay:", "Swap:", "Later:"):
            self.assertIn(way, text)
        self.assertIn(
            "6 h, $\xa0600.00".replace("\xa0", " "), text.replace("\xa0", " ")
        )
        self.assertIn("Jana Roth", text)

    def test_the_text_and_the_section_of_the_item_are_quoted(self):
        self._renegotiate()
        self.exclusion.write(
            {"source_section": "7.1", "clause": "No <b>app</b>.\nNot this year."}
        )
        self._agree()
        task = self._create_task(scope_item_id=self.exclusion.id)
        body = task.with_user(self.pm).action_scope_reply()["context"]["default_body"]
        self.assertIn("No &lt;b&gt;app&lt;/b&gt;.", body)
        _people, text = self._reply(task)
        self.assertIn("7.1 Mobile app", text)
        self.assertIn("Not this year.", text)
        self.assertIn("version 2", text)

    def test_each_kind_has_words_of_its_own(self):
        expected = {
            self.exclusion: "not part of this project",
            self.removed: "not part of this project",
            self.later: "ideas for later",
            self.responsibility: "comes from your side",
            self.assumption: "that can happen",
            self.catalogue: "nothing for you to decide",
        }
        for item, words in expected.items():
            with self.subTest(item=item.name):
                task = self._create_task(scope_item_id=item.id, allocated_hours=1)
                _people, text = self._reply(task)
                self.assertIn(words, text)
                self.assertIn(item.name, text)
                self.assertEqual("Swap:" in text, item != self.catalogue)

    def test_over_the_hours_says_which(self):
        self._create_task(scope_item_id=self.orders.id, allocated_hours=9)
        task = self._create_task(scope_item_id=self.orders.id, allocated_hours=4)
        self.assertEqual(task.scope_verdict, "over_allowance")
        _people, text = self._reply(task)
        self.assertIn(
            "The 10 hours that we agreed on for it are planned already.", text
        )
        self.assertIn("4 h", text)

    def test_after_the_last_day_and_over_the_whole(self):
        self._renegotiate()
        self.tor.write({"allowance_total": 3, "date_end": "2026-01-31"})
        self._agree()
        over = self._create_task(scope_item_id=self.catalogue.id, allocated_hours=4)
        self.assertEqual(over.scope_reasons, "tor_hours")
        self.assertIn("for the whole project", self._reply(over)[1])
        late = self._create_task(scope_item_id=self.catalogue.id)
        if late.scope_reasons == "after_end":
            self.assertIn("January 31, 2026", self._reply(late)[1])

    def test_not_in_the_agreement_at_all(self):
        task = self._create_task("Something else", allocated_hours=2)
        self.assertEqual(task.scope_verdict, "undecided")
        _people, text = self._reply(task)
        self.assertIn("not mentioned there", text)
        self.assertIn("2 h", text)

    def test_hours_and_price_only_where_they_are_known(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        self.assertIn("the hours and the price from us before", self._reply(task)[1])
        task.allocated_hours = 3
        self.env.company.scope_hourly_rate = 0
        text = self._reply(task)[1]
        self.assertIn("that is 3 h.", text)

    def test_the_answer_goes_to_who_wrote_and_to_nobody_else(self):
        task = self._create_task("Logo", scope_item_id=self.exclusion.id)
        task.message_subscribe((self.boss | self.contact).ids)
        message = self._mail(
            task,
            subject="AW: Logo",
            body="<p>Where is it?</p>",
            partner_ids=self.boss.ids,
        )
        for record in (task, message):
            with self.subTest(record=record):
                action = record.with_user(self.pm).action_scope_reply()
                people, text = self._draft(action)
                self.assertEqual(people, self.tom)
                self.assertIn("Hello", text)
                self.assertEqual(action["context"]["default_subject"], "Re: Logo")
        composer = self._compose(action).save()
        composer.action_send_mail()
        sent = task.message_ids[0]
        self.assertEqual(sent.author_id, self.pm.partner_id)
        self.assertEqual(sent.parent_id, message)
        self.assertEqual(sent.notified_partner_ids, self.tom)
        self.assertIn("Swap", sent.body)
        self.assertNotEqual(sent.subtype_id, self.env.ref("mail.mt_note"))

    def test_who_wrote_without_being_a_contact_becomes_one(self):
        task = self._create_task("Logo", scope_item_id=self.exclusion.id)
        message = self._mail(task, body="<p>Where is it?</p>")
        message.write({"author_id": False, "email_from": '"Eva New" <eva@new.test>'})
        people, text = self._reply(message)
        self.assertEqual(people.email, "eva@new.test")
        self.assertIn("Hello Eva New", text)

    def test_a_message_of_ours_is_answered_to_the_client(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        message = self._mail(task, author=self.consultant.partner_id, body="<p>Hm</p>")
        self.assertEqual(self._reply(message)[0], self.contact)

    def test_the_words_of_a_message_find_the_item(self):
        message = self._mail(self.project, body="<p>When do we get the mobile app?</p>")
        action = message.with_user(self.pm).action_scope_reply()
        self.assertEqual(action["context"]["default_scope_item_id"], self.exclusion.id)
        self.assertEqual(action["context"]["default_model"], "project.project")
        # Nothing is promised by a guess.
        message = self._mail(self.project, body="<p>Orders to accounting, please</p>")
        self.assertIn("not mentioned there", self._reply(message)[1])
        # What a task in scope is asked about may be something else.
        task = self._create_task("Catalogue", scope_item_id=self.catalogue.id)
        message = self._mail(task, body="<p>And as a mobile app?</p>")
        self.assertIn("Mobile app", self._reply(message)[1])
        message = self._mail(task, body="<p>Fine, thanks</p>")
        self.assertIn("nothing for you to decide", self._reply(message)[1])

    def test_another_item_rewrites_the_draft(self):
        task = self._create_task("Something else", allocated_hours=2)
        composer = self._compose(task.with_user(self.pm).action_scope_reply())
        self.assertFalse(composer.scope_item_id)
        composer.scope_item_id = self.later
        self.assertIn("Spare parts", composer.body)
        composer.scope_item_id = self.env["scope.item"]
        self.assertIn("not mentioned there", composer.body)
        composer.body = "<p>Mine</p>"
        self.assertIn("Mine", composer.save().body)

    def test_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("de_DE")
        template = self.env.ref("scope_guard.mail_template_reply_not_part")
        template.with_context(lang="de_DE").body_html = "<p>Drei Wege</p>"
        self.contact.lang = "de_DE"
        task = self._create_task(scope_item_id=self.exclusion.id)
        self.assertEqual(self._reply(task)[1], "Drei Wege")
        self.contact.lang = "en_US"
        self.assertIn("Swap:", self._reply(task)[1])

    def test_a_template_that_the_firm_deleted_leaves_an_empty_page(self):
        self.env.ref("scope_guard.mail_template_reply_not_part").unlink()
        task = self._create_task("Logo", scope_item_id=self.exclusion.id)
        self.assertEqual(self._reply(task)[1], "")

    def test_without_an_agreement_there_is_no_clause(self):
        project = self.env["project.project"].create({"name": "New"})
        self.env["scope.tor"].create({"project_id": project.id})
        task = self.env["project.task"].create({"name": "T", "project_id": project.id})
        with self.assertRaisesRegex(UserError, "Nothing is agreed on New yet"):
            task.action_scope_reply()
        message = self._mail(self.partner, body="<p>Hello</p>")
        with self.assertRaisesRegex(UserError, "Open the one it belongs to"):
            message.with_user(self.pm).action_scope_reply()

    def test_the_web_client_knows_where_there_is_a_clause(self):
        task = self._create_task()
        for user, expected in ((self.pm, True), (self.consultant, True)):
            for record in (task, self.project, self.tor):
                store = Store()
                record.with_user(user)._thread_to_store(
                    store, [], request_list=["followers"]
                )
                data = store.get_result()["mail.thread"]
                found = [row for row in data if row["model"] == record._name]
                self.assertEqual(found[0]["scope_has_clauses"], expected)
        other = self.env["project.project"].create({"name": "No scope"})
        store = Store()
        other._thread_to_store(store, [], request_list=["followers"])
        self.assertFalse(store.get_result()["mail.thread"][0]["scope_has_clauses"])


@tagged("post_install", "-at_install")
class TestReplyAccess(ReplyCase):
    def test_a_consultant_replies_without_naming_a_price(self):
        task = self._create_task(scope_item_id=self.exclusion.id, allocated_hours=6)
        _people, text = self._reply(task, self.consultant)
        self.assertNotIn("600", text)
        self.assertIn("the hours and the price from us before", text)
        self.assertIn("Ole Kern", text)
        action = task.with_user(self.consultant).action_scope_reply()
        self._compose(action, self.consultant).save().action_send_mail()
        self.assertEqual(task.message_ids[0].notified_partner_ids, self.contact)

    def test_who_is_not_in_the_project_reads_no_clause(self):
        task = self._create_task(
            scope_item_id=self.exclusion.id,
            user_ids=[Command.link(self.consultant.id)],
        )
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        self.env.invalidate_all()
        self.assertTrue(task.with_user(self.consultant).has_access("read"))
        with self.assertRaisesRegex(UserError, "is not open to you"):
            task.with_user(self.consultant).action_scope_reply()
        self.assertFalse(self.tor._scope_has_clauses(self.consultant))

    def test_nobody_else_replies(self):
        task = self._create_task(scope_item_id=self.exclusion.id)
        message = self._mail(task, body="<p>Hm</p>")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "scope_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.project.company_id = self.tor.company_id
        for user in (self.portal_user, self.employee, stranger):
            for record in (task, message):
                with self.subTest(user=user.login, record=record):
                    with self.assertRaises(UserError):
                        record.with_user(user).action_scope_reply()

    def test_the_draft_is_its_writers_own(self):
        action = (
            self._create_task(scope_item_id=self.exclusion.id)
            .with_user(self.pm)
            .action_scope_reply()
        )
        reply = self.env["scope.reply"].browse(
            action["context"]["default_scope_reply_id"]
        )
        for user in (self.consultant, self.portal_user, self.employee):
            for operation in ("read", "write"):
                self.assertFalse(reply.with_user(user).has_access(operation))
        for user in (self.portal_user, self.employee):
            self.assertFalse(
                self.env["scope.reply"].with_user(user).has_access("create")
            )

    def test_others_write_their_mails_as_before(self):
        task = self._create_task()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.employee)
            .with_context(
                default_model="project.task",
                default_res_ids=task.ids,
                default_partner_ids=self.contact.ids,
            )
        )
        composer.subject = "Hello"
        composer.body = "<p>As ever</p>"
        composer.save().action_send_mail()
        self.assertIn("As ever", task.message_ids[0].body)

    def test_a_draft_made_by_hand_opens_nothing(self):
        closed = self.env["project.project"].create(
            {"name": "Closed", "privacy_visibility": "followers"}
        )
        secret = self.env["project.task"].create(
            {"name": "Secret", "project_id": closed.id}
        )
        reply = (
            self.env["scope.reply"]
            .with_user(self.consultant)
            .create({"tor_id": self.tor.id, "task_id": secret.id})
        )
        with self.assertRaises(AccessError):
            reply._render()


@tagged("post_install", "-at_install")
class TestReplyTours(ReplyCase, HttpCase):
    def test_reply_from_a_task_and_from_a_message(self):
        self.project.type_ids = self.env["project.task.type"].create({"name": "New"})
        task = self._create_task(
            "An app for phones", scope_item_id=self.exclusion.id, allocated_hours=6
        )
        url = f"/odoo/project/{self.project.id}/tasks/{task.id}"
        self.start_tour(url, "scope_guard_reply_from_task", login="scope_pm")
        self.assertEqual(task.message_ids[0].notified_partner_ids, self.contact)
        self._mail(task, body="<p>And the spare parts?</p>")
        self.start_tour(url, "scope_guard_reply_from_message", login="scope_pm")
        self.assertEqual(task.message_ids[0].notified_partner_ids, self.tom)
        self.assertIn("Spare parts", task.message_ids[0].body)
