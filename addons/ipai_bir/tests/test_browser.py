# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.ipai_base.tests.hoot import HootTests

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestHoot(HootTests, HttpCase):
    addon = "ipai_bir"


@tagged("post_install", "-at_install")
class TestTour(BooksCase, HttpCase):
    def test_return(self):
        """A return is made, computed, typed into, explained and opened to its items."""
        vat = self.make_tax("vat", "sale", 12, "sale_vatable")
        self.post("out_invoice", "2026-07-01", [(1000, [vat])])
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
            }
        )
        self.start_tour("/odoo/bir-returns", "ipai_bir_return", login="admin")
        record = self.env["ipai.bir.return"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(record.state, "computed")
        self.assertEqual(str(record.date_to), "2026-09-30")
        self.assertEqual(record.amount_payable, 70)
        self.authenticate("admin", "admin")
        answer = self.url_open(record.action_print()["url"])
        self.assertTrue(answer.content.startswith(b"%PDF"))

    def test_lifecycle(self):
        """A return goes from draft to paid, with an override, an accepted warning, a
        reviewed and filed copy that is verified, and entries that are drafts."""
        self.books["partner"].write(
            {
                "is_company": True,
                "vat": "987-654-321-00000",
                "street": "12 Ayala Avenue",
                "city": "Makati",
                "zip": "1200",
                "country_id": self.env.ref("base.ph").id,
            }
        )
        vat = self.make_tax("vat", "sale", 12, "sale_vatable")
        self.post("out_invoice", "2026-07-01", [(1000, [vat])])
        self.post("out_invoice", "2026-08-01", [(10, [vat])], post=False)
        self.company.write(
            {
                "ipai_vat_payable_account_id": self.books["transition"].id,
                "ipai_return_difference_account_id": self.books["expense"].id,
                "ipai_return_journal_id": self.books["general"].id,
                "ipai_tax_payment_journal_id": self.books["bank_journal"].id,
                "ipai_bir_partner_id": self.env.ref("ipai_bir.partner_bir").id,
            }
        )
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
            }
        )
        record = self.make_return()
        record.set_box("38B", "0", note="first return")
        self.start_tour(
            f"/odoo/bir-returns/{record.id}", "ipai_bir_lifecycle", login="admin"
        )
        self.assertEqual(record.state, "paid")
        self.assertEqual(record.filing_reference, "1234567890")
        self.assertEqual(record.paid_amount, 121)
        self.assertTrue(record.is_self_review)
        self.assertEqual(record.entry_ids.mapped("state"), ["draft", "draft"])
        self.assertEqual(record.amended_by_id.state, "draft")
