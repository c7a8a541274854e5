from ..models.scope_tor_version import FREEZE
from .common import ScopeGuardCommon


class ScopeVersionCommon(ScopeGuardCommon):
    """A scope with a section and its parts, of which versions are made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tor.write(
            {
                "purpose": "Orders reach accounting the same day.",
                "date_start": "2026-03-01",
                "date_end": "2026-06-30",
                "contingency_hours": 12,
                "signatory_id": cls.contact.id,
            }
        )
        cls.shop = cls._create_item(
            "Shop", code="D10", allowance_hours=100, source_section="4"
        )
        cls.search = cls._create_item(
            "Search",
            code="D11",
            parent_id=cls.shop.id,
            allowance_hours=24,
            source_section="4.1",
            clause="Search with suggestions; filters by size.",
        )
        cls.orders = cls._create_item(
            "Orders to accounting",
            code="D20",
            allowance_hours=40,
            date_due="2026-05-03",
        )
        cls.migration = cls._create_item("Old orders", code="X01", kind="exclusion")
        cls.articles = cls._create_item(
            "Article list",
            code="C01",
            kind="client_responsibility",
            date_due="2026-03-14",
        )

    @classmethod
    def _renegotiate(cls, tor=None):
        """Back to draft, as a change of an agreed scope will do it."""
        (tor or cls.tor).with_context(scope_freeze=FREEZE).write({"state": "draft"})

    @classmethod
    def _second_version(cls):
        """Another version: an item new, one removed, one changed, a later end."""
        cls._renegotiate()
        cls.reports = cls._create_item("Reports", code="D40", allowance_hours=16)
        cls.migration.active = False
        cls.search.write(
            {"allowance_hours": 32, "clause": "Search with filters by size and colour."}
        )
        cls.tor.date_end = "2026-07-31"
        return cls._agree(date_agreed="2026-04-20", channel="mail")

    @classmethod
    def _large_scope(cls, size):
        """Another agreed scope with so many items, half of them parts of others."""
        project = cls.env["project.project"].create(
            {
                "name": f"Project with {size}",
                "user_id": cls.pm.id,
                "partner_id": cls.partner.id,
                "privacy_visibility": "employees",
            }
        )
        tor = cls.env["scope.tor"].create({"project_id": project.id})
        kinds = ("deliverable", "exclusion", "assumption", "client_responsibility")
        sections = cls.env["scope.item"].create(
            [
                {
                    "name": f"Section {number}",
                    "tor_id": tor.id,
                    "kind": kinds[number % 4],
                }
                for number in range(size // 2)
            ]
        )
        cls.env["scope.item"].create(
            [
                {
                    "name": f"Part {number}",
                    "clause": f"What part {number} is about, in a sentence.",
                    "tor_id": tor.id,
                    "kind": section.kind,
                    "parent_id": section.id,
                    "allowance_hours": number % 7,
                    "date_due": "2026-05-01",
                }
                for number, section in enumerate(sections)
            ]
        )
        cls._agree(tor)
        return tor

    def _count_queries(self, function):
        """Queries of a call from an empty cache, and what it returned."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function()
        return self.env.cr.sql_log_count - before, result
