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
        self.env.ref("ipai_expense_ocr.ir_cron_read_receipts").with_user(
            self.env.ref("base.user_root")
        ).method_direct_trigger()

    def test_waiting_receipts_are_read(self):
        self._connect_sidecar()
        late, early, fresh = self._scan("1.jpg"), self._scan("2.jpg"), self._scan()
        self._due(early, late)
        self.env["hr.expense"].sudo()._ipai_cron_read()
        self.assertNotEqual(early.ipai_state, "pending")
        self.assertEqual(early.total_amount_currency, 1120)
        self.assertEqual(early.tax_ids, self.vat)
        self.assertEqual(late.ipai_state, "pending")
        self.env["hr.expense"].sudo()._ipai_cron_read()
        self.assertNotEqual(late.ipai_state, "pending")
        # The browser's turn is not over
        self.assertEqual(fresh.ipai_state, "pending")
        self.assertEqual(fresh.ipai_attempts, 0)

    def test_progress_tells_the_scheduler_to_come_back(self):
        self._connect_sidecar()
        self._due(self._scan("1.jpg"), self._scan("2.jpg"))
        cron = self.env.ref("ipai_expense_ocr.ir_cron_read_receipts")
        progress = self.env["ir.cron.progress"].create({"cron_id": cron.id})
        expenses = self.env["hr.expense"].with_context(
            ir_cron_progress_id=progress.id, cron_id=cron.id
        )
        remaining = []
        for _round in range(3):
            expenses._ipai_cron_read()
            remaining.append((progress.done, progress.remaining))
        self.assertEqual(remaining, [(1, 1), (1, 0), (0, 0)])

    def test_a_dead_sidecar_is_asked_once_a_run(self):
        self.connect("not an address")
        first, second = self._scan("1.jpg"), self._scan("2.jpg")
        self._due(first, second)
        cron = self.env.ref("ipai_expense_ocr.ir_cron_read_receipts")
        progress = self.env["ir.cron.progress"].create({"cron_id": cron.id})
        self.env["hr.expense"].with_context(
            ir_cron_progress_id=progress.id, cron_id=cron.id
        )._ipai_cron_read()
        self.assertEqual(progress.remaining, 0)
        self.assertEqual((first.ipai_attempts, second.ipai_attempts), (1, 0))

    def test_switched_off_or_submitted_receipts_stay(self):
        expense = self._scan()
        self._due(expense)
        self.company.ipai_receipt_mode = "off"
        self.connect("not an address")
        self.env["hr.expense"].sudo()._ipai_cron_read()
        self.assertEqual(expense.ipai_attempts, 0)

    def test_one_strange_receipt_does_not_hold_up_the_others(self):
        self._connect_sidecar()
        strange, good = self._scan("1.jpg"), self._scan("2.jpg")
        strange.message_main_attachment_id.sudo().res_id = 0
        strange.message_main_attachment_id.sudo().unlink()
        self._due(strange, good)
        self.env["hr.expense"].sudo()._ipai_cron_read()
        self.env["hr.expense"].sudo()._ipai_cron_read()
        self.assertEqual(strange.ipai_state, "failed")
        self.assertEqual(good.total_amount_currency, 1120)
