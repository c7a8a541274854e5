import base64
import hashlib
import hmac

from odoo import api, fields, models


class ScopeLink(models.Model):
    """Links that came with another one: the things on a page "for you"."""

    _inherit = "scope.link"

    parent_id = fields.Many2one(
        "scope.link",
        "Came with",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )
    child_ids = fields.One2many("scope.link", "parent_id", "Came along", readonly=True)

    @api.model
    def _child_token(self, token, document, purpose):
        """The token of a thing on the page that another token opens.

        No token is kept, so the page cannot look them up. It makes them again from the
        one in its own address: who has that one may go on to each thing; who has the
        token of a thing cannot get back to the page, nor to the other things.

        :param str token: of the page
        :return: str, 43 characters
        """
        message = f"{document._name},{document.id},{purpose}"
        digest = hmac.digest(token.encode(), message.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
