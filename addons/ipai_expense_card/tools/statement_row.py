# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One row of a statement by the mapping of its card; without Odoo."""

import hashlib
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
DATE_FORMATS = {
    "iso": ("%Y-%m-%d", "%Y/%m/%d"),
    "month_first": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y"),
    "day_first": ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y"),
}
NUMBER = re.compile(r"[^\d.,()\-+]|(?<=\d)\s+(?=\d)")


class BadCell(ValueError):
    """A cell cannot be understood; the text names the column and what stands there."""


def parse_date(cell, style, column):
    """:param style: a key of DATE_FORMATS; cells that are dates need none"""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell or "").strip()
    for form in DATE_FORMATS[style]:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise BadCell(f"“{text}” in column “{column}” is no date of the chosen format.")


def parse_amount(cell, column):
    """A Decimal of two places or more; (1,234.50) and 1,234.50- are negative.

    The separator that comes last is the decimal one, except one comma before exactly
    three digits.
    """
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return Decimal(str(cell)).quantize(CENT)
    text = NUMBER.sub("", str(cell or ""))
    credit = text.startswith(("(", "-")) or text.endswith(("-", ")"))
    if str(cell or "").strip().upper().endswith("CR"):
        credit = True
    digits = text.strip("()-+")
    if "," in digits and (digits.rfind(",") > digits.rfind(".")):
        thousands = re.fullmatch(r"\d{1,3}(,\d{3})+", digits)
        digits = (
            digits.replace(",", "")
            if thousands
            else digits.replace(".", "").replace(",", ".")
        )
    digits = digits.replace(",", "")
    try:
        amount = Decimal(digits).quantize(CENT)
    except InvalidOperation as error:
        raise BadCell(f"“{cell}” in column “{column}” is no amount.") from error
    return -amount if credit else amount


def parse_row(row, mapping):
    """Values of a statement line.

    :param dict row: {header: cell}
    :param dict mapping: columns by name (date, posted, description, merchant, amount,
        credit, currency, original, reference; "" for none), date_format and
        charges_are_negative
    :return: {date, date_posted, description, merchant, amount, original_currency,
        original_amount, reference}; amounts Decimal, charges positive
    :raises BadCell: for the first cell that cannot be understood
    """

    def cell(name):
        column = mapping.get(name)
        return row.get(column) if column else None

    def text(name):
        value = cell(name)
        return "" if value is None else str(value).strip()

    style = mapping["date_format"]
    day = parse_date(cell("date"), style, mapping["date"])
    posted = cell("posted")
    description = text("description")
    if not description:
        raise BadCell(f"Column “{mapping['description']}” is empty.")
    original = text("original")
    return {
        "date": day,
        "date_posted": parse_date(posted, style, mapping["posted"])
        if str(posted or "").strip()
        else None,
        "description": description,
        "merchant": text("merchant") or description,
        "amount": _signed(cell, text, mapping),
        "original_currency": text("currency").upper() or None,
        "original_amount": abs(parse_amount(original, mapping["original"]))
        if original
        else None,
        "reference": text("reference") or None,
    }


def _signed(cell, text, mapping):
    """Charges positive; a second column, when mapped, holds the credits."""
    if not text("amount") and mapping.get("credit"):
        return -abs(parse_amount(cell("credit"), mapping["credit"]))
    amount = parse_amount(cell("amount"), mapping["amount"])
    return -amount if mapping["charges_are_negative"] else amount


def line_hash(values, occurrence):
    """Identity of a line of a card; equal lines of one file are told by their count.

    :param int occurrence: 0 for the first of equal lines, 1 for the next
    """
    parts = [
        str(values.get(name) or "")
        for name in ("date", "description", "amount", "reference")
    ]
    return hashlib.sha256("\x1f".join([*parts, str(occurrence)]).encode()).hexdigest()
