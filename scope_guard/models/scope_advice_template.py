from odoo import fields, models


class ScopeAdviceTemplate(models.Model):
    """One recommendation of the firm's library: written once, used for years."""

    _name = "scope.advice.template"
    _description = "Advice library"
    _order = "sequence, id"

    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    name = fields.Char(
        string="What",
        required=True,
        translate=True,
        help="The suggestion in one line, as the client will read it.",
    )
    recommendation = fields.Text(
        string="What we suggest",
        translate=True,
        help="What we suggest: who does what, how long it takes, what comes of it.",
    )
    risk = fields.Text(
        string="Why",
        translate=True,
        help="What can happen otherwise, from experience and without blame.",
    )
    other_ways = fields.Text(
        string="Other ways",
        translate=True,
        help="Honest alternatives, with what each of them leaves open.",
    )
    needs = fields.Text(
        string="What their team will need",
        translate=True,
        help="The check list for a client who does it with a team of its own.",
    )
    high_risk = fields.Boolean(
        string="High risk",
        help="A serious loss is possible if nothing is done. Advice made from this "
        "entry is marked in lists and can be filtered.",
    )
    validity_days = fields.Integer(
        string="Validity in days",
        default=lambda self: self.env.company.scope_advice_validity_days,
        help="How long the suggestion can be had on the same terms, counted from the "
        "day it was made. 0: as in the settings.",
    )
    advice_ids = fields.One2many("scope.advice", "template_id")
    advice_count = fields.Integer(
        string="Used",
        compute="_compute_advice_count",
        help="How often it was used, as far as you may see.",
    )

    _validity_days_positive = models.Constraint(
        "CHECK(validity_days >= 0)", "The validity in days cannot be negative."
    )

    def _compute_advice_count(self):
        counts = dict(
            self.env["scope.advice"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.advice_count = counts.get(template._origin, 0)

    def action_view_advice(self):
        """Open the advice that was made from this entry."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_advice_action"
        )
        return action | {
            "domain": [("template_id", "=", self.id)],
            "context": {"default_template_id": self.id},
        }

    def _scope_texts(self, lang):
        """What an advice takes over from this entry, in the client's language."""
        self.ensure_one()
        template = self.with_context(lang=lang) if lang else self
        return {
            "name": template.name,
            "recommendation": template.recommendation,
            "risk": template.risk,
            "other_ways": template.other_ways,
        }

    def _scope_library_texts(self):
        """Every text of the library in every installed language, by field.

        It tells the user's own words, which are kept, from words of the library,
        which give way when another entry is chosen.
        """
        texts = {"name": set(), "recommendation": set(), "risk": set()}
        texts["other_ways"] = set()
        everything = self.sudo().search([("active", "in", (True, False))])
        for lang, _name in self.env["res.lang"].get_installed():
            for template in everything.with_context(lang=lang):
                for fname, known in texts.items():
                    known.add(template[fname])
        return texts
