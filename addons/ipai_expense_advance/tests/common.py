# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import TransactionCase, new_test_user

APPROVER = "hr_expense.group_hr_expense_team_approver"


class AdvanceCase(TransactionCase):
    """A Philippine company with Maria, who asks, Jose, who approves, and Ana, who
    keeps the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peso = cls.env.ref("base.PHP")
        cls.dollar = cls.env.ref("base.USD")
        (cls.peso | cls.dollar).active = True
        cls.company = cls._create_company("Bayan Trading")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company.id],
                "tracking_disable": True,
            }
        )
        cls.jose = cls._create_employee("jose.rizal", APPROVER)
        cls.maria = cls._create_employee("maria.clara")
        cls.maria.write(
            {"parent_id": cls.jose.id, "expense_manager_id": cls.jose.user_id.id}
        )
        cls.ana = new_test_user(
            cls.env,
            login="ana.reyes",
            groups="base.group_user,account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls._create_accounts()
        cls.meals = cls.env["product.product"].create(
            {
                "name": "Meals",
                "type": "service",
                "can_be_expensed": True,
                "standard_price": 0,
                "supplier_taxes_id": False,
                "property_account_expense_id": cls.cost.id,
            }
        )

    @classmethod
    def _create_company(cls, name):
        company = cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref("base.ph").id,
                "currency_id": cls.peso.id,
                "account_fiscal_country_id": cls.env.ref("base.ph").id,
            }
        )
        cls.env.user.company_ids += company
        return company

    @classmethod
    def _create_employee(cls, login, *groups):
        user = new_test_user(
            cls.env,
            login=login,
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        return cls.env["hr.employee"].create(
            {
                "name": login.replace(".", " ").title(),
                "user_id": user.id,
                "company_id": cls.company.id,
                "work_email": f"{login}@bayan.example",
                "work_contact_id": user.partner_id.id,
            }
        )

    @classmethod
    def _create_accounts(cls):
        cls.advances = cls._create_account("110150", "Advances", "asset_current")
        cls.payable = cls._create_account("200150", "Payables", "liability_payable")
        cls.cost = cls._create_account("620150", "Meals", "expense")
        cls.cash = cls._create_account("100150", "Cash", "asset_cash")
        cls.gain = cls._create_account("490150", "Exchange gain", "income")
        cls.loss = cls._create_account("690150", "Exchange loss", "expense")
        journals = cls.env["account.journal"]
        cls.cash_journal = journals.create(
            {
                "name": "Petty cash",
                "code": "PTC",
                "type": "cash",
                "default_account_id": cls.cash.id,
                "company_id": cls.company.id,
            }
        )
        cls.general = journals.create(
            {
                "name": "Miscellaneous",
                "code": "MISC",
                "type": "general",
                "company_id": cls.company.id,
            }
        )
        cls.purchases = journals.create(
            {
                "name": "Bills",
                "code": "BILL",
                "type": "purchase",
                "default_account_id": cls.cost.id,
                "company_id": cls.company.id,
            }
        )
        cls.company.write(
            {
                "ipai_advance_account_id": cls.advances.id,
                "expense_journal_id": cls.purchases.id,
                "currency_exchange_journal_id": cls.general.id,
                "income_currency_exchange_account_id": cls.gain.id,
                "expense_currency_exchange_account_id": cls.loss.id,
            }
        )
        partners = (cls.maria | cls.jose).work_contact_id.with_company(cls.company)
        partners.property_account_payable_id = cls.payable

    @classmethod
    def _create_account(cls, code, name, account_type):
        return (
            cls.env["account.account"]
            .with_company(cls.company)
            .create(
                {
                    "name": name,
                    "code": code,
                    "account_type": account_type,
                    "reconcile": account_type == "liability_payable",
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )
        )

    def _ask(self, amount=1000, **values):
        """A draft advance, asked for by Maria herself."""
        return (
            self.env["ipai.expense.advance"]
            .with_user(self.maria.user_id)
            .create({"purpose": "Permits", "amount": amount, **values})
        )

    def _approve(self, request):
        request.with_user(self.maria.user_id).action_submit()
        request.with_user(self.jose.user_id).action_approve()
        return request

    def _pay(self, request, date="2026-03-02"):
        wizard = (
            self.env["ipai.expense.advance.payment"]
            .with_user(self.ana)
            .create(
                {
                    "advance_id": request.id,
                    "step": "payment",
                    "journal_id": self.cash_journal.id,
                    "date": date,
                }
            )
        )
        wizard.action_post()
        return request

    def _paid(self, amount=1000, date="2026-03-02", **values):
        values.setdefault("date_needed", date)
        return self._pay(self._approve(self._ask(amount, **values)), date)

    def _spend(self, advance, *amounts, post=True, **values):
        """Expenses of Maria on an advance, posted."""
        expenses = (
            self.env["hr.expense"]
            .with_user(self.maria.user_id)
            .create(
                [
                    {
                        "name": f"Meal {number}",
                        "employee_id": self.maria.id,
                        "product_id": self.meals.id,
                        "total_amount_currency": amount,
                        "date": "2026-03-05",
                        "payment_mode": "own_account",
                        "ipai_advance_id": advance and advance.id,
                        **values,
                    }
                    for number, amount in enumerate(amounts, 1)
                ]
            )
        )
        if post:
            self._post_expenses(expenses)
        return expenses

    def _post_expenses(self, expenses):
        """Submit, approve and post; 18.0 does it by report, 19.0 by expense."""
        if "sheet_id" in expenses._fields:
            sheets = expenses._create_sheets_from_expense()
            sheets.action_submit_sheet()
            sheets.with_user(self.jose.user_id).sudo()._do_approve()
            sheets.sudo().action_sheet_move_post()
            return
        expenses.action_submit()
        expenses.with_user(self.jose.user_id).sudo()._do_approve()
        action = expenses.with_user(self.ana).sudo().action_post()
        self.env["hr.expense.post.wizard"].sudo().with_context(
            **action["context"]
        ).create({"employee_journal_id": self.purchases.id}).action_post_entry()

    def _ledger(self):
        """Balance of the account of advances, posted entries only."""
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.advances.id), ("parent_state", "=", "posted")]
        )
        return sum(lines.mapped("balance"))

    def assertEntry(self, move, *lines):
        """The entry has exactly these lines.

        :param lines: (account, debit, credit), amounts in company currency
        """
        self.assertEqual(
            sorted(
                (line.account_id.code, round(line.debit, 2), round(line.credit, 2))
                for line in move.line_ids.with_company(self.company)
            ),
            sorted(
                (account.with_company(self.company).code, debit, credit)
                for account, debit, credit in lines
            ),
        )
