"""Rules the values of a receipt must satisfy, each with a sentence for who reviews it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from sidecar.documents.arithmetic import CENT, bridge, tax_agrees
from sidecar.documents.extraction import Extraction
from sidecar.documents.fields.items import adds_up
from sidecar.documents.fields.vat import PARTS
from sidecar.documents.locale import Locale
from sidecar.documents.schemas import Check

# Nine digits and a branch code of three to five; the number has no public check digit.
_TIN = re.compile(r"\d{3}-\d{3}-\d{3}(-\d{3,5})?")
_NAMES = {
    "vatable_sales": "VATable sales",
    "tax": "VAT",
    "vat_exempt": "exempt sales",
    "zero_rated": "zero-rated sales",
}
_ZERO = Decimal(0)


def checks_of(found: Extraction, locale: Locale, *, today: date) -> list[Check]:
    """Return the checks the values allow, in a fixed order; what was not read is not checked."""
    return [
        *(_block(found) if locale.prints_block else _net_and_tax(found)),
        *_rate(found, locale),
        *_items(found),
        *_number(found, locale),
        *_day(found, today),
    ]


def _block(found: Extraction) -> Iterator[Check]:
    parts = {name: found.best(name) for name in PARTS if found.fields[name]}
    total = found.best("total")
    if len(parts) < 2 or "vatable_sales" not in parts or total is None:
        return
    whole = sum((value for value in parts.values() if value), _ZERO)
    taken = bridge(whole, total, found.shifts)
    named = _and([f"{_NAMES[name]} {value}" for name, value in parts.items() if value]) or "Nothing"
    verb = "do not make" if taken is None else "make"
    yield Check(
        code="vat_block_adds_up",
        passed=taken is not None,
        text=f"{named} {verb} the total {total}{_between(taken or {})}.",
    )


def _between(taken: Mapping[str, Decimal]) -> str:
    words = {
        "service": "with a service charge of",
        "discount": "less a discount of",
        "withheld": "less tax withheld of",
    }
    told = [f"{words[kind]} {value}" for kind, value in taken.items()]
    return f", {_and(told)}" if told else ""


def _rate(found: Extraction, locale: Locale) -> Iterator[Check]:
    base, tax = found.best("vatable_sales"), found.best("tax")
    rate = Decimal(locale.tax_rate)
    if not base or tax is None or not rate:
        return
    passed = tax_agrees(base, tax, rate)
    if not passed and len(locale.rates) > 1:
        return  # several rates on one receipt have no common one
    percent = f"{(rate * 100).normalize():f} %"
    text = (
        f"VAT {tax} is {percent} of {base}."
        if passed
        else f"VAT {tax} is not {percent} of {base}: that would be {(base * rate).quantize(CENT)}."
    )
    yield Check(
        code="vat_is_12_percent" if rate == Decimal("0.12") else "vat_is_the_rate",
        passed=passed,
        text=text,
    )


def _net_and_tax(found: Extraction) -> Iterator[Check]:
    tax, total = found.best("tax"), found.best("total")
    if tax is None or total is None:
        return
    net = found.best("vatable_sales")
    bases = [one for one in (net, *found.sums) if one and abs(one + tax - total) <= 2 * CENT]
    if bases and tax:
        text = f"Net {bases[0]} and tax {tax} make the total {total}."
    else:
        less = "is" if _ZERO <= tax < total else "is not"
        text = f"The tax {tax} {less} a part of the total {total}."
    yield Check(code="net_plus_tax_is_total", passed=_ZERO <= tax < total, text=text)


def _items(found: Extraction) -> Iterator[Check]:
    if not found.items or not found.sums:
        return
    whole = sum((one.amount for one in found.items if one.amount is not None), _ZERO)
    count = len(found.items)
    things = "The item makes" if count == 1 else f"The {count} items make"
    passed = adds_up(found.items, found.sums)
    total = found.best("total")
    text = (
        f"{things} {whole}, as the receipt says."
        if passed
        else f"{things} {whole}, which does not lead to the total {total}: compare the items."
    )
    yield Check(code="items_sum_to_total", passed=passed, text=text)


def _number(found: Extraction, locale: Locale) -> Iterator[Check]:
    if not found.fields["tin"] or locale.code != "ph":
        return
    tin = found.fields["tin"][0].value
    passed = _TIN.fullmatch(tin) is not None
    text = (
        f"The TIN {tin} has nine digits{' and a branch code' if len(tin) > 11 else ''}."
        if passed
        else f"The TIN {tin} is not nine digits with a branch code of three to five."
    )
    yield Check(code="tin_wellformed", passed=passed, text=text)


def _day(found: Extraction, today: date) -> Iterator[Check]:
    if not found.fields["date"]:
        return
    day = date.fromisoformat(found.fields["date"][0].value)
    # East of the sidecar it may be tomorrow already.
    passed = day <= today + timedelta(days=1)
    text = (
        f"The date {day} is not in the future." if passed else f"The date {day} is in the future."
    )
    yield Check(code="date_not_in_future", passed=passed, text=text)


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
