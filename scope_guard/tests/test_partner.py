from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_advice import AdviceCommon


@tagged("post_install", "-at_install")
class TestPartner(AdviceCommon):
    def test_contacts_show_the_figures_of_their_company(self):
        self._create_recorded(decision="accepted")
        self._create_advice()
        self._create_recorded(decision="declined")
        happened = self._create_recorded(decision="self", commitment_date="2030-01-01")
        happened.write({"outcome": "materialised", "incident_cost": 100})
        for partner in self.customer + self.tom:
            # As on its own page: not computed together with the company.
            self.env.invalidate_all()
            partner = partner.with_prefetch(partner.ids)
            self.assertRecordValues(
                partner,
                [
                    {
                        "scope_advice_count": 4,
                        "scope_taken_up_count": 1,
                        "scope_declined_count": 2,
                        "scope_materialised_count": 1,
                        "scope_incident_cost": 100,
                        "scope_advice_summary": "4 suggestions: 1 taken up, "
                        "1 by their team, 1 open, 1 not taken up",
                    }
                ],
            )
            self.assertEqual(len(partner.scope_advice_ids), 4)

    def test_corrected_and_archived_advice_does_not_count(self):
        advice = self._create_recorded(decision="declined")
        advice.action_correct()
        self._create_recorded(decision="accepted").action_archive()
        self.assertEqual(self.customer.scope_advice_count, 1)
        self.assertEqual(self.customer.scope_declined_count, 1)
        self.assertNotIn(advice, self.customer.scope_advice_ids)

    def test_taken_up_stands_first_and_what_happened_last(self):
        happened = self._create_recorded(decision="accepted")
        happened.action_happened()
        declined = self._create_recorded(decision="declined")
        hands = self._create_recorded(decision="self", commitment_date="2030-01-01")
        taken_up = self._create_recorded(decision="accepted")
        self.assertEqual(
            self.customer.scope_advice_ids.ids,
            (taken_up + hands + declined + happened).ids,
        )

    def test_page_names_what_is_in_their_hands_and_what_happened(self):
        hands = self._create_recorded(
            name="Shop connection", decision="self", commitment_date="2030-05-12"
        )
        happened = self._create_recorded(name="Load test", decision="declined")
        happened.write({"outcome": "materialised", "date_incident": "2026-11-28"})
        self.assertIn("Shop connection, Tom Kim, due", self.customer.scope_in_hands)
        self.assertIn("Load test", self.customer.scope_happened)
        self.assertNotIn("Load test", self.customer.scope_in_hands)
        hands.action_commitment_confirmed()
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.scope_in_hands)

    def test_cost_is_converted_at_the_day_it_happened(self):
        company = self.env.company
        foreign = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "X", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            [
                {"currency_id": foreign.id, "name": "2025-01-01", "rate": 2},
                {"currency_id": foreign.id, "name": "2026-01-01", "rate": 4},
            ]
        )
        advice = self._create_recorded(currency_id=foreign.id, decision="declined")
        advice.write(
            {
                "outcome": "materialised",
                "incident_cost": 100,
                "date_incident": "2025-06-01",
            }
        )
        self.assertEqual(self.customer.scope_incident_cost, 50)
        self._create_recorded(decision="declined").write(
            {"outcome": "materialised", "incident_cost": 7}
        )
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.scope_incident_cost, 57)
        self.assertIn("57", self.customer.scope_happened_cost)
        self.assertEqual(self.customer.scope_currency_id, company.currency_id)

    def test_customers_are_found_by_their_advice(self):
        advice = self._create_recorded(decision="declined")
        Partner = self.env["res.partner"]
        ours = self.customer + self.tom + self.anna
        other = Partner.create({"name": "Other"})
        domain = [("id", "in", (ours + other).ids)]
        declined = [("scope_advice_ids.decision", "=", "declined")]
        self.assertEqual(Partner.search(domain + declined), ours)
        self.assertEqual(
            Partner.search(domain + [("scope_advice_ids", "!=", False)]), ours
        )
        self.assertEqual(
            Partner.search(domain + [("scope_advice_ids", "=", False)]), other
        )
        self.assertEqual(
            Partner.search(domain + [("scope_advice_ids", "in", advice.ids)]), ours
        )

    def test_figures_cost_the_same_for_one_and_for_many(self):
        self._create_recorded(decision="declined")
        many = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        self.env["scope.advice"].create(
            [{"name": "X", "partner_id": partner.id} for partner in many]
        )
        fnames = ["scope_advice_count", "scope_declined_count", "scope_incident_cost"]

        def queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.read(fnames)
            return self.cr.sql_log_count - before

        queries(self.customer)
        self.assertLessEqual(queries(many + self.customer), queries(self.customer))

    def test_figures_hold_the_rules(self):
        self._create_recorded(decision="declined")
        self.project.privacy_visibility = "followers"
        self.project.message_subscribe(self.pm.partner_id.ids)
        self.assertEqual(self.customer.with_user(self.pm).scope_advice_count, 1)
        self.assertEqual(self.customer.with_user(self.outsider).scope_advice_count, 0)

    def test_portal_and_employees_without_project_see_nothing(self):
        for login, group in {"p": "base.group_portal", "e": "base.group_user"}.items():
            user = new_test_user(self.env, f"advice_partner_{login}", groups=group)
            partner = user.partner_id.with_user(user)
            for fname in (
                "scope_advice_ids",
                "scope_advice_count",
                "scope_declined_count",
                "scope_incident_cost",
                "scope_advice_summary",
            ):
                with self.assertRaises(AccessError):
                    partner.read([fname])

    def test_only_managers_read_the_money_line(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.pm).read(["scope_happened_cost"])
        self.customer.with_user(self.manager).read(["scope_happened_cost"])

    def test_new_advice_from_a_contact_knows_both(self):
        action = self.tom.action_new_scope_advice()
        self.assertEqual(
            action["context"],
            {
                "default_partner_id": self.customer.id,
                "default_contact_id": self.tom.id,
            },
        )
        view = self.tom.action_view_scope_advice()
        self.assertEqual(view["domain"], [("partner_id", "=", self.customer.id)])

    def test_customer_with_advice_is_archived_not_deleted(self):
        customer = self.env["res.partner"].create({"name": "Solo"})
        self._create_recorded(
            project_id=False, partner_id=customer.id, contact_id=self.tom.id
        )
        with self.assertRaisesRegex(UserError, "Archive the contact"):
            customer.unlink()
        customer.action_archive()
        self.assertFalse(customer.active)

    def test_contact_can_be_deleted_from_recorded_advice(self):
        advice = self._create_recorded(decision="declined", contact_id=self.anna.id)
        self.anna.unlink()
        self.env.invalidate_all()
        self.assertFalse(advice.contact_id)
        self.assertFalse(advice.decided_by_id)
        self.assertTrue(advice.is_complete)
        self.assertTrue(advice.date_recorded)

    @mute_logger("odoo.addons.base.models.res_partner", "odoo.models.unlink")
    def test_customers_with_advice_can_be_merged(self):
        twin = self.env["res.partner"].create({"name": "Nordwind", "is_company": True})
        ours = self._create_recorded(decision="declined")
        theirs = self._create_recorded(
            project_id=False, partner_id=twin.id, contact_id=self.anna.id
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.wizard.base_partner_merge"):
            wizard._merge((self.customer + twin).ids, self.customer)
        self.env.invalidate_all()
        self.assertFalse(twin.exists())
        self.assertEqual((ours + theirs).partner_id, self.customer)
        self.assertEqual(self.customer.scope_advice_count, 2)
        with mute_logger("odoo.addons.base.wizard.base_partner_merge"):
            wizard._merge((self.tom + self.anna).ids, self.anna)
        self.env.invalidate_all()
        self.assertEqual(ours.contact_id, self.anna)
