# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the journal items of a period say about taxes, summed up once.

A scan of the books groups items that carry the same taxes (`Base`) or were made by the
same tax (`Made`). There are few such groups however many items there are, and each item
is in exactly one: a sum over groups never counts an item twice, even if it carries two
taxes of one box.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

IS_ENTRY, IS_DUE = 1, 2
"""Bits of `due`: the entry is no invoice or bill; a tax on payment is due by it."""


class Base(NamedTuple):
    """Items that carry the same taxes, by partner and month where those were asked."""

    carried: frozenset[int]
    due: int
    partner_id: int | None
    month: date | None
    balance: Decimal
    count: int


class Made(NamedTuple):
    """Items made by the same part of a tax on the same account; without a tax
    (`tax_id` None) items that somebody booked on an account of taxes."""

    tax_id: int | None
    share_id: int | None
    account_id: int
    due: int
    partner_id: int | None
    month: date | None
    balance: Decimal
    count: int


@dataclass(frozen=True)
class Rule:
    """Which items of one tax count.

    :param when: "booked", "paid" (cash basis) or "withheld" (on payment)
    :param carriers: the tax and the groups of taxes an item may carry for it
    :param shares: parts of the tax that are owed or claimed
    """

    tax_id: int
    when: str
    carriers: frozenset[int]
    shares: Collection[int]

    def is_due(self, due: int) -> bool:
        """Whether an entry with these `due` bits owes the tax."""
        bit = {"paid": IS_DUE, "withheld": IS_ENTRY}.get(self.when)
        return bit is None or bool(due & bit)

    def counts_base(self, base: Base) -> bool:
        return not self.carriers.isdisjoint(base.carried) and self.is_due(base.due)

    def counts_made(self, made: Made) -> bool:
        return (
            made.tax_id == self.tax_id
            and made.share_id in self.shares
            and self.is_due(made.due)
        )


class TaxCube:
    """The sums of one scan; everything a return says of the books follows from them."""

    def __init__(self, bases: Iterable[Base], made: Iterable[Made]):
        self.bases = list(bases)
        self.made = list(made)
        self._whole_bases = _summed(self.bases, Base)
        self._whole_made = _summed(self.made, Made)
        self._by_carrier = _grouped((c, b) for b in self.bases for c in b.carried)
        self._by_maker = _grouped((m.tax_id, m) for m in self.made)

    def base(self, rules: Collection[Rule]) -> tuple[Decimal, int]:
        """(sum of balances, number) of the items that carry any of the taxes."""
        return _total(
            item
            for item in self._whole_bases
            if any(rule.counts_base(item) for rule in rules)
        )

    def tax(self, rules: Collection[Rule]) -> tuple[Decimal, int]:
        """(sum of balances, number) of the items that the taxes made."""
        return _total(
            item
            for item in self._whole_made
            if any(rule.counts_made(item) for rule in rules)
        )

    def used(self) -> set[int]:
        """Every tax and group of taxes that an item carries or was made by."""
        made = {item.tax_id for item in self._whole_made if item.tax_id is not None}
        return made.union(*(item.carried for item in self._whole_bases))

    def by_account(self) -> list[Made]:
        """Items of each part of a tax on each account, partners and months aside."""
        return self._whole_made

    def by_partner(self, rules: Collection[Rule]):
        """{(partner, tax, month): [base, tax, number of items]}, each tax by itself."""
        found: dict[tuple, list] = {}
        for rule in rules:
            counted = {
                id(item): item
                for carrier in sorted(rule.carriers)
                for item in self._by_carrier.get(carrier, ())
            }
            for item in counted.values():
                if rule.is_due(item.due):
                    _add(found, item, rule.tax_id, 0)
            for item in self._by_maker.get(rule.tax_id, ()):
                if rule.counts_made(item):
                    _add(found, item, rule.tax_id, 1)
        return found


def _add(found, item, tax_id, place):
    sums = found.setdefault(
        (item.partner_id, tax_id, item.month), [Decimal(0), Decimal(0), 0]
    )
    sums[place] += item.balance
    sums[2] += item.count


def _grouped(pairs):
    """{key: values} of (key, value)."""
    found = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _summed(items, kind):
    """The items with partners and months, which come last, put together."""
    found = {}
    for item in items:
        sums = found.setdefault(item[:-4], [Decimal(0), 0])
        sums[0] += item.balance
        sums[1] += item.count
    return [kind(*key, None, None, *sums) for key, sums in found.items()]


def _total(items):
    balance, count = Decimal(0), 0
    for item in items:
        balance += item.balance
        count += item.count
    return balance, count
