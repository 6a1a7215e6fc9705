# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CardCase


@tagged("post_install", "-at_install")
class TestBooking(CardCase):
    def _line(self, amount, text="SHELL"):
        return self._import(("03/05/2026", text, amount)).line_ids

    def test_expense_is_booked_on_the_card(self):
        expense = self._spend(1120, "Petron", tax_ids=[(6, 0, self.vat.ids)])
        statement = self._import(("03/05/2026", "PETRON", "1120"))
        self.assertEqual(statement.state, "matched")
        self.assertEqual(statement.ledger_balance, 0)
        self._post_expenses(expense)
        self.env.invalidate_all()
        self.assertEntry(
            statement.line_ids._moves(),
            (self.cost, 1000, 0),
            (self.input_vat, 120, 0),
            (self.liability, 0, 1120),
        )
        self.assertEqual(statement.ledger_balance, 1120)

    def test_fee(self):
        line = self._line("75.50", "ANNUAL FEE")
        line.action_fee()
        self.assertEqual(line.state, "fee")
        self.assertEntry(line.move_id, (self.fees, 75.5, 0), (self.liability, 0, 75.5))

    def test_fee_without_account(self):
        self.card.fee_account_id = False
        with self.assertRaisesRegex(UserError, "Choose the account of fees"):
            self._line("75.50").action_fee()

    def test_personal_is_owed_by_the_holder(self):
        line = self._line("999.99", "STEAM GAMES")
        line.action_personal()
        self.assertEqual(line.state, "personal")
        self.assertEntry(
            line.move_id, (self.owed, 999.99, 0), (self.liability, 0, 999.99)
        )
        owed = line.move_id.line_ids.filtered(lambda one: one.account_id == self.owed)
        self.assertEqual(owed.partner_id, self.maria.work_contact_id)

    def test_refund_gives_vat_back(self):
        expense = self._spend(1120, "Petron", tax_ids=[(6, 0, self.vat.ids)])
        statement = self._import(
            ("03/05/2026", "PETRON", "1120"), ("03/09/2026", "PETRON", "-560")
        )
        credit = statement.line_ids.filtered(lambda line: line.amount < 0)
        self.assertEqual(credit.state, "credit")
        self._refund(credit, expense)
        self.assertEqual(credit.state, "refund")
        self.assertEntry(
            credit.move_id,
            (self.liability, 560, 0),
            (self.cost, 0, 500),
            (self.input_vat, 0, 60),
        )

    def _refund(self, line, expense):
        self.env["ipai.card.refund"].with_user(self.ana).create(
            {"line_id": line.id, "expense_id": expense.id}
        ).action_book()

    def test_refund_above_the_expense(self):
        expense = self._spend(100, "Petron")
        statement = self._import(
            ("03/05/2026", "PETRON", "100"), ("03/09/2026", "PETRON", "-100.01")
        )
        with self.assertRaisesRegex(UserError, "was only"):
            self._refund(statement.line_ids[1], expense)

    def test_payment_needs_no_entry(self):
        line = self._line("-5000", "PAYMENT THANK YOU")
        line.action_payment()
        self.assertEqual(line.state, "payment")
        self.assertFalse(line.move_id)

    def test_receipt_is_asked_for(self):
        line = self._line("880", "JOLLIBEE")
        line.action_ask_receipt()
        expense = line.expense_id.sudo()
        self.assertEqual(line.state, "asked")
        self.assertEqual(expense.total_amount, 880)
        self.assertEqual(expense.payment_mode, "company_account")
        self.assertEqual(expense.activity_ids.user_id, self.maria.user_id)
        self._attach(expense)
        self.assertEqual(line.state, "matched")
        self.assertFalse(expense.activity_ids)

    def test_lost_receipt_is_accepted(self):
        line = self._line("880", "JOLLIBEE")
        with self.assertRaisesRegex(UserError, "Ask for the receipt first"):
            line.action_waive_receipt()
        line.action_ask_receipt()
        line.action_waive_receipt()
        self.assertEqual(line.state, "matched")

    def test_undo(self):
        line = self._line("75.50", "ANNUAL FEE")
        line.action_fee()
        entry = line.move_id
        with self.assertRaisesRegex(UserError, "already matched or booked"):
            line.action_personal()
        line.action_undo()
        self.assertEqual(line.state, "no_receipt")
        self.assertEqual(entry.reversal_move_ids.date, entry.date)
        self.env.invalidate_all()
        self.assertEqual(line.statement_id.ledger_balance, 0)
        line.action_personal()
        self.env.invalidate_all()
        self.assertEqual(line.statement_id.ledger_balance, 75.5)

    def test_liability_is_the_closing_balance(self):
        fuel = self._spend(1120, "Petron", tax_ids=[(6, 0, self.vat.ids)])
        meal = self._spend(880.25, "Jollibee", "2026-03-07")
        statement = self._import(
            ("03/05/2026", "PETRON", "1120.00"),
            ("03/07/2026", "JOLLIBEE", "880.25"),
            ("03/10/2026", "STEAM GAMES", "999.99"),
            ("03/15/2026", "PETRON", "-224.00"),
            ("03/31/2026", "ANNUAL FEE", "75.50"),
            balance_end=2851.74,
            is_balance_known=True,
        )
        lines = {line.description: line for line in statement.line_ids}
        lines["STEAM GAMES"].action_personal()
        lines["ANNUAL FEE"].action_fee()
        refund = statement.line_ids.filtered(lambda line: line.amount < 0)
        self._refund(refund, fuel)
        self.assertEqual(statement.state, "matched")
        self._post_expenses(fuel)
        self._post_expenses(meal)
        self.env.invalidate_all()
        self.assertAlmostEqual(statement.ledger_balance, statement.balance_end, 2)
        self._pay(statement, 851.74)
        self.assertEqual(statement._amount_due(), 2000)
        with self.assertRaisesRegex(UserError, "between zero and"):
            self._pay(statement, 2000.01)
        self._pay(statement)
        self.assertEqual(statement.state, "settled")
        entry = statement.move_ids.sorted()[0]
        self.assertEntry(entry, (self.liability, 2000, 0), (self.bank, 0, 2000))
        balance = sum(
            self.env["account.move.line"]
            .search(
                [
                    ("account_id", "=", self.liability.id),
                    ("parent_state", "=", "posted"),
                ]
            )
            .mapped("balance")
        )
        self.assertAlmostEqual(balance, 0, 2)

    def _pay(self, statement, amount=None):
        values = {
            "statement_id": statement.id,
            "journal_id": self.bank_journal.id,
            "date": "2026-04-10",
        }
        if amount:
            values["amount"] = amount
        self.env["ipai.card.settlement"].with_user(self.ana).create(
            values
        ).action_post()

    def test_statement_with_entries_is_kept(self):
        line = self._line("75.50", "ANNUAL FEE")
        line.action_fee()
        with self.assertRaisesRegex(UserError, "Undo them first"):
            line.statement_id.unlink()

    def test_cards_are_not_mixed_in_a_report(self):
        if "sheet_id" not in self.env["hr.expense"]._fields:
            return
        expenses = self._spend(10, payment_mode="company_account") | self._spend(
            20, payment_mode="company_account", ipai_card_id=self.card.id
        )
        with self.assertRaisesRegex(UserError, "mixes expenses"):
            self._post_expenses(expenses)
