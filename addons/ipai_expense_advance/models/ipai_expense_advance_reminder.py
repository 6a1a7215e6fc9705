# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

LIQUIDATION_ACTIVITY = "ipai_expense_advance.mail_activity_liquidation"


class IpaiExpenseAdvance(models.Model):
    """Reminders: the employee before the due date, the approver once it has passed."""

    _inherit = "ipai.expense.advance"

    @api.model
    def _cron_remind(self):
        """Give each due advance its activities; running it again adds none."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([]):
            soon = today + relativedelta(days=company.ipai_advance_reminder_days)
            due = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("paid", "liquidating")),
                    ("date_due", "<=", soon),
                ]
            )
            for advance in due:
                advance._remind(today)

    def _remind(self, today):
        self.ensure_one()
        self._remind_user(
            self.employee_id.user_id,
            self.env._(
                "Liquidate %(amount)s by submitting the receipts, or return the money.",
                amount=self.currency_id.format(self.amount_open),
            ),
        )
        if self.date_due < today:
            self._remind_user(
                self.approver_id,
                self.env._(
                    "%(employee)s has not liquidated %(amount)s in time.",
                    employee=self.employee_id.name,
                    amount=self.currency_id.format(self.amount_open),
                ),
            )

    def _remind_user(self, user, sentence):
        """One open activity a user is enough; done ones may be followed by another."""
        reminded = self.activity_search([LIQUIDATION_ACTIVITY], user_id=user.id)
        if user and not reminded:
            self.activity_schedule(
                LIQUIDATION_ACTIVITY,
                date_deadline=self.date_due,
                summary=sentence,
                user_id=user.id,
            )

    def _end_reminders(self):
        """Nothing is left to remind of once the advance is closed."""
        closed = self.filtered(lambda advance: advance.state == "closed")
        closed.activity_unlink([LIQUIDATION_ACTIVITY])
