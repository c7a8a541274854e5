from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.scope_guard.models.scope_tor_version import FREEZE


def send_waiting(env):
    """Send what waits and is due now: the hourly job, less its commits."""
    Notice = env["scope.notice"].sudo()
    Notice.invalidate_model()
    for group in Notice._due():
        group._send_safely()


class ScopeGuardCommon(BaseCommon):
    """A consultancy with one guarded project, its people and its customer.

    ``scope_pm`` is the *Project Manager* of the project and only Project / User in
    Odoo; ``scope_user`` a consultant; ``scope_manager`` a project administrator.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user, manager = "project.group_project_user", "project.group_project_manager"
        cls.pm, cls.consultant, cls.manager, cls.employee, cls.portal_user = (
            cls._create_users(
                ("scope_pm", user, "Jana Roth"),
                ("scope_user", user, "Ole Kern"),
                ("scope_manager", manager, "Vera Lang"),
                ("scope_employee", "base.group_user", "Emil Post"),
                ("scope_portal", "base.group_portal", "Tom Kim"),
            )
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
    def _create_users(cls, *people):
        """Users from (login, group, name), all in one call: one by one takes three times as long.

        They may log in with their login as password, as those of ``new_test_user``.
        """
        return cls.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login[0]}.{login[0]}@example.com",
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
                for login, group, name in people
            ]
        )

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

    @classmethod
    def _send_waiting(cls):
        send_waiting(cls.env)

    def _open_flag(self, task):
        return task.scope_flag_ids.filtered(lambda flag: not flag.date_closed)


class ScopeVerdictCommon(ScopeGuardCommon):
    """The same project with a scope that was agreed yesterday: an item of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls._create_item("Orders to accounting", allowance_hours=10)
        cls.catalogue = cls._create_item("Catalogue")
        cls.exclusion = cls._create_item("Mobile app", kind="exclusion")
        cls.assumption = cls._create_item("One language", kind="assumption")
        cls.responsibility = cls._create_item(
            "Article data", kind="client_responsibility"
        )
        cls.later = cls._create_item("Spare parts", kind="later_phase")
        cls.removed = cls._create_item("Fax", active=False)
        cls._agree(guard_from=fields.Date.today() - timedelta(days=1))
        cls.Task = cls.env["project.task"]

    @classmethod
    def _renegotiate(cls, tor=None):
        """Back to draft, as a change of an agreed scope will do it."""
        (tor or cls.tor).with_context(scope_freeze=FREEZE).write({"state": "draft"})

    @classmethod
    def _create_guarded_project(cls, name="Other shop", **values):
        """Another project of the same manager, agreed upon, with one item D01."""
        project = cls.env["project.project"].create(
            {"name": name, "user_id": cls.pm.id, "privacy_visibility": "employees"}
        )
        tor = cls.env["scope.tor"].create({"project_id": project.id, **values})
        cls._create_item("Other catalogue", tor_id=tor.id)
        cls._agree(tor, guard_from=fields.Date.today() - timedelta(days=1))
        return project

    @classmethod
    def _set_entered(cls, tasks, moment):
        """Set when tasks were entered, and judge them again."""
        tasks.flush_recordset()
        cls.env.cr.execute(
            SQL(
                "UPDATE project_task SET create_date = %s WHERE id = ANY(%s)",
                moment,
                tasks.ids,
            )
        )
        tasks.invalidate_recordset(["create_date"])
        cls.Task._scope_refresh(tasks.project_id.scope_tor_id)

    def assertVerdicts(self, tasks, verdicts, reasons=None):
        """Compare stored verdicts with a list, in the order of the tasks."""
        self.assertEqual([task.scope_verdict for task in tasks], verdicts)
        if reasons is not None:
            self.assertEqual([task.scope_reasons for task in tasks], reasons)
