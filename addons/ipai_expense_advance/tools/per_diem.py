# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much of a daily rate a day earns, and which rate applies; without Odoo."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

HUNDRED = Decimal(100)


def day_allowance(rate, share, deductions, step):
    """The allowance of one day.

    :param Decimal rate: amount of a full day
    :param Decimal share: percent of the rate this day earns (100 for a full day)
    :param list[Decimal] deductions: percent of the full rate taken off for each meal
        that somebody else provided
    :param Decimal step: the smallest amount of the currency, e.g. 0.01
    :return: Decimal, rounded half up to step, never below zero

    >>> day_allowance(Decimal(1500), Decimal(75), [Decimal(20)], Decimal("0.01"))
    Decimal('825.00')
    """
    percent = share - sum(deductions, Decimal(0))
    amount = rate * max(percent, Decimal(0)) / HUNDRED
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


class Choice(NamedTuple):
    """A rate that is valid in the country on the day; place and grade None for any."""

    rate: object
    place: str | None
    grade: object
    has_company: bool
    date_from: object


def closest(choices, place, grade):
    """The choice that says most about the place, then the grade, then is the newest.

    :return: a Choice, or None when none fits
    """

    def same_place(wanted):
        return not wanted or wanted.strip().lower() == (place or "").strip().lower()

    fitting = [
        choice
        for choice in choices
        if same_place(choice.place) and (not choice.grade or choice.grade == grade)
    ]
    return max(
        fitting,
        key=lambda choice: (
            bool(choice.place),
            bool(choice.grade),
            choice.has_company,
            choice.date_from,
        ),
        default=None,
    )
