# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IpaiBirCompensationAdjustment(models.Model):
    """Tax of one earlier month that one pay corrects: Schedule I of Form 1601-C."""

    _name = "ipai.bir.compensation.adjustment"
    _description = "Correction of tax withheld in an earlier month"
    _order = "compensation_id, month, id"

    compensation_id = fields.Many2one(
        "ipai.bir.compensation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="compensation_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, help="Any day of the month whose tax was not right."
    )
    amount = fields.Monetary(
        required=True,
        help="Tax withheld now for that month; below zero when it was too much and is "
        "given back now.",
    )
    note = fields.Char(string="Why")

    @api.constrains("month", "compensation_id", "amount")
    def _check_month(self):
        for record in self:
            paid_on = record.compensation_id.paid_on
            if record.month >= fields.Date.start_of(paid_on, "month"):
                raise ValidationError(
                    self.env._(
                        "A correction is for a month before %s, the month of the pay.",
                        f"{paid_on:%m/%Y}",
                    )
                )
            if not record.amount:
                raise ValidationError(
                    self.env._("A correction of zero corrects nothing.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.compensation_id._after_change()
        return records

    def write(self, vals):
        self.compensation_id._refuse_filed()
        result = super().write(vals)
        self.compensation_id._after_change()
        return result

    def unlink(self):
        pays = self.compensation_id
        pays._refuse_filed()
        result = super().unlink()
        pays.exists()._after_change()
        return result
