# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Parts of one receipt that belong on expenses of their own.

Pure Python: nothing here knows Odoo. Amounts are Decimal.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

# Beyond these every choice would be a guess, and a long one.
MOST_ITEMS = 60
MOST_SUMS = 20_000


@dataclass(frozen=True)
class Item:
    """One item of a receipt: what it costs and where it belongs."""

    amount: Decimal
    key: object
    is_vatable: bool


@dataclass(frozen=True)
class Part:
    """One expense to make: its key (a category), its VAT treatment, its amount."""

    key: object
    is_vatable: bool
    amount: Decimal


def parts(total, vatable, items, default, unit=Decimal("0.01")):
    """Part a receipt by category and VAT so that the parts make its total exactly.

    :param total: what was paid
    :param vatable: what of it VAT is claimed on, VAT included
    :param items: list of Item; their amounts only say in which proportion a sum is
        shared, so that discounts and service charges go to all of them
    :param default: key of a sum that no item explains
    :param unit: smallest amount of the currency
    """
    found = []
    for is_vatable, target in ((True, vatable), (False, total - vatable)):
        if target <= 0:
            continue
        weights = defaultdict(Decimal)
        for item in items:
            if item.is_vatable == is_vatable:
                weights[item.key] += item.amount
        weights = {key: weight for key, weight in weights.items() if weight > 0}
        shares = shared(target, list(weights.values()) or [Decimal(1)], unit)
        keys = list(weights) or [default]
        found += [
            Part(key, is_vatable, share)
            for key, share in zip(keys, shares, strict=True)
            if share
        ]
    return found


def shared(total, weights, unit):
    """Share ``total`` in proportion to positive weights in multiples of ``unit``; what
    rounding leaves over goes to the largest fractions."""
    whole = sum(weights)
    exact = [total * weight / whole / unit for weight in weights]
    units = [int(share.to_integral_value(ROUND_DOWN)) for share in exact]
    left = int((total / unit).to_integral_value()) - sum(units)
    by_fraction = sorted(range(len(exact)), key=lambda i: units[i] - exact[i])
    for index in by_fraction[:left]:
        units[index] += 1
    return [count * unit for count in units]


def exempt_items(amounts, exempt, unit=Decimal("0.01")):
    """Positions of the items that make up an exempt sum, when only one choice does.

    None when no choice or more than one fits: a guess would claim VAT on the wrong
    item.
    """
    units = [int(amount / unit) for amount in amounts]
    target = int(exempt / unit)
    if target <= 0 or len(units) > MOST_ITEMS or any(count <= 0 for count in units):
        return None
    # sum -> (number of ways, capped at 2; one way as a bit mask of positions)
    ways = {0: (1, 0)}
    for position, count in enumerate(units):
        if len(ways) > MOST_SUMS:
            return None
        for reached, (number, mask) in sorted(ways.items(), reverse=True):
            further = reached + count
            if further <= target:
                known, first = ways.get(further, (0, 0))
                chosen = first if known else mask | 1 << position
                ways[further] = (min(known + number, 2), chosen)
    number, mask = ways.get(target, (0, 0))
    if number != 1:
        return None
    return [i for i in range(len(units)) if mask >> i & 1]
