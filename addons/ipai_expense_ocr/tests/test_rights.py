# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .agent import AgentCase
from .common import reading


@tagged("post_install", "-at_install")
class TestRights(AgentCase):
    def test_a_plain_employee_has_receipts_read(self):
        expense = self._scan()
        answer = expense.ipai_read()
        self.assertEqual((answer[0]["id"], answer[0]["state"]), (expense.id, "pending"))
        self._fill(expense, reading())
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertEqual(expense.ipai_line_ids.description, "PORTLAND CEMENT 40KG")
        expense.ipai_line_ids.product_id = self.product
        expense.total_amount_currency = 1121
        self.assertFalse(expense.ipai_low_confidence)

    def test_the_agent_s_methods_are_the_service_user_s(self):
        expense = self._scan()
        manager = new_test_user(
            self.env, login="boss", groups="hr_expense.group_hr_expense_manager"
        )
        uuid = self._uuid(expense)
        for user in (self.user, manager):
            mine = self.env["hr.expense"].with_user(user)
            for name, arguments in {
                "receipt": (expense.id,),
                "fill": (expense.id, uuid, reading()),
                "fail": (expense.id, uuid, "No."),
                "catalogue": (expense.id,),
                "memory": (self.company.id,),
                "classify": (expense.id, uuid, {}),
                "policy": (expense.id, uuid),
                "route": (expense.id, uuid),
                "notify": (expense.id, uuid),
            }.items():
                with self.assertRaises(AccessError, msg=name):
                    getattr(mine, f"ipai_agent_{name}")(*arguments)
        self.assertEqual(expense.ipai_state, "pending")

    def test_a_portal_user_sees_nothing(self):
        portal = new_test_user(self.env, login="portal", groups="base.group_portal")
        expense = self._scan()
        self._fill(expense, reading())
        for model in (
            "hr.expense",
            "ipai.expense.line",
            "ipai.expense.correction",
            "ipai.expense.memory",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])

    def test_items_are_their_employee_s_and_the_approvers(self):
        expense = self._scan()
        self._fill(expense, reading())
        other = self._create_employee("pedro.ramos", self.company).user_id
        lines = self.env["ipai.expense.line"]
        self.assertFalse(lines.with_user(other).search([]))
        approver = self._create_employee(
            "ana.lim", self.company, "hr_expense.group_hr_expense_team_approver"
        ).user_id
        self.assertTrue(lines.with_user(approver).search([]))
        runs = self.env["ipai.agent.run"].with_user(approver)
        self.assertTrue(runs.search([("id", "=", expense.sudo().ipai_run_id.id)]))
        with self.assertRaises(AccessError):
            self.env["ipai.expense.correction"].with_user(approver).search([])

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
