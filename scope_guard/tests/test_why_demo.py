from odoo.tests import TransactionCase, tagged

from ..demo.mail_teller import WORRIED


@tagged("post_install", "-at_install")
class TestWhyDemo(TransactionCase):
    def test_the_worried_mail_becomes_a_call_sheet(self):
        self.env["scope.tor"]._load_demo()
        pm = self.env["res.users"].search([("login", "=", "pm")])
        message = self.env["mail.message"].search([("subject", "=", WORRIED[2])])
        self.assertEqual(len(message), 1)
        action = message.with_user(pm).action_scope_answer_why()
        why = self.env["scope.why"].browse(action["res_id"])
        self.assertEqual(why.contact_id.name, "Anna Berg")
        self.assertEqual(why.copy_count, 14)
        self.assertIn("Specialist for the connection", str(why.call_sheet))
        self.assertTrue(why.point_ids)
