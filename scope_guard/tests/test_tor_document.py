import hashlib
import json
from unittest.mock import patch

from lxml import etree

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged, users

from ..models.scope_tor_version import FREEZE
from ..tools.document import DocumentError
from .common import ScopeGuardCommon
from .document_file import TOR_LINES, make_docx

READER = "odoo.addons.scope_guard.wizard.scope_item_paste_document.read_document"


class DocumentCommon(ScopeGuardCommon):
    """The project of the common base, and a Terms of Reference in Word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = make_docx(*TOR_LINES)
        cls.sha256 = hashlib.sha256(cls.content).hexdigest()
        cls.Paste = cls.env["scope.item.paste"]

    def _read(self, content=None, name="TOR.docx", tor=None, **values):
        if tor is None and "project" not in values:
            tor = self.tor.with_env(self.env)
        reading = self.env["scope.item.paste"]._read_file(
            content or self.content, name, tor=tor, **values
        )
        return reading

    def _save(self, **values):
        """Read the document and save it; return the TOR."""
        reading = self._read(**values)
        reading.action_save()
        return reading.tor_id

    def _item(self, name, tor=None):
        return (tor or self.tor).item_ids.filtered(lambda item: item.name == name)


@tagged("post_install", "-at_install")
class TestTorDocument(DocumentCommon):
    # ------------------------------------------------------------------ reading
    @users("scope_pm")
    def test_project_manager_turns_a_document_into_items(self):
        reading = self._read()
        self.assertEqual(reading.summary, "8 items, 2 notes, nothing lost")
        self.assertEqual(reading.hours_total, 80)
        self.assertFalse(self.tor.item_ids)
        self.assertFalse(self.tor.document_ids)
        reading.action_save()
        self.assertEqual(
            [
                (item.code, item.kind, item.name, item.allowance_hours)
                for item in self.tor.item_ids.sorted()
            ],
            [
                ("D01", "deliverable", "Catalogue in the shop", 40),
                ("D02", "deliverable", "Search by boat type", 0),
                ("D03", "deliverable", "Filter by price", 0),
                ("D04", "deliverable", "Orders to accounting", 40),
                ("X01", "exclusion", "Migration of old orders", 0),
                ("X02", "exclusion", "Point of sale", 0),
                ("A01", "assumption", "Shop and accounting have an interface each", 0),
                ("L01", "later_phase", "Spare parts", 0),
            ],
        )
        self.assertEqual(
            self._item("Filter by price").parent_id, self._item("Catalogue in the shop")
        )
        self.assertEqual(self.tor.note, "Timeline\nKick-off on 3 March.")

    def test_purpose_is_proposed_and_may_be_edited(self):
        reading = self._read()
        self.assertIn("without retyping", reading.purpose)
        self.assertTrue(reading.asks_purpose)
        reading.purpose = "Nobody types an order twice."
        reading.action_save()
        self.assertEqual(self.tor.purpose, "Nobody types an order twice.")
        # It is not what the document says, so that is kept, too.
        self.assertIn("without retyping", self.tor.note)

    def test_purpose_and_signatory_that_are_there_stay(self):
        self.tor.write({"purpose": "Ours", "signatory_id": self.contact.id})
        reading = self._read()
        self.assertFalse(reading.asks_purpose or reading.asks_signatory)
        reading.action_save()
        self.assertEqual(self.tor.purpose, "Ours")

    def test_main_contact_is_proposed_and_nobody_is_guessed(self):
        # Anna Berg and Tom Kim: one of several people is not guessed.
        self.assertFalse(self._read().signatory_id)
        self.project.partner_id = self.contact
        reading = self._read()
        self.assertEqual(reading.signatory_id, self.contact)
        reading.action_save()
        self.assertEqual(self.tor.signatory_id, self.contact)

    def test_kind_of_a_heading_holds_for_its_rows(self):
        reading = self._read()
        headings = reading.line_ids.filtered("is_heading")
        position = reading.line_ids.ids.index(
            headings.filtered(lambda line: line.name == "Out of scope").id
        )
        with Form(reading) as form, form.line_ids.edit(position) as heading:
            heading.kind = "later_phase"
        reading.action_save()
        self.assertFalse(self.tor.exclusion_ids)
        self.assertEqual(len(self.tor.later_ids), 3)

    def test_a_day_has_the_hours_of_the_company(self):
        self.tor.company_id.resource_calendar_id.hours_per_day = 7.5
        self._save()
        self.assertEqual(self._item("Orders to accounting").allowance_hours, 37.5)

    def test_what_stands_beside_the_preview(self):
        reading = self._read()
        shown = reading.get_reading()
        self.assertEqual((shown["name"], shown["format"]), ("TOR.docx", "docx"))
        texts = {block["no"]: block["text"] for block in shown["blocks"]}
        self.assertEqual(len(texts), len(TOR_LINES))
        for line in reading.line_ids.filtered(lambda line: not line.is_made_up):
            self.assertIn(line.name[:20], texts[line.source_first])

    def test_pasted_text_stands_beside_its_preview(self):
        reading = self.Paste.create({"tor_id": self.tor.id, "text": "Scope\n- Shop"})
        reading.action_preview()
        self.assertEqual(
            [block["text"] for block in reading.get_reading()["blocks"]],
            ["Scope", "- Shop"],
        )
        self.assertEqual(reading.line_ids[-1].source_first, 2)

    # ------------------------------------------------------------------ no TOR yet
    @users("scope_pm")
    def test_a_project_without_tor_gets_one_when_the_items_are_saved(self):
        self.tor.unlink()
        project = self.project.with_env(self.env)
        reading = self._read(project=project)
        self.assertFalse(project.scope_tor_id)
        reading.action_save()
        self.assertEqual(len(project.scope_tor_id.item_ids), 8)
        self.assertEqual(project.scope_tor_id.partner_id, self.partner)

    @users("scope_manager")
    def test_a_project_is_created_with_its_document(self):
        reading = self.env["scope.item.paste"]._read_file(self.content, "TOR.docx")
        project = self.env["project.project"].create(
            {
                "name": "Other shop",
                "partner_id": self.partner.id,
                "scope_reading": reading.id,
            }
        )
        action = project.with_context(scope_preview_document=True).action_view_tasks()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (reading._name, reading.id)
        )
        self.assertFalse(project.scope_tor_id)
        reading.with_context(**action["context"]).action_save()
        self.assertEqual(len(project.scope_tor_id.item_ids), 8)
        # Without a document the button does what it does in Odoo.
        self.assertEqual(project.action_view_tasks()["res_model"], "project.task")

    def test_name_of_the_project_is_proposed(self):
        for title, name, proposed in (
            ("Nordwind web shop: Terms of Reference", "x.docx", "Nordwind web shop"),
            ("", "Pflichtenheft_Hafen CRM_v2.pdf", "Hafen CRM"),
            ("TOR", "Angebot.docx", "Angebot.docx"),
        ):
            reading = self.Paste.new({"document_title": title, "document_name": name})
            self.assertEqual(reading._propose_project_name(), proposed)

    @users("scope_manager")
    def test_nobody_sees_or_takes_the_reading_of_another(self):
        reading = self.Paste.with_user(self.pm)._read_file(
            self.content, "TOR.docx", project=self.project.with_user(self.pm)
        )
        own = reading.with_user(self.env.user)
        lines = reading.line_ids.with_user(self.env.user)
        file = reading.attachment_id.with_user(self.env.user)
        for see in (
            own.get_reading,
            own.action_save,
            lambda: lines.mapped("name"),
            lambda: file.raw,
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                see()
        with self.assertRaises(AccessError):
            self.env["project.project"].create(
                {"name": "Other", "scope_reading": reading.id}
            )

    # ------------------------------------------------------------------ the file
    def test_the_file_stays_attached_and_hashed(self):
        self._save()
        document = self.tor.document_ids
        self.assertEqual(
            (document.name, document.sha256, document.file_format),
            ("TOR.docx", self.sha256, "docx"),
        )
        file = document.attachment_id
        self.assertEqual((file.res_model, file.res_id), ("scope.tor", self.tor.id))
        self.assertEqual(file.raw, self.content)
        self.assertTrue(document.is_intact)

    def test_every_item_leads_to_its_place(self):
        self._save()
        document = self.tor.document_ids
        for item in self.tor.item_ids:
            self.assertEqual(item.source_document_id, document)
        item = self._item("Point of sale")
        action = item.action_open_source()
        self.assertEqual(action["tag"], "scope_guard.tor_document")
        self.assertEqual(action["context"]["active_id"], document.id)
        shown = document.get_reading()
        (block,) = (
            block
            for block in shown["blocks"]
            if block["no"] == action["params"]["block"]
        )
        self.assertEqual(block["text"], "Point of sale")
        self.assertEqual(len(shown["items"]), 8)

    def test_each_item_points_at_its_own_document(self):
        self._save()
        self._save(content=make_docx("# Out of scope", "- Fax"), name="Annex.docx")
        self.assertEqual(
            self.tor.document_ids.mapped("name"), ["TOR.docx", "Annex.docx"]
        )
        self.assertEqual(self._item("Fax").source_document_id.name, "Annex.docx")
        self.assertEqual(
            self._item("Point of sale").source_document_id.name, "TOR.docx"
        )

    def test_the_same_document_again_is_said_and_adds_nothing(self):
        self._save()
        note = self.tor.note
        reading = self._read(name="TOR copy.docx")
        self.assertTrue(reading.is_read_again)
        self.assertEqual(reading.summary, "0 items, 10 not taken over")
        self.assertEqual(reading.known_count, 0)
        # The user goes on all the same.
        self._row(reading, "Point of sale").keep = True
        self.assertEqual(reading.known_count, 1)
        reading.action_save()
        self.assertEqual(len(self.tor.item_ids), 9)
        self.assertEqual(len(self.tor.document_ids), 1)
        self.assertEqual(self.tor.note, note)

    def test_items_that_are_there_are_pointed_out(self):
        self._create_item("orders to  Accounting")
        reading = self._read()
        self.assertEqual(reading.known_count, 1)
        self.assertEqual(reading.summary, "8 items, 2 notes, nothing lost")
        reading.action_leave_out_known()
        self.assertEqual(reading.summary, "7 items, 2 notes, 1 not taken over")

    def _row(self, reading, name):
        return reading.line_ids.filtered(lambda line: line.name == name)

    # ------------------------------------------------------------------ frozen
    def test_the_document_of_an_agreed_scope_stays(self):
        self._save()
        version = self._agree()
        document = self.tor.document_ids
        self.assertEqual(
            version._get_content()["documents"],
            [{"name": "TOR.docx", "sha256": self.sha256}],
        )
        self.assertIn(self.sha256, version.reading)
        with self.assertRaisesRegex(UserError, "agreed with the client"):
            document.attachment_id.raw = b"other"
        with self.assertRaisesRegex(UserError, "agreed with the client"):
            document.attachment_id.write({"res_model": False, "res_id": 0})
        with self.assertRaisesRegex(UserError, "agreed with the client"):
            document.attachment_id.unlink()
        with self.assertRaisesRegex(UserError, "agreed with the client"):
            document.unlink()
        with self.assertRaisesRegex(UserError, "was agreed on"):
            self._item("Point of sale").source_document_id = False
        # A second version is negotiated: what belongs to the first one stays.
        self.tor.with_context(scope_freeze=FREEZE).state = "draft"
        with self.assertRaisesRegex(UserError, "agreed with the client"):
            document.attachment_id.unlink()

    def test_a_draft_lets_go_of_its_document_but_never_changes_it(self):
        self._save()
        document = self.tor.document_ids
        with self.assertRaisesRegex(UserError, "stays as it is"):
            document.attachment_id.raw = b"other"
        with self.assertRaisesRegex(UserError, "as it was read"):
            document.sha256 = "0" * 64
        document.attachment_id.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.tor.document_ids)
        self.assertFalse(self._item("Point of sale").source_document_id)
        self.assertEqual(len(self.tor.item_ids), 8)

    def test_a_file_that_was_changed_behind_odoo_is_told(self):
        self._save()
        document = self.tor.document_ids
        self.env.cr.execute(
            "UPDATE scope_tor_document SET sha256 = 'x' WHERE id = %s", [document.id]
        )
        self.env.invalidate_all()
        self.assertFalse(document.get_reading()["is_intact"])

    def test_a_draft_goes_with_its_document(self):
        self._save()
        file = self.tor.document_ids.attachment_id
        self.tor.unlink()
        self.assertFalse(file.exists())

    def test_an_item_of_another_scope_is_refused(self):
        self._save()
        other = self.env["project.project"].create({"name": "Other"})
        tor = self.env["scope.tor"].create({"project_id": other.id})
        item = self._create_item(tor_id=tor.id)
        with self.assertRaises(ValidationError):
            item.source_document_id = self.tor.document_ids

    def test_a_copied_scope_has_no_document(self):
        self._save()
        other = self.env["project.project"].create({"name": "Other"})
        copy = self.tor.copy({"project_id": other.id})
        self.assertEqual(len(copy.item_ids), 8)
        self.assertFalse(copy.item_ids.source_document_id or copy.document_ids)

    def test_a_copy_without_a_project_is_refused_with_a_sentence(self):
        for default in (None, {}, {"project_id": self.project.id}):
            with self.assertRaisesRegex(UserError, "A project has one scope"):
                self.tor.copy(default)

    def test_what_is_not_part_of_the_project_has_no_hours(self):
        arch = etree.fromstring(
            self.env["scope.tor"].get_view(view_type="form")["arch"]
        )
        for name, count in (("deliverable_ids", 1), ("exclusion_ids", 0)):
            fields = arch.xpath(
                f"//field[@name='{name}']/list/field[@name='allowance_hours']"
            )
            self.assertEqual(len(fields), count, name)

    # ------------------------------------------------------------------ agreed
    @users("scope_pm")
    def test_signed_document_is_read_and_agreed_in_one_go(self):
        reading = self._read(name="Signed.docx")
        action = reading.action_save_agreed()
        wizard = (
            self.env["scope.tor.agree"]
            .with_context(**action["context"])
            .create({"signer_name": "Anna Berg"})
        )
        document = self.tor.with_env(self.env).document_ids
        self.assertEqual(wizard.document_id, document)
        wizard.action_confirm()
        self.assertEqual(self.tor.state, "agreed")
        evidence = self.tor.current_version_id.attachment_ids
        self.assertEqual(evidence.raw, self.content)
        # Evidence of the version, and the document of the scope.
        self.assertNotEqual(evidence, document.attachment_id)
        self.assertEqual(document.attachment_id.res_model, "scope.tor")

    # ------------------------------------------------------------------ bad files
    def test_what_cannot_be_read_is_one_sentence_and_changes_nothing(self):
        before = self.env["ir.attachment"].search_count([])
        for code, values, words in (
            ("unknown_format", {"extension": "txt"}, "none of the documents"),
            ("old_format", {"extension": "doc", "wanted": "docx"}, "a .docx file"),
            ("empty", {}, "is empty"),
            ("no_text", {"pages": 3}, "it is a scan"),
            ("password", {}, "protected with a password"),
            ("broken", {}, "is damaged"),
            ("too_large", {"size": 31, "limit": 20}, "at most 20 MB"),
            ("too_large", {}, "unpacks to more"),
            ("too_many_pages", {"pages": 5000, "limit": 1000}, "has 5000 pages"),
            ("too_many_lines", {"limit": 20000}, "more than 20000 paragraphs"),
            ("anything_new", {}, "is damaged"),
        ):
            with (
                self.subTest(code),
                patch(READER, side_effect=DocumentError(code, **values)),
                self.assertRaisesRegex(UserError, f"“TOR.docx” .*{words}"),
            ):
                self._read()
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)
        self.assertFalse(self.tor.item_ids or self.tor.document_ids)

    def test_a_fault_of_the_reader_is_a_sentence_and_a_line_in_the_log(self):
        with (
            patch(READER, side_effect=RuntimeError),
            self.assertLogs(
                "odoo.addons.scope_guard.wizard.scope_item_paste_document", "WARNING"
            ),
            self.assertRaisesRegex(UserError, "is damaged"),
        ):
            self._read()

    def test_real_bad_files(self):
        for name, content, words in (
            ("TOR.docx", b"", "is empty"),
            ("TOR.docx", self.content[:400], "is damaged"),
            ("TOR.txt", b"Dear Anna", "none of the documents"),
            ("TOR.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "docx file"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, words):
                self.Paste._read_file(content, name, tor=self.tor)

    def test_special_things_are_said(self):
        say = self.Paste._document_remark
        self.assertIn(
            "2 insertions", say("tracked_changes", {"insertions": 2, "deletions": 1})
        )
        self.assertIn("3, 5", say("pages_without_text", {"pages": [3, 5]}))
        self.assertIn("Prices", say("hidden_sheets", {"names": ["Prices"]}))
        for code in ("comments", "hidden_text", "macros", "form_fields"):
            self.assertTrue(say(code, {"count": 1}))
        self.assertEqual(say("anything_new", {}), "")

    # ------------------------------------------------------------------ rights
    @users("scope_user")
    def test_who_may_not_write_the_scope_reads_no_document_into_it(self):
        with self.assertRaises(AccessError):
            self._read()
        self.tor.unlink()
        with self.assertRaises(AccessError):
            self._read(project=self.project.with_env(self.env))
        with self.assertRaises(AccessError):
            self.env["scope.item.paste"]._read_file(self.content, "TOR.docx")

    def test_an_agreed_scope_takes_no_document(self):
        self._save()
        reading = self._read(content=make_docx("- Fax"))
        self._agree()
        with self.assertRaisesRegex(UserError, "was agreed on"):
            self._read(content=make_docx("- Fax"))
        with self.assertRaisesRegex(UserError, "was agreed on"):
            reading.action_save()

    def test_who_reads_the_scope_reads_its_document(self):
        self._save()
        document = self.tor.document_ids
        for user, allowed in (
            (self.pm, True),
            (self.manager, True),
            (self.consultant, True),
            (self.employee, False),
            (self.portal_user, False),
        ):
            with self.subTest(user.login):
                own = document.with_user(user)
                self.assertEqual(own.has_access("read"), allowed)
                if allowed:
                    self.assertTrue(own.get_reading()["blocks"])
                else:
                    with self.assertRaises(AccessError):
                        own.get_reading()
        self.project.privacy_visibility = "followers"
        self.env.invalidate_all()
        self.assertFalse(document.with_user(self.consultant).has_access("read"))

    def test_only_who_edits_the_scope_deletes_its_document(self):
        self._save()
        document = self.tor.document_ids
        for user, allowed in ((self.consultant, False), (self.pm, True)):
            with self.subTest(user.login):
                own = document.with_user(user)
                for verb in ("create", "write", "unlink"):
                    self.assertEqual(own.has_access(verb), allowed)
                if allowed:
                    own.unlink()
                else:
                    with self.assertRaises(AccessError):
                        own.unlink()


@tagged("post_install", "-at_install")
class TestTorDocumentRoute(DocumentCommon, HttpCase):
    def _post(self, what="read", content=None, name="TOR.docx", **data):
        response = self.url_open(
            f"/scope_guard/document/{what}",
            data={"csrf_token": http.Request.csrf_token(self), **data},
            files={"ufile": (name, self.content if content is None else content)},
        )
        response.raise_for_status()
        return json.loads(response.text)

    def test_a_file_is_sent_and_read(self):
        self.authenticate("scope_pm", "scope_pm")
        result = self._post(tor_id=self.tor.id)
        self.assertEqual(result["summary"], "8 items, 2 notes, nothing lost")
        reading = self.Paste.browse(result["id"])
        self.assertEqual(reading.create_uid, self.pm)
        self.assertEqual(reading.tor_id, self.tor)

    def test_a_bad_file_leaves_nothing_behind_and_may_be_kept(self):
        self.authenticate("scope_pm", "scope_pm")
        before = self.Paste.search_count([])
        result = self._post(
            content=b"%PDF-1.7 broken", name="a.pdf", tor_id=self.tor.id
        )
        self.assertIn("“a.pdf”", result["error"])
        self.assertTrue(result["can_keep"])
        self.assertEqual(self.Paste.search_count([]), before)
        result = self._post("keep", content=b"x", name="a.pdf", tor_id=self.tor.id)
        self.assertIn("a.pdf", result["message"])
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "scope.tor"), ("res_id", "=", self.tor.id)]
        )
        self.assertEqual(kept.name, "a.pdf")
        self.assertFalse(self.tor.item_ids)

    def test_what_fails_on_the_way_leaves_nothing_behind(self):
        self.authenticate("scope_pm", "scope_pm")
        before = self.Paste.search_count([])
        with patch.object(
            self.env.registry["scope.item.paste"],
            "_mark_known",
            side_effect=UserError("No."),
        ):
            self.assertEqual(self._post(tor_id=self.tor.id)["error"], "No.")
        self.assertEqual(self.Paste.search_count([]), before)

    def test_without_a_scope_the_file_is_kept_on_the_project(self):
        self.tor.unlink()
        self.authenticate("scope_pm", "scope_pm")
        result = self._post(
            "keep", content=b"x", name="a.pdf", project_id=self.project.id
        )
        self.assertIn("message", result)
        self.env.invalidate_all()
        self.assertTrue(self.project.message_ids.attachment_ids)
        self.assertFalse(self.project.scope_tor_id)

    def test_who_may_not_is_told(self):
        self.authenticate("scope_user", "scope_user")
        self.assertIn("error", self._post(tor_id=self.tor.id))
        self.assertFalse(self.Paste.search_count([("tor_id", "=", self.tor.id)]))
        self.authenticate("scope_portal", "scope_portal")
        for what in ("read", "keep"):
            self.assertIn("error", self._post(what, tor_id=self.tor.id))
            self.assertIn("error", self._post(what))

    def test_without_a_login_nothing_is_read(self):
        response = self.url_open(
            "/scope_guard/document/read",
            data={"tor_id": self.tor.id},
            files={"ufile": ("TOR.docx", self.content)},
        )
        self.assertNotIn("summary", response.text)
