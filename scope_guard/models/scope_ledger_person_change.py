from odoo import models


class ScopeLedgerPerson(models.Model):
    _inherit = "scope.ledger.person"

    def unlink(self):
        # sudo: who erases a person need not be one who runs projects. Where the change
        # led to a version, the version says so.
        changes = self.env["scope.change"].sudo()
        for change in changes.search(
            [("answerer_ref", "in", self.ids), ("version_id", "=", False)]
        ):
            change._message_log(
                body=self.env._(
                    "Who answered %(change)s was erased. The answer itself stays.",
                    change=change.display_name,
                )
            )
        return super().unlink()
