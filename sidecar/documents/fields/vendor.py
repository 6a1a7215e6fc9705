"""The seller's name and address, from the head of the receipt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.amounts import holds_amount
from sidecar.documents.fields.dates import holds_date
from sidecar.documents.fields.tin import parse_tin
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale
from sidecar.documents.text import digits, letters, squeeze

# A house number or unit first, or a comma last: "12, Mabini St.", "B2-14, North Tower,".
_PLACE = re.compile(
    r"^(?:(?:NO|LOT|UNIT|BLK|#)\W{0,2}\s?)?[A-Z]{0,3}\d+[A-Z]?(?:[-&/]\s?\w+)*\s?,.*[A-Z]|^.*[A-Z].*\d.*,$",
    re.IGNORECASE,
)
# "Table: 4", "Served by: Ana": a label with its value is no name.
_STRAY = re.compile(r"^[\w .]{2,20}:\s?\S")
HEAD = 14
COMPANY_FORM = 2.0
SHOP = 0.8
FIRST = 1.5
LARGE_PRINT = 1.2
LOGO = 2.6
REGISTERED_BELOW = 0.8
ADDRESS_BELOW = 0.6
_REGISTRATION = re.compile(
    r"\(?\s?(?:CO\.?\s?)?(?:REG(?:ISTRATION)?\.?\s?(?:NO\.?)?\s?:?\s?)?"
    r"[A-Z]{0,2}\d{4,}[\dA-Z\-/]*\s?\)?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*(?:[(\[]?\s*(?:(?:CO|COMPANY|REG|REGISTRATION|GST|ROC|TIN)\b\W*){1,3}"
    r"(?:NO|ID|N0)?\W*[A-Z]{0,3}\s?\d.*|[(\[]\s?[A-Z]{0,3}\s?\d[\d\sA-Z\-/.]*[)\]]?"
    r"|\s\(?\d{5,}\s?-?\s?[A-Z]?\)?)\s*$",
    re.IGNORECASE,
)


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
    for index, row in enumerate(head):
        if not _may_be_name(row, locale):
            continue
        score = _score(head, index, place, rows, locale)
        names.append(_name(head, index, index, score, locale))
        place += 1
        joined = _joined(head, index, locale)
        if joined > index:
            score = max(score, _score(head, joined, place, rows, locale)) + 0.7
            names.append(_name(head, index, joined, score, locale))
    return names


def _may_be_name(row: Row, locale: Locale) -> bool:
    text = _TRAILING.sub("", row.text)
    if letters(text) < 3 or letters(text) < digits(text) or holds_amount(text):
        return False
    if holds_date(text) or _STRAY.match(text):
        return False
    barred = ("contacts", "registrations")
    return not any(locale.holds(words, text) for words in barred) and parse_tin(text) is None


def _score(
    head: Sequence[Row], index: int, place: int, rows: Sequence[Row], locale: Locale
) -> float:
    text = _TRAILING.sub("", head[index].text)
    score = FIRST - 0.35 * place - (1.0 if _past_title(head[:index], locale) else 0.0)
    score += COMPANY_FORM if locale.holds("company_forms", text) else 0.0
    score += SHOP if locale.holds("shops", text) else 0.0
    score += LARGE_PRINT * _print_size(head[index], rows)
    score -= 2.5 if is_title(text, locale) else 0.0
    above = head[index - 1].text if index else ""
    owner = locale.holds("owners", text) or (locale.holds("owners", above) and letters(above) < 16)
    score -= 2.5 if owner else 0.0
    score -= 2.0 if locale.holds("buyers", text) else 0.0
    score -= 1.2 if is_address(text, locale) else 0.0
    score -= 2.0 * digits(text) / max(1, letters(text) + digits(text))
    score -= 0.8 if letters(text) < 5 else 0.0
    score -= 0.5 if text.islower() else 0.0
    score -= 1.0 * (1.0 - min(1.0, head[index].score / 0.9))
    below = [row.text for row in head[index + 1 : index + 3]]
    registered = _TRAILING.search(head[index].text) or any(
        is_registration(t, locale) for t in below[:1]
    )
    score += REGISTERED_BELOW if registered else 0.0
    score += ADDRESS_BELOW if any(is_address(t, locale) for t in below) else 0.0
    return score


def _joined(head: Sequence[Row], index: int, locale: Locale) -> int:
    """Return the last row of a name that begins in `index`: its company form may stand below."""
    first = head[index]
    if _ends_as_company(first.text, locale) or is_title(first.text, locale):
        return index
    if index + 1 < len(head) and _continues(first, head[index + 1], locale):
        return index + 1
    return index


def _continues(above: Row, row: Row, locale: Locale) -> bool:
    """True if `row` is the rest of a name: it adds a company form and no name of its own."""
    near = row.top - above.bottom < 1.0 * above.height and row.page == above.page
    alike = 0.6 < row.height / max(1.0, above.height) < 1.6
    if not near or not alike or is_title(row.text, locale) or locale.holds("owners", row.text):
        return False
    if not locale.holds("company_forms", row.text):
        return False
    above_text = above.text.rstrip()
    open_end = above_text.endswith(("&", "-", ",")) or above_text.count("(") > above_text.count(")")
    return open_end or not _distinctive(row.text, locale)


def _distinctive(text: str, locale: Locale) -> bool:
    """True if a name has a word besides its company form, kind of shop and place in brackets."""
    bare = re.sub(r"\([^)]*\)?", " ", _TRAILING.sub("", text))
    kinds = locale.words["company_forms"] + locale.words["shops"]
    words = " ".join(re.findall(r"\w+", bare.upper()))
    left = f" {words} "
    for kind in sorted(kinds, key=len, reverse=True):
        left = left.replace(kind, "  ")
    return bool(left.strip())


def _ends_as_company(text: str, locale: Locale) -> bool:
    words = re.findall(r"\w+", _TRAILING.sub("", text).upper())
    return bool(words) and f" {words[-1]} " in locale.words["company_forms"]


def _name(head: Sequence[Row], first: int, last: int, score: float, locale: Locale) -> Name:
    rows = head[first : last + 1]
    raw = " ".join(row.text for row in rows)
    lines = [line for row in rows for line in row.lines]
    value = locale.spelled(clean_name(raw))
    made = candidate(value, raw, score, lines).plus(
        0.0,
        company=float(locale.holds("company_forms", raw)),
        row=float(first),
        joined=float(last > first),
    )
    return Name(found=made, first=first, last=last)


def clean_name(text: str) -> str:
    """Return a name without registration number, quotes and stray signs at its ends."""
    value = re.sub(r"(?<=[A-Z])0+(?=[A-Z])", lambda zeros: "O" * len(zeros[0]), text)
    value = _TRAILING.sub("", value)
    return value.strip(" \t*-_=~.,:;'\"|#<>") + ("." if value.rstrip().endswith(".") else "")


def _past_title(above: Sequence[Row], locale: Locale) -> bool:
    """True below the heading of the document, where names are those of buyers and goods."""
    return any(is_title(row.text, locale) for row in above[1:])


def is_title(text: str, locale: Locale) -> bool:
    """True if the row is a heading such as INVOICE and nothing else."""
    form = squeeze(text)
    return any(
        form == squeeze(title) or (len(form) < len(squeeze(title)) + 6 and squeeze(title) in form)
        for title in locale.words["titles"]
    )


def is_registration(text: str, locale: Locale) -> bool:
    """True if the row holds a registration number of the company and no name."""
    return _REGISTRATION.fullmatch(text.strip()) is not None or locale.holds("registrations", text)


def is_address(text: str, locale: Locale) -> bool:
    """True if the row looks like a part of an address."""
    numbered = re.match(r"(?:NO\W{0,2})?\d", text, re.IGNORECASE) is not None
    if locale.holds("company_forms", text) and not (numbered and locale.holds("address", text)):
        return False
    return locale.holds("address", text) or _PLACE.match(text) is not None


def _print_size(row: Row, rows: Sequence[Row]) -> float:
    heights = sorted(other.height for other in rows)
    ratio = row.height / heights[len(heights) // 2]
    # Larger than any print of a register: a logo, a stamp or handwriting.
    return min(1.0, ratio - 1.0) if 1.0 < ratio < LOGO else 0.0
