# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ipai_compensation_withholding_account_id = fields.Many2one(
        "account.account",
        string="Withholding tax on compensation",
        domain="[('account_type', 'in', "
        "('liability_current', 'liability_payable', 'liability_non_current'))]",
        help="Account whose credits of a month are the taxes withheld in Form 1601-C.",
    )
