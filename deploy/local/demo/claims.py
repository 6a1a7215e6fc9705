"""Expenses of a plan, taken as far as the plan says, through the flow of Odoo 18 or 19."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from odoo import Command

from .company import Foundation
from .ledger import Ledger
from .records import Expense, Plan, Window

STEPS = ("draft", "submitted", "approved", "posted")


def book_expenses(base: Foundation, plan: Plan) -> dict[tuple, object]:
    """Create all expenses, then submit, approve and post them by employee, month and payer.

    Returns the posted ones that employees paid, by (state, month, employee, way of payment).
    """
    records = base.env["hr.expense"].create([expense_values(base, e) for e in plan.expenses])
    groups = defaultdict(lambda: base.env["hr.expense"])
    for expense, record in zip(plan.expenses, records, strict=True):
        if expense.state != "draft":
            groups[expense.state, expense.on.month, expense.employee, expense.paid_by] |= record
    for (state, *_), expenses in sorted(groups.items(), key=lambda group: group[0]):
        advance(expenses, STEPS.index(state))
    return {
        key: expenses
        for key, expenses in groups.items()
        if key[0] == "posted" and key[3] == "own_account"
    }


@contextmanager
def before_policies(base: Foundation) -> Iterator[None]:
    """The company's policies hold for what comes after its books, not for what it booked before."""
    policies = base.env["ipai.expense.policy"].search([("company_id", "=", base.company.id)])
    policies.active = False
    yield
    policies.active = True


def reimburse(ledger: Ledger, window: Window, claims) -> None:
    """Pay employees on the 15th of the month after; the last two months still wait."""
    for (_, month, *_), expenses in sorted(claims.items(), key=lambda claim: claim[0]):
        if month < window.last_day.month - 2:
            ledger.pay(entries_of(expenses), date(window.year, month + 1, 15))


def entries_of(expenses):
    """The posted entries that owe these expenses to their employees."""
    lines = expenses.env["account.move.line"].search([("expense_id", "in", expenses.ids)])
    return lines.move_id.filtered(lambda move: move.is_invoice(include_receipts=True))


def expense_values(base: Foundation, expense: Expense) -> dict:
    """An expense as an employee would type it in; the total includes tax."""
    return {
        "name": f"{base.items[expense.item].name}, {base.parties[expense.party].name}",
        "employee_id": base.employees[expense.employee].id,
        "product_id": base.items[expense.item].id,
        "vendor_id": base.parties[expense.party].id,
        "date": expense.on,
        "total_amount_currency": float(expense.amount),
        "payment_mode": expense.paid_by,
        "tax_ids": [Command.set(base.chart.tax(expense.tax_class).ids)],
        "company_id": base.company.id,
    }


def advance(expenses, steps: int) -> None:
    """Submit (1), approve (2) and post (3) expenses of one employee."""
    last = max(expenses.mapped("date"))
    if "sheet_id" in expenses._fields:
        advance_sheet(expenses, steps, last)
    else:
        advance_expenses(expenses, steps, last)


def advance_sheet(expenses, steps: int, on: date) -> None:
    """Odoo 18: an expense report carries the state; its entries are drafts until it is posted."""
    sheet = expenses.env["hr.expense.sheet"].create(
        {
            "name": f"Expenses of {on:%B %Y}",
            "employee_id": expenses.employee_id.id,
            "company_id": expenses.company_id.id,
            "expense_line_ids": [Command.set(expenses.ids)],
            "accounting_date": on,
        }
    )
    sheet.action_submit_sheet()
    if steps > 1:
        confirm(sheet.action_approve_expense_sheets(), sheet)
    if steps > 2:
        sheet.action_sheet_move_post()


def advance_expenses(expenses, steps: int, on: date) -> None:
    """Odoo 19: expenses carry the state; those the employee paid are posted by a wizard."""
    expenses.action_submit()
    if steps > 1:
        confirm(expenses.action_approve(), expenses)
    if steps > 2:
        action = expenses.action_post()
        if action:
            context = {**action["context"], "active_ids": expenses.ids}
            wizards = expenses.env["hr.expense.post.wizard"].with_context(**context)
            wizards.create({"accounting_date": on}).action_post_entry()


def confirm(action: dict | None, records) -> None:
    """Answer the wizard Odoo opens when an employee has two expenses of one amount on one day."""
    if action:
        wizard = records.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.action_approve()
