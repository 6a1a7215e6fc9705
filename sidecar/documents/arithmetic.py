"""Sums a receipt must satisfy; they decide between candidates.

VATable sales + VAT + exempt + zero-rated (+ service charge - discount) = total, and
VATable sales x rate = VAT, within a centavo or two of rounding.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from sidecar.documents.fields.amounts import Amount

CENT = Decimal("0.01")
TENDER_LESS_CHANGE = 1.5
TENDER = 1.0
PARTS = 1.2
SUBTOTAL_AND_MORE = 0.8
ROUNDED = 1.0
ITEMS = 0.6
_ZERO = Decimal(0)
# Kind of label -> its sign.
SHIFTS = {"service": 1, "discount": -1, "less_tax": -1, "withheld": -1}
_LARGEST_ROUNDING = Decimal("0.05")


def supported_totals(amounts: Sequence[Amount]) -> dict[Decimal, float]:
    """Return the values that other amounts of the receipt add up to, with the weight of the proof.

    Sums of zeros and single amounts prove nothing.
    """
    supports: dict[Decimal, float] = {}
    kinds = _by_kind(amounts)
    for weight, values in (
        (TENDER_LESS_CHANGE, _paid(kinds)),
        (TENDER, _exactly_paid(kinds)),
        (PARTS, _parts(kinds)),
        (SUBTOTAL_AND_MORE, _subtotals(kinds)),
        (ROUNDED, _rounded(kinds)),
        (ITEMS, _items(amounts)),
    ):
        for value in set(values):
            supports[value] = supports.get(value, 0.0) + weight
    return supports


def tax_agrees(base: Decimal, tax: Decimal, rate: Decimal) -> bool:
    """True if `tax` is `rate` of `base`, rounding of each item allowed for."""
    return rate > 0 and abs(base * rate - tax) <= max(2 * CENT, tax * Decimal("0.002"))


def one_digit_off(read: Decimal, wanted: Decimal) -> bool:
    """True if two amounts differ in exactly one digit of as many."""
    a, b = f"{read:.2f}", f"{wanted:.2f}"
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def shifts_of(kinds: Mapping[str, Sequence[Decimal]]) -> list[Decimal]:
    """Return what may lie between the parts and the total, 0 first.

    One or none of each kind: a service charge is added; discounts, VAT not charged and tax
    withheld are taken off, whatever the sign they are printed with.
    """
    options = [
        [_ZERO, *(sign * abs(value) for value in kinds.get(kind, ()))]
        for kind, sign in SHIFTS.items()
    ]
    return list(dict.fromkeys(sum(one, _ZERO) for one in product(*options)))


def bridge(
    base: Decimal, total: Decimal, kinds: Mapping[str, Sequence[Decimal]]
) -> dict[str, Decimal] | None:
    """Return which amount of which kind lies between `base` and `total`, by kind of SHIFTS.

    {} when they are equal, None when nothing fits; the fewest amounts win.
    """
    names = list(SHIFTS)
    options = [[None, *kinds.get(kind, ())] for kind in names]
    for chosen in sorted(product(*options), key=lambda one: sum(v is not None for v in one)):
        taken = {name: abs(value) for name, value in zip(names, chosen, strict=True) if value}
        shift = sum((SHIFTS[name] * value for name, value in taken.items()), _ZERO)
        if abs(base + shift - total) <= 2 * CENT:
            return taken
    return None


def _by_kind(amounts: Sequence[Amount]) -> dict[str, list[Decimal]]:
    kinds: dict[str, list[Decimal]] = {}
    for one in amounts:
        if one.kind and one.last:
            values = kinds.setdefault(one.kind, [])
            if one.value not in values:
                values.append(one.value)
    return {kind: values[:4] for kind, values in kinds.items()}


def _paid(kinds: Mapping[str, list[Decimal]]) -> Iterator[Decimal]:
    for tender, change in product(kinds.get("tender", []), kinds.get("change", [])):
        if tender > abs(change):
            yield tender - abs(change)


def _exactly_paid(kinds: Mapping[str, list[Decimal]]) -> Iterator[Decimal]:
    """Yield what a card or exact cash paid: tenders, when no change was given."""
    if not any(kinds.get("change", [])):
        yield from (value for value in kinds.get("tender", []) if value in kinds.get("total", []))


def _items(amounts: Sequence[Amount]) -> Iterator[Decimal]:
    """Yield the sum of the amounts without label above the first that is no item, if several."""
    others = ("subtotal", "total", "tender", "tax")
    end = min((one.row for one in amounts if one.kind in others), default=0)
    items = [one.value for one in amounts if one.row < end and one.last and one.kind is None]
    if len(items) > 1:
        yield sum(items, _ZERO)


def _parts(kinds: Mapping[str, list[Decimal]]) -> Iterator[Decimal]:
    if not kinds.get("tax") or not (kinds.get("vatable") or kinds.get("exempt")):
        return
    options = [kinds.get(k) or [_ZERO] for k in ("vatable", "tax", "exempt", "zero_rated")]
    for combination in product(*options):
        whole = sum(combination, _ZERO)
        for shift in shifts_of(kinds):
            if whole + shift > 0:
                yield whole + shift


def _subtotals(kinds: Mapping[str, list[Decimal]]) -> Iterator[Decimal]:
    taxes = [*kinds.get("tax", []), _ZERO]
    roundings = [*kinds.get("rounding", []), _ZERO]
    for base, tax, rounding in product(kinds.get("subtotal", []), taxes, roundings):
        for shift in shifts_of(kinds):
            if tax or rounding or shift:
                yield base + tax + rounding + shift


def _rounded(kinds: Mapping[str, list[Decimal]]) -> Iterator[Decimal]:
    """Yield totals after rounding; a lost minus sign is allowed for."""
    bases = kinds.get("total", []) + kinds.get("subtotal", [])
    for base, rounding in product(bases, kinds.get("rounding", [])):
        if 0 < abs(rounding) <= _LARGEST_ROUNDING:
            yield base + rounding
            if rounding > 0:
                yield base - rounding
