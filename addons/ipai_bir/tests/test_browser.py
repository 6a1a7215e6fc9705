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
