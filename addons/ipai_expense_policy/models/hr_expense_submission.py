# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HrExpense(models.Model):
    """Expenses that are submitted by themselves, as on 19.0."""

    _name = "hr.expense"
    _inherit = ["hr.expense", "ipai.expense.submission"]

    @api.model_create_multi
    def create(self, vals_list):
        expenses = super().create(vals_list)
        expenses._ipai_after_create()
        return expenses

    def write(self, vals):
        changes = [vals[key] for key in ("approval_state", "state") if key in vals]
        if changes:
            self._ipai_before_state(changes[0])
        answer = super().write(vals)
        if changes:
            self._ipai_after_state(changes[0])
        return answer

    def update_activities_and_mails(self):
        """Levels plan the activities of submitted expenses."""
        return super(
            HrExpense, self - self._ipai_under_levels()
        ).update_activities_and_mails()

    def _can_be_autovalidated(self):
        """Somebody else than the employee approves, always."""
        return False

    def action_approve(self):
        last = self._ipai_approve_levels()
        if last:
            return super(HrExpense, last).action_approve()
        return True
