"""How the receipt was paid."""

from collections.abc import Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import Amount, amounts_in
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale, Phrase
from sidecar.documents.text import shape

METHODS = ("cash", "card", "ewallet", "bank", "check", "on_account")
# Percent of equal letters of a misread word beside the amount paid, and elsewhere.
_ALIKE, _ALIKE_ELSEWHERE = 74, 85
# Of a word inside a longer text.
_NEARLY = 90
_PAID, _CHANGE, _BARE = 1.5, 1.0, -1.0


def find_payment(
    rows: Sequence[Row], amounts: Sequence[Amount], total: Decimal | None, locale: Locale
) -> list[Candidate]:
    """Return METHODS by the word beside what was paid: an amount not below the total.

    Words without an amount count less ("CASH SALES" is a title); change that was given is cash.
    """
    paid = {one.row for one in amounts if total is not None and one.last and one.value >= total}
    change = any(one.kind == "change" and one.value > 0 for one in amounts)
    found = []
    for index, row in enumerate(rows):
        label = _label(row, locale, paid=index in paid)
        if label is None or label.kind not in METHODS or locale.holds("before_items", row.text):
            continue
        score = 2 * label.weight + 0.5 * index / max(1, len(rows) - 1)
        score += _PAID if index in paid else _BARE
        score += _CHANGE if change and label.kind == "cash" else 0.0
        made = candidate(label.kind, row.text, score, row.lines)
        found.append(made.plus(0.0, label=label.weight if index in paid else 0.0))
    return found


def _label(row: Row, locale: Locale, *, paid: bool) -> Phrase | None:
    """Return the method a row names; beside the amount paid a misread short word counts too."""
    first = next(iter(amounts_in(row.text)), None)
    form = shape(row.text[: first[1]] if first else row.text)
    label = locale.label("payments", row.text)
    if label and (label.form in form or fuzz.partial_ratio(label.form, form) >= _NEARLY):
        return label
    phrases = [one for one in locale.phrases["payments"] if len(one.form) >= 4]
    best = max(phrases, key=lambda one: fuzz.ratio(form, one.form), default=None)
    least = _ALIKE if paid else _ALIKE_ELSEWHERE
    return best if best and fuzz.ratio(form, best.form) >= least else None
