from odoo import api, models

from ..tools import blame_words


class ScopeAdvice(models.Model):
    """Words of blame in what the client will read."""

    _inherit = "scope.advice"

    @api.model
    def scope_blame_words(self):
        """The list of phrases that screens look for while one types.

        Asked for once per page load, at the first letter in such a field; no record is
        read, so nobody needs a right for it.

        :return: list of dict, see ``blame_words.rules``
        """
        return blame_words.rules()
