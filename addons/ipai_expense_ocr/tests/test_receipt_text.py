# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.receipt_text import amount_in, currency_in, date_in, number_in, tin_in

TODAY = datetime.date(2026, 11, 20)


@tagged("post_install", "-at_install")
class TestReceiptText(BaseCase):
    def test_dates(self):
        for text, expected in {
            "Date: 03/14/2026 11:02 AM": (2026, 3, 14),
            "2026-03-14": (2026, 3, 14),
            "14 Mar 2026": (2026, 3, 14),
            "MARCH 14, 2026": (2026, 3, 14),
            "14-MAR-26": (2026, 3, 14),
            "Trans 000123 03-14-26": (2026, 3, 14),
            "03/04/2026": (2026, 3, 4),
        }.items():
            self.assertEqual(date_in(text, True, TODAY), datetime.date(*expected), text)
        for text in (None, "", "no date", "31/31/2026", "12.50"):
            self.assertIsNone(date_in(text, True, TODAY), text)

    def test_a_day_to_come_is_read_the_other_way_round(self):
        self.assertEqual(
            date_in("11/12/2026", False, TODAY), datetime.date(2026, 11, 12)
        )
        self.assertEqual(date_in("04/03/2026", False, TODAY), datetime.date(2026, 3, 4))

    def test_amounts(self):
        for text, expected in {
            "TOTAL AMOUNT DUE PHP 1,120.00": "1120.00",
            "2 x 45.00        90.00": "90.00",
            "SUMME EUR 1.120,50": "1120.50",
            "Total 1120": "1120",
            "12% VAT 120.00": "120.00",
            "VAT 120.00 12%": "120.00",
            "2 450.00": "450.00",
        }.items():
            self.assertEqual(amount_in(text), Decimal(expected), text)
        for text in (None, "", "THANK YOU", "0.00"):
            self.assertIsNone(amount_in(text), text)

    def test_tins(self):
        for text, expected in {
            "VAT REG TIN: 123-456-789-00000": "123-456-789-00000",
            "TIN 123456789": "123-456-789",
            "123 456 789 001": "123-456-789-001",
        }.items():
            self.assertEqual(tin_in(text), expected, text)
        self.assertIsNone(tin_in("TIN: see above"))

    def test_numbers(self):
        for text, expected in {
            "Invoice No: OR-004512": "OR-004512",
            "SI# 000123": "000123",
            "OR-77120": "OR-77120",
            "Receipt 8891 Terminal 2": "8891",
        }.items():
            self.assertEqual(number_in(text), expected, text)
        self.assertIsNone(number_in("OFFICIAL RECEIPT"))

    def test_currencies(self):
        codes = ["PHP", "USD"]
        self.assertEqual(currency_in("TOTAL PHP 120.00", codes), "PHP")
        self.assertEqual(currency_in("₱ 120.00", codes), "PHP")
        self.assertEqual(currency_in("$ 120.00", codes), "USD")
        self.assertIsNone(currency_in("€ 120.00", codes))
        self.assertIsNone(currency_in("PHPX", codes))
