from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.scope_guard.models.scope_tor_version import FREEZE

from .test_link import ScopeSigningCommon


@tagged("post_install", "-at_install")
class TestSigning(ScopeSigningCommon):
    """Agreeing freezes exactly what the page showed, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls._send()
        cls.link = cls.env["scope.link"]._find(cls.token)
        cls.sudo_tor = cls.tor.sudo()

    def _sign(self, link=None, name="Anna Berg", shown=None):
        content, content_hash = self.sudo_tor._agreement_content(link or self.link)
        return self.sudo_tor._sign_on_page(
            link or self.link,
            name,
            content_hash if shown is None else shown,
            self.sudo_tor._consent_sentence(content),
        )

    def test_agreeing_freezes_what_was_shown(self):
        content, content_hash = self.sudo_tor._agreement_content(self.link)
        self.assertEqual(self._sign(name="A. Berg"), "agreed")
        version = self.tor.current_version_id
        self.assertEqual(self.tor.state, "agreed")
        self.assertEqual(version.channel, "portal")
        self.assertEqual(version.content_hash, content_hash)
        self.assertEqual(version._get_content(), content)
        self.assertIn("A. Berg", version.signed_by)
        self.assertEqual(self.tor.guard_from, version.date_agreed)

    def test_consent_and_time_are_kept_where_they_can_be_erased(self):
        self._sign(name="A. Berg")
        version = self.tor.current_version_id
        person = self.env["scope.ledger.person"].browse(version.signer_ref)
        values = person._values()
        self.assertEqual(values["name"], "A. Berg")
        self.assertEqual(values["contact"], "Anna Berg")
        self.assertEqual(
            values["consent"],
            "I agree to this description of “Web shop” for Nordwind GmbH.",
        )
        self.assertEqual(values["content_hash"], version.content_hash)
        self.assertTrue(values["time"].endswith("Z"))
        self.assertEqual(person.digest, version.signer_digest)

    def test_nobody_recorded_it_on_the_client_s_behalf(self):
        self._sign()
        self.assertFalse(self.tor.current_version_id.on_behalf_user_id)

    def test_twice_is_one_version(self):
        self.assertEqual(self._sign(), "agreed")
        self.assertEqual(self._sign(), "late")
        self.assertEqual(len(self.tor.version_ids), 1)

    def test_two_links_of_one_person_are_one_version(self):
        second = self.env["scope.link"]._find(self._send())
        self.assertEqual(self._sign(second), "agreed")
        self.assertEqual(self._sign(), "late")
        self.assertEqual(len(self.tor.version_ids), 1)
        self.assertEqual(self.link.version_id, self.tor.current_version_id)

    def test_reader_cannot_agree(self):
        link = self.env["scope.link"]._find(self._token("read"))
        self.assertEqual(self._sign(link), "reader")
        self.assertEqual(self.tor.state, "sent")

    def test_link_of_another_project_cannot_agree(self):
        other = self.env["scope.tor"].create(
            {
                "project_id": self.env["project.project"]
                .create({"name": "Other", "user_id": self.pm.id})
                .id,
                "partner_id": self.partner.id,
                "signatory_id": self.contact.id,
            }
        )
        self._create_item(tor_id=other.id)
        link = self.env["scope.link"]._find(self._send(tor=other))
        self.assertEqual(self._sign(link), "reader")
        self.assertEqual(self.tor.state, "sent")

    def test_changed_document_is_refused(self):
        _content, shown = self.sudo_tor._agreement_content(self.link)
        # Not locked by the items: what a project is called can change at any time.
        self.project.name = "Web shop and more"
        self.assertEqual(self._sign(shown=shown), "changed")
        self.assertEqual(self.tor.state, "sent")
        self.assertFalse(self.tor.version_ids)

    def test_taken_back_is_refused(self):
        self.tor.with_user(self.pm).action_back_to_draft()
        self.assertEqual(self._sign(), "late")
        self.assertFalse(self.tor.version_ids)

    def test_what_is_kept_is_what_was_shown_or_nothing(self):
        Version = type(self.env["scope.tor.version"])
        original = Version._serialize
        calls = []

        def serialize(model, content):
            calls.append(content)
            return original(model, {**content, "purpose": f"call {len(calls)}"})

        with patch.object(Version, "_serialize", serialize):
            shown = Version._hash_content(
                self.env["scope.tor.version"],
                original(
                    self.env["scope.tor.version"],
                    {**self.sudo_tor._prepare_version_content(), "purpose": "call 1"},
                ),
            )
            with self.assertRaisesRegex(UserError, "read it again"):
                self.sudo_tor._sign_on_page(self.link, "Anna", shown, "")

    def test_recorded_on_the_client_s_behalf_leads_links_there(self):
        version = self._agree(channel="mail")
        self.assertEqual(self.link.version_id, version)
        self.assertEqual(self.sudo_tor._agreement_state(self.link), "agreed")
        self.assertEqual(version.on_behalf_user_id, self.env.user)

    def test_recorded_on_the_client_s_behalf_is_mailed_to_who_was_promised_it(self):
        self._agree(channel="call")
        before = self._mails()
        self.tor.sudo()._confirm()
        mails = self._mails() - before
        self.assertIn(self.contact, mails.recipient_ids)
        self.assertIn("as recorded by", mails[0].body_html)

    def test_recording_on_the_client_s_behalf_needs_evidence(self):
        wizard = (
            self.env["scope.tor.agree"]
            .with_user(self.pm)
            .create({"tor_id": self.tor.id, "channel": "call"})
        )
        for note in (False, "  "):
            wizard.note = note
            with self.assertRaisesRegex(UserError, "What shows that the client agreed"):
                wizard.action_confirm()
        wizard.note = "On the phone with Anna Berg and Tom Kim"
        wizard.action_confirm()
        version = self.tor.current_version_id
        self.assertEqual(version.on_behalf_user_id, self.pm)
        self.assertEqual(version.channel, "call")

    def test_next_version_keeps_earlier_links_at_theirs(self):
        self._sign()
        first = self.tor.current_version_id
        self.tor.with_context(scope_freeze=FREEZE).write({"state": "draft"})
        self.orders.allowance_hours = 50
        second = self.env["scope.link"]._find(self._send())
        self.assertEqual(self.sudo_tor._agreement_state(self.link), "agreed")
        self.assertEqual(
            self.sudo_tor._agreement_content(self.link)[1], first.content_hash
        )
        self.assertNotEqual(
            self.sudo_tor._agreement_content(second)[1], first.content_hash
        )
        self._sign(second)
        self.assertEqual(self.tor.current_version_id.number, 2)
        self.assertEqual(self.link.version_id, first)

    # ------------------------------------------------------------------ afterwards
    def test_both_sides_get_the_document_by_mail(self):
        self._sign()
        before = self._mails()
        self.tor._confirm()
        mails = self._mails() - before
        self.assertEqual(
            mails.recipient_ids,
            self.contact | self.reader | self.pm.partner_id,
        )
        self.assertIn("agreed, version 1", mails[0].subject)
        self.assertFalse(self.tor.confirm_version_id)

    def test_document_goes_along_when_there_is_one(self):
        self._sign()
        version = self.tor.current_version_id
        before = self._mails()
        with patch.object(type(version), "_render_pdf", lambda self: b"%PDF-1.4 x"):
            self.tor._confirm()
        mails = self._mails() - before
        self.assertEqual(
            [mail.attachment_ids.raw for mail in mails], [b"%PDF-1.4 x"] * 3
        )
        self.assertIn("attached", mails[0].body_html)
        mails.unlink()
        self.assertTrue(version.pdf_file)

    def test_agreeing_wakes_the_job(self):
        cron = self.env.ref("scope_guard.ir_cron_scope_agreed")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self._sign()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            before + 1,
        )

    def test_a_mail_that_cannot_be_made_is_tried_again(self):
        self.patch(self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1)
        self._sign()
        version = self.tor.current_version_id

        def fail(tor):
            raise ValueError("broken")

        def run():
            with (
                patch.object(type(self.tor), "_confirm", fail),
                self.assertLogs("odoo.addons.scope_guard", "ERROR"),
            ):
                self.env["scope.tor"]._cron_confirm()
            return self.tor.confirm_version_id

        self.assertEqual(run(), version)
        before = self._mails()
        self.env["scope.tor"]._cron_confirm()
        self.assertEqual(len(self._mails() - before), 3)
        self.assertFalse(self.tor.confirm_version_id)
        self.tor._write_sending(confirm_version_id=version.id)
        with freeze_time(version.date_signed + timedelta(days=4)):
            self.assertFalse(run(), "not for ever")

    # ------------------------------------------------------------------ other answers
    def test_changes_arrive_as_note_and_activity(self):
        self.sudo_tor._client_asks_for_changes(self.link, "About 4.2: <b>less</b>\nok")
        self.assertEqual(self.tor.state, "sent")
        self.assertIn("Anna Berg about what is to be agreed on", self._notes())
        self.assertIn("About 4.2: &lt;b&gt;less&lt;/b&gt;<br>ok", self._notes())
        self.assertEqual(self.tor.activity_ids.user_id, self.pm)
        self.assertEqual(self.tor.activity_ids.summary, "Anna Berg asks for changes")
        self.assertFalse(self.tor.message_ids.filtered(lambda m: not m.is_internal))
        self.assertFalse(self.tor.message_ids.notification_ids)

    def test_asked_twice_is_one_activity(self):
        self.sudo_tor._client_asks_for_changes(self.link, "One")
        self.sudo_tor._client_asks_for_changes(self.link, "Two")
        self.assertEqual(len(self.tor.activity_ids), 1)
        self.assertIn("Two", self.tor.activity_ids.note)

    def test_back_to_draft_settles_what_was_asked(self):
        self.sudo_tor._client_asks_for_changes(self.link, "One")
        self.tor.with_user(self.pm).action_back_to_draft()
        self.assertFalse(self.tor.activity_ids)
        self.assertFalse(self.tor.date_changes_asked)

    def test_colleague_gets_a_link_that_cannot_agree(self):
        self.assertEqual(
            self.sudo_tor._client_asks_colleague(self.link, "law@law.test"), "sent"
        )
        link = self.tor.link_ids.filtered(lambda link: link.occasion == "colleague")
        self.assertEqual((link.purpose, link.recipient), ("read", "law@law.test"))
        self.assertEqual(link.sudo().mail_id.email_to, "law@law.test")
        self.assertIn("Anna Berg", link.sudo().mail_id.body_html)
        self.assertNotIn("law@law.test", self._notes())

    def test_colleagues_are_few(self):
        for number in range(5):
            self.sudo_tor._client_asks_colleague(self.link, f"c{number}@law.test")
        self.assertEqual(
            self.sudo_tor._client_asks_colleague(self.link, "c9@law.test"), "enough"
        )
        reader = self.env["scope.link"]._find(self._token("read"))
        self.assertEqual(
            self.sudo_tor._client_asks_colleague(reader, "x@law.test"), "reader"
        )

    def test_broken_template_is_our_trouble(self):
        broken = patch.object(
            type(self.tor), "_render_mail", side_effect=UserError("broken")
        )
        with broken, mute_logger("odoo.addons.scope_guard.models.scope_tor_sign"):
            self.assertEqual(
                self.sudo_tor._client_asks_colleague(self.link, "law@law.test"),
                "failed",
            )
        self.assertEqual(len(self.tor.link_ids), 2)
        self.assertIn("Call Anna Berg", self.tor.activity_ids.summary)
        self.env.ref("scope_guard.mail_template_agreement_read").unlink()
        self.assertEqual(
            self.sudo_tor._client_asks_colleague(self.link, "law@law.test"), "sent"
        )

    def test_page_of_500_items_costs_as_many_queries_as_one_of_50(self):
        def cost(count):
            self.tor.with_user(self.pm).action_back_to_draft()
            self.env["scope.item"].create(
                [
                    {"tor_id": self.tor.id, "name": f"Item {n}", "allowance_hours": 1}
                    for n in range(count)
                ]
            )
            link = self.env["scope.link"]._find(self._send())
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            content, _content_hash = self.sudo_tor._agreement_content(link)
            reading = self.sudo_tor._client_reader().read_content(content)
            self.assertGreater(reading["count"], count)
            return self.env.cr.sql_log_count - before

        cost(10)
        few = cost(40)
        self.assertLessEqual(cost(450), few + 2)

    def test_not_me_closes_the_link(self):
        self.sudo_tor._client_is_somebody_else(self.link, "I am Bob")
        self.assertEqual(self.sudo_tor._agreement_state(self.link), "closed")
        self.assertEqual(self._sign(), "late")
        self.assertIn("reached somebody else", self.tor.activity_ids.summary)

    def test_without_manager_who_sent_it_is_asked(self):
        self.project.user_id = False
        self.sudo_tor._client_wants_to_talk(self.link, "at 5")
        self.assertEqual(self.tor.activity_ids.user_id, self.pm)


@tagged("post_install", "-at_install")
class TestSigningTours(ScopeSigningCommon, HttpCase):
    """Sending as the project's manager, answering as the client, in a real browser."""

    browser_size = "1280x900"

    def _agree_in_browser(self, tour):
        self.start_tour(f"/my/agreement/{self._send()}", tour)
        self.assertEqual(self.tor.state, "agreed")
        self.assertEqual(self.tor.current_version_id.channel, "portal")
        self.assertIn("Anna Berg", self.tor.agreed_by)

    def test_send_and_take_back(self):
        url = f"/odoo/scopes/{self.tor.id}"
        self.start_tour(url, "scope_guard_send_for_agreement", login="scope_pm")
        self.assertEqual(self.tor.state, "sent")
        self.start_tour(url, "scope_guard_take_back", login="scope_pm")
        self.assertEqual(self.tor.state, "draft")

    def test_agree_as_client(self):
        self._agree_in_browser("scope_guard_agree_as_client")

    def test_ask_for_changes(self):
        self.start_tour(f"/my/agreement/{self._send()}", "scope_guard_ask_for_changes")
        self.assertEqual(self.tor.state, "sent")
        self.assertIn("two exports a day", self._notes())
        self.assertEqual(self.tor.activity_ids.user_id, self.pm)


@tagged("post_install", "-at_install")
class TestSigningPhoneTours(ScopeSigningCommon, HttpCase):
    """The same on a phone."""

    browser_size = "375x812"
    touch_enabled = True

    def test_agree_as_client_on_a_phone(self):
        token = self._send()
        self.start_tour(
            f"/my/agreement/{token}", "scope_guard_agree_as_client_on_a_phone"
        )
        self.assertEqual(self.tor.state, "agreed")
