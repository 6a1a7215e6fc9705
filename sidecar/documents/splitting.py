"""Several receipts in one file become several: side by side, one above the other, a page each."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sidecar.documents.evidence import Candidate
from sidecar.documents.extraction import extract
from sidecar.documents.fields.amounts import holds_amount
from sidecar.documents.fields.dates import holds_date
from sidecar.documents.layout import Line, tilt
from sidecar.documents.locale import Locale

# Lines a receipt has at least: seller, date, total and something bought.
LEAST_LINES = 6
# Empty bands that may part two receipts, in heights of an average line.
BESIDE = 0.8
ABOVE = 2.0
# Nobody lays more on one scanner; it also bounds the work a hostile page makes.
MOST_RECEIPTS = 12


@dataclass(frozen=True, slots=True)
class _Purchase:
    """What tells one purchase from another: best candidates, None where nothing was found.

    `has_total` is true when some amount is called a total; the largest of a list is none.
    """

    has_total: bool

    vendor: Candidate | None
    date: Candidate | None
    total: Candidate | None
    number: Candidate | None
    tin: Candidate | None


def split_receipts(lines: Sequence[Line], locale: Locale, *, today: date) -> list[list[Line]]:
    """Return the lines of each receipt in reading order; one list when the file shows one.

    A cut is made only where both sides are receipts of their own with different purchases: the
    copy for the shop, the slip of the card and the pages of one invoice stay together.
    """
    parts: list[list[Line]] = []
    for page in sorted({line.page for line in lines}):
        on_page = [line for line in lines if line.page == page]
        if parts and not _two_purchases(parts[-1], on_page, locale, today, strictly=True):
            parts[-1].extend(on_page)
        else:
            parts.append(on_page)
    split = [
        piece
        for part in parts
        for piece in (_pieces(part, locale, today) if _on_one_page(part) else [part])
    ]
    return split if 0 < len(split) <= MOST_RECEIPTS else [list(lines)]


def _on_one_page(lines: Sequence[Line]) -> bool:
    return len({line.page for line in lines}) == 1


def _pieces(lines: list[Line], locale: Locale, today: date) -> list[list[Line]]:
    """Cut a page at its widest empty band that parts two purchases, then each side again."""
    for first, second, strictly in _cuts(lines):
        if _two_purchases(first, second, locale, today, strictly=strictly):
            return [*_pieces(first, locale, today), *_pieces(second, locale, today)]
    return [lines]


def _cuts(lines: list[Line]) -> Iterator[tuple[list[Line], list[Line], bool]]:
    """Yield both sides of every empty band, bands from left to right first, widest first.

    The third value asks for more proof: within one receipt, blocks stand above each other with
    empty bands between them, but seldom beside each other from top to bottom.
    """
    if len(lines) < 2 * LEAST_LINES:
        return
    height = median(_height(line) for line in lines)
    lean = tilt(lines)
    for sideways, least in ((True, BESIDE), (False, ABOVE)):
        spans = sorted(
            ((*_span(line, lean, sideways), line) for line in lines), key=lambda span: span[:2]
        )
        bands = []
        reach = spans[0][1]
        for place, (start, end, _) in enumerate(spans):
            if start - reach > least * height:
                bands.append((start - reach, place))
            reach = max(reach, end)
        for _, place in sorted(bands, reverse=True):
            sides = [span[2] for span in spans[:place]], [span[2] for span in spans[place:]]
            if min(map(len, sides)) >= LEAST_LINES:
                yield sides[0], sides[1], not sideways


def _two_purchases(
    first: list[Line], second: list[Line], locale: Locale, today: date, *, strictly: bool
) -> bool:
    if not all(_may_be_receipt(side) for side in (first, second)):
        return False
    one, other = (_purchase(side, locale, today) for side in (first, second))
    if not all(_is_whole(side, strictly) for side in (one, other)):
        return False
    if _value(one.total) != _value(other.total) or _value(one.date) != _value(other.date):
        return True
    # Same day, same amount: two purchases only when each is headed like a receipt of its own.
    numbered = _value(one.number) and _value(other.number)
    return bool(numbered and one.tin and other.tin and _value(one.number) != _value(other.number))


def _may_be_receipt(lines: Sequence[Line]) -> bool:
    """Cheap: tells most sides of a cut apart before anything is extracted."""
    return (
        len(lines) >= LEAST_LINES
        and any(holds_amount(line.text) for line in lines)
        and any(holds_date(line.text) for line in lines)
    )


def _is_whole(side: _Purchase, strictly: bool) -> bool:
    if not side.has_total or side.total is None or side.vendor is None:
        return False
    if strictly:
        return side.date is not None
    return any((side.date, side.tin, side.number))


def _purchase(lines: Sequence[Line], locale: Locale, today: date) -> _Purchase:
    found = extract(lines, locale, today=today)
    best = {name: candidates[0] if candidates else None for name, candidates in found.items()}
    return _Purchase(
        has_total=any(one.signals.get("label", 0.0) > 0 for one in found["total"]),
        vendor=best["vendor"],
        date=best["date"],
        total=best["total"],
        number=best["receipt_number"],
        tin=best["tin"],
    )


def _value(one: Candidate | None) -> str | None:
    return one.value if one else None


def _span(line: Line, lean: float, sideways: bool) -> tuple[float, float]:
    """Return where the line begins and ends across the straightened page, or down it."""
    cos, sin = math.cos(lean), math.sin(lean)
    if sideways:
        places = [x * cos + y * sin for x, y in line.quad]
    else:
        places = [y * cos - x * sin for x, y in line.quad]
    return min(places), max(places)


def _height(line: Line) -> float:
    (ax, ay), (dx, dy) = line.quad[0], line.quad[3]
    return math.hypot(dx - ax, dy - ay)
