# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Forms 1601-C and 1604-C through records. See tests/cases/1601c_2018-01.yaml."""

from decimal import Decimal
from pathlib import Path

import yaml

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PayrollCase

CASES = Path(__file__).parent / "cases" / "1601c_2018-01.yaml"


@tagged("post_install", "-at_install")
class TestReturns(PayrollCase):
    def test_cases(self):
        for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]:
            with self.subTest(case["name"]), self.env.cr.savepoint() as point:
                self.play(case)
                point.rollback()

    def play(self, case):
        year, month = case["month"]
        pays = {}
        for name, values in case["pays"].items():
            employee = self.make_employee(name)
            if name in case.get("wage", {}):
                self.earns_minimum_wage(employee, case["wage"][name])
            values = dict(values)
            rice = values.pop("rice", None)
            if "last" in case:
                values["is_last"] = case["last"]
            benefits = [("rice", rice)] if rice else ()
            pays[name] = self.pay(employee, month, year, benefits=benefits, **values)
        record = self.compute("1601-C", year, month)
        self.assertEqual(
            {code: str(record.amount(code)) for code in case["boxes"]}, case["boxes"]
        )
        self.assertEqual(
            {name: f"{pay.should_be:.2f}" for name, pay in pays.items()},
            case["should_be"],
        )
        self.assertFalse(
            record.check_ids.filtered(lambda c: c.code == "payroll_difference")
        )
        for box in record.box_ids.filtered("source_action"):
            action = box.action_open_lines()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(bool(found), bool(box.amount), box.code)

    def compute(self, form, year, month=None):
        record = self.env["ipai.bir.return"].create(
            {
                "form_code": form,
                "company_id": self.company.id,
                "year": year,
                **({"month": str(month)} if month else {}),
            }
        )
        record.action_compute()
        return record

    def findings(self, record, code):
        return record.check_ids.filtered(lambda check: check.code == code)

    def test_schedule_of_corrections(self):
        employee = self.make_employee("Reyes")
        self.pay(employee, 6, basic=50000, tax_withheld=5000)
        june = self.compute("1601-C", 2026, 6)
        self.assertEqual(june.amount("36"), 5000)
        self.pay(
            employee,
            8,
            basic=50000,
            tax_withheld=5208.40,
            adjustment_ids=[Command.create({"month": "2026-06-15", "amount": 208.40})],
        )
        august = self.compute("1601-C", 2026, 8)
        row = august.row_ids
        self.assertEqual(
            {key: row.values[key] for key in "1567"},
            {"1": "06/2026", "5": "5000.00", "6": "5208.40", "7": "208.40"},
        )
        self.assertEqual(str(august.amount("26")), "208.40")
        self.assertEqual(str(august.amount("36")), "5416.80")
        august.set_row("S1", {"1": "05/2026", "5": "10", "6": "15"})
        self.assertEqual(str(august.amount("26")), "213.40")

    def test_corrections_count_in_the_year(self):
        employee = self.make_employee("Reyes")
        self.pay(employee, 11, basic=50000, tax_withheld=5000)
        last = self.pay(
            employee,
            12,
            basic=50000,
            adjustment_ids=[Command.create({"month": "2026-11-01", "amount": 208.40})],
        )
        self.assertEqual(last.should_be, -5208.40)
        self.assertEqual(last.year_id.withheld_total, 5208.40)

    def test_corrections_are_for_earlier_months(self):
        employee = self.make_employee("Reyes")
        with self.assertRaisesRegex(UserError, "before 08/2026"):
            self.pay(
                employee,
                8,
                adjustment_ids=[Command.create({"month": "2026-08-01", "amount": 1})],
            )

    def test_item_25_against_the_books(self):
        account = self.env["account.account"].create(
            {
                "name": "Withholding tax on compensation",
                "code": "253000",
                "account_type": "liability_current",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        expense = account.copy({"code": "601000", "account_type": "expense"})
        bank = account.copy({"code": "101500", "account_type": "asset_cash"})
        self.pay(self.make_employee("Reyes"), 9, basic=30000, tax_withheld=1375.05)
        record = self.compute("1601-C", 2026, 9)
        found = self.findings(record, "payroll_account")
        self.assertIn("set the account of the withholding tax", found.text)
        self.company.ipai_compensation_withholding_account_id = account
        self.book(expense, account, 1300, "general")
        self.book(account, bank, 900, "bank")
        record.action_compute()
        found = self.findings(record, "payroll_account")
        self.assertIn("say 1,375.05, the books credit 1,300.00", found.text)
        self.assertIn("a difference of 75.05", found.text)
        self.assertEqual(found.box_code, "25")
        lines = self.env["account.move.line"].search(found.action_open()["domain"])
        self.assertEqual(lines.mapped("credit"), [1300])
        self.book(expense, account, 75.05, "general")
        record.action_compute()
        self.assertFalse(self.findings(record, "payroll_account"))

    def test_the_payment_clears_the_account_of_the_tax_withheld(self):
        accounts = self.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(self.company.ids)],
                }
                for name, code, kind in (
                    ("withheld", "253100", "liability_current"),
                    ("penalty", "691000", "expense"),
                    ("bank", "101600", "asset_cash"),
                )
            ]
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Tax bank",
                "code": "TAXB",
                "type": "bank",
                "company_id": self.company.id,
                "default_account_id": accounts[2].id,
            }
        )
        self.pay(self.make_employee("Reyes"), 9, basic=30000, tax_withheld=1375.05)
        record = self.compute("1601-C", 2026, 9)
        record.set_box("32", "10.50")
        self.company.write(
            {
                "ipai_compensation_withholding_account_id": accounts[0].id,
                "ipai_tax_penalty_account_id": accounts[1].id,
                "ipai_tax_payment_journal_id": journal.id,
                "ipai_bir_partner_id": self.env.ref("ipai_bir.partner_bir").id,
            }
        )
        record.action_propose_entries()
        self.assertEqual(record.entry_ids.state, "draft")
        self.assertEqual(
            {
                line.account_id.name: round(line.balance, 2)
                for line in record.entry_ids.line_ids.filtered("balance")
            },
            {
                "withheld": 1375.05,
                "penalty": 10.50,
                journal.outbound_payment_method_line_ids.payment_account_id[:1].name
                or "bank": -1385.55,
            },
        )

    def book(self, debit, credit, amount, kind):
        journal = self.env["account.journal"].search(
            [("type", "=", kind), ("company_id", "=", self.company.id)], limit=1
        ) or self.env["account.journal"].create(
            {
                "name": kind,
                "code": kind[:5].upper(),
                "type": kind,
                "company_id": self.company.id,
            }
        )
        move = self.env["account.move"].create(
            {
                "date": "2026-09-30",
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": debit.id, "debit": amount}),
                    Command.create({"account_id": credit.id, "credit": amount}),
                ],
            }
        )
        move.action_post()
        return move

    def test_findings_count_employees_without_naming_them(self):
        employee = self.make_employee("Reyes", tin=False)
        self.pay(employee, 9, basic=30000, tax_withheld=1000)
        self.pay(self.make_employee("Cruz"), 9, basic=15000)
        record = self.compute("1601-C", 2026, 9)
        difference = self.findings(record, "payroll_difference")
        self.assertIn("withheld than should have been: 1", difference.text)
        self.assertIn("-375.05 together", difference.text)
        self.assertIn("last and first name: 1.", self.texts(record))
        self.assertIn("Employees counted here: 1.", self.texts(record))
        self.assertNotIn("Reyes", self.texts(record))
        payroll = self.user("clara", "ipai_bir_payroll.group_payroll")
        analyst = self.user("ana", "ipai_base.group_analyst")
        self.assertIn("Maria Reyes.", str(record.with_user(payroll).sheet))
        self.assertNotIn("Reyes", str(record.with_user(analyst).sheet))

    def texts(self, record):
        return "\n".join(record.check_ids.mapped("text"))

    def test_without_pay_the_boxes_are_typed(self):
        record = self.compute("1601-C", 2026, 9)
        record.set_box("14", "1000")
        record.set_box("25", "50")
        self.assertEqual(record.amount("24"), Decimal(1000))
        self.assertEqual(record.amount("36"), Decimal(50))
