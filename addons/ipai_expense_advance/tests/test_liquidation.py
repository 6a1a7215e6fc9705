# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestLiquidation(AdvanceCase):
    def _owed(self):
        """What the company owes Maria, by the residuals of her payables."""
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.payable.id), ("parent_state", "=", "posted")]
        )
        return -sum(lines.mapped("amount_residual"))

    def _return(self, advance, amount):
        self.env["ipai.expense.advance.payment"].with_user(self.ana).create(
            {
                "advance_id": advance.id,
                "step": "return",
                "journal_id": self.cash_journal.id,
                "date": "2026-03-20",
                "amount": amount,
            }
        ).action_post()

    def test_spent_exactly(self):
        advance = self._paid(1000)
        self._spend(advance, 400.10, 599.90)
        proposal = advance.move_ids.filtered(lambda move: move.state == "draft")
        self.assertTrue(proposal)
        self.assertEqual(advance.state, "liquidating")
        self.assertEqual(self._owed(), 1000)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        self.assertEqual(self._owed(), 0)
        self.assertEqual(self._ledger(), 0)
        settled = advance.move_ids.filtered(
            lambda move: move.ipai_advance_step == "settlement"
        )
        self.assertEqual(sum(settled.mapped("amount_total")), 1000)
        self.assertTrue(all(settled.line_ids.mapped("reconciled")))

    def test_settlement_entry(self):
        advance = self._paid(1000)
        self._spend(advance, 333.33)
        entry = advance.move_ids.filtered(lambda move: move.state == "draft")
        self.assertEntry(entry, (self.payable, 333.33, 0), (self.advances, 0, 333.33))
        self.assertEqual(entry.line_ids.partner_id, self.maria.work_contact_id)

    def test_rest_is_returned(self):
        advance = self._paid(1000)
        self._spend(advance, 640.25)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "liquidating")
        self.assertEqual(advance.amount_open, 359.75)
        with self.assertRaisesRegex(UserError, "between zero and"):
            self._return(advance, 359.76)
        self._return(advance, 359.75)
        self.assertEqual(advance.state, "closed")
        self.assertEqual(advance.amount_returned, 359.75)
        entry = advance.move_ids.filtered(
            lambda move: move.ipai_advance_step == "return"
        )
        self.assertEntry(entry, (self.cash, 359.75, 0), (self.advances, 0, 359.75))
        self.assertEqual(self._ledger(), 0)

    def test_excess_stays_payable(self):
        advance = self._paid(1000)
        self._spend(advance, 1250.50)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        self.assertEqual(self._owed(), 250.50)
        self.assertEqual(self._ledger(), 0)

    def test_partial_liquidations(self):
        advance = self._paid(1000)
        self._spend(advance, 300)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.amount_open, 700)
        self._spend(advance, 500, date="2026-03-07")
        self._spend(advance, 400, date="2026-03-08")
        drafts = advance.move_ids.filtered(lambda move: move.state == "draft")
        self.assertEqual(sorted(drafts.mapped("amount_total")), [200, 500])
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        self.assertEqual(advance.amount_liquidated, 1000)
        self.assertEqual(self._owed(), 200)

    def test_ledger_is_the_sum_of_open_advances(self):
        self.company.ipai_advance_overdue = "allow"
        first, second = self._paid(1000), self._paid(2500.75)
        self._paid(80)
        self._spend(first, 123.45)
        first.with_user(self.ana).action_post_settlement()
        self._spend(second, 2600)
        second.with_user(self.ana).action_post_settlement()
        every = self.env["ipai.expense.advance"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertAlmostEqual(self._ledger(), 956.55, 2)
        self.assertAlmostEqual(
            sum(every.mapped("amount_open_company")), self._ledger(), 2
        )
        self.assertAlmostEqual(self.maria.ipai_advance_open, 956.55, 2)

    def test_expense_posted_before_the_payment(self):
        advance = self._approve(self._ask(1000, date_needed="2026-03-02"))
        advance = advance.with_user(self.ana)
        expense = self._spend(None, 450)
        self.assertFalse(advance.move_ids)
        self._pay(advance)
        expense.sudo().ipai_advance_id = advance
        advance.with_user(self.ana).action_propose_settlement()
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.amount_open, 550)
        with self.assertRaisesRegex(UserError, "No posted expense"):
            advance.with_user(self.ana).action_propose_settlement()

    def test_proposed_once(self):
        advance = self._paid(1000)
        self._spend(advance, 450)
        advance.sudo()._propose_settlements()
        drafts = advance.move_ids.filtered(lambda move: move.state == "draft")
        self.assertEqual(len(drafts), 1)

    def test_settlement_taken_back(self):
        advance = self._paid(1000)
        self._spend(advance, 450)
        advance.with_user(self.ana).action_post_settlement()
        entry = advance.move_ids.filtered(
            lambda move: move.ipai_advance_step == "settlement"
        )
        entry = entry.with_user(self.ana)
        entry.button_draft()
        self.assertEqual(advance.amount_open, 1000)
        self.assertEqual(self._ledger(), 1000)
        entry.action_post()
        self.assertEqual(advance.amount_open, 550)
        self.assertEqual(self._owed(), 0)

    def test_expense_of_somebody_else(self):
        advance = self._paid(1000)
        with self.assertRaisesRegex(ValidationError, "was paid to"):
            self.env["hr.expense"].create(
                {
                    "name": "Lunch",
                    "employee_id": self.jose.id,
                    "product_id": self.meals.id,
                    "total_amount_currency": 10,
                    "ipai_advance_id": advance.id,
                }
            )

    def test_expense_paid_by_the_company(self):
        advance = self._paid(1000)
        with self.assertRaisesRegex(ValidationError, "paid by the company"):
            self._spend(advance, 10, post=False, payment_mode="company_account")

    def test_expense_leaves_its_advance(self):
        advance = self._paid(1000).with_user(self.ana)
        expense = self._spend(advance, 450)
        expense.sudo().ipai_advance_id = False
        self.assertFalse(advance.move_ids.filtered(lambda move: move.state == "draft"))
        expense.sudo().ipai_advance_id = advance
        advance.with_user(self.ana).action_propose_settlement()
        advance.with_user(self.ana).action_post_settlement()
        with self.assertRaisesRegex(UserError, "already settled"):
            expense.sudo().ipai_advance_id = False

    def test_overdue_blocks_the_next(self):
        self._paid(1000)
        late = self._ask(50)
        with self.assertRaisesRegex(UserError, "has not liquidated"):
            late.action_submit()
        self.company.ipai_advance_overdue = "warn"
        late.action_submit()
        self.assertEqual(late.state, "submitted")
        self.assertIn("has not liquidated", late.overdue_warning)
        self.company.ipai_advance_overdue = "allow"
        late.invalidate_recordset()
        self.assertFalse(late.overdue_warning)

    def test_reminders(self):
        today = fields.Date.today()
        advance = self._paid(1000, date=str(today)).sudo()
        remind = self.env["ipai.expense.advance"]._cron_remind
        remind()
        self.assertFalse(advance.activity_ids)
        advance.date_due = today + timedelta(days=2)
        remind()
        self.assertEqual(advance.activity_ids.user_id, self.maria.user_id)
        advance.date_due = today - timedelta(days=1)
        remind()
        remind()
        self.assertEqual(len(advance.activity_ids), 2)
        self.assertEqual(
            advance.activity_ids.user_id, self.maria.user_id | self.jose.user_id
        )
        self._spend(advance, 1000, date=str(today))
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        self.assertFalse(advance.activity_ids)
