from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestBaseAutomation(TransactionCase):
    """The delivered reminders leave Odoo's own check on time to the firm's rules."""

    def test_check_on_time_wakes_for_a_rule_of_the_firm_only(self):
        cron = self.env.ref("base_automation.ir_cron_data_base_automation_check")
        self.env["base.automation"]._update_cron()
        self.assertFalse(cron.active)
        rule = self.env["base.automation"].create(
            {
                "name": "The firm's own",
                "model_id": self.env.ref("base.model_res_partner").id,
                "trigger": "on_time_created",
                "trg_date_range": 1,
                "trg_date_range_type": "day",
            }
        )
        self.assertTrue(cron.active)
        rule.active = False
        self.assertFalse(cron.active)

    def test_reminders_have_a_cron_of_their_own(self):
        self.assertTrue(self.env.ref("scope_guard.ir_cron_scope_reminders").active)
