# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    ipai_receipt_mode = fields.Selection(
        [
            ("off", "Do not read receipts"),
            ("on_demand", "Read a receipt when someone asks"),
            ("automatic", "Read every receipt as it arrives"),
        ],
        string="Receipt Reading",
        default="automatic",
        required=True,
    )
    ipai_receipt_threshold = fields.Float(
        string="Receipt Confidence",
        default=0.8,
        help="A value read with less confidence than this is marked for a person to "
        "check.",
    )

    ipai_card_is_company = fields.Boolean(
        string="Cards Are the Company's",
        help="A receipt that was paid by card was paid by the company, not by the "
        "employee.",
    )

    ipai_creates_vendors = fields.Boolean(
        string="Create Vendors from Receipts",
        help="A vendor that is not known yet is created when its name and TIN were "
        "read with confidence. The summary list of purchases needs vendors.",
    )

    @api.constrains("ipai_receipt_threshold")
    def _check_ipai_receipt_threshold(self):
        for company in self:
            if not 0 <= company.ipai_receipt_threshold <= 1:
                raise ValidationError(
                    self.env._("Enter a receipt confidence between 0 % and 100 %.")
                )

    @api.model
    def ipai_receipt_reading(self):
        """How receipts of the current company are read: off, on_demand or automatic."""
        return self.env.company.sudo().ipai_receipt_mode
