# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools import payslip
from ..tools.pay_file import PayRow
from .common import PayrollCase

LINES = (
    ("BASIC", "50000", "1"),
    ("BASIC", "-1000", "1"),
    ("RICE", "2500", "1"),
    ("VLC", "9000", "6"),
    ("SSS", "-1750", "1"),
    ("WTAX", "-4568.40", "1"),
    ("NET", "54181.60", "1"),
)
MEANINGS = {
    "BASIC": payslip.Meaning("basic"),
    "RICE": payslip.Meaning("benefit:rice"),
    "VLC": payslip.Meaning("benefit:leave_private"),
    "SSS": payslip.Meaning("sss", True),
    "WTAX": payslip.Meaning("tax_withheld", True),
    "NET": payslip.Meaning(payslip.LEFT_OUT),
}


class TestPayslipLines(BaseCase):
    """The contract with a payroll module: code, total and quantity of its lines."""

    def added(self, meanings):
        row = PayRow(1, "Maria Reyes", "")
        payslip.add_up(
            row,
            [payslip.Line(c, Decimal(t), Decimal(q)) for c, t, q in LINES],
            meanings,
        )
        return row

    def test_lines_become_pay(self):
        row = self.added(MEANINGS)
        self.assertFalse(row.problems)
        self.assertEqual(row.values["basic"], 49000)
        self.assertEqual(row.values["sss"], 1750)
        self.assertEqual(row.values["tax_withheld"], Decimal("4568.40"))
        self.assertEqual(row.values["overtime"], 0)
        self.assertEqual(row.benefits["rice"][0], 2500)
        self.assertEqual(row.benefits["leave_private"], (9000, 6))

    def test_a_rule_without_meaning_is_a_problem(self):
        row = self.added({k: v for k, v in MEANINGS.items() if k != "RICE"})
        self.assertEqual([p.value for p in row.problems], ["RICE"])

    def test_a_deduction_taken_as_pay_is_a_problem(self):
        row = self.added({**MEANINGS, "SSS": payslip.Meaning("sss")})
        self.assertIn("add up to less than zero", row.problems[0].text)

    def test_everything_pay_holds_can_be_meant(self):
        targets = [code for code, _label in payslip.targets()]
        self.assertEqual(len(targets), len(set(targets)))
        self.assertIn("benefit:meal", targets)


@tagged("post_install", "-at_install")
class TestRules(PayrollCase):
    def test_what_a_company_says_wins(self):
        rules = self.env["ipai.bir.payroll.rule"]
        rules.create({"code": "SSS", "target": "sss"})
        rules.create(
            {"code": "SSS", "target": "other_regular", "company_id": self.company.id}
        )
        meaning = rules._meanings(self.company)["SSS"]
        self.assertEqual(meaning, payslip.Meaning("other_regular", False))
        other = self.make_company("Molave Inc")
        self.assertEqual(rules._meanings(other)["SSS"], payslip.Meaning("sss", True))

    def test_without_payslips_it_says_so(self):
        wizard = self.env["ipai.bir.compensation.import"].create(
            {"company_id": self.company.id, "source": "payroll"}
        )
        with self.assertRaisesRegex(UserError, "[Nn]o payslip"):
            wizard.action_check()


@tagged("post_install", "-at_install", "-standard", "oca_payroll")
class TestOcaPayroll(PayrollCase):
    """With the OCA module installed: --test-tags oca_payroll."""

    def test_payslips_become_pay(self):
        employee = self.make_employee("Reyes")
        contract = self.env["hr.contract"].create(
            {
                "name": "Reyes",
                "employee_id": employee.id,
                "company_id": self.company.id,
                "wage": 50000,
                "state": "open",
                "date_start": "2026-01-01",
            }
        )
        category = self.env["hr.salary.rule.category"].create(
            {"name": "All", "code": "ALL"}
        )
        amounts = {"BASIC": 50000, "RICE": 2500, "SSS": -1750, "WTAX": -4568.40}
        rules = {
            code: self.env["hr.salary.rule"].create(
                {
                    "name": code,
                    "code": code,
                    "category_id": category.id,
                    "amount_select": "fix",
                    "amount_fix": amount,
                }
            )
            for code, amount in amounts.items()
        }
        slip = self.env["hr.payslip"].create(
            {
                "employee_id": employee.id,
                "contract_id": contract.id,
                "company_id": self.company.id,
                "date_from": "2026-09-01",
                "date_to": "2026-09-30",
                "line_ids": [
                    Command.create(
                        {
                            "name": code,
                            "code": code,
                            "category_id": category.id,
                            "salary_rule_id": rule.id,
                            "employee_id": employee.id,
                            "contract_id": contract.id,
                            "amount": amounts[code],
                            "quantity": 1,
                            "rate": 100,
                        }
                    )
                    for code, rule in rules.items()
                ],
            }
        )
        slip.state = "done"
        wizard = self.env["ipai.bir.compensation.import"].create(
            {
                "company_id": self.company.id,
                "source": "payroll",
                "date_from": "2026-09-01",
                "date_to": "2026-09-30",
            }
        )
        wizard.action_check()
        self.assertEqual(wizard.state, "problems")
        self.assertEqual(set(wizard.line_ids.mapped("value")), set(amounts))
        self.env["ipai.bir.payroll.rule"].create(
            [
                {"code": "BASIC", "target": "basic"},
                {"code": "RICE", "target": "benefit:rice"},
                {"code": "SSS", "target": "sss"},
                {"code": "WTAX", "target": "tax_withheld"},
            ]
        )
        wizard.action_check()
        self.assertEqual(wizard.summary, "1 new, 0 changed, 0 unchanged.")
        wizard.action_import()
        pay = self.env["ipai.bir.compensation"].search(
            [("employee_id", "=", employee.id)]
        )
        self.assertEqual((pay.basic, pay.sss, pay.origin), (50000, 1750, "payroll"))
        self.assertEqual((pay.exempt_de_minimis, pay.tax_withheld), (2500, 4568.40))
        wizard.action_check()
        self.assertEqual(wizard.summary, "0 new, 0 changed, 1 unchanged.")
