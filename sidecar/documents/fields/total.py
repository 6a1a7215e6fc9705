"""The total to pay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from sidecar.documents.arithmetic import supported_totals
from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import Amount
from sidecar.documents.layout import Row

# Weights of the score; measured on drawn and scanned receipts, not tied to any shop.
LABEL = 3.0
LATE = 0.5
LARGE_PRINT = 0.4
REPEAT = 0.25
SUMMARY = -1.6
NO_LABEL = 0.6
SUBTOTAL = 1.0
TENDER = 0.7
INEXACT = -0.7
ROUNDED = 0.8
# Other sums name a value that differs from the labelled one by one digit: that was misread.
PUT_RIGHT = 2.0
# Weight of the sums that takes.
SEVERAL = 1.5


def find_total(amounts: Sequence[Amount], rows: Sequence[Row]) -> list[Candidate]:
    """Return candidates for the total: label first, then arithmetic, place, print and repeats."""
    positive = [one for one in amounts if one.value > 0]
    if not positive:
        return []
    supports = supported_totals(amounts)
    largest = max(
        (one.value for one in positive if one.kind not in ("tender", "change")), default=0
    )
    rounding = max(
        (one.row for one in amounts if one.kind == "rounding" and one.value), default=len(rows)
    )
    wrong = _misread(positive, supports)
    judged = []
    for one in positive:
        if one in wrong:
            judged.append(_put_right(one, wrong[one], amounts, rows, supports, Decimal(largest)))
        made = _judge(one, amounts, rows, supports, Decimal(largest))
        # What is paid stands below the rounding.
        made = made.plus(ROUNDED if one.row > rounding and not one.summary else 0.0)
        judged.append(made)
    return judged


def _misread(amounts: Sequence[Amount], supports: Mapping[Decimal, float]) -> dict[Amount, Decimal]:
    """Return labelled totals no sum agrees with, each with the value several sums name instead."""
    wrong: dict[Amount, Decimal] = {}
    for one in amounts:
        if one.kind != "total" or one.summary or supports.get(one.value):
            continue
        near = [
            value
            for value, weight in supports.items()
            if weight >= SEVERAL and Levenshtein.distance(str(value), str(one.value)) == 1
        ]
        if len(near) == 1:
            wrong[one] = near[0]
    return wrong


def _put_right(
    one: Amount,
    value: Decimal,
    amounts: Sequence[Amount],
    rows: Sequence[Row],
    supports: dict[Decimal, float],
    largest: Decimal,
) -> Candidate:
    made = _judge(replace(one, value=value), amounts, rows, supports, largest)
    return made.plus(PUT_RIGHT, label=0.0, largest=1.0)


def _judge(
    one: Amount,
    amounts: Sequence[Amount],
    rows: Sequence[Row],
    supports: dict[Decimal, float],
    largest: Decimal,
) -> Candidate:
    labelled = one.kind == "total"
    repeats = sum(other.value == one.value and other.row != one.row for other in amounts)
    support = supports.get(one.value, 0.0)
    score = _label_score(one)
    score += LATE * one.row / max(1, len(rows) - 1)
    score += REPEAT * min(repeats, 3) + support
    score += LARGE_PRINT * _print_size(rows[one.row], rows)
    score += (SUMMARY if one.summary else 0.0) + (0.0 if one.exact else INEXACT)
    score += 0.4 if one.value == largest else 0.0
    if not one.last:
        score -= 0.5
    shifted = any(o.value for o in amounts if o.kind in ("rounding", "discount"))
    made = candidate(f"{one.value:.2f}", one.raw, score, [one.line])
    return made.plus(
        0.0,
        label=one.label.weight if one.label and labelled else 0.0,
        support=support,
        largest=float(one.value == largest),
        exact=float(one.exact),
        bill=float(not one.summary),
        plain=float(not shifted),
        sole=float(
            all(o.value == one.value for o in amounts if o.kind == "total" and not o.summary)
        ),
    )


def _label_score(one: Amount) -> float:
    if one.label is None:
        return NO_LABEL
    by_kind = {"total": LABEL * one.label.weight, "subtotal": SUBTOTAL, "tender": TENDER}
    return by_kind.get(one.label.kind, -1.5)


def _print_size(row: Row, rows: Sequence[Row]) -> float:
    heights = sorted(other.height for other in rows)
    return min(1.0, max(0.0, row.height / heights[len(heights) // 2] - 1.1))
