# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools import vat_claim
from .common import BooksCase


@tagged("post_install", "-at_install")
class TestVatClaimRule(BaseCase):
    def test_part_is_proportional_and_half_up(self):
        part = vat_claim.part
        self.assertEqual(part(Decimal(12), Decimal(56), Decimal(112)), Decimal("6.00"))
        self.assertEqual(part(Decimal("0.01"), Decimal(1), Decimal(2)), Decimal("0.01"))
        with self.assertRaises(ValueError):
            part(Decimal(12), Decimal(1), Decimal(0))

    def test_quarters_add_back_exactly_what_was_claimed(self):
        claimed, base = Decimal("10.00"), Decimal(3)
        steps = [Decimal(n) for n in (0, 1, 2, 3, 4)]
        back = [
            vat_claim.returned(claimed, base, before, after)
            for before, after in zip(steps, steps[1:], strict=False)
        ]
        self.assertEqual(back, [Decimal(x) for x in ("3.33", "3.34", "3.33", "0.00")])
        self.assertEqual(sum(back), claimed)


class ClaimCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("output", "sale", 12, "sale_vatable")
        cls.goods = cls.make_tax("input", "purchase", 12, "purchase_goods")
        cls.partner = cls.books["partner"]
        cls.partner.vat = "456-789-123-001"
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "30 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        cls.claims = cls.env["ipai.bir.vat.claim"]

    @classmethod
    def sell(cls, date, amount, kind="out_invoice", taxes=None, term=None, **values):
        move = cls.post(
            kind,
            date,
            [(amount, taxes or [cls.vat if kind.startswith("out") else cls.goods])],
            post=False,
            partner=values.pop("partner", None),
        )
        term = cls.term if term is None else term
        move.write({"invoice_payment_term_id": term.id, **values})
        move.action_post()
        return move

    @classmethod
    def find(cls, quarter=2, year=2026, **values):
        return cls.claims.find(cls.company, year, quarter, **values)

    @classmethod
    def claimed(cls, quarter=2, **values):
        claims = cls.find(quarter, **values)
        claims.action_confirm()
        return claims

    def items(self, quarter, *codes, year=2026):
        record = self.env["ipai.bir.return"].search(
            [
                ("company_id", "=", self.company.id),
                ("year", "=", year),
                ("quarter", "=", str(quarter)),
            ]
        ) or self.make_return(year, str(quarter))
        record.action_compute()
        return [record.amount(code) for code in codes]

    def holds(self, claim):
        return {row["code"]: row["holds"] for row in claim.conditions}


@tagged("post_install", "-at_install")
class TestVatClaim(ClaimCase):
    def test_uncollected_in_full_then_collected(self):
        """Claimed in the quarter after the lapse, added back when collected."""
        move = self.sell("2026-01-15", 100000)
        self.assertFalse(self.find(1))
        claim = self.find(2)
        self.assertEqual(
            (claim.vat, claim.amount, claim.unsettled), (12000, 12000, 112000)
        )
        self.assertEqual(self.items(2, "35B", "36B"), [0, 0])
        claim.action_confirm()
        self.assertIn(
            "Claimed Output VAT Credit: PHP 12,000.00 in 2550Q Q2 2026",
            move.message_ids[0].body,
        )
        self.assertEqual(self.items(2, "35B", "36B", "37B"), [12000, 0, -12000])
        self.assertEqual(self.items(3, "35B", "36B"), [0, 0])
        self.pay(move, "2026-10-05")
        self.assertEqual(self.items(3, "35B", "36B"), [0, 0])
        self.assertEqual(self.items(4, "35B", "36B", "37B"), [0, 12000, 12000])
        self.assertEqual((claim.returned_amount, claim.open_amount), (12000, 0))
        self.assertEqual(self.find(3), self.claims)

    def test_parts_collected_add_back_their_part(self):
        move = self.sell("2026-01-15", 1000.07)
        self.pay(move, "2026-02-01", 120.08)
        claim = self.claimed()
        self.assertEqual(claim.unsettled, 1000)
        self.assertEqual(claim.amount, 107.14)
        for day, amount in (
            ("2026-07-01", 333.33),
            ("2026-09-30", 1),
            ("2026-10-01", 99),
        ):
            self.pay(move, day, amount)
        self.pay(move, "2027-01-01", 566.67)
        back = [
            self.items(quarter, "36B", year=year)[0]
            for year, quarter in ((2026, 3), (2026, 4), (2027, 1), (2027, 2))
        ]
        self.assertEqual(back, [Decimal(x) for x in ("35.82", "10.61", "60.71", "0")])
        self.assertEqual(sum(back), Decimal("107.14"))

    def test_paid_within_the_quarter_is_no_candidate_later_payment_does_not_undo(self):
        paid = self.sell("2026-01-15", 100)
        self.pay(paid, "2026-06-30")
        late = self.sell("2026-01-16", 200)
        self.pay(late, "2026-07-01")
        claim = self.find(2)
        self.assertEqual(claim.move_id, late)
        self.assertEqual(claim.amount, 24)
        claim.action_confirm()
        self.assertEqual(self.items(2, "35B"), [24])
        self.assertEqual(self.items(3, "36B"), [24])

    def test_finding_again_changes_nothing(self):
        self.sell("2026-01-15", 100)
        self.sell("2026-02-15", 200)
        first = self.find(2)
        self.assertEqual(self.find(2), first)
        self.assertEqual(len(first), 2)
        first[0].action_confirm()
        first[1].action_cancel()
        self.assertFalse(self.find(2))
        self.assertFalse(self.find(3))
        first[1].action_candidate()
        moved = self.find(3)
        self.assertEqual((moved, moved.quarter), (first[1], "3"))

    def test_a_paid_candidate_goes(self):
        move = self.sell("2026-01-15", 100)
        claim = self.find(2)
        self.pay(move, "2026-05-05")
        self.assertFalse(self.find(2))
        self.assertFalse(claim.exists())

    def test_credit_note_before_and_after_the_claim(self):
        move = self.sell("2026-01-15", 1000)
        self.credit(move, "2026-04-20", 250)
        claim = self.claimed()
        self.assertEqual((claim.unsettled, claim.amount), (840, 90))
        self.credit(move, "2026-08-20", 500)
        self.assertEqual(self.items(3, "31B", "36B"), [-60, 60])

    def credit(self, move, date, amount):
        note = self.post("out_refund", date, [(amount, [self.vat])])
        account = self.books["receivable"]
        (move | note).line_ids.filtered(
            lambda line: line.account_id == account and not line.reconciled
        ).reconcile()

    def test_written_off_is_not_collected(self):
        move = self.sell("2026-01-15", 1000)
        claim = self.claimed()
        self.write_off(move, "2026-08-01")
        self.assertEqual(self.items(3, "36B"), [0])
        self.assertEqual(claim.open_amount, 120)
        other = self.sell("2026-01-20", 1000)
        self.write_off(other, "2026-05-01", 100)
        candidate = self.find(2)
        self.assertFalse(self.holds(candidate)["bad_debt"])
        with self.assertRaisesRegex(UserError, "bad debt"):
            candidate.action_confirm()

    def write_off(self, move, date, amount=None):
        line = move.line_ids.filtered(
            lambda x: x.account_id == self.books["receivable"]
        )
        amount = amount or line.balance
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date,
                "journal_id": self.books["general"].id,
                "line_ids": [
                    Command.create(
                        {"account_id": self.books["expense"].id, "debit": amount}
                    ),
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "credit": amount,
                            "partner_id": move.partner_id.id,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (line + entry.line_ids.filtered("credit")).reconcile()

    def test_instalments_lapse_one_by_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "half in 30, half in 120 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (30, 120)
                ],
            }
        )
        move = self.sell("2026-01-15", 1000, term=term)
        first = self.claimed(2)
        self.assertEqual(first.amount, 60)
        second = self.claimed(3)
        self.assertEqual(second.amount, 60)
        self.assertFalse(first.line_ids & second.line_ids)
        self.assertEqual(self.items(2, "35B"), [60])
        self.assertEqual(self.items(3, "35B", "36B"), [60, 0])
        for line in first.line_ids + second.line_ids:
            self.pay_line(line, "2026-11-11", 560)
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(self.items(4, "36B"), [120])

    def pay_line(self, line, date, amount, currency_amount=None):
        """Settle an item by `amount` in pesos, or `currency_amount` of its currency."""
        given = currency_amount or amount
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date,
                "journal_id": self.books["bank_journal"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": line.partner_id.id,
                            "currency_id": line.currency_id.id,
                            "balance": sign * amount,
                            "amount_currency": sign * given,
                        }
                    )
                    for account, sign in (
                        (self.books["bank"], 1),
                        (line.account_id, -1),
                    )
                ],
            }
        )
        entry.action_post()
        (
            line + entry.line_ids.filtered(lambda x: x.account_id == line.account_id)
        ).reconcile()

    def test_foreign_currency_follows_the_currency_of_the_invoice(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        for day, rate in (("2026-01-01", 0.02), ("2026-07-01", 0.016)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        self.company.write(
            {
                "currency_exchange_journal_id": self.books["general"].id,
                "income_currency_exchange_account_id": self.books["income"].id,
                "expense_currency_exchange_account_id": self.books["expense"].id,
            }
        )
        move = self.sell("2026-01-15", 1000, currency_id=dollar.id)
        self.assertEqual(move.amount_total_signed, 56000)
        claim = self.claimed()
        self.assertEqual((claim.unsettled, claim.vat, claim.amount), (1120, 6000, 6000))
        # Half the dollars, though they are worth more pesos by now.
        self.pay_line(claim.line_ids, "2026-08-01", 35000, 560)
        self.assertEqual(self.items(3, "36B"), [3000])
