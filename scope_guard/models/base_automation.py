from odoo import models

from odoo.addons.base_automation.models.base_automation import TIME_TRIGGERS


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    def _update_cron(self):
        """Leave Odoo's own check on time to the firm's own rules.

        The delivered reminders are run by a cron of this add-on: an Odoo without any
        other rule on time keeps its check asleep, as it does without us.
        """
        result = super()._update_cron()
        cron = self.env.ref(
            "base_automation.ir_cron_data_base_automation_check",
            raise_if_not_found=False,
        )
        if (
            cron
            and cron.active
            and not self.with_context(active_test=True).search_count(
                [
                    ("trigger", "in", TIME_TRIGGERS),
                    ("model_name", "not like", "scope.%"),
                ],
                limit=1,
            )
        ):
            cron.active = False
        return result
