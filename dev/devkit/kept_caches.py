"""Caches that outlive a test, unless it invalidated them.

Odoo forgets all caches after each test. Compiling the templates anew and looking for the files of the assets is then
more than half of what a test of a page costs. What these caches hold comes from views, groups and files; whoever
changes those invalidates them, in a test as in production.

Who stops the clock looks through two thousand modules for what asks for the time. What was found in a module is kept
until it gets or loses a name; freezegun itself compares all its names, which took as long as a small test.
"""

import functools

from freezegun import api as freezegun

from odoo.tests import case
from odoo.tools.lru import LRU

KEPT = ("assets", "groups", "routing", "routing.rewrites", "templates")
# In a cache that was not invalidated since the data was what it is in the database
SOUND = "sound"


def install():
    """Have Odoo's tests keep them."""
    case.TestCase.doCleanups = _keeping(case.TestCase.doCleanups)
    of_class = _keeping(case.TestCase.doClassCleanups.__func__, at_end=_mark)
    case.TestCase.doClassCleanups = classmethod(of_class)
    freezegun._get_module_attributes_hash = _count_names


def _keeping(clean_up, at_end=lambda caches: None):
    """The clean-up of a test, or of a class of tests, with the sound caches put aside meanwhile."""

    @functools.wraps(clean_up)
    def keeping(test):
        if not getattr(test, "registry", None):
            return clean_up(test)
        caches = test.registry._Registry__caches
        sound = {name: caches[name] for name in KEPT if SOUND in caches[name]}
        caches.update({name: LRU(caches[name].count) for name in sound})
        clean_up(test)
        caches.update(sound)
        at_end(caches)

    return keeping


def _count_names(module):
    """What tells freezegun that a module has changed."""
    return f"{id(module)}-{len(getattr(module, '__dict__', ()))}"


def _mark(caches):
    for name in KEPT:
        caches[name][SOUND] = True
