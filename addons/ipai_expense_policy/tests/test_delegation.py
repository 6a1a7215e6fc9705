# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestDelegation(PolicySetup, TransactionCase):
    """Who decides while an approver is away, and when nobody does."""

    def setUp(self):
        super().setUp()
        self._route("Two", "manager", "finance")

    def _delegate(self, delegate, first="2026-11-09", last="2026-11-13", **values):
        return self.env["ipai.expense.delegation"].create(
            {
                "approver_id": self.manager.user_id.id,
                "delegate_id": delegate.id,
                "date_from": first,
                "date_to": last,
                **values,
            }
        )

    def _follow_up(self):
        self.env["ipai.expense.approval"]._cron_follow_up()

    def _told(self, submission):
        return " ".join(submission.sudo().message_ids.mapped("body"))

    def test_the_delegate_decides_in_its_days(self):
        self._delegate(self.peer.user_id)
        with freeze_time("2026-11-06 04:00:00"):
            submission = self._submit(self._expense())
            with self.assertRaises(AccessError):
                self._approve(submission, self.peer.user_id)
        with freeze_time("2026-11-09 04:00:00"):
            self._follow_up()
            row = self._rows(submission, "waiting")
            self.assertEqual(row.deputy_ids, self.peer.user_id)
            self.assertEqual(submission.sudo().activity_ids.user_id, self.peer.user_id)
            self._approve(submission, self.peer.user_id)
        self.assertEqual(
            (row.user_id, row.deputy_for_id), (self.peer.user_id, self.manager.user_id)
        )
        self.assertIn("Eva Go in place of Ana Reyes", self._told(submission))

    def test_a_delegation_that_ended_gives_no_right(self):
        self._delegate(self.peer.user_id)
        with freeze_time("2026-11-13 04:00:00"):
            submission = self._submit(self._expense())
            self.assertEqual(
                self._rows(submission, "waiting").deputy_ids, self.peer.user_id
            )
        with freeze_time("2026-11-14 04:00:00"):
            # The scheduler has not come by yet; the day alone counts.
            with self.assertRaises(AccessError):
                self._approve(submission, self.peer.user_id)
            self._follow_up()
            self.assertFalse(self._rows(submission, "waiting").deputy_ids)
            self._approve(submission, self.manager.user_id)

    @freeze_time("2026-11-09 04:00:00")
    def test_a_delegate_does_not_decide_about_oneself(self):
        self._delegate(self.user)
        submission = self._submit(self._expense())
        self.assertFalse(self._rows(submission, "waiting").deputy_ids)
        with self.assertRaisesRegex(AccessError, "of their own"):
            self._approve(submission, self.user)

    @freeze_time("2026-11-09 04:00:00")
    def test_delegations_of_another_company_do_not_count(self):
        company = self._create_company("Other")
        self.peer.user_id.company_ids += company
        self._delegate(self.peer.user_id, company_id=company.id)
        submission = self._submit(self._expense())
        with self.assertRaises(AccessError):
            self._approve(submission, self.peer.user_id)

    def test_nobody_delegates_what_is_another_s(self):
        values = {
            "approver_id": self.manager.user_id.id,
            "delegate_id": self.peer.user_id.id,
            "date_from": "2026-11-09",
            "date_to": "2026-11-13",
        }
        delegations = self.env["ipai.expense.delegation"]
        with self.assertRaises(UserError):
            delegations.with_user(self.peer.user_id).create(values)
        own = delegations.with_user(self.manager.user_id).create(values)
        with self.assertRaises(UserError):
            own.with_user(self.peer.user_id).write({"date_to": "2027-11-13"})
        with self.assertRaises(UserError):
            own.with_user(self.manager.user_id).write(
                {"approver_id": self.boss.user_id.id}
            )

    def test_to_someone_else_and_in_order(self):
        for user, last in (
            (self.manager.user_id, "2026-11-13"),
            (self.peer.user_id, "2026-11-01"),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._delegate(user, last=last)

    def test_reminded_then_escalated_to_the_next_level(self):
        """Submitted on a Friday; two and five working days."""
        with freeze_time("2026-11-06 04:00:00"):
            submission = self._submit(self._expense())
        row = self._rows(submission, "waiting")
        for moment, state, reminded in (
            ("2026-11-09 23:00:00", "waiting", False),
            ("2026-11-10 12:00:00", "waiting", True),
            ("2026-11-13 08:00:00", "waiting", True),
            ("2026-11-13 12:00:00", "escalated", True),
        ):
            with freeze_time(moment):
                self._follow_up()
            self.assertEqual(
                (row.state, bool(row.reminded_at)), (state, reminded), moment
            )
        self.assertEqual(
            self._rows(submission, "waiting").approver_ids, self.finance.user_id
        )
        told = self._told(submission)
        self.assertEqual(told.count("Reminded: Ana Reyes."), 1)
        self.assertIn("Not decided in time by Ana Reyes; escalated to Carla Lim.", told)
        with self.assertRaises(AccessError):
            row.sudo(False).with_user(self.manager.user_id).action_approve()
        self._approve(submission, self.finance.user_id)
        self.assertTrue(self._is_approved(submission))

    def test_the_last_level_escalates_to_the_manager_above(self):
        self.company.write(
            {"ipai_approval_working_days": False, "ipai_approval_escalate_days": 3}
        )
        self.env["ipai.expense.route"].search([]).active = False
        self._route("One", "manager")
        with freeze_time("2026-11-06 04:00:00"):
            submission = self._submit(self._expense())
        with freeze_time("2026-11-09 04:00:00"):
            self._follow_up()
        self.assertEqual(
            self._rows(submission, "waiting").approver_ids, self.boss.user_id
        )
        with freeze_time("2026-11-12 04:00:00"):
            self._follow_up()
        self.assertEqual(
            self._rows(submission, "waiting").approver_ids, self.finance.user_id
        )
        with freeze_time("2026-11-15 04:00:00"):
            self._follow_up()
            self._follow_up()
        waiting = self._rows(submission, "waiting")
        self.assertEqual(waiting.approver_ids, self.finance.user_id)
        self.assertEqual(self._told(submission).count("nobody above"), 1)
        self._approve(submission, self.finance.user_id)
        self.assertTrue(self._is_approved(submission))

    def test_never_when_switched_off(self):
        self.company.write(
            {"ipai_approval_remind_days": 0, "ipai_approval_escalate_days": 0}
        )
        with freeze_time("2026-11-06 04:00:00"):
            submission = self._submit(self._expense())
        with freeze_time("2027-11-06 04:00:00"):
            self._follow_up()
        row = self._rows(submission, "waiting")
        self.assertEqual((row.level, bool(row.reminded_at)), (1, False))
