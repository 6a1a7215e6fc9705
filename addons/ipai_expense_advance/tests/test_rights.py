# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import APPROVER, AdvanceCase


@tagged("post_install", "-at_install")
class TestRights(AdvanceCase):
    def test_nobody_approves_their_own(self):
        manager = self._create_employee(
            "big.boss", "hr_expense.group_hr_expense_manager"
        )
        advance = (
            self.env["ipai.expense.advance"]
            .with_user(manager.user_id)
            .create({"purpose": "Mine", "amount": 10})
        )
        advance.action_submit()
        self.assertFalse(advance.can_approve)
        with self.assertRaisesRegex(UserError, "your own request"):
            advance.action_approve()

    def test_other_teams_do_not_see_it(self):
        advance = self._ask()
        stranger = self._create_employee("some.approver", APPROVER)
        colleague = self._create_employee("some.colleague")
        for user in (stranger.user_id, colleague.user_id):
            advances = self.env["ipai.expense.advance"].with_user(user)
            self.assertNotIn(advance, advances.search([]))
            with mute_logger("odoo.addons.base.models.ir_rule"):
                with self.assertRaises(AccessError):
                    advance.with_user(user).read(["purpose"])

    def test_all_approver_approves_any(self):
        officer = self._create_employee(
            "all.approver", "hr_expense.group_hr_expense_user"
        )
        advance = self._ask()
        advance.action_submit()
        advance.with_user(officer.user_id).action_approve()
        self.assertEqual(advance.approved_by_id, officer.user_id)

    def test_state_is_not_written(self):
        advance = self._ask()
        for user in (self.maria.user_id, self.jose.user_id):
            with self.assertRaises(AccessError):
                advance.with_user(user).write({"approval_state": "approved"})
        with self.assertRaises(AccessError):
            self._ask(approval_state="approved")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_amount_is_fixed_once_submitted(self):
        advance = self._ask()
        advance.action_submit()
        with self.assertRaisesRegex(UserError, "no longer a draft"):
            advance.amount = 9999
        boss = advance.with_user(self.jose.user_id)
        boss.amount = 900
        boss.action_approve()
        with self.assertRaisesRegex(UserError, "no longer a draft"):
            boss.amount = 9999

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_trip_is_fixed_once_submitted(self):
        trip = (
            self.env["ipai.travel.request"]
            .with_user(self.maria.user_id)
            .create(
                {
                    "purpose": "Visit",
                    "leg_ids": [
                        Command.create(
                            {
                                "place": "Davao",
                                "country_id": self.env.ref("base.ph").id,
                                "date_from": "2026-03-02",
                                "date_to": "2026-03-03",
                            }
                        )
                    ],
                }
            )
        )
        self._approve(trip)
        for user in (self.maria.user_id, self.jose.user_id):
            with self.assertRaises(UserError):
                trip.leg_ids.with_user(user).write({"date_to": "2026-03-09"})
            with self.assertRaises(UserError):
                trip.day_ids[0].with_user(user).write({"breakfast": True})

    def test_only_accountants_pay(self):
        advance = self._approve(self._ask())
        for user in (self.maria.user_id, self.jose.user_id):
            with self.assertRaisesRegex(UserError, "made by accountants"):
                advance.with_user(user)._create_payment(
                    self.cash_journal, advance.date_needed
                )
            with mute_logger("odoo.addons.base.models.ir_model"):
                with self.assertRaises(AccessError):
                    self.env["ipai.expense.advance.payment"].with_user(user).create(
                        {"advance_id": advance.id, "step": "payment"}
                    )

    def test_other_company(self):
        advance = self._ask()
        other = self._create_company("Other Trading")
        accountant = new_test_user(
            self.env,
            login="other.accountant",
            groups="base.group_user,account.group_account_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        advances = (
            self.env["ipai.expense.advance"]
            .with_user(accountant)
            .with_context(allowed_company_ids=other.ids)
        )
        self.assertNotIn(advance, advances.search([]))

    def test_employee_sees_the_whole_way(self):
        advance = self._paid(1000)
        self._spend(advance, 200)
        advance.with_user(self.ana).action_post_settlement()
        own = advance.with_user(self.maria.user_id)
        self.assertEqual(own.amount_open, 800)
        self.assertTrue(own.web_read({"state": {}, "expense_count": {}}))
        rows = own._statement_rows()
        self.assertEqual([row["amount"] for row in rows], [1000, -200])
