from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.text_index import TextIndex

#: Of a long description the beginning says what the task is about.
DESCRIPTION_LENGTH = 2000


class ProjectTask(models.Model):
    _inherit = "project.task"

    scope_suggestion_ids = fields.Many2many(
        "scope.item", compute="_compute_scope_suggestion_ids"
    )
    scope_suggestion_reason = fields.Char(
        "Why these", compute="_compute_scope_suggestion_ids"
    )

    @api.depends("scope_verdict", "name", "scope_item_id")
    def _compute_scope_suggestion_ids(self):
        suggestions = self.filtered(
            lambda task: task.scope_verdict == "undecided"
        )._scope_suggestions_by_task()
        for task in self:
            items = suggestions.get(task._origin.id, self.env["scope.item"])
            task.scope_suggestion_ids = items
            task.scope_suggestion_reason = task._origin._scope_suggestion_reason(
                items[:1]
            )

    def _scope_suggestion_reason(self, item):
        """Why this item comes first, in a sentence; False without words in common."""
        # Short words decide little, and explain nothing.
        words = (
            item
            and [word for word in self._scope_suggestion_words(item) if len(word) > 4][
                :3
            ]
        )
        if not words:
            return False
        reason = self.env._("Because of: %(words)s.", words=", ".join(words))
        if item.task_count > 1:
            return self.env._(
                "%(reason)s %(count)s tasks are on %(item)s.",
                reason=reason,
                count=item.task_count,
                item=item.code,
            )
        return reason

    def _scope_suggestions(self, limit=3):
        """Items of the project's TOR that this task most likely belongs to.

        By weighted words shared with an item's name and clause and with the tasks
        placed on it already. Never applied by itself. Hook: override for another
        matcher; lists call :meth:`_scope_suggestions_by_task`, which asks this one.

        :param int limit: how many at the most
        :return: ``scope.item`` recordset, best first
        """
        self.ensure_one()
        index = self._scope_index(self.sudo().project_id.scope_tor_id)
        if not index:
            return self.env["scope.item"]
        return self.env["scope.item"].browse(
            [key for key, _score in index.rank(self._scope_text(), limit)]
        )

    def _scope_suggestions_by_task(self, limit=3):
        """Suggestions for a list of tasks; the words of a project are read once.

        Items that the user may not read are left out: who is assigned a task of a
        project that is closed to him sees the task, and not what was agreed.

        :return: dict from task id to ``scope.item`` recordset, best first
        """
        suggestions = {
            task._origin.id: task._scope_suggestions(limit=limit)
            for task in self
            if task._origin.id
        }
        items = self.env["scope.item"].union(*suggestions.values())
        readable = items._filtered_access("read")
        if readable == items:
            return suggestions
        return {task_id: found & readable for task_id, found in suggestions.items()}

    def _scope_suggestion_words(self, item):
        """The words that decided for an item, rarest first.

        :return: list of str, as they stand in the task
        """
        self.ensure_one()
        index = self._scope_index(item.sudo().tor_id)
        return index.shared(item.id, self._scope_text()) if index else []

    def _scope_text(self):
        self.ensure_one()
        return f"{self.name or ''} {(self.description or '')[:DESCRIPTION_LENGTH]}"

    @api.model
    def _scope_index(self, tor):
        """The words of a TOR and its tasks, read once per transaction.

        :return: ``TextIndex`` by item id, or None without an item to suggest
        """
        cache = self.env.cr.cache.setdefault("scope_index", {})
        if tor.id not in cache:
            cache[tor.id] = self._scope_build_index(tor) if tor else None
        return cache[tor.id]

    @api.model
    def _scope_forget_index(self):
        """Names, clauses or places changed: the words are read anew when asked for."""
        self.env.cr.cache.pop("scope_index", None)

    @api.model
    def _scope_build_index(self, tor):
        # Straight from the tables: thousands of tasks, two columns.
        self.flush_model(["name", "description", "project_id", "scope_item_id"])
        items = tor.item_ids.filtered("active")
        if not items:
            return None
        index = TextIndex()
        for item in items:
            index.add(item.id, item.name, weight=3.0)
            index.add(item.id, item.clause)
            index.add(item.id, item.source_section, weight=0.5)
            for section in item._ancestors():
                index.add(item.id, section.name, weight=0.5)
        known = set(items.ids)
        for item_id, name, description in self.env.execute_query(
            SQL(
                "SELECT scope_item_id, name, left(description, %s) FROM project_task "
                "WHERE project_id = %s AND active",
                DESCRIPTION_LENGTH,
                tor.project_id.id,
            )
        ):
            text = f"{name or ''} {description or ''}"
            index.add_background(text)
            if item_id in known:
                index.add(item_id, text)
        return index
