import json
from functools import partial

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models.scope_tor_version import FREEZE
from .version_common import ScopeVersionCommon


@tagged("post_install", "-at_install")
class TestVersionHistory(ScopeVersionCommon):
    def _old_row(self, version, number):
        """A row as an earlier release froze it: without figures of its own."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO scope_tor_version (tor_id, company_id, number, content,
                    content_hash, date_signed, date_agreed, channel, signer_ref)
                SELECT tor_id, company_id, %s, content, content_hash, date_signed,
                    date_agreed, channel, signer_ref
                FROM scope_tor_version WHERE id = %s RETURNING id
                """,
                number,
                version.id,
            )
        )
        self.env.invalidate_all()
        return version.browse(self.env.cr.fetchone()[0])

    def test_what_changed_from_one_to_the_next(self):
        first, second = self._agree(), self._second_version()
        self.assertRecordValues(
            first | second,
            [
                {
                    "number": 1,
                    "hours": 140,
                    "item_count": 5,
                    "previous_id": False,
                    "hours_difference": 0,
                    "difference": False,
                },
                {
                    "number": 2,
                    "hours": 156,
                    "item_count": 5,
                    "previous_id": first.id,
                    "hours_difference": 16,
                    "difference": "1 new, 1 removed, 1 changed, +16 h",
                },
            ],
        )
        self._renegotiate()
        self.assertEqual(self._agree().difference, "Nothing differs")
        self._renegotiate()
        self.tor.date_end = "2026-09-30"
        self.assertEqual(self._agree().difference, "Dates or totals")

    def test_figures_of_old_rows_are_read_from_their_content(self):
        version = self._agree()
        old = self._old_row(version, 7)
        self.env.cr.execute(
            SQL("SELECT hours, item_count FROM scope_tor_version WHERE id = %s", old.id)
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        self.assertEqual((old.hours, old.item_count), (140, 5))
        Version = version.browse()
        self.assertEqual(
            Version._read_group(
                [("tor_id", "=", self.tor.id)], ["number"], ["hours:max"]
            ),
            [(1, 140), (7, 140)],
        )
        self.assertIn(old, Version.search([("hours", ">", 139)]))
        self.assertNotIn(old, Version.search([("hours", "<", 139)]))
        self.assertTrue(Version.search([("id", "=", old.id)], order="hours desc"))

    def test_the_plot_reads_hours_by_version(self):
        self._agree()
        self._second_version()
        groups = (
            self.env["scope.tor.version"]
            .with_user(self.pm)
            .formatted_read_group(
                [("tor_id", "=", self.tor.id)], ["number", "tor_id"], ["hours:max"]
            )
        )
        self.assertEqual([group["hours:max"] for group in groups], [140, 156])

    def test_figures_are_those_of_the_content(self):
        for version in (self._agree(), self._second_version()):
            content = json.loads(version.content)
            self.assertEqual(version.hours, float(content["hours"]))
            self.assertEqual(version.item_count, len(content["items"]))

    def test_columns_of_the_database_are_written_once(self):
        version = self._agree()
        for column in ("hours", "item_count"):
            for query in (
                SQL(
                    "UPDATE scope_tor_version SET %s = 1 WHERE id = %s",
                    SQL.identifier(column),
                    version.id,
                ),
                SQL("UPDATE scope_tor_version SET %s = NULL", SQL.identifier(column)),
            ):
                with (
                    self.subTest(column=column),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(psycopg2.Error) as raised,
                    self.cr.savepoint(),
                ):
                    self.cr.execute(query)
                self.assertEqual(raised.exception.pgcode, "23001")
            for context in ({}, {"scope_freeze": FREEZE}):
                with self.assertRaisesRegex(UserError, "written once"):
                    version.sudo().with_context(**context).write({column: 1})

    def test_later_columns_are_nullable_and_have_no_default(self):
        self.env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
            WHERE table_name = 'scope_tor_version' AND column_default IS NOT NULL
            AND column_name <> 'id'
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])
        self.env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
            WHERE table_name = 'scope_tor_version' AND is_nullable = 'NO'
            """
        )
        self.assertEqual(
            {column for (column,) in self.env.cr.fetchall()},
            # Those of the first release: a new one would fail on its rows.
            {
                "channel",
                "company_id",
                "content",
                "content_hash",
                "date_agreed",
                "date_signed",
                "id",
                "number",
                "tor_id",
            },
        )

    def test_a_version_is_found_as_it_is_shown(self):
        first, second = self._agree(), self._second_version()
        Version = self.env["scope.tor.version"].with_user(self.pm)

        def found(name, operator="ilike"):
            domain = [("tor_id", "=", self.tor.id)]
            return [row[0] for row in Version.name_search(name, domain, operator)]

        self.assertEqual(found("v1"), first.ids)
        self.assertEqual(found("2"), second.ids)
        self.assertEqual(found("v2", "="), second.ids)
        self.assertEqual(found("web sh"), (second | first).ids)
        self.assertEqual(found(""), (second | first).ids)
        self.assertEqual(found("nothing"), [])
        self.assertEqual(found("9" * 30), [])
        self.assertEqual(found("v1", "not ilike"), second.ids)

    def test_one_version_opens_several_are_listed(self):
        version = self._agree()
        tor = self.tor.with_user(self.pm)
        self.assertEqual(tor.action_open_versions()["res_id"], version.id)
        self._second_version()
        action = tor.action_open_versions()
        self.assertEqual(
            [view for _view_id, view in action["views"]],
            ["list", "graph", "pivot", "form"],
        )
        self.assertEqual(
            self.env["scope.tor.version"].search(action["domain"]), tor.version_ids
        )
        self.assertEqual(version.action_read()["res_id"], version.id)

    def test_a_list_of_many_costs_the_queries_of_few(self):
        tors = [self._large_scope(4) for _number in range(6)]
        for tor in tors:
            self._renegotiate(tor)
            self._create_item(tor_id=tor.id)
            self._agree(tor)
        names = ["number", "signed_by", "hours", "difference", "on_behalf_user_id"]
        figures = []
        for number in (2, 6):
            versions = self.env["scope.tor.version"].search(
                [("tor_id", "in", [tor.id for tor in tors[:number]])]
            )
            figures.append(self._count_queries(partial(versions.read, names))[0])
        self.assertEqual(*figures)
