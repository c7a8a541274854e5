from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.version_difference import compare_contents
from ..tools.version_reader import VersionReader


class ScopeTorVersion(models.Model):
    """One version after another: what changed from each to the next."""

    _inherit = "scope.tor.version"

    previous_id = fields.Many2one(
        "scope.tor.version", "Version before", compute="_compute_difference"
    )
    hours_difference = fields.Float("Hours more", compute="_compute_difference")
    difference = fields.Char(
        "Since the version before",
        compute="_compute_difference",
        help="Items that are new, removed and changed, and hours more or less.",
    )

    @api.depends_context("lang")
    @api.depends("tor_id", "number", "content")
    def _compute_difference(self):
        before = {
            (version.tor_id, version.number): version
            for version in self.search([("tor_id", "in", self.tor_id.ids)])
        }
        reader = VersionReader(self.env)
        for version in self:
            previous = before.get((version.tor_id, version.number - 1))
            version.previous_id = previous
            version.hours_difference = previous and version.hours - previous.hours
            version.difference = previous and self._difference_sentence(
                reader, previous._get_content(), version._get_content()
            )

    @api.model
    def _difference_sentence(self, reader, before, after):
        """In one line: 2 new, 1 removed, 3 changed, +16 h."""
        difference = compare_contents(before, after)
        if difference.is_empty:
            return self.env._("Nothing differs")
        parts = [
            sentence
            for count, sentence in (
                (
                    difference.count("+"),
                    self.env._("%s new", difference.count("+")),
                ),
                (
                    difference.count("-"),
                    self.env._("%s removed", difference.count("-")),
                ),
                (
                    difference.count("~"),
                    self.env._("%s changed", difference.count("~")),
                ),
            )
            if count
        ]
        parts.append(reader.hours_difference(before, after))
        return ", ".join(filter(None, parts)) or self.env._("Dates or totals")

    # ------------------------------------------------------------------ actions
    def action_read(self):
        """Open the version as it was agreed."""
        return self._get_records_action(name=self.display_name)

    def action_compare(self):
        """Compare two versions of a scope; one alone with the version before it."""
        self.check_access("read")
        if len(self) == 1:
            return self._action_compare()
        if len(self) != 2 or len(self.tor_id) != 1:
            raise UserError(
                self.env._("Choose two versions of one scope to compare them.")
            )
        before, after = self.sorted("number")
        return before._action_compare(after=after)

    def _action_compare(self, after=None, now=False):
        """Open the comparison.

        :param after: the version that this one is compared with; not given, this one is
            compared with the one before it
        :param bool now: compare this version with the scope as it stands now
        """
        self.ensure_one()
        before = self
        if after is None and not now and self.previous_id:
            before, after = self.previous_id, self
        comparison = self.env["scope.tor.version.compare"].create(
            {
                "tor_id": self.tor_id.id,
                "before_id": before.id,
                "after_id": after.id if after else False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What differs"),
            "res_model": comparison._name,
            "res_id": comparison.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
