"""Checks of what was read that need nothing but the reading: dates, amounts, the TIN."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from sidecar.agents.expense.state import Facts

# A claim older than this is rare enough to be a misread year.
OLD = timedelta(days=366)
TIN = re.compile(r"\d{3}-\d{3}-\d{3}(-\d{3,5})?")
PHILIPPINE_VAT = Decimal("0.12")
CENTS = Decimal("0.05")


def doubts(facts: Facts) -> list[str]:
    """A sentence for each thing about the reading that does not look right, the gravest first."""
    values = facts["values"]
    found = [] if facts["is_receipt"] else ["The file does not look like a receipt."]
    found += _of_total(values.get("total"))
    found += _of_date(values.get("date"), date.fromisoformat(facts["today"]))
    found += _of_tax(values)
    found += _of_tin(values.get("tin"))
    return found + facts["failed_checks"]


def _of_total(total: str | None) -> list[str]:
    amount = _decimal(total)
    if amount is None:
        return ["No total was found."]
    if amount <= 0:
        return [f"The total {total} is not above zero."]
    return []


def _of_date(value: str | None, today: date) -> list[str]:
    if value is None:
        return ["No date was found."]
    day = date.fromisoformat(value)
    if day > today:
        return [f"The date {value} lies in the future."]
    if today - day > OLD:
        return [f"The date {value} is more than a year ago."]
    return []


def _of_tax(values: dict[str, str | None]) -> list[str]:
    """VAT is at most the 12 % that are in the total (National Internal Revenue Code, s. 106)."""
    total, tax = _decimal(values.get("total")), _decimal(values.get("tax"))
    if total is None or tax is None or values.get("currency") != "PHP":
        return []
    # A tip may be in the total but never less than the sale, so the total bounds the VAT.
    most = total * PHILIPPINE_VAT / (1 + PHILIPPINE_VAT)
    if tax > most + CENTS:
        return [f"The VAT {tax} is more than 12 % of the total {total} can be."]
    return []


def _of_tin(tin: str | None) -> list[str]:
    if tin is None or (TIN.fullmatch(tin) and set(tin) - set("0-")):
        return []
    return [f"The TIN {tin} is not of the form 000-000-000-000."]


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
