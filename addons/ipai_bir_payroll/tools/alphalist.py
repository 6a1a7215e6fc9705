# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sums of an employee's year: items of Form 2316 and of the alphalist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import component, tables, withholding
from .compensation import Before
from .money import ZERO


@dataclass(frozen=True)
class Pay:
    """One pay as the year sums it; `is_closing` of December or the last one."""

    items: Mapping[str, Decimal]
    withheld: Decimal
    is_closing: bool


@dataclass(frozen=True)
class Year:
    """Items of Form 2316, and the amounts the alphalist asks beside them."""

    items: dict[str, Decimal]
    amounts: dict[str, Decimal]


def summary(pays: Iterable[Pay], before: Before, last_day: date) -> Year:
    """Sum an employee's pay of a year.

    Basic salary of who stays within the bracket without tax is exempt in item 29, as
    the form says there; until the year is over that is what the pay so far gives.
    """
    pays = list(pays)
    items = {
        item: sum((pay.items.get(item, ZERO) for pay in pays), ZERO)
        for item in component.EXEMPT_ITEMS + component.TAXABLE_ITEMS
    }
    table = tables.annual(last_day)
    taxable = sum((items[i] for i in component.TAXABLE_ITEMS), ZERO)
    due = withholding.tax(table, taxable + before.taxable)
    if taxable + before.taxable <= table[1].floor:
        items[component.EXEMPT_BASIC] += items[component.TAXABLE_BASIC]
        taxable -= items[component.TAXABLE_BASIC]
        items[component.TAXABLE_BASIC] = ZERO
    exempt = sum((items[i] for i in component.EXEMPT_ITEMS), ZERO)
    return Year(
        items,
        {
            "gross": exempt + taxable,
            "exempt_basic": items[component.EXEMPT_BASIC],
            "exempt_benefits": items[component.BENEFITS],
            "de_minimis": items[component.DE_MINIMIS],
            "shares": items[component.SHARES],
            "exempt_total": exempt,
            "taxable_basic": items[component.TAXABLE_BASIC],
            "taxable_benefits": items[component.TAXABLE_BENEFITS],
            "taxable_total": taxable,
            "previous_taxable": before.taxable,
            "total_taxable": taxable + before.taxable,
            "tax_due": due,
            **_withheld(pays, before, due),
        },
    )


def _withheld(pays, before, due):
    """Tax by when it was withheld; a closing pay below zero is a refund."""
    earlier = sum((pay.withheld for pay in pays if not pay.is_closing), ZERO)
    closing = sum((pay.withheld for pay in pays if pay.is_closing), ZERO)
    total = before.withheld + earlier + closing
    return {
        "withheld_previous": before.withheld,
        "withheld_before_last": earlier,
        "withheld_last": max(ZERO, closing),
        "refunded": max(ZERO, -closing),
        "withheld_total": total,
        "difference": total - due,
    }
