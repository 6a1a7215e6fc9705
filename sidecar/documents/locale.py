"""Locale packs: what receipts of a country say, as data (`locales/<code>.toml`).

A pack may extend another; tables are merged, other values replaced. A new country is one file.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from sidecar.documents.text import UNMARKED, shape, squeeze

# Percent of equal letters from which a misread label still counts.
_ALIKE = 80
# A label of so few letters may be the end of a longer one, by so many letters at least.
_SHORT = 4
_MORE = 5
_FOLDER = Path(__file__).with_name("locales")
_CATEGORIES = Path(__file__).with_name("categories.toml")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A printed label: its comparable form, what it stands for and how strongly."""

    form: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """Words that tell a kind of expense: in names of sellers, of brands, of goods."""

    sellers: tuple[str, ...]
    brands: tuple[str, ...]
    goods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Locale:
    """What is known of receipts of one country.

    `date_order` is "mdy", "dmy" or "ymd" for numeric dates; `decimal_sign` stands before cents;
    `letters` are kept beside A to Z, `misread_letters` turns signs into them, `tax_numbers` are
    patterns of the seller's tax number, `months` turns beginnings of months into English ones of
    the same length; `marks` are texts that tell the country; `phrases` holds, per subject (amounts,
    dates, numbers, payments, registration, times), the labels, longest first; `words` holds plain
    lists (company forms, words of addresses, titles), `categories` those of kinds of expenses.
    """

    code: str
    name: str
    currency: str
    date_order: str
    decimal_sign: str
    tax_rate: str
    reduced_rates: tuple[str, ...]
    letters: str
    misread_letters: Mapping[str, str]
    tax_numbers: tuple[re.Pattern[str], ...]
    months: Mapping[str, str]
    marks: tuple[str, ...]
    currencies: Mapping[str, str]
    spellings: Mapping[str, str]
    phrases: Mapping[str, tuple[Phrase, ...]]
    words: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, CategoryWords]

    @property
    def rates(self) -> tuple[Decimal, ...]:
        """Rates of the tax on sales, the standard one first; () where there is none."""
        rates = map(Decimal, (self.tax_rate, *self.reduced_rates))
        return tuple(rate for rate in rates if rate > 0)

    @property
    def prints_block(self) -> bool:
        """True if receipts part VATable, exempt and zero-rated sales."""
        return any(phrase.kind == "vatable" for phrase in self.phrases["amounts"])

    def label(self, subject: str, text: str) -> Phrase | None:
        """Return the longest label of `subject` that `text` holds, None when it holds none."""
        form = shape(text)
        if len(form) < 2:
            return None
        phrases = self.phrases[subject]
        exact = next((phrase for phrase in phrases if phrase.form in form), None)
        if exact and len(exact.form) > _SHORT:
            return exact
        # "Anount incl. GST": the longer label, misread, says more than the word it ends with.
        more = len(exact.form) + _MORE if exact else 0
        return _similar(form, phrases, at_least=more) or exact

    def holds(self, words: str, text: str) -> bool:
        """True if `text` holds one of the words of the list `words`, as a whole word."""
        padded = _spaced(text)
        return any(word in padded for word in self.words[words])

    def spelled(self, text: str) -> str:
        """Return `text` with known misprints of company forms put right."""
        for wrong, right in self.spellings.items():
            text = re.sub(re.escape(wrong).replace(r"\ ", r"[\s.]*"), right, text, flags=re.I)
        return text


def locale_codes() -> list[str]:
    """Return the codes of the packs a receipt can be read with, the first being the default."""
    codes = sorted(path.stem for path in _FOLDER.glob("*.toml") if not path.stem.startswith("_"))
    return ["ph", *(code for code in codes if code != "ph")]


@cache
def load_locale(code: str) -> Locale:
    """Return a pack; KeyError when there is none with this code."""
    if code not in locale_codes():
        raise KeyError(code)
    table = _table(code)
    return Locale(
        code=code,
        name=table["name"],
        currency=table["currency"],
        date_order=table["date_order"],
        decimal_sign=table["decimal_sign"],
        tax_rate=table["tax_rate"],
        reduced_rates=tuple(table.get("reduced_rates", ())),
        letters=table.get("letters", ""),
        misread_letters=table.get("misread_letters", {}),
        tax_numbers=tuple(map(re.compile, table.get("tax_numbers", ()))),
        months=table.get("months", {}),
        marks=tuple(squeeze(mark) for mark in table["marks"]),
        currencies=table["currencies"],
        spellings=table["spellings"],
        phrases={subject: _phrases(kinds) for subject, kinds in table["phrases"].items()},
        words={name: tuple(map(_spaced, words)) for name, words in table["words"].items()},
        categories={code: _category(kinds) for code, kinds in table["categories"].items()},
    )


def guess_locale(texts: Sequence[str]) -> Locale:
    """Return the pack most speaks for: its marks, signs of its money, words of its places."""
    forms = [squeeze(text) for text in texts]
    words = [set(_spaced(text).split()) for text in texts]
    packs = [load_locale(code) for code in locale_codes()]
    counts = [
        sum(any(mark in form for form in forms) for mark in pack.marks)
        + sum(not _own_places(pack.code).isdisjoint(row) for row in words)
        + sum(any(sign in text for text in texts) for sign in pack.currencies if len(sign) == 1)
        for pack in packs
    ]
    return packs[counts.index(max(counts))]


@cache
def _own_places(code: str) -> frozenset[str]:
    """Return the words of places of a pack that no other pack has."""
    places = {
        other: {w for name in ("address", "places") for w in load_locale(other).words[name]}
        for other in locale_codes()
    }
    others = [words for other, words in places.items() if other != code]
    return frozenset(word.strip() for word in places[code].difference(*others))


def _spaced(text: str) -> str:
    """Return the words of `text` in capitals with one space before, between and after."""
    plain = "".join(c if c.isalnum() else " " for c in text).upper().translate(UNMARKED)
    return " " + " ".join(plain.split()) + " "


def _similar(form: str, phrases: Sequence[Phrase], *, at_least: int = 0) -> Phrase | None:
    """Return the label that `form` holds with a misread letter or two, at a lower weight."""
    least = max(5, at_least)
    long = [phrase for phrase in phrases if least <= len(phrase.form) <= len(form) + 1]
    found = process.extractOne(
        form, [phrase.form for phrase in long], scorer=fuzz.partial_ratio, score_cutoff=_ALIKE
    )
    if found is None:
        return None
    phrase = long[found[2]]
    return replace(phrase, weight=phrase.weight * found[1] / 100 * 0.9)


def _category(kinds: Mapping[str, Sequence[str]]) -> CategoryWords:
    def spaced(kind: str) -> tuple[str, ...]:
        return tuple(map(_spaced, kinds.get(kind, ())))

    return CategoryWords(spaced("sellers"), spaced("brands"), spaced("goods"))


def _table(code: str) -> dict[str, Any]:
    table = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    base = table.pop("extends", None)
    if base:
        return _merge(_table(base), table)
    categories = tomllib.loads(_CATEGORIES.read_text(encoding="utf-8"))
    return _merge({"categories": categories}, table)


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        added = isinstance(value, list) and isinstance(merged.get(key), list)
        merged[key] = _merge(merged[key], value) if both else value
        if added:
            merged[key] = [*base[key], *value]
    return merged


def _phrases(kinds: dict[str, dict[str, float]]) -> tuple[Phrase, ...]:
    phrases = [
        Phrase(form=shape(text), kind=kind, weight=float(weight))
        for kind, labels in kinds.items()
        for text, weight in labels.items()
    ]
    return tuple(sorted(phrases, key=lambda phrase: -len(phrase.form)))
