# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The periods for which a form has to be filed."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

LENGTHS = {"monthly": 1, "quarterly": 3, "annual": 12}


def filing_periods(
    frequency: str,
    date_from: date,
    date_to: date,
    last_month: int = 12,
    quarter_months: Collection[int] = (),
    quarters: Collection[int] = (),
) -> Iterator[tuple[date, date]]:
    """(first day, last day) of each period that has a day in common with the span.

    :param frequency: monthly, quarterly or annual
    :param last_month: month in which the year ends, 1 to 12
    :param quarter_months: months of a quarter that count, 1 to 3; all when empty
    :param quarters: quarters of the year that count, 1 to 4; all when empty
    """
    length = LENGTHS[frequency]
    # Months since the year zero, moved so that a year begins at a multiple of 12.
    shift = last_month % 12
    months = date_from.year * 12 + date_from.month - 1 - shift
    months -= months % length
    while (first := _first_day(months + shift)) <= date_to:
        in_year = months % 12
        counts = not quarter_months or in_year % 3 + 1 in quarter_months
        if counts and (not quarters or in_year // 3 + 1 in quarters):
            yield first, _first_day(months + shift + length) - timedelta(days=1)
        months += length


def _first_day(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
