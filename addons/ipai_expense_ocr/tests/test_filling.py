# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import ReceiptCase, reading


@tagged("post_install", "-at_install")
class TestFilling(ReceiptCase):
    def _filled(self, *, expense=None, **values):
        expense = expense or self._scan()
        expense._ipai_fill(reading(**values))
        return expense

    def test_a_good_receipt_fills_the_expense(self):
        expense = self._filled()
        self.assertRecordValues(
            expense,
            [
                {
                    "name": "BAYANI HARDWARE CORPORATION OR-004512",
                    "date": fields.Date.to_date("2026-03-14"),
                    "total_amount_currency": 1120,
                    "tax_amount_currency": 120,
                    "currency_id": self.peso.id,
                    "tax_ids": self.vat.ids,
                    "vendor_id": False,
                    "ipai_vendor_name": "BAYANI HARDWARE CORPORATION",
                    "ipai_tin": "123-456-789-00000",
                    "ipai_receipt_number": "OR-004512",
                    "product_id": self.product.id,
                    "ipai_state": "read",
                    "ipai_low_confidence": False,
                    "ipai_message": False,
                }
            ],
        )

    def test_low_confidence_is_marked(self):
        expense = self._filled(confidence={"total": 0.79, "date": 0.5, "address": 0.1})
        self.assertEqual(expense.ipai_low_confidence, "date,total")
        self.assertEqual(expense.ipai_state, "review")

    def test_the_threshold_is_the_company_s(self):
        self.company.ipai_receipt_threshold = 0.6
        expense = self._filled(confidence={"total": 0.79, "date": 0.5})
        self.assertEqual(expense.ipai_low_confidence, "date")

    def test_essentials_that_are_missing_are_marked(self):
        expense = self._filled(total=None, vendor=None, date=None)
        self.assertEqual(expense.ipai_low_confidence, "vendor,date,total")
        self.assertEqual(expense.name, "OR-004512")
        self.assertEqual(expense.date, fields.Date.context_today(expense))
        self.assertFalse(expense.tax_ids)

    def test_missing_extras_are_no_reason_to_review(self):
        expense = self._filled(receipt_number=None, tin=None, tax=None)
        self.assertEqual(expense.ipai_state, "read")
        self.assertEqual(expense.name, "BAYANI HARDWARE CORPORATION")

    def test_an_unreadable_picture_says_only_what_to_do(self):
        advice = "No text was found. Retake the picture."
        expense = self._filled(status="poor", advice=advice, total=None, tax=None)
        self.assertEqual(expense.ipai_message, advice)
        self.assertFalse(expense.tax_ids)

    def test_a_poor_picture_says_so(self):
        expense = self._filled(status="poor", advice="Take the picture again.")
        self.assertEqual(expense.ipai_state, "review")
        self.assertEqual(expense.ipai_message, "Take the picture again.")

    def test_a_date_in_the_future_is_marked(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        expense = self._filled(date=str(tomorrow))
        self.assertEqual(expense.ipai_low_confidence, "date")
        self.assertIn("future", expense.ipai_message)

    def test_a_foreign_currency_in_use(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        expense = self._filled(currency="USD", tax=None)
        self.assertEqual(expense.currency_id, dollar)
        self.assertEqual(expense.total_amount_currency, 1120)

    def test_a_currency_not_in_use(self):
        self.env.ref("base.JPY").active = False
        for code in ("JPY", "XXX"):
            expense = self._filled(currency=code, tax=None)
            self.assertEqual(expense.currency_id, self.peso)
            self.assertEqual(expense.ipai_state, "review")
            self.assertEqual(expense.ipai_low_confidence, "currency")
            self.assertIn(f"in {code}, which is not in use", expense.ipai_message)

    def test_no_currency_on_the_receipt(self):
        expense = self._filled(currency=None)
        self.assertEqual(expense.currency_id, self.peso)
        self.assertEqual(expense.ipai_state, "read")

    def test_vat_without_tin_is_not_claimed(self):
        expense = self._filled(tin=None)
        self.assertFalse(expense.tax_ids)
        self.assertEqual(expense.ipai_low_confidence, "tin")
        self.assertIn("no TIN", expense.ipai_message)

    def test_no_vat_on_the_receipt(self):
        self.product.supplier_taxes_id = self.vat
        expense = self._filled(tax=None)
        self.assertFalse(expense.tax_ids)
        self.assertEqual(expense.ipai_state, "read")
        self.assertIn("shows none", expense.ipai_message)

    def test_vat_that_no_tax_explains(self):
        expense = self._filled(tax="60.00")
        self.assertFalse(expense.tax_ids)
        self.assertEqual(expense.ipai_low_confidence, "tax")
        self.assertIn(
            "VAT of 60.00 does not fit a total of 1,120.00", expense.ipai_message
        )

    def test_the_usual_tax_of_several_is_taken(self):
        services = self._create_tax("VAT 12% services", 12)
        self._create_tax("Output VAT", 12, use="sale")
        self.assertEqual(self._filled().tax_ids, self.vat)
        self.company.account_purchase_tax_id = services
        self.assertEqual(self._filled().tax_ids, services)
        self.company.account_purchase_tax_id = False
        self.product.supplier_taxes_id = services
        self.assertEqual(self._filled().tax_ids, services)

    def test_a_tax_for_purchases_abroad_is_not_taken(self):
        abroad = self._create_tax("VAT 12% on imports", 12)
        position = self.env["account.fiscal.position"].create(
            {"name": "Imports", "company_id": self.company.id}
        )
        if "tax_dest_id" in self.env["account.fiscal.position"].tax_ids._fields:
            position.tax_ids = [
                Command.create({"tax_src_id": self.vat.id, "tax_dest_id": abroad.id})
            ]
        else:
            abroad.fiscal_position_ids = position
        self.company.account_purchase_tax_id = abroad
        self.assertEqual(self._filled().tax_ids, self.vat)

    def test_a_tax_of_another_company_is_not_taken(self):
        other = self._create_company("Other")
        theirs = self._create_tax("VAT 12% of others", 12, company=other)
        self.vat.active = False
        expense = self._filled()
        self.assertNotIn(theirs, expense.tax_ids)
        self.assertFalse(expense.tax_ids)

    def test_typed_values_stay(self):
        expense = self._scan()
        typed = {
            "name": "Nails for the stage",
            "date": fields.Date.to_date("2026-03-10"),
            "total_amount_currency": 1000,
            "ipai_tin": "999-999-999-00000",
        }
        expense.write(typed)
        self._filled(expense=expense, currency="USD")
        self.assertRecordValues(expense, [{**typed, "currency_id": self.peso.id}])
        self.assertEqual(expense.ipai_receipt_number, "OR-004512")

    def test_reading_again_replaces_only_what_was_read(self):
        expense = self._filled(total="120.00", vendor="BAYAN1 HARDWARE", tax=None)
        expense.ipai_receipt_number = "OR-1"
        self._filled(expense=expense)
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertEqual(expense.ipai_vendor_name, "BAYANI HARDWARE CORPORATION")
        self.assertEqual(expense.tax_ids, self.vat)
        self.assertEqual(expense.ipai_receipt_number, "OR-1")
        expense.tax_ids = [Command.clear()]
        expense.total_amount_currency = 1100
        self._filled(expense=expense)
        self.assertEqual(expense.total_amount_currency, 1100)

    def test_an_expense_made_by_hand_keeps_its_values(self):
        expense = self.expenses.create(
            {
                "name": "Hardware",
                "product_id": self.product.id,
                "total_amount_currency": 50,
            }
        )
        self._filled(expense=expense)
        self.assertEqual(expense.name, "Hardware")
        self.assertEqual(expense.total_amount_currency, 50)
        self.assertEqual(str(expense.date), "2026-03-14")
        self.assertEqual(expense.ipai_tin, "123-456-789-00000")

    def test_a_category_with_a_price_keeps_its_amount(self):
        expense = self._scan()
        self.product.with_company(self.company).standard_price = 25
        expense.invalidate_recordset()
        amount = expense.total_amount_currency
        self._filled(expense=expense)
        self.assertEqual(expense.total_amount_currency, amount)

    def test_a_correction_settles_the_mark(self):
        expense = self._filled(confidence={"total": 0.5, "date": 0.5})
        expense.date = "2026-03-13"
        self.assertEqual(expense.ipai_low_confidence, "total")
        self.assertEqual(expense.ipai_state, "review")
        expense.total_amount_currency = 1121
        self.assertFalse(expense.ipai_low_confidence)
        self.assertEqual(expense.ipai_state, "read")

    def test_looks_right(self):
        expense = self._filled(confidence={"total": 0.5})
        expense.action_ipai_confirm()
        self.assertEqual(expense.ipai_state, "read")
        self.assertFalse(expense.ipai_low_confidence)
