# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import tagged

from .agent import AgentCase
from .drawing import SHOPS, sample_receipts


@tagged("post_install", "-at_install")
class TestReading(AgentCase):
    """Real files, read by the real sidecar."""

    def test_receipts_are_read(self):
        self._connect_sidecar()
        for (name, picture), (vendor, tin, number, total) in zip(
            sample_receipts(), SHOPS, strict=True
        ):
            expense = self._scan(name, picture)
            answer = self._read(expense)
            self.assertIn(answer["state"], ("read", "review"))
            self.assertRecordValues(
                expense,
                [
                    {
                        "date": fields.Date.to_date("2026-03-14"),
                        "total_amount_currency": float(total.replace(",", "")),
                        "ipai_tin": tin,
                        "ipai_receipt_number": number,
                        "tax_ids": self.vat.ids,
                    }
                ],
            )
            self.assertEqual(expense.ipai_vendor_name.upper(), vendor.upper())
            self.assertEqual(len(expense.ipai_file_hash), 64)
            self.assertGreater(expense.ipai_seconds, 0)
        self.assertFalse(self.env["hr.expense"].search([]).ipai_duplicate_ids)

    def test_the_same_file_is_told(self):
        self._connect_sidecar()
        name, picture = sample_receipts()[0]
        first, second = self._scan(name, picture), self._scan("again.jpg", picture)
        self._read(first)
        answer = self._read(second)
        self.assertEqual(answer["duplicates"], first.ids)
        self.assertFalse(first.ipai_duplicate_ids)

    def test_bad_files_leave_an_expense_that_says_so(self):
        self._connect_sidecar()
        for name, content in {
            "empty.jpg": b"",
            "notes.jpg": b"Lunch with the auditors, 1,120.00",
            "cut.jpg": sample_receipts()[0][1][:900],
            "big.jpg": b"\xff\xd8" + b"\0" * (40 * 1024 * 1024),
        }.items():
            expense = self._scan(name, content)
            answer = self._read(expense)
            self.assertEqual(answer["state"], "failed", name)
            self.assertRegex(expense.ipai_message, r"^[A-Z].*\.$")
            self.assertEqual(expense.message_main_attachment_id.name, name)
