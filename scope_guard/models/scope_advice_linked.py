from odoo import api, fields, models
from odoo.fields import Domain

from .scope_advice_hint import THREADS


class ScopeAdvice(models.Model):
    """What came of an advice: tasks and mails, and the status for the client."""

    _inherit = "scope.advice"

    hint_ids = fields.One2many("scope.advice.hint", "advice_id")
    linked_hint_ids = fields.One2many(
        "scope.advice.hint",
        "advice_id",
        string="What came of it",
        domain=[("state", "=", "linked")],
        help="Tasks and mails that were linked as what happened.",
    )
    open_hint_ids = fields.One2many(
        "scope.advice.hint",
        "advice_id",
        string="May belong to it",
        domain=[("state", "=", "open")],
        help="New tasks and mails that look like this suggestion.",
    )

    @api.model
    def scope_status_text(self, res_model, res_id):
        """What is in the client's hands, as a draft for a mail on this document.

        :param str res_model: model of the document
        :param int res_id: its id
        :return: list of str, one line for each commitment, in the client's language;
            empty where there is nothing
        """
        if res_model not in THREADS or not self.has_access("read"):
            return []
        advices, lang = self._scope_in_hands_of(res_model, res_id)
        return [
            advice.with_context(lang=lang)._scope_status_line() for advice in advices
        ]

    @api.model
    def _scope_in_hands_of(self, res_model, res_id, limit=None):
        """Commitments of the customer of a document that are still open.

        :return: (``scope.advice`` recordset, language of the client)
        """
        Hint = self.env["scope.advice.hint"]
        document = self.env[res_model].browse(res_id)
        document.check_access("read")
        # sudo: which customer a document that the user may read belongs to.
        partner = self.env["res.partner"].sudo()
        partner = partner.browse(Hint._scope_thread_partner_id(document.sudo()))
        if not partner:
            return self.browse(), self.env.lang
        domain = (
            Domain("partner_id", "=", partner.commercial_partner_id.id)
            & Domain("decision", "=", "self")
            & Domain("outcome", "=", "open")
            & Domain("commitment_confirmed", "=", False)
            & Domain("successor_ids", "=", False)
        )
        if res_model in ("project.project", "project.task"):
            project = document if res_model == "project.project" else None
            project = project or document.project_id
            # Other projects of the customer may have other readers.
            domain &= Domain("project_id", "in", [project.id, False])
        advices = self.search(domain, order="commitment_date, id", limit=limit)
        return advices, partner.lang or self.env.lang

    def _scope_status_line(self):
        """For instance: Shop connection: in your team's hands, with Tom Kim, due 12
        May."""
        self.ensure_one()
        values = {
            "suggestion": self.name or self.code,
            "person": self.commitment_owner_id.name,
            "day": self.commitment_date
            and self.env["scope.advice.hint"]._scope_format_day(self.commitment_date),
        }
        if values["person"] and values["day"]:
            return self.env._(
                "%(suggestion)s: in your team's hands, with %(person)s, due %(day)s",
                **values,
            )
        if values["person"]:
            return self.env._(
                "%(suggestion)s: in your team's hands, with %(person)s", **values
            )
        if values["day"]:
            return self.env._(
                "%(suggestion)s: in your team's hands, due %(day)s", **values
            )
        return self.env._("%(suggestion)s: in your team's hands", **values)
