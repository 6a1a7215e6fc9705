# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of a file of pay: what each column means, and what is wrong with a cell.

Every problem of the file is found before anything is taken over. A problem names the
row as the spreadsheet counts it, the column, what stands there and what to do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from . import component, tables
from .compensation import FREQUENCY_NAMES
from .exemption import needs_days
from .money import CENTAVO, ZERO

EMPLOYEE, TIN = "Employee", "TIN"
FROM, TO, PAID_ON = "From", "To", "Paid on"
FREQUENCY, LAST = "Frequency", "Last pay"
NOTE, TAX = "Which other non-taxable pay", "Tax withheld"
PAY = {part.label: part.code for part in component.COMPONENTS}
SHARES = {label: code for code, label in component.CONTRIBUTIONS}
BENEFITS = {label: kind for kind, label in tables.de_minimis_kinds()}
DAYS = {
    "Days of monetized leave": "leave_private",
    "Days of meal allowance": "meal",
}
AMOUNTS = {**PAY, **SHARES, TAX: "tax_withheld"}
COLUMNS = {
    **dict.fromkeys((EMPLOYEE,), True),
    TIN: False,
    **dict.fromkeys((FROM, TO), True),
    **dict.fromkeys((PAID_ON, FREQUENCY, LAST), False),
    **dict.fromkeys(PAY, False),
    NOTE: False,
    **dict.fromkeys((*BENEFITS, *DAYS, *SHARES), False),
    TAX: True,
}
_FREQUENCIES = {name.replace("-", ""): code for code, name in FREQUENCY_NAMES.items()}
_YES, _NO = {"yes", "y", "1", "true", "x"}, {"no", "n", "0", "false"}
_FIRST_DAY = date(2018, 1, 1)


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be taken over."""

    row: int
    column: str
    value: str
    text: str


@dataclass
class PayRow:
    """One row as it is meant: field values, benefits and who it is about.

    `found` and `pay` are for the caller: the employee, and the pay it changes.
    """

    number: int
    employee: str
    tin: str
    values: dict = field(default_factory=dict)
    benefits: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    found: object = None
    pay: object = None

    @property
    def period(self):
        return self.values.get("date_from"), self.values.get("date_to")

    def refuse(self, column: str, value, text: str):
        """Say what is wrong with a cell of this row."""
        self.problems.append(Problem(self.number, column, str(value), text))


def understand(rows: Iterable, present: Iterable[str] = tuple(COLUMNS)) -> list[PayRow]:
    """What the rows of a file say, each with the problems it has.

    :param rows: with `number` and `values` {column: text}
    :param present: columns the file has; of others nothing is said
    """
    present = frozenset(present)
    found = [_Reading(row.number, row.values, present).row() for row in rows]
    seen = {}
    for row in found:
        key = (row.tin or row.employee.casefold(), *row.period)
        if key in seen:
            row.refuse(
                EMPLOYEE,
                row.employee,
                f"The same employee and period are in row {seen[key]} already: keep "
                "one of the two.",
            )
        seen.setdefault(key, row.number)
    return found


class _Reading:
    """One row on its way from text to values."""

    def __init__(self, number: int, cells: Mapping[str, str], present: frozenset):
        self.cells, self.present = cells, present
        self.result = PayRow(number, cells[EMPLOYEE], cells.get(TIN, ""))

    def row(self):
        if not (self.result.employee or self.result.tin):
            self.result.refuse(EMPLOYEE, "", "Write the name of the employee.")
        self.dates()
        self.choices()
        for column, name in AMOUNTS.items():
            if column in self.present:
                self.result.values[name] = self.amount(column, column != TAX)
        self.note()
        self.benefits()
        return self.result

    def dates(self):
        first, last = self.date(FROM), self.date(TO)
        paid = self.date(PAID_ON) if self.cells.get(PAID_ON) else last
        self.result.values.update(date_from=first, date_to=last)
        if self.cells.get(PAID_ON) or not self.result.problems:
            self.result.values["paid_on"] = paid
        if first and last and first > last:
            self.result.refuse(TO, last, "The period ends before it begins.")
        if paid and paid < _FIRST_DAY:
            self.result.refuse(
                PAID_ON, paid, "The tables begin with 2018: leave the row out."
            )

    def date(self, column):
        text = self.cells.get(column, "").strip()
        for form in ("%Y-%m-%d", "%m/%d/%Y"):
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        self.result.refuse(column, text, "Write a date like 2026-09-30 or 09/30/2026.")
        return None

    def choices(self):
        text = self.cells.get(FREQUENCY, "")
        key = text.casefold().replace("-", "").replace("_", "").replace(" ", "")
        if text and key not in _FREQUENCIES:
            names = ", ".join(FREQUENCY_NAMES.values())
            self.result.refuse(FREQUENCY, text, f"Write one of {names}.")
        elif text:
            self.result.values["frequency"] = _FREQUENCIES[key]
        last = self.cells.get(LAST, "").casefold()
        if last in _YES or last in _NO:
            self.result.values["is_last"] = last in _YES
        elif last:
            self.result.refuse(LAST, self.cells[LAST], "Write yes or no.")

    def amount(self, column, not_negative=True):
        text = (self.cells.get(column) or "").replace(",", "").strip()
        if text in ("", "-"):
            return ZERO
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.result.refuse(column, text, "Write an amount like 1234.50.")
            return ZERO
        rounded = value.quantize(CENTAVO)
        if abs(rounded - value) > Decimal("0.000001"):
            self.result.refuse(column, text, "Round it to centavos.")
        if not_negative and rounded < 0:
            self.result.refuse(
                column,
                text,
                "An amount below zero corrects an earlier period: correct it there.",
            )
        return rounded

    def note(self):
        note = (self.cells.get(NOTE) or "").strip()
        if NOTE in self.present:
            self.result.values["other_exempt_note"] = note or False
        if self.result.values.get("other_exempt") and not note:
            self.result.refuse(NOTE, "", "Say what the other non-taxable pay is.")

    def benefits(self):
        days = {
            kind: self.amount(column)
            for column, kind in DAYS.items()
            if column in self.present
        }
        paid_on = self.result.values.get("paid_on")
        for column, kind in BENEFITS.items():
            if column not in self.present:
                continue
            amount = self.amount(column)
            quantity = days.get(kind, ZERO)
            self.result.benefits[kind] = (amount, quantity)
            if amount and not quantity and self.counts_days(kind, paid_on):
                asked = next(name for name, of in DAYS.items() if of == kind)
                self.result.refuse(
                    asked, "", f"The ceiling of “{column}” counts days: write them."
                )

    def counts_days(self, kind, paid_on):
        return bool(paid_on and paid_on >= _FIRST_DAY and needs_days(kind, paid_on))
