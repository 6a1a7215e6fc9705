# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amounts in centavos: rounding half-up, as the Bureau's own programs do."""

from decimal import ROUND_HALF_UP, Decimal

CENTAVO = Decimal("0.01")
ZERO = Decimal("0.00")


def centavos(amount: Decimal) -> Decimal:
    """The amount rounded half-up to two decimals; never a negative zero."""
    return amount.quantize(CENTAVO, ROUND_HALF_UP) + ZERO


def text(amount: Decimal) -> str:
    """The amount for people: 1,234.50."""
    return f"{amount:,.2f}"
