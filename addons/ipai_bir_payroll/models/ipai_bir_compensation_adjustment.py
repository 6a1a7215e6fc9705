# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IpaiBirCompensationAdjustment(models.Model):
    """Tax of one earlier month that one pay corrects: Schedule I of Form 1601-C."""

    _name = "ipai.bir.compensation.adjustment"
    _inherit = "ipai.bir.compensation.part"
    _description = "Correction of tax withheld in an earlier month"
    _order = "compensation_id, month, id"

    paid_on = fields.Date(related="compensation_id.paid_on", store=True)
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
