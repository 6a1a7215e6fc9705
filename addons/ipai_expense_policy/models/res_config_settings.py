# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ipai_approval_remind_days = fields.Integer(
        related="company_id.ipai_approval_remind_days", readonly=False
    )
    ipai_approval_escalate_days = fields.Integer(
        related="company_id.ipai_approval_escalate_days", readonly=False
    )
    ipai_approval_working_days = fields.Boolean(
        related="company_id.ipai_approval_working_days", readonly=False
    )
