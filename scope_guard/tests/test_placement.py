from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import ScopeVerdictCommon


@tagged("post_install", "-at_install")
class TestTitleCode(ScopeVerdictCommon):
    """A code at the end of the title places the task and leaves the title."""

    def _quick(self, title, user=None, **context):
        """What the board's quick creation sends."""
        Task = self.Task.with_user(user or self.consultant).with_context(
            default_project_id=self.project.id, **context
        )
        return Task.create({"display_name": title}).with_env(self.env)

    def test_at_creation(self):
        code = self.orders.code
        for title, name in (
            (f"Map widget /{code}", "Map widget"),
            (f"Map widget /{code.lower()}", "Map widget"),
            (f"Map widget  /{code}  ", "Map widget"),
            (f"TCP/IP /{code}", "TCP/IP"),
        ):
            with self.subTest(title=title):
                tasks = self._create_task(title) | self._quick(title)
                self.assertEqual(tasks.mapped("name"), [name] * 2)
                self.assertEqual(tasks.scope_item_id, self.orders)
                self.assertVerdicts(tasks, ["in_scope"] * 2)
                self.assertFalse(tasks.scope_flag_ids, "never a question")

    def test_beside_odoo_s_own_shortcuts(self):
        code = self.orders.code
        for title in (f"Map /{code} #Report !!", f"Map #Report !! /{code}"):
            task = self._quick(title)
            self.assertRecordValues(
                task,
                [{"name": "Map", "scope_item_id": self.orders.id, "priority": "2"}],
            )
            self.assertEqual(task.tag_ids.mapped("name"), ["Report"])

    def test_what_is_no_code_of_this_project_stays(self):
        other = self._create_guarded_project().scope_tor_id
        self._renegotiate(other)
        foreign = self._create_item("Foreign", tor_id=other.id, code="F01")
        for title in (
            "Map /Z99",
            f"Map /{foreign.code}",
            "Change /etc/hosts",
            "in / out",
            f"/{self.orders.code}",
            f"Map/{self.orders.code}",
            f"/{self.orders.code} map",
            f"Fax /{self.removed.code}",
        ):
            with self.subTest(title=title):
                for task in (self._create_task(title), self._quick(title)):
                    self.assertEqual(task.name, title)
                    self.assertFalse(task.scope_item_id)

    def test_of_the_task_s_own_project(self):
        other = self._create_guarded_project()
        own = other.scope_tor_id.item_ids
        self.assertEqual(own.code, self.orders.code)
        tasks = self.Task.create(
            [
                {"name": f"Map /{own.code}", "project_id": project.id}
                for project in (self.project, other)
            ]
        )
        self.assertEqual(tasks[0].scope_item_id, self.orders)
        self.assertEqual(tasks[1].scope_item_id, own)
        private = self.Task.create({"name": f"Map /{own.code}", "project_id": False})
        self.assertEqual(private.name, f"Map /{own.code}")

    def test_an_item_that_is_given_wins(self):
        title = f"Map /{self.orders.code}"
        task = self._create_task(title, scope_item_id=self.catalogue.id)
        self.assertEqual((task.scope_item_id, task.name), (self.catalogue, title))

    def test_the_code_wins_over_the_column(self):
        task = self._quick(
            f"Map /{self.orders.code}", default_scope_item_id=self.catalogue.id
        )
        self.assertEqual((task.scope_item_id, task.name), (self.orders, "Map"))

    def test_a_sub_task_with_a_code_of_its_own(self):
        parent = self._create_task(scope_item_id=self.catalogue.id)
        child = self.Task.create(
            {"name": f"Map /{self.orders.code}", "parent_id": parent.id}
        )
        self.assertEqual((child.scope_item_id, child.name), (self.orders, "Map"))

    def test_a_new_title_of_an_old_task(self):
        task = self._create_task("Map")
        task.with_user(self.consultant).display_name = f"Maps /{self.orders.code}"
        self.assertRecordValues(
            task, [{"name": "Maps", "scope_item_id": self.orders.id}]
        )
        self.assertEqual(task.scope_flag_ids.resolution, "mapped")

    def test_a_client_s_subject_is_no_instruction(self):
        title = f"Map /{self.orders.code}"
        task = self.Task.message_new(
            {"subject": title, "email_from": "anna@nordwind.test", "to": "", "cc": ""},
            {"project_id": self.project.id},
        )
        self.assertEqual(task.name, title)
        self.assertVerdicts(task, ["undecided"])
        again = task.create({"name": title, "project_id": self.project.id})
        self.assertEqual(again.scope_item_id, self.orders, "only the mail's own")

    def test_a_portal_user_enters_words(self):
        self.project.privacy_visibility = "portal"
        self.env["project.collaborator"].create(
            {
                "project_id": self.project.id,
                "partner_id": self.portal_user.partner_id.id,
            }
        )
        self.project.message_subscribe(self.portal_user.partner_id.ids)
        self.env.invalidate_all()
        title = f"Map /{self.orders.code}"
        Task = self.Task.with_user(self.portal_user)
        task = Task.with_context(default_project_id=self.project.id)
        task = task.create({"name": title}).with_env(self.env)
        self.assertEqual((task.name, task.scope_verdict), (title, "undecided"))


@tagged("post_install", "-at_install")
class TestMilestone(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.allow_milestones = True
        cls.milestone = cls.env["project.milestone"].create(
            {
                "name": "Go-live",
                "project_id": cls.project.id,
                "scope_item_id": cls.orders.id,
            }
        )
        cls.other_milestone = cls.env["project.milestone"].create(
            {"name": "Later", "project_id": cls.project.id}
        )

    def test_at_creation(self):
        given = self._create_task(milestone_id=self.milestone.id)
        preset = self.Task.with_context(
            default_milestone_id=self.milestone.id, default_project_id=self.project.id
        ).create({"name": "Preset", "scope_item_id": False})
        for task in (given, preset):
            self.assertEqual(task.scope_item_id, self.orders)
            self.assertVerdicts(task, ["in_scope"])
            self.assertFalse(task.scope_flag_ids)
        unknown = self._create_task("Map /Z99", milestone_id=self.milestone.id)
        self.assertEqual(
            (unknown.scope_item_id, unknown.name), (self.orders, "Map /Z99")
        )
        bare = self._create_task(milestone_id=self.other_milestone.id)
        self.assertVerdicts(bare, ["undecided"])

    def test_when_it_is_set(self):
        tasks = self._create_task() | self._create_task()
        tasks.with_user(self.consultant).milestone_id = self.milestone
        self.assertEqual(tasks.scope_item_id, self.orders)
        self.assertVerdicts(tasks, ["in_scope"] * 2)
        self.assertEqual(set(tasks.scope_flag_ids.mapped("resolution")), {"mapped"})

    def test_an_item_that_is_given_wins(self):
        task = self._create_task(
            milestone_id=self.milestone.id, scope_item_id=self.catalogue.id
        )
        self.assertEqual(task.scope_item_id, self.catalogue)
        code = self._create_task(
            f"Map /{self.catalogue.code}", milestone_id=self.milestone.id
        )
        self.assertEqual(code.scope_item_id, self.catalogue)
        placed = self._create_task(scope_item_id=self.catalogue.id)
        placed.milestone_id = self.milestone
        self.assertEqual(placed.scope_item_id, self.catalogue)
        both = self._create_task()
        both.write({"milestone_id": self.milestone.id, "scope_item_id": False})
        self.assertFalse(both.scope_item_id)

    def test_internal_work_and_sub_tasks_stay_as_they_are(self):
        internal = self._create_task(
            scope_internal=True, milestone_id=self.milestone.id
        )
        self.assertFalse(internal.scope_item_id)
        parent = self._create_task(scope_item_id=self.catalogue.id)
        parent.milestone_id = self.milestone
        child = self._create_task(parent_id=parent.id, milestone_id=self.milestone.id)
        later = self._create_task(parent_id=parent.id)
        later.milestone_id = self.milestone
        for task in (child, later):
            self.assertFalse(task.scope_item_id, "follows its parent")

    def test_on_the_form_it_shows_at_once(self):
        self.env.user.group_ids += self.env.ref("project.group_project_milestone")
        with Form(self._create_task()) as form:
            form.milestone_id = self.milestone
            self.assertEqual(form.scope_item_id, self.orders)
            form.scope_item_id = self.catalogue
        self.assertEqual(form.record.scope_item_id, self.catalogue)

    def test_an_agreed_item_may_name_its_milestones(self):
        self.orders.with_user(self.pm).milestone_ids = self.other_milestone
        self.assertEqual(self.other_milestone.scope_item_id, self.orders)
        task = self._create_task(milestone_id=self.other_milestone.id)
        self.assertEqual(task.scope_item_id, self.orders)

    def test_its_own_project_only(self):
        other = self._create_guarded_project()
        with self.assertRaisesRegex(ValidationError, "milestone's own project"):
            self.other_milestone.scope_item_id = other.scope_tor_id.item_ids
        task = self._create_task(project_id=other.id)
        task.milestone_id = self.milestone
        self.assertFalse(task.scope_item_id)
        self.assertFalse(
            self._create_task(
                project_id=other.id, milestone_id=self.milestone.id
            ).scope_item_id
        )

    def test_an_item_that_left_places_nothing(self):
        self.milestone.scope_item_id = self.removed
        task = self._create_task(milestone_id=self.milestone.id)
        self.assertFalse(task.scope_item_id)

    def test_the_client_reads_no_item_of_a_milestone(self):
        Milestone = self.env["project.milestone"].with_user(self.portal_user)
        self.assertIn("name", Milestone.fields_get())
        self.assertNotIn("scope_item_id", Milestone.fields_get())

    def test_a_copied_project_has_its_own(self):
        task = self._create_task(milestone_id=self.milestone.id)
        copy = self.project.copy()
        milestone = copy.milestone_ids.filtered(lambda found: found.name == "Go-live")
        item = milestone.scope_item_id
        self.assertEqual(item.code, self.orders.code)
        self.assertEqual(item.project_id, copy)
        self.assertEqual(self.milestone.scope_item_id, self.orders)
        copied = copy.task_ids.filtered(lambda found: found.name == task.name)
        self.assertEqual(copied.scope_item_id, item)


@tagged("post_install", "-at_install")
class TestHandedOn(ScopeVerdictCommon):
    """What Odoo hands on places a task before anybody is asked."""

    def test_a_sub_task_follows_its_parent(self):
        parent = self._create_task(scope_item_id=self.orders.id)
        child = self._create_task(parent_id=parent.id)
        self.assertVerdicts(child, ["in_scope"])
        self.assertFalse(child.scope_flag_ids)

    def test_a_copy(self):
        copy = self._create_task(scope_item_id=self.orders.id).copy()
        self.assertEqual(copy.scope_item_id, self.orders)
        self.assertFalse(copy.scope_flag_ids)

    def test_a_task_of_a_template(self):
        template = self._create_task(scope_item_id=self.orders.id, is_template=True)
        self.assertFalse(template.scope_verdict)
        task = self.Task.browse(template.action_create_from_template())
        self.assertFalse(task.is_template)
        self.assertEqual(task.scope_item_id, self.orders)
        self.assertVerdicts(task, ["in_scope"])

    def test_the_next_of_a_recurring_task(self):
        self.env.user.group_ids += self.env.ref("project.group_project_recurring_tasks")
        self.project.allow_recurring_tasks = True
        task = self._create_task(
            scope_item_id=self.orders.id,
            recurring_task=True,
            repeat_interval=1,
            repeat_unit="week",
            repeat_type="forever",
            date_deadline=fields.Datetime.now(),
        )
        task.state = "1_done"
        following = self.Task.search([("recurrence_id", "=", task.recurrence_id.id)])
        self.assertEqual(len(following), 2)
        self.assertEqual(following.scope_item_id, self.orders)
        self.assertFalse(following.scope_flag_ids)

    def test_the_column_it_is_created_in_and_dropped_on(self):
        Task = self.Task.with_user(self.consultant).with_context(
            default_project_id=self.project.id, default_scope_item_id=self.orders.id
        )
        task = Task.create({"display_name": "Map"})
        self.assertEqual(task.scope_item_id, self.orders)
        self.assertFalse(task.sudo().scope_flag_ids)
        task.web_save({"scope_item_id": self.catalogue.id}, {})
        self.assertEqual(task.scope_item_id, self.catalogue)

    def test_of_a_template_project(self):
        self._create_task(scope_item_id=self.orders.id)
        self.project.is_template = True
        project = self.project.action_create_from_template({"name": "New"})
        self.assertEqual(project.task_ids.scope_item_id.code, self.orders.code)
        self.assertEqual(project.task_ids.scope_item_id.project_id, project)
