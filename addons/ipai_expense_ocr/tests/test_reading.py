# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket

from odoo import fields
from odoo.sql_db import db_connect
from odoo.tests import tagged

from odoo.addons.ipai_expense_ocr.models.hr_expense_run import WAITS

from .common import ReceiptCase
from .drawing import SHOPS, sample_receipts


@tagged("post_install", "-at_install")
class TestReading(ReceiptCase):
    def test_receipts_are_read(self):
        self._connect_sidecar()
        for (name, picture), (vendor, tin, number, total) in zip(
            sample_receipts(), SHOPS, strict=True
        ):
            expense = self._scan(name, picture)
            expense.ipai_read()
            self.assertIn(expense.ipai_state, ("read", "review"))
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
            call = self.last_call()
            self.assertEqual(call.purpose, "Read receipt")
            self.assertEqual((call.res_id, call.state), (expense.id, "done"))

    def test_bad_files_leave_an_expense_that_says_so(self):
        self._connect_sidecar()
        for name, content in {
            "empty.jpg": b"",
            "notes.jpg": b"Lunch with the auditors, 1,120.00",
            "cut.jpg": sample_receipts()[0][1][:900],
            "big.jpg": b"\xff\xd8" + b"\0" * (40 * 1024 * 1024),
        }.items():
            expense = self._scan(name, content)
            expense.ipai_read()
            self.assertEqual(expense.ipai_state, "failed", name)
            self.assertRegex(expense.ipai_message, r"^[A-Z].*\.$")
            self.assertEqual(expense.message_main_attachment_id.name, name)
            call = self.last_call()
            self.assertEqual(call.state, "failed")
            self.assertTrue(call.code, name)
            self.assertEqual(call.error, expense.ipai_message)

    def test_a_dead_sidecar_loses_nothing(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.connect(f"http://127.0.0.1:{port}")
        expense = self._scan()
        expense.ipai_read()
        self.assertEqual(expense.ipai_state, "pending")
        self.assertIn("not running", expense.ipai_message)
        self.assertGreater(expense.ipai_next_attempt_at, fields.Datetime.now())
        self.assertEqual(self.last_call().state, "failed")
        self.assertEqual(expense.nb_attachment, 1)

    def test_a_wrong_secret_names_the_setting(self):
        self._connect_sidecar(secret="another-secret-of-more-than-32-characters")
        expense = self._scan()
        expense.ipai_read()
        self.assertEqual(expense.ipai_state, "pending")
        self.assertIn("Settings > Workbench", expense.ipai_message)
        self.assertEqual(self.last_call().status, 401)

    def test_it_gives_up_in_the_end(self):
        self.connect("not an address")
        expense = self._scan()
        for attempt in range(1, len(WAITS) + 1):
            expense.ipai_read()
            self.assertEqual(expense.ipai_state, "pending")
            self.assertEqual(expense.ipai_attempts, attempt)
        expense.ipai_read()
        self.assertEqual(expense.ipai_state, "failed")
        self.assertIn("Gave up after 7 attempts", expense.ipai_message)
        expense.action_ipai_read()
        self.assertEqual(expense.ipai_state, "pending")
        self.assertEqual(expense.ipai_attempts, 0)

    def test_without_a_receipt(self):
        expense = self.expenses.create({"name": "Nails", "product_id": self.product.id})
        expense.ipai_read()
        self.assertEqual(expense.ipai_message, "Attach a receipt, then read it.")

    def test_what_was_read_is_not_read_twice(self):
        self._connect_sidecar()
        expense = self._scan()
        expense.ipai_read()
        call = self.last_call()
        expense.ipai_read()
        self.assertEqual(self.last_call(), call)

    def test_two_readers_do_not_read_the_same_receipt(self):
        self.connect("not an address")
        expense = self._scan()
        # A connection of its own: the test's cursors all share one
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtext('ipai_expense_ocr'), %s)",
                (expense.id,),
            )
            expense.ipai_read()
            self.assertEqual(expense.ipai_attempts, 0)
        expense.ipai_read()
        self.assertEqual(expense.ipai_attempts, 1)
