# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.per_diem import Choice, closest, day_allowance

CENT = Decimal("0.01")


def rate(place=None, grade=None, has_company=False, date_from="2026-01-01"):
    return Choice(None, place, grade, has_company, date_from)


@tagged("post_install", "-at_install")
class TestPerDiem(BaseCase):
    def test_allowance(self):
        full = day_allowance(Decimal(1500), Decimal(100), [], CENT)
        self.assertEqual(full, Decimal("1500.00"))
        half = day_allowance(Decimal(1500), Decimal(50), [Decimal(20)], CENT)
        self.assertEqual(half, Decimal("450.00"))

    def test_meals_never_take_more_than_the_day(self):
        meals = [Decimal(30), Decimal(30)]
        self.assertEqual(day_allowance(Decimal(10), Decimal(50), meals, CENT), 0)

    def test_rounds_half_up_to_the_currency(self):
        third = day_allowance(Decimal("0.50"), Decimal("33"), [], CENT)
        self.assertEqual(third, Decimal("0.17"))
        yen = day_allowance(Decimal(101), Decimal("50"), [], Decimal(1))
        self.assertEqual(yen, Decimal(51))

    def test_closest(self):
        anywhere, cebu = rate(), rate(place="Cebu City")
        boss = rate(grade="Manager")
        rates = [anywhere, cebu, boss]
        self.assertIs(closest(rates, "cebu city ", None), cebu)
        self.assertIs(closest(rates, "Davao", "Manager"), boss)
        self.assertIs(closest(rates, "Davao", None), anywhere)
        self.assertIs(closest([cebu], "Davao", None), None)
        newer = rate(date_from="2026-02-01")
        self.assertIs(closest([newer, anywhere], "Davao", None), newer)
        own = rate(has_company=True)
        self.assertIs(closest([newer, own], "Davao", None), own)
