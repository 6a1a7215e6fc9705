# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools.tax_cube import IS_DUE, IS_ENTRY, Base, Made, Rule, TaxCube

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def rule(tax_id, when="booked", carriers=()):
    return Rule(tax_id, when, frozenset({tax_id, *carriers}), {tax_id * 10})


@tagged("post_install", "-at_install")
class TestTaxCube(BaseCase):
    def setUp(self):
        super().setUp()
        self.cube = TaxCube(
            [
                Base(frozenset({1}), 0, 7, JULY, Decimal("100.10"), 2),
                Base(frozenset({1, 2}), 0, 7, JULY, Decimal("40"), 1),
                Base(frozenset({1, 2}), 0, 8, AUGUST, Decimal("-5"), 1),
                Base(frozenset({9}), IS_ENTRY, 8, AUGUST, Decimal("3"), 1),
                Base(frozenset({3}), IS_DUE, 8, AUGUST, Decimal("20"), 1),
                Base(frozenset({3}), 0, 8, AUGUST, Decimal("999"), 1),
            ],
            [
                Made(1, 10, 500, 0, 7, JULY, Decimal("12"), 1),
                Made(1, 11, 500, 0, 7, JULY, Decimal("-12"), 1),
                Made(1, 10, 501, 0, 7, JULY, Decimal("1"), 1),
                Made(None, None, 500, 0, None, JULY, Decimal("77"), 1),
            ],
        )

    def test_an_item_counts_once_whatever_it_carries(self):
        both = self.cube.base([rule(1), rule(2)])
        self.assertEqual(both, (Decimal("135.10"), 4))
        self.assertEqual(self.cube.base([rule(2)]), (Decimal("35"), 2))
        self.assertEqual(self.cube.base([]), (Decimal(0), 0))

    def test_a_group_counts_for_its_member(self):
        self.assertEqual(self.cube.base([rule(5, carriers=[9])]), (Decimal(3), 1))

    def test_what_is_due_later(self):
        self.assertEqual(self.cube.base([rule(3, "paid")]), (Decimal(20), 1))
        self.assertEqual(self.cube.base([rule(9, "withheld")]), (Decimal(3), 1))
        self.assertEqual(self.cube.base([rule(9, "paid")]), (Decimal(0), 0))

    def test_parts_of_a_tax(self):
        self.assertEqual(self.cube.tax([rule(1)]), (Decimal(13), 2))
        self.assertEqual(self.cube.tax([rule(2)]), (Decimal(0), 0))

    def test_partners_and_months(self):
        self.assertEqual(
            self.cube.by_partner([rule(1), rule(2)]),
            {
                (7, 1, JULY): [Decimal("140.10"), Decimal(13), 5],
                (8, 1, AUGUST): [Decimal(-5), Decimal(0), 1],
                (7, 2, JULY): [Decimal(40), Decimal(0), 1],
                (8, 2, AUGUST): [Decimal(-5), Decimal(0), 1],
            },
        )

    def test_used(self):
        self.assertEqual(self.cube.used(), {1, 2, 3, 9})
