# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What each input of a return adds to its amount payable.

The share of an input is the amount payable as it is, less the amount payable when the
input alone is zero. Forms add and subtract, so the shares add up to the amount
payable; where one takes the smaller or larger of two, the rest says how much is not
attributed. A closing entry has one line a share, whatever the form looks like.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from . import formula


def shares(
    formulas: Mapping[str, str],
    values: Mapping[str, Decimal],
    columns: Mapping[str, list[Decimal]],
    inputs: Iterable[str],
    payable: str,
    unit: Decimal = formula.CENTAVO,
) -> tuple[dict[str, Decimal], Decimal]:
    """({input: its share, zero left out}, rest) of the box `payable`.

    :param formulas: box -> text in the language of `formula`
    :param values: box -> amount of what is not a formula
    :param columns: column of a schedule -> amounts of its rows
    :param inputs: the boxes of `values` and the columns that are asked about
    :raises formula.FormulaError: as `formula.evaluate`
    """
    needed, used_columns = _needed(formulas, payable)
    chain = {name: text for name, text in formulas.items() if name in needed}
    given = {name: amount for name, amount in values.items() if name in needed}
    rows = {name: columns.get(name, []) for name in used_columns}

    def total(without=None):
        amounts = {**given, without: formula.ZERO} if without in given else given
        its_rows = {**rows, without: []} if without in rows else rows
        return formula.evaluate(chain, amounts, its_rows, unit)[payable]

    whole = total()
    found = {}
    for name in inputs:
        if given.get(name) or any(rows.get(name, ())):
            if share := whole - total(name):
                found[name] = share
    return found, whole - sum(found.values(), formula.ZERO)


def _needed(formulas, payable):
    """Boxes and columns that the box `payable` is made of, itself included."""
    boxes, columns, waiting = {payable}, set(), [payable]
    while waiting:
        text = formulas.get(waiting.pop())
        if text is None:
            continue
        node = formula.parse(text)
        columns.update(formula.columns(node))
        for name in formula.boxes(node):
            if name not in boxes:
                boxes.add(name)
                waiting.append(name)
    return boxes, columns
