"""Lines of a receipt become candidates for every field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sidecar.documents.arithmetic import shifts_of
from sidecar.documents.evidence import Candidate, ranked
from sidecar.documents.fields.address import find_address
from sidecar.documents.fields.amounts import Amount, find_amounts
from sidecar.documents.fields.category import find_category
from sidecar.documents.fields.currency import find_currency
from sidecar.documents.fields.dates import find_date
from sidecar.documents.fields.items import Item, find_items
from sidecar.documents.fields.number import find_number
from sidecar.documents.fields.payment import find_payment
from sidecar.documents.fields.rates import find_rates
from sidecar.documents.fields.reductions import find_reductions
from sidecar.documents.fields.registration import find_registration
from sidecar.documents.fields.time import find_time
from sidecar.documents.fields.tin import find_tin
from sidecar.documents.fields.total import find_total
from sidecar.documents.fields.vat import PARTS, find_parts, settle
from sidecar.documents.fields.vendor import find_names
from sidecar.documents.layout import Line, Row, rows_of
from sidecar.documents.locale import Locale
from sidecar.documents.text import fold, squeeze

FIELDS = (
    "vendor",
    "address",
    "tin",
    "date",
    "total",
    "tax",
    "currency",
    "receipt_number",
    "vatable_sales",
    "vat_exempt",
    "zero_rated",
    "time",
    "service_charge",
    "discount",
    "vat_registration",
    "payment_method",
    "category",
)


def readable(lines: Sequence[Line], locale: Locale | None = None) -> list[Line]:
    """Return the lines with folded text; what holds no Latin letter or figure is dropped.

    The letters of `locale` are kept beside A to Z.
    """
    letters = locale.letters if locale else ""
    misread = str.maketrans(dict(locale.misread_letters) if locale else {})
    folded = [replace(line, text=fold(line.text.translate(misread), letters)) for line in lines]
    return [line for line in folded if squeeze(line.text)]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found: ranked candidates by field, the items, and the sums they may make.

    `shifts` are amounts that may lie between the VAT block and the total, by kind.
    """

    fields: Mapping[str, list[Candidate]]
    items: Sequence[Item]
    sums: Sequence[Decimal]
    shifts: Mapping[str, Sequence[Decimal]]

    def best(self, name: str) -> Decimal | None:
        """Return the best value of a field that holds an amount, None without one."""
        return Decimal(self.fields[name][0].value) if self.fields[name] else None


def extract(lines: Sequence[Line], locale: Locale, *, today: date) -> dict[str, list[Candidate]]:
    """Return the ranked candidates of each field of FIELDS; [] where nothing was found."""
    return dict(extract_all(lines, locale, today=today).fields)


def extract_all(lines: Sequence[Line], locale: Locale, *, today: date) -> Extraction:
    """Return the ranked candidates of each field and the items."""
    rows = rows_of(readable(lines, locale))
    if not rows:
        return Extraction({name: [] for name in FIELDS}, (), (), {})
    amounts = find_amounts(rows, locale)
    found = _amounts_of(rows, amounts, locale) | _words_of(rows, locale, today)
    best = {name: ranked(group) for name, group in found.items()}
    total = Decimal(best["total"][0].value) if best["total"] else None
    sums = _sums(amounts, total)
    items = find_items(rows, locale, totals=sums)
    parts = {name: Decimal(best[name][0].value) for name in PARTS if best[name]}
    vendor = best["vendor"][0] if best["vendor"] else None
    later = {
        **find_reductions(amounts, items, total, parts),
        "payment_method": find_payment(rows, amounts, total, locale),
        "vat_registration": find_registration(rows, amounts, locale),
        "category": find_category(vendor, items, rows, locale),
    }
    best |= {name: ranked(group) for name, group in later.items()}
    shifts = {
        "service": _first(best["service_charge"]),
        "discount": _first(best["discount"]),
        "withheld": [abs(one.value) for one in amounts if one.kind == "withheld" and one.last][:1],
    }
    return Extraction({name: best[name] for name in FIELDS}, items, sums, shifts)


def _first(found: Sequence[Candidate]) -> list[Decimal]:
    return [Decimal(one.value) for one in found[:1]]


def _amounts_of(
    rows: Sequence[Row], amounts: Sequence[Amount], locale: Locale
) -> dict[str, list[Candidate]]:
    totals = sorted(find_total(amounts, rows), key=lambda one: -one.score)
    parts = find_parts(amounts, len(rows))
    totals, parts = settle(totals, parts, amounts, Decimal(locale.tax_rate))
    if not locale.prints_block:
        total = Decimal(ranked(totals)[0].value) if totals else None
        by_rate = find_rates(rows, amounts, total, locale)
        parts |= {name: [*found, *parts[name]] for name, found in by_rate.items()}
    return {"total": totals, "currency": find_currency(rows, locale), **parts}


def _words_of(rows: list[Row], locale: Locale, today: date) -> dict[str, list[Candidate]]:
    names = find_names(rows, locale)
    return {
        "vendor": [name.found for name in names],
        "address": find_address(rows, names, locale),
        "tin": find_tin(rows, locale),
        "date": find_date(rows, locale, today=today),
        "time": find_time(rows, locale),
        "receipt_number": find_number(rows, locale),
    }


def _sums(amounts: Sequence[Amount], total: Decimal | None) -> list[Decimal]:
    """Return what the items may add up to: a subtotal, or the total before what shifts it."""
    kinds: dict[str, list[Decimal]] = {}
    for one in amounts:
        if one.kind and one.last:
            kinds.setdefault(one.kind, []).append(one.value)
    found = list(kinds.get("subtotal", []))
    if total is not None:
        found.extend(total - shift for shift in shifts_of({k: v[:2] for k, v in kinds.items()}))
        found.extend(total - tax for tax in kinds.get("tax", [])[:2])
        found.extend(total - tiny for tiny in kinds.get("rounding", [])[:2])
    return [one for one in dict.fromkeys(found) if one > 0]
