"""Books on which two engines can differ: rounding, time zones, Unicode, nulls."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.sidecar.transforms.conftest import Line, entry, row

DAYS = 600
FIRST = date(2025, 2, 27)
TAXES = {"sale": 10, "purchase": 12}
NAMES = [
    "Peña & Hijos",
    "  Iloilo  Trading ",
    "Ñandú 'Quote' \\ Co",
    "李記 – Binondo",
    "O'Brien\tInc",
]
ZIPS = ["1000", "4000", "6000", " 8000", "99", "5500"]


def wide(seed: int = 5, entries: int = 300) -> list[Line]:
    """Records beside those of the small company; the same ones every time."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    lines = [*_people(), *_taxes_and_pay(), *_exceptions(), *_budgets(chance)]
    for number in range(entries):
        lines += _document(chance, 3000 + number)
    lines += _bank()
    return lines


def _day(chance: random.Random) -> str:
    return (FIRST + timedelta(days=chance.randrange(DAYS))).isoformat()


def _money(chance: random.Random) -> float:
    return chance.randrange(1, 5_000_000) / 100


def _people() -> Iterator[Line]:
    yield row("res.country", 176, name="Philippines", code="PH", currency_id=36)
    yield row("res.country", 200, name="Singapore", code="SG", currency_id=36)
    yield row("res.country.state", 5, name="Laguna", code="PH-LAG", country_id=176)
    for number, name in enumerate(NAMES):
        key = 300 + number
        yield row(
            "res.partner",
            key,
            name=name,
            active=number != 3,
            is_company=number % 2 == 0,
            vat=["214-905-663-00000", "  ", "123456789"][number % 3],
            zip=ZIPS[number],
            state_id=5 if number == 1 else None,
            country_id=[176, 176, 200, 176, None][number],
            commercial_partner_id=key,
            customer_rank=number,
            supplier_rank=4 - number,
            create_date="2026-01-31T15:59:59.999999",
            write_date="2026-01-31T16:00:00Z",
        )
        yield row("res.partner.bank", key, partner_id=key, acc_number=f"00{key}", active=True)
    yield row("res.users", 2, partner_id=9, active=True, share=False, company_id=1)
    yield row("res.company", 3, name="Mabini – Cebu", parent_id=1, currency_id=36, active=True)
    yield row("account.analytic.account", 70, name=" sales ", company_id=1, active=True, plan_id=1)
    yield row("account.analytic.account", 71, name="Sales", active=True, plan_id=1)
    yield row("hr.department", 41, name="Sales", active=True)


def _document(chance: random.Random, key: int) -> list[Line]:
    """An invoice or bill of one to three lines, some paid in part, some taxed or distributed."""
    is_sale = chance.random() < 0.5
    sign = -1 if is_sale else 1
    account, owed = (2, 1) if is_sale else (4, 6)
    items: list[dict[str, Any]] = []
    for _line in range(chance.randint(1, 3)):
        item = {"account_id": account, "balance": round(sign * _money(chance), 2)}
        item |= {"display_type": "product", "quantity": chance.choice([1, 2.5, 0.3333])}
        item |= {"name": chance.choice([*NAMES, ""]), "product_id": chance.choice([30, None])}
        if chance.random() < 0.6:
            item["tax_ids"] = [TAXES["sale" if is_sale else "purchase"]]
        if not is_sale and chance.random() < 0.5:
            item["analytic_distribution"] = {"70": 33.33, "71,70": 16.67}
        items.append(item)
    total = round(sum(item["balance"] for item in items), 2)
    partner, day = 300 + chance.randrange(len(NAMES)), _day(chance)
    due = {"account_id": owed, "balance": -total, "partner_id": partner, "date_maturity": day}
    made = entry(
        key,
        *items,
        due,
        date=day,
        move_type="out_invoice" if is_sale else "in_invoice",
        invoice_date=day,
        invoice_date_due=day,
        partner_id=partner,
        commercial_partner_id=partner,
        invoice_user_id=chance.choice([2, None]),
        currency_id=36,
        state="posted",
        payment_state=chance.choice(["not_paid", "partial", "paid"]),
        write_date=f"{day}T15:59:59.123456",
    )
    if chance.random() < 0.4:
        made += _payment(chance, key, due, len(items))
    return made


def _payment(chance: random.Random, key: int, due: dict[str, Any], place: int) -> list[Line]:
    """A third of what is due, some days later, reconciled with it."""
    paid = round(due["balance"] / 3, 2)
    later = (
        date.fromisoformat(due["date_maturity"]) + timedelta(days=chance.randrange(60))
    ).isoformat()
    number = key + 10_000
    counter = {"account_id": due["account_id"], "balance": -paid, "partner_id": due["partner_id"]}
    made = entry(number, counter, {"account_id": 5, "balance": paid}, date=later)
    pair = [key * 10 + place, number * 10]
    debit, credit = pair if paid > 0 else reversed(pair)
    match = {"debit_move_id": debit, "credit_move_id": credit, "company_id": 1}
    made.append(row("account.partial.reconcile", key, **match, amount=abs(paid), max_date=later))
    return made


def _bank() -> list[Line]:
    made = [row("account.journal", 8, name="BDO", code="BNK", type="bank", company_id=1)]
    made[0]["row"]["default_account_id"] = 5
    for key, amount in ((2900, 1234.56), (2901, -0.01)):
        items = [{"account_id": 5, "balance": amount}, {"account_id": 3, "balance": -amount}]
        made += entry(key, *items, date="2026-04-30", journal_id=8, statement_line_id=key)
        line = {"move_id": key, "journal_id": 8, "company_id": 1, "amount": amount}
        line |= {"partner_name": NAMES[3], "payment_ref": "Deposit", "is_reconciled": amount > 0}
        made.append(row("account.bank.statement.line", key, **line))
    return made


def _taxes_and_pay() -> Iterator[Line]:
    yield row("ipai.bir.form", 1, code="2550Q", name="VAT", tax_type="vat", frequency="quarterly")
    period = {"form_id": 1, "company_id": 1, "date_from": "2026-01-01", "date_to": "2026-03-31"}
    filed = {"state": "filed", "amount_payable": 108.335, "filed_on": "2026-04-24"}
    filed |= {"paid_amount": 50, "preparer_id": 2, "has_drift": True, "name": "2550Q 2026-Q1"}
    yield row("ipai.bir.return", 1, **period, **filed, create_date="2026-04-01T01:00:00")
    owed = {"due_date": "2026-04-25", "owner_id": 2, "state": "overdue"}
    yield row("ipai.bir.obligation", 1, name="Q1", **period, **owed, return_id=1)
    yield row(
        "ipai.bir.obligation", 2, name="Fee", **(period | owed), has_amount=True, amount=500.5
    )
    for key, (paid, tax) in enumerate((("2026-01-15", 10.10), ("2026-01-31", 20.2)), 1):
        pay = {"company_id": 1, "paid_on": paid, "gross": 30000.33, "taxable_total": 28000.11}
        yield row("ipai.bir.compensation", key, **pay, is_untaxed=False, tax_withheld=tax)
    change = {"compensation_id": 1, "company_id": 1, "paid_on": "2026-02-15", "month": "2026-01-01"}
    yield row("ipai.bir.compensation.adjustment", 1, **change, amount=-3.335)


def _exceptions() -> Iterator[Line]:
    """Problems of every kind, opened around midnight in Manila."""
    check = {"return_id": 1, "company_id": 1, "level": "error", "text": "Box 15 – differs"}
    yield row("ipai.bir.return.check", 1, **check, create_date="2026-03-31T16:00:00")
    yield row("ipai.bir.return.check", 2, **check, create_date="2026-03-31T15:59:59.5Z")
    for key, kind in enumerate(("amount", "receipt", "tin"), 1):
        breach = {"expense_id": 60, "company_id": 1, "kind": kind, "text": f"{kind}!"}
        breach |= {"severity": ("reason", "block", "note")[key - 1], "state": "open"}
        yield row("ipai.expense.breach", key, **breach, create_date="2026-01-31 16:30:00")
    yield row("ipai.agent", 1, code="closer", name="Closer")
    run = {"agent_id": 1, "res_model": "account.move", "record_name": "M/1", "company_id": 1}
    run |= {"user_id": 2, "create_date": "2026-05-01T00:00:00", "ended_at": "2026-05-01T16:00:01"}
    yield row("ipai.agent.run", 1, **run, state="failed", error="Timed out")
    yield row("ipai.agent.run", 2, **run, state="done")
    call = {"purpose": "Reading of a receipt", "state": "failed", "user_id": 2, "company_id": 1}
    yield row("ipai.call", 1, **call, started_at="2026-05-31T16:00:00", error="503")


def _budgets(chance: random.Random) -> Iterator[Line]:
    yield row("crossovered.budget", 1, name="2026", state="validate", company_id=1)
    yield row("account.budget.post", 1, name="Fuel", company_id=1)
    for key in range(1, 9):
        spread = {"date_from": f"2026-0{key}-03", "date_to": f"2026-{key + 3:02}-{10 + key}"}
        yield row(
            "crossovered.budget.lines",
            key,
            crossovered_budget_id=1,
            analytic_account_id=70,
            general_budget_id=1,
            planned_amount=-_money(chance),
            company_id=1,
            **spread,
        )


def sales(seed: int = 7) -> list[dict[str, Any]]:
    """Sales of a shop over half a year, bad ones among them, some bought together."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    made = []
    for number in range(240):
        day = date.today() - timedelta(days=chance.randrange(4, 170))
        sale = {"transaction_id": f"S-{number}", "txn_date": day.isoformat(), "store": NAMES[0]}
        sale |= {"region": chance.choice(["NCR", "Cebu"]), "quantity": chance.randint(1, 9)}
        sale |= {"product_category": chance.choice(["snacks", "BEVERAGES", "Dairy", "Spaceships"])}
        sale |= {"amount": chance.choice([_money(chance), _money(chance), -5])}
        sale |= {"product_name": chance.choice(["Piattos", "Royal", "Niño"]), "currency": "PHP"}
        sale["basket_id"] = f"B-{number % 40}"
        made.append(sale)
    return made
