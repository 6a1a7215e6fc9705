# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _ipai_reviews_expenses(self):
        """Whether this user may waive breaches of policies (of others)."""
        self.ensure_one()
        return (
            self._is_superuser()
            or self.has_group("ipai_base.group_reviewer")
            or self.has_group("hr_expense.group_hr_expense_user")
        )
