from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .test_advice_hint import HintCommon


@tagged("post_install", "-at_install")
class TestAdviceHintTours(HintCommon, HttpCase):
    """Memory that speaks first, in a browser, as a project manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant.group_ids |= cls.env.ref("base.group_user")
        # The sentence of the tours: without a year where it is this one.
        with freeze_time("2026-04-20 09:00:00"):
            cls.task = cls._create_task()

    def _start(self, record, tour):
        self.env.flush_all()
        with freeze_time("2026-04-20 09:00:00", tick=True):
            self.start_tour(
                f"/odoo/{record._name}/{record.id}", tour, login="advice_consultant"
            )
        self.env.invalidate_all()

    def test_on_the_task(self):
        self._start(self.task, "scope_guard_hint_on_task")
        self.assertEqual(self._hint(self.task).state, "dismissed")
        self.assertEqual(self.advice.outcome, "open")
        self.assertFalse(self.advice.date_incident)

    def test_below_the_mail(self):
        task = self._create_task(name="Help")
        self._receive(task)
        self._start(task, "scope_guard_hint_below_mail")
        self.assertEqual(self.advice.outcome, "open")

    def test_insert_status(self):
        self._start(self.task, "scope_guard_insert_status")
        (message,) = self.task.message_ids.filtered(
            lambda message: "Dear Anna" in message.body
        )
        self.assertEqual(message.message_type, "comment")
        self.assertIn("in your team's hands", message.body)

    def test_on_the_advice(self):
        self._start(self.advice, "scope_guard_hint_on_advice")
        self.assertEqual(self._hint(self.task).state, "linked")
        self.assertEqual(self.advice.outcome, "materialised")
