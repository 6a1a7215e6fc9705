# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import BooksCase


def suite_id(name):
    """The id Hoot gives a suite: a 32 bit hash of its name, in hexadecimal."""
    value = 0
    for character in name:
        value = ((value << 5) - value + ord(character)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    def test_javascript(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={suite_id('@ipai_bir')}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )


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
