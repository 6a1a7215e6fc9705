# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a person means who points at a line of a receipt's text.

Pure Python: nothing here knows Odoo. Each function takes one line as it was read,
labels included, and gives the value in it or None.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation

from dateutil import parser as dateparser

# Packs of the sidecar whose dates have the month first.
MONTH_FIRST = {"ph", "us", "en_US"}

_MONTH = r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*"
_DATES = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|\d{{1,2}}[ .\-]*{_MONTH}[ .,\-]*(?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|{_MONTH}[ .\-]*\d{{1,2}}[ .,\-]+(?:\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_LOCAL_MONTHS = {"mai": "may", "okt": "oct", "dez": "dec"}
_AMOUNT = re.compile(r"\d[\d.,]*\d|\d")
_TIN = re.compile(r"\d{3}[- ]?\d{3}[- ]?\d{3}(?:[- ]?\d{3,5})?(?!\d)")
_LABELLED_NUMBER = re.compile(
    r"(?:\b(?:no|nr|num|number|rcpt|receipt|invoice|inv|ref|trans|txn|bill)\b|#)"
    r"[\s.:#]*([A-Z0-9][A-Z0-9/-]*\d[A-Z0-9/-]*)",
    re.IGNORECASE,
)
_SYMBOLS = {"₱": "PHP", "€": "EUR", "£": "GBP", "¥": "JPY", "$": "USD"}


def date_in(text, month_first, today):
    """The first calendar date in a line, or None.

    "03/04/2026" may mean two days: the country's custom decides, unless that day is
    still to come and the other one is not.
    """
    match = _DATES.search(text or "")
    if not match:
        return None
    words = match.group().lower()
    for local, english in _LOCAL_MONTHS.items():
        words = words.replace(local, english)
    year_first = bool(re.match(r"\d{4}", words))
    days = []
    for day_first in (not month_first, month_first):
        try:
            moment = dateparser.parse(
                words, dayfirst=day_first and not year_first, yearfirst=year_first
            )
        except (ValueError, OverflowError):
            continue
        days.append(moment.date())
    past = [day for day in days if day <= today + datetime.timedelta(days=1)]
    return next(iter(past or days), None)


def amount_in(text):
    """The amount a line ends in, as a positive Decimal, or None.

    The last number with two decimals counts, else the last number: the figure stands
    at the right of its label. A point or comma before two digits is the decimal mark.
    """
    numbers = [_decimal(match) for match in _AMOUNT.findall(text or "")]
    numbers = [number for number in numbers if number is not None and number > 0]
    exact = [number for number in numbers if number.as_tuple().exponent == -2]
    return (exact or numbers or [None])[-1]


def _decimal(text):
    cents = re.fullmatch(r"(.*)[.,](\d{1,2})", text)
    whole, fraction = cents.groups() if cents else (text, "")
    whole = re.sub(r"\D", "", whole) or "0"
    try:
        return Decimal(f"{whole}.{fraction}" if fraction else whole)
    except InvalidOperation:
        return None


def tin_in(text):
    """The TIN in a line as 000-000-000 with its branch code when printed, or None."""
    match = _TIN.search(text or "")
    if not match:
        return None
    digits = re.sub(r"\D", "", match.group())
    parts = [digits[:3], digits[3:6], digits[6:9], digits[9:]]
    return "-".join(part for part in parts if part)


def number_in(text):
    """The document number in a line: what follows its label, else the last word with
    a digit in it, else None."""
    labelled = _LABELLED_NUMBER.search(text or "")
    if labelled:
        return labelled.group(1)
    words = [word.strip(".:,#") for word in (text or "").split()]
    return next((word for word in reversed(words) if re.search(r"\d", word)), None)


def currency_in(text, codes):
    """The ISO code, out of ``codes``, that a line names or writes as a sign."""
    upper = (text or "").upper()
    for code in codes:
        if re.search(rf"(?<![A-Z]){re.escape(code)}(?![A-Z])", upper):
            return code
    signs = [code for sign, code in _SYMBOLS.items() if sign in upper]
    return next((code for code in signs if code in codes), None)
