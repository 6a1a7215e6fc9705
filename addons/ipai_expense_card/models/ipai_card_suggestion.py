# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date


class IpaiCardSuggestion(models.Model):
    """One expense that may be the receipt of a statement line."""

    _name = "ipai.card.suggestion"
    _description = "Suggested Receipt"
    _order = "score desc, id"

    line_id = fields.Many2one(
        "ipai.card.line", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    expense_id = fields.Many2one(
        "hr.expense", required=True, ondelete="cascade", index=True
    )
    score = fields.Integer(string="Certainty (%)", required=True)
    date = fields.Date(related="expense_id.date")
    vendor = fields.Char(compute="_compute_vendor")
    currency_id = fields.Many2one(related="expense_id.currency_id")
    amount = fields.Monetary(related="expense_id.total_amount_currency")

    def _compute_vendor(self):
        for suggestion in self:
            expense = suggestion.expense_id.sudo()
            suggestion.vendor = expense.vendor_id.name or expense.ipai_vendor_name

    def _sentence(self):
        """E.g. "Petron, 03/05/2026, PHP 1,500.00 (92 %)"."""
        return self.env._(
            "%(vendor)s, %(date)s, %(amount)s (%(score)s %%)",
            vendor=self.vendor or self.expense_id.name,
            date=format_date(self.env, self.date),
            amount=self.currency_id.format(self.amount),
            score=self.score,
        )

    def action_choose(self):
        """Match the line with this expense."""
        self.ensure_one()
        self.line_id._set_expense(self.expense_id)
        return True
