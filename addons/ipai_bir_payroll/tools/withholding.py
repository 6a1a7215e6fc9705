# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Withholding on compensation: RR 2-98 Sec. 2.79(B) as amended by RR 11-2018.

Three methods. *Regular*: the bracket is chosen by the regular compensation alone, the
supplementary is taxed at the rate of that bracket. *Cumulative average*: the average
taxable compensation of the periods so far decides. *Annualised*: the tax of the year
less what was withheld, in the last pay of the year or of the employment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO, centavos
from .tables import Bracket


@dataclass(frozen=True)
class Cumulative:
    """One working out of the cumulative average."""

    average: Decimal
    tax_of_average: Decimal
    cumulative_tax: Decimal
    withhold: Decimal


def bracket(brackets: Sequence[Bracket], compensation: Decimal) -> Bracket:
    """The row with the largest floor that `compensation` reaches.

    The printed ranges leave gaps of a peso (33,332 to 33,333): what lies in a gap
    belongs to the lower row.
    """
    reached = [row for row in brackets if compensation >= row.floor]
    return max(reached or brackets[:1], key=lambda row: row.floor)


def tax(
    brackets: Sequence[Bracket], regular: Decimal, supplementary: Decimal = ZERO
) -> Decimal:
    """Tax of one period by the regular method, and of a year by the annual table."""
    row = bracket(brackets, regular)
    taxable = regular - row.floor + supplementary
    return max(ZERO, centavos(row.base + taxable * row.rate / 100))


def cumulative(
    brackets: Sequence[Bracket], total: Decimal, periods: Decimal, withheld: Decimal
) -> Cumulative:
    """What to withhold by the cumulative average, never below zero.

    :param total: taxable compensation of the year so far, this period and those of a
        previous employer included
    :param periods: how many periods that total represents; of the previous employer
        only those actually worked
    :param withheld: tax withheld before, by the previous employer too
    """
    average = centavos(total / periods)
    of_average = tax(brackets, average)
    cumulative_tax = centavos(of_average * periods)
    return Cumulative(
        average, of_average, cumulative_tax, max(ZERO, cumulative_tax - withheld)
    )


def reason_to_average(
    brackets: Sequence[Bracket],
    regular: Decimal,
    supplementary: Decimal,
    had_employer: bool,
) -> str | None:
    """Why the cumulative average is mandatory, or None while it is not."""
    if had_employer:
        return "the employee had another employer earlier in the year"
    if supplementary > 0 and not bracket(brackets, regular).rate:
        return (
            "the regular compensation is in the bracket without tax and supplementary "
            "compensation is paid"
        )
    if supplementary > 0 and supplementary >= regular:
        return "the supplementary compensation is not less than the regular"
    return None


def year_end(brackets: Sequence[Bracket], total: Decimal, withheld: Decimal) -> Decimal:
    """Tax still to withhold in the last pay; below zero it is to be refunded.

    :param brackets: the annual table
    :param total: taxable compensation of the year, of a previous employer too
    :param withheld: tax withheld before, of a previous employer too
    """
    return tax(brackets, total) - withheld
