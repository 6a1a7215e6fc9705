# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models

from ..tools.per_diem import HUNDRED, day_allowance

MEALS = ("breakfast", "lunch", "dinner")


class IpaiTravelDay(models.Model):
    """One day of a trip and the allowance it earns."""

    _name = "ipai.travel.day"
    _description = "Day of a Trip"
    _inherit = "ipai.travel.line"
    _order = "date, id"

    date = fields.Date(required=True, readonly=True)
    place = fields.Char(compute="_compute_amount", store=True)
    kind = fields.Selection(
        [("departure", "Departure"), ("full", "Full day"), ("return", "Return")],
        string="Day",
        compute="_compute_amount",
        store=True,
    )
    breakfast = fields.Boolean(
        string="Breakfast Provided", help="By the host or in the price of the hotel."
    )
    lunch = fields.Boolean(string="Lunch Provided")
    dinner = fields.Boolean(string="Dinner Provided")
    rate_id = fields.Many2one(
        "ipai.per.diem.rate", compute="_compute_amount", store=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_amount", store=True)
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _sql_constraints = [
        (
            "date_once",
            "UNIQUE(travel_id, date)",
            "Each day of a trip is counted once.",
        ),
    ]

    @api.depends(
        "date",
        "breakfast",
        "lunch",
        "dinner",
        "travel_id.employee_id",
        "travel_id.company_id",
        "travel_id.leg_ids.place",
        "travel_id.leg_ids.country_id",
        "travel_id.leg_ids.date_from",
        "travel_id.leg_ids.date_to",
    )
    def _compute_amount(self):
        for day in self:
            travel = day.travel_id
            leg = travel._leg_of(day.date) if day.date else travel.leg_ids[:0]
            rate = self.env["ipai.per.diem.rate"]
            if leg.country_id:
                rate = rate.sudo()._find(
                    travel.company_id,
                    leg.country_id,
                    leg.place,
                    travel.employee_id.sudo().ipai_expense_grade_id,
                    day.date,
                )
            day.place = leg.place
            day.kind = day._kind_in_trip()
            day.rate_id = rate
            day.currency_id = rate.currency_id or travel.currency_id
            day.amount = day._allowance(rate)

    def _kind_in_trip(self):
        if self.date == self.travel_id.date_from:
            return "departure"
        return "return" if self.date == self.travel_id.date_to else "full"

    def _allowance(self, rate):
        """:return: the amount in the rate's currency; 0 when no rate is known, which
        the trip shows as a missing rate"""
        if not rate:
            return 0
        shares = {
            "departure": rate._share("departure"),
            "return": rate._share("return"),
            "full": HUNDRED,
        }
        deductions = [rate._share(meal) for meal in MEALS if self[meal]]
        step = Decimal(1).scaleb(-rate.currency_id.decimal_places)
        allowance = day_allowance(rate._full_day(), shares[self.kind], deductions, step)
        return float(allowance)

    def _in_company_currency(self):
        """The allowance as an exact number in the company's currency."""
        currency = self.company_id.currency_id
        amount = self.currency_id._convert(
            self.amount, currency, self.company_id, self.date
        )
        return round(Decimal(str(amount)), currency.decimal_places)
