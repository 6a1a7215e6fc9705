# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestBranches(BooksCase):
    """One taxpayer files one return for the head office and all its branches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.make_company("Cebu branch", "123-456-789-00001", cls.company)
        cls.small = cls.make_company("Mactan booth", False, cls.branch)
        cls.daughter = cls.make_company("Narra Corp", "987-654-321-000", cls.company)
        cls.stranger = cls.make_company("Molave Inc", "111-222-333-000")
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.branch_books = cls.make_journals(cls.branch)
        cls.small_books = cls.make_journals(cls.small)

    @classmethod
    def make_journals(cls, company):
        """Journals of a branch; it uses the accounts of its head office."""
        journal = cls.env["account.journal"].create(
            {
                "name": "sale",
                "code": "BSALE",
                "type": "sale",
                "company_id": company.id,
                "default_account_id": cls.books["income"].id,
            }
        )
        partner = (
            cls.env["res.partner"]
            .with_company(company)
            .create(
                {
                    "name": "Buyer",
                    "property_account_receivable_id": cls.books["receivable"].id,
                    "property_account_payable_id": cls.books["payable"].id,
                }
            )
        )
        return {"sale": journal, "partner": partner}

    def test_who_files_for_whom(self):
        self.assertEqual(self.branch._ipai_filer(), self.company)
        self.assertEqual(self.small._ipai_filer(), self.company)
        self.assertEqual(self.daughter._ipai_filer(), self.daughter)
        self.assertEqual(
            self.company._ipai_filed_companies(),
            self.company | self.branch | self.small,
        )
        self.assertEqual(self.daughter._ipai_filed_companies(), self.daughter)

    def test_branches_are_in_the_return_of_the_head_office(self):
        self.post("out_invoice", "2026-07-01", [(100, [self.vat])])
        self.post(
            "out_invoice", "2026-07-02", [(20, [self.vat])], books=self.branch_books
        )
        self.post(
            "out_invoice", "2026-07-03", [(3, [self.vat])], books=self.small_books
        )
        self._sell_in_another_company()
        record = self.make_return()
        record.action_compute()
        self.assertEqual(record.amount("31A"), Decimal("123.00"))
        self.assertEqual(record.amount("31B"), Decimal("14.76"))
        lines = self.lines_behind(record.action_open_lines("31A"))
        self.assertEqual(lines.company_id, self.company | self.branch | self.small)
        self.assertEqual(sum(lines.mapped("balance")), -123)

    def _sell_in_another_company(self):
        books = self.make_books(self.stranger)
        vat = self.make_tax(
            "vat", "sale", 12, "sale_vatable", company=self.stranger, books=books
        )
        self.post("out_invoice", "2026-07-01", [(5000, [vat])], books=books)

    def test_a_branch_has_no_return_of_its_own(self):
        with self.assertRaisesRegex(ValidationError, "files as a branch of Sampaguita"):
            self.make_return(company=self.branch)
        self.assertTrue(self.make_return(company=self.daughter))

    def test_who_sees_a_part_computes_nothing(self):
        record = self.make_return()
        analyst = new_test_user(
            self.env,
            "ben",
            groups="ipai_base.group_analyst",
            company_id=self.company.id,
            company_ids=[(6, 0, (self.company | self.small).ids)],
        )
        seen = record.with_user(analyst).with_context(
            allowed_company_ids=self.company.ids
        )
        with self.assertRaisesRegex(UserError, "no access to: Cebu branch"):
            seen.action_compute()
        analyst.company_ids |= self.branch
        seen.action_compute()
        self.assertEqual(record.state, "computed")

    def test_tin_forms(self):
        for vat, tin in {
            "123-456-789-00000": ("123456789", "00000"),
            "123-456-789-012": ("123456789", "00012"),
            "123-456-789": ("123456789", "00000"),
            "": None,
        }.items():
            self.stranger.vat = vat
            self.assertEqual(self.stranger._ipai_tin(), tin, vat)
