import doctest
import time
from datetime import timedelta
from unittest.mock import patch

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.mail.tests.common import MailCase

from ..models.scope_change import STEP
from ..tools import client_words
from .common import ScopeGuardCommon, ScopeVerdictCommon

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-ID: <{subject}@nordwind.test>
Date: Tue, 10 Mar 2026 09:00:00 +0000
Content-Type: text/html; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestClientWords(ScopeGuardCommon):
    def test_doctests(self):
        result = doctest.testmod(client_words)
        self.assertGreater(result.attempted, 4)
        self.assertFalse(result.failed)

    def test_the_first_sentence_that_says_something(self):
        for body, words in (
            ("", ""),
            (False, ""),
            ("<p><br></p>", ""),
            ("<p>Just this</p>", "Just this"),
            ("<p>Hello,</p><p>We need it. Soon.</p>", "We need it."),
            ("<p>Hello Jana, we need it on 3. May. Soon.</p>", "we need it on 3. May."),
            (
                "<p>Sehr geehrte Frau Roth,<br>bitte z.B. das Logo. Danke</p>",
                "bitte z.B. das Logo.",
            ),
            ("<p>Bonjour Jana,</p><p>Le logo manque !</p>", "Le logo manque !"),
            ("<p>Buenos días:</p><p>¿Falta el logo?</p>", "¿Falta el logo?"),
            ("<p>Hi Jana</p><p>Logo?</p>", "Logo?"),
            (
                "<p>High time that it comes, isn't it</p>",
                "High time that it comes, isn't it",
            ),
            ("<p>-- </p><p>Tom Kim</p>", ""),
            ("<p>&gt; older words</p>", ""),
            ("<p>On Mon, 2 March 2026 Jana Roth wrote:</p><p>Old</p>", ""),
            ("<div>Yes.</div><div data-o-mail-quote='1'>Old</div>", "Yes."),
            ("<style>p {color: red}</style><p>Red</p>", "Red"),
            ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"),
            ("<p>unclosed <b>words", "unclosed words"),
            ("no tags at all", "no tags at all"),
            ("<p>\x00</p>", ""),
        ):
            with self.subTest(body=body):
                self.assertEqual(client_words.first_sentence(body), words)

    def test_a_long_sentence_is_cut_between_words(self):
        words = client_words.first_sentence("<p>" + "word " * 100 + "</p>")
        self.assertLessEqual(len(words), 141)
        self.assertTrue(words.endswith("word…"))
        self.assertTrue(client_words.first_sentence("x" * 300).endswith("…"))


class InboxCase(ScopeVerdictCommon):
    def _inbox(self, task, user=None):
        flag = self._open_flag(task)
        flag.invalidate_recordset()
        return flag.with_user(user or self.pm)

    def _post_from_client(self, task, body, **values):
        return task.message_post(
            body=Markup(body),
            author_id=self.contact.id,
            message_type="comment",
            **{"subtype_xmlid": "mail.mt_comment", **values},
        )


@tagged("post_install", "-at_install")
class TestInboxRow(MailCase, InboxCase):
    """What a row says of its task."""

    def _receive(
        self, subject, sender="Anna Berg <anna@nordwind.test>", body="<p>A</p>"
    ):
        """A mail to the project, through Odoo's own gateway."""
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env[
            "mail.alias.domain"
        ].create({"name": "firm.test"})
        self.project.write({"alias_name": "shop-mails", "alias_domain_id": domain.id})
        thread_id = self.env["mail.thread"].message_process(
            "project.task",
            MAIL.format(
                sender=sender,
                to=f"shop-mails@{domain.name}",
                subject=subject,
                body=body,
            ),
        )
        return self.env["project.task"].browse(thread_id)

    @freeze_time("2026-03-12 10:00:00")
    def test_a_mail_speaks_for_itself(self):
        task = self._receive(
            "Logo", body="<p>Dear Jana,</p><p>the logo is missing. Please add it.</p>"
        )
        flag = self._inbox(task)
        self.assertEqual(flag.source, "mail A. Berg, Tue")
        self.assertEqual(task.with_user(self.pm).scope_source, flag.source)
        self.assertEqual(flag.client_words, "the logo is missing.")
        self.assertFalse(flag.client_words_by)
        self.assertTrue(flag.from_client)
        # What the client writes later does not hide what the task is about.
        self._post_from_client(task, "<p>Any news?</p>")
        self.assertEqual(self._inbox(task).client_words, "the logo is missing.")
        with freeze_time("2026-04-20 10:00:00"):
            self.assertEqual(self._inbox(task).source, "mail A. Berg, 10 Mar")

    def test_a_mail_of_ours_has_no_client_s_words(self):
        self.consultant.email = "ole@firm.test"
        task = self._receive("Idea", sender="Ole Kern <ole@firm.test>")
        flag = self._inbox(task)
        self.assertTrue(flag.source.startswith("mail O. Kern"))
        self.assertFalse(flag.client_words)
        self.assertFalse(flag.from_client)

    def test_entered_on_the_board(self):
        task = self._create_task().with_user(self.pm)
        own = self.Task.with_user(self.consultant).create(
            {"name": "Mine", "project_id": self.project.id}
        )
        flag = self._inbox(own)
        self.assertEqual(flag.source, "board, O. Kern")
        self.assertFalse(flag.client_words)
        self.assertFalse(flag.from_client)
        own.with_user(self.pm).message_post(body="Note of ours")
        self.assertFalse(self._inbox(own).client_words)
        self._post_from_client(own, "<p>Where is the <b>logo</b>?</p>")
        flag = self._inbox(own)
        self.assertEqual(flag.source, "board, O. Kern")
        self.assertEqual(flag.client_words, "Where is the logo?")
        # Not Ole Kern's words.
        self.assertIn("A. Berg", flag.client_words_by)
        self.assertTrue(flag.from_client)
        self.assertFalse(self._inbox(task).client_words)

    def test_internal_notes_are_not_the_client_s_words(self):
        task = self._create_task()
        self._post_from_client(
            task, "<p>Forwarded by us</p>", subtype_xmlid="mail.mt_note"
        )
        self.assertFalse(self._inbox(task).client_words)

    def test_entered_in_the_portal(self):
        self.env.cr.execute(
            "UPDATE project_task SET create_uid = %s WHERE id = %s",
            [self.portal_user.id, (task := self._create_task()).id],
        )
        task.invalidate_recordset()
        self.assertEqual(self._inbox(task).source, "portal, T. Kim")

    def test_mails_from_clients_are_a_filter(self):
        mail = self._receive("Logo")
        board = self._create_task()
        Flag = self.env["scope.flag"].with_user(self.pm)
        domain = [("project_id", "=", self.project.id), ("date_closed", "=", False)]
        found = Flag.search(domain + [("from_client", "=", True)])
        self.assertEqual(found.task_id, mail)
        found = Flag.search(domain + [("from_client", "=", False)])
        self.assertEqual(found.task_id, board)

    def test_why_in_a_few_words(self):
        self._renegotiate()
        self.exclusion.source_section = "7.1"
        self._agree()
        self._create_task(scope_item_id=self.orders.id, allocated_hours=8)
        for values, why in (
            ({}, "Undecided"),
            ({"scope_item_id": self.exclusion.id}, "Not in the TOR, 7.1"),
            ({"scope_item_id": self.later.id}, "For a later phase"),
            (
                {"scope_item_id": self.orders.id, "allocated_hours": 6.5},
                "Over by 4:30 h",
            ),
            (
                {"scope_item_id": self.responsibility.id, "allocated_hours": 1},
                "For the client to provide",
            ),
        ):
            with self.subTest(why=why):
                self.assertEqual(self._inbox(self._create_task(**values)).why, why)

    def test_what_the_work_is_worth(self):
        self.tor.goodwill_rate = 80
        task = self._create_task(allocated_hours=1)
        self._create_task(parent_id=task.id, allocated_hours=3)
        self.assertRecordValues(
            self._inbox(task),
            [
                {
                    "work_hours": 3,
                    "work_amount": 240,
                    "currency_id": self.tor.currency_id.id,
                }
            ],
        )

    def test_chips_answer_the_question(self):
        task = self._create_task(name="Catalogue of spare parts for the mobile app")
        items = self._inbox(task).suggestion_ids
        self.assertIn(self.exclusion, items)
        task.scope_item_id = self.exclusion
        items = self._inbox(task).suggestion_ids
        self.assertEqual(items, self.catalogue)
        self._inbox(task).action_accept()
        self.assertEqual(task.scope_item_id, self.catalogue)


@tagged("post_install", "-at_install")
class TestInboxAnswers(InboxCase):
    def test_look_before_several_are_placed(self):
        tasks = self._create_task(name="Catalogue with pictures") | self._create_task(
            name="Zzyzx"
        )
        flags = tasks.scope_flag_ids.with_user(self.consultant)
        proposals = flags.get_proposals()
        self.assertEqual(
            [(row["task"], row["project"][0]) for row in proposals],
            [(task.name, self.project.id) for task in tasks],
        )
        self.assertEqual(
            proposals[0]["suggestions"][0],
            [self.catalogue.id, self.catalogue.display_name],
        )
        self.assertEqual(proposals[1]["suggestions"], [])
        self.assertFalse(tasks.scope_item_id, "nothing is placed by looking")
        action = flags.action_place(
            [[flags[0].id, self.orders.id], [flags[1].id, self.catalogue.id]]
        )
        self.assertEqual(tasks.mapped("scope_item_id"), self.orders | self.catalogue)
        self.assertEqual(action["params"]["message"], "2 tasks are placed on 2 items.")
        self.env["scope.flag"].browse(action["params"]["flag_ids"]).action_undo()
        self.assertFalse(tasks.scope_item_id)

    def test_places_of_another_project_are_refused(self):
        foreign = self._create_guarded_project().scope_tor_id.item_ids
        tasks = self._create_task() | self._create_task()
        flags = tasks.scope_flag_ids.with_user(self.pm)
        with self.assertRaisesRegex(UserError, "the task's own project"):
            flags.action_place(
                [[flags[0].id, self.catalogue.id], [flags[1].id, foreign.id]]
            )
        self.assertFalse(tasks.scope_item_id)
        tasks[0].unlink()
        with self.assertRaisesRegex(UserError, "meanwhile"):
            flags.action_place([[flag_id, self.catalogue.id] for flag_id in flags.ids])

    def test_several_answers_are_taken_back_one_by_one(self):
        tasks = [self._create_task(name, allocated_hours=1) for name in "ABC"]
        given = [
            getattr(task.with_user(self.pm), method)()["params"]["flag_ids"]
            for task, method in zip(
                tasks,
                (
                    "action_scope_goodwill",
                    "action_scope_later",
                    "action_scope_internal",
                ),
                strict=True,
            )
        ]
        for task, flag_ids in reversed(list(zip(tasks, given, strict=True))):
            self.assertFalse(self._open_flag(task))
            self.env["scope.flag"].with_user(self.pm).browse(flag_ids).action_undo()
            self.assertEqual(task.scope_verdict, "undecided")
            self.assertEqual(self._open_flag(task).ids, flag_ids)

    def _ask_for_a_change(self, tasks):
        flags = tasks.scope_flag_ids.filtered(lambda flag: not flag.date_closed)
        action = flags.with_user(self.pm).action_change()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.pm)
            .with_context(**action["context"])
            .create({})
        )
        return wizard.action_confirm()

    def test_a_change_that_was_not_sent_is_taken_back(self):
        tasks = self._create_task("A", allocated_hours=1) | self._create_task(
            "B", allocated_hours=2
        )
        opened = tasks.scope_flag_ids
        action = self._ask_for_a_change(tasks)
        self.assertVerdicts(tasks, ["change_pending"] * 2)
        self.assertEqual(action["params"]["flag_ids"], opened.ids)
        change = tasks.scope_change_ids
        opened.with_user(self.pm).action_undo()
        self.assertVerdicts(tasks, ["undecided"] * 2)
        self.assertEqual(self._open_flag(tasks), opened)
        self.assertFalse(change.exists())

    def test_a_change_that_was_sent_stays(self):
        task = self._create_task(allocated_hours=1)
        flag = task.scope_flag_ids
        self._ask_for_a_change(task)
        task.scope_change_ids.with_context(scope_change_step=STEP).state = "sent"
        with self.assertRaises(UserError):
            flag.with_user(self.pm).action_undo()

    def test_the_words_of_an_answer(self):
        self.tor.goodwill_rate = 120
        task = self._create_task("Logo on delivery note", allocated_hours=1)
        message = task.with_user(self.pm).action_scope_goodwill()["params"]["message"]
        self.assertTrue(
            message.startswith("“Logo on delivery note” is goodwill, 1 h ("), message
        )
        self.assertIn("120.00", message)


@tagged("post_install", "-at_install")
class TestAsk(MailCase, InboxCase):
    """Who may not decide asks who may."""

    def _ask(self, task, user=None):
        return task.with_user(user or self.consultant).action_scope_ask()

    def test_the_project_manager_is_asked_by_a_note(self):
        task = self._create_task()
        task.message_subscribe((self.contact | self.portal_user.partner_id).ids)
        with self.mock_mail_gateway():
            action = self._ask(task)
        self.assertEqual(action["params"]["message"], "Asked: Jana Roth.")
        note = task.message_ids[0]
        self.assertTrue(note.subtype_id.internal)
        self.assertEqual(note.author_id, self.consultant.partner_id)
        self.assertEqual(note.partner_ids, self.pm.partner_id)
        self.assertEqual(note.notified_partner_ids, self.pm.partner_id)
        self.assertIn("Not placed in the Terms of Reference", note.body)
        # Nobody outside is told, and nobody follows because of it.
        self.assertFalse(
            self._new_mails.recipient_ids & (self.contact | self.portal_user.partner_id)
        )
        self.assertNotIn(self.pm.partner_id, task.message_partner_ids)
        flag = self._inbox(task)
        self.assertTrue(flag.asked.startswith("O. Kern asks"))
        self.assertEqual(flag.asked_by_user_id, self.consultant)
        self.assertTrue(task.scope_asked)
        self.assertFalse(flag.date_closed, "to ask is no answer")
        flag.action_internal()
        self.assertFalse(task.scope_asked)

    def test_a_manager_who_cannot_read_the_task_is_not_told(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.pm.partner_id.ids)
        task = self._create_task(user_ids=[self.consultant.id])
        self.project.message_subscribe(self.consultant.partner_id.ids)
        self.assertFalse(task.with_user(self.pm).has_access("read"))
        with self.mock_mail_gateway():
            self._ask(task)
        self.assertFalse(task.message_ids[0].notified_partner_ids)
        self.assertTrue(self._open_flag(task).date_asked)

    def test_without_a_project_manager(self):
        self.project.user_id = False
        task = self._create_task()
        message = self._ask(task)["params"]["message"]
        self.assertIn("no project manager", message)
        self.assertTrue(self._open_flag(task).date_asked)

    def test_there_must_be_a_question(self):
        task = self._create_task(scope_item_id=self.catalogue.id)
        with self.assertRaisesRegex(UserError, "nothing to ask"):
            self._ask(task)
        with self.assertRaisesRegex(UserError, "nothing to ask"):
            self._ask(self._create_task(), self.pm)

    def test_who_may_not_read_the_task_may_not_ask(self):
        task = self._create_task()
        with self.assertRaises(AccessError):
            self._ask(task, self.portal_user)
        self.project.privacy_visibility = "followers"
        with self.assertRaises(AccessError):
            self._ask(task)

    def test_that_somebody_asked_is_written_by_the_program_alone(self):
        flag = self._open_flag(self._create_task())
        for user in (self.consultant, self.pm, self.manager):
            with self.assertRaises(AccessError):
                flag.with_user(user).date_asked = fields.Datetime.now()


@tagged("post_install", "-at_install")
class TestEmptyInbox(InboxCase):
    def _said(self, user=None):
        return self.env["scope.flag"].with_user(user or self.pm).get_empty_inbox()

    @freeze_time("2026-03-11 10:00:00")
    def test_the_figures_of_last_week(self):
        def answer(moment, *methods):
            with freeze_time(moment):
                for method in methods:
                    task = self._create_task(allocated_hours=1).with_user(self.pm)
                    if method == "place":
                        task.action_scope_map(self.catalogue.id)
                    else:
                        getattr(task, f"action_scope_{method}")()

        self.assertEqual(self._said()["title"], "Nothing to decide. Well done!")
        self.assertEqual(self._said()["lines"], [])
        answer("2026-03-01 12:00:00", "later")
        answer("2026-03-02 12:00:00", "place", "place", "goodwill", "later")
        answer("2026-03-08 12:00:00", "place")
        answer("2026-03-09 12:00:00", "internal")
        self.assertEqual(
            self._said()["lines"],
            [
                "This week: 1 internal.",
                "Last week: 3 placed, 1 at no charge, 1 parked.",
            ],
        )
        # Not a colleague's figures, but those of what he placed himself.
        self.assertEqual(self._said(self.consultant)["lines"], [])
        with freeze_time("2026-03-10 12:00:00"):
            task = self._create_task().with_user(self.consultant)
            task.action_scope_map(self.catalogue.id)
        self.assertEqual(self._said(self.consultant)["lines"], ["This week: 1 placed."])

    def test_more_elsewhere(self):
        self._create_task()
        said = self._said()
        self.assertEqual(said["title"], "Nothing to decide here")
        self.assertEqual(said["lines"], ["In all your projects together: 1 to decide."])

    def test_no_guarded_project(self):
        self.env["project.project"].search([]).privacy_visibility = "followers"
        self.assertEqual(
            self._said(self.consultant)["title"], "No project is guarded yet"
        )


@tagged("post_install", "-at_install")
class TestInboxQueries(InboxCase):
    def test_eighty_rows_cost_as_much_as_five(self):
        tasks = self.Task.create(
            [
                {
                    "name": f"Catalogue {number}",
                    "project_id": self.project.id,
                    "allocated_hours": 2,
                    "scope_item_id": (False, self.exclusion.id, self.orders.id)[
                        number % 3
                    ],
                }
                for number in range(90)
            ]
        )
        for task in tasks[:40]:
            self._post_from_client(task, f"<p>Words about {task.name}. More.</p>")
        names = [
            "task_name",
            "source",
            "client_words",
            "client_words_by",
            "from_client",
            "why",
            "explanation",
            "work_hours",
            "work_amount",
            "can_decide",
            "can_spend",
            "asked",
            "allocated_hours",
        ]
        specification = dict.fromkeys(names, {})
        specification["suggestion_ids"] = {"fields": {"display_name": {}, "clause": {}}}
        specification["task_item_id"] = {"fields": {"display_name": {}}}

        def read(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.cache.clear()
            before = self.env.cr.sql_log_count
            rows = (
                self.env["scope.flag"]
                .with_user(self.pm)
                .web_search_read(
                    [("project_id", "=", self.project.id), ("date_closed", "=", False)],
                    specification,
                    limit=limit,
                )["records"]
            )
            self.assertEqual(len(rows), limit)
            return self.env.cr.sql_log_count - before

        read(80)
        few, many = read(5), read(80)
        self.assertLessEqual(many, few + 1)
        self.assertLess(many, 45)


@tagged("post_install", "-at_install")
class TestBoard(InboxCase):
    def _columns(self):
        self.env.invalidate_all()
        groups = (
            self.Task.with_user(self.pm)
            .with_context(read_group_expand=True, default_project_id=self.project.id)
            .formatted_read_group(
                [("project_id", "=", self.project.id), ("is_closed", "=", False)],
                ["scope_item_id"],
                ["__count"],
            )
        )
        return [
            (group["scope_item_id"][0], bool(group["__fold"]))
            for group in groups
            if group["scope_item_id"]
        ]

    def test_columns_in_the_order_of_the_scope_empty_ones_folded(self):
        items = self.tor.item_ids.filtered("active")
        self.assertEqual(self._columns(), [(item.id, False) for item in items])
        done = self._create_task(scope_item_id=self.orders.id, state="1_done")
        late = self._create_task(scope_item_id=items[-1].id)
        self.assertEqual(
            self._columns(),
            [(item.id, item != items[-1]) for item in items],
        )
        done.state = "01_in_progress"
        self.assertEqual(
            self._columns(),
            [(item.id, item not in (items[-1], self.orders)) for item in items],
        )
        # A removed item is shown as long as it has tasks.
        late.scope_item_id = self.removed
        self.assertIn((self.removed.id, False), self._columns())
        self.assertEqual(len(self._columns()), len(items) + 1)


@tagged("post_install", "-at_install")
class TestInboxTours(ScopeGuardCommon, HttpCase):
    """The list in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.type_ids = cls.env["project.task.type"].create({"name": "New"})
        cls.tor.goodwill_rate = 120
        cls.orders = cls._create_item(
            "Orders to accounting", clause="Export of orders", allowance_hours=100
        )
        cls.layout = cls._create_item("Layout of documents", clause="Logo, invoice")
        cls.migration = cls._create_item("Migration of old orders", kind="exclusion")
        cls._agree(guard_from=fields.Date.today() - timedelta(days=1))

    def test_place_one_task_and_take_it_back(self):
        self._create_task("Order export", allocated_hours=2)
        old = self._create_task("Old orders of 2019")
        self.start_tour(
            "/odoo/to-decide", "scope_guard_place_one_task", login="scope_pm"
        )
        self.assertEqual(old.scope_verdict, "out_of_scope")

    def test_six_decisions_with_keys(self):
        names = (
            "Order export twice",
            "Logo on delivery note",
            "Weekly call",
            "Export of gift cards",
            "Zzyzx",
            "Invoice logo",
            "Sandwiches",
        )
        tasks = self.env["project.task"].create(
            [
                {"name": name, "project_id": self.project.id, "allocated_hours": 1}
                for name in names
            ]
        )
        self.start_tour("/odoo/to-decide", "scope_guard_keys", login="scope_pm")
        self.env.invalidate_all()
        self.assertEqual(tasks[0].scope_item_id, self.orders)
        self.assertTrue(tasks[1].scope_goodwill_ids)
        self.assertTrue(tasks[2].scope_internal)
        self.assertTrue(tasks[3].scope_is_parked)
        self.assertEqual(tasks[4].scope_item_id, self.layout)
        self.assertEqual(tasks[5].scope_item_id, self.layout)
        self.assertEqual(tasks[6].scope_verdict, "undecided")

    def test_several_at_once(self):
        tasks = self.env["project.task"].create(
            [
                {"name": name, "project_id": self.project.id, "allocated_hours": 3}
                for name in (
                    "Order export",
                    "Invoice logo",
                    "Mystery",
                    "Call",
                    "Set-up",
                )
            ]
        )
        self.start_tour("/odoo/to-decide", "scope_guard_several", login="scope_pm")
        self.env.invalidate_all()
        self.assertEqual(tasks[0].scope_item_id, self.orders)
        self.assertEqual(tasks[1].scope_item_id, self.orders)
        self.assertEqual(tasks[2].scope_item_id, self.layout)
        self.assertEqual(tasks[3:].mapped("scope_internal"), [True, True])

    def test_who_searches_goes_on_typing_while_an_answer_is_saved(self):
        tasks = self.env["project.task"].create(
            [
                {"name": name, "project_id": self.project.id, "allocated_hours": 3}
                for name in ("Order export", "Mystery")
            ]
        )
        Flag = self.env.registry["scope.flag"]
        undo = Flag.action_undo

        def slow_undo(flags, *args, **kwargs):
            # As long as it takes to begin typing.
            time.sleep(1)
            return undo(flags, *args, **kwargs)

        with patch.object(Flag, "action_undo", slow_undo):
            self.start_tour(
                "/odoo/to-decide", "scope_guard_search_while_saving", login="scope_pm"
            )
        self.env.invalidate_all()
        self.assertEqual(tasks[0].scope_verdict, "undecided")
        self.assertEqual(tasks[1].scope_item_id, self.layout)

    def test_a_consultant_asks(self):
        task = self._create_task("Mystery", user_ids=[self.consultant.id])
        placed = self._create_task("Order export", user_ids=[self.consultant.id])
        self.start_tour("/odoo/to-decide", "scope_guard_ask", login="scope_user")
        self.env.invalidate_all()
        self.assertTrue(task.scope_asked)
        self.assertEqual(task.scope_verdict, "undecided")
        self.assertEqual(placed.scope_item_id, self.orders)

    def test_the_board_has_a_column_for_each_item(self):
        task = self._create_task("Order export", scope_item_id=self.orders.id)
        self._create_task("Mystery")
        self.start_tour(
            f"/odoo/project/{self.project.id}/tasks",
            "scope_guard_board_by_item",
            login="scope_pm",
        )
        self.assertEqual(task.scope_item_id, self.layout)

    def test_oldest_first(self):
        project = self.env["project.project"].create(
            {"name": "Other shop", "user_id": self.pm.id}
        )
        tor = self.env["scope.tor"].create({"project_id": project.id})
        self._create_item("Other catalogue", tor_id=tor.id)
        self._agree(tor, guard_from=fields.Date.today() - timedelta(days=1))
        older = self._create_task("Older", project_id=project.id)
        self._create_task("Newer")
        older.scope_flag_ids.date_opened -= timedelta(days=8)
        self.start_tour("/odoo/to-decide", "scope_guard_oldest_first", login="scope_pm")

    def test_answers_in_quick_succession_are_kept(self):
        check = self.env["scope.expectation.check"].create(
            {"project_id": self.project.id, "partner_id": self.contact.id}
        )
        self.start_tour(
            f"/odoo/action-scope_guard.scope_expectation_check_action/{check.id}",
            "scope_guard_quick_answers",
            login="scope_pm",
        )
        answers = check.answer_ids
        self.assertGreaterEqual(len(answers), 3)
        self.assertEqual(set(answers.mapped("answer")), {"expected"})
