# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IpaiTravelLeg(models.Model):
    """One destination of a trip, from the day of arrival to the day of leaving."""

    _name = "ipai.travel.leg"
    _description = "Destination of a Trip"
    _inherit = "ipai.travel.line"
    _order = "date_from, id"

    place = fields.Char(required=True, help="City or province.")
    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=lambda self: (
            self.env.company.account_fiscal_country_id or self.env.company.country_id
        ),
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_to >= date_from)",
            "A destination is left before it is reached. Correct one of the dates.",
        ),
    ]

    @api.constrains("date_from", "date_to", "travel_id")
    def _check_overlap(self):
        for leg in self:
            for other in leg.travel_id.leg_ids - leg:
                if leg.date_from < other.date_to and other.date_from < leg.date_to:
                    raise ValidationError(
                        self.env._(
                            "%(one)s and %(other)s overlap by more than the day of "
                            "travelling. Correct the dates.",
                            one=leg.place,
                            other=other.place,
                        )
                    )
