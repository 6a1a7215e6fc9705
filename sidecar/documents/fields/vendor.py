"""The seller's name and address, from the head of the receipt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from sidecar.documents.evidence import Candidate, candidate, row_candidate
from sidecar.documents.fields.amounts import holds_amount
from sidecar.documents.fields.dates import holds_date
from sidecar.documents.fields.naming import bare_name, clean_name, has_number
from sidecar.documents.fields.row_kinds import is_address, is_registration, is_title
from sidecar.documents.fields.tin import parse_tin
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale
from sidecar.documents.text import digits, letters

# "Table: 4", "Served by: Ana": a label with its value is no name.
_STRAY = re.compile(r"^[\w .]{2,20}:\s?\S")
_OWNED_BY = re.compile(r"^.*?\bBY\b\W*", re.IGNORECASE)
HEAD = 14
# Most rows a name is broken into.
MOST_ROWS = 3
# Print larger than that of an average row.
LARGE = 1.5
JOINED = 0.7
COMPANY_FORM = 2.0
SHOP = 0.8
FIRST = 1.5
LARGE_PRINT = 1.2
LOGO = 2.6
REGISTERED_BELOW = 0.8
ADDRESS_BELOW = 0.6
BRACKETS = 3.0


@dataclass(frozen=True, slots=True)
class Name:
    """A candidate for the seller's name and the rows it covers (first to last, inclusive)."""

    found: Candidate
    first: int
    last: int


def find_names(rows: Sequence[Row], locale: Locale) -> list[Name]:
    """Return candidates for the seller's name out of the first rows, joined over broken lines."""
    head = rows[:HEAD]
    names = []
    place = 0
    middle = median(row.height for row in rows)
    for index, row in enumerate(head):
        if not _may_be_name(row, locale):
            continue
        score = _score(head, index, place, rows, locale)
        # A remark in brackets is no name, though the end of one may be.
        score -= BRACKETS if row.text.startswith(("(", "[")) else 0.0
        names.append(_name(head, index, index, score, locale))
        place += 1
        for last in {_joined(head, index, locale), _logo(head, index, middle)} - {index}:
            whole = max(score, _score(head, last, place, rows, locale)) + JOINED
            names.append(_name(head, index, last, whole, locale))
    return _unrivalled([*names, *_owner(head, names, locale)])


def _unrivalled(names: Sequence[Name]) -> list[Name]:
    """Tell each name whether no other row reads as a company or a shop as well."""
    strong = [one for one in names if one.found.signals["company"] or one.found.signals["shop"]]
    return [
        replace(
            name,
            found=name.found.plus(
                0.0,
                sole=float(all(o.first <= name.last and name.first <= o.last for o in strong)),
            ),
        )
        for name in names
    ]


def _owner(head: Sequence[Row], names: Sequence[Name], locale: Locale) -> list[Name]:
    """Return the company told as owner below a name that no company bears, if there is one.

    Where a country's invoices name the owner first (the list `named_owners`), such a name is the
    sign of the shop only.
    """
    best = max(names, key=lambda one: one.found.score, default=None)
    if best is None or best.last + 1 >= len(head):
        return []
    row = head[best.last + 1]
    known = locale.holds("company_forms", best.found.raw) or locale.holds("shops", best.found.raw)
    named = locale.holds("named_owners", row.text) and locale.holds("company_forms", row.text)
    if known or not named:
        return []
    owner = row_candidate(
        clean_name(_OWNED_BY.sub("", row.text), locale), row.text, best.found.score + 0.3, row
    )
    found = owner.plus(0.0, company=1.0, shop=0.0, length=1.0)
    return [Name(found=found, first=best.first, last=best.last + 1)]


def _may_be_name(row: Row, locale: Locale) -> bool:
    text = bare_name(row.text)
    if letters(text) < 3 or letters(text) < digits(text) or holds_amount(text):
        return False
    if holds_date(text) or _STRAY.match(text):
        return False
    barred = ("contacts", "registrations")
    return not any(locale.holds(words, text) for words in barred) and parse_tin(text) is None


def _score(
    head: Sequence[Row], index: int, place: int, rows: Sequence[Row], locale: Locale
) -> float:
    text = bare_name(head[index].text)
    score = FIRST - 0.35 * place - (1.0 if _past_title(head[:index], locale) else 0.0)
    place_name = is_address(text, locale)
    company = locale.holds("company_forms", text) and not place_name
    score += COMPANY_FORM if company else 0.0
    score += SHOP if locale.holds("shops", text) else 0.0
    score += LARGE_PRINT * _print_size(head[index], rows)
    score -= 2.5 if is_title(text, locale) else 0.0
    above = head[index - 1].text if index else ""
    owner = locale.holds("owners", text) or (locale.holds("owners", above) and letters(above) < 16)
    score -= 2.5 if owner else 0.0
    score -= 2.0 if locale.holds("buyers", text) else 0.0
    score -= _place_loss(text, locale) if place_name else 0.0
    score -= 2.0 * digits(text) / max(1, letters(text) + digits(text))
    score -= 0.8 if letters(text) < 5 else 0.0
    score -= 0.5 if text.islower() else 0.0
    score -= 1.0 * (1.0 - min(1.0, head[index].score / 0.9))
    below = [row.text for row in head[index + 1 : index + 3]]
    score += REGISTERED_BELOW if _is_registered(head, index, locale) else 0.0
    score += ADDRESS_BELOW if any(is_address(t, locale) for t in below) else 0.0
    return score


def _place_loss(text: str, locale: Locale) -> float:
    """Return what a name loses for reading as a place: "Harbour City" may be a shop's."""
    words = sum(f" {word} " in locale.words["address"] for word in re.findall(r"\w+", text.upper()))
    return 1.2 if words > 1 or digits(text) or "," in text else 0.5


def _joined(head: Sequence[Row], index: int, locale: Locale) -> int:
    """Return the last row of a name that begins in `index`: its company form may stand below."""
    if is_title(head[index].text, locale):
        return index
    last = index
    while last + 1 < len(head) and last - index < MOST_ROWS - 1:
        above = " ".join(row.text for row in head[index : last + 1])
        if not _continues(above, head[last], head[last + 1], locale):
            break
        last += 1
    return last


def _continues(above: str, previous: Row, row: Row, locale: Locale) -> bool:
    """True if `row` is the rest of the name `above`, which ends in the row `previous`.

    The rest closes a bracket, or adds a company form and no name of its own.
    """
    near = row.top - previous.bottom < 1.0 * previous.height and row.page == previous.page
    alike = 0.6 < row.height / max(1.0, previous.height) < 1.6
    if not near or not alike or is_title(row.text, locale) or locale.holds("owners", row.text):
        return False
    if above.count("(") > above.count(")") and not has_number(above):
        return ")" in row.text
    if not locale.holds("company_forms", row.text):
        return False
    if _ends_as_company(above, locale) and not _is_form(row.text, locale):
        return False
    return above.rstrip().endswith(("&", "-", ",")) or not _distinctive(row.text, locale)


def _logo(head: Sequence[Row], index: int, middle: float) -> int:
    """Return the last row of a logo: large print broken into rows of a word or two."""
    last = index
    while last + 1 < len(head) and last - index < MOST_ROWS - 1:
        row, below = head[last], head[last + 1]
        near = below.top - row.bottom < 0.5 * row.height and below.page == row.page
        if not near or row.height < LARGE * middle or not all(map(_is_short, (row, below))):
            break
        last += 1
    return last


def _is_short(row: Row) -> bool:
    words = bare_name(row.text).split()
    return 0 < len(words) <= 2 and all(word.isalpha() for word in words)


def _distinctive(text: str, locale: Locale) -> bool:
    """True if a name has a word besides its company form, kind of shop and place in brackets."""
    bare = re.sub(r"\([^)]*\)?", " ", bare_name(text))
    kinds = locale.words["company_forms"] + locale.words["shops"]
    words = " ".join(re.findall(r"\w+", bare.upper()))
    left = f" {words} "
    for kind in sorted(kinds, key=len, reverse=True):
        left = left.replace(kind, "  ")
    return bool(left.strip())


def _is_form(text: str, locale: Locale) -> bool:
    """True if the row says a company form and nothing else: "BHD (123456-A)"."""
    words = re.findall(r"\w+", bare_name(text).upper())
    return bool(words) and all(f" {word} " in locale.words["company_forms"] for word in words)


def _ends_as_company(text: str, locale: Locale) -> bool:
    words = re.findall(r"\w+", bare_name(text).upper())
    return bool(words) and f" {words[-1]} " in locale.words["company_forms"]


def _name(head: Sequence[Row], first: int, last: int, score: float, locale: Locale) -> Name:
    rows = head[first : last + 1]
    raw = " ".join(row.text for row in rows)
    lines = [line for row in rows for line in row.lines]
    value = clean_name(raw, locale)
    return Name(
        found=candidate(value, raw, score, lines).plus(
            0.0,
            company=float(locale.holds("company_forms", raw)),
            shop=float(locale.holds("shops", raw)),
            registered=float(_is_registered(head, last, locale)),
            placed=float(any(is_address(row.text, locale) for row in head[last + 1 : last + 3])),
            top=1 / (1 + first),
            joined=float(last > first),
            length=min(1.0, letters(value) / 12),
        ),
        first=first,
        last=last,
    )


def _is_registered(head: Sequence[Row], last: int, locale: Locale) -> bool:
    """True if a registration number stands at the end of the name or in the row below it."""
    below = [row.text for row in head[last + 1 : last + 2]]
    return has_number(head[last].text) or any(is_registration(text, locale) for text in below)


def _past_title(above: Sequence[Row], locale: Locale) -> bool:
    """True below the heading of the document, where names are those of buyers and goods."""
    return any(is_title(row.text, locale) for row in above[1:])


def _print_size(row: Row, rows: Sequence[Row]) -> float:
    heights = sorted(other.height for other in rows)
    ratio = row.height / heights[len(heights) // 2]
    # Larger than any print of a register: a logo, a stamp or handwriting.
    return min(1.0, ratio - 1.0) if 1.0 < ratio < LOGO else 0.0
