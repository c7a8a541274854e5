import json
from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import scope_change_answer
from ..models.scope_tor_version import FREEZE
from .test_change import ChangeCase


class AnswerCase(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tor.with_context(scope_freeze=FREEZE).signatory_id = cls.contact
        cls.signer = {"name": "Anna Berg", "email": "a@nordwind.test", "note": "Yes"}

    @classmethod
    def _sent(cls, tasks=(), **values):
        change = cls._change(tasks, **values)
        change.with_user(cls.pm)._put_to_client()
        return change

    def _answer(self, change, answers="pay", **values):
        values = {"signer": self.signer, **values}
        return change.with_user(self.pm).record_answer(answers, **values)

    @contextmanager
    def _refused(self, sentence):
        """A request that ends with this sentence, and leaves nothing."""
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def _content(self, version):
        return json.loads(version.content)


@tagged("post_install", "-at_install")
class TestChangeAnswer(AnswerCase):
    def test_put_to_the_client_and_back(self):
        task = self._create_task(allocated_hours=4)
        change = self._change(task)
        change.with_user(self.pm).action_put_to_client()
        change.with_user(self.pm)._put_to_client()
        self.assertEqual(change.state, "sent")
        self.assertEqual(change.sent_to_id, self.contact)
        self.assertEqual(change.date_sent, fields.Date.today())
        self.assertVerdicts(task, ["change_pending"])
        with self.assertRaisesRegex(UserError, "Take it back to draft"):
            change.name = "Other"
        change.with_user(self.pm).action_draft()
        self.assertEqual(change.state, "draft")
        with self.assertRaisesRegex(UserError, "put it to the client first"):
            self._answer(change)

    def test_what_cannot_be_put(self):
        with self.assertRaisesRegex(UserError, "asks for nothing yet"):
            self._change()._put_to_client()
        for values, sentence in (
            ({"operation": "hours", "hours": 2}, "choose the item"),
            (
                {"operation": "modify", "item_id": self.orders.id},
                "another wording",
            ),
            ({"hours": -2}, "cannot have hours below zero"),
        ):
            change = self._change()
            change.line_ids = [Command.create({"name": "Line", **values})]
            with self.assertRaisesRegex(UserError, sentence):
                change._put_to_client()
        with self.assertRaises(AccessError):
            self._change(self._create_task()).with_user(
                self.consultant
            )._put_to_client()

    def test_the_mail_leads_with_the_three_ways(self):
        self.env["scope.goodwill"].create(
            {
                "name": "Gift",
                "project_id": self.project.id,
                "company_id": self.env.company.id,
                "currency_id": self.env.company.currency_id.id,
                "hours": 3,
                "rate": 100,
            }
        )
        change = self._change(
            self._create_task("Map <b>of</b> dealers", allocated_hours=4),
            impact_if_waits="Dealers call.",
        )
        wizard = (
            self.env["scope.change.put"]
            .with_user(self.pm)
            .create({"change_id": change.id})
        )
        body = str(wizard.body)
        for words in ("Pay:", "Swap:", "Later:", "4 h", "Dealers call.", "3 hours"):
            self.assertIn(words, body)
        self.assertLess(body.index("Pay:"), body.index("Map &lt;b&gt;of"))
        wizard.action_send()
        self.assertEqual(change.state, "sent")
        link = change.link_ids
        self.assertEqual((link.partner_id, link.purpose), (self.contact, "decide"))
        mail = link.sudo().mail_id
        self.assertIn("Pay:", mail.body_html)
        self.assertIn("/my/change/", mail.body_html)
        # What was said stands on the change, the link does not; a reply finds it.
        trace = change.message_ids.filtered(lambda m: "Pay:" in (m.body or ""))
        self.assertNotIn("/my/change/", trace.body)
        self.assertEqual(trace.message_id, mail.message_id)
        self.assertFalse(trace.is_internal)

    def test_pay_brings_a_new_item_and_freezes_version_2(self):
        task = self._create_task("Map", allocated_hours=4)
        self.tor.with_context(scope_freeze=FREEZE).write(
            {"allowance_total": 100, "date_end": "2030-01-01"}
        )
        change = self._sent(task, days_added=5, reason="Dealers")
        version = self._answer(change)
        item = task.scope_item_id
        self.assertEqual((item.kind, item.allowance_hours), ("deliverable", 4))
        self.assertEqual(item.change_id, change)
        self.assertVerdicts(task, ["in_scope"])
        self.assertFalse(self._open_flag(task))
        self.assertEqual(self.tor.current_version_id, version)
        self.assertEqual((version.number, version.on_behalf_user_id), (2, self.pm))
        self.assertEqual(self.tor.allowance_total, 104)
        self.assertEqual(self.tor.date_end, fields.Date.to_date("2030-01-06"))
        content = self._content(version)
        self.assertEqual(content["change"]["code"], change.code)
        self.assertEqual(content["change"]["lines"][0]["answer"], "pay")
        self.assertIn(item.code, [entry["code"] for entry in content["items"]])
        self.assertTrue(version.is_intact)
        self.assertEqual((change.state, change.version_id), ("approved", version))
        self.assertEqual((change.paid_hours, change.paid_amount), (4, 400))
        self.assertEqual(change.answered_by, "Anna Berg")
        self.assertEqual(change.answer_note, "Yes")
        self.assertEqual(change.on_behalf_user_id, self.pm)
        self.assertIn(
            "Recorded on the client's behalf by Jana Roth",
            change.message_ids[:1].body,
        )

    def test_pay_gives_an_item_more_hours_and_other_words(self):
        first = self._create_task(scope_item_id=self.orders.id, allocated_hours=8)
        second = self._create_task(scope_item_id=self.orders.id, allocated_hours=8)
        change = self._sent(second)
        change.action_draft()
        change.line_ids.write({"operation": "modify", "clause": "With Austria"})
        change._put_to_client()
        self._answer(change)
        self.assertEqual(self.orders.allowance_hours, 18)
        self.assertEqual(self.orders.clause, "With Austria")
        self.assertVerdicts(first | second, ["in_scope", "in_scope"])

    def test_an_item_that_is_not_measured_stays_so(self):
        task = self._create_task(scope_item_id=self.catalogue.id, allocated_hours=8)
        self._answer(self._sent(task))
        self.assertEqual(self.catalogue.allowance_hours, 0)
        self.assertVerdicts(task, ["in_scope"])

    def test_hours_of_the_section_follow(self):
        self._renegotiate()
        section = self._create_item("Section", allowance_hours=20)
        part = self._create_item("Part", allowance_hours=5, parent_id=section.id)
        self._agree()
        task = self._create_task(scope_item_id=part.id, allocated_hours=9)
        self._answer(self._sent(task))
        self.assertEqual((part.allowance_hours, section.allowance_hours), (14, 29))
        self.assertVerdicts(task, ["in_scope"])

    def test_swap_lets_an_item_leave(self):
        task = self._create_task("Map", allocated_hours=8)
        other = self._create_task(scope_item_id=self.orders.id)
        change = self._sent(task)
        with self._refused("at least as many hours leave"):
            self._answer(change, "swap")
        with self._refused("Only an agreed deliverable"):
            self._answer(change, "swap", swaps=[{"item_id": self.catalogue.id}])
        with self._refused("gives them once"):
            self._answer(
                change, "swap", swaps=[{"item_id": self.orders.id, "hours": 11}]
            )
        self.assertEqual(change.state, "sent")
        version = self._answer(change, "swap", swaps=[{"item_id": self.orders.id}])
        self.assertFalse(self.orders.active)
        self.assertVerdicts(task | other, ["in_scope", "out_of_scope"])
        self.assertEqual((change.paid_amount, change.swap_ids.hours), (0, 10))
        self.assertEqual(
            self._content(version)["change"]["leaves"][0]["item"], self.orders.code
        )
        self.assertEqual(self.tor.approved_amount, 0)

    def test_swap_with_some_of_the_hours(self):
        task = self._create_task("Map", allocated_hours=4)
        self._answer(
            self._sent(task), "swap", swaps=[{"item_id": self.orders.id, "hours": 4}]
        )
        self.assertTrue(self.orders.active)
        self.assertEqual(self.orders.allowance_hours, 6)

    def test_later_parks_the_task_on_an_idea(self):
        task = self._create_task("Map", allocated_hours=4)
        version = self._answer(self._sent(task), "later_phase")
        item = task.scope_item_id
        self.assertEqual((item.kind, item.allowance_hours), ("later_phase", 0))
        self.assertVerdicts(task, ["out_of_scope"])
        self.assertFalse(self._open_flag(task))
        self.assertTrue(task.scope_is_parked)
        self.assertEqual(version.number, 2)

    def test_later_uses_the_idea_that_is_there(self):
        task = self._create_task(scope_item_id=self.later.id, allocated_hours=4)
        self._answer(self._sent(task), "later_phase")
        self.assertEqual(task.scope_item_id, self.later)
        self.assertEqual(len(self.tor.later_ids), 1)

    def test_rejected_changes_nothing_and_asks_again(self):
        task = self._create_task("Map", allocated_hours=4)
        change = self._sent(task)
        items = self.tor.item_ids
        version = self._answer(change, "rejected")
        self.assertFalse(version)
        self.assertEqual(change.state, "rejected")
        self.assertEqual(self.tor.item_ids, items)
        self.assertEqual(self.tor.current_version_id.number, 1)
        self.assertVerdicts(task, ["undecided"])
        self.assertTrue(self._open_flag(task))

    def test_each_line_its_own_way(self):
        tasks = self.Task.concat(
            *(self._create_task(f"T{n}", allocated_hours=2) for n in range(4))
        )
        change = self._sent(tasks)
        ways = ["pay", "swap", "later_phase", "rejected"]
        # As it comes over RPC: keys are texts.
        answers = {
            str(line.id): ways[tasks.ids.index(line.task_id.id)]
            for line in change.line_ids
        }
        self._answer(change, answers, swaps=[{"item_id": self.orders.id, "hours": 2}])
        self.assertVerdicts(
            tasks, ["in_scope", "in_scope", "out_of_scope", "undecided"]
        )
        self.assertEqual(
            [bool(self._open_flag(task)) for task in tasks],
            [False, False, False, True],
        )
        self.assertEqual((change.paid_hours, change.hours), (2, 8))
        self.assertEqual(self.orders.allowance_hours, 8)

    def test_two_changes_on_one_item(self):
        tasks = [
            self._create_task(scope_item_id=self.orders.id, allocated_hours=8)
            for _number in range(2)
        ]
        first, second = (self._sent(task) for task in tasks)
        self._answer(first)
        self.assertEqual(self.orders.allowance_hours, 18)
        with self._refused("had 10 h .*, and has 18 h now"):
            self._answer(second)
        self.assertEqual(second.state, "sent")
        wizard = (
            self.env["scope.change.answer"]
            .with_user(self.pm)
            .create({"change_id": second.id, "note": "Yes, please"})
        )
        self.assertIn(first.code, wizard.moved)
        with self._refused("Read what moved"):
            wizard.action_confirm()
        wizard.moved_seen = True
        wizard.action_confirm()
        self.assertEqual(self.orders.allowance_hours, 26)
        self.assertEqual(self.tor.version_ids.mapped("number"), [3, 2, 1])

    def test_an_item_that_left_meanwhile(self):
        task = self._create_task(scope_item_id=self.orders.id, allocated_hours=2)
        first = self._sent(task)
        second = self._sent(self._create_task("Map", allocated_hours=10))
        self._answer(second, "swap", swaps=[{"item_id": self.orders.id}])
        with self._refused("left the agreement meanwhile"):
            self._answer(first, accept_moved=True)

    def test_the_proof(self):
        change = self._sent(self._create_task(allocated_hours=1))
        for values, sentence in (
            ({"signer": {"name": "Anna Berg"}}, "What shows the client's answer"),
            ({"signer": {"note": "Yes"}}, "Who answered"),
            ({"channel": "portal"}, "Only the client answers"),
            ({"channel": "pigeon"}, "How did the client answer"),
            (
                {"date_answered": fields.Date.today() + timedelta(days=1)},
                "lies ahead",
            ),
        ):
            with self._refused(sentence):
                self._answer(change, **values)
        with self._refused("pay, swap, later, or not done"):
            self._answer(change, {})
        wizard = (
            self.env["scope.change.answer"]
            .with_user(self.pm)
            .create(
                {
                    "change_id": change.id,
                    "evidence": "WWVz",
                    "evidence_name": "yes.txt",
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(change.evidence_ids.name, "yes.txt")
        self.assertEqual(change.version_id.attachment_ids.name, "yes.txt")
        with self._refused("was answered on"):
            self._answer(change)

    def test_the_mail_in_reply_is_the_proof(self):
        change = self._sent(self._create_task(allocated_hours=1))
        mail = change.message_post(
            body="All of it, please",
            subject="Re: change",
            message_type="email",
            author_id=self.contact.id,
        )
        wizard = (
            self.env["scope.change.answer"]
            .with_user(self.pm)
            .create({"change_id": change.id})
        )
        self.assertEqual(wizard.message_id, mail)
        wizard.action_confirm()
        self.assertIn("Re: change", change.evidence_ids.name)

    def test_personal_values_can_be_erased(self):
        agreed = self._sent(self._create_task(allocated_hours=1))
        version = self._answer(agreed)
        refused = self._sent(self._create_task(allocated_hours=1))
        self._answer(refused, "rejected")
        self.assertEqual(agreed.answerer_ref, version.signer_ref)
        self.env["scope.ledger.person"].browse(
            (agreed | refused).mapped("answerer_ref")
        ).unlink()
        (agreed | refused).invalidate_recordset(["answered_by"])
        self.assertEqual(
            (agreed | refused).mapped("answered_by"), ["(erased)", "(erased)"]
        )
        self.assertIn("was erased", refused.message_ids[:1].body)
        self.assertTrue(version.is_intact)

    def test_the_version_says_which_change_led_to_it(self):
        change = self._sent(self._create_task("Map", allocated_hours=4))
        version = self._answer(change, "swap", swaps=[{"item_id": self.orders.id}])
        title = version.with_user(self.consultant).change_text
        self.assertEqual(title, f"{change.code} Map")
        self.assertFalse(self.tor.version_ids[-1].change_text)
        project = self.project.with_user(self.consultant)
        self.assertEqual(project.scope_approved_amount, 0)
        self.assertEqual(project.scope_original_amount, 1000)

    def test_the_answer_is_written_by_the_answer_alone(self):
        change = self._sent(self._create_task(allocated_hours=1))
        for values in (
            {"version_id": self.tor.current_version_id.id},
            {"answerer_ref": 1},
            {"swap_ids": [Command.create({"item_id": self.orders.id})]},
        ):
            with self.assertRaises(UserError):
                change.write(values)
        with self.assertRaises(UserError):
            self.env["scope.change.swap"].create(
                {"change_id": change.id, "item_id": self.orders.id}
            )
        with self._refused("begins as a draft"):
            change.state = "approved"
        self._answer(change)
        change.line_ids.invalidate_recordset()
        with self.assertRaises(UserError):
            change.line_ids.write({"answer": "rejected", "hours": 99})
        self.orders.with_context(scope_freeze=FREEZE).write({"change_id": change.id})
        self.assertFalse(self.orders.change_id)

    def test_who_may(self):
        task = self._create_task(allocated_hours=1)
        change = self._sent(task)
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "scope_other",
            groups="project.group_project_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.project.company_id = self.env.company
        for user in (self.consultant, self.employee, self.portal_user, stranger):
            mine = change.with_user(user)
            for step in (
                mine.action_draft,
                mine.action_record_answer,
                lambda mine=mine: mine.record_answer("pay", self.signer),
            ):
                with self.assertRaises(AccessError), mute_logger("odoo.models"):
                    step()
        self.assertEqual(change.state, "sent")
        self._answer(
            change.with_user(self.pm), "swap", swaps=[{"item_id": self.orders.id}]
        )
        swap = change.swap_ids
        self.assertEqual(swap.with_user(self.consultant).hours, 10)
        for user in (self.employee, self.portal_user, stranger):
            with self.assertRaises(AccessError):
                swap.with_user(user).read(["hours"])
        for user in (self.pm, self.consultant, self.manager, self.portal_user):
            for step in (
                lambda s: s.write({"hours": 1}),
                lambda s: s.unlink(),
                lambda s: s.create({"change_id": change.id, "item_id": 1}),
            ):
                # An AccessError is one, too.
                with self.assertRaises(UserError):
                    step(swap.with_user(user))

    def test_a_failure_in_the_middle_leaves_nothing(self):
        task = self._create_task(allocated_hours=4)
        change = self._sent(task)
        before = (len(self.tor.item_ids), self.tor.current_version_id)
        self.patch(
            scope_change_answer.ScopeChange,
            "_judge_answered",
            lambda self, placed: 1 / 0,
        )
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._answer(change)
        self.env.invalidate_all()
        self.assertEqual(change.state, "sent")
        self.assertFalse(change.answerer_ref)
        self.assertFalse(change.line_ids.answer)
        self.assertEqual((len(self.tor.item_ids), self.tor.current_version_id), before)
        self.assertVerdicts(task, ["change_pending"])

    def test_queries_do_not_grow_with_the_lines(self):
        def queries(count):
            tasks = self.Task.concat(
                *(self._create_task(f"T{n}", allocated_hours=1) for n in range(count))
            )
            change = self._sent(tasks)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._answer(change)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        few, many = queries(3), queries(23)
        self.assertLess((many - few) / 20, 4, f"{few} for 3 lines, {many} for 23")

    def test_value_original_approved_pending(self):
        self.assertEqual(
            (self.tor.original_hours, self.tor.original_amount), (10, 1000)
        )
        paid = self._sent(self._create_task(allocated_hours=4))
        self._answer(paid)
        self._change(self._create_task(allocated_hours=3))
        tor = self.tor.with_user(self.pm)
        self.assertEqual((tor.original_hours, tor.approved_hours), (10, 4))
        self.assertEqual(
            (tor.original_amount, tor.approved_amount, tor.pending_amount),
            (1000, 400, 300),
        )
        self.assertEqual((tor.value_amount, tor.value_hours), (1400, 14))
        self.assertIn("pending", tor.value_text)
        with self._refused("agreed"):
            tor.contract_value = 5000

    def test_an_assumption_that_no_longer_holds(self):
        with self.assertRaises(AccessError):
            self.assumption.with_user(self.consultant).action_no_longer_holds()
        action = self.assumption.with_user(self.pm).action_no_longer_holds()
        change = self.Change.browse(action["res_id"])
        self.assertEqual(change.state, "draft")
        self.assertIn("One language", change.reason)
        change.line_ids[0].hours = 6
        change._put_to_client()
        self._answer(change)
        self.assertFalse(self.assumption.active)
        self.assertEqual(self.tor.approved_hours, 6)


@tagged("post_install", "-at_install")
class TestChangeAnswerTours(AnswerCase, HttpCase):
    def test_from_flagged_tasks_to_version_2(self):
        tasks = self.Task.browse()
        for number in range(3):
            tasks |= self._create_task(f"Small thing {number}", allocated_hours=1)
        self.start_tour(
            "/odoo/to-decide", "scope_guard_change_to_version_2", login="scope_pm"
        )
        self.assertVerdicts(tasks, ["in_scope"] * 3)
        self.assertEqual(self.tor.current_version_id.number, 2)
        self.assertEqual(self.tor.approved_amount, 300)

    def test_swapped(self):
        change = self._sent(self._create_task("Map", allocated_hours=4))
        self.start_tour(
            f"/odoo/scope-changes/{change.id}",
            "scope_guard_change_swapped",
            login="scope_pm",
        )
        self.assertFalse(self.orders.active)
        self.assertEqual(self.tor.approved_amount, 0)
