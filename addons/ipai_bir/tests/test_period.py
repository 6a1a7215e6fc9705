# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.period import FREQUENCIES, Calendar, PeriodError, referred
from .test_formula import without_clock

CALENDARS = st.builds(Calendar, st.sampled_from(FREQUENCIES), st.integers(1, 12))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
Q3 = (date(2026, 7, 1), date(2026, 9, 30))
WHOLE_2026 = (date(2026, 1, 1), date(2026, 12, 31))


@tagged("post_install", "-at_install")
class TestPeriod(BaseCase):
    def test_dates_of_calendar_and_fiscal_periods(self):
        for frequency, year, number, last_month, first, last in (
            ("quarterly", 2026, 3, 12, date(2026, 7, 1), date(2026, 9, 30)),
            ("quarterly", 2026, 1, 12, date(2026, 1, 1), date(2026, 3, 31)),
            ("quarterly", 2026, 1, 6, date(2025, 7, 1), date(2025, 9, 30)),
            ("quarterly", 2026, 4, 6, date(2026, 4, 1), date(2026, 6, 30)),
            ("quarterly", 2024, 4, 2, date(2023, 12, 1), date(2024, 2, 29)),
            ("monthly", 2026, 2, 12, date(2026, 2, 1), date(2026, 2, 28)),
            ("monthly", 2026, 12, 6, date(2026, 12, 1), date(2026, 12, 31)),
            ("annual", 2026, 1, 12, date(2026, 1, 1), date(2026, 12, 31)),
            ("annual", 2026, 1, 6, date(2025, 7, 1), date(2026, 6, 30)),
        ):
            with self.subTest(frequency, year=year, number=number, end=last_month):
                found = Calendar(frequency, last_month).dates(year, number)
                self.assertEqual(found, (first, last))

    def test_numbers_a_year_does_not_have(self):
        for frequency, number in (("monthly", 13), ("monthly", 0), ("quarterly", 5)):
            with self.subTest(frequency), self.assertRaises(PeriodError):
                Calendar(frequency).dates(2026, number)

    def test_a_form_of_the_first_two_months_of_a_quarter(self):
        monthly = Calendar("monthly", only=frozenset({1, 2}))
        filed = [number for number in range(1, 13) if monthly.files(number)]
        self.assertEqual(filed, [1, 2, 4, 5, 7, 8, 10, 11])
        self.assertEqual(monthly.last_closed(date(2026, 10, 5)), (2026, 8))
        self.assertEqual(monthly.last_closed(date(2026, 9, 1)), (2026, 8))
        self.assertEqual(monthly.last_closed(date(2026, 1, 31)), (2025, 11))

    def test_a_form_of_the_first_three_quarters(self):
        income = Calendar("quarterly", 6, frozenset({1, 2, 3}))
        self.assertEqual(income.last_closed(date(2026, 7, 15)), (2026, 3))
        self.assertEqual(income.last_closed(date(2026, 10, 1)), (2027, 1))

    def test_names(self):
        self.assertEqual(Calendar("monthly").name(2026, 9), "Sep 2026")
        self.assertEqual(Calendar("quarterly").name(2026, 3), "Q3 2026")
        self.assertEqual(Calendar("annual").name(2026), "2026")

    def test_periods_within_a_year(self):
        monthly = Calendar("monthly", only=frozenset({1, 2}))
        found = monthly.within(*WHOLE_2026)
        self.assertEqual(len(found), 8)
        self.assertEqual(found[2], (date(2026, 4, 1), date(2026, 4, 30)))
        self.assertEqual(len(Calendar("quarterly").within(*WHOLE_2026)), 4)
        self.assertEqual(Calendar("quarterly").within(*WHOLE_2026)[2], Q3)

    def test_references(self):
        start = date(2026, 1, 1)
        for reference, dates, expected in (
            ("month1", Q3, (date(2026, 7, 1), date(2026, 7, 31))),
            ("month3", Q3, (date(2026, 9, 1), date(2026, 9, 30))),
            ("month12", WHOLE_2026, (date(2026, 12, 1), date(2026, 12, 31))),
            ("quarter2", WHOLE_2026, (date(2026, 4, 1), date(2026, 6, 30))),
            ("quarter1_of_year", Q3, (date(2026, 1, 1), date(2026, 3, 31))),
            ("quarter4_of_year", Q3, None),
            ("previous", Q3, (None, date(2026, 6, 30))),
            ("previous_in_year", Q3, (None, date(2026, 6, 30))),
            ("previous", WHOLE_2026, (None, date(2025, 12, 31))),
            ("previous_in_year", WHOLE_2026, None),
        ):
            with self.subTest(reference):
                self.assertEqual(referred(reference, dates, start), expected)
        for reference in ("month0", "month13", "quarter5", "next", "", "month"):
            with self.subTest(reference), self.assertRaises(PeriodError):
                referred(reference, Q3, start)

    @without_clock
    @given(CALENDARS, DAYS)
    def test_every_day_lies_in_one_period(self, calendar, day):
        year, number = calendar.period_of(day)
        first, last = calendar.dates(year, number)
        self.assertLessEqual(first, day)
        self.assertLessEqual(day, last)
        self.assertEqual(calendar.period_of(first), (year, number))
        self.assertEqual(calendar.period_of(last), (year, number))
        closed = calendar.dates(*calendar.last_closed(day))
        self.assertEqual(closed[1], first - timedelta(days=1))
