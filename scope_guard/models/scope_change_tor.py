from odoo import api, fields, models


class ScopeTor(models.Model):
    _inherit = "scope.tor"

    change_ids = fields.One2many("scope.change", "tor_id", "Changes")
    change_count = fields.Integer("Number of changes", compute="_compute_change_count")
    change_open_count = fields.Integer("Open changes", compute="_compute_change_count")

    @api.depends("change_ids.state")
    def _compute_change_count(self):
        counts = {}
        Change = self.env["scope.change"]
        for tor, state, count in Change._read_group(
            [("tor_id", "in", self.ids)], ["tor_id", "state"], ["__count"]
        ):
            counts.setdefault(tor, {})[state] = count
        for tor in self:
            found = counts.get(tor._origin, {})
            tor.change_count = sum(found.values())
            tor.change_open_count = sum(
                found.get(state, 0) for state in Change._open_states()
            )

    def _scope_rate(self):
        """Value of an hour on this project: its own rate, or that of the company."""
        # sudo: the company's rate is for nobody to read in full.
        tor = self.sudo()
        return tor.goodwill_rate or tor.company_id.scope_hourly_rate

    def action_open_changes(self):
        """Open the changes of this scope."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_change_action"
        )
        action["domain"] = [("tor_id", "=", self.id)]
        action["context"] = {"default_tor_id": self.id}
        action["display_name"] = self.env._("Changes of %s", self.display_name)
        return action

    def action_propose_change(self):
        """Open a new change of this scope."""
        self.ensure_one()
        self._check_can_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a change"),
            "res_model": "scope.change",
            "view_mode": "form",
            "context": {"default_tor_id": self.id},
        }
