# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiExpenseAdvancePayment(models.TransientModel):
    """One payment of an advance, or one return of money, before it is booked."""

    _name = "ipai.expense.advance.payment"
    _description = "Pay or Return a Cash Advance"

    advance_id = fields.Many2one("ipai.expense.advance", required=True, readonly=True)
    step = fields.Selection(
        [("payment", "Payment"), ("return", "Return")], required=True, readonly=True
    )
    company_id = fields.Many2one(related="advance_id.company_id")
    currency_id = fields.Many2one(related="advance_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    date = fields.Date(required=True, default=fields.Date.context_today)
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank or Cash",
        compute="_compute_journal_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
    )
    reference = fields.Char(help="Check or transfer number.")

    @api.depends("advance_id", "step")
    def _compute_amount(self):
        for wizard in self:
            advance = wizard.advance_id
            wizard.amount = (
                advance.amount if wizard.step == "payment" else advance._available()
            )

    @api.depends("company_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = self.env["account.journal"].search(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("type", "in", ("bank", "cash")),
                ],
                limit=1,
            )

    def action_draft(self):
        """Leave the entry as a draft, for somebody else to post."""
        self._create_entry()
        return {"type": "ir.actions.act_window_close"}

    def action_post(self):
        """Make the entry and post it."""
        self._create_entry().action_post()
        return {"type": "ir.actions.act_window_close"}

    def _create_entry(self):
        self.ensure_one()
        advance = self.advance_id
        if self.step == "payment":
            return advance._create_payment(self.journal_id, self.date, self.reference)
        return advance._create_return(
            self.journal_id, self.date, self.amount, self.reference
        )
