# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiTravelCost(models.Model):
    """One cost expected on a trip, beside the per diem: a fare, a hotel."""

    _name = "ipai.travel.cost"
    _description = "Estimated Cost of a Trip"
    _inherit = "ipai.travel.line"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Description", required=True)
    product_id = fields.Many2one(
        "product.product",
        string="Category",
        domain=[("can_be_expensed", "=", True)],
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(required=True)

    _sql_constraints = [
        ("amount_positive", "CHECK(amount > 0)", "Enter an amount above zero."),
    ]
