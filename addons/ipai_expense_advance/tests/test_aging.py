# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestAging(AdvanceCase):
    def test_buckets(self):
        self.company.ipai_advance_overdue = "allow"
        today = fields.Date.context_today(self.env.user.with_context(tz="Asia/Manila"))
        wanted = {-1: "0", 0: "0", 1: "1", 30: "1", 31: "2", 60: "2", 61: "3", 91: "4"}
        advances = {}
        for days in wanted:
            advance = self._paid(100)
            advance.sudo().date_due = today - timedelta(days=days)
            advances[advance] = days
        self.env.flush_all()
        aging = self.env["ipai.expense.advance.aging"]
        rows = aging.search([("company_id", "=", self.company.id)])
        self.assertEqual({advances[row.advance_id]: row.bucket for row in rows}, wanted)
        sums = aging._read_group(
            [("employee_id", "=", self.maria.id)],
            ["bucket"],
            ["amount_open_company:sum"],
        )
        self.assertEqual(dict(sums), {"0": 200, "1": 200, "2": 200, "3": 100, "4": 100})
        self.assertEqual(rows[0].action_open_advance()["res_id"], rows[0].advance_id.id)

    def test_closed_ones_are_left_out(self):
        advance = self._paid(100)
        self._spend(advance, 100)
        advance.with_user(self.ana).action_post_settlement()
        self.env.flush_all()
        self.assertFalse(
            self.env["ipai.expense.advance.aging"].search(
                [("advance_id", "=", advance.id)]
            )
        )
