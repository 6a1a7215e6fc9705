# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestCurrency(AdvanceCase):
    """An advance of USD 1,000 at 56.00, spent at 57.00: the loss is booked by Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].search(
            [("currency_id", "in", (cls.dollar | cls.peso).ids)]
        ).unlink()
        for date, pesos in (("2026-03-01", 56), ("2026-03-04", 57)):
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": cls.dollar.id,
                    "company_id": cls.company.id,
                    "name": date,
                    "inverse_company_rate": pesos,
                }
            )

    def test_spent_in_the_same_currency(self):
        advance = self._paid(1000, currency_id=self.dollar.id)
        self.assertEntry(
            advance.move_ids, (self.advances, 56000, 0), (self.cash, 0, 56000)
        )
        self.assertEqual(advance.amount_open, 1000)
        self._spend(advance, 400, currency_id=self.dollar.id)
        advance.with_user(self.ana).action_post_settlement()
        entry = advance.move_ids.filtered(
            lambda move: move.ipai_advance_step == "settlement"
        )
        self.assertEntry(entry, (self.payable, 22800, 0), (self.advances, 0, 22800))
        self.assertEqual(advance.amount_open, 600)
        self.assertAlmostEqual(advance.amount_open_company, self._ledger(), 2)
        self._spend(advance, 600, currency_id=self.dollar.id, date="2026-03-06")
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        self.assertEqual(advance.amount_open_company, 0)
        self.assertAlmostEqual(self._ledger(), 0, 2)

    def test_spent_in_pesos(self):
        advance = self._paid(1000, currency_id=self.dollar.id)
        self._spend(advance, 5700)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.amount_open, 900)
        self.assertEqual(advance.amount_liquidated, 100)

    def test_spent_more_than_the_advance(self):
        advance = self._paid(100, currency_id=self.dollar.id)
        self._spend(advance, 11400)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        entry = advance.move_ids.filtered(
            lambda move: move.ipai_advance_step == "settlement"
        )
        self.assertEntry(entry, (self.payable, 5700, 0), (self.advances, 0, 5700))
        self.assertAlmostEqual(self._ledger(), 0, 2)
