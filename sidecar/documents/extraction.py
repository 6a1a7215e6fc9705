"""Lines of a receipt become candidates for every field."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sidecar.documents.evidence import Candidate, ranked
from sidecar.documents.fields.address import find_address
from sidecar.documents.fields.amounts import find_amounts
from sidecar.documents.fields.currency import find_currency
from sidecar.documents.fields.dates import find_date
from sidecar.documents.fields.number import find_number
from sidecar.documents.fields.tin import find_tin
from sidecar.documents.fields.total import find_total
from sidecar.documents.fields.vat import find_parts, settle
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


def readable(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with folded text; what holds no Latin letter or figure is dropped."""
    folded = [replace(line, text=fold(line.text)) for line in lines]
    return [line for line in folded if squeeze(line.text)]


def extract(lines: Sequence[Line], locale: Locale, *, today: date) -> dict[str, list[Candidate]]:
    """Return the ranked candidates of each field of FIELDS; [] where nothing was found."""
    rows = rows_of(readable(lines))
    if not rows:
        return {name: [] for name in FIELDS}
    found = _candidates(rows, locale, today)
    return {name: ranked(found.get(name, [])) for name in FIELDS}


def _candidates(rows: list[Row], locale: Locale, today: date) -> dict[str, list[Candidate]]:
    names = find_names(rows, locale)
    amounts = find_amounts(rows, locale)
    totals = sorted(find_total(amounts, rows), key=lambda one: -one.score)
    parts = find_parts(amounts, len(rows))
    totals, parts = settle(totals, parts, amounts, Decimal(locale.tax_rate))
    return {
        "vendor": [name.found for name in names],
        "address": find_address(rows, names, locale),
        "tin": find_tin(rows, locale),
        "date": find_date(rows, locale, today=today),
        "total": totals,
        "currency": find_currency(rows, locale),
        "receipt_number": find_number(rows, locale),
        **parts,
    }
