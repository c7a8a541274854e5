from odoo import api, fields, models

READERS = "project.group_project_user"


class MailComposeMessage(models.TransientModel):
    """*Reply with the clause*: another item rewrites the draft."""

    _inherit = "mail.compose.message"

    scope_reply_id = fields.Many2one(
        "scope.reply",
        ondelete="set null",
        groups=READERS,
        export_string_translation=False,
    )
    scope_item_id = fields.Many2one(
        "scope.item",
        ondelete="cascade",
        groups=READERS,
        help="The item of the agreement that the reply quotes. Another one rewrites the "
        "draft; empty, it says that the agreement does not mention it.",
    )
    scope_tor_id = fields.Many2one(related="scope_reply_id.tor_id", groups=READERS)

    @api.onchange("scope_item_id")
    def _onchange_scope_item_id(self):
        reply = self.scope_reply_id
        if not reply or reply.item_id == self.scope_item_id:
            return
        reply.item_id = self.scope_item_id
        self.subject, self.body = reply._render()
