# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiExpenseGrade(models.Model):
    """One rank of employees for which rates and limits may differ: staff, manager,
    executive."""

    _name = "ipai.expense.grade"
    _description = "Expense Grade"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _sql_constraints = [
        ("name_unique", "UNIQUE(name)", "There is an expense grade of this name."),
    ]
