# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When a return is due: the rule of its form, eFPS staggering, days without work.

The rule of a form is one of

- ``+1m 10``: day 10 of the month after the period's last month;
- ``+1m last``: the last day of that month;
- ``+25d``: 25 days after the period's last day;
- ``+1y 01-31``: 31 January of the year after the one the period ends in.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

# Fixed, as the Philippines keep no summer time: it needs no time zone database.
MANILA = timezone(timedelta(hours=8), "Asia/Manila")

# RR 26-2002: eFPS filers are spread over the five days up to the 15th, by industry.
EFPS_DAYS = {"A": 15, "B": 14, "C": 13, "D": 12, "E": 11}
EFPS_PAYMENT_DAY = 15

_IN_MONTHS = re.compile(r"\+(\d{1,2})m (\d{1,2}|last)")
_IN_DAYS = re.compile(r"\+(\d{1,3})d")
_IN_YEARS = re.compile(r"\+(\d)y (\d\d)-(\d\d)")


class DueRuleError(ValueError):
    """A due rule that cannot be read."""


@dataclass(frozen=True)
class DayOff:
    """A day on which government offices do not work.

    `is_estimated`: no proclamation has fixed the day yet, as for the Eids to come.
    """

    name: str
    is_estimated: bool = False


@dataclass(frozen=True)
class DueRule:
    """When a form is due after its period.

    `december` replaces `due` for periods that end in December. Where
    `is_staggered`, an eFPS group replaces the day of the month, December included.
    """

    due: str
    december: str | None = None
    is_staggered: bool = False


@dataclass(frozen=True)
class DueDate:
    """When one return is due, and why.

    `statutory` is what the rule says, `day` the working day it is rolled to and
    `skipped` the days between: (day, the holiday, or None for a weekend).
    `payment_day` is later than `day` for eFPS groups B to E. `extension` names what
    moved both.
    """

    statutory: date
    day: date
    skipped: tuple[tuple[date, DayOff | None], ...]
    payment_day: date
    efps_group: str | None = None
    extension: str | None = None

    @property
    def is_estimated(self) -> bool:
        """Whether the day rests on a holiday that is not proclaimed yet."""
        return any(off and off.is_estimated for _day, off in self.skipped)


def today(now: datetime | None = None) -> date:
    """The day it is in the Philippines, where returns are due."""
    return (now or datetime.now(MANILA)).astimezone(MANILA).date()


def check_rule(rule: str) -> None:
    """Refuse a rule that is not written in the language above.

    :raises DueRuleError: saying how to write it
    """
    statutory_day(rule, date(2024, 12, 31))


def statutory_day(rule: str, date_to: date) -> date:
    """The day the rule names for a period that ends on `date_to`.

    :raises DueRuleError: when the rule cannot be read
    """
    if match := _IN_MONTHS.fullmatch(rule):
        return _in_months(date_to, int(match[1]), match[2])
    if match := _IN_DAYS.fullmatch(rule):
        return date_to + timedelta(days=int(match[1]))
    if match := _IN_YEARS.fullmatch(rule):
        try:
            return date(date_to.year + int(match[1]), int(match[2]), int(match[3]))
        except ValueError as error:
            raise _refusal(rule) from error
    raise _refusal(rule)


def due_date(
    rule: DueRule,
    date_to: date,
    days_off: Mapping[date, DayOff],
    efps_group: str | None = None,
) -> DueDate:
    """When the return of a period that ends on `date_to` is to be filed and paid.

    :param days_off: days without work besides Saturdays and Sundays
    :param efps_group: A to E for those who file by eFPS, else None
    :raises DueRuleError: when the rule cannot be read
    """
    text = rule.december if rule.december and date_to.month == 12 else rule.due
    statutory = statutory_day(text, date_to)
    staggered = efps_group if rule.is_staggered and efps_group in EFPS_DAYS else None
    paid_by = statutory
    if staggered:
        paid_by = statutory.replace(day=EFPS_PAYMENT_DAY)
        statutory = statutory.replace(day=EFPS_DAYS[staggered])
    day, skipped = roll_over(statutory, days_off)
    payment_day, _skipped = roll_over(paid_by, days_off)
    return DueDate(statutory, day, skipped, payment_day, staggered)


def roll_over(
    day: date, days_off: Mapping[date, DayOff]
) -> tuple[date, tuple[tuple[date, DayOff | None], ...]]:
    """The first working day from `day` on, and the days passed over.

    Source: Administrative Code of 1987, book I sec. 28; RMC 65-2016.
    """
    skipped = []
    while day in days_off or day.weekday() > 4:
        skipped.append((day, days_off.get(day)))
        day += timedelta(days=1)
    return day, tuple(skipped)


def extended(
    due: DueDate, to: date, source: str, days_off: Mapping[date, DayOff]
) -> DueDate:
    """The due date after the BIR moved it to the day `to`, as `source` says."""
    day, skipped = roll_over(to, days_off)
    return replace(due, day=day, skipped=skipped, payment_day=day, extension=source)


def _in_months(date_to: date, months: int, day: str) -> date:
    count = date_to.year * 12 + date_to.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = monthrange(year, month)[1]
    number = last if day == "last" else int(day)
    if not 1 <= number <= 31:
        raise _refusal(f"+{months}m {day}")
    return date(year, month, min(number, last))


def _refusal(rule: str) -> DueRuleError:
    return DueRuleError(
        f"“{rule}” is no due rule: write +1m 10 or +1m last (day of a later month), "
        "+25d (days after the period) or +1y 01-31 (date of a later year)."
    )
