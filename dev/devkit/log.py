"""Reading what Odoo logged: tests that ran, tests that failed, and warnings."""

import re
from dataclasses import dataclass

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>\S+): (?P<text>.*)$"
)
TEST_LOGGER = re.compile(r"^odoo\.addons\.(\w+)\.tests\.(\w+)")
STARTING = re.compile(r"^Starting (\w+\.test_\w+) \.\.\.")
SKIPPED = re.compile(r"^skipped (\w+\.test_\w+)")
FAILED = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(\w+\.test_\w+)")
SUMMARIES = ("odoo.tests.result", "odoo.modules.loading")
SUMMARY = re.compile(
    r"^(?:\d+ failed, |Module \w+: \d+ failures, |At least one test failed)"
)
NOTABLE = ("WARNING", "ERROR", "CRITICAL")


@dataclass
class Entry:
    """One message, with the lines that follow it."""

    level: str
    logger: str
    text: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.text.rstrip()}"

    def is_about_tests(self):
        """Whether it tells of a failed test, which is known already, rather than of a fault of its own."""
        return bool(
            FAILED.match(self.text)
            or (self.logger in SUMMARIES and SUMMARY.match(self.text))
        )


class Log:
    """The messages of one run of Odoo. Tests are named ``addon.file.Class.method``."""

    def __init__(self, path):
        self.entries = []
        for line in path.read_text(errors="replace").splitlines():
            match = LINE.match(line)
            if match:
                self.entries.append(
                    Entry(match["level"], match["logger"], match["text"])
                )
            elif self.entries:
                self.entries[-1].text += f"\n{line}"

    def _tests(self, pattern):
        """The tests that messages of this pattern name, each with those messages."""
        found = {}
        for entry in self.entries:
            place, match = TEST_LOGGER.match(entry.logger), pattern.match(entry.text)
            if place and match:
                test = f"{place[1]}.{place[2]}.{match[1]}"
                found[test] = f"{found.get(test, '')}{entry.text.rstrip()}\n"
        return found

    def started(self):
        """The tests that ran."""
        return set(self._tests(STARTING)) - self.skipped()

    def skipped(self):
        """The tests that were skipped."""
        return set(self._tests(SKIPPED))

    def failed(self):
        """The tests that failed, each with what was said about it."""
        return self._tests(FAILED)

    def faults(self):
        """The warnings and errors that tell of anything else than a failed test."""
        return [entry for entry in self.notable() if not entry.is_about_tests()]

    def notable(self):
        """All warnings and errors."""
        return [entry for entry in self.entries if entry.level in NOTABLE]
