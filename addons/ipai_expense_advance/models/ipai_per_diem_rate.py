# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.per_diem import Choice, closest


class IpaiPerDiemRate(models.Model):
    """One daily allowance: for a country or place, perhaps a grade, from a date on."""

    _name = "ipai.per.diem.rate"
    _description = "Per Diem Rate"
    _order = "country_id, place, grade_id, date_from desc, id"

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: the rate applies in every company."
    )
    country_id = fields.Many2one("res.country", required=True, index=True)
    place = fields.Char(help="City or province. Empty: anywhere in the country.")
    grade_id = fields.Many2one(
        "ipai.expense.grade",
        ondelete="restrict",
        help="Expense grade of the employee. Empty: every grade.",
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(help="Empty: until a newer rate starts.")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(string="Full Day", required=True)
    departure_share = fields.Float(
        string="Day of Departure (%)", default=100, digits=(5, 2)
    )
    return_share = fields.Float(string="Day of Return (%)", default=100, digits=(5, 2))
    breakfast_share = fields.Float(string="Breakfast (%)", default=0, digits=(5, 2))
    lunch_share = fields.Float(string="Lunch (%)", default=0, digits=(5, 2))
    dinner_share = fields.Float(string="Dinner (%)", default=0, digits=(5, 2))
    source = fields.Char(help="The policy or regulation the amount was taken from.")

    _sql_constraints = [
        ("amount_positive", "CHECK(amount > 0)", "Enter an amount above zero."),
        (
            "shares_are_percent",
            "CHECK(departure_share BETWEEN 0 AND 100 AND return_share BETWEEN 0 AND 100"
            " AND breakfast_share >= 0 AND lunch_share >= 0 AND dinner_share >= 0"
            " AND breakfast_share + lunch_share + dinner_share <= 100)",
            "Shares are percent of a full day: between 0 and 100, and the three meals "
            "together at most 100.",
        ),
        (
            "dates_in_order",
            "CHECK(date_to IS NULL OR date_to >= date_from)",
            "The rate ends before it starts. Correct one of the dates.",
        ),
    ]

    @api.depends("country_id", "place", "grade_id.name", "amount", "currency_id")
    def _compute_name(self):
        for rate in self:
            where = rate.place or rate.country_id.name or ""
            amount = rate.currency_id.format(rate.amount) if rate.currency_id else ""
            rate.name = " ".join(filter(None, [where, rate.grade_id.name, amount]))

    @api.constrains(
        "company_id", "country_id", "place", "grade_id", "date_from", "active"
    )
    def _check_starts_once(self):
        for rate in self.filtered("active"):
            others = self.search(
                [
                    ("company_id", "=", rate.company_id.id),
                    ("country_id", "=", rate.country_id.id),
                    ("date_from", "=", rate.date_from),
                    ("id", "!=", rate.id),
                ]
            )
            same = others.filtered(lambda one, rate=rate: one._key() == rate._key())
            if same:
                raise ValidationError(
                    self.env._(
                        "A rate for the same place and grade already starts on "
                        "%(date)s. Archive it, or change the date.",
                        date=rate.date_from,
                    )
                )

    def _key(self):
        return (self.place or "").strip().lower(), self.grade_id

    @api.model
    def _find(self, company, country, place, grade, day):
        """The rate for one day, or an empty record when none is known."""
        candidates = self.search(
            [
                ("company_id", "in", (False, company.id)),
                ("country_id", "=", country.id),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        choices = [
            Choice(
                rate.id,
                rate.place,
                rate.grade_id.id,
                bool(rate.company_id),
                rate.date_from,
            )
            for rate in candidates
        ]
        choice = closest(choices, place, grade.id)
        return self.browse(choice and choice.rate)

    def _share(self, name):
        """A share in percent as an exact number."""
        return round(Decimal(str(self[f"{name}_share"])), 2)

    def _full_day(self):
        """The amount of a full day as an exact number."""
        return round(Decimal(str(self.amount)), self.currency_id.decimal_places)
