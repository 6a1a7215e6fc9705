# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mandatory contributions: SSS, PhilHealth, Pag-IBIG."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from .money import CENTAVO, ZERO, centavos
from .tables import in_force


@dataclass(frozen=True)
class Shares:
    """Contribution of one month; `fund` is the salary credit of the provident fund."""

    employee: Decimal
    employer: Decimal
    compensation: Decimal = ZERO
    credit: Decimal = ZERO
    fund: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.employee + self.employer + self.compensation


def sss(day: date, compensation: Decimal) -> Shares:
    """Social Security System, by all remuneration of the month.

    `compensation` of the result is Employees' Compensation, the employer's alone.
    """
    row = _row(day, "sss")
    credit = row["credit_min"]
    if compensation >= row["first_step_from"]:
        steps = (compensation - row["first_step_from"]) // row["credit_step"] + 1
        credit = min(row["credit_max"], credit + steps * row["credit_step"])
    return Shares(
        centavos(credit * row["employee_rate"] / 100),
        centavos(credit * row["employer_rate"] / 100),
        row["ec_high"] if credit >= row["ec_high_from"] else row["ec_low"],
        credit,
        max(ZERO, credit - row["fund_above"]),
    )


def philhealth(day: date, basic: Decimal) -> Shares:
    """PhilHealth, by basic salary of the month, half each.

    The employer bears an odd centavo; no regulation says who does.
    """
    row = _row(day, "philhealth")
    base = max(row["basic_min"], min(row["basic_max"], basic))
    total = centavos(base * row["rate"] / 100)
    employee = (total / 2).quantize(CENTAVO, ROUND_FLOOR)
    return Shares(employee, total - employee)


def pagibig(day: date, compensation: Decimal) -> Shares:
    """Pag-IBIG Fund (HDMF), by compensation of the month up to the fund salary."""
    row = _row(day, "pagibig")
    base = min(row["salary_max"], compensation)
    low = compensation <= row["low_until"]
    rate = row["employee_low_rate"] if low else row["employee_rate"]
    return Shares(
        centavos(base * rate / 100), centavos(base * row["employer_rate"] / 100)
    )


def _row(day, table):
    found = in_force(day, table)[0]
    return {
        name: Decimal(value)
        for name, value in found.items()
        if name not in ("date_from", "source")
    }
