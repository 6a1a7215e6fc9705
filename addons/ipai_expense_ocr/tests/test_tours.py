# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket

from odoo.tests import HttpCase, tagged

from .common import ReceiptSetup, reading
from .drawing import sample_receipts


class ScanTourCase(ReceiptSetup, HttpCase):
    """Real Chromium, real Odoo, real sidecar."""

    path = "/odoo/action-hr_expense.hr_expense_actions_my_all"

    def _tour(self, name, files=()):
        """Offer files [(name, content)] to a tour; the employee's expenses after it."""
        self.env["ir.attachment"].create(
            [
                {
                    "name": file,
                    "raw": content,
                    "public": True,
                    "description": "offered to the tour",
                }
                for file, content in files
            ]
        )
        self.start_tour(self.path, name, login=self.user.login, timeout=120)
        self.env.invalidate_all()
        return self.env["hr.expense"].search([("employee_id", "=", self.employee.id)])

    def _assert_read(self, expenses):
        self.assertEqual(
            sorted(expenses.mapped("total_amount_currency")), [336, 560, 1120]
        )
        self.assertEqual(expenses.tax_ids, self.vat)


@tagged("post_install", "-at_install")
class TestTours(ScanTourCase):
    def test_list(self):
        self._connect_sidecar()
        self._assert_read(self._tour("ipai_expense_ocr_list", sample_receipts()))

    def test_kanban(self):
        self._connect_sidecar()
        self._assert_read(self._tour("ipai_expense_ocr_kanban", sample_receipts()))

    def test_bad_files(self):
        self._connect_sidecar()
        expenses = self._tour(
            "ipai_expense_ocr_bad_files",
            [
                ("empty.jpg", b""),
                ("notes.jpg", b"Lunch with the auditors, 1,120.00"),
                ("cut.jpg", sample_receipts()[0][1][:900]),
            ],
        )
        self.assertEqual(expenses.mapped("ipai_state"), ["failed"] * 3)
        self.assertEqual(expenses.mapped("nb_attachment"), [1, 1, 1])
        calls = self._calls(expenses)
        self.assertEqual(calls.mapped("state"), ["failed"] * 3)

    def test_reading_a_selection_again(self):
        self._connect_sidecar()
        for name, picture in sample_receipts()[:2]:
            self._scan(name, picture)._ipai_fail("Nobody was there.")
        expenses = self._tour("ipai_expense_ocr_again")
        self.assertEqual(sorted(expenses.mapped("total_amount_currency")), [560, 1120])

    def test_wrong_secret(self):
        self._connect_sidecar(secret="another-secret-of-more-than-32-characters")
        self._assert_waiting()

    def test_dead_sidecar(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.connect(f"http://127.0.0.1:{probe.getsockname()[1]}")
        self._assert_waiting()

    def _assert_waiting(self):
        expenses = self._tour("ipai_expense_ocr_no_answer", sample_receipts())
        self.assertEqual(expenses.mapped("ipai_state"), ["pending"] * 3)
        self.assertEqual(expenses.mapped("nb_attachment"), [1, 1, 1])
        # Only the first was asked for; the others wait for the scheduler.
        self.assertEqual(sorted(expenses.mapped("ipai_attempts")), [0, 0, 1])
        self.assertEqual(self._calls(expenses).mapped("state"), ["failed"])

    def _calls(self, expenses):
        return self.env["ipai.call"].search(
            [("res_model", "=", "hr.expense"), ("res_id", "in", expenses.ids)]
        )

    def test_review(self):
        self._connect_sidecar()
        self.user = self._create_employee(
            "elena.cruz", self.company, "base.group_partner_manager"
        ).user_id
        expense = self._scan(*sample_receipts()[0])
        expense._ipai_fill(reading(confidence={"total": 0.55}, receipt_number="1"))
        self._tour("ipai_expense_ocr_review")
        self.assertEqual(expense.vendor_id.vat, "123-456-789-00000")
        self.assertEqual(expense.ipai_receipt_number, "OR-004512")


@tagged("post_install", "-at_install")
class TestPhone(ScanTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self._connect_sidecar()
        self._assert_read(self._tour("ipai_expense_ocr_phone", sample_receipts()))
