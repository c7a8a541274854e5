import json
from collections import defaultdict
from datetime import date

from odoo.tools import format_amount, format_date
from odoo.tools.misc import get_lang

from ..models.constants import KIND_SELECTION
from .version_difference import (
    compare_contents,
    number,
    points_hours,
    word_difference,
)

#: How many points *In short* names before it counts the rest.
SHORT_POINTS = 6
#: Texts in which a changed word is shown inside its sentence.
_PROSE = ("name", "clause", "purpose")
_HOURS = ("hours", "allowance_total", "contingency_hours")


class VersionReader:
    """Puts the canonical content of a version into words.

    It reads the content alone: what screen, paper and the client's page show is what
    was agreed, whatever became of the records since. Parts that an older content does
    not have are left out.

    :param env: its language is the language of the words
    :param str audience: ``own`` for our screens, ``client`` for what the client reads
    """

    def __init__(self, env, audience="own"):
        self.env = env
        self.audience = audience
        self._lang = get_lang(env)
        self._currencies = {}

    # ------------------------------------------------------------------ one content
    def read_content(self, content):
        """Return what the template ``scope_tor_version_reading`` shows.

        :param dict content: as ``json.loads`` gave it
        :return: dict of ``project``, ``customer``, ``purpose``; ``short`` (list of dicts
            ``label``, ``text``, ``points``, ``more``); ``kinds`` (list of dicts ``kind``,
            ``title``, ``count``, ``items``, these with their ``level`` below a
            section); ``change`` (see :meth:`_read_change`) that led to the version;
            ``documents`` (``name`` and ``sha256`` of the files that points were read
            from); ``count``, ``direction`` and ``lang``
        """
        items = content.get("items") or []
        codes = {item["code"]: item for item in items if item.get("code")}
        sections = {item["parent"] for item in items if item.get("parent")}
        kinds = []
        for kind in self._kind_keys(items):
            members = [item for item in items if item.get("kind") == kind]
            kinds.append(
                {
                    "kind": kind,
                    "title": self.kind_title(kind),
                    "count": len(members),
                    "items": [
                        {
                            **self._read_item(item, level, codes, content),
                            "is_section": item.get("code") in sections,
                        }
                        for item, level in _tree(members, codes)
                    ],
                }
            )
        return {
            "project": content.get("project_name") or "",
            "customer": content.get("customer_name") or "",
            "purpose": content.get("purpose") or "",
            "short": self._short(content, kinds),
            "change": self._read_change(content),
            "kinds": kinds,
            "documents": content.get("documents") or [],
            "count": len(items),
            **self.setting(),
        }

    def setting(self):
        """Language and direction of the text."""
        return {
            "lang": self._lang.code.replace("_", "-"),
            "direction": self._lang.direction,
        }

    def _kind_keys(self, items):
        known = [kind for kind, _label in KIND_SELECTION]
        found = {item.get("kind") for item in items}
        return [kind for kind in known if kind in found] + sorted(
            found - set(known), key=str
        )

    def kind_title(self, kind):
        """What a kind of items is called, in the words of the audience."""
        if self.audience == "own":
            labels = dict(
                self.env["scope.item"]._fields["kind"]._description_selection(self.env)
            )
        else:
            labels = {
                "deliverable": self.env._("What we deliver"),
                "exclusion": self.env._("Not part of this project"),
                "assumption": self.env._("What we build on"),
                "client_responsibility": self.env._("What we need from you"),
                "later_phase": self.env._("Ideas for later"),
            }
        return labels.get(kind) or str(kind or self.env._("Other points"))

    def _read_item(self, item, level, codes, content):
        parent = codes.get(item.get("parent"))
        return {
            "code": item.get("code") or "",
            "name": item.get("name") or "",
            "clause": item.get("clause") or "",
            "section": item.get("source_section") or "",
            "level": level,
            # Below its section the indent says it.
            "part_of": _name(parent) if parent and not level else "",
            "hours": self.hours(item.get("hours"), content),
            "due": self.day(item.get("date_due")),
        }

    def _short(self, content, kinds):
        rows = []

        def add(label, text="", points=(), more=0):
            if text or points:
                rows.append(
                    {"label": label, "text": text, "points": points, "more": more}
                )

        add(
            self.env._("Price"),
            self._since_first(
                self.amount(content),
                self.amount(self._first(content, "amount")),
                self._more_money(content),
            ),
        )
        add(
            self.env._("Hours"),
            self._since_first(
                self._hours_in_short(content),
                self.hours(self._first(content, "hours").get("hours"), content),
                self._more_hours(content),
            ),
        )
        reserve = self.hours(content.get("contingency_hours"), content)
        if reserve:
            add(
                self.env._("Reserve"),
                self.env._("%(hours)s that we may use without asking", hours=reserve),
            )
        add(self.env._("Period"), self._period(content))
        for kind in ("client_responsibility", "exclusion"):
            for group in kinds:
                if group["kind"] == kind:
                    points = [item for item in group["items"] if not item["level"]]
                    add(
                        group["title"],
                        points=[self._point(item) for item in points[:SHORT_POINTS]],
                        more=max(0, len(points) - SHORT_POINTS),
                    )
        return rows

    def _point(self, item):
        if item["due"]:
            return self.env._(
                "%(point)s (by %(day)s)", point=item["name"], day=item["due"]
            )
        return item["name"]

    def _first(self, content, field):
        """A figure of version 1, where that is another one than now."""
        first = content.get("original") or {}
        if not number(first.get(field)) or number(first[field]) == number(
            content.get(field)
        ):
            return {}
        return {field: first[field], "currency": content.get("currency")}

    def _since_first(self, now, first, more):
        """A figure of today, and how it came to it."""
        if not now or not first:
            return now
        return self.env._(
            "%(now)s (%(first)s at first, %(more)s since)",
            now=now,
            first=first,
            more=more,
        )

    def _more_money(self, content):
        first = number(self._first(content, "amount").get("amount"))
        return self.amount(
            {**content, "amount": number(content.get("amount")) - first}, signed=True
        )

    def _more_hours(self, content):
        first = number(self._first(content, "hours").get("hours"))
        return self.hours(number(content.get("hours")) - first, content, signed=True)

    def _hours_in_short(self, content):
        total = self.hours(content.get("allowance_total"), content)
        if total:
            return self.env._("%(hours)s in total", hours=total)
        return self.hours(content.get("hours"), content)

    def _period(self, content):
        start = self.day(content.get("date_start"))
        end = self.day(content.get("date_end"))
        if start and end:
            return self.env._("%(start)s to %(end)s", start=start, end=end)
        if start:
            return self.env._("from %(day)s", day=start)
        return end and self.env._("until %(day)s", day=end)

    # ------------------------------------------------------------------ values
    def hours(self, value, content, signed=False):
        """Hours in the unit of the content; nothing for 0 or where hours are not shown.

        :param value: fixed-point string or Decimal, in hours
        :param dict content: says the unit, and whether hours are shown at all
        :param bool signed: with a plus or minus
        """
        value = number(value)
        if not value or not content.get("hours_shown", True):
            return ""
        sign = ("+" if value > 0 else "\u2212") if signed else ""
        value = abs(value)
        per_day = number(content.get("hours_per_day"))
        if content.get("hours_unit") == "day" and per_day:
            text = self._number(value / per_day)
            if text == "1":
                return self.env._("%(sign)s1 day", sign=sign)
            return self.env._("%(sign)s%(number)s days", sign=sign, number=text)
        return self.env._("%(sign)s%(number)s h", sign=sign, number=self._number(value))

    def _number(self, value):
        lang = self.env["res.lang"].browse(self._lang.id)
        text = lang.format("%.2f", float(value), grouping=True)
        return text.rstrip("0").rstrip(self._lang.decimal_point)

    def day(self, iso):
        """An ISO date as the reader writes it, the month in letters."""
        if not iso:
            return ""
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return iso
        return format_date(self.env, day, date_format="long")

    def amount(self, content, signed=False):
        """The price, with its currency; nothing where none was agreed.

        :param dict content: has ``amount`` and ``currency``, the code of one
        :param bool signed: with a plus or minus
        """
        value = number(content.get("amount"))
        if not value:
            return ""
        sign = ("+" if value > 0 else "\u2212") if signed else ""
        value = float(abs(value) if signed else value)
        code = content.get("currency") or ""
        currency = self._currency(code)
        if currency:
            return sign + format_amount(self.env, value, currency)
        return f"{sign}{self._number(value)} {code}".strip()

    def _currency(self, code):
        if code not in self._currencies:
            self._currencies[code] = (
                # sudo: how an amount is written is no secret.
                self.env["res.currency"]
                .sudo()
                .with_context(active_test=False)
                .search([("name", "=", code)], limit=1)
            )
        return self._currencies[code]

    # ------------------------------------------------------------------ the change
    def _read_change(self, content):
        """The change that led to the version, in words; None where none did.

        :return: dict of ``code``, ``name``, ``facts`` (list of dicts ``label``,
            ``text``), ``lines`` (dicts of ``answer``, ``is_done``, ``name``, ``about``,
            ``renamed``, ``clause``, ``hours``, ``amount``) and ``leaves`` (dicts of ``name``,
            ``about``, ``hours``)
        """
        change = content.get("change")
        if not change:
            return None
        facts = [
            (self.env._("Why"), change.get("reason")),
            (self.env._("If it waits"), change.get("if_waits")),
            (self.env._("In all"), self._change_total(change, content)),
            (self.env._("Days"), self._change_days(change.get("days_added"))),
        ]
        return {
            "code": change.get("code") or "",
            "name": change.get("name") or "",
            "facts": [{"label": label, "text": text} for label, text in facts if text],
            "lines": [
                self._read_line(line, change, content)
                for line in change.get("lines") or []
            ],
            "leaves": [
                {
                    "name": _name({"code": left.get("item"), "name": left.get("name")}),
                    "about": self.env._("leaves as a whole")
                    if left.get("whole")
                    else self.env._("gives some of its hours"),
                    "hours": self.hours(
                        -number(left.get("hours")), content, signed=True
                    ),
                }
                for left in change.get("leaves") or []
            ],
        }

    def _read_line(self, line, change, content):
        answer = line.get("answer")
        is_done = answer in ("pay", "swap")
        item = line.get("item")
        about = {
            "hours": self.env._("hours of %(item)s", item=item),
            "modify": self.env._("wording of %(item)s", item=item),
            "remove": self.env._("%(item)s leaves", item=item),
        }
        return {
            "answer": self._answer(answer),
            "is_done": is_done,
            "name": line.get("name") or "",
            "about": about.get(line.get("operation"), "") if item else "",
            "renamed": line.get("item_name") or "",
            "clause": line.get("clause") or "",
            # With a plus only what comes in addition.
            "hours": self.hours(line.get("hours"), content, signed=is_done),
            # Only what is paid has a price.
            "amount": self.amount(
                {"amount": line.get("amount"), "currency": change.get("currency")},
                signed=True,
            )
            if answer == "pay"
            else "",
        }

    def _answer(self, answer):
        """What was answered to a line of a change, as it was offered."""
        answers = self.env["scope.change.line"]._fields["answer"]
        return dict(answers._description_selection(self.env)).get(answer) or answer

    def _change_total(self, change, content):
        total = [
            self.hours(change.get("hours"), content, signed=True),
            self.amount(change, signed=True),
        ]
        return ", ".join(filter(None, total))

    def _change_days(self, days):
        if not days:
            return ""
        if days == 1:
            return self.env._("The project ends one day later")
        if days < 0:
            return self.env._("The project ends %s days earlier", -days)
        return self.env._("The project ends %s days later", days)

    # ------------------------------------------------------------------ two contents
    def compare(self, before, after):
        """Return what the template ``scope_tor_version_difference`` shows.

        :param dict before: the older content, ``after`` the newer one
        :return: dict of ``is_empty``, ``counts`` (by sign), ``hours`` (list of dicts
            ``label``, ``before``, ``after``, ``difference``), ``facts`` (list of changes) and ``kinds`` (list of dicts
            ``title``, ``items``). A change has a ``label`` and ``words``: pairs of a
            sign and a text.
        """
        difference = compare_contents(before, after)
        unit = self._common_unit(before, after)
        codes = [
            {item.get("code"): item for item in content.get("items") or []}
            for content in (before, after)
        ]
        kinds = []
        changed = [item for item in difference.items if item.sign != "="]
        for kind in self._kind_keys([item.item for item in changed]):
            members = [item for item in changed if item.item.get("kind") == kind]
            kinds.append(
                {
                    "title": self.kind_title(kind),
                    "items": [
                        self._compare_item(item, codes, before, after, unit)
                        for item in members
                    ],
                }
            )
        return {
            "is_empty": difference.is_empty,
            "counts": {sign: difference.count(sign) for sign in "+-~="},
            "hours": self._compare_hours(before, after),
            "facts": [
                self._compare_value(change, before, after)
                for change in difference.facts
                # Told by the line above them.
                if change.field != "hours"
            ],
            "kinds": kinds,
            **self.setting(),
        }

    def _compare_hours(self, before, after):
        """The hours on both sides: in total, and of the points where that is another
        figure."""
        unit = self._common_unit(before, after)
        rows = [
            (
                self.env._("Hours"),
                number(before.get("hours")),
                number(after.get("hours")),
            )
        ]
        points = (points_hours(before), points_hours(after))
        if points != rows[0][1:]:
            rows.append((self.env._("Hours of the points"), *points))
        return [
            {
                "label": label,
                "before": self.hours(
                    was, {**before, "hours_shown": unit["hours_shown"]}
                ),
                "after": self.hours(now, {**after, "hours_shown": unit["hours_shown"]}),
                "difference": self.hours(now - was, unit, signed=True),
            }
            for label, was, now in rows
            if unit["hours_shown"] and (was or now)
        ]

    def hours_difference(self, before, after):
        """How many hours the newer content has more: +16 h; nothing for as many."""
        more = number(after.get("hours")) - number(before.get("hours"))
        return self.hours(more, self._common_unit(before, after), signed=True)

    def _common_unit(self, before, after):
        """How a difference in hours is told: in days where both were agreed in days, and
        not at all where one of them does not show hours."""
        unit = before if before.get("hours_unit") != "day" else after
        shown = before.get("hours_shown", True) and after.get("hours_shown", True)
        return {**unit, "hours_shown": bool(shown)}

    def _compare_item(self, difference, codes, before, after, unit):
        item = difference.item
        parent = codes[bool(difference.after)].get(item.get("parent"))
        return {
            "sign": difference.sign,
            "word": {
                "+": self.env._("new"),
                "-": self.env._("removed"),
                "~": self.env._("changed"),
            }[difference.sign],
            "code": item.get("code") or "",
            "name": item.get("name") or "",
            "clause": (item.get("clause") or "") if difference.sign != "~" else "",
            # Of a changed item only what changed is told.
            "facts": self._item_facts(item, parent) if difference.sign != "~" else "",
            "hours": self.hours(difference.hours, unit, signed=True),
            "changes": [
                self._compare_value(change, before, after, codes)
                for change in difference.changes
            ],
        }

    def _item_facts(self, item, parent):
        """Where a new or removed item stands, and until when: in one line."""
        facts = []
        if item.get("source_section"):
            facts.append(
                self.env._("Section %(section)s", section=item["source_section"])
            )
        if parent:
            facts.append(self.env._("Part of %(section)s", section=_name(parent)))
        if item.get("date_due"):
            facts.append(self.env._("By %(day)s", day=self.day(item["date_due"])))
        return " · ".join(facts)

    def _compare_value(self, change, before, after, codes=({}, {})):
        if change.field in _PROSE:
            words = word_difference(change.before, change.after)
        else:
            was = self._value(change.field, change.before, before, codes[0])
            now = self._value(change.field, change.after, after, codes[1])
            words = [(sign, text) for sign, text in (("-", was), ("+", now)) if text]
        return {"label": self._label(change.field), "words": words}

    def _value(self, field, value, content, codes):
        """One value in words."""
        if field in _HOURS:
            return self.hours(value, content)
        if field in ("date_due", "date_start", "date_end"):
            return self.day(value)
        if field == "kind":
            return self.kind_title(value) if value else ""
        if field == "parent":
            return _name(codes.get(value)) or value or ""
        if field == "amount":
            return self.amount(content)
        if field == "hours_shown":
            return self.env._("yes") if value else self.env._("no")
        if field == "hours_unit":
            return self.env._("days") if value == "day" else self.env._("hours")
        if field == "documents":
            return ", ".join(document.get("name") or "" for document in value or [])
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value, ensure_ascii=False)

    def _label(self, field):
        labels = {
            "kind": self.env._("Kind"),
            "parent": self.env._("Part of"),
            "code": self.env._("No."),
            "name": self.env._("Name"),
            "clause": self.env._("Text"),
            "source_section": self.env._("Section"),
            "hours": self.env._("Hours"),
            "date_due": self.env._("Due"),
            "project_name": self.env._("Project"),
            "customer_name": self.env._("Customer"),
            "purpose": self.env._("Why we do this"),
            "amount": self.env._("Price"),
            "currency": self.env._("Currency"),
            "allowance_total": self.env._("Hours in total"),
            "contingency_hours": self.env._("Reserve"),
            "hours_shown": self.env._("Hours shown"),
            "hours_unit": self.env._("Counted in"),
            "hours_per_day": self.env._("Hours a day"),
            "date_start": self.env._("From"),
            "date_end": self.env._("Until"),
            "documents": self.env._("From the document"),
        }
        return labels.get(field) or field


def _name(item):
    if not item:
        return ""
    return " ".join(filter(None, (item.get("code"), item.get("name"))))


def _tree(members, codes):
    """Items of one kind, each section followed by its parts, with their level."""
    inside = {id(item) for item in members}
    parts = defaultdict(list)
    roots = []
    for item in members:
        parent = codes.get(item.get("parent"))
        if parent is not None and parent is not item and id(parent) in inside:
            parts[id(parent)].append(item)
        else:
            roots.append(item)
    waiting = [(item, 0) for item in reversed(roots)]
    told = set()
    while waiting:
        item, level = waiting.pop()
        told.add(id(item))
        yield item, level
        waiting += [(part, level + 1) for part in reversed(parts[id(item)])]
    for item in members:
        # Nothing is lost, should two be parts of one another.
        if id(item) not in told:
            yield item, 0
