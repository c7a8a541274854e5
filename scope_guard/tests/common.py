from odoo.addons.base.tests.common import BaseCommon
from odoo.tests import new_test_user


class ScopeGuardCommon(BaseCommon):
    """A consultancy with one guarded project, its people and its customer.

    ``scope_pm`` is the *Project Manager* of the project and only Project / User in
    Odoo; ``scope_user`` a consultant; ``scope_manager`` a project administrator.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pm = new_test_user(
            cls.env, "scope_pm", groups="project.group_project_user", name="Jana Roth"
        )
        cls.consultant = new_test_user(
            cls.env, "scope_user", groups="project.group_project_user", name="Ole Kern"
        )
        cls.manager = new_test_user(
            cls.env, "scope_manager", groups="project.group_project_manager"
        )
        cls.employee = new_test_user(
            cls.env, "scope_employee", groups="base.group_user"
        )
        cls.portal_user = new_test_user(
            cls.env, "scope_portal", groups="base.group_portal", name="Tom Kim"
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Nordwind GmbH", "is_company": True, "email": "info@nordwind.test"}
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Anna Berg",
                "function": "Head of finance",
                "email": "anna@nordwind.test",
                "parent_id": cls.partner.id,
            }
        )
        cls.portal_user.partner_id.parent_id = cls.partner
        cls.project = cls.env["project.project"].create(
            {
                "name": "Web shop",
                "partner_id": cls.partner.id,
                "user_id": cls.pm.id,
                "privacy_visibility": "employees",
            }
        )
        cls.tor = cls.env["scope.tor"].create({"project_id": cls.project.id})

    @classmethod
    def _create_item(cls, name="Catalogue", **values):
        return cls.env["scope.item"].create(
            {"name": name, "tor_id": cls.tor.id, **values}
        )

    @classmethod
    def _create_task(cls, name="Task", **values):
        return cls.env["project.task"].create(
            {"name": name, "project_id": cls.project.id, **values}
        )

    @classmethod
    def _agree(cls, tor=None, **values):
        """Record the client's agreement and return the version."""
        return (tor or cls.tor).record_agreement(
            signer={"name": "Anna Berg", "email": "anna@nordwind.test"}, **values
        )

    def _open_flag(self, task):
        return task.scope_flag_ids.filtered(lambda flag: not flag.date_closed)
