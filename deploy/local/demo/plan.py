"""What the demo company books, as a pure function from a seed to plain records.

`make_plan(seed, scale)` reads the tables beside this file (who, what, how often, between which
amounts) and decides everything that chance decides. It knows nothing of Odoo, so the same seed is
the same plan on every machine; `books.py` carries the plan out.
"""

import csv
import hashlib
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from .records import (
    DEMO,
    Document,
    Employee,
    Entry,
    Expense,
    Item,
    Line,
    Party,
    Pay,
    Payment,
    Plan,
    Refund,
    Remittance,
    Window,
)

DATA = Path(__file__).with_name("data")
CENTAVO = Decimal("0.01")
CAPITAL = Decimal("12000000.00")
DEPRECIATION = Decimal("86500.00")
PAY_DELAYS = {"on time": (-3, 4), "late": (12, 40), "slow": (35, 80), "in parts": (-3, 4)}
"""Days after the due date on which a party of that habit pays, from and to."""
CLAIMANTS = ("employee", "payroll")
"""Roles whose people hand in expenses."""
Flow = list[dict[str, str]]


def make_plan(seed: int = 2026, scale: int = 1, window: Window = DEMO) -> Plan:
    """The plan of a seed; `scale` repeats every document and expense that often."""
    parties = tuple(Party(**row) for row in rows("parties"))
    employees = tuple(Employee(**row) for row in rows("employees"))
    habits = {party.key: party for party in parties}
    documents = tuple(
        sorted(plan_documents(seed, scale, window, habits), key=lambda d: (d.on, d.key))
    )
    claims = plan_expenses(seed, scale, window, employees)
    return Plan(
        seed=seed,
        scale=scale,
        window=window,
        parties=parties,
        items=tuple(Item(**row) for row in rows("items")),
        employees=employees,
        documents=documents,
        refunds=tuple(plan_refunds(seed, window, documents)),
        expenses=tuple(sorted(claims, key=lambda e: (e.on, e.key))),
        entries=tuple(plan_entries(window)),
        payroll=tuple(plan_payroll(seed, window, employees)),
        remittances=tuple(plan_remittances(window)),
    )


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tables beside this file."""
    with (DATA / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def dice(seed: int, *key: object) -> Random:
    """Chance of its own for each thing planned: a new row in a table changes nothing else."""
    return Random(":".join(map(str, (seed, *key))))  # noqa: S311 - invented figures, not secrets


def between(chance: Random, low: str, high: str, step: str) -> Decimal:
    """An amount between two bounds (both included), a multiple of `step`."""
    unit = Decimal(step)
    steps = chance.randint(int(Decimal(low) / unit), int(Decimal(high) / unit))
    return (steps * unit).quantize(CENTAVO)


def plan_documents(
    seed: int, scale: int, window: Window, parties: dict[str, Party]
) -> Iterator[Document]:
    """Invoices and bills of the flows, up to the last day of the books."""
    flows: dict[str, Flow] = {}
    for row in rows("flows"):
        flows.setdefault(row["document"], []).append(row)
    for name, flow in flows.items():
        months = range(1, 13) if flow[0]["months"] == "all" else map(int, flow[0]["months"].split())
        for month in months:
            for copy in range(int(flow[0]["copies"]) * scale):
                key = f"{name}-{month:02}-{copy + 1}"
                document = plan_document(seed, key, flow, month, window, parties)
                if document.on <= window.last_day:
                    yield document


def plan_document(
    seed: int, key: str, flow: Flow, month: int, window: Window, parties: dict[str, Party]
) -> Document:
    """One document of a flow: its day, amounts, number and payments."""
    chance = dice(seed, key)
    head = flow[0]
    party = parties[head["party"]]
    last = month_end(window, month).day
    on = date(window.year, month, min(int(head["day"]) + chance.randint(0, 4), last))
    is_sale = head["kind"].startswith("out_")
    posted = on < window.open_from or chance.random() < 0.5
    return Document(
        key=key,
        kind=head["kind"],
        party=party.key,
        on=on,
        reference="" if is_sale else f"SI-{chance.randint(10_000, 99_999)}",
        posted=posted,
        lines=tuple(
            Line(
                row["item"],
                row["tax_class"],
                tuple(row["atc"].split()),
                between(chance, row["low"], row["high"], "100" if is_sale else "0.01"),
            )
            for row in flow
        ),
        payments=tuple(plan_payments(chance, party, on, is_sale, window)) if posted else (),
    )


def plan_payments(
    chance: Random, party: Party, on: date, is_sale: bool, window: Window
) -> Iterator[Payment]:
    """When a document is paid: customers on Fridays, we on the 15th and at month's end."""
    next_date = next_friday if is_sale else next_run
    shortest, longest = PAY_DELAYS[party.pays]
    settled = next_date(
        on + timedelta(max(0, int(party.terms) + chance.randint(shortest, longest)))
    )
    if party.pays == "in parts":
        if settled <= window.last_day:
            yield Payment(settled, Decimal("0.40"))
        settled = next_date(settled + timedelta(28))
    if settled <= window.last_day:
        yield Payment(settled, Decimal(1))


def next_friday(day: date) -> date:
    """The Friday on or after a day."""
    return day + timedelta((4 - day.weekday()) % 7)


def next_run(day: date) -> date:
    """The payment run (15th or last of the month) on or after a day."""
    return day.replace(day=15 if day.day <= 15 else monthrange(day.year, day.month)[1])


def plan_refunds(seed: int, window: Window, documents: tuple[Document, ...]) -> Iterator[Refund]:
    """One credit note and one vendor refund a month, for documents of that month."""
    for kind, reason in (("out_invoice", "Hours billed twice"), ("in_invoice", "Goods returned")):
        for month in window.closed_months:
            chance = dice(seed, "refund", kind, month)
            refunded = chance.choice(
                [d for d in documents if d.on.month == month and returnable(d, kind)]
            )
            # Not after the first payment, so that what is paid is what is left.
            paid = (payment.on for payment in refunded.payments)
            on = min(refunded.on + timedelta(chance.randint(1, 5)), *paid, window.last_day)
            yield Refund(refunded.key, on, Decimal(chance.choice(("0.05", "0.10", "0.20"))), reason)


def returnable(document: Document, kind: str) -> bool:
    """Whether part of a document may come back: any sale, and of the purchases the supplies."""
    return document.kind == kind and (kind == "out_invoice" or document.lines[0].item == "OFF-SUP")


def plan_expenses(
    seed: int, scale: int, window: Window, employees: tuple[Employee, ...]
) -> Iterator[Expense]:
    """Expenses of every month; older ones are posted, the open month's still on their way."""
    claimants = [employee for employee in employees if employee.role in CLAIMANTS]
    for row in rows("expenses"):
        for month in window.months:
            for copy in range(int(row["per_month"]) * scale):
                key = f"{row['key']}-{month:02}-{copy + 1}"
                chance = dice(seed, key)
                last = min(26, window.last_day.day) if month == window.last_day.month else 26
                on = date(window.year, month, chance.randint(2, last))
                open_states = ("draft", "draft", "submitted", "approved")
                yield Expense(
                    key=key,
                    employee=chance.choice(claimants).key,
                    item=row["item"],
                    party=row["party"],
                    tax_class=row["tax_class"],
                    paid_by=row["paid_by"],
                    on=on,
                    amount=between(chance, row["low"], row["high"], "0.25"),
                    state=chance.choice(open_states) if on >= window.open_from else "posted",
                )


def plan_entries(window: Window) -> Iterator[Entry]:
    """Paid-in capital, then each month's depreciation (codes of the PH chart)."""
    opening = (("bank", CAPITAL), ("300000", -CAPITAL))
    yield Entry(date(window.year, 1, 2), "Paid-in capital", opening)
    for month in window.closed_months:
        on = month_end(window, month)
        used = (("629000", DEPRECIATION), ("110507", -DEPRECIATION))
        yield Entry(on, f"Depreciation {on:%B %Y}", used)


def plan_payroll(seed: int, window: Window, employees: tuple[Employee, ...]) -> Iterator[Pay]:
    """What each employee earns in each closed month; the 13th month comes in December."""
    for month in window.closed_months:
        for employee in employees:
            if month < int(employee.hired or 1):
                continue
            chance = dice(seed, "payroll", employee.key, month)
            worked = 13 - int(employee.hired or 1)
            basic = Decimal(employee.basic)
            yield Pay(
                employee=employee.key,
                on=month_end(window, month),
                basic=basic.quantize(CENTAVO),
                allowance=Decimal(employee.allowance).quantize(CENTAVO),
                rice=Decimal(employee.rice).quantize(CENTAVO),
                overtime=between(chance, "0", employee.overtime, "0.25"),
                thirteenth_month=(basic * worked / 12 if month == 12 else Decimal(0)).quantize(
                    CENTAVO
                ),
                minimum_wage=Decimal(employee.minimum_wage) if employee.minimum_wage else None,
            )


def plan_remittances(window: Window) -> Iterator[Remittance]:
    """Contributions by the 10th of the next month; taxes are paid with their returns."""
    for month in window.closed_months:
        through = month_end(window, month)
        on = (through + timedelta(1)).replace(day=10)
        if on <= window.last_day:
            yield Remittance("contributions", on, through, f"Contributions, {through:%B %Y}")


def month_end(window: Window, month: int) -> date:
    """The last day of a month of the year."""
    return date(window.year, month, monthrange(window.year, month)[1])


def code_digest() -> str:
    """SHA-256 over the files that decide what is booked."""
    here = DATA.parent
    names = (
        "plan",
        "records",
        "chart",
        "company",
        "ledger",
        "claims",
        "payroll",
        "returns",
        "books",
    )
    files = [*(here / f"{name}.py" for name in names), *sorted(DATA.iterdir())]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
