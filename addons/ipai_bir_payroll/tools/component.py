# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The components of compensation, and the item of Form 2316 each goes to.

Regular is what is fixed for the pay period: basic salary and fixed allowances.
Everything else an employee gets beside it is supplementary (RR 2-98 Sec. 2.78.1);
holiday pay and night shift differential are counted there as paid work beyond it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Component:
    """One kind of pay: where it is taxed, and where a minimum wage earner's is exempt.

    `item` is the taxable item of Form 2316, `wage_item` the exempt one of a minimum
    wage earner; `group` is regular, supplementary, benefit or exempt.
    """

    code: str
    label: str
    group: str
    item: str = ""
    wage_item: str = ""


COMPONENTS = (
    Component("basic", "Basic salary", "regular", "39", "29"),
    Component("representation", "Representation", "regular", "40"),
    Component("transportation", "Transportation", "regular", "41"),
    Component("cola", "Cost of living allowance", "regular", "42"),
    Component("housing", "Fixed housing allowance", "regular", "43"),
    Component("other_regular", "Other regular pay", "regular", "44"),
    Component("commission", "Commission", "supplementary", "45"),
    Component("profit_sharing", "Profit sharing", "supplementary", "46"),
    Component("fees", "Fees, director's fees included", "supplementary", "47"),
    Component("hazard", "Hazard pay", "supplementary", "49", "33"),
    Component("overtime", "Overtime pay", "supplementary", "50", "31"),
    Component("holiday", "Holiday pay", "supplementary", "51", "30"),
    Component(
        "night_differential", "Night shift differential", "supplementary", "51", "32"
    ),
    Component("other_supplementary", "Other supplementary pay", "supplementary", "51"),
    Component("thirteenth_month", "13th month pay", "benefit"),
    Component("other_benefits", "Other benefits", "benefit"),
    Component("other_exempt", "Other non-taxable pay", "exempt", "", ""),
)
CONTRIBUTIONS = (
    ("sss", "SSS or GSIS"),
    ("philhealth", "PhilHealth"),
    ("pagibig", "Pag-IBIG"),
    ("union_dues", "Union dues"),
)
BY_CODE = {component.code: component for component in COMPONENTS}

# Items of Form 2316 (September 2021), by what they hold.
EXEMPT_BASIC, BENEFITS, DE_MINIMIS, SHARES, OTHER_EXEMPT = "29", "34", "35", "36", "37"
PREMIUMS = ("30", "31", "32", "33")
EXEMPT_ITEMS = (*(EXEMPT_BASIC, *PREMIUMS, BENEFITS, DE_MINIMIS, SHARES, OTHER_EXEMPT),)
TAXABLE_BASIC, TAXABLE_BENEFITS = "39", "48"
REGULAR_ITEMS = ("39", "40", "41", "42", "43", "44")
SUPPLEMENTARY_ITEMS = ("45", "46", "47", "48", "49", "50", "51")
TAXABLE_ITEMS = REGULAR_ITEMS + SUPPLEMENTARY_ITEMS
