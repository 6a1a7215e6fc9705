# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings; here, those of cash advances and travel."""

    _inherit = "res.config.settings"

    ipai_advance_account_id = fields.Many2one(
        related="company_id.ipai_advance_account_id", readonly=False
    )
    ipai_advance_journal_id = fields.Many2one(
        related="company_id.ipai_advance_journal_id", readonly=False
    )
    ipai_advance_days = fields.Integer(
        related="company_id.ipai_advance_days", readonly=False
    )
    ipai_advance_reminder_days = fields.Integer(
        related="company_id.ipai_advance_reminder_days", readonly=False
    )
    ipai_advance_overdue = fields.Selection(
        related="company_id.ipai_advance_overdue", readonly=False
    )
    ipai_per_diem_product_id = fields.Many2one(
        related="company_id.ipai_per_diem_product_id", readonly=False
    )
