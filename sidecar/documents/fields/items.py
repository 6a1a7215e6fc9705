"""What was bought: the rows between the head of a receipt and its totals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sidecar.documents.arithmetic import CENT
from sidecar.documents.evidence import Candidate, candidate
from sidecar.documents.fields.item_area import item_area
from sidecar.documents.fields.item_rows import ItemRow, leading_share, without_count
from sidecar.documents.fields.quantities import Count, Number, cents, count_of
from sidecar.documents.layout import Line, Row
from sidecar.documents.locale import Locale

# Where this share of descriptions begins with a number, that number is the quantity.
_LEADING_SHARE = 0.6
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One thing bought, of one or more rows; `proven` when quantity times price is the amount."""

    description: str
    amount: Decimal | None
    count: Count
    rows: tuple[Row, ...]

    @property
    def lines(self) -> list[Line]:
        """All pieces of text it was read from."""
        return [line for row in self.rows for line in row.lines]


def find_items(rows: Sequence[Row], locale: Locale, *, totals: Sequence[Decimal]) -> list[Item]:
    """Return the items in printed order.

    `totals` are amounts the items may add up to (subtotal, total, total before a discount): they
    decide between readings that differ in a digit, and where the items end.
    """
    area = item_area(rows, locale)
    counts_lead = leading_share([one for one in area if one.amount is not None]) >= _LEADING_SHARE
    made = _Assembly(counts_lead, locale)
    for one in area:
        made.add(one)
    return _settled(made.items, totals)


def item_candidate(one: Item, *, whole: bool) -> Candidate:
    """Return what an item's certainty is computed from; `whole`: all items make a total."""
    made = candidate(one.description, one.description, 0.0, one.lines)
    return made.plus(0.0, support=float(whole), label=float(one.count.proven))


class _Assembly:
    """Items of rows in order; what a row without an amount belongs to is decided by the next."""

    def __init__(self, counts_lead: bool, locale: Locale) -> None:
        self.items: list[Item] = []
        self._counts_lead = counts_lead
        self._locale = locale
        self._names: list[ItemRow] = []
        self._ahead: ItemRow | None = None

    def add(self, one: ItemRow) -> None:
        """Take the next row."""
        if one.description and one.amount is not None:
            self._start(one, one.description)
        elif one.description and not one.numbers:
            self._names = [*self._names, one][-_LONGEST:]
        elif one.description:
            self._names = [one]
        else:
            self._figures(one)

    def _figures(self, one: ItemRow) -> None:
        """A row of numbers: the count of the item above, or what its description costs."""
        above = self.items[-1] if self.items else None
        if above and above.count.quantity is None and above.amount is not None:
            count = _beside(one, above.amount)
            if count and (count.proven or not self._names):
                self.items[-1] = replace(above, count=count, rows=(*above.rows, one.row))
                return
        if self._names and one.amount is not None:
            self._start(one, " ".join(name.description for name in self._names))
        elif one.numbers:
            self._ahead = one

    def _start(self, one: ItemRow, description: str) -> None:
        names = self._names if not one.description else []
        numbers = (*(n for name in names for n in name.numbers), *one.numbers)
        count = count_of(numbers, one.amount, one.detail) if numbers else None
        description, count = self._counted(one, description, count, names)
        rows = (*(name.row for name in names), one.row)
        if count is None and self._ahead is not None and one.amount is not None:
            ahead = count_of(self._ahead.numbers, one.amount, self._ahead.detail)
            count, rows = (
                (ahead, (self._ahead.row, *rows)) if ahead and ahead.proven else (None, rows)
            )
        self.items.append(Item(description, one.amount, count or Count(), rows))
        self._names, self._ahead = [], None

    def _counted(
        self, one: ItemRow, description: str, count: Count | None, names: Sequence[ItemRow]
    ) -> tuple[str, Count | None]:
        """Take the number in front of the description for the quantity where that is the custom."""
        first = names[0] if names else one
        if first.leading is None or one.amount is None:
            return description, count
        known = [*one.numbers, first.leading]
        lead = count_of(known, one.amount)
        proven = lead is not None and lead.proven and lead.quantity == first.leading.value
        if proven or (count is None and self._counts_lead):
            rest = [without_count(first), *(name.description for name in names[1:])]
            return " ".join(rest), lead if proven else _priced(first.leading.value, one.amount)
        return description, count


def _priced(quantity: Decimal, amount: Decimal) -> Count:
    """Return a count with the price of one where there is one to the cent that makes the amount."""
    if not quantity:
        return Count()
    unit = cents(amount / quantity)
    return Count(quantity, unit if cents(unit * quantity) == amount else None)


def _beside(one: ItemRow, amount: Decimal) -> Count | None:
    """Return the count a row below an item gives; its own amount is the price of one."""
    numbers = list(one.numbers)
    if one.amount is not None:
        numbers.append(Number(one.amount, money=True))
    return count_of(numbers, abs(amount), one.row.text)


def _settled(items: Sequence[Item], totals: Sequence[Decimal]) -> list[Item]:
    """Let the totals decide: cut what stands behind the items, take the product for the amount."""
    kept = [one for one in items if one.amount is not None]
    wanted = [total for total in totals if total > 0]
    if not wanted or _adds_up(kept, wanted):
        return list(items)
    for end in range(len(items) - 1, 0, -1):
        if _adds_up(items[:end], wanted):
            return list(items[:end])
    for place, one in enumerate(items):
        if one.count.amount is not None and one.count.amount != one.amount:
            changed = [*items[:place], replace(one, amount=one.count.amount), *items[place + 1 :]]
            if _adds_up(changed, wanted):
                return changed
    return list(items)


def _adds_up(items: Sequence[Item], totals: Sequence[Decimal]) -> bool:
    whole = sum((one.amount for one in items if one.amount is not None), Decimal(0))
    return any(abs(whole - total) <= CENT for total in totals)


def adds_up(items: Sequence[Item], totals: Sequence[Decimal]) -> bool:
    """True if the amounts of the items make one of `totals`."""
    return bool(items) and _adds_up(items, [total for total in totals if total > 0])
