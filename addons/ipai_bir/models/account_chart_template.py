# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        """A company that gets its chart later gets its taxes classified with it."""
        result = super()._post_load_data(template_code, company, template_data)
        taxes = self.env["account.tax"].with_context(active_test=False)
        company = company or self.env.company
        taxes.search([("company_id", "=", company.id)])._ipai_prefill_tax_class()
        company._ipai_prefill_accounts()
        return result
