from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ScopeTor(models.Model):
    _inherit = "scope.tor"

    contingency_spent = fields.Float(readonly=True, copy=False)
    contingency_text = fields.Char(
        "Contingency left", compute="_compute_contingency_text"
    )

    _contingency_kept = models.Constraint(
        "CHECK(COALESCE(contingency_spent, 0) >= -0.01 AND "
        "COALESCE(contingency_spent, 0) <= contingency_hours + 0.01)",
        "More of the contingency is spent than that.",
    )

    @api.depends("contingency_hours", "contingency_spent")
    def _compute_contingency_text(self):
        short = self.env["project.task"]._scope_short_hours
        for tor in self:
            tor.contingency_text = self.env._(
                "%(left)s of %(total)s h left",
                left=short(tor._contingency_left()),
                total=short(tor.contingency_hours),
            )

    def _contingency_left(self):
        return max(self.contingency_hours - self.contingency_spent, 0.0)

    def _claim_contingency(self, hours):
        """Take hours from what is left; below zero, give them back.

        In one statement: of two who spend the last hours at once the other is retried
        by Odoo, and sees what is left.
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE scope_tor SET contingency_spent = "
                "GREATEST(COALESCE(contingency_spent, 0) + %(hours)s, 0) "
                "WHERE id = %(id)s AND COALESCE(contingency_spent, 0) + %(hours)s "
                "<= contingency_hours + 0.005 RETURNING id",
                hours=hours,
                id=self.id,
            ),
            log_exceptions=False,
        )
        claimed = self.env.cr.fetchall()
        self.invalidate_recordset(["contingency_spent", "contingency_text"])
        if not claimed:
            short = self.env["project.task"]._scope_short_hours
            raise UserError(
                self.env._(
                    "%(left)s h of the contingency of %(project)s are left, and this "
                    "takes %(hours)s h. Ask for a change, or give it at no charge.",
                    left=short(self._contingency_left()),
                    project=self.display_name,
                    hours=short(hours),
                )
            )

    def action_open_contingency(self):
        """Open what the contingency was spent on."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_contingency_action"
        )
        action["domain"] = [("tor_id", "=", self.id)]
        return action
