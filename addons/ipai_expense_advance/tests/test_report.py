# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestReport(AdvanceCase):
    def test_form_shows_the_way_of_the_money(self):
        advance = self._paid(1000)
        self._spend(advance, 640.25)
        advance.with_user(self.ana).action_post_settlement()
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "ipai_expense_advance.report_cash_advance", advance.ids
        )
        self.assertEqual(kind, "html")
        page = html.decode()
        for text in (advance.name, "Maria Clara", "640.25", "359.75", "Meal 1"):
            self.assertIn(text, page)

    def test_employee_prints_their_own(self):
        advance = self._paid(1000)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.maria.user_id)
            ._render_qweb_html("ipai_expense_advance.report_cash_advance", advance.ids)
        )
        self.assertIn("1,000.00", html.decode())
