# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.period import previous_quarter, quarter_dates, quarter_of
from .test_formula import without_clock


@tagged("post_install", "-at_install")
class TestPeriod(BaseCase):
    def test_calendar_and_fiscal_quarters(self):
        for year, quarter, last_month, first, last in (
            (2026, 3, 12, date(2026, 7, 1), date(2026, 9, 30)),
            (2026, 1, 12, date(2026, 1, 1), date(2026, 3, 31)),
            (2026, 1, 6, date(2025, 7, 1), date(2025, 9, 30)),
            (2026, 4, 6, date(2026, 4, 1), date(2026, 6, 30)),
            (2024, 4, 2, date(2023, 12, 1), date(2024, 2, 29)),
        ):
            with self.subTest(year=year, quarter=quarter, last_month=last_month):
                self.assertEqual(
                    quarter_dates(year, quarter, last_month), (first, last)
                )

    @without_clock
    @given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(1, 12))
    def test_every_day_lies_in_its_quarter(self, day, last_month):
        year, quarter = quarter_of(day, last_month)
        first, last = quarter_dates(year, quarter, last_month)
        self.assertLessEqual(first, day)
        self.assertLessEqual(day, last)
        before = quarter_dates(*previous_quarter(day, last_month), last_month)
        self.assertEqual(before[1], first - timedelta(days=1))
