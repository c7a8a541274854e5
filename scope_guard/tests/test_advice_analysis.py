import ast
from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from .test_advice_log import AdviceLogCommon

ACTION = "scope_guard.scope_advice_action_analysis"


@tagged("post_install", "-at_install")
class TestAdviceAnalysis(AdviceLogCommon, TransactionCase):
    """Favourites, filters and measures of the report *Suggestions taken up*."""

    def _favourites(self):
        action = self.env.ref(ACTION)
        filters = self.env["ir.filters"].with_user(self.manager)
        return {
            found["name"]: found
            for found in filters.get_filters("scope.advice", action.id)
        }

    def test_favourites_answer_their_question(self):
        self._create_advice(decision="accepted", outcome="averted")
        corrected = self._create_advice(decision="declined")
        corrected.action_record()
        happened = {
            "outcome": "materialised",
            "date_incident": "2026-06-01",
            "incident_cost": 100,
        }
        last = self._create_advice(
            decision="declined", predecessor_id=corrected.id, **happened
        )
        self._create_advice(decision="accepted", **happened)
        self._create_advice()
        favourites = self._favourites()
        Advice = self.env(user=self.manager)["scope.advice"]
        mine = [("partner_id", "=", self.customer.id)]

        def read(name):
            favourite = favourites[name]
            context = ast.literal_eval(favourite["context"])
            domain = ast.literal_eval(favourite["domain"])
            rows = Advice._read_group(
                domain + mine,
                context["graph_groupbys"],
                ["__count", "incident_cost:sum"],
            )
            return [(row[1], *row[2:]) for row in rows]

        self.assertEqual(
            read("How much of our advice is taken up"),
            [("accepted", 2, 100), ("declined", 1, 100)],
        )
        self.assertEqual(
            read("What was not taken up, and happened"), [("declined", 1, 100)]
        )
        self.assertEqual(
            sorted(read("What became of it, by consultant")),
            [("averted", 1, 0), ("materialised", 2, 200), ("open", 1, 0)],
        )
        self.assertEqual(last.incident_cost, 100)

    def test_favourites_are_for_everybody_and_none_is_forced(self):
        favourites = self._favourites()
        self.assertEqual(len(favourites), 3)
        for favourite in favourites.values():
            self.assertFalse(favourite["user_ids"])
            self.assertFalse(favourite["is_default"])

    def test_views_ask_for_fields_that_are_there(self):
        action = self.env.ref(ACTION)
        self.assertEqual(action.view_mode.split(",")[0], "graph")
        views = (
            self.env["scope.advice"]
            .with_user(self.manager)
            .get_views([(False, "graph"), (False, "pivot"), (False, "search")])["views"]
        )
        self.assertIn("scope_advice_graph", views["graph"]["arch"])
        self.assertIn("incident_cost", views["pivot"]["arch"])
        for name in ("not_taken_up_happened", "group_decided_month", "date_decided"):
            self.assertIn(f'name="{name}"', views["search"]["arch"])


@tagged("post_install", "-at_install")
class TestTakenUpDigest(AdviceLogCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.email = "maria@ours.test"
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Weekly",
                "company_id": cls.company.id,
                "kpi_scope_taken_up": True,
                "user_ids": [Command.set(cls.manager.ids)],
            }
        )

    def _answer(self, decision, days, **values):
        return self._create_advice(
            decision=decision,
            date_decided=fields.Date.today() - timedelta(days=days),
            **values,
        )

    def _columns(self, user=None):
        """Return what the three columns say, or None where there is no figure."""
        user = user or self.manager
        kpis = self.digest._compute_kpis(self.company, user)
        found = [kpi for kpi in kpis if kpi["kpi_name"] == "kpi_scope_taken_up"]
        return (
            [found[0][f"kpi_col{number}"]["value"] for number in (1, 2, 3)]
            if found
            else None
        )

    def test_share_and_counts_of_each_period(self):
        for decision, days in (
            ("accepted", 1),
            ("accepted", 2),
            ("declined", 3),
            ("self", 4),
            ("accepted", 20),
            # Today is not over, last year was told.
            ("accepted", 0),
            ("accepted", 300),
        ):
            self._answer(decision, days)
        self._create_advice()
        self.assertEqual(
            self._columns(), ["1 of 1 (100 %)", "2 of 4 (50 %)", "3 of 5 (60 %)"]
        )

    def test_corrected_answers_count_once(self):
        first = self._answer("declined", 3)
        first.action_record()
        self._answer("accepted", 3, predecessor_id=first.id)
        self.assertEqual(self._columns()[1], "1 of 1 (100 %)")

    def test_nothing_answered(self):
        self._create_advice()
        self.assertEqual(self._columns(), ["–", "–", "–"])

    def test_each_company_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["scope.advice"].create(
            {
                "name": "Elsewhere",
                "partner_id": self.customer.id,
                "contact_id": self.contact.id,
                "company_id": other.id,
                "decision": "declined",
                "date_decided": fields.Date.today() - timedelta(days=2),
            }
        )
        self._answer("accepted", 2)
        self.manager.company_ids |= other
        self.assertEqual(self._columns()[1], "1 of 1 (100 %)")
        kpis = self.digest._compute_kpis(other, self.manager)
        [kpi] = [kpi for kpi in kpis if kpi["kpi_name"] == "kpi_scope_taken_up"]
        self.assertEqual(kpi["kpi_col2"]["value"], "0 of 1 (0 %)")

    def test_share_for_programs(self):
        today = fields.Datetime.now()
        self._answer("accepted", 2)
        self._answer("declined", 3)
        self._answer("declined", 3)
        digest = self.digest.with_user(self.manager).with_context(
            start_datetime=today - timedelta(days=7), end_datetime=today
        )
        self.assertEqual(digest.kpi_scope_taken_up_value, 33)

    def test_who_runs_no_projects_reads_no_figure(self):
        self._answer("accepted", 2)
        employee = new_test_user(self.env, "plain_user", "base.group_user")
        employee.write(
            {
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
            }
        )
        self.assertIsNone(self._columns(employee))

    def test_the_mail_has_the_figure_with_its_link(self):
        self._answer("accepted", 2)
        before = self.env["mail.mail"].search([])
        self.digest._action_send_to_user(self.manager)
        mail = self.env["mail.mail"].search([]) - before
        [table] = html.fromstring(mail.body_html).xpath(
            "//table[@data-field='kpi_scope_taken_up']"
        )
        text = " ".join(table.text_content().split())
        self.assertIn("Suggestions taken up", text)
        self.assertIn("1 of 1 (100 %)", text)
        [link] = table.xpath(".//a/@href")
        self.assertIn(f"/odoo/action-{ACTION}", link)


@tagged("post_install", "-at_install")
class TestAdviceAnalysisTour(AdviceLogCommon, HttpCase):
    def test_graph_and_favourites(self):
        self._create_advice(decision="accepted")
        self._create_advice(decision="declined")
        self._create_advice(decision="declined", outcome="materialised")
        self.start_tour(
            "/odoo/advice-taken-up", "scope_guard_advice_analysis", login="log_manager"
        )
