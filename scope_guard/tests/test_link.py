from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users

from .common import ScopeGuardCommon


class ScopeSigningCommon(ScopeGuardCommon):
    """A draft with one item of each important kind, ready to be sent to Anna Berg."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pm.email = "jana@firm.test"
        cls.orders = cls._create_item(
            "Orders to accounting", source_section="4.2", allowance_hours=40
        )
        cls.exclusion = cls._create_item("Migration of old orders", kind="exclusion")
        cls.needed = cls._create_item("Article list", kind="client_responsibility")
        cls.tor.write({"signatory_id": cls.contact.id, "purpose": "Same day orders"})
        cls.reader = cls.env["res.partner"].create(
            {
                "name": "Tom Reader",
                "email": "tom@nordwind.test",
                "parent_id": cls.partner.id,
            }
        )

    @classmethod
    def _send(cls, readers=None, tor=None):
        """Send the TOR as its manager does; return the token of the signatory."""
        wizard = (
            cls.env["scope.tor.send"]
            .with_user(cls.pm)
            .create(
                {
                    "tor_id": (tor or cls.tor).id,
                    "reader_ids": [(6, 0, (readers or cls.reader).ids)],
                }
            )
        )
        wizard.action_send()
        return cls._token("sign")

    @classmethod
    def _token(cls, purpose="sign", partner=None):
        """The newest token of a purpose, as it stands in the queued mail."""
        links = cls.env["scope.link"].search([("purpose", "=", purpose)], order="id")
        if partner is not None:
            links = links.filtered(lambda link: link.partner_id == partner)
        body = links[-1:].sudo().mail_id.body_html
        return body.split("/my/agreement/")[1].split('"')[0]

    def _mails(self):
        return self.env["mail.mail"].sudo().search([("is_internal", "=", True)])

    def _notes(self, tor=None):
        return "\n".join((tor or self.tor).message_ids.mapped("body"))


@tagged("post_install", "-at_install")
class TestLink(ScopeSigningCommon):
    """A link is found by its token alone, and the token is kept nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Link = cls.env["scope.link"]
        cls.link, cls.url = cls.Link._make(cls.tor, "read", partner=cls.contact)
        cls.token = cls.url.rsplit("/", 1)[1]

    def test_found_by_its_token(self):
        self.assertEqual(self.Link._find(self.token), self.link)
        self.assertEqual(self.link._document(), self.tor)
        self.assertEqual(len(self.token), 43)

    def test_token_is_kept_nowhere(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_json(l)::text FROM scope_link l WHERE id = %s", [self.link.id]
        )
        row = self.env.cr.fetchone()[0]
        self.assertNotIn(self.token, row)
        self.assertIn(self.Link._digest(self.token), row)

    def test_garbage_is_simply_not_found(self):
        for token in (
            "",
            None,
            7,
            ["a"],
            "a" * 43,
            self.token[:-1],
            self.token + "x",
            self.token.swapcase(),
            "ä" * 43,
            "\x00" * 43,
            self.token[:-1] + "\x00",
            "x" * 100_000,
            "' OR 1=1 --" + "a" * 32,
            self.Link._digest(self.token),
            "١" * 43,
        ):
            with self.subTest(token=repr(token)[:40]):
                self.assertFalse(self.Link._find(token))

    def test_two_links_differ(self):
        other, url = self.Link._make(self.tor, "read", partner=self.contact)
        self.assertNotEqual(url, self.url)
        self.assertNotEqual(other, self.link)

    def test_opened_is_noted_once(self):
        self.link._note_opened()
        first = self.link.date_first_viewed
        self.assertTrue(first)
        self.link._note_opened()
        self.assertEqual(self.link.date_first_viewed, first)
        self.assertEqual(self.link.state, "opened")

    def test_expired_or_revoked_is_of_no_use(self):
        self.assertTrue(self.link._is_usable())
        self.link.date_expires = fields.Datetime.now() - timedelta(minutes=1)
        self.assertFalse(self.link._is_usable())
        self.assertEqual(self.link.state, "expired")
        self.link.date_expires = False
        self.link._revoke()
        self.assertFalse(self.link._is_usable())
        self.assertEqual(self.link.state, "revoked")

    def test_good_for_as_long_as_the_company_says(self):
        self.tor.company_id.scope_link_days = 3
        link, _url = self.Link._make(self.tor, "read", partner=self.contact)
        self.assertEqual(link.date_expires - link.date_sent, timedelta(days=3))

    def test_address_of_no_contact_is_kept_where_it_can_be_erased(self):
        link, _url = self.Link._make(self.tor, "read", email="lawyer@law.test")
        self.assertEqual(link.recipient, "lawyer@law.test")
        person = self.env["scope.ledger.person"].search(
            [("email", "=", "lawyer@law.test")]
        )
        self.assertEqual(link.person_ref, person.id)
        person.unlink()
        link.invalidate_recordset()
        self.assertEqual(link.recipient, "(no longer on file)")

    def test_contact_may_be_deleted(self):
        self.tor.signatory_id = False
        self.contact.unlink()
        self.assertEqual(self.link.recipient, "(no longer on file)")

    def test_link_is_in_the_language_of_its_recipient(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.contact.lang = "de_DE"
        _link, url = self.Link._make(self.tor, "read", partner=self.contact)
        self.assertIn("/de/my/agreement/", url)

    # ------------------------------------------------------------------ access
    @users("scope_pm", "scope_manager")
    def test_manager_sees_who_but_no_token(self):
        # The users share what the first of them did.
        self.link.sudo().date_revoked = False
        link = self.link.with_env(self.env)
        self.assertEqual(link.recipient, "Anna Berg")
        self.assertEqual(link.state, "sent")
        self.assertNotIn("token_digest", link.fields_get())
        with self.assertRaises(AccessError):
            link.token_digest  # noqa: B018
        link.action_revoke()
        self.assertTrue(link.date_revoked)
        self.assertIn("taken back by", self._notes())

    @users("scope_pm", "scope_manager", "admin")
    def test_nobody_writes_links_by_hand(self):
        link = self.link.with_env(self.env)
        with self.assertRaises(AccessError):
            link.write({"date_revoked": False})
        with self.assertRaises(AccessError):
            link.unlink()
        with self.assertRaises(AccessError):
            link.create(
                {
                    "res_model": "scope.tor",
                    "res_id": self.tor.id,
                    "purpose": "sign",
                    "token_digest": "x",
                    "date_sent": fields.Datetime.now(),
                }
            )

    @users("scope_user", "scope_employee", "scope_portal")
    def test_others_see_nothing(self):
        link = self.link.with_env(self.env)
        with self.assertRaises(AccessError):
            link.read(["recipient"])
        with self.assertRaises(AccessError):
            link.action_revoke()
        self.assertFalse(self.link.date_revoked)

    def test_public_and_other_people_s_clients_see_nothing(self):
        other = new_test_user(self.env, "other_portal", groups="base.group_portal")
        other.partner_id.parent_id = self.env["res.partner"].create({"name": "Other"})
        for user in (other, self.env.ref("base.public_user")):
            for model in ("scope.link", "scope.tor", "scope.tor.version"):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])

    def test_manager_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other firm"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.project.company_id = self.env.company
        with self.assertRaises(AccessError):
            self.link.with_user(stranger).read(["recipient"])


@tagged("post_install", "-at_install")
class TestSending(ScopeSigningCommon):
    """Sending locks the items and gives each recipient a link of their own."""

    def test_each_gets_a_mail_with_their_own_link(self):
        self._send()
        self.assertEqual(self.tor.state, "sent")
        links = self.tor.link_ids
        self.assertEqual(
            {(link.recipient, link.purpose) for link in links},
            {("Anna Berg", "sign"), ("Tom Reader", "read")},
        )
        mails = links.sudo().mail_id
        self.assertEqual(len(mails), 2)
        self.assertNotEqual(self._token("sign"), self._token("read"))
        self.assertEqual(mails.mapped("state"), ["outgoing", "outgoing"])
        self.assertEqual(set(mails.mapped("auto_delete")), {True})
        self.assertIn("jana@firm.test", mails[0].email_from)
        anna = links.filtered(lambda link: link.purpose == "sign").sudo().mail_id
        self.assertEqual(anna.recipient_ids, self.contact)
        self.assertIn("Hello Anna Berg", anna.body_html)
        self.assertNotIn("Scope", anna.body_html)

    def test_only_who_agrees_is_asked_to_answer(self):
        self._send()
        mails = {
            link.purpose: str(link.sudo().mail_id.body_html)
            for link in self.tor.link_ids
        }
        for words in ("Read and answer", "Please answer by", "document goes to you"):
            self.assertIn(words, mails["sign"])
            self.assertNotIn(words, mails["read"])

    def test_no_token_in_the_chatter(self):
        token = self._send()
        self.assertIn("Sent to Anna Berg for agreement", self._notes())
        self.assertNotIn(token, self._notes())
        self.assertNotIn("/my/agreement/", self._notes())
        messages = self.env["mail.message"].search([])
        self.assertFalse([m for m in messages if token in (m.body or "")])

    def test_sending_mails_no_follower(self):
        self.tor.message_subscribe(partner_ids=self.portal_user.partner_id.ids)
        self._send()
        recipients = self._mails().recipient_ids
        self.assertNotIn(self.portal_user.partner_id, recipients)
        self.assertFalse(self.tor.message_ids.notification_ids)

    def test_items_are_locked(self):
        self._send()
        for act in (
            lambda: self.orders.write({"name": "Other"}),
            lambda: self._create_item("More"),
            lambda: self.orders.unlink(),
            lambda: self.tor.write({"purpose": "Other"}),
        ):
            with self.assertRaisesRegex(UserError, "is with the client"):
                act()

    def test_back_to_draft_closes_the_links(self):
        self._send()
        self.tor.with_user(self.pm).action_back_to_draft()
        self.assertEqual(self.tor.state, "draft")
        self.assertEqual(set(self.tor.link_ids.mapped("state")), {"revoked"})
        self.orders.name = "Other"
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            self.tor.with_user(self.pm).action_back_to_draft()

    def test_send_again_gives_a_new_link(self):
        first = self._send()
        second = self._send()
        self.assertNotEqual(first, second)
        self.assertEqual(self.tor.state, "sent")
        self.assertIn("Sent again to Anna Berg", self._notes())

    def test_dialog_brings_everything_along(self):
        form = Form(
            self.env["scope.tor.send"]
            .with_user(self.pm)
            .with_context(default_tor_id=self.tor.id),
            "scope_guard.scope_tor_send_view_form",
        )
        self.assertEqual(form.signatory_id, self.contact)
        self.assertEqual(form.signatory_email, "anna@nordwind.test")
        self.assertIn("Hello Anna Berg", form.body)
        self.assertEqual(form.subject, "Web shop: what we agree on")
        self.assertTrue(form.date_answer_by)
        form.save().action_send()
        self.assertEqual(self.tor.state, "sent")

    @users("scope_user")
    def test_consultant_does_not_send(self):
        with self.assertRaises(AccessError):
            self.tor.with_env(self.env).action_send_for_agreement()
        with self.assertRaises(AccessError):
            self.tor.with_env(self.env).action_back_to_draft()

    def test_nothing_to_send(self):
        self.tor.item_ids.unlink()
        with self.assertRaisesRegex(UserError, "nothing to agree on"):
            self.tor.with_user(self.pm).action_send_for_agreement()

    def test_addresses_are_asked_for(self):
        self.contact.email = False
        with self.assertRaisesRegex(UserError, "Anna Berg has no e-mail address"):
            self._send()
        self.contact.email = "anna@nordwind.test"
        self.reader.email = "nonsense"
        with self.assertRaisesRegex(UserError, "Tom Reader"):
            self._send()

    def test_mail_in_the_language_of_its_recipient(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["scope_guard"], ["de_DE"])
        template = self.env.ref("scope_guard.mail_template_agreement_read")
        template.with_context(lang="de_DE").subject = "Zum Lesen"
        self.reader.lang = "de_DE"
        self._send()
        link = self.tor.link_ids.filtered(lambda link: link.purpose == "read")
        mail = link.sudo().mail_id
        self.assertEqual(mail.subject, "Zum Lesen")
        self.assertIn('lang="de-DE"', mail.body_html)

    def test_what_was_sent_stays_on_file(self):
        self._send()
        self.tor.with_user(self.pm).action_back_to_draft()
        with self.assertRaisesRegex(UserError, "stays on file"):
            self.tor.unlink()

    def test_nobody_sets_what_sending_sets(self):
        self.tor.write({"reminder_count": 9, "date_sent": fields.Datetime.now()})
        self.assertFalse(self.tor.reminder_count)
        self.assertFalse(self.tor.date_sent)

    def test_names_in_mails_are_escaped(self):
        self.contact.name = "<b>Anna</b> & {{ 1 + 1 }}"
        self._send()
        body = (
            self.tor.link_ids.sudo()
            .mail_id.filtered(lambda mail: self.contact in mail.recipient_ids)[:1]
            .body_html
        )
        self.assertIn("&lt;b&gt;Anna&lt;/b&gt; &amp; {{ 1 + 1 }}", body)


@tagged("post_install", "-at_install")
class TestReminder(ScopeSigningCommon):
    """No answer: two reminders, then we are asked to call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._send()
        cls.env.company.scope_reminder_days = 5

    def _remind_on(self, *days):
        """Run both jobs at these days after sending, which was on a Monday."""
        monday = fields.Datetime.to_datetime("2026-03-02 10:00:00")
        self.tor._write_sending(date_sent=monday)
        for day in days:
            moment = monday + timedelta(days=day)
            with freeze_time(moment):
                self.tor._remind()
                self._send_waiting()

    def _reminders(self):
        return self.tor.link_ids.filtered(lambda link: link.occasion == "reminder")

    def _calls(self):
        return self.tor.activity_ids.filtered(
            lambda activity: "call Anna Berg" in (activity.summary or "")
        )

    def test_two_reminders_then_a_call(self):
        self._remind_on(1, 3)
        self.assertFalse(self._reminders())
        self._remind_on(7)  # day 5 is a Saturday
        self.assertEqual(len(self._reminders()), 1)
        self._remind_on(8)
        self.assertEqual(len(self._reminders()), 1)
        self._remind_on(14)
        self.assertEqual(len(self._reminders()), 2)
        self.assertFalse(self._calls())
        self._remind_on(21)
        self.assertEqual(len(self._reminders()), 2)
        self.assertEqual(self._calls().user_id, self.pm)
        self._remind_on(28, 35)
        self.assertEqual(len(self._reminders()), 2)
        self.assertEqual(len(self._calls()), 1)

    def test_sent_again_the_reminder_of_before_is_gone(self):
        with freeze_time("2026-03-09 20:00:00"):
            notice = self.tor._notify_later(self.contact, "sign_reminder")
            self._send()
        self.assertEqual((notice.state, notice.reason), ("dropped", "settled"))
        with freeze_time("2026-03-10 10:00:00"):
            self._send_waiting()
        self.assertFalse(self._reminders())

    def test_never_at_weekends(self):
        self._remind_on(5, 6, 12, 13)
        self.assertFalse(self._reminders())

    def test_days_are_those_of_the_company(self):
        self.env.company.resource_calendar_id.tz = "Europe/Berlin"
        self.env.company.scope_reminder_days = 3
        # Tuesday has begun in Berlin, not in Greenwich.
        self.tor._write_sending(date_sent="2026-03-02 23:30:00")
        for day, due in (("2026-03-05", False), ("2026-03-06", True)):
            with freeze_time(f"{day} 10:00:00"):
                self.assertEqual(self.tor._is_reminder_due(), due, day)

    def test_mail_waits_for_office_hours(self):
        friday_night = fields.Datetime.to_datetime("2026-03-06 20:00:00")
        self.contact.tz = "UTC"
        with freeze_time(friday_night):
            self.assertEqual(
                str(self.tor._office_moment(self.contact)), "2026-03-09 09:00:00"
            )
        with freeze_time(friday_night.replace(hour=10)):
            self.assertFalse(self.tor._office_moment(self.contact))

    def test_none_while_the_client_needs_time(self):
        self.tor._write_sending(date_wait_until="2026-03-20")  # a Friday
        self._remind_on(7, 14, 18)
        self.assertFalse(self._reminders())
        self._remind_on(21)
        self.assertEqual(len(self._reminders()), 1)

    def test_none_after_changes_were_asked_for(self):
        self.tor._write_sending(date_changes_asked=fields.Datetime.now())
        self._remind_on(7, 14)
        self.assertFalse(self._reminders())

    def test_none_on_hold_or_switched_off(self):
        self.env["project.update"].create(
            {"name": "Hold", "project_id": self.project.id, "status": "on_hold"}
        )
        self._remind_on(7)
        self.assertFalse(self._reminders())
        self.project.last_update_status = "on_track"
        self.env.company.scope_reminder_days = 0
        self._remind_on(7)
        self.assertFalse(self._reminders())

    def test_none_once_taken_back(self):
        self.tor.with_user(self.pm).action_back_to_draft()
        self._remind_on(7)
        self.assertFalse(self._reminders())

    def test_reminder_can_be_signed_with(self):
        self._remind_on(7)
        link = self.env["scope.link"]._find(self._token("sign"))
        self.assertEqual(link.occasion, "reminder")
        self.assertTrue(self.tor._may_sign(link))
