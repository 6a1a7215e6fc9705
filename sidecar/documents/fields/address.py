"""The seller's address: rows below the name up to the next subject."""

import re
from collections.abc import Sequence

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import holds_amount
from sidecar.documents.fields.dates import holds_date
from sidecar.documents.fields.tin import parse_tin
from sidecar.documents.fields.vendor import Name, is_address, is_registration, is_title
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale
from sidecar.documents.text import digits, letters

MOST_ROWS = 5
_SKIP = 5
_LABELLED = re.compile(r"^(?!NO\b)[A-Z][\w. ]{1,15}\s?:\s?\S", re.IGNORECASE)
_STARTS = re.compile(r"^(?:NO\W{0,2}\s?|LOT\s?|#)?\d+[A-Z]?[\s,.\-&/]", re.IGNORECASE)


def find_address(rows: Sequence[Row], names: Sequence[Name], locale: Locale) -> list[Candidate]:
    """Return one candidate per likely name: the rows that follow it and read as an address."""
    found = []
    for name in sorted(names, key=lambda one: -one.found.score)[:3]:
        taken = _rows_below(rows, name.last + 1, locale)
        if not taken:
            continue
        value = _joined([row.text for row in taken])
        words = sum(is_address(row.text, locale) for row in taken)
        lines = [line for row in taken for line in row.lines]
        score = name.found.score + 0.3 * words
        made = candidate(value, value, score, lines)
        found.append(made.plus(0.0, rows=float(len(taken)), words=float(words)))
    return found


def _rows_below(rows: Sequence[Row], start: int, locale: Locale) -> list[Row]:
    taken: list[Row] = []
    for row in rows[start : start + _SKIP + MOST_ROWS]:
        if taken and (_ends(row, locale) or _far(taken[-1], row) or len(taken) == MOST_ROWS):
            break
        if not taken and (_ends(row, locale) or not _begins(row, locale)):
            if is_title(row.text, locale) or row is rows[min(start + _SKIP, len(rows) - 1)]:
                break
            continue
        taken.append(row)
    return taken


def _begins(row: Row, locale: Locale) -> bool:
    if locale.holds("owners", row.text) or locale.holds("company_forms", row.text):
        return False
    return is_address(row.text, locale) or _STARTS.match(row.text) is not None


def _ends(row: Row, locale: Locale) -> bool:
    text = row.text
    if letters(text) < 2 and digits(text) != 5 and digits(text) != 4:
        return True
    other = is_title(text, locale) or is_registration(text, locale)
    other = other or any(locale.holds(words, text) for words in ("contacts", "owners", "buyers"))
    other = other or parse_tin(text) is not None
    other = other or holds_amount(text) or holds_date(text)
    return other or _LABELLED.match(text) is not None


def _far(above: Row, row: Row) -> bool:
    return row.page != above.page or row.top - above.bottom > 1.5 * above.height


def _joined(texts: Sequence[str]) -> str:
    value = ""
    for text in texts:
        text = text.strip(" ,")
        value = f"{value}, {text}" if value else text
    return value
