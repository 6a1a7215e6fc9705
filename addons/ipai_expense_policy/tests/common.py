# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.ipai_expense_ocr.tests.common import ReceiptSetup

# 3 November 2026 is a Tuesday.
TUESDAY = "2026-11-03"


class PolicySetup(ReceiptSetup):
    """Maria Santos spends; Ana Reyes manages her, Ben Cruz manages Ana; Carla Lim is in
    finance; Dan Uy may approve everything. Nobody else has a say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        approver = "hr_expense.group_hr_expense_team_approver"
        cls.boss = cls._create_employee("ben.cruz", cls.company, approver)
        cls.manager = cls._create_employee("ana.reyes", cls.company, approver)
        cls.manager.parent_id = cls.boss
        cls.finance = cls._create_employee(
            "carla.lim",
            cls.company,
            "ipai_base.group_reviewer",
            "account.group_account_invoice",
            "hr_expense.group_hr_expense_user",
        )
        cls.controller = cls._create_employee(
            "dan.uy", cls.company, "hr_expense.group_hr_expense_manager"
        )
        cls.peer = cls._create_employee("eva.go", cls.company)
        for employee in cls.employee | cls.boss | cls.manager | cls.finance:
            employee.user_id.name = employee.name
        for employee in cls.controller | cls.peer:
            employee.user_id.name = employee.name
        cls._open_books()
        cls.head = cls.env["hr.department"].create(
            {"name": "Sales", "company_id": cls.company.id}
        )
        cls.department = cls.env["hr.department"].create(
            {"name": "Field", "company_id": cls.company.id, "parent_id": cls.head.id}
        )
        cls.employee.write(
            {"parent_id": cls.manager.id, "department_id": cls.department.id}
        )
        cls.lodging = cls.product.copy(
            {"name": "Lodging", "default_code": "LODGE", "can_be_expensed": True}
        )
        cls.product.can_be_expensed = True

    @classmethod
    def _open_books(cls):
        """What it takes to book an approved expense: two accounts and a journal."""
        expense, payable = (
            cls.env["account.account"].create(
                {
                    "code": code,
                    "name": name,
                    "account_type": kind,
                    "reconcile": kind == "liability_payable",
                    "company_ids": [(6, 0, cls.company.ids)],
                }
            )
            for code, name, kind in (
                ("600100", "Expenses", "expense"),
                ("200100", "Payables", "liability_payable"),
            )
        )
        journal = cls.env["account.journal"].create(
            {
                "name": "Expenses",
                "code": "EXP",
                "type": "purchase",
                "company_id": cls.company.id,
                "default_account_id": expense.id,
            }
        )
        cls.company.expense_journal_id = journal
        cls.env["ir.default"].set(
            "res.partner",
            "property_account_payable_id",
            payable.id,
            company_id=cls.company.id,
        )

    @classmethod
    def _policy(cls, kind="amount", **values):
        return cls.env["ipai.expense.policy"].create(
            {
                "name": "Rule",
                "kind": kind,
                "severity": "reason",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _route(cls, name, *levels, **values):
        """A route whose levels are kinds, users or groups."""
        lines = []
        for sequence, level in enumerate(levels):
            line = {"sequence": sequence}
            if isinstance(level, str):
                line["kind"] = level
            elif level._name == "res.groups":
                line |= {"kind": "group", "group_id": level.id}
            else:
                line |= {"kind": "users", "user_ids": [(6, 0, level.ids)]}
            lines.append((0, 0, line))
        return cls.env["ipai.expense.route"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "level_ids": lines,
                **values,
            }
        )

    def _expense(self, amount=100.0, **values):
        """An expense of the employee, with a receipt unless told otherwise."""
        receipt = values.pop("receipt", True)
        values = {
            "name": "Lunch",
            "date": TUESDAY,
            "employee_id": self.employee.id,
            "company_id": self.company.id,
            "product_id": self.product.id,
            "total_amount_currency": amount,
            "tax_ids": [(5, 0, 0)],
            "payment_mode": "own_account",
            **values,
        }
        user = self.env["hr.employee"].browse(values["employee_id"]).user_id
        expense = self.env["hr.expense"].with_user(user).create(values)
        if receipt:
            self._add_receipt(expense)
        return expense

    def _add_receipt(self, expense):
        self.env["ir.attachment"].create(
            {
                "name": "receipt.jpg",
                "raw": b"a receipt",
                "res_model": "hr.expense",
                "res_id": expense.id,
            }
        )
        expense.invalidate_recordset(["nb_attachment"])

    def _texts(self, expenses):
        """The sentences of the breaches of expenses, found anew."""
        expenses._ipai_check_policies()
        return sorted(expenses.sudo().ipai_breach_ids.mapped("text"))

    def _submit(self, expenses):
        """Submit as the employee: in one report on 18.0, each by itself on 19.0.

        :return: the submissions
        """
        if "sheet_id" not in expenses._fields:
            expenses.action_submit()
            return expenses
        sheets = expenses._create_sheets_from_expense()
        sheets.action_submit_sheet()
        return sheets

    def _rows(self, submissions, state=None):
        rows = self.env["ipai.expense.approval"]._current(submissions)
        return rows.filtered(lambda row: state in (None, row.state))

    def _approve(self, submission, user):
        row = self._rows(submission, "waiting")
        return row.sudo(False).with_user(user).action_approve()

    def _is_approved(self, submission):
        """Whether Odoo holds a submission for approved."""
        submission.invalidate_recordset()
        return submission.sudo().approval_state in ("approve", "approved")
