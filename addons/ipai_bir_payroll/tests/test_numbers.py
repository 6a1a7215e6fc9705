# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Published numbers against the pure tables and methods. See tests/cases."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from odoo.tests import BaseCase

from ..tools import compensation, contribution, exemption, tables, withholding
from ..tools.money import ZERO

NUMBERS = yaml.safe_load(
    (Path(__file__).parent / "cases" / "withholding.yaml").read_text(encoding="utf-8")
)


def amount(value):
    return Decimal(str(value))


def pay(year, month, amounts, **values):
    return compensation.Payment(
        date(year, month, 28),
        "monthly",
        {code: amount(value) for code, value in amounts.items()},
        **values,
    )


class TestNumbers(BaseCase):
    def test_regular(self):
        for year, frequency, regular, extra, wanted in NUMBERS["tax"]:
            with self.subTest(frequency=frequency, regular=regular, extra=extra):
                table = tables.withholding(date(year, 6, 30), frequency)
                found = withholding.tax(table, amount(regular), amount(extra))
                self.assertEqual(str(found), wanted)

    def test_annual(self):
        for year, taxable, wanted in NUMBERS["annual"]:
            with self.subTest(year=year, taxable=taxable):
                table = tables.annual(date(year, 12, 31))
                self.assertEqual(str(withholding.tax(table, amount(taxable))), wanted)

    def test_cumulative(self):
        for case in NUMBERS["cumulative"]:
            with self.subTest(case["name"]):
                self.play_cumulative(case)

    def play_cumulative(self, case):
        before = compensation.Before(
            **{name: amount(value) for name, value in case.get("before", {}).items()}
        )
        first = case.get("first_month", 1)
        payments = [
            pay(
                case["year"],
                month,
                {"basic": regular, "commission": extra},
                withheld=amount(withhold),
            )
            for month, (regular, extra, _average, withhold) in enumerate(
                case["months"], first
            )
        ]
        outcomes = compensation.year(payments, before)
        self.assertEqual({o.method for o in outcomes}, {"cumulative"})
        for outcome, (_r, _s, average, withhold) in zip(
            outcomes, case["months"], strict=True
        ):
            self.assertEqual(str(outcome.should_be), withhold)
            self.assertIn(f"= {Decimal(average):,.2f};", outcome.words[-1])
        if "cumulative_tax" in case:
            total = before.withheld + sum(o.should_be for o in outcomes)
            self.assertEqual(str(total), case["cumulative_tax"])

    def test_year_end(self):
        for case in NUMBERS["year_end"]:
            with self.subTest(case["name"]):
                month = dict(case["month"])
                withheld = amount(month.pop("withheld"))
                shares = amount(month.pop("shares"))
                payments = [
                    pay(
                        2026,
                        number,
                        {**month, **(case["december"] if number == 12 else {})},
                        shares=shares,
                        withheld=withheld,
                        is_last=number == 12,
                    )
                    for number in range(1, 13)
                ]
                outcomes = compensation.year(payments)
                last = outcomes[-1]
                self.assertEqual(str(sum(o.taxable for o in outcomes)), case["taxable"])
                self.assertEqual(
                    str(last.should_be + 11 * withheld), case["tax"], last.words
                )
                self.assertEqual(str(last.should_be - withheld), case["extra"])

    def test_contributions(self):
        for scheme, day, base, employee, employer, total in NUMBERS["contributions"]:
            with self.subTest(scheme=scheme, base=base):
                found = getattr(contribution, scheme)(day, amount(base))
                self.assertEqual(str(found.employee), employee)
                self.assertEqual(str(found.employer + found.compensation), employer)
                self.assertEqual(str(found.total), total)

    def test_provident_fund_is_what_exceeds_the_regular_credit(self):
        day = date(2026, 1, 31)
        self.assertEqual(contribution.sss(day, amount(20000)).fund, 0)
        self.assertEqual(contribution.sss(day, amount(60000)).fund, 15000)

    def test_minimum_wage_earner(self):
        for case in NUMBERS["minimum_wage"]:
            with self.subTest(case["name"]):
                payment = pay(
                    case["year"],
                    12,
                    case["amounts"],
                    is_minimum_wage=True,
                    is_last=True,
                )
                outcome = compensation.year([payment])[0]
                self.assertEqual(str(outcome.taxable), case["taxable"])
                self.assertEqual(str(outcome.should_be), case["tax"])

    def test_ceilings_of_benefits(self):
        for case in NUMBERS["benefits"]:
            with self.subTest(case["kind"], day=case["day"]):
                allowance = exemption.Allowance()
                found = [
                    allowance.de_minimis(
                        case["day"],
                        (
                            exemption.Benefit(
                                case["kind"], amount(paid), amount(case.get("days", 0))
                            ),
                        ),
                        amount(case.get("wage", 0)),
                    )
                    for paid in case["paid"]
                ]
                self.assertEqual([str(part.exempt) for part in found], case["exempt"])
                self.assertEqual(
                    sum(part.exempt + part.excess for part in found),
                    sum(case["paid"]),
                )

    def test_ceilings_begin_anew_with_their_span(self):
        allowance = exemption.Allowance()

        def exempt(day, kind):
            benefit = exemption.Benefit(kind, amount(2500))
            return allowance.de_minimis(day, (benefit,), None).exempt

        self.assertEqual(exempt(date(2026, 6, 15), "rice"), 2500)
        self.assertEqual(exempt(date(2026, 6, 30), "rice"), 0)
        self.assertEqual(exempt(date(2026, 7, 15), "rice"), 2500)
        self.assertEqual(exempt(date(2026, 6, 30), "medical_dependents"), 2000)
        self.assertEqual(exempt(date(2026, 7, 31), "medical_dependents"), 2000)

    def test_excess_of_a_ceiling_fills_the_basket_first(self):
        outcome = compensation.year(
            [
                pay(
                    2026,
                    1,
                    {"basic": 50000, "thirteenth_month": 89500},
                    benefits=(exemption.Benefit("rice", amount(4000)),),
                )
            ]
        )[0]
        self.assertEqual(outcome.items["35"], 2500)
        self.assertEqual(outcome.items["34"], 90000)
        self.assertEqual(outcome.items["48"], 1000)
        self.assertEqual(outcome.gross, 143500)

    def test_benefits_of_a_previous_employer_use_the_basket(self):
        outcome = compensation.year(
            [pay(2026, 12, {"thirteenth_month": 60000})],
            compensation.Before(benefits=amount(40000), months=amount(6)),
        )[0]
        self.assertEqual(outcome.items["34"], 50000)
        self.assertEqual(outcome.items["48"], 10000)

    def test_semi_monthly_periods_of_a_monthly_previous_employer(self):
        payment = compensation.Payment(
            date(2026, 7, 15), "semi_monthly", {"basic": amount(15000)}
        )
        before = compensation.Before(amount(180000), months=amount(6))
        outcome = compensation.year([payment], before)[0]
        self.assertIn("/ 13 periods = 15,000.00", outcome.words[-1])

    def test_a_minimum_wage_earner_is_never_more_exempt_than_paid(self):
        outcome = compensation.year(
            [
                pay(
                    2026,
                    6,
                    {"basic": 18000, "overtime": 1500},
                    shares=amount(1625),
                    is_minimum_wage=True,
                )
            ]
        )[0]
        self.assertEqual(outcome.items["29"], 16375)
        self.assertEqual(outcome.items["31"], 1500)
        self.assertEqual(outcome.items["36"], 1625)
        self.assertEqual(outcome.exempt, 19500)
        self.assertEqual(outcome.taxable, ZERO)

    def test_contributions_above_the_pay_are_said(self):
        outcome = compensation.year([pay(2026, 6, {"basic": 500}, shares=amount(800))])
        self.assertEqual(outcome[0].taxable, 0)
        self.assertEqual(outcome[0].items["36"], 500)
        self.assertEqual([code for code, _text in outcome[0].warnings], ["shares"])

    def test_no_table_before_the_first(self):
        with self.assertRaises(tables.TableError) as refusal:
            tables.withholding(date(2017, 12, 31), "monthly")
        self.assertIn("begins on 2018-01-01", str(refusal.exception))
