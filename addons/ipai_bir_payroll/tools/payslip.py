# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The lines of a payslip, as amounts of pay by the salary rules they come from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from . import component, tables
from .money import ZERO
from .pay_file import PayRow

LEFT_OUT = "left_out"
SHARES = frozenset(code for code, _label in component.CONTRIBUTIONS)
BENEFITS = frozenset(kind for kind, _label in tables.de_minimis_kinds())


@dataclass(frozen=True)
class Line:
    """One line of a payslip: code of its salary rule, amount, and how many of what."""

    code: str
    total: Decimal
    quantity: Decimal = ZERO


@dataclass(frozen=True)
class Meaning:
    """What a salary rule pays: a component, and whether its amounts are negative."""

    target: str
    is_negative: bool = False


def targets() -> list[tuple[str, str]]:
    """(code, label) of everything a salary rule can mean."""
    return [
        *((part.code, part.label) for part in component.COMPONENTS),
        *component.CONTRIBUTIONS,
        ("tax_withheld", "Tax withheld"),
        *((f"benefit:{kind}", label) for kind, label in tables.de_minimis_kinds()),
        (LEFT_OUT, "Left out: a total, or nothing the BIR asks"),
    ]


def add_up(row: PayRow, lines: Iterable[Line], meanings: Mapping[str, Meaning]) -> None:
    """Put the lines into a row of pay; a rule nobody gave a meaning is a problem.

    Every amount of pay is set, so that what a payslip no longer has becomes zero.
    """
    amounts = defaultdict(lambda: ZERO)
    benefits = {kind: (ZERO, ZERO) for kind in BENEFITS}
    for line in lines:
        meaning = meanings.get(line.code)
        if not meaning:
            row.refuse(
                "Salary rule",
                line.code,
                "Nobody said what this rule pays: give it a component under "
                "Configuration, or leave it out.",
            )
        elif meaning.target != LEFT_OUT:
            total = -line.total if meaning.is_negative else line.total
            if meaning.target.startswith("benefit:"):
                kind = meaning.target.removeprefix("benefit:")
                paid, days = benefits[kind]
                benefits[kind] = paid + total, days + line.quantity
            else:
                amounts[meaning.target] += total
    for code in (*component.BY_CODE, *SHARES, "tax_withheld"):
        row.values[code] = amounts[code]
        if amounts[code] < 0 and code != "tax_withheld":
            row.refuse(
                "Salary rule",
                str(amounts[code]),
                f"The rules of “{code}” add up to less than zero: see whether they are "
                "deductions.",
            )
    row.benefits.update(benefits)
