"""Books the demo company's year into an Odoo database: once, whole or not at all."""

import hashlib
import json
from time import monotonic

from .claims import before_policies, book_expenses, reimburse
from .company import Foundation
from .ledger import Ledger
from .payroll import book_payroll
from .plan import code_digest, make_plan
from .records import DEMO, MARK, Window
from .returns import file_returns

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "lang": "en_US",
    "tz": "Asia/Manila",
}


def book(
    env,
    seed: int = 2026,
    scale: int = 1,
    passwords: dict[str, str] | None = None,
    window: Window = DEMO,
) -> dict:
    """Book the year unless this database has it.

    Returns {"booked": bool, "seed", "scale", "plan", "code", "books", "moves", "seconds"}: digests
    of the plan, of the code that booked it and of what Odoo then held; the number of entries.
    Refuses (ValueError) a second seed, scale or window.
    """
    started = monotonic()
    env = env(context={**env.context, **QUIET})
    parameters = env["ir.config_parameter"].sudo()
    mark = json.loads(parameters.get_param(MARK) or "null")
    if mark:
        wanted = {"seed": seed, "scale": scale, "last_day": str(window.last_day)}
        if {name: mark.get(name) for name in wanted} != wanted:
            raise ValueError(
                f"This database holds the books of seed {mark['seed']} at scale {mark['scale']} "
                f"until {mark.get('last_day')}: use another database, or run make db-reset first."
            )
        set_passwords(env, passwords or {})
        return {**mark, "booked": False, "seconds": monotonic() - started}
    plan = make_plan(seed, scale, window)
    base = Foundation(env, plan, passwords or {})
    ledger = Ledger(base)
    ledger.book(plan)
    book_payroll(base, ledger, plan)
    with before_policies(base):
        reimburse(ledger, plan.window, book_expenses(base, plan))
    ledger.remit(plan.remittances)
    ledger.tell_planner()
    file_returns(base, window)
    mark = {"seed": seed, "scale": scale, "last_day": str(window.last_day)}
    mark |= {"plan": plan.digest(), "code": code_digest()}
    mark |= digest(base.env, base.company)
    parameters.set_param(MARK, json.dumps(mark))
    env.cr.commit()
    # A server that runs already has to forget what it remembers of this database.
    env.registry.signal_changes()
    return {**mark, "booked": True, "seconds": monotonic() - started}


def set_passwords(env, passwords: dict[str, str]) -> None:
    """Give the people of existing books the passwords that are kept now."""
    for user in env["res.users"].search([("login", "in", list(passwords))]):
        user.password = passwords[user.login]


def digest(env, company) -> dict:
    """SHA-256 over every entry line and expense, by names and in an order free of ids."""
    env.flush_all()
    lines = env["account.move.line"].search([("company_id", "=", company.id)])
    dump = sorted(
        (
            line.move_id.name or "",
            str(line.date),
            line.move_id.move_type,
            line.move_id.state,
            line.move_id.ref or "",
            line.partner_id.name or "",
            line.account_id.code or "",
            line.name or "",
            f"{line.balance:.2f}",
            f"{line.amount_currency:.2f} {line.currency_id.name}",
            f"{line.amount_residual:.2f}",
            "+".join(sorted(line.tax_ids.mapped("name"))),
            line.tax_line_id.name or "",
        )
        for line in lines
    )
    expenses = env["hr.expense"].search([("company_id", "=", company.id)])
    claims = sorted(
        (
            expense.name,
            str(expense.date),
            expense.employee_id.name,
            f"{expense.total_amount:.2f}",
            f"{expense.tax_amount:.2f}",
            expense.state,
        )
        for expense in expenses
    )
    text = json.dumps([dump, claims], ensure_ascii=False)
    return {"books": hashlib.sha256(text.encode()).hexdigest(), "moves": len(lines.move_id)}
