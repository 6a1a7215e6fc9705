# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

TEXT_LENGTH = 1000


class IpaiExpenseMemory(models.Model):
    """Which category a person gave, or let stand, for one receipt of a company.

    A row never changes: when the person decides again, it is replaced by a new one
    with a higher id, so that whoever learned from the rows sees that there is news.
    """

    _name = "ipai.expense.memory"
    _description = "Category Remembered from a Receipt"
    _order = "id desc"
    _rec_name = "vendor"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    vendor = fields.Char(readonly=True)
    tin = fields.Char(string="TIN", readonly=True)
    text = fields.Char(string="Items", readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    expense_id = fields.Many2one(
        "hr.expense", index=True, readonly=True, ondelete="set null"
    )

    _sql_constraints = [
        (
            "once_per_expense",
            "UNIQUE (expense_id)",
            "The category of this expense is already remembered.",
        )
    ]

    def _ipai_remember(self, expenses):
        """Keep the categories of expenses a person decided on, the latest only."""
        known = {row.expense_id: row for row in self._of(expenses)}
        stale, fresh = self.browse(), []
        for expense in expenses.filtered("product_id"):
            row = known.get(expense)
            if row and row.product_id == expense.product_id:
                continue
            stale |= row or self.browse()
            fresh.append(self._values(expense))
        stale.unlink()
        return self.create(fresh)

    def _of(self, expenses):
        return self.search([("expense_id", "in", expenses.ids)])

    def _values(self, expense):
        words = " ".join(expense.ipai_line_ids.mapped("description"))
        return {
            "company_id": expense.company_id.id,
            "vendor": expense.vendor_id.name or expense.ipai_vendor_name,
            "tin": expense.ipai_tin or expense.vendor_id.vat,
            "text": words[:TEXT_LENGTH],
            "product_id": expense.product_id.id,
            "expense_id": expense.id,
        }
