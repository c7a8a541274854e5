from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .letter_common import LetterCommon

VERBS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestLetterAccess(LetterCommon):
    """Letters are as visible as their project; its manager writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.company_id = cls.env.company
        company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = new_test_user(
            cls.env,
            "letter_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.public = cls.env.ref("base.public_user")
        cls.sent = cls._send()
        cls.draft = cls._begin()
        cls.records = {
            "letter": cls.draft,
            "line": cls.draft.line_ids[0],
            "recipient": cls.draft.recipient_ids[0],
        }

    def _verbs(self, record, user):
        record = record.with_user(user)
        return "".join(verb[0] if record.has_access(verb) else "-" for verb in VERBS)

    def test_role_by_model_by_verb(self):
        for user, expected in (
            (self.public, "----"),
            (self.portal_user, "----"),
            (self.employee, "----"),
            (self.stranger, "----"),
            (self.consultant, "r---"),
            (self.pm, "rwcu"),
            (self.manager, "rwcu"),
        ):
            for name, record in self.records.items():
                with self.subTest(user=user.login, model=name):
                    self.assertEqual(self._verbs(record, user), expected)
                    if expected == "----" and user != self.stranger:
                        with self.assertRaises(AccessError):
                            record.with_user(user).search([])
                    elif expected == "----":
                        self.assertFalse(record.with_user(user).search([]) & record)

    def test_visible_as_its_project_is(self):
        self.project.message_subscribe(self.pm.partner_id.ids)
        for visibility, expected in (
            ("followers", "----"),
            ("invited_users", "----"),
            ("employees", "r---"),
            ("portal", "r---"),
        ):
            self.project.privacy_visibility = visibility
            for name, record in self.records.items():
                with self.subTest(visibility=visibility, model=name):
                    self.assertEqual(self._verbs(record, self.consultant), expected)
                    self.assertEqual(self._verbs(record, self.pm), "rwcu")
        self.project.privacy_visibility = "followers"
        self.project.message_subscribe(self.consultant.partner_id.ids)
        self.assertEqual(self._verbs(self.draft, self.consultant), "r---")

    def test_only_who_decides_prepares_and_sends(self):
        for user in (self.consultant, self.employee, self.portal_user, self.stranger):
            with self.subTest(user=user.login):
                for call in (
                    self.tor.with_user(user).action_send_letter,
                    self.draft.with_user(user).action_send,
                    self.draft.with_user(user).action_prepare_again,
                    self.sent.recipient_ids.with_user(user).action_send,
                ):
                    with self.assertRaises(AccessError):
                        call()
        self.assertEqual(self.draft.state, "draft")
        self.draft.with_user(self.manager).sudo(False).action_send()
        self.assertEqual(self.draft.state, "sent")

    def test_sponsor_fields_are_not_for_callers(self):
        advice = self._advise("Backup", high_risk=True)
        for values in (
            {"date_sponsor_informed": "2026-01-01 00:00:00"},
            {"sponsor_letter_id": self.sent.id},
            {"date_sponsor_asked": "2026-01-01"},
        ):
            advice.with_user(self.manager).write(values)
            for record in advice + advice.create({"name": "x", **values}):
                self.assertFalse(record.date_sponsor_informed)
                self.assertFalse(record.sponsor_letter_id)
                self.assertFalse(record.date_sponsor_asked)
        for call in ("action_tell_sponsor", "action_sponsor_told"):
            with self.assertRaises(AccessError):
                getattr(advice.with_user(self.consultant), call)()

    def test_a_recipient_s_link_is_no_one_s_to_set(self):
        link = self.sent.sudo().link_ids
        recipient = self.draft.recipient_ids[0]
        recipient.link_id = link
        self.assertFalse(recipient.link_id)
        made = recipient.create(
            {
                "letter_id": self.draft.id,
                "partner_id": self.tom.id,
                "link_id": link.id,
            }
        )
        self.assertFalse(made.link_id)

    def test_contacts_may_go_the_letter_stays(self):
        someone = self.env["res.partner"].create({"name": "S", "email": "s@s.test"})
        letter = self._begin()
        letter.recipient_ids.create({"letter_id": letter.id, "partner_id": someone.id})
        letter.action_send()
        someone.unlink()
        self.env.invalidate_all()
        self.assertIn("(no longer on file)", letter.recipient_ids.mapped("name"))
        self.assertEqual(letter.state, "sent")

    def test_privacy_lookup_deletes_no_letter(self):
        models = self.env["privacy.lookup.wizard"]._get_query_models_blacklist()
        self.assertIn("scope.letter", models)
        self.assertIn("scope.letter.recipient", models)
