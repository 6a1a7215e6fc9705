# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.ipai_expense_ocr.tests.drawing import sample_receipts

from .common import PolicySetup

SCREEN = "/odoo/expense-approvals"


class TourCase(PolicySetup, HttpCase):
    """Three expenses wait for Ana Reyes: one has a breach, one vendor is known."""

    def setUp(self):
        super().setUp()
        self._route("One", "manager")
        self._policy(name="Limit", limit_amount=500)
        earlier = self._submit(self._expense(80, name="Earlier"))
        self._approve(earlier, self.manager.user_id)

    def _three(self):
        """{name: submission} of what waits."""
        submissions = {}
        for name, amount, day in (
            ("Taxi", 120, "2026-11-05"),
            ("Lunch", 300, "2026-11-06"),
            ("Dinner", 900, "2026-11-06"),
        ):
            expense = self._expense(amount, name=name, date=day)
            expense.sudo().ipai_breach_ids.action_explain("Client")
            submissions[name] = self._submit(expense)
        return submissions

    def _add_receipt(self, expense):
        name, content = sample_receipts()[0]
        self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": "hr.expense",
                "res_id": expense.id,
            }
        )
        attachments = expense.sudo().attachment_ids
        expense.sudo()._message_set_main_attachment_id(attachments, force=True)
        expense.invalidate_recordset(["nb_attachment"])

    def _tour(self, path, name, user):
        self.start_tour(path, name, login=user.login, timeout=120)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    def test_an_approver_decides_from_the_list(self):
        submissions = self._three()
        self._tour(SCREEN, "ipai_expense_policy_approve_list", self.manager.user_id)
        self.assertTrue(self._is_approved(submissions["Taxi"]))
        self.assertTrue(self._is_approved(submissions["Lunch"]))
        row = self._rows(submissions["Dinner"])
        self.assertEqual((row.state, row.note), ("refused", "Ask the client to pay"))

    def test_an_employee_gives_the_reason_in_place(self):
        expense = self._expense(900, name="Dinner")
        # Odoo's server logs each RedirectWarning as an error.
        with mute_logger("odoo.http"):
            self._tour(
                "/odoo/action-hr_expense.hr_expense_actions_my_all",
                "ipai_expense_policy_explain",
                self.user,
            )
        breach = expense.sudo().ipai_breach_ids
        self.assertEqual(breach.reason, "Dinner with the auditors")
        submission = expense.sudo()._ipai_submissions()
        self.assertTrue(submission)
        if "sheet_id" not in expense._fields:
            self.assertEqual(expense.state, "submitted")


@tagged("post_install", "-at_install")
class TestPhone(TourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_an_approver_decides_on_a_phone(self):
        submissions = self._three()
        self._tour(SCREEN, "ipai_expense_policy_approve_phone", self.manager.user_id)
        self.assertTrue(self._is_approved(submissions["Taxi"]))
