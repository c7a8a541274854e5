"""Passed and failed, counted."""

import time
from dataclasses import dataclass, field

from .place import say


@dataclass
class Result:
    """What one part of the tests came to."""

    name: str
    passed: int = 0
    failures: list = field(default_factory=list)

    def tell(self, since):
        """Print it, with the time it took since a moment of the monotonic clock."""
        took = time.monotonic() - since
        lines = [
            f"{self.name}: {self.passed} passed, {len(self.failures)} failed ({took:.0f} s)"
        ]
        say("\n- ".join(lines + [failure.rstrip() for failure in self.failures]))
