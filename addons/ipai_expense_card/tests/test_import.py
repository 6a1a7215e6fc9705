# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CardCase
from .test_statement_file import OFX


@tagged("post_install", "-at_install")
class TestImport(CardCase):
    def test_statement(self):
        statement = self._import(
            ("03/05/2026", "PETRON EDSA", "1,500.00"),
            ("03/06/2026", "NATIONAL BOOKSTORE", "320.75"),
            balance_start=100,
            balance_end=1920.75,
            is_balance_known=True,
        )
        self.assertEqual(statement.line_count, 2)
        self.assertEqual(statement.amount_lines, 1820.75)
        self.assertEqual(statement.difference, 0)
        self.assertEqual(statement.state, "open")
        self.assertEqual(set(statement.line_ids.mapped("state")), {"no_receipt"})

    def test_balance_that_does_not_add_up(self):
        statement = self._import(
            ("03/05/2026", "PETRON", "1500"), balance_end=1400, is_balance_known=True
        )
        self.assertEqual(statement.difference, 100)
        with self.assertRaisesRegex(UserError, "do not add up"):
            statement.action_settle()

    def test_problems_row_by_row_and_nothing_imported(self):
        content = self._file(
            ("03/05/2026", "PETRON", "1500"),
            ("31/03/2026", "SHELL", "500"),
            ("03/06/2026", "", "20"),
            ("03/07/2026", "CALTEX", "abc"),
        )
        wizard = self._wizard(content)
        wizard.action_import()
        self.assertEqual(wizard.state, "problems")
        self.assertIn("Row 3: “31/03/2026” in column “Date”", wizard.problems)
        self.assertIn("Row 4: Column “Description” is empty", wizard.problems)
        self.assertIn("Row 5: “abc” in column “Amount”", wizard.problems)
        self.assertFalse(self.card.statement_ids)

    def test_check_only(self):
        wizard = self._wizard(self._file(("03/05/2026", "PETRON", "1500")))
        wizard.action_check()
        self.assertEqual(wizard.state, "ready")
        self.assertIn("1,500.00", wizard.summary)
        self.assertFalse(self.card.statement_ids)

    def test_same_file_twice(self):
        rows = [("03/05/2026", "MRT", "20"), ("03/05/2026", "MRT", "20")]
        statement = self._import(*rows)
        self.assertEqual(statement.line_count, 2)
        with self.assertRaisesRegex(UserError, "imported before"):
            self._import(*rows)
        more = self._import(*rows, ("03/08/2026", "SHELL", "500"))
        self.assertEqual(more.line_ids.mapped("description"), ["SHELL"])

    def test_mapping_of_the_card(self):
        self.card.write(
            {
                "column_date": "Transaction Date",
                "column_posted": "Posting Date",
                "column_description": "Details",
                "column_amount": "Debit",
                "column_credit": "Credit",
                "column_currency": "Currency",
                "column_original": "Foreign Amount",
                "column_reference": "Ref",
                "date_format": "day_first",
            }
        )
        header = ("Transaction Date", "Posting Date", "Details", "Debit", "Credit")
        header += ("Currency", "Foreign Amount", "Ref")
        content = self._file(
            ("05/03/2026", "07/03/2026", "AWS", "5735.10", "", "USD", "100.00", "R1"),
            ("09/03/2026", "", "REFUND", "", "250.00", "", "", "R2"),
            header=header,
        )
        statement = self.card.statement_ids.browse(
            self._wizard(content).action_import()["res_id"]
        )
        first, second = statement.line_ids
        self.assertEqual(
            (str(first.date), str(first.date_posted)), ("2026-03-05", "2026-03-07")
        )
        self.assertEqual(first.original_currency_id, self.dollar)
        self.assertEqual((first.amount, first.original_amount), (5735.10, 100))
        self.assertEqual((second.amount, second.reference), (-250, "R2"))
        self.assertEqual(second.state, "credit")

    def test_charges_with_a_minus(self):
        self.card.charges_are_negative = True
        statement = self._import(("03/05/2026", "PETRON", "-1500"))
        self.assertEqual(statement.line_ids.amount, 1500)

    def test_missing_column_is_named(self):
        content = self._file(("03/05/2026", "x", "1"), header=("Day", "Text", "Sum"))
        with self.assertRaisesRegex(UserError, "no column “Date”, “Description”"):
            self._wizard(content).action_import()

    def test_template_can_be_imported(self):
        wizard = self._wizard(b"x")
        content = base64.b64decode(wizard.template)
        action = self._wizard(content).action_import()
        statement = self.env["ipai.card.statement"].browse(action["res_id"])
        self.assertEqual(statement.line_ids.amount, 1500)

    def test_ofx(self):
        action = self._wizard(OFX, "card.ofx").action_import()
        statement = self.env["ipai.card.statement"].browse(action["res_id"])
        self.assertEqual(statement.line_ids.mapped("amount"), [1500, -200.5])
        with self.assertRaisesRegex(UserError, "imported before"):
            self._wizard(OFX, "card.ofx").action_import()
