# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How well a line of a card statement fits a receipt; without Odoo."""

import re
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import NamedTuple

# Shares of the whole, out of 100: the amount proves most, the name least, because
# cards show legal names where receipts show the name over the door.
AMOUNT, DATE, VENDOR, CARD = 55, 25, 20, 10
# A receipt in foreign currency whose charge is not known: the bank's rate lies within
# a few percent of the day's rate.
RATE_MARGIN = Decimal("0.05")
GOOD, CLEAR = 75, 8
# Payment services put themselves before the merchant: "SQ *", "PAYPAL *", "GRAB* A-7".
SERVICE = re.compile(r"^\s*[\w.]{2,10}\s*\*\s*")
NOISE = re.compile(r"[^a-z ]+")
FORMS = {"inc", "corp", "corporation", "co", "ltd", "company", "the", "phl", "ph"}
# On a receipt: "**** **** **** 1234", "XXXX1234", "CARD NO. ...1234".
MASKED = re.compile(r"(?:[*xX.•#]{2,}[\s-]*)+(\d{4})(?!\d)")


class Charge(NamedTuple):
    """A line of a statement, as far as matching needs it."""

    dates: tuple[date, ...]
    amount: Decimal
    original_amount: Decimal | None
    original_currency: str | None
    merchant: str
    last_four: str


class Receipt(NamedTuple):
    """An expense with its receipt; amount in company currency."""

    date: date | None
    amount: Decimal
    original_amount: Decimal
    original_currency: str
    is_foreign: bool
    vendors: tuple[str, ...]
    text: str


def score(charge, receipt, days):
    """Percent of certainty that the receipt belongs to the charge, 0 when it cannot.

    :param int days: how far the dates may lie apart
    """
    amount = _amount_share(charge, receipt)
    apart = days_apart(charge, receipt)
    if not amount or apart is None or apart > days:
        return 0
    seen = set(MASKED.findall(receipt.text))
    card = 0
    if seen:
        card = CARD if charge.last_four in seen else -3 * CARD
    total = (
        AMOUNT * amount
        + DATE * Decimal(days + 1 - apart) / (days + 1)
        + VENDOR * Decimal(str(round(likeness(charge.merchant, receipt.vendors), 4)))
        + card
    )
    return max(0, min(100, int(total)))


def _amount_share(charge, receipt):
    if charge.amount == receipt.amount:
        return Decimal(1)
    if charge.original_currency and receipt.is_foreign:
        same = charge.original_currency == receipt.original_currency
        return Decimal(same and charge.original_amount == receipt.original_amount)
    near = abs(charge.amount - receipt.amount) <= RATE_MARGIN * abs(charge.amount)
    return Decimal("0.6") if receipt.is_foreign and near else Decimal(0)


def days_apart(charge, receipt):
    """Days between the receipt and the nearer of the charge's dates."""
    if not receipt.date:
        return None
    return min(abs((day - receipt.date).days) for day in charge.dates)


def likeness(merchant, vendors):
    """0 to 1: how alike the merchant and the best of the vendor's names are."""
    wanted = _words(merchant)
    best = 0.0
    for vendor in filter(None, vendors):
        words = _words(vendor)
        if not wanted or not words:
            continue
        shared = len(set(wanted) & set(words)) / min(len(set(wanted)), len(set(words)))
        ratio = SequenceMatcher(None, " ".join(wanted), " ".join(words)).ratio()
        best = max(best, ratio, shared)
    return best


def _words(name):
    plain = NOISE.sub(" ", SERVICE.sub("", name or "").lower())
    return [word for word in plain.split() if word not in FORMS and len(word) > 1]


def clear_pairs(scores):
    """The pairs that are good and beat every other use of both their sides.

    :param scores: {(charge, receipt): percent}
    :return: list of (charge, receipt)
    """
    pairs = []
    for (charge, receipt), percent in scores.items():
        rivals = [
            other
            for (one, two), other in scores.items()
            if (one == charge) != (two == receipt)
        ]
        if percent >= GOOD and percent - max(rivals, default=0) >= CLEAR:
            pairs.append((charge, receipt))
    return pairs
