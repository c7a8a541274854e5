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
        "undecided": 7,
        "out_of_scope": 3,
        "change_pending": 2,
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
    # Nothing is agreed yet: no task is judged.
    "Lindner Schulen: parents' app": {},
}


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The story that ``make demo`` and Odoo's demo data tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.mails = env["mail.mail"].search_count([])
        cls.logins = env["scope.tor"]._load_demo()
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
                "scope.letter",
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

    def test_the_new_project_waits_for_its_agreement(self):
        tor = self.projects["Lindner Schulen: parents' app"].scope_tor_id
        self.assertEqual(tor.state, "draft")
        kinds = tor.item_ids.grouped("kind")
        self.assertEqual(
            {kind: len(items) for kind, items in kinds.items()},
            {
                "deliverable": 6,
                "exclusion": 3,
                "assumption": 1,
                "client_responsibility": 2,
                "later_phase": 1,
            },
        )
        self.assertEqual(sum(tor.item_ids.mapped("allowance_hours")), 120)
        self.assertTrue(tor.purpose.startswith("Parents learn by themselves"))
        self.assertTrue(all(tor.item_ids.mapped("source_document_id.is_intact")))

    def test_small_wishes_wait_in_one_draft(self):
        change = self.projects["Hafen CRM roll-out"].scope_tor_id.change_ids
        self.assertEqual((len(change), change.state), (1, "draft"))
        self.assertEqual(change.line_ids.mapped("hours"), [8, 9])

    def test_mail_waits_and_a_task_looks_like_an_old_suggestion(self):
        waiting = self.env["scope.advice.mail"].search([("state", "=", "waiting")])
        self.assertEqual(set(waiting.mapped("reason")), {"unknown"})
        self.assertEqual(
            waiting.user_id.mapped("login"),
            ["pm", "consultant"],
        )
        hints = self.env["scope.advice.hint"].search([])
        below_mail = hints.filtered("message_id")
        self.assertEqual(
            below_mail.advice_id.name,
            "Specialist for the connection of shop and accounting",
        )
        self.assertEqual(
            (hints - below_mail).mapped(
                lambda hint: (hint.task_id.name, hint.advice_id.name)
            ),
            [
                (
                    "Cockpit for the board meeting",
                    "One page with five figures instead of a cockpit",
                )
            ],
        )

    def test_second_call_changes_nothing(self):
        before = self._count_records()
        self.assertEqual(self.env["scope.tor"]._load_demo(), self.logins)
        self.assertEqual(self._count_records(), before)

    def test_the_firm_has_a_name_and_a_logo(self):
        company = self.pm.company_id
        self.assertEqual(company.name, "Kern & Roth Consulting")
        self.assertFalse(company.uses_default_logo)

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
            {
                "change",
                "dropped",
                "goodwill",
                "internal",
                "later_phase",
                "mapped",
                "reworked",
            },
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
        agreed = [project for name, project in self.projects.items() if PROJECTS[name]]
        self.assertEqual(len(agreed), 3)
        for project in agreed:
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

    def test_the_sponsor_got_a_letter_before_it_happened(self):
        letter = self.env["scope.letter"].search(
            [("project_id", "=", self.nordwind.id)]
        )
        self.assertEqual(letter.state, "sent")
        self.assertTrue(letter.is_intact)
        self.assertRegex(letter.sent_summary, "^Letter sent to Anna Berg .*, opened$")
        self.assertEqual(letter.update_id.scope_letter_summary, letter.sent_summary)
        advice = self.env["scope.advice"].search(
            [("sponsor_letter_id", "=", letter.id)]
        )
        self.assertEqual(
            advice.name, "Specialist for the connection of shop and accounting"
        )
        self.assertLess(advice.date_sponsor_informed.date(), advice.date_incident)
        self.assertRegex(advice._scope_sponsor_line(), "^letter of .*, opened$")

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
