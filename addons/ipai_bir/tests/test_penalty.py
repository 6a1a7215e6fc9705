# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.penalty import CLASSES, propose, propose_information

DUE = date(2026, 10, 26)

# basic tax, days late, class, surcharge, interest, compromise, tax with penalties
ORACLES = (
    ("33333", 17, "medium", "8333.25", "186.30", "10000", "51852.55"),
    ("50000", 60, "micro", "5000.00", "493.15", "10000", "65493.15"),
    ("12345.67", 30, "medium", "3086.42", "121.77", "5000", "20553.86"),
    ("1234.56", 60, "micro", "123.46", "12.18", "1000", "2370.20"),
    ("5000001", 365, "medium", "1250000.25", "600000.12", "50000", "6900001.37"),
    ("225400", 10, "medium", "56350.00", "741.04", "20000", "302491.04"),
)
BRACKETS = (
    *(("0", 1000), ("0.01", 1000), ("5000", 1000), ("5000.01", 3000)),
    *(("10000", 3000), ("10000.01", 5000), ("20000", 5000), ("20000.01", 10000)),
    *(("50000", 10000), ("50000.01", 15000), ("100000", 15000)),
    *(("100000.01", 20000), ("500000", 20000), ("500000.01", 30000)),
    *(("1000000", 30000), ("1000000.01", 40000), ("5000000", 40000)),
    ("5000000.01", 50000),
)
# No clock: other work may run on the machine. No database: nothing is left behind.
without_clock = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
taxes = st.decimals(min_value=-1_000, max_value=9_000_000, places=2)
days_late = st.integers(min_value=-30, max_value=2_000)
choices = st.fixed_dictionaries(
    {
        "taxpayer_class": st.sampled_from(CLASSES),
        "amended_on_time": st.booleans(),
        "fraud": st.booleans(),
        "compromise": st.booleans(),
        "halve_compromise": st.booleans(),
    }
)


def late(tax, days, taxpayer_class="medium", **choice):
    paid_on = DUE + timedelta(days=days)
    return propose(Decimal(tax), DUE, paid_on, taxpayer_class, **choice)


def amounts(lines):
    return {line.kind: line.amount for line in lines}


def total(lines):
    return sum((line.amount for line in lines), Decimal(0))


@tagged("post_install", "-at_install")
class TestPenalty(BaseCase):
    def test_worked_numbers(self):
        for tax, days, taxpayer_class, surcharge, interest, fee, payable in ORACLES:
            with self.subTest(tax=tax, days=days):
                lines = late(tax, days, taxpayer_class)
                self.assertEqual(
                    amounts(lines),
                    {
                        "surcharge": Decimal(surcharge),
                        "interest": Decimal(interest),
                        "compromise": Decimal(fee),
                    },
                )
                self.assertEqual(Decimal(tax) + total(lines), Decimal(payable))

    def test_half_a_compromise_is_for_micro_and_small_only(self):
        for taxpayer_class, fee in (("micro", 5000), ("small", 5000), ("large", 10000)):
            lines = late("50000", 60, taxpayer_class, halve_compromise=True)
            with self.subTest(taxpayer_class=taxpayer_class):
                self.assertEqual(amounts(lines)["compromise"], fee)
        lines = late("50000", 60, "micro", halve_compromise=True)
        self.assertEqual(50000 + total(lines), Decimal("60493.15"))

    def test_compromise_follows_the_table(self):
        for tax, fee in BRACKETS:
            with self.subTest(tax=tax):
                self.assertEqual(amounts(late(tax, 1))["compromise"], fee)

    def test_compromise_is_consensual(self):
        self.assertEqual(
            set(amounts(late("100", 1, compromise=False))), {"surcharge", "interest"}
        )

    def test_without_tax_only_the_compromise_is_left(self):
        for tax in ("0", "-500.00"):
            with self.subTest(tax=tax):
                self.assertEqual(amounts(late(tax, 400)), {"compromise": 1000})

    def test_amended_on_time_pays_interest_and_no_surcharge(self):
        lines = late("225400", 10, amended_on_time=True)
        self.assertEqual(amounts(lines)["surcharge"], 0)
        self.assertEqual(amounts(lines)["interest"], Decimal("741.04"))
        self.assertIn("RMC 43-2022", lines[0].rule)

    def test_fraud_is_half_the_tax_for_everybody_and_cannot_be_compromised(self):
        for taxpayer_class in CLASSES:
            lines = late("1000", 365, taxpayer_class, fraud=True, amended_on_time=True)
            with self.subTest(taxpayer_class=taxpayer_class):
                self.assertEqual(amounts(lines)["surcharge"], 500)
                self.assertNotIn("compromise", amounts(lines))
        self.assertEqual(
            amounts(late("1000", 365, "micro", fraud=True))["interest"], 60
        )

    def test_reduced_rates_begin_with_the_ease_of_paying_taxes_act(self):
        paid = date(2024, 12, 31)
        before = propose(Decimal(1000), date(2024, 1, 21), paid, "micro")
        after = propose(Decimal(1000), date(2024, 1, 22), paid, "micro")
        self.assertEqual(amounts(before)["surcharge"], 250)
        self.assertEqual(amounts(after)["surcharge"], 100)

    def test_each_line_says_its_rule(self):
        rules = {line.kind: line.rule for line in late("225400", 10)}
        self.assertEqual(
            rules["surcharge"],
            "25% of the basic tax, medium taxpayer (NIRC Sec. 248(A))",
        )
        self.assertIn(
            "12% a year on the basic tax x 10/365 days late", rules["interest"]
        )
        self.assertIn("RMO 7-2015", rules["compromise"])
        self.assertIn("RR 6-2024", late("1", 1, "small")[0].rule)

    def test_information_returns(self):
        for failures, taxpayer_class, before, expected in (
            (1, "medium", 0, 1000),
            (3, "micro", 0, 1500),
            (25, "large", 0, 25000),
            (26, "large", 0, 25000),
            (90, "small", 0, 12500),
            (3, "large", 24000, 1000),
            (3, "large", 30000, 0),
        ):
            lines = propose_information(failures, taxpayer_class, DUE, before)
            with self.subTest(failures=failures, taxpayer_class=taxpayer_class):
                self.assertEqual([line.amount for line in lines], [expected])
                self.assertIn("Sec. 250", lines[0].rule)
        self.assertEqual(propose_information(0, "micro", DUE), [])

    def test_what_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no class of taxpayer"):
            late("1", 1, "tiny")
        with self.assertRaises(TypeError):
            propose(1.1, DUE, DUE, "micro")

    @given(taxes, st.integers(max_value=0, min_value=-2_000), choices)
    @without_clock
    def test_on_time_costs_nothing(self, tax, days, choice):
        self.assertEqual(late(tax, days, **choice), [])

    @given(taxes, taxes, days_late, days_late, choices)
    @without_clock
    def test_more_tax_or_more_days_never_cost_less(self, one, two, soon, later, choice):
        less = late(min(one, two), min(soon, later), **choice)
        more = late(max(one, two), max(soon, later), **choice)
        for kind, amount in amounts(less).items():
            self.assertGreaterEqual(amounts(more)[kind], amount)
        self.assertGreaterEqual(total(more), total(less))

    @given(taxes, days_late, choices)
    @without_clock
    def test_amounts_are_whole_centavos_and_never_negative(self, tax, days, choice):
        for line in late(tax, days, **choice):
            self.assertGreaterEqual(line.amount, 0)
            self.assertEqual(line.amount.as_tuple().exponent, -2)
            self.assertTrue(line.rule)
