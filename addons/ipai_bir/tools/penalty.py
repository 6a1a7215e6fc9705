# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a late, deficient or unfiled return costs: proposals, each with its rule.

Amounts are pesos as Decimal, rounded half up to centavos line by line.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CLASSES = ("micro", "small", "medium", "large")
REDUCED_CLASSES = ("micro", "small")
# RA 11976 (Ease of Paying Taxes) is in force from this day.
REDUCED_FROM = date(2024, 1, 22)
CENTAVO = Decimal("0.01")

# RMO 7-2015, Annex A, on NIRC Sec. 255: basic tax up to, compromise.
COMPROMISES = (
    (Decimal(5_000), Decimal(1_000)),
    (Decimal(10_000), Decimal(3_000)),
    (Decimal(20_000), Decimal(5_000)),
    (Decimal(50_000), Decimal(10_000)),
    (Decimal(100_000), Decimal(15_000)),
    (Decimal(500_000), Decimal(20_000)),
    (Decimal(1_000_000), Decimal(30_000)),
    (Decimal(5_000_000), Decimal(40_000)),
)
HIGHEST_COMPROMISE = Decimal(50_000)


@dataclass(frozen=True)
class Line:
    """One proposed penalty: `kind` surcharge, interest, compromise or information."""

    kind: str
    amount: Decimal
    rule: str


@dataclass(frozen=True)
class _Terms:
    """The rates that hold for a taxpayer, in percent."""

    surcharge: Decimal
    interest: Decimal
    is_reduced: bool

    def source(self, section: str) -> str:
        return "RR 6-2024" if self.is_reduced else f"NIRC Sec. {section}"


def propose(
    basic_tax,
    due: date,
    paid_on: date,
    taxpayer_class: str,
    amended_on_time: bool = False,
    fraud: bool = False,
    compromise: bool = True,
    halve_compromise: bool = False,
) -> list[Line]:
    """Penalties on a tax paid after its due date; nothing when it is not late.

    :param basic_tax: tax still due without penalties; none is owed below zero
    :param due: the day it was due, rolled over days without work
    :param amended_on_time: an amended return whose original was filed on time
    :param fraud: false or fraudulent return, or wilful neglect to file
    :param compromise: the taxpayer is willing to pay one; it is consensual
    :param halve_compromise: micro and small taxpayers pay half of the table
    :raises ValueError: for an unknown class of taxpayer
    :raises TypeError: for a tax given as a binary float
    """
    tax = max(_decimal(basic_tax), Decimal(0))
    terms = _terms(taxpayer_class, due)
    days = (paid_on - due).days
    if days <= 0:
        return []
    lines = []
    if tax:
        lines.append(_surcharge(tax, taxpayer_class, terms, amended_on_time, fraud))
        lines.append(_interest(tax, days, taxpayer_class, terms))
    if compromise and not fraud:
        lines.append(_compromise(tax, halve_compromise and terms.is_reduced))
    return lines


def propose_information(failures: int, taxpayer_class: str, due: date, before=0):
    """Penalty for information returns, statements or lists not filed (Sec. 250).

    :param failures: how many there are
    :param before: what was paid for such failures in the same calendar year
    :return: list of one Line; empty without a failure
    """
    terms = _terms(taxpayer_class, due)
    if failures <= 0:
        return []
    each, ceiling = Decimal(500), Decimal(12_500)
    source = "NIRC Sec. 250 as reduced by RR 6-2024"
    if not terms.is_reduced:
        each, ceiling = Decimal(1_000), Decimal(25_000)
        source = "NIRC Sec. 250"
    left = max(ceiling - _decimal(before), Decimal(0))
    rule = (
        f"{each:,} pesos for each of {failures} failures, at most {ceiling:,} in a "
        f"calendar year, {taxpayer_class} taxpayer ({source})"
    )
    return [Line("information", _rounded(min(each * failures, left)), rule)]


def _terms(taxpayer_class: str, due: date) -> _Terms:
    if taxpayer_class not in CLASSES:
        raise ValueError(
            f"“{taxpayer_class}” is no class of taxpayer: {', '.join(CLASSES)}."
        )
    if taxpayer_class in REDUCED_CLASSES and due >= REDUCED_FROM:
        return _Terms(Decimal(10), Decimal(6), True)
    return _Terms(Decimal(25), Decimal(12), False)


def _surcharge(tax, taxpayer_class, terms, amended_on_time, fraud) -> Line:
    if fraud:
        rule = "50% of the basic tax for fraud or wilful neglect (NIRC Sec. 248(B))"
        return Line("surcharge", _rounded(tax * 50 / 100), rule)
    if amended_on_time:
        source = "RMC 43-2022 on RMC 54-2018"
        if terms.is_reduced:
            source += "; RR 6-2024"
        rule = f"None: amended return, the original was filed on time ({source})"
        return Line("surcharge", _rounded(Decimal(0)), rule)
    source = terms.source("248(A)")
    rule = f"{terms.surcharge}% of the basic tax, {taxpayer_class} taxpayer ({source})"
    return Line("surcharge", _rounded(tax * terms.surcharge / 100), rule)


def _interest(tax, days, taxpayer_class, terms) -> Line:
    """Simple interest from the day after the due date to the day of payment."""
    source = terms.source("249")
    rule = (
        f"{terms.interest}% a year on the basic tax x {days}/365 days late, "
        f"{taxpayer_class} taxpayer ({source})"
    )
    return Line("interest", _rounded(tax * terms.interest * days / 36500), rule)


def _compromise(tax, halved) -> Line:
    amount = next((fee for up_to, fee in COMPROMISES if tax <= up_to), None)
    if amount is None:
        amount = HIGHEST_COMPROMISE
    rule = "Compromise by the basic tax, only if the taxpayer agrees (RMO 7-2015)"
    if halved:
        amount /= 2
        rule = (
            "Half the compromise by the basic tax, only if the taxpayer agrees "
            "(RMO 7-2015, RR 6-2024)"
        )
    return Line("compromise", _rounded(amount), rule)


def _decimal(amount) -> Decimal:
    if isinstance(amount, float):
        raise TypeError("Give amounts as Decimal, text or whole pesos, never as float.")
    return Decimal(amount)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENTAVO, ROUND_HALF_UP)
