from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from .scope_advice_log_columns import Column


class Sheet(NamedTuple):
    """A sheet of the advice log with one row per record.

    ``columns`` have header and kind; ``count`` is the number of rows; ``batches`` gives
    for some rows at a time the values of each column; the first ``fixed`` columns stay
    in sight. ``grey_after`` is the index of a column of days and a day: rows of later
    days, which are still to come, are grey. ``fits_page``: printed, it is one page wide.
    """

    name: str
    columns: list[Column]
    count: int
    batches: Iterable[list[list]]
    fixed: int = 1
    grey_after: tuple[int, date] | None = None
    fits_page: bool = False
