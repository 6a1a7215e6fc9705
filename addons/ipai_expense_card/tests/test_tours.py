# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import CardCase


@tagged("post_install", "-at_install")
class TestTours(CardCase, HttpCase):
    def test_statement_from_suggestion_to_payment(self):
        first = self._spend(500, "Shell")
        self._spend(500, "Shell")
        statement = self._import(
            ("03/05/2026", "SHELL", "500.00"), ("03/31/2026", "ANNUAL FEE", "75.50")
        )
        self.start_tour(
            f"/odoo/card-statements/{statement.id}",
            "ipai_card_statement",
            login="ana.reyes",
        )
        self.assertEqual(statement.open_count, 0)
        self.assertEqual(statement.state, "settled")
        self.assertTrue(first.exists())
