"""Which printed amounts make a VAT block that adds up: a small exhaustive search.

VATable + VAT + exempt + zero-rated (+ service charge - discount - tax withheld) = total, and
VAT = rate x VATable, each within a centavo or two. Where both hold but for one digit of one
amount, that digit was misread; where both hold with an amount that was not read, they tell it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from sidecar.documents.arithmetic import CENT, one_digit_off, shifts_of, tax_agrees
from sidecar.documents.evidence import Candidate

NAMES = ("vatable_sales", "tax", "vat_exempt", "zero_rated")
TAXED = ("vatable_sales", "tax")
ADDS_UP = 2.0
RATE_FITS = 1.0
# VAT that is the rate of its base to the cent says more than one that nearly is.
_EXACT = 0.3
_CORRECTION = 1.2
_COMPUTED = 0.8
_NOUGHT = 0.4
# Score from which an option has a label of its own.
_LABELLED = 1.0
_ZERO = Decimal(0)
# Figures that are read for a nought.
_NOUGHTS = set("0689.")


@dataclass(frozen=True, slots=True)
class Option:
    """A value an amount may have; `source` is the candidate it was read from."""

    value: Decimal
    score: float
    source: Candidate | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What was read: totals, options by part, extras by kind (arithmetic.SHIFTS), the rate."""

    totals: Sequence[Option]
    parts: Mapping[str, Sequence[Option]]
    extras: Mapping[str, Sequence[Decimal]]
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Block:
    """A choice that adds up; `complete` when the sum and the rate both hold."""

    chosen: Mapping[str, Option]
    score: float
    proof: float
    complete: bool


@dataclass(slots=True)
class _Try:
    """One choice of options under test."""

    total: Option
    parts: dict[str, Option]
    shifts: Sequence[Decimal]
    rate: Decimal
    cost: float = field(default=0.0)

    def value(self, name: str) -> Decimal:
        """The value chosen for a part, 0 when it has none."""
        return self.parts[name].value if name in self.parts else _ZERO

    @property
    def whole(self) -> Decimal:
        """The sum of the parts."""
        return sum((one.value for one in self.parts.values()), _ZERO)

    @property
    def adds_up(self) -> bool:
        """True if the parts make the total, by one of the shifts."""
        return any(abs(self.whole + shift - self.total.value) <= 2 * CENT for shift in self.shifts)

    @property
    def rate_fits(self) -> bool:
        """True if VATable sales and VAT are both there and belong together; noughts do."""
        if "vatable_sales" not in self.parts or "tax" not in self.parts:
            return False
        return tax_agrees(self.value("vatable_sales"), self.value("tax"), self.rate)

    @property
    def to_the_cent(self) -> bool:
        """True if VAT is the rate of VATable sales, rounded."""
        return _rounded(self.value("vatable_sales") * self.rate) == self.value("tax")


def solve(problem: Problem) -> Block | None:
    """Return the best choice in which something is proven, None when nothing is.

    Amounts are put right only when no choice of them as printed is complete.
    """
    printed = _best(block for one in _tries(problem, noughts=False) for block in _judged(one))
    if printed and printed.complete:
        return printed
    repaired = _best(
        _block(right, adds_up=True, fits=True)
        for one in _tries(problem, noughts=True)
        for right in (one, *_repaired(one))
        if right.adds_up and right.rate_fits and len(right.parts) > 1
    )
    return repaired or printed


def _best(blocks: Iterable[Block]) -> Block | None:
    return max(blocks, key=lambda block: block.score, default=None)


def _tries(problem: Problem, *, noughts: bool) -> Iterator[_Try]:
    shifts = shifts_of(problem.extras)
    choices: list[list[Option | None]] = []
    for name in NAMES:
        options: list[Option | None] = list(problem.parts.get(name, ()))
        if noughts:
            options.extend([_nought(one) for one in options if one and _may_be_nought(one)])
        if not options or (noughts and (name in TAXED or not _labelled(options))):
            options.append(None)
        choices.append(options)
    for total in problem.totals:
        for combination in product(*choices):
            parts = {n: one for n, one in zip(NAMES, combination, strict=True) if one is not None}
            if parts and _distinct(parts):
                yield _Try(total, parts, shifts, problem.rate)


def _labelled(options: Sequence[Option | None]) -> bool:
    return any(one is not None and one.score >= _LABELLED for one in options)


def _may_be_nought(one: Option) -> bool:
    return 0 < one.value < 10 and set(str(one.value)) <= _NOUGHTS


def _nought(one: Option) -> Option:
    return replace(one, value=_ZERO, score=one.score - 10 * _NOUGHT)


def _distinct(parts: Mapping[str, Option]) -> bool:
    """True if no printed amount plays two parts."""
    places = [one.source.box for one in parts.values() if one.source]
    return len(places) == len(set(places))


def _judged(one: _Try) -> Iterator[Block]:
    adds_up, fits = one.adds_up and len(one.parts) > 1, one.rate_fits
    if adds_up or (fits and one.value("tax")):
        yield _block(one, adds_up, fits)


def _block(one: _Try, adds_up: bool, fits: bool) -> Block:
    several = sum(option.value != 0 for option in one.parts.values()) > 1
    # One part alone that is the total is half a proof.
    proof = (ADDS_UP if several else ADDS_UP / 2) * adds_up + RATE_FITS * fits
    scores = one.total.score + sum(option.score for option in one.parts.values())
    chosen = dict(one.parts)
    if adds_up:
        # That the tax fits its base says nothing of the total.
        chosen["total"] = one.total
    exact = _EXACT if fits and one.to_the_cent else 0.0
    return Block(chosen, proof + exact - one.cost + scores / 10, proof, adds_up and fits)


def _repaired(one: _Try) -> Iterator[_Try]:
    """Yield the choice with one amount put right, as the two sums want it."""
    base, tax = one.value("vatable_sales"), one.value("tax")
    others = one.value("vat_exempt") + one.value("zero_rated")
    if base:
        yield from _with(one, "tax", _rounded(base * one.rate), "vatable_sales")
        if tax:
            for shift in one.shifts:
                total = one.whole + shift
                if one_digit_off(one.total.value, total):
                    option = replace(one.total, value=total)
                    yield replace(one, total=option, cost=one.cost + _CORRECTION)
    if tax:
        for shift in one.shifts:
            wanted = one.total.value - shift - tax - others
            yield from _with(one, "vatable_sales", wanted, "tax")


def _with(one: _Try, name: str, value: Decimal, beside: str) -> Iterator[_Try]:
    """Yield `one` with a part of this value: a digit corrected, or computed when none was read."""
    if value <= 0:
        return
    if name not in one.parts:
        option = replace(one.parts[beside], value=value, score=0.0)
        cost = _COMPUTED
    elif one_digit_off(one.parts[name].value, value):
        option, cost = replace(one.parts[name], value=value), _CORRECTION
    else:
        return
    yield replace(one, parts={**one.parts, name: option}, cost=one.cost + cost)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
