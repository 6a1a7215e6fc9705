# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The language in which an edition says how one box follows from others.

    61B            the amount of a box, by the name printed on the form
    S2.total       a box of a schedule
    0.12           a number; always written with a decimal point, because 16 is a box
    + - * / ( )    with the usual precedence and a leading minus
    min(a, b) max(a, b) abs(a)
    share(a, b)    a / b, and 0.0 when both are zero (a ratio in an empty period)
    sum(S3.D)      the total of a column over the rows of its schedule

A parser of its own, because names such as 31A are no identifiers in Python: a
translated expression would report errors in words the form does not contain.
All arithmetic is Decimal; each box is rounded half-up once, when it is complete.
A box that does not exist, a circle or a division by zero refuses with a
FormulaError that carries the name of the box.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

CENTAVO = Decimal("0.01")
PESO = Decimal(1)
ZERO = Decimal(0)
_PRECISION = 50
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.\d+)"
    r"|(?P<function>[a-z]+)(?=\s*\()"
    r"|(?P<box>(?:[A-Z]+\d+(?:\.[A-Za-z0-9]+)+|[A-Z]?\d+[A-Z]?))"
    r"|(?P<sign>[-+*/(),]))"
)
_ARITY = {"min": 2, "max": 2, "abs": 1, "share": 2, "sum": 1}


class FormulaError(Exception):
    """A formula that cannot be read or worked out; `box` names where."""

    def __init__(self, sentence, box=None):
        self.box = box
        self.sentence = sentence
        super().__init__(f"Box {box}: {sentence}" if box else sentence)


@dataclass(frozen=True)
class Number:
    value: Decimal


@dataclass(frozen=True)
class Box:
    name: str


@dataclass(frozen=True)
class Operation:
    """An operator or a function on its operands; `-` of one operand is its negative."""

    symbol: str
    operands: tuple


Node = Number | Box | Operation


def parse(text: str) -> Node:
    """The tree of a formula; FormulaError tells what was not understood and where."""
    return _Parser(text).whole()


def boxes(node: Node) -> Iterator[str]:
    """Names of the boxes a tree reads, columns under sum() excepted."""
    if isinstance(node, Box):
        yield node.name
    elif isinstance(node, Operation) and node.symbol != "sum":
        for operand in node.operands:
            yield from boxes(operand)


def columns(node: Node) -> Iterator[str]:
    """Names of the schedule columns a tree adds up."""
    if isinstance(node, Operation):
        if node.symbol == "sum":
            yield node.operands[0].name
        else:
            for operand in node.operands:
                yield from columns(operand)


def rounded(value: Decimal, unit: Decimal = CENTAVO) -> Decimal:
    """`value` in whole units (centavos, or pesos where the form says so), half-up."""
    with localcontext() as context:
        context.prec = _PRECISION
        return value.quantize(unit, ROUND_HALF_UP) + ZERO


def evaluate(
    formulas: Mapping[str, str],
    values: Mapping[str, Decimal],
    rows: Mapping[str, list[Decimal]] | None = None,
    unit: Decimal = CENTAVO,
) -> dict[str, Decimal]:
    """Amount of every box: `values` as given and each formula worked out and rounded.

    :param formulas: box -> text in the language above
    :param values: box -> amount read from the books or typed
    :param rows: column -> its amounts, one a row of the schedule, for sum()
    :raises FormulaError: unknown box or column, circle, division by zero
    """
    return _Evaluation(formulas, values, rows or {}, unit).all()


class _Parser:
    """One left-to-right reading of one formula."""

    def __init__(self, text):
        self.text = text
        self.tokens = list(self._tokens(text))
        self.position = 0

    def _tokens(self, text):
        at, end = 0, len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at)
            if not match or match.end() == at:
                raise FormulaError(f"“{text[at:].strip()}” is not understood.")
            yield match.lastgroup, match.group(match.lastgroup)
            at = match.end()

    def whole(self):
        node = self.sum()
        if self.position < len(self.tokens):
            raise FormulaError(f"“{self._peek()}” does not belong in “{self.text}”.")
        return node

    def sum(self):
        node = self.product()
        while self._peek() in ("+", "-"):
            node = Operation(self._next(), (node, self.product()))
        return node

    def product(self):
        node = self.factor()
        while self._peek() in ("*", "/"):
            node = Operation(self._next(), (node, self.factor()))
        return node

    def factor(self):
        if self._peek() == "-":
            self._next()
            return Operation("-", (self.factor(),))
        return self.atom()

    def atom(self):
        if self.position == len(self.tokens):
            raise FormulaError(f"“{self.text}” ends too early.")
        kind, text = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            return Number(Decimal(text))
        if kind == "box":
            return Box(text)
        if kind == "function":
            return self.call(text)
        if text == "(":
            node = self.sum()
            self._expect(")")
            return node
        raise FormulaError(f"“{text}” stands where an amount is expected.")

    def call(self, name):
        if name not in _ARITY:
            raise FormulaError(f"there is no function {name}().")
        self._expect("(")
        operands = [self.sum()]
        while self._peek() == ",":
            self._next()
            operands.append(self.sum())
        self._expect(")")
        if len(operands) != _ARITY[name]:
            raise FormulaError(f"{name}() takes {_ARITY[name]} amount(s).")
        if name == "sum" and not isinstance(operands[0], Box):
            raise FormulaError("sum() takes the name of a column.")
        return Operation(name, tuple(operands))

    def _peek(self):
        if self.position < len(self.tokens):
            return self.tokens[self.position][1]
        return None

    def _next(self):
        self.position += 1
        return self.tokens[self.position - 1][1]

    def _expect(self, sign):
        if self._peek() != sign:
            raise FormulaError(f"“{sign}” is missing in “{self.text}”.")
        self.position += 1


class _Evaluation:
    """One working out of all boxes; remembers which are done and which are open."""

    def __init__(self, formulas, values, rows, unit):
        self.formulas = formulas
        self.values = values
        self.rows = rows
        self.unit = unit
        self.done = {}
        self.open = []

    def all(self):
        with localcontext() as context:
            context.prec = _PRECISION
            for name in (*self.values, *self.formulas):
                self.amount(name)
        return self.done

    def amount(self, name):
        if name in self.done:
            return self.done[name]
        if name in self.open:
            circle = " → ".join([*self.open[self.open.index(name) :], name])
            raise FormulaError(f"the formulas run in a circle: {circle}.", name)
        if name in self.formulas:
            self.open.append(name)
            node = self._tree(name)
            self.done[name] = rounded(self.value(node, name), self.unit)
            self.open.pop()
        elif name in self.values:
            self.done[name] = self.values[name]
        else:
            reader = self.open[-1] if self.open else None
            raise FormulaError(f"there is no box {name}.", reader)
        return self.done[name]

    def _tree(self, name):
        try:
            return parse(self.formulas[name])
        except FormulaError as error:
            raise FormulaError(error.sentence, name) from error

    def value(self, node, name):
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Box):
            return self.amount(node.name)
        if node.symbol == "sum":
            column = node.operands[0].name
            if column not in self.rows:
                raise FormulaError(f"there is no column {column}.", name)
            return sum(self.rows[column], ZERO)
        return _apply(node.symbol, [self.value(x, name) for x in node.operands], name)


def _apply(symbol, operands, name):
    first, second = operands[0], operands[-1]
    if symbol in ("/", "share") and not second:
        if symbol == "share" and not first:
            return ZERO
        raise FormulaError("the formula divides by zero.", name)
    if len(operands) == 1:
        return abs(first) if symbol == "abs" else -first
    return {
        "+": lambda: first + second,
        "-": lambda: first - second,
        "*": lambda: first * second,
        "/": lambda: first / second,
        "share": lambda: first / second,
        "min": lambda: min(first, second),
        "max": lambda: max(first, second),
    }[symbol]()
