from odoo import fields, models


class ScopeFlag(models.Model):
    """Two more things to do about a row of *To decide*: spend contingency, and reply."""

    _inherit = "scope.flag"

    can_spend = fields.Boolean(related="task_id.scope_can_spend", related_sudo=False)

    def action_contingency(self):
        """Spend hours of the contingency on the tasks, without asking the client."""
        return self.task_id.action_scope_contingency()

    def action_reply(self):
        """Open a reply to the client with the clause. The question stays open."""
        self.ensure_one()
        return self.task_id.action_scope_reply()
