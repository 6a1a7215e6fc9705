# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What of the benefits of one employee's year is exempt: ceilings, then the basket.

A de minimis benefit is exempt within its ceiling. The excess goes with the 13th month
pay and other benefits into the basket of NIRC Sec. 32(B)(7)(e); what no longer fits
there is taxable (RR 11-2018, RR 29-2025).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import tables
from .money import ZERO, centavos, text


@dataclass(frozen=True)
class Benefit:
    """One de minimis benefit paid; `quantity` is days where the ceiling counts days."""

    kind: str
    amount: Decimal
    quantity: Decimal | None = None


@dataclass(frozen=True)
class Exempted:
    """A sum of benefits parted at its limit, and how, in words."""

    exempt: Decimal
    excess: Decimal
    words: tuple[str, ...] = ()


class Allowance:
    """What one employee has used of every ceiling since the first of January."""

    def __init__(self, basket_used: Decimal = ZERO):
        self.basket_used = basket_used
        self._used = defaultdict(lambda: ZERO)

    def de_minimis(
        self, day: date, benefits: tuple[Benefit, ...], minimum_wage: Decimal | None
    ) -> Exempted:
        """Part the benefits paid on a day at their ceilings.

        :param minimum_wage: basic minimum wage a day of the region, for meals
        """
        exempt, total, words = ZERO, ZERO, []
        for benefit in benefits:
            limit = tables.ceiling(day, benefit.kind)
            within = self._within(day, benefit, limit, minimum_wage)
            exempt += within
            total += benefit.amount
            words.append(_benefit_words(benefit, limit, within))
        return Exempted(exempt, total - exempt, tuple(words))

    def basket(self, day: date, amount: Decimal) -> Exempted:
        """Part 13th month pay and other benefits at what is left of the yearly cap."""
        cap = tables.benefit_cap(day)
        exempt = max(ZERO, min(amount, cap - self.basket_used))
        self.basket_used += exempt
        if not amount:
            return Exempted(ZERO, ZERO)
        sentence = (
            "13th month pay, other benefits and what exceeds a ceiling: "
            f"{text(amount)}, exempt {text(exempt)} ({text(self.basket_used)} of "
            f"{text(cap)} used this year)."
        )
        return Exempted(exempt, amount - exempt, (sentence,))

    def _within(self, day, benefit, limit, minimum_wage):
        if limit.amount is None:
            return benefit.amount
        if limit.unit == "days a year":
            return self._within_days(day, benefit, limit.amount)
        if limit.unit.startswith("%"):
            days = benefit.quantity or ZERO
            allowed = centavos((minimum_wage or ZERO) * limit.amount / 100 * days)
            return min(benefit.amount, allowed)
        key = (benefit.kind, *_span(day, limit.unit))
        within = max(ZERO, min(benefit.amount, limit.amount - self._used[key]))
        self._used[key] += within
        return within

    def _within_days(self, day, benefit, limit):
        """Monetized leave: the ceiling counts days, whatever a day is worth."""
        days = benefit.quantity
        if not days:
            return ZERO
        key = (benefit.kind, day.year)
        within = max(ZERO, min(days, limit - self._used[key]))
        self._used[key] += within
        return centavos(benefit.amount * within / days)


def needs_days(kind: str, day: date) -> bool:
    """Whether the ceiling of a benefit counts days, so that they must be given."""
    unit = tables.ceiling(day, kind).unit
    return unit == "days a year" or unit.startswith("%")


def _span(day, unit):
    if unit == "a month":
        return day.year, "month", day.month
    if unit == "a semester":
        return day.year, "semester", (day.month + 5) // 6
    return day.year, "year", 0


def _benefit_words(benefit, limit, within):
    ceiling = (
        limit.unit
        if limit.amount is None
        else f"{limit.amount.normalize():,f} {limit.unit}"
    )
    days = f" for {benefit.quantity.normalize():f} days" if benefit.quantity else ""
    return (
        f"{limit.label}: {text(benefit.amount)}{days}, exempt {text(within)} (ceiling "
        f"{ceiling}, {limit.source})."
    )
