from odoo import api, fields, models

#: The first of these that no other record has is the advice address.
ADVICE_NAMES = ("advice", "advice-log", "scope-advice")


class ResCompany(models.Model):
    _inherit = "res.company"

    # Clients read the companies, too: what an hour costs us is not for them.
    scope_hourly_rate = fields.Monetary(
        default=120.0,
        groups="base.group_user",
        help="Values goodwill where the TOR has no rate of its own.",
    )
    scope_goodwill_free_hours = fields.Float(
        default=2.0,
        groups="base.group_user",
        help="Goodwill below these hours needs no reason.",
    )
    scope_tier_amber = fields.Integer(
        default=80, help="Share of its hours, in percent, from which an item is amber."
    )
    scope_tier_red = fields.Integer(
        default=100, help="Share of its hours, in percent, above which an item is red."
    )
    scope_tier_dark = fields.Integer(
        default=125,
        help="Share of its hours, in percent, above which an item is dark red.",
    )
    scope_hours_unit = fields.Selection(
        [("hour", "Hours"), ("day", "Days")],
        default="hour",
        required=True,
        help="How hours of scope items are typed and shown. A day has the hours of the "
        "company's working schedule.",
    )

    scope_advice_validity_days = fields.Integer(
        default=30,
        help="How many days a suggestion can be had on the same terms, unless the "
        "library says otherwise.",
    )
    scope_advice_review_days = fields.Integer(
        default=30,
        help="Advice that was not taken up is looked at again after so many days.",
    )
    scope_keep_original = fields.Boolean(
        default=True,
        groups="base.group_user",
        help="Mail to guarded projects is kept as it arrived, whatever the mail server "
        "is set to.",
    )
    scope_advice_alias_id = fields.Many2one(
        "mail.alias",
        string="Advice mail address",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups="base.group_user",
        help="Mail that a colleague sends or forwards to it becomes a draft advice.",
    )

    _scope_tiers_ordered = models.Constraint(
        "CHECK(scope_tier_amber > 0 AND scope_tier_amber <= scope_tier_red "
        "AND scope_tier_red <= scope_tier_dark)",
        "The steps of the hours bar must rise: amber, red, dark red.",
    )
    _scope_rate_positive = models.Constraint(
        "CHECK(scope_hourly_rate >= 0 AND scope_goodwill_free_hours >= 0)",
        "Hourly rate and hours of goodwill cannot be negative.",
    )

    _scope_advice_days_positive = models.Constraint(
        "CHECK(scope_advice_validity_days >= 0 AND scope_advice_review_days >= 0)",
        "The days of advice cannot be negative.",
    )

    @api.model
    def _scope_install_advice_alias(self):
        """Give each company without one its advice address; called at installation."""
        self._scope_install_alias("scope_advice_alias_id", "scope.advice", ADVICE_NAMES)

    @api.model
    def _scope_install_alias(self, fname, model, names):
        """Give each company without one the first address of ``names`` that is free.

        Companies with the same mail domain share one address.

        :param str fname: field of the company that holds the alias
        :param str model: what mail to it becomes
        """
        # sudo: aliases are for administrators.
        companies = self.sudo().search([(fname, "=", False)])
        model_id = self.env["ir.model"]._get_id(model)
        for company in companies:
            taken = (
                self.env["mail.alias"]
                .sudo()
                .search(
                    [
                        ("alias_domain_id", "=", company.alias_domain_id.id),
                        ("alias_name", "in", names),
                        ("alias_model_id", "!=", model_id),
                    ]
                )
            )
            free = [name for name in names if name not in taken.mapped("alias_name")]
            if free:
                company._scope_set_alias(fname, model, free[0])

    def _scope_set_advice_alias(self, name):
        """Set the name before the @ of the advice address; empty takes it away.

        :raise UserError: where another record has that address
        """
        self._scope_set_alias("scope_advice_alias_id", "scope.advice", name)

    def _scope_set_alias(self, fname, model, name):
        """Set the name before the @ of one of our addresses; empty takes it away.

        :param str fname: field of the company that holds the alias
        :param str model: what mail to it becomes
        :raise UserError: where another record has that address
        """
        self.ensure_one()
        # sudo: settings are changed by administrators, aliases belong to nobody.
        Alias = self.env["mail.alias"].sudo()
        model_id = self.env["ir.model"]._get_id(model)
        alias = self.sudo()[fname]
        name = Alias._sanitize_alias_name(name)
        if not name:
            self.sudo()[fname] = False
            shared = self.sudo().search_count([(fname, "=", alias.id)])
            if alias and not shared:
                alias.unlink()
            return
        domain = self.sudo().alias_domain_id
        if alias and not alias.alias_domain_id and domain:
            # It was made before the company had a mail domain.
            alias.alias_domain_id = domain
        if alias and alias.alias_name == name:
            return
        same = Alias.search(
            [
                ("alias_name", "=", name),
                ("alias_domain_id", "=", domain.id),
            ],
            limit=1,
        )
        if same.alias_model_id.id == model_id:
            self.sudo()[fname] = same
        elif alias:
            alias.alias_name = name
        else:
            self.sudo()[fname] = Alias.create(
                {
                    "alias_name": name,
                    "alias_domain_id": domain.id,
                    "alias_model_id": model_id,
                    # Who may write is looked at when it is read; nobody gets a bounce.
                    "alias_contact": "everyone",
                }
            )

    def _scope_tier(self, used_hours, limit):
        """Step of an hours bar.

        Hook: override for another policy.

        :param float used_hours: hours that tasks take
        :param float limit: hours they may take; 0 means not measured
        :return: key of ``TIER_SELECTION``
        """
        self.ensure_one()
        if not limit:
            return "none"
        percent = 100.0 * used_hours / limit
        if percent > self.scope_tier_dark + 0.005:
            return "dark"
        if percent > self.scope_tier_red + 0.005:
            return "red"
        return "amber" if percent >= self.scope_tier_amber else "ok"

    def _scope_hours_per_day(self):
        """Hours of one working day, for figures given in days."""
        self.ensure_one()
        return self.resource_calendar_id.hours_per_day or 8.0

    def _scope_timezone(self):
        """Name of the time zone in which the company's days begin and end."""
        self.ensure_one()
        return self.resource_calendar_id.tz or self.partner_id.tz or "UTC"
