# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestCheckLedger(BooksCase):
    """The return names what its boxes and the accounts of its taxes do not share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")
        cls.post("out_invoice", "2026-07-01", [(1000, [cls.vat])])
        cls.post("in_invoice", "2026-07-02", [(500, [cls.goods])])

    def findings(self, code, form="2550Q"):
        record = self.make_return(form_code=form)
        record.action_compute()
        self.record = record
        return record.check_ids.filtered(lambda check: check.code == code)

    def lines(self, finding):
        action = finding.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def entry(self, date, *legs, **values):
        """Post an entry of (account, balance) legs."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date,
                "journal_id": self.books["general"].id,
                "line_ids": [
                    Command.create({"account_id": self.books[name].id, "balance": sum_})
                    for name, sum_ in legs
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def tax_parts(self, tax):
        return tax.repartition_line_ids.filtered(
            lambda share: share.repartition_type == "tax"
        )

    def test_books_that_agree_find_nothing(self):
        self.assertFalse(self.findings("ledger"))
        self.assertFalse(self.record.check_ids.filtered(lambda c: c.code == "unplaced"))

    def test_an_entry_by_hand_on_the_account_is_listed(self):
        move = self.entry("2026-08-01", ("expense", -77.7), ("input", 77.7))
        finding = self.findings("ledger")
        self.assertEqual((finding.level, finding.record_count), ("warning", 1))
        self.assertIn("77.70", finding.text)
        self.assertIn("131000", finding.text)
        self.assertEqual(self.lines(finding).move_id, move)

    def test_what_settles_the_tax_is_no_difference(self):
        """Remitted from the bank, closed into payable and carried tax, or proposed."""
        payable = self.books["output"].copy({"code": "251900", "name": "VAT payable"})
        self.company.ipai_vat_payable_account_id = payable
        self.books["vat payable"] = payable
        self.entry("2026-07-20", ("output", 50), ("bank", -50))
        self.entry("2026-09-30", ("output", 120), ("input", -60), ("vat payable", -60))
        record = self.make_return(2026, "2")
        self.entry(
            "2026-08-20",
            ("output", -8),
            ("expense", 8),
            ipai_bir_return_id=record.id,
        )
        self.assertFalse(self.findings("ledger"))

    def test_a_purchase_paid_in_cash_by_hand_is_no_settlement(self):
        self.entry("2026-08-01", ("input", 12), ("bank", -12))
        self.entry("2026-08-02", ("input", 24), ("expense", 200), ("bank", -224))
        finding = self.findings("ledger")
        self.assertIn("36.00", finding.text)
        self.assertEqual(finding.record_count, 2)

    def test_tax_on_another_account_is_listed(self):
        bill = self.post("in_invoice", "2026-08-01", [(100, [self.goods])], post=False)
        line = bill.line_ids.filtered("tax_line_id")
        line.account_id = self.books["transition"]
        bill.action_post()
        finding = self.findings("ledger")
        self.assertIn("12.00", finding.text)
        self.assertIn("252000", finding.text)
        self.assertEqual(self.lines(finding), line)
        self.assertEqual(self.record.amount("44B"), 72)

    def test_tax_on_payment_waits_on_its_own_account(self):
        later = self.make_tax(
            "later", "sale", 12, "sale_vatable", tax_exigibility="on_payment"
        )
        invoice = self.post("out_invoice", "2026-07-05", [(1000, [later])])
        self.assertFalse(self.findings("ledger"))
        self.assertFalse(self.record.check_ids.filtered(lambda c: c.code == "unplaced"))
        self.pay(invoice, "2026-08-01", 560)
        self.record.action_compute()
        self.assertEqual(self.record.amount("31B"), 180)
        self.assertFalse(
            self.record.check_ids.filtered(lambda c: c.code in ("ledger", "unplaced"))
        )

    def test_tax_of_a_class_without_a_box_is_an_error(self):
        exempt = self.make_tax("odd exempt", "sale", 5, "sale_exempt")
        self.post("out_invoice", "2026-07-05", [(1000, [exempt])])
        finding = self.findings("unplaced")
        self.assertEqual((finding.level, finding.record_count), ("error", 1))
        self.assertIn("odd exempt", finding.text)
        self.assertEqual(self.lines(finding).tax_line_id, exempt)
        self.assertIn(finding, self.record._open_checks())

    def test_input_tax_in_the_cost_is_a_note(self):
        expensed = self.make_tax("expensed", "purchase", 12, "purchase_services")
        self.tax_parts(expensed).account_id = self.books["expense"]
        self.post("in_invoice", "2026-07-05", [(100, [expensed])])
        finding = self.findings("unplaced")
        self.assertEqual(finding.level, "note")
        self.assertIn("expensed", finding.text)
        self.assertEqual(self.lines(finding).balance, 12)
        self.assertFalse(self.record._open_checks() & finding)

    def test_a_counterpart_no_form_takes_is_asked_about(self):
        """The one of services of non-residents is Form 1600-VT's, others nobody's."""
        odd = self.make_tax(
            "reverse", "purchase", 12, "purchase_goods", factors=(100, -100)
        )
        abroad = self.make_tax(
            "abroad",
            "purchase",
            12,
            "purchase_nonresident_services",
            factors=(100, -100),
        )
        self.post("in_invoice", "2026-07-05", [(100, [odd]), (200, [abroad])])
        finding = self.findings("unplaced")
        self.assertEqual((finding.level, finding.record_count), ("warning", 1))
        self.assertIn("reverse", finding.text)

    def test_withholding_answers_for_its_own_taxes(self):
        ewt = self.make_tax("ewt", "purchase", -2, "withholding_expanded")
        self.tax_parts(ewt).account_id = self.books["output"]
        self.post("in_invoice", "2026-07-05", [(1000, [self.goods, ewt])])
        self.entry("2026-08-01", ("input", 5), ("expense", -5))
        self.assertFalse(self.findings("ledger", "1601-EQ"))
        self.entry("2026-08-01", ("output", 5), ("expense", -5))
        self.record.action_compute()
        finding = self.record.check_ids.filtered(lambda c: c.code == "ledger")
        self.assertIn("251000", finding.text)
