# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from .common import BooksCase


class EntriesCase(BooksCase):
    """A company whose accounts of closing entries are set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = {
            "payable": ("259000", "liability_current"),
            "carry": ("139000", "asset_current"),
            "penalty": ("690000", "expense"),
            "difference": ("259900", "liability_current"),
        }
        cls.accounts = {
            name: cls.env["account.account"].create(
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )
            for name, (code, kind) in accounts.items()
        }
        cls.company.write(
            {
                "ipai_vat_payable_account_id": cls.accounts["payable"].id,
                "ipai_input_carry_account_id": cls.accounts["carry"].id,
                "ipai_tax_penalty_account_id": cls.accounts["penalty"].id,
                "ipai_return_difference_account_id": cls.accounts["difference"].id,
                "ipai_return_journal_id": cls.books["general"].id,
                "ipai_tax_payment_journal_id": cls.books["bank_journal"].id,
                "ipai_bir_partner_id": cls.env.ref("ipai_bir.partner_bir").id,
            }
        )

    def proposed(self, record, kind="closing"):
        record.action_propose_entries()
        return record.entry_ids.filtered(
            lambda move: move.ipai_bir_entry == kind and move.state != "cancel"
        )

    def seen_by(self, record, group):
        user = new_test_user(
            self.env,
            f"{group}_h",
            groups=f"ipai_base.group_{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        return record.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def balances(self, move):
        """{account: sum of the balances} of an entry, which is balanced."""
        found = {}
        for line in move.line_ids:
            found.setdefault(line.account_id.name, 0)
            found[line.account_id.name] += round(line.balance * 100)
        self.assertEqual(sum(found.values()), 0)
        return {name: cents / 100 for name, cents in found.items()}


@tagged("post_install", "-at_install")
class TestEntries(EntriesCase):
    """Closing entry and payment of a VAT return, as drafts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")

    def computed(self, **values):
        record = self.make_return(**values)
        record.action_compute()
        return record

    def test_vat_payable(self):
        self.post("out_invoice", "2026-07-01", [(1000.55, [self.vat])])
        self.post("in_invoice", "2026-07-02", [(400.10, [self.goods])])
        self.post("in_refund", "2026-08-02", [(100, [self.goods])])
        record = self.computed()
        self.assertEqual(record.amount_payable, 84.06)
        closing = self.proposed(record)
        self.assertEqual(
            self.balances(closing),
            {"output": 120.07, "input": -36.01, "payable": -84.06},
        )
        self.assertEqual(closing.state, "draft")
        self.assertEqual(str(closing.date), "2026-09-30")
        self.assertEqual(closing.journal_id, self.books["general"])
        payment = self.proposed(record, "payment")
        self.assertEqual(self.balances(payment), {"payable": 84.06, "bank": -84.06})
        self.assertEqual(payment.state, "draft")
        self.assertEqual(payment.partner_id.name, "Bureau of Internal Revenue")
        (closing + payment).action_post()
        for name in ("output", "input"):
            left = self.env["account.move.line"]._read_group(
                [
                    ("account_id", "=", self.books[name].id),
                    ("parent_state", "=", "posted"),
                ],
                [],
                ["balance:sum"],
            )
            self.assertAlmostEqual(left[0][0], 0, 2)
        record.action_compute()
        self.assertEqual(record.amount_payable, 84.06, "a closing entry is no tax")

    def test_a_second_press_opens_the_drafts(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.computed()
        first = record.action_propose_entries()
        self.assertEqual(record.entry_count, 2)
        self.assertEqual(record.action_propose_entries()["domain"], first["domain"])
        self.assertEqual(record.entry_count, 2)
        record.entry_ids.button_cancel()
        record.invalidate_recordset()
        self.assertEqual(record.entry_count, 0)
        record.action_propose_entries()
        self.assertEqual(record.entry_count, 2)

    def test_excess_input_tax_is_carried_and_used(self):
        self.post("in_invoice", "2026-04-02", [(2000, [self.goods])])
        before = self.computed(quarter="2")
        closing = self.proposed(before)
        self.assertEqual(self.balances(closing), {"input": -240, "carry": 240})
        self.assertEqual(before.entry_ids, closing, "nothing to pay")
        self.post("out_invoice", "2026-07-01", [(3000, [self.vat])])
        after = self.computed(quarter="3")
        self.assertEqual(after.amount_payable, 120)
        self.assertEqual(
            self.balances(self.proposed(after)),
            {"output": 360, "carry": -240, "payable": -120},
        )

    def test_without_an_account_the_excess_stays_in_input_tax(self):
        self.company.ipai_input_carry_account_id = False
        self.post("in_invoice", "2026-07-02", [(2000, [self.goods])])
        self.post("out_invoice", "2026-07-01", [(500, [self.vat])])
        record = self.computed()
        self.assertEqual(
            self.balances(self.proposed(record)), {"output": 60, "input": -60}
        )

    def test_typed_amounts_penalties_and_overrides_are_named(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.computed()
        record.set_box("35B", "20", note="RR 3-2024 claim")
        record.set_box("22", "25.25")
        record.override_box("31B", "121", "rounding of the official program")
        self.assertEqual(record.amount_payable, 126.25)
        closing = self.proposed(record)
        self.assertEqual(
            self.balances(closing),
            {
                "output": 120,
                "difference": -19,
                "penalty": 25.25,
                "payable": -126.25,
            },
        )
        names = "\n".join(closing.line_ids.mapped("name"))
        for text in ("RR 3-2024 claim", "31B", "rounding of the official program"):
            self.assertIn(text, names)

    def test_an_overridden_total_is_named(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.computed()
        record.override_box("37B", "100.50", "agreed with the RDO")
        self.assertEqual(record.amount_payable, 100.50)
        closing = self.proposed(record)
        self.assertEqual(
            self.balances(closing),
            {"output": 120, "difference": -19.5, "payable": -100.5},
        )
        self.assertIn("agreed with the RDO", "\n".join(closing.line_ids.mapped("name")))

    def test_what_is_not_set_is_named(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.computed()
        self.company.ipai_vat_payable_account_id = False
        with self.assertRaisesRegex(RedirectWarning, "“VAT payable” is not set") as got:
            record.action_propose_entries()
        self.assertEqual(got.exception.args[1]["res_id"], self.company.id)
        self.company.ipai_vat_payable_account_id = self.accounts["payable"]
        record.set_box("35B", "20")
        self.company.ipai_return_difference_account_id = False
        with self.assertRaisesRegex(RedirectWarning, "Amounts typed into returns"):
            record.action_propose_entries()
        self.assertFalse(record.entry_ids)

    def test_an_amended_return_books_the_change_only(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.computed()
        self.proposed(record)
        seen = self.seen_by(record, "reviewer")
        for check in seen._open_checks():
            check.accept("known")
        seen.action_review()
        seen.file("2550Q-1", filed_on="2026-10-20")
        self.post("out_invoice", "2026-07-05", [(500, [self.vat])])
        amended = record.action_amend()
        amended.action_compute()
        self.assertEqual(amended.amount_payable, 60)
        self.assertEqual(
            self.balances(self.proposed(amended)), {"output": 60, "payable": -60}
        )
        self.assertEqual(
            self.balances(self.proposed(amended, "payment")),
            {"payable": 60, "bank": -60},
        )

    def test_who_may_not_book_and_when(self):
        record = self.make_return()
        with self.assertRaisesRegex(UserError, "Compute 2550Q Q3 2026 first"):
            record.action_propose_entries()
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record.action_compute()
        seen = self.seen_by(record, "analyst")
        self.assertFalse(seen.may_propose_entries)
        with self.assertRaises(AccessError):
            seen.action_propose_entries()

    def test_from_an_entry_to_its_return(self):
        self.post("out_invoice", "2026-07-01", [(1000, [self.vat])])
        record = self.computed()
        action = self.proposed(record).action_open_ipai_bir_return()
        self.assertEqual(action["res_id"], record.id)


@tagged("post_install", "-at_install")
class TestWithholdingEntries(EntriesCase):
    """The payment of a withholding return clears the accounts of the tax withheld."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rent = cls.make_withholding("rent", -5)
        cls.services = cls.make_withholding("services", -2)
        cls.post("in_invoice", "2026-07-03", [(10000, [cls.rent])])
        cls.post("in_invoice", "2026-08-03", [(20000.55, [cls.rent])])
        cls.post("in_invoice", "2026-09-03", [(3000, [cls.rent])])
        cls.post("in_invoice", "2026-09-04", [(1000, [cls.services])])

    @classmethod
    def make_withholding(cls, name, rate):
        tax = cls.make_tax(name, "purchase", rate, "withholding_expanded")
        account = cls.books["output"].copy({"name": name, "code": f"2550{-rate}"})
        lines = tax.repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        lines.account_id = account
        return tax

    def withholding(self, code, **values):
        record = self.env["ipai.bir.return"].create(
            {
                "form_code": code,
                "company_id": self.company.id,
                "year": 2026,
                **values,
            }
        )
        record.action_compute()
        return record

    def test_a_month_and_its_quarter(self):
        july = self.withholding("0619-E", month="7")
        self.assertEqual(
            self.balances(self.proposed(july, "payment")), {"rent": 500, "bank": -500}
        )
        self.withholding("0619-E", month="8")
        quarter = self.withholding("1601-EQ", quarter="3")
        self.assertEqual(quarter.amount_payable, 170)
        self.assertEqual(len(self.proposed(quarter, "payment")), 1)
        self.assertEqual(
            self.balances(self.proposed(quarter, "payment")),
            {"rent": 150, "services": 20, "bank": -170},
        )
        self.assertFalse(self.proposed(quarter), "the payment is all there is")

    def test_penalties_are_an_expense(self):
        july = self.withholding("0619-E", month="7")
        july.set_box("17A", "125")
        july.set_box("17B", "3.29")
        self.assertEqual(
            self.balances(self.proposed(july, "payment")),
            {"rent": 500, "penalty": 128.29, "bank": -628.29},
        )

    def test_what_another_form_said_is_typed(self):
        quarter = self.withholding("1601-EQ", quarter="3")
        quarter.set_box("20", "500")
        quarter.set_box("21", "1000.03")
        self.assertEqual(
            self.balances(self.proposed(quarter, "payment")),
            {"rent": 150, "services": 20, "bank": -170},
        )

    def test_nothing_to_pay_and_other_taxes(self):
        june = self.withholding("0619-E", month="5")
        with self.assertRaisesRegex(UserError, "leaves nothing to pay"):
            june.action_propose_entries()
        percentage = self.withholding("2551Q", quarter="3")
        self.assertFalse(percentage.may_propose_entries)
        with self.assertRaisesRegex(UserError, "VAT and withholding returns only"):
            percentage.action_propose_entries()
