# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ReceiptCase, reading


@tagged("post_install", "-at_install")
class TestRights(ReceiptCase):
    def test_a_plain_employee_has_receipts_read(self):
        self._connect_sidecar()
        expense = self._scan()
        answer = expense.ipai_read()
        self.assertEqual(answer[0]["id"], expense.id)
        self.assertIn(expense.ipai_state, ("read", "review"), expense.ipai_message)
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertEqual(self.last_call().user_id, self.user)

    def test_another_employee_has_no_access(self):
        other = self._create_employee("pedro.ramos", self.company).user_id
        expense = self._scan()
        theirs = expense.with_user(other)
        for method in ("ipai_read", "action_ipai_read", "action_ipai_confirm"):
            with self.assertRaises(AccessError):
                getattr(theirs, method)()
        self.assertFalse(
            self.env["hr.expense"].with_user(other).search([("id", "=", expense.id)])
        )

    def test_another_company_has_no_access(self):
        company = self._create_company("Other")
        manager = new_test_user(
            self.env,
            login="manager",
            groups="hr_expense.group_hr_expense_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        expense = self._scan()
        with self.assertRaises(AccessError):
            expense.with_user(manager).with_context(
                allowed_company_ids=company.ids
            ).ipai_read()

    def test_a_submitted_expense_is_not_read_again(self):
        expense = self._scan()
        expense._ipai_fill(reading())
        self._submit(expense)
        with self.assertRaisesRegex((UserError, AccessError), "."):
            expense.action_ipai_read()
        self.assertEqual(expense.sudo().ipai_state, "read")

    def _submit(self, expense):
        """Submit to the manager: by a report on 18.0, directly on 19.0."""
        if "sheet_id" in expense._fields:
            expense.action_submit_expenses()
            expense.sheet_id.action_submit_sheet()
        else:
            expense.manager_id = self.env.ref("base.user_admin")
            expense.action_submit()
        expense.invalidate_recordset()
