import base64
import hashlib
import json
from datetime import date

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged, users
from odoo.tools import mute_logger

from ..models.scope_tor_version import FREEZE
from .common import ScopeGuardCommon


@tagged("post_install", "-at_install")
class TestTor(ScopeGuardCommon):
    def test_what_a_new_scope_takes_from_its_project(self):
        company = self.env["res.company"].create({"name": "Branch"})
        project = self.env["project.project"].create(
            {"name": "P", "company_id": company.id, "partner_id": self.contact.id}
        )
        tor = self.env["scope.tor"].create({"project_id": project.id})
        self.assertRecordValues(
            tor,
            [
                {
                    "state": "draft",
                    "display_name": "P",
                    "company_id": company.id,
                    "currency_id": company.currency_id.id,
                    "partner_id": self.partner.id,
                    "current_version_id": False,
                }
            ],
        )
        self.assertEqual(project.scope_tor_id, tor)
        self.assertEqual(project.scope_status, "draft")
        self.assertEqual(
            self.env["scope.tor"].name_search("P", operator="=")[0][0], tor.id
        )

    def test_the_status_of_a_project_is_searchable(self):
        bare = self.env["project.project"].create({"name": "Bare"})
        both = self.project | bare

        def search(*condition):
            domain = [("id", "in", both.ids), ("scope_status", *condition)]
            return both.search(domain)

        self.assertEqual(search("=", "draft"), self.project)
        self.assertEqual(search("=", "none"), bare)
        self.assertEqual(search("in", ["none", "draft"]), both)
        self.assertEqual(search("!=", "agreed"), both)

    def test_one_scope_per_project(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self.env["scope.tor"].create({"project_id": self.project.id})

    def test_the_last_day_is_not_before_the_first(self):
        with self.assertRaisesRegex(ValidationError, "Web shop: the last day"):
            self.tor.write({"date_start": "2026-05-02", "date_end": "2026-05-01"})

    def test_the_company_is_kept(self):
        for values in ({"company_id": 1}, {"currency_id": 1}):
            with self.assertRaisesRegex(UserError, "come by themselves"):
                self.tor.write(values)

    @users("scope_pm")
    def test_codes_are_given_per_kind(self):
        items = self.env["scope.item"].create(
            [
                {"name": kind, "tor_id": self.tor.id, "kind": kind, **values}
                for kind, values in (
                    ("deliverable", {}),
                    ("deliverable", {"code": "D02"}),
                    ("deliverable", {}),
                    ("exclusion", {}),
                    ("assumption", {}),
                    ("client_responsibility", {}),
                    ("later_phase", {}),
                    ("deliverable", {"code": ""}),
                )
            ]
        )
        self.assertEqual(
            items.mapped("code"),
            ["D01", "D02", "D03", "X01", "A01", "C01", "L01", "D04"],
        )
        items[-1].active = False
        self.assertEqual(
            items.create({"name": "After", "tor_id": self.tor.id}).code, "D05"
        )

    def test_codes_are_unique_in_a_scope_only(self):
        self._create_item(code="D07")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self._create_item(code="D07")
        project = self.env["project.project"].create({"name": "P"})
        tor = self.env["scope.tor"].create({"project_id": project.id})
        self.assertEqual(self._create_item(code="D07", tor_id=tor.id).code, "D07")

    def test_a_duplicated_item_gets_its_own_code(self):
        item = self._create_item(allowance_hours=3)
        copy = item.copy()
        self.assertEqual((item.code, copy.code), ("D01", "D02"))
        self.assertEqual(copy.allowance_hours, 3)

    def test_sections_stay_in_their_scope_and_make_no_circle(self):
        section, part = self._create_item("Shop"), self._create_item("Search")
        part.parent_id = section
        with self.assertRaises(UserError):
            section.parent_id = part
        project = self.env["project.project"].create({"name": "P"})
        tor = self.env["scope.tor"].create({"project_id": project.id})
        with self.assertRaisesRegex(ValidationError, "another scope"):
            self._create_item(tor_id=tor.id, parent_id=section.id)

    def test_reads_as_it_was_agreed_with_texts_escaped(self):
        self._create_item("Orders <b>", clause="Each & every", allowance_hours=12)
        version = self._agree()
        self.assertIn("Orders &lt;b&gt;", version.reading)
        self.assertIn("Each &amp; every", version.reading)
        self.assertIn("12 h", version.reading)
        self.assertEqual(version.hours, 12)

    def test_board_by_item_has_a_column_for_each(self):
        items = self._create_item("One") + self._create_item("Two")
        Task = self.env["project.task"].with_context(default_project_id=self.project.id)
        self.assertEqual(Task._scope_read_group_items(items[:1], []), items)

    def test_days_and_hours(self):
        self.env.company.resource_calendar_id.hours_per_day = 7.5
        item = self._create_item(allowance_days=2)
        self.assertEqual(item.allowance_hours, 15)
        item.allowance_hours = 30
        self.assertEqual(item.allowance_days, 4)
        item.allowance_days = 1
        self.assertEqual(item.allowance_hours, 7.5)
        self.assertFalse(self.tor.uses_days)
        self.env.company.scope_hours_unit = "day"
        self.assertTrue(self.tor.uses_days)
        self.tor.write({"allowance_total_days": 10, "contingency_days": 0.5})
        self.assertEqual(self.tor.allowance_total, 75)
        self.assertEqual(self.tor.contingency_hours, 3.75)

    def test_hours_are_not_negative(self):
        for record, name in (
            (self._create_item(), "allowance_hours"),
            (self.tor, "allowance_total"),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.cr.savepoint(),
            ):
                record[name] = -1
                self.env.flush_all()

    def test_hours_of_items_are_not_counted_twice(self):
        section = self._create_item("Shop", allowance_hours=20)
        self._create_item("Search", parent_id=section.id, allowance_hours=15)
        self._create_item("Filter", parent_id=section.id, allowance_hours=15)
        bare = self._create_item("Rest")
        self._create_item("A", parent_id=bare.id, allowance_hours=3)
        self._create_item("Gone", allowance_hours=50, active=False)
        self._create_item("Not", kind="exclusion", allowance_hours=50)
        self.assertEqual(self.tor.item_hours, 23)

    def test_removed_items_stay_in_the_list_of_items(self):
        item = self._create_item(active=False)
        self.assertIn(item, self.tor.item_ids)
        self.assertNotIn(item, self.tor.deliverable_ids)

    def test_figures_of_items_and_scopes(self):
        section = self._create_item("Shop", allowance_hours=10)
        part = self._create_item("Search", parent_id=section.id)
        outside = self._create_item("App", kind="exclusion")
        self._agree(guard_from=date(2020, 1, 1))
        self._create_task(scope_item_id=part.id, allocated_hours=8)
        parent = self._create_task(scope_item_id=section.id, allocated_hours=1)
        self._create_task(parent_id=parent.id, allocated_hours=3)
        self._create_task(scope_item_id=part.id)
        self._create_task(scope_item_id=part.id, allocated_hours=9, scope_internal=True)
        self._create_task(scope_item_id=outside.id, allocated_hours=5)
        self._create_task()
        figures = ("used_hours", "task_count", "unestimated_count", "flag_count")
        self.assertEqual(
            [[item[name] for name in figures] for item in (section, part, outside)],
            # the second and third task of the section are over its hours
            [[11, 3, 1, 2], [8, 2, 1, 1], [5, 1, 0, 1]],
        )
        self.assertEqual(
            (section.tier, part.tier, outside.tier), ("red", "none", "none")
        )
        self.assertRecordValues(
            self.tor,
            [
                {
                    "used_hours": 11,
                    "task_count": 5,
                    "unestimated_count": 1,
                    "older_count": 0,
                    "flag_count": 4,
                }
            ],
        )

    def test_tiers(self):
        self.env.company.write(
            {"scope_tier_amber": 80, "scope_tier_red": 100, "scope_tier_dark": 125}
        )
        item = self._create_item(allowance_hours=10)
        self._agree()
        task = self._create_task(scope_item_id=item.id)
        for hours, tier in (
            (7.9, "ok"),
            (8, "amber"),
            (10, "amber"),
            (10.1, "red"),
            (12.5, "red"),
            (12.6, "dark"),
        ):
            task.allocated_hours = hours
            item.invalidate_recordset()
            self.assertEqual(item.tier, tier, hours)

    def test_a_draft_goes_with_its_project(self):
        item = self._create_item()
        task = self._create_task(scope_item_id=item.id)
        tor = self.tor
        self.project.unlink()
        self.assertFalse(any(record.exists() for record in (tor, item, task)))

    def test_a_draft_item_is_deleted_and_its_tasks_stay(self):
        item = self._create_item()
        part = self._create_item("Part", parent_id=item.id)
        tasks = self._create_task(scope_item_id=item.id) | self._create_task(
            scope_item_id=part.id, active=False
        )
        item.with_user(self.pm).unlink()
        self.assertFalse(part.exists())
        self.assertEqual(len(tasks.exists()), 2)
        self.assertFalse(tasks.scope_item_id)

    def test_an_item_of_a_version_stays_whatever_the_status(self):
        item = self._create_item("Reports")
        part = self._create_item("Part", parent_id=item.id)
        self._agree()
        self.tor.with_context(scope_freeze=FREEZE).write({"state": "draft"})
        section = self._create_item("New section")
        part.with_user(self.pm).parent_id = section
        for user in (self.pm, self.manager, self.env.user):
            for record in (item, part, section):
                with self.assertRaisesRegex(UserError, r"\(v1\) and stays on file"):
                    record.with_user(user).unlink()
        self.assertTrue(section.exists(), "with what is below it")
        part.parent_id = item
        section.with_user(self.pm).unlink()
        self.assertFalse(section.exists())

    def test_what_follows_from_other_fields_is_not_written(self):
        self._create_item()
        self._agree(guard_from="2026-01-01")
        tor = self.tor.with_user(self.pm)
        derived = {
            "date_end_utc": "2020-01-01 00:00:00",
            "guard_from_utc": "2030-01-01 00:00:00",
            "has_shared_limits": True,
            "active": False,
            "manager_id": self.manager.id,
        }
        before = self.tor.read(list(derived))
        tor.write(derived)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.tor.read(list(derived)), before)

    def test_an_item_stands_in_the_project_of_its_scope(self):
        item = self._create_item()
        project = self.env["project.project"].create(
            {"name": "Other", "user_id": self.pm.id}
        )
        item.with_user(self.pm).write({"project_id": project.id})
        self.assertEqual(item.project_id, self.project)
        task = self._create_task(scope_item_id=item.id)
        other = self.env["scope.tor"].create({"project_id": project.id})
        item.tor_id = other
        self.assertEqual(item.project_id, project)
        self.assertFalse(task.scope_item_id)


@tagged("post_install", "-at_install")
class TestAgreement(ScopeGuardCommon):
    def test_nobody_agrees_on_the_client_s_page_but_the_client(self):
        self._create_item()
        tor = self.tor.with_user(self.pm)
        with self.assertRaisesRegex(UserError, "client's page"):
            tor.record_agreement(signer={"name": "Anna"}, channel="portal")
        self.assertEqual(self.tor.state, "draft")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._create_item(
            "Bestellungen an die Buchhaltung – €", allowance_hours=40, clause="Wörtlich"
        )

    @users("scope_pm")
    def test_it_freezes_the_first_version(self):
        tor = self.tor.with_env(self.env)
        version = self._agree(tor, date_agreed=date(2026, 3, 14), channel="mail")
        self.assertEqual(tor.state, "agreed")
        self.assertEqual(tor.current_version_id, version)
        self.assertEqual(tor.guard_from, fields.Date.today())
        self.assertRecordValues(
            version,
            [
                {
                    "display_name": "v1",
                    "number": 1,
                    "date_agreed": date(2026, 3, 14),
                    "channel": "mail",
                    "company_id": tor.company_id.id,
                    "signed_by": "Anna Berg",
                    "on_behalf_user_id": self.env.uid,
                    "item_count": 1,
                    "hours": 40,
                    "is_intact": True,
                }
            ],
        )
        content = json.loads(version.content)
        self.assertEqual(content["items"][0]["name"], self.item.name)
        self.assertEqual(content["items"][0]["hours"], "40.00")
        self.assertIn("Buchhaltung – €", version.content, "real characters")
        canonical = json.dumps(
            content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        self.assertEqual(version.content, canonical)
        self.assertEqual(
            version.content_hash, hashlib.sha256(canonical.encode()).hexdigest()
        )
        # Who signed is known by digest only.
        self.assertNotIn("Anna", version.content)
        message = self.tor.message_ids[0].body
        self.assertIn("Anna Berg", message)
        self.assertIn("recorded by Jana Roth", message)

    def test_setting_the_status_records_the_agreement(self):
        self.tor.signatory_id = self.contact
        self.tor.write({"state": "agreed", "goodwill_rate": 90})
        self.assertEqual(self.tor.current_version_id.number, 1)
        self.assertEqual(
            self.tor.current_version_id.signed_by, "Anna Berg (Head of finance)"
        )
        self.assertEqual(self.tor.goodwill_rate, 90)
        project = self.env["project.project"].create(
            {"name": "P", "partner_id": self.partner.id}
        )
        tor = self.env["scope.tor"].create(
            {
                "project_id": project.id,
                "state": "agreed",
                "guard_from": "2026-01-02",
                "item_ids": [Command.create({"name": "A"})],
            }
        )
        self.assertEqual((tor.state, tor.version_ids.number), ("agreed", 1))
        self.assertEqual(tor.guard_from, date(2026, 1, 2))

    def test_no_preset_makes_an_agreed_scope(self):
        project = self.env["project.project"].create(
            {"name": "P", "user_id": self.pm.id}
        )
        tor = (
            self.env["scope.tor"]
            .with_user(self.pm)
            .with_context(
                default_state="agreed",
                default_current_version_id=self._agree().id,
            )
            .create({"project_id": project.id})
        )
        self.assertEqual(tor.state, "draft")
        self.assertFalse(tor.current_version_id)

    def test_there_must_be_something_to_agree_on(self):
        self.item.active = False
        for agree in (
            self._agree,
            lambda: self.tor.write({"state": "agreed"}),
            self.tor.action_record_agreement,
        ):
            with self.assertRaisesRegex(UserError, "nothing to agree on yet"):
                agree()
        self.assertEqual(self.tor.state, "draft")

    def test_somebody_must_have_agreed(self):
        self.tor.partner_id = False
        with self.assertRaisesRegex(UserError, "Who agreed"):
            self.tor.record_agreement()

    def test_not_twice(self):
        self._agree()
        for agree in (
            self._agree,
            lambda: self.tor.write({"state": "agreed"}),
            self.tor.action_record_agreement,
        ):
            with self.assertRaisesRegex(UserError, "was agreed on"):
                agree()
        self.assertEqual(len(self.tor.version_ids), 1)

    def test_for_the_project_manager_only(self):
        for agree in (
            lambda tor: self._agree(tor),
            lambda tor: tor.action_record_agreement(),
            lambda tor: tor.write({"state": "agreed"}),
        ):
            with self.assertRaises(AccessError):
                agree(self.tor.with_user(self.consultant))
        self.assertEqual(self.tor.state, "draft")

    def test_what_was_agreed_is_locked_for_everybody(self):
        self._agree()
        tor, item = self.tor, self.item
        attempts = [
            lambda tor, item, name=name, value=value: tor.write({name: value})
            for name, value in (
                ("purpose", "Another"),
                ("partner_id", False),
                ("date_start", "2026-01-01"),
                ("date_end", "2026-01-01"),
                ("allowance_total", 5),
                ("contingency_hours", 5),
                ("signatory_id", self.contact.id),
                ("project_id", False),
                ("state", "draft"),
                ("current_version_id", False),
                ("item_ids", [Command.create({"name": "Sly"})]),
                ("item_ids", [Command.update(item.id, {"name": "Sly"})]),
                ("item_ids", [Command.delete(item.id)]),
                ("deliverable_ids", [Command.clear()]),
            )
        ] + [
            lambda tor, item, name=name, value=value: item.write({name: value})
            for name, value in (
                ("name", "Sly"),
                ("code", "D99"),
                ("kind", "exclusion"),
                ("clause", "Sly"),
                ("source_section", "9"),
                ("allowance_hours", 99),
                ("allowance_days", 99),
                ("date_due", "2026-01-01"),
                ("active", False),
                ("parent_id", False),
                ("tor_id", False),
            )
        ]
        attempts += [
            lambda tor, item: item.unlink(),
            lambda tor, item: item.create({"name": "Sly", "tor_id": tor.id}),
            lambda tor, item: item.copy(),
            lambda tor, item: tor.unlink(),
        ]
        contexts = (
            {},
            {"scope_freeze": True},
            {"scope_freeze": "FREEZE"},
            {"install_mode": True, "import_file": True, "active_test": False},
        )
        for env in (
            self.env,
            self.env(su=True),
            self.env(user=self.pm.id),
            self.env(user=self.manager.id),
            self.env(user=self.env.ref("base.user_admin").id),
        ):
            for context in contexts:
                for number, attempt in enumerate(attempts):
                    with (
                        self.subTest(user=env.uid, context=context, number=number),
                        self.assertRaises(UserError),
                        self.cr.savepoint(),
                    ):
                        attempt(
                            tor.with_env(env).with_context(**context),
                            item.with_env(env).with_context(**context),
                        )
                        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(item.allowance_hours, 40)
        self.assertEqual(tor.state, "agreed")

    def test_the_sentence_says_why_and_what_to_do(self):
        self._agree(date_agreed=date(2026, 3, 14))
        with self.assertRaisesRegex(
            UserError, r"Web shop was agreed on .*2026.* \(v1\).*as a change"
        ):
            self.item.name = "Sly"

    def test_what_is_not_agreed_upon_stays_open(self):
        self._agree()
        tor = self.tor.with_user(self.pm)
        tor.write({"guard_from": "2026-01-01", "goodwill_rate": 80, "note": "Thin"})
        self.item.with_user(self.pm).sequence = 5

    def test_through_the_dialog_with_the_document(self):
        self.tor.with_user(self.pm).signatory_id = self.contact
        action = self.tor.with_user(self.pm).action_record_agreement()
        wizard = (
            self.env["scope.tor.agree"]
            .with_user(self.pm)
            .with_context(**action["context"])
        )
        with Form(wizard) as form:
            self.assertEqual(form.signatory_id, self.contact)
            self.assertEqual(form.signer_name, "Anna Berg")
            form.channel = "document"
            form.date_agreed = date(2026, 3, 14)
            form.guard_from = date(2026, 3, 1)
            form.evidence = base64.b64encode(b"%PDF signed")
        # The name comes with the file, from the widget.
        form.record.evidence_name = "signed.pdf"
        form.record.action_confirm()
        version = self.tor.current_version_id
        self.assertEqual(self.tor.guard_from, date(2026, 3, 1))
        self.assertEqual(version.date_agreed, date(2026, 3, 14))
        self.assertEqual(version.signed_by, "Anna Berg (Head of finance)")
        attachment = version.attachment_ids
        self.assertEqual(attachment.name, "signed.pdf")
        self.env.invalidate_all()
        reader = attachment.with_user(self.consultant)
        self.assertEqual(base64.b64decode(reader.datas), b"%PDF signed")
        for user in (self.consultant, self.pm, self.manager):
            with self.assertRaises(AccessError):
                attachment.with_user(user).unlink()
            with self.assertRaises(AccessError):
                attachment.with_user(user).write({"datas": base64.b64encode(b"Sly")})

    def test_the_dialog_wants_a_name_and_a_day_that_was(self):
        values = {"tor_id": self.tor.id, "signer_name": "A", "note": "In the safe"}
        Agree = self.env["scope.tor.agree"].with_user(self.pm)
        with self.assertRaisesRegex(UserError, "lies ahead"):
            Agree.create({**values, "date_agreed": "2999-01-01"}).action_confirm()
        wizard = Agree.create(values)
        wizard.write({"signatory_id": False, "signer_name": False})
        with self.assertRaisesRegex(UserError, "Who agreed"):
            wizard.action_confirm()

    def test_nothing_agreed_is_deleted(self):
        self._agree()
        for record in (self.project, self.project.with_user(self.manager)):
            with self.assertRaisesRegex(UserError, "Archive the project instead"):
                record.unlink()
        with self.assertRaisesRegex(UserError, "Archive the project instead"):
            self.tor.unlink()
        self.assertTrue(self.project.exists() and self.item.exists())


@tagged("post_install", "-at_install")
class TestVersion(ScopeGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_item()
        cls.version = cls._agree()

    def _signer(self):
        return self.env["scope.ledger.person"].browse(self.version.signer_ref)

    def test_written_once_for_the_orm(self):
        values = {"tor_id": self.tor.id, "number": 9}
        for env in (self.env, self.env(su=True)):
            for context in ({}, {"scope_freeze": True}, {"scope_freeze": FREEZE}):
                version = self.version.with_env(env).with_context(**context)
                with self.assertRaisesRegex(UserError, "written once"):
                    version.write({"content": "{}"})
                with self.assertRaisesRegex(UserError, "written once"):
                    version.unlink()
                if context.get("scope_freeze") is not FREEZE:
                    with self.assertRaisesRegex(UserError, "written once"):
                        version.create(values)

    def test_written_once_for_the_database(self):
        for query in (
            "UPDATE scope_tor_version SET content = '{}'",
            "UPDATE scope_tor_version SET number = number",
            "DELETE FROM scope_tor_version",
            "TRUNCATE scope_tor_version CASCADE",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error) as raised,
                self.cr.savepoint(),
            ):
                self.cr.execute(query)
            self.assertEqual(raised.exception.pgcode, "23001")

    def test_it_is_recomputable_and_says_when_it_was_changed(self):
        self.assertTrue(self.version.is_intact)
        self.cr.execute("ALTER TABLE scope_tor_version DISABLE TRIGGER USER")
        self.cr.execute(
            "UPDATE scope_tor_version SET content = replace(content, '0.00', '9.00')"
        )
        self.cr.execute("ALTER TABLE scope_tor_version ENABLE TRIGGER USER")
        self.version.invalidate_recordset()
        self.assertFalse(self.version.is_intact)

    def test_the_signer_is_known_by_a_salted_digest(self):
        person = self._signer()
        self.assertEqual(person.digest, self.version.signer_digest)
        self.assertEqual(len(person.salt), 64)
        self.assertEqual(
            hashlib.sha256(
                bytes.fromhex(person.salt) + person.content.encode()
            ).hexdigest(),
            person.digest,
        )
        with self.assertRaises(UserError):
            person.write({"email": "x@y.test"})
        with self.assertRaises(AccessError):
            person.with_user(self.manager).read(["content"])

    def test_a_signer_is_erased(self):
        self._signer().with_user(self.env.ref("base.user_admin")).unlink()
        self.version.invalidate_recordset()
        self.assertIn("erased", self.version.with_user(self.consultant).signed_by)
        self.assertTrue(self.version.is_intact)

    def test_the_privacy_lookup_erases_the_signer_and_nothing_else(self):
        self.tor.invalidate_recordset()
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Anna Berg", "email": "anna@nordwind.test"}
        )
        wizard.action_lookup()
        found = {line.res_model for line in wizard.line_ids}
        self.assertIn("scope.ledger.person", found)
        self.assertFalse(found & {"scope.tor", "scope.tor.version", "scope.goodwill"})
        self.assertNotIn("scope.item", found)
        for line in wizard.line_ids.filtered(
            lambda line: line.res_model == "scope.ledger.person"
        ):
            line.action_unlink()
        self.assertFalse(self._signer().exists())
        self.assertIn("erased", self.version.signed_by)

    def test_contacts_and_users_come_and_go(self):
        user = new_test_user(
            self.env, "scope_leaver", groups="project.group_project_manager"
        )
        leaver = self.env["res.partner"].create(
            {"name": "Leaver", "parent_id": self.partner.id, "email": "l@n.test"}
        )
        project = self.env["project.project"].create(
            {"name": "P", "partner_id": self.partner.id}
        )
        tor = self.env["scope.tor"].with_user(user).create({"project_id": project.id})
        self._create_item(tor_id=tor.id)
        tor.signatory_id = leaver
        version = tor.record_agreement()
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (leaver | self.contact).ids, self.contact
        )
        self.env.invalidate_all()
        self.assertEqual(tor.sudo().signatory_id, self.contact)
        self.contact.unlink()
        self.assertFalse(tor.sudo().signatory_id)
        user.unlink()
        self.env.invalidate_all()
        version = version.with_env(self.env)
        self.assertEqual(version.signed_by, "Leaver")
        self.assertFalse(version.on_behalf_user_id)
        self.assertTrue(version.is_intact)

    def test_who_recorded_stands_in_the_list_of_several_versions(self):
        project = self.env["project.project"].create(
            {"name": "P", "partner_id": self.partner.id}
        )
        tor = self.env["scope.tor"].create({"project_id": project.id})
        self._create_item(tor_id=tor.id)
        versions = self.version | self._agree(tor)
        versions.invalidate_recordset()
        self.assertEqual(
            [version.on_behalf_user_id.id for version in versions],
            versions.mapped("on_behalf_user_ref"),
        )

    def test_an_administrator_without_projects_erases_a_person(self):
        admin = new_test_user(self.env, "scope_system", groups="base.group_system")
        self._signer().with_user(admin).unlink()
        self.version.invalidate_recordset()
        self.assertIn("erased", self.version.signed_by)

    def test_customers_are_merged_after_an_agreement(self):
        twin = self.env["res.partner"].create({"name": "Nordwind", "is_company": True})
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.partner | twin).ids, twin
        )
        self.env.invalidate_all()
        self.assertEqual(self.tor.partner_id, twin)
        self.assertTrue(self.version.is_intact)
