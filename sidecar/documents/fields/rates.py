"""Summaries of tax by rate: rows of net, tax and gross, one row a rate."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sidecar.documents.arithmetic import CENT, tax_agrees
from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import Amount
from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale

_PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_SCORE = 1.8
_MAKES_TOTAL = 2.0


@dataclass(frozen=True, slots=True)
class RateRow:
    """One rate: what was sold without the tax, and the tax."""

    net: Decimal
    tax: Decimal
    lines: tuple[Line, ...]


def find_rates(
    rows: Sequence[Row], amounts: Sequence[Amount], total: Decimal | None, locale: Locale
) -> dict[str, list[Candidate]]:
    """Return candidates for tax and net of it: the sums over the rows of a summary by rate.

    Rows whose sum is the total count most; a row that repeats another is read once.
    """
    by_row: dict[int, list[Amount]] = {}
    for one in amounts:
        by_row.setdefault(one.row, []).append(one)
    found = [
        made
        for index, group in by_row.items()
        for made in _rate_rows(rows[index], [one.value for one in group], locale)
    ]
    unique = list({(one.net, one.tax): one for one in found}.values())
    if not unique:
        return {}
    net = sum((one.net for one in unique), Decimal(0))
    tax = sum((one.tax for one in unique), Decimal(0))
    whole = total is not None and abs(net + tax - total) <= 2 * CENT
    lines = [line for one in unique for line in one.lines]
    return {
        name: [
            candidate(f"{value:.2f}", " ".join(line.text for line in lines), _SCORE, lines).plus(
                _MAKES_TOTAL if whole else 0.0, label=0.8, support=_MAKES_TOTAL if whole else 0.0
            )
        ]
        for name, value in (("tax", tax), ("vatable_sales", net))
    }


def _rate_rows(row: Row, values: Sequence[Decimal], locale: Locale) -> Iterator[RateRow]:
    """Yield what a row says when its amounts are net and tax, gross and tax, or all three."""
    printed = [Decimal(m[1].replace(",", ".")) / 100 for m in _PERCENT.finditer(row.text)]
    rates = [rate for rate in printed if rate > 0]
    amounts = sorted((value for value in values if value > 0), reverse=True)
    if len(amounts) == 3:
        gross, net, tax = amounts
        fits = any(tax_agrees(net, tax, rate) for rate in rates or locale.rates)
        if abs(net + tax - gross) <= CENT and fits:
            yield RateRow(net, tax, row.lines)
    elif len(amounts) == 2 and rates:
        base, tax = amounts
        if any(tax_agrees(base, tax, rate) for rate in rates):
            yield RateRow(base, tax, row.lines)
        elif any(tax_agrees(base - tax, tax, rate) for rate in rates):
            yield RateRow(base - tax, tax, row.lines)
