# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestApproval(PolicySetup, TransactionCase):
    """Levels, who may decide them, and that there is no way around."""

    def setUp(self):
        super().setUp()
        self.two = self._route("Two", "manager", "finance")

    def _odoo_approve(self, submission, user):
        """Press Odoo's own button."""
        submission = submission.with_user(user)
        if hasattr(submission, "action_approve_expense_sheets"):
            return submission.action_approve_expense_sheets()
        return submission.action_approve()

    def _activities(self, submission):
        submission.invalidate_recordset(["activity_ids"])
        return submission.sudo().activity_ids.user_id

    def test_level_by_level(self):
        submission = self._submit(self._expense())
        self.assertEqual(self._rows(submission).mapped("state"), ["waiting", "planned"])
        self.assertEqual(self._activities(submission), self.manager.user_id)
        self._approve(submission, self.manager.user_id)
        self.assertFalse(self._is_approved(submission))
        self.assertEqual(
            self._rows(submission).mapped("state"), ["approved", "waiting"]
        )
        self.assertEqual(self._activities(submission), self.finance.user_id)
        self._approve(submission, self.finance.user_id)
        self.assertTrue(self._is_approved(submission))
        self.assertEqual(
            self._rows(submission).user_id, self.manager.user_id | self.finance.user_id
        )
        self.assertFalse(self._activities(submission))
        told = " ".join(submission.sudo().message_ids.mapped("body"))
        self.assertIn("Route “Two”: Ana Reyes, then Carla Lim.", told)
        self.assertIn("approved by Ana Reyes", told)

    def test_nobody_else_decides(self):
        submission = self._submit(self._expense())
        for user in (
            self.user,
            self.peer.user_id,
            self.boss.user_id,
            self.finance.user_id,
            self.controller.user_id,
        ):
            with self.assertRaises(AccessError, msg=user.name):
                self._approve(submission, user)
            with self.assertRaises(AccessError, msg=user.name):
                row = self._rows(submission, "waiting").sudo(False)
                row.with_user(user).action_refuse("No")

    def test_odoo_s_button_respects_the_levels(self):
        submission = self._submit(self._expense())
        with self.assertRaisesRegex(UserError, "not for you"):
            self._odoo_approve(submission, self.controller.user_id)
        self._odoo_approve(submission, self.manager.user_id)
        self.assertFalse(self._is_approved(submission))
        self.assertEqual(
            self._rows(submission).mapped("state"), ["approved", "waiting"]
        )
        with self.assertRaises(UserError):
            self._odoo_approve(submission, self.manager.user_id)
        self._odoo_approve(submission, self.finance.user_id)
        self.assertTrue(self._is_approved(submission))

    def test_the_state_cannot_be_written_around_levels(self):
        submission = self._submit(self._expense())
        states = (
            ("approve",) if hasattr(submission, "expense_line_ids") else ("approved",)
        )
        for user in (self.controller.user_id, self.manager.user_id):
            with self.assertRaises(UserError):
                submission.with_user(user).write({"approval_state": states[0]})
        with self.assertRaises(UserError):
            submission.sudo().write({"approval_state": states[0]})

    def test_an_administrator_does_not_approve_his_own(self):
        self.two.active = False
        submission = self._submit(self._expense(employee_id=self.controller.id))
        with self.assertRaisesRegex(UserError, "of their own"):
            self._approve(submission, self.controller.user_id)
        with self.assertRaisesRegex(UserError, "of their own"):
            self._odoo_approve(submission, self.controller.user_id)

    def test_a_named_person_without_odoo_s_groups_decides(self):
        self.two.active = False
        self._route("Peer", self.peer.user_id)
        expense = self._expense()
        submission = self._submit(expense)
        user = self.peer.user_id
        rows = self.env["ipai.expense.approval"].with_user(user)
        mine = rows.search([("is_mine", "=", True)])
        self.assertEqual(mine, self._rows(submission))
        self.assertEqual(expense.with_user(user).name, "Lunch")
        with self.assertRaises(AccessError):
            expense.with_user(user).write({"name": "Dinner"})
        mine.action_approve()
        self.assertTrue(self._is_approved(submission))

    def test_another_company_and_portal_are_refused(self):
        company = self._create_company("Other")
        stranger = self._create_employee(
            "stranger", company, "hr_expense.group_hr_expense_manager"
        ).user_id
        portal = new_test_user(
            self.env,
            login="portal",
            groups="base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        submission = self._submit(self._expense())
        row = self._rows(submission, "waiting")
        for user in (stranger, portal):
            with self.assertRaises(AccessError):
                row.sudo(False).with_user(user).action_approve()
        row.approver_ids = portal | stranger
        for user in (stranger, portal):
            with self.assertRaises(AccessError):
                row.sudo(False).with_user(user).action_approve()
        rows = self.env["ipai.expense.approval"].with_user(stranger)
        self.assertFalse(
            rows.with_context(allowed_company_ids=company.ids).search(
                [("id", "=", row.id)]
            )
        )

    def test_refusing_needs_a_reason_and_ends_it(self):
        submission = self._submit(self._expense())
        row = self._rows(submission, "waiting").sudo(False)
        row = row.with_user(self.manager.user_id)
        with self.assertRaisesRegex(UserError, "Write the reason"):
            row.action_refuse(" ")
        answer = row.action_refuse()
        dialog = self.env[answer["res_model"]].with_user(self.manager.user_id)
        dialog = dialog.browse(answer["res_id"])
        dialog.reason = "Not ours"
        dialog.action_confirm()
        rows = self._rows(submission)
        self.assertEqual(rows.mapped("state"), ["refused", "withdrawn"])
        self.assertEqual(rows[0].note, "Not ours")
        submission.invalidate_recordset()
        self.assertIn(submission.sudo().approval_state, ("cancel", "refused"))
        self.assertIn("Not ours", str(submission.sudo().message_ids.mapped("body")))

    def test_submitting_again_begins_anew(self):
        submission = self._submit(self._expense())
        self._approve(submission, self.manager.user_id)
        if hasattr(submission, "action_reset_expense_sheets"):
            submission.sudo().action_reset_expense_sheets()
            self.assertFalse(self._rows(submission))
            submission.action_submit_sheet()
        else:
            submission.sudo().action_reset()
            self.assertFalse(self._rows(submission))
            submission.action_submit()
        self.assertEqual(self._rows(submission).mapped("state"), ["waiting", "planned"])
        history = self.env["ipai.expense.approval"].search(
            [("res_model", "=", submission._name), ("res_id", "=", submission.id)]
        )
        self.assertEqual(len(history), 4)

    def test_what_changes_under_approval_is_asked_anew(self):
        self._route("Large", "manager", "second_manager", amount_from=1000, sequence=1)
        expense = self._expense()
        submission = self._submit(expense)
        self._approve(submission, self.manager.user_id)
        expense.sudo().total_amount_currency = 5000
        rows = self._rows(submission)
        self.assertEqual(rows.mapped("state"), ["waiting", "planned"])
        self.assertEqual(rows.route_id.name, "Large")
        self.assertEqual(rows[0].amount, 5000)

    def test_a_report_of_several(self):
        expenses = self._expense(60) | self._expense(70, product_id=self.lodging.id)
        submissions = self._submit(expenses)
        rows = self._rows(submissions, "waiting")
        if hasattr(submissions, "expense_line_ids"):
            self.assertEqual(len(rows), 1)
            self.assertEqual(rows.amount, 130)
            self.assertEqual(rows.expense_ids, expenses)
            self.assertEqual(rows.category_names, "Expenses, Lodging")
        else:
            self.assertEqual(rows.mapped("amount"), [60, 70])
        rows.sudo(False).with_user(self.manager.user_id).action_approve()
        rows = self._rows(submissions, "waiting")
        rows.sudo(False).with_user(self.finance.user_id).action_approve()
        for submission in submissions:
            self.assertTrue(self._is_approved(submission))

    def test_odoo_s_duplicates_are_asked_about(self):
        self.two.active = False
        self._route("One", "manager")
        first = self._submit(self._expense())
        self._approve(first, self.manager.user_id)
        self.assertTrue(self._is_approved(first))
        second = self._submit(self._expense())
        answer = self._approve(second, self.manager.user_id)
        self.assertFalse(self._is_approved(second))
        dialog = self.env[answer["res_model"]].with_user(self.manager.user_id)
        dialog = dialog.browse(answer["res_id"])
        self.assertEqual(len(dialog.duplicate_ids), 1)
        dialog.action_confirm()
        self.assertTrue(self._is_approved(second))

    def test_bulk_approves_what_is_plain_and_asks_about_the_rest(self):
        self.two.active = False
        self._route("One", "manager")
        self._policy(name="Limit", limit_amount=500, severity="warn")
        submissions = [self._submit(self._expense(amount)) for amount in (10, 20, 600)]
        user = self.manager.user_id
        rows = self.env["ipai.expense.approval"].with_user(user)
        answer = rows.search([("is_mine", "=", True)]).action_approve_many()
        self.assertEqual(
            [self._is_approved(one) for one in submissions], [True, True, False]
        )
        dialog = self.env[answer["res_model"]].with_user(user).browse(answer["res_id"])
        self.assertEqual(dialog.approved, 2)
        self.assertEqual(dialog.approval_ids, self._rows(submissions[2]))
        dialog.action_confirm()
        self.assertTrue(self._is_approved(submissions[2]))
        with self.assertRaisesRegex(UserError, "None of these waits"):
            self._rows(submissions[0]).sudo(False).with_user(user).action_approve_many()

    def test_the_screen(self):
        self._policy(name="Limit", limit_amount=50, severity="warn")
        vendor = self.env["res.partner"].create({"name": "Kape Uno"})
        before = self._expense(70, vendor_id=vendor.id, name="Before")
        earlier = self._submit(before)
        self._approve(earlier, self.manager.user_id)
        self._approve(earlier, self.finance.user_id)
        expense = self._expense(100, vendor_id=vendor.id)
        submission = self._submit(expense)
        row = self._rows(submission, "waiting").sudo(False)
        row = row.with_user(self.manager.user_id)
        self.assertEqual(row.vendor_names, "Kape Uno")
        self.assertEqual(row.breaches[0]["text"], "Limit 50.00: 100.00, 50.00 over")
        self.assertEqual(row.breach_severity, "warn")
        self.assertEqual(row.receipts[0]["vendor"], "Kape Uno")
        of_vendor, of_employee = row.history
        self.assertEqual((of_vendor["title"], of_vendor["count"]), ("Kape Uno", 1))
        self.assertIn("70.00", of_vendor["average"])
        self.assertEqual(of_employee["latest"][0]["name"], "Before")

    def test_the_list_costs_the_same_for_many(self):
        fields = ["title", "vendor_names", "category_names", "date", "breaches"]
        fields += ["picture_url", "duplicate_count", "is_mine"]
        counts = []
        for number in range(8):
            self._submit(self._expense(10 + number, date=f"2026-11-{number + 9:02}"))
            if number in (0, 7):
                self.env.flush_all()
                self.env.invalidate_all()
                rows = self.env["ipai.expense.approval"].with_user(self.manager.user_id)
                before = self.cr.sql_log_count
                rows.search([("is_mine", "=", True)]).read(fields)
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
