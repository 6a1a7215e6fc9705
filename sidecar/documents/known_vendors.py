"""Sellers the company knows decide how a seller is spelled: by TIN first, then by likeness."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, Field
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from sidecar.documents.evidence import Candidate
from sidecar.documents.locale import Locale
from sidecar.documents.text import squeeze

# Names this much alike, without their company forms, are one name.
ALIKE = 88
# Enough beside the same TIN, for several names may share one, or a TIN with one figure misread.
SOMEWHAT_ALIKE = 55
# Letters a name needs besides its company form to be recognised by likeness alone.
FEWEST_LETTERS = 4
# Candidates of the receipt that are compared.
MOST_CANDIDATES = 5


class KnownVendor(BaseModel):
    """A seller of the company's books: its name, TIN, and names people corrected to it."""

    name: str = Field(min_length=1, max_length=200)
    tin: str | None = Field(default=None, max_length=40)
    aliases: list[str] = Field(default=[], max_length=50)


def with_known(
    found: Mapping[str, list[Candidate]], known: Sequence[KnownVendor], locale: Locale
) -> dict[str, list[Candidate]]:
    """Return the candidates with a known seller first, in its own spelling; `raw` stays as read.

    The same TIN (nine figures, any branch) tells the seller; so does a name that is alike, unless
    both bear a TIN and more than a figure of it differs. Then one misread figure of the TIN is put
    right, too.
    """
    names = found["vendor"][:MOST_CANDIDATES]
    read_tin = found["tin"][0] if found["tin"] else None
    match = _by_tin(names, read_tin, known, locale) or _by_name(names, read_tin, known, locale)
    result = dict(found)
    if match is None:
        return result
    vendor, source = match
    result["vendor"] = _first(found["vendor"], source, vendor.name)
    if read_tin and vendor.tin and _differing(read_tin.value, vendor.tin) == 1:
        result["tin"] = _first(found["tin"], read_tin, _spelled(vendor.tin, read_tin.value))
    return result


def _by_tin(
    names: Sequence[Candidate],
    tin: Candidate | None,
    known: Sequence[KnownVendor],
    locale: Locale,
) -> tuple[KnownVendor, Candidate] | None:
    if tin is None:
        return None
    same = [one for one in known if one.tin and _differing(tin.value, one.tin) == 0]
    if not same:
        return None
    vendor, source, _ = _nearest(names, same, locale) or (same[0], tin, 0.0)
    return vendor, source


def _by_name(
    names: Sequence[Candidate],
    tin: Candidate | None,
    known: Sequence[KnownVendor],
    locale: Locale,
) -> tuple[KnownVendor, Candidate] | None:
    possible = [one for one in known if _may_be(tin, one)]
    nearest = _nearest(names, possible, locale)
    if nearest is None:
        return None
    vendor, source, likeness = nearest
    misread = tin is not None and vendor.tin and _differing(tin.value, vendor.tin) == 1
    enough = SOMEWHAT_ALIKE if misread else ALIKE
    return (vendor, source) if likeness >= enough else None


def _may_be(tin: Candidate | None, vendor: KnownVendor) -> bool:
    return tin is None or not vendor.tin or _differing(tin.value, vendor.tin) <= 1


def _nearest(
    names: Sequence[Candidate], known: Sequence[KnownVendor], locale: Locale
) -> tuple[KnownVendor, Candidate, float] | None:
    """Return the known seller that is most alike, the candidate it is like, and how much."""
    best: tuple[KnownVendor, Candidate, float] | None = None
    forms = [(one, _bare(one.value, locale)) for one in names]
    for vendor in known:
        for name in (vendor.name, *vendor.aliases):
            wanted = _bare(name, locale)
            for one, form in forms:
                likeness = _likeness(form, wanted)
                if likeness > (best[2] if best else 0.0):
                    best = (vendor, one, likeness)
    return best


def _likeness(form: str, wanted: str) -> float:
    if min(len(form), len(wanted)) < FEWEST_LETTERS:
        return 100.0 if form == wanted else 0.0
    return fuzz.ratio(form, wanted)


def _bare(name: str, locale: Locale) -> str:
    """Return the letters of a name without its company forms."""
    words = re.findall(r"\w+", name.upper())
    forms = locale.words["company_forms"]
    return squeeze("".join(word for word in words if f" {word} " not in forms)) or squeeze(name)


def _differing(read: str, known: str) -> int:
    """Return how many of the nine figures of two TINs differ; many when one is no TIN."""
    a, b = _figures(read), _figures(known)
    return Levenshtein.distance(a, b) if len(a) == len(b) == 9 else 9


def _figures(tin: str) -> str:
    return re.sub(r"\D", "", tin)[:9]


def _spelled(known: str, read: str) -> str:
    """Return the known nine figures with the branch as it was read."""
    nine = _figures(known)
    branch = re.sub(r"\D", "", read)[9:]
    return "-".join(part for part in (nine[:3], nine[3:6], nine[6:], branch) if part)


def _first(candidates: Iterable[Candidate], source: Candidate, value: str) -> list[Candidate]:
    made = replace(source, value=value).plus(0.0, known=1.0)
    return [made, *(one for one in candidates if one.value != value)]
