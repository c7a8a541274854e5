import time
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser

from .test_advice_message import AdviceMessageCommon
from .test_advice_recap import RecapCommon

#: All of the page is there, so that leaving it breaks off nothing.
READY = "!!window.odoo?.isTourReady?.('scope_guard_answer_advice')"
THANKED = "!!document.querySelector('.alert-success')"
#: Keys as Chromium's protocol names them: key, code, virtual key, text.
KEYS = {
    "Tab": ("Tab", "Tab", 9, ""),
    "Down": ("ArrowDown", "ArrowDown", 40, ""),
    "Enter": ("Enter", "Enter", 13, "\r"),
}


class NoteTourCommon(RecapCommon, HttpCase):
    """A suggestion that Tom Kim was sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advice.send_recap = False
        cls.advice.action_record()
        cls.path = f"/my/note/{cls._link()[1]}"

    def assertAnswered(self, *decisions):
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.decision_ids.mapped("decision"), [*decisions])
        self.assertEqual(set(self.advice.decision_ids.mapped("channel")), {"portal"})


@tagged("post_install", "-at_install")
class TestNoteTours(NoteTourCommon):
    """Answering as the client, in a real browser."""

    browser_size = "1280x900"

    def test_answer(self):
        self.start_tour(self.path, "scope_guard_answer_advice")
        self.assertAnswered("declined")

    def test_team_takes_it_then_changes(self):
        self.start_tour(self.path, "scope_guard_team_takes_it_then_changes")
        self.assertAnswered("accepted", "self")
        self.assertTrue(self.advice.decision_ids[1].hand_over)
        self.assertEqual(self.advice.client_view, "We know the shop best")

    def test_how_it_goes(self):
        link = self.advice.sudo().link_ids
        document = link._document()
        document._client_answers(
            link,
            self._answer_by(
                "self", commitment_date=fields.Date.add(self.today, days=2)
            ),
            "Tom Kim",
            document._note_hash(),
        )
        self.start_tour(self.path, "scope_guard_how_it_goes")
        self.advice.invalidate_recordset()
        self.assertEqual(self.advice.check_back_answer, "hand")

    def test_answer_by_keyboard_alone(self):
        def walk(browser, _code, _timeout, error_checker=None):
            self._press(browser, "Tab", until="way_go")
            for way in ("later", "team", "leave"):
                self._press(browser, "Down")
                self.assertEqual(self._focus(browser), f"way_{way}")
            # What belongs to the other answers is not in the way.
            self._press(browser, "Tab")
            self.assertEqual(self._focus(browser), "note_view")
            self._press(browser, "Tab")
            self.assertEqual(self._focus(browser), "note_name")
            browser._websocket_request("Input.insertText", params={"text": "Tom Kim"})
            self._press(browser, "Enter")
            for _time in range(100):
                if self._evaluate(browser, f"{THANKED} && {READY}"):
                    return
                time.sleep(0.1)
            self.fail("The answer did not arrive.")

        with patch.object(ChromeBrowser, "_wait_code_ok", walk):
            self.browser_js(self.path, "", READY)
        self.assertAnswered("declined")

    def _evaluate(self, browser, expression):
        reply = browser._websocket_request(
            "Runtime.evaluate", params={"expression": expression}
        )
        return reply["result"].get("value")

    def _focus(self, browser):
        return self._evaluate(browser, "document.activeElement.id")

    def _press(self, browser, name, until=None):
        key, code, virtual, text = KEYS[name]
        for _time in range(20):
            for kind in ("keyDown", "keyUp"):
                browser._websocket_request(
                    "Input.dispatchKeyEvent",
                    params={
                        "type": kind,
                        "key": key,
                        "code": code,
                        "windowsVirtualKeyCode": virtual,
                        **({"text": text} if text and kind == "keyDown" else {}),
                    },
                )
            if until is None or self._focus(browser) == until:
                return
        self.fail(f"{until} cannot be reached with {name}.")


@tagged("post_install", "-at_install")
class TestNotePhoneTours(NoteTourCommon):
    """The same on a phone."""

    browser_size = "375x812"
    touch_enabled = True

    def test_answer_on_a_phone(self):
        self.start_tour(self.path, "scope_guard_answer_advice_on_a_phone")
        self.assertAnswered("declined")


@tagged("post_install", "-at_install")
class TestRecapTours(AdviceMessageCommon, HttpCase):
    """Recording with the recap, as the project's manager."""

    browser_size = "1440x900"

    def _recaps(self):
        people = [("recipient_ids", "in", self.tom.ids)]
        return self.env["mail.mail"].sudo().search(people)

    def test_recap_from_a_message(self):
        self._create_message(date=fields.Datetime.now())
        self.start_tour(
            f"/odoo/project/{self.project.id}/tasks/{self.task.id}",
            "scope_guard_recap_from_message",
            login="advice_pm",
        )
        advice = self.project.scope_advice_ids
        self.assertEqual(advice.decision, "declined")
        self.assertTrue(advice.date_recap_sent)
        self.assertIn("that is noted", self._recaps().body_html)

    def test_look_at_it_first_and_changed_mind(self):
        advice = self._create_advice(
            template_id=self.entry.id, user_id=self.pm.id, risk="Orders twice"
        )
        self.start_tour(
            f"/odoo/action-scope_guard.scope_advice_action/{advice.id}",
            "scope_guard_recap_and_changed_mind",
            login="advice_pm",
        )
        self.assertEqual(advice.decision, "accepted")
        self.assertEqual(
            advice.decision_ids.mapped("decision"), ["accepted", "declined"]
        )
        self.assertEqual(len(self._recaps()), 1)
