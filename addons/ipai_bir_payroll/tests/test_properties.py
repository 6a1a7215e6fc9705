# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What holds of every amount: tables are continuous, the year end settles the year."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import compensation, exemption, tables, withholding
from ..tools.money import ZERO

FREQUENCIES = st.sampled_from(sorted(tables.PERIODS_A_YEAR))
YEARS = st.sampled_from([2018, 2022, 2023, 2026])
# A busy machine makes the tests slow, not wrong.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def money(top):
    return st.decimals(0, top, places=2, allow_nan=False, allow_infinity=False)


PAYS = st.lists(
    st.tuples(
        st.sampled_from(["basic", "commission", "overtime", "thirteenth_month"]),
        money(300000),
        money(2000),
    ),
    min_size=1,
    max_size=12,
)


class TestProperties(BaseCase):
    def test_more_pay_is_never_less_tax(self):
        @UNHURRIED
        @given(YEARS, FREQUENCIES, money(2000000), money(50000))
        def holds(year, frequency, regular, more):
            table = tables.withholding(date(year, 6, 30), frequency)
            low = withholding.tax(table, regular)
            self.assertGreaterEqual(low, 0)
            self.assertGreaterEqual(withholding.tax(table, regular + more), low)

        holds()

    def test_a_centavo_more_pay_is_no_jump_of_tax(self):
        """At each floor the base is the tax of the row below, but for rounding."""
        for year in (2018, 2026):
            for frequency in tables.PERIODS_A_YEAR:
                table = tables.withholding(date(year, 6, 30), frequency)
                for row in table[1:]:
                    below = withholding.tax(table, row.floor - Decimal("0.01"))
                    with self.subTest(frequency=frequency, floor=row.floor):
                        self.assertLess(abs(row.base - below), Decimal("0.70"))

    def test_annual_table_is_continuous(self):
        for year in (2018, 2026):
            table = tables.annual(date(year, 12, 31))
            for lower, row in zip(table, table[1:], strict=False):
                reached = lower.base + (row.floor - lower.floor) * lower.rate / 100
                self.assertEqual(row.base, reached)

    def test_the_last_pay_settles_the_year(self):
        @UNHURRIED
        @given(PAYS, money(400000), money(50000))
        def holds(pays, taxable_before, withheld_before):
            before = compensation.Before(
                taxable_before, withheld_before, months=Decimal(3)
            )
            payments = [
                compensation.Payment(
                    date(2026, number, 28),
                    "monthly",
                    {code: value},
                    shares=shares,
                    withheld=Decimal("123.45"),
                    is_last=number == len(pays),
                )
                for number, (code, value, shares) in enumerate(pays, 1)
            ]
            outcomes = compensation.year(payments, before)
            taxable = taxable_before + sum(o.taxable for o in outcomes)
            withheld = withheld_before + sum(p.withheld for p in payments[:-1])
            due = withholding.tax(tables.annual(date(2026, 12, 31)), taxable)
            self.assertEqual(withheld + outcomes[-1].should_be, due)

        holds()

    def test_what_is_paid_is_either_exempt_or_taxable(self):
        @UNHURRIED
        @given(PAYS, st.booleans(), money(20000))
        def holds(pays, is_minimum_wage, rice):
            payments = [
                compensation.Payment(
                    date(2026, number, 28),
                    "monthly",
                    {code: value},
                    (exemption.Benefit("rice", rice),),
                    shares,
                    is_minimum_wage=is_minimum_wage,
                )
                for number, (code, value, shares) in enumerate(pays, 1)
            ]
            outcomes = compensation.year(payments)
            for outcome, (_code, value, _shares) in zip(outcomes, pays, strict=True):
                self.assertEqual(outcome.gross, value + rice)
                self.assertEqual(sum(outcome.items.values()), outcome.gross)
                self.assertTrue(all(x >= 0 for x in outcome.items.values()))
                self.assertGreaterEqual(outcome.should_be, ZERO)
            basket = sum(o.items["34"] for o in outcomes)
            self.assertLessEqual(basket, 90000)

        holds()
