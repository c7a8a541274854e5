from odoo import models


class ScopeLedgerPerson(models.Model):
    _inherit = "scope.ledger.person"

    def unlink(self):
        # sudo: who erases a person need not be one who runs projects.
        Decision = self.env["scope.advice.decision"].sudo()
        for decision in Decision.search([("answerer_ref", "in", self.ids)]):
            decision.advice_id._message_log(
                body=self.env._(
                    "The name that was typed with an answer to %(advice)s was erased. "
                    "The answer itself stays.",
                    advice=decision.advice_id.display_name,
                )
            )
        return super().unlink()
