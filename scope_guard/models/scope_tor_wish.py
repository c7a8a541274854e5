from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, fields, models

from ..tools.client_words import first_sentence, shorten
from .scope_change import STEP

#: So many wishes of one person wait for us at a time.
MAX_WISHES = 5
#: Longest title of a change that is made of somebody's words, in characters.
_TITLE_LENGTH = 90


class ScopeTor(models.Model):
    """The client's wishes: each arrives as a draft of a change, never as a promise."""

    _inherit = "scope.tor"

    def _client_wishes(self, link, text):
        """Something new that the client would like: a draft for us to complete.

        :param link: ``scope.link`` of whom wishes, to the scope or one of its changes
        :param str text: the person's own words
        :return: ``taken``; ``enough`` when too many of theirs wait already
        """
        self.ensure_one()
        Change = self.env["scope.change"].with_user(SUPERUSER_ID)
        waiting = Change.search(
            [
                ("tor_id", "=", self.id),
                ("state", "=", "draft"),
                ("wish_link_id", "!=", False),
            ]
        )
        if link.partner_id:
            mine = waiting.filtered(
                lambda change: change.wish_link_id.partner_id == link.partner_id
            )
        else:
            mine = waiting.filtered(lambda change: change.wish_link_id == link)
        if text in mine.mapped("reason"):
            return "taken"  # the button was pressed twice
        if len(mine) >= MAX_WISHES:
            return "enough"
        title = first_sentence(
            escape(text).replace("\n", Markup("<br/>")), _TITLE_LENGTH
        )
        title = title or shorten(" ".join(text.split()), _TITLE_LENGTH)
        change = Change.with_context(mail_create_nolog=True).create(
            {
                "tor_id": self.id,
                "user_id": self.project_id.user_id.id or self._contact_user().id,
                "requested_by_id": link.partner_id.id,
                "reason": text,
                "line_ids": [fields.Command.create({"name": title})],
            }
        )
        change.with_context(scope_change_step=STEP).wish_link_id = link
        change._client_note(link, self.env._("%(person)s wishes:"), text)
        change._schedule_for_contact(
            "wish",
            lambda wish: wish.env._(
                "%(person)s wishes something: what would it take?",
                person=link.recipient,
            ),
            text,
        )
        return "taken"
