"""Words the recogniser misread put right, by the words receipts of the country use.

Only what engines confuse is changed: a digit inside a word, a letter inside a number, one letter
of a long known word for one of the same shape. A printed misspelling of another kind stays.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from sidecar.documents.locale import Locale, load_locale
from sidecar.documents.text import digits, letters, shape

# Shortest word that may be put right by one letter, and by two.
_LONG = 5
_VERY_LONG = 10
# Groups of letters whose prints look alike; small and capital letters differ in shape.
_ALIKE = (
    *("ILJT1", "OQDC0GU", "BDPR8E", "EFC", "UVN", "NHM", "MW", "KRX", "RPN", "VYW", "ZSG25", "TF"),
    *("CE", "LT", "PF"),
)
_ALIKE_SMALL = ("AEO",)


def _pairs(groups: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((a, b) for group in groups for a in group for b in group if a != b)


_CONFUSED = _pairs(_ALIKE)
_CONFUSED_SMALL = _pairs((*_ALIKE, *_ALIKE_SMALL))
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SMALL_L = re.compile(r"(?<=[a-z])[I1](?=[a-z])|(?<=\b[A-Z])1(?=[a-z])|(?<=[a-z]{3})1\b")
_CAPITAL_I = re.compile(r"(?<=[A-Z])1(?=[A-Z])|(?<=\.)1(?=\.)")
_CAPITAL_O = re.compile(r"(?<=[A-Z])0+(?=[A-Z])")
_ZERO = re.compile(r"\b(\d+)O\b|\bO(?=\d+\b)")


def put_right(text: str, locale: Locale, lists: Iterable[str]) -> str:
    """Return `text` with misread letters and digits put right by the word lists `lists`.

    Capitals stay capitals. Words shorter than five letters are changed only by their shape
    ("J1n" for "Jln"), never by likeness.
    """
    text = _SMALL_L.sub("l", text)
    text = _CAPITAL_I.sub("I", text)
    text = _CAPITAL_O.sub(lambda zeros: "O" * len(zeros[0]), text)
    text = _ZERO.sub(lambda match: f"{match[1]}0" if match[1] else "0", text)
    names = tuple(lists)
    return _WORD.sub(lambda match: _cased(_known(match[0], locale, names), match[0]), text)


def split_forms(text: str, locale: Locale) -> str:
    """Return a name with the space put back before a company form that is stuck to it."""
    stuck = "|".join(form.strip() for form in locale.words["stuck_forms"])
    if stuck:
        text = re.sub(rf"(?i)(?<=[a-z.)])(?:{stuck})(?![a-z])", r" \g<0>", text)
    text = re.sub(r"(?<=[A-Za-z]{2})\(|\)(?=[A-Za-z]{2})", _spaced_bracket, text)
    return " ".join(_split_word(word, locale) for word in text.split())


def _spaced_bracket(match: re.Match[str]) -> str:
    return " (" if match[0] == "(" else ") "


def _split_word(word: str, locale: Locale) -> str:
    upper = word.upper()
    if f" {upper} " in locale.words["company_forms"] + locale.words["shops"]:
        return word
    for form in locale.words["company_forms"]:
        bare = form.strip()
        stem = upper[: -len(bare)]
        if len(bare) > 6 and upper.endswith(bare) and len(stem) > 1 and stem.isalpha():
            return f"{word[: len(stem)]} {word[len(stem) :]}"
    return word


def _known(word: str, locale: Locale, lists: tuple[str, ...]) -> str:
    if len(word) < 3 or not letters(word):
        return word.upper()
    return _nearest(word.upper(), not word.isupper(), locale.code, lists)


@cache
def _vocabulary(code: str, name: str) -> frozenset[str]:
    words = {word for entry in load_locale(code).words[name] for word in entry.split()}
    return frozenset(word for word in words if len(word) > 2)


@lru_cache(maxsize=4096)
def _nearest(word: str, small: bool, code: str, lists: tuple[str, ...]) -> str:
    """Return the word that `word` may be a misreading of: the only one of the first list with any.

    A word that is in a list, or has none near, comes back as it is.
    """
    vocabularies = [_vocabulary(code, name) for name in lists]
    if any(word in vocabulary for vocabulary in vocabularies):
        return word
    for vocabulary in vocabularies:
        near = {known for known in vocabulary if _is_near(word, known, small)}
        if near:
            return near.pop() if len(near) == 1 else word
    return word


def _is_near(word: str, known: str, small: bool) -> bool:
    if len(word) != len(known):
        return False
    if 0 < digits(word) <= letters(word) and shape(known) == shape(word):
        return True
    most = 2 if len(word) >= _VERY_LONG else 1
    return len(word) >= _LONG and _misreadings(word, known, small) <= most


def _misreadings(word: str, known: str, small: bool) -> int:
    """Count letters that differ; many when one of them is not a likely misreading."""
    pairs = [(a, b) for a, b in zip(word, known, strict=True) if a != b]
    confused = _CONFUSED_SMALL if small else _CONFUSED
    return len(pairs) if all(pair in confused for pair in pairs) else len(word)


def _cased(known: str, word: str) -> str:
    if known == word.upper():
        return word
    if word.isupper() or sum(sign.isupper() for sign in word) > len(word) / 2:
        return known
    return known.capitalize() if word[0].isupper() or word[0].isdigit() else known.lower()
