# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One value of a BIR file: how each type is written, and read back.

The BIR's validation programs take upper-case ASCII without quotes and commas inside
a text; they rejected Ñ and apostrophes. Accents are dropped, `&` becomes AND.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

_DROPPED = dict.fromkeys(map(ord, "'\"`,‘’‚‛“”„‟´"))
_SPELLED = str.maketrans(
    {
        "&": " AND ",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Ł": "L",
        "Đ": "D",
        "Þ": "TH",
        "₱": "P",
    }
)
# accents and invisible marks go, control characters part words
_KEPT = {"Mn": "", "Cf": "", "Cc": " "}
_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class FieldError(Exception):
    """A value that does not fit its field; the text says why and what to do."""


def plain(text: str) -> str:
    """A text as the files take it: upper-case ASCII, no quotes, no commas.

    :raises FieldError: naming the characters that cannot be written
    """
    upper = text.upper().translate(_DROPPED).translate(_SPELLED)
    spread = unicodedata.normalize("NFKD", upper).upper()
    kept = "".join(_KEPT.get(unicodedata.category(c), c) for c in spread)
    words = " ".join(kept.translate(_DROPPED).split())
    odd = sorted({c for c in words if not " " <= c <= "~"})
    if odd:
        raise FieldError(
            f"the characters {' '.join(odd)} cannot be written. Spell the text in "
            "Latin letters."
        )
    return words


def write_text(field, value):
    text = plain(str(value))
    if len(text) > field.width:
        raise FieldError(
            f"is {len(text)} characters long, {field.width} fit. Shorten it."
        )
    return text


def write_digits(field, value):
    """Exactly `width` digits; a branch of five digits loses a leading zero."""
    text = str(value)
    if field.type == "branch" and len(text) == 5 and text.startswith("0"):
        text = text[1:]
    if not re.fullmatch(f"[0-9]{{{field.width}}}", text):
        raise FieldError(f"has to be {field.width} digits. Correct it.")
    return text


def write_code(field, value):
    """A code in the form of its type: two letters and three digits, a choice."""
    text = str(value)
    if field.type == "atc" and not re.fullmatch("[A-Z]{2}[0-9]{3}", text):
        raise FieldError("is no ATC: write two letters and three digits, like WC158.")
    if field.type == "choice" and text not in field.value.split():
        raise FieldError(f"has to be one of {', '.join(field.value.split())}.")
    return text


def write_number(field, value):
    text = str(value)
    if not re.fullmatch(f"[0-9]{{1,{field.width}}}", text):
        raise FieldError(f"has to be a number of at most {field.width} digits.")
    return text


def write_amount(field, value):
    amount = Decimal(value)
    unit = Decimal(1).scaleb(-field.decimals)
    if not amount.is_finite() or amount != amount.quantize(unit):
        raise FieldError(f"has more than {field.decimals} decimals. Round it.")
    if amount < 0:
        raise FieldError(
            "is below zero, and the file has no sign. Report the reduction where it "
            "nets against a positive amount."
        )
    if amount >= 10**field.width:
        raise FieldError(f"has more than {field.width} digits before the point.")
    return f"{amount:.{field.decimals}f}" if amount else field.empty or "0.00"


def write_month(field, value):
    return f"{value:%m/}{value.year:04d}"


def write_date(field, value):
    return f"{value:%m/%d/}{value.year:04d}"


def read_text(field, text):
    if len(text) > field.width:
        raise FieldError(f"is {len(text)} characters long, {field.width} fit.")
    try:
        clean = plain(text) == text
    except FieldError:
        clean = False
    if not clean:
        raise FieldError("is not written in capital letters without quotes and accents")
    return text


def read_amount(field, text):
    if not _AMOUNT.fullmatch(text):
        raise FieldError("is no amount like 1234.50.")
    if len(text.partition(".")[2]) > field.decimals:
        raise FieldError(f"has more than {field.decimals} decimals.")
    amount = Decimal(text)
    if amount < 0 or amount >= 10**field.width:
        raise FieldError(f"is below zero or has more than {field.width} digits.")
    return amount


def read_month(field, text):
    return _day(f"{text[:3]}01/{text[3:]}" if len(text) == 7 else "", "MM/YYYY")


def read_date(field, text):
    return _day(text, "MM/DD/YYYY")


def _day(text, pattern):
    found = re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text)
    try:
        month, day, year = map(int, found.groups())
        return date(year, month, day)
    except (AttributeError, ValueError) as error:
        raise FieldError(f"is no date like {pattern}.") from error


TYPES = {
    "constant": (write_text, read_text),
    "text": (write_text, read_text),
    "tin": (write_digits, write_digits),
    "branch": (write_digits, write_digits),
    "atc": (write_code, write_code),
    "choice": (write_code, write_code),
    "number": (write_number, write_number),
    "amount": (write_amount, read_amount),
    "rate": (write_amount, read_amount),
    "month": (write_month, read_month),
    "date": (write_date, read_date),
}


def written(field, value) -> str:
    """The value as it stands in the line, quotes included.

    :raises FieldError: when it does not fit
    """
    text = ""
    if value is not None and value != "":
        try:
            text = TYPES[field.type][0](field, value)
        except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
            raise FieldError(f"is no {field.type}. Correct it.") from error
    if not text:
        if field.required == "yes":
            raise FieldError("is empty. Fill it in.")
        return field.empty
    return f'"{text}"' if field.quotes else text


def understood(field, text):
    """The value behind the text of a line: str, Decimal, date or None.

    :raises FieldError: when the text is none of the field
    """
    if not text:
        if field.required == "yes":
            raise FieldError("is empty.")
        return None
    return TYPES[field.type][1](field, text)
