from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .test_link import ScopeSigningCommon

#: Ten in the morning in Berlin, on a Monday.
MONDAY = "2026-03-02 09:00:00"


class NoticeCommon(ScopeSigningCommon):
    """A scope that is with Anna Berg, and two more documents that may wait for her."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Notice = cls.env["scope.notice"].sudo()
        cls.Bundle = cls.env["scope.bundle"].sudo()
        cls.contact.tz = "Europe/Berlin"
        cls.reader.tz = "Europe/Berlin"
        with freeze_time(MONDAY):
            cls._send()
        cls.tor._write_sending(date_sent=MONDAY)
        # Any document will do; these say nothing of their own.
        cls.note = cls._document(date_sent="2025-01-01")
        cls.other_note = cls._document(date_sent="2025-01-01")

    @classmethod
    def _document(cls, **values):
        return cls.Bundle.create(
            {
                "project_id": cls.project.id,
                "partner_id": cls.partner.id,
                "company_id": cls.env.company.id,
                **values,
            }
        )

    def _run(self, *moments):
        """Let the hourly job run at these moments (UTC)."""
        for moment in moments:
            with freeze_time(moment):
                self._send_waiting()

    def _wait(self, document=None, partner=None, kind="note", at=MONDAY, **options):
        with freeze_time(at):
            return (document or self.note)._notify_later(
                partner or self.contact, kind, **options
            )

    def _bundles(self, partner=None):
        """Mails that went out, the oldest first."""
        return self.Bundle.search(
            [("notice_ids", "!=", False)], order="date_sent, id"
        ).filtered(lambda bundle: not partner or bundle.person_id == partner)

    def _sent(self):
        return [str(bundle.date_sent) for bundle in self._bundles()]

    @contextmanager
    def _silent(self, reason="they have a question open", person=None):
        """As if something were wrong with the customer."""

        def silence(partner):
            return reason if person in (None, partner) else ""

        with patch.object(
            type(self.env["res.partner"]), "_scope_silence_reason", silence
        ):
            yield

    def _plan_of(self, notice, at=MONDAY):
        notice.invalidate_recordset()
        with freeze_time(at):
            return str(notice.date_planned or ""), notice.when, notice.why


@tagged("post_install", "-at_install")
class TestNotice(NoticeCommon):
    """What waits, and how it ends."""

    def test_waits_once(self):
        notice = self._wait()
        self.assertEqual(notice.state, "waiting")
        self.assertEqual(notice.partner_id, self.contact)
        self.assertEqual(notice.project_id, self.project)
        self.assertEqual(notice.customer_id, self.partner)
        self.assertEqual(self._wait(), notice)
        self.assertNotEqual(self._wait(kind="other"), notice)
        self.assertNotEqual(self._wait(partner=self.reader), notice)
        self.assertEqual(self.Notice.search_count([]), 3)

    def test_an_earlier_day_counts(self):
        notice = self._wait(not_before=fields.Date.to_date("2026-03-10"))
        # Midnight in Berlin.
        self.assertEqual(str(notice.date_not_before), "2026-03-09 23:00:00")
        self._wait(not_before=fields.Datetime.to_datetime("2026-03-20 08:00:00"))
        self.assertEqual(str(notice.date_not_before), "2026-03-09 23:00:00")
        self._wait(not_before=fields.Datetime.to_datetime("2026-03-05 08:00:00"))
        self.assertEqual(str(notice.date_not_before), "2026-03-05 08:00:00")
        self._wait()
        self.assertFalse(notice.date_not_before)

    def test_not_before(self):
        self._wait(not_before=fields.Datetime.to_datetime("2026-03-04 12:00:00"))
        self._run("2026-03-04 11:59:00")
        self.assertFalse(self._bundles())
        self._run("2026-03-04 12:00:00")
        self.assertEqual(self._sent(), ["2026-03-04 12:00:00"])

    def test_nobody_to_wait_for(self):
        self.assertFalse(self.note._notify_later(self.env["res.partner"], "note"))
        self.assertFalse(self.Notice.search([]))

    def test_drop(self):
        notice, other = self._wait(), self._wait(kind="other")
        self.note._notify_drop(["note"])
        self.assertEqual(
            (notice.state, notice.reason, other.state),
            ("dropped", "settled", "waiting"),
        )
        self.note._notify_drop()
        self.assertEqual(other.state, "dropped")
        self._run(MONDAY)
        self.assertFalse(self._bundles())
        self.assertEqual(self._wait().state, "waiting")

    def test_lapses_while_it_waits(self):
        notice = self._wait(self.tor, kind="sign_reminder")
        self.assertEqual(self._plan_of(notice)[1:], ("today", ""))
        self.tor._write_sending(date_changes_asked=fields.Datetime.now())
        self.assertEqual(
            self._plan_of(notice), ("", "does not go out", "no longer needed")
        )
        self._run(MONDAY)
        self.assertEqual((notice.state, notice.reason), ("dropped", "lapsed"))
        self.assertFalse(self._bundles())

    def test_settled_with_the_agreement(self):
        notice = self._wait(self.tor, kind="sign_reminder")
        self.tor.with_user(self.pm).action_back_to_draft()
        self.assertEqual(notice.reason, "settled")
        self._send()
        notice = self._wait(self.tor, kind="sign_reminder")
        self._agree()
        self.assertEqual(notice.reason, "settled")

    def test_document_deleted(self):
        notice = self._wait()
        self.note.unlink()
        self.assertEqual((notice.state, notice.reason), ("dropped", "settled"))
        # By the database alone, as with a deleted project's documents.
        gone = self._wait(self.other_note)
        self.env.cr.execute(
            "DELETE FROM scope_bundle WHERE id = %s", [self.other_note.id]
        )
        self.env.invalidate_all()
        self.assertEqual(gone.what, "(no longer on file)")
        self.assertEqual(self._plan_of(gone)[1], "today")
        self._run(MONDAY)
        self.assertEqual((gone.state, gone.reason), ("dropped", "gone"))
        self.assertFalse(self._bundles())

    def test_person_deleted(self):
        person = self.contact.copy()
        notice = self._wait(partner=person)
        person.unlink()
        self.assertFalse(notice.exists())
        self._run(MONDAY)
        self.assertFalse(self._bundles())

    def test_person_merged(self):
        double = self.contact.copy()
        notice = self._wait(partner=double)
        both = self._wait(self.other_note), self._wait(self.other_note, double)
        with mute_logger("odoo.sql_db", "odoo.addons.base.partner.merge"):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (double | self.contact).ids, self.contact
            )
        self.env.invalidate_all()
        self.assertFalse(double.exists())
        self.assertEqual(notice.partner_id, self.contact)
        self._run(MONDAY)
        # What waited for both of them went out once.
        self.assertEqual({each.state for each in both}, {"sent", "dropped"})
        self.assertEqual(len(self._bundles()), 1)
        self.assertEqual(len(self._bundles().notice_ids), 2)

    def test_no_address_asks_us_to_call(self):
        for email in (False, "nonsense", "a@b.test, c@d.test"):
            with self.subTest(email=email):
                self.contact.email = email
                notice = self._wait()
                self._run(MONDAY)
                self.assertEqual(notice.reason, "no_address")
                self.assertEqual(
                    self.note.activity_ids.summary,
                    "No e-mail reaches Anna Berg: call instead",
                )
                self.assertEqual(self.note.activity_ids.user_id, self.pm)
                # The daily job asks again: once is enough.
                self.assertFalse(self._wait())
                self.note.activity_ids.unlink()
                self.note.sudo().env["scope.notice"].search([]).unlink()
        self.assertFalse(self._bundles())
        self.contact.email = "anna@nordwind.test"
        self.assertTrue(self._wait())

    def test_archived_person_gets_no_mail(self):
        notice = self._wait()
        self.contact.active = False
        self._run(MONDAY)
        self.assertEqual(notice.reason, "no_address")
        self.assertTrue(self.note.activity_ids)

    def test_two_mails_of_a_kind_then_a_call(self):
        for week in range(2):
            at = fields.Datetime.to_datetime(MONDAY) + timedelta(weeks=week)
            self._wait(at=at)
            self._run(at)
        self.assertEqual(len(self._bundles()), 2)
        self.assertFalse(self._wait(at="2026-03-16 09:00:00"))
        self.assertEqual(
            self.note.activity_ids.summary, "No answer yet: call Anna Berg"
        )
        self.note.activity_ids.unlink()
        self.assertFalse(self._wait(at="2026-03-17 09:00:00"))
        self.assertFalse(self.note.activity_ids)
        # Another kind, and another document, are counted by themselves.
        self.assertTrue(self._wait(kind="other"))
        self.assertTrue(self._wait(self.other_note))

    def test_trouble_of_one_keeps_nobody_else_waiting(self):
        broken, fine = self._wait(), self._wait(self.other_note)
        person = self._wait(partner=self.reader)

        def is_current(document, kind, partner):
            if document == self.note and partner == self.contact:
                raise ValueError("broken")
            return True

        with (
            patch.object(type(self.note), "_notice_is_current", is_current),
            self.assertLogs(
                "odoo.addons.scope_guard.models.scope_notice_send", "ERROR"
            ),
        ):
            self._run(MONDAY)
        self.assertEqual(
            (broken.state, fine.state, person.state), ("waiting", "sent", "sent")
        )

    def test_bookkeeping_that_fails_takes_no_mail_back(self):
        notice = self._wait()

        def sent(document, kind, partner, link):
            raise ValueError("broken")

        with (
            patch.object(type(self.note), "_notice_sent", sent),
            self.assertLogs(
                "odoo.addons.scope_guard.models.scope_notice_send", "ERROR"
            ),
        ):
            self._run(MONDAY)
        self.assertEqual(notice.state, "sent")
        self.assertTrue(notice.link_id)


@tagged("post_install", "-at_install")
class TestBundle(NoticeCommon):
    """One mail, and what is in it."""

    def test_one_mail_with_everything(self):
        notices = (
            self._wait(self.tor, kind="sign_reminder")
            | self._wait()
            | self._wait(self.other_note)
        )
        before = self._mails()
        self._run(MONDAY)
        mail = self._mails() - before
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(mail.subject, "Web shop: waiting for you")
        self.assertIn("Hello Anna Berg", mail.body_html)
        self.assertIn("What we agree on for Web shop", mail.body_html)
        self.assertIn("Nobody else gets this mail", mail.body_html)
        self.assertEqual(mail.body_html.count("<a "), 1)
        self.assertIn("/my/for-you/", mail.body_html)
        bundle = self._bundles()
        self.assertEqual(bundle.notice_ids, notices)
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertEqual(len(bundle.link_ids.child_ids), 3)
        self.assertEqual(bundle.link_ids.child_ids.mapped("state"), ["waiting"] * 3)

    def test_one_thing_has_a_mail_of_its_own(self):
        notice = self._wait(self.tor, kind="sign_reminder")
        self._run(MONDAY)
        mail = notice.link_id.mail_id
        self.assertEqual(mail.subject, "Web shop: still with you")
        self.assertIn("/my/agreement/", mail.body_html)
        self.assertFalse(self._bundles().link_ids)
        self.assertEqual(self.tor.reminder_count, 1)
        self.assertIn("Reminder 1 of 2 sent to Anna Berg", self._notes())

    def test_one_thing_without_words_of_its_own(self):
        self._wait()
        self._run(MONDAY)
        self.assertIn("/my/for-you/", self._bundles().link_ids.mail_id.body_html)

    def test_each_person_and_each_project_by_itself(self):
        shop = self.project.copy({"name": "Other shop", "partner_id": self.partner.id})
        self._wait()
        self._wait(partner=self.reader)
        self._wait(self._document(date_sent="2025-01-01", project_id=shop.id))
        self._run(MONDAY)
        self.assertEqual(len(self._bundles()), 3)
        self.assertEqual(len(self._bundles(self.contact)), 2)

    def test_before_there_is_a_project(self):
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        early = [
            self._document(
                date_sent="2025-01-01", project_id=False, partner_id=customer.id
            )
            for customer in (self.partner, self.partner, other)
        ]
        for document in early:
            self._wait(document)
        self._run(MONDAY)
        bundles = self._bundles()
        self.assertEqual(sorted(len(b.notice_ids) for b in bundles), [1, 2])
        self.assertIn(self.env.company.name, bundles[0].link_ids.mail_id.subject)
        self._wait(early[0], kind="other")
        self._run("2026-03-06 09:00:00")
        self.assertEqual(len(self._bundles()), 2)

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("de_DE")
        template = self.env.ref("scope_guard.mail_template_bundle")
        template.with_context(lang="de_DE").subject = "Für Sie"
        self.contact.lang = "de_DE"
        self._wait()
        self._run(MONDAY)
        mail = self._bundles().link_ids.mail_id
        self.assertEqual(mail.subject, "Für Sie")
        self.assertIn("/de/my/for-you/", mail.body_html)

    def test_no_token_is_kept(self):
        self._wait()
        self._wait(self.tor, kind="sign_reminder")
        self._run(MONDAY)
        bundle = self._bundles()
        token = self._page_token(bundle)
        with freeze_time(MONDAY):
            things = bundle._things(token)
        tokens = [token] + [thing["url"].rsplit("/", 1)[-1] for thing in things]
        self.assertEqual(len(set(tokens)), 3)
        self.env.flush_all()
        for table in ("scope_link", "scope_notice", "scope_bundle", "mail_message"):
            self.env.cr.execute(f"SELECT to_json(t)::text FROM {table} t")
            rows = "\n".join(row for (row,) in self.env.cr.fetchall())
            for each in tokens:
                self.assertNotIn(each, rows)

    def _page_token(self, bundle):
        body = bundle.link_ids.mail_id.body_html
        return body.split("/my/for-you/")[1].split('"')[0]

    def test_child_tokens(self):
        Link = self.env["scope.link"].sudo()
        self._wait()
        self._wait(self.tor, kind="sign_reminder")
        self._run(MONDAY)
        bundle = self._bundles()
        token = self._page_token(bundle)
        self.assertEqual(Link._find(token), bundle.link_ids)
        derived = Link._child_token(token, self.tor, "sign")
        link = Link._find(derived)
        self.assertEqual(link._document(), self.tor)
        self.assertTrue(self.tor._may_sign(link))
        self.assertEqual(link.parent_id, bundle.link_ids)
        self.assertEqual(len(derived), 43)
        # Of another page, or for another purpose, it is another one.
        self.assertNotEqual(Link._child_token("x" * 43, self.tor, "sign"), derived)
        self.assertNotEqual(Link._child_token(token, self.tor, "read"), derived)
        self.assertNotEqual(Link._child_token(token, self.note, "sign"), derived)
        # Each is taken back by itself.
        with freeze_time(MONDAY):
            bundle.link_ids._revoke()
            self.assertTrue(link._is_usable())

    def test_things(self):
        self.tor._write_sending(date_answer_by="2026-03-09")
        self._wait()
        self._wait(self.tor, kind="sign_reminder")
        self._run(MONDAY)
        with freeze_time(MONDAY):
            bundle = self._bundles()
            token = self._page_token(bundle)
            things = bundle._things(token)
            self.assertEqual([thing["done"] for thing in things], [False, False])
            self.assertEqual(things[1]["button"], "Read and answer")
            self.assertEqual(things[1]["until"], "March 9, 2026")
            self.assertIn("/my/agreement/", things[1]["url"])
            self.tor.with_user(self.pm).action_back_to_draft()
            thing = bundle._things(token)[1]
            self.assertTrue(thing["done"])
            self.assertFalse(thing["url"])  # its link was taken back
            self.note.unlink()
            self.assertEqual(len(bundle._things(token)), 1)

    def test_the_same_document_twice_has_one_link(self):
        notices = self._wait() | self._wait(kind="other")
        self._run(MONDAY)
        self.assertEqual(len(notices.link_id), 1)


@tagged("post_install", "-at_install")
class TestSilence(NoticeCommon):
    """Not too often, not at night, not at weekends, not when it burns."""

    def test_one_mail_a_week(self):
        self._wait()
        self._run(MONDAY)
        self._wait(self.other_note, at="2026-03-03 09:00:00")
        self._run(
            *(f"2026-03-{day:02} 14:00:00" for day in range(3, 9)),
            "2026-03-09 07:59:00",  # a minute to nine in Berlin
        )
        self.assertEqual(len(self._bundles()), 1)
        self._run("2026-03-09 08:00:00")
        self.assertEqual(self._sent()[1:], ["2026-03-09 08:00:00"])

    def test_days_between_are_the_companys(self):
        self.env.company.scope_bundle_days = 2
        self._wait()
        self._run(MONDAY)
        self._wait(self.other_note, at="2026-03-03 09:00:00")
        self._run("2026-03-03 14:00:00")
        self.assertEqual(len(self._bundles()), 1)
        self._run("2026-03-04 08:00:00")
        self.assertEqual(len(self._bundles()), 2)

    def test_a_week_over_the_change_of_the_clocks(self):
        # Sunday 29 March: nine in Berlin is 8:00 UTC before, 7:00 after.
        self._wait(at="2026-03-23 08:00:00")
        self._run("2026-03-23 08:00:00")
        self._wait(self.other_note, at="2026-03-24 08:00:00")
        self._run("2026-03-30 06:59:00")
        self.assertEqual(len(self._bundles()), 1)
        self._run("2026-03-30 07:00:00")
        self.assertEqual(len(self._bundles()), 2)

    def test_a_week_over_the_change_back(self):
        # Sunday 25 October: nine in Berlin is 7:00 UTC before, 8:00 after.
        self._wait(at="2026-10-19 07:00:00")
        self._run("2026-10-19 07:00:00")
        self.assertEqual(len(self._bundles()), 1)
        self._wait(self.other_note, at="2026-10-20 08:00:00")
        self._run("2026-10-26 07:59:00")
        self.assertEqual(len(self._bundles()), 1)
        self._run("2026-10-26 08:00:00")
        self.assertEqual(len(self._bundles()), 2)

    def _hours_of(self, day, timezone):
        """Hours (UTC) of a day at which something goes out to a person there."""
        self.contact.tz = timezone
        hours = []
        for hour in range(24):
            with freeze_time(f"{day} {hour:02}:00:00"):
                if not self.note._office_moment(self.contact):
                    hours.append(hour)
        return hours

    def test_office_hours_are_the_persons(self):
        for day, timezone, hours in (
            # Winter and summer, a day before and after each change of the clocks.
            ("2026-03-27", "Europe/Berlin", range(8, 15)),
            ("2026-03-30", "Europe/Berlin", range(7, 14)),
            ("2026-10-23", "Europe/Berlin", range(7, 14)),
            ("2026-10-26", "Europe/Berlin", range(8, 15)),
            ("2026-03-06", "America/New_York", range(14, 21)),
            ("2026-03-09", "America/New_York", range(13, 20)),
            ("2026-10-30", "America/New_York", range(13, 20)),
            ("2026-11-02", "America/New_York", range(14, 21)),
            ("2026-07-01", "Asia/Kolkata", range(4, 11)),
        ):
            with self.subTest(day=day, timezone=timezone):
                self.assertEqual(self._hours_of(day, timezone), list(hours))

    def test_weekends_are_the_persons(self):
        # In Auckland the working Tuesday begins on our Monday evening.
        self.assertEqual(
            self._hours_of("2026-03-02", "Pacific/Auckland"), [0, 1, 2, 20, 21, 22, 23]
        )
        self.assertEqual(
            self._hours_of("2026-03-06", "Pacific/Auckland"), [0, 1, 2]
        )  # their Friday ends, their Saturday begins
        self.assertEqual(self._hours_of("2026-03-07", "Pacific/Auckland"), [])
        self.assertEqual(
            self._hours_of("2026-03-08", "Pacific/Auckland"), [20, 21, 22, 23]
        )  # our Sunday evening is their Monday
        # Their clocks go back on 5 April.
        self.assertEqual(self._hours_of("2026-04-05", "Pacific/Auckland"), [21, 22, 23])
        self.assertEqual(self._hours_of("2026-03-07", "America/New_York"), [])
        self.assertEqual(self._hours_of("2026-03-08", "America/New_York"), [])

    def test_sent_where_the_person_is(self):
        for timezone, moment in (
            ("Pacific/Auckland", "2026-03-08 20:00:00"),
            ("Europe/Berlin", "2026-03-09 08:00:00"),
            ("America/New_York", "2026-03-09 13:00:00"),
        ):
            self.contact.tz = timezone
            notice = self._wait(kind=timezone, at="2026-03-07 12:00:00")
            before = fields.Datetime.to_datetime(moment) - timedelta(minutes=1)
            with self.subTest(timezone=timezone):
                self.assertEqual(
                    self._plan_of(notice, "2026-03-07 12:00:00")[0], moment
                )
                self._run(before)
                self.assertEqual(notice.state, "waiting")
                self._run(moment)
                self.assertEqual(notice.state, "sent")
                self.assertEqual(str(notice.date_closed), moment)
            self._bundles().unlink()

    def test_company_s_hours_for_who_has_none(self):
        self.contact.tz = False
        self.env.company.resource_calendar_id.tz = "America/New_York"
        self._wait()
        self._run("2026-03-02 13:59:00")
        self.assertFalse(self._bundles())
        self._run("2026-03-02 14:00:00")
        self.assertTrue(self._bundles())

    def test_on_hold_it_waits(self):
        notice = self._wait()
        update = {"name": "x", "project_id": self.project.id}
        self.env["project.update"].create({**update, "status": "on_hold"})
        self._run(MONDAY, "2026-03-10 09:00:00")
        self.assertEqual(notice.state, "waiting")
        self.assertEqual(self._plan_of(notice)[1:], ("waits", "the project is on hold"))
        self.env["project.update"].create({**update, "status": "on_track"})
        self._run("2026-03-11 09:00:00")
        self.assertEqual(notice.state, "sent")

    def test_closed_it_waits(self):
        notice = self._wait()
        self.project.active = False
        self._run(MONDAY)
        self.assertEqual(notice.state, "waiting")
        self.assertEqual(self._plan_of(notice)[2], "the project is closed")

    def test_escalation_open_it_waits(self):
        notice, other = self._wait(), self._wait(partner=self.reader)
        with self._silent(person=self.contact):
            self._run(MONDAY)
            self.assertEqual((notice.state, other.state), ("waiting", "sent"))
            self.assertEqual(self._plan_of(notice)[2], "they have a question open")
        self._run("2026-03-05 09:00:00")
        self.assertEqual(notice.state, "sent")

    def test_lapses_during_an_escalation(self):
        notice = self._wait(self.tor, kind="sign_reminder")
        with self._silent():
            self._run(MONDAY)
            self.tor._write_sending(date_changes_asked=fields.Datetime.now())
            self._run("2026-03-04 09:00:00")
        self.assertEqual(notice.reason, "lapsed")
        self.assertFalse(self._bundles())

    def test_no_call_is_asked_for_on_hold(self):
        self.tor._write_sending(reminder_count=2)
        with self._silent(), freeze_time("2026-03-16 09:00:00"):
            self.tor._remind()
            self.assertFalse(self.tor.activity_ids)
        with freeze_time("2026-03-17 09:00:00"):
            self.tor._remind()
            self.assertTrue(self.tor.activity_ids)

    def test_nothing_before_we_called(self):
        self._wait()
        self._run(MONDAY)
        bundle = self._bundles()
        bundle._client_wants_to_talk(bundle.link_ids, "Today at 5")
        notice = self._wait(self.other_note, at="2026-03-09 09:00:00")
        self._run("2026-03-09 09:00:00")
        self.assertEqual(notice.state, "waiting")
        self.assertEqual(
            self._plan_of(notice, "2026-03-09 09:00:00")[2],
            "we are to call Anna Berg first",
        )
        bundle.activity_ids.action_done()
        self._run("2026-03-10 09:00:00")
        self.assertEqual(notice.state, "sent")

    def test_reminders_of_an_agreement_keep_their_rules(self):
        """Weeks of both jobs, with a note that goes out in between."""
        for day in range(1, 29):
            moment = fields.Datetime.to_datetime(MONDAY) + timedelta(days=day)
            with freeze_time(moment):
                self.tor._remind()
                if day == 3:
                    self.note._notify_later(self.contact, "note")
                self._send_waiting()
        # Due on the 9th (the 7th is a Saturday), but the note went out on the 5th.
        self.assertEqual(
            self._sent(),
            ["2026-03-05 09:00:00", "2026-03-12 09:00:00", "2026-03-19 09:00:00"],
        )
        self.assertEqual(self.tor.reminder_count, 3)
        self.assertEqual(self.tor.activity_ids.summary, "No answer yet: call Anna Berg")


@tagged("post_install", "-at_install")
class TestMailsToCome(NoticeCommon):
    """What the project's manager sees of it, and may do about it."""

    def test_when_and_why(self):
        today = self._wait()
        self.assertEqual(self._plan_of(today), (MONDAY, "today", ""))
        self._run(MONDAY)
        next_week = self._wait(self.other_note, at="2026-03-03 09:00:00")
        self.assertEqual(
            self._plan_of(next_week, "2026-03-03 09:00:00"),
            (
                "2026-03-09 08:00:00",
                "Monday",
                "one mail a week; the last went on 03/02/2026",
            ),
        )
        self.assertEqual(self._plan_of(today)[1], "went out on 03/02/2026")
        later = self._wait(
            partner=self.reader, not_before=fields.Date.to_date("2026-03-16")
        )
        self.assertEqual(
            self._plan_of(later),
            ("2026-03-16 08:00:00", "03/16/2026", "not before 03/16/2026"),
        )
        at_night = self._wait(partner=self.reader, kind="night")
        self.assertEqual(
            self._plan_of(at_night, "2026-03-02 19:00:00"),
            ("2026-03-03 08:00:00", "tomorrow", "when Tom Reader is at work"),
        )

    def test_the_next_mail_but_one(self):
        first = self._wait()
        second = self._wait(
            self.other_note, not_before=fields.Datetime.to_datetime("2026-03-04")
        )
        self.assertEqual(self._plan_of(first)[0], MONDAY)
        self.assertEqual(
            self._plan_of(second)[::2],
            ("2026-03-09 08:00:00", "one mail a week; another goes on 03/02/2026"),
        )

    def test_leave_out(self):
        notice = self._wait()
        notice.with_user(self.pm).action_leave_out()
        self.assertEqual((notice.state, notice.reason), ("dropped", "left_out"))
        self.assertIn(
            "Not mailed to Anna Berg, as decided by Jana Roth", self._notes(self.note)
        )
        self._run(MONDAY)
        self.assertFalse(self._bundles())
        # It stays left out, whatever the daily job asks for.
        self.assertFalse(self._wait())

    def test_a_reminder_left_out_is_followed_by_the_next(self):
        with freeze_time("2026-03-09 09:00:00"):
            self.tor._remind()
            notice = self.Notice.search([])
            notice.with_user(self.pm).action_leave_out()
            self.assertEqual(self.tor.reminder_count, 1)
        with freeze_time("2026-03-10 09:00:00"):
            self.tor._remind()
            self.assertEqual(self.Notice.search([]), notice)
        with freeze_time("2026-03-16 09:00:00"):
            self.tor._remind()
            self.assertEqual(len(self.Notice.search([])), 2)

    def test_send_now(self):
        notice = self._wait()
        later = self._wait(
            self.other_note, not_before=fields.Date.to_date("2026-06-01")
        )
        due = self._wait(self.tor, kind="sign_reminder")
        with freeze_time("2026-03-07 22:00:00"):  # a Saturday night
            action = notice.with_user(self.pm).action_send_now()
        self.assertEqual(action["params"]["message"], "On its way to Anna Berg.")
        self.assertEqual(
            (notice.state, later.state, due.state), ("sent", "waiting", "sent")
        )
        self.assertEqual(len(self._bundles()), 1)
        # Her week begins with it.
        self.assertEqual(
            self._plan_of(self._wait(kind="x"), "2026-03-08 09:00:00")[0],
            "2026-03-16 08:00:00",
        )

    def test_send_now_what_is_no_longer_needed(self):
        notice = self._wait(self.tor, kind="sign_reminder")
        self.tor._write_sending(date_changes_asked=fields.Datetime.now())
        action = notice.with_user(self.pm).action_send_now()
        self.assertEqual(
            action["params"]["message"], "Nothing went out: no longer needed."
        )
        self.assertFalse(self._bundles())

    def test_queries_do_not_grow_with_what_waits(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            began = self.env.cr.sql_log_count
            self.Notice.search([("state", "=", "waiting")]).mapped(
                lambda notice: (notice.when, notice.what, notice.can_decide)
            )
            return self.env.cr.sql_log_count - began

        self._wait()
        cost()
        few = cost()
        for _number in range(30):
            self._wait(self._document(date_sent="2025-01-01"))
        self.assertEqual(self.Notice.search_count([]), 31)
        self.assertLessEqual(cost(), few)
