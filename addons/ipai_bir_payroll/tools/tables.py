# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The dated tables of data/tables: which ceiling, rate or bracket holds on a day.

Every row says from which day it holds and which regulation says so. A later row of the
same subject replaces the earlier one; nothing here is a constant in code.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "tables"
PERIODS_A_YEAR = {
    # The daily table is the yearly one by 365 days (250,000 / 365 = 685).
    "daily": Decimal(365),
    "weekly": Decimal(52),
    "semi_monthly": Decimal(24),
    "monthly": Decimal(12),
}


class TableError(Exception):
    """No table holds on the day; the text says which one is missing."""


@dataclass(frozen=True)
class Bracket:
    """One row of a tax table: from `floor`, `base` and `rate` % of what is above."""

    floor: Decimal
    base: Decimal
    rate: Decimal
    date_from: date
    source: str


@dataclass(frozen=True)
class Ceiling:
    """Up to where a de minimis benefit is exempt; `amount` None is without limit."""

    kind: str
    label: str
    unit: str
    amount: Decimal | None
    source: str


@cache
def withholding(day: date, frequency: str) -> tuple[Bracket, ...]:
    """Rows of the withholding table of a pay frequency (RR 11-2018 Annexes D, E)."""
    return _brackets(day, "withholding", frequency)


@cache
def annual(day: date) -> tuple[Bracket, ...]:
    """Rows of the income tax table of individuals (NIRC Sec. 24(A)(2)(a))."""
    return _brackets(day, "annual", None)


@cache
def benefit_cap(day: date) -> Decimal:
    """Exempt 13th month pay and other benefits a year (NIRC Sec. 32(B)(7)(e))."""
    return Decimal(in_force(day, "benefit_cap")[0]["amount"])


@cache
def ceiling(day: date, kind: str) -> Ceiling:
    """Ceiling of a de minimis benefit on a day (RR 11-2018, 4-2025, 29-2025)."""
    row = in_force(day, "de_minimis", kind=kind)[0]
    amount = Decimal(row["ceiling"]) if row["ceiling"] else None
    return Ceiling(kind, row["label"], row["unit"], amount, row["source"])


def de_minimis_kinds() -> list[tuple[str, str]]:
    """(kind, label) of every de minimis benefit, in the order of the regulation."""
    return list({row["kind"]: row["label"] for row in _rows("de_minimis")}.items())


def in_force(day: date, table: str, **subject: str) -> list[dict]:
    """Rows of a table with the latest `date_from` that is not after `day`.

    :param subject: column -> value the rows must have, for tables of several subjects
    :raises TableError: when the table begins later
    """
    rows = [
        row
        for row in _rows(table)
        if all(row[column] == value for column, value in subject.items())
    ]
    starts = {date.fromisoformat(row["date_from"]) for row in rows}
    held = [start for start in starts if start <= day]
    if not held:
        about = " ".join([table.replace("_", " "), *subject.values()])
        raise TableError(
            f"There is no table of {about} for {day.isoformat()}: the first one "
            f"begins on {min(starts).isoformat()}."
            if starts
            else f"There is no table of {about}."
        )
    latest = max(held).isoformat()
    return [row for row in rows if row["date_from"] == latest]


def _brackets(day, table, frequency):
    subject = {"frequency": frequency} if frequency else {}
    return tuple(
        Bracket(
            Decimal(row["floor"]),
            Decimal(row["base"]),
            Decimal(row["rate"]),
            date.fromisoformat(row["date_from"]),
            row["source"],
        )
        for row in in_force(day, table, **subject)
    )


@cache
def _rows(table):
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
