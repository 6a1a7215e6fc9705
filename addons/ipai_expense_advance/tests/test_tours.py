# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestTours(AdvanceCase, HttpCase):
    def test_advance_from_asking_to_closing(self):
        self.start_tour("/odoo/my-advances", "ipai_advance_ask", login="maria.clara")
        advance = self.env["ipai.expense.advance"].search(
            [("purpose", "=", "Permits of the new branch")]
        )
        self.assertEqual(advance.state, "submitted")
        self.start_tour(
            f"/odoo/cash-advances/{advance.id}",
            "ipai_advance_approve",
            login="jose.rizal",
        )
        self.assertEqual(advance.state, "approved")
        self.start_tour(
            f"/odoo/cash-advances/{advance.id}", "ipai_advance_pay", login="ana.reyes"
        )
        self.assertEqual(advance.state, "paid")
        self._spend(advance, 2000, date=str(advance.date_needed))
        self.start_tour(
            f"/odoo/cash-advances/{advance.id}",
            "ipai_advance_settle",
            login="ana.reyes",
        )
        self.assertEqual(advance.state, "closed")
        self.assertEqual(self._ledger(), 0)

    def test_trip(self):
        self.env["ipai.per.diem.rate"].search([]).active = False
        self.env["ipai.per.diem.rate"].create(
            {
                "country_id": self.env.ref("base.ph").id,
                "amount": 1500,
                "currency_id": self.peso.id,
                "date_from": "2026-01-01",
                "company_id": self.company.id,
            }
        )
        trip = (
            self.env["ipai.travel.request"]
            .with_user(self.maria.user_id)
            .create(
                {
                    "purpose": "Branch visit",
                    "leg_ids": [
                        Command.create(
                            {
                                "place": "Davao",
                                "country_id": self.env.ref("base.ph").id,
                                "date_from": "2026-03-02",
                                "date_to": "2026-03-04",
                            }
                        )
                    ],
                }
            )
        )
        self.start_tour(
            f"/odoo/my-trips/{trip.id}", "ipai_trip_submit", login="maria.clara"
        )
        self.assertEqual(trip.state, "submitted")
