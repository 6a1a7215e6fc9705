# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirCompensationPart(models.AbstractModel):
    """Something kept beside a pay: it is filed and worked out with that pay."""

    _name = "ipai.bir.compensation.part"
    _description = "Part of a pay"

    compensation_id = fields.Many2one(
        "ipai.bir.compensation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="compensation_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.compensation_id._refuse_filed()
        records.compensation_id._after_change()
        return records

    def write(self, vals):
        pays = self.compensation_id
        pays._refuse_filed()
        result = super().write(vals)
        self.compensation_id._refuse_filed()
        (pays | self.compensation_id)._after_change()
        return result

    def unlink(self):
        pays = self.compensation_id
        pays._refuse_filed()
        result = super().unlink()
        pays.exists()._after_change()
        return result
