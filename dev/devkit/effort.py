"""How much a test from outside does: a few rounds each time, all of them with ``make stress``."""

import os

#: Set by ``make stress``.
FULL = "SCOPE_GUARD_FULL"


def rounds(few, full):
    """Rounds of a test with many at once, or at random: ``few``, or ``full`` where all of it is asked for."""
    return full if os.environ.get(FULL) else few
