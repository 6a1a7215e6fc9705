# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import Form, tagged

from .common import ReceiptCase, reading


@tagged("post_install", "-at_install")
class TestViews(ReceiptCase):
    def test_the_vendor_is_always_shown(self):
        arch = etree.fromstring(self.expenses.get_view(view_type="form")["arch"])
        vendor = arch.xpath("//sheet//field[@name='vendor_id']")
        self.assertEqual(len(vendor), 1)
        self.assertFalse(vendor[0].get("invisible"))

    def test_each_value_has_one_mark(self):
        arch = etree.fromstring(self.expenses.get_view(view_type="form")["arch"])
        marks = arch.xpath("//widget[@name='ipai_reading_mark']/@value")
        self.assertEqual(
            sorted(marks),
            ["currency", "date", "receipt_number", "tax", "tin", "total", "vendor"],
        )

    def test_an_employee_corrects_in_the_form(self):
        expense = self._scan()
        expense._ipai_fill(reading(confidence={"total": 0.4}))
        with Form(expense) as form:
            form.total_amount_currency = 1130
            form.ipai_tin = "123-456-789-00001"
        self.assertEqual(expense.ipai_state, "read")
        self.assertEqual(expense.total_amount_currency, 1130)

    def test_settings(self):
        settings = self.env["res.config.settings"].create({})
        settings.ipai_receipt_mode = "on_demand"
        settings.ipai_receipt_threshold = 0.9
        settings.execute()
        self.assertEqual(self.company.ipai_receipt_mode, "on_demand")
        self.assertEqual(self.company.ipai_receipt_threshold, 0.9)
