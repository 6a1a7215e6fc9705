# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common import BooksCase


class ExpensesCase(BooksCase):
    """A company whose employees pay bills, booked as this version of Odoo does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")

    def _skip_without_expenses(self):
        if not self.env["ipai.bir.ledger"]._knows_expenses():
            self.skipTest("hr_expense is not installed")

    def expense_bill(self, vendor, total):
        """The posted bill of an expense that an employee paid, tax included."""
        employee = self.env["hr.employee"].create(
            {
                "name": "Ernesto",
                "company_id": self.company.id,
                "work_contact_id": self.make_partner("Ernesto").id,
            }
        )
        product = self.env["product.product"].create(
            {"name": "Meals", "can_be_expensed": True}
        )
        expense = self.env["hr.expense"].create(
            {
                "name": "Meals",
                "employee_id": employee.id,
                "company_id": self.company.id,
                "product_id": product.id,
                "account_id": self.books["expense"].id,
                "total_amount_currency": total,
                "tax_ids": [Command.set(self.goods.ids)],
                "date": "2026-07-20",
                "payment_mode": "own_account",
                "vendor_id": vendor.id,
            }
        )
        return self._post_expense(expense)

    def _post_expense(self, expense):
        """Book an expense: 18.0 by its report, 19.0 by the expense itself."""
        if "sheet_id" in expense._fields:
            sheet = self.env["hr.expense.sheet"].create(
                {
                    "name": expense.name,
                    "employee_id": expense.employee_id.id,
                    "company_id": self.company.id,
                    "expense_line_ids": [Command.set(expense.ids)],
                    "employee_journal_id": self.books["purchase"].id,
                    "accounting_date": "2026-07-20",
                }
            )
            sheet.action_submit_sheet()
            sheet.action_approve_expense_sheets()
            sheet.action_sheet_move_post()
            bill = sheet.account_move_ids
        else:
            expense.action_submit()
            if expense.state != "approved":
                expense.action_approve()
            wizard = self.env["hr.expense.post.wizard"].create(
                {
                    "company_id": self.company.id,
                    "employee_journal_id": self.books["purchase"].id,
                    "accounting_date": "2026-07-20",
                }
            )
            wizard.with_context(
                active_ids=expense.ids, company_paid_move_ids=[]
            ).action_post_entry()
            bill = expense.account_move_id
        if bill.state == "draft":
            bill.action_post()
        return bill
