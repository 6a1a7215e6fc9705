# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class CardCase(TransactionCase):
    """A Philippine company with Maria, who holds a card, and Ana, who keeps the
    books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peso = cls.env.ref("base.PHP")
        cls.dollar = cls.env.ref("base.USD")
        (cls.peso | cls.dollar).active = True
        country = cls.env.ref("base.ph")
        cls.company = cls.env["res.company"].create(
            {
                "name": "Bayan Trading",
                "country_id": country.id,
                "currency_id": cls.peso.id,
                "account_fiscal_country_id": country.id,
                "ipai_receipt_mode": "off",
            }
        )
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company.id],
                "tracking_disable": True,
            }
        )
        user = cls._create_user("maria.clara", "base.group_user")
        cls.maria = cls.env["hr.employee"].create(
            {
                "name": "Maria Clara",
                "user_id": user.id,
                "company_id": cls.company.id,
                "work_contact_id": user.partner_id.id,
            }
        )
        cls.ana = cls._create_user("ana.reyes", "account.group_account_manager")
        cls._create_books(country)
        cls.card = cls.env["ipai.expense.card"].create(
            {
                "name": "Corporate Visa",
                "last_four": "4242",
                "employee_id": cls.maria.id,
                "company_id": cls.company.id,
                "liability_account_id": cls.liability.id,
                "fee_account_id": cls.fees.id,
            }
        )

    @classmethod
    def _create_user(cls, login, *groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _create_books(cls, country):
        cls.liability = cls._create_account("200180", "Card", "liability_credit_card")
        cls.fees = cls._create_account("640180", "Bank charges", "expense")
        cls.cost = cls._create_account("620180", "Fuel", "expense")
        cls.input_vat = cls._create_account("110180", "Input VAT", "asset_current")
        cls.bank = cls._create_account("100180", "Bank", "asset_cash")
        cls.owed = cls._create_account("110190", "Employees", "asset_receivable")
        cls.maria.work_contact_id.with_company(
            cls.company
        ).property_account_receivable_id = cls.owed
        cls.bank_journal = cls.env["account.journal"].create(
            {
                "name": "Bank",
                "code": "BNK9",
                "type": "bank",
                "default_account_id": cls.bank.id,
                "company_id": cls.company.id,
            }
        )
        group = cls.env["account.tax.group"].create(
            {"name": "VAT", "company_id": cls.company.id, "country_id": country.id}
        )
        shares = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": cls.input_vat.id}),
        ]
        cls.vat = cls.env["account.tax"].create(
            {
                "name": "VAT 12%",
                "amount": 12,
                "type_tax_use": "purchase",
                "company_id": cls.company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
                "invoice_repartition_line_ids": shares,
                "refund_repartition_line_ids": shares,
            }
        )
        cls.fuel = cls.env["product.product"].create(
            {
                "name": "Fuel",
                "type": "service",
                "can_be_expensed": True,
                "standard_price": 0,
                "supplier_taxes_id": False,
                "property_account_expense_id": cls.cost.id,
            }
        )

    @classmethod
    def _create_account(cls, code, name, account_type):
        return cls.env["account.account"].create(
            {
                "name": name,
                "code": code,
                "account_type": account_type,
                "reconcile": account_type == "asset_receivable",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    def _spend(self, amount, name="Petron", date="2026-03-05", **values):
        """An expense of Maria with a receipt."""
        expense = self.env["hr.expense"].create(
            {
                "name": name,
                "employee_id": self.maria.id,
                "company_id": self.company.id,
                "product_id": self.fuel.id,
                "total_amount_currency": amount,
                "date": date,
                "payment_mode": "own_account",
                **values,
            }
        )
        self._attach(expense)
        return expense

    def _attach(self, expense):
        receipt = self.env["ir.attachment"].create(
            {
                "name": "receipt.txt",
                "raw": f"receipt of {expense.id}".encode(),
                "res_model": "hr.expense",
                "res_id": expense.id,
            }
        )
        expense._message_set_main_attachment_id(receipt, force=True)

    def _file(self, *rows, header=("Date", "Description", "Amount")):
        """The bytes of a bank's CSV file."""
        output = io.StringIO()
        csv.writer(output).writerows([header, *rows])
        return output.getvalue().encode()

    def _wizard(self, content, filename="statement.csv", **values):
        return (
            self.env["ipai.card.import"]
            .with_user(self.ana)
            .create(
                {
                    "card_id": self.card.id,
                    "file": base64.b64encode(content),
                    "filename": filename,
                    "is_balance_known": False,
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    **values,
                }
            )
        )

    def _import(self, *rows, **values):
        action = self._wizard(self._file(*rows), **values).action_import()
        return (
            self.env["ipai.card.statement"].with_user(self.ana).browse(action["res_id"])
        )

    def _post_expenses(self, expenses):
        """Submit, approve and post; 18.0 does it by report, 19.0 by expense."""
        expenses = expenses.sudo()
        if "sheet_id" in expenses._fields:
            sheets = expenses._create_sheets_from_expense()
            sheets.action_submit_sheet()
            sheets._do_approve()
            sheets.action_sheet_move_post()
            return
        expenses.action_submit()
        expenses._do_approve()
        expenses.action_post()

    def assertEntry(self, move, *lines):
        """The entry has exactly these lines: (account, debit, credit)."""
        self.assertEqual(
            sorted(
                (line.account_id.code, round(line.debit, 2), round(line.credit, 2))
                for line in move.sudo().with_company(self.company).line_ids
            ),
            sorted((account.code, debit, credit) for account, debit, credit in lines),
        )
