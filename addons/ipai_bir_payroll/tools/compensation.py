# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One employee's year with one employer: what is taxable, what should be withheld.

The payments of a calendar year are walked once in the order they were paid, because
three things look back: the ceilings of benefits, the cumulative average (which stays
for the rest of the year once it began) and the annualised tax of the last pay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from . import component, tables, withholding
from .exemption import Allowance, Benefit
from .money import ZERO, text

FREQUENCY_NAMES = {
    "daily": "daily",
    "weekly": "weekly",
    "semi_monthly": "semi-monthly",
    "monthly": "monthly",
}


@dataclass(frozen=True)
class Payment:
    """One pay of one employee.

    `amounts` are by component code, `shares` the employee's contributions together;
    `minimum_wage` a day is of the region, for the ceiling of meals.
    `corrected` is tax taken or given back now for earlier months of the year.
    """

    paid_on: date
    frequency: str
    amounts: Mapping[str, Decimal]
    benefits: tuple[Benefit, ...] = ()
    shares: Decimal = ZERO
    withheld: Decimal = ZERO
    corrected: Decimal = ZERO
    is_minimum_wage: bool = False
    is_last: bool = False
    minimum_wage: Decimal | None = None


@dataclass(frozen=True)
class Before:
    """What earlier employers of the same year paid and withheld.

    `months` counts those actually worked (RR 11-2018): a gap before this employment
    does not count.
    """

    taxable: Decimal = ZERO
    withheld: Decimal = ZERO
    benefits: Decimal = ZERO
    months: Decimal = ZERO

    @property
    def exists(self) -> bool:
        return bool(self.taxable or self.withheld or self.months)


@dataclass
class Outcome:
    """What one payment comes to; `items` are those of Form 2316."""

    gross: Decimal
    items: dict[str, Decimal]
    regular: Decimal
    supplementary: Decimal
    is_untaxed: bool = False
    method: str = ""
    should_be: Decimal = ZERO
    words: list[str] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def taxable(self) -> Decimal:
        return self.regular + self.supplementary

    @property
    def exempt(self) -> Decimal:
        return self.gross - self.taxable


def year(payments: Iterable[Payment], before: Before = Before()) -> list[Outcome]:  # noqa: B008
    """Outcome of every payment of one employee and calendar year, in the order given.

    :param payments: in the order they were paid
    :raises TableError: when no table holds on a day of payment
    """
    walk = _Walk(before)
    return [walk.take(payment) for payment in payments]


def periods_left(payment: Payment) -> Decimal:
    """Pay periods of the calendar year after this one, by the day it was paid."""
    day = payment.paid_on
    if payment.frequency == "monthly":
        return Decimal(12 - day.month)
    if payment.frequency == "semi_monthly":
        return Decimal(24 - 2 * day.month + (1 if day.day <= 15 else 0))
    days = (date(day.year, 12, 31) - day).days
    return Decimal(days // 7 if payment.frequency == "weekly" else days)


class _Walk:
    """What is remembered from one payment of the year to the next."""

    def __init__(self, before):
        self.before = before
        self.allowance = Allowance(before.benefits)
        self.taxable = before.taxable
        self.withheld = before.withheld
        self.earlier = []
        self.averaging = None

    def take(self, payment):
        outcome = self._split(payment)
        self.taxable += outcome.taxable
        self.earlier.append(payment)
        self.withheld += payment.corrected
        self._withhold(payment, outcome)
        outcome.is_untaxed = self._is_untaxed(payment, outcome)
        self.withheld += payment.withheld
        return outcome

    def _split(self, payment):
        """Part a payment into the items of Form 2316."""
        small = self.allowance.de_minimis(
            payment.paid_on, payment.benefits, payment.minimum_wage
        )
        named = sum(
            (
                payment.amounts.get(c.code, ZERO)
                for c in component.COMPONENTS
                if c.group == "benefit"
            ),
            ZERO,
        )
        basket = self.allowance.basket(payment.paid_on, named + small.excess)
        items = dict.fromkeys(component.EXEMPT_ITEMS + component.TAXABLE_ITEMS, ZERO)
        for part in component.COMPONENTS:
            if part.group != "benefit":
                items[_item(part, payment)] += payment.amounts.get(part.code, ZERO)
        items[component.BENEFITS] = basket.exempt
        items[component.TAXABLE_BENEFITS] = basket.excess
        items[component.DE_MINIMIS] = small.exempt
        gross = sum(items.values(), ZERO)
        left = _take_off(payment.shares, items, payment.is_minimum_wage)
        items[component.SHARES] = payment.shares - left
        outcome = Outcome(
            gross,
            items,
            sum((items[i] for i in component.REGULAR_ITEMS), ZERO),
            sum((items[i] for i in component.SUPPLEMENTARY_ITEMS), ZERO),
        )
        outcome.words += [*small.words, *basket.words]
        if left:
            outcome.warnings.append(
                (
                    "shares",
                    f"Contributions of {text(payment.shares)} exceed the pay they are "
                    f"taken from by {text(left)}: only the rest is left out of tax.",
                )
            )
        _say_split(payment, outcome)
        return outcome

    def _is_untaxed(self, payment, outcome):
        """Whether the pay belongs in item 23 of Form 1601-C.

        The item speaks of the year, the return of a month. Counted is who has nothing
        to withhold now and, when the regular pay goes on like this until December,
        stays within the bracket without tax; minimum wage earners are no part of it.
        """
        if payment.is_minimum_wage or outcome.should_be > 0:
            return False
        free = tables.annual(payment.paid_on)[1].floor
        left = ZERO if payment.is_last else periods_left(payment)
        return bool(outcome.taxable) and self.taxable + outcome.regular * left <= free

    def _withhold(self, payment, outcome):
        table = tables.withholding(payment.paid_on, payment.frequency)
        if not self.averaging:
            self.averaging = withholding.reason_to_average(
                table, outcome.regular, outcome.supplementary, self.before.exists
            )
        if payment.is_last:
            self._annualise(payment, outcome)
        elif self.averaging:
            self._average(payment, outcome, table)
        else:
            outcome.method = "regular"
            outcome.should_be = withholding.tax(
                table, outcome.regular, outcome.supplementary
            )
            row = withholding.bracket(table, outcome.regular)
            name = FREQUENCY_NAMES[payment.frequency]
            outcome.words.append(
                f"Regular method, {name} table ({row.source}): over "
                f"{text(row.floor)}, {text(row.base)} + {row.rate.normalize():f}% of "
                f"{text(outcome.taxable - row.floor)} = {text(outcome.should_be)}."
                if row.rate
                else f"Regular method, {name} table ({row.source}): no tax on "
                f"{text(outcome.regular)}."
            )

    def _average(self, payment, outcome, table):
        own = sum(
            (_periods(one.frequency, payment.frequency) for one in self.earlier),
            ZERO,
        )
        previous = self.before.months * _periods("monthly", payment.frequency)
        periods = own + previous
        result = withholding.cumulative(table, self.taxable, periods, self.withheld)
        outcome.method = "cumulative"
        outcome.should_be = result.withhold
        outcome.words.append(
            f"Cumulative average, because {self.averaging} (kept for the rest of the "
            f"year): taxable so far {text(self.taxable)} / {periods.normalize():f} "
            f"periods = {text(result.average)}; tax of that "
            f"{text(result.tax_of_average)} x {periods.normalize():f} = "
            f"{text(result.cumulative_tax)}; less "
            f"{text(self.withheld)} withheld = {text(result.withhold)}."
        )

    def _annualise(self, payment, outcome):
        table = tables.annual(payment.paid_on)
        due = withholding.tax(table, self.taxable)
        outcome.method = "annualised"
        outcome.should_be = withholding.year_end(table, self.taxable, self.withheld)
        rest = (
            f"{text(-outcome.should_be)} to refund"
            if outcome.should_be < 0
            else f"{text(outcome.should_be)} to withhold"
        )
        outcome.words.append(
            f"Last pay of the year or employment, annualised: tax of "
            f"{text(self.taxable)} by the annual table ({table[0].source}) is "
            f"{text(due)}; less {text(self.withheld)} withheld = {rest}."
        )


def _item(part, payment):
    if part.group == "exempt":
        return component.OTHER_EXEMPT
    if payment.is_minimum_wage and part.wage_item:
        return part.wage_item
    return part.item


def _take_off(shares, items, is_minimum_wage):
    """Take contributions off the pay, basic first; what did not fit is returned.

    A minimum wage earner's come off the exempt wage, so that the exempt items never
    exceed the compensation.
    """
    order = (component.EXEMPT_BASIC,) if is_minimum_wage else component.TAXABLE_ITEMS
    left = shares
    for item in order:
        off = min(left, items[item])
        items[item] -= off
        left -= off
    return left


def _periods(frequency, of):
    """How many periods of frequency `of` one period of `frequency` is."""
    return tables.PERIODS_A_YEAR[of] / tables.PERIODS_A_YEAR[frequency]


def _say_split(payment, outcome):
    outcome.words.insert(
        0,
        f"Compensation {text(outcome.gross)}: not taxable {text(outcome.exempt)}"
        + (" (minimum wage earner)" if payment.is_minimum_wage else "")
        + f", of it contributions {text(outcome.items[component.SHARES])}; taxable "
        f"regular {text(outcome.regular)}, supplementary "
        f"{text(outcome.supplementary)}.",
    )
