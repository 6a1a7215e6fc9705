# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models


class IpaiBirMinimumWage(models.Model):
    """The statutory minimum wage of one region from one day on, by wage order."""

    _name = "ipai.bir.minimum.wage"
    _description = "Statutory minimum wage of a region"
    _order = "region, date_from desc, id"

    region = fields.Char(
        required=True, help="As the alphalist writes it, for example NCR."
    )
    date_from = fields.Date(required=True, string="From")
    daily = fields.Float(string="A day", digits=(16, 2), required=True)
    source = fields.Char(help="The wage order, for example NCR-28.")
    company_id = fields.Many2one(
        "res.company", help="Empty when the wage holds for every company of the region."
    )

    _sql_constraints = [
        (
            "one_a_day",
            "UNIQUE(region, date_from, company_id)",
            "There is a minimum wage of this region from that day already.",
        ),
        ("positive", "CHECK(daily > 0)", "A minimum wage is more than zero."),
    ]

    @api.depends("region", "daily", "date_from")
    def _compute_display_name(self):
        for wage in self:
            wage.display_name = f"{wage.region} {wage.daily:,.2f}"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._work_out_meals()
        return records

    def write(self, vals):
        first = min(self.mapped("date_from"), default=None)
        result = super().write(vals)
        self._work_out_meals(first)
        return result

    def unlink(self):
        first = min(self.mapped("date_from"), default=None)
        result = super().unlink()
        self._work_out_meals(first)
        return result

    def _work_out_meals(self, first=None):
        """Meal allowances are exempt up to a share of the minimum wage."""
        first = first or min(self.mapped("date_from"), default=None)
        if first:
            self.env["ipai.bir.compensation"].sudo().search(
                [("benefit_ids.kind", "=", "meal"), ("paid_on", ">=", first)]
            )._work_out()

    @api.model
    def _daily(self, company, region, day):
        """Minimum wage a day as Decimal, or None when none was typed for the day."""
        wage = self.search(
            [
                ("region", "=ilike", region or ""),
                ("date_from", "<=", day),
                ("company_id", "in", [company.id, False]),
            ],
            order="date_from desc, company_id",
            limit=1,
        )
        return Decimal(f"{wage.daily:.2f}") if wage else None
