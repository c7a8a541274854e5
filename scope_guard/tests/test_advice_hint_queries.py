from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .test_advice_hint import TROUBLE, HintCommon


@tagged("post_install", "-at_install")
class TestAdviceHintQueries(HintCommon):
    """What comparing costs, counted against the same without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.partner"].create({"name": "Hafen", "is_company": True})
        cls.unadvised = cls.env["project.project"].create(
            {"name": "CRM", "partner_id": other.id}
        )
        cls.env["scope.advice"].create(
            [
                {
                    "name": f"Suggestion {number} of many",
                    "risk": "Something else entirely",
                    "project_id": cls.project.id,
                }
                for number in range(60)
            ]
        )

    def _count(self, function, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        before = self.env.cr.sql_log_count
        function(*args, **kwargs)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _extra(self, function, *args, **kwargs):
        """Queries over the same call when nothing is compared."""
        self._count(function, *args, **kwargs)
        with patch.object(type(self.Hint), "_scope_note", lambda self, incoming: None):
            baseline = self._count(function, *args, **kwargs)
        return self._count(function, *args, **kwargs) - baseline

    def test_a_mail(self):
        # The advice, a savepoint and its release, the hint.
        self.assertLessEqual(self._extra(self._receive, self.project), 4)
        self.assertTrue(self.Hint.search([]))
        chat = {"subject": "Lunch", "body": "<p>At noon?</p>"}
        self.assertLessEqual(self._extra(self._receive, self.project, **chat), 1)
        task = self._create_task(name="Help")
        self.assertLessEqual(self._extra(self._receive, task), 5)

    def test_a_customer_without_advice(self):
        self.assertLessEqual(self._extra(self._receive, self.unadvised), 1)
        self.assertLessEqual(
            self._extra(self._create_task, project_id=self.unadvised.id), 1
        )
        self.assertEqual(self._extra(self._create_task, project_id=False), 0)

    def test_other_messages_cost_nothing(self):
        self.assertEqual(self._extra(self.project.message_post, body=TROUBLE), 0)

    def test_many_tasks_at_once(self):
        def create(number):
            self.env["project.task"].create(
                [
                    {"name": TROUBLE, "project_id": self.project.id}
                    for _place in range(number)
                ]
            )

        few, many = self._extra(create, 2), self._extra(create, 40)
        self.assertLessEqual(few, 5)
        self.assertLessEqual(many, few)

    def test_a_list_of_messages(self):
        for record in (self.project, self.unadvised):
            for _number in range(6):
                self._receive(record)
        Message = self.env["mail.message"].with_user(self.consultant)
        messages = Message.browse(self.project.message_ids.ids)
        Hint = type(self.Hint)
        self._count(messages._to_store_defaults, self._target())
        one = self._count(messages[:1]._to_store_defaults, self._target())
        self.assertEqual(self._count(messages._to_store_defaults, self._target()), one)
        plain = self.project.message_post(body="Hello").with_user(self.consultant)
        with patch.object(Hint, "search", side_effect=AssertionError):
            plain._to_store_defaults(self._target())

    def _target(self):
        return Store().target

    def test_a_list_to_decide(self):
        tasks = self.env["project.task"].concat(
            *(self._create_task() for _number in range(20))
        )

        def read(records):
            records.with_user(self.consultant).read(["scope_hint_sentence"])

        self._count(read, tasks)
        one = self._count(read, tasks[:1])
        self.assertEqual(self._count(read, tasks), one)
