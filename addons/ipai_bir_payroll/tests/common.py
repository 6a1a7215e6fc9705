# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class PayrollCase(TransactionCase):
    """A company with employees whose pay is entered by the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.make_company("Tamaraw Services Inc", "123-456-789-00000")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
            }
        )
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company

    @classmethod
    def make_company(cls, name, tin=False, **values):
        return cls.env["res.company"].create(
            {
                "name": name,
                "vat": tin,
                "country_id": cls.env.ref("base.ph").id,
                "currency_id": cls.env.ref("base.PHP").id,
                "ipai_rdo_code": "050",
                "street": "5F Tower, Ayala Avenue",
                "city": "Makati City",
                "zip": "1226",
                "phone": "+63 2 8123 4567",
                "email": "payroll@example.com",
                **values,
            }
        )

    @classmethod
    def make_employee(cls, last, first="Maria", tin="901-234-567-00000", **values):
        return cls.env["hr.employee"].create(
            {
                "name": f"{first} {last}",
                "company_id": cls.company.id,
                "ipai_tin": tin,
                "ipai_last_name": last,
                "ipai_first_name": first,
                **values,
            }
        )

    @classmethod
    def earns_minimum_wage(cls, employee, daily=755, date_from="2026-01-01", **values):
        return cls.env["ipai.bir.wage.earner"].create(
            {
                "employee_id": employee.id,
                "date_from": date_from,
                "daily": daily,
                **values,
            }
        )

    @classmethod
    def pay(cls, employee, month, year=2026, benefits=(), **values):
        """One monthly pay; `benefits` are (kind, amount) or (kind, amount, days)."""
        last_day = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
        return cls.env["ipai.bir.compensation"].create(
            {
                "employee_id": employee.id,
                "date_from": f"{year}-{month:02}-01",
                "date_to": f"{year}-{month:02}-{last_day}",
                "benefit_ids": [
                    Command.create(
                        {"kind": kind, "amount": amount, "quantity": sum(days)}
                    )
                    for kind, amount, *days in benefits
                ],
                **values,
            }
        )

    @classmethod
    def user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
