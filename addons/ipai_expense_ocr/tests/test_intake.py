# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ReceiptCase, reading
from .drawing import sample_receipts


@tagged("post_install", "-at_install")
class TestIntake(ReceiptCase):
    def test_each_file_becomes_a_waiting_expense(self):
        names = ["IMG_1.jpg", "no extension", "x.heic"]
        files = sum((self._attach(name) for name in names), self.env["ir.attachment"])
        ids = self.expenses.ipai_create_from_attachments(files.ids)
        expenses = self.expenses.browse(ids)
        self.assertEqual(expenses.mapped("name"), ["IMG_1", "no extension", "x"])
        self.assertEqual(expenses.message_main_attachment_id, files)
        self.assertEqual(expenses.employee_id, self.employee)
        self.assertEqual(expenses.company_id, self.company)
        self.assertEqual(set(expenses.mapped("ipai_state")), {"pending"})
        self.assertEqual(set(expenses.mapped("ipai_source")), {"upload"})

    def test_odoo_s_own_upload_waits_too(self):
        attachment = self._attach()
        self.expenses.create_expense_from_attachments(attachment.ids)
        expense = self.expenses.browse(attachment.res_id)
        self.assertEqual(expense.ipai_state, "pending")

    def test_attach_receipt(self):
        expense = self.expenses.create({"name": "Nails", "product_id": self.product.id})
        self.assertFalse(expense.ipai_state)
        attachment = self._attach()
        attachment.res_id = expense.id
        expense.attach_document(attachment_ids=attachment.ids)
        self.assertEqual(expense.ipai_state, "pending")

    def test_a_second_attachment_does_not_undo_a_reading(self):
        expense = self._scan()
        expense._ipai_fill(reading())
        attachment = self._attach()
        attachment.res_id = expense.id
        expense.attach_document(attachment_ids=attachment.ids)
        self.assertEqual(expense.ipai_state, "read")

    def test_modes(self):
        for mode, state in {
            "automatic": "pending",
            "on_demand": False,
            "off": False,
        }.items():
            self.company.ipai_receipt_mode = mode
            self.assertEqual(self.expenses.env.company, self.company)
            self.assertEqual(
                self.env["res.company"].with_user(self.user).ipai_receipt_reading(),
                mode,
            )
            self.assertEqual(self._scan().ipai_state, state, mode)

    def test_reading_on_demand(self):
        self.company.ipai_receipt_mode = "on_demand"
        expense = self._scan()
        action = expense.action_ipai_read()
        self.assertEqual(action["params"], {"ids": expense.ids})
        self.assertEqual(expense.ipai_state, "pending")

    def test_reading_switched_off(self):
        self.company.ipai_receipt_mode = "off"
        expense = self._scan()
        with self.assertRaisesRegex(UserError, "switched off"):
            expense.action_ipai_read()

    def test_receipts_by_rest(self):
        service = new_test_user(
            self.env, login="sidecar", groups="ipai_base.group_service"
        )
        expenses = self.env["hr.expense"].with_user(service)
        content = base64.b64encode(sample_receipts()[0][1]).decode()
        files = [
            {"name": "good.jpg", "content": content, "reading": reading()},
            {"name": "later.jpg", "content": content, "reading": None, "message": None},
            {"name": "bad.jpg", "content": "", "message": "The file is empty."},
        ]
        answer = expenses.ipai_receive_receipts(files, "MARIA.SANTOS@bayan.example")
        self.assertEqual(
            [(row["status"], row["message"]) for row in answer],
            [("read", ""), ("pending", ""), ("failed", "The file is empty.")],
        )
        made = self.env["hr.expense"].browse([row["id"] for row in answer])
        self.assertEqual(made.employee_id, self.employee)
        self.assertEqual(made.company_id, self.company)
        self.assertEqual(made[0].total_amount_currency, 1120)
        self.assertEqual(made[0].tax_ids, self.vat)
        self.assertEqual(made[2].message_main_attachment_id.name, "bad.jpg")
        self.assertEqual(made.with_user(self.user).mapped("nb_attachment"), [1, 1, 1])

    def test_receipts_by_rest_need_one_employee(self):
        for employee in (None, "", "nobody@bayan.example"):
            with self.assertRaisesRegex(UserError, "Name exactly one"):
                self.env["hr.expense"].sudo().ipai_receive_receipts([], employee)
        self._create_employee(
            "maria.reyes", self.company
        ).work_email = "maria.santos@bayan.example"
        with self.assertRaisesRegex(UserError, "2 employees"):
            self.env["hr.expense"].sudo().ipai_receive_receipts(
                [], "maria.santos@bayan.example"
            )

    def test_receipts_by_rest_are_for_the_service_user(self):
        with self.assertRaises(AccessError):
            self.expenses.ipai_receive_receipts([], "maria.santos")

    def test_receipts_by_rest_go_to_the_employee_s_company(self):
        other = self._create_company("Other")
        pedro = self._create_employee("pedro.ramos", other)
        self.env["account.tax"].search([("company_id", "=", other.id)]).unlink()
        vat = self._create_tax("Their VAT", 12, company=other)
        answer = (
            self.env["hr.expense"]
            .sudo()
            .ipai_receive_receipts(
                [{"name": "a.jpg", "content": "", "reading": reading()}], "pedro.ramos"
            )
        )
        expense = self.env["hr.expense"].sudo().browse(answer[0]["id"])
        self.assertEqual(expense.company_id, other)
        self.assertEqual(expense.employee_id, pedro)
        self.assertEqual(expense.tax_ids, vat)
        expense.tax_ids = [Command.clear()]
