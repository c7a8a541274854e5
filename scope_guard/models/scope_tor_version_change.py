from odoo import api, fields, models


class ScopeTorVersion(models.Model):
    """Which change led to a version, as it was frozen."""

    _inherit = "scope.tor.version"

    change_text = fields.Char(
        "By this change",
        compute="_compute_change_text",
        help="Empty: the scope was agreed as a whole.",
    )

    @api.depends("content")
    def _compute_change_text(self):
        for version in self:
            change = version._get_content().get("change") or {}
            version.change_text = " ".join(
                filter(None, (change.get("code"), change.get("name")))
            )

    def _prepare_since(self):
        """What the client reads of a newer version than the one at hand.

        :return: dict of ``title`` (which, when, by whom) and ``change`` (its number and
            name, or "")
        """
        self.ensure_one()
        change = self._get_content().get("change") or {}
        return {
            "title": self._version_title(),
            "change": " ".join(filter(None, (change.get("code"), change.get("name")))),
        }
