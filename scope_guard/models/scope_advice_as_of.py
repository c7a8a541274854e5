from odoo import api, models
from odoo.fields import Domain


class ScopeAdvice(models.Model):
    """What was known of an advice at the end of a day."""

    _inherit = "scope.advice"

    def _scope_answer_as_of(self, day):
        """The answer as it was known at the end of a day.

        :param date day: what was answered later is left out
        :return: dict of ``decision``, ``day``, ``person`` (``res.partner``), ``view``
            (the client's own), ``owner``, ``ready_by``, ``not_before``
        """
        self.ensure_one()
        nobody = self.env["res.partner"]
        open_answer = {
            "decision": "pending",
            "day": False,
            "person": nobody,
            "view": "",
            "owner": nobody,
            "ready_by": False,
            "not_before": False,
        }
        # Newest first; an answer that is not recorded yet stands on the advice alone.
        given = self.decision_ids or self
        given = given.filtered(
            lambda answer: (
                answer.decision != "pending"
                and answer.date_decided
                and answer.date_decided <= day
            )
        )[:1]
        if not given:
            return open_answer
        by_themselves = given.decision == "self"
        return {
            "decision": given.decision,
            "day": given.date_decided,
            "person": given.decided_by_id,
            "view": given.client_view or "",
            "owner": given.commitment_owner_id if by_themselves else nobody,
            "ready_by": given.commitment_date if by_themselves else False,
            "not_before": given.decision == "deferred" and given.date_deferred_until,
        }

    @api.model
    def _scope_told_until(self, customer, company, day, end):
        """What a customer was advised until a day, as it stood then; newest first.

        Of an advice and its correction it is the one that was on record that day.

        :param date day: the day
        :param datetime end: when the day ends, in UTC
        """
        advices = self.search(
            Domain("partner_id", "=", customer.id)
            & Domain("company_id", "=", company.id)
            & Domain("date_told", "<=", day)
        )
        advices.fetch(["predecessor_id", "create_date"])
        later = advices.filtered(
            lambda advice: advice.predecessor_id and advice.create_date >= end
        )
        current = advices - later
        return current - current.predecessor_id
