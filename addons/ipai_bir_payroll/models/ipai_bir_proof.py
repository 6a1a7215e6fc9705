# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .ipai_bir_return_payroll import ANNUAL


class IpaiBirProof(models.Model):
    _inherit = "ipai.bir.proof"

    @api.model
    def _place(self, record, kind):
        """The alphalist kept at filing is for those who may read pay."""
        if record.form_id.code == ANNUAL and kind == "dat":
            year = record._employee_years()[:1]
            return year._name, year.id
        return super()._place(record, kind)
