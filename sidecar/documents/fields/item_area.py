"""Which rows of a receipt hold its items."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from sidecar.documents.fields.amounts import amounts_in, holds_amount
from sidecar.documents.fields.dates import holds_date
from sidecar.documents.fields.item_rows import ItemRow, item_row
from sidecar.documents.layout import Row
from sidecar.documents.locale import Locale, Phrase
from sidecar.documents.text import digits, letters, shape

# Kinds of labels no item carries; a discount among items is one of them.
_ENDS = {
    "total",
    "subtotal",
    "tax",
    "tender",
    "change",
    "rounding",
    "vatable",
    "exempt",
    "zero_rated",
    "service",
    "less_tax",
    "withheld",
    "count",
    "summary",
}
# Kinds whose words also end names of goods: "oil change".
_AMONG_GOODS = {"tender", "change", "service", "tax", "rounding"}
# Of the letters left of the amount, the share a label that ends the items covers.
_COVERED = 0.6
# Percent of equal letters of a misread label that ends them.
_ALIKE = 80
_LONGER = 2
_BARE = re.compile(r"[^A-Za-z]+")


def item_area(rows: Sequence[Row], locale: Locale) -> list[ItemRow]:
    """Return the rows from the first item to the last, in order; [] when none is found."""
    first = next((i for i, row in enumerate(rows) if _may_begin(rows, i, locale)), None)
    if first is None:
        return []
    start = next((i + 1 for i in range(first - 1, -1, -1) if _is_head(rows[i], locale)), 0)
    if not (start and is_heading(rows[start - 1], locale)):
        # Without a heading only the row directly above can be a name; others may be the head's.
        start = max(start, first - 1)
    end = next((i for i in range(first, len(rows)) if _ends(rows, i, locale)), len(rows))
    return [item_row(row, locale) for row in rows[start:end]]


def _may_begin(rows: Sequence[Row], index: int, locale: Locale) -> bool:
    return holds_amount(rows[index].text) and not _is_head(rows[index], locale)


def _is_head(row: Row, locale: Locale) -> bool:
    """True for what stands above items: dates, numbers, who served, headings of columns."""
    text = row.text
    if any(holds_date(line.text) for line in row.lines):
        return True
    if locale.holds("before_items", text) or locale.holds("contacts", text):
        return True
    if is_heading(row, locale) or locale.holds("registrations", text):
        return True
    label = locale.label("numbers", text)
    if label is None or not digits(text) or holds_amount(text):
        return False
    return _names(text, label)


def is_heading(row: Row, locale: Locale) -> bool:
    """True if the row is the heading of columns: at least half its words are words of headings."""
    words = _BARE.sub(" ", row.text).split()
    if not words or any(sign.isdigit() for sign in row.text):
        return False
    known = sum(locale.holds("item_headings", word) for word in words)
    return known >= 2 and known * 2 >= len(words)


def _ends(rows: Sequence[Row], index: int, locale: Locale) -> bool:
    """True if the row is the first of the totals."""
    row = rows[index]
    found = list(amounts_in(row.text))
    before = row.text[: found[-1][1]] if found else row.text
    label = locale.label("amounts", before)
    if label is None:
        return False
    if label.kind == "discount":
        return not _items_follow(rows, index, locale)
    return label.kind in _ENDS and _names(before, label)


def _names(text: str, label: Phrase) -> bool:
    """True if the label is the first words of the text, or makes most of its letters."""
    words = _BARE.sub(" ", text).split()
    form = shape("".join(words))
    near = abs(len(form) - len(label.form)) <= _LONGER
    if near and fuzz.ratio(form, label.form) >= _ALIKE:
        return True
    covers = label.form in form and len(label.form) >= _COVERED * len(form)
    if covers and label.kind not in _AMONG_GOODS:
        return True
    return any(shape("".join(words[:count])) == label.form for count in range(1, len(words)))


def _items_follow(rows: Sequence[Row], index: int, locale: Locale) -> bool:
    """True if a discount is one item's: something bought stands below it, before any total."""
    for row in rows[index + 1 : index + 4]:
        label = locale.label("amounts", row.text)
        if label is not None:
            return False
        if holds_amount(row.text) and letters(row.text) > 2:
            return True
    return False
