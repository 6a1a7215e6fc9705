# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What BIR Form 2316 (September 2021, ENCS) says, item by item, without a drawing.

The items and labels are those of RMC 34-2022 Annex A.
"""

from collections.abc import Mapping
from decimal import Decimal

from .component import EXEMPT_ITEMS, REGULAR_ITEMS, SUPPLEMENTARY_ITEMS
from .money import ZERO

EXEMPT = (
    (
        "29",
        "Basic Salary (incl. the exempt P250,000 & below) or Minimum Wage of the MWE",
    ),
    ("30", "Holiday Pay (MWE)"),
    ("31", "Overtime Pay (MWE)"),
    ("32", "Night Shift Differential (MWE)"),
    ("33", "Hazard Pay (MWE)"),
    ("34", "13th Month Pay and Other Benefits (maximum of P90,000)"),
    ("35", "De Minimis Benefits"),
    ("36", "SSS, GSIS, PHIC & PAG-IBIG Contributions and Union Dues (employee share)"),
    ("37", "Salaries and Other Forms of Compensation"),
    ("38", "Total Non-Taxable/Exempt Compensation Income (Sum of Items 29 to 37)"),
)
REGULAR = (
    ("39", "Basic Salary"),
    ("40", "Representation"),
    ("41", "Transportation"),
    ("42", "Cost of Living Allowance (COLA)"),
    ("43", "Fixed Housing Allowance"),
    ("44", "Others (specify)"),
)
SUPPLEMENTARY = (
    ("45", "Commission"),
    ("46", "Profit Sharing"),
    ("47", "Fees Including Director's Fees"),
    ("48", "Taxable 13th Month Benefits"),
    ("49", "Hazard Pay"),
    ("50", "Overtime Pay"),
    ("51", "Others (specify)"),
    ("52", "Total Taxable Compensation Income (Sum of Items 39 to 51)"),
)
SUMMARY = (
    ("19", "Gross Compensation Income from Present Employer (Items 38 and 52)"),
    ("20", "Less: Total Non-Taxable/Exempt Compensation Income (From Item 38)"),
    ("21", "Taxable Compensation Income from Present Employer (Item 19 less Item 20)"),
    ("22", "Add: Taxable Compensation Income from Previous Employer, if applicable"),
    ("23", "Gross Taxable Compensation Income (Sum of Items 21 and 22)"),
    ("24", "Tax Due"),
    ("25A", "Amount of Taxes Withheld: Present Employer"),
    ("25B", "Amount of Taxes Withheld: Previous Employer, if applicable"),
    ("26", "Total Amount of Taxes Withheld as adjusted (Sum of Items 25A and 25B)"),
    ("27", "5% Tax Credit (PERA Act of 2008)"),
    ("28", "Total Taxes Withheld (Sum of Items 26 and 27)"),
)
TOTALS = frozenset({"21", "23", "24", "26", "28", "38", "52"})


def amounts(
    items: Mapping[str, Decimal],
    previous_taxable: Decimal,
    tax_due: Decimal,
    withheld: Decimal,
    withheld_previous: Decimal,
    pera_credit: Decimal = ZERO,
) -> dict[str, Decimal]:
    """Every item with an amount, 19 to 52, from those of the pay of the year."""
    exempt = sum((items.get(i, ZERO) for i in EXEMPT_ITEMS), ZERO)
    taxable = sum(
        (items.get(i, ZERO) for i in REGULAR_ITEMS + SUPPLEMENTARY_ITEMS), ZERO
    )
    paid = {number: items.get(number, ZERO) for number, _label in EXEMPT + REGULAR}
    paid.update({number: items.get(number, ZERO) for number, _label in SUPPLEMENTARY})
    total_withheld = withheld + withheld_previous
    return {
        **paid,
        "38": exempt,
        "52": taxable,
        "19": exempt + taxable,
        "20": exempt,
        "21": taxable,
        "22": previous_taxable,
        "23": taxable + previous_taxable,
        "24": tax_due,
        "25A": withheld,
        "25B": withheld_previous,
        "26": total_withheld,
        "27": pera_credit,
        "28": total_withheld + pera_credit,
    }
