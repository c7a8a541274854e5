"""Makes our people, the customers and their contacts."""

import base64

from odoo.fields import Command
from odoo.tools import file_open

from . import people
from .teller import Teller


class PeopleTeller(Teller):
    """Tells who is who."""

    def _make_people(self):
        self._name_company()
        groups = self.env.ref("project.group_project_user")
        groups |= self.env.ref("base.group_user")
        for key, (name, login, password, email, position) in people.COLLEAGUES.items():
            user = self._make_user(
                login, password, {"name": name, "email": email}, groups
            )
            user.partner_id.function = position
            self.users[key] = user
        for key, (name, email, phone, city, seller) in people.CUSTOMERS.items():
            self.partners[key] = self._find_or_create(
                {
                    "name": name,
                    "email": email,
                    "phone": phone,
                    "city": city,
                    "is_company": True,
                    "user_id": self.users[seller].id,
                }
            )
        for key, (customer, name, position, email, phone) in people.CONTACTS.items():
            self.partners[key] = self._find_or_create(
                {
                    "name": name,
                    "email": email,
                    "phone": phone,
                    "function": position,
                    "parent_id": self.partners[customer].id,
                }
            )
        login, password = people.CLIENT_LOGIN
        self._make_user(
            login,
            password,
            {"partner_id": self.partners[people.CLIENT].id},
            self.env.ref("base.group_portal"),
        )

    def _name_company(self):
        company = self.env.company
        if company.name != people.DEFAULT_COMPANY_NAME:
            return
        company.name = people.COMPANY
        if company.uses_default_logo:
            with file_open("scope_guard/demo/logo.png", "rb") as logo:
                company.logo = base64.b64encode(logo.read())
        euro = self.env.ref("base.EUR", raise_if_not_found=False)
        if euro and "account.move" not in self.env:
            euro.active = True
            company.currency_id = euro

    def _make_user(self, login, password, values, groups):
        """The user with this login; one of a former telling is used again."""
        User = self.env["res.users"].with_context(active_test=False)
        user = User.search([("login", "=", login)], limit=1)
        if user:
            return user
        if password:
            values["password"] = password
        return User.create(
            {
                **values,
                "login": login,
                "company_id": self.env.company.id,
                "company_ids": [Command.set(self.env.company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )

    def _find_or_create(self, values):
        Partner = self.env["res.partner"]
        known = Partner.search([("email", "=", values["email"])], limit=1)
        return known or Partner.create(values)
