"""Tasks that get their item unasked, where it can be known.

From a code at the end of the title (``Map widget /D05``), or from the milestone. What
Odoo itself hands on (parent, template, copy, recurrence, column of the board) needs no
code here. An item that is given always wins.
"""

import re

from odoo import api, models

#: A code at the end of a title; the blank keeps "TCP/IP" a word.
_TITLE_CODE = re.compile(r"(?:^|\s)/(\S+)\s*$")

#: In the context: a title is somebody else's words, a "/D05" in it no instruction.
PLAIN_TITLE = "scope_plain_title"


class ProjectTask(models.Model):
    _inherit = "project.task"

    @api.model_create_multi
    def create(self, vals_list):
        # The client may set no item: a "/D05" of his is words.
        if self.env.su or not self.env.user._is_portal():
            self._scope_place_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        by_milestone = vals.get("milestone_id") and "scope_item_id" not in vals
        result = super().write(vals)
        if by_milestone:
            # sudo: the milestone says where they belong, whoever set it.
            self.sudo()._scope_place_by_milestone()
        return result

    @api.onchange("milestone_id")
    def _onchange_milestone_scope_item(self):
        if self.milestone_id and not self.scope_item_id and not self.scope_internal:
            self.scope_item_id = self._scope_milestone_item()

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        self = self.with_context(**{PLAIN_TITLE: True})
        task = super().message_new(msg_dict, custom_values)
        return task.with_context(**{PLAIN_TITLE: False})

    # ------------------------------------------------------------------ at creation
    @api.model
    def _scope_place_values(self, vals_list):
        """Put the item into the values of tasks that are to be created: that of the
        code in the title, else that of the milestone."""
        open_vals = [vals for vals in vals_list if not vals.get("scope_item_id")]
        if not self.env.context.get(PLAIN_TITLE):
            self._scope_place_titles(open_vals)
        if self.env.context.get("default_scope_item_id"):
            return
        open_vals = [
            vals
            for vals in open_vals
            if not vals.get("scope_item_id")
            and not vals.get("scope_internal")
            # Sub-tasks follow their parent.
            and not vals.get("parent_id", self.env.context.get("default_parent_id"))
            and self._scope_values_milestone(vals)
        ]
        items = self._scope_milestone_items(
            {self._scope_values_milestone(vals) for vals in open_vals}
        )
        for vals in open_vals:
            item = items.get(self._scope_values_milestone(vals))
            if item and item.project_id.id == self._scope_values_project(vals):
                vals["scope_item_id"] = item.id

    @api.model
    def _scope_place_titles(self, vals_list):
        """Place by the codes of titles, which lose the code where it is an item's."""
        # sudo: a sub-task is of its parent's project, whoever may read the parent.
        Task = self.sudo()
        places = []
        for vals in vals_list:
            title = vals.get("name") or vals.get("display_name") or ""
            code = _TITLE_CODE.search(title)
            if code:
                project_id = self._scope_values_project(vals)
                parent = Task.browse(not project_id and vals.get("parent_id"))
                places.append((vals, code, project_id or parent.project_id.id))
        if not places:
            return
        items = self._scope_items_by_code(
            {(project_id, code[1]) for _vals, code, project_id in places}
        )
        for vals, code, project_id in places:
            item = items.get((project_id, code[1].upper()))
            title = code.string[: code.start()].strip()
            if item and title:
                # The board sends what was typed as display_name.
                fname = "name" if vals.get("name") else "display_name"
                vals.update({"scope_item_id": item.id, fname: title})

    @api.model
    def _scope_values_project(self, vals):
        return vals.get("project_id", self.env.context.get("default_project_id"))

    @api.model
    def _scope_values_milestone(self, vals):
        return vals.get("milestone_id", self.env.context.get("default_milestone_id"))

    @api.model
    def _scope_items_by_code(self, pairs):
        """Items by project and code.

        :param pairs: (project id, code) as it was typed, in any case
        :return: dict from (project id, code in capitals) to ``scope.item``
        """
        pairs = [(project_id, code) for project_id, code in pairs if project_id]
        if not pairs:
            return {}
        # sudo: whether the project has such an item, not what it says.
        items = (
            self.env["scope.item"]
            .sudo()
            .search(
                [
                    ("project_id", "in", [project_id for project_id, _code in pairs]),
                    (
                        "code",
                        "in",
                        [form for _id, code in pairs for form in (code, code.upper())],
                    ),
                ]
            )
        )
        return {(item.project_id.id, item.code.upper()): item for item in items}

    # ------------------------------------------------------------------ milestone
    @api.model
    def _scope_milestone_items(self, milestone_ids):
        """Items that milestones name, by milestone id."""
        if not milestone_ids:
            return {}
        # sudo: who may create the task may have it placed.
        milestones = (
            self.env["project.milestone"]
            .sudo()
            .search_fetch(
                [
                    ("id", "in", list(milestone_ids)),
                    ("scope_item_id.active", "=", True),
                ],
                ["scope_item_id"],
            )
        )
        return {milestone.id: milestone.scope_item_id for milestone in milestones}

    def _scope_milestone_item(self):
        """The item that the milestone of this task names, of its own project."""
        item = self.milestone_id.sudo().scope_item_id
        if item.active and item.project_id == self.project_id._origin:
            return item
        return item.browse()

    def _scope_place_by_milestone(self):
        """Place those of these tasks that have no item where their milestone says.

        Sub-tasks in their parent's project follow the parent.
        """
        by_item = {}
        for task in self:
            follows = task.parent_id and task.parent_id.project_id == task.project_id
            if task.scope_item_id or task.scope_internal or follows:
                continue
            item = task._scope_milestone_item()
            if item:
                by_item.setdefault(item, self.browse())
                by_item[item] |= task
        for item, tasks in by_item.items():
            tasks.scope_item_id = item

    # ------------------------------------------------------------------ shortcuts
    # Odoo's own shortcuts in a title: "Map widget /D05 #report !".
    def _get_group_pattern(self):
        return {**super()._get_group_pattern(), "scope_item": r"\s/(\S+)"}

    def _prepare_pattern_groups(self):
        return [
            *super()._prepare_pattern_groups(),
            self._get_group_pattern()["scope_item"],
        ]

    def _get_groups(self):
        return [*super()._get_groups(), lambda task: task._scope_extract_item()]

    def _scope_extract_item(self):
        """Take the code of an item of the task's project out of its title.

        What is no code of this project stays in the title.
        """
        if not self.env.su and self.env.user._is_portal():
            return
        # What the column of the board brings is a default, and gives way.
        preset = self.env.context.get("default_scope_item_id")
        if self.scope_item_id and self.scope_item_id.id != preset:
            return
        pattern = self._get_group_pattern()["scope_item"]
        project_id = self.project_id.id
        for found in reversed(list(re.finditer(pattern, self.display_name))):
            items = self._scope_items_by_code({(project_id, found[1])})
            item = items.get((project_id, found[1].upper()))
            if item:
                self.scope_item_id = item.id
                title = self.display_name
                self.display_name = title[: found.start()] + title[found.end() :]
                return
