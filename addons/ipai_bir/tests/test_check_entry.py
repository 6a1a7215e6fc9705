# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_expenses import ExpensesCase


@tagged("post_install", "-at_install")
class TestCheckEntry(ExpensesCase):
    """What the checks say of entries, partners and taxes of a period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ewt = cls.make_tax("ewt", "purchase", -2, "withholding_expanded")
        cls.other = cls.make_partner("Narra Corp")
        (cls.books["partner"] | cls.other).write({"vat": "123-456-789-000"})
        cls.ewt.write({"l10n_ph_atc": "WC160"})

    def check(self, code, form="2550Q", **values):
        self.record = self.make_return(form_code=form, **values)
        self.record.action_compute()
        return self.of(code)

    def of(self, code):
        return self.record.check_ids.filtered(lambda check: check.code == code)

    def opened(self, finding):
        action = finding.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def bill(self, date, lines, ref=False, partner=None):
        bill = self.post("in_invoice", date, lines, post=False, partner=partner)
        bill.ref = ref
        bill.action_post()
        return bill

    def test_numbers_booked_twice_however_written(self):
        lines = [(100, [self.goods])]
        before = self.bill("2026-03-01", lines, "SI-0042")
        again = self.bill("2026-07-05", lines, "si 00.42")
        self.bill("2026-07-06", lines, "SI-0043")
        self.bill("2026-07-07", lines, "SI-0042", self.other)
        finding = self.check("duplicate_reference")
        self.assertEqual(self.opened(finding), before | again)
        self.assertIn("SI0042", finding.text)
        again.button_draft()
        again.button_cancel()
        self.record.action_compute()
        self.assertFalse(self.of("duplicate_reference"))

    def test_numbers_booked_twice_before_the_period_are_of_then(self):
        for date in ("2026-02-01", "2026-03-01"):
            self.bill(date, [(100, [self.goods])], "SI-1")
        self.assertFalse(self.check("duplicate_reference"))

    def test_the_numbers_odoo_gives_the_expenses_of_an_employee(self):
        self._skip_without_expenses()
        bills = self.expense_bill(self.other, 112) | self.expense_bill(self.other, 56)
        bills.button_draft()
        bills.write({"partner_id": bills[0].partner_id.id, "ref": "Of Ernesto"})
        bills.action_post()
        self.assertFalse(self.check("duplicate_reference"))

    def test_bills_without_withholding_of_vendors_withheld_from(self):
        self.bill("2026-07-05", [(1000, [self.goods, self.ewt])])
        forgotten = self.bill("2026-07-06", [(900, [self.goods])])
        self.bill("2026-07-07", [(800, [self.goods])], partner=self.other)
        finding = self.check("bill_without_atc", "1601-EQ")
        self.assertEqual(self.opened(finding), forgotten)

    def test_rates_are_held_against_the_table(self):
        wrong = self.make_tax(
            "10% comm", "purchase", -10, "withholding_expanded", l10n_ph_atc="WC516"
        )
        none = self.make_tax("no code", "purchase", -1, "withholding_expanded")
        self.bill("2026-07-05", [(1000, [self.ewt]), (10, [wrong]), (10, [none])])
        findings = {f.level: f for f in self.check("atc_rate", "1601-EQ")}
        self.assertEqual(set(findings), {"warning", "error"})
        for part in ("10% comm", "10%", "WC516", "15%"):
            self.assertIn(part, findings["warning"].text)
        self.assertEqual(self.opened(findings["error"]), none)

    def test_unused_taxes_are_not_spoken_of(self):
        self.make_tax("no code", "purchase", -1, "withholding_expanded")
        self.bill("2026-07-05", [(1000, [self.ewt])])
        self.assertFalse(self.check("atc_rate", "1601-EQ"))

    def test_withholding_on_an_amount_with_vat(self):
        self.goods.write({"include_base_amount": True, "sequence": 1})
        self.ewt.sequence = 2
        self.bill("2026-07-05", [(1000, [self.goods, self.ewt])])
        finding = self.check("vat_in_base", "1601-EQ")
        self.assertEqual(self.opened(finding), self.goods | self.ewt)
        self.ewt.is_base_affected = False
        self.record.action_compute()
        self.assertFalse(self.of("vat_in_base"))

    def test_partners_without_a_tin(self):
        for partner, vat in ((self.books["partner"], False), (self.other, "123456")):
            partner.with_context(no_vat_validation=True).vat = vat
        abroad = self.make_partner("Far Ltd")
        abroad.country_id = self.env.ref("base.us")
        known = self.make_partner("Molave")
        known.vat = "987-654-321-00000"
        for partner in (self.books["partner"], self.other, abroad, known):
            self.bill("2026-07-05", [(10, [self.goods])], partner=partner)
        finding = self.check("partner_tin")
        self.assertEqual(self.opened(finding), self.books["partner"] | self.other)

    def test_counted_names_end_a_sentence_once(self):
        self.other.name = "Lion City Press Pte. Ltd."
        self.other.vat = False
        self.bill("2026-07-05", [(10, [self.goods])], partner=self.other)
        said = self.check("partner_tin").text
        self.assertTrue(said.endswith("(1): Lion City Press Pte. Ltd."), said)
        for number in range(6):
            partner = self.make_partner(f"Vendor {number}")
            partner.vat = False
            self.bill("2026-07-05", [(10, [self.goods])], partner=partner)
        self.record.action_compute()
        self.assertRegex(self.of("partner_tin").text, r"\(7\): .* and 2 more\.$")

    def test_items_without_a_partner_are_named(self):
        bill = self.bill("2026-07-05", [(10, [self.goods])])
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s",
            [bill.id],
        )
        bill.line_ids.invalidate_recordset()
        finding = self.check("partner_tin")
        self.assertEqual(finding.record_count, 2)
        self.assertEqual(self.opened(finding).move_id, bill)

    def test_more_credited_than_booked(self):
        self.post("in_refund", "2026-07-05", [(10, [self.goods])])
        finding = self.check("negative_base")
        self.assertEqual(finding.box_code, "44A")

    def test_expenses_without_a_supplier(self):
        self._skip_without_expenses()
        self.expense_bill(self.other, 112)
        nobody = self.expense_bill(self.env["res.partner"], 112)
        finding = self.check("expense_vendor")
        self.assertEqual(self.opened(finding), nobody.line_ids.expense_id)

    def test_drafts_of_the_period_but_not_what_returns_propose(self):
        draft = self.post("in_invoice", "2026-07-05", [(10, [self.goods])], post=False)
        record = self.make_return(2026, "2")
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-07-25",
                "journal_id": self.books["general"].id,
                "ipai_bir_return_id": record.id,
                "line_ids": [
                    Command.create({"account_id": self.books[name].id, "balance": sum_})
                    for name, sum_ in (("output", 5), ("bank", -5))
                ],
            }
        )
        finding = self.check("unposted")
        self.assertEqual(self.opened(finding), draft)

    def test_books_of_a_filed_return_that_changed(self):
        earlier = self.make_return(2026, "2")
        earlier.set_box("38B", "0")
        earlier.action_compute()
        earlier.write({"state": "filed", "has_drift": True, "drift": [{"entry": 1}]})
        finding = self.check("earlier_drift")
        self.assertEqual(self.opened(finding), earlier)
