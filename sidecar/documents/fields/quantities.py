"""How many, at what price: the numbers printed beside an item, put in order by arithmetic."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from sidecar.documents.arithmetic import CENT, one_digit_off

# Quantities that are tried against a misread price.
_FEW = 12
_MOST = Decimal(1000)
# Figures with no letters between them but a multiplier, as OCR may have written it.
_DIGITS = re.compile(r"\D")
_INTEGER = Decimal(1)


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number; `money` is true when it has exactly two decimals."""

    value: Decimal
    money: bool


@dataclass(frozen=True, slots=True)
class Count:
    """Quantity and unit price of an item, None where not told; `proven` when they make its amount.

    `amount` is their product.
    """

    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    proven: bool = False

    @property
    def amount(self) -> Decimal | None:
        """Quantity times unit price to the cent, None when one is missing."""
        if self.quantity is None or self.unit_price is None:
            return None
        return cents(self.quantity * self.unit_price)


def cents(value: Decimal) -> Decimal:
    """Return `value` to two decimals, halves up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal | None) -> str | None:
    """Return a decimal string without an exponent, None for None."""
    return None if value is None else f"{value:f}"


def count_of(numbers: Sequence[Number], amount: Decimal | None, text: str = "") -> Count | None:
    """Return what `numbers`, in printed order, say of an item that costs `amount`.

    First the pair whose product is the amount, or is but for a digit, then a unit price the
    amount is a whole multiple of, or is but for a digit, then a quantity that divides it to the
    cent, then the digits of `text` parted where a product shows (a multiplication sign lost in
    recognition). None when nothing fits.
    """
    values = [one for one in numbers if one.value > 0]
    if amount is None or amount <= 0:
        return _unproven(values)
    ways = (_products, _near_products, _multiples, _near_prices, _divided)
    found = next((count for way in ways for count in way(values, amount)), None)
    return found or parted(text, amount)


def parted(text: str, amount: Decimal) -> Count | None:
    """Return quantity and price hidden in the run of digits of `text`: "4 0 3760" is 4 x 37.60.

    At most one digit between them is taken for a misread multiplication sign.
    """
    figures = _DIGITS.sub("", text)
    if not 4 <= len(figures) <= 12:
        return None
    for cut in (1, 2, 3):
        quantity = int(figures[:cut] or 0)
        if not quantity or figures.startswith("0"):
            continue
        unit = amount / quantity
        if unit != cents(unit):
            continue
        wanted = _DIGITS.sub("", f"{unit:.2f}")
        if figures[cut:] == wanted or (quantity > 1 and figures[cut + 1 :] == wanted):
            return Count(Decimal(quantity), cents(unit), proven=True)
    return None


def _products(values: Sequence[Number], amount: Decimal) -> Iterator[Count]:
    for place, first in enumerate(values):
        for second in values[place + 1 :]:
            for quantity, unit in ((first, second), (second, first)):
                if quantity.value > _MOST or (quantity.money and not unit.money):
                    continue
                if abs(cents(quantity.value * unit.value) - amount) <= CENT:
                    yield Count(quantity.value, unit.value, proven=True)


def _near_products(values: Sequence[Number], amount: Decimal) -> Iterator[Count]:
    """Yield a quantity and a price whose product is the amount but for one digit."""
    for count, price in pairwise(values):
        product = cents(count.value * price.value)
        if price.money and not count.money and one_digit_off(product, amount):
            yield Count(count.value, price.value)


def _near_prices(values: Sequence[Number], amount: Decimal) -> Iterator[Count]:
    """Yield a price put right in one digit, of which the amount is a few times."""
    for one in values:
        for times in range(2, _FEW + 1) if one.money else ():
            unit = amount / times
            if unit == cents(unit) and one_digit_off(one.value, unit):
                yield Count(Decimal(times), cents(unit))


def _multiples(values: Sequence[Number], amount: Decimal) -> Iterator[Count]:
    """Yield whole multiples of a unit price; a digit of the price may be misread."""
    for one in values:
        if not one.money or one.value > amount:
            continue
        times = (amount / one.value).quantize(_INTEGER, ROUND_HALF_UP)
        unit = amount / times
        if times < _MOST and unit == cents(unit) and abs(unit - one.value) <= one.value / 200:
            yield Count(times, cents(unit), proven=unit == one.value)


def _divided(values: Sequence[Number], amount: Decimal) -> Iterator[Count]:
    for one in values:
        if one.money or one.value != one.value.to_integral_value() or one.value >= _MOST:
            continue
        unit = amount / one.value
        if unit == cents(unit):
            yield Count(one.value, cents(unit), proven=False)


def _unproven(values: Sequence[Number]) -> Count | None:
    """Return a quantity followed by a price, without an amount to prove them."""
    if len(values) == 2 and values[1].money and values[0].value < _MOST:
        return Count(values[0].value, values[1].value)
    return None
