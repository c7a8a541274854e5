from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: What makes a file the evidence that it is. Its name and description are how others
#: refer to it, and say whether it is the mail as it arrived.
WATCHED_FIELDS = frozenset(
    {
        "datas",
        "db_datas",
        "description",
        "name",
        "raw",
        "res_id",
        "res_model",
        "url",
    }
)


class IrAttachment(models.Model):
    """Evidence of a recorded advice stays what it was."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if WATCHED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        evidence = self._scope_evidence(recorded=True)
        before = [evidence_file._scope_identity() for evidence_file in evidence]
        result = super().write(vals)
        for evidence_file, identity in zip(evidence, before, strict=True):
            after = evidence_file._scope_identity()
            for part, old in identity.items():
                # What had no place yet is given one; nothing else may change.
                given = part == "place" and not old
                if old != after[part] and not given:
                    raise UserError(evidence_file._scope_evidence_sentence())
        return result

    @api.ondelete(at_uninstall=False)
    def _scope_unlink_except_evidence(self):
        for evidence_file in self._scope_evidence(recorded=True):
            raise UserError(evidence_file._scope_evidence_sentence())

    def unlink(self):
        # A draft lets go of its files; the database would refuse without a sentence.
        drafted = self._scope_evidence(recorded=False)
        if drafted:
            self.check_access("unlink")
            # sudo: whoever may delete a file need not be able to write the advice.
            advice = (
                self.env["scope.advice"]
                .sudo()
                .with_context(active_test=False)
                .search(
                    [
                        ("attachment_ids", "in", drafted.ids),
                        ("date_recorded", "=", False),
                    ]
                )
            )
            advice.write(
                {"attachment_ids": [(3, file_id, 0) for file_id in drafted.ids]}
            )
        return super().unlink()

    def _scope_evidence(self, recorded):
        """Those of these files that are evidence of an advice.

        :param bool recorded: of a recorded one, or of one that is not recorded
        """
        if not self.ids:
            return self.browse()
        Advice = self.env["scope.advice"]
        Advice.flush_model(["date_recorded", "attachment_ids"])
        field = Advice._fields["attachment_ids"]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT r.%(file)s FROM %(relation)s r"
                " JOIN scope_advice a ON a.id = r.%(advice)s"
                " WHERE r.%(file)s = ANY(%(ids)s)"
                " AND (a.date_recorded IS NOT NULL) = %(recorded)s",
                file=SQL.identifier(field.column2),
                advice=SQL.identifier(field.column1),
                relation=SQL.identifier(field.relation),
                ids=list(self.ids),
                recorded=recorded,
            )
        )
        return self.browse([file_id for (file_id,) in rows])

    def _scope_identity(self):
        # sudo: compared, not shown.
        file = self.sudo()
        return {
            "content": (file.checksum, file.url),
            "words": (file.name, file.description or ""),
            "place": file.res_id and (file.res_model, file.res_id),
        }

    def _scope_evidence_sentence(self):
        return self.env._(
            "“%(file)s” is evidence of an advice that is recorded, and stays as it is. "
            "Add another file to the advice instead.",
            file=self.sudo().name,
        )
