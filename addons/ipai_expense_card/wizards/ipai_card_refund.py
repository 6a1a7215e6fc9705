# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiCardRefund(models.TransientModel):
    """One credit of a statement and the expense whose money came back."""

    _name = "ipai.card.refund"
    _description = "Book a Refund"

    line_id = fields.Many2one("ipai.card.line", required=True, readonly=True)
    company_id = fields.Many2one(related="line_id.company_id")
    employee_id = fields.Many2one(related="line_id.employee_id")
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount = fields.Monetary(related="line_id.amount")
    expense_id = fields.Many2one(
        "hr.expense",
        string="Refunded Expense",
        domain="[('employee_id', '=', employee_id), ('company_id', '=', company_id),"
        " ('payment_mode', '=', 'company_account')]",
        help="Its account and taxes are credited in the same proportion.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Account",
        compute="_compute_account_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        check_company=True,
    )

    @api.depends("expense_id")
    def _compute_account_id(self):
        for wizard in self:
            wizard.account_id = wizard.expense_id.sudo().account_id

    def action_book(self):
        """Dr card liability, Cr the expense and its VAT."""
        self.ensure_one()
        expense, line = self.expense_id.sudo(), self.line_id
        if (
            expense
            and line.currency_id.compare_amounts(-line.amount, expense.total_amount) > 0
        ):
            raise UserError(
                self.env._(
                    "%(refund)s came back, but the expense was only %(amount)s. Choose "
                    "the expense that was refunded.",
                    refund=line.currency_id.format(-line.amount),
                    amount=line.currency_id.format(expense.total_amount),
                )
            )
        line._book("refund", self.account_id, expense.vendor_id, expense.tax_ids)
        return {"type": "ir.actions.act_window_close"}
