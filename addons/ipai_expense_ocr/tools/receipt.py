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
NUMBERS = ("quantity", "unit_price", "amount")
# The phrase in letters alone: readers lose blanks and line breaks.
NOT_VALID = re.compile("notvalidforclaim(?:s|ing)?of?inputtax")


def decimal(text):
    """A finite Decimal, or None for what is no number."""
    try:
        number = Decimal(str(text or "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


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
        amount = decimal(self.text(name))
        return amount if amount is not None and amount > 0 else None

    def items(self):
        """What was bought: [{description, quantity, unit_price, amount, confidence,
        page, box}] with Decimal or None for the three numbers."""
        return [
            {**item, **{name: decimal(item.get(name)) for name in NUMBERS}}
            for item in self.data.get("line_items") or []
            if (item.get("description") or "").strip()
        ]

    @property
    def more(self):
        """Readings of the further receipts of the same file, in their order."""
        return [Reading(data) for data in self.data.get("more") or []]

    @property
    def refuses_input_tax(self):
        """Whether the receipt says that it is not valid for a claim of input tax, as
        supplementary documents and those of non-VAT sellers must (RR 16-2005 as
        amended by RR 7-2024)."""
        lines = (line.get("text") or "" for line in self.data.get("lines") or [])
        letters = re.sub(r"[^a-z]", "", "".join(lines).casefold())
        return bool(NOT_VALID.search(letters))

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


def number_key(number):
    """A document number in the form it is compared: its digits without leading zeros
    when it has three or more, else its letters and digits; None when empty."""
    digits = re.sub(r"\D", "", number or "")
    if len(digits) >= 3:
        return digits.lstrip("0") or None
    return "".join(re.findall(r"[^\W_]+", (number or "").casefold())) or None


def rate_explains(rate, total, tax):
    """Whether ``tax`` is the part of ``total`` that a tax of ``rate`` percent makes.

    A receipt rounds each line, so 0.5 % of the tax (at least 0.02) may differ. A
    receipt with exempt or zero-rated parts does not pass: its tax is no constant
    share of its total.
    """
    rate = Decimal(str(rate))
    expected = total * rate / (100 + rate)
    return abs(expected - tax) <= max(Decimal("0.02"), tax * Decimal("0.005"))
