# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""VAT on receivables and payables that were not settled in time.

NIRC Sec. 110(D) as amended by RA 11976, RR 3-2024, RMC 65-2024: a seller may deduct the
output VAT of an uncollected sale on account and adds it back as far as it is collected
later; the buyer mirrors it with the input VAT.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# RR 3-2024 took effect fifteen days after its publication.
EFFECTIVE = date(2024, 4, 27)
_CENTAVO = Decimal("0.01")


def part(vat: Decimal, unsettled: Decimal, total: Decimal) -> Decimal:
    """VAT that belongs to the unsettled part of an invoice, half-up in centavos.

    :param unsettled: what is open, in the currency of `total`
    :param total: of the invoice, VAT included
    :raises ValueError: for an invoice without a total
    """
    if not total:
        raise ValueError("An invoice without a total has no uncollected part.")
    return _rounded(vat * unsettled / total)


def returned(
    claimed: Decimal, base: Decimal, before: Decimal, after: Decimal
) -> Decimal:
    """VAT to add back for what was settled in a quarter.

    Taken as the difference of two running sums, so that the quarters of a claim that
    is settled in full add back exactly what was claimed.

    :param base: what was open when the VAT was claimed
    :param before: what was settled of it until the quarter began
    :param after: what was settled of it until the quarter ended
    """
    return _running(claimed, base, after) - _running(claimed, base, before)


def _running(claimed, base, settled):
    return _rounded(claimed * min(max(settled, Decimal(0)), base) / base)


def _rounded(amount):
    return amount.quantize(_CENTAVO, ROUND_HALF_UP)
