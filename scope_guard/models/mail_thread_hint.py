from odoo import models

from .scope_advice_hint import THREADS


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _thread_to_store(self, store, fields, *, request_list=None):
        """Tell the chatter whether *Insert status* has something to insert."""
        super()._thread_to_store(store, fields, request_list=request_list)
        # Asked for with the composer's recipients.
        if (
            "suggestedRecipients" not in (request_list or ())
            or self._name not in THREADS
            or not store.target.is_current_user(self.env)
        ):
            return
        Advice = self.env["scope.advice"].sudo(False)
        if not Advice.has_access("read"):
            return
        for thread in self.sudo(False)._filtered_access("read"):
            found, _lang = Advice._scope_in_hands_of(self._name, thread.id, limit=1)
            line = bool(found) and found._scope_in_hands_line()
            store.add(thread, {"scope_in_hands": line}, as_thread=True)
