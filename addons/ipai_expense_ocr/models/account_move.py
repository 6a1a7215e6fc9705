# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Note on the expenses when their entry was posted, for the time it took."""
        posted = super()._post(soft=soft)
        expenses = posted.sudo().line_ids.expense_id
        expenses.filtered(lambda expense: not expense.ipai_posted_at).write(
            {"ipai_posted_at": fields.Datetime.now()}
        )
        return posted
