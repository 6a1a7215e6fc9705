# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiExpenseLine(models.Model):
    """One item printed on a receipt, with its place and, when split, its category."""

    _name = "ipai.expense.line"
    _description = "Item on a Receipt"
    _order = "expense_id, sequence, id"

    expense_id = fields.Many2one(
        "hr.expense", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="expense_id.company_id", store=True)
    currency_id = fields.Many2one(related="expense_id.currency_id")
    sequence = fields.Integer()
    description = fields.Char(required=True)
    quantity = fields.Float(digits=(16, 3))
    unit_price = fields.Monetary()
    amount = fields.Monetary()
    confidence = fields.Float(digits=(16, 4), readonly=True)
    page = fields.Integer(readonly=True)
    box = fields.Json(readonly=True)
    is_vatable = fields.Boolean(
        string="VAT",
        default=True,
        help="Clear it for an item that is exempt or zero-rated; splitting then "
        "claims no VAT on it.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Category",
        domain="[('can_be_expensed', '=', True)]",
        help="Category of the expense this item is split into.",
    )
