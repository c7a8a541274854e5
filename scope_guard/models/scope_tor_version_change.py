from odoo import api, fields, models


class ScopeTorVersion(models.Model):
    """Which change led to a version, as it was frozen."""

    _inherit = "scope.tor.version"

    change_text = fields.Text("By this change", compute="_compute_change_text")

    @api.depends("content")
    def _compute_change_text(self):
        for version in self:
            change = version._get_content().get("change")
            version.change_text = change and version._change_sentences(change)

    @api.model
    def _change_sentences(self, change):
        """The frozen change, a line for each of its points.

        :param dict change: as :meth:`scope.change._prepare_version_content` made it
        """
        ways = dict(
            self.env["scope.change.line"]
            ._fields["answer"]
            ._description_selection(self.env)
        )
        rows = [" ".join(filter(None, (change["code"], change["name"])))]
        for line in change["lines"]:
            rows.append(
                self.env._(
                    "%(line)s: %(hours)s h, %(amount)s %(currency)s · %(answer)s",
                    line=line["name"],
                    hours=f"{float(line['hours']):g}",
                    amount=line["amount"],
                    currency=change["currency"],
                    answer=ways.get(line["answer"], line["answer"]),
                )
            )
        for swap in change["leaves"]:
            rows.append(
                self.env._(
                    "Leaves in exchange: %(item)s %(name)s, %(hours)s h",
                    item=swap["item"],
                    name=swap["name"],
                    hours=f"{float(swap['hours']):g}",
                )
            )
        if change["days_added"]:
            rows.append(
                self.env._("The project ends %s days later.", change["days_added"])
            )
        return "\n".join(rows)
