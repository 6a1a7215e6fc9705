"""The seller's address: rows below the name up to the next subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import holds_amount
from sidecar.documents.fields.dates import holds_date
from sidecar.documents.fields.row_kinds import is_address, is_registration, is_title
from sidecar.documents.fields.tin import parse_tin
from sidecar.documents.fields.vendor import Name
from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale
from sidecar.documents.spelling import put_right
from sidecar.documents.text import digits, letters

WORDS = ("address", "places")
MOST_ROWS = 6
# Rows between the name and the address: registration numbers, the name of the outlet.
MOST_SKIPPED = 5
_LABELLED = re.compile(r"^(?!NO\b)[A-Z][\w./ ]{1,15}\s?:\s?\S", re.IGNORECASE)
_STARTS = re.compile(r"^(?:NO\W{0,2}\s?|LOT\s?|#)?\d+[A-Z]?[\s,.\-&/]", re.IGNORECASE)
# "Fairview Court, Northtown": places with a comma between them, straight below the name.
_PLACES = re.compile(r"^[A-Z][\w'.&()\-/ ]{2,40},(?:\s?[A-Z(][\w'.&()\-/, ]+)?$", re.IGNORECASE)
_PRICE = re.compile(r"\d[.,]\d\d\W{0,3}$")
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
# A telephone number may follow on the last row of an address, its label misread.
_CONTACT = re.compile(
    r"[\s,;(\[]*(?<![^\W_])(?:[TJL1I]E[LI1](?:EPHONE)?|PHONE|FAX|H/?P|MOBILE)"
    r"(?:\s?NO)?\s?[.:+(&\d\s]*\d.*$",
    re.IGNORECASE,
)
# The registration number of a company, not a postcode.
_NUMBERED = re.compile(r"\d{6,}\s?-\s?[A-Z]\W*$", re.IGNORECASE)
_LOT = re.compile(r"^(?:[LI1][O0]T|L[O0]1)(?=\s?\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of an address: the lines that belong to it and what they say of it."""

    row: Row
    lines: tuple[Line, ...]
    text: str


def find_address(rows: Sequence[Row], names: Sequence[Name], locale: Locale) -> list[Candidate]:
    """Return one candidate per likely name: the rows that follow it and read as an address."""
    found = []
    for name in sorted(names, key=lambda one: -one.found.score)[:3]:
        parts = _in_column(_parts_below(rows, name, locale))
        if not parts:
            continue
        texts = [part.text for part in parts]
        words = sum(is_address(text, locale) or locale.holds("places", text) for text in texts)
        lines = [line for part in parts for line in part.lines]
        value = _joined(texts, locale)
        raw = " ".join(line.text for line in lines)
        score = name.found.score + 0.3 * words
        made = candidate(value, raw, score, lines)
        postcode = _POSTCODE.search(value) is not None
        found.append(
            made.plus(
                0.0,
                rows=float(len(parts)),
                words=float(words),
                postcode=float(postcode),
            )
        )
    return found


def _parts_below(rows: Sequence[Row], name: Name, locale: Locale) -> list[_Part]:
    taken: list[_Part] = []
    start = name.last + 1
    for row in rows[start : start + MOST_SKIPPED + MOST_ROWS]:
        if not taken:
            if not _ends(row, locale) and _begins(row, locale):
                taken.append(_part(row))
            elif is_title(row.text, locale) or rows.index(row) - start >= MOST_SKIPPED:
                break
            continue
        if len(taken) == MOST_ROWS or _far(taken, row) or _is_complete(taken, row, locale):
            break
        head = _CONTACT.sub("", row.text)
        if head != row.text and is_address(head, locale):
            taken.append(replace(_part(row), text=head))
            break
        if _ends(row, locale):
            break
        taken.append(_part(row))
    return taken


def _part(row: Row) -> _Part:
    return _Part(row=row, lines=row.lines, text=_CONTACT.sub("", row.text))


def _begins(row: Row, locale: Locale) -> bool:
    text = row.text
    if not letters(text) or locale.holds("owners", text) or _NUMBERED.search(text):
        return False
    if is_address(text, locale) or _STARTS.match(text) is not None:
        return True
    if locale.holds("company_forms", text):
        return False
    return _PLACES.match(text) is not None and letters(text) > 3 * digits(text)


def _ends(row: Row, locale: Locale) -> bool:
    text = row.text
    if letters(text) < 2 and digits(text) != 5 and digits(text) != 4:
        return True
    other = is_title(text, locale) or is_registration(text, locale)
    other = other or any(locale.holds(words, text) for words in ("contacts", "owners", "buyers"))
    other = other or parse_tin(text) is not None or _PRICE.search(text) is not None
    other = other or (holds_amount(text) and not is_address(text, locale)) or holds_date(text)
    return other or _LABELLED.match(text) is not None


def _far(taken: Sequence[_Part], row: Row) -> bool:
    """True if the row stands off: a gap, or a step wider than those between the rows so far."""
    above = taken[-1].row
    if row.page != above.page or row.top - above.bottom > 1.5 * above.height:
        return True
    middles = [(part.row.top + part.row.bottom) / 2 for part in taken]
    steps = [after - before for before, after in pairwise(middles)]
    step = (row.top + row.bottom) / 2 - middles[-1]
    return bool(steps) and step > 1.7 * max(max(steps), 0.8 * above.height)


def _is_complete(taken: Sequence[_Part], row: Row, locale: Locale) -> bool:
    """True if nothing of the address can follow: its country stands there, or postcode and place.

    What follows a postcode belongs to it only when it reads as a place itself.
    """
    last = taken[-1].text.rstrip(" .,)").upper()
    if any(last.endswith(country.strip()) for country in locale.words["countries"]):
        return True
    if not any(_POSTCODE.search(part.text) for part in taken):
        return False
    text = put_right(row.text, locale, WORDS)
    more = digits(text) or "," in text or text.startswith("(") or is_address(text, locale)
    more = more or locale.holds("places", text)
    return not more and not taken[-1].text.rstrip().endswith(",")


def _in_column(parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts without lines that stand to the right of all other rows: stamps, notes."""
    kept = []
    for place, part in enumerate(parts):
        others = [other.row.right for other in (*parts[:place], *parts[place + 1 :])]
        lines = part.lines[:1]
        for line in part.lines[1:]:
            left = min(x for x, _ in line.quad)
            gap = left - max(x for x, _ in lines[-1].quad)
            if others and gap > 0.5 * part.row.height and left > max(others):
                break
            lines = (*lines, line)
        whole = len(lines) == len(part.lines)
        kept.append(part if whole else _Part(part.row, lines, " ".join(x.text for x in lines)))
    return kept


def _joined(texts: Sequence[str], locale: Locale) -> str:
    value = ", ".join(text.strip(" ,;") for text in texts)
    value = re.sub(r"(?<=\d)\.(?=,)|\.{2,}(?=,)", "", value)
    return put_right(_LOT.sub("Lot" if value[1:3] == "ot" else "LOT", value), locale, WORDS)
