# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo.tests import HttpCase, tagged

from .agent import AgentSetup
from .common import reading
from .drawing import SHOPS, draw_receipt, receipt_lines

LEFT, TOP, ROW = 40, 40, 48


def drawn_reading(shop, confidence=None, **values):
    """A reading of a drawn receipt: its lines stand where they were drawn."""
    lines = receipt_lines(*shop)
    vendor, tin, number, total = shop
    data = reading(
        confidence=confidence,
        **{
            "vendor": vendor,
            "tin": tin,
            "receipt_number": number,
            "total": total.replace(",", ""),
            "tax": None,
            **values,
        },
    )
    data["file_hash"] = hashlib.sha256(number.encode()).hexdigest()
    data["picture_hash"] = None
    data["pages"] = [
        {"number": 1, "width": 760, "height": 80 + ROW * len(lines), "rotation": 0}
    ]
    data["lines"] = [
        {
            "text": text,
            "score": 0.98,
            "page": 1,
            "box": [LEFT, TOP + ROW * row, 700, TOP + ROW * row + 36],
        }
        for row, text in enumerate(lines)
        if text
    ]
    return data


class ReviewTourCase(AgentSetup, HttpCase):
    path = "/odoo/receipt-review"

    def setUp(self):
        super().setUp()
        # The total is wrong, the date is unsure and its rival is right
        first = drawn_reading(
            SHOPS[0], {"total": 0.4, "date": 0.5}, total="120.00", date="2026-03-01"
        )
        first["fields"]["date"]["alternatives"] = [
            {
                "value": "2026-03-14",
                "confidence": 0.3,
                "page": 1,
                "box": [40, 280, 340, 316],
            }
        ]
        second = drawn_reading(SHOPS[1], receipt_number=None, total=None)
        third = drawn_reading(SHOPS[2], {"vendor": 0.5})
        self.pile = self.env["hr.expense"]
        for shop, data in zip(SHOPS, (first, second, third), strict=True):
            expense = self._scan(f"{shop[2]}.jpg", draw_receipt(receipt_lines(*shop)))
            self._fill(expense, data)
            self.pile += expense

    def _tour(self, name):
        self.start_tour(self.path, name, login=self.user.login, timeout=120)
        self.env.invalidate_all()
        return self.pile


@tagged("post_install", "-at_install")
class TestReviewTours(ReviewTourCase):
    def test_a_pile(self):
        first, second, third = self._tour("ipai_expense_ocr_pile")
        self.assertEqual(first.total_amount_currency, 1120)
        self.assertEqual(str(first.date), "2026-03-14")
        self.assertEqual(second.total_amount_currency, 560)
        self.assertEqual((first + second + third).mapped("ipai_state"), ["read"] * 3)
        self.assertFalse((first + second + third).filtered("ipai_low_confidence"))

    def test_a_duplicate(self):
        twin = self._scan("again.jpg", draw_receipt(receipt_lines(*SHOPS[0])))
        self._fill(twin, drawn_reading(SHOPS[0], date="2026-03-01"))
        self.pile[0].total_amount_currency = 1120
        twin._ipai_find_duplicates()
        self.assertTrue(twin.ipai_duplicate_ids)
        self._tour("ipai_expense_ocr_duplicate")
        self.assertFalse(twin.exists())
        self.assertTrue(self.pile[0].exists())

    def test_the_dashboard(self):
        self.path = "/odoo/receipts"
        self._tour("ipai_expense_ocr_dashboard")


@tagged("post_install", "-at_install")
class TestReviewPhone(ReviewTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_pile_on_a_phone(self):
        first, *_rest = self._tour("ipai_expense_ocr_pile_phone")
        self.assertEqual(first.total_amount_currency, 1120)
        self.assertEqual(first.ipai_state, "read")
