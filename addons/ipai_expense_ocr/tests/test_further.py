# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .agent import AgentCase
from .common import reading


@tagged("post_install", "-at_install")
class TestFurther(AgentCase):
    """Several receipts in one file: one expense each."""

    def _page(self):
        data = reading()
        further = []
        for number in (2, 3):
            one = reading(receipt_number=f"OR-00451{number}", total=f"{number}00.00")
            one.pop("more")
            one["region"] = {"page": 1, "box": [0.0, 900.0 * number, 700.0, 1800.0]}
            further.append(one)
        return {**data, "more": further}

    def _made(self, expense):
        return self.env["hr.expense"].search(
            [("ipai_origin_id", "=", expense.id)], order="ipai_receipt_index"
        )

    def test_each_receipt_becomes_an_expense(self):
        expense = self._scan("page.jpg")
        self._fill(expense, self._page())
        made = self._made(expense)
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertEqual(made.mapped("total_amount_currency"), [200, 300])
        self.assertEqual(made.mapped("ipai_receipt_number"), ["OR-004512", "OR-004513"])
        self.assertEqual(made.employee_id, self.employee)
        self.assertEqual(made[0].ipai_reading["region"]["page"], 1)
        self.assertEqual(
            set(made.message_main_attachment_id.mapped("checksum")),
            {expense.message_main_attachment_id.checksum},
        )
        self.assertEqual(made.mapped("nb_attachment"), [1, 1])
        self.assertEqual(
            made.sudo().ipai_run_id.mapped("user_id"), self.user, "each has its run"
        )
        self.assertEqual(len(made.sudo().ipai_run_id), 2)
        self.assertFalse((expense | made).ipai_duplicate_ids)

    def test_reading_the_file_again_makes_them_once(self):
        expense = self._scan("page.jpg")
        self._fill(expense, self._page())
        made = self._made(expense)
        self._fill(expense, self._page())
        expense.action_ipai_read()
        self._fill(expense, self._page())
        self.assertEqual(self._made(expense), made)

    def test_reading_one_of_them_again_reads_its_own(self):
        expense = self._scan("page.jpg")
        self._fill(expense, self._page())
        made = self._made(expense)
        made[1].with_user(self.user).action_ipai_read()
        self.assertEqual(made[1].ipai_state, "pending")
        self._fill(made[1], self._page())
        self.assertEqual(made[1].total_amount_currency, 300)
        self.assertEqual(made[1].ipai_receipt_number, "OR-004513")
        self.assertFalse(self._made(made[1]))

    def test_their_run_finds_them_read(self):
        expense = self._scan("page.jpg", b"a page")
        data = self._page()
        data["file_hash"] = expense.ipai_file_hash
        for one in data["more"]:
            one["file_hash"] = expense.ipai_file_hash
        self._fill(expense, data)
        made = self._made(expense)[0]
        receipt = self.agent.ipai_agent_receipt(made.id)
        self.assertEqual(receipt["reading"]["region"], made.ipai_reading["region"])
        made.product_id = self.product
        made.total_amount_currency = 222
        self._fill(made, receipt["reading"])
        self.assertEqual(made.total_amount_currency, 222)
