"""What differs between two versions of a scope: plain values in, plain values out.

Only the two canonical contents are looked at, so that an old version compares as it
was agreed, whatever became of its items since.
"""

import re
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import NamedTuple

#: Parts of an item in the order in which they are told. Others follow by name.
ITEM_FIELDS = (
    "kind",
    "parent",
    "code",
    "name",
    "clause",
    "source_section",
    "hours",
    "date_due",
)
#: Parts of the whole, likewise.
TOR_FIELDS = (
    "project_name",
    "customer_name",
    "purpose",
    "amount",
    "currency",
    "hours",
    "allowance_total",
    "contingency_hours",
    "hours_shown",
    "hours_unit",
    "hours_per_day",
    "date_start",
    "date_end",
)
#: Numbers of database rows, and what is told by its parts; how a version came about and
#: what stood in version 1 are parts of their own of what is read.
_UNTOLD = {"id", "items", "format", "project", "company", "customer"}
_UNTOLD |= {"change", "original"}
#: Fixed-point strings: "0.00" and nothing are the same.
_NUMBERS = {"hours", "allowance_total", "contingency_hours", "amount", "hours_per_day"}

#: Contents from before these were frozen were read in the unit of that time.
_YOUNG = {"hours_unit", "hours_per_day"}

# Beyond this many pairs of words the middle of two texts counts as rewritten.
_MAX_PAIRS = 4_000_000


class Change(NamedTuple):
    """One part that differs: its key and both values as they stand."""

    field: str
    before: object
    after: object


class ItemDifference(NamedTuple):
    """One item in the comparison.

    ``sign`` is ``+``, ``-``, ``~`` or ``=``; ``before`` is None for an added item and
    ``after`` for a removed one; ``hours`` is how many hours more it has (a Decimal).
    """

    sign: str
    before: dict | None
    after: dict | None
    changes: tuple
    hours: Decimal

    @property
    def item(self):
        return self.after or self.before


class Difference(NamedTuple):
    """What differs: of the whole (``facts``) and of each item, unchanged ones too."""

    facts: tuple
    items: tuple

    def count(self, sign):
        """How many items have this sign."""
        return sum(item.sign == sign for item in self.items)

    @property
    def is_empty(self):
        return not self.facts and all(item.sign == "=" for item in self.items)


def compare_contents(before, after):
    """Compare two canonical contents.

    :param dict before: the older one, as ``json.loads`` gave it
    :param dict after: the newer one
    :return: :class:`Difference`, items in the order of the newer content, a removed one
        where it stood
    """
    old, new = _by_key(before), _by_key(after)
    parents = (_parents(before), _parents(after))
    items = []
    for key in _merged_order(list(old), list(new)):
        was, now = old.get(key), new.get(key)
        changes = ()
        if was is None:
            sign = "+"
        elif now is None:
            sign = "-"
        else:
            changes = tuple(_item_changes(was, now, parents))
            sign = "~" if changes else "="
        hours = number((now or {}).get("hours")) - number((was or {}).get("hours"))
        items.append(ItemDifference(sign, was, now, changes, hours))
    return Difference(tuple(_changes(before, after, TOR_FIELDS)), tuple(items))


def word_difference(before, after):
    """Compare two texts word by word.

    :return: list of pairs: ``=``, ``-`` or ``+``, and the text
    """
    old, new = _words(before or ""), _words(after or "")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    rest = min(len(old), len(new)) - start
    while end < rest and old[-1 - end] == new[-1 - end]:
        end += 1
    pieces = [("=", old[:start])]
    was, now = old[start : len(old) - end], new[start : len(new) - end]
    if len(was) * len(now) > _MAX_PAIRS:
        pieces += [("-", was), ("+", now)]
    else:
        matcher = SequenceMatcher(None, was, now, autojunk=False)
        for operation, i1, i2, j1, j2 in matcher.get_opcodes():
            if operation == "equal":
                pieces.append(("=", was[i1:i2]))
            else:
                pieces += [("-", was[i1:i2]), ("+", now[j1:j2])]
    pieces.append(("=", old[len(old) - end :]))
    return _joined(pieces)


def number(value):
    """A fixed-point string as a Decimal; what is none counts as 0."""
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)


def points_hours(content):
    """Hours of the deliverables together, as a Decimal: hours on a section are the total
    of what is below it, and not added to it."""
    items = content.get("items") or []
    codes = {item.get("code"): item for item in items}
    total = Decimal(0)
    for item in items:
        if item.get("kind") != "deliverable":
            continue
        above, seen = codes.get(item.get("parent") or None), set()
        while above and id(above) not in seen and not number(above.get("hours")):
            seen.add(id(above))
            above = codes.get(above.get("parent") or None)
        if not above or id(above) in seen:
            total += number(item.get("hours"))
    return total


def _by_key(content):
    """The items by what they are known by: their number in the database, else their
    code, else their place."""
    return {
        item.get("id") or item.get("code") or f"#{place}": item
        for place, item in enumerate(content.get("items") or [])
    }


def _parents(content):
    """By code, what an item is known by."""
    return {item.get("code"): key for key, item in _by_key(content).items()}


def _merged_order(old, new):
    order = list(new)
    known = set(new)
    previous = None
    for key in old:
        if key not in known:
            place = order.index(previous) + 1 if previous is not None else 0
            order.insert(place, key)
        previous = key
    return order


def _item_changes(was, now, parents):
    for change in _changes(was, now, ITEM_FIELDS):
        if change.field == "parent":
            # A section that was given another code is the same section.
            old = parents[0].get(change.before, change.before)
            if old == parents[1].get(change.after, change.after):
                continue
        yield change


def _changes(before, after, order):
    others = sorted((before.keys() | after.keys()) - set(order) - _UNTOLD)
    for field in (*order, *others):
        if field in _YOUNG and not (field in before and field in after):
            continue
        was, now = before.get(field), after.get(field)
        if field == "hours_shown":
            # Content from before there was a choice shows them.
            was, now = before.get(field, True), after.get(field, True)
        if field in _NUMBERS:
            same = number(was) == number(now)
        else:
            same = (was or "") == (now or "")
        if not same:
            yield Change(field, was, now)


def _words(text):
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def _joined(pieces):
    joined = []
    for sign, words in pieces:
        if not words:
            continue
        text = "".join(words)
        if joined and joined[-1][0] == sign:
            text = joined.pop()[1] + text
        joined.append((sign, text))
    return joined
