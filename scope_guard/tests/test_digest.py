from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from ..models.project_figures import FIGURES
from .common import ScopeVerdictCommon


class FiguresCase(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.scope_hourly_rate = 100
        for _number in range(5):
            cls._create_task("To decide", allocated_hours=2)
        parked = cls._create_task("Parked", allocated_hours=14)
        parked.action_scope_later()
        given = cls._create_task("Given", allocated_hours=6)
        given._scope_give_goodwill()
        asked = cls._create_task("Asked", allocated_hours=3)
        cls.change = cls.env["scope.change"].create(
            {
                "tor_id": cls.tor.id,
                "line_ids": [Command.create({"task_id": asked.id})],
            }
        )
        cls.other = cls._create_guarded_project("Other shop")
        cls.other.user_id = cls.manager
        cls._create_task(project_id=cls.other.id, allocated_hours=1.5)


@tagged("post_install", "-at_install")
class TestFigures(FiguresCase):
    def test_of_each_project(self):
        bare = self.env["project.project"].create({"name": "Bare"})
        figures = (self.project | self.other | bare)._scope_figures()
        nothing = dict.fromkeys(figures[bare.id], 0)
        self.assertEqual(
            figures,
            {
                self.project.id: {
                    "flag_count": 5,
                    "flag_hours": 10,
                    "parked_count": 1,
                    "parked_hours": 14,
                    "goodwill_hours": 6,
                    "goodwill_amount": 600,
                    "change_count": 1,
                    "change_hours": 3,
                    "change_amount": 300,
                },
                self.other.id: {**nothing, "flag_count": 1, "flag_hours": 1.5},
                bare.id: nothing,
            },
        )

    def test_what_was_decided_counts_no_more(self):
        self.change.action_cancel()
        self.project.task_ids.scope_goodwill_ids.unlink()
        parked = self.project.task_ids.filtered("scope_is_parked")
        parked.scope_item_id = self.catalogue
        figures = self.project._scope_figures()[self.project.id]
        self.assertEqual(
            (
                figures["flag_count"],
                figures["parked_count"],
                figures["goodwill_hours"],
                figures["change_count"],
            ),
            (7, 0, 0, 0),
        )

    def test_at_no_charge_since_a_day(self):
        today = fields.Date.today()
        for since, hours in ((today, 6), (today + timedelta(days=1), 0)):
            figures = self.project._scope_figures(goodwill_since=since)
            self.assertEqual(figures[self.project.id]["goodwill_hours"], hours)

    def test_on_card_and_list(self):
        project = self.project.with_user(self.consultant)
        self.assertEqual(
            project.scope_summary, "14 h parked · 6 h at no charge · 1 change open"
        )
        self.assertEqual(project.scope_flag_count, 5)
        self.assertEqual(project.scope_goodwill_amount, 600)
        self.assertFalse(self.other.scope_summary)
        for kind in ("kanban", "list"):
            arch = project.get_view(view_type=kind)["arch"]
            self.assertIn("scope_summary" if kind == "kanban" else "parked", arch)

    def test_who_may_not_read_a_project_reads_no_figures(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        self.env.invalidate_all()
        figures = self.project.with_user(self.consultant)._scope_figures()
        self.assertFalse(any(figures[self.project.id].values()))

    def test_many_projects_one_query(self):
        projects = self.project | self.other
        for number in range(4):
            projects |= self._create_guarded_project(f"Shop {number}")

        def count(records):
            records._scope_figures()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            records._scope_figures()
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(self.project), 1)
        self.assertEqual(count(projects), 1)

    def test_in_words(self):
        Project = self.env["project.project"]
        figures = dict.fromkeys(FIGURES, 0)
        self.assertEqual(Project._scope_phrases(figures), [])
        figures |= {"parked_count": 2, "change_count": 3}
        self.assertEqual(
            Project._scope_phrases(figures),
            ["2 parked without hours", "3 changes open"],
        )


@tagged("post_install", "-at_install")
class TestDigest(FiguresCase):
    """The weekly mail of two managers, as it is rendered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(
            cls.env, "scope_pm_2", groups="project.group_project_user", name="Ben Okoye"
        )
        (cls.pm | cls.second | cls.consultant | cls.employee).email = "x@ours.test"
        cls.other.user_id = cls.second
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Weekly",
                "periodicity": "weekly",
                "user_ids": [
                    Command.set(
                        (cls.pm | cls.second | cls.consultant | cls.employee).ids
                    )
                ],
            }
        )

    def _mails(self):
        """Text of the scope's part of each recipient's mail, by user."""
        before = self.env["mail.mail"].search([])
        found = {}
        for user in self.digest.user_ids:
            self.digest._action_send_to_user(user)
            mail = self.env["mail.mail"].search([]) - before
            before |= mail
            tree = html.fromstring(mail.body_html)
            tables = tree.xpath("//table[contains(@class, 'o_scope_digest')]")
            found[user] = " ".join(
                " ".join(table.text_content().split()) for table in tables
            )
            self.links = {
                *getattr(self, "links", ()),
                *(link for table in tables for link in table.xpath(".//a/@href")),
            }
        return found

    def test_each_manager_reads_of_his_projects(self):
        mails = self._mails()
        self.assertIn(
            "5 to decide, 14 h parked, 6 h at no charge, 1 change open", mails[self.pm]
        )
        self.assertIn("Your project Web shop", mails[self.pm])
        self.assertNotIn("Other shop", mails[self.pm])
        self.assertIn("1 to decide", mails[self.second])
        self.assertNotIn("parked", mails[self.second])
        self.assertNotIn("Web shop", mails[self.second])
        self.assertEqual(self.links, {f"{self.digest.get_base_url()}/odoo/to-decide"})

    def test_who_manages_nothing_reads_nothing(self):
        mails = self._mails()
        self.assertEqual(mails[self.consultant], "")
        self.assertEqual(mails[self.employee], "")

    def test_several_projects_are_named(self):
        self.other.user_id = self.pm
        quiet = self._create_guarded_project("Quiet")
        self.assertTrue(quiet)
        mail = self._mails()[self.pm]
        self.assertIn("6 to decide, 14 h parked", mail)
        self.assertIn("Web shop: 5 to decide", mail)
        self.assertIn("Other shop: 1 to decide", mail)
        self.assertLess(mail.index("Web shop"), mail.index("Other shop"))
        self.assertNotIn("Quiet", mail)

    def test_a_name_is_words_not_html(self):
        self.project.name = "<b>Shop</b>"
        self.assertIn("<b>Shop</b>", self._mails()[self.pm])

    def test_at_no_charge_in_the_period(self):
        goodwill = self.project.task_ids.scope_goodwill_ids
        goodwill.date = fields.Date.today() - timedelta(days=10)
        self.assertNotIn("at no charge", self._mails()[self.pm])
        self.digest.periodicity = "monthly"
        self.assertIn("6 h at no charge", self._mails()[self.pm])

    def test_what_he_may_not_read_is_not_told(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.pm.partner_id.ids)
        self.env.invalidate_all()
        self.assertEqual(self._mails()[self.pm], "")

    def test_closed_and_switched_off(self):
        self.project.active = False
        self.assertEqual(self._mails()[self.pm], "")
        self.digest.scope_figures = False
        self.assertEqual(self._mails()[self.second], "")

    def test_sent_from_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= company
        self.digest = self.digest.with_context(allowed_company_ids=company.ids)
        self.assertIn("5 to decide", self._mails()[self.pm])

    def test_in_the_recipient_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.pm.lang = "de_DE"
        self.digest.action_send_manual()
        mail = self.env["mail.mail"].search(
            [("email_to", "ilike", self.pm.name)], limit=1
        )
        self.assertIn("o_scope_digest", mail.body_html)
