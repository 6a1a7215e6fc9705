# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..hooks import post_init_hook
from .common import AdvanceCase


@tagged("post_install", "-at_install")
class TestAdvance(AdvanceCase):
    def test_number_and_due_date(self):
        advance = self._ask(date_needed="2026-03-02")
        self.assertRegex(advance.name, r"^CA/\d{4}/\d{4}$")
        self.assertEqual(str(advance.date_due), "2026-04-01")
        self.assertEqual(advance.state, "draft")
        self.assertEqual(advance.employee_id, self.maria)
        self.assertEqual(advance.approver_id, self.jose.user_id)

    def test_form(self):
        form = Form(self.env["ipai.expense.advance"].with_user(self.maria.user_id))
        form.purpose = "Permits"
        form.amount = 250.25
        advance = form.save()
        self.assertEqual(advance.amount, 250.25)
        self.assertEqual(advance.currency_id, self.peso)

    def test_amount_must_be_positive(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._ask(0)

    def test_approver_is_told(self):
        advance = self._ask()
        advance.action_submit()
        self.assertEqual(advance.sudo().activity_ids.user_id, self.jose.user_id)
        advance.with_user(self.jose.user_id).action_approve()
        self.assertFalse(advance.sudo().activity_ids)
        self.assertEqual(advance.approved_by_id, self.jose.user_id)

    def test_refused_with_a_reason(self):
        advance = self._ask()
        advance.action_submit()
        boss = advance.with_user(self.jose.user_id)
        action = boss.action_refuse()
        self.env["ipai.expense.refusal"].with_user(self.jose.user_id).with_context(
            **action["context"]
        ).create({"reason": "No budget"}).action_refuse()
        self.assertEqual(advance.state, "refused")
        self.assertEqual(advance.refuse_reason, "No budget")
        advance.action_reset()
        self.assertEqual(advance.state, "draft")
        self.assertFalse(advance.refuse_reason)

    def test_states_cannot_be_skipped(self):
        advance = self._ask()
        with self.assertRaisesRegex(UserError, "“Draft”, so it cannot become"):
            advance.with_user(self.jose.user_id).action_approve()
        advance.action_cancel()
        self.assertEqual(advance.state, "cancelled")
        with self.assertRaises(UserError):
            advance.action_submit()

    def test_payment_is_a_draft_until_it_is_posted(self):
        advance = self._approve(self._ask(1234.56))
        wizard = (
            self.env["ipai.expense.advance.payment"]
            .with_user(self.ana)
            .create(
                {
                    "advance_id": advance.id,
                    "step": "payment",
                    "journal_id": self.cash_journal.id,
                    "date": "2026-03-02",
                    "reference": "Check 1001",
                }
            )
        )
        wizard.action_draft()
        entry = advance.with_user(self.ana).move_ids
        self.assertEqual((entry.state, entry.ref), ("draft", "Check 1001"))
        self.assertEqual(advance.state, "approved")
        self.assertEntry(entry, (self.advances, 1234.56, 0), (self.cash, 0, 1234.56))
        self.assertEqual(entry.line_ids.partner_id, self.maria.work_contact_id)
        with self.assertRaisesRegex(UserError, "already has a draft payment"):
            advance.with_user(self.ana)._create_payment(self.cash_journal, entry.date)
        entry.action_post()
        self.assertEqual(advance.state, "paid")
        self.assertEqual(advance.amount_open, 1234.56)
        self.assertEqual(self._ledger(), 1234.56)
        with self.assertRaisesRegex(UserError, "not approved, or already paid"):
            advance.with_user(self.ana)._create_payment(self.cash_journal, entry.date)

    def test_outstanding_account_of_the_bank_is_used(self):
        transit = self._create_account("100190", "In transit", "asset_current")
        transit.reconcile = True
        method = self.cash_journal.outbound_payment_method_line_ids[:1]
        method.payment_account_id = transit
        advance = self._paid(500)
        self.assertEntry(advance.move_ids, (self.advances, 500, 0), (transit, 0, 500))

    def test_payment_taken_back(self):
        advance = self._paid(700)
        entry = advance.with_user(self.ana).move_ids
        entry.button_draft()
        self.assertEqual(advance.state, "approved")
        entry.action_post()
        self.assertEqual(advance.state, "paid")
        entry._reverse_moves(cancel=True)
        self.assertEqual(advance.state, "approved")
        self.assertEqual(advance.amount_paid, 0)
        self.assertEqual(self._ledger(), 0)
        self._pay(advance, "2026-03-09")
        self.assertEqual(advance.state, "paid")
        self.assertEqual(self._ledger(), 700)

    def test_nothing_is_undone_behind_the_books(self):
        advance = self._paid(700)
        with self.assertRaisesRegex(UserError, "has journal entries"):
            advance.with_user(self.jose.user_id).action_cancel()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            advance.sudo().unlink()

    def test_account_is_missing(self):
        self.company.ipai_advance_account_id = False
        advance = self._approve(self._ask())
        with self.assertRaisesRegex(UserError, "Choose the account of advances"):
            self._pay(advance)

    def test_account_must_be_an_asset(self):
        with self.assertRaisesRegex(ValidationError, "Advances are an asset"):
            self.company.ipai_advance_account_id = self.cost
        self.assertTrue(self.advances.reconcile)

    def test_chart_account_is_chosen_on_installation(self):
        self.company.ipai_advance_account_id = False
        self.env["ir.model.data"].create(
            {
                "module": "account",
                "name": f"{self.company.id}_l10n_ph_110102",
                "model": "account.account",
                "res_id": self.advances.id,
            }
        )
        post_init_hook(self.env)
        self.assertEqual(self.company.ipai_advance_account_id, self.advances)
