from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.scope_tor_version import FREEZE
from .version_common import ScopeVersionCommon

PDF = b"%PDF-1.4 as it was agreed"
PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
LOGGER = "odoo.addons.scope_guard.models.scope_tor_version_print"


@tagged("post_install", "-at_install")
class TestVersionPrint(ScopeVersionCommon):
    def _html(self, report, records):
        Report = self.env["ir.actions.report"].with_env(records.env)
        content, kind = Report._render_qweb_pdf(f"scope_guard.{report}", records.ids)
        # Odoo's tests make no PDF.
        self.assertEqual(kind, "html")
        return content.decode()

    def _patch_pdf(self, result=PDF):
        """Make PDFs without wkhtmltopdf: ``result``, or raise it."""
        Report = self.env.registry["ir.actions.report"]

        def render(report, *args, **kwargs):
            if isinstance(result, Exception):
                raise result
            return result, "pdf"

        self.patch(Report, "_render_qweb_pdf", render)
        self.patch(Report, "get_wkhtmltopdf_state", lambda report: "ok")

    def _patch_commit(self):
        self.patch(
            self.env.registry["ir.cron"],
            "_commit_progress",
            lambda cron, *args, **kwargs: 60,
        )

    # ------------------------------------------------------------------ paper
    def test_the_agreed_version_is_printed_from_the_scope(self):
        self._agree()
        version = self._second_version()
        action = self.tor.with_user(self.pm).action_print()
        self.assertEqual(
            (action["report_name"], action["context"]["active_ids"]),
            ("scope_guard.scope_tor_version_document", version.ids),
        )
        document = self._html("scope_tor_version_report", version.with_user(self.pm))
        for text in (
            "Web shop: what we agree on",
            "Version 2",
            "Agreed on April 20, 2026 by Anna Berg",
            "By mail",
            "Reports",
            version.content_hash,
        ):
            self.assertIn(text, document)
        self.assertNotIn("Old orders", document)
        # The client never reads our words, nor the product's name.
        for word in ("Deliverable", "Client provides", "Scope Guard", "TOR"):
            self.assertNotIn(f">{word}", document)

    def test_a_draft_is_printed_as_a_draft(self):
        action = self.tor.with_user(self.pm).action_print()
        self.assertEqual(action["report_name"], "scope_guard.scope_tor_document")
        document = self._html("scope_tor_report", self.tor.with_user(self.pm))
        self.assertIn("not agreed yet", document)
        self.assertIn("Orders to accounting", document)
        self.assertNotIn("SHA-256", document)

    def test_an_empty_scope_says_what_to_do(self):
        project = self.env["project.project"].create({"name": "Empty"})
        tor = self.env["scope.tor"].create({"project_id": project.id})
        with self.assertRaisesRegex(UserError, "write, paste or import"):
            tor.action_print()

    def test_several_versions_in_one_document(self):
        versions = self._agree() | self._second_version()
        document = self._html("scope_tor_version_report", versions)
        self.assertEqual(document.count("o_scope_page"), 2)
        self.assertEqual(document.count('class="article'), 1)

    def test_the_letterhead_has_a_logo_of_the_firm_or_none(self):
        self._agree()
        version = self.tor.current_version_id
        company = version.company_id
        company.logo = company._get_logo()
        self.assertNotIn("<img", self._html("scope_tor_version_report", version))
        company.logo = PIXEL
        self.assertIn("<img", self._html("scope_tor_version_report", version))

    def test_it_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.partner.lang = "de_DE"
        version = self._agree(date_agreed="2026-03-14")
        document = self._html("scope_tor_version_report", version)
        self.assertIn('lang="de-DE"', document)
        self.assertIn("14. März 2026", document)

    def test_who_may_not_read_it_may_not_print_it(self):
        version = self._agree()
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.consultant.partner_id.ids)
        for user in (
            self.consultant,
            self.employee,
            self.portal_user,
            self.env.ref("base.public_user"),
        ):
            for record, report in (
                (version, "scope_tor_version_report"),
                (self.tor, "scope_tor_report"),
            ):
                with self.subTest(user=user.login, report=report):
                    record = record.with_user(user)
                    with self.assertRaises(AccessError):
                        self._html(report, record)
                    with self.assertRaises(AccessError):
                        record.action_print()

    def test_what_was_tampered_with_says_so_on_paper(self):
        version = self._agree()
        self.env.cr.execute("ALTER TABLE scope_tor_version DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE scope_tor_version SET content = replace(content, '40.00', '4.00')"
        )
        self.env.cr.execute("ALTER TABLE scope_tor_version ENABLE TRIGGER USER")
        version.invalidate_recordset()
        self.assertIn(
            "no longer has the fingerprint",
            self._html("scope_tor_version_report", version),
        )

    # ------------------------------------------------------------------ the job
    def test_agreeing_wakes_the_job_and_does_not_wait_for_it(self):
        cron = self.env.ref("scope_guard.ir_cron_scope_version_pdf")
        Trigger = self.env["ir.cron.trigger"]
        before = Trigger.search_count([("cron_id", "=", cron.id)])
        self._patch_pdf(ValueError("no paper"))
        version = self._agree(self.tor.with_user(self.pm)).with_env(self.env)
        self.assertEqual(self.tor.state, "agreed")
        self.assertFalse(version.pdf_file)
        self.assertEqual(version.pdf_note, "The PDF is being made.")
        self.assertEqual(Trigger.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_without_the_job_agreeing_works(self):
        self.env.ref("scope_guard.ir_cron_scope_version_pdf").unlink()
        self.assertEqual(self._agree().number, 1)

    def test_the_job_attaches_each_pdf_once(self):
        first, second = self._agree(), self._second_version()
        self._patch_pdf()
        self._patch_commit()
        Version = self.env["scope.tor.version"]
        Version._cron_attach_pdf()
        Version._cron_attach_pdf()
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", Version._name),
                ("res_field", "=", "pdf_file"),
                ("res_id", "in", (first | second).ids),
            ]
        )
        self.assertEqual(
            sorted(files.mapped("name")),
            ["Web shop, version 1.pdf", "Web shop, version 2.pdf"],
        )
        self.assertEqual(files.mapped("raw"), [PDF, PDF])
        self.assertEqual(set(files.mapped("company_id")), {self.tor.company_id})
        self.assertFalse(second.pdf_note)
        self.assertTrue(second.with_user(self.consultant).pdf_file)
        # The evidence is something else.
        self.assertFalse(second.attachment_ids)
        self.assertTrue(second.is_intact)

    def test_one_that_fails_is_logged_and_tried_again(self):
        version = self._agree()
        self._patch_commit()
        cron = self.env.ref("scope_guard.ir_cron_scope_version_pdf")
        Trigger = self.env["ir.cron.trigger"]
        self._patch_pdf(ValueError("no paper"))
        later = [
            ("cron_id", "=", cron.id),
            ("call_at", ">", fields.Datetime.now() + timedelta(minutes=30)),
        ]
        with self.assertLogs(LOGGER, "ERROR") as logs:
            self.env["scope.tor.version"]._cron_attach_pdf()
        self.assertIn("could not be made", logs.output[0])
        self.assertFalse(version.pdf_file)
        self.assertEqual(Trigger.search_count(later), 1)
        self._patch_pdf()
        self.env["scope.tor.version"]._cron_attach_pdf()
        self.assertTrue(version.pdf_file)

    @mute_logger(LOGGER)
    def test_one_that_fails_does_not_keep_others_waiting(self):
        first, second = self._agree(), self._second_version()
        self._patch_commit()
        self._patch_pdf()
        Version = self.env.registry["scope.tor.version"]
        render = Version._render_pdf

        def fail_first(version):
            if version == first:
                raise ValueError("no paper")
            return render(version)

        with patch.object(Version, "_render_pdf", fail_first):
            self.env["scope.tor.version"]._cron_attach_pdf()
        self.assertFalse(first.pdf_file)
        self.assertTrue(second.pdf_file)

    def test_without_wkhtmltopdf_nothing_breaks_and_a_sentence_says_so(self):
        version = self._agree()
        self._patch_commit()
        self.patch(
            self.env.registry["ir.actions.report"],
            "get_wkhtmltopdf_state",
            lambda report: "install",
        )
        self.env["scope.tor.version"]._cron_attach_pdf()
        self.assertFalse(version.pdf_file)
        self.assertIn("is not installed", version.with_user(self.pm).pdf_note)

    def test_what_is_no_pdf_is_not_attached(self):
        version = self._agree()
        self.assertFalse(version._attach_pdf())
        self.assertFalse(version.pdf_file)

    # ------------------------------------------------------------------ kept
    def _pdf(self, version):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", version._name),
                ("res_field", "=", "pdf_file"),
                ("res_id", "=", version.id),
            ]
        )

    def test_files_of_a_version_stay_what_they_are(self):
        evidence = self.env["ir.attachment"].create(
            {
                "name": "signed.pdf",
                "raw": b"%PDF signed",
                "res_model": "scope.tor",
                "res_id": self.tor.id,
            }
        )
        version = self._agree(attachment_ids=evidence.ids)
        self._patch_pdf()
        self.assertTrue(version._attach_pdf())
        self.assertEqual(version.attachment_ids, evidence)
        for file in (evidence, self._pdf(version)):
            for values in (
                {"raw": b"Sly"},
                {"name": "sly.pdf"},
                {"res_id": 0},
                {"res_model": "res.partner"},
            ):
                for context in ({}, {"scope_freeze": True}):
                    with (
                        self.subTest(file=file.name, values=values),
                        self.assertRaisesRegex(UserError, "belongs to an agreed"),
                        self.cr.savepoint(),
                    ):
                        file.sudo().with_context(**context).write(values)
            with (
                self.assertRaisesRegex(UserError, "belongs to an agreed"),
                self.cr.savepoint(),
            ):
                file.sudo().unlink()
            for user in (self.pm, self.manager):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    file.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "written once"):
            version.with_context(scope_freeze=FREEZE).pdf_file = "U2x5"

    def test_other_files_come_and_go(self):
        file = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a"})
        file.write({"raw": b"b", "res_model": "scope.tor", "res_id": self.tor.id})
        file.unlink()
        self.assertFalse(file.exists())

    def test_who_is_erased_is_erased_from_the_pdf(self):
        version = self._agree()
        self._patch_pdf()
        version._attach_pdf()
        other = self._second_version()
        other._attach_pdf()
        admin = new_test_user(self.env, "scope_system", groups="base.group_system")
        person = self.env["scope.ledger.person"].browse(version.signer_ref)
        person.with_user(admin).unlink()
        self.env.invalidate_all()
        self.assertFalse(version.pdf_file)
        self.assertTrue(other.pdf_file)
        self.assertTrue(version._attach_pdf())
        self.assertIn("erased", version._prepare_document()["sign"]["agreed"])


@tagged("post_install", "-at_install")
class TestVersionPrintHttp(ScopeVersionCommon, HttpCase):
    def test_addresses_of_reports_are_guarded(self):
        version = self._agree()
        url = f"/report/html/scope_guard.scope_tor_version_document/{version.id}"
        self.authenticate("scope_user", "scope_user")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn(version.content_hash, response.text)
        self.assertIn('dir="ltr"', response.text)
        for login in ("scope_portal", "scope_employee"):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                response = self.url_open(url)
            self.assertNotIn(version.content_hash, response.text, login)
            self.assertNotEqual(response.status_code, 200, login)

    def test_the_pdf_is_for_who_may_read_the_version(self):
        version = self._agree()
        self.env["ir.attachment"].sudo().create(
            {
                "name": "v1.pdf",
                "res_model": version._name,
                "res_id": version.id,
                "res_field": "pdf_file",
                "raw": PDF,
            }
        )
        url = f"/web/content/scope.tor.version/{version.id}/pdf_file?download=1"
        self.authenticate("scope_user", "scope_user")
        self.assertEqual(self.url_open(url).content, PDF)
        for login in ("scope_portal", "scope_employee", None):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                self.assertNotEqual(self.url_open(url).content, PDF, login)

    def test_nobody_prints_a_comparison_of_what_he_may_not_read(self):
        self._agree()
        comparison = self.env["scope.tor.version.compare"].create(
            {"tor_id": self.tor.id, "before_id": self.tor.current_version_id.id}
        )
        self.project.privacy_visibility = "followers"
        self.authenticate("scope_user", "scope_user")
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/report/html/scope_guard.scope_tor_version_compare_document/"
                f"{comparison.id}"
            )
        self.assertNotEqual(response.status_code, 200)
