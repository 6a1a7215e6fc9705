# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ipai_box_amount = fields.Monetary(
        string="Amount in box",
        compute="_compute_ipai_box_amount",
        currency_field="company_currency_id",
        help="The balance as the box of the return counts it.",
    )

    @api.depends("balance")
    @api.depends_context("ipai_box_sign")
    def _compute_ipai_box_amount(self):
        sign = self.env.context.get("ipai_box_sign", 1)
        for line in self:
            line.ipai_box_amount = sign * line.balance
