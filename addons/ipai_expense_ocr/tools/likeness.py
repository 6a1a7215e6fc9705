# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When two receipts are the same purchase: by picture, and by what they say.

Pure Python: nothing here knows Odoo.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from .receipt import name_words, number_key, tin_digits

# Bits of 64 by which perceptual hashes of one picture differ after it was saved or
# scaled anew. With one bit off in one of four bands every such hash is found.
MOST_BITS = 6
BAND_BITS = 16
BANDS = 4
DIGITS = BAND_BITS // 4
# So many of vendor, number, amount and date make one purchase of two receipts.
ENOUGH = 3


def likeness(one, other):
    """Share of letters two texts have in common in the same order, 0 to 1; 0 at once
    for texts that cannot reach nine tenths."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < 0.9 or matcher.quick_ratio() < 0.9:
        return 0.0
    return matcher.ratio()


def is_picture_hash(text):
    """Whether a text is a hash of 64 bits in 16 hexadecimal digits."""
    try:
        return len(text or "") == DIGITS * BANDS and int(text, 16) >= 0
    except ValueError:
        return False


def near_bands(picture_hash):
    """For each band of a hash, the band itself and all with one bit changed: what the
    same band of a hash that differs in at most seven bits is in at least one case."""
    bands = [
        int(picture_hash[start : start + DIGITS], 16)
        for start in range(0, DIGITS * BANDS, DIGITS)
    ]
    flips = [0, *(1 << bit for bit in range(BAND_BITS))]
    return [[f"{band ^ flip:0{DIGITS}x}" for flip in flips] for band in bands]


def looks_alike(one, other):
    """Whether two picture hashes are of one picture."""
    if not (is_picture_hash(one) and is_picture_hash(other)):
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= MOST_BITS


def may_be_one_picture(mine, theirs):
    """Whether what two receipts say leaves room for one picture of one purchase.

    Printed receipts look alike at 64 bits, so the amount must not differ, and of
    vendor, number and date one at most: it may be misread.
    """
    contradicted = mine.contradicts(theirs)
    return "amount" not in contradicted and len(contradicted) <= 1


@dataclass(frozen=True)
class Purchase:
    """What a receipt or a bill says of a purchase; None for what is not known."""

    partner: int | None
    tin: str | None
    vendor: str | None
    number: str | None
    amount: Decimal | None
    currency: int | None
    day: date | None

    def agrees(self, other):
        """Names of those of vendor, number, amount and date that both know and that
        are the same."""
        return [
            name
            for name, same in (
                ("vendor", self._same_vendor(other)),
                ("number", self._same(number_key, "number", other)),
                (
                    "amount",
                    bool(self.amount)
                    and self.amount == other.amount
                    and self.currency == other.currency,
                ),
                ("date", bool(self.day) and self.day == other.day),
            )
            if same
        ]

    def contradicts(self, other):
        """Names of those that both know and that differ."""
        known = {
            "vendor": (self.tin and other.tin) or (self.vendor and other.vendor),
            "number": number_key(self.number) and number_key(other.number),
            "amount": self.amount and other.amount,
            "date": self.day and other.day,
        }
        agreed = self.agrees(other)
        return [name for name, both in known.items() if both and name not in agreed]

    def _same_vendor(self, other):
        if self.partner and self.partner == other.partner:
            return True
        return self._same(lambda tin: tin_digits(tin)[0], "tin", other) or self._same(
            name_words, "vendor", other
        )

    def _same(self, key, name, other):
        mine, theirs = key(getattr(self, name)), key(getattr(other, name))
        return bool(mine) and mine == theirs
