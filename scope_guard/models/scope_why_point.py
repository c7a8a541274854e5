from odoo import fields, models

from .scope_why import STEP


class ScopeWhyPoint(models.Model):
    """Something that is open on our own side: said before the client has to."""

    _name = "scope.why.point"
    _description = "Own open point"
    _order = "why_id, sequence, id"
    _rec_name = "text"

    why_id = fields.Many2one("scope.why", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="why_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    text = fields.Text("Our own point", required=True)
    included = fields.Boolean("Goes in", default=True)
    origin = fields.Selection(
        [
            ("late", "Late"),
            ("hours", "Over the hours"),
            ("wish", "Wish without answer"),
            ("own", "Added"),
        ],
        default="own",
        required=True,
        readonly=True,
    )
    # The words that the program proposed: what a person wrote is kept.
    text_auto = fields.Text(readonly=True, export_string_translation=False)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    def unlink(self):
        """What the program proposes is left out instead: it would propose it anew."""
        kept = self.browse()
        if self.env.context.get("scope_why_step") is not STEP:
            kept = self.filtered("res_model")
            # What a client is not to read is not printed, whatever is found again.
            kept.check_access("unlink")
            kept.included = False
        return super(ScopeWhyPoint, self - kept).unlink()
