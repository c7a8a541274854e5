"""The verdict: how tasks stand to the Terms of Reference, judged in one statement.

``create``, ``write`` and ``unlink`` note where tasks stand before and after (which TOR,
which items), and call :meth:`_scope_refresh` once. It judges in one SELECT, updates
only the rows that differ, and lets the flags follow. No stored compute over siblings:
changing one task costs the same number of queries beside ten tasks or ten thousand.
"""

import logging
from typing import NamedTuple

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from .constants import FLAGGED_VERDICTS, OPEN_STATES

_logger = logging.getLogger(__name__)

#: Verdict by reason. A task's reasons are stored as these codes, the first decides.
VERDICT_BY_REASON = {
    "in_scope": "in_scope",
    "goodwill": "goodwill",
    "change": "change_pending",
    "no_item": "undecided",
    "exclusion": "out_of_scope",
    "later_phase": "out_of_scope",
    "removed": "out_of_scope",
    "client_hours": "out_of_scope",
    "item_hours": "over_allowance",
    "section_hours": "over_allowance",
    "tor_hours": "over_allowance",
    "after_end": "over_allowance",
}

CANCELED = "1_canceled"

#: In the context as ``scope_later``, by identity: whoever sets it judges once at the
#: end. No RPC call can send this object.
LATER = object()


class Places(NamedTuple):
    """Where tasks stand, as sets of ids."""

    tors: set
    items: set
    carriers: set
    #: Carriers without an item.
    lone: set
    #: TORs where items share a limit: hours on a section or in total.
    shared: set = frozenset()

    def __or__(self, other):
        return Places(
            *(mine | theirs for mine, theirs in zip(self, other, strict=True))
        )


class ProjectTask(models.Model):
    _inherit = "project.task"

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        may_decide = self.env.su
        preset = not may_decide and self.env.context.get("default_scope_internal")
        for vals in vals_list:
            self._scope_drop_judged(vals)
            if not may_decide and vals.get("scope_internal", preset):
                project = self.env["project.project"].browse(
                    vals.get("project_id") or self.env.context.get("default_project_id")
                )
                # A copy by somebody who may not decide is decided anew.
                allowed = project._scope_can_decide()
                if allowed or "scope_internal" in vals:
                    vals["scope_internal"] = allowed
        # Presets of the context are dropped like the values themselves.
        presets = {"default_scope_verdict", "default_scope_reasons"}
        if preset:
            presets.add("default_scope_internal")
        presets &= self.env.context.keys()
        if presets:
            self = self.with_context(**dict.fromkeys(presets, False))
        tasks = super().create(vals_list)
        self._scope_forget_index()
        if self.env.context.get("scope_later") is not LATER:
            tasks._scope_clear_foreign_items()
            self._scope_refresh_places(tasks._scope_places())
        return tasks

    def write(self, vals):
        # Super takes values out of the dict: look at them first.
        vals = dict(vals)
        self._scope_drop_judged(vals)
        if {"scope_internal", "scope_taken_in"} & vals.keys():
            self._scope_check_can_decide()
        if {"name", "description", "scope_item_id"} & vals.keys():
            self._scope_forget_index()
        later = self.env.context.get("scope_later") is LATER
        if later or not self._scope_is_watched(vals):
            return super().write(vals)
        moved = bool({"project_id", "parent_id", "is_template"} & vals.keys())
        placed = bool({"scope_item_id", "active", "project_id"} & vals.keys())
        # Their flags are looked at even where the verdict stays: a task that begins or
        # ceases to follow its parent, that is archived or that changes its project.
        touched = placed or moved
        tasks = self._scope_with_subtasks() if moved else self
        before = tasks._scope_places()
        projects = {task: task.project_id for task in tasks.sudo()} if moved else {}
        result = super().write(vals)
        if placed:
            self._scope_clear_foreign_items()
        for task, project in projects.items():
            # Internal work is decided anew where somebody else decides.
            if (
                task.scope_internal
                and task.project_id != project
                and not task.project_id.with_env(self.env)._scope_can_decide()
            ):
                task.with_context(scope_later=LATER).scope_internal = False
        after = tasks._scope_places()
        if moved:
            tasks._scope_clear_outside(after)
        self._scope_refresh_places(before | after, touched=tasks.ids if touched else ())
        return result

    def unlink(self):
        tasks = self._scope_with_subtasks()
        places = tasks._scope_places()
        gone = set(tasks.ids)
        # sudo: flags die with their task, and may have been their project's last.
        flagged = self.env["project.project"]
        if places.tors:
            flagged = (
                tasks.sudo()
                .scope_flag_ids.filtered(lambda flag: not flag.date_closed)
                .project_id
            )
        result = super().unlink()
        if flagged:
            self.env["scope.flag"]._scope_close_empty_inboxes(flagged)
        self._scope_forget_index()
        # Sub-tasks that are not deleted, the archived ones, stand for themselves now.
        left = tasks - self
        if places.tors and left:
            left = left.exists()
            gone -= set(left.ids)
            places |= left._scope_places()
        self._scope_refresh_places(
            places._replace(lone=places.lone - gone),
        )
        return result

    @api.model
    def _scope_drop_judged(self, vals):
        """Take what is judged, not written, out of values.

        A portal user is left to Odoo, which refuses him the field.
        """
        if self.env.su or not self.env.user._is_portal():
            vals.pop("scope_verdict", None)
            vals.pop("scope_reasons", None)

    @api.model
    def _scope_watched_fields(self):
        """Fields of a task on which verdicts hang.

        Hook: bridges add theirs.
        """
        return {
            "active",
            "allocated_hours",
            "child_ids",
            "is_template",
            "parent_id",
            "project_id",
            "scope_internal",
            "scope_item_id",
            "scope_taken_in",
            "state",
        }

    def _scope_is_watched(self, vals):
        watched = self._scope_watched_fields() & vals.keys()
        if watched == {"state"}:
            # Being cancelled is all that counts, and states change all day.
            return vals["state"] == CANCELED or any(
                task.state == CANCELED for task in self
            )
        return bool(watched)

    def _scope_clear_foreign_items(self):
        """An item of another project is cleared, never refused.

        An import names items by their code, and every TOR has a D01: it means the one
        of the task's own project.
        """
        # sudo: whether an item belongs to the project, not what it says.
        for task in self.sudo().filtered("scope_item_id"):
            item = task.scope_item_id
            if item.project_id == task.project_id:
                continue
            own = item.browse()
            if self.env.context.get("import_file"):
                own = task.project_id.scope_tor_id.item_ids.filtered(
                    lambda own, code=item.code: own.code == code
                )
            task.with_context(scope_later=LATER).scope_item_id = own

    def _scope_with_subtasks(self):
        # sudo: sub-tasks follow their parent, whoever may read them.
        return self | self.browse(
            self.sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", self.ids)])
            .ids
        )

    def _scope_clear_outside(self, places):
        """Tasks that left every TOR lose their verdict."""
        outside = self.sudo().filtered(
            lambda task: task.scope_verdict and not task.project_id.scope_tor_id
        )
        if outside:
            self._scope_apply(
                [(task.id, None, None) for task in outside], force_sync=outside.ids
            )

    # ------------------------------------------------------------------ places
    def _scope_carrier(self):
        """The task that stands for this one: itself, or the one above that it follows.

        A sub-task without an item, in its parent's project, has its parent's verdict
        and is decided with it.
        """
        self.ensure_one()
        task = self
        while (
            not task.scope_item_id
            and task.parent_id
            and task.parent_id.project_id == task.project_id
        ):
            task = task.parent_id
        return task

    def _scope_carriers(self):
        # sudo: the parent of a task that the user may read; acting on it is checked.
        carriers = self.browse(
            dict.fromkeys(task._scope_carrier().id for task in self.sudo())
        )
        carriers.check_access("write")
        return carriers

    def _scope_places(self):
        places = Places(set(), set(), set(), set(), set())
        # sudo: verdicts do not hang on who saves.
        for task in self.sudo():
            tor = task.project_id.scope_tor_id
            if not tor:
                continue
            carrier = task._scope_carrier()
            places.tors.add(tor.id)
            if task.project_id.scope_has_shared_limits:
                places.shared.add(tor.id)
            places.carriers.add(carrier.id)
            if carrier.scope_item_id:
                places.items.add(carrier.scope_item_id.id)
            else:
                places.lone.add(carrier.id)
        return places

    def _scope_refresh_tasks(self):
        """Judge these tasks, and what comes after them."""
        self._scope_refresh_places(self._scope_places(), touched=self.ids)

    # ------------------------------------------------------------------ judging
    @api.model
    def _scope_refresh(self, tors, items=None, tasks=None):
        """Judge tasks and bring verdicts and flags up to date.

        The one entry for whatever changes what tasks are judged by.

        :param tors: ``scope.tor`` records
        :param items: ``scope.item`` records that were touched; None for the whole TOR
        :param tasks: ``project.task`` records that were touched: hours are filled from
            the smallest id on, what lies before enters as one sum
        """
        if items is None:
            self._scope_refresh_places(
                Places(set(tors.ids), None, set(), set(), set()),
            )
            return
        shared = set(tors.filtered("has_shared_limits").ids)
        places = Places(set(tors.ids), set(items.ids), set(), set(), shared)
        if tasks:
            places |= tasks._scope_places()
        self._scope_refresh_places(places)

    @api.model
    def _scope_refresh_places(self, places, touched=()):
        """Judge what stands at these places; ``items`` None is the whole TOR.

        :param Places places: where tasks stand or stood
        :param touched: ids of tasks whose flag is looked at even when their verdict
            stays
        """
        if not places.tors:
            return
        # sudo: verdicts do not hang on who saves.
        self.env["scope.tor"].sudo().flush_model()
        self.env["scope.item"].sudo().flush_model()
        self.env["scope.goodwill"].sudo().flush_model()
        self._scope_flush_changes()
        self.env["project.project"].sudo().flush_model(["is_template"])
        self.flush_model(
            [*self._scope_watched_fields() - {"child_ids"}, "scope_verdict"]
        )
        rows = self.env.execute_query(self._scope_judging_sql(places, touched))
        # Figures are read in the same transaction, too.
        self.env["scope.item"]._scope_forget_figures()
        self.env["scope.tor"]._scope_forget_figures()
        changed, standing = [], []
        for task_id, reasons, differs in rows:
            verdict = self._scope_verdict_of(reasons)
            if differs:
                stored = None if reasons == "in_scope" else reasons
                changed.append((task_id, verdict, stored))
            elif verdict in FLAGGED_VERDICTS:
                standing.append(task_id)
        self._scope_apply(changed, force_sync=standing)

    @api.model
    def _scope_verdict_of(self, reasons):
        """The verdict that follows from reason codes; the first decides."""
        return VERDICT_BY_REASON[reasons.split(",")[0]] if reasons else None

    @api.model
    def _scope_apply(self, rows, force_sync=()):
        """Store verdicts that differ and let the flags follow.

        :param rows: (task id, verdict, reasons) of the tasks that differ
        :param force_sync: ids of tasks whose flag is looked at, too
        """
        if rows:
            ids, verdicts, reasons = (
                list(column) for column in zip(*rows, strict=True)
            )
            # Not through the ORM: write_date of siblings does not move, and no
            # automated action on tasks fires.
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE project_task t
                       SET scope_verdict = v.verdict, scope_reasons = v.reasons
                      FROM unnest(%s::int[], %s::varchar[], %s::varchar[])
                        AS v(id, verdict, reasons)
                     WHERE t.id = v.id
                    """,
                    ids,
                    verdicts,
                    reasons,
                )
            )
            self.browse(ids).invalidate_recordset(
                [
                    "scope_verdict",
                    "scope_reasons",
                    "scope_explanation",
                    "scope_is_parked",
                ],
                flush=False,
            )
        synced = {row[0] for row in rows} | set(force_sync)
        if synced:
            self._scope_sync_flags(list(synced))

    # Aliases in the pieces below: t task, i its item, s what is special about it
    # (template, given, waiting for a change, hours of the sub-tasks that follow it), p
    # its project, tor.

    @api.model
    def _scope_hours_sql(self):
        """Hours of one task (alias t), as SQL.

        Hook: with timesheets, what was spent counts.
        """
        return SQL("COALESCE(t.allocated_hours, 0)")

    @api.model
    def _scope_exempt_sql(self):
        """Whether a task (aliases t, s) has no verdict whatever its item, as SQL.

        Nor has any task of a template project.
        """
        return SQL("(%s OR s.template IS TRUE)", self._scope_own_exempt_sql())

    @api.model
    def _scope_own_exempt_sql(self):
        """Whether a task (alias t) has no verdict by itself, as SQL."""
        return SQL("(t.state = %s OR t.scope_internal IS TRUE)", CANCELED)

    @api.model
    def _scope_work_sql(self):
        """Hours that a task takes if its kind of item takes any, as SQL.

        The greater of its own hours and those of the sub-tasks that follow it; goodwill,
        exempt tasks and those that wait for a change take nothing.
        """
        return SQL(
            "CASE WHEN %(exempt)s OR s.given IS TRUE OR s.waiting IS TRUE THEN 0 "
            "ELSE GREATEST(%(hours)s, COALESCE(s.hours, 0)) END",
            exempt=self._scope_exempt_sql(),
            hours=self._scope_hours_sql(),
        )

    @api.model
    def _scope_flush_changes(self):
        # sudo: verdicts do not hang on who may read the changes.
        self.env["scope.change"].sudo().flush_model(["tor_id", "project_id", "state"])
        self.env["scope.change.line"].sudo().flush_model(["change_id", "task_id"])

    @api.model
    def _scope_takes_sql(self):
        """Whether an item (alias i) is filled by the hours of its tasks, as SQL."""
        return SQL("(i.active AND i.kind IN ('deliverable', 'assumption'))")

    @api.model
    def _scope_reason_sql(self):
        """Reason codes of one task, the first that fits, as SQL.

        Hook: the aliases are b (the task: exempt, goodwill, waiting, work, entered,
        taken_in, item_id with its kind and item_active, over: codes of the hours it is over), p
        its project, tor.
        """
        return SQL(
            """
            CASE WHEN b.exempt OR tor.current_version_id IS NULL
                      OR p.is_template IS TRUE THEN NULL
                 WHEN b.item_id IS NULL AND NOT b.taken_in AND NOT b.goodwill
                      AND NOT b.waiting AND b.entered < tor.guard_from_utc THEN NULL
                 WHEN b.goodwill THEN 'goodwill'
                 WHEN b.waiting THEN 'change'
                 WHEN b.item_id IS NULL THEN 'no_item'
                 WHEN b.item_active IS NOT TRUE THEN 'removed'
                 WHEN b.kind IN ('exclusion', 'later_phase') THEN b.kind
                 WHEN b.kind = 'client_responsibility' AND b.work > 0
                      THEN 'client_hours'
                 WHEN b.over IS NOT NULL THEN b.over
                 WHEN b.kind = 'deliverable' AND b.entered >= tor.date_end_utc
                      THEN 'after_end'
                 ELSE 'in_scope' END
            """
        )

    @api.model
    def _scope_task_ctes(self, tors):
        """Common table expressions on the tasks of these TORs.

        template: tasks that are templates or part of one · follow: sub-tasks that
        follow a carrier · special: the few tasks that are templates, at no charge,
        named by an undecided change of their project's TOR, or followed by sub-tasks
        with hours. One join of these is cheaper than four.
        """
        return SQL(
            """
            template(id) AS (
                SELECT t.id FROM project_task t
                 WHERE t.is_template IS TRUE
                 UNION
                SELECT t.id FROM template x JOIN project_task t ON t.parent_id = x.id
            ), follow(id, carrier_id, project_id, hours, exempt, verdict, reasons) AS (
                SELECT t.id, c.id, t.project_id, %(hours)s, %(own_exempt)s,
                       t.scope_verdict, t.scope_reasons
                  FROM project_task t
                  JOIN project_task c
                    ON c.id = t.parent_id AND c.project_id = t.project_id
                  LEFT JOIN project_task above
                    ON above.id = c.parent_id AND above.project_id = c.project_id
                 WHERE t.project_id IN (
                       SELECT project_id FROM scope_tor WHERE id = ANY(%(tors)s))
                   AND t.parent_id IS NOT NULL AND t.scope_item_id IS NULL
                   AND (c.scope_item_id IS NOT NULL OR above.id IS NULL)
                 UNION ALL
                SELECT t.id, f.carrier_id, f.project_id, %(hours)s, %(own_exempt)s,
                       t.scope_verdict, t.scope_reasons
                  FROM follow f
                  JOIN project_task t
                    ON t.parent_id = f.id AND t.project_id = f.project_id
                   AND t.scope_item_id IS NULL
            ), special(id, template, given, waiting, hours) AS (
                SELECT id, bool_or(template), bool_or(given), bool_or(waiting),
                       SUM(hours)
                  FROM (SELECT id, TRUE, FALSE, FALSE, 0 FROM template
                         UNION ALL
                        SELECT g.task_id, FALSE, TRUE, FALSE, 0
                          FROM scope_goodwill g
                          JOIN project_task t ON t.id = g.task_id
                         WHERE t.project_id IN (
                               SELECT project_id FROM scope_tor
                                WHERE id = ANY(%(tors)s))
                         UNION ALL
                        SELECT l.task_id, FALSE, FALSE, TRUE, 0
                          FROM scope_change r
                          JOIN scope_change_line l ON l.change_id = r.id
                          JOIN project_task t
                            ON t.id = l.task_id AND t.project_id = r.project_id
                         WHERE r.tor_id = ANY(%(tors)s) AND r.state = ANY(%(open)s)
                         UNION ALL
                        SELECT carrier_id, FALSE, FALSE, FALSE, hours
                          FROM follow WHERE NOT exempt
                       ) AS fact(id, template, given, waiting, hours)
                 GROUP BY id
            )
            """,
            tors=list(tors),
            open=list(OPEN_STATES),
            hours=self._scope_hours_sql(),
            own_exempt=self._scope_own_exempt_sql(),
        )

    @api.model
    def _scope_task_joins(self):
        return SQL(
            """
              LEFT JOIN special s ON s.id = t.id
              LEFT JOIN scope_item i ON i.id = t.scope_item_id
            """
        )

    @api.model
    def _scope_cap_ctes(self, places):
        """Common table expressions on limits: cap (which hours limit an item: its own,
        those of the sections above it, those of the TOR; one row for each) and family
        (the items that share a limit with a touched one, and are filled with it).
        """
        if places.items is not None and not places.shared:
            return SQL(
                """
                cap(item_id, cap_id, hours, code) AS (
                    SELECT id, id, allowance_hours, 'item_hours'
                      FROM scope_item
                     WHERE id = ANY(%(items)s) AND allowance_hours > 0
                )
                """,
                items=list(places.items),
            )
        return SQL(
            """
            above(item_id, cap_id, parent_id, hours, code) AS (
                SELECT i.id, i.id, i.parent_id, i.allowance_hours, 'item_hours'
                  FROM scope_item i WHERE i.tor_id = ANY(%(tors)s)
                 UNION
                SELECT a.item_id, i.id, i.parent_id, i.allowance_hours, 'section_hours'
                  FROM above a JOIN scope_item i ON i.id = a.parent_id
            ), cap(item_id, cap_id, hours, code) AS (
                SELECT item_id, cap_id, hours, code FROM above WHERE hours > 0
                 UNION ALL
                SELECT i.id, -tor.id, tor.allowance_total, 'tor_hours'
                  FROM scope_item i JOIN scope_tor tor ON tor.id = i.tor_id
                 WHERE tor.id = ANY(%(tors)s) AND tor.allowance_total > 0
            ), family(id) AS (
                SELECT unnest(%(items)s::int[])
                 UNION
                SELECT c.item_id FROM cap c
                 WHERE c.cap_id IN (SELECT m.cap_id FROM cap m
                                     WHERE m.item_id = ANY(%(items)s))
            )
            """,
            tors=list(places.tors),
            items=list(places.items or ()),
        )

    @api.model
    def _scope_judging_sql(self, places, touched=()):
        """The one statement that judges.

        :return: SQL of rows (task id, reason codes, differs) of tasks whose stored
            verdict is another one, and of the touched ones
        """
        tors = list(places.tors)
        takes, work = self._scope_takes_sql(), self._scope_work_sql()
        first = min(places.carriers, default=0)
        if places.items is None:
            placed = SQL("FALSE")
            chosen = SQL(
                "t.project_id IN (SELECT project_id FROM scope_tor WHERE id = ANY(%s)) "
                "AND NOT EXISTS (SELECT FROM follow f WHERE f.id = t.id)",
                tors,
            )
        else:
            # The ids themselves where they are known: the planner then sees how few
            # tasks an item has.
            placed = (
                SQL("t.scope_item_id = ANY(ARRAY(SELECT id FROM family))")
                if places.shared
                else SQL("t.scope_item_id = ANY(%s)", list(places.items))
            )
            chosen = SQL("%s AND t.id >= %s", placed, first)
            if places.lone:
                chosen = SQL("(%s OR t.id = ANY(%s))", chosen, list(places.lone))
        return SQL(
            """
            WITH RECURSIVE %(caps)s, %(tasks)s, before(cap_id, taken) AS (
                SELECT c.cap_id, SUM(%(work)s)
                  FROM project_task t %(joins)s
                  JOIN cap c ON c.item_id = t.scope_item_id
                 WHERE %(placed)s AND t.id < %(first)s AND %(takes)s
                 GROUP BY c.cap_id
            ), base AS (
                SELECT t.id, t.project_id, t.scope_item_id AS item_id,
                       t.scope_verdict, t.scope_reasons, t.create_date AS entered,
                       t.scope_taken_in IS TRUE AS taken_in, %(exempt)s AS exempt,
                       s.given IS TRUE AS goodwill, s.waiting IS TRUE AS waiting,
                       %(work)s AS work,
                       %(takes)s AS takes, i.kind, i.active AS item_active
                  FROM project_task t %(joins)s
                 WHERE %(chosen)s
            ), %(filled)s, judged AS (
                SELECT b.id, b.scope_verdict, b.scope_reasons, %(reason)s AS reasons
                  FROM filled b
                  JOIN scope_tor tor ON tor.project_id = b.project_id
                  JOIN project_project p ON p.id = tor.project_id
            ), everyone AS (
                SELECT id, scope_verdict, scope_reasons, reasons FROM judged
                 UNION ALL
                SELECT f.id, f.verdict, f.reasons,
                       CASE WHEN NOT f.exempt THEN j.reasons END
                  FROM judged j
                  JOIN follow f ON f.carrier_id = j.id
            ), compared AS (
                SELECT id, reasons,
                       reasons IS DISTINCT FROM
                       CASE WHEN scope_verdict = 'in_scope' THEN 'in_scope'
                            WHEN scope_verdict IS NOT NULL THEN scope_reasons
                            END AS differs
                  FROM everyone
            )
            SELECT id, reasons, differs FROM compared
             WHERE differs OR id = ANY(%(touched)s)
             ORDER BY id
            """,
            caps=self._scope_cap_ctes(places),
            tasks=self._scope_task_ctes(tors),
            joins=self._scope_task_joins(),
            placed=placed,
            first=first,
            chosen=chosen,
            takes=takes,
            work=work,
            exempt=self._scope_exempt_sql(),
            filled=self._scope_filled_ctes(places),
            reason=self._scope_reason_sql(),
            touched=list(touched),
        )

    @api.model
    def _scope_filled_ctes(self, places):
        """Common table expression filled: the tasks of base, each with the codes of the
        hours that it is over."""
        total = SQL(
            "COALESCE(before.taken, 0) + SUM(CASE WHEN b.takes THEN b.work ELSE 0 END) "
            "OVER (PARTITION BY c.cap_id ORDER BY b.id)"
        )
        if places.items is not None and not places.shared:
            # Each item has one limit at most: one pass does.
            return SQL(
                """
                filled AS (
                    SELECT b.*, CASE WHEN %s > c.hours + 0.005 THEN c.code END AS over
                      FROM base b
                      LEFT JOIN cap c ON c.item_id = b.item_id
                      LEFT JOIN before ON before.cap_id = c.cap_id
                )
                """,
                total,
            )
        return SQL(
            """
            run AS (
                SELECT b.id, c.code, c.hours, %s AS total
                  FROM base b
                  JOIN cap c ON c.item_id = b.item_id
                  LEFT JOIN before ON before.cap_id = c.cap_id
            ), over AS (
                SELECT id, string_agg(DISTINCT code, ',' ORDER BY code) AS codes
                  FROM run WHERE total > hours + 0.005
                 GROUP BY id
            ), filled AS (
                SELECT b.*, o.codes AS over FROM base b LEFT JOIN over o ON o.id = b.id
            )
            """,
            total,
        )

    # ------------------------------------------------------------------ figures
    def _scope_work_hours(self):
        """Hours of these tasks as they fill an item.

        :return: dict from task id to hours: the greater of the task's own and those of
            the sub-tasks that follow it
        """
        self.flush_model()
        tors = self.sudo().project_id.scope_tor_id.ids
        rows = self.env.execute_query(
            SQL(
                "WITH RECURSIVE %(tasks)s "
                "SELECT t.id, GREATEST(%(hours)s, COALESCE(s.hours, 0)) "
                "FROM project_task t LEFT JOIN special s ON s.id = t.id "
                "WHERE t.id = ANY(%(ids)s)",
                tasks=self._scope_task_ctes(tors),
                hours=self._scope_hours_sql(),
                ids=self.ids,
            )
        )
        return dict(rows)

    @api.model
    def _scope_item_figures(self, items):
        """What the tasks of scope items take, in one query.

        :param items: ``scope.item`` records
        :return: dict from item id to ``{"hours", "tasks", "unestimated", "flags"}``,
            tasks of its parts included
        """
        if not items.ids:
            return {}
        self.flush_model()
        self.env["scope.item"].flush_model()
        self.env["scope.flag"].flush_model()
        self.env["scope.goodwill"].flush_model()
        self._scope_flush_changes()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE %(tasks)s, below(item_id, part_id) AS (
                    SELECT id, id FROM scope_item WHERE id = ANY(%(items)s)
                     UNION
                    SELECT b.item_id, c.id FROM below b
                      JOIN scope_item c ON c.parent_id = b.part_id
                )
                SELECT b.item_id, COALESCE(SUM(%(work)s), 0), COUNT(t.id),
                       COUNT(t.id) FILTER (WHERE s.given IS NOT TRUE
                             AND s.waiting IS NOT TRUE
                             AND GREATEST(%(hours)s, COALESCE(s.hours, 0)) = 0),
                       COUNT(f.id)
                  FROM below b
                  JOIN project_task t ON t.scope_item_id = b.part_id
                  LEFT JOIN project_project p ON p.id = t.project_id
                  LEFT JOIN scope_flag f
                    ON f.task_id = t.id AND f.date_closed IS NULL
                  %(joins)s
                 WHERE p.is_template IS NOT TRUE AND NOT %(exempt)s
                 GROUP BY b.item_id
                """,
                tasks=self._scope_task_ctes(items.tor_id.ids),
                items=items.ids,
                work=self._scope_work_sql(),
                hours=self._scope_hours_sql(),
                joins=self._scope_task_joins(),
                exempt=self._scope_exempt_sql(),
            )
        )
        keys = ("hours", "tasks", "unestimated", "flags")
        return {item_id: dict(zip(keys, row, strict=True)) for item_id, *row in rows}

    @api.model
    def _scope_tor_figures(self, tors):
        """What the tasks of TORs take, in one query.

        :param tors: ``scope.tor`` records
        :return: dict from TOR id to ``{"hours", "tasks", "unestimated", "older"}``;
            older tasks are those left alone because of *guard from*
        """
        if not tors.ids:
            return {}
        self.flush_model()
        self.env["scope.tor"].flush_model()
        self.env["scope.item"].flush_model()
        self.env["scope.goodwill"].flush_model()
        self._scope_flush_changes()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE %(tasks)s
                SELECT tor.id,
                       COALESCE(SUM(%(work)s) FILTER (WHERE %(takes)s), 0),
                       COUNT(t.id),
                       COUNT(t.id) FILTER (WHERE %(takes)s AND s.given IS NOT TRUE
                             AND s.waiting IS NOT TRUE
                             AND GREATEST(%(hours)s, COALESCE(s.hours, 0)) = 0),
                       COUNT(t.id) FILTER (WHERE t.scope_item_id IS NULL
                             AND t.scope_taken_in IS NOT TRUE AND s.given IS NOT TRUE
                             AND s.waiting IS NOT TRUE
                             AND t.create_date < tor.guard_from_utc)
                  FROM scope_tor tor
                  JOIN project_project p ON p.id = tor.project_id
                  JOIN project_task t ON t.project_id = tor.project_id
                  %(joins)s
                 WHERE tor.id = ANY(%(tors)s) AND p.is_template IS NOT TRUE
                   AND NOT %(exempt)s
                   AND NOT EXISTS (SELECT FROM follow f WHERE f.id = t.id)
                 GROUP BY tor.id
                """,
                tasks=self._scope_task_ctes(tors.ids),
                tors=tors.ids,
                work=self._scope_work_sql(),
                hours=self._scope_hours_sql(),
                takes=self._scope_takes_sql(),
                joins=self._scope_task_joins(),
                exempt=self._scope_exempt_sql(),
            )
        )
        keys = ("hours", "tasks", "unestimated", "older")
        return {tor_id: dict(zip(keys, row, strict=True)) for tor_id, *row in rows}

    # ------------------------------------------------------------------ flags
    @api.model
    def _scope_sync_flags(self, task_ids):
        """Open and close the flags of these tasks, as their verdicts say.

        A firm's own automated action on flags that fails must not keep a task from
        being saved: it is logged, and the nightly job opens what is missing.
        """
        if not task_ids:
            return
        self.env["scope.flag"].flush_model()
        rows = self.env.execute_query_dict(self._scope_flags_sql(task_ids))
        closing = {}
        opening = []
        placing = {}
        for row in rows:
            stands = row["flag_id"] and (
                row["flag_verdict"] == row["verdict"]
                and row["flag_project_id"] == row["project_id"]
            )
            if row["flag_id"] and not (row["wanted"] and stands):
                closing.setdefault(self._scope_resolution(row), []).append(row)
            if row["wanted"] and not stands:
                opening.append(row)
            elif row["wanted"] and row["flag_item_id"] != row["item_id"]:
                placing.setdefault(row["item_id"], []).append(row["flag_id"])
        if not closing and not opening and not placing:
            return
        try:
            with self.env.cr.savepoint():
                self._scope_place_flags(placing)
                self._scope_write_flags(closing, opening, rows)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception(
                "Flags of tasks %s could not follow their verdicts; the nightly job "
                "tries again.",
                task_ids[:20],
            )

    @api.model
    def _scope_flags_sql(self, task_ids):
        """SQL of what decides about the flags of these tasks, one row a task.

        wanted: flagged, not archived, not following a parent, and not parked (the last
        spell ended as *later* with the same verdict and item).
        """
        return SQL(
            """
            WITH asked(id) AS MATERIALIZED (
                SELECT unnest(%(ids)s::int[])
            ), projects AS (
                SELECT t.project_id FROM asked JOIN project_task t ON t.id = asked.id
                 UNION
                SELECT f.project_id FROM asked JOIN scope_flag f ON f.task_id = asked.id
                 WHERE f.date_closed IS NULL
            ), others AS (
                SELECT DISTINCT project_id FROM scope_flag
                 WHERE date_closed IS NULL
                   AND project_id IN (SELECT project_id FROM projects)
                   AND task_id NOT IN (SELECT id FROM asked)
            ), last AS (
                SELECT DISTINCT ON (l.task_id) l.task_id, l.resolution, l.verdict,
                       l.item_id
                  FROM asked JOIN scope_flag l ON l.task_id = asked.id
                 WHERE l.date_closed IS NOT NULL
                 ORDER BY l.task_id, l.id DESC
            )
            SELECT t.id AS task_id, t.project_id, t.scope_item_id AS item_id,
                   t.scope_verdict AS verdict, t.scope_reasons AS reasons,
                   t.scope_internal IS TRUE AS internal,
                   f.id AS flag_id, f.verdict AS flag_verdict,
                   f.item_id AS flag_item_id, f.project_id AS flag_project_id,
                   (t.scope_verdict = ANY(%(flagged)s) AND t.active
                    AND (t.scope_item_id IS NOT NULL
                         OR above.project_id IS DISTINCT FROM t.project_id)
                    AND (last.resolution IS DISTINCT FROM 'later_phase'
                         OR last.verdict IS DISTINCT FROM t.scope_verdict
                         OR last.item_id IS DISTINCT FROM t.scope_item_id)) IS TRUE
                       AS wanted,
                   others.project_id IS NOT NULL AS inbox,
                   others_flag.project_id IS NOT NULL AS flag_inbox
              FROM asked
              JOIN project_task t ON t.id = asked.id
              LEFT JOIN project_task above ON above.id = t.parent_id
              LEFT JOIN scope_flag f ON f.task_id = t.id AND f.date_closed IS NULL
              LEFT JOIN last ON last.task_id = t.id AND f.id IS NULL
              LEFT JOIN others ON others.project_id = t.project_id
              LEFT JOIN others others_flag ON others_flag.project_id = f.project_id
             ORDER BY t.id
            """,
            flagged=list(FLAGGED_VERDICTS),
            ids=list(task_ids),
        )

    @api.model
    def _scope_resolution(self, row):
        """How a spell ended, from how the task stands now.

        Hook: override for answers of your own.

        :param dict row: a row of :meth:`_scope_flags_sql`
        :return: key of ``scope.flag.resolution``
        """
        if row["verdict"] == "goodwill":
            return "goodwill"
        if row["verdict"] == "change_pending":
            return "change"
        if row["internal"]:
            return "internal"
        if row["verdict"] is None or row["project_id"] != row["flag_project_id"]:
            return "dropped"
        if row["item_id"] != row["flag_item_id"]:
            return "mapped"
        return "reworked" if row["verdict"] != row["flag_verdict"] else "dropped"

    @api.model
    def _scope_place_flags(self, placing):
        """The question stands, on another item: parking and *Undo* mean that one."""
        # sudo: flags are written by the program alone.
        Flag = self.env["scope.flag"].sudo()
        for item_id, flag_ids in placing.items():
            Flag.browse(flag_ids).item_id = item_id

    @api.model
    def _scope_write_flags(self, closing, opening, rows):
        # sudo: flags are written by the program alone. Defaults of the task's form
        # are not the flag's.
        env = self.env(context=clean_context(self.env.context), su=True)
        Flag = env["scope.flag"]
        now = fields.Datetime.now()
        for resolution, closed in closing.items():
            Flag.browse([row["flag_id"] for row in closed]).write(
                {"date_closed": now, "resolution": resolution, "user_id": self.env.uid}
            )
        # At most one is open: the old spell ends in the database before the new begins.
        Flag.flush_model()
        if opening:
            # The first question of a project that had none opens its inbox.
            filled = {row["project_id"] for row in rows if row["inbox"]}
            filled |= {row["flag_project_id"] for row in rows if row["flag_id"]}
            vals_list = []
            for row in opening:
                vals_list.append(
                    {
                        "task_id": row["task_id"],
                        "project_id": row["project_id"],
                        "item_id": row["item_id"],
                        "verdict": row["verdict"],
                        "reasons": row["reasons"],
                        "date_opened": now,
                        "opens_inbox": row["project_id"] not in filled,
                    }
                )
                filled.add(row["project_id"])
            Flag.create(vals_list)
        closed_ids = {row["flag_id"] for closed in closing.values() for row in closed}
        # Projects where a question was answered, less those where one stands.
        emptied = {
            row["flag_project_id"]
            for row in rows
            if row["flag_id"] in closed_ids and not row["flag_inbox"]
        }
        emptied -= {row["project_id"] for row in opening}
        emptied -= {
            row["flag_project_id"] for row in rows if row["flag_id"] not in closed_ids
        }
        if emptied:
            Flag._scope_close_inbox(self.env["project.project"].browse(emptied))

    @api.model
    def _scope_unmatched_flags(self, projects):
        """Ids of tasks of these projects that are flagged without an open flag, or
        have an open flag that is not about their verdict and project of now."""
        self.flush_model()
        self.env["scope.flag"].flush_model()
        return [
            task_id
            for (task_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT t.id FROM project_task t
                      LEFT JOIN scope_flag f
                        ON f.task_id = t.id AND f.date_closed IS NULL
                     WHERE (t.project_id = ANY(%(projects)s)
                            OR f.project_id = ANY(%(projects)s))
                       AND (f.id IS NULL AND t.scope_verdict = ANY(%(flagged)s)
                            OR f.id IS NOT NULL
                               AND (t.scope_verdict IS DISTINCT FROM f.verdict
                                    OR t.project_id IS DISTINCT FROM f.project_id))
                    """,
                    projects=projects.ids,
                    flagged=list(FLAGGED_VERDICTS),
                )
            )
        ]
