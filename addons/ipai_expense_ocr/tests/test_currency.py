# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .agent import AgentCase
from .common import reading


@tagged("post_install", "-at_install")
class TestCurrency(AgentCase):
    """A foreign receipt is converted at the rate of its own date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        rates = cls.env["res.currency.rate"]
        rates.search([("currency_id", "=", cls.dollar.id)]).unlink()
        rates.search([("currency_id", "=", cls.peso.id)]).unlink()
        for day, pesos in (("2026-03-01", 50), ("2026-03-14", 56), ("2026-04-01", 60)):
            rates.create(
                {
                    "currency_id": cls.dollar.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "company_rate": 1 / pesos,
                }
            )

    def _filled(self, **values):
        expense = self._scan()
        self._fill(expense, reading(currency="USD", tax=None, **values))
        return expense

    def test_the_rate_of_the_date(self):
        expense = self._filled(total="100.00")
        self.assertEqual(expense.currency_id, self.dollar)
        self.assertEqual(expense.total_amount_currency, 100)
        self.assertAlmostEqual(expense.total_amount, 5600)
        self.assertEqual(expense.ipai_state, "read")

    def test_a_date_set_right_converts_again(self):
        expense = self._filled(total="100.00")
        expense.date = "2026-03-02"
        self.assertAlmostEqual(expense.total_amount, 5000)
        expense.write({"date": "2026-04-02", "total_amount": 5900})
        self.assertAlmostEqual(expense.total_amount, 5900)

    def test_reading_again_converts_again(self):
        expense = self._filled(total="100.00", date="2026-03-02")
        self.assertAlmostEqual(expense.total_amount, 5000)
        expense.action_ipai_read()
        self._fill(expense, reading(currency="USD", tax=None, total="100.00"))
        self.assertAlmostEqual(expense.total_amount, 5600)

    def test_no_rate_for_the_date(self):
        expense = self._filled(total="100.00", date="2026-02-01")
        self.assertEqual(expense.ipai_low_confidence, "currency")
        self.assertIn("no rate of USD for 2026-02-01", expense.ipai_message)
