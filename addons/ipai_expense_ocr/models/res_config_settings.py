# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ipai_receipt_mode = fields.Selection(
        related="company_id.ipai_receipt_mode", readonly=False, required=True
    )
    ipai_receipt_threshold = fields.Float(
        related="company_id.ipai_receipt_threshold", readonly=False
    )
    ipai_card_is_company = fields.Boolean(
        related="company_id.ipai_card_is_company", readonly=False
    )
    ipai_creates_vendors = fields.Boolean(
        related="company_id.ipai_creates_vendors", readonly=False
    )
