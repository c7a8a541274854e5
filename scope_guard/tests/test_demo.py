import time

from odoo.fields import Datetime
from odoo.tests import TransactionCase, tagged

PROJECTS = {
    "Lindner Schulen: learning portal": {
        "in_scope": 25,
        "undecided": 1,
        "out_of_scope": 1,
        "goodwill": 2,
    },
    "Hafen CRM roll-out": {
        "in_scope": 24,
        "undecided": 9,
        "out_of_scope": 3,
        "over_allowance": 2,
        "goodwill": 5,
    },
    "Nordwind web shop": {
        "in_scope": 23,
        "undecided": 5,
        "out_of_scope": 3,
        "over_allowance": 1,
        "goodwill": 3,
    },
}


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The story that ``make demo`` and Odoo's demo data tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.mails = env["mail.mail"].search_count([])
        start = time.monotonic()
        cls.logins = env["scope.tor"]._load_demo()
        cls.seconds = time.monotonic() - start
        cls.pm = cls._user("pm")
        cls.projects = {
            project.name: project
            for project in env["project.project"].search(
                [("user_id", "=", cls.pm.id), ("scope_tor_id", "!=", False)]
            )
        }
        cls.nordwind = cls.projects["Nordwind web shop"]

    @classmethod
    def _user(cls, login):
        return cls.env["res.users"].search([("login", "=", login)])

    def _count_records(self):
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in (
                "mail.activity",
                "mail.message",
                "project.project",
                "project.task",
                "project.task.type",
                "res.partner",
                "res.users",
                "scope.advice",
                "scope.expectation.answer",
                "scope.flag",
                "scope.goodwill",
                "scope.item",
                "scope.tor.version",
            )
        }

    def test_verdicts_are_as_told(self):
        self.assertEqual(set(self.projects), set(PROJECTS))
        for name, verdicts in PROJECTS.items():
            counts = dict(
                self.env["project.task"]._read_group(
                    [
                        ("project_id", "=", self.projects[name].id),
                        ("parent_id", "=", False),
                        ("scope_verdict", "!=", False),
                    ],
                    ["scope_verdict"],
                    ["__count"],
                )
            )
            self.assertEqual(counts, verdicts, name)

    def test_second_call_changes_nothing(self):
        before = self._count_records()
        self.assertEqual(self.env["scope.tor"]._load_demo(), self.logins)
        self.assertEqual(self._count_records(), before)

    def test_three_logins(self):
        self.assertEqual(
            list(self.logins.values()),
            [("pm", "pm"), ("consultant", "consultant"), ("client", "client")],
        )
        for login, password in self.logins.values():
            user = self._user(login)
            result = user.with_user(user)._check_credentials(
                {"type": "password", "login": login, "password": password},
                {"interactive": False},
            )
            self.assertEqual(result["uid"], user.id)
        self.assertFalse(self.pm.has_group("project.group_project_manager"))
        self.assertTrue(self._user("client").share)

    def test_nobody_gets_a_mail(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)

    def test_it_is_told_in_time(self):
        self.assertLess(self.seconds, 40)

    def test_no_xml_id_stands_for_evidence(self):
        for model in ("scope.tor", "scope.tor.version", "scope.item", "scope.advice"):
            self.assertFalse(
                self.env["ir.model.data"].search([("model", "=", model)]), model
            )

    def test_days_lie_in_the_past_and_follow_each_other(self):
        now = Datetime.now()
        flags = self.env["scope.flag"].search(
            [("project_id", "in", [project.id for project in self.projects.values()])]
        )
        for flag in flags:
            self.assertLessEqual(flag.task_id.create_date, flag.date_opened)
            self.assertLess(flag.date_opened, flag.date_closed or now)
        for project in self.projects.values():
            tasks = self.env["project.task"].search(
                [("project_id", "=", project.id)], order="id"
            )
            entered = tasks.mapped("create_date")
            self.assertEqual(entered, sorted(entered), project.name)
        self.assertGreater(len({flag.date_opened.date() for flag in flags}), 20)
        self.assertEqual(
            set(flags.mapped("resolution")) - {False},
            {"mapped", "goodwill", "later_phase", "internal", "reworked", "dropped"},
        )

    def test_older_tasks_are_left_alone(self):
        self.assertEqual(self.nordwind.scope_tor_id.older_count, 7)

    def test_verdicts_and_flags_stay_when_judged_again(self):
        def standing():
            return {
                task.id: (task.scope_verdict, len(task.scope_flag_ids))
                for project in self.projects.values()
                for task in project.with_context(active_test=False).task_ids
            }

        before = standing()
        for project in self.projects.values():
            project.scope_tor_id._heal()
        self.env.invalidate_all()
        self.assertEqual(standing(), before)

    def test_versions_are_intact_and_have_evidence(self):
        for project in self.projects.values():
            version = project.scope_tor_id.current_version_id
            self.assertTrue(version.is_intact)
            self.assertEqual(len(version.sudo().attachment_ids), 1)

    def test_customer_record_tells_what_happened(self):
        customer = self.nordwind.partner_id
        self.assertEqual(customer.scope_declined_count, 4)
        self.assertEqual(customer.scope_materialised_count, 3)
        self.assertEqual(customer.scope_incident_cost, 49100)
        self.assertGreater(customer.scope_taken_up_count, customer.scope_declined_count)
        decisions = self.env["scope.advice"].search([]).mapped("decision")
        self.assertEqual(
            set(decisions), {"pending", "accepted", "deferred", "self", "declined"}
        )

    def test_healthy_creeping_and_imploded(self):
        tors = {name: project.scope_tor_id for name, project in self.projects.items()}
        healthy = tors["Lindner Schulen: learning portal"]
        creeping = tors["Hafen CRM roll-out"]
        self.assertGreaterEqual(healthy.check_score, 0.9)
        self.assertFalse(healthy.check_gap_count)
        self.assertNotIn("red", healthy.item_ids.mapped("tier"))
        self.assertLess(creeping.check_score, 0.7)
        self.assertTrue({"amber", "red"} <= set(creeping.item_ids.mapped("tier")))
        self.assertGreater(creeping.goodwill_amount, 1000)
        self.assertGreater(creeping.flag_count, healthy.flag_count)

    def test_portal_client_follows_the_project_and_sees_nothing_of_ours(self):
        client = self._user("client")
        tasks = self.env["project.task"].with_user(client).search([])
        self.assertTrue(tasks)
        self.assertEqual(tasks.sudo().project_id, self.nordwind)
        for model in ("scope.tor", "scope.flag", "scope.advice"):
            self.assertFalse(self.env[model].with_user(client).has_access("read"))

    def test_manager_and_consultant_have_reminders(self):
        activities = self.env["mail.activity"].search(
            [("res_model", "in", ("project.project", "res.partner", "scope.advice"))]
        )
        for login in ("pm", "consultant"):
            self.assertTrue(
                activities.filtered(lambda a, login=login: a.user_id.login == login),
                login,
            )
