from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_repr, format_date

from ..tools.version_reader import VersionReader


class ScopeTor(models.Model):
    """The versions of a scope: printed, compared, and one after another."""

    _inherit = "scope.tor"

    def _prepare_version_content(self):
        # The unit belongs to what was read when it was agreed: the company may count
        # in another one later.
        company = self.company_id
        return {
            **super()._prepare_version_content(),
            "hours_unit": company.scope_hours_unit,
            "hours_per_day": float_repr(company._scope_hours_per_day(), 2),
        }

    def _reading_lang(self):
        """Language of what the client reads: the customer's, else the company's."""
        self.ensure_one()
        return (
            self.partner_id.lang
            or self.company_id.partner_id.lang
            or self.env.user.lang
        )

    def _prepare_document(self):
        """What the printed draft shows, in the language of ``self``.

        :return: dict of ``reading`` (see :class:`VersionReader`) and ``draft``, a sentence
        """
        self.ensure_one()
        content = self._prepare_version_content()
        return {
            "name": self._document_name(),
            "company": self.company_id.sudo(),
            "reading": VersionReader(self.env, "client").read_content(content),
            "draft": self.env._(
                "Draft of %(date)s, not agreed yet",
                date=format_date(
                    self.env,
                    fields.Date.context_today(self),
                    date_format="long",
                ),
            ),
        }

    def _document_name(self):
        return self.env._("%(project)s, draft", project=self.display_name)

    def action_print(self):
        """Print what is agreed, or the draft of what shall be."""
        self.ensure_one()
        self.check_access("read")
        if self.state == "agreed":
            return self.current_version_id.action_print()
        if not self.item_ids.filtered("active"):
            raise UserError(
                self.env._(
                    "There is nothing to print yet: write, paste or import the items "
                    "first."
                )
            )
        report = self.env.ref("scope_guard.scope_tor_report")
        return report.report_action(self, config=False)

    def action_open_versions(self):
        """Open the versions: as a list with what changed, and as a plot of hours."""
        self.ensure_one()
        if len(self.version_ids) < 2:
            return super().action_open_versions()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_tor_version_action"
        )
        action["domain"] = [("tor_id", "=", self.id)]
        action["context"] = {}
        action["display_name"] = self.env._("Versions of %s", self.display_name)
        return action

    def action_plot_versions(self):
        """Open the plot of hours and value, from version to version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_tor_version_action"
        )
        # The plot first; the list is beside it.
        views = sorted(action["views"], key=lambda view: view[1] != "graph")
        return {
            **action,
            "views": views,
            "view_mode": ",".join(mode for _view_id, mode in views),
            "domain": [("tor_id", "=", self.id)],
            "context": {},
            "display_name": self.env._("Versions of %s", self.display_name),
        }

    def action_compare_versions(self):
        """Open the comparison: the agreed version with the one before it; with the scope
        as it stands now while that is negotiated, or where nothing is before it."""
        self.ensure_one()
        return self.current_version_id._action_compare(now=self.state != "agreed")
