from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from ..models.scope_advice import (
    ANSWER_SENTINEL,
    DECISION_SELECTION,
    RECORD_KEY,
    RECORD_SENTINEL,
)
from .test_advice import AdviceCommon

#: What no page or mail for the client says.
COURTROOM = (
    *("verdict", "flag", "declined", "materialised", "gap", "evidence"),
    "scope guard",
)


class RecapCommon(AdviceCommon):
    """An advice to Tom Kim, who has an address, and what he gets of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.tom.email = "tom@nordwind.test"
        cls.anna.email = "anna@nordwind.test"
        cls.pm.write({"email": "jana@firm.test", "name": "Jana Roth"})
        cls.consultant.write({"email": "ole@firm.test", "name": "Ole Kern"})
        cls.entry.needs = "A test shop\nAccess to accounting"
        cls.advice = cls._create_advice(
            name="Connecting the shop to accounting",
            template_id=cls.entry.id,
            recommendation="Ms Okafor sets it up with your team, two days.",
            risk="Orders can be posted twice.",
            other_ways="Your team alone, with our check list.",
            user_id=cls.consultant.id,
            date_valid_until=cls.today + timedelta(days=30),
        )

    @classmethod
    def _answer_by(cls, decision, **values):
        """Values that an answer needs."""
        days = {
            "self": {
                "commitment_owner_id": cls.tom.id,
                "commitment_date": cls.today + timedelta(days=20),
            },
            "deferred": {"date_deferred_until": cls.today + timedelta(days=10)},
        }
        given = {"decided_by_id": cls.tom.id, "date_decided": cls.today}
        return {"decision": decision} | given | days.get(decision, {}) | values

    def _mails(self):
        """What goes to people at the client."""
        people = [("recipient_ids", "child_of", self.customer.id)]
        return self.env["mail.mail"].sudo().search(people)

    @classmethod
    def _link(cls, advice=None, purpose="answer", partner=None):
        """A fresh link and its token."""
        link, url = cls.env["scope.link"]._make(
            (advice or cls.advice), purpose, partner=partner or cls.tom
        )
        return link, url.rsplit("/", 1)[1]

    def _client_answers(self, decision="accepted", link=None, **values):
        """Answer as the page does."""
        link = link or self._link()[0]
        advice = link._document()
        options = {
            key: values.pop(key)
            for key in ("name", "shown", "hand_over", "owner")
            if key in values
        }
        return advice._client_answers(
            link,
            self._answer_by(decision, **values),
            **({"name": "Tom Kim", "shown": advice._note_hash()} | options),
        )


@tagged("post_install", "-at_install")
class TestAdviceDecision(RecapCommon):
    """Every answer stays on file; a changed mind is a new one."""

    def test_recorded_answer_begins_the_history(self):
        self.advice.write(
            self._answer_by("declined", reason="No time", client_view="X")
        )
        self.advice.with_user(self.consultant).action_record()
        self.assertRecordValues(
            self.advice.decision_ids,
            [
                {
                    "decision": "declined",
                    "decided_by_id": self.tom.id,
                    "date_decided": self.today,
                    "date_recorded": self.advice.date_answer_recorded,
                    "channel": "call",
                    "reason": "No time",
                    "client_view": "X",
                    "previous_id": False,
                    "on_behalf_user_ref": self.consultant.id,
                    "on_behalf_user_id": self.consultant.id,
                    "answered_by": "Tom Kim",
                }
            ],
        )
        self.assertEqual(self.advice.answer_count, 1)

    def test_answer_that_came_later_has_its_own_way(self):
        self.advice.send_recap = False
        self.advice.action_record()
        self.assertFalse(self.advice.decision_ids)
        self.advice.write(self._answer_by("accepted", answer_channel="mail"))
        self.advice.action_record_answer()
        self.assertEqual(self.advice.decision_ids.channel, "mail")

    def test_nobody_writes_or_deletes_history(self):
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record()
        decision = self.advice.decision_ids
        values = {"advice_id": self.advice.id, "decision": "accepted"}
        values["date_recorded"] = fields.Datetime.now()
        everything = {
            RECORD_KEY: True,
            "scope_advice_record": RECORD_SENTINEL,
        }
        for records in (
            decision.with_user(self.manager),
            decision.sudo(),
            decision.sudo().with_context(**everything),
        ):
            with self.subTest(user=records.env.user.login, su=records.env.su):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    records.write({"decision": "accepted"})
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    records.unlink()
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    records.create(values)
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    records.copy()
        # Nor through the advice, whoever asks.
        for command in (
            Command.create({"decision": "accepted"}),
            Command.update(decision.id, {"decision": "accepted"}),
            Command.delete(decision.id),
            Command.clear(),
        ):
            with self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.advice.sudo().write({"decision_ids": [command]})
        self.assertEqual(decision.decision, "declined")
        self.assertEqual(decision.advice_id, self.advice)

    def test_answer_on_file_is_changed_by_a_new_one_alone(self):
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record()
        with self.assertRaises(UserError):
            self.advice.sudo().write({"decision": "accepted"})
        with self.assertRaises(UserError):
            self.advice.sudo().with_context(**{RECORD_KEY: RECORD_SENTINEL}).write(
                {"decision": "accepted"}
            )
        with self.assertRaises(UserError):
            self.advice.sudo().write({"date_answer_recorded": False})
        # What nobody can make up.
        self.assertIsNot(ANSWER_SENTINEL, RECORD_SENTINEL)
        self.advice.sudo().write({"answer_count": 7})
        self.assertEqual(self.advice.answer_count, 1)

    def test_changed_mind_names_the_answer_before(self):
        self.advice.write(self._answer_by("declined", reason="No time"))
        self.advice.action_record()
        first = self.advice.decision_ids
        wizard = Form(
            self.env["scope.advice.mind"]
            .with_user(self.consultant)
            .with_context(**self.advice.action_changed_mind()["context"])
        )
        wizard.decision = "self"
        self.assertTrue(wizard.commitment_date)
        self.assertEqual(wizard.decided_by_id, self.tom)
        wizard.channel = "meeting"
        wizard.commitment_date = self.today + timedelta(days=12)
        wizard.save().action_record()
        second = self.advice.decision_ids[0]
        self.assertEqual(second.previous_id, first)
        self.assertEqual(first.decision, "declined")
        self.assertEqual(first.reason, "No time")
        self.assertRecordValues(
            self.advice,
            [
                {
                    "decision": "self",
                    "commitment_owner_id": self.tom.id,
                    "commitment_date": self.today + timedelta(days=12),
                    "reason": False,
                    "date_answer_recorded": second.date_recorded,
                    "date_review": self.today + timedelta(days=12),
                    "answer_count": 2,
                }
            ],
        )
        self.assertEqual(second.channel, "meeting")
        self.assertEqual(second.on_behalf_user_id, self.consultant)
        self.assertIn("Their team does it", self.project.message_ids[:1].body)

    def test_changed_mind_settles_reminders_of_the_answer_before(self):
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record()
        self.advice._scope_remind("review")
        self.assertTrue(self.advice.activity_ids)
        self.advice.record_changed_mind(self._answer_by("accepted"))
        self.assertFalse(self.advice.activity_ids)
        # Taken up and then not: the manager hears of it once more.
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            self.advice.record_changed_mind(self._answer_by("declined"))
        self.assertEqual(len(self.advice.activity_ids), 1)
        self.assertEqual(self.advice.activity_ids.user_id, self.pm)
        # The same answer with other words is no news.
        self.advice.activity_ids.unlink()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
            self.advice.record_changed_mind(self._answer_by("declined", reason="x"))
        self.assertFalse(self.advice.activity_ids)

    def test_changed_mind_asks_for_what_is_missing(self):
        self.advice.send_recap = False
        self.advice.action_record()
        with self.assertRaisesRegex(UserError, "no recorded answer yet"):
            self.advice.record_changed_mind(self._answer_by("accepted"))
        self.advice.write(self._answer_by("accepted"))
        self.advice.action_record_answer()
        with self.assertRaisesRegex(UserError, "Choose one"):
            self.advice.record_changed_mind({"decision": "pending"})
        with self.assertRaisesRegex(UserError, "by when it is ready"):
            with self.env.cr.savepoint():
                self.advice.record_changed_mind({"decision": "self"})
        self.env.invalidate_all()
        self.assertEqual(self.advice.decision, "accepted")

    def test_correction_goes_on_with_the_history(self):
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record()
        self.advice.action_correct()
        successor = self.advice.successor_ids
        successor.action_record()
        self.assertEqual(successor.decision_ids.previous_id, self.advice.decision_ids)
        with self.assertRaisesRegex(UserError, "on the newer one"):
            self.advice.record_changed_mind(self._answer_by("accepted"))

    def test_old_answers_begin_the_history_once(self):
        self.advice.write(self._answer_by("self", client_view="Ours can do it"))
        self.advice.action_record()
        later = self._create_advice(send_recap=False)
        later.action_record()
        later.write(self._answer_by("accepted"))
        later.action_record_answer()
        pending = self._create_recorded()
        self.env.flush_all()
        both = (self.advice | later).ids
        # As an earlier release left it.
        self.env.cr.execute(
            "DELETE FROM scope_advice_decision WHERE advice_id = ANY(%s)", [both]
        )
        self.env.cr.execute(
            "UPDATE scope_advice SET answer_count = NULL,"
            " date_answer_recorded = date_answer_recorded + interval '1 day'"
            " WHERE id = %s",
            [later.id],
        )
        self.env.cr.execute(
            "UPDATE scope_advice SET answer_count = NULL WHERE id = %s",
            [self.advice.id],
        )
        self.env.invalidate_all()
        Decision = self.env["scope.advice.decision"]
        for _time in range(2):
            Decision._scope_take_over()
            self.assertRecordValues(
                self.advice.decision_ids,
                [
                    {
                        "decision": "self",
                        "decided_by_id": self.tom.id,
                        "channel": "call",
                        "client_view": "Ours can do it",
                        "commitment_date": self.advice.commitment_date,
                        "date_recorded": self.advice.date_answer_recorded,
                    }
                ],
            )
            self.assertEqual(len(later.decision_ids), 1)
            self.assertFalse(later.decision_ids.channel)
            self.assertFalse(pending.decision_ids)
            self.assertEqual(self.advice.answer_count, 1)
        self.assertEqual(self._client_answers("accepted"), "answered")
        self.assertEqual(len(self.advice.decision_ids), 2)

    def test_erased_name_leaves_the_answer(self):
        self.advice.action_record()
        self._client_answers("declined", name="Thomas Kim")
        decision = self.advice.decision_ids
        self.assertEqual(decision.answered_by, "Thomas Kim")
        person = self.env["scope.ledger.person"].browse(decision.answerer_ref)
        self.assertEqual(person.digest, decision.answerer_digest)
        person.unlink()
        self.env.invalidate_all()
        self.assertEqual(decision.answered_by, "Tom Kim")
        self.assertIn("was erased", self.advice.message_ids[:1].body)
        self.assertEqual(decision.decision, "declined")

    def test_history_is_visible_as_its_advice_is(self):
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record()
        decision = self.advice.decision_ids
        portal = new_test_user(self.env, "recap_portal", groups="base.group_portal")
        employee = new_test_user(self.env, "recap_employee", groups="base.group_user")
        Decision = self.env["scope.advice.decision"]
        for user in (self.consultant, self.pm, self.manager):
            self.assertIn(decision, Decision.with_user(user).search([]))
        for user in (portal, employee):
            with self.assertRaises(AccessError):
                Decision.with_user(user).search([])
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.outsider.partner_id.ids)
        self.assertNotIn(decision, Decision.with_user(self.outsider).search([]))
        with self.assertRaises(AccessError):
            decision.with_user(self.outsider).read(["decision"])
        with self.assertRaises(AccessError):
            self.advice.with_user(self.outsider).record_changed_mind(
                self._answer_by("accepted")
            )

    def test_other_company_sees_none_of_it(self):
        self.advice.write(self._answer_by("declined"))
        self.advice.action_record()
        company = self.env["res.company"].create({"name": "Other"})
        self.project.company_id = self.env.company
        stranger = new_test_user(
            self.env,
            "recap_stranger",
            groups="project.group_project_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.assertFalse(
            self.env["scope.advice.decision"].with_user(stranger).search([])
        )


@tagged("post_install", "-at_install")
class TestAdviceRecap(RecapCommon):
    """One friendly mail to who was told, and to nobody else."""

    def test_ticked_where_it_makes_sense(self):
        self.assertTrue(self.advice.send_recap)
        without = self.env["scope.advice"].create({"name": "X"})
        self.assertFalse(without.send_recap)
        self.tom.email = False
        self.assertFalse(self._create_advice().send_recap)
        self.tom.email = "tom@nordwind.test"
        long_ago = self.today - timedelta(days=60)
        self.assertFalse(self._create_advice(date_told=long_ago).send_recap)
        imported = self.env["scope.advice"].with_context(import_file=True)
        self.assertFalse(
            imported.create({"name": "X", "contact_id": self.tom.id}).send_recap
        )

    def test_record_sends_it(self):
        before = self._mails()
        self.advice.with_user(self.consultant).action_record()
        mail = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.tom)
        self.assertEqual(mail.subject, "Connecting the shop to accounting")
        self.assertIn("ole@firm.test", mail.email_from)
        self.assertIn("/my/note/", mail.body_html)
        for text in (
            "thank you for the call",
            "Ms Okafor sets it up",
            "Orders can be posted twice.",
            "Four answers",
            "Read and answer",
            "Who sees this: you, Ole Kern",
        ):
            self.assertIn(text, html2plaintext(mail.body_html).replace("\n", " "), text)
        self.assertTrue(self.advice.date_recap_sent)
        self.assertEqual(self.advice.link_ids.purpose, "answer")
        self.assertIn("Recap sent to Tom Kim", self.advice.recap_summary)
        self.assertIn("Recap sent to Tom Kim", self.advice.message_ids[:1].body)
        self.assertNotIn("/my/note/", self.advice.message_ids[:1].body)
        # Once: recording again sends nothing.
        self.advice.action_record()
        self.assertEqual(len(self._mails() - before), 1)

    def test_summary_is_the_same_for_who_may_not_list_links(self):
        self.advice.action_record()
        self.env.invalidate_all()
        advice = self.advice.with_user(self.consultant)
        shown = advice.read(["link_ids", "recap_summary"])[0]
        self.assertFalse(shown["link_ids"])
        self.assertIn("Recap sent to Tom Kim", shown["recap_summary"])
        self.assertNotIn("taken back", shown["recap_summary"])
        self.advice._open_links()._revoke()
        self.env.invalidate_all()
        self.assertIn("The link was taken back.", advice.recap_summary)

    def test_not_ticked_is_not_sent(self):
        before = self._mails()
        self.advice.send_recap = False
        self.advice.action_record()
        self.assertFalse(self._mails() - before)
        self.assertFalse(self.advice.recap_summary)

    def test_varies_with_the_answer(self):
        said = {
            "pending": "How do you see it?",
            "accepted": "You go with it",
            "deferred": "We ask you again then",
            "self": "Your team takes it: Tom Kim, ready by",
            "declined": "that is noted",
        }
        for decision, _label in DECISION_SELECTION:
            with self.subTest(decision=decision):
                advice = self.advice.copy({"contact_id": self.tom.id})
                if decision != "pending":
                    advice.write(self._answer_by(decision))
                before = self._mails()
                advice.action_record()
                mail = self._mails() - before
                text = html2plaintext(mail.body_html)
                for other, sentence in said.items():
                    self.assertEqual(sentence in text, other == decision, other)
                self.assertEqual("A test shop" in text, decision == "self")
                for word in COURTROOM:
                    self.assertNotIn(word, mail.body_html.lower())
                    self.assertNotIn(word, mail.subject.lower())

    def test_what_is_over_is_not_offered(self):
        for days, is_offered in ((1, True), (0, True), (-1, False)):
            with self.subTest(days=days):
                advice = self.advice.copy(
                    {
                        "contact_id": self.tom.id,
                        "date_valid_until": self.today + timedelta(days=days),
                    }
                )
                before = self._mails()
                advice.action_record()
                mail = self._mails() - before
                self.assertEqual("as offered until" in mail.body_html, is_offered)

    def test_text_of_a_user_is_text_in_the_mail(self):
        advice = self._create_advice(name="<b>Bold</b>", risk="<script>x</script>")
        before = self._mails()
        advice.action_record()
        body = (self._mails() - before).body_html
        self.assertIn("&lt;script&gt;x", body)
        self.assertNotIn("<script>", body)
        self.assertNotIn("<b>Bold", body)

    def test_in_the_client_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        template = self.env.ref("scope_guard.mail_template_advice_recap")
        template.with_context(
            lang="de_DE"
        ).subject = "Unser Vorschlag: {{ object.name }}"
        self.tom.lang = "de_DE"
        before = self._mails()
        self.advice.action_record()
        mail = self._mails() - before
        self.assertEqual(
            mail.subject, "Unser Vorschlag: Connecting the shop to accounting"
        )
        self.assertIn("/de/my/note/", mail.body_html)

    def test_look_at_it_first(self):
        action = self.advice.with_user(self.consultant).action_look_at_recap()
        wizard = (
            self.env["scope.advice.recap"]
            .with_user(self.consultant)
            .with_context(**action["context"])
            .create({"reader_ids": [Command.set(self.anna.ids)]})
        )
        self.assertIn("thank you for the call", wizard.body)
        wizard.body = "<p>Tom, my own words</p>"
        before = self._mails()
        wizard.action_send()
        mails = self._mails() - before
        self.assertEqual(mails.recipient_ids, self.tom | self.anna)
        own = mails.filtered(lambda mail: mail.recipient_ids == self.tom)
        self.assertIn("my own words", own.body_html)
        self.assertIn("Anna Berg", own.body_html, "who else sees it")
        self.assertTrue(self.advice.date_recorded)
        self.assertEqual(
            self.advice.sudo().link_ids.mapped(
                lambda link: (link.partner_id.name, link.purpose)
            ),
            [("Tom Kim", "answer"), ("Anna Berg", "read")],
        )

    def test_wizard_says_what_is_missing(self):
        self.tom.email = False
        Wizard = self.env["scope.advice.recap"].with_user(self.consultant)
        wizard = Wizard.create({"advice_id": self.advice.id})
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            with self.env.cr.savepoint():
                wizard.action_send()
        self.assertFalse(self.advice.date_recorded)
        self.tom.email = "tom@nordwind.test"
        wizard.body = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "has no text"):
            wizard.action_send()
        draft = self.env["scope.advice"].create({"name": "X"})
        with self.assertRaisesRegex(UserError, "still needs"):
            draft.action_look_at_recap()

    def test_broken_template_keeps_the_record(self):
        broken = patch.object(
            type(self.advice), "_render_mail", side_effect=UserError("broken")
        )
        with broken:
            self.advice.action_record()
        self.assertTrue(self.advice.date_recorded)
        self.assertFalse(self.advice.date_recap_sent)
        self.assertIn("could not be sent", self.advice.message_ids[:1].body)

    def test_closed_to_him_cannot_be_sent(self):
        self.project.privacy_visibility = "followers"
        advice = self.advice.with_user(self.outsider)
        with self.assertRaises(AccessError):
            advice.action_look_at_recap()
        with self.assertRaises(AccessError):
            advice._send_recap("X", "<p>X</p>")
        with self.assertRaises(AccessError):
            advice.action_offer_again()

    def test_what_the_program_keeps_nobody_writes(self):
        advice = self.advice.with_user(self.manager)
        for values in (
            {"date_recap_sent": fields.Datetime.now()},
            {"checked_back_for": self.today},
            {"check_back_answer": "on_track"},
            {"asked_again_for": self.today},
        ):
            advice.write(values)
            for name in values:
                self.assertFalse(self.advice[name], name)

    # ------------------------------------------------------------------ followers
    def test_no_follower_gets_a_note_or_an_answer(self):
        portal = new_test_user(
            self.env, "recap_p", groups="base.group_portal", email="p@nordwind.test"
        )
        portal.partner_id.parent_id = self.customer
        for user in (self.pm, self.manager, self.consultant):
            user.notification_type = "email"
        people = self.tom + self.anna + self.customer + portal.partner_id
        self.customer.email = "info@nordwind.test"
        people += (self.pm + self.manager + self.consultant).partner_id
        subtypes = self.env["mail.message.subtype"].search([])
        for record in (self.advice, self.project, self.customer):
            record.message_subscribe(people.ids, subtypes.ids)
        self.env.flush_all()
        # With tracking and notifications as in daily use.
        env = self.env(context={}, user=self.consultant.id)
        advice = self.advice.with_env(env)
        outside = self.tom + self.anna + self.customer + portal.partner_id

        def mails_to_clients():
            self.env.flush_all()
            self.cr.precommit.run()
            found = self.env["mail.mail"].sudo().search([])
            return found.filtered(
                lambda mail: (
                    mail.recipient_ids & outside or "nordwind" in (mail.email_to or "")
                )
            )

        before = mails_to_clients()
        notices = self.env["mail.notification"].search([])
        advice.write(self._answer_by("declined"))
        advice.action_record()
        mail = mails_to_clients() - before
        self.assertEqual(mail.recipient_ids, self.tom, "the recap, and nothing else")
        before |= mail
        advice.record_changed_mind(self._answer_by("self"))
        advice.record_changed_mind(self._answer_by("deferred"))
        link = self._link()[0]
        self._client_answers("declined", link, client_view="We are fine")
        document = link._document()
        document._client_wants_to_talk(link, "At 5")
        document._client_corrects(link, "It was Tuesday")
        document._client_asks_hand(link, "With the test")
        document._client_is_somebody_else(link, "I am Bob")
        advice.action_happened()
        advice._scope_remind("review")
        advice.activity_ids.action_feedback("Called")
        advice.action_offer_again()
        advice._scope_offer_again({"date_earliest": self.today})
        self.assertFalse(mails_to_clients() - before)
        told = self.env["mail.notification"].search([]) - notices
        self.assertFalse(told.res_partner_id & outside)
        notes = advice.message_ids + self.project.message_ids
        self.assertTrue(notes)

    # ------------------------------------------------------------------ offering again
    def test_offer_again_on_new_terms(self):
        self.advice.write(self._answer_by("declined", reason="No budget"))
        self.advice.action_record()
        self.assertEqual(self.customer.scope_declined_count, 1)
        action = self.advice.action_offer_again()
        form = Form(
            self.env["scope.advice.offer"]
            .with_user(self.consultant)
            .with_context(**action["context"])
        )
        self.assertEqual(
            form.date_valid_until, self.today + timedelta(days=45), "of the library"
        )
        form.date_earliest = self.today + timedelta(days=14)
        form.recommendation = "Ms Okafor has three days in May."
        action = form.save().action_offer()
        successor = self.env["scope.advice"].browse(action["res_id"])
        self.assertRecordValues(
            successor,
            [
                {
                    "predecessor_id": self.advice.id,
                    "decision": "pending",
                    "decided_by_id": False,
                    "reason": False,
                    "recommendation": "Ms Okafor has three days in May.",
                    "risk": "Orders can be posted twice.",
                    "needs": self.advice.needs,
                    "date_told": self.today,
                    "date_earliest": self.today + timedelta(days=14),
                    "date_valid_until": self.today + timedelta(days=45),
                    "send_recap": True,
                    "date_recorded": False,
                }
            ],
        )
        before = self._mails()
        successor.action_record()
        text = html2plaintext((self._mails() - before).body_html)
        self.assertIn("our suggestion still stands", text)
        self.assertIn("It can begin on", text)
        self.assertEqual(self.customer.scope_declined_count, 0)
        link = self._link()[0]
        self.assertEqual(self.advice._note_state(link), "newer")
        # The answer to the new one goes on with the history.
        self._client_answers("accepted", self._link(successor)[0])
        self.assertEqual(successor.decision_ids.previous_id, self.advice.decision_ids)

    def test_offer_again_asks_for_the_earliest_day(self):
        self.advice.action_record()
        wizard = self.env["scope.advice.offer"].create({"advice_id": self.advice.id})
        with self.assertRaisesRegex(UserError, "earliest"):
            wizard.action_offer()
        wizard.date_earliest = self.today
        wizard.date_valid_until = self.today - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "has passed"):
            wizard.action_offer()

    def test_needs_follow_the_library_until_somebody_writes_them(self):
        self.assertEqual(self.advice.needs, "A test shop\nAccess to accounting")
        other = self.entry.copy({"name": "Other", "needs": "Other needs"})
        self.advice.template_id = other
        self.assertEqual(self.advice.needs, "Other needs")
        self.advice.needs = "My own"
        self.advice.template_id = self.entry
        self.assertEqual(self.advice.needs, "My own")
        self.advice.action_record()
        with self.assertRaises(UserError):
            self.advice.needs = "Later"

    def test_printed_note(self):
        self.advice.write(self._answer_by("self", client_view="Ours can do it"))
        self.advice.action_record()
        Report = self.env["ir.actions.report"].with_user(self.consultant)
        content = Report._render_qweb_html(
            "scope_guard.scope_advice_note_report", self.advice.ids
        )[0].decode()
        for text in (
            "Connecting the shop to accounting",
            "Orders can be posted twice.",
            "Ours can do it",
            "Our team takes it: Tom Kim",
            "A test shop",
            self.advice.code,
        ):
            self.assertIn(text, content)
        # Our view and theirs are cells of one row.
        row = content.split("o_note_sides")[1].split("</tr>")[0]
        self.assertIn("Orders can be posted twice.", row)
        self.assertIn("Ours can do it", row)
        self.assertNotIn("No reason", content)
        with self.assertRaises(AccessError):
            self.project.privacy_visibility = "followers"
            Report.with_user(self.outsider)._render_qweb_html(
                "scope_guard.scope_advice_note_report", self.advice.ids
            )
