from odoo import Command
from odoo.tests import HttpCase, tagged

from ..models.scope_tor_version import FREEZE
from .version_common import ScopeVersionCommon

SIZES = (50, 500)


@tagged("post_install", "-at_install")
class TestAgreementSize(ScopeVersionCommon, HttpCase):
    """500 items cost the queries of 50: on the client's page, and in the document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.scope_hourly_rate = 100
        cls.tors = [cls._large_scope(size) for size in SIZES]
        for tor, size in zip(cls.tors, SIZES, strict=True):
            cls._renegotiate(tor)
            tor.signatory_id = cls.contact
            # What differs grows with the items, too.
            for number, item in enumerate(tor.item_ids[: size // 2]):
                item.name = f"Other name {number}"
            tor.contract_value = 1000

    def _link(self, tor, version=None):
        link, url = (
            self.env["scope.link"].sudo()._make(tor, "sign", partner=self.contact)
        )
        if version:
            link.version_id = version
        else:
            tor.with_context(scope_freeze=FREEZE).state = "sent"
        return f"/my/agreement/{url.rsplit('/', 1)[-1]}"

    def _page_queries(self, path, words):
        """Queries of the page as the client's browser gets it, the second time."""
        queries = []
        for _time in range(3):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reply = self.url_open(path)
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(reply.status_code, 200)
        self.assertIn(words, reply.text)
        return queries[-1]

    def _document_queries(self, name, record, words):
        report = self.env["ir.actions.report"].sudo()

        def render():
            return report._render_qweb_html(f"scope_guard.{name}", record.ids)[0]

        render()
        queries, document = self._count_queries(render)
        self.assertIn(words, document.decode())
        return queries

    def _changed(self, tor, size):
        """The next version of a scope, by a change of many lines."""
        self._agree(tor)
        change = self.env["scope.change"].create(
            {
                "tor_id": tor.id,
                "line_ids": [
                    Command.create({"name": f"Line {number}", "hours": 1})
                    for number in range(size // 5)
                ],
            }
        )
        change._put_to_client()
        return change.record_answer("pay", {"name": "Anna Berg", "note": "Yes"})

    def test_the_page_to_agree_on(self):
        few, many = (
            self._page_queries(self._link(tor), f"Other name {size // 2 - 1}")
            for tor, size in zip(self.tors, SIZES, strict=True)
        )
        self.assertEqual(few, many)

    def test_the_page_of_what_is_agreed(self):
        few, many = (
            self._page_queries(
                self._link(tor, self._changed(tor, size)), f"Line {size // 5 - 1}"
            )
            for tor, size in zip(self.tors, SIZES, strict=True)
        )
        self.assertEqual(few, many)

    def test_the_document(self):
        drafts, versions = [], []
        for tor, size in zip(self.tors, SIZES, strict=True):
            words = f"Other name {size // 2 - 1}"
            drafts.append(self._document_queries("scope_tor_report", tor, words))
            version = self._changed(tor, size)
            words = f"Line {size // 5 - 1}"
            versions.append(
                self._document_queries("scope_tor_version_report", version, words)
            )
        self.assertEqual(drafts[0], drafts[1])
        self.assertEqual(versions[0], versions[1])
