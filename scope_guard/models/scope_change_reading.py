from odoo import fields, models
from odoo.tools import format_date

from ..tools.version_difference import number
from ..tools.version_reader import VersionReader


class ScopeChange(models.Model):
    """A change in the words that the client reads, on the page and on paper."""

    _inherit = "scope.change"

    def _read_page(self, content):
        """Put what the page shows into words, in the language of the environment.

        :param dict content: as :meth:`_prepare_page_content` made it
        :return: dict of ``title``, ``project``, ``customer``, ``facts`` (pairs of label
            and text), ``lines``, ``offer``, ``hours`` and ``amount`` in total, and of
            ``unit``: how many hours are one of what the figures count
        """
        reader = VersionReader(self.env, "client")
        lines = [self._read_line(line, content, reader) for line in content["lines"]]
        total = sum(number(line["hours"]) for line in content["lines"])
        return {
            "code": content["code"],
            "title": content["name"],
            "project": content["project_name"],
            "customer": content["customer_name"],
            "facts": self._read_facts(content, reader),
            "lines": lines,
            "offer": [
                {
                    **item,
                    "text": reader.hours(item["hours"], content),
                    "figure": self._page_figure(
                        item["hours"], self._page_unit(content)
                    ),
                    "number": float(item["hours"]),
                }
                for item in content["offer"]
            ],
            "hours": reader.hours(total, content, signed=total < 0),
            "amount": self._page_amount(
                sum(number(line["amount"]) for line in content["lines"])
            ),
            "has_hours": any(number(line["hours"]) for line in content["lines"]),
            "has_amounts": any(number(line["amount"]) for line in content["lines"]),
            "has_more": any(
                number(line["hours"]) > 0 or number(line["amount"]) > 0
                for line in content["lines"]
            ),
            "has_swap": any("swap" in line["ways"] for line in content["lines"]),
            "unit": self._page_unit(content),
            "in_days": content["hours_unit"] == "day",
            **reader.setting(),
        }

    def _read_facts(self, content, reader):
        """Who asked, why, what happens if it waits, and what it does to the end."""
        end = content["date_end"]
        time = ""
        if content["days_added"] > 0:
            if content["days_added"] == 1:
                time = self.env._("One day more.")
            else:
                time = self.env._("%(days)s days more.", days=content["days_added"])
            if end:
                later = fields.Date.add(
                    fields.Date.to_date(end), days=content["days_added"]
                )
                time += " " + self.env._(
                    "The project ends on %(later)s instead of %(end)s.",
                    later=reader.day(later.isoformat()),
                    end=reader.day(end),
                )
        elif content["days_added"] < 0:
            time = self.env._(
                "The project ends %(days)s days earlier.", days=-content["days_added"]
            )
        elif end:
            time = self.env._(
                "The end stays where it is: %(end)s.", end=reader.day(end)
            )
        facts = [
            # sudo: the client reads the name of one of their own people.
            (self.env._("Asked for by"), self.sudo().requested_by_id.name or ""),
            (self.env._("What it is for"), content["reason"]),
            (self.env._("If it waits"), content["if_waits"]),
            (self.env._("Time"), time),
            (self.env._("Included at no charge so far"), self._mail_goodwill()),
        ]
        return [(label, text) for label, text in facts if text]

    def _read_line(self, line, content, reader):
        """One line: what it is, what it does to which point, and the ways."""
        point = " ".join(filter(None, (line["item"], line["item_name"])))
        now = reader.hours(line["item_hours"], content)
        hours = number(line["hours"])
        what = ""
        if line["operation"] == "remove":
            what = self.env._("Leaves our agreement: %(point)s", point=point)
        elif line["operation"] == "modify":
            what = self.env._("Other words for %(point)s", point=point)
        elif line["operation"] == "hours":
            what = self.env._("More of %(point)s", point=point)
            if hours < 0:
                what = self.env._("Less of %(point)s", point=point)
            if now:
                what = self.env._(
                    "%(what)s: %(now)s now, %(then)s with it",
                    what=what,
                    now=now,
                    then=reader.hours(number(line["item_hours"]) + hours, content)
                    or "0",
                )
        elif line["kind"] != "deliverable":
            what = reader.kind_title(line["kind"])
        elif line["item_name"]:
            what = self.env._("Goes beyond %(point)s", point=point)
        amount = number(line["amount"])
        return {
            "id": line["id"],
            "name": line["name"],
            "what": what,
            "gone": line["operation"] != "add" and "pay" not in line["ways"],
            "clause": line["clause"] if line["operation"] != "remove" else "",
            "before": line["item_clause"] if line["operation"] == "modify" else "",
            # A minus where hours leave; a plus says nothing more.
            "hours": reader.hours(line["hours"], content, signed=hours < 0),
            "number": float(hours),
            "amount": self._page_amount(amount),
            "price": float(amount),
            "ways": [
                {"key": way, **self._read_way(way, hours, amount)}
                for way in line["ways"]
            ],
        }

    def _read_way(self, way, hours=0, amount=0):
        """What a way is called, and what it means for this line.

        :return: dict of ``label``, ``hint`` and ``said``: what stands there once it is
            answered
        """
        if way == "pay":
            if amount > 0:
                return {
                    "label": self.env._("We pay it"),
                    "hint": self.env._(
                        "%(amount)s more", amount=self._page_amount(amount)
                    ),
                    "said": self.env._("We do it"),
                }
            return {
                "label": self.env._("We agree"),
                "hint": self.env._("%(amount)s less", amount=self._page_amount(-amount))
                if amount < 0
                else self.env._("the price stays"),
                "said": self.env._("Agreed"),
            }
        if way == "swap":
            return {
                "label": self.env._("We swap it"),
                "hint": self.env._("the price stays"),
                "said": self.env._("Swapped"),
            }
        if way == "later_phase":
            return {
                "label": self.env._("Later"),
                "hint": self.env._("an idea for later"),
                "said": self.env._("Later"),
            }
        return {
            "label": self.env._("Leave it"),
            "hint": self.env._("nothing changes"),
            "said": self.env._("Left as it is"),
        }

    # ------------------------------------------------------------------ figures
    def _page_amount(self, amount):
        if not amount:
            return ""
        text = self._mail_amount(abs(float(amount)))
        return f"\N{MINUS SIGN} {text}" if amount < 0 else text

    def _page_unit(self, content):
        """How many hours one of the shown figures is: 1, or those of a day."""
        if content["hours_unit"] == "day":
            return float(content["hours_per_day"]) or 1.0
        return 1.0

    def _page_figure(self, hours, unit):
        """Hours as they stand in a field that a person types into."""
        return f"{round(float(hours) / unit, 2):g}"

    # ------------------------------------------------------------------ answered
    def _read_answer(self):
        """What was answered, in words, once it is.

        :return: dict of ``agreed`` (bool), ``sentence`` (who answered, when), ``lines``
            (dicts ``name``, ``hours``, ``amount``, ``said``), ``leaves``, and ``end``
        """
        self.ensure_one()
        change = self.sudo()
        content, _hash = change._page_content()
        reader = VersionReader(self.env, "client")
        lines = []
        for line in change.line_ids:
            lines.append(
                {
                    "name": line.name,
                    "way": line.answer,
                    "hours": reader.hours(line.hours, content, signed=line.hours < 0),
                    "amount": self._page_amount(line.amount)
                    if line.answer == "pay"
                    else "",
                    "said": self._read_way(line.answer, line.hours, line.amount)[
                        "said"
                    ],
                }
            )
        names = {
            "day": format_date(self.env, change.date_answered, date_format="long"),
            "person": change.answered_by,
        }
        sentence = self.env._("Answered on %(day)s by %(person)s.", **names)
        if change.on_behalf_user_id:
            sentence = self.env._(
                "Answered on %(day)s by %(person)s, as recorded by %(user)s.",
                user=change.on_behalf_user_id.name,
                **names,
            )
        tor = change.tor_id
        return {
            "agreed": change.state == "approved",
            "sentence": sentence,
            "lines": lines,
            "leaves": [
                {
                    "name": " ".join(
                        filter(None, (swap.item_id.code, swap.item_id.name))
                    ),
                    "hours": reader.hours(swap.hours, content),
                }
                for swap in change.swap_ids
            ],
            "paid": self._page_amount(change.paid_amount),
            "value": tor.contract_value and self._page_amount(tor.value_amount),
            "end": format_date(self.env, tor.date_end, date_format="long"),
            "version": change.version_id.number,
            "record": change.version_id.hash_short,
        }
