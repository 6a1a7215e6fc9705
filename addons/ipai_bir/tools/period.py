# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Periods that returns are filed for, and how one period names another.

A year is named by the calendar year it ends in and counted from its last month (12 for
a calendar year; NIRC Sec. 22(P), 43, 114). `number` is the calendar month 1-12 of a
monthly return, the quarter 1-4 of a quarterly one and 1 of an annual one.
"""

import re
from calendar import month_abbr
from dataclasses import dataclass
from datetime import date, timedelta

FREQUENCIES = ("monthly", "quarterly", "annual")
_LENGTH = {"monthly": 1, "quarterly": 3, "annual": 12}
_REFERENCE = re.compile(r"(month|quarter)(\d{1,2})(_of_year)?$")
_COUNTED = {"month": 1, "quarter": 3}
_DAY = timedelta(days=1)


class PeriodError(Exception):
    """A period or a reference to one that does not exist."""


@dataclass(frozen=True)
class Calendar:
    """Which periods a form is filed for.

    :param frequency: one of FREQUENCIES
    :param last_month: month the year of the form ends in
    :param only: the months of a quarter, or quarters of a year, it is filed for;
        empty for all
    """

    frequency: str
    last_month: int = 12
    only: frozenset[int] = frozenset()

    def dates(self, year: int, number: int = 1) -> tuple[date, date]:
        """First and last day of a period.

        :raises PeriodError: for a number the frequency does not have
        """
        if self.frequency == "monthly":
            _within(number, 12)
            first = year * 12 + number - 1
        elif self.frequency == "quarterly":
            _within(number, 4)
            first = year * 12 + self.last_month - 12 + (number - 1) * 3
        else:
            first = year * 12 + self.last_month - 12
        return _month(first), _month(first + _LENGTH[self.frequency]) - _DAY

    def period_of(self, day: date) -> tuple[int, int]:
        """(year, number) of the period `day` falls in."""
        if self.frequency == "monthly":
            return day.year, day.month
        months = day.year * 12 + day.month - 1 - self.last_month
        number = months % 12 // 3 + 1 if self.frequency == "quarterly" else 1
        return months // 12 + 1, number

    def place(self, number: int) -> int:
        """What `only` speaks of: the month within its quarter, or the quarter."""
        if self.frequency == "monthly":
            return (number - 1 - self.last_month) % 3 + 1
        return number

    def files(self, number: int) -> bool:
        """Whether the form is filed for the period of this number at all."""
        return not self.only or self.place(number) in self.only

    def last_closed(self, day: date) -> tuple[int, int]:
        """(year, number) of the last period the form is filed for before `day`."""
        while True:
            first, _last = self.dates(*self.period_of(day))
            day = first - _DAY
            year, number = self.period_of(day)
            if self.files(number):
                return year, number

    def name(self, year: int, number: int = 1) -> str:
        """The period as people write it: Sep 2026, Q3 2026, 2026."""
        if self.frequency == "monthly":
            return f"{month_abbr[number]} {year}"
        return f"Q{number} {year}" if self.frequency == "quarterly" else str(year)

    def within(self, date_from: date, date_to: date) -> list[tuple[date, date]]:
        """Every period the form is filed for that lies in a longer one."""
        periods, day = [], date_from
        while day <= date_to:
            year, number = self.period_of(day)
            first, last = self.dates(year, number)
            if self.files(number) and date_from <= first and last <= date_to:
                periods.append((first, last))
            day = last + _DAY
        return periods


def referred(reference: str, dates: tuple[date, date], year_start: date):
    """Dates that a reference in an edition's data means, seen from a period.

    `month1`, `quarter2`: counted from the first day of the period; `quarter2_of_year`:
    from the first day of its year; `previous` and `previous_in_year`: the period that
    ends the day before it, of whatever length.

    :param dates: first and last day of the period that refers
    :param year_start: first day of the year the period belongs to
    :return: (first day or None when any will do, last day), or None when there is
        nothing to read (`previous_in_year` of the first period of a year, a period
        after the one that refers)
    :raises PeriodError: for a reference of no known form
    """
    if reference in ("previous", "previous_in_year"):
        last = dates[0] - _DAY
        outside = reference == "previous_in_year" and last < year_start
        return None if outside else (None, last)
    check_reference(reference)
    unit, number, of_year = _REFERENCE.match(reference).groups()
    begin = year_start if of_year else dates[0]
    start = begin.year * 12 + begin.month - 1 + (int(number) - 1) * _COUNTED[unit]
    meant = _month(start), _month(start + _COUNTED[unit]) - _DAY
    return None if of_year and meant[0] > dates[1] else meant


def check_reference(reference: str) -> None:
    """:raises PeriodError: when `reference` is none of month1-12, quarter1-4 (either
    with _of_year), previous, previous_in_year
    """
    if reference in ("previous", "previous_in_year"):
        return
    match = _REFERENCE.match(reference)
    limit = {"month": 12, "quarter": 4}
    if not match or not 1 <= int(match.group(2)) <= limit[match.group(1)]:
        raise PeriodError(f"there is no period “{reference}”.")


def _month(months: int) -> date:
    """First day of a month counted from year 0."""
    return date(months // 12, months % 12 + 1, 1)


def _within(number, limit):
    if not 1 <= number <= limit:
        raise PeriodError(f"there is no period {number} in a year.")
