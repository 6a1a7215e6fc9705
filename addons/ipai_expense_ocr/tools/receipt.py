# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the sidecar read on a receipt, as plain Python values.

Pure Python: nothing here knows Odoo. Amounts are Decimal, dates are date, and what
was not read is None.
"""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation

# A legal form is written in many ways or left out on a receipt, so it does not
# distinguish two vendors.
LEGAL_FORMS = {
    "co",
    "company",
    "corp",
    "corporation",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "ltd",
    "opc",
}


class Reading:
    """One ReceiptReading of the sidecar (POST /documents/receipts)."""

    def __init__(self, data):
        self.data = data
        self.fields = data.get("fields") or {}

    def text(self, name):
        """The value of a field as text without surrounding blanks, or None."""
        value = (self.fields.get(name) or {}).get("value")
        return " ".join(str(value).split()) or None if value is not None else None

    def confidence(self, name):
        """How sure the reader is of a field, 0 to 1; 0 when it was not read."""
        return float((self.fields.get(name) or {}).get("confidence") or 0)

    def amount(self, name):
        """A positive amount in the receipt's currency as Decimal, or None."""
        try:
            amount = Decimal(self.text(name) or "")
        except InvalidOperation:
            return None
        return amount if amount.is_finite() and amount > 0 else None

    def date(self, name="date"):
        """A calendar date, or None when it was not read or does not exist."""
        try:
            return datetime.date.fromisoformat(self.text(name) or "")
        except ValueError:
            return None

    @property
    def is_poor(self):
        """The picture itself stands in the way of a good reading."""
        return self.data.get("status") == "poor"

    @property
    def advice(self):
        """The reader's sentence about the picture, or None."""
        return self.data.get("advice") or None


def tin_digits(tin):
    """Split a TIN into (nine digits, branch code) or (None, None).

    The Philippine TIN has nine digits; a branch code of three or five follows
    (RR 7-2012, RMC 91-2024), 000 and 00000 both being the head office, so leading
    zeros of the branch do not count.
    """
    digits = re.sub(r"\D", "", tin or "")
    if len(digits) < 9:
        return None, None
    return digits[:9], digits[9:].lstrip("0")


def name_words(name):
    """The words of a vendor's name that count, in order, as a tuple.

    Case, accents, punctuation and legal forms are dropped:
    "Mercury Drug Corp." and "MERCURY DRUG CORPORATION" are the same vendor.
    """
    text = unicodedata.normalize("NFKD", name or "").casefold().replace("'", "")
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", text)
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


def rate_explains(rate, total, tax):
    """Whether ``tax`` is the part of ``total`` that a tax of ``rate`` percent makes.

    A receipt rounds each line, so 0.5 % of the tax (at least 0.02) may differ. A
    receipt with exempt or zero-rated parts does not pass: its tax is no constant
    share of its total.
    """
    rate = Decimal(str(rate))
    expected = total * rate / (100 + rate)
    return abs(expected - tax) <= max(Decimal("0.02"), tax * Decimal("0.005"))
