# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CardCase


@tagged("post_install", "-at_install")
class TestMatching(CardCase):
    def _read(self, *texts):
        return {"lines": [{"text": text} for text in texts]}

    def test_clear_receipt_is_matched(self):
        petron = self._spend(1500, "Petron EDSA")
        self._spend(320.75, "Bookstore")
        statement = self._import(("03/06/2026", "PETRON 0042 EDSA", "1500.00"))
        line = statement.line_ids
        self.assertEqual(line.expense_id, petron)
        self.assertEqual(line.state, "matched")
        self.assertEqual(petron.payment_mode, "company_account")
        self.assertEqual(petron.ipai_card_id, self.card)
        self.assertEqual(statement.receipt_count, 0)

    def test_two_alike_are_only_suggested(self):
        first = self._spend(500, "Shell")
        second = self._spend(500, "Shell")
        statement = self._import(("03/05/2026", "SHELL", "500"))
        line = statement.line_ids
        self.assertFalse(line.expense_id)
        self.assertEqual(line.state, "suggested")
        self.assertEqual(line.suggestion_ids.expense_id, first | second)
        self.assertIn("Shell", line.best_text)
        line.suggestion_ids.filtered(
            lambda one: one.expense_id == second
        ).action_choose()
        self.assertEqual(line.expense_id, second)
        self.assertFalse(line.suggestion_ids)

    def test_two_lines_of_one_amount_keep_their_dates(self):
        early = self._spend(500, "Shell", "2026-03-03")
        late = self._spend(500, "Shell", "2026-03-20")
        statement = self._import(
            ("03/20/2026", "SHELL", "500"), ("03/03/2026", "SHELL", "500")
        )
        self.assertEqual(
            statement.line_ids.sorted("date").mapped("expense_id"), early | late
        )

    def test_digits_on_the_receipt_decide(self):
        other = self._spend(500, "Shell")
        other.ipai_reading = self._read("VISA ****9999")
        right = self._spend(500, "Shell")
        right.ipai_reading = self._read("SHELL", "Card: XXXX XXXX XXXX 4242")
        statement = self._import(("03/05/2026", "SHELL", "500"))
        self.assertEqual(statement.line_ids.expense_id, right)

    def test_too_far_apart(self):
        self._spend(500, "Shell", "2026-02-20")
        statement = self._import(("03/05/2026", "SHELL", "500"))
        self.assertEqual(statement.line_ids.state, "no_receipt")
        self.assertFalse(statement.line_ids.best_text)

    def test_other_amount_is_no_match(self):
        self._spend(500.01, "Shell")
        statement = self._import(("03/05/2026", "SHELL", "500"))
        self.assertFalse(statement.line_ids.suggestion_ids)

    def test_foreign_receipt_takes_the_charged_amount(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.dollar.id,
                "company_id": self.company.id,
                "name": "2026-03-01",
                "inverse_company_rate": 57,
            }
        )
        expense = self._spend(100, "Amazon Web Services", currency_id=self.dollar.id)
        self.assertEqual(expense.total_amount, 5700)
        self.card.write({"column_currency": "Currency", "column_original": "Original"})
        content = self._file(
            ("03/06/2026", "AMAZON WEB SERVICES", "5735.10", "USD", "100.00"),
            header=("Date", "Description", "Amount", "Currency", "Original"),
        )
        self._wizard(content).action_import()
        self.assertEqual(self.card.statement_ids.line_ids.expense_id, expense)
        self.assertEqual(expense.total_amount, 5735.10)
        self.assertEqual(expense.total_amount_currency, 100)

    def test_expense_once(self):
        expense = self._spend(500, "Shell")
        statement = self._import(
            ("03/05/2026", "SHELL", "500"), ("03/05/2026", "SHELL STATION", "500")
        )
        first, second = statement.line_ids
        first._set_expense(expense)
        with self.assertRaisesRegex(UserError, "already matched"):
            first._set_expense(expense)
        statement.action_match()
        self.assertFalse(second.expense_id)
        self.assertFalse(second.suggestion_ids)

    def test_wrong_amount_cannot_be_chosen(self):
        expense = self._spend(510, "Shell")
        statement = self._import(("03/05/2026", "SHELL", "500"))
        with self.assertRaisesRegex(UserError, "The card was charged"):
            statement.line_ids._set_expense(expense)

    def test_receipts_without_a_line_are_listed(self):
        lonely = self._spend(77, "Taxi", payment_mode="company_account")
        statement = self._import(("03/05/2026", "SHELL", "500"))
        self.assertEqual(statement.receipt_count, 1)
        found = self.env["hr.expense"].search(
            statement.action_open_receipts()["domain"]
        )
        self.assertEqual(found, lonely)
