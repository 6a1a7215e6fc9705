"""The records a plan is made of, and the year they lie in; amounts are in the party's currency."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

MARK = "ipai_demo.books"
"""The parameter in which a database remembers its books."""
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
"""The last closed quarter, whose 2550Q the demo computes."""
USD_RATES = (
    *("58.15", "58.40", "57.90", "57.62", "57.85", "58.20"),
    *("58.55", "58.31", "57.98", "58.10", "58.25", "58.05"),
)
"""Pesos for one dollar on the first of each month of a year (invented)."""


@dataclass(frozen=True)
class Window:
    """The part of a calendar year that is booked: whole, or up to a day of an open month."""

    last_day: date

    @property
    def year(self) -> int:
        """The year of the books."""
        return self.last_day.year

    @property
    def is_whole(self) -> bool:
        """Whether the year is closed: nothing of it is still on its way."""
        return (self.last_day.month, self.last_day.day) == (12, 31)

    @property
    def open_from(self) -> date:
        """First day of the open month; the day after the year when all of it is closed."""
        return date(self.year + 1, 1, 1) if self.is_whole else self.last_day.replace(day=1)

    @property
    def closed_months(self) -> range:
        """Numbers of the months that are closed."""
        return range(1, 13 if self.is_whole else self.last_day.month)

    @property
    def months(self) -> range:
        """Numbers of the months with books, the open one included."""
        return range(1, self.last_day.month + 1)


DEMO = Window(date(2026, 11, 15))
"""The books of `make demo`: October is closed, November is open."""


@dataclass(frozen=True)
class Party:
    """One customer, vendor or merchant; a person has the names the BIR asks for."""

    key: str
    name: str
    kind: str
    tin: str
    street: str
    city: str
    zip: str
    country: str
    first_name: str
    middle_name: str
    last_name: str
    currency: str
    terms: str
    pays: str


@dataclass(frozen=True)
class Item:
    """One product or service with the account it is booked to and its usual classes of tax."""

    code: str
    name: str
    type: str
    account: str
    sale_tax: str
    purchase_tax: str


@dataclass(frozen=True)
class Employee:
    """One employee: names, pay of a month, and the user's login and role where there is one."""

    key: str
    first_name: str
    middle_name: str
    last_name: str
    job: str
    login: str
    role: str
    manager: str
    tin: str
    basic: str
    allowance: str
    rice: str
    minimum_wage: str
    overtime: str
    hired: str

    @property
    def name(self) -> str:
        """First and last name as people say it."""
        return f"{self.first_name} {self.middle_name} {self.last_name}"


@dataclass(frozen=True)
class Line:
    """One line of a document: amount before tax, class of VAT, ATCs of what is withheld."""

    item: str
    tax_class: str
    atcs: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class Payment:
    """Money for one document; share 1 settles what is left."""

    on: date
    share: Decimal


@dataclass(frozen=True)
class Document:
    """One invoice or bill and the payments it gets."""

    key: str
    kind: str
    party: str
    on: date
    reference: str
    posted: bool
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class Refund:
    """A credit note (ours or a vendor's) for a share of the first line of a document."""

    document: str
    on: date
    share: Decimal
    reason: str


@dataclass(frozen=True)
class Expense:
    """One expense of an employee; amount includes tax, `state` is how far it has come."""

    key: str
    employee: str
    item: str
    party: str
    tax_class: str
    paid_by: str
    on: date
    amount: Decimal
    state: str


@dataclass(frozen=True)
class Entry:
    """One journal entry; each leg is an account code and a signed balance."""

    on: date
    reference: str
    legs: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Remittance:
    """One payment: what an account (a key of the chart) held on `through`."""

    account: str
    on: date
    through: date
    reference: str


@dataclass(frozen=True)
class Pay:
    """What an employee earns in one month, before contributions and tax are taken off.

    `minimum_wage` is the wage of a day for those who earn the statutory minimum, else None.
    """

    employee: str
    on: date
    basic: Decimal
    allowance: Decimal
    rice: Decimal
    overtime: Decimal
    thirteenth_month: Decimal
    minimum_wage: Decimal | None


@dataclass(frozen=True)
class Plan:
    """Everything the demo company books."""

    seed: int
    scale: int
    window: Window
    parties: tuple[Party, ...]
    items: tuple[Item, ...]
    employees: tuple[Employee, ...]
    documents: tuple[Document, ...]
    refunds: tuple[Refund, ...]
    expenses: tuple[Expense, ...]
    entries: tuple[Entry, ...]
    payroll: tuple[Pay, ...]
    remittances: tuple[Remittance, ...]

    def digest(self) -> str:
        """SHA-256 of the plan, equal wherever the plan is equal."""
        text = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
