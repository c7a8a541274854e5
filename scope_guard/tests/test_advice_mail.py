import doctest
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from ..tools import advice_mail, free_mail, html_text
from .advice_mails import (
    ADVICE,
    ANNA,
    CASES,
    KAI,
    OUTLOOK_EN,
    TOM,
    broken_multipart,
    forward,
    mail,
    styled,
    unknown_charset,
    wrong_charset,
)

GATEWAY = "odoo.addons.mail.models.mail_thread"
INTAKE = "odoo.addons.scope_guard.models.scope_advice_mail"


class AdviceMailCommon(MailCommon):
    """A consultancy with an advice address, two customers and their people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        domain = cls.env["mail.alias.domain"].create(
            {"name": "consultancy.example", "company_ids": [(4, cls.company.id)]}
        )
        cls.company.alias_domain_id = domain
        cls.company.scope_advice_alias_id = False
        cls.company._scope_set_advice_alias("advice")
        cls.jana = cls._create_user(
            "mail_jana", "jana@consultancy.example", "project.group_project_user"
        )
        cls.ole = cls._create_user(
            "mail_ole", "ole@consultancy.example", "base.group_user"
        )
        cls.boss = cls._create_user(
            "mail_boss", "boss@consultancy.example", "project.group_project_manager"
        )
        cls.people = cls._create_people()
        cls.project = cls.env["project.project"].create(
            {
                "name": "Web shop",
                "partner_id": cls.people["nordwind"].id,
                "privacy_visibility": "employees",
                "alias_name": "shop",
            }
        )
        cls.project.alias_id.alias_contact = "everyone"
        cls.Mail = cls.env["scope.advice.mail"]

    @classmethod
    def _create_user(cls, login, email, group, **values):
        return new_test_user(
            cls.env,
            login,
            groups=group,
            email=email,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            **values,
        )

    @classmethod
    def _create_people(cls):
        Partner = cls.env["res.partner"]
        people = {
            key: Partner.create({"name": name, "email": email, "is_company": True})
            for key, name, email in (
                ("nordwind", "Nordwind GmbH", "info@nordwind.example"),
                ("hafen", "Hafen AG", "info@hafen.example"),
                ("double_a", "Double A", False),
                ("double_b", "Double B", False),
            )
        }
        for key, name, email, parent in (
            ("tom", "Tom Kim", "tom@nordwind.example", "nordwind"),
            ("anna", "Anna Berg", "anna@nordwind.example", "nordwind"),
            ("eva", "Eva Alt", "eva@nordwind.example", "nordwind"),
            ("kai", "Kai Voss", "kai@hafen.example", "hafen"),
            ("paul_a", "Paul", "paul@double.example", "double_a"),
            ("paul_b", "Paul", "paul@double.example", "double_b"),
        ):
            values = {"name": name, "email": email, "parent_id": people[parent].id}
            people[key] = Partner.create(values)
        people["eva"].active = False
        people["lea"] = Partner.create(
            {"name": "Lea Arp", "email": "lea.arp@gmail.com"}
        )
        other = cls.env["res.company"].create({"name": "Other company of ours"})
        people["zoe"] = Partner.create(
            {"name": "Zoe", "email": "zoe@other.example", "company_id": other.id}
        )
        return people

    def _receive(self, source, model=None, **values):
        """Through the gateway, as a mail server hands it over."""
        before = self.Mail.search([])
        with self.mock_mail_gateway():
            result = self.env["mail.thread"].message_process(model, source, **values)
            self.assertFalse(self._new_mails, "nobody gets an answer")
        self.env.flush_all()
        self.result = result
        return self.Mail.search([]) - before


@tagged("post_install", "-at_install")
class TestAdviceMailTable(AdviceMailCommon):
    def test_doctests(self):
        for module in (advice_mail, free_mail, html_text):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)

    @mute_logger(GATEWAY, INTAKE)
    def test_each_mail_is_placed_as_written_down(self):
        self.assertGreaterEqual(len(CASES), 60)
        keys = {partner: key for key, partner in self.people.items()}
        for case in CASES:
            with self.subTest(case.name):
                entry = self._receive(case.source)
                if case.state == "again":
                    self.assertFalse(entry)
                    continue
                self.assertEqual(len(entry), 1, "not lost, not twice")
                self._check_entry(case, entry, keys)

    def _check_entry(self, case, entry, keys):
        state = {"draft": "taken"}.get(case.state, case.state)
        self.assertEqual((entry.state, entry.reason or ""), (state, case.reason))
        if case.state != "draft":
            self.assertFalse(entry.advice_id)
            found = {keys.get(partner) for partner in entry.candidate_ids}
            self.assertEqual(found, case.candidates)
        if case.state == "waiting":
            self.assertEqual(entry.attachment_ids.raw, case.source)
        if case.state != "draft":
            return
        advice = entry.advice_id
        self.assertEqual(keys.get(advice.partner_id), case.customer)
        self.assertEqual(keys.get(advice.contact_id), case.contact)
        day = case.day or str(entry.date.date())
        self.assertEqual(str(advice.date_told), day)
        self.assertEqual(advice.user_id, self.jana)
        self.assertEqual(advice.create_uid, self.jana)
        self.assertEqual(advice.channel, "mail")
        self.assertEqual(advice.decision, "pending")
        self.assertFalse(advice.date_recorded)
        self.assertTrue(advice.name)
        if case.subject:
            self.assertEqual(advice.name, case.subject)
        self.assertEqual(advice.attachment_ids.raw, case.source)
        self.assertEqual(advice.attachment_ids.res_id, advice.id)
        self.assertEqual(advice.activity_ids.user_id, self.jana)


@tagged("post_install", "-at_install")
class TestAdviceMail(AdviceMailCommon):
    def test_draft_has_the_first_lines_and_the_only_project(self):
        advice = self._receive(
            mail(body="Hello Tom,\n\nwe suggest it.\n-- \nJana")
        ).advice_id
        self.assertEqual(advice.recommendation, "Hello Tom,\nwe suggest it.")
        self.assertEqual(advice.project_id, self.project)
        self.assertEqual(advice.company_id, self.company)

    def test_own_words_before_those_of_the_forwarded_mail(self):
        source = forward(styled(OUTLOOK_EN, "-----Original Message-----"))
        self.assertEqual(self._receive(source).text, "Please log.")
        bare = styled(OUTLOOK_EN, "").replace("Please log.", "")
        entry = self._receive(forward(bare, "FW: bare"))
        self.assertEqual(entry.text, "No problem, we do that ourselves.")

    def test_a_project_that_is_closed_to_the_sender_is_not_guessed(self):
        self.project.privacy_visibility = "followers"
        self.assertFalse(self._receive(mail()).advice_id.project_id)

    def test_recording_closes_the_reminder(self):
        advice = self._receive(mail()).advice_id
        self.assertEqual(len(advice.activity_ids), 1)
        advice.with_user(self.jana).action_record()
        self.assertFalse(advice.activity_ids)

    @mute_logger(INTAKE)
    def test_automatic_mails_are_counted_not_kept(self):
        source = {"Auto-Submitted": "auto-replied"}
        entry = self._receive(mail(heads=source))
        self.assertFalse(self._receive(mail(subject="Another", heads=source)))
        self.assertEqual(entry.times, 2)
        self.assertFalse(entry.attachment_ids)

    @mute_logger(INTAKE)
    def test_the_same_mail_again_is_counted(self):
        entry = self._receive(mail())
        self._receive(mail())
        self.assertEqual(entry.times, 2)

    # What cannot be read

    def test_what_cannot_be_read_waits_as_it_arrived(self):
        target = "odoo.addons.scope_guard.models.scope_advice_mail.read_mail"
        with patch(target, side_effect=ZeroDivisionError), self.assertLogs(INTAKE):
            entry = self._receive(mail())
        self.assertEqual((entry.state, entry.reason), ("waiting", "unread"))
        self.assertEqual(entry.attachment_ids.raw, mail())

    def test_what_fails_later_waits_as_well(self):
        Advice = type(self.env["scope.advice"])
        failing = patch.object(Advice, "_scope_number", side_effect=UserError("no"))
        with failing, self.assertLogs(INTAKE):
            entry = self._receive(mail())
        self.assertEqual((entry.state, entry.reason), ("waiting", "unread"))

    # Beside the rest of the gateway

    def test_project_gets_its_mail_as_if_we_had_not_been_in_it(self):
        entry = self._receive(
            mail(to=TOM, cc=f"{ADVICE}, shop@consultancy.example", subject="For both")
        )
        self.assertEqual(entry.state, "taken")
        task = self.project.task_ids
        self.assertEqual(task.name, "For both")
        message = task.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertNotIn("advice", message.incoming_email_cc or "")
        with mute_logger(GATEWAY, INTAKE):
            # Delivered a second time, for the other address.
            self._receive(
                mail(
                    to=TOM, cc=f"{ADVICE}, shop@consultancy.example", subject="For both"
                )
            )
        self.assertEqual(len(self.project.task_ids), 1)
        self.assertEqual(len(self.jana.env["scope.advice"].search([])), 1)

    def test_forwarding_a_notification_writes_nothing_into_its_thread(self):
        task = self.env["project.task"].create(
            {"name": "Task", "project_id": self.project.id}
        )
        message = task.message_post(body="Hello", partner_ids=self.people["tom"].ids)
        count = len(task.message_ids)
        source = forward(
            styled(OUTLOOK_EN, "-----Original Message-----"),
            heads={
                "References": message.message_id,
                "In-Reply-To": message.message_id,
            },
        )
        self.assertEqual(self._receive(source).state, "taken")
        self.assertEqual(len(task.message_ids), count)

    def test_mailbox_of_its_own(self):
        entry = self._receive(
            mail(heads={"Delivered-To": "box@elsewhere.example"}), model="scope.advice"
        )
        self.assertEqual(entry.advice_id.partner_id, self.people["nordwind"])

    def test_other_mail_arrives_whatever_happens_here(self):
        source = mail(TOM, "shop@consultancy.example", heads={"Delivered-To": None})
        thread = "odoo.addons.scope_guard.models.mail_thread"
        with (
            patch(f"{INTAKE}.recipients", side_effect=ZeroDivisionError),
            patch(f"{thread}._mend_charsets", side_effect=ZeroDivisionError),
            self.assertLogs(thread, "WARNING") as logs,
            self.mock_mail_gateway(),
        ):
            self.env["mail.thread"].message_process(None, source)
        self.assertEqual(len(logs.output), 2)
        self.assertEqual(len(self.project.task_ids), 1)

    def test_other_mail_is_none_of_our_business(self):
        count = self.Mail.search_count([])
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                None,
                mail(TOM, "shop@consultancy.example", heads={"Delivered-To": None}),
            )
        self.assertEqual(self.Mail.search_count([]), count)
        self.assertEqual(len(self.project.task_ids), 1)

    def test_xmlrpc_hands_it_over_as_binary_or_text(self):
        import xmlrpc.client  # noqa: PLC0415

        self.assertTrue(self._receive(xmlrpc.client.Binary(mail())).advice_id)
        self.assertTrue(self._receive(mail(subject="Text").decode()).advice_id)

    # By a person

    def _waiting(self, **values):
        return self._receive(mail(**({"to": "new@nordwind.example"} | values)))

    def test_one_click_for_a_proposed_customer(self):
        entry = self._waiting().with_user(self.jana)
        self.assertEqual(entry.partner_id, self.people["nordwind"])
        self.assertEqual(entry.activity_ids.user_id, self.jana)
        action = entry.action_take()
        advice = self.env["scope.advice"].browse(action["res_id"])
        self.assertEqual(advice.partner_id, self.people["nordwind"])
        self.assertEqual(advice.attachment_ids.raw, entry.attachment_ids.raw)
        self.assertEqual(advice.attachment_ids.res_id, advice.id)
        self.assertEqual(entry.state, "taken")
        self.assertFalse(entry.activity_ids)
        with self.assertRaisesRegex(UserError, "dealt with already"):
            entry.action_take()

    def test_person_is_made_where_the_user_may(self):
        entry = self._waiting(to="Nils New <new@nordwind.example>")
        self.jana.group_ids += self.env.ref("base.group_partner_manager")
        entry.with_user(self.jana).action_take()
        contact = entry.advice_id.contact_id
        self.assertEqual(
            (contact.name, contact.email, contact.parent_id),
            ("Nils New", "new@nordwind.example", self.people["nordwind"]),
        )

    def test_several_customers_are_chosen_from(self):
        entry = self._receive(mail(to=f"{TOM}, {KAI}")).with_user(self.jana)
        self.assertFalse(entry.partner_id)
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            entry.action_take()
        with Form(entry) as form:
            form.partner_id = self.people["hafen"]
        entry.action_take()
        self.assertEqual(entry.advice_id.contact_id, self.people["kai"])

    def test_one_click_on_one_of_several_customers(self):
        entry = self._receive(mail(to=f"{TOM}, {KAI}"))
        hafen = self.people["hafen"].with_user(self.jana)
        hafen.with_context(scope_advice_mail_id=entry.id).action_scope_take_mail()
        self.assertEqual(entry.advice_id.partner_id, hafen)
        self.assertEqual(entry.advice_id.contact_id, self.people["kai"])

    def test_taken_by_a_manager_it_stays_the_colleagues(self):
        entry = self._waiting()
        entry.with_user(self.boss).action_take()
        self.assertEqual(entry.advice_id.user_id, self.jana)
        outside = self._receive(mail(TOM, ADVICE))
        outside.with_user(self.boss).action_take()
        self.assertEqual(outside.advice_id.user_id, self.boss)

    def test_ignore_can_be_taken_back(self):
        entry = self._waiting().with_user(self.jana)
        entry.action_ignore()
        self.assertEqual(entry.state, "ignored")
        entry.action_reopen()
        self.assertEqual(entry.state, "waiting")

    # Who may

    def test_users_see_what_they_sent_and_managers_all(self):
        mine, outside = self._waiting(), self._receive(mail(TOM, ADVICE))
        other = self._create_user(
            "mail_other", "other@consultancy.example", "project.group_project_user"
        )
        both = (mine + outside).ids
        for user, seen in (
            (self.jana, mine),
            (other, self.Mail),
            (self.boss, mine + outside),
        ):
            found = self.Mail.with_user(user).search([("id", "in", both)])
            self.assertEqual(found, seen, user.login)
        with self.assertRaises(AccessError):
            mine.with_user(other).action_take()
        with self.assertRaises(AccessError):
            mine.with_user(other).attachment_ids.read(["raw"])

    def test_verbs_of_each_role(self):
        portal = new_test_user(self.env, "mail_portal", groups="base.group_portal")
        public = self.env.ref("base.public_user")
        for user, allowed in (
            (self.jana, {"read", "write"}),
            (self.boss, {"read", "write", "unlink"}),
            (self.ole, set()),
            (portal, set()),
            (public, set()),
        ):
            for verb in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, verb=verb):
                    able = self.Mail.with_user(user).has_access(verb)
                    self.assertEqual(able, verb in allowed)

    def test_what_came_in_stays(self):
        entry = self._waiting()
        for user in (self.jana, self.boss):
            for values in (
                {"state": "taken"},
                {"user_id": user.id},
                {"email_from": "other@x.example"},
                {"attachment_ids": [(5, 0, 0)]},
            ):
                with self.assertRaisesRegex(UserError, "stays as it came in"):
                    entry.with_user(user).write(values)

    def test_each_company_has_its_own_list(self):
        other = self.env["res.company"].create({"name": "Second"})
        self.boss.company_ids += other
        entry = self._waiting()
        Mail = self.Mail.with_user(self.boss)
        own = Mail.with_context(allowed_company_ids=self.company.ids)
        self.assertIn(entry, own.search([]))
        theirs = Mail.with_context(allowed_company_ids=other.ids)
        self.assertNotIn(entry, theirs.search([]))

    def test_address_of_a_company_with_a_domain_of_its_own(self):
        other = self.env["res.company"].create({"name": "Second"})
        other.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "second.example"}
        )
        other._scope_set_advice_alias("advice")
        self.jana.company_ids += other
        entry = self._receive(mail(heads={"Delivered-To": "advice@second.example"}))
        self.assertEqual(entry.company_id, other)
        self.assertEqual(entry.advice_id.company_id, other)

    def test_gateway_knows_at_once_when_an_address_changes(self):
        def goes_to_advice(address):
            source = mail(TOM, address, heads={"Delivered-To": None})
            return bool(self.Mail._scope_addressed(source)[0])

        alias = self.company.scope_advice_alias_id
        self.assertTrue(goes_to_advice(ADVICE))
        alias.alias_name = "note"
        self.assertFalse(goes_to_advice(ADVICE))
        self.assertTrue(goes_to_advice("note@consultancy.example"))
        alias.alias_domain_id.name = "renamed.example"
        self.assertTrue(goes_to_advice("note@renamed.example"))
        self.assertFalse(goes_to_advice("note@elsewhere.example"))
        alias.alias_incoming_local = True
        self.assertTrue(goes_to_advice("note@elsewhere.example"))
        alias.unlink()
        self.assertFalse(goes_to_advice("note@renamed.example"))

    # Settings

    def test_settings_change_the_address(self):
        Settings = self.env["res.config.settings"]
        settings = Settings.create({})
        self.assertEqual(settings.scope_advice_alias_name, "advice")
        self.assertEqual(settings.scope_advice_alias_domain, "consultancy.example")
        settings.scope_advice_alias_name = "note"
        settings.execute()
        alias = self.company.scope_advice_alias_id
        self.assertEqual(alias.alias_full_name, "note@consultancy.example")
        with self.assertRaises(UserError):
            self.company._scope_set_advice_alias("shop")
        self.company._scope_set_advice_alias(False)
        self.assertFalse(alias.exists())

    def test_installation_takes_a_name_that_is_free(self):
        self.company._scope_set_advice_alias(False)
        self.project.alias_name = "advice"
        self.env["res.company"]._scope_install_advice_alias()
        alias = self.company.scope_advice_alias_id
        self.assertEqual(alias.alias_full_name, "advice-log@consultancy.example")

    def test_companies_with_one_domain_share_the_address(self):
        other = self.env["res.company"].create({"name": "Second"})
        other.alias_domain_id = self.company.alias_domain_id
        other._scope_set_advice_alias("advice")
        self.assertEqual(
            other.scope_advice_alias_id, self.company.scope_advice_alias_id
        )
        other._scope_set_advice_alias(False)
        self.assertTrue(self.company.scope_advice_alias_id.exists())


@tagged("post_install", "-at_install")
class TestOriginalMail(AdviceMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tor = cls.env["scope.tor"].create({"project_id": cls.project.id})
        cls.source = mail(
            TOM,
            "shop@consultancy.example",
            cc=ANNA,
            subject="Import",
            heads={"Delivered-To": None},
        )

    def _process(self, source, **values):
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, source, **values)
        task = self.project.task_ids.sorted("id")[-1:]
        return task.message_ids.filtered(lambda one: one.message_type == "email")[:1]

    def _kept(self, message):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "mail.message"), ("res_id", "in", message.ids)]
        )

    def test_mail_to_a_guarded_project_is_kept_as_it_arrived(self):
        message = self._process(self.source)
        self.assertEqual(message._scope_original().raw, self.source)
        self.assertFalse(message.attachment_ids, "it neither shows nor goes out again")

    def test_answers_into_a_thread_are_kept_too(self):
        first = self._process(self.source)
        answer = mail(
            ANNA,
            "shop@consultancy.example",
            subject="Re: Import",
            heads={
                "Delivered-To": None,
                "In-Reply-To": first.message_id,
                "References": first.message_id,
            },
        )
        message = self._process(answer)
        self.assertEqual(message.author_id, self.people["anna"])
        self.assertEqual(message._scope_original().raw, answer)

    def test_not_without_terms_of_reference_or_where_switched_off(self):
        self.company.scope_keep_original = False
        self.assertFalse(self._kept(self._process(self.source)))
        self.company.scope_keep_original = True
        self.tor.unlink()
        second = mail(
            TOM, "shop@consultancy.example", subject="B", heads={"Delivered-To": None}
        )
        self.assertFalse(self._kept(self._process(second)))

    def test_where_the_server_keeps_it_nothing_is_doubled(self):
        message = self._process(self.source, save_original=True)
        self.assertEqual(message.attachment_ids.name, "original_email.eml")
        self.assertFalse(self._kept(message))

    def test_a_mail_is_never_lost_for_its_copy(self):
        target = "odoo.addons.base.models.ir_attachment.IrAttachment.create"
        with patch(target, side_effect=OSError("disk full")):
            with self.assertLogs("odoo.addons.scope_guard.models.mail_thread", "ERROR"):
                message = self._process(self.source)
        self.assertTrue(message)

    def test_kept_mail_goes_with_its_message(self):
        message = self._process(self.source)
        file = message._scope_original()
        self.project.task_ids.unlink()
        self.assertFalse(file.exists())

    def test_it_is_the_evidence_of_advice_from_that_message(self):
        message = self._process(self.source)
        advice = self.env["scope.advice"].create(
            {"name": "X", "message_id": message.id, "user_id": self.jana.id}
        )
        self.assertEqual(advice.attachment_ids.raw, self.source)

    @mute_logger(GATEWAY)
    def test_strange_charsets_reach_the_thread(self):
        for source, word in (
            (unknown_charset(), "prüfen"),
            (wrong_charset(), "suchung"),
            (broken_multipart(), "We suggest a test"),
        ):
            source = source.replace(ADVICE.encode(), b"shop@consultancy.example")
            source = source.replace("Prüfung".encode("cp1252"), b"Untersuchung")
            message = self._process(source)
            self.assertIn(word, message.body)
            self.assertEqual(message._scope_original().raw, source)

    @mute_logger(GATEWAY)
    def test_strange_mails_reach_the_thread(self):
        for source in (
            mail(
                TOM,
                "shop@consultancy.example",
                subject=None,
                body="",
                heads={"Delivered-To": None},
            ),
            mail(
                TOM,
                "shop@consultancy.example",
                body="<p>x",
                html=True,
                heads={"Delivered-To": None},
            ),
            mail(
                TOM,
                "shop@consultancy.example",
                subject="M",
                heads={"Delivered-To": None, "Message-ID": None},
            ),
        ):
            count = len(self.project.task_ids)
            message = self._process(source)
            self.assertEqual(len(self.project.task_ids), count + 1)
            self.assertTrue(message)
