# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrExpenseSplitWizard(models.TransientModel):
    """Parting an expense; here, of one whose receipt was read."""

    _inherit = "hr.expense.split.wizard"

    def action_split_expense(self):
        """Splitting corrects nothing that was read; each part shows the receipt."""
        expense = self.expense_id
        wizard = self.with_context(ipai_reading=True)
        action = super(HrExpenseSplitWizard, wizard).action_split_expense()
        if expense.ipai_read_at:
            # Both versions open the parts they made by their ids.
            ids = [ids for _name, _in, ids in action.get("domain") or []]
            parts = wizard.expense_id.browse(ids[0] if ids else [])
            wizard.expense_id._ipai_join_parts(parts)
        return action
