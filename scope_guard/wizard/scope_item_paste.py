import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.constants import KIND_SELECTION
from ..tools.tor_text import read_tor_text
from ..tools.tor_words import kind_of_heading

# A number that can serve as the code of the item: the client knows it by this name.
CODE = re.compile(r"[A-Z]{1,4}[-_]?\d{1,4}(?:[.-]\d{1,3})*")
# No level: an item of its own.
LEVELS = [
    ("1", "↳"),
    ("2", "↳ ↳"),
    ("3", "↳ ↳ ↳"),
    ("4", "↳ ↳ ↳ ↳"),
    ("5", "↳ ↳ ↳ ↳ ↳"),
]


class ScopeItemPaste(models.TransientModel):
    """Turns a text into the items of a draft TOR, with a preview in between.

    The text is pasted, or is that of a document: see scope_item_paste_document.py. A
    project that has no TOR yet gets one when the items are saved, not before.
    """

    _name = "scope.item.paste"
    _description = "Paste items"
    # A long list is looked through over lunch.
    _transient_max_hours = 24.0

    tor_id = fields.Many2one("scope.tor", "TOR", ondelete="cascade")
    project_id = fields.Many2one(
        "project.project",
        compute="_compute_project_id",
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    state = fields.Selection(
        [("paste", "Paste"), ("preview", "Preview")], default="paste", required=True
    )
    text = fields.Text(
        help="The list, the chapter or the whole document, as it is. Bullets, "
        "numbers and headings are understood."
    )
    hours_per_day = fields.Float(compute="_compute_hours_per_day")
    line_ids = fields.One2many("scope.item.paste.line", "wizard_id", "Preview")
    summary = fields.Char(compute="_compute_summary")
    hours_total = fields.Float(
        compute="_compute_hours_total",
        help="Of what is ticked. Hours of a section are the total of its parts.",
    )
    known_count = fields.Integer(compute="_compute_known_count")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("tor_id"):
            # Said when the dialog opens, not after the text was pasted.
            self._check_tor(self.env["scope.tor"].browse(values["tor_id"]))
        return values

    @api.depends("tor_id")
    def _compute_project_id(self):
        for wizard in self:
            wizard.project_id = wizard.tor_id.project_id or wizard.project_id

    @api.depends("tor_id", "project_id")
    def _compute_hours_per_day(self):
        for wizard in self:
            company = wizard.tor_id.company_id or wizard.project_id.company_id
            wizard.hours_per_day = (company or self.env.company)._scope_hours_per_day()

    @api.depends("line_ids.kind", "line_ids.keep", "line_ids.is_heading")
    def _compute_summary(self):
        for wizard in self:
            rows = wizard.line_ids.filtered(lambda line: not line.is_heading)
            kept = rows.filtered("keep")
            notes = len(kept.filtered(lambda line: line.kind == "note"))
            wizard.summary = ", ".join(
                wizard._counts(len(kept) - notes, notes, len(rows) - len(kept))
            )

    def _counts(self, items, notes, left_out):
        env = self.env
        yield env._("1 item") if items == 1 else env._("%(count)s items", count=items)
        if notes == 1:
            yield env._("1 note")
        elif notes:
            yield env._("%(count)s notes", count=notes)
        if left_out:
            yield env._("%(count)s not taken over", count=left_out)
        else:
            yield env._("nothing lost")

    @api.depends(
        "line_ids.allowance_hours",
        "line_ids.keep",
        "line_ids.kind",
        "line_ids.level",
        "line_ids.sequence",
    )
    def _compute_hours_total(self):
        for wizard in self:
            total, covered = 0.0, None
            for line in wizard.line_ids.sorted("sequence"):
                level = int(line.level or 0)
                if line.is_heading or (covered is not None and level <= covered):
                    covered = None
                if line.is_heading or not line.keep or line.kind != "deliverable":
                    continue
                if covered is None and line.allowance_hours:
                    total += line.allowance_hours
                    covered = level
            wizard.hours_total = total

    @api.depends("line_ids.keep", "line_ids.is_known")
    def _compute_known_count(self):
        for wizard in self:
            wizard.known_count = len(
                wizard.line_ids.filtered(lambda line: line.is_known and line.keep)
            )

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """What is chosen on a heading holds for all its rows."""
        lines = self.line_ids
        for heading in lines.filtered("is_heading"):
            kind_changed = heading.kind != heading.applied_kind
            keep_changed = heading.keep != heading.applied_keep
            if not kind_changed and not keep_changed:
                continue
            before = heading.applied_kind
            below = {heading.heading_no}
            for line in lines:
                if line == heading or line.parent_heading_no not in below:
                    continue
                if keep_changed:
                    line.keep = line.applied_keep = heading.keep
                if kind_changed and line.kind == before:
                    line.kind = line.applied_kind = heading.kind
                    if line.is_heading:
                        below.add(line.heading_no)
            heading.applied_kind, heading.applied_keep = heading.kind, heading.keep

    # ------------------------------------------------------------------ actions
    def action_preview(self):
        """Read the text and show what it will become."""
        self.ensure_one()
        self._check_tor(self.tor_id)
        if not (self.text or "").strip():
            raise UserError(self.env._("Paste the text first."))
        self._read(read_tor_text(self.text, self.hours_per_day))
        return self._reopen()

    def action_back(self):
        """Back to the text, which is still there."""
        self.ensure_one()
        self.state = "paste"
        return self._reopen()

    def action_leave_out_known(self):
        """Take the tick from the lines that are in the TOR already."""
        self.ensure_one()
        self._leave_out_known()
        return self._reopen()

    def action_save(self):
        """Make the items; what is no item goes to the notes of the TOR."""
        self.ensure_one()
        self._check_target(self.tor_id, self.project_id)
        self._ensure_tor()
        return self._saved(self._save())

    def _save(self):
        """Write what is ticked to the TOR.

        :return: the new ``scope.item``
        """
        tor = self.tor_id
        items = self._create_items()
        note = self._prepare_note()
        if not items and not note:
            raise UserError(self.env._("Tick at least one line to save."))
        if note:
            tor.note = "\n\n".join(filter(None, [(tor.note or "").strip(), note]))
        return items

    def _saved(self, items):
        """Say what became of the text, and show the scope if it is not on screen."""
        kept = self.line_ids.filtered(lambda line: line.keep and not line.is_heading)
        left_out = len(self.line_ids.filtered(lambda line: not line.is_heading)) - len(
            kept
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Items are in"),
                "message": ", ".join(
                    self._counts(len(items), len(kept) - len(items), left_out)
                ),
                "next": self.tor_id._close_or_show(),
            },
        }

    # ------------------------------------------------------------------ helpers
    @api.model
    def _check_tor(self, tor):
        """Only who may change the TOR, and only while it is a draft."""
        tor.check_access("write")
        self.env["scope.item"]._check_draft(tor)

    @api.model
    def _check_target(self, tor, project):
        """The same, for a project that may have no TOR yet, or is not there itself."""
        tor = tor or project.scope_tor_id
        if tor:
            self._check_tor(tor)
        elif project:
            project.check_access("read")
            if not project._scope_can_decide():
                raise AccessError(
                    self.env._(
                        "This is for the project manager of %(project)s to decide.",
                        project=project.display_name,
                    )
                )
        else:
            self.env["project.project"].check_access("create")

    def _ensure_tor(self):
        """The TOR of the project, made if there is none."""
        if not self.tor_id:
            self.tor_id = self.project_id.scope_tor_id or self.env["scope.tor"].create(
                {"project_id": self.project_id.id}
            )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._dialog_title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _dialog_title(self):
        return self.env._("Paste items")

    def _read(self, text):
        """Show what a text will become.

        :param text: ``TorText``, see tools/tor_text.py
        """
        self.line_ids.unlink()
        self.env["scope.item.paste.line"].create(self._prepare_lines(text))
        self.state = "preview"
        self._mark_known()

    def _mark_known(self):
        """Mark the lines that are in the TOR already, as items or as notes."""
        tor = self.tor_id or self.project_id.scope_tor_id
        if not tor:
            return
        names = {self._simple(item.name) for item in tor.item_ids}
        notes = f"{self._simple(tor.note)} {self._simple(tor.purpose)}"
        for line in self.line_ids:
            if line.is_heading:
                continue
            is_note = line.kind == "note" and self._simple(line._note_text()) in notes
            line.is_known = is_note or self._simple(line.name) in names

    def _leave_out_known(self):
        """Take the tick from known lines, and from headings that have no other."""
        self.line_ids.filtered("is_known").keep = False
        lines = self.line_ids.sorted("sequence", reverse=True)
        kept, above = set(), set()
        for line in lines:
            above.add(line.parent_heading_no)
            if line.is_heading and line.heading_no in above:
                line.keep = line.applied_keep = line.heading_no in kept
            if line.keep:
                kept.add(line.parent_heading_no)

    @api.model
    def _simple(self, name):
        return " ".join((name or "").lower().split())

    def get_reading(self):
        """The text that the lines were read from, for the view beside them.

        :return: dict with ``name``, ``format``, ``pages``, ``url`` of the file, and
            ``blocks``: dicts with ``no``, ``text``, ``role`` (heading, paragraph,
            item, row or note) and, where it applies, ``level``, ``page``, ``cells``
            and ``number``
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Pasted text"),
            "format": "",
            "pages": 0,
            "url": "",
            "blocks": [
                {"no": no, "text": line, "role": "line"}
                for no, line in enumerate((self.text or "").splitlines(), start=1)
            ],
        }

    def _prepare_lines(self, text):
        vals_list = []
        if text.lines and text.lines[0].role != "heading":
            # Rows above the first heading can be changed together, too.
            kinds = {
                line.kind
                for line in text.lines
                if line.heading is None and line.role != "heading"
            }
            kind = "deliverable" if "deliverable" in kinds else "note"
            vals_list.append(
                self._prepare_line(
                    name=self.env._("(without a heading)"),
                    is_heading=True,
                    kind=kind,
                    applied_kind=kind,
                    is_made_up=True,
                    heading_no=-1,
                    parent_heading_no=-2,
                )  # fmt: skip
            )
        for index, line in enumerate(text.lines):
            heading = -1 if line.heading is None else line.heading
            kind = line.kind or "note"
            values = self._prepare_line(
                name=line.text, clause=line.clause, kind=kind, number=line.number,
                allowance_hours=line.hours, hours_text=line.hours_text,
                level=str(min(line.level, len(LEVELS))) if line.level else False,
                parent_heading_no=heading, **self._prepare_sources(line.sources),
            )  # fmt: skip
            if line.role == "heading":
                values.update(
                    is_heading=True, applied_kind=kind, heading_no=index, level=False,
                    parent_heading_no=-2 if line.heading is None else heading,
                    source_section=line.number,
                )  # fmt: skip
            else:
                values["source_section"] = text.source_section(line)
                if CODE.fullmatch(line.number):
                    values["code"] = line.number
            vals_list.append(values)
        return [
            {**values, "sequence": sequence}
            for sequence, values in enumerate(vals_list, start=1)
        ]

    def _prepare_line(self, **values):
        return {"wizard_id": self.id, **values}

    def _prepare_sources(self, sources):
        if not sources:
            return {}
        first, last = min(sources), max(sources)
        return {
            "sources": str(first) if first == last else f"{first}–{last}",
            "source_first": first,
            "source_last": last,
        }

    def _create_items(self):
        """Create the kept items, parents first; order is that of the text."""
        Item = self.env["scope.item"]
        existing = self.tor_id.with_context(active_test=False).item_ids
        taken = set(existing.mapped("code"))
        last = max(existing.mapped("sequence"), default=0)
        by_depth, stack, parent_of = {}, [], {}
        for line in self.line_ids.sorted("sequence"):
            if line.is_heading:
                stack = []
                continue
            if not line.keep or line.kind == "note":
                continue
            while stack and int(stack[-1].level or 0) >= int(line.level or 0):
                stack.pop()
            parent_of[line] = stack[-1] if stack else None
            by_depth.setdefault(len(stack), []).append(line)
            stack.append(line)
        # Codes follow the text, also where parts are created after their section.
        values = {line: line._prepare_item() for line in parent_of}
        for line in parent_of:
            values[line]["code"] = line.code if line.code not in taken else False
            taken.add(line.code)
        Item._give_codes(list(values.values()))
        made = {}
        for _depth, lines in sorted(by_depth.items()):
            for line in lines:
                parent = made.get(parent_of[line])
                values[line]["parent_id"] = parent.id if parent else False
                values[line]["sequence"] = last + line.sequence
            vals_list = [values[line] for line in lines]
            made.update(zip(lines, Item.create(vals_list), strict=True))
        return Item.union(*made.values()) if made else Item

    def _is_taken_up(self, line):
        """Tell whether a note went to a field of the TOR, where it need not be twice."""
        return False

    def _prepare_note(self):
        """What is no item, in its order, below the headings it stood under."""
        blocks, carried, taken_up = [], set(), set()
        lines = self.line_ids.sorted("sequence")
        for line in lines:
            if line.is_heading or not line.keep:
                continue
            if line.kind == "note":
                if self._is_taken_up(line):
                    taken_up.add(line.parent_heading_no)
                continue
            carried.add((line.parent_heading_no, line.source_section))
        for line in lines:
            if line.is_heading:
                title = "" if line.is_made_up else line._heading_text()
                shown = (
                    line.heading_no in taken_up
                    or ((line.heading_no, title) in carried)
                    or (
                        # A heading that is but a kind lives on as the kind of its items.
                        any(number == line.heading_no for number, _source in carried)
                        and kind_of_heading(line.name) == line.kind
                    )
                )
                blocks.append((title, shown or not title or not line.keep, []))
            elif line.keep and line.kind == "note" and not self._is_taken_up(line):
                blocks[-1][2].append(line._note_text())
        texts = []
        for title, shown, notes in blocks:
            if notes or not shown:
                texts.append("\n".join([title, *notes] if title else notes))
        return "\n\n".join(texts)


class ScopeItemPasteLine(models.TransientModel):
    """One row of the preview: a heading, an item or a note."""

    _name = "scope.item.paste.line"
    _description = "Line of pasted items"
    _order = "sequence, id"

    wizard_id = fields.Many2one(
        "scope.item.paste", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    is_heading = fields.Boolean()
    # The row "(without a heading)" stands for no text.
    is_made_up = fields.Boolean()
    heading_no = fields.Integer(default=-3)
    parent_heading_no = fields.Integer(default=-2)
    keep = fields.Boolean(
        "Take over",
        default=True,
        help="Without a tick the line is left out. On a heading: all its lines.",
    )
    kind = fields.Selection(
        [*KIND_SELECTION, ("note", "Note")],
        default="deliverable",
        required=True,
        help="Chosen on a heading, it holds for all lines below it. Notes are "
        "kept in the notes of the TOR.",
    )
    # What the rows of a heading were given last; tells a change from a look.
    applied_kind = fields.Char()
    applied_keep = fields.Boolean(default=True)
    level = fields.Selection(LEVELS, help="↳ is a part of the item above it.")
    number = fields.Char()
    code = fields.Char()
    name = fields.Char("Item", required=True)
    clause = fields.Text(
        "Clause in full", help="What the document says beyond the name."
    )
    clause_start = fields.Char("Clause", compute="_compute_clause_start")
    source_section = fields.Char(
        "Source", help="Where it stands in the document, for instance 4.2."
    )
    allowance_hours = fields.Float(
        "Hours", help="What the tasks of this item may take. 0 means not measured."
    )
    hours_text = fields.Char(help="The hours as they stood in the text.")
    sources = fields.Char("Lines", help="Where this stood in the text.")
    source_first = fields.Integer()
    source_last = fields.Integer()
    is_known = fields.Boolean(
        help="An item of this name, or this note, is in the scope already.",
    )

    @api.depends("clause")
    def _compute_clause_start(self):
        for line in self:
            text = " ".join((line.clause or "").split())
            line.clause_start = text if len(text) <= 70 else text[:69].rstrip() + "…"

    def _prepare_item(self):
        """Values of the scope item that this row becomes."""
        self.ensure_one()
        return {
            "tor_id": self.wizard_id.tor_id.id,
            "kind": self.kind,
            "name": self.name,
            "clause": self.clause,
            "source_section": self.source_section,
            "allowance_hours": max(self.allowance_hours, 0.0),
        }

    def _heading_text(self):
        return " ".join(filter(None, [self.number, self.name]))

    def _note_text(self):
        text = " ".join(filter(None, [self.number, self.name]))
        if self.hours_text:
            text += f" ({self.hours_text})"
        return "\n".join(filter(None, [text, self.clause]))
