# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    ipai_expense_grade_id = fields.Many2one(
        "ipai.expense.grade",
        string="Expense Grade",
        # Nobody else: who sees public profiles only could not read employees then.
        groups="hr.group_hr_user",
        help="Per diem rates and limits of expenses may differ by grade.",
    )
