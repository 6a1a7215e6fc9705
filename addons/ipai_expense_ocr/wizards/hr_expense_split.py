# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrExpenseSplit(models.TransientModel):
    """One part of an expense; here, it keeps what the receipt says."""

    _inherit = "hr.expense.split"

    def _get_values(self):
        values = super()._get_values()
        if self.expense_id.ipai_read_at:
            values.update(self.expense_id._ipai_split_values(self.tax_ids))
        return values
