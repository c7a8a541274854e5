from odoo import models


class ScopeClientPage(models.AbstractModel):
    """What goes to a person by itself: it waits for the next mail to that person.

    A document says *what* waits and whether it still does; ``scope.notice`` says when
    it goes out, together with what else waits for the same person and project.
    """

    _inherit = "scope.client.page"

    # ------------------------------------------------------------------ asking for it
    def _notify_later(self, partner, kind, not_before=None):
        """Something waits for a person; it goes out with the next mail to them.

        Asked for again while it waits, nothing changes but an earlier day. After the
        most reminders of a kind we are asked to call instead.

        :param partner: ``res.partner``, the person
        :param str kind: key that the document's own hooks know
        :param not_before: date or datetime (UTC) before which it does not go out
        :return: the ``scope.notice`` that waits; empty when nothing does
        """
        self.ensure_one()
        # sudo: nobody writes notices by hand; the caller decided that it is to go out.
        Notice = self.env["scope.notice"].sudo()
        return Notice._wait_for(self.sudo(), partner, kind, not_before)

    def _notify_drop(self, kinds=None):
        """Nothing waits any more, or nothing of some kinds.

        :param kinds: keys of the kinds; without them, all
        """
        # sudo: as above, the caller decided.
        Notice = self.env["scope.notice"].sudo()
        notices = Notice.search(
            [
                ("state", "=", "waiting"),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )
        if kinds is not None:
            notices = notices.filtered(lambda notice: notice.kind in kinds)
        notices._close("settled")

    def unlink(self):
        self._notify_drop()
        return super().unlink()

    # ------------------------------------------------------------------ hooks
    # Called as superuser; ``lang`` in the context is the language of who reads.
    def _notice_is_current(self, kind, partner):
        """Whether it is still to go out; asked again just before it does."""
        return True

    def _notice_line(self, kind, partner):
        """One friendly sentence: what it is and what we ask for."""
        return self.display_name

    def _notice_purpose(self, kind):
        """What its link is good for: a key of ``scope.link.purpose``."""
        return "read"

    def _notice_sent(self, kind, partner, link):
        """Bookkeeping after it went out.

        :param link: the ``scope.link`` to this document that the person got
        """

    def _notice_mail(self, kind):
        """The mail for it when nothing else waits: its name for ``_render_mail``.

        "" for the mail that lists what waits.
        """
        return ""

    def _notice_button(self, kind):
        """What stands on the button that leads to its page."""
        return self.env._("Open")

    def _notice_until(self, kind, partner):
        """The date by which we ask for an answer, or False."""
        return False

    def _notice_is_done(self, kind, partner):
        """Whether the person has nothing left to do about it."""
        return not self._notice_is_current(kind, partner)

    def _notice_left_out(self, kind, partner):
        """Bookkeeping after the project's manager left it out."""

    def _notice_since(self, kind, partner):
        """Since when reminders are counted (datetime); False for ever.

        What was left out before it may come again.
        """
        return False
