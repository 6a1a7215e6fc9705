# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiExpenseExplainLine(models.TransientModel):
    """One breach in the dialog, with its reason."""

    _name = "ipai.expense.explain.line"
    _description = "Reason for a Breach"

    explain_id = fields.Many2one("ipai.expense.explain", ondelete="cascade")
    breach_id = fields.Many2one(
        "ipai.expense.breach", required=True, readonly=True, ondelete="cascade"
    )
    expense_id = fields.Many2one(related="breach_id.expense_id")
    text = fields.Char(related="breach_id.text", string="Sentence")
    reason = fields.Text()
