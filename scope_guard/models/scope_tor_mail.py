from odoo import models
from odoo.tools import format_date


class ScopeTor(models.Model):
    """The mails of an agreement: one for each recipient, each with its own link."""

    _inherit = "scope.tor"

    _mail_layout = "scope_guard.mail_agreement_layout"

    def _contact_users(self):
        """Who may speak for us: the project's manager, else who sent it."""
        return self.project_id.user_id | self.sent_by_id | self.create_uid

    def _prepare_mail_layout(self, partner, purpose):
        return {
            "answer_by": format_date(self.env, self.date_answer_by, date_format="long")
        }

    def _who_gets_it(self, other_than=None):
        """Names of the people who get the agreed document, as the pages say it."""
        self.ensure_one()
        # sudo: each of them is told who the others are.
        tor = self.sudo()
        links = tor.link_ids.filtered(
            lambda link: not link.date_revoked and link.occasion == "sent"
        )
        people = (tor.signatory_id | links.partner_id) - (
            other_than or self.env["res.partner"]
        )
        return people.mapped("name") + [tor._contact_user().name]
