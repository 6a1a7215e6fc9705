# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .agent import AgentCase
from .common import reading

SUPPLEMENTARY = "THIS DOCUMENT IS NOT VALID", "FOR CLAIM OF INPUT TAX."


@tagged("post_install", "-at_install")
class TestVat(AgentCase):
    """Input VAT is claimed only when the receipt allows it (NIRC 110, 113)."""

    def _filled(self, **values):
        lines = values.pop("lines", ())
        expense = self._scan()
        data = reading(**values)
        data["lines"] += [{**data["lines"][0], "text": text} for text in lines]
        self._fill(expense, data)
        return expense

    def _not_claimed(self, expense, why):
        self.assertFalse(expense.tax_ids)
        self.assertEqual(expense.tax_amount_currency, 0)
        self.assertIn(why, expense.ipai_message)

    def test_a_vat_invoice_is_claimed(self):
        expense = self._filled()
        self.assertEqual(expense.tax_ids, self.vat)
        self.assertEqual(expense.tax_amount_currency, 120)
        self.assertEqual(expense.ipai_vat_registered, "VAT")

    def test_a_vendor_that_is_not_registered(self):
        expense = self._filled(vat_registration="NON-VAT")
        self._not_claimed(expense, "not VAT-registered (NIRC 110")
        self.assertEqual(expense.ipai_state, "read")

    def test_a_supplementary_document(self):
        expense = self._filled(lines=SUPPLEMENTARY)
        self._not_claimed(expense, "not valid for a claim of input tax (NIRC 110")
        self.assertEqual(expense.ipai_state, "read")

    def test_a_tin_typed_later_claims_the_vat(self):
        expense = self._filled(tin=None)
        self._not_claimed(expense, "NIRC 113")
        expense.ipai_tin = "123-456-789-00000"
        self.assertEqual(expense.tax_ids, self.vat)
        expense.ipai_vat_registered = "NON-VAT"
        self.assertFalse(expense.tax_ids)
        expense.ipai_vat_registered = "VAT"
        self.assertEqual(expense.tax_ids, self.vat)

    def test_a_total_set_right_claims_the_vat(self):
        expense = self._filled(total="120.00")
        self._not_claimed(expense, "does not fit")
        expense.total_amount_currency = 1120
        self.assertEqual(expense.tax_ids, self.vat)

    def test_a_person_s_taxes_stay(self):
        expense = self._filled()
        expense.tax_ids = [Command.clear()]
        expense.ipai_tin = "123-456-789-00001"
        self.assertFalse(expense.tax_ids)

    def test_another_category_claims_nothing_the_receipt_lacks(self):
        services = self._create_tax("VAT 12% services", 12)
        meals = self.product.copy({"name": "Meals", "supplier_taxes_id": services.ids})
        expense = self._filled(vat_registration="NON-VAT")
        expense.product_id = meals
        self.assertFalse(expense.tax_ids)
        expense = self._filled(receipt_number="OR-2")
        expense.product_id = meals
        self.assertEqual(expense.tax_ids, services)
        expense.product_id = self.product
        self.assertEqual(expense.tax_ids, self.vat)
        self.assertFalse(
            expense.sudo().ipai_correction_ids.filtered(lambda c: c.field == "tax_ids")
        )


@tagged("post_install", "-at_install")
class TestSplit(AgentCase):
    """A mixed receipt: 560.00 with VAT, 440.01 exempt, discounted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.food = cls.product.copy({"name": "Food", "default_code": "FOOD"})
        cls.drugs = cls.product.copy({"name": "Medicine", "default_code": "DRUGS"})

    def _mixed(self, *items):
        data = reading(
            total="1000.01",
            tax="60.00",
            vatable_sales="500.00",
            vat_exempt="440.01",
        )
        data["line_items"] = [
            {**data["line_items"][0], "description": name, "amount": amount}
            for name, amount in items
        ]
        expense = self._scan()
        self._fill(expense, data)
        return expense

    def _split(self, expense):
        action = expense.action_ipai_split_lines()
        wizard = self.env["hr.expense.split.wizard"].with_user(self.user)
        wizard = wizard.browse(action["res_id"])
        self.assertTrue(wizard.split_possible)
        wizard.action_split_expense()
        return expense | self.env["hr.expense"].with_user(self.user).search(
            [("ipai_origin_id", "=", expense.id)], order="id"
        )

    def test_a_mixed_receipt_is_for_review_and_says_what_to_do(self):
        expense = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        self.assertEqual(expense.ipai_state, "review")
        self.assertFalse(expense.tax_ids)
        self.assertIn("560.00 of 1,000.01 only", expense.ipai_message)
        self.assertIn("Split receipt", expense.ipai_message)
        self.assertEqual(expense.ipai_line_ids.mapped("is_vatable"), [True, False])

    def test_vat_covers_only_the_vatable_part(self):
        expense = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        parts = self._split(expense)
        self.assertEqual(len(parts), 2)
        self.assertEqual(set(parts.mapped("ipai_state")), {"read"})
        self.assertEqual(parts.mapped("total_amount_currency"), [560, 440.01])
        self.assertEqual(parts[0].tax_ids, self.vat)
        self.assertFalse(parts[1].tax_ids)
        self.assertEqual(parts.mapped("tax_amount_currency"), [60, 0])
        self.assertIn("AMLODIPINE", parts[1].name)

    def test_splitting_lets_the_run_go_on_when_nothing_else_is_unsure(self):
        expense = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        self._report(expense, "waiting", question="Check it.")
        self._split(expense)
        self.assertEqual(expense.ipai_run_state, "queued")
        unsure = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        unsure.ipai_low_confidence = "date,tax"
        self._split(unsure)
        self.assertEqual(unsure.ipai_low_confidence, "date")
        self.assertEqual(unsure.ipai_state, "review")

    def test_each_part_keeps_vendor_tin_and_receipt(self):
        expense = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        expense.sudo().vendor_id = self.env["res.partner"].create({"name": "Botika"})
        part = self._split(expense)[1]
        self.assertEqual(part.vendor_id, expense.vendor_id)
        self.assertEqual(part.ipai_tin, "123-456-789-00000")
        self.assertEqual(part.ipai_receipt_number, "OR-004512")
        self.assertEqual(part.ipai_vendor_name, "BAYANI HARDWARE CORPORATION")
        self.assertEqual(part.date, expense.date)
        self.assertEqual(part.ipai_state, "read")
        self.assertEqual(
            part.message_main_attachment_id.checksum,
            expense.message_main_attachment_id.checksum,
        )
        self.assertFalse(part.ipai_duplicate_ids)
        self.assertFalse(part.same_receipt_expense_ids)
        part._ipai_find_duplicates()
        self.assertFalse(part.ipai_duplicate_ids)

    def test_items_of_other_categories_become_parts(self):
        expense = self._mixed(
            ("SHAMPOO", "300.00"), ("RICE", "260.00"), ("AMLODIPINE", "440.01")
        )
        expense.ipai_line_ids[1].product_id = self.food
        expense.ipai_line_ids[2].product_id = self.drugs
        parts = self._split(expense)
        self.assertEqual(parts.product_id, self.product | self.food | self.drugs)
        by_product = {part.product_id: part for part in parts}
        self.assertEqual(by_product[self.product].total_amount_currency, 300)
        self.assertEqual(by_product[self.food].tax_ids, self.vat)
        self.assertFalse(by_product[self.drugs].tax_ids)
        self.assertEqual(
            expense.currency_id.round(sum(parts.mapped("total_amount_currency"))),
            1000.01,
        )

    def test_a_discount_is_shared_and_the_sum_is_kept(self):
        expense = self._mixed(
            ("SHAMPOO", "333.33"), ("RICE", "333.33"), ("AMLODIPINE", "550.00")
        )
        self.assertEqual(expense.ipai_line_ids.mapped("is_vatable"), [True] * 3)
        expense.ipai_line_ids[1].product_id = self.food
        expense.ipai_line_ids[2].write({"is_vatable": False})
        parts = self._split(expense)
        self.assertEqual(
            sorted(parts.mapped("total_amount_currency")), [280, 280, 440.01]
        )

    def test_the_category_of_a_part_keeps_its_vat_treatment(self):
        expense = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        self.food.supplier_taxes_id = self.vat
        first, second = self._split(expense)
        first.product_id = second.product_id = self.food
        self.assertEqual(first.tax_ids, self.vat)
        self.assertFalse(second.tax_ids)

    def test_splitting_corrects_nothing(self):
        expense = self._mixed(("SHAMPOO", "560.00"), ("AMLODIPINE", "440.01"))
        self._split(expense)
        self.assertFalse(expense.sudo().ipai_correction_ids)

    def test_nothing_to_split(self):
        expense = self._scan()
        self._fill(expense, reading())
        with self.assertRaisesRegex(UserError, "Nothing on this receipt"):
            expense.action_ipai_split_lines()
