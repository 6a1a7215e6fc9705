# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HrExpenseSheet(models.Model):
    """Reports of expenses, which exist on 18.0 alone: the submission there."""

    _name = "hr.expense.sheet"
    _inherit = ["hr.expense.sheet", "ipai.expense.submission"]

    ipai_breaches = fields.Json(string="Breaches", compute="_compute_ipai_breaches")
    ipai_approval_ids = fields.Many2many(
        "ipai.expense.approval", string="Approval", compute="_compute_ipai_approval_ids"
    )

    @api.depends(
        "expense_line_ids.ipai_breach_ids.state",
        "expense_line_ids.ipai_breach_ids.active",
    )
    def _compute_ipai_breaches(self):
        for sheet in self:
            breaches = sheet.sudo().expense_line_ids.ipai_breach_ids
            sheet.ipai_breaches = breaches._as_chips()

    @api.depends("approval_state")
    def _compute_ipai_approval_ids(self):
        rows = self.env["ipai.expense.approval"]._current(self)
        for sheet in self:
            sheet.ipai_approval_ids = rows.filtered(lambda row: row.res_id == sheet.id)  # noqa: B023

    @api.model_create_multi
    def create(self, vals_list):
        sheets = super().create(vals_list)
        sheets._ipai_after_create()
        return sheets

    def write(self, vals):
        changes = [vals[key] for key in ("approval_state", "state") if key in vals]
        if changes:
            self._ipai_before_state(changes[0])
        answer = super().write(vals)
        if changes:
            self._ipai_after_state(changes[0])
        return answer

    def activity_update(self):
        """Levels plan the activities of submitted reports."""
        return super(HrExpenseSheet, self - self._ipai_under_levels()).activity_update()

    def action_approve_expense_sheets(self):
        last = self._ipai_approve_levels()
        if last:
            return super(HrExpenseSheet, last).action_approve_expense_sheets()
        return True
