"""What one row among the items of a receipt says: a description, numbers, an amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sidecar.documents.fields.amounts import amounts_in
from sidecar.documents.fields.quantities import Number
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale
from sidecar.documents.text import letters

# What may stand right of a line's amount: tax flags, the mark of a promotion, a percentage.
_FLAGS = re.compile(
    r"^[\s|*#()\-€$£]*(?:[A-Z]{1,3}\d?|\d{1,2}\s?%|T\d)?[\s*#()%]*[A-Z]?$", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,]\d{3})*[.,]\d{1,3}(?![\d%])|(?<![\w.,])\d+(?![\w%])"
)
_PRICE_OF_ONE = re.compile(r"[@/]|(?<=\d)\s?[xX*]\s?(?=\d)|\bEACH\b", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?P<count>\d{1,3}(?:[.,]\d{1,3})?)\s?(?:[xX*]\s+|[xX*]?\s)\s*(?P<rest>(?:[^\W\d_]|\().*)$"
)
_CODE = re.compile(
    r"^(?:[A-Z]{1,3}\s)?[#*]?(?:\d{5,}|(?=[A-Z0-9\-]*\d{4})[A-Z0-9\-]{8,})[\s\-:]+(?=\S)"
)
# "CHICKEN RICE 2 x 9.00": figures behind the words of one piece of text.
_TAIL = re.compile(
    r"^(?P<words>.*[A-Za-z)])\s+(?P<figures>\d[\d.,]*\s?[A-Za-z]{0,4}\s?[xX@*]\s*\d[\d.,]*[.,]\d\d"
    r"(?:\s?/\s?\w+)?|\d+\s+\d[\d.,]*[.,]\d\d)$"
)
_TIMES = re.compile(r"(?:(?<=[\d\s])|^)[xX*@](?=[\d\s]|$)")
_ENDS_WITH_TIMES = re.compile(r"\d\s?[A-Za-z]{0,4}\s?(?:@|(?<![A-Za-z])[xX*])\s*$|^@\s*$")
# Figures that OCR writes for a letter between letters: "B00K", "Sh1rt".
_INSIDE_WORDS = (
    (re.compile(r"(?<=[A-Z])00(?=[A-Z])"), "OO"),
    (re.compile(r"(?<=[A-Z])0(?=[A-Z])"), "O"),
    (re.compile(r"(?<=[a-z])00(?=[a-z])"), "oo"),
    (re.compile(r"(?<=[a-z])0(?=[a-z])"), "o"),
    (re.compile(r"(?<=[A-Z])1(?=[A-Z])"), "I"),
    (re.compile(r"(?<=[a-z])1(?=[a-z])"), "l"),
)
# Letters a description has at least.
LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row: `description` ("" when there is none), `numbers` left of the amount in order.

    `amount` is what stands at the right end; `detail` is the text numbers were taken from;
    `priced` is true when a sign says that a number is the price of one; `leading` is a number
    in front of the description, which many receipts use for the quantity.
    """

    row: Row
    description: str
    numbers: tuple[Number, ...]
    amount: Decimal | None
    detail: str
    priced: bool
    leading: Number | None


def item_row(row: Row, locale: Locale) -> ItemRow:
    """Take a row apart."""
    # No amount reaches over two pieces of text: "box of 12 | 289.50".
    text = "|".join(line.text for line in row.lines)
    amount, end = _amount(text)
    if amount is not None and _ENDS_WITH_TIMES.search(
        _without_marks(text[:end] + "1", locale)[:-1]
    ):
        amount, end = None, len(text)
    description, figures = _split(row, end, locale)
    leading = _LEADING.match(description)
    count = number(leading["count"], locale) if leading else None
    return ItemRow(
        row=row,
        description=_clean(description),
        numbers=tuple(numbers_in(figures, locale)),
        amount=amount,
        detail=figures,
        priced=_PRICE_OF_ONE.search(figures) is not None,
        leading=count,
    )


def numbers_in(text: str, locale: Locale) -> list[Number]:
    """Return the numbers of `text`; what is glued to letters ("320G") is none."""
    spaced = re.sub(r"(?<=\d)\s?[xX*@](?=[\s\d])", " ", text)
    found = [number(match[0], locale) for match in _NUMBER.finditer(spaced)]
    return [one for one in found if one is not None]


def number(text: str, locale: Locale) -> Number | None:
    """Return the number a text is; the last separator before one to three digits is the point.

    Three digits behind it are thousands when it is not the locale's sign.
    """
    head, sign, tail = text.rpartition("." if text.rfind(".") > text.rfind(",") else ",")
    if not sign:
        return Number(Decimal(text), money=False) if len(text) <= 12 else None
    if len(tail) == 3 and sign != locale.decimal_sign:
        head, tail = head + tail, ""
    whole = re.sub(r"\D", "", head) or "0"
    return Number(Decimal(f"{whole}.{tail or 0}"), money=len(tail) == 2)


def _amount(text: str) -> tuple[Decimal | None, int]:
    """Return the amount at the right end of a row and where it begins; (None, length) without."""
    found = list(amounts_in(text))
    if not found:
        return None, len(text)
    value, start, end = found[-1]
    if not _FLAGS.match(text[end:]):
        return None, len(text)
    return value, start


def _split(row: Row, end: int, locale: Locale) -> tuple[str, str]:
    """Return (description, figures) of what stands left of `end` in the row's text."""
    words: list[str] = []
    figures: list[str] = []
    taken = 0
    for line in row.lines:
        piece = _without_marks(line.text, locale)[: max(0, end - taken)].strip(" |:-(")
        taken += len(line.text) + 1
        tail = _TAIL.match(piece)
        if tail:
            words.append(tail["words"])
            figures.append(tail["figures"])
        elif piece:
            (figures if _is_figures(piece, locale) else words).append(piece)
    return " ".join(words), " ".join(figures)


def _is_figures(text: str, locale: Locale) -> bool:
    """True if `text` is numbers with units, multipliers and currency marks only."""
    plain = _without_units(_TIMES.sub(" ", text), locale)
    return letters(plain) < LEAST_LETTERS and (
        letters(plain) == 0 or any(c.isdigit() for c in text)
    )


def _without_units(text: str, locale: Locale) -> str:
    words = re.findall(r"[A-Za-z]+", text)
    units = [word for word in words if locale.holds("units", word)]
    for word in units:
        text = re.sub(rf"(?<![A-Za-z]){word}(?![A-Za-z])", " ", text)
    return text


def _without_marks(text: str, locale: Locale) -> str:
    """Return `text` with currency marks in front of figures blanked, of the same length."""
    marks = "|".join(map(re.escape, sorted(locale.currencies, key=len, reverse=True)))
    pattern = rf"(?<![A-Za-z])(?:{marks}|P|\$)\.?(?=\s?\d)|^(?:{marks}|P|\$)\.?$"
    return re.sub(pattern, lambda found: " " * len(found[0]), text, flags=re.IGNORECASE)


def _clean(description: str) -> str:
    """Return a description without article codes in front and signs around it."""
    plain = _CODE.sub("", description)
    plain = plain if letters(plain) >= LEAST_LETTERS else description
    plain = plain if letters(plain) >= LEAST_LETTERS else ""
    for figure, letter in _INSIDE_WORDS:
        plain = figure.sub(letter, plain)
    return plain.strip(" .,:;|*-_=")


def without_count(one: ItemRow) -> str:
    """Return the description without the number in front."""
    found = _LEADING.match(one.description)
    return found["rest"] if found and one.leading else one.description


def leading_share(rows: Sequence[ItemRow]) -> float:
    """Return the share of descriptions that begin with a number."""
    told = [one for one in rows if one.description]
    return sum(one.leading is not None for one in told) / len(told) if told else 0.0
