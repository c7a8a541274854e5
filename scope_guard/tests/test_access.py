from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ScopeVerdictCommon

VERBS = ("read", "write", "create", "unlink")
SCOPE_FIELDS = ("scope_verdict", "scope_reasons", "scope_item_id", "scope_internal")


class AccessCase(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.company_id = cls.env.company
        cls.task = cls._create_task()
        cls.given = cls._create_task(allocated_hours=1)
        cls.given._scope_give_goodwill()
        company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = new_test_user(
            cls.env,
            "scope_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.public = cls.env.ref("base.public_user")
        cls.records = {
            "tor": cls.tor,
            "item": cls.orders,
            "version": cls.tor.current_version_id,
            "flag": cls.task.scope_flag_ids,
            "goodwill": cls.given.scope_goodwill_ids,
            "person": cls.env["scope.ledger.person"].browse(
                cls.tor.current_version_id.signer_ref
            ),
        }


@tagged("post_install", "-at_install")
class TestAccess(AccessCase):
    def test_role_by_model_by_verb(self):
        nothing = dict.fromkeys(self.records, "----")
        readable = dict.fromkeys(self.records, "r---") | {"person": "----"}
        for user, expected in (
            (self.public, nothing),
            (self.portal_user, nothing),
            (self.employee, nothing),
            (self.stranger, nothing),
            (self.consultant, readable),
            (self.pm, readable | {"tor": "rwcu", "item": "rwcu"}),
            (
                self.manager,
                readable | {"tor": "rwcu", "item": "rwcu", "goodwill": "rwcu"},
            ),
            (self.env.ref("base.user_admin"), {"person": "r--u"}),
        ):
            for name, verbs in expected.items():
                record = self.records[name].with_user(user)
                found = "".join(
                    verb[0] if record.has_access(verb) else "-" for verb in VERBS
                )
                with self.subTest(user=user.login, model=name):
                    self.assertEqual(found, verbs)

    def test_another_company_s_project_is_out_of_reach_one_of_none_is_not(self):
        self.assertFalse(
            self.env["scope.tor"].with_user(self.stranger).search([]) & self.tor
        )
        self.project.company_id = False
        for name in ("tor", "item", "version", "flag", "goodwill"):
            self.assertTrue(
                self.records[name].with_user(self.stranger).has_access("read"), name
            )

    def test_nobody_browses_what_he_may_not_read(self):
        for user in (self.public, self.portal_user, self.employee):
            for name, record in self.records.items():
                with (
                    self.subTest(user=user.login, model=name),
                    self.assertRaises(AccessError),
                ):
                    record.browse().with_user(user).search_read([], ["display_name"])

    def test_a_consultant_does_not_write_the_scope(self):
        self._renegotiate()
        project = self.env["project.project"].create({"name": "P"})
        item = self.orders.with_user(self.consultant)
        tor = self.tor.with_user(self.consultant)
        for attempt in (
            lambda: tor.create({"project_id": project.id}),
            lambda: tor.write({"purpose": "Mine"}),
            lambda: tor.write({"goodwill_rate": 1}),
            lambda: tor.write({"guard_from": "2020-01-01"}),
            lambda: tor.action_take_in_older(),
            lambda: item.create({"name": "Mine", "tor_id": tor.id}),
            lambda: item.write({"name": "Mine"}),
            lambda: item.write({"sequence": 1}),
            lambda: item.unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_the_user_in_project_manager_writes_his_scope_only(self):
        other = self._create_guarded_project()
        other.user_id = self.manager
        tor = other.scope_tor_id.with_user(self.pm)
        self.assertTrue(tor.has_access("read"))
        self.assertFalse(tor.has_access("write"))
        bare = self.env["project.project"].create(
            {"name": "P", "user_id": self.pm.id, "privacy_visibility": "employees"}
        )
        mine = self.env["scope.tor"].with_user(self.pm).create({"project_id": bare.id})
        self.assertEqual(bare.scope_tor_id, mine)
        self.env["scope.item"].with_user(self.pm).create(
            {"name": "A", "tor_id": mine.id}
        )
        mine.unlink()
        self.assertFalse(bare.scope_tor_id)
        with self.assertRaises(AccessError):
            self.env["scope.tor"].with_user(self.pm).create(
                {"project_id": self.env["project.project"].create({"name": "Q"}).id}
            )

    def test_the_scope_is_visible_as_its_project_is(self):
        user = self.consultant
        self.project.message_unsubscribe((user | self.pm).partner_id.ids)
        for visibility, open_to_all in (
            ("followers", False),
            ("invited_users", False),
            ("employees", True),
            ("portal", True),
        ):
            self.project.privacy_visibility = visibility
            for follows in (False, True):
                if follows:
                    self.project.message_subscribe(user.partner_id.ids)
                else:
                    self.project.message_unsubscribe(user.partner_id.ids)
                self.env.invalidate_all()
                readable = open_to_all or follows
                with self.subTest(visibility=visibility, follows=follows):
                    self.assertEqual(
                        self.project.with_user(user).has_access("read"), readable
                    )
                    for name in ("tor", "item", "version", "goodwill", "flag"):
                        self.assertEqual(
                            self.records[name].with_user(user).has_access("read"),
                            readable,
                            name,
                        )
                    self.assertEqual(
                        self.tor.with_user(self.pm).has_access("write"), open_to_all
                    )
                    self.assertTrue(
                        self.tor.with_user(self.manager).has_access("write")
                    )
                    for outsider in (self.portal_user, self.public, self.employee):
                        self.assertFalse(
                            self.tor.with_user(outsider).has_access("read")
                        )

    def test_a_flag_is_visible_as_its_task_is(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        flag = self.records["flag"].with_user(self.consultant)
        self.env.invalidate_all()
        self.assertFalse(flag.has_access("read"))
        self.task.user_ids = self.consultant
        self.env.invalidate_all()
        self.assertTrue(self.task.with_user(self.consultant).has_access("read"))
        self.assertTrue(flag.has_access("read"))
        self.assertTrue(flag.explanation)
        self.assertFalse(self.tor.with_user(self.consultant).has_access("read"))

    def test_who_is_assigned_a_task_of_a_closed_project_opens_and_saves_it(self):
        self._create_task("Catalogue", scope_item_id=self.catalogue.id)
        task = self._create_task("Catalogue again")
        item = self.catalogue
        self.assertIn(item, task.scope_suggestion_ids)
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        task.user_ids = self.consultant
        self.env.flush_all()
        self.env.invalidate_all()
        mine = task.with_user(self.consultant)
        shown = {
            "scope_verdict": {},
            "scope_explanation": {},
            "scope_can_decide": {},
            "scope_suggestion_ids": {"fields": {"display_name": {}}},
        }
        found = mine.web_save({"allocated_hours": 3}, shown)[0]
        self.assertEqual(found["scope_verdict"], "undecided")
        self.assertFalse(found["scope_suggestion_ids"])
        self.assertFalse(found["scope_can_decide"])
        flag = mine.scope_flag_ids
        self.env.invalidate_all()
        rows = flag.web_read({"suggestion_ids": {"fields": {"display_name": {}}}})
        self.assertFalse(rows[0]["suggestion_ids"])
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "for the project manager"):
            mine.action_scope_goodwill()

    def test_internal_work_is_decided_anew_in_another_project(self):
        mine = self.Task.with_user(self.consultant).create(
            {
                "name": "Mine",
                "project_id": False,
                "user_ids": [Command.set(self.consultant.ids)],
            }
        )
        mine.scope_internal = True
        mine.project_id = self.project
        self.assertFalse(mine.scope_internal)
        self.assertEqual(mine.scope_verdict, "undecided")
        both = mine.copy({"project_id": False})
        both.write({"scope_internal": True, "project_id": self.project.id})
        self.assertEqual(both.scope_verdict, "undecided")
        other = self._create_guarded_project()
        own = self._create_task(scope_internal=True).with_user(self.pm)
        own.project_id = other
        self.assertTrue(own.scope_internal, "he decides there, too")

    def test_the_scope_of_a_project_is_not_taken_off_it(self):
        project = self.project.with_user(self.manager)
        other = self._create_guarded_project()
        for tor in (False, other.scope_tor_id.id):
            with self.assertRaisesRegex(UserError, "stays with its project"):
                project.write({"scope_tor_id": tor})
        project.write({"scope_has_shared_limits": True})
        self.assertFalse(self.project.scope_has_shared_limits)

    def test_a_dialog_is_for_who_opened_it(self):
        dialogs = [
            name
            for name, model in self.env.items()
            if name.startswith("scope.") and model._transient
        ]
        self.assertGreater(len(dialogs), 9)
        for name in dialogs:
            domain = self.env["ir.rule"].with_user(self.pm)._compute_domain(name)
            self.assertIn("create_uid", repr(domain), name)
        dialog = self.env["scope.tor.agree"].with_user(self.pm)
        dialog = dialog.create({"tor_id": self.tor.id, "signer_name": "Anna Berg"})
        with self.assertRaises(AccessError):
            dialog.with_user(self.manager).read(["signer_name"])

    def test_saving_a_task_asks_for_no_right_to_the_scope(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        self.task.user_ids = self.consultant
        self.env.invalidate_all()
        mine = self.task.with_user(self.consultant)
        mine.write({"allocated_hours": 4, "state": "1_done"})
        mine.active = False
        self.assertEqual(mine.scope_verdict, "undecided")
        self.assertFalse(self._open_flag(self.task))


@tagged("post_install", "-at_install")
class TestPortal(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.privacy_visibility = "portal"
        cls.env["project.collaborator"].create(
            {"project_id": cls.project.id, "partner_id": cls.portal_user.partner_id.id}
        )
        cls.project.message_subscribe(cls.portal_user.partner_id.ids)
        cls.task.message_subscribe(cls.portal_user.partner_id.ids)
        cls.env.invalidate_all()
        cls.shared = cls.task.with_user(cls.portal_user)

    def test_verdict_and_place_are_not_for_the_client(self):
        self.assertEqual(self.shared.read(["name"])[0]["name"], "Task")
        names = [name for name in self.Task._fields if name.startswith("scope_")]
        self.assertGreater(len(names), len(SCOPE_FIELDS))
        for name in names:
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.shared.read([name])
        for name in SCOPE_FIELDS:
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    self.shared.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    self.shared.search([], order=name)
                with self.assertRaises(AccessError):
                    self.shared.formatted_read_group([], [name], ["__count"])
                if name in ("scope_item_id", "scope_internal"):
                    with self.assertRaises(AccessError):
                        self.shared.write({name: False})
        with self.assertRaises(AccessError):
            self.shared.write({"scope_verdict": "in_scope", "scope_reasons": False})
        self.env.invalidate_all()
        self.assertEqual(self.task.scope_verdict, "undecided")
        self.assertFalse(set(names) & self.shared.fields_get().keys())

    def test_project_and_company_tell_the_client_nothing(self):
        for record in (self.project, self.project.company_id):
            names = [name for name in record._fields if name.startswith("scope_")]
            names = [
                name for name in names if "tier" not in name and "days" not in name
            ]
            names = [name for name in names if name != "scope_hours_unit"]
            self.assertTrue(names)
            theirs = record.with_user(self.portal_user)
            self.assertTrue(theirs.read(["name"]))
            for name in names:
                with self.subTest(field=name), self.assertRaises(AccessError):
                    theirs.read([name])

    def test_the_client_answers_nothing(self):
        for answer in (
            "action_accept_suggestion",
            "action_scope_goodwill",
            "action_scope_later",
            "action_scope_internal",
            "action_scope_reopen",
        ):
            with self.subTest(answer=answer), self.assertRaises(AccessError):
                getattr(self.shared, answer)()
        with self.assertRaises(AccessError):
            self.shared.action_scope_map(self.catalogue.id)

    def test_what_the_client_enters_is_asked_about(self):
        Task = self.Task.with_user(self.portal_user).with_context(
            default_project_id=self.project.id
        )
        task = Task.create({"name": "From the client"})
        task = task.with_env(self.env)
        self.assertEqual(task.scope_verdict, "undecided")
        self.assertEqual(len(self._open_flag(task)), 1)
        task.with_user(self.portal_user).write({"name": "More", "state": "1_done"})
        for name, value in (
            ("scope_internal", True),
            ("scope_taken_in", True),
            ("scope_verdict", "in_scope"),
            ("scope_item_id", self.catalogue.id),
        ):
            sly = Task.browse()
            # Odoo refuses presets of fields that the client may not write.
            with self.subTest(preset=name), self.assertRaises(AccessError):
                sly = Task.with_context(**{f"default_{name}": value}).create(
                    {"name": "Sly"}
                )
            self.assertFalse(sly)

    def test_the_shared_project_shows_no_scope(self):
        for kind in ("form", "list", "kanban"):
            view = self.env.ref(
                {
                    "form": "project.project_sharing_project_task_view_form",
                    "list": "project.project_sharing_project_task_view_tree",
                    "kanban": "project.project_sharing_project_task_view_kanban",
                }[kind]
            )
            arch = self.Task.with_user(self.portal_user).get_view(view.id, kind)["arch"]
            self.assertNotIn("scope", arch)


@tagged("post_install", "-at_install")
class TestViews(AccessCase):
    def _arch(self, user, kind="form"):
        views = self.Task.with_user(user).get_views([(False, kind)])
        return etree.fromstring(views["views"][kind]["arch"])

    def test_the_task_form_of_each_employee(self):
        self.assertFalse(
            self._arch(self.employee).xpath("//field[@name='scope_item_id']")
        )
        for user in (self.consultant, self.pm, self.manager):
            for kind in ("form", "list", "kanban", "search"):
                arch = self._arch(user, kind)
                if kind in ("form", "list"):
                    self.assertTrue(arch.xpath("//field[@name='scope_item_id']"))

    def test_an_employee_s_own_to_do(self):
        task = self.Task.with_user(self.employee).create(
            {"name": "Mine", "user_ids": [Command.set(self.employee.ids)]}
        )
        task.write({"name": "Still mine", "state": "1_done"})
        self.assertFalse(task.sudo().scope_verdict)
        task.unlink()
