# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import ROUND_HALF_UP, Decimal, localcontext

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import formula
from ..tools.formula import FormulaError, evaluate

# No clock: other work may run on the machine. No database: nothing is left behind.
without_clock = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
AMOUNTS = st.integers(-(10**14), 10**14).map(lambda centavos: Decimal(centavos) / 100)
NAMES = ["31A", "16", "S2.total", "61B"]


def expressions():
    """(text in the language, function of the amounts in plain Decimal arithmetic)."""

    def combined(children):
        pair = st.tuples(children, children)
        return st.one_of(
            pair.map(lambda p: (f"({p[0][0]}+{p[1][0]})", _plus(p))),
            pair.map(lambda p: (f"({p[0][0]} - {p[1][0]})", _minus(p))),
            pair.map(lambda p: (f"min({p[0][0]}, {p[1][0]})", _least(p))),
            pair.map(lambda p: (f"max({p[0][0]},{p[1][0]})", _most(p))),
            children.map(lambda c: (f"-{c[0]}", lambda v: -c[1](v))),
            children.map(lambda c: (f"abs({c[0]})", lambda v: abs(c[1](v)))),
            children.map(
                lambda c: (f"{c[0]}*0.12", lambda v: c[1](v) * Decimal("0.12"))
            ),
        )

    leaf = st.sampled_from(NAMES).map(lambda name: (name, lambda v: v[name]))
    return st.recursive(leaf, combined, max_leaves=12)


def _plus(pair):
    return lambda v: pair[0][1](v) + pair[1][1](v)


def _minus(pair):
    return lambda v: pair[0][1](v) - pair[1][1](v)


def _least(pair):
    return lambda v: min(pair[0][1](v), pair[1][1](v))


def _most(pair):
    return lambda v: max(pair[0][1](v), pair[1][1](v))


def half_up(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@tagged("post_install", "-at_install")
class TestFormula(BaseCase):
    def assertRefused(self, words, formulas, values=None, box=None, rows=None):
        with self.assertRaises(FormulaError) as refusal:
            evaluate(formulas, values or {}, rows)
        self.assertIn(words, str(refusal.exception))
        self.assertEqual(refusal.exception.box, box)

    def test_precedence_and_brackets(self):
        values = {"1": Decimal(2), "2": Decimal(3), "3A": Decimal(4)}
        for text, expected in {
            "1+2*3A": "14.00",
            "(1+2)*3A": "20.00",
            "1-2-3A": "-5.00",
            "3A/1/2": "0.67",
            "-1*2": "-6.00",
            "1--2": "5.00",
            "max(1, min(2, 3A))": "3.00",
            "abs(1-3A)": "2.00",
            "share(1,2)*3A": "2.67",
            "1*0.125": "0.25",
        }.items():
            with self.subTest(text):
                self.assertEqual(evaluate({"9": text}, values)["9"], Decimal(expected))

    def test_a_number_without_point_is_a_box(self):
        values = {"16": Decimal(5), "17": Decimal(7)}
        self.assertEqual(evaluate({"20": "16+17"}, values)["20"], Decimal("12.00"))

    def test_each_box_is_rounded_half_up_once(self):
        amounts = evaluate(
            {"2": "1*0.5", "3": "2*0.5", "4": "-1*0.5"}, {"1": Decimal("0.05")}
        )
        self.assertEqual(amounts["2"], Decimal("0.03"))
        self.assertEqual(amounts["3"], Decimal("0.02"))
        self.assertEqual(amounts["4"], Decimal("-0.03"))

    def test_whole_pesos(self):
        amounts = evaluate({"2": "1*1.0"}, {"1": Decimal("2.50")}, unit=formula.PESO)
        self.assertEqual(amounts["2"], Decimal(3))

    def test_ratio_keeps_its_digits_until_the_box_is_complete(self):
        values = {
            "33A": Decimal(700000),
            "34A": Decimal(6000000),
            "S2.2T": Decimal(240000),
        }
        amounts = evaluate({"S2.2": "share(33A,34A)*S2.2T"}, values)
        self.assertEqual(amounts["S2.2"], Decimal("28000.00"))

    def test_share_of_nothing_in_nothing_is_nothing(self):
        self.assertEqual(
            evaluate({"3": "share(1,2)"}, {"1": Decimal(0), "2": Decimal(0)})["3"], 0
        )

    def test_columns(self):
        rows = {"S3.D": [Decimal("1.10"), Decimal("2.20")], "S4.E": []}
        amounts = evaluate({"16": "sum(S3.D)", "17": "sum(S4.E)"}, {}, rows)
        self.assertEqual((amounts["16"], amounts["17"]), (Decimal("3.30"), 0))

    def test_refusals_name_the_box(self):
        one = {"1": Decimal(1)}
        self.assertRefused("there is no box 2", {"3": "1+2"}, one, box="3")
        self.assertRefused("4 → 5 → 4", {"4": "5", "5": "4"}, box="4")
        self.assertRefused("4 → 4", {"4": "4+1"}, one, box="4")
        self.assertRefused("divides by zero", {"4": "1/(1-1)"}, one, box="4")
        self.assertRefused("divides by zero", {"4": "share(1,1-1)"}, one, box="4")
        self.assertRefused("no column S9.A", {"4": "sum(S9.A)"}, box="4")

    def test_refusals_of_what_is_not_understood(self):
        for text in (
            *("", "1+", "1 2", "(1", "1)", "*1", "pow(1,1)", "min(1)", "abs(1,1)"),
            *("sum(1+1)", "1;1", "1**1", "__import__(1)", "a", "'1'", "1.5.2", "1,1"),
        ):
            with self.subTest(text):
                with self.assertRaises(FormulaError) as refusal:
                    evaluate({"4": text}, {"1": Decimal(1)})
                self.assertEqual(refusal.exception.box, "4")

    def test_readers_of_boxes(self):
        tree = formula.parse("34B-35B+sum(S1.E)*0.12")
        self.assertEqual(list(formula.boxes(tree)), ["34B", "35B"])
        self.assertEqual(list(formula.columns(tree)), ["S1.E"])

    @without_clock
    @given(expressions(), st.fixed_dictionaries(dict.fromkeys(NAMES, AMOUNTS)))
    def test_agrees_with_plain_decimal_arithmetic(self, expression, values):
        text, expected = expression
        with localcontext() as context:
            context.prec = 50
            wanted = half_up(expected(values))
        self.assertEqual(evaluate({"99": text}, values)["99"], wanted)

    @without_clock
    @given(st.lists(AMOUNTS, max_size=30))
    def test_a_column_adds_up_exactly(self, amounts):
        found = evaluate({"9": "sum(S1.A)"}, {}, {"S1.A": amounts})["9"]
        cents = sum(int(amount * 100) for amount in amounts)
        self.assertEqual(int(found * 100), cents)

    @without_clock
    @given(st.permutations([f"{number}" for number in range(1, 9)]))
    def test_the_order_of_the_boxes_does_not_matter(self, names):
        formulas = {name: f"{int(name) - 1}+0.01" for name in names}
        amounts = evaluate(formulas, {"0": Decimal(0)})
        self.assertEqual(
            {name: amounts[name] for name in names},
            {name: Decimal(int(name)) / 100 for name in names},
        )

    @without_clock
    @given(st.text(alphabet="123AB.+-*/(), sumaxhre", max_size=25))
    def test_any_text_is_worked_out_or_refused(self, text):
        try:
            amounts = evaluate({"9": text}, {"1": Decimal(1), "2A": Decimal(2)})
        except FormulaError as refusal:
            self.assertTrue(str(refusal))
        else:
            self.assertEqual(amounts["9"], half_up(amounts["9"]))
