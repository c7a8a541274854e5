from odoo import api, models

from odoo.addons.mail.tools.discuss import Store

from .scope_advice_hint import THREADS


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        # Not the fields: the id of the document, and the body, are read anew.
        incoming = [
            (
                message,
                vals.get("res_id") or message.res_id,
                vals["body"] if "body" in vals else message.body,
            )
            for message, vals in zip(messages, vals_list, strict=True)
            if message._scope_may_be_hinted()
        ]
        incoming = [source for source in incoming if source[1]]
        if incoming:
            self.env["scope.advice.hint"]._scope_note_messages(incoming)
        return messages

    def _scope_may_be_hinted(self):
        """Mail from outside on a document of a customer.

        Hook: override to compare other messages, too.
        """
        return (
            self.message_type == "email"
            and self.model in THREADS
            and self.model in self.env
        )

    def _to_store_defaults(self, target):
        result = super()._to_store_defaults(target)
        mails = self.filtered(lambda message: message._scope_may_be_hinted())
        # Only what the user himself asks for: a client never sees a hint.
        if mails and target.is_current_user(self.env):
            hints = mails._scope_hint_values()
            if hints:
                result.append(
                    Store.Attr(
                        "scope_hint",
                        value=lambda message: hints.get(message.id),
                        predicate=lambda message: message.id in hints,
                    )
                )
        return result

    def _scope_hint_values(self):
        """What is shown below these messages, in one query.

        :return: dict from message id to the values of its hint
        """
        # A message may be formatted in a privileged environment; hints are for the
        # reader alone.
        Hint = self.env["scope.advice.hint"].sudo(False)
        if not Hint.has_access("read"):
            return {}
        hints = Hint.search(
            [("message_id", "in", self.ids), ("state", "!=", "dismissed")],
            order="score, id",
        )
        return {hint.message_id.id: hint._scope_web_values() for hint in hints}
