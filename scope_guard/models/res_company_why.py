from odoo import api, fields, models

#: The first of these that no other record has is the address.
WHY_NAMES = ("why", "answer-why", "scope-why")


class ResCompany(models.Model):
    """The address to which a colleague forwards a mail that asks why."""

    _inherit = "res.company"

    scope_why_alias_id = fields.Many2one(
        "mail.alias",
        string="Answer why: mail address",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups="base.group_user",
        help="Mail that a colleague forwards to it comes back as a call sheet.",
    )

    @api.model
    def _scope_install_why_alias(self):
        """Give each company without one its address; called at installation."""
        self._scope_install_alias("scope_why_alias_id", "scope.why", WHY_NAMES)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    scope_why_alias_name = fields.Char(
        string="Answer why: mail address",
        compute="_compute_scope_why_alias",
        inverse="_inverse_scope_why_alias",
    )
    scope_why_alias_domain = fields.Char(compute="_compute_scope_why_alias")

    @api.depends("company_id")
    def _compute_scope_why_alias(self):
        for settings in self:
            company = settings.company_id
            alias = company.scope_why_alias_id
            settings.scope_why_alias_name = alias.alias_name
            settings.scope_why_alias_domain = (
                alias.alias_domain or company.alias_domain_id.name
            )

    def _inverse_scope_why_alias(self):
        for settings in self:
            settings.company_id._scope_set_alias(
                "scope_why_alias_id", "scope.why", settings.scope_why_alias_name
            )
