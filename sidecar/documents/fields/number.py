"""The number of the receipt or invoice."""

import re
from collections.abc import Sequence

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale, Phrase
from sidecar.documents.text import digits, shape

_VALUE = re.compile(r"[A-Z0-9][A-Z0-9\-/]*\d[A-Z0-9\-/]*", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$")
_AMOUNT = re.compile(r"^\d+[.,]\d\d$")
# The head of a number label that stands directly before its value.
_END = re.compile(
    r"(?:NO|N0|NUMBER|#|NR|NUM|INV|SI|OR|TRANS|S)\s?[.:#]*\s*[.:#]?\s*$", re.IGNORECASE
)
_SHORT = 3


def find_number(rows: Sequence[Row], locale: Locale) -> list[Candidate]:
    """Return candidates: a value right of a label, or below a label that stands alone."""
    found: list[Candidate] = []
    count = max(1, len(rows) - 1)
    footer = next(
        (i for i, row in enumerate(rows) if i > count / 2 and locale.holds("suppliers", row.text)),
        len(rows),
    )
    for index, row in enumerate(rows):
        late = 0.6 * index / count + (1.5 if index >= footer else 0.0)
        for value, label, lines in _beside(row, locale):
            found.append(_make(value, label, 0.0, late, lines))
        heading = _alone(row, locale)
        if heading and index + 1 < len(rows):
            for line in rows[index + 1].lines:
                below = _value(line.text)
                if below and _under(line, row):
                    found.append(_make(below, heading, 0.4, late, [line]))
    return found


def _make(value: str, label: Phrase, loss: float, late: float, lines: Sequence[Line]) -> Candidate:
    score = 3 * label.weight - late - loss + min(digits(value), 7) * 0.1
    return candidate(value, value, score, lines).plus(0.0, label=label.weight)


def _beside(row: Row, locale: Locale) -> list[tuple[str, Phrase, Sequence[Line]]]:
    """Return (value, label, lines) for values whose text before them ends with a number label."""
    found: list[tuple[str, Phrase, Sequence[Line]]] = []
    text, offset = row.text, 0
    starts = []
    for line in row.lines:
        starts.append((offset, offset + len(line.text), line))
        offset += len(line.text) + 1
    for match in _VALUE.finditer(text):
        before = text[: match.start()][-28:]
        label = locale.label("numbers", before)
        if not label or label.kind != "document" or not _plausible(match[0]):
            continue
        if not (_END.search(before) or _ends_with(before, label)):
            continue
        if not _stands_alone(before, label):
            continue
        lines = [line for start, end, line in starts if start < match.end() and end > match.start()]
        found.append((match[0].strip("-/"), label, lines))
    return found


def _ends_with(before: str, label: Phrase) -> bool:
    return shape(before).endswith(label.form)


def _stands_alone(before: str, label: Phrase) -> bool:
    """True unless a label of two or three letters is only the end of a word: "store #12"."""
    if len(label.form) > _SHORT:
        return True
    return label.form in {shape(word) for word in re.findall(r"[A-Za-z.]+", before)}


def _alone(row: Row, locale: Locale) -> Phrase | None:
    label = locale.label("numbers", row.text)
    if label is None or label.kind != "document" or label.weight < 0.5 or digits(row.text):
        return None
    return label


def _under(line: Line, row: Row) -> bool:
    left, right = min(x for x, _ in line.quad), max(x for x, _ in line.quad)
    return left < row.right and right > row.left


def _value(text: str) -> str | None:
    match = _VALUE.fullmatch(text.strip(" :#."))
    return match[0] if match and _plausible(match[0]) else None


def _plausible(value: str) -> bool:
    return digits(value) >= 3 and not _DATE.match(value) and not _AMOUNT.match(value)
