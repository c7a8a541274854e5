from datetime import date

from odoo.tests import HttpCase, tagged

from .test_why import QUESTION, TEXT, WhyCommon


@tagged("post_install", "-at_install")
class TestWhyTours(WhyCommon, HttpCase):
    """Answer why in a browser, as the project's manager."""

    def test_call_sheet_after_a_forwarded_mail(self):
        why = self._create_why()
        self.start_tour("/odoo/why", "scope_guard_why_call_sheet", login="scope_pm")
        self.assertEqual(why.state, "hold")

    def test_hold(self):
        why = self._create_why()
        self.start_tour(f"/odoo/why/{why.id}", "scope_guard_why_hold", login="scope_pm")
        [version] = why.version_ids
        self.assertEqual((version.kind, version.recipients), ("hold", "Anna Berg"))

    def test_summary(self):
        for number in range(6):
            self._create_advice(
                name=f"Something else {number}", date_told=date(2026, 2, 1 + number)
            ).action_record()
        why = self._create_why()
        why.action_called()
        why.action_to_summary()
        self.start_tour(
            f"/odoo/why/{why.id}", "scope_guard_why_summary", login="scope_pm"
        )
        [version] = why.version_ids
        content = version._get_content()
        self.assertEqual(content["proposal"], "Two days of Ms Okafor.")
        self.assertEqual(
            {line["id"] for line in content["suggestions"]},
            {self.related.id, self.unrelated.id},
        )
        self.assertEqual(why.state, "summary")

    def test_from_a_message(self):
        task = self._create_task("Shop")
        task.message_post(
            body=TEXT,
            subject=QUESTION,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.anna.id,
            email_from=self.anna.email_formatted,
        )
        self.start_tour(
            f"/odoo/project.task/{task.id}",
            "scope_guard_why_from_message",
            login="scope_pm",
        )
        self.assertEqual(self.Why.search([]).contact_id, self.anna)


@tagged("post_install", "-at_install")
class TestWhyPhoneTour(WhyCommon, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_call_sheet_on_the_phone(self):
        why = self._create_why()
        self.start_tour(
            "/odoo/why", "scope_guard_why_call_sheet_phone", login="scope_pm"
        )
        self.assertEqual(why.state, "hold")
