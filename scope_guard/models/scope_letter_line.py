from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .scope_tor_version import FREEZE

#: The parts of a letter, in the order in which they are read. The client reads these
#: words as headings.
SECTION_SELECTION = [
    ("purpose", "Why we do this"),
    ("news", "How it stands"),
    ("done", "Done"),
    ("hours", "Hours"),
    ("decided", "Decided"),
    ("hands", "In your team's hands"),
    ("free", "Included at no charge"),
    ("needs", "What we need from you"),
    # Of a letter that tells of one suggestion.
    ("suggestion", "Our suggestion"),
    ("why", "Why we suggest it"),
    ("ways", "Other ways"),
    ("answer", "Your team's answer"),
    ("view", "How your team sees it"),
    ("next", "How we can go on"),
]
#: Longest line, in characters.
MAX_LINE = 2000


class ScopeLetterLine(models.Model):
    """One line of a letter: prepared, edited or left out by who sends it."""

    _name = "scope.letter.line"
    _description = "Line of a letter"
    _order = "letter_id, sequence, id"

    letter_id = fields.Many2one(
        "scope.letter", required=True, index=True, ondelete="cascade"
    )
    project_id = fields.Many2one(related="letter_id.project_id")
    sequence = fields.Integer(default=100000)
    section = fields.Selection(SECTION_SELECTION, "Part", required=True, default="news")
    text = fields.Text("Line", required=True)
    is_included = fields.Boolean(
        "In the letter",
        default=True,
        help="Lines that are not in the letter are not sent, and stay with us.",
    )
    advice_id = fields.Many2one(
        "scope.advice",
        "Suggestion",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The suggestion that this line tells of.",
    )
    change_id = fields.Many2one(
        "scope.change",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The change that this line tells of.",
    )

    item_id = fields.Many2one(
        "scope.item",
        "Point",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What the client provides, that this line asks for.",
    )

    @api.depends("text")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (line.text or "").partition("\n")[0]

    @api.constrains("text")
    def _check_text(self):
        if self.env.context.get("scope_freeze") is FREEZE:
            # Prepared from what is on record: nothing of it is cut, and nobody could
            # shorten it before there is a letter.
            return
        for line in self:
            if len(line.text or "") > MAX_LINE:
                raise ValidationError(
                    self.env._(
                        "A line of a letter has %(most)s characters at most. Shorten "
                        "it, or make two of it.",
                        most=MAX_LINE,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._touch()
        return lines

    def write(self, vals):
        self._touch()
        result = super().write(vals)
        if "letter_id" in vals:
            self._touch()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_from_drafts_only(self):
        self._touch()

    def _touch(self):
        """Lines of a draft are edited, those of a letter that was sent are not."""
        letters = self.letter_id
        letters._check_draft()
        if self.env.context.get("scope_freeze") is not FREEZE:
            letters.filtered(lambda letter: not letter.is_touched).is_touched = True
