# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""National holidays of the Philippines, from the package `holidays` where it is."""

from datetime import date
from functools import lru_cache

from .due_date import DayOff

try:
    import holidays
except ImportError:  # only weekends roll then, and the calendar says so
    holidays = None


def is_known() -> bool:
    """Whether national holidays are known here at all."""
    return holidays is not None


def national_days(year: int) -> dict[date, DayOff]:
    """{day: holiday} of one year: regular holidays and special non-working days.

    Days the package works out before they are proclaimed are marked as estimates.
    """
    return dict(_national_days(year)) if is_known() else {}


@lru_cache(maxsize=64)
def _national_days(year: int) -> tuple[tuple[date, DayOff], ...]:
    found = holidays.country_holidays("PH", years=year, language="en_PH")
    mark = " (estimated)"
    return tuple(
        (day, DayOff(name.removesuffix(mark), name.endswith(mark)))
        for day, name in sorted(found.items())
    )
