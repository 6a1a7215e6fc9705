# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

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
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")
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

    def test_conditions_that_fail_refuse_by_sentence(self):
        cash = self.env["account.payment.term"].create({"name": "Immediate"})
        early = self.sell("2024-04-26", 100)
        self.assertEqual(early.state, "posted")
        today = self.sell("2026-01-15", 100, term=cash)
        nobody = self.make_partner("Various")
        self.sell("2026-01-15", 100, partner=nobody)
        basis = self.make_tax(
            "vat when paid",
            "sale",
            12,
            "sale_vatable",
            tax_exigibility="on_payment",
        )
        self.sell("2026-01-15", 100, taxes=[basis])
        claims = self.find(2)
        failing = {
            claim: [code for code, holds in self.holds(claim).items() if holds is False]
            for claim in claims
        }
        by_code = {codes[0]: claim for claim, codes in failing.items()}
        self.assertEqual(
            set(by_code), {"effective", "on_account", "identified", "declared"}
        )
        self.assertEqual(by_code["effective"].move_id, early)
        self.assertEqual(by_code["on_account"].move_id, today)
        for code, text in {
            "effective": "before RR 3-2024",
            "on_account": "no sale on account",
            "identified": "Various has no valid TIN",
            "declared": "declared when it is paid",
        }.items():
            with self.assertRaisesRegex(UserError, text):
                by_code[code].action_confirm()
            self.assertIn(text, by_code[code].conditions_html)
        self.assertEqual(self.items(2, "35B"), [0])

    def test_what_the_books_cannot_see_is_asked(self):
        self.sell("2025-08-15", 100, term=self.env["account.payment.term"])
        claim = self.find(2)
        self.assertFalse(claim)
        move = self.sell(
            "2025-08-15",
            100,
            term=self.env["account.payment.term"],
            invoice_date_due="2025-09-15",
        )
        claim = self.find(2).filtered(lambda c: c.move_id == move)
        holds = self.holds(claim)
        self.assertIsNone(holds["terms"])
        self.assertIsNone(holds["lapsed"])
        self.assertIsNone(holds["declared"])
        self.assertFalse(claim.obstacles)
        record = self.make_return(2025, "3")
        self.assertFalse(self.holds(self.find(2))["declared"])
        record.action_compute()
        self.assertIsNone(self.holds(self.find(2))["declared"])

    def test_filed_quarter_keeps_its_claims(self):
        self.sell("2026-01-15", 100)
        claim = self.find(2)
        self.make_return(2026, "2")
        self.env["ipai.bir.return"].flush_model()
        self.env.cr.execute(
            "UPDATE ipai_bir_return SET state = 'filed' WHERE company_id = %s",
            (self.company.id,),
        )
        self.env["ipai.bir.return"].invalidate_model(["state"])
        with self.assertRaisesRegex(UserError, "2550Q Q2 2026 is filed"):
            claim.action_confirm()

    def test_return_says_what_waits_and_what_no_longer_stands(self):
        move = self.sell("2026-01-15", 100)
        claim = self.find(2)
        record = self.make_return(2026, "2")

        def told():
            record.action_compute()
            checks = record.check_ids.filtered(lambda c: c.code == "vat_claims")
            return [(check.level, check.text) for check in checks]

        self.assertEqual(told()[0][0], "note")
        self.assertIn("1 VAT claims on overdue invoices wait", told()[0][1])
        claim.action_confirm()
        self.assertFalse(told())
        move.button_draft()
        ((level, text),) = told()
        self.assertEqual(level, "error")
        self.assertIn("no longer posted", text)

    def test_boxes_without_claims_are_typed(self):
        record = self.make_return(2026, "2")
        record.set_box("35B", "12")
        record.action_compute()
        self.assertEqual(record.amount("35B"), 12)


@tagged("post_install", "-at_install")
class TestVatClaimPayable(ClaimCase):
    def test_unpaid_payable_with_the_marked_invoice_then_settled(self):
        move = self.sell("2026-01-15", 20000, kind="in_invoice")
        claim = self.find(2)
        self.assertEqual((claim.kind, claim.amount), ("unpaid", 2400))
        with self.assertRaisesRegex(UserError, "Attach the invoice that Acacia"):
            claim.action_confirm()
        claim.evidence = base64.b64encode(b"%PDF marked")
        claim.action_confirm()
        self.assertEqual(self.items(2, "55B", "57B", "58B"), [2400, 2400, 0])
        self.pay(move, "2026-08-15", 11200)
        # The printed sum adds item 58 to the deductions; the screen warns of it.
        self.assertEqual(self.items(3, "55B", "58B", "59B"), [0, 1200, 1200])
        record = self.env["ipai.bir.return"].search(
            [("company_id", "=", self.company.id), ("quarter", "=", "3")]
        )
        self.assertIn("ask your RDO", " ".join(n["text"] for n in record.notices))

    def test_claims_of_other_companies_stay_out(self):
        self.sell("2026-01-15", 100)
        self.claimed()
        self.assertEqual(self.items(2, "35B"), [12])
        stranger = self.env["res.company"].create({"name": "Molave Inc"})
        self.assertFalse(self.claims.find(stranger, 2026, 2))
        record = self.make_return(2026, "2", company=stranger)
        self.assertEqual(record._provide_vat_claims(), {})


@tagged("post_install", "-at_install")
class TestVatClaimStamp(ClaimCase):
    def test_marked_invoice(self):
        move = self.sell("2026-01-15", 100)
        claim = self.find(2)
        with self.assertRaisesRegex(UserError, "confirmed sale"):
            claim.action_stamp()
        claim.action_confirm()
        with self.assertRaisesRegex(UserError, "has no PDF yet"):
            claim.action_stamp()
        buffer = BytesIO()
        canvas = Canvas(buffer)
        for page in ("first", "second"):
            canvas.drawString(50, 50, f"The {page} page")
            canvas.showPage()
        canvas.save()
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": buffer.getvalue(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
            }
        )
        claim.action_stamp()
        pages = PdfReader(BytesIO(claim.stamped_id.raw)).pages
        self.assertEqual(len(pages), 2)
        for page, said in zip(pages, ("first", "second"), strict=True):
            text = page.extract_text()
            self.assertIn(f"The {said} page", text)
            self.assertIn("Claimed Output VAT Credit", text)
            self.assertIn("PHP 12.00, 2550Q Q2 2026", text)
