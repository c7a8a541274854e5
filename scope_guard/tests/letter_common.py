from datetime import timedelta

from odoo import fields

from odoo.addons.scope_guard.models.scope_change import STEP

from .common import ScopeGuardCommon


class LetterCommon(ScopeGuardCommon):
    """An agreed project forty days old: Anna Berg agrees for the client, Tom Kim runs
    the client's team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pm.email = "jana@firm.test"
        cls.env.company.write({"scope_hourly_rate": 100})
        cls.today = fields.Date.context_today(cls.tor)
        cls.agreed = cls.today - timedelta(days=40)
        cls.tor.write(
            {
                "signatory_id": cls.contact.id,
                "purpose": "Orders reach accounting the same day.",
                "allowance_total": 300,
            }
        )
        cls.orders = cls._create_item("Orders to accounting", allowance_hours=40)
        cls.catalogue = cls._create_item("Catalogue")
        cls.exclusion = cls._create_item("Migration", kind="exclusion")
        cls.articles = cls._create_item(
            "Article list",
            kind="client_responsibility",
            date_due=cls.today - timedelta(days=3),
        )
        cls._create_item(
            "Test user",
            kind="client_responsibility",
            date_due=cls.today + timedelta(days=9),
        )
        cls._create_item(
            "Rooms",
            kind="client_responsibility",
            date_due=cls.today + timedelta(days=300),
        )
        cls._agree(date_agreed=cls.agreed, guard_from=cls.agreed)
        cls.tom = cls.portal_user.partner_id
        cls.tom.email = "tom@nordwind.test"
        cls.Letter = cls.env["scope.letter"].with_user(cls.pm)

    @classmethod
    def _advise(cls, name, decision="pending", **values):
        """Recorded advice, told to Tom Kim, with its answer."""
        advice = cls.env["scope.advice"].create(
            {
                "name": name,
                "project_id": cls.project.id,
                "contact_id": cls.tom.id,
                "decision": decision,
                **values,
            }
        )
        advice.action_record()
        return advice

    @classmethod
    def _done(cls, name, item=None, **values):
        return cls._create_task(
            name, scope_item_id=(item or cls.orders).id, state="1_done", **values
        )

    @classmethod
    def _give(cls, name, hours, **values):
        return cls.env["scope.goodwill"].create(
            {
                "name": name,
                "project_id": cls.project.id,
                "company_id": cls.env.company.id,
                "currency_id": cls.env.company.currency_id.id,
                "hours": hours,
                "rate": 100,
                **values,
            }
        )

    @classmethod
    def _change(cls, name, state, hours=4, answer="pay"):
        change = cls.env["scope.change"].create(
            {
                "tor_id": cls.tor.id,
                "line_ids": [(0, 0, {"name": name, "hours": hours, "rate": 100})],
            }
        )
        values = {"state": state, "date_sent": cls.today}
        if state in ("approved", "rejected"):
            values["date_answered"] = cls.today
            change.line_ids.with_context(scope_change_step=STEP).write(
                {"answer": answer if state == "approved" else "rejected"}
            )
        change.with_context(scope_change_step=STEP).write(values)
        return change

    @classmethod
    def _begin(cls, update=None):
        """The draft as *Send letter* opens it for the project's manager."""
        source = (update or cls.tor).with_user(cls.pm)
        return cls.Letter.browse(source.action_send_letter()["res_id"])

    @classmethod
    def _send(cls, letter=None):
        letter = letter or cls._begin()
        letter.action_send()
        return letter

    @classmethod
    def _mail_of(cls, letter, partner):
        link = letter.sudo().link_ids.filtered(lambda link: link.partner_id == partner)
        return link[:1].mail_id

    @classmethod
    def _token(cls, letter, partner=None):
        body = cls._mail_of(letter, partner or cls.contact).body_html
        return body.split("/my/letter/")[1].split('"')[0]

    def _texts(self, letter, section, all_lines=False):
        return [
            line.text
            for line in letter.line_ids
            if line.section == section and (all_lines or line.is_included)
        ]

    def _make_update(self, **values):
        return (
            self.env["project.update"]
            .with_user(self.pm)
            .create(
                {
                    "project_id": self.project.id,
                    "name": "March",
                    "status": "on_track",
                    **values,
                }
            )
        )
