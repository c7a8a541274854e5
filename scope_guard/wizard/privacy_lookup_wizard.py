from odoo import api, models


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    @api.model
    def _get_query_models_blacklist(self):
        # The lookup deletes the whole record that names a person. What was agreed and
        # advised is the customer's record and must outlive one contact; the personal
        # values themselves are found by the email of scope.ledger.person.
        return super()._get_query_models_blacklist() + [
            "scope.advice",
            "scope.advice.decision",
            "scope.change",
            "scope.expectation.check",
            "scope.goodwill",
            "scope.letter",
            "scope.letter.recipient",
            "scope.tor",
            "scope.tor.version",
            "scope.why",
        ]
