import json

from odoo import api, fields, models
from odoo.tools import float_repr


class ScopeChange(models.Model):
    """What the client's page of a change is made of, and for whom it stands open."""

    _inherit = "scope.change"

    swap_offer_ids = fields.Many2many(
        "scope.item",
        "scope_change_swap_offer_rel",
        "change_id",
        "item_id",
        "Can leave in a swap",
        readonly=True,
        copy=False,
        help="Agreed points that the client can choose from, to let them leave instead.",
    )
    answer_shown = fields.Text(
        "What the page showed",
        readonly=True,
        copy=False,
        help="What the client's page showed when it was answered, as canonical JSON.",
    )

    def _scope_link_path(self):
        return "/my/change/"

    def _contact_users(self):
        return (
            self.project_id.user_id | self.sent_by_id | self.user_id | self.create_uid
        )

    # ------------------------------------------------------------------ for whom
    def _page_state(self, link):
        """How it stands for the holder of this link.

        :return: ``open``; ``answered``; ``paused`` while the agreement itself is being
            renewed; ``draft`` when it was taken back; ``closed`` (the link alone was) or
            ``expired``
        """
        self.ensure_one()
        if self.state in ("draft", "cancelled"):
            return "draft"
        if link.date_revoked:
            return "closed"
        if not link._is_usable():
            return "expired"
        if self.state in ("approved", "rejected"):
            return "answered"
        return "open" if self.tor_id.state == "agreed" else "paused"

    def _may_decide(self, link):
        return (
            link.purpose == "decide"
            and link.res_model == self._name
            and link.res_id == self.id
        )

    # ------------------------------------------------------------------ what it shows
    def _page_content(self):
        """What the client decides on, as plain values: ids, ISO dates, fixed-point
        strings. The answer brings its hash along, so that nothing else is applied.

        No personal values, and nothing that may move without touching the decision.

        :return: tuple of dict and its hash; once it is answered, of what was answered
        """
        self.ensure_one()
        Version = self.env["scope.tor.version"]
        content = self.answer_shown
        if not content or self.state not in ("approved", "rejected"):
            content = Version._serialize(self._prepare_page_content())
        return json.loads(content), Version._hash_content(content)

    def _prepare_page_content(self):
        tor = self.tor_id
        company = self.company_id
        return {
            "format": 1,
            "change": self.id,
            "code": self.code or "",
            "name": self.name or "",
            "project_name": self.project_id.name or "",
            "customer_name": self.partner_id.name or "",
            "version": tor.current_version_id.number,
            "reason": self.reason or "",
            "if_waits": self.impact_if_waits or "",
            "days_added": self.days_added,
            "date_end": tor._iso(tor.date_end),
            "hours_unit": company.scope_hours_unit,
            "hours_per_day": float_repr(company._scope_hours_per_day(), 2),
            "currency": self.currency_id.name,
            "lines": [line._prepare_page_content() for line in self.line_ids],
            "offer": [
                {
                    "id": item.id,
                    "code": item.code or "",
                    "name": item.name,
                    "hours": float_repr(item.allowance_hours, 2),
                }
                for item in self._swap_offer()
            ],
        }

    # ------------------------------------------------------------------ swaps
    def _swap_candidates(self):
        """Agreed deliverables that hold hours, each hour once: of a section whose parts
        have hours the parts, and nothing that the change itself is about."""
        # sudo: the scope's items, for whoever may see the change.
        change = self.sudo()
        items = change.tor_id.item_ids.filtered(
            lambda item: (
                item.active and item.kind == "deliverable" and item.allowance_hours > 0
            )
        )
        about = change.line_ids.item_id
        items -= about
        sections = items.browse()
        for item in items:
            sections |= item._ancestors()
        return (
            items.filtered(
                lambda item: item not in sections and not (item._ancestors() & about)
            )
            - sections
        )

    def _default_swap_offer(self):
        """Candidates on which nothing is done yet: what was delivered cannot leave."""
        items = self._swap_candidates()
        # sudo: whether work is done, not what it is.
        begun = (
            self.env["project.task"]
            .sudo()
            .search([("scope_item_id", "in", items.ids), ("state", "=", "1_done")])
        )
        return items - begun.scope_item_id

    def _swap_offer(self):
        """What can leave as of now, of what was offered."""
        return self.swap_offer_ids & self._swap_candidates()

    # ------------------------------------------------------------------ figures
    def _client_value(self):
        """The contract value as the client reads it. Of what is not decided only what
        was put to the client counts.

        :return: dict of amounts ``original``, ``approved``, ``value`` (agreed as of
            today), ``this`` and ``other`` (changes that wait beside this one)
        """
        self.ensure_one()
        value = self.tor_id._client_value()
        waiting = value.pop("waiting")
        other = waiting - self.amount if self.state == "sent" else waiting
        return {**value, "this": self.amount, "other": other}

    # ------------------------------------------------------------------ consent
    @api.model
    def _consent_sentence(self, content):
        """The sentence above the button, from what the page shows."""
        if content.get("customer_name"):
            return self.env._(
                "This is the answer of %(customer)s. What we pay for or swap becomes "
                "part of our agreement on “%(project)s”.",
                customer=content["customer_name"],
                project=content["project_name"],
            )
        return self.env._(
            "This is our answer. What we pay for or swap becomes part of our agreement "
            "on “%(project)s”.",
            project=content["project_name"],
        )
