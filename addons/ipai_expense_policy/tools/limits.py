# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Limits on what is spent in a day or a month. Pure Python, amounts are Decimal."""

from collections import defaultdict
from decimal import Decimal


def amount_of(value):
    """An amount as stored (a rounded float) as the Decimal it stands for."""
    return Decimal(str(value or 0))


def overruns(spendings, limit):
    """What passes a limit, counted in the given order.

    An amount is charged to the spending that carries the running total over the
    limit, and to those after it: what was accepted earlier does not become wrong
    because of what came later.

    :param spendings: (id, key, amount) in order of counting; one limit for each key
    :param limit: Decimal
    :return: {id: (running total, how much of it is over)}
    """
    totals = defaultdict(Decimal)
    found = {}
    for spending, key, amount in spendings:
        totals[key] += amount
        if amount > 0 and totals[key] > limit:
            found[spending] = (totals[key], totals[key] - limit)
    return found
