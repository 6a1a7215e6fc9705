# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiBirPenaltyLine(models.TransientModel):
    """One proposed penalty with the rule it follows."""

    _name = "ipai.bir.penalty.line"
    _description = "Proposed penalty"
    _order = "id"

    penalty_id = fields.Many2one("ipai.bir.penalty", ondelete="cascade")
    currency_id = fields.Many2one(related="penalty_id.currency_id")
    kind = fields.Selection(
        selection=[
            ("surcharge", "Surcharge"),
            ("interest", "Interest"),
            ("compromise", "Compromise"),
            ("information", "Information return"),
        ],
        required=True,
    )
    amount = fields.Monetary()
    rule = fields.Char()
