# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ReceiptCase


@tagged("post_install", "-at_install")
class TestCron(ReceiptCase):
    def _due(self, *expenses):
        for number, expense in enumerate(expenses):
            expense.ipai_next_attempt_at = fields.Datetime.now() - timedelta(
                hours=len(expenses) - number
            )

    def _run(self):
        """Let Odoo's scheduler run the action, as often as the action asks for."""
        cron = self.env.ref("ipai_expense_ocr.ir_cron_read_receipts")
        cron.nextcall = fields.Datetime.now() - timedelta(days=1)
        self.env.flush_all()
        scheduler = self.registry["ir.cron"]
        scheduler._run_job(scheduler._acquire_one_job(self.env.cr, cron.id))
        self.env.invalidate_all()

    def test_waiting_receipts_are_read(self):
        self._connect_sidecar()
        late, early, fresh = self._scan("1.jpg"), self._scan("2.jpg"), self._scan()
        self._due(early, late)
        self._run()
        for expense in (early, late):
            self.assertIn(expense.ipai_state, ("read", "review"))
            self.assertEqual(expense.total_amount_currency, 1120)
            self.assertEqual(expense.tax_ids, self.vat)
        calls = self.env["ipai.call"].search([("res_model", "=", "hr.expense")])
        self.assertEqual(calls.sorted("id").mapped("res_id"), [early.id, late.id])
        # The browser's turn is not over
        self.assertEqual(fresh.ipai_state, "pending")
        self.assertEqual(fresh.ipai_attempts, 0)

    def test_a_dead_sidecar_is_asked_once_a_run(self):
        self.connect("not an address")
        first, second = self._scan("1.jpg"), self._scan("2.jpg")
        self._due(first, second)
        self._run()
        self.assertEqual((first.ipai_attempts, second.ipai_attempts), (1, 0))

    def test_switched_off_or_submitted_receipts_stay(self):
        expense = self._scan()
        self._due(expense)
        self.company.ipai_receipt_mode = "off"
        self.connect("not an address")
        self._run()
        self.assertEqual(expense.ipai_attempts, 0)

    def test_one_strange_receipt_does_not_hold_up_the_others(self):
        self._connect_sidecar()
        strange, good = self._scan("1.jpg"), self._scan("2.jpg")
        strange.message_main_attachment_id.sudo().res_id = 0
        strange.message_main_attachment_id.sudo().unlink()
        self._due(strange, good)
        self._run()
        self.assertEqual(strange.ipai_state, "failed")
        self.assertEqual(good.total_amount_currency, 1120)
