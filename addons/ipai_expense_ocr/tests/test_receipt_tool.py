# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.receipt import Reading, name_words, rate_explains, tin_digits
from .common import reading


@tagged("post_install", "-at_install")
class TestReceiptTool(BaseCase):
    def test_values_become_python(self):
        read = Reading(reading())
        self.assertEqual(read.amount("total"), Decimal("1120.00"))
        self.assertEqual(read.date(), datetime.date(2026, 3, 14))
        self.assertEqual(read.text("receipt_number"), "OR-004512")
        self.assertEqual(read.confidence("total"), 0.97)

    def test_what_is_not_there_is_none(self):
        for value in (None, "", "  ", "abc", "NaN", "Infinity", "-5.00", "0.00"):
            self.assertIsNone(Reading(reading(total=value)).amount("total"), value)
        for value in (None, "", "2026-02-30", "14/03/2026"):
            self.assertIsNone(Reading(reading(date=value)).date(), value)
        self.assertIsNone(Reading({}).text("vendor"))
        self.assertEqual(Reading({}).confidence("vendor"), 0)

    def test_tin(self):
        for tin, expected in {
            "123-456-789-00000": ("123456789", ""),
            "123-456-789-000": ("123456789", ""),
            "123456789": ("123456789", ""),
            "123 456 789 00012": ("123456789", "12"),
            "12-34": (None, None),
            None: (None, None),
        }.items():
            self.assertEqual(tin_digits(tin), expected, tin)

    def test_names(self):
        same = {
            name_words(name)
            for name in (
                "Mercury Drug Corporation",
                "MERCURY  DRUG CORP.",
                "Mercury-Drug, Inc",
            )
        }
        self.assertEqual(len(same), 1)
        self.assertEqual(name_words("Café Niño"), name_words("CAFE NINO"))
        self.assertEqual(name_words("Max's"), name_words("MAXS"))
        self.assertNotEqual(name_words("SM Mart"), name_words("SM Supermart"))
        self.assertEqual(name_words("The Company Inc"), ("the",))
        self.assertEqual(name_words("Corporation"), ("corporation",))
        self.assertEqual(name_words(None), ())

    def test_which_tax_a_rate_makes(self):
        for rate, total, tax, expected in (
            (12, "1120.00", "120.00", True),
            (12, "99.75", "10.69", True),
            (12, "99.75", "10.70", True),
            (12, "1120.00", "96.00", False),
            (5, "1120.00", "120.00", False),
            (8.25, "108.25", "8.25", True),
        ):
            case = (rate, total, tax)
            explained = rate_explains(rate, Decimal(total), Decimal(tax))
            self.assertEqual(explained, expected, case)
