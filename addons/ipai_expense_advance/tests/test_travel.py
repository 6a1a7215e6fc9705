# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestTravel(AdvanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.ph")
        cls.abroad = cls.env.ref("base.sg")
        cls.rates = cls.env["ipai.per.diem.rate"]
        cls.rates.search([]).active = False
        cls.home_rate = cls._create_rate(
            country_id=cls.country.id,
            amount=1500,
            departure_share=75,
            return_share=50,
            breakfast_share=20,
            lunch_share=30,
            dinner_share=30,
        )
        cls._create_rate(country_id=cls.country.id, place="Cebu City", amount=2000)
        cls._create_rate(
            country_id=cls.abroad.id, amount=120, currency_id=cls.dollar.id
        )
        cls.env["res.currency.rate"].search(
            [("currency_id", "in", (cls.dollar | cls.peso).ids)]
        ).unlink()
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id,
                "company_id": cls.company.id,
                "name": "2026-01-01",
                "inverse_company_rate": 57,
            }
        )

    @classmethod
    def _create_rate(cls, **values):
        values = {
            "date_from": "2026-01-01",
            "currency_id": cls.peso.id,
            "company_id": cls.company.id,
            **values,
        }
        return cls.env["ipai.per.diem.rate"].create(values)

    def _plan(self, *legs, costs=(), **values):
        """:param legs: (place, country, first day, last day), all in March 2026"""
        return (
            self.env["ipai.travel.request"]
            .with_user(self.maria.user_id)
            .create(
                {
                    "purpose": "Branch visit",
                    "leg_ids": [
                        Command.create(
                            {
                                "place": place,
                                "country_id": country.id,
                                "date_from": f"2026-03-{first:02}",
                                "date_to": f"2026-03-{last:02}",
                            }
                        )
                        for place, country, first, last in legs
                    ],
                    "cost_ids": [
                        Command.create({"name": name, "amount": amount})
                        for name, amount in costs
                    ],
                    **values,
                }
            )
        )

    def test_days_and_amounts(self):
        trip = self._plan(("Davao", self.country, 2, 5), costs=[("Fare", 4200.50)])
        self.assertRegex(trip.name, r"^TR/\d{4}/\d{4}$")
        self.assertEqual(
            [(str(day.date), day.kind, day.amount) for day in trip.day_ids],
            [
                ("2026-03-02", "departure", 1125),
                ("2026-03-03", "full", 1500),
                ("2026-03-04", "full", 1500),
                ("2026-03-05", "return", 750),
            ],
        )
        self.assertEqual(trip.amount_per_diem, 4875)
        self.assertEqual(trip.amount_total, 9075.50)

    def test_meals_are_taken_off_and_kept_when_dates_move(self):
        trip = self._plan(("Davao", self.country, 2, 5))
        trip.day_ids[1].write({"breakfast": True, "lunch": True})
        self.assertEqual(trip.day_ids[1].amount, 750)
        trip.leg_ids.date_to = "2026-03-06"
        self.assertEqual(trip.day_ids.mapped("breakfast").count(True), 1)
        self.assertEqual(
            trip.day_ids.sorted("date").mapped("amount"), [1125, 750, 1500, 1500, 750]
        )

    def test_day_of_travelling_belongs_to_the_next_place(self):
        trip = self._plan(
            ("Davao", self.country, 2, 3), ("Cebu City", self.country, 3, 4)
        )
        days = trip.day_ids.sorted("date")
        self.assertEqual(days.mapped("place"), ["Davao", "Cebu City", "Cebu City"])
        self.assertEqual(days.mapped("amount"), [1125, 2000, 2000])

    def test_foreign_rates_and_grades(self):
        director = self.env["ipai.expense.grade"].create({"name": "Director"})
        self._create_rate(
            country_id=self.abroad.id,
            grade_id=director.id,
            amount=200,
            currency_id=self.dollar.id,
        )
        trip = self._plan(("Singapore", self.abroad, 2, 3))
        self.assertEqual(trip.day_ids.mapped("amount"), [120, 120])
        self.assertEqual(trip.amount_per_diem, 240 * 57)
        self.maria.ipai_expense_grade_id = director
        trip = self._plan(("Singapore", self.abroad, 2, 3))
        self.assertEqual(trip.amount_per_diem, 400 * 57)

    def test_form_shows_days_before_saving(self):
        form = Form(self.env["ipai.travel.request"].with_user(self.maria.user_id))
        form.purpose = "Branch visit"
        with form.leg_ids.new() as leg:
            leg.place = "Davao"
            leg.country_id = self.country
            leg.date_from = "2026-03-02"
            leg.date_to = "2026-03-04"
        self.assertEqual(len(form.day_ids), 3)
        self.assertEqual(form.amount_per_diem, 3375)
        with form.day_ids.edit(1) as day:
            day.dinner = True
        trip = form.save()
        self.assertEqual(trip.amount_per_diem, 2925)

    def test_missing_rate_is_named(self):
        trip = self._plan(("Bangkok", self.env.ref("base.th"), 2, 3))
        self.assertEqual(trip.missing_rates, "Bangkok")
        self._approve(trip)
        with self.assertRaisesRegex(UserError, "no per diem rate for Bangkok"):
            trip.action_create_per_diem()

    def test_overlapping_destinations(self):
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self._plan(("Davao", self.country, 2, 4), ("Cebu City", self.country, 3, 5))

    def test_rate_starts_once(self):
        with self.assertRaisesRegex(ValidationError, "already starts"):
            self._create_rate(country_id=self.country.id, place="cebu city", amount=1)

    def test_advance_of_the_trip(self):
        trip = self._plan(("Davao", self.country, 2, 5), costs=[("Fare", 1000)])
        with self.assertRaisesRegex(UserError, "not approved"):
            trip.action_request_advance()
        self._approve(trip)
        action = trip.action_request_advance()
        advance = self.env["ipai.expense.advance"].browse(action["res_id"])
        self.assertEqual(advance.amount, 5875)
        self.assertEqual(str(advance.date_needed), "2026-03-02")
        self.assertEqual(str(advance.date_due), "2026-04-04")
        self.assertEqual(trip.action_request_advance()["res_id"], advance.id)
        with self.assertRaisesRegex(UserError, "under way"):
            advance.with_user(self.maria.user_id).action_submit()
            trip.action_cancel()

    def test_per_diem_liquidates_the_advance(self):
        trip = self._approve(self._plan(("Davao", self.country, 2, 5)))
        advance = self.env["ipai.expense.advance"].browse(
            trip.action_request_advance()["res_id"]
        )
        self._pay(self._approve(advance))
        trip.action_create_per_diem()
        self.assertEqual(trip.state, "done")
        expense = trip.expense_ids
        self.assertEqual(expense.total_amount_currency, 4875)
        self.assertEqual(str(expense.date), "2026-03-05")
        self.assertEqual(expense.ipai_advance_id, advance)
        expense.sudo().account_id = self.cost
        self._post_expenses(expense)
        advance.with_user(self.ana).action_post_settlement()
        self.assertEqual(advance.state, "closed")
        self.assertEqual(self._ledger(), 0)

    def test_per_diem_is_claimed_once_by_place_and_currency(self):
        trip = self._approve(
            self._plan(("Davao", self.country, 2, 3), ("Singapore", self.abroad, 3, 5))
        )
        trip.action_create_per_diem()
        with self.assertRaisesRegex(UserError, "already has expenses"):
            trip.action_reset()
        trip.action_create_per_diem()
        self.assertEqual(
            sorted(
                (expense.currency_id.name, expense.total_amount_currency)
                for expense in trip.expense_ids
            ),
            [("PHP", 1125), ("USD", 360)],
        )
        dollars = trip.expense_ids.filtered(
            lambda expense: expense.currency_id == self.dollar
        )
        self.assertEqual(dollars.total_amount, 360 * 57)

    def test_policies_know_the_rate_of_the_day(self):
        self._approve(self._plan(("Singapore", self.abroad, 2, 3)))
        inside = self._spend(None, 300, post=False, date="2026-03-03")
        outside = self._spend(None, 300, post=False, date="2026-03-04")
        self.assertEqual(
            (inside + outside)._ipai_per_diems(), {inside: Decimal("6840.00")}
        )

    def test_per_diem_waits_for_the_return(self):
        trip = self._plan(("Davao", self.country, 2, 3))
        trip.leg_ids.write({"date_from": "2096-03-02", "date_to": "2096-03-03"})
        self._approve(trip)
        with self.assertRaisesRegex(UserError, "The trip ends on"):
            trip.action_create_per_diem()

    def test_trip_without_destination(self):
        trip = self._plan()
        with self.assertRaisesRegex(UserError, "at least one destination"):
            trip.action_submit()
