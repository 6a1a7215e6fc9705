"""The payroll of a plan: compensation records, what is withheld from them, and the entry."""

from datetime import date
from decimal import Decimal

from .company import Foundation
from .ledger import Ledger
from .records import Employee, Pay, Plan

DAYS_A_YEAR = 313
"""Factor from a day's to a year's minimum wage with one rest day a week."""
REGION = "NCR"


def book_payroll(base: Foundation, ledger: Ledger, plan: Plan) -> None:
    """Record what everybody earned month by month, withhold the tax, and post the entries."""
    company = base.company
    company.ipai_compensation_withholding_account_id = base.chart.account("compensation_tax")
    for employee in plan.employees:
        base.employees[employee.key].write(tax_identity(employee, plan.window.year))
    for month in plan.window.closed_months:
        paid = [pay for pay in plan.payroll if pay.on.month == month]
        book_month(base, ledger, paid)


def tax_identity(employee: Employee, year: int) -> dict:
    """What the BIR's forms ask about an employee."""
    values: dict = {
        "ipai_tin": employee.tin,
        "ipai_last_name": employee.last_name,
        "ipai_first_name": employee.first_name,
        "ipai_middle_name": employee.middle_name,
        "ipai_region": REGION,
        "ipai_hired_on": date(year, int(employee.hired), 1) if employee.hired else False,
    }
    if employee.minimum_wage:
        wage = {
            "date_from": date(year, 1, 1),
            "daily": float(employee.minimum_wage),
            "monthly": float(employee.basic),
            "factor": DAYS_A_YEAR,
        }
        values["ipai_wage_earner_ids"] = [(0, 0, wage)]
    return values


def book_month(base: Foundation, ledger: Ledger, paid: list[Pay]) -> None:
    """One month: the records first, so that the tax of the tables is what is withheld."""
    from odoo.addons.ipai_bir_payroll.tools import contribution

    on = paid[0].on
    records = base.env["ipai.bir.compensation"]
    employer = Decimal(0)
    values = []
    for pay in paid:
        earned = pay.basic + pay.allowance + pay.overtime
        sss = contribution.sss(on, earned)
        philhealth = contribution.philhealth(on, pay.basic)
        pagibig = contribution.pagibig(on, earned)
        employer += sss.employer + sss.compensation + philhealth.employer + pagibig.employer
        values.append(
            {
                "employee_id": base.employees[pay.employee].id,
                "date_from": on.replace(day=1),
                "date_to": on,
                "basic": float(pay.basic),
                "transportation": float(pay.allowance),
                "overtime": float(pay.overtime),
                "thirteenth_month": float(pay.thirteenth_month),
                "benefit_ids": [(0, 0, {"kind": "rice", "amount": float(pay.rice)})],
                "sss": float(sss.employee),
                "philhealth": float(philhealth.employee),
                "pagibig": float(pagibig.employee),
            }
        )
    records = records.create(values)
    for record in records:
        record.tax_withheld = record.should_be
    ledger.post_entry(on, f"Payroll {on:%B %Y}", legs(base, paid, records, employer))


def legs(base: Foundation, paid: list[Pay], records, employer: Decimal) -> list[tuple]:
    """Accounts and signed balances of a month's payroll entry."""
    gross = sum(
        (p.basic + p.allowance + p.rice + p.overtime + p.thirteenth_month for p in paid),
        Decimal(0),
    )
    shares = total(records, "sss") + total(records, "philhealth") + total(records, "pagibig")
    tax = total(records, "tax_withheld")
    account = base.chart.account
    return [
        (account("623000"), gross),
        (account("623002"), employer),
        (account("contributions"), -(shares + employer)),
        (account("compensation_tax"), -tax),
        (account("bank"), -(gross - shares - tax)),
    ]


def total(records, name: str) -> Decimal:
    """Sum of a Monetary field in centavos."""
    return sum((Decimal(f"{value:.2f}") for value in records.mapped(name)), Decimal(0))
