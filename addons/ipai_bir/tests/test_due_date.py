# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC, date, datetime
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import national_days as national
from ..tools.due_date import (
    DayOff,
    DueRule,
    DueRuleError,
    check_rule,
    due_date,
    roll_over,
    statutory_day,
    today,
)
from ..tools.period import Calendar

RULES = {
    "1601-C": DueRule("+1m 10", "+1m 15", True),
    "0619-E": DueRule("+1m 10", None, True),
    "1601-EQ": DueRule("+1m last"),
    "2550Q": DueRule("+25d"),
    "1702Q": DueRule("+60d"),
    "2307": DueRule("+20d"),
    "1604-C": DueRule("+1y 01-31"),
    "1604-E": DueRule("+1y 03-01"),
    "2316-BIR": DueRule("+1y 02-28"),
    "1702-RT": DueRule("+4m 15"),
    "SSS": DueRule("+1m last"),
}

# The due dates of the research on deadlines, each on the calendar as proclaimed.
LISTED = (
    ("1601-C", "2026-09-30", None, "2026-10-12"),
    ("1601-C", "2026-10-31", None, "2026-11-10"),
    ("1601-C", "2026-12-31", None, "2027-01-15"),
    ("1601-C", "2026-10-31", "A", "2026-11-16"),
    ("1601-C", "2026-10-31", "B", "2026-11-16"),
    ("2550Q", "2026-09-30", None, "2026-10-26"),
    ("2550Q", "2026-12-31", None, "2027-01-25"),
    ("1601-EQ", "2026-09-30", None, "2026-11-03"),
    ("1601-EQ", "2026-12-31", None, "2027-02-01"),
    ("1702Q", "2026-09-30", None, "2026-12-01"),
    ("1604-C", "2026-12-31", None, "2027-02-01"),
    ("1604-E", "2026-12-31", None, "2027-03-01"),
    ("1601-EQ", "2027-09-30", None, "2027-11-03"),
    ("1601-EQ", "2028-03-31", None, "2028-05-02"),
    ("SSS", "2026-11-30", None, "2027-01-04"),
)

# All periods of 2026: what a look into a printed calendar of 2026 and 2027 gives.
OF_2026 = {
    "1601-C": (
        *("2026-02-10", "2026-03-10", "2026-04-10", "2026-05-11", "2026-06-10"),
        *("2026-07-10", "2026-08-10", "2026-09-10", "2026-10-12", "2026-11-10"),
        *("2026-12-10", "2027-01-15"),
    ),
    "0619-E": (
        *("2026-02-10", "2026-03-10", "2026-05-11", "2026-06-10"),
        *("2026-08-10", "2026-09-10", "2026-11-10", "2026-12-10"),
    ),
    "1601-EQ": ("2026-04-30", "2026-07-31", "2026-11-03", "2027-02-01"),
    "2550Q": ("2026-04-27", "2026-07-27", "2026-10-26", "2027-01-25"),
    "1702Q": ("2026-06-01", "2026-09-01", "2026-12-01"),
    "2307": ("2026-04-20", "2026-07-20", "2026-10-20", "2027-01-20"),
    "1604-C": ("2027-02-01",),
    "1604-E": ("2027-03-01",),
    "2316-BIR": ("2027-03-01",),
    "1702-RT": ("2027-04-15",),
}
CALENDARS = {
    "1601-C": Calendar("monthly"),
    "0619-E": Calendar("monthly", only=frozenset((1, 2))),
    "1702Q": Calendar("quarterly", only=frozenset((1, 2, 3))),
    "1604-C": Calendar("annual"),
    "1604-E": Calendar("annual"),
    "2316-BIR": Calendar("annual"),
    "1702-RT": Calendar("annual"),
}
# eFPS, month of 2026 by group A to E: the days 15 to 11 of the next month.
STAGGERED = {
    "2026-04-30": "2026-05-15 2026-05-14 2026-05-13 2026-05-12 2026-05-11",
    "2026-07-31": "2026-08-17 2026-08-14 2026-08-13 2026-08-12 2026-08-11",
    "2026-10-31": "2026-11-16 2026-11-16 2026-11-13 2026-11-12 2026-11-11",
    "2026-12-31": "2027-01-15 2027-01-14 2027-01-13 2027-01-12 2027-01-11",
}


def day(text):
    return date.fromisoformat(text)


def days_off(*years):
    return {
        off: what
        for year in years
        for off, what in national.national_days(year).items()
    }


@tagged("post_install", "-at_install")
class TestDueDate(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.off = days_off(2026, 2027, 2028)

    def test_listed_due_dates(self):
        for form, date_to, group, expected in LISTED:
            with self.subTest(form=form, date_to=date_to, group=group):
                found = due_date(RULES[form], day(date_to), self.off, group)
                self.assertEqual(found.day, day(expected))

    def test_every_form_of_2026(self):
        for form, expected in OF_2026.items():
            calendar = CALENDARS.get(form, Calendar("quarterly"))
            periods = calendar.within(day("2026-01-01"), day("2026-12-31"))
            found = [
                due_date(RULES[form], end, self.off).day for _start, end in periods
            ]
            with self.subTest(form=form):
                self.assertEqual(found, [day(text) for text in expected])

    def test_efps_groups_and_payment(self):
        for date_to, expected in STAGGERED.items():
            found = [
                due_date(RULES["1601-C"], day(date_to), self.off, group)
                for group in "ABCDE"
            ]
            with self.subTest(date_to=date_to):
                self.assertEqual(
                    [due.day for due in found], [day(text) for text in expected.split()]
                )
                self.assertEqual(
                    {due.payment_day for due in found}, {found[0].payment_day}
                )
                self.assertEqual(found[0].payment_day, found[0].day)

    def test_groups_change_nothing_where_filing_is_not_staggered(self):
        for form in ("1601-EQ", "2550Q", "1604-C"):
            plain = due_date(RULES[form], day("2026-09-30"), self.off)
            with self.subTest(form=form):
                self.assertEqual(
                    due_date(RULES[form], day("2026-09-30"), self.off, "E"), plain
                )
                self.assertEqual(plain.payment_day, plain.day)

    def test_what_was_skipped_is_told(self):
        found = due_date(RULES["1702Q"], day("2026-09-30"), self.off)
        self.assertEqual(found.statutory, day("2026-11-29"))
        self.assertEqual(
            [(str(skipped), off and off.name) for skipped, off in found.skipped],
            [("2026-11-29", None), ("2026-11-30", "Bonifacio Day")],
        )
        self.assertFalse(found.is_estimated)

    def test_a_day_that_rests_on_an_estimate_says_so(self):
        found = due_date(DueRule("+1m 9"), day("2027-02-28"), self.off)
        self.assertEqual(found.day, day("2027-03-10"))
        self.assertTrue(found.is_estimated)
        self.assertEqual(found.skipped[0][1].name, "Eid'l Fitr")

    def test_rolling_over_any_number_of_days(self):
        off = {
            day(f"2026-06-{number:02}"): DayOff("Typhoon") for number in range(1, 12)
        }
        self.assertEqual(roll_over(day("2026-05-30"), off)[0], day("2026-06-12"))
        self.assertEqual(roll_over(day("2026-05-29"), off), (day("2026-05-29"), ()))

    def test_the_last_day_of_short_months(self):
        for text, end, expected in (
            ("+1m last", "2028-01-31", "2028-02-29"),
            ("+1m 31", "2026-01-31", "2026-02-28"),
            ("+1m 10", "2026-12-31", "2027-01-10"),
            ("+12m 1", "2026-12-31", "2027-12-01"),
            ("+60d", "2028-03-31", "2028-05-30"),
        ):
            with self.subTest(rule=text):
                self.assertEqual(statutory_day(text, day(end)), day(expected))

    def test_rules_that_cannot_be_read(self):
        for text in ("", "10", "+1m", "+1m 0", "+1m 32", "+1y 02-30", "+1m 10 or so"):
            with self.subTest(rule=text), self.assertRaises(DueRuleError) as refusal:
                check_rule(text)
            self.assertIn("write +1m 10", str(refusal.exception))

    def test_today_is_that_of_manila(self):
        self.assertEqual(
            today(datetime(2026, 1, 9, 15, 59, tzinfo=UTC)), date(2026, 1, 9)
        )
        self.assertEqual(
            today(datetime(2026, 1, 9, 16, 0, tzinfo=UTC)), date(2026, 1, 10)
        )

    def test_without_the_package_only_weekends_are_known(self):
        with patch.object(national, "holidays", None):
            self.assertFalse(national.is_known())
            self.assertEqual(national.national_days(2026), {})
        self.assertTrue(national.is_known())
        self.assertEqual(len(self.off), len(set(self.off)))
        self.assertIn(day("2026-03-20"), self.off)
