# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestBreach(PolicySetup, TransactionCase):
    """From a breach to a submission: refused, explained, waived, gone."""

    def _breach(self, expense):
        return expense.sudo().ipai_breach_ids

    def _log(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    def test_a_warning_does_not_stop(self):
        self._policy(name="Limit", limit_amount=50, severity="warn")
        expense = self._expense()
        self.assertEqual(expense.ipai_breach_severity, "warn")
        self.assertEqual(self._submit(expense).sudo().employee_id, self.employee)

    def test_a_reason_is_asked_for_and_given_in_place(self):
        self._policy(name="Limit", limit_amount=50)
        expense = self._expense()
        with self.assertRaisesRegex(RedirectWarning, "Limit 50.00: 100.00") as caught:
            self._submit(expense)
        _message, action, _button, context = caught.exception.args
        server_action = self.env["ir.actions.server"].browse(action)
        answer = server_action.with_user(self.user).with_context(**context).run()
        dialog = (
            self.env[answer["res_model"]].with_user(self.user).browse(answer["res_id"])
        )
        self.assertEqual(dialog.submit_ids, expense)
        with self.assertRaisesRegex(UserError, "Write the reason"):
            dialog.action_submit()
        dialog.reason = "Client asked for lunch"
        dialog.action_submit()
        breach = self._breach(expense)
        self.assertEqual((breach.state, breach.user_id), ("explained", self.user))
        self.assertIn("Client asked for lunch", self._log(expense))
        self.assertTrue(expense.sudo()._ipai_submissions())
        if "sheet_id" not in expense._fields:
            self.assertEqual(expense.state, "submitted")

    def test_a_report_of_several_is_refused_for_each(self):
        self._policy(name="Limit", limit_amount=50)
        expenses = self._expense(60) | self._expense(10) | self._expense(70)
        with self.assertRaisesRegex(RedirectWarning, "(?s)60.00, 10.*70.00, 20"):
            self._submit(expenses)

    def test_what_blocks_takes_a_change(self):
        self._policy("receipt", name="Receipt", limit_amount=50, severity="block")
        expense = self._expense(receipt=False)
        with self.assertRaisesRegex(UserError, "Receipt: 100.00 without a receipt"):
            self._submit(expense)
        self._texts(expense)
        with self.assertRaisesRegex(UserError, "takes no reason"):
            self._breach(expense).with_user(self.user).action_explain("Lost it")
        self._add_receipt(expense)
        self._submit(expense)
        self.assertFalse(self._breach(expense))
        self.assertIn("No longer breached", self._log(expense))

    def test_the_state_cannot_be_written_around_policies(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense = self._expense(10)
        if "sheet_id" in expense._fields:
            submission = expense._create_sheets_from_expense()
            state = "submit"
        else:
            submission, state = expense, "submitted"
        expense.total_amount_currency = 100
        with self.assertRaisesRegex(UserError, "policies do not allow it"):
            submission.write({"approval_state": state})

    def test_a_reviewer_waives(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense = self._expense()
        breach = self._breach(expense)
        for user in (self.user, self.peer.user_id, self.manager.user_id):
            with self.assertRaises(AccessError):
                breach.with_user(user).action_waive("Fine")
        finance = breach.with_user(self.finance.user_id)
        with self.assertRaisesRegex(UserError, "Write the reason"):
            finance.action_waive(" ")
        answer = finance.action_ask_waiver()
        dialog = self.env[answer["res_model"]].with_user(self.finance.user_id)
        dialog = dialog.browse(answer["res_id"])
        dialog.reason = "Approved by the board"
        dialog.action_confirm()
        self.assertEqual(
            (breach.state, breach.user_id), ("waived", self.finance.user_id)
        )
        self._submit(expense)

    def test_nobody_waives_their_own(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense = self._expense(employee_id=self.finance.id)
        breach = self._breach(expense).with_user(self.finance.user_id)
        with self.assertRaisesRegex(UserError, "of their own"):
            breach.action_waive("I may")

    def test_a_reason_stands_for_its_figures_only(self):
        self._policy(name="Limit", limit_amount=50)
        expense = self._expense(60)
        breach = self._breach(expense)
        breach.with_user(self.user).action_explain("Ten over")
        expense._ipai_check_policies()
        self.assertEqual(breach.state, "explained")
        expense.total_amount_currency = 5000
        self.assertEqual(breach.state, "open")
        self.assertIn(
            "Before: Limit 50.00: 60.00, 10.00 over, explained", self._log(expense)
        )
        with self.assertRaises(RedirectWarning):
            self._submit(expense)

    def test_a_policy_that_ended_does_not_hold(self):
        policy = self._policy(name="Limit", limit_amount=50)
        expense = self._expense()
        self.assertTrue(expense.ipai_must_explain)
        policy.active = False
        self._submit(expense)
        self.assertFalse(self._breach(expense))

    def _withdrawn(self, expense):
        breaches = self.env["ipai.expense.breach"].sudo()
        return breaches.search(
            [("expense_id", "=", expense.id), ("active", "=", False)]
        )

    def test_what_no_longer_holds_is_withdrawn_and_kept(self):
        self._policy(name="Limit", limit_amount=50)
        expense = self._expense(60)
        breach = self._breach(expense)
        breach.with_user(self.user).action_explain("Ten over")
        expense.total_amount_currency = 40
        self.assertFalse(self._breach(expense))
        self.assertFalse(self._breach(expense.with_context(active_test=False)))
        self.assertEqual(self._withdrawn(expense), breach)
        self.assertTrue(breach.withdrawn_at)
        self.assertEqual((breach.state, breach.reason), ("explained", "Ten over"))
        expense.total_amount_currency = 60
        again = self._breach(expense)
        self.assertEqual(len(again), 1)
        self.assertNotEqual(again, breach)
        self.assertEqual(again.state, "open")
        self.assertEqual(self._withdrawn(expense), breach)
        self.assertTrue(breach.withdrawn_at)

    def test_an_expense_breaches_a_policy_once_at_a_time(self):
        self._policy(name="Limit", limit_amount=50)
        breach = self._breach(self._expense())
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            breach.copy({"text": "Twice"})

    def _filtered(self, records, name):
        """Those of the records that a filter of their search view leaves."""
        arch = etree.fromstring(records.get_view(view_type="search")["arch"])
        [shown] = arch.xpath(f"//filter[@name='{name}']")
        domain = literal_eval(shown.get("domain"))
        return records.search([*domain, ("id", "in", records.ids)])

    def test_filters_show_what_was_withdrawn(self):
        self._policy(name="Limit", limit_amount=50)
        expense, other = self._expense(), self._expense(60)
        both = self._breach(expense) | self._breach(other)
        other.total_amount_currency = 40
        gone = both - self._breach(expense)
        self.assertEqual(both.search([("id", "in", both.ids)]), both - gone)
        self.assertEqual(self._filtered(both, "open"), both - gone)
        self.assertEqual(self._filtered(both, "withdrawn"), gone)
        self.assertEqual(self._filtered(both, "with_withdrawn"), both)

    def test_what_was_withdrawn_counts_nowhere(self):
        policy = self._policy(name="Limit", limit_amount=50, severity="block")
        route = self.env["ipai.expense.route"].create(
            {"name": "Breaches", "company_id": self.company.id, "breach": "block"}
        )
        expense = self._expense()
        self.assertTrue(route._takes(expense.sudo()))
        dashboard = self.env["hr.expense"].with_user(self.finance.user_id)
        mine = [("id", "=", expense.id)]
        self.assertEqual(dashboard._ipai_breach_figures(mine)[0]["count"], 1)
        policy.limit_amount = 200
        expense.sudo()._ipai_check_policies()
        self.assertTrue(self._withdrawn(expense))
        self.assertFalse(expense.ipai_breach_severity)
        self.assertFalse(expense.ipai_must_explain)
        self.assertFalse(expense.ipai_breaches)
        self.assertEqual(expense.sudo()._ipai_as_receipt()["breaches"], [])
        self.assertEqual(dashboard._ipai_breach_figures(mine), [])
        self.assertFalse(route._takes(expense.sudo()))
        submission = self._submit(expense)
        rows = self._rows(submission)
        self.assertTrue(rows)
        for row in rows:
            self.assertFalse(row.breaches or row.breach_severity)
            self.assertFalse(row._needs_a_look())
        self.assertEqual(self._filtered(rows, "without_breaches"), rows)
        self.assertFalse(self._filtered(rows, "with_breaches"))

    def test_nothing_is_said_about_what_was_withdrawn(self):
        policy = self._policy(name="Limit", limit_amount=50)
        expense = self._expense()
        breach = self._breach(expense)
        answer = expense.with_user(self.user).action_ipai_explain()
        dialog = self.env[answer["res_model"]].browse(answer["res_id"])
        policy.active = False
        expense.sudo()._ipai_check_policies()
        with self.assertRaisesRegex(UserError, "no longer holds"):
            breach.with_user(self.user).action_explain("Too late")
        dialog.with_user(self.user).action_save()
        self.assertEqual((breach.state, breach.reason), ("open", False))

    def test_breaches_go_with_the_expense(self):
        policy = self._policy(name="Limit", limit_amount=50)
        expense = self._expense()
        policy.active = False
        expense.sudo()._ipai_check_policies()
        breach = self._withdrawn(expense)
        self.assertTrue(breach)
        expense.sudo().unlink()
        self.assertFalse(breach.exists())

    def test_approved_expenses_keep_their_breaches(self):
        self._policy(name="Limit", limit_amount=50, severity="warn")
        expense = self._expense()
        submission = self._submit(expense)
        self._approve(submission, self.manager.user_id)
        self.env["ipai.expense.policy"].search([]).active = False
        expense.sudo()._ipai_check_policies()
        self.assertTrue(self._breach(expense))

    def test_others_do_not_see_breaches(self):
        self._policy(name="Limit", limit_amount=50)
        breach = self._breach(self._expense())
        company = self._create_company("Other")
        stranger = self._create_employee(
            "stranger", company, "hr_expense.group_hr_expense_manager"
        ).user_id
        for user, sees in (
            (self.user, True),
            (self.peer.user_id, False),
            (self.manager.user_id, True),
            (self.finance.user_id, True),
            (stranger, False),
        ):
            found = (
                self.env["ipai.expense.breach"]
                .with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
            )
            self.assertEqual(
                bool(found.search([("id", "=", breach.id)])), sees, user.name
            )
        with self.assertRaises(AccessError):
            breach.with_user(self.user).write({"state": "waived"})
