from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ScopeVerdictCommon


class ClosingCase(ScopeVerdictCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "project.group_project_stages"
        )
        cls.env["project.project.stage"].search([]).fold = False
        cls.running, cls.closed, cls.cancelled = cls.env[
            "project.project.stage"
        ].create(
            [{"name": "Running"}, {"name": "Over", "fold": True}]
            + [{"name": "Given up", "fold": True}]
        )
        cls.project.stage_id = cls.running
        cls.Advice = cls.env["scope.advice"]

    @classmethod
    def _create_advice(cls, name="Load test", record=True, **values):
        advice = cls.Advice.create(
            {
                "name": name,
                "project_id": cls.project.id,
                "contact_id": cls.contact.id,
                **values,
            }
        )
        if record:
            advice.action_record()
        return advice

    @classmethod
    def _open_three_things(cls):
        """A task to decide, a change in draft, a suggestion of high risk."""
        cls.task = cls._create_task("Something else")
        cls.change = cls.env["scope.change"].create(
            {
                "tor_id": cls.tor.id,
                "line_ids": [Command.create({"name": "A map", "operation": "add"})],
            }
        )
        cls.risk = cls._create_advice("Backup", high_risk=True)

    def _says(self, user=None):
        """What the banner says of the project to a user, on both forms alike."""
        self.env.invalidate_all()
        project = self.project.with_user(user or self.pm)
        names = ("state", "flags", "changes", "risks", "look_back", "left")
        said = {name: project[f"scope_closing_{name}"] for name in names}
        tor = project.scope_tor_id
        self.assertEqual({name: tor[f"closing_{name}"] for name in names}, said)
        return said


@tagged("post_install", "-at_install")
class TestClosing(ClosingCase):
    def test_closing_is_saved_and_says_what_is_open(self):
        self._open_three_things()
        self.assertFalse(self._says()["state"])
        self.project.stage_id = self.closed
        self.assertEqual(self.project.stage_id, self.closed)
        said = self._says()
        self.assertEqual(said["state"], "open")
        self.assertEqual(said["flags"], "1 task to decide")
        self.assertEqual(said["changes"], "1 change not decided")
        self.assertEqual(said["risks"], "1 suggestion of high risk without an answer")
        self.assertEqual(said["look_back"], "1 suggestion to look back at")
        self._create_task("And another")
        self.assertEqual(self._says()["flags"], "2 tasks to decide")

    def test_it_is_said_until_it_is_settled(self):
        self._open_three_things()
        self.project.stage_id = self.closed
        self.task.with_user(self.pm).action_scope_goodwill()
        self.task.with_user(self.pm)._scope_give_goodwill(reason="x", hours=None)
        self.change.action_cancel()
        said = self._says()
        self.assertEqual((said["flags"], said["changes"]), (False, False))
        self.assertEqual(said["state"], "open")
        self.risk.write({"decision": "accepted"})
        self.assertEqual(self._says()["state"], "look_back")
        self.risk.action_look_back_unknown()
        self.assertFalse(self._says()["state"])

    def test_a_project_that_is_complete_is_closed(self):
        self._open_three_things()
        self.project.last_update_status = "done"
        self.assertEqual(self._says()["state"], "open")
        self.env["project.update"].create(
            {"name": "Again", "project_id": self.project.id, "status": "on_track"}
        )
        self.assertFalse(self._says()["state"])

    def test_the_project_manager_closes_by_an_update(self):
        self._open_three_things()
        self.env["project.update"].with_user(self.pm).create(
            {"name": "Done", "project_id": self.project.id, "status": "done"}
        )
        self.assertEqual(self._says()["state"], "open")

    def test_a_folded_stage_means_nothing_where_stages_are_not_used(self):
        self._open_three_things()
        self.project.stage_id = self.closed
        self.env.ref("base.group_user").implied_ids -= self.env.ref(
            "project.group_project_stages"
        )
        for user in (self.pm, self.consultant, self.manager):
            user.group_ids -= self.env.ref("project.group_project_stages")
        self.assertFalse(self._says()["state"])

    def test_a_reason_is_kept_and_noted_for_the_house_alone(self):
        self._open_three_things()
        self.project.message_subscribe(self.contact.ids)
        self.project.stage_id = self.closed
        messages = self.project.message_ids
        mails = self.env["mail.mail"].search_count([])
        action = self.project.with_user(self.pm).action_scope_leave_open()
        wizard = (
            self.env["scope.project.close"]
            .with_user(self.pm)
            .with_context(**action["context"])
            .create({"reason": " Goes on next year. "})
        )
        self.assertIn("1 task to decide", wizard.what)
        wizard.action_confirm()
        said = self._says()
        self.assertEqual(said["state"], "left")
        self.assertIn("“Goes on next year.” (Jana Roth", said["left"])
        note = self.project.message_ids - messages
        self.assertEqual(len(note), 1)
        self.assertTrue(note.subtype_id.internal or note.is_internal)
        self.assertIn("1 change not decided", note.body)
        self.assertIn("Goes on next year.", note.body)
        self.assertEqual(note.author_id, self.pm.partner_id)
        self.assertFalse(note.notification_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_back_to_an_open_stage_the_reason_is_gone(self):
        self._open_three_things()
        self.project.stage_id = self.closed
        self.project._scope_leave_open("Because")
        self.project.stage_id = self.cancelled
        self.assertEqual(self._says()["state"], "left", "still closed")
        self.project.stage_id = self.running
        self.assertFalse(self.project.scope_closing_reason)
        self.assertFalse(self.project.scope_closing_user_id)
        self.project.stage_id = self.closed
        self.assertEqual(self._says()["state"], "open", "asked anew")

    def test_back_by_an_update_the_reason_is_gone(self):
        self._open_three_things()
        self.project.last_update_status = "done"
        self.project._scope_leave_open("Because")
        self.project.last_update_status = "at_risk"
        self.assertFalse(self.project.scope_closing_reason)

    def test_a_reason_is_taken_back(self):
        self._open_three_things()
        self.project.stage_id = self.closed
        self.project._scope_leave_open("Because")
        self.project.with_user(self.pm).action_scope_closing_again()
        self.assertEqual(self._says()["state"], "open")

    def test_a_reason_needs_words_and_something_open(self):
        self.project.stage_id = self.closed
        with self.assertRaisesRegex(UserError, "nothing open"):
            self.project._scope_leave_open("Because")
        self._open_three_things()
        with self.assertRaisesRegex(UserError, "Say in a few words"):
            self.project._scope_leave_open("  ")

    def test_nobody_writes_the_reason_past_its_note(self):
        self.project.write({"scope_closing_reason": "X", "name": "Shop"})
        self.assertEqual(self.project.name, "Shop")
        self.assertFalse(self.project.scope_closing_reason)
        project = (
            self.env["project.project"]
            .with_context(default_scope_closing_reason="X", scope_closing=True)
            .create({"name": "New", "scope_closing_reason": "X"})
        )
        self.assertFalse(project.scope_closing_reason)

    def test_the_links_lead_there(self):
        self._open_three_things()
        self.project.stage_id = self.closed
        tor = self.tor.with_user(self.pm)
        for action, found in (
            (tor.action_closing_flags(), self.task.scope_flag_ids),
            (tor.action_closing_changes(), self.change),
            (tor.action_closing_risks(), self.risk),
            (tor.action_closing_look_back(), self.risk),
        ):
            model = self.env[action["res_model"]]
            self.assertEqual(model.search(action["domain"]), found)

    def test_closing_costs_a_query_for_each_kind_and_saving_none(self):
        self._open_three_things()
        other = self._create_guarded_project()
        projects = self.project | other
        projects.stage_id = self.closed
        self.env.flush_all()
        names = ["scope_closing_state", "scope_closing_flags", "scope_closing_left"]

        def count(records):
            self.env.invalidate_all()
            records.mapped("scope_is_closed")
            records.mapped("scope_closing_reason")
            before = self.env.cr.sql_log_count
            records.read(names, load=None)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(projects), count(self.project))
        projects.stage_id = self.running
        self.env.flush_all()
        with self.assertQueryCount(0):
            projects._compute_scope_closing()

    def test_saving_a_project_costs_nothing_more(self):
        self._open_three_things()
        self.project.stage_id = self.closed
        self.project._scope_leave_open("Because")
        plain = self.env["project.project"].create({"name": "Plain"})

        def count(project):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            project.color += 1
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(plain)
        self.assertEqual(count(self.project), count(plain))
        self.assertTrue(self.project.scope_closing_reason)


@tagged("post_install", "-at_install")
class TestLookBack(ClosingCase):
    def test_one_click_each_and_a_way_back(self):
        happened, prevented, unknown = (
            self._create_advice(name, decision="declined") for name in ("A", "B", "C")
        )
        self.project.stage_id = self.closed
        self.assertEqual(self._says()["look_back"], "3 suggestions to look back at")
        happened.with_user(self.pm).action_look_back_happened()
        prevented.with_user(self.consultant).action_look_back_prevented()
        unknown.with_user(self.pm).action_look_back_unknown()
        self.assertFalse(self._says()["state"])
        advices = happened | prevented | unknown
        self.assertEqual(
            advices.mapped("look_back"), ["materialised", "averted", "unknown"]
        )
        self.assertEqual(advices.mapped("outcome"), ["materialised", "averted", "open"])
        # When and at what cost is nobody's to know; it can be added.
        self.assertFalse(happened.date_incident)
        self.assertEqual(happened.since_then, "Happened")
        happened.write({"date_incident": "2026-03-02", "incident_cost": 500})
        advices.with_user(self.pm).action_look_back_undo()
        self.assertEqual(advices.mapped("outcome"), ["open"] * 3)
        self.assertFalse(happened.date_incident or happened.incident_cost)
        self.assertEqual(self._says()["look_back"], "3 suggestions to look back at")

    def test_asked_is_what_was_said_and_of_which_nothing_is_known(self):
        known = self._create_advice("Known", decision="accepted")
        known.action_prevented()
        self._create_advice("Half", record=False, contact_id=False, partner_id=False)
        earlier = self._create_advice("Earlier", decision="declined")
        earlier.action_look_back_unknown()
        corrected = self._create_advice("Corrected", decision="declined")
        corrected.action_correct()
        successor = corrected.successor_ids
        ready = self._create_advice("Not recorded yet", record=False)
        domain = self.Advice._scope_look_back_domain()
        self.assertEqual(
            self.Advice.search(domain & self._here()), (successor | ready).sorted()
        )

    def _here(self):
        return fields.Domain("project_id", "=", self.project.id)

    def test_nobody_knows_is_kept_by_a_correction(self):
        advice = self._create_advice("A", decision="declined")
        advice.action_look_back_unknown()
        advice.action_correct()
        self.assertEqual(advice.successor_ids.look_back, "unknown")

    def test_taken_back_on_the_form_it_is_asked_again(self):
        advice = self._create_advice("A", decision="declined")
        advice.action_look_back_happened()
        advice.action_nothing_happened()
        self.assertFalse(advice.look_back)
        self.assertFalse(advice.date_looked_back)


@tagged("post_install", "-at_install")
class TestClosingAccess(ClosingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_three_things()
        cls.project.stage_id = cls.closed
        company = cls.env["res.company"].create({"name": "Other"})
        cls.project.company_id = cls.tor.company_id
        cls.stranger = new_test_user(
            cls.env,
            "scope_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=company.ids,
        )

    def test_who_gives_a_reason(self):
        for user in (self.consultant, self.employee, self.portal_user, self.stranger):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.project.with_user(user)._scope_leave_open("Because")
                with self.assertRaises(AccessError):
                    self.project.with_user(user).action_scope_leave_open()
                with self.assertRaises(AccessError):
                    self.project.with_user(user).action_scope_closing_again()
        self.assertFalse(self.project.scope_closing_reason)
        for user in (self.pm, self.manager):
            self.project.with_user(user)._scope_leave_open("Because")
            self.assertEqual(self.project.scope_closing_user_id, user)

    def test_who_reads_the_project_reads_what_is_open(self):
        said = self._says(self.pm)
        self.assertEqual(said["state"], "open")
        self.assertEqual(self._says(self.consultant), said)
        self.project._scope_leave_open("Secret")
        self.project.privacy_visibility = "portal"
        self.project.message_subscribe(self.portal_user.partner_id.ids)
        for fname in ("scope_closing_reason", "scope_closing_state"):
            with self.assertRaises(AccessError):
                self.project.with_user(self.portal_user).read([fname])

    def test_who_looks_back(self):
        self.project.privacy_visibility = "followers"
        for user in (self.consultant, self.employee, self.portal_user, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.risk.with_user(user).action_look_back_unknown()
        self.risk.with_user(self.pm).action_look_back_unknown()
        self.assertEqual(self.risk.look_back, "unknown")

    def test_the_dialog_is_its_users_own(self):
        wizard = (
            self.env["scope.project.close"]
            .with_user(self.pm)
            .create({"project_id": self.project.id, "reason": "x"})
        )
        for user in (self.consultant, self.portal_user, self.employee, self.stranger):
            self.assertFalse(wizard.with_user(user).has_access("read"))
        # Made by hand, it gives a consultant no right.
        wizard = wizard.with_user(self.consultant).create(
            {"project_id": self.project.id, "reason": "x"}
        )
        with self.assertRaises(AccessError):
            wizard.action_confirm()


@tagged("post_install", "-at_install")
class TestClosingTours(ClosingCase, HttpCase):
    def test_close_look_back_and_leave_open(self):
        for name in ("Backup", "Load test", "Training"):
            self._create_advice(name, decision="declined")
        self._create_task("Something else")
        self.project.stage_id = self.closed
        self.start_tour(
            f"/odoo/scopes/{self.tor.id}", "scope_guard_closing", login="scope_pm"
        )
        found = {
            advice.name: advice.look_back for advice in self.project.scope_advice_ids
        }
        self.assertEqual(
            found,
            {"Backup": "materialised", "Load test": "averted", "Training": "unknown"},
        )
        self.assertEqual(self.project.scope_closing_reason, "Goes on next year")
        self.assertEqual(self.project.scope_closing_user_id, self.pm)
