"""Text as the recogniser gives it, made comparable."""

import re
import unicodedata
from functools import lru_cache

# Characters the multilingual recogniser writes for plain Latin print.
_LOOKALIKES = {
    ord(sign): plain
    for plain, signs in {
        ":": "\uff1a",
        ",": "\uff0c",
        ".": "\u3002\u00b7\u2022",
        "(": "\uff08",
        ")": "\uff09",
        "-": "\uff0d\u2014\u2013\u2212\u2010",
        "'": "\u2019\u2018\u0060\u00b4",
        '"': "\u201c\u201d",
        "\u20b1": "\u20bd\u1d7d\u2c63",
    }.items()
    for sign in signs
}
_KEEP = {"ñ", "Ñ", "₱", "£", "€"}
# One sign per group of shapes that are mistaken for each other.
_SHAPES = str.maketrans({"0": "O", "1": "I", "L": "I", "5": "S", "8": "B", "Q": "O"})


# Labels are compared without the dots that recognition loses.
UNMARKED = str.maketrans({"Ä": "A", "Ö": "O", "Ü": "U"})


def fold(text: str, letters: str = "") -> str:
    """Return `text` in ASCII plus ñ, Ñ, ₱, £, € and `letters`: no made-up accents, no CJK."""
    kept = []
    for sign in text.translate(_LOOKALIKES):
        if sign in _KEEP or sign in letters or sign.isascii():
            kept.append(sign)
            continue
        plain = unicodedata.normalize("NFKD", sign)
        kept.extend(part for part in plain if part.isascii())
    return " ".join("".join(kept).split())


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return the capital letters and digits of `text` only: spaces are lost in recognition."""
    return re.sub(r"[^0-9A-ZÑ]", "", text.upper().translate(UNMARKED))


def shape(text: str) -> str:
    """Return `squeeze(text)` with look-alikes (0/O, 1/I/L, 5/S, 8/B) made the same."""
    return squeeze(text).translate(_SHAPES)


def letters(text: str) -> int:
    """Count the letters of `text`."""
    return sum(sign.isalpha() for sign in text)


def digits(text: str) -> int:
    """Count the digits of `text`."""
    return sum(sign.isdigit() for sign in text)
