import logging
import re
from collections import Counter, defaultdict

from odoo.tests import BaseCase, tagged

from ..tools import tor_lines, tor_words
from ..tools.document import read_document
from .documents import corpus

_logger = logging.getLogger(__name__)
MARKS = ("x", "yes", "no", "ja", "nein")
KINDS = {
    "D": "deliverable",
    "X": "exclusion",
    "A": "assumption",
    "C": "client_responsibility",
    "L": "later_phase",
}


def plain(text):
    return " ".join(re.findall(r"\w+", tor_lines.clean(text).casefold()))


def expected_items(sample):
    """(kind, name, level, hours) of each line of what is expected."""
    for line in sample.expected.strip().splitlines():
        kind, rest = line.split(" ", 1)
        name, _sign, hours = rest.partition(" = ")
        level = len(name) - len(name.lstrip(">"))
        yield KINDS[kind], name.lstrip("> "), level, float(hours or 0)


def match(text, sample):
    """Pair what is expected with what was read; returns pairs and what is left over."""
    left, pairs = list(text.items), []
    for expected in expected_items(sample):
        name = plain(expected[1])
        found = next(
            (
                item
                for item in left
                if plain(item.text.rstrip("…")).startswith(name)
                or (len(name) > 20 and plain(item.clause).startswith(name))
            ),
            None,
        )
        if found:
            left.remove(found)
        pairs.append((expected, found))
    return pairs, left


@tagged("post_install", "-at_install")
class TestDocumentCorpus(BaseCase):
    def test_no_text_is_lost_and_kinds_and_hours_are_right(self):
        count, faults, formats = Counter(), defaultdict(list), Counter()
        languages = set()
        for sample in corpus.samples():
            document = read_document(sample.content, sample.name, sample.hours_per_day)
            self.assertEqual(document.format, sample.format)
            formats[sample.format] += 1
            languages.add(sample.language)
            self._check_words(sample, document, faults)
            pairs, left = match(document.text, sample)
            for (kind, name, level, hours), item in pairs:
                where = f"{sample.name}: {name!r}"
                count["items"] += 1
                count["hours"] += bool(hours)
                if item is None:
                    faults["kind"].append(f"{where} is no item")
                    faults["hours"] += [f"{where} is no item"] * bool(hours)
                    continue
                if item.kind != kind:
                    faults["kind"].append(f"{where} is {item.kind}, not {kind}")
                if abs(item.hours - hours) > 0.006:
                    faults["hours"].append(f"{where} has {item.hours} h, not {hours}")
                if item.level != level:
                    faults["level"].append(
                        f"{where} is on level {item.level}, not {level}"
                    )
            for item in left:
                faults["extra"].append(f"{sample.name}: {item.text!r} is {item.kind}")
        total = sum(formats.values())
        self.figures = (
            f"{total} documents ({', '.join(f'{n} {f}' for f, n in sorted(formats.items()))})"
            f" in {len(languages)} languages, {count['items']} items: right kind"
            f" {1 - len(faults['kind']) / count['items']:.1%}, right hours"
            f" {1 - len(faults['hours']) / count['hours']:.1%} of {count['hours']},"
            f" right level {1 - len(faults['level']) / count['items']:.1%},"
            f" items too many {len(faults['extra'])}, words lost {len(faults['words'])}"
        )
        report = "\n".join(
            [self.figures]
            + [
                f"  {kind}: {fault}"
                for kind, found in faults.items()
                for fault in found
            ]
        )
        _logger.info("Reading documents: %s", report)
        self.assertGreaterEqual(total, 30)
        self.assertEqual(languages, {"en", "de", "fr", "es"})
        self.assertFalse(faults["words"], report)
        self.assertLessEqual(len(faults["kind"]), 0.05 * count["items"], report)
        self.assertLessEqual(len(faults["hours"]), 0.01 * count["hours"], report)
        self.assertLessEqual(len(faults["level"]), 0.05 * count["items"], report)
        self.assertLessEqual(len(faults["extra"]), 0.05 * count["items"], report)

    @staticmethod
    def _check_words(sample, document, faults):
        """Every word of the document stands in a heading, an item or a note."""
        found = Counter()
        for line in document.text.lines:
            found.update(
                plain(
                    " ".join(
                        (
                            line.number,
                            line.section,
                            line.text,
                            line.clause,
                            line.hours_text,
                        )
                    )
                ).split()
            )
        for word, times in Counter(plain(sample.words).split()).items():
            if found[word] >= times or tor_words.kind_of_word(word):
                continue
            if any(
                word in plain(cell).split()
                and (tor_words.kind_of_word(cell) or cell in MARKS)
                for block in document.blocks
                for cell in block.cells
            ):
                continue  # a cell that says the kind of its row became that kind
            if document.format == "pdf" and found[word]:
                continue  # the head of each page is kept once
            faults["words"].append(f"{sample.name}: {word!r} {found[word]} of {times}")
