# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from io import BytesIO

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_vat_claim import ClaimCase


@tagged("post_install", "-at_install")
class TestVatClaimConditions(ClaimCase):
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
        self.assertIn(
            "VAT claims on overdue invoices that wait for a decision: 1 ", told()[0][1]
        )
        claim.action_confirm()
        self.assertFalse(told())
        move.button_draft()
        ((level, text),) = told()
        self.assertEqual(level, "error")
        self.assertIn("no longer posted", text)

    def test_a_claim_after_the_computation_asks_to_compute_again(self):
        self.sell("2026-01-15", 100)
        claim = self.find(2)
        record = self.make_return(2026, "2")
        record.action_compute()

        def told():
            return [text for text in record._review_obstacles() if "VAT claims" in text]

        self.assertFalse(told())
        claim.action_confirm()
        self.assertIn("(35B, 36B): compute again", told()[0])
        record.action_compute()
        self.assertFalse(told())

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
