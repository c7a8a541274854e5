from collections import defaultdict

from odoo import api, fields, models

READERS = "project.group_project_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    scope_open_hint_count = fields.Integer(
        string="May belong to a suggestion",
        compute="_compute_scope_hints",
        groups=READERS,
    )
    scope_linked_hint_ids = fields.Many2many(
        "scope.advice.hint",
        string="What came of it",
        compute="_compute_scope_hints",
        groups=READERS,
        help="Tasks and mails that were linked to a suggestion as what happened.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scope_hints(self):
        Hint = self.env["scope.advice.hint"]
        customers = self.commercial_partner_id
        hints = Hint.search(
            [
                ("advice_id.partner_id", "in", customers.ids),
                ("state", "in", ("open", "linked")),
            ]
        )
        linked, count = defaultdict(Hint.browse), defaultdict(int)
        for hint in hints:
            if hint.state == "linked":
                linked[hint.partner_id] |= hint
            else:
                count[hint.partner_id] += 1
        for partner in self:
            partner.scope_open_hint_count = count[partner.commercial_partner_id]
            partner.scope_linked_hint_ids = linked[partner.commercial_partner_id]

    def action_view_scope_hints(self):
        """Open the tasks and mails that look like a suggestion to this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_hint_action"
        )
        return action | {
            "domain": [("advice_id.partner_id", "=", self.commercial_partner_id.id)],
            "context": {"search_default_open": 1, "scope_one_customer": True},
        }
