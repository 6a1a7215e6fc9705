# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import settlement
from ..tools.formula import FormulaError

FORM = {
    "3": "1+sum(S1.A)",
    "5": "share(10,11)*4",
    "6": "3-2-5",
    "9": "6+7",
    "12": "8*0.5",
}
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


def asked(**values):
    boxes = {f"{n}": Decimal(0) for n in (1, 2, 4, 7, 8, 10, 11)}
    boxes.update({name[1:]: Decimal(amount) for name, amount in values.items()})
    return boxes


@tagged("post_install", "-at_install")
class TestSettlement(BaseCase):
    def test_each_input_has_its_share(self):
        values = asked(b1="600", b2="100.05", b4="50", b7="8", b8="3", b10="1", b11="4")
        rows = {"S1.A": [Decimal("20"), Decimal("1.50")], "S1.B": [Decimal(9)]}
        found, rest = settlement.shares(
            FORM, values, rows, ["1", "2", "4", "7", "8", "S1.A", "S1.B"], "9"
        )
        self.assertEqual(
            found,
            {
                "1": Decimal("600"),
                "2": Decimal("-100.05"),
                "4": Decimal("-12.50"),
                "7": Decimal("8"),
                "S1.A": Decimal("21.50"),
            },
        )
        self.assertEqual(rest, 0)

    @settings(max_examples=60, deadline=None)
    @given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), st.lists(AMOUNTS, max_size=4))
    def test_shares_add_up_to_the_payable(self, amounts, rows):
        one, two, seven = amounts
        values = asked(b1=one, b2=two, b7=seven)
        found, rest = settlement.shares(
            FORM, values, {"S1.A": rows}, ["1", "2", "4", "7", "S1.A"], "9"
        )
        payable = one + sum(rows) - two + seven
        self.assertEqual(sum(found.values()), payable)
        self.assertEqual(rest, 0)

    def test_what_a_limit_takes_is_the_rest(self):
        forms = {"3": "max(0.0,1-2)"}
        values = {"1": Decimal(10), "2": Decimal(30)}
        found, rest = settlement.shares(forms, values, {}, ["1", "2"], "3")
        self.assertEqual(found, {"2": Decimal(-10)})
        self.assertEqual(sum(found.values()) + rest, 0)

    def test_an_unknown_box_is_named(self):
        with self.assertRaisesRegex(FormulaError, "no box 99"):
            settlement.shares({"3": "99+1"}, {"1": Decimal(1)}, {}, ["1"], "3")
