"""The lines of one receipt become its reading: values, confidence, places, runners-up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sidecar.documents.checks import checks_of
from sidecar.documents.confidence import confidence
from sidecar.documents.evidence import Candidate
from sidecar.documents.extraction import FIELDS, Extraction, extract_all
from sidecar.documents.fields.items import adds_up, item_candidate
from sidecar.documents.fields.quantities import plain
from sidecar.documents.known_vendors import KnownVendor, with_known
from sidecar.documents.layout import Line
from sidecar.documents.locale import Locale
from sidecar.documents.quality import advice, is_receipt
from sidecar.documents.schemas import (
    Alternative,
    FieldReading,
    LineItem,
    LineReading,
    ReceiptFields,
)

ALTERNATIVES = 4


def read_lines(
    lines: Sequence[Line],
    pack: Locale,
    *,
    score: float,
    today: date,
    known_vendors: Sequence[KnownVendor] = (),
) -> dict[str, Any]:
    """Return what a SingleReceipt says of its text; the file and its pages are not told here.

    `score` is the certainty of an average letter, 0 to 1.
    """
    extraction = extract_all(lines, pack, today=today)
    found = with_known(extraction.fields, known_vendors, pack)
    poor = advice(lines, score, found)
    return {
        "status": "poor" if poor else "read",
        "advice": poor,
        "is_receipt": is_receipt(lines, score, found),
        "fields": _fields(found, pack, score),
        "lines": [_line(line) for line in lines],
        "line_items": _items(extraction, score),
        "checks": checks_of(extraction, pack, today=today),
    }


def _fields(found: Mapping[str, Sequence[Candidate]], pack: Locale, score: float) -> ReceiptFields:
    fields = {name: _field(name, found[name], score) for name in FIELDS}
    if fields["currency"].value is None and pack.currency and fields["total"].value:
        # Receipts at home print no currency: the locale's own, from no place on the page.
        fields["currency"] = FieldReading(
            value=pack.currency, raw=None, confidence=0.9, page=None, box=None, alternatives=[]
        )
    return ReceiptFields(**fields)


def _field(name: str, candidates: Sequence[Candidate], score: float) -> FieldReading:
    if not candidates:
        return FieldReading(
            value=None, raw=None, confidence=0.0, page=None, box=None, alternatives=[]
        )
    best = candidates[0]
    sure = confidence(name, best, page_score=score)
    others = [
        Alternative(
            value=one.value,
            # A runner-up is never surer than what was chosen before it.
            confidence=min(1 - sure, confidence(name, one, page_score=score)),
            page=one.page,
            box=one.box,
        )
        for one in candidates[1 : ALTERNATIVES + 1]
    ]
    return FieldReading(
        value=best.value,
        raw=best.raw,
        confidence=sure,
        page=best.page,
        box=best.box,
        alternatives=others,
    )


def _items(extraction: Extraction, score: float) -> list[LineItem]:
    whole = adds_up(extraction.items, extraction.sums)
    made = []
    for one in extraction.items:
        found = item_candidate(one, whole=whole)
        made.append(
            LineItem(
                description=one.description,
                quantity=plain(one.count.quantity),
                unit_price=plain(one.count.unit_price),
                amount=plain(one.amount),
                confidence=confidence("line_items", found, page_score=score),
                page=found.page,
                box=found.box,
            )
        )
    return made


def _line(line: Line) -> LineReading:
    return LineReading(text=line.text, score=round(line.score, 3), page=line.page, box=line.box)
