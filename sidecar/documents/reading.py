"""The lines of one receipt become its reading: values, confidence, places, runners-up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sidecar.documents.confidence import confidence
from sidecar.documents.evidence import Candidate
from sidecar.documents.extraction import FIELDS, extract
from sidecar.documents.layout import Line
from sidecar.documents.locale import Locale
from sidecar.documents.quality import advice
from sidecar.documents.schemas import Alternative, FieldReading, LineReading, ReceiptFields

ALTERNATIVES = 4


def read_lines(lines: Sequence[Line], pack: Locale, *, score: float, today: date) -> dict[str, Any]:
    """Return what a SingleReceipt says of its text; the file and its pages are not told here.

    `score` is the certainty of an average letter, 0 to 1.
    """
    found = extract(lines, pack, today=today)
    poor = advice(lines, score, found)
    return {
        "status": "poor" if poor else "read",
        "advice": poor,
        "fields": _fields(found, pack, score),
        "lines": [_line(line) for line in lines],
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


def _line(line: Line) -> LineReading:
    return LineReading(text=line.text, score=round(line.score, 3), page=line.page, box=line.box)
