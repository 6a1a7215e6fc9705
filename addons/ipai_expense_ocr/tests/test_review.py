# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .agent import AgentCase
from .common import reading

BOX = [40.0, 500.0, 320.0, 540.0]


@tagged("post_install", "-at_install")
class TestReview(AgentCase):
    """What the review screen asks of the server."""

    def _read_receipt(self, **options):
        expense = self._scan()
        self._fill(expense, reading(**options))
        return expense

    def test_a_line_fills_the_value(self):
        expense = self._read_receipt(confidence={"total": 0.4})
        expense.ipai_set_from_text("total", "TOTAL AMOUNT DUE PHP 1,130.00", 1, BOX)
        self.assertEqual(expense.total_amount_currency, 1130)
        self.assertNotIn("total", expense.ipai_low_confidence or "")
        read = expense.ipai_reading["fields"]["total"]
        self.assertEqual(read["value"], "1130.00")
        self.assertEqual(read["box"], BOX)
        self.assertEqual(read["by"], "person")

    def test_the_choice_can_be_taken_back(self):
        expense = self._read_receipt(confidence={"total": 0.4})
        expense.ipai_set_from_text("total", "500.00", 1, BOX)
        others = expense.ipai_reading["fields"]["total"]["alternatives"]
        self.assertEqual(others[0]["value"], "1120.00")
        expense.ipai_set_from_text("total", others[0]["value"], 1, others[0]["box"])
        self.assertEqual(expense.total_amount_currency, 1120)

    def test_each_value(self):
        expense = self._read_receipt(tin=None, receipt_number=None)
        expense.ipai_set_from_text("date", "Date: 03/15/2026")
        expense.ipai_set_from_text("tin", "VAT REG TIN: 234-567-890-00000")
        expense.ipai_set_from_text("receipt_number", "Invoice No: OR-9")
        expense.ipai_set_from_text("vendor", "KAPE AT PANDESAL CORP.")
        expense.ipai_set_from_text("currency", "PHP")
        expense.ipai_set_from_text("tax", "VAT 12%   120.00")
        self.assertEqual(str(expense.date), "2026-03-15")
        self.assertEqual(expense.ipai_tin, "234-567-890-00000")
        self.assertEqual(expense.ipai_receipt_number, "OR-9")
        self.assertEqual(expense.ipai_vendor_name, "KAPE AT PANDESAL CORP.")
        self.assertEqual(expense.currency_id, self.peso)
        self.assertEqual(expense.tax_ids, self.vat)

    def test_a_known_vendor_is_found_by_the_name_on_the_line(self):
        vendor = self.env["res.partner"].create({"name": "Kape at Pandesal Corp"})
        expense = self._read_receipt()
        expense.ipai_set_from_text("vendor", "KAPE AT PANDESAL CORPORATION")
        self.assertEqual(expense.vendor_id, vendor)

    def test_a_line_without_such_a_value_changes_nothing(self):
        expense = self._read_receipt()
        for value in ("total", "date", "tin", "receipt_number"):
            with self.assertRaisesRegex(UserError, "THANK YOU"):
                expense.ipai_set_from_text(value, "THANK YOU")
        with self.assertRaisesRegex(UserError, "address"):
            expense.ipai_set_from_text("address", "14 Mabini Street")
        self.assertEqual(expense.total_amount_currency, 1120)

    def test_vat_that_does_not_fit_is_refused_with_a_sentence(self):
        expense = self._read_receipt()
        with self.assertRaisesRegex(UserError, "does not fit"):
            expense.ipai_set_from_text("tax", "999.00")

    def test_a_submitted_expense_is_left_alone(self):
        stranger = self._create_employee("ramon.diaz", self.company).user_id
        expense = self._read_receipt()
        with self.assertRaises(AccessError):
            expense.with_user(stranger).ipai_set_from_text("total", "5.00")

    def test_the_queue_has_what_needs_a_look_of_those_one_may_see(self):
        sure = self._read_receipt()
        unsure = self._read_receipt(confidence={"total": 0.4})
        failed = self._scan()
        self.agent.ipai_agent_fail(failed.id, self._uuid(failed), "Too dark.")
        queue = self.expenses.ipai_review_queue()
        self.assertIn(unsure.id, queue)
        self.assertIn(failed.id, queue)
        self.assertNotIn(sure.id, queue)
        stranger = self._create_employee("ramon.diaz", self.company).user_id
        self.assertFalse(self.env["hr.expense"].with_user(stranger).ipai_review_queue())
        chosen = self.expenses.ipai_review_queue([("id", "=", failed.id)])
        self.assertEqual(chosen, failed.ids)

    def test_the_selection_is_reviewed(self):
        expense = self._read_receipt()
        action = expense.action_ipai_review()
        self.assertEqual(action["tag"], "ipai_receipt_review")
        self.assertEqual(action["params"]["ids"], expense.ids)


@tagged("post_install", "-at_install")
class TestCompare(AgentCase):
    """Two receipts of one purchase, side by side."""

    def setUp(self):
        super().setUp()
        self.first, self.second = self._scan("a.jpg"), self._scan("b.jpg")
        self._fill(self.first, reading())
        self._fill(self.second, reading())

    def test_what_is_the_same_is_said(self):
        comparison = self.second.ipai_compare_duplicates()
        self.assertEqual(comparison["this"]["id"], self.second.id)
        self.assertEqual(
            [other["id"] for other in comparison["others"]], self.first.ids
        )
        other = comparison["others"][0]
        self.assertEqual(other["same"], ["vendor", "receipt_number", "total", "date"])
        self.assertIn("1,120.00", other["values"]["total"])
        self.assertEqual(comparison["hidden"], 0)

    def test_keeping_both_settles_it_for_good(self):
        self.second.ipai_keep_both(self.first.ids)
        self.assertFalse(self.second.ipai_duplicate_ids)
        self.assertFalse(self.second.ipai_duplicate_note)
        self.second._ipai_find_duplicates()
        self.first._ipai_find_duplicates()
        self.assertFalse((self.first + self.second).ipai_duplicate_ids)

    def test_the_duplicate_is_deleted_the_other_stays(self):
        self.second.action_ipai_drop_duplicate()
        self.assertFalse(self.second.exists())
        self.assertTrue(self.first.exists())

    def test_another_employees_expense_is_counted_not_shown(self):
        stranger = self._create_employee("ramon.diaz", self.company)
        third = self._scan("c.jpg", user=stranger.user_id)
        self._fill(third, reading())
        comparison = third.ipai_compare_duplicates()
        self.assertEqual(comparison["others"], [])
        self.assertGreaterEqual(comparison["hidden"], 1)
