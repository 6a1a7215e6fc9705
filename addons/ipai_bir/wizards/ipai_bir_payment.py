# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirPayment(models.TransientModel):
    """What a person says about the payment of one filed return."""

    _name = "ipai.bir.payment"
    _description = "Payment of a BIR return"

    return_id = fields.Many2one("ipai.bir.return", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="return_id.currency_id")
    paid_on = fields.Date("Paid on", required=True, default=fields.Date.context_today)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, required=True
    )
    bank = fields.Char(string="Bank or agent", help="Where it was paid.")
    reference = fields.Char(
        required=True, help="Number of the payment confirmation or bank validation."
    )

    @api.depends("return_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.return_id.amount_payable

    def action_pay(self):
        """Write the payment down."""
        self.ensure_one()
        self.return_id.mark_paid(
            self.paid_on,
            self.reference,
            bank=self.bank,
            amount=f"{self.amount:.2f}",
        )
        return {"type": "ir.actions.act_window_close"}
