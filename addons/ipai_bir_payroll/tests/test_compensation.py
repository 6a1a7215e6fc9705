# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PayrollCase


@tagged("post_install", "-at_install")
class TestCompensation(PayrollCase):
    def test_a_pay_says_what_should_be_withheld_and_why(self):
        pay = self.pay(
            self.make_employee("Reyes"),
            1,
            basic=50000,
            commission=10000,
            tax_withheld=7000,
        )
        self.assertEqual(pay.method, "regular")
        self.assertEqual(pay.should_be, 7208.40)
        self.assertEqual(pay.difference, -208.40)
        self.assertIn("208.40 less than should be withheld", pay.warning)
        self.assertIn(
            "monthly table (RR 11-2018 Annex E): over 33,333.00", pay.explanation
        )

    def test_cumulative_average_stays_and_follows_corrections(self):
        employee = self.make_employee("Reyes")
        first = self.pay(employee, 1, basic=20000, commission=25000, tax_withheld=0)
        second = self.pay(employee, 2, basic=40000, tax_withheld=0)
        self.assertEqual(first.should_be, 4208.40)
        self.assertEqual((second.method, second.should_be), ("cumulative", 7416.80))
        first.tax_withheld = 4208.40
        self.assertEqual(second.should_be, 3208.40)
        first.unlink()
        self.assertEqual((second.method, second.should_be), ("regular", 3208.40))

    def test_previous_employer_of_the_year(self):
        employee = self.make_employee("Reyes")
        pay = self.pay(employee, 7, 2018, basic=35000)
        self.assertEqual(pay.method, "regular")
        self.env["ipai.bir.previous.employer"].create(
            {
                "employee_id": employee.id,
                "year": 2018,
                "name": "Carabao Inc",
                "date_from": "2018-01-01",
                "date_to": "2018-06-30",
                "months": 6,
                "taxable_basic": 180000,
                "withheld": 11000.40,
            }
        )
        self.assertEqual((pay.method, pay.should_be), ("cumulative", 2833.42))
        self.assertEqual(pay.year_id.previous_taxable, 180000)
        self.assertFalse(pay.year_id.is_substituted)

    def test_the_last_pay_of_the_year_settles(self):
        employee = self.make_employee("Reyes")
        shares = {"sss": 1750, "philhealth": 2500, "pagibig": 200}
        for month in range(1, 12):
            self.pay(employee, month, basic=100000, tax_withheld=15762.55, **shares)
        last = self.pay(
            employee,
            12,
            basic=100000,
            thirteenth_month=100000,
            tax_withheld=18261.95,
            **shares,
        )
        self.assertTrue(last.is_last)
        self.assertEqual(last.should_be, 15762.55 + 2499.40)
        year = last.year_id
        self.assertEqual(year.tax_due, 191650)
        self.assertEqual(year.withheld_before_last, 173388.05)
        self.assertEqual(year.withheld_last, 18261.95)
        self.assertEqual(year.difference, 0)
        self.assertTrue(year.is_substituted)

    def test_leaving_settles_and_refunds(self):
        employee = self.make_employee("Reyes")
        self.pay(employee, 1, basic=50000, tax_withheld=5208.40)
        last = self.pay(employee, 2, basic=50000, tax_withheld=-5208.40)
        self.assertFalse(last.is_last)
        employee.write(
            {"ipai_separated_on": "2026-02-15", "ipai_separation_reason": "TR"}
        )
        self.assertTrue(last.is_last)
        self.assertEqual((last.method, last.should_be), ("annualised", -5208.40))
        self.assertEqual(last.year_id.refunded, 5208.40)
        self.assertEqual(last.year_id.difference, 0)
        self.assertEqual(str(last.year_id.date_to), "2026-02-15")

    def test_minimum_wage_by_its_time(self):
        employee = self.make_employee("Cruz")
        earner = self.earns_minimum_wage(employee, date_to="2026-01-31")
        before = self.pay(
            employee,
            1,
            basic=18000,
            overtime=1500,
            sss=975,
            philhealth=450,
            pagibig=200,
        )
        after = self.pay(employee, 2, basic=30000, overtime=1500)
        self.assertEqual(before.minimum_wage_pay, 16375)
        self.assertEqual(before.premium_pay, 1500)
        self.assertEqual(before.taxable_total, 0)
        self.assertEqual(after.taxable_total, 31500)
        earner.date_to = False
        self.assertEqual(after.taxable_total, 0)
        self.assertIn("is this still a minimum wage earner?", after.warning)

    def test_meals_need_the_minimum_wage_of_the_region(self):
        employee = self.make_employee("Reyes")
        meal = [("meal", 500, 2)]
        pay = self.pay(employee, 10, basic=50000, benefits=meal)
        self.assertEqual(pay.exempt_de_minimis, 0)
        self.assertIn("No minimum wage is known", pay.warning)
        self.env["ipai.bir.minimum.wage"].create(
            {"region": "NCR", "date_from": "2026-09-26", "daily": 755}
        )
        pay._work_out()
        self.assertEqual(pay.exempt_de_minimis, 453)
        self.assertEqual(pay.exempt_benefits, 47)

    def test_one_pay_a_period(self):
        employee = self.make_employee("Reyes")
        self.pay(employee, 1, basic=1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.pay(employee, 1, basic=2)

    def test_what_cannot_be_is_refused_in_words(self):
        employee = self.make_employee("Reyes")
        for values, words in (
            ({"basic": -1}, "is below zero"),
            ({"other_exempt": 5}, "Say what the other non-taxable pay"),
            ({"benefits": [("leave_private", 5)]}, "counts days"),
            ({"benefits": [("rice", -5)]}, "is not below zero"),
        ):
            with self.subTest(words), self.assertRaises(ValidationError) as refusal:
                self.pay(employee, 1, **values)
            self.assertIn(words, refusal.exception.args[0])
        with self.assertRaises(ValidationError):
            self.make_employee("Cruz", tin="12-34")

    def test_two_times_as_minimum_wage_earner_do_not_overlap(self):
        employee = self.make_employee("Cruz")
        self.earns_minimum_wage(employee, date_to="2026-06-30")
        with self.assertRaises(ValidationError):
            self.earns_minimum_wage(employee, date_from="2026-06-30")

    def test_what_is_worked_out_is_not_typed(self):
        pay = self.pay(self.make_employee("Reyes"), 1, basic=1)
        clerk = self.user("clara", "ipai_bir_payroll.group_payroll")
        with self.assertRaises(UserError):
            pay.with_user(clerk).should_be = 5
        with self.assertRaises(UserError):
            pay.with_user(clerk).copy({"date_from": "2026-03-01", "gross": 5})
        pay.with_user(clerk).basic = 30000
        self.assertEqual(pay.should_be, 1375.05)

    def test_a_year_without_pay_goes(self):
        pay = self.pay(self.make_employee("Reyes"), 1, basic=1)
        year = pay.year_id
        pay.paid_on = "2025-12-31"
        self.assertFalse(year.exists())
        self.assertEqual(pay.year_id.year, 2025)
        year = pay.year_id
        pay.unlink()
        self.assertFalse(year.exists())

    def test_benefits_change_the_year(self):
        pay = self.pay(
            self.make_employee("Reyes"), 1, basic=50000, benefits=[("rice", 2500)]
        )
        self.assertEqual(pay.exempt_de_minimis, 2000 + 500)
        pay.benefit_ids = [Command.clear()]
        self.assertEqual(pay.exempt_de_minimis, 0)
        self.assertEqual(pay.year_id.de_minimis, 0)

    def test_within_the_bracket_without_tax(self):
        low = self.pay(self.make_employee("Reyes"), 1, basic=20000)
        self.assertTrue(low.is_untaxed)
        self.assertEqual(low.year_id.exempt_basic, 20000)
        self.assertEqual(low.year_id.taxable_total, 0)
        high = self.pay(self.make_employee("Cruz"), 1, basic=25000)
        self.assertFalse(high.is_untaxed)
