# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import TransactionCase, tagged

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestBreach(PolicySetup, TransactionCase):
    """From a breach to a submission: refused, explained, waived, gone."""

    def _breach(self, expense):
        return expense.sudo().ipai_breach_ids

    def _log(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    def test_a_warning_does_not_stop(self):
        self._policy(name="Limit", limit_amount=50, severity="warn")
        expense = self._expense()
        self.assertEqual(expense.ipai_breach_severity, "warn")
        self.assertEqual(self._submit(expense).sudo().employee_id, self.employee)

    def test_a_reason_is_asked_for_and_given_in_place(self):
        self._policy(name="Limit", limit_amount=50)
        expense = self._expense()
        with self.assertRaisesRegex(RedirectWarning, "Limit 50.00: 100.00") as caught:
            self._submit(expense)
        _message, action, _button, context = caught.exception.args
        server_action = self.env["ir.actions.server"].browse(action)
        answer = server_action.with_user(self.user).with_context(**context).run()
        dialog = (
            self.env[answer["res_model"]].with_user(self.user).browse(answer["res_id"])
        )
        self.assertEqual(dialog.submit_ids, expense)
        with self.assertRaisesRegex(UserError, "Write the reason"):
            dialog.action_submit()
        dialog.reason = "Client asked for lunch"
        dialog.action_submit()
        breach = self._breach(expense)
        self.assertEqual((breach.state, breach.user_id), ("explained", self.user))
        self.assertIn("Client asked for lunch", self._log(expense))
        self.assertTrue(expense.sudo()._ipai_submissions())
        if "sheet_id" not in expense._fields:
            self.assertEqual(expense.state, "submitted")

    def test_a_report_of_several_is_refused_for_each(self):
        self._policy(name="Limit", limit_amount=50)
        expenses = self._expense(60) | self._expense(10) | self._expense(70)
        with self.assertRaisesRegex(RedirectWarning, "(?s)60.00, 10.*70.00, 20"):
            self._submit(expenses)

    def test_what_blocks_takes_a_change(self):
        self._policy("receipt", name="Receipt", limit_amount=50, severity="block")
        expense = self._expense(receipt=False)
        with self.assertRaisesRegex(UserError, "Receipt: 100.00 without a receipt"):
            self._submit(expense)
        self._texts(expense)
        with self.assertRaisesRegex(UserError, "takes no reason"):
            self._breach(expense).with_user(self.user).action_explain("Lost it")
        self._add_receipt(expense)
        self._submit(expense)
        self.assertFalse(self._breach(expense))
        self.assertIn("No longer breached", self._log(expense))

    def test_the_state_cannot_be_written_around_policies(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense = self._expense(10)
        if "sheet_id" in expense._fields:
            submission = expense._create_sheets_from_expense()
            state = "submit"
        else:
            submission, state = expense, "submitted"
        expense.total_amount_currency = 100
        with self.assertRaisesRegex(UserError, "policies do not allow it"):
            submission.write({"approval_state": state})

    def test_a_reviewer_waives(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense = self._expense()
        breach = self._breach(expense)
        for user in (self.user, self.peer.user_id, self.manager.user_id):
            with self.assertRaises(AccessError):
                breach.with_user(user).action_waive("Fine")
        finance = breach.with_user(self.finance.user_id)
        with self.assertRaisesRegex(UserError, "Write the reason"):
            finance.action_waive(" ")
        answer = finance.action_ask_waiver()
        dialog = self.env[answer["res_model"]].with_user(self.finance.user_id)
        dialog = dialog.browse(answer["res_id"])
        dialog.reason = "Approved by the board"
        dialog.action_confirm()
        self.assertEqual(
            (breach.state, breach.user_id), ("waived", self.finance.user_id)
        )
        self._submit(expense)

    def test_nobody_waives_their_own(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense = self._expense(employee_id=self.finance.id)
        breach = self._breach(expense).with_user(self.finance.user_id)
        with self.assertRaisesRegex(UserError, "of their own"):
            breach.action_waive("I may")

    def test_a_reason_stands_for_its_figures_only(self):
        self._policy(name="Limit", limit_amount=50)
        expense = self._expense(60)
        breach = self._breach(expense)
        breach.with_user(self.user).action_explain("Ten over")
        expense._ipai_check_policies()
        self.assertEqual(breach.state, "explained")
        expense.total_amount_currency = 5000
        self.assertEqual(breach.state, "open")
        self.assertIn(
            "Before: Limit 50.00: 60.00, 10.00 over, explained", self._log(expense)
        )
        with self.assertRaises(RedirectWarning):
            self._submit(expense)

    def test_a_policy_that_ended_does_not_hold(self):
        policy = self._policy(name="Limit", limit_amount=50)
        expense = self._expense()
        self.assertTrue(expense.ipai_must_explain)
        policy.active = False
        self._submit(expense)
        self.assertFalse(self._breach(expense))

    def test_approved_expenses_keep_their_breaches(self):
        self._policy(name="Limit", limit_amount=50, severity="warn")
        expense = self._expense()
        submission = self._submit(expense)
        self._approve(submission, self.manager.user_id)
        self.env["ipai.expense.policy"].search([]).active = False
        expense.sudo()._ipai_check_policies()
        self.assertTrue(self._breach(expense))

    def test_others_do_not_see_breaches(self):
        self._policy(name="Limit", limit_amount=50)
        breach = self._breach(self._expense())
        company = self._create_company("Other")
        stranger = self._create_employee(
            "stranger", company, "hr_expense.group_hr_expense_manager"
        ).user_id
        for user, sees in (
            (self.user, True),
            (self.peer.user_id, False),
            (self.manager.user_id, True),
            (self.finance.user_id, True),
            (stranger, False),
        ):
            found = (
                self.env["ipai.expense.breach"]
                .with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
            )
            self.assertEqual(
                bool(found.search([("id", "=", breach.id)])), sees, user.name
            )
        with self.assertRaises(AccessError):
            breach.with_user(self.user).write({"state": "waived"})
