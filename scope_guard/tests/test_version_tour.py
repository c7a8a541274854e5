from odoo.tests import HttpCase, tagged

from .version_common import ScopeVersionCommon


@tagged("post_install", "-at_install")
class TestVersionTour(ScopeVersionCommon, HttpCase):
    def test_compare(self):
        self._agree()
        self._second_version()
        self.start_tour(
            f"/odoo/action-scope_guard.scope_tor_action/{self.tor.id}",
            "scope_guard_compare_versions",
            login="scope_pm",
        )
