# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CardCase


@tagged("post_install", "-at_install")
class TestCard(CardCase):
    def test_journal_books_on_the_liability(self):
        self.assertEqual(self.card.journal_id.type, "credit")
        method = self.card.payment_method_line_id
        self.assertEqual(method.payment_account_id, self.liability)
        self.assertEqual(self.card.display_name, "Corporate Visa •4242")

    def test_four_digits(self):
        for wrong in ("424", "42a2", ""):
            with self.assertRaisesRegex(ValidationError, "last four digits"):
                self.card.last_four = wrong

    def test_card_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.card.copy({"journal_id": self.card.journal_id.id})

    def test_journal_of_another_account_is_refused(self):
        other = self._create_account("200181", "Other card", "liability_credit_card")
        methods = self.bank_journal.outbound_payment_method_line_ids
        methods.payment_account_id = self.bank
        with self.assertRaisesRegex(UserError, "booked on other accounts"):
            self.env["ipai.expense.card"].create(
                {
                    "name": "Second",
                    "last_four": "1111",
                    "employee_id": self.maria.id,
                    "liability_account_id": other.id,
                    "journal_id": self.bank_journal.id,
                }
            )
