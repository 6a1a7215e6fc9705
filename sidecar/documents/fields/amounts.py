"""Amounts of money and the label each stands beside."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale, Phrase
from sidecar.documents.text import squeeze

_MARK = r"(?:₱|PHP\.?|P(?=\s?\d)|RM|EUR|CHF|US\$|S\$|A\$|HK\$|\$|£|€)"
_NUMBER = (
    r"(?:\d{1,3}(?:,\s?\d{3}|[.\s]\d{3})+[.,]\s?\d{2}|\d+\.\s?\d{2}|\d+,\d{2}(?![A-Z]{2})|\.\d{2})"
)
_AMOUNT = re.compile(
    rf"(?<![.,/:#\d-])(?:(?<![A-Z])|(?={_MARK}\s?\d))(?P<sign>[-(])?\s?"
    rf"(?P<mark>{_MARK})?\s?(?P<after>-)?(?P<number>{_NUMBER})"
    r"(?!\d|[.,:/]\d|\s?%|\s?[xX@]\s?\d)(?P<behind>-(?!\d))?",
    re.IGNORECASE,
)
# A point lost in print: "64 25" alone in a column of amounts.
_POINTLESS = re.compile(r"^(?P<number>\d{1,5} \d{2})$")
_WHOLE = re.compile(
    rf"(?P<mark>{_MARK})\s?(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?![\d.,]*\d)", re.IGNORECASE
)
_LARGEST = Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed amount: value in the receipt's currency, its text, where, and its label.

    `row` is the index of its row; `last` is true for the rightmost amount of the row; `exact`
    is false when cents or the decimal point were not printed plainly; `summary` is true below the
    heading of a tax summary, whose totals are parts of the bill.
    """

    value: Decimal
    raw: str
    line: Line
    row: int
    label: Phrase | None
    last: bool
    exact: bool
    summary: bool

    @property
    def kind(self) -> str | None:
        """What the label says the amount is, None without label."""
        return self.label.kind if self.label else None


def parse_amount(text: str) -> Decimal | None:
    """Return the amount a text consists of, None when it is none.

    The last separator followed by two digits is the decimal sign; others group thousands.
    A leading minus or parentheses make it negative.
    """
    match = _AMOUNT.fullmatch(text.strip().rstrip(")")) or _WHOLE.fullmatch(text.strip())
    return _value(match) if match else None


def holds_amount(text: str) -> bool:
    """True if `text` holds an amount with cents."""
    return _AMOUNT.search(text) is not None


def amounts_in(text: str) -> Iterator[tuple[Decimal, int, int]]:
    """Yield (value, start of its figures, end) of every amount with cents in `text`."""
    for match in _AMOUNT.finditer(text):
        value = _value(match)
        if value is not None:
            yield value, match.start("number"), match.end()


def find_amounts(rows: Sequence[Row], locale: Locale) -> list[Amount]:
    """Return every amount of the receipt in reading order, with the label it belongs to."""
    amounts: list[Amount] = []
    summary = False
    for index, row in enumerate(rows):
        heading = locale.label("amounts", row.text)
        summary = summary or (heading is not None and heading.kind == "summary")
        found = list(_in_row(row))
        start = 0
        for place, (match, line, offset, exact) in enumerate(found):
            before = row.text[start:offset]
            label = locale.label("amounts", before)
            label = label or _nearby_label(rows, index, row.text[:offset], locale)
            start = offset + len(match[0])
            value = _value(match)
            if value is None:
                continue
            if label and label.kind == "rounding" and abs(value) >= 1:
                # "Rounding 64.40": the sum after rounding, not what was rounded off.
                label = replace(label, kind="total")
            amounts.append(
                Amount(
                    value=value,
                    raw=match[0].strip(),
                    line=line,
                    row=index,
                    label=label,
                    last=place == len(found) - 1,
                    exact=exact,
                    summary=summary,
                )
            )
    return amounts


def _in_row(row: Row) -> Iterator[tuple[re.Match[str], Line, int, bool]]:
    """Yield (match, line, offset in the row's text, exact)."""
    offset = 0
    for line in row.lines:
        matches = list(_AMOUNT.finditer(line.text))
        for match in matches:
            yield match, line, offset + match.start(), True
        if not matches:
            loose = _POINTLESS.match(line.text) or _WHOLE.search(line.text)
            if loose:
                yield loose, line, offset + loose.start(), False
        offset += len(line.text) + 1


def _nearby_label(rows: Sequence[Row], index: int, before: str, locale: Locale) -> Phrase | None:
    """Return a label further left in the row, or in the row above when nothing else is there."""
    label = locale.label("amounts", before)
    if label or any(sign.isalpha() for sign in before) or index == 0:
        return label
    above = rows[index - 1]
    far = rows[index].top - above.bottom > 1.2 * above.height
    if far or above.page != rows[index].page or _AMOUNT.search(above.text):
        return None
    label = locale.label("amounts", above.text)
    # The heading of a column is no label: a label above stands alone.
    alone = label is not None and 2 * len(label.form) >= len(squeeze(above.text))
    return label if alone else None


def _value(match: re.Match[str]) -> Decimal | None:
    groups = match.groupdict()
    number = re.sub(r"[.,]\s", ".", groups["number"])
    if match.re is _POINTLESS:
        number = number.replace(" ", ".")
    whole, cents = number, "00"
    if match.re is not _WHOLE:
        whole, cents = number[:-3], number[-2:]
    value = Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{cents}")
    if value >= _LARGEST:
        return None
    return -value if any(groups.get(name) for name in ("sign", "after", "behind")) else value
