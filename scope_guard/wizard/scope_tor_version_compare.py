from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools.version_reader import VersionReader


class ScopeTorVersionCompare(models.TransientModel):
    """Two versions of a scope side by side, or one and the scope as it stands now."""

    _name = "scope.tor.version.compare"
    _description = "What differs between two versions"

    tor_id = fields.Many2one("scope.tor", "Scope", required=True, readonly=True)
    before_id = fields.Many2one(
        "scope.tor.version",
        "Compare",
        required=True,
        ondelete="cascade",
        domain="[('tor_id', '=', tor_id)]",
    )
    after_id = fields.Many2one(
        "scope.tor.version",
        "With",
        ondelete="cascade",
        domain="[('tor_id', '=', tor_id)]",
        help="Empty: with the scope as it stands now.",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("before_id", "after_id")
    def _compute_display_name(self):
        for comparison in self:
            comparison.display_name = self.env._(
                "%(scope)s: %(before)s and %(after)s",
                scope=comparison.tor_id.display_name,
                before=comparison.before_id.display_name,
                after=comparison.after_id.display_name or self.env._("now"),
            )

    @api.depends_context("lang")
    @api.depends("before_id", "after_id")
    def _compute_comparison(self):
        for comparison in self:
            comparison.comparison = bool(comparison.before_id) and self.env[
                "ir.qweb"
            ]._render(
                "scope_guard.scope_tor_version_difference",
                comparison._prepare_comparison(VersionReader(self.env)),
            )

    @api.constrains("tor_id", "before_id", "after_id")
    def _check_one_scope(self):
        for comparison in self:
            if (comparison.before_id | comparison.after_id).tor_id != comparison.tor_id:
                raise ValidationError(
                    self.env._("Choose two versions of one scope to compare them.")
                )

    def _prepare_comparison(self, reader):
        """Values for the template, the older version first."""
        self.ensure_one()
        before, after = self.before_id, self.after_id
        if after and after.number < before.number:
            before, after = after, before
        # As the user: what he may not read is not compared.
        (before | after).check_access("read")
        if after:
            content, title = after._get_content(), after._version_title()
        else:
            self.tor_id.check_access("read")
            content, title = self.tor_id._prepare_version_content(), self._now_title()
        return {
            "titles": (before._version_title(), title),
            "difference": reader.compare(before._get_content(), content),
        }

    def _now_title(self):
        return self.env._(
            "as it stands on %(date)s",
            date=format_date(
                self.env, fields.Date.context_today(self), date_format="long"
            ),
        )

    def _prepare_document(self):
        """What the printed comparison shows, in the language of ``self``."""
        self.ensure_one()
        return {
            "name": self._document_name(),
            "company": self.tor_id.company_id.sudo(),
            "project": self.tor_id.display_name,
            **self._prepare_comparison(VersionReader(self.env, "client")),
        }

    def _document_name(self):
        return self.env._("%(comparison)s, what differs", comparison=self.display_name)

    def _reading_lang(self):
        return self.tor_id._reading_lang()

    def action_print(self):
        """Print the comparison in the client's words."""
        self.ensure_one()
        report = self.env.ref("scope_guard.scope_tor_version_compare_report")
        return report.report_action(self, config=False)
