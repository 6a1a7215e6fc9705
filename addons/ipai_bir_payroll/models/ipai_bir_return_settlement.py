# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IpaiBirReturnSettlement(models.Model):
    """Which account the payment of a compensation withholding return clears."""

    _inherit = "ipai.bir.return"

    def _unbooked_account(self, definition):
        """The tax withheld from pay is no tax of Odoo: payroll credits one account,
        also for corrections of earlier months and what was remitted before."""
        withheld = ("provider", "schedule", "amended", "return")
        compensation = self.form_id.tax_type == "withholding_compensation"
        if compensation and definition.kind in withheld:
            return self.company_id._ipai_account(
                "ipai_compensation_withholding_account_id"
            )
        return super()._unbooked_account(definition)
